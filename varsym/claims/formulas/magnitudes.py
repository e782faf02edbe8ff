"""Concrete arrays compared exactly: entry by entry, or by their norms."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.concrete import NoValueError, Values, array_value
from varsym.claims.formulas.squares import is_definite, is_semidefinite
from varsym.maps.arrays import ExactArray

__all__ = ["breach_of_order"]


def breach_of_order(
    op: str, left: a.Array, right: a.Array, values: Values
) -> tuple[str, str, str] | None:
    """Return both sides at `values` with the relation that fails between them, or None.

    The claim is ``left op right``.

    Raises
    ------
    NoValueError
        Where a side has no value.
    """
    match left, right:
        case a.ArrayNorm("spectral", matrix), a.ArrayNorm(kind, other) if kind != "spectral":
            given, bound = array_value(matrix, values), _squares(other, values)
            holds = is_semidefinite(_gap(given, bound))
            return None if holds else ("‖" + _shown(given) + "‖", "≤", f"√{bound}")
        case a.ArrayNorm(kind, other), a.ArrayNorm("spectral", matrix) if kind != "spectral":
            given, bound = array_value(matrix, values), _squares(other, values)
            holds = not is_definite(_gap(given, bound))
            return None if holds else (f"√{bound}", "≤", "‖" + _shown(given) + "‖")
        case a.ArrayNorm(one, first), a.ArrayNorm(two, second) if "spectral" not in (one, two):
            small, large = _squares(first, values), _squares(second, values)
            holds = small == large if op == "=" else small <= large
            return None if holds else (f"√{small}", {"=": "=", "<=": "≤"}[op], f"√{large}")
    return _breach_of_entries(op, array_value(left, values), array_value(right, values))


def _breach_of_entries(op: str, left: ExactArray, right: ExactArray) -> tuple[str, str, str] | None:
    if left.size != right.size:
        raise NoValueError("sides of unlike shapes")
    for one, two in zip(left.flat, right.flat, strict=True):
        if not (one == two if op == "=" else one <= two):
            return str(one), {"=": "=", "<=": "≤"}[op], str(two)
    return None


def _squares(item: a.Array, values: Values) -> Fraction:
    return sum((entry * entry for entry in array_value(item, values).flat), Fraction(0))


def _gap(matrix: ExactArray, bound: Fraction) -> list[list[Fraction]]:
    """Return ``bound·I - AᵀA``."""
    given = matrix.reshape(matrix.shape[0] if matrix.ndim else 1, -1)
    gram = given.T @ given
    return [
        [(bound if n == m else Fraction(0)) - gram[n, m] for m in range(len(gram))]
        for n in range(len(gram))
    ]


def _shown(matrix: ExactArray) -> str:
    return str(np.vectorize(str, otypes=[object])(matrix).tolist()).replace("'", "")
