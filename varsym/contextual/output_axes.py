"""Coordinates for the outputs of an attention head: all of R^d, or a line that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from varsym.contextual.sequences import integer_vectors

__all__ = ["OutputAxes", "OutputLine", "line_of_outputs", "output_axes"]

Vectors: TypeAlias = list[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class OutputAxes:
    """Outputs Σ_j p_kj rows[j] + offsets[k], over the denominator `unit`; j and k are tokens.

    Without a residual connection all offsets are zero.

    Parameters
    ----------
    rows : list of tuple of int
        One row a token, all of one length.
    offsets : list of tuple of int
        As many, of the same length.
    unit : int
        The common denominator.
    """

    rows: Vectors
    offsets: Vectors
    unit: int


def output_axes(values: tuple[Vectors, int], tokens: tuple[Vectors, int] | None) -> OutputAxes:
    """Return the coordinates in R^d, from integer vectors over denominators.

    Parameters
    ----------
    values : vectors and their denominator
        The value of each token.
    tokens : vectors and their denominator, optional
        The tokens, where there is a residual connection. Their denominator divides that of the
        values.

    Examples
    --------
    >>> output_axes(([(3,), (4,)], 6), ([(1,), (2,)], 2))
    OutputAxes(rows=[(3,), (4,)], offsets=[(3,), (6,)], unit=6)
    """
    rows, unit = values
    if tokens is None:
        return OutputAxes(rows, [(0,) * len(rows[0])] * len(rows), unit)
    factor = unit // tokens[1]
    return OutputAxes(rows, [tuple(factor * x for x in row) for row in tokens[0]], unit)


@dataclass(frozen=True, slots=True)
class OutputLine:
    """A line that holds all outputs.

    Parameters
    ----------
    axes : OutputAxes
        Of width one; it gives places on the line.
    origin, direction : tuple of Fraction
        An output is the origin plus its place times the direction.
    """

    axes: OutputAxes
    origin: tuple[Fraction, ...]
    direction: tuple[Fraction, ...]

    @property
    def square(self) -> Fraction:
        """The squared distance of two outputs whose places are 1 apart."""
        return sum((entry * entry for entry in self.direction), Fraction(0))


def line_of_outputs(space: OutputAxes) -> OutputLine | None:
    """Return a line that holds all outputs, None where there is none.

    Outputs are averages of the rows plus offsets, so that they lie on a line when all steps from
    the first row to others, and from the first offset to others, are multiples of one vector.

    Parameters
    ----------
    space : OutputAxes

    Examples
    --------
    >>> line = line_of_outputs(OutputAxes([(1, 1), (3, 5)], [(0, 0), (0, 0)], 1))
    >>> line.axes
    OutputAxes(rows=[(0,), (1,)], offsets=[(0,), (0,)], unit=1)
    >>> line.direction, line.square
    ((Fraction(2, 1), Fraction(4, 1)), Fraction(20, 1))
    """
    steps = [_steps(space.rows), _steps(space.offsets)]
    width, count = len(space.rows[0]), len(space.rows)
    direction = next((step for kind in steps for step in kind if any(step)), (0,) * width)
    pivot = next((axis for axis, entry in enumerate(direction) if entry), 0)
    unit = direction[pivot] or 1
    for step in (step for kind in steps for step in kind):
        if any(x * unit != step[pivot] * y for x, y in zip(step, direction, strict=True)):
            return None
    found = [[Fraction(step[pivot], unit)] for kind in steps for step in kind]
    places, below = integer_vectors(found)
    start = zip(space.rows[0], space.offsets[0], strict=True)
    return OutputLine(
        OutputAxes(places[:count], places[count:], below),
        tuple(Fraction(row + offset, space.unit) for row, offset in start),
        tuple(Fraction(entry, space.unit) for entry in direction),
    )


def _steps(vectors: Vectors) -> Vectors:
    first = vectors[0]
    return [tuple(x - y for x, y in zip(vector, first, strict=True)) for vector in vectors]
