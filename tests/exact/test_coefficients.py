from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.exact.coefficients import add, derivative, describe, evaluate, translate, trim

POINTS = st.fractions(-3, 3, max_denominator=4)
POLYNOMIALS = st.lists(POINTS, max_size=5).map(trim)


@given(POLYNOMIALS, POLYNOMIALS, POINTS, POINTS)
def test_operations_act_on_values(f, g, x: Fraction, by: Fraction) -> None:
    assert evaluate(add(f, g), x) == evaluate(f, x) + evaluate(g, x)
    assert evaluate(translate(f, by), x) == evaluate(f, x + by)
    assert add(f, tuple(-c for c in f)) == ()


@given(POLYNOMIALS, POLYNOMIALS, POINTS)
def test_derivatives(f, g, x: Fraction) -> None:
    assert derivative(add(f, g)) == add(derivative(f), derivative(g))
    assert evaluate(derivative(f), x) == evaluate(translate(f, x)[1:2], Fraction(0))


@pytest.mark.parametrize(
    ("coefficients", "text"),
    [
        ([], "0"),
        ([3], "3"),
        (["-1/2"], "-1/2"),
        ([0, 1], "x"),
        ([0, -1], "-x"),
        ([1, "-3/2"], "-(3/2)*x + 1"),
        ([-1, 0, 2], "2*x^2 - 1"),
        (["1/2", 0, 0, -1], "-x^3 + 1/2"),
    ],
)
def test_text(coefficients: list, text: str) -> None:
    assert describe(tuple(map(Fraction, coefficients))) == text
