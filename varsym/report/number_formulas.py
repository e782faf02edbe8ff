"""Exact numbers as formulas, and the digits of them that are certain."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from varsym.exact import Enclosure, LogForm, Magnitude, decimal_digits, format_rational
from varsym.exact.digits import digit_string
from varsym.report.document_blocks import Formula

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ExactNumber", "decimal_formula", "number_formula"]

ExactNumber: TypeAlias = Fraction | Magnitude | LogForm

_LONGEST = 60  # digits of a number that is shown whole


def number_formula(value: ExactNumber) -> Formula | None:
    r"""Return an exact number as a formula, or None where it is too long to be read.

    Examples
    --------
    >>> number_formula(Fraction(-3, 2)).latex
    '-\\frac{3}{2}'
    >>> number_formula(LogForm("1/2", {2: -3}).exp()).latex
    '\\exp(\\frac{1}{2} - 3\\,\\log 2)'
    >>> number_formula(Fraction(2**300)) is None
    True
    """
    shown = _latex(value)
    return None if shown is None else Formula(shown, _text(value))


def decimal_formula(value: ExactNumber | Enclosure, digits: int = 20) -> Formula:
    r"""Return a value in decimals, each of them certain; fewer than `digits`, where no more are.

    Raises
    ------
    PrecisionError
        If not one digit is certain, or digits cost more than the library spends.

    Examples
    --------
    >>> decimal_formula(Fraction(4, 25)).text, decimal_formula(Fraction(1, 3), 5).text
    ('= 0.16', '≈ 0.33333')
    >>> decimal_formula(Magnitude.exp(-10000), 5).latex
    '\\approx 1.1355 \\cdot 10^{-4343}'
    """
    if isinstance(value, Enclosure) and (certain := value.digits_certain()) is not None:
        digits = min(digits, max(certain, 1))
    exact = isinstance(value, Fraction)
    shown = decimal_digits(value, digits) if isinstance(value, Fraction) else value.decimal(digits)
    figures, _, power = shown.partition("e")
    if exact and (exact := Fraction(shown) == value) and "." in figures:
        figures = figures.rstrip("0").rstrip(".")
    sign, tex = ("=", "=") if exact else ("≈", r"\approx")
    if not power:
        return Formula(f"{tex} {figures}", f"{sign} {figures}")
    return Formula(f"{tex} {figures} \\cdot 10^{{{int(power)}}}", f"{sign} {figures}e{power}")


def _text(value: ExactNumber) -> str:
    return format_rational(value, _LONGEST) if isinstance(value, Fraction) else str(value)


def _latex(value: ExactNumber) -> str | None:
    match value:
        case Fraction():
            return _fraction(value)
        case LogForm():
            return _log_form(value)
        case Magnitude():
            inner = _log_form(value.log)
            return None if inner is None else f"\\exp({inner})"


def _fraction(value: Fraction) -> str | None:
    if "≈" in format_rational(value, _LONGEST):
        return None
    sign, top = "-" if value < 0 else "", digit_string(abs(value.numerator))
    if value.denominator == 1:
        return f"{sign}{top}"
    return f"{sign}\\frac{{{top}}}{{{digit_string(value.denominator)}}}"


def _log_form(form: LogForm) -> str | None:
    terms = list(_terms(form))
    if any(size is None for _, size in terms):
        return None
    shown = "".join(f" {sign} {size}" for sign, size in terms)
    if not shown:
        return "0"
    return shown.removeprefix(" + ") if terms[0][0] == "+" else f"-{shown.removeprefix(' - ')}"


def _terms(form: LogForm) -> Iterator[tuple[str, str | None]]:
    """Yield the sign and the size of each term."""
    if form.constant:
        yield "-" if form.constant < 0 else "+", _fraction(abs(form.constant))
    for base, factor in form.logs.items():
        size, name = _fraction(abs(factor)), _fraction(Fraction(base))
        whole = None if size is None or name is None else f"{size}\\,\\log {name}"
        if abs(factor) == 1 and name is not None:
            whole = f"\\log {name}"
        yield "-" if factor < 0 else "+", whole
