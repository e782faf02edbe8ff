from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.algebraic import AlgebraicNumber
from varsym.exact.polynomials import polynomial_value, real_roots

COEFFICIENTS = st.lists(st.fractions(-4, 4, max_denominator=3), min_size=1, max_size=5)
ROOT_2 = AlgebraicNumber.root_of([-2, 0, 1], 1, 2)


def test_malformed_questions_are_refused() -> None:
    acts: list[Callable[[], object]] = [
        lambda: real_roots([0], 0, 1),
        lambda: real_roots([1, 2], 1, 0),
        lambda: real_roots([0.5, 1], 0, 1),  # type: ignore[list-item]
        lambda: polynomial_value([0.5], ROOT_2),  # type: ignore[list-item]
        lambda: polynomial_value([1], 0.5),  # type: ignore[arg-type]
    ]
    for act in acts:
        with pytest.raises(InputError):
            act()


def test_roots_are_sorted() -> None:
    # (x^2 - 2)(x - 3/2)(x + 1): a rational root between irrational ones.
    roots = real_roots([3, 1, "-7/2", "-1/2", 1], -9, 9)
    assert [str(root) for root in roots] == ["-1.414213562…", "-1", "1.414213562…", "3/2"]


@pytest.mark.parametrize(
    ("coefficients", "at", "polynomial"),
    [
        ([], ROOT_2, (0, 1)),
        (["1/2"], ROOT_2, (-1, 2)),
        ([0, 0, 1], ROOT_2, (-2, 1)),
        ([1, 1], ROOT_2, (-1, -2, 1)),
        ([0, 0, 1], AlgebraicNumber.root_of([-2, 0, 0, 1], 1, 2), (-4, 0, 0, 1)),
        ([0, 0, 1], AlgebraicNumber.root_of([-2, 0, 0, 0, 1], 1, 2), (-2, 0, 1)),
        ([1, 2, 3], "1/3", (-2, 1)),
        ([0, 0, "1/2"], AlgebraicNumber.from_rational(4), (-8, 1)),
    ],
)
def test_values_by_hand(coefficients: list, at: AlgebraicNumber, polynomial: tuple) -> None:
    assert polynomial_value(coefficients, at).minimal_polynomial == polynomial


@given(COEFFICIENTS, COEFFICIENTS)
@settings(max_examples=30)
def test_values_agree_with_sympy(coefficients: list[Fraction], defining: list[Fraction]) -> None:
    if not any(defining):
        return
    for root in real_roots(defining, -9, 9):
        value = polynomial_value(coefficients, root)
        expected = sum(
            sympy.Rational(*c.as_integer_ratio()) * sympy.sympify(root.sympy()).evalf(60) ** k
            for k, c in enumerate(coefficients)
        )
        assert abs(sympy.Float(value.decimal(40), 50) - expected) < sympy.Float("1e-35")


@given(COEFFICIENTS.filter(any))
def test_polynomials_vanish_at_their_roots(coefficients: list[Fraction]) -> None:
    for root in real_roots(coefficients, -9, 9):
        assert polynomial_value(coefficients, root) == 0
