"""Polynomials under sums with symbolic ends: products of entries, summed over bound indices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations

from varsym import kernel as k

__all__ = ["DELTA", "VALUE", "Ends", "Factor", "Sum", "Summand", "canonical", "negated", "times"]

#: An entry: the array's name and its places.
Factor = tuple[str, tuple[k.Scalar, ...]]
Ends = tuple[k.Scalar, k.Scalar]
DELTA, VALUE = "δ", "·"  #: Heads of factors that are no entries; no letter is called so.
MAX_BINDERS = 6


@dataclass(frozen=True)
class Summand:
    """``coefficient · Σ_{binders} Π factors``; a factor δ is 1 where its two places are equal.

    Attributes
    ----------
    coefficient : Fraction
    binders : tuple of (str, Ends)
        The bound indices, each with the ends of its range.
    factors : tuple of Factor
        Sorted, repeated as often as they occur.
    """

    coefficient: Fraction
    binders: tuple[tuple[str, Ends], ...] = ()
    factors: tuple[Factor, ...] = ()

    def substituted(self, name: str, value: k.Scalar) -> Summand:
        """Return the summand with `value` for the index `name` in its factors, no binder left."""
        moved = k.Substitution(index={name: value}).scalar
        factors = [(head, tuple(map(moved, places))) for head, places in self.factors]
        kept = tuple(b for b in self.binders if b[0] != name)
        return replace(self, binders=kept, factors=ordered(factors))


Sum = list[Summand]


def ordered(factors: Iterable[Factor]) -> tuple[Factor, ...]:
    """Return factors in a fixed order, and so the two places of each δ."""
    fixed = [(h, tuple(sorted(p, key=lambda q: q.key)) if h == DELTA else p) for h, p in factors]
    return tuple(sorted(fixed, key=lambda f: (f[0], tuple(p.key for p in f[1]))))


def negated(given: Sum) -> Sum:
    """Return the negative of a sum."""
    return [replace(s, coefficient=-s.coefficient) for s in given]


def times(left: Sum, right: Sum) -> Sum:
    """Return the product of two sums, with their bound indices kept apart."""
    return [
        Summand(
            one.coefficient * two.coefficient,
            one.binders + two.binders,
            ordered(one.factors + two.factors),
        )
        for one in left
        for two in map(_renewed, right)
    ]


_COUNTER = iter(range(10**12))


def fresh() -> str:
    """Return an index name that no paper has."""
    return f"bound_{next(_COUNTER)}"


def _renewed(given: Summand) -> Summand:
    for name, ends in given.binders:
        new = fresh()
        moved = given.substituted(name, k.index(new))
        given = replace(moved, binders=(*moved.binders, (new, ends)))
    return given


def canonical(given: Sum, ranges: Mapping[str, Ends]) -> dict[object, Summand]:
    """Return a normal form: equal sums have equal forms, and no form stands for zero.

    Parameters
    ----------
    given : Sum
    ranges : mapping of str to Ends
        The ranges of the free indices, which let δ drop a sum.
    """
    found: dict[object, Summand] = {}
    for summand in given:
        key, named = _named(_without_delta(summand, ranges))
        total = named.coefficient + (found[key].coefficient if key in found else 0)
        found[key] = replace(named, coefficient=total)
    return {key: s for key, s in found.items() if s.coefficient}


def _without_delta(given: Summand, ranges: Mapping[str, Ends]) -> Summand:
    """Use each δ that ties a bound index to another index of the same range."""
    while (tie := next(_ties(given, ranges), None)) is not None:
        delta, name, other = tie
        factors = list(given.factors)
        factors.remove(delta)
        given = replace(given, factors=tuple(factors))
        if name is not None:
            given = given.substituted(name, other)
    return _tied(given)


def _tied(given: Summand) -> Summand:
    """Write one index for two that a remaining δ ties, in all other factors."""
    for delta in [f for f in given.factors if f[0] == DELTA]:
        one, two = sorted(map(_index, delta[1]), key=str)
        if one is None or two is None:
            continue
        others = list(given.factors)
        others.remove(delta)
        bare = replace(given, factors=tuple(others))
        moved = bare.substituted(two, k.index(one)).factors
        given = replace(given, factors=ordered((*moved, delta)))
    return given


def _ties(
    given: Summand, ranges: Mapping[str, Ends]
) -> Iterator[tuple[Factor, str | None, k.Scalar]]:
    bound = dict(given.binders)
    known = {**ranges, **bound}
    for factor in given.factors:
        if factor[0] != DELTA:
            continue
        one, two = factor[1]
        if one == two:
            yield factor, None, two
        for name, other in ((_index(one), two), (_index(two), one)):
            end = _index(other)
            if name in bound and end is not None and known.get(end) == bound[name]:
                yield factor, name, other


def _index(place: k.Scalar) -> str | None:
    names = place.free
    if len(names) == 1:
        (name,) = names
        if place == k.index(name):
            return name
    return None


def _named(given: Summand) -> tuple[object, Summand]:
    """Return a key that does not depend on the names of bound indices, and the summand renamed."""
    best: tuple[tuple[object, ...], Summand] | None = None
    orders = permutations(given.binders) if len(given.binders) <= MAX_BINDERS else [given.binders]
    for order in orders:
        renamed = given
        for number, (name, _) in enumerate(order):
            renamed = renamed.substituted(name, k.index(f"bound_{number}_"))
        binders = tuple((f"bound_{n}_", ends) for n, (_, ends) in enumerate(order))
        ends_ = tuple((low.key, high.key) for _, (low, high) in binders)
        factors = tuple((head, *(p.key for p in places)) for head, places in renamed.factors)
        key = (ends_, factors)
        if best is None or key < best[0]:
            best = key, replace(renamed, binders=binders)
    if best is None:
        raise ValueError("no order of no binders")
    return best
