"""Expressions with paths and derivatives as SymPy has them."""

from __future__ import annotations

from fractions import Fraction

import sympy

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import Derivative, ValueAt
from varsym.claims.functions.elementary import Exp

T = sympy.Symbol("t")


def in_sympy(item: e.Scalar) -> sympy.Expr:
    """Return an expression as SymPy has it."""
    match item:
        case e.Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case e.Real(name):
            return sympy.Symbol(name)
        case e.Binary("^", base, power):
            return in_sympy(base) ** in_sympy(power)
        case e.Binary(op, left, right):
            one, two = in_sympy(left), in_sympy(right)
            return {"+": one + two, "-": one - two, "*": one * two, "/": one / two}[op]
        case ValueAt(name, argument, order):
            inside = in_sympy(argument)
            function = sympy.Function(name)(T)
            return (sympy.diff(function, T, order) if order else function).subs(T, inside)
        case Derivative(body, variable, order):
            return sympy.diff(in_sympy(body), sympy.Symbol(variable.name), order)
        case e.Iterated("sum", name, e.Number(low), e.Number(high), body):
            places = range(int(low), int(high) + 1)
            return sympy.Add(*(in_sympy(_at(body, name, place)) for place in places))
        case Exp(argument):
            return sympy.exp(in_sympy(argument))
    raise TypeError(item)


def _at(item: e.Scalar, name: str, place: int) -> e.Scalar:
    match item:
        case e.Index(own) if own == name:
            return e.Number(Fraction(place))
        case e.Binary(op, left, right):
            return e.Binary(op, _at(left, name, place), _at(right, name, place))
    return item
