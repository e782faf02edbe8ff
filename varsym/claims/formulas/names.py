"""The letters of a formula: those that it uses, and those that are declared for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import ValueAt
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o

__all__ = ["all_names", "atoms", "declared_names", "free_names", "substituted"]


def free_names(  # noqa: C901, PLR0912 - one case a kind
    item: object, bound: frozenset[str | e.Real] = frozenset()
) -> Iterator[str]:
    """Yield the letters in `item` that no sum or mean in it binds, nor `bound` names."""
    match item:
        case e.Index(name) if name not in bound:
            yield name
        case e.Real(name, indices):
            if item not in bound:
                yield name
            for place in indices:
                yield from free_names(place, bound)
        case o.Expectation(variable, low, high, body):
            yield from free_names((low, high), bound)
            yield from free_names(body, bound | {variable})
        case e.Iterated(_, name, low, high, body):
            yield from free_names(low, bound)
            yield from free_names(high, bound)
            yield from free_names(body, bound | {name})
        case a.IteratedArray() | a.Joined():
            for part in (item.low, item.high, *getattr(item, "first", ())):
                yield from free_names(part, bound)
            yield from free_names(item.body, bound | {item.index})
        case a.ArrayVariable(name, _, indices) | a.Applied(name, indices):
            yield name
            for part in (*indices, *([item.argument] if isinstance(item, a.Applied) else [])):
                yield from free_names(part, bound)
        case o.AppliedTo(name, indices, _, _, arguments):
            yield name
            yield from free_names((*indices, *arguments), bound)
        case a.Function(name, argument) | ValueAt(name, argument):
            yield name
            yield from free_names(argument, bound)
        case tuple():
            for part in item:
                yield from free_names(part, bound)
        case a.Array() | e.Scalar() | a.Span() | a.Tail():
            for name in item.__dataclass_fields__:  # type: ignore[union-attr]
                yield from free_names(getattr(item, name), bound)


def declared_names(declared: Sequence[a.Declaration]) -> set[str]:
    """Return the letters that declarations introduce."""
    found: set[str] = set()
    for one in declared:
        match one:
            case a.Sides(names) | a.Symbol(names):
                found.update(names)
            case a.Ranging(index, _, _):
                found.add(index.name)
            case a.Let(array):
                found.add(array.name)
            case a.LetMap(name):
                found.add(name)
    return found


def atoms(item: object, bound: frozenset[str] = frozenset()) -> Iterator[e.Index | e.Real]:
    """Yield the indices and reals in scalars and conditions, `item`, that are not bound.

    Bound are those that a sum binds, and those in `bound`.
    """
    match item:
        case e.Index(name):
            if name not in bound:
                yield item
        case e.Real(_, indices):
            if not any(name in bound for name in free_names(indices)):
                yield item
            yield from atoms(indices, bound)
        case e.Iterated(_, name, low, high, body):
            yield from atoms((low, high), bound)
            yield from atoms(body, bound | {name})
        case tuple() | list():
            for part in item:
                yield from atoms(part, bound)
        case e.Scalar() | e.Compare():
            for name in item.__dataclass_fields__:  # type: ignore[union-attr]
                yield from atoms(getattr(item, name), bound)


def all_names(item: object) -> Iterator[str]:
    """Yield every letter in an expression or condition, also those that a sum binds."""
    if isinstance(item, tuple):
        for part in item:
            yield from all_names(part)
    for field in getattr(item, "__dataclass_fields__", ()):
        child = getattr(item, field)
        if not isinstance(child, str):
            yield from all_names(child)
        elif field in ("name", "index"):
            yield child


def substituted(item: Any, values: Mapping[str, e.Scalar]) -> Any:
    """Return a scalar expression `item`, or a tuple of them, with indices replaced by values.

    `values` gives them by their names.
    """
    match item:
        case e.Index(name):
            return values.get(name, item)
        case tuple():
            return tuple(substituted(part, values) for part in item)
        case e.Iterated(_, name):
            inside = {key: value for key, value in values.items() if key != name}
            own = name
            while own in free_names(tuple(inside.values())):  # so that nothing is captured
                own += "_"
            ends = {end: substituted(getattr(item, end), values) for end in ("low", "high")}
            body = substituted(item.body, {**inside, name: e.Index(own)})
            return replace(item, index=own, **ends, body=body)
        case e.Scalar():
            parts = {name: getattr(item, name) for name in item.__dataclass_fields__}  # type: ignore[attr-defined]
            return replace(item, **{n: substituted(p, values) for n, p in parts.items()})  # type: ignore[type-var]
    return item
