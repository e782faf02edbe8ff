"""Sums and compositions of piecewise affine maps, on the tuples that represent them."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

__all__ = ["Data", "Line", "add", "canonical", "compose", "evaluate", "line_at", "scale"]

Line: TypeAlias = tuple[Fraction, Fraction]
# Breakpoints t_1 < ... < t_n, then n + 1 lines (slope, intercept), then the n values at the t_i.
Data: TypeAlias = tuple[tuple[Fraction, ...], tuple[Line, ...], tuple[Fraction, ...]]

_ZERO = Fraction(0)


def line_at(line: Line, x: Fraction) -> Fraction:
    """Evaluate slope * x + intercept.

    Parameters
    ----------
    line : (Fraction, Fraction)
        Slope and intercept.
    x : Fraction

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.piecewise_algebra import line_at
    >>> line_at((Fraction(2), Fraction(1)), Fraction(3))
    Fraction(7, 1)
    """
    slope, intercept = line
    top = slope.numerator
    if not top:
        return intercept
    if not intercept.numerator:
        return x if top == slope.denominator else slope * x
    # One reduction in place of the two that slope * x + intercept would make.
    bottom = slope.denominator * x.denominator
    below = intercept.denominator
    return Fraction(top * x.numerator * below + intercept.numerator * bottom, bottom * below)


def _line_after(outer: Line, inner: Line) -> Line:
    slope = outer[0]
    if not slope:
        return outer
    if slope.numerator == slope.denominator:
        return (inner[0], inner[1] + outer[1]) if outer[1] else inner
    return slope * inner[0], line_at(outer, inner[1])


def evaluate(data: Data, x: Fraction) -> Fraction:
    """Evaluate a map at one point.

    Parameters
    ----------
    data : tuple
        n breakpoints, n + 1 lines (slope, intercept) and n values at the breakpoints.
    x : Fraction

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.piecewise_algebra import evaluate
    >>> flat = (Fraction(0), Fraction(0))
    >>> evaluate(((Fraction(1),), (flat, flat), (Fraction(5),)), Fraction(1))
    Fraction(5, 1)
    """
    breaks, lines, values = data
    top, bottom = x.numerator, x.denominator
    for index, at in enumerate(breaks):
        gap = at.numerator * bottom - top * at.denominator
        if gap > 0:
            return line_at(lines[index], x)
        if not gap:
            return values[index]
    return line_at(lines[-1], x)


def canonical(breaks: list[Fraction], lines: list[Line], values: list[Fraction]) -> Data:
    """Bring a map into its form without breakpoints at which nothing happens.

    A breakpoint goes when the lines on its two sides are the same and pass through its value.
    What is left depends on the function alone.

    Parameters
    ----------
    breaks : list of Fraction
        n of them, increasing.
    lines : list of (Fraction, Fraction)
        The n + 1 slopes and intercepts, from left to right.
    values : list of Fraction
        The n values at the breakpoints.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.piecewise_algebra import canonical
    >>> flat = (Fraction(0), Fraction(0))
    >>> canonical([Fraction(1)], [flat, flat], [Fraction(0)])
    ((), ((Fraction(0, 1), Fraction(0, 1)),), ())
    """
    kept = [
        index
        for index, at in enumerate(breaks)
        if lines[index] != lines[index + 1] or values[index] != line_at(lines[index], at)
    ]
    if len(kept) == len(breaks):
        return tuple(breaks), tuple(lines), tuple(values)
    return (
        tuple([breaks[index] for index in kept]),
        (lines[0], *[lines[index + 1] for index in kept]),
        tuple([values[index] for index in kept]),
    )


def scale(data: Data, factor: Fraction) -> Data:
    """Multiply a map by a rational.

    Parameters
    ----------
    data : tuple
        Breakpoints, lines and values, as in `evaluate`.
    factor : Fraction

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.piecewise_algebra import scale
    >>> scale(((), ((Fraction(2), Fraction(1)),), ()), Fraction(1, 2))
    ((), ((Fraction(1, 1), Fraction(1, 2)),), ())
    """
    if not factor:
        return (), ((_ZERO, _ZERO),), ()
    breaks, lines, values = data
    return (
        breaks,
        tuple([(factor * slope, factor * intercept) for slope, intercept in lines]),
        tuple([factor * value for value in values]),
    )


def add(first: Data, second: Data) -> Data:
    """Add two maps.

    Parameters
    ----------
    first, second : tuple
        Breakpoints, lines and values, as in `evaluate`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.piecewise_algebra import add
    >>> one = ((), ((Fraction(0), Fraction(1)),), ())
    >>> add(one, one)
    ((), ((Fraction(0, 1), Fraction(2, 1)),), ())
    """
    breaks_1, lines_1, _ = first
    breaks_2, lines_2, _ = second
    breaks = sorted({*breaks_1, *breaks_2}) if breaks_1 and breaks_2 else [*breaks_1, *breaks_2]
    lines = [(lines_1[0][0] + lines_2[0][0], lines_1[0][1] + lines_2[0][1])]
    values: list[Fraction] = []
    index_1 = index_2 = 0
    for at in breaks:
        values.append(evaluate(first, at) + evaluate(second, at))
        index_1 += index_1 < len(breaks_1) and breaks_1[index_1] == at
        index_2 += index_2 < len(breaks_2) and breaks_2[index_2] == at
        (slope_1, intercept_1), (slope_2, intercept_2) = lines_1[index_1], lines_2[index_2]
        lines.append((slope_1 + slope_2, intercept_1 + intercept_2))
    return canonical(breaks, lines, values)


def compose(outer: Data, inner: Data) -> Data:
    """Compose two maps: x -> outer(inner(x)).

    Parameters
    ----------
    outer, inner : tuple
        Breakpoints, lines and values, as in `evaluate`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.piecewise_algebra import compose
    >>> double = ((), ((Fraction(2), Fraction(0)),), ())
    >>> compose(double, double)
    ((), ((Fraction(4, 1), Fraction(0, 1)),), ())
    """
    inner_breaks, inner_lines, inner_values = inner
    outer_breaks, outer_lines, _ = outer
    if not outer_breaks:
        line = outer_lines[0]
        if not line[0]:
            return outer
        # A line that is not flat keeps different values different: no breakpoint can vanish.
        return (
            inner_breaks,
            tuple([_line_after(line, piece) for piece in inner_lines]),
            tuple([line_at(line, value) for value in inner_values]),
        )
    breaks: list[Fraction] = []
    lines: list[Line] = []
    values: list[Fraction] = []
    last = len(inner_lines) - 1
    for index, piece in enumerate(inner_lines):
        if index:
            breaks.append(inner_breaks[index - 1])
            values.append(evaluate(outer, inner_values[index - 1]))
        _pull_back(
            outer,
            piece,
            inner_breaks[index - 1] if index else None,
            inner_breaks[index] if index < last else None,
            (breaks, lines, values),
        )
    return canonical(breaks, lines, values)


def _pull_back(
    outer: Data,
    piece: Line,
    left: Fraction | None,
    right: Fraction | None,
    result: tuple[list[Fraction], list[Line], list[Fraction]],
) -> None:
    """Append outer(piece(x)) for left < x < right."""
    outer_breaks, outer_lines, outer_values = outer
    breaks, lines, values = result
    slope, intercept = piece
    slope_top = slope.numerator
    if not slope_top:
        lines.append((_ZERO, evaluate(outer, intercept)))
        return
    slope_bottom = slope.denominator
    top, below = intercept.numerator, intercept.denominator
    count = len(outer_breaks)
    # A falling piece meets the outer pieces from right to left.
    rising = slope_top > 0
    current = 0 if rising else count
    started = False
    for step in range(count):
        index = step if rising else count - 1 - step
        target = outer_breaks[index]
        bottom = target.denominator
        # The preimage (target - intercept) / slope as a quotient that is not reduced yet.
        above = (target.numerator * below - top * bottom) * slope_bottom
        under = bottom * below * slope_top
        if under < 0:
            above, under = -above, -under
        if left is not None and above * left.denominator <= left.numerator * under:
            current = index + 1 if rising else index
            continue
        if right is not None and above * right.denominator >= right.numerator * under:
            break
        if not started:
            lines.append(_line_after(outer_lines[current], piece))
            started = True
        breaks.append(Fraction(above, under))
        values.append(outer_values[index])
        current = index + 1 if rising else index
        lines.append(_line_after(outer_lines[current], piece))
    if not started:
        lines.append(_line_after(outer_lines[current], piece))
