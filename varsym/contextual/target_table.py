"""The values of a map at the centres of the grid of Lemma C.1, held against its constant C."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from varsym.contextual.flat_bumps import Row
from varsym.contextual.quantizer import Quantizer
from varsym.contextual.target_expressions import Matrix
from varsym.errors import InputError
from varsym.exact import ShapeError, exact_rational, format_rational

__all__ = ["TargetTable", "check_lipschitz", "tabulate"]


@dataclass(frozen=True)
class TargetTable:
    """The values at the centres, sequence by sequence in the order of `Quantizer.sequences`.

    Equal rows are one and the same object, with one number.

    Attributes
    ----------
    values : tuple of Matrix
    rows : tuple of Row
        All rows that occur, each once.
    classes : tuple of int
        For token k (from 0) of sequence n, at n L + k, the number of its row in `rows`.
    """

    values: tuple[Matrix, ...]
    rows: tuple[Row, ...]
    classes: tuple[int, ...]

    def ranges(self) -> list[list[tuple[Fraction, Fraction]]]:
        """Return the least and the largest value of each entry."""
        tokens = len(self.values[0])
        found = []
        for token in range(tokens):
            met = [self.rows[number] for number in set(self.classes[token::tokens])]
            found.append([(min(column), max(column)) for column in zip(*met, strict=True)])
        return found


def tabulate(f: Callable[[Matrix], Any], grid: Quantizer) -> TargetTable:
    """Evaluate a map at all centres.

    Parameters
    ----------
    f : callable
        Takes L tuples of d fractions, and returns L sequences of d exact numbers.
    grid : Quantizer

    Raises
    ------
    InputError
        When a value is not exact.
    ShapeError
        When a value has not the shape (L, d).

    Examples
    --------
    >>> table = tabulate(lambda x: (x[1], x[0]), Quantizer(2, 1, 2))
    >>> table.classes
    (0, 0, 1, 0, 0, 1, 1, 1)
    """
    centres = grid.centres()
    numbers: dict[Row, int] = {}
    rows: list[Row] = []
    values, classes = [], []
    for sequence in grid.sequences():
        kept = []
        for row in _exact_rows(f(tuple(centres[cell] for cell in sequence)), grid):
            number = numbers.setdefault(row, len(rows))
            if number == len(rows):
                rows.append(row)
            kept.append(rows[number])
            classes.append(number)
        values.append(tuple(kept))
    return TargetTable(tuple(values), tuple(rows), tuple(classes))


def _exact_rows(value: Any, grid: Quantizer) -> Iterator[Row]:
    shape = (grid.tokens, grid.channels)
    try:
        rows = [tuple(row) for row in value]
    except TypeError:
        rows = []
    if len(rows) != shape[0] or any(len(row) != shape[1] for row in rows):
        raise ShapeError(
            f"A value of f that is no array of the shape {shape}.",
            f"{shape[0]} rows of {shape[1]} exact numbers, for a point given so.",
            "Return one row for each token.",
        )
    for row in rows:
        yield tuple(
            entry if type(entry) is Fraction else exact_rational(entry, name="a value of f")
            for entry in row
        )


def check_lipschitz(table: TargetTable, grid: Quantizer, lipschitz: Fraction, alpha: int) -> None:
    """Refuse a map that moves further than its Lipschitz constant allows.

    Compared are all pairs of neighbouring centres, and every centre with two far ones: its
    mirror image and the one half of the list away. That can refute the constant, and not prove it.

    Parameters
    ----------
    table : TargetTable
    grid : Quantizer
    lipschitz : Fraction
        C.
    alpha : int
        The exponent α, at least 1.

    Raises
    ------
    InputError
        With the two points, when |f(X) - f(Y)|_α > C |X - Y|_α.

    Examples
    --------
    >>> grid = Quantizer(1, 1, 2)
    >>> check_lipschitz(tabulate(lambda x: ((2 * x[0][0],),), grid), grid, Fraction(1), 1)
    Traceback (most recent call last):
        ...
    varsym.errors.InputError: A map that moves by 1 from ((1/4)) to ((3/4)), which are ...
    """
    values, count = table.values, len(table.values)
    power = lipschitz**alpha
    # Changing one digit of a sequence by one is a step of m^i in the list.
    places = [grid.cells**i for i in range(grid.tokens * grid.channels)]
    near = power * grid.step**alpha
    for first in range(count):
        for place in places:
            digit = first // place % grid.cells
            second = first + place
            if digit + 1 < grid.cells and _moved(values, first, second, alpha) > near:
                raise _too_steep(table, grid, first, second, lipschitz, alpha)
    sequences = list(grid.sequences())
    for first in range(count):
        for second in {count - 1 - first, (first + count // 2) % count}:
            apart = _apart(grid, sequences[first], sequences[second], alpha)
            if _moved(values, first, second, alpha) > power * apart:
                raise _too_steep(table, grid, first, second, lipschitz, alpha)


def _moved(values: tuple[Matrix, ...], first: int, second: int, alpha: int) -> Fraction:
    total = Fraction(0)
    for before, after in zip(values[first], values[second], strict=True):
        if before is not after:
            for a, b in zip(before, after, strict=True):
                total += abs(a - b) ** alpha
    return total


def _apart(
    grid: Quantizer, first: tuple[int, ...], second: tuple[int, ...], alpha: int
) -> Fraction:
    steps = 0
    for a, b in zip(first, second, strict=True):
        pairs = zip(grid.digits(a), grid.digits(b), strict=True)
        steps += sum(abs(i - j) ** alpha for i, j in pairs)
    return steps * grid.step**alpha


def _too_steep(
    table: TargetTable, grid: Quantizer, first: int, second: int, lipschitz: Fraction, alpha: int
) -> InputError:
    sequences = list(grid.sequences())
    points = [grid.centre(sequences[number]) for number in (first, second)]
    moved = _moved(table.values, first, second, alpha)
    apart = _apart(grid, sequences[first], sequences[second], alpha)
    exponent = "" if alpha == 1 else f", both to the power {alpha}"
    return InputError(
        f"A map that moves by {format_rational(moved)} from {_shown(points[0])} to "
        f"{_shown(points[1])}, which are {format_rational(apart)} apart{exponent}.",
        f"A map with the Lipschitz constant {format_rational(lipschitz)} in the ℓ_{alpha} norm.",
        "Raise the constant, or correct the map.",
    )


def _shown(point: Matrix) -> str:
    rows = ("(" + ", ".join(map(str, row)) + ")" for row in point)
    return "(" + ", ".join(rows) + ")"
