"""All small models of a claim's variables, in a fixed order of cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.refuting.evaluate import (
    Model,
    Place,
    UndefinedError,
    compare,
    holds,
    instances,
    integer,
    map_value,
    value,
)
from varsym.claims.refuting.universes import Universe
from varsym.claims.render import text
from varsym.exact import Extended, Infinity

__all__ = ["ModelSearch", "admissible", "free_indices", "index_choices"]

MAX_INDEX = 3
MAX_COST = 6
MAX_EXTRA = 2
FREE_VALUES = tuple(
    (cost, Fraction(v))
    for cost, v in ((0, "1"), (1, "2"), (1, "0"), (1, "-1"), (2, "1/2"), (2, "3"))
)


def _walk(item: Any, env: Mapping[str, int]) -> Iterator[tuple[Any, Mapping[str, int]]]:
    """Yield every node below `item` with the indices in force there."""
    yield item, env
    match item:
        case e.Iterated() | e.Chain() | e.MapSum() | e.ForAll():
            for at in range(integer(item.low, env), integer(item.high, env) + 1):
                yield from _walk(item.body, {**env, item.index: at})
        case e.Binary(_, left, right) | e.Compare(_, left, right) | e.SameMap(left, right):
            yield from _walk(left, env)
            yield from _walk(right, env)
        case e.Compose(outer, inner):
            yield from _walk(outer, env)
            yield from _walk(inner, env)
        case e.MapCombination(terms):
            for _, part in terms:
                yield from _walk(part, env)
        case e.Lipschitz(of, constant) | e.Growth(of, constant) | e.PushForward(of, constant):
            yield from _walk(of, env)
            yield from _walk(constant, env)
        case e.Norm(of, _) | e.Linear(of):
            yield from _walk(of, env)
        case e.BigOh(first, second):
            yield from _walk(first, env)
            yield from _walk(second, env)
        case e.Cited(_, body):
            yield from _walk(body, env)
        case e.BigO(scale):
            yield from _walk(scale, env)


def free_indices(items: Sequence[Any]) -> list[str]:
    """Return the names of the free index variables, in order of appearance."""
    found: dict[str, None] = {}

    def visit(item: Any, bound: frozenset[str]) -> None:
        if isinstance(item, e.Index) and item.name not in bound:
            found.setdefault(item.name)
        inner = bound | {item.index} if hasattr(item, "low") else bound
        for name in getattr(item, "__dataclass_fields__", ()):
            child = getattr(item, name)
            for entry in child if isinstance(child, tuple) else (child,):
                part = entry[1] if isinstance(entry, tuple) else entry
                if isinstance(part, (e.Scalar, e.Map, e.Condition)):
                    visit(part, inner if name == "body" else bound)

    for item in items:
        visit(item, frozenset())
    return list(found)


def index_choices(names: Sequence[str]) -> Iterator[dict[str, int]]:
    """Yield values of the indices, the smallest sums first, from 1 up and 0 after."""

    def spread(left: int, total: int) -> Iterator[tuple[int, ...]]:
        if left == 0:
            if total == 0:
                yield ()
            return
        for first in range(min(total, MAX_INDEX) + 1):
            for rest in spread(left - 1, total - first):
                yield (first, *rest)

    for total in range(MAX_INDEX * len(names) + 1):
        for values in spread(len(names), total):
            yield dict(zip(names, values, strict=True))


class _Measure:
    """The least value that one condition allows a real, computed once for each choice of maps."""

    def __init__(
        self,
        search: ModelSearch,
        condition: e.Condition,
        source: Any,
        at: dict[str, int],
        place: Place,
        strict: bool,
        places: tuple[Place, ...] | None,
    ) -> None:
        self.search, self.condition, self.source, self.at = search, condition, source, at
        self.place, self.strict, self.places = place, strict, places
        self._seen: dict[tuple[int, ...], Extended | None] = {}

    def of(self, maps: Mapping[Place, Any]) -> Extended | None:
        """Return the value for maps that the search keeps, from memory where it is known."""
        key = tuple(id(maps[p]) for p in self.places or ())
        if key not in self._seen:
            search = self.search
            model = Model(search.universe, search.metric, search.env, maps=dict(maps))
            self._seen[key] = self.late(model)
        return self._seen[key]

    def late(self, model: Model) -> Extended | None:
        """Return the value in a model, or None where it has none yet."""
        try:
            match self.condition:
                case e.Compare():
                    found = value(self.source, model, self.at)
                case e.Lipschitz():
                    found = map_value(self.source, model, self.at).lipschitz_constant()
                case e.Growth():
                    found = map_value(self.source, model, self.at).growth_constant()
                case _:
                    found = model.universe.push(map_value(self.source, model, self.at))
        except (KeyError, UndefinedError):
            return None
        return found


class ModelSearch:
    """The models of one claim in one world, at given values of its indices.

    Parameters
    ----------
    conditions : sequence of Condition
    goal : Condition
    metric : {"sup", "L_alpha"}
    universe : Universe
    env : mapping of str to int
        Values of the free indices.
    """

    def __init__(
        self,
        conditions: Sequence[e.Condition],
        goal: e.Condition,
        metric: str,
        universe: Universe,
        env: Mapping[str, int],
    ) -> None:
        self.goal, self.metric, self.universe, self.env = goal, metric, universe, env
        self.conditions = [pair for c in conditions for pair in instances(c, env)]
        self.asymptotic = isinstance(goal, e.Compare) and isinstance(goal.right, e.BigO)
        self.maps: dict[Place, bool] = {}
        self.reals: dict[Place, None] = {}
        for item, at in [*self.conditions, (goal, dict(env))]:
            for node, here in _walk(item, at):
                if isinstance(node, e.MapVariable):
                    place = (node.name, tuple(integer(i, here) for i in node.indices))
                    self.maps.setdefault(place, node.dom.is_point)
                elif isinstance(node, e.Real):
                    self.reals.setdefault(
                        (node.name, tuple(integer(i, here) for i in node.indices))
                    )
        self.vanishing = {
            (c.quantity.name, tuple(integer(i, at) for i in c.quantity.indices))
            for c, at in self.conditions
            if isinstance(c, e.BigOh) and isinstance(c.quantity, e.Real)
        }
        self.defined = self._definitions()
        self.linear = {
            (c.map.name, tuple(integer(i, at) for i in c.map.indices))
            for c, at in self.conditions
            if isinstance(c, e.Linear) and isinstance(c.map, e.MapVariable)
        }
        self.free = [p for p in self.maps if p not in self.defined]
        self.options = [self._options(place) for place in self.free]
        self.measures = list(self._measures())
        self.closing: list[list[_Measure]] = [[] for _ in self.free]
        for measure in self.measures:
            if measure.places:
                self.closing[max(self.free.index(p) for p in measure.places)].append(measure)

    def _definitions(self) -> dict[Place, tuple[e.Map, dict[str, int]]]:
        found: dict[Place, tuple[e.Map, dict[str, int]]] = {}
        for condition, at in self.conditions:
            if isinstance(condition, e.SameMap) and isinstance(condition.left, e.MapVariable):
                left = condition.left
                place = (left.name, tuple(integer(i, at) for i in left.indices))
                found.setdefault(place, (condition.right, at))
        return found

    def models(self) -> Iterator[Model | None]:
        """Yield models in order of cost; None where the choice of maps leads to none."""
        for extra in range(MAX_EXTRA + 1):
            for cost in range(MAX_COST + 1 - 2 * extra):
                for chosen in self._assigned({}, cost):
                    model = Model(self.universe, self.metric, self.env, maps=dict(chosen))
                    if self._define(model):
                        yield from self._with_reals(model, extra)
                    else:
                        yield None

    def models_with(self, given: Mapping[Place, Any]) -> Iterator[Model]:
        """Yield the models in which maps have the values given, and are the identity elsewhere."""
        identity = self.universe.identity()
        maps = {place: given.get(place, identity) for place in self.free}
        model = Model(self.universe, self.metric, self.env, maps=maps)
        if self._define(model):
            yield from (m for m in self._with_reals(model, 0) if m is not None)

    def _assigned(self, chosen: dict[Place, Any], left: int) -> Iterator[dict[Place, Any]]:
        """Yield choices of maps that cost `left`, cutting off what makes a bound infinite."""
        position = len(chosen)
        if position == len(self.free):
            if left == 0:
                yield chosen
            return
        place = self.free[position]
        for price, option in self.options[position]:
            if price <= left:
                grown = {**chosen, place: option}
                if not any(self._hopeless(m, grown) for m in self.closing[position]):
                    yield from self._assigned(grown, left - price)

    def _hopeless(self, measure: _Measure, maps: Mapping[Place, Any]) -> bool:
        """Return whether no real can be given to these maps: infinite, or not vanishing with ε."""
        low = measure.of(maps)
        if isinstance(low, Infinity):
            return True
        return bool(self.asymptotic and low and measure.place in self.vanishing)

    def _options(self, place: Place) -> Sequence[tuple[int, Any]]:
        every = self.universe.candidates(self.maps[place])
        if place in self.linear:
            return [(c, m) for c, m in every if self.universe.is_linear(m)]
        return every

    def _define(self, model: Model) -> bool:
        waiting = dict(self.defined)
        while waiting:
            for place, (term, at) in list(waiting.items()):
                try:
                    model.maps[place] = map_value(term, model, at)
                except KeyError:
                    continue
                except UndefinedError:
                    return False
                del waiting[place]
                break
            else:
                return False
        return True

    def _with_reals(self, model: Model, extra: int) -> Iterator[Model | None]:
        """Give each real the least value that the conditions allow, then a few larger ones."""
        lows: dict[Place, Fraction] = {}
        strict: dict[Place, Fraction] = {}
        for _ in range(3):
            changed = False
            for measure in self.measures:
                low = measure.of(model.maps) if measure.places is not None else measure.late(model)
                if low is None:
                    continue
                if isinstance(low, Infinity):
                    yield None
                    return
                place, found = measure.place, strict if measure.strict else lows
                if place not in found or low > found[place]:
                    found[place], changed = low, True
                model.reals[place] = _least(place, lows, strict)
            if not changed:
                break
        options: list[list[tuple[int, Fraction]]] = []
        for place in self.reals:
            steps = list(FREE_VALUES)
            if place in lows or place in strict:
                least = _least(place, lows, strict)
                more = (least + 1, least + Fraction(1, 2), 2 * least + 2)
                steps = [(0, least), *((min(c, 2), v) for c, v in enumerate(more, 1))]
            options.append(steps)
        for chosen in _choices(options, extra):
            done = Model(self.universe, self.metric, self.env, maps=model.maps)
            done.reals.update(zip(self.reals, chosen, strict=True))
            yield done

    def _measures(self) -> Iterator[_Measure]:
        """Yield, for each condition that bounds something by a real, what is bounded."""
        for condition, at in self.conditions:
            match condition:
                case e.Compare(op, source, e.Real(name, indices)) if op != "=":
                    strict = op == "<"
                case (
                    e.Lipschitz(source, e.Real(name, indices))
                    | e.Growth(source, e.Real(name, indices))
                    | e.PushForward(source, e.Real(name, indices))
                ):
                    strict = False
                case _:
                    continue
            place = (name, tuple(integer(i, at) for i in indices))
            used: dict[Place, None] = {}
            plain = True
            for node, here in _walk(source, at):
                if isinstance(node, e.MapVariable):
                    used.setdefault((node.name, tuple(integer(i, here) for i in node.indices)))
                plain = plain and not isinstance(node, e.Real)
            ready = plain and all(p not in self.defined for p in used)
            yield _Measure(
                self, condition, source, at, place, strict, tuple(used) if ready else None
            )

    def breaks(self, model: Model) -> tuple[str, str, str] | None:
        """Return both sides and their relation if the conditions hold and the goal does not."""
        try:
            for goal, at in instances(self.goal, self.env):
                found = self._broken(goal, model, at)
                if found is not None:
                    kept = all(holds(c, model, a, self.asymptotic) for c, a in self.conditions)
                    return found if kept and self._stays(model) else None
        except (UndefinedError, KeyError):
            pass
        return None

    def _stays(self, model: Model) -> bool:
        """Return whether a model that refutes O(ε) meets the conditions for every small ε too."""
        if not isinstance(self.goal, e.Compare) or not isinstance(self.goal.right, e.BigO):
            return True
        scale = self.goal.right.scale
        if not isinstance(scale, e.Real):
            return False
        place = (scale.name, tuple(integer(i, self.env) for i in scale.indices))
        now = model.reals[place]
        for size in (now / 2, now / 1000, Fraction(0)):
            smaller = Model(model.universe, model.metric, model.indices, maps=model.maps)
            smaller.reals.update(model.reals)
            smaller.reals[place] = size
            for condition, at in self.conditions:
                # at 0 itself only what is not strict has to hold: a bound that grows with ε
                if size == 0 and isinstance(condition, e.Compare) and condition.op == "<":
                    continue
                if not holds(condition, smaller, at, vanishing=True):
                    return False
        return True

    def ratio(self, model: Model, relation: e.Compare) -> Fraction | None:
        """Return left over right of a relation in a model, if the conditions hold there.

        None unless both are finite and the right one positive.
        """
        try:
            left, right = (value(s, model, self.env) for s in (relation.left, relation.right))
            if isinstance(left, Infinity) or isinstance(right, Infinity) or right <= 0:
                return None
            kept = all(holds(c, model, at) for c, at in self.conditions)
        except (UndefinedError, KeyError):
            return None
        return left / right if kept else None

    def _broken(
        self, goal: e.Condition, model: Model, at: Mapping[str, int]
    ) -> tuple[str, str, str] | None:
        if isinstance(goal, e.Compare):
            left = value(goal.left, model, at)
            if isinstance(goal.right, e.BigO):
                shown = f"O({text(goal.right.scale)})"
                return (str(left), "=", shown) if left > 0 else None
            right = value(goal.right, model, at)
            if compare(goal.op, left, right):
                return None
            return str(left), {"<=": "≤"}.get(goal.op, goal.op), str(right)
        return None if holds(goal, model, at) else (text(goal), "with", "the values above")


def _least(
    place: Place, lows: Mapping[Place, Fraction], strict: Mapping[Place, Fraction]
) -> Fraction:
    """Return a value at or above one bound and above the other, the bound itself if possible."""
    if place in lows and (place not in strict or lows[place] > strict[place]):
        return lows[place]
    return strict[place] + 1


def _choices(options: Sequence[Sequence[tuple[int, Any]]], cost: int) -> Iterator[tuple[Any, ...]]:
    """Yield one option from each list so that the costs add up to `cost`."""
    if not options:
        if cost == 0:
            yield ()
        return
    for price, option in options[0]:
        if price <= cost:
            for rest in _choices(options[1:], cost - price):
                yield (option, *rest)


def admissible(conditions: Sequence[e.Condition], env: Mapping[str, int]) -> bool:
    """Return whether the conditions on indices alone hold at the values in `env`."""
    for condition in conditions:
        if isinstance(condition, e.Compare):
            try:
                left, right = integer(condition.left, env), integer(condition.right, env)
            except (UndefinedError, KeyError):
                continue
            if not compare(condition.op, Fraction(left), Fraction(right)):
                return False
    return True
