"""What an expression in a line of a procedure reads, and the shapes that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o
from varsym.claims.formulas import procedures as p
from varsym.claims.formulas.duties import Scope
from varsym.claims.formulas.shapes import shape_of

__all__ = ["Key", "View", "asked_shape", "parts_of", "reads_in", "with_shapes"]

Key = tuple[str, tuple[e.Scalar, ...]]
#: The shape of each thing that an expression reads, None where it is not known.
View = Mapping[Key, a.Shape | None]


def reads_in(item: a.Array, scope: Scope = ()) -> Iterator[tuple[p.Read, Scope]]:
    """Yield what `item` reads in a `scope`, each with the indices that sums in it bind there."""
    if isinstance(item, p.Read):
        yield item, scope
    inner = scope
    if isinstance(item, a.IteratedArray | a.Joined):
        inner = (*scope, (item.index, item.low, item.high))
    body = getattr(item, "body", None)
    for part in parts_of(item):
        yield from reads_in(part, inner if part is body else scope)


def parts_of(item: object) -> Iterator[a.Array]:
    """Yield the arrays directly inside an expression."""
    for one in fields(item) if isinstance(item, a.Array) else ():  # type: ignore[arg-type]
        yield from _arrays_in(getattr(item, one.name))


def _arrays_in(child: object) -> Iterator[a.Array]:
    if isinstance(child, a.Array):
        yield child
    for part in child if isinstance(child, tuple) else ():
        yield from _arrays_in(part)


def _rebuilt(item: Any, change: Callable[[a.Array], a.Array]) -> Any:
    """Return an expression with the arrays directly inside it changed."""
    made = object.__new__(type(item))
    for one in fields(item):
        object.__setattr__(made, one.name, _changed(getattr(item, one.name), change))
    return made


def _changed(child: Any, change: Callable[[a.Array], a.Array]) -> Any:
    if isinstance(child, a.Array):
        return change(child)
    return tuple(_changed(part, change) for part in child) if isinstance(child, tuple) else child


def with_shapes(item: a.Array, view: View) -> a.Array:
    """Return an array expression with arrays of the shapes in `view` for what it reads."""
    if isinstance(item, p.Read):
        return a.ArrayVariable(item.name, view[item.name, item.indices] or (), item.indices)
    made: a.Array = _rebuilt(item, lambda part: with_shapes(part, view))
    return made


def asked_shape(item: a.Array, read: p.Read, view: View) -> a.Shape | None:
    """Return the shape that `item` asks of a `read` in it, or None.

    `view` has the shapes that are known.
    """
    match item:
        case a.ArraySum(terms) if any(_is_multiple(part, read) for _, part in terms):
            for _, part in terms:
                known = [view[r.name, r.indices] is not None for r, _ in reads_in(part)]
                if all(known) and not _is_multiple(part, read):
                    return shape_of(with_shapes(part, view))
        case a.Applied(_, _, dom, _, argument) if argument == read:
            return dom
        case o.AppliedTo(_, _, doms, _, arguments) if read in arguments:
            return dict(zip(arguments, doms, strict=False)).get(read)
    found = (asked_shape(part, read, view) for part in parts_of(item))
    return next((shape for shape in found if shape is not None), None)


def _is_multiple(item: a.Array, read: p.Read) -> bool:
    match item:
        case a.Hadamard(a.Quantity(), part) | a.Hadamard(part, a.Quantity()):
            return part == read
    return item == read
