"""Exact search for a non-negative combination of polynomials: the linear program behind `order`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq

from varsym.kernel import Monomial, Scalar

__all__ = ["nonnegative_combination"]

MAX_PIVOTS = 2_000
_ZERO = fmpq(0)


def nonnegative_combination(
    target: Scalar, generators: Sequence[Scalar]
) -> dict[int, Fraction] | None:
    """Return weights c_k >= 0 with ``target = Σ c_k · generators[k]`` as polynomials, or None.

    Phase one of the simplex method over the rationals with Bland's rule, so it ends and is exact.

    Examples
    --------
    >>> from varsym.kernel import number, real
    >>> x, y = real("x"), real("y")
    >>> found = nonnegative_combination(number(2) * x + y, [x, y, x - y])
    >>> {k: str(c) for k, c in found.items()}
    {0: '2', 1: '1'}
    >>> nonnegative_combination(-x, [x, y]) is None
    True
    """
    rows: dict[Monomial, dict[int, fmpq]] = {}
    right: dict[Monomial, fmpq] = {}
    for column, generator in enumerate(generators):
        for mono, coeff in generator.terms:
            rows.setdefault(mono, {})[column] = fmpq(coeff.numerator, coeff.denominator)
    for mono, coeff in target.terms:
        if mono not in rows:
            return None
        right[mono] = fmpq(coeff.numerator, coeff.denominator)
    tableau = [
        (row, right.get(mono, _ZERO))
        if right.get(mono, _ZERO) >= 0
        else ({c: -v for c, v in row.items()}, -right[mono])
        for mono, row in rows.items()
    ]
    found = _feasible(tableau, len(generators))
    if found is None:
        return None
    return {place: Fraction(int(c.p), int(c.q)) for place, c in found.items()}


def _feasible(system: list[tuple[dict[int, fmpq], fmpq]], width: int) -> dict[int, fmpq] | None:
    """Drive one artificial variable a row (numbered from `width`) to zero, if that is possible."""
    basis = [width + k for k in range(len(system))]
    rows = [dict(row) for row, _ in system]
    right = [b for _, b in system]
    cost: dict[int, fmpq] = {}
    for row in rows:
        for c, v in row.items():
            cost[c] = cost.get(c, _ZERO) + v
    for _ in range(MAX_PIVOTS):
        if all(place < width or b == 0 for b, place in zip(right, basis, strict=True)):
            return {p: b for p, b in zip(basis, right, strict=True) if p < width and b != 0}
        entering = min((c for c, v in cost.items() if v > 0), default=None)
        if entering is None:
            return None
        ratios = [
            (right[k] / row[entering], basis[k], k)
            for k, row in enumerate(rows)
            if row.get(entering, 0) > 0
        ]
        _, _, leaving = min(ratios)
        pivot = rows[leaving][entering]
        rows[leaving] = {c: v / pivot for c, v in rows[leaving].items()}
        right[leaving] /= pivot
        for k, row in enumerate(rows):
            if k != leaving and row.get(entering):
                factor = row[entering]
                _subtract(row, rows[leaving], factor)
                right[k] -= factor * right[leaving]
        _subtract(cost, rows[leaving], cost[entering])
        basis[leaving] = entering
    return None


def _subtract(row: dict[int, fmpq], other: dict[int, fmpq], factor: fmpq) -> None:
    for column, value in other.items():
        rest = row.get(column, _ZERO) - factor * value
        if rest != 0:
            row[column] = rest
        else:
            row.pop(column, None)
