"""Limits at 0 from above, exactly: along 1/(D·m) for m = 1, 2, 3, … with a fixed D.

There a quantity is a rational function of m, which has a sign for all large m.  A sum whose length
grows with m is split where a ReLU in it bends, and summed in closed form.  The limit is one along a
sequence: where the limit exists it is this one, so that a difference refutes; nothing is proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from math import comb, lcm
from typing import Any, TypeAlias

from flint import fmpq, fmpq_poly

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import Cases, Limit, Piece, ReLU, parts
from varsym.claims.functions.values import MAX_RANGE, NoValueError, Point

__all__ = ["limit"]

MAX_PIECES = 64
MAX_DEGREE = 64  # of a power


class Germ:
    """A rational function of m, as m grows."""

    __slots__ = ("above", "below")

    def __init__(self, above: Any, below: Any = None) -> None:
        below = fmpq_poly([1]) if below is None else below
        shared = above.gcd(below)
        self.above, self.below = above // shared, below // shared

    @classmethod
    def number(cls, value: Fraction | int) -> Germ:
        """Return a constant."""
        value = Fraction(value)
        return cls(fmpq_poly([fmpq(value.numerator, value.denominator)]))

    def __add__(self, other: Germ) -> Germ:
        return Germ(self.above * other.below + other.above * self.below, self.below * other.below)

    def __sub__(self, other: Germ) -> Germ:
        return Germ(self.above * other.below - other.above * self.below, self.below * other.below)

    def __mul__(self, other: Germ) -> Germ:
        return Germ(self.above * other.above, self.below * other.below)

    def __truediv__(self, other: Germ) -> Germ:
        if not other.above:
            raise NoValueError("a division by zero")
        return Germ(self.above * other.below, self.below * other.above)

    def __neg__(self) -> Germ:
        return Germ(-self.above, self.below)

    @property
    def sign(self) -> int:
        """The sign for all large m."""
        if not self.above:
            return 0
        lead = self.above[self.above.degree()] * self.below[self.below.degree()]
        return 1 if lead > 0 else -1

    @property
    def limit(self) -> Fraction:
        """The value that is tended to."""
        top, bottom = self.above.degree(), self.below.degree()
        if self.above and top > bottom:
            raise NoValueError("a limit that is infinite")
        if not self.above or top < bottom:
            return Fraction(0)
        found = self.above[top] / self.below[bottom]
        return Fraction(int(found.p), int(found.q))

    @property
    def is_integral(self) -> bool:
        """Whether the values are integers because all coefficients are."""
        whole = self.below.degree() == 0
        return whole and bool((self.above / self.below[0]).denom() == 1)


_ZERO, _ONE = Germ.number(0), Germ.number(1)
_Germs: TypeAlias = "Mapping[tuple[str, tuple[int, ...]], Germ]"


@dataclass(frozen=True)
class _Where:
    """What letters stand for: numbers, or functions of m."""

    reals: _Germs
    indices: Mapping[str, Germ]

    def at(self, name: str, value: Germ) -> _Where:
        return _Where(self.reals, {**self.indices, name: value})


def limit(variable: e.Real, body: e.Scalar, point: Point) -> Fraction:
    """Return the limit of `body` as `variable` tends to 0 through 1/(D·m), for a suitable D.

    Raises
    ------
    NoValueError
        Where the limit is infinite or not found.

    Examples
    --------
    >>> x, h = e.reals("x h")
    >>> (t,) = e.index("t")
    >>> below = e.summation(t, 0, 1 / h - 1, h * ReLU(x - t * h))
    >>> limit(h, below, Point({}, {("x", ()): Fraction(1)}))
    Fraction(1, 2)
    """
    known = dict(point.reals)
    if not all(isinstance(value, Fraction) for value in known.values()):
        raise NoValueError("a limit beside exponentials")
    numbers = [v for v in known.values() if isinstance(v, Fraction)]
    numbers += [n.value for n in _numbers(body)]
    scale = lcm(*(n.denominator for n in numbers), *(n.numerator for n in numbers if n))
    germs = {place: Germ.number(v) for place, v in known.items() if isinstance(v, Fraction)}
    germs[variable.name, ()] = _ONE / Germ(fmpq_poly([0, scale]))
    indices = {name: Germ.number(at) for name, at in point.indices.items()}
    return _value(body, _Where(germs, indices)).limit


def _numbers(item: object) -> list[e.Number]:
    if isinstance(item, e.Number):
        return [item]
    return [n for part in parts(item) for n in _numbers(part)]


def _constant(item: e.Scalar, where: _Where) -> int:
    found = _value(item, where)
    if found.above.degree() > 0 or not found.is_integral:
        raise NoValueError("an index that is no integer")
    return int(found.limit)


def _value(item: e.Scalar, where: _Where) -> Germ:  # noqa: C901, PLR0912 - one case a kind
    match item:
        case e.Number(number):
            return Germ.number(number)
        case e.Index(name) if name in where.indices:
            return where.indices[name]
        case e.Real(name, indices):
            key = (name, tuple(_constant(i, where) for i in indices))
            if key in where.reals:
                return where.reals[key]
        case e.Binary("^", left, right):
            exponent = _constant(right, where)
            if abs(exponent) > MAX_DEGREE:
                raise NoValueError("a huge power")
            base = _value(left, where)
            result = _ONE
            for _ in range(abs(exponent)):
                result = result * base
            return result if exponent >= 0 else _ONE / result
        case e.Binary(op, left, right):
            combined: Germ = e.ARITHMETIC[op](_value(left, where), _value(right, where))
            return combined
        case e.Iterated(kind, name, low, high, body):
            ends = _value(low, where), _value(high, where)
            places = _places(*ends)
            if places is not None:
                values = [_value(body, where.at(name, Germ.number(t))) for t in places]
                op, start = ("+", _ZERO) if kind == "sum" else ("*", _ONE)
                return reduce(e.ARITHMETIC[op], values, start)
            if kind == "sum":
                return _summed(_Profile(body, name, where), *ends)
        case ReLU(argument):
            found = _value(argument, where)
            return found if found.sign > 0 else _ZERO
        case Cases(pieces):
            return _case(pieces, where)
        case Limit():
            raise NoValueError("a limit in a limit")
    raise NoValueError(f"{type(item).__name__} in a limit")


def _places(low: Germ, high: Germ) -> range | None:
    """Return the integers between two ends that do not grow."""
    ends = low, high
    if any(end.above.degree() > 0 or not end.is_integral for end in ends):
        return None
    start, stop = int(low.limit), int(high.limit) + 1
    return range(start, stop) if stop - start <= MAX_RANGE else None


# ---------------------------------------------------------------- sums


_Line: TypeAlias = tuple[Germ, ...]  #: coefficients of the powers of the index


class _Profile:
    """The body of a sum as a polynomial of the index on each of a few ranges."""

    def __init__(self, body: e.Scalar, name: str, where: _Where) -> None:
        self.body, self.name, self.where = body, name, where

    def on(self, low: Germ, high: Germ) -> list[tuple[Germ, Germ, _Line]]:
        """Return the ranges from `low` to `high`, with the polynomial on each."""
        return self._pieces(self.body, low, high)

    def _pieces(self, item: e.Scalar, low: Germ, high: Germ) -> list[tuple[Germ, Germ, _Line]]:
        if not _occurs(self.name, item):
            return [(low, high, (_value(item, self.where),))]
        match item:
            case e.Index():
                return [(low, high, (_ZERO, _ONE))]
            case e.Binary("^", left, e.Number(exponent)) if exponent == 2:
                return self._pieces(e.Binary("*", left, left), low, high)
            case e.Binary(op, left, right) if op != "^":
                found = []
                for start, end, first in self._pieces(left, low, high):
                    for begin, stop, second in self._pieces(right, start, end):
                        found.append((begin, stop, _combined(op, first, second)))
                return _bounded(found)
            case ReLU(argument):
                found = []
                for start, end, line in self._pieces(argument, low, high):
                    found += _bent(start, end, line)
                return _bounded(found)
        raise NoValueError(f"{type(item).__name__} in a sum whose length grows")


def _bounded(found: list[tuple[Germ, Germ, _Line]]) -> list[tuple[Germ, Germ, _Line]]:
    if len(found) > MAX_PIECES:
        raise NoValueError("too many pieces")
    return found


def _occurs(name: str, item: object) -> bool:
    if isinstance(item, e.Index):
        return item.name == name
    if isinstance(item, e.Iterated) and item.index == name:
        return _occurs(name, item.low) or _occurs(name, item.high)
    return any(_occurs(name, part) for part in parts(item))


def _combined(op: str, first: _Line, second: _Line) -> _Line:
    size = max(len(first), len(second))
    padded = [line + (_ZERO,) * (size - len(line)) for line in (first, second)]
    if op in "+-":
        return tuple(e.ARITHMETIC[op](a, b) for a, b in zip(*padded, strict=True))
    if op == "/":
        if len(second) != 1:
            raise NoValueError("a division by the index")
        return tuple(a / second[0] for a in first)
    product = [_ZERO] * (len(first) + len(second) - 1)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            product[i + j] = product[i + j] + a * b
    return tuple(product)


def _bent(low: Germ, high: Germ, line: _Line) -> list[tuple[Germ, Germ, _Line]]:
    """Return max(line, 0) on a range: a line is split where it vanishes."""
    while len(line) > 1 and line[-1].sign == 0:
        line = line[:-1]
    if len(line) == 1:
        return [(low, high, line if line[0].sign > 0 else (_ZERO,))]
    if len(line) > 2:
        raise NoValueError("ReLU of a power of the index")
    root = -line[0] / line[1]
    if not root.is_integral:
        raise NoValueError("a bend between two integers")
    before, after = (line, (_ZERO,)) if line[1].sign < 0 else ((_ZERO,), line)
    halves = [(low, _least(high, root), before), (_greatest(low, root + _ONE), high, after)]
    return [(a, b, part) for a, b, part in halves if (b - a).sign >= 0]


def _least(one: Germ, two: Germ) -> Germ:
    return one if (two - one).sign >= 0 else two


def _greatest(one: Germ, two: Germ) -> Germ:
    return two if (two - one).sign >= 0 else one


def _summed(profile: _Profile, low: Germ, high: Germ) -> Germ:
    if not (low.is_integral and high.is_integral):
        raise NoValueError("a sum whose ends are no integers")
    if (high - low).sign < 0:
        return _ZERO
    total = _ZERO
    for start, end, line in profile.on(low, high):
        for power, factor in enumerate(line):
            total = total + factor * (_power_sum(power, end) - _power_sum(power, start - _ONE))
    return total


def _power_sum(power: int, high: Germ) -> Germ:
    """Return Σ_{t=0}^{high} t^power, a polynomial in `high`; it is 0 at high = -1."""
    result = _ZERO
    for coefficient in reversed(_faulhaber(power)):
        result = result * high + Germ.number(coefficient)
    return result


@lru_cache(maxsize=64)
def _faulhaber(power: int) -> tuple[Fraction, ...]:
    """Return the coefficients of Σ_{t=0}^{n} t^p, from (n+1)^{p+1} = Σ_k C(p+1, k) Σ_t t^k."""
    total = [Fraction(comb(power + 1, k)) for k in range(power + 2)]
    for lower in range(power):
        for place, value in enumerate(_faulhaber(lower)):
            total[place] -= comb(power + 1, lower) * value
    return tuple(value / (power + 1) for value in total)


# ---------------------------------------------------------------- cases


def _case(pieces: tuple[Piece, ...], where: _Where) -> Germ:
    found = [value for piece in pieces for value in _applying(piece, where)]
    if not found or any((value - found[0]).sign for value in found):
        raise NoValueError("no case that applies, or two that differ")
    return found[0]


def _applying(piece: Piece, where: _Where) -> list[Germ]:
    if piece.index is None or piece.low is None or piece.high is None:
        return [_value(piece.value, where)] if _all_hold(piece, where) else []
    low, high = _value(piece.low, where), _value(piece.high, where)
    name = piece.index.name
    places = _places(low, high)
    if places is not None:
        inside = [where.at(name, Germ.number(t)) for t in places]
        return [_value(piece.value, place) for place in inside if _all_hold(piece, place)]
    for condition in piece.conditions:
        gap = e.Binary("-", condition.right, condition.left)
        ranges = _Profile(gap, name, where).on(low, high)
        if len(ranges) != 1:
            raise NoValueError("a condition that bends")
        low, high = _narrowed(condition.op, ranges[0][2], low, high)
    if (high - low).sign < 0:
        return []
    if (high - low).sign > 0:
        raise NoValueError("several cases that apply")
    return [_value(piece.value, where.at(name, low))]


def _all_hold(piece: Piece, where: _Where) -> bool:
    for condition in piece.conditions:
        sign = (_value(condition.right, where) - _value(condition.left, where)).sign
        if not {"=": sign == 0, "<=": sign >= 0, "<": sign > 0}[condition.op]:
            return False
    return True


def _narrowed(op: str, line: _Line, low: Germ, high: Germ) -> tuple[Germ, Germ]:
    """Return the range of an index in which line ≥ 0, line > 0 or line = 0."""
    while len(line) > 1 and line[-1].sign == 0:
        line = line[:-1]
    if len(line) == 1:
        sign = line[0].sign
        kept = {"=": sign == 0, "<=": sign >= 0, "<": sign > 0}[op]
        return (low, high) if kept else (_ONE, _ZERO)
    root = None if len(line) > 2 else -line[0] / line[1]
    if root is None or not root.is_integral:
        raise NoValueError("a case that begins between two integers")
    step = _ONE if op == "<" else _ZERO
    if op == "=":
        return _greatest(low, root), _least(high, root)
    if line[1].sign > 0:
        return _greatest(low, root + step), high
    return low, _least(high, root - step)
