from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.enclosure import Enclosure, PrecisionError
from varsym.exact.extended import INFINITY
from varsym.exact.piecewise import PiecewiseLinear

MAPS = st.from_type(PiecewiseLinear)
POINTS = st.fractions(-4, 4, max_denominator=12)
IDENTITY = PiecewiseLinear.identity()
HALF = Fraction(1, 2)


def by_expansion(f: PiecewiseLinear, alpha: int, a: Fraction, b: Fraction) -> Fraction:
    """Integrate |f|^alpha term by term between all breakpoints and sign changes."""
    roots = [-p.intercept / p.slope for p in f.pieces() if p.slope]
    marks = sorted({a, b, *(x for x in (*f.breakpoints, *roots) if a < x < b)})
    total = Fraction(0)
    for left, right in pairwise(marks):
        x, y = (2 * left + right) / 3, (left + 2 * right) / 3
        slope = (f(y) - f(x)) / (y - x)
        intercept = f(x) - slope * x
        terms = [
            comb(alpha, k)
            * slope**k
            * intercept ** (alpha - k)
            * (right ** (k + 1) - left ** (k + 1))
            / (k + 1)
            for k in range(alpha + 1)
        ]
        total += abs(sum(terms, Fraction(0)))
    return total


@given(MAPS, st.integers(1, 5), st.sets(POINTS, min_size=2, max_size=2))
def test_powers_agree_with_another_integration(
    f: PiecewiseLinear, alpha: int, ends: set[Fraction]
) -> None:
    a, b = sorted(ends)
    assert f.l_alpha_power(alpha, a, b) == by_expansion(f, alpha, a, b)


def test_powers_by_hand() -> None:
    assert PiecewiseLinear.spike(HALF, 9).l_alpha_power(1) == 0
    assert PiecewiseLinear.constant(-2).l_alpha_power(3, -1, 1) == 16
    assert PiecewiseLinear.affine(2, -1).l_alpha_power(2) == Fraction(1, 3)
    assert PiecewiseLinear.step(HALF, -1, 2).l_alpha_power(3) == Fraction(9, 2)


@pytest.mark.parametrize("alpha", [0, -1, 10_001, 1.0, "1/2"])
def test_other_exponents_are_refused(alpha: int) -> None:
    for act in (
        lambda: IDENTITY.l_alpha_power(alpha),
        lambda: IDENTITY.l_alpha_norm(alpha),
        lambda: IDENTITY.compare_l_alpha_norm(1, alpha),
        lambda: IDENTITY.compare_l_alpha_norm(-1, alpha),
    ):
        with pytest.raises(InputError):
            act()


@pytest.mark.parametrize(("a", "b"), [(0, 0), (1, 0), (0.5, 1)])
def test_intervals_without_length_are_refused(a: int, b: int) -> None:
    for act in (
        lambda: IDENTITY.l_alpha_power(1, a, b),
        lambda: IDENTITY.l_alpha_norm(1, a, b),
        lambda: IDENTITY.compare_l_alpha_norm(1, 1, a, b),
        lambda: IDENTITY.pushforward_density(a, b),
    ):
        with pytest.raises(InputError):
            act()


def test_powers_beyond_reach_are_refused() -> None:
    for act in (
        lambda: PiecewiseLinear.constant("1e10000").l_alpha_power(10_000),
        lambda: PiecewiseLinear.affine("1e10000", 0).l_alpha_power(10_000),
        lambda: IDENTITY.compare_l_alpha_norm("1e-10000", 10_000),
    ):
        with pytest.raises(PrecisionError):
            act()


def test_norms() -> None:
    assert IDENTITY.l_alpha_norm(1) == HALF
    root = IDENTITY.l_alpha_norm(2, digits=12)
    assert isinstance(root, Enclosure)
    assert root.decimal(12) == "0.577350269190"
    assert root.lower**2 < Fraction(1, 3) < root.upper**2
    point = PiecewiseLinear.constant(-3).l_alpha_norm(4)
    assert point == Enclosure(Fraction(3), Fraction(3))


