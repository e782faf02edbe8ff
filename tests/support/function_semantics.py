"""What claims with functions of real numbers say at a point, by an evaluator of its own kind.

Rationals stay fractions; exponentials and logarithms are decimals of fifty digits, for which close
is equal.  Limits are not among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import Cases, Exp, Log, ReLU
from varsym.claims.render import text

__all__ = ["NoMeaningError", "Reals", "World", "grid", "is_counterexample", "letters", "truth"]

DIGITS = Context(prec=50)
CLOSE = Decimal("1e-30")
REALS = tuple(map(Fraction, ("0", "1", "-1", "1/2", "2", "-1/2", "3", "-2", "3/2", "1/3")))
INDICES = (1, 2, 0, 3, -1)
Number = Fraction | Decimal
Reals = dict[tuple[str, tuple[int, ...]], Fraction]


class NoMeaningError(Exception):
    """A division by zero, a case that is missing, and the like."""


class World:
    """Values of letters: of integers by name, of reals by name and place."""

    def __init__(
        self, integers: Mapping[str, int], reals: Mapping[tuple[str, tuple[int, ...]], Fraction]
    ) -> None:
        self.integers, self.reals = dict(integers), dict(reals)

    def having(self, name: str, value: int) -> World:
        return World({**self.integers, name: value}, self.reals)

    def whole(self, item: e.Scalar) -> int:
        found = self.value(item)
        if not isinstance(found, Fraction) or found.denominator != 1:
            raise NoMeaningError("no integer")
        return int(found)

    def value(self, item: Any) -> Number:
        kind = type(item).__name__
        return getattr(self, f"_{kind.lower()}")(item)  # type: ignore[no-any-return]

    def _number(self, item: e.Number) -> Number:
        return item.value

    def _index(self, item: e.Index) -> Number:
        return Fraction(self.integers[item.name])

    def _real(self, item: e.Real) -> Number:
        place = tuple(map(self.whole, item.indices))
        if (item.name, place) not in self.reals:
            raise NoMeaningError(f"{item.name}{place}")
        return self.reals[item.name, place]

    def _binary(self, item: e.Binary) -> Number:
        left = self.value(item.left)
        if item.op == "^":
            power = self.whole(item.right)
            result: Number = Fraction(1)
            if abs(power) > 20:
                raise NoMeaningError("a power too large for a test")
            for _ in range(abs(power)):
                result = calculated("*", result, left)
            return result if power >= 0 else calculated("/", Fraction(1), result)
        return calculated(item.op, left, self.value(item.right))

    def _iterated(self, item: e.Iterated) -> Number:
        total: Number = Fraction(int(item.kind == "prod"))
        at = self.whole(item.low)
        last = self.whole(item.high)
        while at <= last:
            op = "*" if item.kind == "prod" else "+"
            total = calculated(op, total, self.having(item.index, at).value(item.body))
            at += 1
        return total

    def _relu(self, item: ReLU) -> Number:
        inside = self.value(item.argument)
        return inside if inside >= 0 else Fraction(0)

    def _exp(self, item: Exp) -> Number:
        inside = self.value(item.argument)
        return DIGITS.exp(decimal(inside))

    def _log(self, item: Log) -> Number:
        inside = decimal(self.value(item.argument))
        if inside <= 0:
            raise NoMeaningError("log of what is not positive")
        return DIGITS.ln(inside)

    def _cases(self, item: Cases) -> Number:
        found = []
        for piece in item.pieces:
            worlds = [self]
            if piece.index is not None:
                ends = self.whole(piece.low), self.whole(piece.high)  # type: ignore[arg-type]
                places = range(ends[0], ends[1] + 1)
                worlds = [self.having(piece.index.name, at) for at in places]
            for world in worlds:
                kept = [world.says(c) for c in piece.conditions]
                found += [world.value(piece.value)] if all(kept) else []
        if not found or any(not related("=", found[0], other) for other in found):
            raise NoMeaningError("no case, or two that differ")
        return found[0]

    def says(self, condition: e.Condition) -> bool:
        """Return whether a condition holds; `NoMeaningError` where a side has no value."""
        match condition:
            case e.ForAll(name, low, high, body):
                places = range(self.whole(low), self.whole(high) + 1)
                kept = [self.having(name, at).says(body) for at in places]
                return all(kept)
            case e.Compare(op, Exp(left), Exp(right)):  # near 0 digits do not tell numbers apart
                return related(op, self.value(left), self.value(right))
            case e.Compare(op, left, right):
                return related(op, self.value(left), self.value(right))
        raise NoMeaningError(type(condition).__name__)


def decimal(value: Number) -> Decimal:
    if isinstance(value, Decimal):
        return value
    return DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


def calculated(op: str, left: Number, right: Number) -> Number:
    if op == "/" and right == 0:
        raise NoMeaningError("a division by zero")
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}[op](
            right
        )
    name = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}[op]
    return getattr(DIGITS, name)(decimal(left), decimal(right))  # type: ignore[no-any-return]


def related(op: str, left: Number, right: Number) -> bool:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        gap: Number = right - left
        same = gap == 0
    else:
        gap = DIGITS.subtract(decimal(right), decimal(left))
        same = abs(gap) <= CLOSE * max(Decimal(1), abs(decimal(left)))
    return {"=": same, "<=": same or gap > 0, "<": not same and gap > 0}[op]


def truth(conditions: Sequence[e.Condition], goal: e.Condition, world: World) -> bool | None:
    """Return whether a claim holds at a point, or None where a condition does not.

    A goal without a value does not hold.
    """
    try:
        if not all(world.says(c) for c in conditions):
            return None
    except NoMeaningError:
        return None
    try:
        return world.says(goal)
    except NoMeaningError:
        return False


# ---------------------------------------------------------------- letters and points


def letters(item: object, bound: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Yield the free letters of an expression, as (kind, name)."""
    match item:
        case tuple():
            for part in item:
                yield from letters(part, bound)
        case e.Index(name):
            if name not in bound:
                yield "index", name
        case e.Real(name, indices):
            yield ("family" if indices else "real"), name
            yield from letters(indices, bound)
        case e.Iterated(_, name, low, high, body) | e.ForAll(name, low, high, body):
            yield from letters((low, high), bound)
            yield from letters(body, bound | {name})
        case _:
            index = getattr(item, "index", None)
            inner = bound | {index.name} if isinstance(index, e.Index) else bound
            for name in getattr(item, "__dataclass_fields__", ()):
                if name != "index":
                    outside = name in ("low", "high")
                    yield from letters(getattr(item, name), bound if outside else inner)


