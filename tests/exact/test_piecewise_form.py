from __future__ import annotations

import copy
import pickle
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.piecewise import Piece, PiecewiseLinear

MAPS = st.from_type(PiecewiseLinear)
POINTS = st.fractions(-4, 4, max_denominator=12)


def telling_points(*maps: PiecewiseLinear) -> list[Fraction]:
    """Points that tell two maps apart: all breakpoints, and two in every gap."""
    ends = sorted({Fraction(0)}.union(*(f.breakpoints for f in maps)))
    inside = [(a * k + b * (3 - k)) / 3 for a, b in pairwise(ends) for k in (1, 2)]
    return [*ends, *inside, ends[0] - 1, ends[0] - 2, ends[-1] + 1, ends[-1] + 2]


@pytest.mark.parametrize(
    ("breakpoints", "lines", "values"),
    [
        ([], [], []),
        ([], [(0, 0), (1, 0)], []),
        ([0], [(0, 0)], [0]),
        ([0], [(0, 0), (1, 0)], []),
        ([1, 0], [(0, 0), (1, 0), (0, 0)], [0, 0]),
        ([0, "0.0"], [(0, 0), (1, 0), (0, 0)], [0, 0]),
        ([0.5], [(0, 0), (1, 0)], [0]),
        ([0], [(0.5, 0), (1, 0)], [0]),
        ([0], [(0, 0), (1, 0)], [0.5]),
    ],
)
def test_malformed_parts_are_refused(breakpoints: list, lines: list, values: list) -> None:
    with pytest.raises(InputError):
        PiecewiseLinear(breakpoints, lines, values)


def test_superfluous_breakpoints_disappear() -> None:
    one_line = PiecewiseLinear([0, 1, 2], [(1, 1)] * 4, [1, 2, 3])
    assert one_line == PiecewiseLinear.affine(1, 1)
    assert one_line.breakpoints == ()
    kept = PiecewiseLinear([0, 1, 2], [(1, 1)] * 4, [1, 7, 3])
    assert kept.breakpoints == (Fraction(1),)
    assert kept.values == (Fraction(7),)


def test_equal_lines_on_both_sides_of_another_value_are_kept() -> None:
    assert PiecewiseLinear.spike(0, 1) != PiecewiseLinear.constant(0)
    assert PiecewiseLinear.spike(0, 0) == PiecewiseLinear.constant(0)
    assert PiecewiseLinear.spike(0, 1) != PiecewiseLinear.spike(0, 2)
    assert PiecewiseLinear.spike(0, 1) != PiecewiseLinear.spike(1, 1)
    assert PiecewiseLinear.constant(0) != 0


@given(MAPS, MAPS)
def test_equality_is_equality_of_functions(f: PiecewiseLinear, g: PiecewiseLinear) -> None:
    assert (f == g) == all(f(x) == g(x) for x in telling_points(f, g))


@given(MAPS, st.lists(POINTS, max_size=3))
def test_every_way_to_cut_a_map_gives_the_same_form(
    f: PiecewiseLinear, extra: list[Fraction]
) -> None:
    breaks = sorted({*f.breakpoints, *extra})
    cuts = [Fraction(-99), *breaks, Fraction(99)]
    lines = []
    for left, right in pairwise(cuts):
        x, y = (2 * left + right) / 3, (left + 2 * right) / 3
        slope = (f(y) - f(x)) / (y - x)
        lines.append((slope, f(x) - slope * x))
    again = PiecewiseLinear(breaks, lines, [f(at) for at in breaks])
    assert again == f
    assert hash(again) == hash(f)
    assert again.breakpoints == f.breakpoints
    assert again.pieces() == f.pieces()


@given(MAPS)
def test_copies_are_equal(f: PiecewiseLinear) -> None:
    for again in (pickle.loads(pickle.dumps(f)), copy.copy(f), copy.deepcopy(f)):
        assert type(again) is PiecewiseLinear
        assert again == f
        assert hash(again) == hash(f)


def test_it_is_immutable() -> None:
    f = PiecewiseLinear.relu()
    with pytest.raises(AttributeError):
        f._data = f._data
    with pytest.raises(AttributeError):
        del f._data
    with pytest.raises(AttributeError):
        f.name = "f"


def test_hashes_tell_similar_maps_apart() -> None:
    maps = {PiecewiseLinear.step(at, left, 3) for at in range(4) for left in range(3)}
    assert len(maps) == 12
    assert len({hash(f) for f in maps}) == 12


def test_evaluation_takes_exact_numbers_only() -> None:
    f = PiecewiseLinear.relu()
    assert f("0.5") == f(Fraction(1, 2)) == Fraction(1, 2)
    assert type(f(3)) is Fraction
    for wrong in (0.5, True, "x"):
        with pytest.raises(InputError):
            f(wrong)  # type: ignore[arg-type]


def test_pieces_have_ends_and_limits() -> None:
    left, right = PiecewiseLinear.step(1, 2, 5, 9).pieces()
    assert left == Piece(None, Fraction(1), Fraction(0), Fraction(2))
    assert right == Piece(Fraction(1), None, Fraction(0), Fraction(5))
    assert right.limit(Fraction(1)) == 5
