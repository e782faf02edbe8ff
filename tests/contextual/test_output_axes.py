"""Lines that hold all outputs, and those that do not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual.output_axes import OutputAxes, line_of_outputs, output_axes

ZERO: list[tuple[int, ...]] = [(0, 0)] * 3


def test_a_point_is_a_line_of_length_zero() -> None:
    line = line_of_outputs(OutputAxes([(2, 3)] * 3, ZERO, 2))
    assert line is not None
    assert line.square == 0
    assert line.axes.rows == [(0,)] * 3
    assert line.origin == (Fraction(1), Fraction(3, 2))


@pytest.mark.parametrize(
    ("rows", "offsets"),
    [
        ([(0, 0), (1, 0), (0, 1)], ZERO),
        ([(0, 0), (1, 1), (2, 3)], ZERO),
        ([(0, 0), (0, 1), (0, 2)], [(0, 0), (1, 0), (0, 0)]),
    ],
)
def test_a_plane_is_no_line(rows, offsets) -> None:
    assert line_of_outputs(OutputAxes(rows, offsets, 1)) is None


def test_offsets_along_the_line() -> None:
    line = line_of_outputs(OutputAxes([(1, 1), (1, 3), (1, 0)], [(5, 0), (5, 1), (5, 0)], 2))
    assert line is not None
    assert line.square == 1
    assert line.axes.unit == 2


SMALL = st.integers(-4, 4)


@given(
    st.tuples(SMALL, SMALL, SMALL),
    st.tuples(SMALL, SMALL, SMALL),
    st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=5),
    st.integers(1, 3),
)
def test_outputs_are_origin_plus_place_times_direction(start, step, places, unit) -> None:
    rows = [tuple(a + t * b for a, b in zip(start, step, strict=True)) for t, _ in places]
    offsets = [tuple(t * b for b in step) for _, t in places]
    line = line_of_outputs(OutputAxes(rows, offsets, unit))
    assert line is not None
    for j, row in enumerate(rows):
        for k, offset in enumerate(offsets):
            place = Fraction(line.axes.rows[j][0] + line.axes.offsets[k][0], line.axes.unit)
            for axis in range(3):
                output = Fraction(row[axis] + offset[axis], unit)
                assert output == line.origin[axis] + place * line.direction[axis]


def test_tokens_get_the_denominator_of_the_values() -> None:
    axes = output_axes(([(1, 2)], 12), ([(1, 1)], 4))
    assert axes.offsets == [(3, 3)]
    assert output_axes(([(1, 2)], 12), None).offsets == [(0, 0)]
