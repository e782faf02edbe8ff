"""The nearest points: ties, coincidences, hairs, and all pairs by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import flint
import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual import nearest_points
from varsym.contextual.gaps import Collision, Undecided
from varsym.contextual.nearest_points import Distance
from varsym.errors import InputError

# Cases are looked into without asking first which one came.
smallest_distance: Any = nearest_points.smallest_distance


def exactly(rows: Any) -> Any:
    return lambda i, bits: [arb(fmpq(x.numerator, x.denominator)) for x in rows[i]]


@pytest.mark.parametrize("classes", ["", "a", "aaa"])
def test_one_class_has_no_distance(classes) -> None:
    found = smallest_distance(lambda i, bits: [arb(i)], classes)
    assert found == Distance(None, None, 0, 64)


def test_members_of_one_class_may_coincide() -> None:
    rows = [[Fraction(0), Fraction(0)]] * 3 + [[Fraction(3), Fraction(4)]]
    found = smallest_distance(exactly(rows), "aaab")
    assert found.enclosure.lower <= 5 <= found.enclosure.upper
    assert found.rivals == 2


def test_equal_points_collide_by_the_exact_decision_alone() -> None:
    def ball(i, bits):
        return [arb(2).sqrt(), arb(i // 2).exp()]

    assert smallest_distance(ball, "abcc", equal=lambda i, j: True) == Collision((0, 1))
    found = smallest_distance(ball, "abcc", max_bits=256, equal=lambda i, j: None)
    assert found == Undecided((0, 1), 256)
    found = smallest_distance(ball, "abcc", max_bits=256, equal=lambda i, j: False)
    assert found == Undecided((0, 1), 256)


def test_the_exact_decision_is_asked_once_a_pair() -> None:
    asked = []

    def equal(i, j):
        asked.append((i, j))
        return False

    def near(i, bits):
        return [arb(2).sqrt() + (arb(10) ** -200) * i, arb(3).sqrt()]

    found = smallest_distance(near, "ab", equal=equal)
    assert found.enclosure.decimal(4) == "1.000e-200"
    assert asked == [(0, 1)]


def test_only_close_points_are_computed_again() -> None:
    asked = []

    def ball(i, bits):
        asked.append((i, bits))
        if i < 2:
            return [arb(2).sqrt(), arb(5) + (arb(10) ** -60) * i]
        return [arb(i).sqrt(), arb(i).exp()]

    found = smallest_distance(ball, range(40))
    assert found.pair == (0, 1)
    assert {i for i, bits in asked if bits > 128} == {0, 1}


def test_balls_that_are_never_finite() -> None:
    found = smallest_distance(lambda i, bits: [arb.nan()], "ab", max_bits=128)
    assert found == Undecided((0, 1), 128)


def test_wide_balls_do_not_separate() -> None:
    found = smallest_distance(lambda i, bits: [arb(i, 1), arb(0)], "ab", max_bits=128)
    assert isinstance(found, Undecided)


def test_balls_wider_than_machine_words() -> None:
    def wide(i, bits):
        return [arb(i, "1e300") if bits < 100 else arb(i), arb(0)]

    assert smallest_distance(wide, range(4)).enclosure.lower == 1
    assert isinstance(smallest_distance(wide, range(4), max_bits=64), Undecided)


def test_coordinates_of_very_different_sizes() -> None:
    rows = [
        [Fraction(10**80), Fraction(0)],
        [Fraction(10**80), Fraction(1, 10**80)],
        [Fraction(0)] * 2,
    ]
    found = smallest_distance(exactly(rows), "abc")
    assert found.pair == (0, 1)
    assert found.enclosure.decimal(4) == "1.000e-80"


def test_a_spread_cloud_against_all_pairs_in_floats() -> None:
    cloud = np.random.default_rng(7).random((1500, 3))
    rows = [[Fraction(x) for x in row] for row in cloud.tolist()]
    found = smallest_distance(exactly(rows), range(len(rows)))
    steps = np.linalg.norm(cloud[:, None] - cloud[None], axis=2)
    np.fill_diagonal(steps, np.inf)
    i, j = np.unravel_index(steps.argmin(), steps.shape)
    assert sorted(found.pair) == sorted((int(i), int(j)))
    assert abs(float(found.enclosure.lower) - steps[i, j]) < 1e-9


def test_the_precision_of_flint_is_left_alone() -> None:
    before = flint.ctx.prec
    smallest_distance(lambda i, bits: [arb(i + 1).log()] * 2, range(5))
    assert flint.ctx.prec == before


@pytest.mark.parametrize("bad", [{"bits": 8}, {"max_bits": 32}, {"digits": 0}])
def test_odd_precisions_are_refused(bad) -> None:
    with pytest.raises(InputError):
        smallest_distance(lambda i, bits: [arb(i)], "ab", **bad)


SMALL = st.fractions(min_value=-2, max_value=2, max_denominator=3)
POINTS = st.integers(1, 3).flatmap(
    lambda d: st.lists(
        st.tuples(st.lists(SMALL, min_size=d, max_size=d), st.integers(0, 3)), max_size=10
    )
)


@given(POINTS)
def test_all_pairs_agree(drawn) -> None:
    rows, classes = [row for row, _ in drawn], [label for _, label in drawn]
    squares = {
        (i, j): sum((a - b) ** 2 for a, b in zip(rows[i], rows[j], strict=True))
        for i, j in combinations(range(len(rows)), 2)
        if classes[i] != classes[j]
    }
    found = smallest_distance(exactly(rows), classes, equal=lambda i, j: rows[i] == rows[j])
    if not squares:
        assert found.enclosure is None
    elif not min(squares.values()):
        assert isinstance(found, Collision)
        assert squares[found.pair] == 0
    else:
        least = min(squares.values())
        assert found.enclosure.lower**2 <= least <= found.enclosure.upper**2
        assert found.enclosure.width * 10**6 <= found.enclosure.lower
        assert squares[tuple(sorted(found.pair))] == least
        assert found.rivals == list(squares.values()).count(least) - 1
