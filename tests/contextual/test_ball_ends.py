"""Ends of balls as fractions: exact ones, tiny ones, and those that are too long."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual.ball_ends import outer_enclosure, rational_point
from varsym.exact import PrecisionError


@given(st.integers(-(2**70), 2**70), st.integers(-200, 200))
def test_points_become_fractions(mantissa, exponent) -> None:
    value = mantissa * Fraction(2) ** exponent
    point = arb(mantissa) * arb(2) ** exponent
    if point.is_exact():
        assert rational_point(point) == value
    box = outer_enclosure(point.lower(), point.upper())
    assert box.lower <= value <= box.upper


@pytest.mark.parametrize("sign", [1, -1])
def test_tiny_ends_move_outwards(sign) -> None:
    tiny = arb(-(10**8)).exp() * sign
    box = outer_enclosure(tiny.lower(), tiny.upper())
    outer, inner = (box.upper, box.lower) if sign == 1 else (box.lower, box.upper)
    assert inner == 0
    assert sign * outer == Fraction(1, 2**524288)
    with pytest.raises(PrecisionError):
        rational_point(tiny.lower())
    assert outer_enclosure(arb(0), arb(0)).width == 0


@pytest.mark.parametrize(
    "point", [arb.nan(), arb.pos_inf(), arb.neg_inf(), arb(10**8).exp().upper()]
)
def test_what_is_too_large_is_refused(point) -> None:
    for convert in (rational_point, lambda end: outer_enclosure(end, end)):
        with pytest.raises(PrecisionError, match="bits"):
            convert(point)


def test_long_mantissas_keep_all_bits() -> None:
    value = Fraction(3, 2**400_000)
    assert rational_point(arb(fmpq(value.numerator, value.denominator))) == value
