"""The smallest gap: exact cases, ties, coincidences, contradictions, and all pairs by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import flint
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual import gaps
from varsym.contextual.gaps import Collision, Gap, Undecided
from varsym.errors import InputError
from varsym.exact import PrecisionError

# Cases are looked into without asking first which one came.
smallest_gap: Any = gaps.smallest_gap


def points(values: Any) -> Any:
    return lambda i, bits: arb(fmpq(values[i].numerator, values[i].denominator))


def never(i, j):
    pytest.fail("no exact decision was needed")


@pytest.mark.parametrize("classes", ["", "a", "aaa"])
def test_one_class_has_no_gap(classes) -> None:
    gap = smallest_gap(lambda i, bits: arb(1).exp(), classes, equal=never)
    assert isinstance(gap, Gap)
    assert (gap.pair, gap.enclosure, gap.rivals) == (None, None, 0)
    assert sorted(gap.order) == list(range(len(classes)))


def test_members_of_one_class_may_coincide() -> None:
    values = [Fraction(1), Fraction(1), Fraction(3), Fraction(3)]
    gap = smallest_gap(points(values), "aabb")
    assert gap.enclosure.lower == gap.enclosure.upper == 2
    assert gap.rivals == 3


def test_equal_points_of_two_classes_collide_without_being_asked() -> None:
    assert smallest_gap(points([Fraction(1), Fraction(1)]), "ab", equal=never) == Collision((0, 1))


def test_equal_balls_collide_only_by_the_exact_decision() -> None:
    def root(i, bits):
        return arb(2).sqrt()

    assert smallest_gap(root, "ab", max_bits=64, equal=lambda i, j: True) == Collision((0, 1))
    assert smallest_gap(root, "ab", max_bits=500) == Undecided((0, 1), 500)
    unknown = smallest_gap(root, "ab", max_bits=500, equal=lambda i, j: None)
    assert unknown == Undecided((0, 1), 500)
    # A wrong "unequal" costs time, and never makes a gap.
    assert isinstance(smallest_gap(root, "ab", max_bits=500, equal=lambda i, j: False), Undecided)


def test_a_collision_behind_an_undecided_pair_is_found() -> None:
    def ball(i, bits):
        return arb(2).sqrt() if i < 2 else arb(3).sqrt()

    found = smallest_gap(ball, "abcd", max_bits=128, equal=lambda i, j: True if i > 1 else None)
    assert found == Collision((2, 3))


def test_equal_scalars_of_two_classes_behind_one_of_their_own_class() -> None:
    found = smallest_gap(lambda i, bits: arb(2).sqrt(), "aaab", equal=lambda i, j: True)
    assert isinstance(found, Collision)
    assert 3 in found.pair


def test_differences_of_1e_minus_300_are_seen() -> None:
    def near(i, bits):
        return arb(2).sqrt() + (arb(10) ** -300) * i

    gap = smallest_gap(near, "abc")
    assert gap.enclosure.decimal(5) == "1.0000e-300"
    assert gap.order == (0, 1, 2)
    assert gap.bits >= 1000
    assert isinstance(smallest_gap(near, "abc", max_bits=512), Undecided)


def test_only_overlapping_scalars_are_computed_again() -> None:
    asked: list[tuple[int, int]] = []

    def near(i, bits):
        asked.append((i, bits))
        return arb(2).sqrt() + (arb(10) ** -40) * i if i < 2 else arb(i)

    smallest_gap(near, range(50))
    assert {i for i, bits in asked if bits > 64} == {0, 1}


def test_a_ball_that_is_not_finite_waits_for_more_bits() -> None:
    def late(i, bits):
        return arb(i) if bits > 100 else arb.nan()

    assert smallest_gap(late, "abc").enclosure.lower == 1
    assert smallest_gap(lambda i, bits: arb.nan(), "ab", max_bits=128) == Undecided((0, 1), 128)
    alone = smallest_gap(lambda i, bits: arb.nan(), "a", max_bits=128)
    with pytest.raises(PrecisionError, match="900000 bits"):
        alone.ball(0)


def test_enclosures_that_contradict_each_other_are_refused() -> None:
    def lying(i, bits):
        return arb(0, 1) if bits == 64 else arb(5)

    with pytest.raises(InputError, match="no number in common"):
        smallest_gap(lying, "ab")


def test_touching_balls_are_not_separate() -> None:
    def touching(i, bits):
        return arb(2 * i, 1) if bits == 64 else arb(2 * i)

    assert smallest_gap(touching, "ab", max_bits=64) == Undecided((0, 1), 64)
    assert smallest_gap(touching, "ab").enclosure.lower == 2


def test_a_gap_beyond_fractions_is_refused() -> None:
    def tiny(i, bits):
        return (arb(-(10**9)) * (i + 1)).exp()

    with pytest.raises(PrecisionError, match="logarithm"):
        smallest_gap(tiny, "ab")


def test_the_precision_of_flint_is_left_alone() -> None:
    before = flint.ctx.prec
    smallest_gap(lambda i, bits: arb(i + 1).log(), range(5), bits=300)
    assert flint.ctx.prec == before


@pytest.mark.parametrize("bad", [{"bits": 1}, {"bits": 64.0}, {"max_bits": 63}, {"digits": 0}])
def test_odd_precisions_are_refused(bad) -> None:
    with pytest.raises(InputError):
        smallest_gap(points([Fraction(1)]), "a", **bad)


SMALL = st.fractions(min_value=-2, max_value=2, max_denominator=6)


@given(st.lists(st.tuples(SMALL, st.integers(0, 3)), max_size=12))
def test_all_pairs_agree(drawn) -> None:
    values, classes = [value for value, _ in drawn], [label for _, label in drawn]
    pairs = [(i, j) for i, j in combinations(range(len(drawn)), 2) if classes[i] != classes[j]]
    distances = [abs(values[i] - values[j]) for i, j in pairs]

    def equal(i, j):
        return values[i] == values[j]

    found = smallest_gap(points(values), classes, bits=8, equal=equal)
    if not pairs:
        assert found.pair is None
    elif min(distances) == 0:
        assert isinstance(found, Collision)
        i, j = found.pair
        assert values[i] == values[j]
        assert classes[i] != classes[j]
    else:
        least = min(distances)
        assert found.enclosure.lower <= least <= found.enclosure.upper
        assert found.enclosure.width * 10**6 <= found.enclosure.lower
        i, j = found.pair
        assert found.enclosure.lower <= values[j] - values[i] <= found.enclosure.upper
        assert classes[i] != classes[j]
        if not found.rivals:
            assert distances.count(least) == 1
        for i, j in pairs:
            if found.order.index(i) < found.order.index(j):
                assert values[i] < values[j]
        assert all(found.ball(i).compare(value) in {0, None} for i, value in enumerate(values))
