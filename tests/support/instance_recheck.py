"""A refutation, read back from its print and decided by the other evaluator."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from array_semantics import (
    Breach,
    Grid,
    Key,
    MissingError,
    UndefinedError,
    World,
    define,
    differs,
    given_world,
    grid,
    holds,
    number,
    strip,
    value,
)

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.comparisons import Compared
from varsym.claims.formulas.duties import (
    Box,
    Comparison,
    Declared,
    Duty,
    Integral,
    Member,
    NonNegative,
    NonZero,
    SameShape,
    Within,
)
from varsym.claims.formulas.settling import Settled
from varsym.claims.formulas.smallest import Instance

LABEL = re.compile(r"(?P<name>\w+)(?:\[(?P<places>[-\d,]+)\])?\Z")
MOST = 6


def read(instance: Instance) -> tuple[dict[Key, Fraction], dict[Key, Grid]]:
    """Return the numbers and arrays of an instance; one of shape () is among both."""
    numbers: dict[Key, Fraction] = {}
    arrays: dict[Key, Grid] = {}
    for label, shown in instance.values:
        found = LABEL.match(label)
        assert found is not None, label
        places = found["places"]
        key = found["name"], tuple(map(int, places.split(","))) if places else ()
        if shown.startswith("["):
            arrays[key] = nested(ast.literal_eval(shown))
        else:
            numbers[key] = Fraction(shown)
            arrays[key] = grid([Fraction(shown)], ())
    return numbers, arrays


def nested(rows: Any) -> Grid:
    shape: list[int] = []
    inner = rows
    while isinstance(inner, list):
        shape.append(len(inner))
        inner = inner[0] if inner else None
    flat = [rows]
    for _ in shape:
        flat = [x for part in flat for x in part]
    return grid([Fraction(x) for x in flat], shape)


def is_confirmed(settled: Settled, formula: a.Formula, conditions: Sequence[e.Condition]) -> bool:
    """Return whether the instance meets the conditions and breaks the duty for some letters."""
    duty = settled.duty
    if isinstance(duty, Declared):
        return duty.name not in names_of(formula)
    if settled.instance is None:
        return False
    numbers, arrays = read(settled.instance)
    start = replace(given_world(formula, None), numbers=numbers, arrays=arrays)
    given = (*conditions, *formula.where)
    return any(_breaks(duty, formula, world) for world in _worlds(start, duty, formula, given))


def names_of(formula: a.Formula) -> set[str]:
    found: set[str] = set()
    for one in formula.declared:
        match one:
            case a.Sides(names) | a.Symbol(names):
                found.update(names)
            case a.Ranging(index):
                found.add(index.name)
            case a.Let(array):
                found.add(array.name)
            case a.LetMap(name):
                found.add(name)
    return found


def is_comparison_broken(
    claim: a.ArrayCompare, found: Compared, conditions: Sequence[e.Condition]
) -> bool:
    """Return whether what refutes a comparison does."""
    arrays = tuple(dict.fromkeys(_variables((claim.left, claim.right))))
    letters = sorted({name for v in arrays for name in _letters(v.shape)})
    formula = a.Formula((a.Sides(" ".join(letters)), *claim.ranging, *map(a.Let, arrays)))
    if found.misfit is not None:
        return is_confirmed(found.misfit, formula, conditions)
    assert found.instance is not None
    scope = tuple((r.index.name, r.low, r.high) for r in claim.ranging)
    duty = Comparison(claim, scope, claim.op, claim.left, claim.right)
    return is_confirmed(Settled(duty, False, found.instance), formula, conditions)


def _letters(item: object) -> Iterator[str]:
    if isinstance(item, e.Real | e.Index):
        yield item.name
    for part in item if isinstance(item, tuple) else _children(item):
        yield from _letters(part)


def _variables(item: object) -> Iterator[a.ArrayVariable]:
    if isinstance(item, a.ArrayVariable):
        yield item
    for part in item if isinstance(item, tuple) else _children(item):
        yield from _variables(part)


def _children(item: object) -> Iterator[object]:
    for name in getattr(item, "__dataclass_fields__", ()):
        yield getattr(item, name)


def _worlds(
    world: World, duty: Duty, formula: a.Formula, conditions: Sequence[e.Condition]
) -> Iterator[World]:
    """Yield the world with values for the letters that the print leaves out."""
    try:
        if not all(holds(c, world) for c in conditions):
            return
        for name, low, high in duty.scope:
            if not number(low, world) <= number(e.Index(name), world) <= number(high, world):
                return
        _breaks(duty, formula, world)
    except MissingError as missing:
        sizes = _sizes(missing.key, formula, world)
        for at in sizes or range(1, MOST + 1):
            numbers = {**world.numbers, missing.key: Fraction(at)}
            yield from _worlds(replace(world, numbers=numbers), duty, formula, conditions)
    except Breach:
        return
    else:
        yield world


def _sizes(key: Key, formula: a.Formula, world: World) -> list[int]:
    """Return the side that an array of the print gives to a letter."""
    for let in (d.array for d in formula.declared if isinstance(d, a.Let)):
        shown = world.arrays.get((let.name, ()))
        if shown is not None and shown.ndim == len(let.shape):
            for side, length in zip(let.shape, shown.shape, strict=True):
                if isinstance(side, e.Real | e.Index) and (side.name, ()) == key:
                    return [length]
    return []


def _breaks(duty: Duty, formula: a.Formula, world: World) -> bool:
    match duty:
        case Integral(_, _, item):
            return number(item, world).denominator != 1
        case Within(_, _, item, low, high):
            at = number(item, world)
            return at < number(low, world) or (high is not None and at > number(high, world))
        case Member(_, _, indices, boxes):
            return not any(_is_in(box, indices, world) for box in boxes)
        case SameShape(_, _, found, wanted):
            one, two = ([number(side, world) for side in shape] for shape in (found, wanted))
            return strip(one) != strip(two)  # type: ignore[arg-type]
        case NonZero(_, _, array):
            return any(x == 0 for x in value(array, _defined(formula, world)).flat)
        case NonNegative(_, _, array):
            return any(x < 0 for x in value(array, _defined(formula, world)).flat)
        case Comparison(_, _, op, left, right):
            return differs(a.ArrayCompare(op, left, right), world)  # type: ignore[arg-type]
    return False


def _is_in(box: Box, indices: a.Shape, world: World) -> bool:
    """Return whether each index is in its range."""
    return all(
        number(low, world) <= number(at, world) <= number(high, world)
        for at, (low, high) in zip(indices, box, strict=True)
    )


def _defined(formula: a.Formula, world: World) -> World:
    """Return the world after the definitions that have a value."""
    inside = replace(world, arrays=dict(world.arrays))
    rangings = [d for d in formula.declared if isinstance(d, a.Ranging)]
    try:
        for defined in formula.defined:
            define(defined, rangings, inside)
    except (Breach, UndefinedError):
        pass
    return inside
