"""Scalar claims at scale: falsehoods that the bounded search misses, and no truth refuted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recheck import is_confirmed
from toy_executor import ToyExecutor

from varsym.claims.refuting.sampled import find_sampled
from varsym.claims.refuting.search import find_counterexample
from varsym.errors import InputError
from varsym.pack import (
    BigO,
    BigOh,
    Compare,
    Condition,
    Lipschitz,
    MapVariable,
    SameMap,
    Space,
    equals,
    families,
    for_all,
    index,
    norm,
    product,
    reals,
    summation,
)

i, j, n, m = index("i j n m")
x, y, z, K = reals("x y z K")
a, b = families("a b")
line = Space((reals("d")[0],))
f, g = (MapVariable(name, (), line, line) for name in "fg")
Q = Fraction

Case = tuple[Condition, tuple[Condition, ...]]

# False, and out of reach of a search through a few small values.
MISSED: dict[str, Case] = {
    "far out": (x**2 <= 50, ()),
    "very far out": (x <= 10**6, ()),
    "a narrow window": (x <= Q(3, 10), (Q(1, 4) < x, x < Q(1, 3))),
    "two windows": (x * y <= Q(11, 100), (Q(1, 4) < x, x < Q(1, 3), Q(1, 3) < y, y < Q(2, 5))),
    "a given sum": (x * y <= 24, (equals(x + y, 10),)),
    "a given product": (x <= y, (equals(3 * x * y, 1), 0 < x)),
    "a given quotient": (x + y <= 11, (equals(x / y, 10), 0 < y)),
    "a chain of equations": (z <= 7, (equals(y, 2 * x + 1), equals(z, y * y), Q(9, 8) < x)),
    "an equation that defines by its right side": (x <= 30, (equals(y**2, x), Q(16, 3) <= y)),
    "weights": (
        summation(i, 1, n, a[i] ** 2) <= Q(1, 2),
        (for_all(i, 1, n, 0 <= a[i]), equals(summation(i, 1, n, a[i]), 1), 4 <= n)),
    "more terms": (
        product(i, 1, n, a[i]) <= summation(i, 1, n, a[i]),
        (for_all(i, 1, n, 1 <= a[i]), 4 <= n)),
    "two families": (
        summation(i, 1, n, a[i] * b[i]) <= summation(i, 1, n, a[i]) * Q(17, 10),
        (for_all(i, 1, n, 0 <= a[i]), for_all(i, 1, n, b[i] <= Q(19, 10)), 2 <= n)),
    "where two sides meet": (x < y, (x <= y, y <= x, Q(7, 3) < x, x < Q(8, 3))),
    "a needle": ((x - Q(355, 113)) ** 2 + (y - Q(22, 7)) ** 2 >= Q(1, 10**8), ()),
    "a steep quotient": (x / y <= 100, (0 < x, 0 < y, y <= 1)),
    "nearly an identity": (
        equals(x, x + Q(1, 10**6) * x * (x - 1) * (x + 1) * (x - 2) * (x - 3) * (2 * x - 1)), ()),
    "an index alone": (n * n <= 20, ()),
    "for all of them": (for_all(i, 1, 3, a[i] <= 40), (a[1] <= a[2], a[2] <= a[3])),
    "a negative power": (x**-2 <= 50, (0 < x,)),
    "as far as the ends": (x + y <= Q(77, 10), (x <= Q(22, 7), y <= Q(32, 7), 3 <= x)),
}  # fmt: skip

TRUE: dict[str, Case] = {
    "Motzkin": (3 * x**2 * y**2 <= x**4 * y**2 + x**2 * y**4 + 1, ()),
    "an identity": (equals((x + y) ** 3, x**3 + y**3 + 3 * x * y * (x + y)), ()),
    "Cauchy and Schwarz": (
        summation(i, 1, n, a[i] * b[i]) ** 2
        <= summation(i, 1, n, a[i] ** 2) * summation(i, 1, n, b[i] ** 2), ()),
    "means": (x * y * z <= 1, (equals(x + y + z, 3), 0 <= x, 0 <= y, 0 <= z)),
    "weights": (
        Q(1, 1) <= n * summation(i, 1, n, a[i] ** 2), (equals(summation(i, 1, n, a[i]), 1),)),
    "what floats cannot see": (equals((x + 10**17) - 10**17, x), ()),
    "what floats get wrong": (
        0 <= 1335 * y**6 * Q(1, 4) + x**2 * (11 * x**2 * y**2 - y**6 - 121 * y**4 - 2)
        + Q(11, 2) * y**8 + x / (2 * y) + 10**60,
        (equals(x, 77617), equals(y, 33096))),
    "undefined where it would fail": (x / x <= 1, ()),
    "strict at a distance": (x < y, (x + Q(1, 10**12) <= y,)),
    "contradictory hypotheses": (x <= 0, (x * x <= -1,)),
    "a window without a number": (x <= 0, (Q(1, 3) < x, x < Q(1, 3))),
    "a wrong equation between numbers": (x <= 0, (equals(n, n + 1),)),
    "an empty range": (for_all(i, n + 1, n, a[i] <= 0), ()),
}  # fmt: skip

UNSUPPORTED: dict[str, Case] = {
    "a norm": (norm(f) <= x, ()),
    "a norm among the hypotheses": (x <= 50, (norm(f - g) <= x,)),
    "a Lipschitz map": (Lipschitz(f, K), ()),
    "a Lipschitz map among the hypotheses": (K <= 50, (Lipschitz(f, K),)),
    "maps": (SameMap(f, g), ()),
    "an order": (Compare("<=", x, BigO(y)), ()),
    "an order among the hypotheses": (x <= 50, (BigOh(x, y),)),
    "an equation of degree two": (x <= 50, (equals(x * x + x, y * y + y + 1),)),
    "a root": (x <= 50, (equals(x**2, 2601),)),
}


@pytest.mark.parametrize("name", MISSED)
def test_a_falsehood_that_the_bounded_search_misses_is_refuted(name: str) -> None:
    goal, conditions = MISSED[name]
    assert find_counterexample(conditions, goal, "sup") is None
    found = find_sampled(conditions, goal)
    assert found is not None
    assert is_confirmed(conditions, goal, "sup", found)
    assert "\n" not in found.line()


@pytest.mark.parametrize("name", TRUE)
def test_a_truth_has_no_counterexample(name: str) -> None:
    goal, conditions = TRUE[name]
    assert find_sampled(conditions, goal, samples=2**16) is None


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_is_no_scalar_claim_is_left_to_others(name: str) -> None:
    goal, conditions = UNSUPPORTED[name]
    assert find_sampled(conditions, goal, samples=2**12) is None


def test_it_finds_what_the_bounded_search_finds() -> None:
    for goal, conditions in [(x <= x * x, (0 <= x,)), (x**3 <= x * x, ()), (x < y, (x <= y,))]:
        assert find_counterexample(conditions, goal, "sup") is not None
        found = find_sampled(conditions, goal, samples=2**14)
        assert found is not None
        assert is_confirmed(conditions, goal, "sup", found)


def test_the_counterexample_is_written_like_those_of_the_bounded_search() -> None:
    goal, conditions = summation(i, 1, n, a[i]) <= 60, (for_all(i, 1, n, a[i] <= 45), 2 <= n)
    found = find_sampled(conditions, goal)
    small = find_counterexample(conditions, summation(i, 1, n, a[i]) <= 1, "sup")
    assert found is not None
    assert small is not None
    assert list(found.assignment) == list(small.assignment) == ["n", "a[1]", "a[2]"]
    assert (found.world, found.relation, found.right) == (small.world, small.relation, "60")
    assert Fraction(found.left) == sum(Fraction(found.assignment[v]) for v in ("a[1]", "a[2]"))


def test_counterexamples_are_small() -> None:
    for goal, conditions, line in [
        (*MISSED["far out"], "x = 8: 64 ≤ 50 fails"),
        (*MISSED["a given sum"], "x = 5, y = 5: 25 ≤ 24 fails"),
        (*MISSED["an index alone"], "n = 5: 25 ≤ 20 fails"),
    ]:
        found = find_sampled(conditions, goal)
        assert found is not None
        assert found.line() == line


def test_the_same_seed_finds_the_same_wherever_it_runs() -> None:
    goal, conditions = MISSED["two windows"]
    alone = find_sampled(conditions, goal, seed=3)
    makers: list[Callable[[], Executor]] = [
        ToyExecutor,
        lambda: ThreadPoolExecutor(2),
        lambda: ProcessPoolExecutor(1, mp_context=get_context("spawn")),
    ]
    for make in makers:
        with make() as executor:
            assert find_sampled(conditions, goal, seed=3, executor=executor) == alone


def test_two_indices_and_formulas_that_are_undefined_at_some() -> None:
    goal = summation(i, 1, n, a[i]) / (n - 1) <= 90
    found = find_sampled((1 <= n, for_all(i, 1, n, for_all(j, 1, m, a[i] <= a[j])), n <= m), goal)
    assert found is not None
    assert is_confirmed((1 <= n, n <= m), goal, "sup", found)


def test_sums_too_long_and_numbers_too_large_are_left_to_others() -> None:
    assert find_sampled((), summation(i, 1, 10**5, a[i]) <= 50, samples=2**12) is None
    assert find_sampled((), x <= 10**400, samples=2**12) is None
    assert find_sampled((), x**100 <= 50, samples=2**12) is None


@pytest.mark.parametrize("wrong", [{"samples": 0}, {"samples": 1e6}, {"seed": -1}, {"executor": 4}])
def test_arguments_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        find_sampled((), x <= 50, **wrong)


small = st.fractions(-3, 3, max_denominator=4)
terms = st.recursive(
    st.sampled_from([x, y]) | small.map(lambda q: x * 0 + q),
    lambda inner: st.builds(
        lambda op, left, right: {"+": left + right, "-": left - right, "*": left * right}[op],
        st.sampled_from("+-*"), inner, inner),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=60)
@given(
    terms, terms, terms, terms, st.sampled_from(["<=", "<", "="]), st.sampled_from(["<=", "<", "="])
)
def test_whatever_is_found_is_confirmed_by_other_code(p, q, r, s, assumed, claimed) -> None:
    conditions = (Compare(assumed, p, q),)
    goal = Compare(claimed, r, s)
    found = find_sampled(conditions, goal, samples=2**12)
    if found is not None:
        assert is_confirmed(conditions, goal, "sup", found)
    elif find_counterexample(conditions, goal, "sup") is not None:
        assert assumed == "="  # an equation that could not be solved
