"""Small numbers that break a claim: found where there are some, and checked by other means."""

from __future__ import annotations

import random

import pytest
from function_semantics import is_counterexample

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import Cases, Exp, Limit, Log, Piece, ReLU
from varsym.claims.functions.instances import find_instance, instances
from varsym.claims.functions.values import NoValueError, Point

x, y, a, h = e.reals("x y a h")
t, i, n = e.index("t i n")
A, B = e.families("A B")

FALSE: dict[str, tuple[e.Condition, list[e.Condition]]] = {
    "a plain one": (ReLU(x) <= x, []),
    "at a point on an edge": (e.equals(ReLU(x), x), [x <= 0]),
    "a strictness": (0 < ReLU(x), [0 <= x]),
    "a sum": (e.summation(t, 1, n, ReLU(A[t])) <= x, [e.for_all(t, 1, n, A[t] <= x), 0 <= x]),
    "an empty sum": (1 <= e.summation(t, 1, n, ReLU(1 + A[t])), [e.for_all(t, 1, n, 0 <= A[t])]),
    "every index": (e.for_all(t, 1, n, ReLU(A[t]) <= A[1]), [1 <= n]),
    "an equation to be solved": (ReLU(x) <= 1, [e.equals(n * x, 3), 1 <= n]),
    "a letter that is defined": (a <= x, [e.equals(a, ReLU(x))]),
    "a letter defined by itself": (0 <= x, [e.equals(x, ReLU(x) - 1)]),
    "exponentials": (Exp(2 * x) <= Exp(x), [0 <= x]),
    "logarithms": (Log(n) <= 1, [1 <= n]),
    "a family and a letter of one name": (ReLU(A[1]) <= e.Real("A"), [1 <= e.Real("A")]),
    "an index hidden by another": (
        e.for_all(t, 1, t, ReLU(A[t]) <= 1), [e.for_all(t, 1, t, 0 <= A[t]), 1 <= t]),
    "cases": (Cases(Piece(0, [x < 0]), Piece(1, [0 <= x])) <= x, []),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_is_found(name: str) -> None:
    goal, conditions = FALSE[name]
    found = find_instance(conditions, goal)
    assert found is not None
    draw = random.Random(name)  # noqa: S311 - repeatable on purpose
    assert is_counterexample(conditions, goal, found.assignment, draw)
    assert found.line().endswith(f"{found.left} {found.relation} {found.right} fails")
    assert found.data()["world"] == "numbers"


NOT: dict[str, tuple[e.Condition, list[e.Condition]]] = {
    "true": (x <= ReLU(x), []),
    "true for all indices of a family": (
        0 <= A[2] * A[2] * A[2] + 0 * i, [e.for_all(i, 1, 2, 0 <= A[i])]),
    "true where an index in a condition hides one of the goal": (
        e.for_all(t, 1, 2, A[t] <= A[t] * A[t] * A[t]),
        [e.for_all(t, 1, 2, e.equals(A[t] * A[t], A[t])), 1 <= t]),
    "no value": (1 / (x - x) <= 0, []),
    "no case that applies": (Cases(Piece(0, [x < 0])) <= 0, []),
    "two that differ": (Cases(Piece(0, [x <= 0]), Piece(3, [0 <= x])) <= 3, []),
    "an index that is no integer": (e.summation(t, 0, x, 1 + 0 * x) <= 0, [0 < x, x < 1]),
    "conditions that contradict": (ReLU(x) <= 1, [2 <= x, x <= 1]),
    "a condition without a value": (ReLU(x) <= 1, [1 / (x - x) <= 2]),
    "a condition about a map": (
        ReLU(x) <= 1, [e.Lipschitz(e.Identity(e.Space((n,))), x)]),
    "a range without end": (ReLU(x) <= 1, [e.for_all(t, 1, (n + 2) ** 40, 0 <= x)]),
    "a limit that there is not": (Limit(h, x / h) <= 1, [1 <= x]),
    "an exponential of an exponential": (Exp(Exp(x)) <= 1, [1 <= x]),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT)
def test_is_not_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("varsym.claims.functions.instances.BUDGET", 2000)
    goal, conditions = NOT[name]
    assert find_instance(conditions, goal) is None


def test_letters_that_a_claim_does_not_hang_on_are_left_out() -> None:
    found = find_instance([0 <= y, a <= y, 0 <= x], ReLU(x) <= 0)
    assert found is not None
    assert found.assignment == {"x": "1"}


def test_instances_of_a_condition() -> None:
    point = Point({"n": 2, "t": 9}, {})
    nested = e.for_all(t, 1, n, e.for_all(i, t, n, A[t] <= B[i]))
    places = [(at.indices["t"], at.indices["i"]) for _, at in instances(nested, point)]
    assert places == [(1, 1), (1, 2), (2, 2)]
    assert list(instances(e.for_all(t, 3, n, x <= 0), point)) == []
    with pytest.raises(NoValueError, match="Linear"):
        list(instances(e.Linear(e.Identity(e.Space((n,)))), point))


def test_numbers_are_tried_where_a_claim_may_change() -> None:
    (x,) = e.reals("x")
    hat = ReLU(x - 9) - 2 * ReLU(x - 10) + ReLU(x - 11)
    pieces = (
        Piece(0, [x < 9]),
        Piece(x - 9, [9 <= x, x < 10]),
        Piece(11 - x, [10 <= x, x < 12]),
        Piece(0, [12 <= x]),
    )
    found = find_instance([], e.equals(hat, Cases(*pieces)))
    assert found is not None
    assert found.assignment == {"x": "23/2"}
