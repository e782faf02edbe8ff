"""Exact numbers as formulas: what is whole, what is rounded, and what is too long."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.exact import Enclosure, LogForm, Magnitude, PrecisionError
from varsym.report.number_formulas import ExactNumber, decimal_formula, number_formula
from varsym.report.tex_formulas import is_plain


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        (Fraction(0), "0"),
        (Fraction(-7), "-7"),
        (Fraction(-4, 25), r"-\frac{4}{25}"),
        (LogForm(0), "0"),
        (LogForm(-2), "-2"),
        (LogForm(0, {2: 1}), r"\log 2"),
        (LogForm(0, {2: -1}), r"-\log 2"),
        (LogForm("-1/2", {2: -1, 3: "2/3"}), r"-\frac{1}{2} - \log 2 + \frac{2}{3}\,\log 3"),
        (Magnitude.exp(-3), r"\exp(-3)"),
        (Magnitude.power(10, -3), r"\exp(-3\,\log 10)"),
    ],
)
def test_a_number_as_a_formula(value: ExactNumber, latex: str) -> None:
    shown = number_formula(value)
    assert shown is not None
    assert shown.latex == latex
    assert is_plain(latex)


@pytest.mark.parametrize(
    "value", [Fraction(10**60), Fraction(1, 3**200), LogForm(0, {2: 10**70}), Magnitude.exp(10**70)]
)
def test_a_number_that_is_too_long_has_no_formula(value: ExactNumber) -> None:
    assert number_formula(value) is None
    assert is_plain(decimal_formula(value).latex)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(0), 5, "= 0"),
        (Fraction(100), 5, "= 100"),
        (Fraction(-1, 8), 3, "= -0.125"),
        (Fraction(-1, 8), 2, "≈ -0.12"),
        (Fraction(1, 10**30), 5, "= 1e-30"),
        (Fraction(2, 3), 4, "≈ 0.6667"),
        (Enclosure(Fraction("1.4141"), Fraction("1.4149")), 20, "≈ 1.41"),
        (Magnitude.exp(0), 4, "≈ 1.000"),
    ],
)
def test_decimals(value: ExactNumber | Enclosure, digits: int, text: str) -> None:
    assert decimal_formula(value, digits).text == text


def test_no_certain_digit_is_told() -> None:
    with pytest.raises(PrecisionError):
        decimal_formula(Enclosure(Fraction(-1), Fraction(1)))


@given(st.fractions(), st.integers(1, 30))
def test_equal_means_equal(value: Fraction, digits: int) -> None:
    shown = decimal_formula(value, digits)
    sign, figures = shown.text.split(" ")
    assert (sign == "=") == (Fraction(figures) == value)
    # Rounded to so many digits, it is nearer than one unit of the last.
    assert abs(Fraction(figures) - value) <= abs(value) * Fraction(10) ** (1 - digits)
    assert is_plain(shown.latex)
