"""Flat bumps: the layer, the values, and disjoint supports."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual.flat_bumps import Bump, FlatBumps
from varsym.exact import Enclosure, PrecisionError

F = Fraction
TWO = FlatBumps(2, [Bump(2, 3, (F(1), F(-2))), Bump(5, 9, (F(0), F(1, 3)))], 2)


def trapezoids(bumps: FlatBumps, x: Fraction) -> list[Fraction]:
    """The sum of all bumps, each from its definition."""
    total = [F(0)] * bumps.channels
    for bump in bumps.bumps:
        place = x * bumps.slope
        outside = max(bump.lower - place, place - bump.upper, F(0))
        for channel, height in enumerate(bump.height):
            total[channel] += height * max(F(0), 1 - outside)
    return total


def test_the_layer_is_the_sum_of_the_bumps() -> None:
    layer = TWO.feed_forward()
    assert layer.neurons == TWO.neurons == 9
    for i in range(100):
        x = F(i, 24)
        expected = trapezoids(TWO, x)
        assert layer.exact([[x, 0]]).tolist() == [expected]
        assert list(TWO.at(x)) == expected


def test_no_bumps_at_all() -> None:
    none = FlatBumps(0, [], 2)
    assert none.neurons == 1
    assert none.feed_forward().exact([[F(7, 3), 0]]).tolist() == [[0, 0]]
    assert none.over(Enclosure(F(0), F(9))) == (F(0), F(0))
    assert none.ranges() == [(F(0), F(0))] * 2


def test_ranges() -> None:
    assert TWO.ranges() == [(F(0), F(1)), (F(-2), F(1, 3))]


@given(low=st.integers(-8, 120), width=st.integers(0, 60))
def test_values_over_a_box_hold_all_its_points(low: int, width: int) -> None:
    box = Enclosure(F(low, 40), F(low + width, 40))
    found = TWO.over(box)
    met = [TWO.at(F(2 * low + i, 80)) for i in range(2 * width + 1)]
    for channel, entry in enumerate(found):
        column = [value[channel] for value in met]
        if isinstance(entry, Enclosure):
            assert entry.lower <= min(column) <= max(column) <= entry.upper
        else:
            assert set(column) == {entry}


HEIGHTS = st.sampled_from([(F(0),), (F(1),), (F(-2, 3),)])


@given(
    places=st.lists(st.integers(0, 2000), min_size=1, max_size=12, unique=True),
    heights=st.lists(HEIGHTS, min_size=12, max_size=12),
    unit=st.sampled_from([F(1), F(1, 7), F(3, 1000)]),
)
def test_bumps_around_boxes(
    places: list[int], heights: list[tuple[Fraction, ...]], unit: Fraction
) -> None:
    boxes = [Enclosure(place * unit, (place + F(1, 3)) * unit) for place in places]
    order = sorted(range(len(places)), key=places.__getitem__)
    bumps = FlatBumps.around(order, boxes.__getitem__, heights[: len(places)])
    for bump, following in pairwise(bumps.bumps):
        assert bump.lower <= bump.upper
        assert bump.upper + 2 <= following.lower
    for index, box in enumerate(boxes):
        assert bumps.over(box) == heights[index]
        # There is room on both sides.
        wider = Enclosure(box.lower - F(1, bumps.slope), box.upper + F(1, bumps.slope))
        assert bumps.over(wider) == heights[index]


def test_a_run_of_one_target_has_one_bump() -> None:
    boxes = [Enclosure(F(i), F(i)) for i in range(6)]
    heights = [(F(i < 3),) for i in range(6)]
    bumps = FlatBumps.around(range(6), boxes.__getitem__, heights)
    assert len(bumps.bumps) == 1
    assert bumps.slope == 8


def test_close_targets_need_steep_ramps() -> None:
    boxes = [Enclosure(F(0), F(0)), Enclosure(F(1, 10**30), F(1, 10**30))]
    bumps = FlatBumps.around([0, 1], boxes.__getitem__, [(F(1),), (F(2),)])
    assert 6 * 10**30 <= bumps.slope < 12 * 10**30
    assert [bumps.over(box) for box in boxes] == [(F(1),), (F(2),)]


@pytest.mark.parametrize("place", ["1/4", "5/8", "1"])
def test_ramps_are_where_they_should_be(place: str) -> None:
    value = TWO.at(F(place))[0]
    assert value == {"1/4": 0, "5/8": 1, "1": 0}[place]


@pytest.mark.parametrize("order", [[0, 1, 2], [0, 2, 1]])
def test_overlapping_or_disordered_enclosures_are_refused(order: list[int]) -> None:
    boxes = [Enclosure(F(0), F(1)), Enclosure(F(3), F(5)), Enclosure(F(5), F(6))]
    heights = [(F(1),), (F(2),), (F(1),)]
    with pytest.raises(PrecisionError, match="overlap"):
        FlatBumps.around(order[:: 1 if order[1] == 1 else -1], boxes.__getitem__, heights)
    # Of one target they may.
    joined = FlatBumps.around(order, boxes.__getitem__, [heights[0], heights[1], heights[1]])
    assert len(joined.bumps) == 2
