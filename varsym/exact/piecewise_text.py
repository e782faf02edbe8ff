"""Piecewise affine maps, written for a reader."""

from __future__ import annotations

from fractions import Fraction

from varsym.exact.numbers import format_rational
from varsym.exact.piecewise_algebra import Data, Line, line_at

__all__ = ["describe", "describe_line"]


def describe_line(line: Line, variable: str = "x") -> str:
    """Write slope * x + intercept.

    Parameters
    ----------
    line : (Fraction, Fraction)
        Slope and intercept.
    variable : str
        What to call x.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.piecewise_text import describe_line
    >>> describe_line((Fraction(-1), Fraction(2))), describe_line((Fraction(3, 2), Fraction(0)))
    ('-x + 2', '(3/2)*x')
    """
    slope, intercept = line
    if not slope:
        return format_rational(intercept)
    size = abs(slope)
    plain = format_rational(size)
    if size != 1 and (size.denominator != 1 or not plain.isdigit()):
        plain = f"({plain})"
    start = ("-" if slope < 0 else "") + ("" if size == 1 else f"{plain}*") + variable
    if not intercept:
        return start
    return f"{start} {'-' if intercept < 0 else '+'} {format_rational(abs(intercept))}"


def describe(data: Data, variable: str = "x") -> str:
    """Write a map in canonical form, as a closed formula where one is short.

    Parameters
    ----------
    data : tuple
        Breakpoints, lines and values, as in `varsym.exact.piecewise_algebra.evaluate`.
    variable : str
        What to call x.

    Examples
    --------
    >>> from varsym.exact.piecewise import PiecewiseLinear as P
    >>> for f in (P.relu(1), P.spike(0, 1), P.interpolate([(0, 0), (1, 1)])):
    ...     print(f)
    max(x - 1, 0)
    1 if x = 0 else 0
    min(max(x, 0), 1)
    """
    breaks, lines, values = data
    if not breaks:
        return describe_line(lines[0], variable)
    if len(breaks) == 1 and lines[0] == lines[1]:
        here, elsewhere = format_rational(values[0]), describe_line(lines[0], variable)
        return f"{here} if {variable} = {format_rational(breaks[0])} else {elsewhere}"
    if _is_continuous(data):
        if len(breaks) == 1:
            return _one_bend(lines[0], lines[1], variable)
        if len(breaks) == 2 and not lines[0][0] and not lines[2][0]:
            low, high = sorted((lines[0][1], lines[2][1]))
            middle = describe_line(lines[1], variable)
            return f"min(max({middle}, {format_rational(low)}), {format_rational(high)})"
    return _cases(data, variable)


def _is_continuous(data: Data) -> bool:
    breaks, lines, values = data
    return all(
        line_at(lines[index], at) == values[index] == line_at(lines[index + 1], at)
        for index, at in enumerate(breaks)
    )


def _one_bend(left: Line, right: Line, variable: str) -> str:
    convex = right[0] > left[0]
    if left == (-right[0], -right[1]):
        rising = right if convex else left
        return ("" if convex else "-") + f"|{describe_line(rising, variable)}|"
    first, second = (left, right) if left[0] and not right[0] else (right, left)
    name = "max" if convex else "min"
    return f"{name}({describe_line(first, variable)}, {describe_line(second, variable)})"


def _cases(data: Data, variable: str) -> str:
    breaks, lines, values = data
    parts: list[str] = []
    # Each value joins the piece on its right, or else on its left, or else stands alone.
    opening: tuple[Fraction, str] | None = None
    for index, line in enumerate(lines):
        closing: tuple[Fraction, str] | None = None
        alone = ""
        after: tuple[Fraction, str] | None = None
        if index < len(breaks):
            at, value = breaks[index], values[index]
            closing, after = (at, "<"), (at, "<")
            if value == line_at(lines[index + 1], at):
                after = (at, "<=")
            elif value == line_at(line, at):
                closing = (at, "<=")
            else:
                alone = f"{format_rational(value)} if {variable} = {format_rational(at)}"
        parts.append(f"{describe_line(line, variable)} if {_range(opening, closing, variable)}")
        if alone:
            parts.append(alone)
        opening = after
    return "; ".join(parts)


def _range(
    opening: tuple[Fraction, str] | None, closing: tuple[Fraction, str] | None, variable: str
) -> str:
    right = f" {closing[1]} {format_rational(closing[0])}" if closing else ""
    if opening is None:
        return variable + right
    if not right:
        return f"{variable} {opening[1].replace('<', '>')} {format_rational(opening[0])}"
    return f"{format_rational(opening[0])} {opening[1]} {variable}{right}"
