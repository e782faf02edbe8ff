"""The value of a formula on concrete arrays, over the rationals or another field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o
from varsym.errors import InputError
from varsym.maps.arrays import ExactArray
from varsym.maps.fields import RATIONALS, Field

__all__ = [
    "NoValueError",
    "UnknownLetterError",
    "Values",
    "array_value",
    "evaluate",
    "evaluate_some",
    "scalar_value",
]

MAX_EXPONENT = 64
MAX_RANGE = 10_000
Place = tuple[str, tuple[int, ...]]


class NoValueError(Exception):
    """An expression without a value at these parameters, such as an index out of range."""


class UnknownLetterError(NoValueError):
    """The letter at `key`, a name and places, has no value; `shape` is given for an array."""

    def __init__(self, key: Place, shape: tuple[int, ...] | None = None) -> None:
        super().__init__(f"{key[0]} has no value")
        self.key, self.shape = key, shape


@dataclass
class Values:
    """What the letters of a formula stand for.

    Attributes
    ----------
    numbers : dict of (name, places) to Fraction
        Indices, side lengths and other numbers; families by their integer places.
    arrays : dict of (name, places) to object array
    functions : mapping of str to callable
        Of one rational, for letters such as the kernel W.
    maps : mapping of str to callable
        Of an array and the places of the member.
    field : Field
        Where entries live.
    """

    numbers: dict[Place, Fraction] = field(default_factory=dict)
    arrays: dict[Place, ExactArray] = field(default_factory=dict)
    functions: Mapping[str, Callable[[Fraction], Fraction]] = field(default_factory=dict)
    maps: Mapping[str, Callable[..., ExactArray]] = field(default_factory=dict)
    field: Field = RATIONALS

    def at(self, name: str, value: int) -> Values:
        """Return the same with the index called `name` set to a `value`."""
        return replace(self, numbers={**self.numbers, (name, ()): Fraction(value)})


def scalar_value(item: e.Scalar, values: Values) -> Fraction:
    """Return what an index expression or side length, `item`, is at `values`: maybe a fraction.

    Raises
    ------
    NoValueError
        For a letter without a value, a division by zero, a huge power or range.
    """
    match item:
        case e.Number(number):
            return number
        case e.Index(name):
            return _known(values, (name, ()))
        case e.Real(name, indices):
            return _known(values, (name, tuple(integer(i, values) for i in indices)))
        case e.Binary("^", left, right):
            return _power(scalar_value(left, values), integer(right, values))
        case e.Binary(op, left, right):
            return _binary(op, scalar_value(left, values), scalar_value(right, values))
        case e.Iterated(kind, name, low, high, body):
            parts = [scalar_value(body, values.at(name, k)) for k in places(low, high, values)]
            return sum(parts, Fraction(0)) if kind == "sum" else prod(parts, start=Fraction(1))
        case a.Clamp(value, low, high):
            return min(
                max(scalar_value(value, values), scalar_value(low, values)),
                scalar_value(high, values),
            )
    raise NoValueError(f"{type(item).__name__} in an index")


def _known(values: Values, key: Place) -> Fraction:
    if key not in values.numbers:
        raise UnknownLetterError(key)
    return values.numbers[key]


def _power(base: Fraction, exponent: int) -> Fraction:
    if abs(exponent) > MAX_EXPONENT or (base == 0 and exponent < 0):
        raise NoValueError("a huge power, or one of zero")
    return base**exponent


def _binary(op: str, left: Fraction, right: Fraction) -> Fraction:
    if op == "/" and right == 0:
        raise NoValueError("a division by zero")
    found: Fraction = e.ARITHMETIC[op](left, right)
    return found


def integer(item: e.Scalar, values: Values) -> int:
    """Return the value of an expression that has to be an integer."""
    found = scalar_value(item, values)
    if found.denominator != 1:
        raise NoValueError(f"{found} is no integer")
    return found.numerator


def places(low: e.Scalar, high: e.Scalar, values: Values) -> range:
    """Return the integers from one end to the other."""
    found = range(integer(low, values), integer(high, values) + 1)
    if len(found) > MAX_RANGE:
        raise NoValueError("a range too long")
    return found


def array_value(item: a.Array, values: Values) -> ExactArray:
    """Return the value of an expression: an object array over the field of `values`.

    Raises
    ------
    NoValueError
        For a letter without a value, shapes that do not fit, an index out of range.
    """
    try:
        return _value(item, values)
    except (ValueError, IndexError, ZeroDivisionError, InputError) as error:
        raise NoValueError(str(error)) from None


def _boxed(value: Any) -> ExactArray:
    """Return an array: NumPy hands out the entry of an array without axes instead of the array."""
    return value if isinstance(value, np.ndarray) else _number(value)


def _number(value: Any) -> ExactArray:
    made = np.empty((), dtype=object)
    made[()] = value
    return made


def _each(function: Callable[[Any], Any], given: ExactArray) -> ExactArray:
    made = np.empty(given.size, dtype=object)
    made[:] = [function(entry) for entry in given.flat]
    return made.reshape(given.shape)


def _value(item: a.Array, values: Values) -> ExactArray:  # noqa: C901, PLR0912 - one case a kind
    match item:
        case a.ArrayVariable():
            return _complete(_stored(item, values))
        case a.Quantity(scalar):
            return _number(values.field.number(scalar_value(scalar, values)))
        case a.Ones(shape):
            return np.full(
                [integer(s, values) for s in shape], values.field.number(Fraction(1)), dtype=object
            )
        case a.Entrywise(function, argument):
            return _each(getattr(values.field, function), _value(argument, values))
        case a.Function(name, argument):
            point = scalar_value(argument, values)
            if name not in values.functions:
                raise NoValueError(f"{name} has no value")
            return _number(values.field.number(values.functions[name](point)))
        case a.Hadamard(left, right):
            return _product(_value(left, values), _value(right, values))
        case a.MatMul(left, right) | a.Inner(left, right):
            one, two = _value(left, values), _value(right, values)
            if isinstance(item, a.Inner):
                one, two = one.reshape(1, -1), two.reshape(-1, 1)
            return _squeezed(_matrix(one) @ _matrix(two))
        case a.ArraySum(terms):
            parts = [(factor, _squeezed(_value(part, values))) for factor, part in terms]
            if len({part.shape for _, part in parts}) > 1:
                raise NoValueError("a sum of unlike shapes")
            total = None
            for factor, part in parts:
                scaled = part * values.field.number(factor)
                total = scaled if total is None else total + scaled
            return _boxed(total)
        case a.Quotient(array, divisor):
            return _quotient(_value(array, values), _squeezed(_value(divisor, values)))
        case a.Transpose(array):
            return _matrix(_value(array, values)).T
        case a.Diagonal(vector):
            return _diagonal(_value(vector, values).reshape(-1), values.field)
        case a.Inverse(matrix):
            return _inverse(_matrix(_value(matrix, values)), values.field)
        case a.Slice(a.ArrayVariable() as array, picked):
            return _complete(_slice(_stored(array, values), picked, values))
        case a.Slice(array, picked):
            return _slice(_value(array, values), picked, values)
        case a.IteratedArray(name, low, high, body):
            total = None
            for k in places(low, high, values):
                part = _value(body, values.at(name, k))
                total = part if total is None else total + part
            return _boxed(values.field.number(Fraction(0)) if total is None else total)
        case a.Shaped(array, _):
            return _value(array, values)
        case a.Reshaped(array, shape):
            return _value(array, values).reshape([integer(s, values) for s in shape])
        case a.Joined(first, name, low, high, body):
            parts_ = [_value(f, values) for f in first]
            parts_ += [_value(body, values.at(name, k)) for k in places(low, high, values)]
            return np.concatenate([part.reshape(-1) for part in parts_])
        case a.Applied(name, indices, _, _, argument):
            if name not in values.maps:
                raise NoValueError(f"{name} has no value")
            where = tuple(integer(i, values) for i in indices)
            return values.maps[name](_value(argument, values), *where)
        case o.AppliedTo(name, indices, _, _, arguments):
            if name not in values.maps:
                raise NoValueError(f"{name} has no value")
            where = tuple(integer(i, values) for i in indices)
            return values.maps[name](*(_value(one, values) for one in arguments), *where)
        case o.Stacked(parts):
            return _stacked([_value(part, values) for part in parts])
    raise NoValueError(f"{type(item).__name__} has no value")


def _stored(item: a.ArrayVariable, values: Values) -> ExactArray:
    key = (item.name, tuple(integer(i, values) for i in item.indices))
    if key not in values.arrays:
        raise UnknownLetterError(key, tuple(integer(s, values) for s in item.shape))
    return values.arrays[key]


def _complete(given: ExactArray) -> ExactArray:
    """Return an array, all of whose entries are given or were defined."""
    if any(entry is None for entry in given.flat):
        raise NoValueError("an entry that is nowhere defined")
    return given


def _matrix(given: ExactArray) -> ExactArray:
    if given.ndim > 2:
        raise NoValueError("a product of arrays that are no matrices")
    return given.reshape(given.shape[0] if given.ndim else 1, -1)


def _squeezed(given: ExactArray) -> ExactArray:
    while given.ndim and given.shape[-1] == 1:
        given = _boxed(given[..., 0])
    return given


def _product(left: ExactArray, right: ExactArray) -> ExactArray:
    one, two = _squeezed(left), _squeezed(right)
    if one.ndim and two.ndim and one.shape != two.shape:
        raise NoValueError("an entrywise product of unlike shapes")
    kept = (left if one.ndim or not two.ndim else right).shape
    made = np.asarray(one * two, dtype=object)
    return made.reshape(kept)


def _quotient(array: ExactArray, divisor: ExactArray) -> ExactArray:
    if divisor.ndim:
        raise NoValueError("a quotient by an array")
    below = divisor[()]
    if isinstance(below, Fraction) and below == 0:
        raise NoValueError("a division by zero")
    return _each(lambda entry: entry / below, array)


def _diagonal(entries: ExactArray, field_: Field) -> ExactArray:
    made = np.full((len(entries), len(entries)), field_.number(Fraction(0)), dtype=object)
    for k, entry in enumerate(entries):
        made[k, k] = entry
    return made


def _inverse(matrix: ExactArray, field_: Field) -> ExactArray:
    entries = np.diagonal(matrix)
    aside = ~np.eye(*matrix.shape, dtype=np.bool_)
    if matrix.shape[0] != matrix.shape[1] or any(entry != 0 for entry in matrix[aside]):
        raise NoValueError("the inverse of a matrix that is not diagonal")
    one = _number(field_.number(Fraction(1)))
    return _diagonal(_each(lambda x: _quotient(one, _number(x))[()], entries), field_)


def _stacked(parts: list[ExactArray]) -> ExactArray:
    """Return arrays one below the other; R^n is R^{n×1} among matrices."""
    axes = max(part.ndim for part in parts)
    return np.concatenate([part.reshape(part.shape + (1,) * (axes - part.ndim)) for part in parts])


def _slice(given: ExactArray, picked: tuple[a.Picked, ...], values: Values) -> ExactArray:
    if given.ndim != len(picked):
        raise NoValueError("a slice with the wrong number of places")
    found = _boxed(given[_places(picked, given.shape, values)])
    is_row = given.ndim == 2 and found.ndim == 1 and isinstance(picked[0], e.Scalar)
    return found.reshape(1, -1) if is_row else found


def _places(
    picked: tuple[a.Picked, ...], sides: tuple[int, ...], values: Values
) -> tuple[int | slice, ...]:
    """Return places as NumPy counts them, from 0."""
    where: list[int | slice] = []
    for place, side in zip(picked, sides, strict=True):
        if isinstance(place, e.Scalar):
            k = integer(place, values)
            if not 1 <= k <= side:
                raise NoValueError(f"the index {k} of a side of {side}")
            where.append(k - 1)
        else:
            where.append(_range(place, side, values))
    return tuple(where)


def _range(place: a.Whole | a.Span | a.Tail, side: int, values: Values) -> slice:
    match place:
        case a.Span(start, stop):
            first, last = integer(start, values), integer(stop, values)
        case a.Tail(count):
            first, last = side - integer(count, values), side
        case _:
            return slice(None)
    if not 0 <= first < last <= side:
        raise NoValueError(f"the places {first}:{last} of a side of {side}")
    return slice(first, last)


def evaluate(formula: a.Formula, values: Values) -> Values:
    """Run the definitions of a formula in their order, and return the values with what they define.

    Raises
    ------
    NoValueError
        Where a definition has no value.
    """
    made = replace(values, arrays=dict(values.arrays))
    for defined in formula.defined:
        _define(defined, formula, made)
    return made


def evaluate_some(formula: a.Formula, values: Values) -> Values:
    """Run the definitions of a formula on values up to the first that has none.

    Raises
    ------
    UnknownLetterError
        For a letter without a value.
    """
    made = replace(values, arrays=dict(values.arrays))
    try:
        for defined in formula.defined:
            _define(defined, formula, made)
    except UnknownLetterError:
        raise
    except NoValueError:
        pass
    return made


def _define(defined: a.Defined, formula: a.Formula, values: Values) -> None:
    match defined.target:
        case a.ArrayVariable(name, shape, indices):
            rangings = _used(formula, indices)
            for inside in _settings(rangings, values):
                where = tuple(integer(i, inside) for i in indices)
                sides = [integer(s, inside) for s in shape]
                values.arrays[name, where] = array_value(defined.value, inside).reshape(sides)
        case a.Slice(a.ArrayVariable(name, shape, indices), picked):
            rangings = _used(formula, (*indices, *(p for p in picked if isinstance(p, e.Scalar))))
            for inside in _settings(rangings, values):
                where = tuple(integer(i, inside) for i in indices)
                if (name, where) not in values.arrays:
                    sides = [integer(s, inside) for s in shape]
                    values.arrays[name, where] = np.empty(sides, dtype=object)
                place = _places(picked, values.arrays[name, where].shape, inside)
                found = array_value(defined.value, inside)
                part = _boxed(values.arrays[name, where][place])
                values.arrays[name, where][place] = (
                    found.reshape(part.shape) if part.ndim else _squeezed(found)[()]
                )
        case _:
            raise NoValueError("a target that is no array")


def _used(formula: a.Formula, parts: tuple[e.Scalar, ...]) -> list[a.Ranging]:
    names = {p.name for p in parts if isinstance(p, e.Index)}
    return [r for r in formula.declared if isinstance(r, a.Ranging) and r.index.name in names]


def _settings(rangings: list[a.Ranging], values: Values) -> Iterator[Values]:
    ranges = [places(r.low, r.high, values) for r in rangings]
    for chosen in product(*ranges):
        inside = values
        for ranging, k in zip(rangings, chosen, strict=True):
            inside = inside.at(ranging.index.name, k)
        yield inside
