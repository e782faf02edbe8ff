"""The meaning of the kernel's terms on concrete exact maps, written down a second time.

`varsym.claims.refuting.evaluate` reads expressions; what is here reads the kernel's normal forms,
which `varsym.claims.translate` makes of expressions.  Two readers that agree are hard to fool.
Infinity is `math.inf`, and an undefined value is a NaN, which no comparison likes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.translate import judgement, map_term, scalar_term
from varsym.exact import AffineMap, Infinity, PiecewiseLinear, RationalMatrix
from varsym.kernel import Atom, Judgement, MapAtom, MapTerm, Scalar

Place = tuple[str, tuple[int, ...]]
Ints = Mapping[str, int]
Value = Fraction | float


class NoMeaningError(Exception):
    """A chain that runs backwards, or a division by zero."""


@dataclass
class World:
    """Values of all variables; `plane` says that maps are affine maps of the plane."""

    ints: dict[str, int] = field(default_factory=dict)
    reals: dict[Place, Fraction] = field(default_factory=dict)
    maps: dict[Place, Any] = field(default_factory=dict)
    plane: bool = False

    def identity(self) -> Any:
        return AffineMap.identity(2) if self.plane else PiecewiseLinear.affine(1, 0)

    def zero(self) -> Any:
        if self.plane:
            return AffineMap(RationalMatrix.zero(2, 2))
        return PiecewiseLinear.affine(0, 0)


def finite(value: object) -> Value:
    return math.inf if isinstance(value, Infinity) else Fraction(str(value))


# ---------------------------------------------------------------- terms


def scalar_value(term: Scalar, world: World, ints: Ints) -> Fraction:
    total = Fraction(0)
    for mono, coeff in term.terms:
        part = coeff
        for atom, exponent in mono:
            part *= atom_value(atom, world, ints) ** exponent
        total += part
    return total


def integer_value(term: Scalar, world: World, ints: Ints) -> int:
    found = scalar_value(term, world, ints)
    if found.denominator != 1:
        raise NoMeaningError(f"{term} is not an integer")
    return found.numerator


def atom_value(atom: Atom, world: World, ints: Ints) -> Fraction:
    if atom.kind == "index":
        return Fraction(ints[atom.name])
    if atom.kind == "real":
        return world.reals[atom.name, tuple(integer_value(a, world, ints) for a in atom.args)]
    if atom.kind in ("sum", "prod"):
        low, high = (integer_value(a, world, ints) for a in atom.args[:2])
        values = [
            scalar_value(atom.args[2], world, {**ints, atom.name: at})
            for at in range(low, high + 1)
        ]
        return (
            sum(values, Fraction(0)) if atom.kind == "sum" else math.prod(values, start=Fraction(1))
        )
    base = scalar_value(atom.args[0], world, ints)
    exponent = -1 if atom.kind == "inv" else integer_value(atom.args[1], world, ints)
    if base == 0 and exponent < 0:
        raise NoMeaningError("a division by zero")
    return base**exponent


def map_of(term: MapTerm, world: World, ints: Ints) -> Any:
    total = world.zero()
    for part, coeff in term.terms:
        run = world.identity() if part.tail is None else map_of(part.tail, world, ints)
        for atom in reversed(part.factors):
            run = atom_map(atom, world, ints).compose(run)
        total = total + run.scale(scalar_value(coeff, world, ints))
    return total


def atom_map(atom: MapAtom, world: World, ints: Ints) -> Any:
    places = tuple(integer_value(a, world, ints) for a in atom.args)
    if atom.kind == "var":
        return world.maps[atom.name, places]
    if atom.body is None:
        raise NoMeaningError(f"a {atom.kind}")
    low, high = places
    if atom.kind == "chain":
        if high < low - 1:
            raise NoMeaningError("a chain that runs backwards")
        run = world.identity()
        for at in range(low, high + 1):
            run = map_of(atom.body, world, {**ints, atom.name: at}).compose(run)
        return run
    total = world.zero()
    for at in range(low, high + 1):
        total = total + map_of(atom.body, world, {**ints, atom.name: at})
    return total


# ---------------------------------------------------------------- judgements


def norm_value(found: Any, metric: str) -> Value:
    if metric == "sup":
        return finite(found.sup_norm())
    if isinstance(found, AffineMap):
        raise NoMeaningError("the plane has no measure")
    return finite(found.l_alpha_power(1))


def truth(item: Judgement, world: World, ints: Ints) -> bool:
    p = item.parts
    if item.kind == "every":
        name, low, high, body = p
        ends = (integer_value(end, world, ints) for end in (low, high))
        first, last = ends
        return all(truth(body, world, {**ints, name: at}) for at in range(first, last + 1))
    if item.kind == "norm":
        return norm_value(map_of(p[1], world, ints), p[0]) <= scalar_value(p[2], world, ints)
    if item.kind == "linear":
        found = map_of(p[0], world, ints)
        return bool(found.is_linear() if world.plane else found.is_additive())
    if item.kind == "map=":
        return bool(map_of(p[0], world, ints) == map_of(p[1], world, ints))
    if item.kind in ("lipschitz", "growth", "push"):
        found = map_of(p[0], world, ints)
        if item.kind == "push" and world.plane:
            return False
        size = {
            "lipschitz": "lipschitz_constant",
            "growth": "growth_constant",
            "push": "pushforward_density",
        }[item.kind]
        return finite(getattr(found, size)()) <= scalar_value(p[1], world, ints)
    left, right = (scalar_value(side, world, ints) for side in p)
    return {"=": left == right, "<=": left <= right, "<": left < right}[item.kind]


# ---------------------------------------------------------------- expressions, by translation


def has_norm(item: e.Scalar) -> bool:
    match item:
        case e.Norm():
            return True
        case e.Binary(_, left, right):
            return has_norm(left) or has_norm(right)
        case e.Iterated(_, _, _, _, body):
            return has_norm(body)
    return False


def side_value(item: e.Scalar, metric: str, world: World, ints: Ints) -> Value:
    """Return the value of one side of a relation: norms by the maps' terms, the rest by scalars."""
    if not has_norm(item):
        return scalar_value(scalar_term(item), world, ints)
    match item:
        case e.Norm(of, own):
            return norm_value(map_of(map_term(of), world, ints), own or metric)
        case e.Binary(op, left, right):
            one, two = (side_value(s, metric, world, ints) for s in (left, right))
            if op == "^" or (op == "/" and two == 0):
                raise NoMeaningError(f"a norm under {op}")
            return {
                "+": lambda: one + two,
                "-": lambda: one - two,
                "*": lambda: one * two,
                "/": lambda: one / two,
            }[op]()
        case e.Iterated(kind, name, low, high, body):
            ends = [integer_value(scalar_term(end), world, ints) for end in (low, high)]
            inside = [{**ints, name: at} for at in range(ends[0], ends[1] + 1)]
            values = [side_value(body, metric, world, at) for at in inside]
            return (
                sum(values, Fraction(0)) if kind == "sum" else math.prod(values, start=Fraction(1))
            )
    raise NoMeaningError(f"{item}")


def meets(
    item: e.Condition, metric: str, world: World, ints: Ints, vanishing: bool = False
) -> bool:
    """Decide a condition; with `vanishing`, what is O(ε) has to be 0."""
    match item:
        case e.Cited(_, body):
            return meets(body, metric, world, ints, vanishing)
        case e.ForAll(name, low, high, body):
            ends = [integer_value(scalar_term(end), world, ints) for end in (low, high)]
            return all(
                meets(body, metric, world, {**ints, name: at}, vanishing)
                for at in range(ends[0], ends[1] + 1)
            )
        case e.BigOh(quantity, scale):
            size = scalar_value(scalar_term(quantity), world, ints)
            positive = scalar_value(scalar_term(scale), world, ints) > 0
            return size == 0 or (positive and not vanishing)
        case e.Compare(op, left, right) if has_norm(left) or has_norm(right):
            one, two = (side_value(s, metric, world, ints) for s in (left, right))
            return {"=": one == two, "<=": one <= two, "<": one < two}[op]
    return truth(judgement(item, metric), world, ints)
