"""Scalar goals that are false at some small point: no proof of them needs to be looked for."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from varsym import kernel as k
from varsym.claims.proving.context import Context

__all__ = ["is_plainly_false"]

_VALUES = (1, 1, 2, 3, 4, 0, 5)  # whole numbers, which are much faster than fractions
_POINTS = 240
_MAX_POWER = 40
_BOUNDS = ("norm", "lipschitz", "growth", "push")


Rational = int | Fraction


class _NoValueError(Exception):
    pass


class _Point:
    """Values for all variables: integers as given, reals drawn when they are first asked for."""

    def __init__(self, indices: Mapping[str, int], seed: int) -> None:
        self.indices, self._draw = indices, random.Random(seed)  # noqa: S311 - repeatable on purpose
        self._reals: dict[tuple[str, tuple[int, ...]], int] = {}

    def real(self, name: str, places: tuple[int, ...]) -> int:
        if (name, places) not in self._reals:
            self._reals[name, places] = self._draw.choice(_VALUES)
        return self._reals[name, places]

    def value(self, term: k.Scalar, bound: Mapping[str, int]) -> Rational:
        total: Rational = 0
        for mono, coeff in term.terms:
            part: Rational = coeff.numerator if coeff.denominator == 1 else coeff
            for atom, exponent in mono:
                found = self._atom(atom, bound)
                part *= found if exponent == 1 else found**exponent
            total += part
        return total

    def integer(self, term: k.Scalar, bound: Mapping[str, int]) -> int:
        found = self.value(term, bound)
        if type(found) is not int or abs(found) > _MAX_POWER:
            raise _NoValueError
        return found

    def _atom(self, atom: k.Atom, bound: Mapping[str, int]) -> Rational:
        match atom.kind:
            case "index":
                known = bound.get(atom.name, self.indices.get(atom.name))
                if known is None:
                    raise _NoValueError
                return known
            case "real":
                return self.real(atom.name, tuple(self.integer(a, bound) for a in atom.args))
            case "pow":
                base, exponent = self.value(atom.args[0], bound), self.integer(atom.args[1], bound)
                if exponent < 0:
                    if base == 0:
                        raise _NoValueError
                    return Fraction(base) ** exponent
                return base**exponent
            case "inv":
                divisor = self.value(atom.args[0], bound)
                if divisor == 0:
                    raise _NoValueError
                return 1 / Fraction(divisor)
        low, high = (self.integer(a, bound) for a in atom.args[:2])
        total: Rational = 0 if atom.kind == "sum" else 1
        for at in range(low, high + 1):
            part = self.value(atom.args[2], {**bound, atom.name: at})
            total = total + part if atom.kind == "sum" else total * part
        return total

    def holds(self, judgement: k.Judgement, bound: Mapping[str, int]) -> bool:
        """Decide what a judgement says of scalars; of maps, only that bounds are not negative."""
        parts = judgement.parts
        if judgement.kind == "every":
            name, low, high, body = parts
            ends = self.integer(low, bound), self.integer(high, bound)
            return all(self.holds(body, {**bound, name: i}) for i in range(ends[0], ends[1] + 1))
        if judgement.kind in _BOUNDS:
            return self.value(parts[-1], bound) >= 0
        if judgement.kind not in ("=", "<=", "<"):
            return True
        left, right = self.value(parts[0], bound), self.value(parts[1], bound)
        return {"=": left == right, "<=": left <= right, "<": left < right}[judgement.kind]


def _points(names: list[str]) -> Iterator[_Point]:
    choices = sorted(product(range(1, 4), repeat=min(len(names), 3)), key=sum)[:12]
    for seed in range(_POINTS):
        values = choices[seed % len(choices)] if names else ()
        yield _Point(dict(zip(names, values, strict=False)), seed)


def is_plainly_false(context: Context, op: str, left: k.Scalar, right: k.Scalar) -> bool:
    """Return whether ``left op right`` fails at a small point at which all scalar facts hold.

    Examples
    --------
    >>> from varsym.kernel import ONE, at_most, real
    >>> x = real("x")
    >>> is_plainly_false(Context("sup"), "<=", x, ONE)
    True
    >>> is_plainly_false(Context("sup", [at_most(x, ONE)]), "<=", x, ONE)
    False
    """
    goal = k.Judgement(op, (left, right))
    facts = [t.judgement for t in context.facts]
    scalar_facts = [f for f in facts if _speaks_of_scalars(f)]
    names = sorted(set(goal.free).union(*(f.free for f in scalar_facts)))
    for point in _points(names):
        try:
            if point.holds(goal, {}):
                continue
            if all(point.holds(f, {}) for f in scalar_facts):
                return True
        except (_NoValueError, ZeroDivisionError):
            continue
    return False


def _speaks_of_scalars(judgement: k.Judgement) -> bool:
    while judgement.kind == "every":
        judgement = judgement.parts[3]
    return judgement.kind in (*_BOUNDS, "=", "<=", "<")
