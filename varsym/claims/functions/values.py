"""The exact value of an expression with functions of real numbers, at given numbers.

A value is a rational, a combination of logarithms, or a number such as exp(-q): sums and products
that leave these three have no value here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import Cases, Exp, Limit, Log, Piece, ReLU

if TYPE_CHECKING:
    from varsym.exact.log_forms import LogForm
    from varsym.exact.magnitudes import Magnitude

__all__ = [
    "MAX_BITS",
    "MAX_RANGE",
    "NoValueError",
    "Place",
    "Point",
    "Value",
    "compared",
    "holds",
    "integer",
    "integers",
    "scalar_value",
]

MAX_BITS = 1 << 16  # of a power
MAX_RANGE = 4096

Place: TypeAlias = tuple[str, tuple[int, ...]]
Value: TypeAlias = "Fraction | LogForm | Magnitude"


class NoValueError(Exception):
    """An expression without a value here: a division by zero, no case that applies."""


@dataclass(frozen=True)
class Point:
    """Numbers for the letters of a claim.

    Attributes
    ----------
    indices : mapping of str to int
    reals : mapping of (name, indices) to a value
    """

    indices: Mapping[str, int]
    reals: Mapping[Place, Value]

    def at(self, name: str, value: int) -> Point:
        """Return the same with the index called `name` set to a `value`."""
        return Point({**self.indices, name: value}, self.reals)


def integer(item: e.Scalar, point: Point) -> int:
    """Return the value at a point of an expression, `item`, that has to be an integer.

    Raises
    ------
    NoValueError
        Where it has no value, or one that is no integer.
    """
    found = scalar_value(item, point)
    if not isinstance(found, Fraction) or found.denominator != 1:
        raise NoValueError(f"{found} is no integer")
    return found.numerator


def scalar_value(item: e.Scalar, point: Point) -> Value:  # noqa: C901 - one case a kind
    """Return the exact value of the expression `item` at a point.

    Raises
    ------
    NoValueError
        Where it has none that is exact here.

    Examples
    --------
    >>> (x,) = e.reals("x")
    >>> here = Point({}, {("x", ()): Fraction(-2)})
    >>> scalar_value(ReLU(x) + ReLU(1 - x), here)
    Fraction(3, 1)
    >>> scalar_value(Exp(2 * Log(3 + 0 * x)), here) == 9
    True
    """
    match item:
        case e.Number(number):
            return number
        case e.Index(name):
            return Fraction(_known(point.indices, name))
        case e.Real(name, indices):
            return _known(point.reals, (name, tuple(integer(i, point) for i in indices)))
        case e.Binary("^", left, right):
            return _power(scalar_value(left, point), integer(right, point))
        case e.Binary(op, left, right):
            return _arithmetic(op, scalar_value(left, point), scalar_value(right, point))
        case e.Iterated(kind, name, low, high, body):
            total: Value = Fraction(0 if kind == "sum" else 1)
            for at in integers(low, high, point):
                part = scalar_value(body, point.at(name, at))
                total = _arithmetic("+" if kind == "sum" else "*", total, part)
            return total
        case ReLU(argument):
            found = scalar_value(argument, point)
            return found if _sign(found) > 0 else Fraction(0)
        case Exp(argument):
            return _exponential(scalar_value(argument, point))
        case Log(argument):
            return _logarithm(scalar_value(argument, point))
        case Cases(pieces):
            return _only([v for piece in pieces for v in _applying(piece, point)])
        case Limit(variable, body):
            from varsym.claims.functions.limits import limit

            return limit(variable, body, point)
    raise NoValueError(f"{type(item).__name__} has no value")


_Key = TypeVar("_Key")
_Found = TypeVar("_Found")


def _known(values: Mapping[_Key, _Found], key: _Key) -> _Found:
    if key not in values:
        raise NoValueError(f"{key} has no value")
    return values[key]


def integers(low: e.Scalar, high: e.Scalar, point: Point) -> range:
    """Return the integers from `low` to `high` at a point, none where the ends are reversed.

    Raises
    ------
    NoValueError
        If an end is no integer, or there are more than 4096.

    Examples
    --------
    >>> list(integers(e.Number(Fraction(2)), e.Number(Fraction(4)), Point({}, {})))
    [2, 3, 4]
    """
    start, stop = integer(low, point), integer(high, point) + 1
    if stop - start > MAX_RANGE:
        raise NoValueError("a range too long")
    return range(start, stop)


def _sign(value: Value) -> int:
    return compared("<", Fraction(0), value) - compared("<", value, Fraction(0))


def _power(base: Value, exponent: int) -> Value:
    if isinstance(base, Fraction):
        length = max(base.numerator.bit_length(), base.denominator.bit_length())
        if (base == 0 and exponent < 0) or length * abs(exponent) > MAX_BITS:
            raise NoValueError("a huge power, or a negative one of zero")
        return base**exponent
    try:
        return base**exponent  # type: ignore[operator]
    except TypeError:
        raise NoValueError("a power of a logarithm") from None


def _exponential(value: Value) -> Value:
    from varsym.exact.log_forms import LogForm
    from varsym.exact.magnitudes import Magnitude

    if isinstance(value, Magnitude):
        raise NoValueError("an exponential of an exponential")
    if value == 0:
        return Fraction(1)
    return value.exp() if isinstance(value, LogForm) else Magnitude.exp(value)


def _logarithm(value: Value) -> Value:
    from varsym.exact.magnitudes import Magnitude

    if isinstance(value, Magnitude):
        return _settled(value.log)
    if not isinstance(value, Fraction) or value <= 0:
        raise NoValueError("the logarithm of a number that is not positive")
    return _settled(Magnitude.of(value).log)


def _settled(value: Value) -> Value:
    """Return a rational as such, so that it can be added to anything."""
    from varsym.exact.log_forms import LogForm

    plain = value.as_fraction() if isinstance(value, LogForm) else None
    return value if plain is None else plain


def _combined(op: str, left: Value, right: Value) -> Value:
    from varsym.exact.magnitudes import Magnitude

    if isinstance(left, Magnitude) or isinstance(right, Magnitude):
        if isinstance(right, Fraction) and right == 0:
            return left
        if isinstance(left, Fraction) and left == 0 and op == "+":
            return right
        raise NoValueError("a sum with an exponential")
    return _settled(left + right if op == "+" else left - right)


def _scaled(op: str, left: Value, right: Value) -> Value:
    """Return a product or quotient of numbers that are not both rational."""
    if isinstance(left, Fraction) and left == 0:
        return left
    if isinstance(right, Fraction) and right == 0:
        return right
    if any(isinstance(value, Fraction) and value < 0 for value in (left, right)) and any(
        _is_magnitude(value) for value in (left, right)
    ):
        raise NoValueError("a negative multiple of an exponential")
    try:
        return _settled(left * right if op == "*" else left / right)  # type: ignore[operator]
    except TypeError:
        raise NoValueError("a product of logarithms") from None


def _is_magnitude(value: Value) -> bool:
    from varsym.exact.magnitudes import Magnitude

    return isinstance(value, Magnitude)


def _arithmetic(op: str, left: Value, right: Value) -> Value:
    if op == "/" and right == 0:
        raise NoValueError("a division by zero")
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        return _combined(op, left, right) if op in "+-" else _scaled(op, left, right)
    exact: Fraction = e.ARITHMETIC[op](left, right)
    return exact


def _applying(piece: Piece, point: Point) -> list[Value]:
    """Return the values that a piece has at a point: none, one, or one for each index that fits."""
    if piece.index is None or piece.low is None or piece.high is None:
        places = [point]
    else:
        ends = integers(piece.low, piece.high, point)
        places = [point.at(piece.index.name, at) for at in ends]
    return [
        scalar_value(piece.value, place)
        for place in places
        if all(holds(condition, place) for condition in piece.conditions)
    ]


def _only(found: list[Value]) -> Value:
    if not found or not all(compared("=", value, found[0]) for value in found):
        raise NoValueError("no case that applies, or two that differ")
    return found[0]


def holds(relation: e.Compare, point: Point) -> bool:
    """Return whether a relation holds at a point, exactly decided.

    Raises
    ------
    NoValueError
        If a side has no value, or the two cannot be compared here.
    """
    left, right = scalar_value(relation.left, point), scalar_value(relation.right, point)
    return compared(relation.op, left, right)


def compared(op: str, left: Value, right: Value) -> bool:
    """Return whether ``left op right``, exactly decided.

    Raises
    ------
    NoValueError
        For an exponential beside a logarithm, and where too many digits would be needed.

    Examples
    --------
    >>> compared("<", Fraction(1, 3), Fraction(1, 2))
    True
    """
    from varsym.exact.enclosure import PrecisionError

    if _is_magnitude(left) != _is_magnitude(right) and not (
        isinstance(left, Fraction) or isinstance(right, Fraction)
    ):
        raise NoValueError("an exponential beside a logarithm")
    try:
        if op == "=":
            return left == right
        return left <= right if op == "<=" else left < right
    except PrecisionError:
        raise NoValueError("too many digits") from None
