"""The operator norms of an interpolation, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rich.table import Table
from rich.text import Text

from varsym.exact import AlgebraicNumber, SizeError, format_rational, norm_upper_bound
from varsym.exact.coefficients import describe
from varsym.exact.digits import digit_count, digit_string
from varsym.exact.operator_norms import NormIndex, PName
from varsym.maps.resampling import Resampling

__all__ = ["Norm", "interpolation_norms", "norms_json", "norms_text"]

_SHOWN = 60
_SHOWN_POLYNOMIAL = 200


@dataclass(frozen=True)
class Norm:
    """The norm of an interpolation along one axis, and along both axes of a map.

    Attributes
    ----------
    p : {1, 2, "inf"}
    along_one : AlgebraicNumber
        Along one axis.
    is_bound : bool
        Whether it is only a bound above the norm, as the matrix is too large.
    """

    p: PName
    along_one: AlgebraicNumber
    is_bound: bool = False

    @property
    def along_both(self) -> AlgebraicNumber:
        """On square maps: the norm of the Kronecker square, which is the square of the norm."""
        return self.along_one**2


def interpolation_norms(resampling: Resampling, p: NormIndex | None = None) -> list[Norm]:
    """Return the norm for p, or those for 1, 2 and infinity.

    Examples
    --------
    >>> from varsym.maps.kernels import keys
    >>> (found,) = interpolation_norms(Resampling(keys("-3/4"), 13, 16), "inf")
    >>> found.along_one.as_fraction()
    Fraction(2813, 2048)
    """
    indices: list[NormIndex] = [1, 2, "inf"] if p is None else [p]
    return [_norm(resampling, index) for index in indices]


def norms_text(resampling: Resampling, norms: Sequence[Norm], digits: int) -> Table:
    """Return the norms of a resampling as rows for a terminal, to so many significant `digits`."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("map", Text(_named(resampling)))
    for norm in norms:
        relation = "at most " if norm.is_bound else ""
        grid.add_row()
        one, both = _lines(norm.along_one, digits), _lines(norm.along_both, digits)
        if not norm.along_both.is_rational:
            both.append(_polynomial(norm.along_both))
        for label, (first, *others) in ((f"{norm.p}-norm", one), ("in 2-D", both)):
            grid.add_row(label, Text(relation + first, style="bold"))
            for line in others:
                grid.add_row("", Text(line))
    return grid


def norms_json(resampling: Resampling, norms: Sequence[Norm], digits: int) -> str:
    """Return the norms of a resampling as JSON text, with so many significant `digits`.

    Numbers are texts, so that none is rounded on the way.
    """
    from varsym.report.json_report import dumps

    data: dict[str, Any] = {
        "schema": "varsym.norm/1",
        "kernel": resampling.kernel.name,
        "n_in": resampling.n_in,
        "n_out": resampling.n_out,
        "border": resampling.border,
        "pixels": resampling.pixels,
        "norms": [
            {
                "p": str(norm.p),
                "relation": "<=" if norm.is_bound else "=",
                "one_dimensional": _number_json(norm.along_one, digits),
                "two_dimensional": _number_json(norm.along_both, digits),
            }
            for norm in norms
        ],
    }
    return dumps(data)


def _norm(resampling: Resampling, p: NormIndex) -> Norm:
    try:
        found = resampling.norm(p)
    except SizeError:
        # Only the 2-norm may be too hard.
        return Norm(2, norm_upper_bound(resampling.operator(), p), is_bound=True)
    exact = found.exact
    if isinstance(exact, Fraction):
        exact = AlgebraicNumber.from_rational(exact)
    return Norm(found.p, exact)


def _named(resampling: Resampling) -> str:
    name = f"{resampling.kernel.name}, {resampling.n_in} → {resampling.n_out}"
    if resampling.kernel.rule != "sampled":
        return name
    return f"{name}, border {resampling.border}, pixels {resampling.pixels}"


def _lines(number: AlgebraicNumber, digits: int) -> list[str]:
    decimal = number.decimal(digits)
    if not number.is_rational:
        return [decimal]
    shown = format_rational(number.as_fraction(), max(_SHOWN, digits))
    return [shown] if decimal == shown else [shown, decimal]


def _polynomial(number: AlgebraicNumber) -> str:
    coefficients = number.minimal_polynomial
    text = describe(tuple(map(Fraction, coefficients)))
    if len(text) <= _SHOWN_POLYNOMIAL and "≈" not in text:
        return f"root of the irreducible {text}"
    longest = max(map(digit_count, coefficients))
    degree = len(coefficients) - 1
    return f"root of an irreducible polynomial of degree {degree}, integers up to {longest} digits"


def _number_json(number: AlgebraicNumber, digits: int) -> dict[str, Any]:
    data: dict[str, Any] = {"exact": None, "decimal": number.decimal(digits)}
    if number.is_rational:
        value = number.as_fraction()
        top, bottom = digit_string(value.numerator), digit_string(value.denominator)
        return data | {"exact": top if bottom == "1" else f"{top}/{bottom}"}
    return data | {"minimal_polynomial": [digit_string(c) for c in number.minimal_polynomial]}
