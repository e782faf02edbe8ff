"""The shapes of expressions on arrays, with symbolic sides."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add, mul

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o

__all__ = ["ONE", "matrix_form", "reduced", "shape_of", "total"]

ONE = e.Number(Fraction(1))


def matrix_form(shape: a.Shape) -> a.Shape:
    """Return a shape with R^n read as R^{n×1} and R as R^{1×1}; more axes stay as they are."""
    return {0: (ONE, ONE), 1: (*shape, ONE)}.get(len(shape), shape)


def reduced(shape: a.Shape) -> a.Shape:
    """Return a shape without the ones at its end, which R^n and R^{n×1} do not differ by."""
    while shape and shape[-1] == ONE:
        shape = shape[:-1]
    return shape


def total(shape: a.Shape) -> e.Scalar:
    """Return the number of entries."""
    return reduce(mul, shape, ONE) if shape else ONE


def shape_of(item: a.Array) -> a.Shape:  # noqa: C901, PLR0912 - one case a kind
    """Return the shape that an expression has if its inside fits together.

    Raises
    ------
    TypeError
        For an expression of another class.
    """
    match item:
        case a.ArrayVariable(_, shape) | a.Ones(shape) | a.Shaped(_, shape) | a.Reshaped(_, shape):
            return shape
        case a.Quantity() | a.Function() | a.Inner() | a.ArrayNorm() | o.Expectation():
            return ()
        case a.Hadamard(left, right):
            first = shape_of(left)
            return first if reduced(first) else shape_of(right)
        case a.MatMul(left, right):
            return (matrix_form(shape_of(left))[0], matrix_form(shape_of(right))[-1])
        case a.ArraySum(terms):
            return shape_of(terms[0][1])
        case a.Transpose(array):
            return tuple(reversed(matrix_form(shape_of(array))))
        case a.Diagonal(vector):
            side = matrix_form(shape_of(vector))[0]
            return (side, side)
        case a.Slice(array, places):
            return _picked(shape_of(array), places)
        case a.Joined():
            return (_joined(item),)
        case a.Applied() | o.AppliedTo():
            return item.cod
        case o.Stacked(parts):
            shapes = [shape_of(part) for part in parts]
            return (reduce(add, (matrix_form(shape)[0] for shape in shapes)), *shapes[0][1:])
        case a.Entrywise(_, inside) | a.Quotient(inside, _) | a.Inverse(inside):
            return shape_of(inside)
        case a.IteratedArray():
            return shape_of(item.body)
    raise TypeError(f"no shape of {item!r}")


def _picked(shape: a.Shape, places: tuple[a.Picked, ...]) -> a.Shape:
    pairs = zip(shape, places, strict=False)
    kept = tuple(_kept(s, p) for s, p in pairs if not isinstance(p, e.Scalar))
    if len(shape) == len(places) == 2 and len(kept) == 1:
        return (ONE, kept[0]) if isinstance(places[0], e.Scalar) else (kept[0], ONE)
    return kept


def _kept(side: e.Scalar, place: a.Picked) -> e.Scalar:
    """Return how many places of an axis a slice keeps."""
    match place:
        case a.Span(e.Number(value), stop) if value == 0:
            return stop
        case a.Span(start, stop):
            return stop - start
        case a.Tail(count):
            return count
    return side


def _joined(item: a.Joined) -> e.Scalar:
    many = e.Iterated("sum", item.index, item.low, item.high, total(shape_of(item.body)))
    return reduce(lambda x, y: x + y, [total(shape_of(f)) for f in item.first] + [many])
