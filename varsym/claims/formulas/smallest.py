"""The smallest values of the parameters at which a duty of a formula is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.concrete import (
    NoValueError,
    Place,
    UnknownLetterError,
    Values,
    array_value,
    evaluate_some,
    integer,
    places,
    scalar_value,
)
from varsym.claims.formulas.definitions import defined_name
from varsym.claims.formulas.duties import (
    Box,
    Comparison,
    Duty,
    Integral,
    Member,
    NonNegative,
    NonZero,
    SameShape,
    Within,
    subject,
)
from varsym.claims.formulas.magnitudes import breach_of_order
from varsym.claims.formulas.names import free_names
from varsym.maps.arrays import ExactArray

__all__ = ["Instance", "smallest_instance"]

MAX_VALUE = 6
MAX_TOTAL = 12
MAX_NODES = 20_000
ARRAY_PRICE = 25  # nodes that one evaluation of arrays counts for


@dataclass(frozen=True)
class Instance:
    """Values at which a duty is broken, and what is found there instead of what is wanted.

    `values` are letters with their values; `relation` is what `found` should be to `wanted`.
    """

    values: tuple[tuple[str, str], ...]
    found: str
    relation: str
    wanted: str


def smallest_instance(
    duty: Duty, formula: a.Formula, conditions: Sequence[e.Condition]
) -> Instance | None:
    """Return small values that meet all conditions and break a duty of a formula, or None.

    Those with the least total come first.
    """
    search = _Search(duty, formula, conditions)
    for total in range(MAX_TOTAL + 1):
        search.total = total
        found = search.run(Values(), 0)
        if found is not None or search.nodes > MAX_NODES:
            return found
        if not search.is_cut:
            return None
    return None


class _Search:
    """A search that asks for the value of a letter when an evaluation first needs it."""

    def __init__(self, duty: Duty, formula: a.Formula, conditions: Sequence[e.Condition]) -> None:
        self.duty, self.formula = duty, formula
        bound = {name for name, _, _ in duty.scope}
        self.outer = [c for c in conditions if not bound.intersection(_letters(c))]
        self.inner = [c for c in conditions if c not in self.outer]
        self.defined = {defined_name(d) for d in formula.defined}
        is_run = isinstance(duty, NonZero | NonNegative) and not isinstance(duty.array, a.Quantity)
        self.is_run = is_run  # of the definitions, which say what the entries are
        self.price = ARRAY_PRICE if isinstance(duty, NonZero | NonNegative | Comparison) else 1
        self.total = self.nodes = 0
        self.is_cut = False

    def run(self, values: Values, spent: int) -> Instance | None:
        """Search below a partial choice of values that costs `spent` in total."""
        self.nodes += self.price
        if self.nodes > MAX_NODES:
            return None
        try:
            return self._broken(values) if spent == self.total else self._probe(values)
        except UnknownLetterError as missing:
            return self._try(missing, values, spent)
        except NoValueError:
            return None

    def _probe(self, values: Values) -> Instance | None:
        """Evaluate only in order to learn which letter is needed next."""
        self._broken(values)
        return None

    def _try(self, missing: UnknownLetterError, values: Values, spent: int) -> Instance | None:
        name, key = missing.key
        if missing.shape is not None:
            if name in self.defined or min(missing.shape, default=1) < 0:
                return None
            for filled in _fillings(missing.shape):
                inside = Values(values.numbers, {**values.arrays, missing.key: filled})
                if (found := self.run(inside, spent)) is not None:
                    return found
            return None
        for value in range(1, MAX_VALUE + 1):
            if spent + value > self.total:
                self.is_cut = True
                break
            chosen = {**values.numbers, (name, key): Fraction(value)}
            if (found := self.run(Values(chosen, values.arrays), spent + value)) is not None:
                return found
        return None

    def _broken(self, values: Values) -> Instance | None:
        if not all(_is_met(c, values) for c in self.outer):
            return None
        for inside in self._scopes(values, list(self.duty.scope)):
            if all(_is_met(c, inside) for c in self.inner):
                found = self._breach(inside)
                if found is not None:
                    return Instance(self._shown(inside), *found)
        return None

    def _breach(self, values: Values) -> tuple[str, str, str] | None:
        if self.is_run:
            values = evaluate_some(self.formula, values)
        return _breach(self.duty, values)

    def _shown(self, values: Values) -> tuple[tuple[str, str], ...]:
        """Show the letters that the duty speaks of, and those in the ranges of its indices."""
        wanted = set(_letters(subject(self.duty)))
        for name, low, high in reversed(self.duty.scope):
            if name in wanted:
                wanted.update(_letters((low, high)))
        return _shown(values, wanted)

    def _scopes(
        self, values: Values, scope: list[tuple[str, e.Scalar, e.Scalar]]
    ) -> Iterator[Values]:
        if not scope:
            yield values
            return
        name, low, high = scope[0]
        for at in places(low, high, values):
            yield from self._scopes(values.at(name, at), scope[1:])


def _is_met(condition: e.Condition, values: Values) -> bool:
    match condition:
        case e.Compare(op, left, right):
            one, two = scalar_value(left, values), scalar_value(right, values)
            return {"=": one == two, "<=": one <= two, "<": one < two}[op]
        case a.Divides(divisor, multiple):
            below = integer(divisor, values)
            return below > 0 and integer(multiple, values) % below == 0
    raise NoValueError("a condition of another kind")


def _breach(duty: Duty, values: Values) -> tuple[str, str, str] | None:
    """Return what is found, the relation that fails and what is wanted, where a duty is broken."""
    match duty:
        case Integral(_, _, value):
            found = scalar_value(value, values)
            return None if found.denominator == 1 else (str(found), "is", "an integer")
        case Within(_, _, value, low, high):
            found, least = scalar_value(value, values), scalar_value(low, values)
            if found < least:
                return str(found), "≥", str(least)
            most = None if high is None else scalar_value(high, values)
            return None if most is None or found <= most else (str(found), "≤", str(most))
        case Member(_, _, indices, boxes):
            return _outside(indices, boxes, values)
        case SameShape(_, _, found_shape, wanted_shape):
            one, two = _sides(found_shape, values), _sides(wanted_shape, values)
            return None if _stripped(one) == _stripped(two) else (_product(one), "=", _product(two))
        case NonZero(_, _, array):
            entries = array_value(array, values)
            return ("0", "≠", "0") if any(entry == 0 for entry in entries.flat) else None
        case NonNegative(_, _, array):
            least = min(array_value(array, values).flat, default=Fraction(0))
            return (str(least), "≥", "0") if least < 0 else None
        case Comparison(_, _, op, left, right):
            return breach_of_order(op, left, right, values)
    return None


def _outside(indices: a.Shape, boxes: Sequence[Box], values: Values) -> tuple[str, str, str] | None:
    """Return how the indices of a member are in none of the ranges of its family."""
    where = [scalar_value(at, values) for at in indices]
    ends = [
        [(scalar_value(low, values), scalar_value(high, values)) for low, high in box]
        for box in boxes
    ]
    for box in ends:
        if all(low <= at <= high for at, (low, high) in zip(where, box, strict=True)):
            return None
    least, most = min(box[0][0] for box in ends), max(box[0][1] for box in ends)
    if where[0] > most:
        return str(where[0]), "≤", str(most)
    if where[0] < least:
        return str(where[0]), "≥", str(least)
    return ", ".join(map(str, where)), "is", "a member"


def _sides(shape: a.Shape, values: Values) -> tuple[Fraction, ...]:
    return tuple(scalar_value(side, values) for side in shape)


def _stripped(sides: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    while sides and sides[-1] == 1:
        sides = sides[:-1]
    return sides


def _product(sides: tuple[Fraction, ...]) -> str:
    return " × ".join(map(str, sides)) or "1"


def _letters(item: object) -> Iterator[str]:
    if isinstance(item, e.Compare):
        item = (item.left, item.right)
    if isinstance(item, a.Divides):
        item = (item.divisor, item.multiple)
    return free_names(item)


def _shown(values: Values, wanted: set[str]) -> tuple[tuple[str, str], ...]:
    rows = [(_label(p), str(value)) for p, value in values.numbers.items() if p[0] in wanted]
    rows += [(_label(p), str(_plain(array))) for p, array in values.arrays.items()]
    return tuple(rows)


def _label(place: Place) -> str:
    name, at = place
    return name + (f"[{','.join(map(str, at))}]" if at else "")


def _plain(array: ExactArray) -> object:
    return array.astype(str).tolist() if array.ndim else str(array[()])


_FILLINGS: tuple[Callable[[int], int], ...] = (
    lambda _: 0,
    lambda _: 1,
    lambda k: k % 3 - 1,
    lambda k: (k * k) % 5 - 2,
)


def _fillings(shape: tuple[int, ...]) -> Iterator[ExactArray]:
    for rule in _FILLINGS:
        made = np.empty(prod(shape), dtype=object)
        made[:] = [Fraction(rule(k)) for k in range(made.size)]
        yield made.reshape(shape)
