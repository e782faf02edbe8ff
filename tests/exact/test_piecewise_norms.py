from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.extended import INFINITY, Extended
from varsym.exact.piecewise import PiecewiseLinear

MAPS = st.from_type(PiecewiseLinear)
POINTS = st.fractions(-4, 4, max_denominator=12)
ZERO = PiecewiseLinear.constant(0)
IDENTITY = PiecewiseLinear.identity()
RELU = PiecewiseLinear.relu()
SPIKE = PiecewiseLinear.spike(0, 1)
NEAR = Fraction(1, 10**9)
FAR = Fraction(10**9)


def probes(f: PiecewiseLinear, *more: Fraction) -> list[Fraction]:
    """Points close to every place where a supremum of a piecewise map can sit."""
    marks = {Fraction(0), *f.breakpoints, *more}
    near = {mark + side for mark in marks for side in (-NEAR, 0, NEAR)}
    return sorted(near | {-FAR, FAR})


@pytest.mark.parametrize(
    ("f", "lipschitz", "growth", "sup"),
    [
        (ZERO, 0, 0, 0),
        (PiecewiseLinear.constant(-2), 0, INFINITY, 2),
        (IDENTITY, 1, 1, INFINITY),
        (PiecewiseLinear.affine(-3, 1), 3, INFINITY, INFINITY),
        (RELU, 1, 1, INFINITY),
        (PiecewiseLinear.relu(1), 1, 1, INFINITY),
        (PiecewiseLinear.relu(-1), 1, INFINITY, INFINITY),
        (SPIKE, INFINITY, INFINITY, 1),
        (PiecewiseLinear.spike(2, -1), INFINITY, Fraction(1, 2), 1),
        (PiecewiseLinear.step(0, 0, 1), INFINITY, INFINITY, 1),
        (PiecewiseLinear.step(0, 0, 1, 0), INFINITY, INFINITY, 1),
        (PiecewiseLinear.step(0, 1, 0, 0), INFINITY, INFINITY, 1),
        (PiecewiseLinear.step(-2, -3, 0), INFINITY, Fraction(3, 2), 3),
        (PiecewiseLinear.hat(3, 1, 6), 6, 2, 6),
        (PiecewiseLinear.hat(0, 1, 6), 6, INFINITY, 6),
        (PiecewiseLinear([0], [(2, 0), (-5, 0)], [0]), 5, 5, INFINITY),
        (PiecewiseLinear([0], [(2, 0), (-5, 0)], [1]), INFINITY, INFINITY, INFINITY),
        # The supremum 4 is approached at 2 and never attained.
        (PiecewiseLinear([0, 2], [(0, 0), (2, 0), (0, 0)], [0, 0]), INFINITY, 2, 4),
    ],
)
def test_constants_by_hand(
    f: PiecewiseLinear, lipschitz: Extended, growth: Extended, sup: Extended
) -> None:
    assert f.lipschitz_constant() == lipschitz
    assert f.growth_constant() == growth
    assert f.sup_norm() == sup


@given(MAPS)
def test_the_lipschitz_constant_holds_and_is_attained(f: PiecewiseLinear) -> None:
    found = f.lipschitz_constant()
    ratios = [abs(f(y) - f(x)) / (y - x) for x, y in pairwise(probes(f))]
    assert all(ratio <= found for ratio in ratios)
    if found is INFINITY:
        # A jump by at least 1/12 over 10**-9 is steeper than any slope of these maps.
        assert max(ratios) > 10**6
        assert not f.is_continuous()
    else:
        assert found == max(ratios)
        assert f.is_continuous()


@given(MAPS, POINTS)
def test_the_growth_constant_holds_and_is_nearly_attained(
    f: PiecewiseLinear, random: Fraction
) -> None:
    found = f.growth_constant()
    ratios = [abs(f(x) / x) for x in probes(f, random) if x]
    if found is INFINITY:
        assert f(0) != 0 or max(ratios) > 10**6
    else:
        assert f(0) == 0
        assert max(ratios) <= found <= max(ratios) + Fraction(1, 10**6)


@given(MAPS, POINTS)
def test_the_supremum_holds_and_is_nearly_attained(f: PiecewiseLinear, random: Fraction) -> None:
    found = f.sup_norm()
    sizes = [abs(f(x)) for x in probes(f, random)]
    if found is INFINITY:
        assert max(sizes) > 10**6
    else:
        assert max(sizes) <= found <= max(sizes) + Fraction(1, 10**6)


@given(MAPS, POINTS, POINTS, POINTS)
def test_the_supremum_on_an_interval(
    f: PiecewiseLinear, a: Fraction, b: Fraction, random: Fraction
) -> None:
    low, high = min(a, b), max(a, b)
    found = f.sup_norm_on(low, high)
    sizes = [abs(f(x)) for x in probes(f, low, high, random) if low <= x <= high]
    assert max(sizes) <= found <= max(sizes) + Fraction(1, 10**6)


def test_degenerate_intervals_for_a_supremum() -> None:
    assert SPIKE.sup_norm_on(0, 0) == 1
    assert SPIKE.sup_norm_on(1, 1) == 0
    assert SPIKE.sup_norm_on(-1, 0) == SPIKE.sup_norm_on(0, 1) == 1
    # Limits from outside the interval do not count.
    assert PiecewiseLinear.step(0, 5, 1).sup_norm_on(0, 2) == 1
    assert PiecewiseLinear.step(0, 5, 1, 1).sup_norm_on(-1, 0) == 5
    with pytest.raises(InputError):
        SPIKE.sup_norm_on(1, 0)
    with pytest.raises(InputError):
        SPIKE.sup_norm_on(0, 0.5)  # type: ignore[arg-type]


@given(MAPS, POINTS, POINTS)
def test_additive_maps_are_multiples_of_the_identity(
    f: PiecewiseLinear, x: Fraction, y: Fraction
) -> None:
    if f.is_additive():
        assert f(x + y) == f(x) + f(y)
        assert f == f(1) * IDENTITY
    else:
        assert f != f(1) * IDENTITY


def test_additivity_by_hand() -> None:
    assert ZERO.is_additive()
    assert PiecewiseLinear.affine(-3, 0).is_additive()
    for f in (PiecewiseLinear.constant(1), RELU, SPIKE, IDENTITY + SPIKE):
        assert not f.is_additive()
