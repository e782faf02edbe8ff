"""What has to be true for a displayed formula to make sense: its duties, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o
from varsym.claims.formulas.definitions import (
    apart,
    defined_name,
    definition_duties,
    member_duties,
)
from varsym.claims.formulas.duties import (
    Ambiguous,
    Declared,
    Duty,
    Integral,
    Invertible,
    NonNegative,
    NonZero,
    SameShape,
    Scope,
    Within,
    narrowed,
    subject,
)
from varsym.claims.formulas.names import declared_names, free_names, substituted
from varsym.claims.formulas.shapes import ONE, matrix_form, reduced, shape_of, total

__all__ = [
    "declared_scope",
    "duties",
    "expression_duties",
]

ZERO = e.Number(Fraction(0))


@lru_cache(maxsize=512)
def duties(formula: a.Formula) -> tuple[Duty, ...]:
    """Return everything that has to hold for a formula to make sense, in printed order."""
    known = declared_names(formula.declared)
    scope = declared_scope(formula.declared)
    found: list[Duty] = list(_ambiguous(formula.declared))
    walk = _Walk(formula.declared, formula.defined, frozenset(known))
    for one in formula.declared:
        match one:
            case a.Ranging(index, low, high):
                found += _undeclared((low, high), known, index)
                found += [Integral(index, (), end) for end in (low, high)]
                found += [d for end in (low, high) for d in walk.within_scalar(index, end, scope)]
            case a.PositiveInteger(value):
                found += _undeclared(value, known, value)
                found += walk.sides(value, (value,), scope)
            case a.Let(array):
                found += _undeclared((array.shape, array.indices), known, array)
                found += walk.inside(array, scope)
                found += walk.sides(array, array.shape, scope)
    for defined in formula.defined:
        found += _undeclared((defined.target, defined.value), known, defined.value)
        found += walk.inside(defined.target, scope)
        name = defined_name(defined)
        others = [one.target for one in formula.defined if defined_name(one) == name]
        found += _coverage(defined.target, formula.declared, others)
        found += walk.inside(defined.value, scope)
        shapes = shape_of(defined.value), shape_of(defined.target)
        found.append(SameShape(defined.target, scope, *shapes))
    found += definition_duties(formula.defined, scope)
    letters = {d.name: d for d in reversed(found) if isinstance(d, Declared)}
    kept = [d for d in found if letters.get(getattr(d, "name", ""), d) is d and not _is_plain(d)]
    kept = [narrowed(d) for d in kept]
    once = {(d if isinstance(d, SameShape) else replace(d, place=None)): d for d in reversed(kept)}
    return tuple(d for d in dict.fromkeys(kept) if once.get(replace(d, place=None), d) is d)


def expression_duties(
    item: a.Array, declared: Sequence[a.Declaration], scope: Scope
) -> tuple[Duty, ...]:
    """Return what has to hold for the expression `item` to make sense, with indices in `scope`.

    `declared` are the letters that are known.
    """
    walk = _Walk(tuple(declared), (), frozenset(declared_names(declared)))
    found = (narrowed(duty) for duty in walk.inside(item, scope) if not _is_plain(duty))
    return tuple(dict.fromkeys(found))


def _coverage(
    target: a.Array, declared: Sequence[a.Declaration], others: Sequence[a.Array]
) -> Iterator[Duty]:
    """Yield that the indices of a slice that is defined run through its whole side.

    What several definitions leave out between them, and what one place leaves out, stays open.
    """
    if not isinstance(target, a.Slice):
        return
    ends = {r.index: (r.low, r.high) for r in _rangings(declared)}
    for place, side in zip(target.places, shape_of(target.array), strict=False):
        if not isinstance(place, e.Scalar):
            continue
        low, high = (
            ends.get(place, (place, place)) if isinstance(place, e.Index) else (place, place)
        )
        whole = SameShape(target, (), (low, high), (ONE, side))
        is_alone = isinstance(place, e.Index) and place in ends and len(others) == 1
        yield whole if is_alone or _is_plain(whole) else Ambiguous(target, ())


def _rangings(declared: Sequence[a.Declaration]) -> list[a.Ranging]:
    return [r for r in declared if isinstance(r, a.Ranging)]


def declared_scope(declared: Sequence[a.Declaration]) -> Scope:
    """Return the ranges of the declared indices, each after those that its ends mention."""
    waiting, scope = _rangings(declared), []
    while waiting:
        names = {r.index.name for r in waiting}
        ready = [r for r in waiting if names.isdisjoint(free_names((r.low, r.high)))]
        waiting = [r for r in waiting if ready and r not in ready]
        scope += [(r.index.name, r.low, r.high) for r in ready]
    return tuple(scope)


def _ambiguous(declared: Sequence[a.Declaration]) -> Iterator[Duty]:
    """Yield the letters that are declared as two things: two ranges, or an array and a family."""
    others = [n for d in declared if isinstance(d, a.Sides | a.Symbol) for n in d.names]
    names = [r.index.name for r in _rangings(declared)]
    ordered = {name for name, _, _ in declared_scope(declared)}
    arrays = [d.array for d in declared if isinstance(d, a.Let)]
    taken = {*others, *names, *(d.name for d in declared if isinstance(d, a.LetMap))}
    for one in _rangings(declared):
        name = one.index.name
        if names.count(name) > 1 or name in others or name not in ordered:
            yield Ambiguous(one.index, ())
    for array in arrays:
        axes = {len(other.indices) for other in arrays if other.name == array.name}
        if array.name in taken or len(axes) > 1:
            yield Ambiguous(array, ())
    for place, array in enumerate(arrays):
        for other in arrays[:place]:
            if other.name != array.name or _agree(array, other):
                continue
            if array.indices == other.indices:
                yield SameShape(array, declared_scope(declared), array.shape, other.shape)
            else:
                yield apart(array, array.indices, other.indices, declared_scope(declared))


def _agree(one: a.ArrayVariable, other: a.ArrayVariable) -> bool:
    """Return whether two declarations of a family give its members the same shapes, as printed."""
    for known, member in ((one, other), (other, one)):
        if known.indices == member.indices and known.shape == member.shape:
            return True
        names = [at.name for at in known.indices if isinstance(at, e.Index)]
        if len(names) == len(known.indices) == len(member.indices):
            moved = dict(zip(names, member.indices, strict=True))
            if reduced(substituted(known.shape, moved)) == reduced(member.shape):
                return True
    return False


def _undeclared(part: object, known: set[str], place: object) -> list[Duty]:
    return [
        Declared(place, (), name) for name in dict.fromkeys(free_names(part)) if name not in known
    ]


def _is_plain(duty: Duty) -> bool:
    """Return whether a duty holds at sight."""
    match duty:
        case Integral(_, _, e.Number(value)):
            return value.denominator == 1
        case Integral(_, _, e.Index()):
            return True
        case SameShape(_, _, found, wanted):
            return reduced(found) == reduced(wanted)
        case Within(_, _, value, low, None):
            return value == low
        case NonZero(_, _, a.Quantity(e.Number(value))):
            return value != 0
    return False


@dataclass(frozen=True)
class _Walk:
    """Duties inside an expression, by what is declared and defined; `known` are the letters."""

    declared: tuple[a.Declaration, ...]
    defined: tuple[a.Defined, ...]
    known: frozenset[str]

    def sides(self, place: object, shape: a.Shape, scope: Scope) -> Iterator[Duty]:
        for side in shape:
            yield from self.within_scalar(place, side, scope)
            yield Integral(place, scope, side)
            yield Within(place, scope, side, ONE, None)

    def inside(self, item: a.Array, scope: Scope) -> Iterator[Duty]:
        """Yield the duties of an expression, those of its parts first."""
        for scalar in _scalars(item):
            yield from self.within_scalar(item, scalar, scope)
        if isinstance(item, a.IteratedArray | a.Joined):
            yield from self._bound(item, item.index, scope)
            yield from (Integral(item, scope, end) for end in (item.low, item.high))
            inner: Scope = (*scope, (item.index, item.low, item.high))
            yield from self.inside(item.body, inner)
            if isinstance(item, a.IteratedArray) and item.index in free_names(shape_of(item.body)):
                yield Ambiguous(item, scope)  # summands of unlike shapes
            for part in item.first if isinstance(item, a.Joined) else ():
                yield from self.inside(part, scope)
            return
        if isinstance(item, o.Expectation):
            yield from self._mean(item, scope)
            return
        for part in _parts(item):
            yield from self.inside(part, scope)
        yield from self._own(item, scope)

    def _mean(self, item: o.Expectation, scope: Scope) -> Iterator[Duty]:
        """Yield the duties of a mean; of what varies in it nothing is known."""
        yield from self._bound(item, item.variable.name, scope)
        for duty in self.inside(item.body, scope):
            varies = item.variable in _everything(subject(duty))
            yield Ambiguous(item, scope) if varies else duty
        yield SameShape(item, scope, shape_of(item.body), ())
        yield Within(item, scope, item.high, item.low, None)
        yield NonZero(item, scope, a.Quantity(item.high - item.low))

    def within_scalar(self, place: object, item: e.Scalar, scope: Scope) -> Iterator[Duty]:
        """Yield that indices of families are integers and nothing is divided by zero.

        A negative power divides, too.
        """
        match item:
            case e.Iterated(_, name, low, high, body):
                yield from self._bound(place, name, scope)
                yield from self.within_scalar(place, body, (*scope, (name, low, high)))
            case e.Real(name, indices):
                yield from (Integral(place, scope, at) for at in indices)
                yield from self._exists(place, name, indices, scope)
            case e.Binary("/", _, divisor):
                yield NonZero(place, scope, a.Quantity(divisor))
            case e.Binary("^", base, power) if not isinstance(power, e.Number) or power.value < 0:
                yield NonZero(place, scope, a.Quantity(base))
        bodies = (item.body,) if isinstance(item, e.Iterated) else ()
        for part in _scalars(item):
            if part not in bodies:
                yield from self.within_scalar(place, part, scope)

    def _bound(self, place: object, name: str, scope: Scope) -> Iterator[Duty]:
        if name in self.known or any(name == outer for outer, _, _ in scope):
            yield Ambiguous(place, scope)

    def _own(self, item: a.Array, scope: Scope) -> Iterator[Duty]:  # noqa: C901, PLR0912, PLR0915 - one case a kind
        match item:
            case a.ArrayVariable(_, _, indices):
                yield from (Integral(item, scope, at) for at in indices)
                yield from self._as_declared(item, scope)
                yield from self._exists(item, item.name, indices, scope)
            case a.Transpose(array) | a.ArrayNorm(_, array):
                yield from _axes(item, scope, shape_of(array), 2)
                if isinstance(item, a.ArrayNorm) and item.kind == "2":
                    yield from _is_vector(item, scope, array)
            case a.Diagonal(inside):
                yield SameShape(item, scope, shape_of(inside), shape_of(inside)[:1])
            case a.Slice(array, places):
                yield from self._slice(item, shape_of(array), places, scope)
            case a.MatMul(left, right):
                one, two = matrix_form(shape_of(left)), matrix_form(shape_of(right))
                if len(one) != 2:
                    yield SameShape(item, scope, one, (one[0], two[0]))
                yield SameShape(item, scope, two, (one[1], two[-1]))
            case a.Hadamard(left, right):
                one, two = shape_of(left), shape_of(right)
                if reduced(one) and reduced(two):
                    yield SameShape(item, scope, two, one)
            case a.Inner(left, right):
                yield SameShape(item, scope, shape_of(left), shape_of(left)[:1])
                yield SameShape(item, scope, shape_of(right), shape_of(left))
            case a.ArraySum(terms):
                for _, part in terms[1:]:
                    yield SameShape(item, scope, shape_of(part), shape_of(terms[0][1]))
            case a.Quotient(_, divisor):
                yield SameShape(item, scope, shape_of(divisor), ())
                yield NonZero(item, scope, divisor)
            case a.Entrywise("sqrt", argument):
                yield NonNegative(item, scope, argument)
            case a.Inverse(matrix):
                vector = self.diagonal_of(matrix)
                yield Invertible(item, scope) if vector is None else NonZero(item, scope, vector)
            case a.Shaped(array, shape):
                yield SameShape(item, scope, shape_of(array), shape)
            case a.Reshaped(array, shape):
                yield from self.sides(item, shape, scope)
                yield SameShape(item, scope, (total(shape_of(array)),), (total(shape),))
            case a.Applied(name, indices, dom, cod, argument):
                yield from self.sides(item, (*dom, *cod), scope)
                yield SameShape(item, scope, shape_of(argument), dom)
                yield from self._member(item, name, indices, scope)
            case o.AppliedTo(name, indices, doms, cod, arguments):
                yield from self.sides(item, (*(s for dom in doms for s in dom), *cod), scope)
                if len(doms) != len(arguments):
                    counts = (e.Number(Fraction(len(x))) for x in (arguments, doms))
                    yield SameShape(item, scope, *((count,) for count in counts))
                for argument, dom in zip(arguments, doms, strict=False):
                    yield SameShape(item, scope, shape_of(argument), dom)
                yield from self._member(item, name, indices, scope)
            case o.Stacked(parts):
                first = shape_of(parts[0])
                for part in parts[1:]:
                    shape = shape_of(part)
                    yield SameShape(item, scope, shape, (shape[:1] or (ONE,)) + first[1:])
            case a.Ones(shape):
                yield from self.sides(item, shape, scope)

    def _member(
        self, item: a.Array, name: str, indices: tuple[e.Scalar, ...], scope: Scope
    ) -> Iterator[Duty]:
        """Yield that a member of a family of maps is there."""
        yield from (Integral(item, scope, at) for at in indices)
        maps = {m.name: m for m in self.declared if isinstance(m, a.LetMap)}
        known = maps.get(name)
        if known is not None and known.low is not None and indices:
            yield Within(item, scope, indices[0], known.low, known.high)

    def _exists(
        self, place: object, name: str, indices: tuple[e.Scalar, ...], scope: Scope
    ) -> Iterator[Duty]:
        """Yield that a member of a family of arrays is there, see `member_duties`."""
        return member_duties(place, name, indices, (self.declared, self.defined), scope)

    def diagonal_of(self, item: a.Array) -> a.Array | None:
        """Return the vector of a diagonal matrix, also where the matrix is a defined letter."""
        match item:
            case a.Diagonal(vector):
                return vector
            case a.Shaped(array, _):
                return self.diagonal_of(array)
            case a.ArrayVariable():
                known = [d for d in self.defined if defined_name(d) == item.name]
                if len(known) == 1 and known[0].target == item:
                    others = tuple(d for d in self.defined if d not in known)
                    return replace(self, defined=others).diagonal_of(known[0].value)
        return None

    def _as_declared(self, item: a.ArrayVariable, scope: Scope) -> Iterator[Duty]:
        """Yield that an array is used with the shape that it is declared with."""
        arrays = [d.array for d in self.declared if isinstance(d, a.Let)]
        same = [array for array in arrays if array.name == item.name]
        generic = [v for v in same if all(isinstance(i, e.Index) for i in v.indices)]
        for known in [v for v in same if v.indices == item.indices] + generic:
            if len(known.indices) == len(item.indices):
                names = [i.name for i in known.indices if isinstance(i, e.Index)]
                moved = dict(zip(names, item.indices, strict=False))
                yield SameShape(item, scope, item.shape, substituted(known.shape, moved))
                is_found = known.indices == item.indices
                if not is_found and not all(_agree(known, other) for other in same):
                    yield Ambiguous(item, scope)  # a member of which shape
                return
        if same:
            yield Ambiguous(item, scope)

    def _slice(
        self, item: a.Slice, shape: a.Shape, places: tuple[a.Picked, ...], scope: Scope
    ) -> Iterator[Duty]:
        if len(places) != len(shape):
            yield from _axes(item, scope, shape, len(places))
            return
        for place, side in zip(places, shape, strict=True):
            if isinstance(place, e.Scalar):
                yield Integral(item, scope, place)
                yield Within(item, scope, place, ONE, side)
            elif isinstance(place, a.Span):
                yield from (Integral(item, scope, end) for end in (place.start, place.stop))
                yield Within(item, scope, place.start, ZERO, None)
                yield Within(item, scope, place.stop - place.start, ONE, None)
                yield Within(item, scope, place.stop, place.stop, side)
            elif isinstance(place, a.Tail):
                yield Integral(item, scope, place.count)
                yield Within(item, scope, place.count, ONE, side)


def _axes(item: a.Array, scope: Scope, shape: a.Shape, wanted: int) -> Iterator[Duty]:
    """Yield a broken duty for an array with too many axes, or for a slice with too few places."""
    found = len(shape)
    if found > wanted or (isinstance(item, a.Slice) and found != wanted):
        counts = (e.Number(Fraction(n)) for n in (found, wanted))
        yield SameShape(item, scope, *((count,) for count in counts))


def _is_vector(item: a.Array, scope: Scope, array: a.Array) -> Iterator[Duty]:
    shape = shape_of(array)
    if ONE not in matrix_form(shape):
        yield SameShape(item, scope, shape, shape[:1])


def _parts(item: a.Array) -> Iterator[a.Array]:
    return (leaf for leaf in _leaves(item) if isinstance(leaf, a.Array))


def _scalars(item: a.Array | e.Scalar) -> Iterator[e.Scalar]:
    return (leaf for leaf in _leaves(item) if isinstance(leaf, e.Scalar))


def _leaves(item: a.Array | e.Scalar | a.Span | a.Tail) -> Iterator[object]:
    for name in item.__dataclass_fields__:  # type: ignore[union-attr]
        child = getattr(item, name)
        for part in child if isinstance(child, tuple) else (child,):
            is_range = isinstance(part, a.Span | a.Tail)
            yield from _leaves(part) if is_range else part if isinstance(part, tuple) else (part,)


def _everything(item: object) -> Iterator[object]:
    """Yield an expression, or all of a tuple, with everything inside."""
    yield item
    for part in item if isinstance(item, tuple) else ():
        yield from _everything(part)
    for name in getattr(item, "__dataclass_fields__", ()):
        yield from _everything(getattr(item, name))
