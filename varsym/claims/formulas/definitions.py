"""What makes definitions define something: members that exist, one value each, and no circle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.duties import Ambiguous, Apart, Box, Duty, Earlier, Member, Scope
from varsym.claims.formulas.names import free_names, substituted

__all__ = ["apart", "defined_name", "definition_duties", "member_duties"]

Key = tuple[a.Picked, ...]


def defined_name(defined: a.Defined) -> str:
    """Return the letter that a definition defines, whole or in part."""
    target = _array_of(defined.target)
    return target.name if isinstance(target, a.ArrayVariable) else ""


def _array_of(target: a.Array) -> a.Array:
    return target.array if isinstance(target, a.Slice) else target


# ---------------------------------------------------------------- members of families


def member_duties(
    place: object,
    name: str,
    indices: a.Shape,
    formula: tuple[Sequence[a.Declaration], Sequence[a.Defined]],
    scope: Scope,
) -> Iterator[Duty]:
    """Yield that a member of a family of arrays is among those that are declared or defined.

    ``Let(F_i)`` with ``Ranging(i, low, high)`` declares F_low, …, F_high; ``Let(F_1)`` and a
    definition of F_1 add that one, and so does ``Let(F_r)`` with a letter r for a number, though
    there may be more members then: what is in none of these ranges stays open.  Nothing is asked
    of letters that are no `Let`, such as the families under `Sides` and `Symbol`.

    Parameters
    ----------
    place : object
        Where the member is written.
    name : str
        Of the family.
    indices : tuple of Scalar
        Of the member.
    formula : pair of sequences
        What is declared, and what is defined.
    scope : Scope
    """
    declared, defined = formula
    ranges = {d.index.name: (d.low, d.high) for d in declared if isinstance(d, a.Ranging)}
    lets = [d.array.indices for d in declared if isinstance(d, a.Let) and d.array.name == name]
    targets = [_array_of(d.target) for d in defined if defined_name(d) == name]
    made = [t.indices for t in targets if isinstance(t, a.ArrayVariable)]
    fixed = [at for at in made if ranges.keys().isdisjoint(free_names(at))]
    fixed = [at for at in fixed if len(at) == len(indices)]
    if not lets or not indices or indices in [*lets, *fixed]:
        return
    boxes: list[Box] = [tuple((at, at) for at in where) for where in fixed]
    is_all = True
    for known in lets:
        box = _box(known, indices, ranges)
        if box is None:
            is_all = False
            continue
        boxes.append(box)
        names = {at.name for at in known if isinstance(at, e.Index)}
        ends = tuple(ranges[at] for at in names & ranges.keys())
        is_all = (
            is_all and names <= ranges.keys() and ranges.keys() & set(free_names(ends)) <= names
        )
    yield Member(place, scope, indices, tuple(dict.fromkeys(boxes)), is_all)


def _box(
    known: a.Shape, indices: a.Shape, ranges: dict[str, tuple[e.Scalar, e.Scalar]]
) -> Box | None:
    """Return the range of each index of a family; none for F_{i+1} or F_{i,i}, and other axes.

    The range of one index may depend on the others, which are those of the member here.
    """
    names = [at.name for at in known if isinstance(at, e.Index) and at.name in ranges]
    others = tuple(at for at in known if not isinstance(at, e.Index))
    is_plain = len(set(names)) == len(names) and ranges.keys().isdisjoint(free_names(others))
    if not is_plain or len(known) != len(indices):
        return None
    here = dict(zip(known, indices, strict=True))
    moved = {name: here[e.Index(name)] for name in names}
    return tuple(
        substituted(ranges[at.name], moved)
        if isinstance(at, e.Index) and at.name in ranges
        else (at, at)
        for at in known
    )


# ---------------------------------------------------------------- one value, and no circle


@dataclass(frozen=True)
class _Seen:
    """A letter where it is read, with all of its indices and places."""

    item: object
    name: str
    indices: a.Shape
    places: Key
    scope: Scope


def definition_duties(defined: Sequence[a.Defined], scope: Scope) -> Iterator[Duty]:
    """Yield that definitions in a scope read what is defined before, and define nothing twice.

    A definition may read a letter that one after it defines, or its own, at members before the one
    that it defines: F_i may be made of F_{i-1}, and Z_i of s_{i-1} where s_i is made of Z_i.
    """
    names = [defined_name(one) for one in defined]
    reads = [list(_reads(_read_parts(one), scope, frozenset(names) - {""})) for one in defined]
    uses = [
        (k, seen, at)
        for k, found in enumerate(reads)
        for seen in found
        for at, name in enumerate(names)
        if name == seen.name
    ]
    #: Definitions from one that reads ahead to the one that it reads belong together.
    joined = {at for k, _, last in uses for at in range(k, last)}
    group = [sum(before not in joined for before in range(k)) for k in range(len(defined))]
    for k, seen, at in uses:
        if group[k] == group[at]:
            yield _earlier(defined[k], seen, group.count(group[k]) > 1, at >= k)
    for k, one in enumerate(defined):
        yield from _open_ended(one, scope)
        for other, name in zip(defined[:k], names, strict=False):
            if name and name == names[k]:
                yield apart(one.target, _key(other.target)[1], _key(one.target)[1], scope)


def _read_parts(defined: a.Defined) -> tuple[object, ...]:
    """Return what a definition reads: its value, and what says where its target is."""
    array = _array_of(defined.target)
    if not isinstance(array, a.ArrayVariable):
        return (defined.value,)
    places = defined.target.places if isinstance(defined.target, a.Slice) else ()
    return (defined.value, array.shape, array.indices, places)


def _reads(item: object, scope: Scope, names: frozenset[str]) -> Iterator[_Seen]:
    """Yield where some letters are read, with the indices that sums bind there."""
    match item:
        case a.Slice(a.ArrayVariable(name, shape, indices), places) if name in names:
            yield _Seen(item, name, indices, (*indices, *places), scope)
            yield from _reads((shape, indices, places), scope, names)
            return
        case a.ArrayVariable(name, _, indices) | e.Real(name, indices) if name in names:
            yield _Seen(item, name, indices, indices, scope)
        case a.Array() | e.Scalar() if getattr(item, "name", None) in names:
            yield _Seen(item, item.name, (), (), scope)  # type: ignore[union-attr]
        case e.Iterated() | a.IteratedArray() | a.Joined():
            ends = (item.low, item.high, getattr(item, "first", ()))
            yield from _reads(ends, scope, names)
            inner = (*scope, (item.index, item.low, item.high))
            yield from _reads(item.body, inner, names)
            return
    for part in item if isinstance(item, tuple) else ():
        yield from _reads(part, scope, names)
    for name in getattr(item, "__dataclass_fields__", ()):
        yield from _reads(getattr(item, name), scope, names)


def _key(target: a.Array) -> tuple[a.Shape, Key]:
    """Return the indices of what is defined, and these with its places."""
    array = _array_of(target)
    indices = array.indices if isinstance(array, a.ArrayVariable) else ()
    return indices, (*indices, *(target.places if isinstance(target, a.Slice) else ()))


def _earlier(defined: a.Defined, seen: _Seen, is_mutual: bool, is_strict: bool) -> Duty:
    """Return that a letter is read at a member before the one that is being defined.

    Definitions that read each other go by their first index, one alone by all that it shows.
    """
    indices, key = _key(defined.target)
    own, theirs = (indices[:1], seen.indices[:1]) if is_mutual else (key, seen.places)
    pairs = [
        (mine, other)
        for mine, other in zip(own, theirs, strict=False)
        if isinstance(mine, e.Scalar)
    ]
    if len(own) != len(theirs) or not pairs:
        return Ambiguous(seen.item, seen.scope)
    if not all(isinstance(other, e.Scalar) for _, other in pairs):
        return Ambiguous(seen.item, seen.scope)
    mine_, others = zip(*pairs, strict=True)
    return Earlier(seen.item, seen.scope, others, mine_, is_strict)


def apart(place: object, first: Key, second: Key, scope: Scope) -> Duty:
    """Return that two places of a letter, `first` and `second`, differ, for all of their indices.

    The indices, those in `scope`, are not shared; `place` is where it is written.
    """
    taken = {*free_names((first, second, *scope)), *(name for name, _, _ in scope)}
    fresh: dict[str, e.Scalar] = {name: _unlike(name, taken) for name, _, _ in scope}
    moved = substituted(tuple((e.Index(n), low, high) for n, low, high in scope), fresh)
    inner: Scope = (*scope, *((at.name, low, high) for at, low, high in moved))
    pairs = [
        (mine, substituted(theirs, fresh))
        for mine, theirs in zip(first, second, strict=False)
        if isinstance(mine, e.Scalar) and isinstance(theirs, e.Scalar)
    ]
    if len(first) != len(second) or not pairs:
        return Ambiguous(place, scope)
    mine_, theirs_ = zip(*pairs, strict=True)
    return Apart(place, inner, mine_, theirs_)


def _unlike(name: str, taken: set[str]) -> e.Index:
    """Return an index with a name like another, which it takes."""
    while name in taken:
        name += "_"
    taken.add(name)
    return e.Index(name)


def _open_ended(defined: a.Defined, scope: Scope) -> Iterator[Duty]:
    """Yield a value with an index that what it defines does not show, so that it has many."""
    array, key = _array_of(defined.target), _key(defined.target)[1]
    if not isinstance(array, a.ArrayVariable):
        return
    names = {name for name, _, _ in scope}
    shown = {name for at in key for name in _pinned(at, names)}
    if not names.intersection(free_names(defined.value)) <= shown:
        yield Ambiguous(defined.target, scope)


def _pinned(at: a.Picked, names: set[str]) -> Iterator[str]:
    """Yield the index that an index expression tells: that of i, i + n, i - n and n + i."""
    match at:
        case e.Index(name):
            yield name
        case e.Binary("+" | "-", e.Index(name), shift) if names.isdisjoint(free_names(shift)):
            yield name
        case e.Binary("+", shift, e.Index(name)) if names.isdisjoint(free_names(shift)):
            yield name
