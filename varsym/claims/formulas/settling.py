"""Duties of a formula, settled: held for all values of the parameters, or broken at small ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.definitions import defined_name
from varsym.claims.formulas.duties import (
    Ambiguous,
    Apart,
    Box,
    Declared,
    Duty,
    Earlier,
    Integral,
    Invertible,
    Member,
    NonNegative,
    NonZero,
    SameShape,
    Scope,
    Within,
    narrowed,
)
from varsym.claims.formulas.layout import declared_scope, duties
from varsym.claims.formulas.names import all_names, atoms, free_names, substituted
from varsym.claims.formulas.shapes import ONE, reduced
from varsym.claims.formulas.smallest import Instance, smallest_instance
from varsym.claims.formulas.telescoping import vanishes
from varsym.claims.functions.elementary import parts
from varsym.claims.proving.relations import prove_condition
from varsym.claims.translate import scalar_term
from varsym.errors import PackError

__all__ = ["Settled", "settle", "settle_one"]

ZERO = e.Number(Fraction(0))


@dataclass(frozen=True)
class Settled:
    """A duty and what was found about it.

    Attributes
    ----------
    duty : Duty
    holds : bool or None
        For all values, or not; None where neither is shown.
    instance : Instance or None
        The smallest values found at which the duty is broken.
    """

    duty: Duty
    holds: bool | None
    instance: Instance | None = None


@lru_cache(maxsize=512)
def settle(formula: a.Formula, conditions: tuple[e.Condition, ...]) -> tuple[Settled, ...]:
    """Settle every duty of a formula under conditions.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> (k,), (L, d) = e.index("k"), e.reals("L d")
    >>> X = a.ArrayVariable("X", (d, L))
    >>> Y = a.ArrayVariable("Y", (d, L))
    >>> column = a.Defined(Y[a.ALL, k], X[a.ALL, k])
    >>> printed = [a.Sides("d L"), a.Let(X), a.Let(Y), a.Ranging(k, 1, L)]
    >>> all(s.holds for s in settle(a.Formula(tuple(printed), (column,)), ()))
    True
    """
    given = (*conditions, *formula.where)
    return tuple(settle_one(duty, formula, given) for duty in duties(formula))


def settle_one(duty: Duty, formula: a.Formula, conditions: tuple[e.Condition, ...]) -> Settled:
    """Prove one duty with the letters of a formula, under conditions, or find values against it."""
    if isinstance(duty, Declared):
        return Settled(duty, False)
    if isinstance(duty, Ambiguous | Invertible):
        return Settled(duty, None)
    if _Prover(formula, conditions, duty).holds(duty):
        return Settled(duty, True)
    if isinstance(duty, Earlier | Apart) or (isinstance(duty, Member) and not duty.is_all):
        return Settled(duty, None)
    found = smallest_instance(duty, formula, conditions)
    return Settled(duty, None if found is None else False, found)


@lru_cache(maxsize=4096)
def _is_proved(facts: tuple[e.Condition, ...], goal: e.Compare) -> bool:
    """Return whether the kernel proves a relation; the duties of a formula ask much the same."""
    try:
        return prove_condition(facts, goal, "sup") is not None
    except (k.TermError, k.RuleError, PackError):
        return False


class _Prover:
    """Proofs of duties from the ranges of indices, the signs of sides, and the conditions."""

    def __init__(
        self,
        formula: a.Formula,
        conditions: Sequence[e.Condition],
        duty: Duty,
        opened: frozenset[str] = frozenset(),
    ) -> None:
        self.formula = formula
        self.ranges = declared_scope(formula.declared)
        names = [name for name, _, _ in duty.scope]
        #: A letter that is bound twice: nothing is known of it.
        self.unclear = len(set(names)) < len(names)
        inner = {place[0] for place in duty.scope if place not in self.ranges}
        kept = [c for c in conditions if inner.isdisjoint(all_names(c))]
        self.divides = [c for c in kept if isinstance(c, a.Divides)]
        self.given = [c for c in kept if isinstance(c, e.Compare)]
        self.sides = {n for s in formula.declared if isinstance(s, a.Sides) for n in s.names}
        self.sides |= {d.name for d in duties(formula) if isinstance(d, Declared)}
        self.sides -= set(names)
        self.conditions = tuple(conditions)
        self.scope = duty.scope
        self.duty = duty
        self.opened = opened

    def holds(self, duty: Duty) -> bool:
        """Return whether a duty is proved."""
        match duty:
            case Integral(_, _, value):
                return self.integral(value)
            case Within(_, _, value, low, high):
                below = high is None or self.at_most(value, high) or self.equal(value, high)
                is_positive = low == ONE and self.integral(value) and self.positive(value)
                return below and (is_positive or self.at_most(low, value))
            case SameShape(_, _, found, wanted):
                one, two = reduced(found), reduced(wanted)
                return len(one) == len(two) and all(map(self.equal, one, two))
            case Member(_, _, indices, boxes):
                return any(self._is_in(box, indices) for box in self._merged(boxes))
            case Earlier(_, _, found, own, is_strict):
                return self._precedes(found, own, is_strict)
            case Apart(_, _, one, other):
                pairs = zip(one, other, strict=True)
                return any(self.at_most(x, y - 1) or self.at_most(y, x - 1) for x, y in pairs)
            case NonZero(_, _, array):
                return self.nonzero(array)
            case NonNegative(_, _, array):
                return self.none_negative(array)
        return False

    # ------------------------------------------------------------ places

    def _is_in(self, box: Box, indices: a.Shape) -> bool:
        """Return whether each index is within its range."""
        return all(
            self.holds(Within(self.duty.place, self.scope, at, low, high))
            for at, (low, high) in zip(indices, box, strict=True)
        )

    def _merged(self, boxes: Sequence[Box]) -> list[Box]:
        """Return boxes, and those of one index joined where one goes on after another."""
        made = list(boxes)
        for _ in boxes:
            for one, two in product(made, boxes):
                match one, two:
                    case ((low, end),), ((start, high),) if self.equal(end + 1, start):
                        made += [new] if (new := ((low, high),)) not in made else []
        return made

    def _precedes(self, found: a.Shape, own: a.Shape, is_strict: bool) -> bool:
        """Return whether the first entries that differ are in order, and maybe that some do."""
        for x, y in zip(found, own, strict=True):
            if self.at_most(x, y - 1):
                return True
            if not self.equal(x, y):
                return not is_strict and len(own) == 1 and self.at_most(x, y)
        return not is_strict

    # ------------------------------------------------------------ scalars

    def facts(self, *parts: e.Scalar) -> list[e.Condition]:
        """Return what is known of the letters in `parts`: conditions, ranges, signs of sides."""
        found: list[e.Condition] = [self._sharp(c) for c in self.given]
        for name, low, high in self.scope:
            at = e.Index(name)
            found += [e.Compare("<=", low, at), e.Compare("<=", at, high)]
        everything = (*parts, *(s for _, low, high in self.scope for s in (low, high)), *self.given)
        for atom in dict.fromkeys(atoms(everything)):
            if atom.name in self.sides:
                found.append(e.Compare("<=", ONE, atom))
        return found

    def _sharp(self, condition: e.Compare) -> e.Compare:
        """Return ``x + 1 <= y`` for ``x < y`` between integers."""
        if condition.op == "<" and self.integral(condition.left) and self.integral(condition.right):
            return e.Compare("<=", condition.left + 1, condition.right)
        return condition

    def at_most(self, left: e.Scalar, right: e.Scalar, op: str = "<=") -> bool:
        """Return whether ``left <= right`` is proved, by a theorem of the kernel."""
        if self.unclear:
            return False
        if op == "<=" and self.at_most_by_form(left, right):
            return True
        match left, right:
            case _, a.Clamp(_, low, high):
                return self.at_most(left, low, op) and self.at_most(low, high)
            case a.Clamp(_, low, high), _:
                return self.at_most(high, right, op) and self.at_most(low, high)
        goal = e.Compare(op, left, right)  # type: ignore[arg-type]
        return _is_proved(tuple(self.facts(left, right)), goal)

    def equal(self, left: e.Scalar, right: e.Scalar) -> bool:
        """Return whether two sides are the same polynomial, or proved equal."""
        try:
            if scalar_term(left) == scalar_term(right):
                return True
        except (k.TermError, PackError):
            return left == right
        if any(c.op == "=" for c in self.given) and self.at_most(left, right, "="):
            return True
        return _has_sum((left, right)) and vanishes(left - right, self.at_most)

    def at_most_by_form(self, left: e.Scalar, right: e.Scalar) -> bool:
        """Return whether two numbers are the same, or the greater is a sum of positive terms."""
        if left == right:
            return True
        is_sum = self.sum_of_positives(right)
        return is_sum and (left == ZERO or self.is_part_of(left, right))

    def sum_of_positives(self, item: e.Scalar) -> bool:
        """Return whether a number is a sum, maybe of no terms, of positive ones."""
        if not isinstance(item, e.Iterated) or item.kind != "sum":
            return False
        return self._inside(item).positive(item.body)

    def is_part_of(self, item: e.Scalar, total: e.Scalar) -> bool:
        """Return whether a number is the last term of a sum, or the sum of its first terms."""
        match item, total:
            case e.Iterated("sum", own, start, end, part), e.Iterated("sum", name, low, high, body):
                moved = substituted(part, {own: e.Index(name)})
                is_same = moved == body and (own == name or name not in free_names(part))
                return is_same and self.equal(start, low) and self.at_most(end, high)
            case _, e.Iterated("sum", name, low, high, body):
                return self.equal(item, substituted(body, {name: high})) and self.at_most(low, high)
        return False

    def last_term(self, item: e.Scalar) -> e.Scalar | None:
        """Return the one term by which a sum differs from the one with an earlier end."""
        match item:
            case e.Binary("-", e.Iterated("sum", name, _, high, body), e.Iterated("sum")):
                term: e.Scalar = substituted(body, {name: high})
                return term if self.equal(item, term) else None
        return None

    def positive(self, item: e.Scalar) -> bool:
        """Return whether a number is positive, by its form or by a proof."""
        match item:
            case e.Number(value):
                return value > 0
            case e.Real(name) | e.Index(name) if name in self.sides:
                return True
            case e.Binary("*" | "/" | "+", left, right):
                if self.positive(left) and self.positive(right):
                    return True
            case e.Binary("^", left, _):
                return self.positive(left)
            case e.Iterated("prod", _, _, _, body):
                return self._inside(item).positive(body)
            case e.Iterated("sum", _, low, high, body):
                return self.at_most(low, high) and self._inside(item).positive(body)
        term = self.last_term(item)
        if term is not None:
            return self.positive(term)
        return self.at_most(ZERO, item, "<") or self.at_most(ONE, item)

    def _inside(self, item: e.Iterated | a.IteratedArray) -> _Prover:
        name = item.index
        inner: Scope = (*self.scope, (name, item.low, item.high))
        return _Prover(self.formula, self.conditions, Duty(self.duty.place, inner), self.opened)

    def integral(self, item: e.Scalar) -> bool:
        """Return whether a number is an integer."""
        match item:
            case e.Number(value):
                return value.denominator == 1
            case e.Index():
                return True
            case e.Real(name):
                return name in self.sides
            case e.Binary("+" | "-" | "*", left, right):
                return self.integral(left) and self.integral(right)
            case e.Binary("^", left, right):
                whole = self.integral(left) and self.integral(right)
                return whole and self.at_most(ZERO, right)
            case e.Binary("/", left, right):
                return self._divides(right, left)
            case e.Iterated(_, _, low, high, body):
                ends = self.integral(low) and self.integral(high)
                return ends and self._inside(item).integral(body)
            case a.Clamp(value, low, high):
                return all(map(self.integral, (value, low, high)))
        return False

    def _divides(self, divisor: e.Scalar, multiple: e.Scalar) -> bool:
        """Return whether a declared divisibility, or one through a higher power, gives this one."""
        return divisor == ONE or any(
            known.multiple == multiple and self._is_factor(divisor, known.divisor)
            for known in self.divides
        )

    def _is_factor(self, small: e.Scalar, large: e.Scalar) -> bool:
        match small, large:
            case e.Binary("^", base, low), e.Binary("^", other, high) if base == other:
                whole = self.integral(base) and self.integral(high - low)
                return whole and self.at_most(ZERO, low) and self.at_most(low, high)
        return small == large

    # ------------------------------------------------------------ arrays

    def nonzero(self, item: a.Array) -> bool:
        """Return whether no entry vanishes."""
        if isinstance(item, a.Quantity):
            return self.positive(item.scalar) or self.positive(ZERO - item.scalar)
        return self.all_positive(item)

    def all_positive(self, item: a.Array) -> bool:
        """Return whether every entry is positive, by its form."""
        match item:
            case a.Quantity(scalar):
                return self.positive(scalar)
            case a.Ones() | a.Entrywise("exp", _):
                return True
            case a.Entrywise("sqrt", inside) | a.Shaped(inside, _) | a.Transpose(inside):
                return self.all_positive(inside)
            case a.Slice(inside, _) | a.Reshaped(inside, _):
                return self.all_positive(inside)
            case a.Hadamard(left, right) | a.Quotient(left, right):
                return self.all_positive(left) and self.all_positive(right)
            case a.MatMul(left, right) | a.Inner(left, right):
                return self.all_positive(left) and self.all_positive(right)
            case a.ArraySum(terms):
                parts = [part for factor, part in terms if factor > 0]
                signs = len(parts) == len(terms) and all(map(self.none_negative, parts))
                return signs and any(map(self.all_positive, parts))
            case a.IteratedArray(_, low, high, body):
                return self.at_most(low, high) and self._inside(item).all_positive(body)
            case a.ArrayVariable():
                return self._by_definition(item, _Prover.all_positive)
        return False

    def none_negative(self, item: a.Array) -> bool:
        """Return whether no entry is negative, by its form."""
        match item:
            case a.Entrywise("relu" | "sqrt", _):
                return True
            case a.Hadamard(left, right) if left == right:
                return True
            case a.Hadamard(left, right) | a.MatMul(left, right):
                return self.none_negative(left) and self.none_negative(right)
            case a.Quotient(left, right):
                return self.none_negative(left) and self.all_positive(right)
            case a.ArraySum(terms):
                return all(factor >= 0 and self.none_negative(part) for factor, part in terms)
            case a.IteratedArray():
                return self._inside(item).none_negative(item.body)
            case a.ArrayVariable() if not self.all_positive(item):
                return self._by_definition(item, _Prover.none_negative)
        return self.all_positive(item)

    def _by_definition(
        self, item: a.ArrayVariable, sign: Callable[[_Prover, a.Array], bool]
    ) -> bool:
        """Return whether a sign holds for all that an array is defined to be, if all of it is."""
        found = [one for one in self.formula.defined if defined_name(one) == item.name]
        bound = {place[0] for place in self.scope if place not in self.ranges}
        if item.name in self.opened or not bound.isdisjoint(all_names(item.indices)):
            return False
        if not found or not all(_is_whole(one.target, item, self.ranges) for one in found):
            return False
        opened = self.opened | {item.name}
        for one in found:
            duty = narrowed(NonZero(item, self.ranges, one.value))
            if not sign(_Prover(self.formula, self.conditions, duty, opened), one.value):
                return False
        return True


def _has_sum(item: object) -> bool:
    if isinstance(item, e.Iterated):
        return True
    return any(map(_has_sum, parts(item)))


def _is_whole(target: a.Array, item: a.ArrayVariable, ranges: Scope) -> bool:
    """Return whether a definition covers an array: as one, or by indices that run through it."""
    if not isinstance(target, a.Slice):
        return target == item
    places = [place for place in target.places if place != a.ALL]
    declared = {e.Index(name) for name, _, _ in ranges}
    return target.array == item and set(places) <= declared and len(set(places)) == len(places)
