"""Small changes to displayed formulas, of the kinds that misprints are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.procedures import Procedure

Mutant = tuple[str, Any]
#: Fields that hold places, ends and sides.
INDICES = ("places", "indices", "start", "stop", "count")
ENDS = ("low", "high")
SHAPES = ("shape", "dom", "cod")


def mutants(goal: a.Formula | a.ArrayCompare | Procedure) -> Iterator[Mutant]:
    """Yield each formula that is one change away, with the name of the change, no two the same."""
    seen = {goal}
    letters = tuple(dict.fromkeys(_letters(goal)))
    for what, other in _rewritten(goal, letters):
        if other not in seen:
            seen.add(other)
            yield what, other


def _letters(item: object) -> Iterator[e.Scalar | str]:
    match item:
        case e.Real(_, ()) | e.Index():
            yield item
        case a.ArrayVariable(name):
            yield name
    for child in item if isinstance(item, tuple) else _children(item):
        yield from _letters(child)


def _children(item: object) -> Iterator[object]:
    for one in fields(item) if hasattr(item, "__dataclass_fields__") else ():  # type: ignore[arg-type]
        yield getattr(item, one.name)


def _rewritten(item: Any, letters: tuple[e.Scalar | str, ...]) -> Iterator[Mutant]:
    yield from _changed(item, letters)
    if not hasattr(item, "__dataclass_fields__"):
        return
    for one in fields(item):
        child = getattr(item, one.name)
        for what, other in _of_field(one.name, child, letters):
            yield what, _with(item, one.name, other)


def _with(item: Any, name: str, value: object) -> Any:
    """Replace a field, also where the class builds itself from other arguments."""
    made = object.__new__(type(item))
    for one in fields(item):
        object.__setattr__(made, one.name, value if one.name == name else getattr(item, one.name))
    return made


def _of_field(name: str, child: Any, letters: tuple[e.Scalar | str, ...]) -> Iterator[Mutant]:
    if isinstance(child, tuple):
        if name == "declared":
            for place in range(len(child)):
                yield "declaration dropped", (*child[:place], *child[place + 1 :])
        for place, part in enumerate(child if name != "doms" else ()):
            changes = _moved(name, part) if isinstance(part, e.Scalar) else iter(())
            for what, other in (*changes, *_within(part, letters)):
                yield what, (*child[:place], other, *child[place + 1 :])
        if name in SHAPES and len(child) > 1:
            yield "sides swapped", tuple(reversed(child))
        if name in ("doms", "arguments"):
            yield "argument dropped", child[:-1]
            yield "arguments swapped", tuple(reversed(child))
        if name == "doms":
            for place, shape in enumerate(child):
                for what, other in _of_field("dom", shape, letters):
                    yield what, (*child[:place], other, *child[place + 1 :])
        return
    if isinstance(child, e.Scalar):
        yield from _moved(name, child)
    yield from _within(child, letters)


def _within(part: Any, letters: tuple[e.Scalar | str, ...]) -> Iterator[Mutant]:
    if isinstance(part, tuple) and isinstance(part[0], str):  # a name and what it carries
        for what, other in _of_field("shape", part[1], letters):
            yield what, (part[0], other)
    elif isinstance(part, tuple):  # a term of a sum
        yield "sign changed", (-part[0], *part[1:])
        for what, other in _rewritten(part[1], letters):
            yield what, (part[0], other)
    elif hasattr(part, "__dataclass_fields__"):
        yield from _rewritten(part, letters)


def _moved(name: str, item: e.Scalar) -> Iterator[Mutant]:
    kind = "index" if name in INDICES else "end" if name in ENDS else "side"
    if name in (*INDICES, *ENDS, *SHAPES):
        yield f"{kind} + 1", item + 1
        yield f"{kind} - 1", item - 1


def _changed(item: Any, letters: tuple[e.Scalar | str, ...]) -> Iterator[Mutant]:
    match item:
        case e.Real(_, ()) | e.Index():
            others = [x for x in letters if not isinstance(x, str) and x != item]
            yield from (("letter changed", other) for other in others)
        case e.Binary("+" | "-" as op, left, right):
            yield "sign changed", e.Binary("-" if op == "+" else "+", left, right)
        case a.ArrayVariable(name):
            names = [x for x in letters if isinstance(x, str) and x != name]
            yield from (("array changed", replace(item, name=other)) for other in names)
        case a.Transpose(array):
            yield "transpose dropped", array
        case a.MatMul(left, right):
            yield "factors swapped", a.MatMul(right, left)
        case a.Hadamard(left, right):
            yield "matrix product for entrywise", a.MatMul(left, right)
        case a.Inverse(matrix):
            yield "inverse dropped", matrix
        case a.ArrayNorm(kind, array):
            for other in ("2", "F", "spectral"):
                if other != kind:
                    yield "another norm", a.ArrayNorm(other, array)
        case a.ArrayCompare("<=", left, right):
            yield "sides exchanged", replace(item, left=right, right=left)
            yield "equality", replace(item, op="=")
