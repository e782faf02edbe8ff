"""Small changes to a claim, of the kinds that misprints and slips of a proof are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from recheck import nodes

from varsym.claims import expressions as e

Change = Iterator[tuple[str, Any]]
ONE = e.Number(Fraction(1))
LETTERS = 12


@dataclass(frozen=True)
class Mutant:
    """A claim after one change; `what` names the operator."""

    base: str
    what: str
    goal: e.Condition
    conditions: tuple[e.Condition, ...]
    metric: str


def _moved(indices: tuple[e.Scalar, ...]) -> Iterator[tuple[str, tuple[e.Scalar, ...]]]:
    if len(indices) == 1:
        yield "index + 1", (indices[0] + ONE,)
        yield "index - 1", (indices[0] - ONE,)


def _ends(item: Any) -> Change:
    yield "lower limit + 1", replace(item, low=item.low + ONE)
    yield "lower limit - 1", replace(item, low=item.low - ONE)
    yield "upper limit + 1", replace(item, high=item.high + ONE)
    yield "upper limit - 1", replace(item, high=item.high - ONE)


def _binary(item: e.Binary) -> Change:
    op, left, right = item.op, item.left, item.right
    if op == "^":
        yield "exponent + 1", replace(item, right=right + ONE)
        yield "exponent - 1", replace(item, right=right - ONE)
        yield "power dropped", left
    elif op in "+-":
        yield "first term dropped", right
        yield "second term dropped", left
        yield "sign changed", replace(item, op="-" if op == "+" else "+")
    elif op == "*":
        yield "first factor dropped", right
        yield "second factor dropped", left
    else:
        yield "divisor dropped", left
        yield "fraction turned over", e.Binary("/", right, left)


def _map(item: e.Map) -> Change:
    match item:
        case e.MapVariable(_, indices):
            for name, moved in _moved(indices):
                yield f"map {name}", replace(item, indices=moved)
        case e.Compose(outer, inner):
            yield "composition swapped", e.Compose(inner, outer)
            yield "outer map dropped", inner
            yield "inner map dropped", outer
        case e.MapCombination(terms) if len(terms) > 1:
            for place, (factor, part) in enumerate(terms):
                flipped = (*terms[:place], (-factor, part), *terms[place + 1 :])
                yield "sign of a map changed", e.MapCombination(flipped)
                yield "map dropped", e.MapCombination(terms[:place] + terms[place + 1 :])
        case e.Chain() | e.MapSum():
            yield from _ends(item)


def _scalar(item: e.Scalar, letters: Sequence[e.Real]) -> Change:
    match item:
        case e.Number(value):
            yield "number + 1", e.Number(value + 1)
            yield "number halved", e.Number(value / 2)
        case e.Real(name, indices):
            for what, moved in _moved(indices):
                yield what, e.Real(name, moved)
            for letter in letters:
                if letter.name != name and len(letter.indices) == len(indices):
                    yield f"{name} for {letter.name}", e.Real(letter.name, indices)
        case e.Binary():
            yield from _binary(item)
        case e.Iterated(kind):
            yield from _ends(item)
            yield "sum for product", replace(item, kind="prod" if kind == "sum" else "sum")
        case e.Norm(_, None):
            yield "wrong metric", replace(item, metric="L_alpha")


def _condition(item: e.Condition) -> Change:
    match item:
        case e.Compare(op, left, right) if not isinstance(right, e.BigO):
            yield "relation reversed", e.Compare(op, right, left)
            if op == "<=":
                yield "equality", e.Compare("=", left, right)
                yield "strict", e.Compare("<", left, right)
            yield "halved", e.Compare(op, left, right / 2)
            yield "sharpened", e.Compare(op, left, right - 1)
        case e.Lipschitz(of, constant):
            yield "growth for Lipschitz", e.Growth(of, constant)
            yield "constant + 1", e.Lipschitz(of, constant + ONE)
        case e.ForAll():
            yield from _ends(item)


def rewritten(item: Any, change: Callable[[Any], Change]) -> Change:
    """Yield `item` with `change` applied at each place, one at a time."""
    yield from change(item)
    for name in getattr(item, "__dataclass_fields__", ()):
        child = getattr(item, name)
        if name in ("dom", "cod", "space"):
            continue
        if isinstance(child, (e.Scalar, e.Map, e.Condition)):
            for what, other in rewritten(child, change):
                yield what, replace(item, **{name: other})
        elif isinstance(child, tuple):
            for place, part in enumerate(child):
                inner = part[1] if isinstance(part, tuple) else part
                for what, other in rewritten(inner, change):
                    put = (part[0], other) if isinstance(part, tuple) else other
                    yield what, replace(item, **{name: (*child[:place], put, *child[place + 1 :])})


def letters_of(*items: Any) -> list[e.Real]:
    """Return one member of each family of reals in `items`, the sides of spaces apart."""
    spaces = {n for item in items for s in nodes(item) if isinstance(s, e.Space) for n in nodes(s)}
    found = {n.name: n for item in items for n in nodes(item) if isinstance(n, e.Real)}
    return [n for n in found.values() if n not in spaces][:LETTERS]


def mutants(
    base: str, goal: e.Condition, conditions: Sequence[e.Condition], metric: str
) -> Iterator[Mutant]:
    """Yield every claim that is one change away, in a fixed order."""
    given = tuple(conditions)
    letters = letters_of(goal, given)

    def change(item: Any) -> Change:
        if isinstance(item, e.Scalar):
            return _scalar(item, letters)
        return _map(item) if isinstance(item, e.Map) else _condition(item)

    for what, other in rewritten(goal, change):
        if other != goal:
            yield Mutant(base, what, other, given, metric)
    for place, condition in enumerate(given):
        rest = (*given[:place], *given[place + 1 :])
        yield Mutant(base, "hypothesis dropped", goal, rest, metric)
        for what, other in rewritten(condition, change):
            if other == condition:
                continue
            changed = (*given[:place], other, *given[place + 1 :])
            yield Mutant(base, f"hypothesis: {what}", goal, changed, metric)
    if metric == "sup":
        yield Mutant(base, "wrong metric", goal, given, "L_alpha")
