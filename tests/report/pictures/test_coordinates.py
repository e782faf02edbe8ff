from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.magnitudes import Magnitude
from varsym.report.pictures.coordinates import (
    linear_coordinate,
    log10_coordinate,
    log10_exponent_coordinate,
)

POSITIVE = st.fractions(min_value=Fraction(1, 10**9), max_value=10**9)


@pytest.mark.parametrize("value", [0, -1, "-1/2"])
def test_what_has_no_logarithm_is_refused(value: int | str) -> None:
    with pytest.raises(InputError, match="logarithmic axis"):
        log10_coordinate(value)


@pytest.mark.parametrize("place", [linear_coordinate, log10_coordinate, log10_exponent_coordinate])
def test_a_float_is_refused(place: object) -> None:
    with pytest.raises(InputError, match="float"):
        place(0.5)  # type: ignore[operator]


def test_a_tiny_rational_has_its_place() -> None:
    assert log10_coordinate(Fraction(1, 10**6936)) == -6936
    assert log10_coordinate(Fraction(3, 10**6936)) == pytest.approx(-6936 + math.log10(3), abs=1e-9)


def test_a_tiny_exponential_has_its_place() -> None:
    with mpmath.workdps(60):
        expected = float(-(mpmath.mpf(10) ** 41) / mpmath.log(10))
    number = Magnitude.exp(-(10**41))
    assert log10_coordinate(number) == expected
    assert log10_exponent_coordinate(number) == pytest.approx(math.log10(-expected), rel=1e-15)


def test_an_exponent_beyond_floats_is_refused_on_the_one_axis_and_has_a_place_on_the_other() -> (
    None
):
    number = Magnitude.power(10, -(10**400))
    with pytest.raises(InputError, match="beyond"):
        log10_coordinate(number)
    assert log10_exponent_coordinate(number) == 400


@pytest.mark.parametrize("value", [1, 2])
def test_what_is_not_below_one_has_no_exponent(value: int) -> None:
    with pytest.raises(InputError, match="1 or above"):
        log10_exponent_coordinate(value)


def test_a_number_beyond_floats_is_refused_on_a_linear_axis() -> None:
    assert linear_coordinate("1e-400") == 0
    with pytest.raises(InputError, match="beyond"):
        linear_coordinate("1e400")


@given(POSITIVE)
def test_logarithms_are_those_of_the_standard_library(value: Fraction) -> None:
    expected = math.log10(value.numerator) - math.log10(value.denominator)
    assert log10_coordinate(value) == pytest.approx(expected, abs=1e-12)


@given(POSITIVE, POSITIVE)
def test_larger_numbers_are_not_further_left(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    assert log10_coordinate(low) <= log10_coordinate(high)
