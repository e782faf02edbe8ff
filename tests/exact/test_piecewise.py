from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.piecewise import PiecewiseLinear

MAPS = st.from_type(PiecewiseLinear)
POINTS = st.fractions(-4, 4, max_denominator=12)
IDENTITY = PiecewiseLinear.identity()
RELU = PiecewiseLinear.relu()
HALF = Fraction(1, 2)


def test_constants_and_lines() -> None:
    assert PiecewiseLinear.constant("1/2")(7) == HALF
    assert PiecewiseLinear.affine(2, -1)(HALF) == 0
    assert IDENTITY(HALF) == HALF
    assert PiecewiseLinear.affine(0, 3) == PiecewiseLinear.constant(3)


def test_a_single_point_is_interpolated() -> None:
    f = PiecewiseLinear.interpolate([(1, 5)], -1, 2)
    assert [f(x) for x in (0, 1, 3)] == [6, 5, 9]
    assert PiecewiseLinear.interpolate([(1, 5)]) == PiecewiseLinear.constant(5)
    assert PiecewiseLinear.interpolate([(1, 1), (0, 0)], 1, 1) == IDENTITY


def test_points_without_a_map_are_refused() -> None:
    for points in ([], [(0, 1), (0, 2)], [(0, 1), ("0/5", 1)], [(0.5, 1)]):
        with pytest.raises(InputError):
            PiecewiseLinear.interpolate(points)  # type: ignore[arg-type]


@given(st.dictionaries(POINTS, POINTS, min_size=1, max_size=5), POINTS, POINTS)
def test_interpolation_meets_its_points(
    points: dict[Fraction, Fraction], left: Fraction, right: Fraction
) -> None:
    f = PiecewiseLinear.interpolate(points.items(), left, right)
    assert {x: f(x) for x in points} == points
    assert f.is_continuous()
    first, last = min(points), max(points)
    assert (f(first - 2), f(last + 2)) == (points[first] - 2 * left, points[last] + 2 * right)


def test_steps() -> None:
    f = PiecewiseLinear.step(0, -1, 1)
    assert [f(x) for x in (-1, 0, 1)] == [-1, 1, 1]
    g = PiecewiseLinear.step(0, -1, 1, 0)
    assert [g(x) for x in (-1, 0, 1)] == [-1, 0, 1]
    assert PiecewiseLinear.step(0, 3, 3) == PiecewiseLinear.constant(3)


def test_rectifiers() -> None:
    f = PiecewiseLinear.relu(HALF)
    assert [f(x) for x in (-1, HALF, 2)] == [0, 0, Fraction(3, 2)]


def test_hats() -> None:
    f = PiecewiseLinear.hat(1, HALF, 3)
    assert [f(x) for x in (0, HALF, "3/4", 1, "5/4", "3/2", 9)] == [
        0, 0, Fraction(3, 2), 3, Fraction(3, 2), 0, 0,
    ]  # fmt: skip
    for halfwidth in (0, -1):
        with pytest.raises(InputError):
            PiecewiseLinear.hat(0, halfwidth, 1)


def test_spikes() -> None:
    f = PiecewiseLinear.spike(HALF, 7)
    assert [f(x) for x in (0, HALF, 1)] == [0, 7, 0]


@pytest.mark.parametrize(
    "make",
    [
        lambda: PiecewiseLinear.constant(0.5),  # type: ignore[arg-type]
        lambda: PiecewiseLinear.affine(0.5, 0),  # type: ignore[arg-type]
        lambda: PiecewiseLinear.affine(0, 0.5),  # type: ignore[arg-type]
        lambda: PiecewiseLinear.step(0, 0, 0.5),  # type: ignore[arg-type]
        lambda: PiecewiseLinear.relu(0.5),  # type: ignore[arg-type]
        lambda: PiecewiseLinear.hat(0.5, 1, 1),  # type: ignore[arg-type]
        lambda: PiecewiseLinear.spike(0, 0.5),  # type: ignore[arg-type]
        lambda: IDENTITY.scale(0.5),  # type: ignore[arg-type]
    ],
)
def test_floats_are_refused(make) -> None:
    with pytest.raises(InputError, match="float"):
        make()


def test_other_objects_are_no_operands() -> None:
    for act in (
        lambda: RELU + 1,  # type: ignore[operator]
        lambda: RELU - 1,  # type: ignore[operator]
        lambda: RELU @ 1,  # type: ignore[operator]
        lambda: RELU * 0.5,  # type: ignore[operator]
        lambda: RELU * True,
        lambda: RELU * RELU,  # type: ignore[operator]
    ):
        with pytest.raises(TypeError):
            act()


@given(MAPS, MAPS, POINTS, POINTS)
def test_sums_and_multiples_act_on_values(
    f: PiecewiseLinear, g: PiecewiseLinear, c: Fraction, random: Fraction
) -> None:
    for x in (random, *f.breakpoints, *g.breakpoints):
        assert (f + g)(x) == f(x) + g(x)
        assert (f - g)(x) == f(x) - g(x)
        assert (-f)(x) == -f(x)
        assert (c * f)(x) == (f * c)(x) == f.scale(c)(x) == c * f(x)


@given(MAPS, MAPS)
def test_sums_have_one_form(f: PiecewiseLinear, g: PiecewiseLinear) -> None:
    assert f + g == g + f
    assert (f + g) - g == f
    assert f - f == 0 * f == PiecewiseLinear.constant(0)
    assert f + f == 2 * f
    negative = -f
    assert -negative == f


def test_an_absolute_value_by_rectifiers() -> None:
    size = RELU + RELU @ -IDENTITY
    assert size == PiecewiseLinear.interpolate([(0, 0)], -1, 1)
    assert size @ size == size
