"""A counterexample as it is printed, checked again from the print alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from kernel_values import NoMeaningError, World, map_of, meets, side_value

from varsym.claims import expressions as e
from varsym.claims.proving.relations import prove_condition
from varsym.claims.refuting.search import Counterexample, find_counterexample
from varsym.claims.refuting.universes import LINE, PLANE
from varsym.claims.render import text
from varsym.claims.translate import map_term
from varsym.kernel import TermError

_SHOWN = re.compile(r"([^\[\]]+)(?:\[([-0-9,]+)\])?")
SMALLER = tuple(map(Fraction, ("1/2", "1/1000")))


def nodes(item: Any) -> Iterator[Any]:
    """Yield an expression and all that is inside it."""
    if isinstance(item, tuple):
        for part in item:
            yield from nodes(part)
        return
    yield item
    for name in getattr(item, "__dataclass_fields__", ()):
        yield from nodes(getattr(item, name))


def _named(conditions: Sequence[e.Condition], goal: e.Condition) -> dict[str, tuple[str, str]]:
    kinds = {e.Index: "index", e.Real: "real", e.MapVariable: "map"}
    found: dict[str, tuple[str, str]] = {}
    for node in nodes((*conditions, goal)):
        kind = kinds.get(type(node))
        if kind is not None:
            shown = text(e.Real(node.name)) if kind != "index" else node.name
            if found.setdefault(shown, (kind, node.name)) != (kind, node.name):
                raise NoMeaningError(f"two variables are shown as {shown}")
    return found


def world_of(conditions: Sequence[e.Condition], goal: e.Condition, found: Counterexample) -> World:
    """Read the printed values back: maps by their text, defined maps from their definitions."""
    universe = LINE if found.world == LINE.name else PLANE
    known = {
        universe.describe(m): m for point in (False, True) for _, m in universe.candidates(point)
    }
    world = World(plane=universe is PLANE)
    names, waiting = _named(conditions, goal), {}
    for shown, value in found.assignment.items():
        match = _SHOWN.fullmatch(shown)
        if match is None:
            raise NoMeaningError(shown)
        kind, name = names[match[1]]
        place = name, tuple(map(int, match[2].split(","))) if match[2] else ()
        if kind == "index":
            world.ints[name] = int(value)
        elif kind == "real":
            world.reals[place] = Fraction(value)
        elif value in known:
            world.maps[place] = known[value]
        else:
            waiting[place] = value
    _define(conditions, world, waiting)
    return world


def _define(
    conditions: Sequence[e.Condition], world: World, waiting: dict[tuple[str, Any], str]
) -> None:
    for _ in range(len(waiting)):
        for condition in conditions:
            match condition:
                case e.SameMap(e.MapVariable(name, (), _, _), right) if (name, ()) in waiting:
                    try:
                        made = map_of(map_term(right), world, world.ints)
                    except KeyError:
                        continue
                    if str(made) == waiting.pop((name, ())):
                        world.maps[name, ()] = made
    if waiting:
        raise NoMeaningError(f"maps that are not in the lists of the search: {waiting}")


def is_confirmed(
    conditions: Sequence[e.Condition], goal: e.Condition, metric: str, found: Counterexample
) -> bool:
    """Return whether the printed values meet every condition and break the goal.

    Against a bound by O(ε) they must do so for smaller ε as well, with all that is O(ε) at 0.
    """
    try:
        world = world_of(conditions, goal, found)
        if isinstance(goal, e.Compare) and isinstance(goal.right, e.BigO):
            return _is_never_small(conditions, goal, metric, world)
        kept = all(meets(c, metric, world, world.ints) for c in conditions)
        return kept and not meets(goal, metric, world, world.ints)
    except (NoMeaningError, KeyError, TermError):
        return False


def _is_never_small(
    conditions: Sequence[e.Condition], goal: e.Compare, metric: str, world: World
) -> bool:
    if not isinstance(goal.right, e.BigO) or not isinstance(goal.right.scale, e.Real):
        return False
    scale = goal.right.scale.name, ()
    start = world.reals[scale]
    for part in (Fraction(1), *SMALLER):
        world.reals[scale] = start * part
        if not all(meets(c, metric, world, world.ints, vanishing=True) for c in conditions):
            return False
    return side_value(goal.left, metric, world, world.ints) > 0


def fate(
    conditions: Sequence[e.Condition], goal: e.Condition, metric: str = "sup", budget: int = 300
) -> str:
    """Decide as `varsym.claims.decisions.decide` does, on a budget, and check what is found.

    A counterexample counts only if it is confirmed from its print.
    """
    if prove_condition(conditions, goal, metric) is not None:
        return "proved"
    found = find_counterexample(conditions, goal, metric, budget)
    if found is None:
        return "open"
    return "refuted" if is_confirmed(conditions, goal, metric, found) else "doubtful"
