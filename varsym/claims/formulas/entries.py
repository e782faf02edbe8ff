"""The entries of an expression on arrays, as polynomials under sums."""

from __future__ import annotations

from fractions import Fraction

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.shapes import matrix_form, reduced, shape_of
from varsym.claims.formulas.sums import DELTA, VALUE, Sum, Summand, fresh, times
from varsym.claims.translate import scalar_term

__all__ = ["NotPolynomialError", "entry", "square_sum", "two_sides"]


class NotPolynomialError(Exception):
    """An expression whose entries are no polynomials in the entries of its letters."""


def entry(  # noqa: C901, PLR0912 - one case a kind
    item: a.Array, row: k.Scalar, column: k.Scalar
) -> Sum:
    """Return the entry of `item` in a row and a column; an axis of length 1 has the place 1.

    Expressions have at most two axes.

    Raises
    ------
    NotPolynomialError
        For exp, roots, quotients by something that is no number, and more than two axes.
    """
    match item:
        case a.ArrayVariable(name, shape, indices):
            if len(shape) > 2:
                raise NotPolynomialError(name)
            places = (*map(scalar_term, indices), *(row, column)[: len(shape)])
            return [Summand(Fraction(1), (), ((name, places),))]
        case a.Quantity(scalar):
            return _quantity(scalar_term(scalar))
        case a.Ones():
            return [Summand(Fraction(1))]
        case a.Hadamard(left, right):
            return times(_broadcast(left, row, column), _broadcast(right, row, column))
        case a.MatMul(left, right):
            return _contracted(left, right, row, column)
        case a.Inner(left, right):
            return _contracted(a.Transpose(left), right, k.ONE, k.ONE)
        case a.ArraySum(terms):
            return [s for c, part in terms for s in _scaled(entry(part, row, column), c)]
        case a.Quotient(array, a.Quantity(e.Number(value))) if value:
            return _scaled(entry(array, row, column), 1 / value)
        case a.Transpose(array):
            return entry(array, column, row)
        case a.Diagonal(vector):
            tie = Summand(Fraction(1), (), ((DELTA, (row, column)),))
            return times([tie], entry(vector, row, k.ONE))
        case a.Slice(array, places):
            return _sliced(array, places, row, column)
        case a.IteratedArray(name, low, high, body):
            return _summed(name, scalar_term(low), scalar_term(high), entry(body, row, column))
        case a.Shaped(array, _):
            return entry(array, row, column)
    raise NotPolynomialError(type(item).__name__)


def square_sum(item: a.Array) -> Sum:
    """Return the sum of the squares of all entries.

    Raises
    ------
    NotPolynomialError
        As `entry`.
    """
    rows, columns = two_sides(item)
    names = fresh(), fresh()
    one = entry(item, *(_place(s, n) for s, n in zip((rows, columns), names, strict=True)))
    total = times(one, one)
    for side, name in zip((rows, columns), names, strict=True):
        if scalar_term(side) != k.ONE:
            total = _summed(name, k.ONE, scalar_term(side), total)
    return total


def two_sides(item: a.Array) -> tuple[e.Scalar, e.Scalar]:
    """Return the numbers of rows and columns.

    Raises
    ------
    NotPolynomialError
        For more than two axes.
    """
    shape = matrix_form(shape_of(item))
    if len(shape) != 2:
        raise NotPolynomialError("more than two axes")
    return shape[0], shape[1]


def _place(side: e.Scalar, name: str) -> k.Scalar:
    return k.ONE if scalar_term(side) == k.ONE else k.index(name)


def _quantity(term: k.Scalar) -> Sum:
    constant = sum((c for mono, c in term.terms if not mono), Fraction(0))
    if term == k.number(constant):
        return [Summand(constant)]
    return [Summand(Fraction(1), (), ((VALUE, (term,)),))]


def _scaled(given: Sum, factor: Fraction) -> Sum:
    return times([Summand(factor)], given)


def _broadcast(item: a.Array, row: k.Scalar, column: k.Scalar) -> Sum:
    is_number = not reduced(shape_of(item))
    return entry(item, k.ONE, k.ONE) if is_number else entry(item, row, column)


def _contracted(left: a.Array, right: a.Array, row: k.Scalar, column: k.Scalar) -> Sum:
    side = scalar_term(matrix_form(shape_of(left))[1])
    if side == k.ONE:
        return times(entry(left, row, k.ONE), entry(right, k.ONE, column))
    name = fresh()
    at = k.index(name)
    return _summed(name, k.ONE, side, times(entry(left, row, at), entry(right, at, column)))


def _summed(name: str, low: k.Scalar, high: k.Scalar, body: Sum) -> Sum:
    found: Sum = []
    for summand in body:
        if any(name in end.free for _, ends in summand.binders for end in ends):
            raise NotPolynomialError("a sum whose end depends on the index of another")
        new = fresh()
        moved = summand.substituted(name, k.index(new))
        binders = (*moved.binders, (new, (low, high)))
        found.append(Summand(moved.coefficient, binders, moved.factors))
    return found


def _sliced(array: a.Array, places: tuple[a.Picked, ...], row: k.Scalar, column: k.Scalar) -> Sum:
    if len(places) > 2:
        raise NotPolynomialError("a slice of more than two axes")
    if len(places) == 1:
        return entry(array, _place_in(places[0], row), k.ONE)
    return entry(array, _place_in(places[0], row), _place_in(places[1], column))


def _place_in(picked: a.Picked, place: k.Scalar) -> k.Scalar:
    """Return where in the whole array a place of a slice is."""
    match picked:
        case e.Scalar():
            return scalar_term(picked)
        case a.Span(start, _):
            return scalar_term(start) + place
        case a.Tail():
            raise NotPolynomialError("the last places of an axis")
    return place
