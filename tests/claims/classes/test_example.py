"""The Lipschitz constant of a counterexample, under conditions on r and K."""

from __future__ import annotations

from fractions import Fraction

import pytest

from varsym.claims import expressions as e
from varsym.claims.classes.example import LEAST_CONSTANT, lipschitz_constant
from varsym.claims.classes.networks import LipschitzChains
from varsym.claims.formulas import arrays as a

(K, d), (r, i) = e.reals("K d"), e.index("r i")
one = e.as_scalar(1)
TARGETS = LipschitzChains(r, K)


def test_no_conditions() -> None:
    assert lipschitz_constant(TARGETS, ()) == LEAST_CONSTANT == 4


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ([K > 0], 4),
        ([K >= 1, r >= 1], 4),
        ([e.equals(r, 1)], 4),
        ([K > 4], 5),
        ([K > 100], 101),
        ([e.equals(K, 7)], 7),
        ([K > 10, K < 11], Fraction(21, 2)),
        ([K**2 >= 16], 4),
        ([K * r <= 4], 4),
        ([K ** r <= 4], 4),
        ([1 / K < one / 9], 10),
        ([one > 0], 4),
        ([e.Cited("somebody", K > 5)], 6),
    ],
)  # fmt: skip
def test_conditions_that_hold_somewhere(conditions: list[e.Condition], found: object) -> None:
    assert lipschitz_constant(TARGETS, conditions) == found


@pytest.mark.parametrize(
    "conditions",
    [
        [K < 0],
        [one < 0],
        [K <= one / 8],
        [K < 4],
        [e.equals(K, 2)],
        [r >= 2],
        [r > 1, K > 0],
        [K < r],
        [K > 10, K < 9],
        [1 / (r - 1) < K],
        [0 * (one / (K - K)) <= 0],
        [one ** K > 0],
        [d > 0],
        [K > 0, d > 0],
        [e.Real("r") <= 1],
        [e.Index("K") >= 1],
        [e.Real("K", (i,)) >= 1],
        [e.for_all(i, 1, r, K >= 1)],
        [e.summation(i, 1, r, K) >= 1],
        [e.Cited("somebody", K < 0)],
        [a.Divides(1, r)],
    ],
)  # fmt: skip
def test_conditions_that_fail_or_are_not_decided(conditions: list[e.Condition]) -> None:
    assert lipschitz_constant(TARGETS, conditions) is None


def test_letters_of_the_other_kind() -> None:
    other = LipschitzChains(e.Real("r"), e.Index("K"))
    assert lipschitz_constant(other, [e.Real("r") <= 1, e.Index("K") >= 6]) == 6
    assert lipschitz_constant(other, [e.Index("K") > 6, e.Index("K") < 7]) is None
    assert lipschitz_constant(other, [r <= 1]) is None


def test_one_letter_for_both() -> None:
    assert lipschitz_constant(LipschitzChains(r, r), ()) is None
    assert lipschitz_constant(LipschitzChains(r, e.Real("r")), ()) is None
