"""Dual numbers: a formula evaluated together with its gradient, over any field."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from varsym.errors import InputError
from varsym.maps.arrays import ExactArray
from varsym.maps.fields import Field
from varsym.maps.parameters import Parameter

__all__ = ["Dual", "Duals", "seeded", "tangents"]


class Dual:
    """A number and its derivatives by P variables, over a field.

    Parameters
    ----------
    value
        A number of the field.
    tangent : ExactArray, (P,), or None
        The derivatives; None for a constant.

    Examples
    --------
    >>> x = Dual(Fraction(3), np.array([Fraction(1)]))
    >>> (x * x / (x + x)).tangent.tolist()
    [Fraction(1, 2)]
    """

    __slots__ = ("tangent", "value")

    def __init__(self, value: Any, tangent: ExactArray | None = None) -> None:
        self.value, self.tangent = value, tangent

    def __add__(self, other: object) -> Dual:
        """Add, by the sum rule."""
        if not isinstance(other, Dual):
            return NotImplemented
        return Dual(self.value + other.value, _sum(self.tangent, other.tangent))

    def __neg__(self) -> Dual:
        """Negate."""
        return Dual(-self.value, None if self.tangent is None else -self.tangent)

    def __sub__(self, other: object) -> Dual:
        """Subtract."""
        return self + (-other) if isinstance(other, Dual) else NotImplemented

    def __mul__(self, other: object) -> Dual:
        """Multiply, by the product rule."""
        if not isinstance(other, Dual):
            return NotImplemented
        left, right = _scaled(self.tangent, other.value), _scaled(other.tangent, self.value)
        return Dual(self.value * other.value, _sum(left, right))

    def __truediv__(self, other: object) -> Dual:
        """Divide: the derivative of q = u/v is (u' - q v')/v."""
        if not isinstance(other, Dual):
            return NotImplemented
        quotient = self.value / other.value
        rest = _sum(self.tangent, _scaled(other.tangent, -quotient))
        return Dual(quotient, None if rest is None else rest / other.value)


class Duals:
    """Dual numbers as a field, so that any block's formula can be evaluated over them.

    Parameters
    ----------
    base : Field
        Of the values and the derivatives: rationals, balls or expressions.

    Examples
    --------
    >>> from varsym.maps.fields import RATIONALS
    >>> Duals(RATIONALS).exp(Dual(Fraction(0), np.array([Fraction(2)]))).tangent.tolist()
    [Fraction(2, 1)]
    """

    def __init__(self, base: Field) -> None:
        self.base = base

    def number(self, value: Fraction) -> Dual:
        """Return a rational `value`, a constant."""
        return Dual(self.base.number(value))

    def exp(self, value: Dual) -> Dual:
        """Return e^value, which is its own derivative."""
        found = self.base.exp(value.value)
        return Dual(found, _scaled(value.tangent, found))

    def sqrt(self, value: Dual) -> Dual:
        """Return the root s of `value`, with the derivative value'/(2s)."""
        found = self.base.sqrt(value.value)
        return Dual(found, None if value.tangent is None else value.tangent / (found + found))

    def relu(self, value: Dual) -> Dual:
        """Return max(value, 0), whose derivative max(value, 0)/value exists where value is not 0.

        Balls around 0 give no finite derivative, so that an enclosure asks for more precision.

        Raises
        ------
        InputError
            At 0, unless the value is constant.
        """
        found = self.base.relu(value.value)
        if value.tangent is None:
            return Dual(found)
        if value.value == 0:
            raise InputError(
                "The derivative of a ReLU at 0, where it has none.",
                "Hidden entries that are not 0.",
                "Move the weights or the input a little.",
            )
        return Dual(found, _scaled(value.tangent, found / value.value))


class _Seeded(Parameter):
    """A parameter whose entries are the variables `start`, `start` + 1, … of `count`."""

    def __init__(self, origin: Parameter, start: int, count: int) -> None:
        super().__init__(origin.name, origin.exact, None)
        self._start, self._count = start, count

    def over(self, field: Field) -> ExactArray:
        """Return dual numbers, each with the derivative 1 by its own variable."""
        entries = super().over(field)
        if not isinstance(field, Duals):
            return entries
        zero, one = field.base.number(Fraction(0)), field.base.number(Fraction(1))
        for place, entry in enumerate(entries.flat):
            tangent = np.full(self._count, zero, dtype=object)
            tangent[self._start + place] = one
            entry.tangent = tangent
        return entries


def seeded(parameters: Sequence[Parameter]) -> list[Parameter]:
    """Return parameters whose entries, in order, are the variables of the dual numbers.

    Parameters
    ----------
    parameters : sequence of Parameter
        Exact weights and biases.

    Raises
    ------
    InputError
        When one was given in floats.

    Examples
    --------
    >>> from varsym.maps.fields import RATIONALS
    >>> W = seeded([Parameter.of_exact([[5]], "W", 2)])[0].over(Duals(RATIONALS))
    >>> (W[0, 0] * W[0, 0]).tangent.tolist()
    [Fraction(10, 1)]
    """
    count = sum(int(np.prod(one.shape)) for one in parameters)
    made: list[Parameter] = []
    start = 0
    for one in parameters:
        made.append(_Seeded(one, start, count))
        start += int(np.prod(one.shape))
    return made


def tangents(value: Dual, count: int, base: Field) -> ExactArray:
    """Return the derivatives of a dual number by `count` variables; zeros for a constant.

    Parameters
    ----------
    value : Dual
    count : int
        P, the number of variables.
    base : Field
        Of the values and the derivatives.

    Returns
    -------
    ExactArray, (P,)

    Examples
    --------
    >>> from varsym.maps.fields import RATIONALS
    >>> tangents(Dual(Fraction(7)), 2, RATIONALS).tolist()
    [Fraction(0, 1), Fraction(0, 1)]
    """
    if value.tangent is None:
        return np.full(count, base.number(Fraction(0)), dtype=object)
    return value.tangent


def _sum(left: ExactArray | None, right: ExactArray | None) -> ExactArray | None:
    if left is None or right is None:
        return right if left is None else left
    total: ExactArray = left + right
    return total


def _scaled(tangent: ExactArray | None, factor: Any) -> ExactArray | None:
    return None if tangent is None else tangent * factor
