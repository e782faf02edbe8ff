"""Equations and inequalities between arrays, for all sizes and entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.duties import Comparison
from varsym.claims.formulas.entries import NotPolynomialError, entry, square_sum, two_sides
from varsym.claims.formulas.names import all_names, free_names
from varsym.claims.formulas.settling import Settled, settle
from varsym.claims.formulas.shapes import matrix_form, shape_of
from varsym.claims.formulas.smallest import Instance, smallest_instance
from varsym.claims.formulas.squares import Square, squares
from varsym.claims.formulas.sums import Ends, Sum, Summand, canonical, fresh, negated, times
from varsym.claims.translate import scalar_term
from varsym.errors import PackError

__all__ = ["Compared", "compare"]

ROW, COLUMN = "row_", "column_"
#: Names that a proof can take as they are; those of its own end in _ or begin with bound_.
LETTER = re.compile(r"(?!bound_)[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?\Z")


@dataclass(frozen=True)
class Compared:
    """What was found about a comparison.

    Attributes
    ----------
    holds : bool or None
        For all sizes and entries, or not; None where neither is shown.
    reason : str
        How it is proved.
    instance : Instance or None
        The smallest values found at which it is broken.
    misfit : Settled or None
        A duty of the expressions that does not hold, so that the comparison says nothing.
    """

    holds: bool | None
    reason: str = ""
    instance: Instance | None = None
    misfit: Settled | None = None


@lru_cache(maxsize=512)
def compare(claim: a.ArrayCompare, conditions: tuple[e.Condition, ...]) -> Compared:
    """Prove a claim under conditions for all sizes, or find small arrays that break it.

    Examples
    --------
    >>> (n,) = e.reals("n")
    >>> u, v = a.ArrayVariable("u", (n,)), a.ArrayVariable("v", (n,))
    >>> compare(a.inner(u, v).same(a.inner(v, u)), ()).holds
    True
    >>> compare(a.inner(u, v).same(a.inner(u, u)), ()).holds
    False
    """
    formula = _formula(claim)
    for settled in settle(formula, conditions):
        if not settled.holds:
            return Compared(settled.holds, "", settled.instance, settled)
    reason = _proof(claim)
    if reason is not None:
        return Compared(True, reason)
    scope = tuple((r.index.name, r.low, r.high) for r in claim.ranging)
    duty = Comparison(claim, scope, claim.op, claim.left, claim.right)
    found = smallest_instance(duty, formula, conditions)
    return Compared(None if found is None else False, "", found)


def _formula(claim: a.ArrayCompare) -> a.Formula:
    """Return the comparison as a formula whose sides are read off the shapes of its arrays."""
    arrays = list(dict.fromkeys(_arrays((claim.left, claim.right))))
    sides = dict.fromkeys(name for v in arrays for name in free_names(v.shape))
    indices = [r.index.name for r in claim.ranging]
    letters = " ".join(name for name in sides if name not in indices)
    others = dict.fromkeys(free_names((claim.left, claim.right)))
    known = {*sides, *indices, *(v.name for v in arrays)}
    symbols = " ".join(name for name in others if name not in known and name not in indices)
    declared = (a.Sides(letters), a.Symbol(symbols), *claim.ranging, *map(a.Let, arrays))
    shape = () if claim.op == "<=" else shape_of(claim.left)  # an order is one of numbers
    return a.Formula(declared, (a.Defined(a.Shaped(claim.left, shape), claim.right),))


def _arrays(item: object) -> Iterator[a.ArrayVariable]:
    if isinstance(item, a.ArrayVariable):
        yield item
        return
    for part in item if isinstance(item, tuple) else _fields(item):
        yield from _arrays(part)


def _fields(item: object) -> Iterator[object]:
    if isinstance(item, a.Array):
        for name in item.__dataclass_fields__:  # type: ignore[attr-defined]
            yield getattr(item, name)


# ---------------------------------------------------------------- proofs


def _proof(claim: a.ArrayCompare) -> str | None:
    ranges = {r.index.name: _ends(r.low, r.high) for r in claim.ranging}
    if not all(map(LETTER.match, all_names((claim.left, claim.right, claim.ranging)))):
        return None
    try:
        if claim.op == "=":
            return _equation(claim, ranges)
        return _inequality(claim.left, claim.right, ranges)
    except (NotPolynomialError, PackError, k.TermError):
        return None


def _ends(low: e.Scalar, high: e.Scalar) -> Ends:
    return scalar_term(low), scalar_term(high)


def _equation(claim: a.ArrayCompare, ranges: dict[str, Ends]) -> str | None:
    match claim.left, claim.right:
        case a.ArrayNorm(one, first), a.ArrayNorm(two, second) if "spectral" not in (one, two):
            gap = [*square_sum(first), *negated(square_sum(second))]
            return "both have the same square" if not canonical(gap, ranges) else None
    rows, columns = two_sides(claim.left)
    places = []
    inside = dict(ranges)
    for side, name in ((rows, ROW), (columns, COLUMN)):
        is_one = scalar_term(side) == k.ONE
        places.append(k.ONE if is_one else k.index(name))
        if not is_one:
            inside[name] = (k.ONE, scalar_term(side))
    left, right = entry(claim.left, *places), entry(claim.right, *places)
    if canonical([*left, *negated(right)], inside):
        return None
    return "both sides have the same entries, as polynomials under sums"


def _inequality(left: a.Array, right: a.Array, ranges: dict[str, Ends]) -> str | None:
    match left, right:
        case a.ArrayNorm("spectral", matrix), a.ArrayNorm(kind, other) if kind != "spectral":
            return _spectral_at_most(matrix, square_sum(other), ranges)
        case a.ArrayNorm(kind, other), a.ArrayNorm("spectral", matrix) if kind != "spectral":
            return _at_most_spectral(square_sum(other), matrix, ranges)
        case a.ArrayNorm(one, first), a.ArrayNorm(two, second) if "spectral" not in (one, two):
            gap = [*square_sum(second), *negated(square_sum(first))]
        case _:
            gap = [*entry(right, k.ONE, k.ONE), *negated(entry(left, k.ONE, k.ONE))]
    found = squares(gap, ranges)
    return None if found is None else f"the difference is {_written(found)}"


def _written(found: tuple[Square, ...]) -> str:
    return " + ".join(square.text() for square in found) or "0"


def _spectral_at_most(matrix: a.Array, bound: Sum, ranges: dict[str, Ends]) -> str | None:
    """Show ``|A x|² <= bound |x|²`` for every x."""
    x = a.ArrayVariable(fresh(), (matrix_form(shape_of(matrix))[1],))
    gap = [*times(bound, square_sum(x)), *negated(square_sum(a.MatMul(matrix, x)))]
    found = squares(gap, ranges)
    return None if found is None else f"bound²·‖x‖² - ‖A·x‖² = {_written(found)} for every x"


def _at_most_spectral(bound: Sum, matrix: a.Array, ranges: dict[str, Ends]) -> str | None:
    """Find a vector x with ``|A x|² >= bound |x|²``, where |x|² is 1 or `bound`."""
    for shown, size, image in _witnesses(matrix, ranges):
        is_unit = not canonical([*size, Summand(Fraction(-1))], ranges)
        is_bound = not canonical([*size, *negated(bound)], ranges)
        if is_unit or is_bound:
            gap = [*image, *negated(times(bound, size))]
            found = squares(gap, ranges)
            if found is not None:
                return f"‖A·x‖² - bound²·‖x‖² = {_written(found)} at {shown}"
    return None


def _witnesses(matrix: a.Array, ranges: dict[str, Ends]) -> Iterator[tuple[str, Sum, Sum]]:
    """Yield vectors x by name, with |x|² and |A x|²: unit vectors and the rows of A."""
    rows, columns = matrix_form(shape_of(matrix))
    for name, ends in ranges.items():
        at = e.Index(name)
        if ends == (k.ONE, scalar_term(columns)):
            column = a.Slice(matrix, (a.ALL, at))
            yield f"the unit vector x = e_{name}", [Summand(Fraction(1))], square_sum(column)
        if ends == (k.ONE, scalar_term(rows)):
            row = a.Slice(matrix, (at, a.ALL))
            image = square_sum(a.MatMul(matrix, a.Transpose(row)))
            yield f"the row x = A_{{{name},*}}ᵀ", square_sum(row), image
