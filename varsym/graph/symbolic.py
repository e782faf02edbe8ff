"""Expressions as SymPy expressions."""

from __future__ import annotations

from typing import Any

import sympy

from varsym.claims import expressions as e
from varsym.errors import QueryError

__all__ = ["to_sympy"]


def to_sympy(item: e.Scalar) -> Any:
    """Return a scalar expression without norms as a SymPy expression.

    Real variables are non-negative symbols, index variables integer ones, families indexed bases;
    sums and products stay unevaluated.

    Parameters
    ----------
    item : Scalar

    Raises
    ------
    QueryError
        When it has a norm in it.

    Examples
    --------
    >>> from varsym.pack import index, reals
    >>> n, j = index("n j")
    >>> (K,) = reals("K")
    >>> to_sympy(K ** (n - j) / (K - 1))
    K**(-j + n)/(K - 1)
    """
    match item:
        case e.Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case e.Index(name):
            return sympy.Symbol(name, integer=True)
        case e.Real(name, ()):
            return sympy.Symbol(name, nonnegative=True)
        case e.Real(name, indices):
            return sympy.IndexedBase(name)[tuple(to_sympy(i) for i in indices)]
        case e.Binary(op, left, right):
            first, second = to_sympy(left), to_sympy(right)
            match op:
                case "+":
                    return first + second
                case "-":
                    return first - second
                case "*":
                    return first * second
                case "/":
                    return first / second
            return first**second
        case e.Iterated(kind, name, low, high, body):
            big = sympy.Sum if kind == "sum" else sympy.Product
            at = sympy.Symbol(name, integer=True)
            return big(to_sympy(body), (at, to_sympy(low), to_sympy(high)))
    raise QueryError(f"{type(item).__name__} in a bound.", "An expression without norms.")
