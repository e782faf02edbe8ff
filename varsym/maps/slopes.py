"""Norms of exact arrays, and certified slopes of blocks between two points."""

from __future__ import annotations

from fractions import Fraction

from varsym.errors import InputError
from varsym.exact import Enclosure, ShapeError, enclose_root
from varsym.maps.arrays import ExactArray, exact_array
from varsym.maps.block import Block
from varsym.maps.lipschitz import NormName
from varsym.maps.parameters import check_norm

__all__ = ["array_norm", "certified_slope"]

_DIGITS = 30
_ZERO = Fraction(0)


def array_norm(x: ExactArray, norm: NormName) -> Enclosure:
    """Enclose the norm of an array of fractions or enclosures.

    Parameters
    ----------
    x : ExactArray
        Of any shape.
    norm : {"sup", "2"}
        The largest absolute entry, or the root of the sum of squares.

    Raises
    ------
    InputError
        When the norm has another name.

    Examples
    --------
    >>> array_norm(exact_array([[3, -4]], "x"), "2").upper
    Fraction(5, 1)
    """
    check_norm(norm)
    sizes = [_absolute(entry) for entry in x.flat]
    if norm == "sup":
        return Enclosure(max(s.lower for s in sizes), max(s.upper for s in sizes))
    below = enclose_root(sum((s.lower**2 for s in sizes), _ZERO), 2, _DIGITS)
    above = enclose_root(sum((s.upper**2 for s in sizes), _ZERO), 2, _DIGITS)
    return Enclosure(below.lower, above.upper)


def certified_slope(
    block: Block, first: object, second: object, norm: NormName, digits: int = _DIGITS
) -> Fraction:
    """Return a certified lower bound of ``|f(x) - f(y)| / |x - y|``.

    No Lipschitz constant on a set that contains both points lies below it.

    Parameters
    ----------
    block : Block
    first, second : array of exact numbers
        Two different points of one shape.
    norm : {"sup", "2"}
    digits : int
        To how many digits the values of the block are enclosed.

    Raises
    ------
    InputError
        When the points are equal or not exact.
    ShapeError
        When their shapes differ.

    Examples
    --------
    >>> from varsym.maps.softmax import Softmax
    >>> slope = certified_slope(Softmax(), ["1/1000", 0], [0, "1/1000"], "sup")
    >>> round(float(slope), 6)
    0.5
    """
    x, y = exact_array(first, "first"), exact_array(second, "second")
    if x.shape != y.shape:
        raise ShapeError(
            f"Points of the shapes {x.shape} and {y.shape}.",
            "One shape.",
            "Take both points from the domain of the block.",
        )
    distance = array_norm(x - y, norm).upper
    if not distance:
        raise InputError("Two equal points.", "Different points.", "Move one of them.")
    rise = _difference(block.enclose(x, digits), block.enclose(y, digits))
    return array_norm(rise, norm).lower / distance


def _difference(above: ExactArray, below: ExactArray) -> ExactArray:
    made = above.copy()
    for index, (a, b) in enumerate(zip(above.flat, below.flat, strict=True)):
        made.flat[index] = Enclosure(a.lower - b.upper, a.upper - b.lower)
    return made


def _absolute(entry: Fraction | Enclosure) -> Enclosure:
    if not isinstance(entry, Enclosure):
        return Enclosure(abs(entry), abs(entry))
    if entry.lower <= 0 <= entry.upper:
        return Enclosure(_ZERO, max(-entry.lower, entry.upper))
    ends = sorted((abs(entry.lower), abs(entry.upper)))
    return Enclosure(ends[0], ends[1])
