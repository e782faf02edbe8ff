"""Proofs by cases: what each way proves, and what it must refuse."""

from __future__ import annotations

from fractions import Fraction

import pytest

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import Cases, Exp, Limit, Log, Piece, ReLU
from varsym.claims.functions.splitting import prove_by_cases
from varsym.kernel import is_theorem

x, y, a, b, h = e.reals("x y a b h")
t, s, i, n = e.index("t s i n")
(A,) = e.families("A")
Case = tuple[e.Condition, list[e.Condition]]


def step(at: e.Scalar, *, before: e.Scalar | int = 0, after: e.Scalar | int = 1) -> Cases:
    return Cases(Piece(before, [x < at]), Piece(after, [at <= x]))


def middle(low: e.Scalar, high: e.Scalar) -> Cases:
    return Cases(Piece(0, [x < low]), Piece(1, [low <= x, x < high]), Piece(2, [high <= x]))


TRUE: dict[str, Case] = {
    "both signs": (e.equals(ReLU(x) - ReLU(0 - x), x), []),
    "one sign known": (e.equals(ReLU(x), x), [0 <= x]),
    "at the edge": (e.equals(ReLU(x), 0), [x <= 0]),
    "a strict sign": (0 < ReLU(x), [0 < x]),
    "one in another": (e.equals(ReLU(ReLU(x)), ReLU(x)), []),
    "three at once": (ReLU(x + y) <= ReLU(x) + ReLU(y), []),
    "a sum of equal terms": (e.equals(e.summation(t, 1, n, ReLU(x)), n * x), [0 <= x, 0 <= n]),
    "a sum with an index": (
        e.equals(e.summation(t, 1, n, ReLU(A[t])), e.summation(t, 1, n, A[t])),
        [e.for_all(t, 1, n, 0 <= A[t])]),
    "a sum of nothing": (e.equals(e.summation(t, 1, n, ReLU(x - t)), 0), [x <= 1, 0 <= n]),
    "for every index": (e.for_all(t, 1, n, e.equals(ReLU(x - t), 0)), [x <= 1]),
    "an empty range": (e.for_all(t, 1, n, ReLU(x) <= x - 1), [n <= 0]),
    "conditions that contradict": (ReLU(x) <= x - 1, [2 <= x, x <= 1]),
    "cases that are printed in order": (e.equals(step(a, after=x - a), ReLU(x - a)), []),
    "three pieces": (middle(a, b) <= 2, [a <= b]),
    "pieces that meet and agree": (
        0 <= Cases(Piece(0 - x, [x <= 0]), Piece(x, [0 <= x])), []),
    "one piece that applies": (e.equals(middle(a, b), 1), [a <= x, x < b]),
    "a definition": (0 <= a, [e.equals(a, ReLU(x))]),
    "a definition of itself": (a <= 2 * a + 1, [e.equals(a, ReLU(a) + ReLU(x))]),
    "exponentials": (Exp(x) <= Exp(ReLU(x)), []),
    "exponentials and logarithms": (
        Exp(0 - n * Log(y)) <= Exp(0 - Log(y)), [1 <= y, 1 <= n]),
    "logarithms in order": (Log(x) <= Log(y), [0 < x, x <= y]),
    "a sum of one logarithm": (
        e.equals(e.summation(t, 1, n, Log(x)), n * Log(x)), [0 < x, 0 <= n]),
    "a quotient": (ReLU(x / y) * y <= ReLU(x), [0 < y]),
    "a divisor that is a product": (e.equals(ReLU(x) / (y * n) * n, ReLU(x) / y), [0 < y, 1 <= n]),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_is_proved(name: str) -> None:
    goal, conditions = TRUE[name]
    found = prove_by_cases(conditions, goal)
    assert found is not None
    assert all(map(is_theorem, found))


FALSE: dict[str, Case] = {
    "the other way": (ReLU(x) <= x, []),
    "a sign that is not known": (e.equals(ReLU(x), x), [0 - 1 <= x]),
    "strictness": (0 < ReLU(x), [0 <= x]),
    "the index of a sum is not the one outside": (
        e.equals(e.summation(t, 1, n, ReLU(x - t)), 0), [x <= t, 1 <= n]),
    "the index of a condition is not the one of the goal": (
        e.for_all(t, 1, n, ReLU(x - t) <= 0), [x <= t]),
    "the range of a condition is another": (
        e.equals(e.summation(t, 1, n + 1, ReLU(A[t])), e.summation(t, 1, n + 1, A[t])),
        [e.for_all(t, 1, n, 0 <= A[t])]),
    "an upper end that the index hides": (
        e.equals(e.summation(t, 1, t, ReLU(1 + 0 * x)), t * t), [1 <= t]),
    "a sum of equal terms that may be empty": (
        e.equals(e.summation(t, 1, n, ReLU(1 + 0 * x)), n), []),
    "a product of equal terms": (
        e.equals(e.product(t, 1, n, ReLU(x)), n * x), [0 <= x, 1 <= n]),
    "what a letter is in a sum over its index": (
        e.equals(e.summation(t, 1, n, a + ReLU(x)), n * ReLU(A[t]) + n * ReLU(x)),
        [e.equals(a, ReLU(A[s])), 1 <= n]),
    "one logarithm for a sum of many": (
        e.equals(e.summation(t, 1, n, Log(t)), n * Log(t)), [1 <= t, 1 <= n]),
    "one for a product of many": (
        e.equals(e.product(t, 1, n, Log(A[t] + y)), e.product(t, 1, n, Log(y + A[t]) * 2)),
        [0 < y, e.for_all(t, 1, n, 0 <= A[t])]),
    "the sign of a logarithm": (0 <= Log(x), [0 < x]),
    "an exponential beside none": (Exp(x) <= 1 + ReLU(x), []),
    "cases the wrong way": (e.equals(step(a), 1), []),
    "a gap": (0 <= Cases(Piece(0, [x < a]), Piece(1, [b <= x])), []),
    "a point that is left out": (0 <= Cases(Piece(0, [x < a]), Piece(1, [a < x])), []),
    "an end that is left open": (0 <= Cases(Piece(0, [a <= x, x < b]), Piece(1, [b <= x])), []),
    "two variables": (0 <= Cases(Piece(0, [x < a]), Piece(1, [a <= y])), []),
}  # fmt: skip

WITHOUT_A_VALUE: dict[str, Case] = {
    "pieces that meet and differ": (0 <= Cases(Piece(0, [x <= a]), Piece(1, [a <= x])), []),
    "ends out of order": (0 <= middle(a, b), []),
    "ends out of order, closed": (
        0 <= Cases(Piece(0, [x <= a]), Piece(1, [a < x, x < b]), Piece(2, [b <= x])), [a <= b]),
    "a divisor of 0": (0 <= ReLU(x / y), []),
    "a divisor of 0 in a case that is dropped": (e.equals(0 * ReLU(x) / y, 0), []),
    "a divisor that is 0 at an index": (
        0 <= e.summation(t, 0, n, ReLU(x) / t), [0 <= n]),
    "a divisor under another t": (0 <= e.summation(t, 0, 1, ReLU(x) / t), [1 <= t]),
    "a negative power": (0 <= step(y ** (0 - n)), []),
    "a power that is no integer": (0 <= ReLU(x) ** y, []),
    "a negative number as a power": (0 <= step(y ** e.Number(Fraction(-1))), []),
    "half a power": (0 <= step(y ** Fraction(1, 2)), []),
    "the logarithm of 0": (e.equals(Log(x) - Log(x), 0), [0 <= x]),
    "the logarithm of a case": (e.equals(0 * Log(ReLU(x)), 0), []),
    "a sum up to a real": (e.equals(e.summation(t, 1, y, ReLU(0 * x)), 0), []),
    "a sum up to a real in a case that is dropped": (
        e.equals(Cases(Piece(e.summation(t, 1, y, x), [x < 0]), Piece(0, [0 <= x])), 0), [0 <= x]),
    "all indices up to a real": (e.for_all(t, 1, y, x <= ReLU(x)), []),
    "a limit": (e.equals(Limit(h, x / y) * ReLU(x), ReLU(x) * Limit(h, x / y)), [0 < y]),
    "the variable of a limit": (0 <= Limit(h, ReLU(h)) + ReLU(h), []),
    "pieces for a range": (0 <= Cases(Piece(0, [x < t], t, 1, n)), []),
    "a range without ends": (0 <= Cases(Piece(0, [x < t], t)), []),
    "no pieces": (0 <= Cases(), []),
    "no conditions": (0 <= Cases(Piece(0, []), Piece(1, [])), []),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_is_not_proved(name: str) -> None:
    goal, conditions = FALSE[name]
    assert prove_by_cases(conditions, goal) is None


@pytest.mark.parametrize("name", WITHOUT_A_VALUE)
def test_what_may_have_no_value_is_not_proved(name: str) -> None:
    goal, conditions = WITHOUT_A_VALUE[name]
    assert prove_by_cases(conditions, goal) is None


def test_a_letter_that_is_called_as_a_logarithm_would_be() -> None:
    log0 = e.Real("log0")
    assert prove_by_cases([1 <= x], log0 <= Log(x) + ReLU(log0)) is None
    assert prove_by_cases([1 <= x, log0 <= 0], e.equals(Log(x), log0)) is None


def test_a_family_and_a_letter_of_one_name_are_two() -> None:
    alone = e.Real("A")
    assert prove_by_cases([0 <= A[1]], e.equals(ReLU(alone), alone)) is None
    assert prove_by_cases([e.equals(alone, ReLU(x))], 0 <= A[1] + ReLU(x)) is None


def test_what_is_no_relation_is_left_to_others() -> None:
    assert prove_by_cases([], e.Linear(e.Identity(e.Space((n,))))) is None
    assert prove_by_cases([], e.norm(e.Identity(e.Space((n,)))) <= ReLU(x)) is None


def test_more_cases_than_are_tried() -> None:
    many = [ReLU(A[k]) for k in range(9)]
    total = sum(many[1:], many[0])
    assert prove_by_cases([], sum((A[k] for k in range(1, 9)), A[0]) <= total) is None