@given(MAPS, st.integers(1, 4), POINTS)
def test_comparison_agrees_with_the_enclosure(
    f: PiecewiseLinear, alpha: int, bound: Fraction
) -> None:
    sign = f.compare_l_alpha_norm(bound, alpha)
    norm = f.l_alpha_norm(alpha)
    box = norm if isinstance(norm, Enclosure) else Enclosure(norm, norm)
    assert box.compare(bound) == sign


def test_comparison_by_hand() -> None:
    f = PiecewiseLinear.constant(-3)
    assert [f.compare_l_alpha_norm(bound, 2) for bound in (-4, 0, "2.9", 3, "3.1")] == [
        1, 1, 1, 0, -1,
    ]  # fmt: skip
    assert PiecewiseLinear.constant(0).compare_l_alpha_norm(0, 2) == 0


def preimage_measure(
    f: PiecewiseLinear, low: Fraction, high: Fraction, a: Fraction, b: Fraction
) -> Fraction:
    """Measure {x in [a, b] : low <= f(x) <= high}, isolated points left out."""
    total = Fraction(0)
    for piece in f.pieces():
        left = a if piece.left is None else max(a, piece.left)
        right = b if piece.right is None else min(b, piece.right)
        if piece.slope:
            first, last = sorted((y - piece.intercept) / piece.slope for y in (low, high))
            left, right = max(left, first), min(right, last)
        elif not low <= piece.intercept <= high:
            continue
        total += max(right - left, Fraction(0))
    return total


@given(MAPS, st.sampled_from([(Fraction(0), Fraction(1)), (Fraction(-2), Fraction(2))]), POINTS)
def test_the_density_bounds_preimages_and_is_attained(
    f: PiecewiseLinear, interval: tuple[Fraction, Fraction], random: Fraction
) -> None:
    a, b = interval
    found = f.pushforward_density(a, b)
    ends = {a, b, *(x for x in f.breakpoints if a < x < b)}
    images = {p.slope * x + p.intercept for p in f.pieces() for x in ends}
    marks = sorted({a, b, *(y for y in (random, *images) if a < y < b)})
    densities = [
        preimage_measure(f, low, high, a, b) / (high - low) for low, high in pairwise(marks)
    ]
    if found is INFINITY:
        kept = preimage_measure(f, a, b, a, b)
        atoms = [preimage_measure(f, y, y, a, b) for y in images]
        assert kept < b - a or max(atoms) > 0
    else:
        assert preimage_measure(f, a, b, a, b) == b - a
        assert found == max(densities)


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (IDENTITY, 1),
        (PiecewiseLinear.affine(-1, 1), 1),
        (PiecewiseLinear.hat(HALF, HALF, 1), 1),
        (PiecewiseLinear.affine(HALF, 0), 2),
        (PiecewiseLinear.hat(HALF, HALF, HALF), 2),
        (PiecewiseLinear.affine(2, 0), INFINITY),
        (PiecewiseLinear.affine(1, Fraction(-1, 9)), INFINITY),
        (PiecewiseLinear.constant(HALF), INFINITY),
        (PiecewiseLinear.relu(HALF), INFINITY),
        (IDENTITY + PiecewiseLinear.spike(HALF, 9), 1),
        # Flat and escaping pieces outside the unit interval do not matter.
        (PiecewiseLinear.interpolate([(0, 0), (1, 1)], 0, 7), 1),
        # Densities 2 on [0, 1/4] and 1/2 on [0, 1] overlap near 0.
        (PiecewiseLinear([HALF], [(HALF, 0), (2, -1)], [0]), Fraction(5, 2)),
    ],
)
def test_densities_by_hand(f: PiecewiseLinear, expected: Fraction) -> None:
    assert f.pushforward_density() == expected
