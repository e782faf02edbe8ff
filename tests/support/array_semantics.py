"""Formulas on arrays, evaluated a second time: by plain loops, and with nothing of `concrete`.

A value is an object array of fractions (floats after exp and most roots).  `Breach` says that a
formula makes no sense at some values, and `MissingError` that a letter has no value yet.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import ValueAt
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o

Key = tuple[str, tuple[int, ...]]
Grid = Any  # an object array
SMALL = 1e-9


class Breach(Exception):  # noqa: N818 - no error: what is looked for
    """A formula without a meaning at some values."""


class MissingError(Exception):
    """A letter without a value."""

    def __init__(self, key: Key) -> None:
        super().__init__(key[0])
        self.key = key


class UndefinedError(Exception):
    """A place of an array, or a member of a family, that is defined later or nowhere."""


@dataclass(frozen=True)
class World:
    """Values of letters; arrays that nobody gave are drawn, the same for the same seed."""

    numbers: Mapping[Key, Fraction] = field(default_factory=dict)
    arrays: dict[Key, Grid] = field(default_factory=dict)
    lets: tuple[a.ArrayVariable, ...] = ()
    maps: tuple[a.LetMap, ...] = ()
    seed: int | None = 0
    rangings: tuple[a.Ranging, ...] = ()
    made: tuple[a.ArrayVariable, ...] = ()
    pending: set[Key] = field(default_factory=set)

    def at(self, name: str, value: int | Fraction) -> World:
        return replace(self, numbers={**self.numbers, (name, ()): Fraction(value)})


# ---------------------------------------------------------------- numbers


def number(item: e.Scalar, world: World) -> Fraction:
    match item:
        case e.Number(value):
            return value
        case e.Index(name):
            return known(world, (name, ()))
        case e.Real(name, indices):
            key = name, whole_numbers(indices, world)
            is_member(key, world)
            return known(world, key)
        case e.Binary("^", base, power):
            low, high = number(base, world), whole(power, world)
            if low == 0 and high < 0:
                raise Breach("a negative power of zero")
            return low**high
        case e.Binary("/", above, below):
            top, bottom = number(above, world), number(below, world)
            if bottom == 0:
                raise Breach("a division by zero")
            return top / bottom
        case e.Binary(op, left, right):
            one, two = number(left, world), number(right, world)
            return {"+": one + two, "-": one - two, "*": one * two}[op]
        case e.Iterated(kind, name, low_, high_, body):
            parts = [number(body, world.at(name, k)) for k in span(low_, high_, world)]
            return sum(parts, Fraction(0)) if kind == "sum" else math.prod(parts, start=Fraction(1))
        case ValueAt(name, argument, order):
            return drawn(f"{name}{order}({number(argument, world)})", (), world)[()]  # type: ignore[no-any-return]
        case a.Clamp(value_, low_, high_):
            least, most = number(low_, world), number(high_, world)
            return min(max(number(value_, world), least), most)
    raise TypeError(item)


def known(world: World, key: Key) -> Fraction:
    if key not in world.numbers:
        raise MissingError(key)
    return world.numbers[key]


def whole(item: e.Scalar, world: World) -> int:
    found = number(item, world)
    if found.denominator != 1:
        raise Breach(f"{found} is no integer")
    return int(found)


def whole_numbers(items: Sequence[e.Scalar], world: World) -> tuple[int, ...]:
    return tuple(whole(item, world) for item in items)


def span(low: e.Scalar, high: e.Scalar, world: World) -> range:
    return range(whole(low, world), whole(high, world) + 1)


def sides(shape: Sequence[e.Scalar], world: World) -> tuple[int, ...]:
    found = whole_numbers(shape, world)
    if any(side < 1 for side in found):
        raise Breach(f"the shape {found}")
    return found


# ---------------------------------------------------------------- arrays


def grid(entries: Sequence[Any], shape: Sequence[int]) -> Grid:
    made = np.empty(len(entries), dtype=object)
    made[:] = entries
    return made.reshape(tuple(shape))


def constant(value: Any) -> Grid:
    return grid([value], ())


def trimmed(given: Grid) -> Grid:
    """Return an array without the sides of 1 at its end."""
    shape = list(given.shape)
    while shape and shape[-1] == 1:
        shape.pop()
    return given.reshape(shape)


def matrix(given: Grid) -> Grid:
    if given.ndim > 2:
        raise Breach("more than two axes in a matrix")
    return given.reshape((*given.shape, 1, 1)[:2])


def plus(one: Grid, two: Grid) -> Grid:
    left, right = trimmed(one), trimmed(two)
    if left.shape != right.shape:
        raise Breach(f"{left.shape} + {right.shape}")
    return grid([x + y for x, y in zip(left.flat, right.flat, strict=True)], one.shape)


def times(one: Grid, two: Grid) -> Grid:
    left, right = trimmed(one), trimmed(two)
    if left.ndim and right.ndim and left.shape != right.shape:
        raise Breach(f"{left.shape} ∘ {right.shape}")
    if not left.ndim:
        return grid([left[()] * x for x in two.flat], two.shape)
    if not right.ndim:
        return grid([x * right[()] for x in one.flat], one.shape)
    return grid([x * y for x, y in zip(left.flat, right.flat, strict=True)], one.shape)


def matmul(one: Grid, two: Grid) -> Grid:
    left, right = matrix(one), matrix(two)
    if left.shape[1] != right.shape[0]:
        raise Breach(f"{left.shape} times {right.shape}")
    inner = range(left.shape[1])
    cells = product(range(left.shape[0]), range(right.shape[1]))
    entries = [sum((left[p, k] * right[k, q] for k in inner), Fraction(0)) for p, q in cells]
    return grid(entries, (left.shape[0], right.shape[1]))


def vector(given: Grid) -> Grid:
    flat = trimmed(given)
    if flat.ndim > 1:
        raise Breach("a matrix where a vector is meant")
    return flat.reshape(-1)


def entrywise(function: str, given: Any) -> Any:
    if function == "relu":
        return max(given, Fraction(0))
    if function == "exp":
        return Fraction(1) if given == 0 else math.exp(given)
    if given < 0:
        raise Breach("the root of a negative number")
    if isinstance(given, Fraction):
        top, bottom = math.isqrt(given.numerator), math.isqrt(given.denominator)
        if (top**2, bottom**2) == (given.numerator, given.denominator):
            return Fraction(top, bottom)
    return math.sqrt(given)


def value(item: a.Array, world: World) -> Grid:  # noqa: C901, PLR0912, PLR0915 - one case a kind
    match item:
        case a.ArrayVariable():
            return complete(stored(item, world))
        case a.Quantity(scalar):
            return constant(number(scalar, world))
        case a.Ones(shape):
            found = sides(shape, world)
            return grid([Fraction(1)] * math.prod(found), found)
        case a.Entrywise(function, argument):
            given = value(argument, world)
            return grid([entrywise(function, x) for x in given.flat], given.shape)
        case a.Function(name, argument):
            return constant(drawn(f"{name}({number(argument, world)})", (), world)[()])
        case a.Hadamard(left, right):
            return times(value(left, world), value(right, world))
        case a.MatMul(left, right):
            return matmul(value(left, world), value(right, world))
        case a.Inner(left, right):
            one, two = vector(value(left, world)), vector(value(right, world))
            if one.shape != two.shape:
                raise Breach("an inner product of unlike vectors")
            return constant(sum((x * y for x, y in zip(one, two, strict=True)), Fraction(0)))
        case a.ArraySum(terms):
            total = None
            for factor, part in terms:
                scaled = times(constant(factor), value(part, world))
                total = scaled if total is None else plus(total, scaled)
            return total
        case a.Quotient(array, divisor):
            below = trimmed(value(divisor, world))
            if below.ndim or below[()] == 0:
                raise Breach("a quotient by an array or by zero")
            given = value(array, world)
            return grid([x / below[()] for x in given.flat], given.shape)
        case a.Transpose(array):
            return matrix(value(array, world)).T
        case a.Diagonal(inside):
            diagonal = vector(value(inside, world))
            size = range(len(diagonal))
            entries = [diagonal[p] if p == q else Fraction(0) for p, q in product(size, size)]
            return grid(entries, (len(diagonal), len(diagonal)))
        case a.Inverse(inside):
            return inverse(matrix(value(inside, world)))
        case a.Slice(array, picked):
            is_letter = isinstance(array, a.ArrayVariable)
            given = stored(array, world) if is_letter else value(array, world)  # type: ignore[arg-type]
            return complete(sliced(given, picked, world))
        case a.IteratedArray(name, low, high, body):
            total = None
            for k in span(low, high, world):
                part_ = value(body, world.at(name, k))
                total = part_ if total is None else plus(total, part_)
            return constant(Fraction(0)) if total is None else total
        case a.Shaped(array, shape):
            given, wanted = value(array, world), sides(shape, world)
            same_shape(given.shape, wanted)
            return given.reshape(wanted)
        case a.Reshaped(array, shape):
            given, wanted = value(array, world), sides(shape, world)
            if given.size != math.prod(wanted):
                raise Breach(f"{given.shape} into {wanted}")
            return given.reshape(wanted)
        case a.Joined(first, name, low, high, body):
            parts = [value(one, world) for one in first]
            parts += [value(body, world.at(name, k)) for k in span(low, high, world)]
            flat = [x for one in parts for x in one.flat]
            return grid(flat, (len(flat),))
        case a.Applied():
            return applied(item, world)
        case o.AppliedTo():
            return applied_to(item, world)
        case o.Stacked(parts_):
            return stacked([value(one, world) for one in parts_])
        case o.Expectation():
            return mean(item, world)
        case a.ArrayNorm():
            return constant(norm_of(item, world))
    raise TypeError(item)


def same_shape(one: Sequence[int], two: Sequence[int]) -> None:
    if strip(one) != strip(two):
        raise Breach(f"{tuple(one)} is not {tuple(two)}")


def strip(shape: Sequence[int]) -> tuple[int, ...]:
    found = list(shape)
    while found and found[-1] == 1:
        found.pop()
    return tuple(found)


def stored(item: a.ArrayVariable, world: World) -> Grid:
    key = item.name, whole_numbers(item.indices, world)
    shape = sides(item.shape, world)
    alone_first = sorted(world.lets, key=lambda v: any(isinstance(at, e.Index) for at in v.indices))
    for known_ in alone_first:
        if known_.name != item.name or len(known_.indices) != len(item.indices):
            continue
        inside = world
        for place, at in zip(known_.indices, key[1], strict=True):
            if isinstance(place, e.Index):
                inside = inside.at(place.name, at)
        if whole_numbers(known_.indices, inside) == key[1]:
            same_shape(sides(known_.shape, inside), shape)
            break
    is_member(key, world)
    if key not in world.arrays:
        if key in world.pending:
            raise UndefinedError(item.name)
        if world.seed is None:
            raise MissingError(key)
        world.arrays[key] = drawn(f"{key}", shape, world)
    found = world.arrays[key]
    same_shape(found.shape, shape)
    return found.reshape(shape)


def is_member(key: Key, world: World) -> None:
    """Raise `Breach` for a member of a family that is neither declared nor defined."""
    lets = [v.indices for v in world.lets if v.name == key[0] and len(v.indices) == len(key[1])]
    names = {one.index.name for one in world.rangings}
    is_open = any(isinstance(at, e.Index) and at.name not in names for at in sum(lets, ()))
    if not key[1] or not lets or is_open:
        return
    for indices in [*lets, *(v.indices for v in world.made if v.name == key[0])]:
        for inside in settings(set(letters_in(indices)), world.rangings, world):
            if whole_numbers(indices, inside) == key[1]:
                return
    raise Breach(f"{key[0]}_{key[1]} is no member")


def drawn(label: str, shape: tuple[int, ...], world: World) -> Grid:
    """Return small integers; the seeds 0 and 1 give zeros and ones alone."""
    size = math.prod(shape)
    if world.seed in (0, 1):
        return grid([Fraction(world.seed)] * size, shape)
    draw = random.Random(f"{label}{shape}{world.seed}")  # noqa: S311 - repeatable on purpose
    return grid([Fraction(draw.randint(-2, 2)) for _ in range(size)], shape)


def complete(given: Grid) -> Grid:
    if any(x is None for x in given.flat):
        raise UndefinedError("an entry")
    return given


def place_of(
    picked: Sequence[a.Picked], shape: Sequence[int], world: World
) -> tuple[int | slice, ...]:
    if len(picked) != len(shape):
        raise Breach(f"{len(picked)} places in {tuple(shape)}")
    found: list[int | slice] = []
    for place, side in zip(picked, shape, strict=True):
        if not isinstance(place, e.Scalar):
            found.append(range_of(place, side, world))
            continue
        at = whole(place, world)
        if not 1 <= at <= side:
            raise Breach(f"the index {at} of a side of {side}")
        found.append(at - 1)
    return tuple(found)


def range_of(place: a.Whole | a.Span | a.Tail, side: int, world: World) -> slice:
    first, last = 0, side
    if isinstance(place, a.Span):
        first, last = whole(place.start, world), whole(place.stop, world)
    if isinstance(place, a.Tail):
        first = side - whole(place.count, world)
    if first < 0 or last > side or first >= last:
        raise Breach(f"the places {first}:{last} of a side of {side}")
    return slice(first, last)


def sliced(given: Grid, picked: Sequence[a.Picked], world: World) -> Grid:
    where = place_of(picked, given.shape, world)
    kept = [at.stop - at.start for at in where if isinstance(at, slice)]
    if len(where) == 2 and len(kept) == 1:
        kept = [1, *kept] if isinstance(where[1], slice) else [*kept, 1]
    found = given[where]
    return (found if isinstance(found, np.ndarray) else constant(found)).reshape(kept)


def inverse(given: Grid) -> Grid:
    rows, columns = given.shape
    made = grid([Fraction(0)] * given.size, given.shape)
    for p, q in product(range(rows), range(columns)):
        if (p == q) == (given[p, q] == 0):
            raise Breach("no invertible diagonal matrix")
        if p == q:
            made[p, q] = 1 / given[p, q]
    if rows != columns:
        raise Breach("the inverse of a matrix that is not square")
    return made


def applied(item: a.Applied, world: World) -> Grid:
    at = whole_numbers(item.indices, world)
    same_shape(value(item.argument, world).shape, sides(item.dom, world))
    for known_ in world.maps:
        if known_.name == item.name and known_.low is not None and known_.high is not None:
            low, high = number(known_.low, world), number(known_.high, world)
            if at and not low <= at[0] <= high:
                raise Breach(f"{item.name}_{at[0]}")
    return drawn(f"{item.name}{at}", sides(item.cod, world), world)


def applied_to(item: o.AppliedTo, world: World) -> Grid:
    if len(item.arguments) != len(item.doms):
        raise Breach(f"{len(item.arguments)} arguments of {item.name}")
    for argument, dom in zip(item.arguments, item.doms, strict=True):
        single = a.Applied(item.name, item.indices, dom, item.cod, argument)
        found = applied(single, world)
    return found


def stacked(parts: Sequence[Grid]) -> Grid:
    rows = [one.reshape(one.shape or (1,)) for one in parts]
    for one in rows[1:]:
        same_shape(one.shape[1:], rows[0].shape[1:])
    flat = [x for one in rows for x in one.flat]
    return grid(flat, (sum(one.shape[0] for one in rows), *rows[0].shape[1:]))


def mean(item: o.Expectation, world: World) -> Grid:
    """Return the mean over three values of the variable, which stand for all."""
    low, high = number(item.low, world), number(item.high, world)
    if not low < high:
        raise Breach(f"a mean over [{low}, {high}]")
    found = []
    for at in (low, (low + high) / 2, high):
        one = trimmed(value(item.body, world.at(item.variable.name, at)))
        if one.ndim:
            raise Breach("the mean of an array")
        found.append(one[()])
    return constant(sum(found[1:], found[0]) / 3)


# ---------------------------------------------------------------- comparisons


def differs(claim: a.ArrayCompare, world: World) -> bool:
    """Return whether a comparison fails, by more than floats can err."""
    left, right = claim.left, claim.right
    if isinstance(left, a.ArrayNorm) and isinstance(right, a.ArrayNorm):
        one, two = norm_of(left, world), norm_of(right, world)
        gap = one - two
    else:
        first, second = trimmed(value(left, world)), trimmed(value(right, world))
        same_shape(first.shape, second.shape)
        gaps = [float(x - y) for x, y in zip(first.flat, second.flat, strict=True)]
        gap = max(gaps, key=abs) if claim.op == "=" else max(gaps)
    return abs(gap) > SMALL if claim.op == "=" else gap > SMALL


def norm_of(item: a.ArrayNorm, world: World) -> float:
    given = matrix(value(item.array, world)).astype(float)
    if item.kind == "2" and 1 not in given.shape:
        raise Breach("the 2-norm of a matrix")
    return float(np.linalg.norm(given, 2 if item.kind == "spectral" else "fro"))


# ---------------------------------------------------------------- whole formulas


def letters_in(item: object) -> Iterator[str]:
    """Yield the letters of an expression, bound ones and those of shapes among them."""
    if isinstance(item, tuple):
        for part in item:
            yield from letters_in(part)
    for name in getattr(item, "__dataclass_fields__", ()):
        child = getattr(item, name)
        if name in ("name", "index") and isinstance(child, str):
            yield child
        elif not isinstance(child, str):
            yield from letters_in(child)


def settings(names: set[str], rangings: Sequence[a.Ranging], world: World) -> Iterator[World]:
    """Yield the world for all values of the indices that are named."""
    wanted = set(names)
    for _ in rangings:
        for one in rangings:
            if one.index.name in wanted:
                wanted.update(letters_in((one.low, one.high)))
    waiting = [one for one in rangings if one.index.name in wanted]
    yield from _settings(waiting, world)


def _settings(waiting: list[a.Ranging], world: World) -> Iterator[World]:
    if not waiting:
        yield world
        return
    names = {one.index.name for one in waiting}
    ready = (r for r in waiting if names.isdisjoint(letters_in((r.low, r.high))))
    one = next(ready, waiting[0])
    rest = [r for r in waiting if r is not one]
    for at in span(one.low, one.high, world):
        yield from _settings(rest, world.at(one.index.name, at))


def holds(condition: e.Condition, world: World) -> bool:
    match condition:
        case e.Compare(op, left, right):
            one, two = number(left, world), number(right, world)
            return {"=": one == two, "<=": one <= two, "<": one < two}[op]
        case a.Divides(divisor, multiple):
            below = whole(divisor, world)
            return below > 0 and whole(multiple, world) % below == 0
    raise TypeError(condition)


def run(formula: a.Formula, world: World) -> None:
    """Check and evaluate a formula at every index; raise `Breach` where it makes no sense."""
    rangings = [d for d in formula.declared if isinstance(d, a.Ranging)]
    for one in formula.declared:
        shape: a.Shape = ()
        if isinstance(one, a.Let):
            shape = one.array.shape
        elif isinstance(one, a.PositiveInteger):
            shape = (one.value,)
        for inside in settings(set(letters_in(shape)), rangings, world):
            sides(shape, inside)
    waiting = [
        (defined, inside)
        for defined in formula.defined
        for inside in places_of(defined, rangings, world)
    ]
    world.pending.update(key_of(defined, inside) for defined, inside in waiting)
    written: dict[tuple[Key, int], Any] = {}
    while waiting:
        later = [(defined, at) for defined, at in waiting if not is_made(defined, at, written)]
        if len(later) == len(waiting):
            raise Breach(f"{key_of(*later[0])} is made of itself, or of what is nowhere defined")
        waiting = later
    for key, array in world.arrays.items():
        if any(x is None for x in array.flat):
            raise Breach(f"{key} is defined in part")


def is_made(defined: a.Defined, world: World, written: dict[tuple[Key, int], Any]) -> bool:
    """Define something, and return whether all that it reads is defined."""
    try:
        define_at(defined, world, written)
    except UndefinedError:
        return False
    return True


def places_of(defined: a.Defined, rangings: Sequence[a.Ranging], world: World) -> Iterator[World]:
    """Yield the world at all indices of a definition."""
    return settings(set(letters_in((defined.target, defined.value))), rangings, world)


def key_of(defined: a.Defined, world: World) -> Key:
    """Return the array that is defined, whole or in part."""
    target = defined.target
    array = target.array if isinstance(target, a.Slice) else target
    assert isinstance(array, a.ArrayVariable)
    return array.name, whole_numbers(array.indices, world)


def define(defined: a.Defined, rangings: Sequence[a.Ranging], world: World) -> None:
    """Define something at all indices in their order."""
    written: dict[tuple[Key, int], Any] = {}
    for inside in places_of(defined, rangings, world):
        define_at(defined, inside, written)


def define_at(defined: a.Defined, world: World, written: dict[tuple[Key, int], Any]) -> None:
    """Define something at the indices of a world; raise `Breach` where another value was given."""
    target = defined.target
    array = target.array if isinstance(target, a.Slice) else target
    assert isinstance(array, a.ArrayVariable)
    found = value(defined.value, world)
    key = key_of(defined, world)
    is_member(key, world)
    shape = sides(array.shape, world)
    cells = np.arange(math.prod(shape)).reshape(shape)
    whole_array: Grid = world.arrays.setdefault(key, grid([None] * math.prod(shape), shape))
    same_shape(whole_array.shape, shape)
    if isinstance(target, a.Slice):
        part = sliced(whole_array, target.places, world)
        same_shape(found.shape, part.shape)
        cells = sliced(cells, target.places, world)
    else:
        same_shape(found.shape, shape)
    for cell, new in zip(np.ravel(cells), found.flat, strict=True):
        whole_array.reshape(-1)[cell] = new
        if written.setdefault((key, int(cell)), new) != new:
            raise Breach(f"{key} is defined twice")


def given_world(formula: a.Formula, seed: int | None = 0) -> World:
    """Return a world without numbers for a formula."""
    targets = [
        d.target.array if isinstance(d.target, a.Slice) else d.target for d in formula.defined
    ]
    made = [target for target in targets if isinstance(target, a.ArrayVariable)]
    rangings = tuple(d for d in formula.declared if isinstance(d, a.Ranging))
    indices = {one.index.name for one in rangings}
    fixed = tuple(v for v in made if indices.isdisjoint(letters_in(v.indices)))
    lets = tuple(d.array for d in formula.declared if isinstance(d, a.Let))
    maps = tuple(d for d in formula.declared if isinstance(d, a.LetMap))
    return World(lets=lets, maps=maps, seed=seed, rangings=rangings, made=fixed)


def breaches(
    formula: a.Formula,
    conditions: Sequence[e.Condition],
    most: int = 3,
    seeds: Sequence[int] = (0, 2),
    runs: int = 200,
) -> Iterator[tuple[Mapping[Key, Fraction], str]]:
    """Yield values of the letters, up to `most`, at which a formula makes no sense, and why.

    It is run at `runs` values for each seed of its arrays; small values come first.
    """
    given = (*conditions, *formula.where)
    for seed in seeds:
        waiting = [given_world(formula, seed)]
        for _ in range(runs):
            if not waiting:
                break
            world = waiting.pop(0)
            try:
                if all(holds(c, world) for c in given if not _is_inner(c, formula)):
                    run(formula, replace(world, arrays={}, pending=set()))
            except MissingError as missing:
                for at in range(1, most + 1):
                    numbers = {**world.numbers, missing.key: Fraction(at)}
                    waiting.append(replace(world, numbers=numbers))
            except UndefinedError:
                continue
            except Breach as found:
                yield world.numbers, str(found)


def _is_inner(condition: e.Condition, formula: a.Formula) -> bool:
    names = {d.index.name for d in formula.declared if isinstance(d, a.Ranging)}
    return not names.isdisjoint(letters_in(condition))