def grid(found: Sequence[tuple[str, str]], draw: Any, count: int) -> Iterator[World]:
    """Yield points, at random; members of families at the places from -3 to 6, one index each."""
    names = list(dict.fromkeys(found))
    for _ in range(count):
        integers = {name: draw.choice(INDICES) for kind, name in names if kind == "index"}
        reals: Reals = {(name, ()): draw.choice(REALS) for kind, name in names if kind == "real"}
        for at, (kind, name) in product(range(-3, 7), names):
            if kind == "family":
                reals[name, (at,)] = draw.choice(REALS)
        yield World(integers, reals)


# ---------------------------------------------------------------- what is printed of a refutation

_SHOWN = re.compile(r"([^\[\]]+)(?:\[([-0-9,]+)\])?")


def is_counterexample(
    conditions: Sequence[e.Condition],
    goal: e.Condition,
    assignment: Mapping[str, str],
    draw: Any,
    tries: int = 2000,
) -> bool:
    """Return whether a printed assignment breaks a goal; letters left out are looked for."""
    body, bound = goal, []
    while isinstance(body, e.ForAll):
        bound.append(body)
        body = body.body
    outside = list(dict.fromkeys(letters((*conditions, goal))))
    own = {one.index for one in bound}
    found = list(dict.fromkeys([*outside, *letters(body), *(("index", name) for name in own)]))
    shown = {name if kind == "index" else text(e.Real(name)): (kind, name) for kind, name in found}
    integers: dict[str, int] = {}
    reals: dict[tuple[str, tuple[int, ...]], Fraction] = {}
    for printed, value in assignment.items():
        match = _SHOWN.fullmatch(printed)
        if match is None or match[1] not in shown:
            continue
        kind, name = shown[match[1]]
        if kind == "index":
            integers[name] = int(value)
        else:
            place = tuple(map(int, match[2].split(","))) if match[2] else ()
            reals[name, place] = Fraction(value)
    outer = {name: value for name, value in integers.items() if name not in own}
    for world in grid(outside, draw, tries):
        here = World({**world.integers, **outer}, {**world.reals, **reals})
        try:
            if all(map(here.says, conditions)) and breaks(here, bound, body, integers):
                return True
        except NoMeaningError:
            continue
    return False


def breaks(
    world: World, bound: Sequence[e.ForAll], body: e.Condition, integers: Mapping[str, int]
) -> bool:
    """Return whether the body fails at the bound indices as printed, if they are in range."""
    if not bound:
        try:
            return not world.says(body)
        except NoMeaningError:
            return False
    one, *rest = bound
    places = range(world.whole(one.low), world.whole(one.high) + 1)
    hidden = one.index in world.integers  # what is printed may be the letter outside
    chosen = places if hidden or one.index not in integers else [integers[one.index]]
    return any(
        at in places and breaks(world.having(one.index, at), rest, body, integers) for at in chosen
    )
