"""Small numbers that meet the conditions of a claim and break it, found by trying them in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import Limit, Piece, free_indices, parts
from varsym.claims.functions.values import (
    NoValueError,
    Place,
    Point,
    Value,
    holds,
    integer,
    integers,
    scalar_value,
)
from varsym.claims.render import text

__all__ = ["Instance", "find_instance", "instances"]

MAX_INDEX = 4
MAX_COST = 7
BUDGET = 6_000
MAX_CONSTANTS = 12
COST_OF_CONSTANTS = 3
#: Rationals by what they cost, the plainest first.
CANDIDATES = tuple(
    (cost, Fraction(value))
    for cost, values in enumerate(("1", "0 2 1/2", "-1 1/4 3 3/4", "4 1/3 3/2 -1/2", "5/4 8 1/8"))
    for value in values.split()
)


@dataclass(frozen=True)
class Instance:
    """Numbers that meet every condition of a claim and break it.

    Attributes
    ----------
    assignment : dict of str to str
    left, relation, right : str
        The sides and what was claimed to hold between them.
    """

    assignment: dict[str, str]
    left: str
    relation: str
    right: str

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "world": "numbers",
            "assignment": self.assignment,
            "left": self.left,
            "relation": self.relation,
            "right": self.right,
        }

    def line(self) -> str:
        """Return it on one line."""
        values = ", ".join(f"{name} = {value}" for name, value in self.assignment.items())
        return f"{values}: {self.left} {self.relation} {self.right} fails"


def find_instance(conditions: Sequence[e.Condition], goal: e.Condition) -> Instance | None:
    """Return the first small instance that meets the conditions and breaks the goal, or None.

    None says that none was found, not that there is none.

    Examples
    --------
    >>> from varsym.claims.functions.elementary import ReLU
    >>> (x,) = e.reals("x")
    >>> find_instance([0 <= x], ReLU(x - 1) <= x - 1).line()
    'x = 0: 0 ≤ -1 fails'
    """
    names = list(dict.fromkeys(name for c in (*conditions, goal) for name in free_indices(c)))
    tried = 0
    for cost in range(MAX_COST + 1):
        for spent, env in _indices(names, cost):
            search = _Search.at(conditions, goal, env)
            if search is None:
                continue
            for point in search.points(cost - spent):
                tried += 1
                found = search.broken(point)
                if found is not None:
                    return found
                if tried > BUDGET:
                    return None
    return None


def _indices(names: Sequence[str], most: int) -> Iterator[tuple[int, dict[str, int]]]:
    """Yield values of the indices that cost at most `most`, with what they cost."""
    if not names:
        yield 0, {}
        return
    for value in (1, 2, 0, 3, 4)[: MAX_INDEX + 1]:
        price = {1: 0, 2: 1, 0: 2}.get(value, value - 1)
        if price <= most:
            for spent, rest in _indices(names[1:], most - price):
                yield spent + price, {names[0]: value, **rest}


def instances(condition: e.Condition, point: Point) -> Iterator[tuple[e.Compare, Point]]:
    """Yield the relations that a condition stands for, with their indices.

    Raises
    ------
    NoValueError
        For a condition that is not about numbers, and where a range has no ends.

    Examples
    --------
    >>> i, n = e.index("i n")
    >>> [at.indices["i"] for _, at in instances(e.for_all(i, 1, n, i <= n), Point({"n": 3}, {}))]
    [1, 2, 3]
    """
    match condition:
        case e.ForAll(name, low, high, body):
            for at in integers(low, high, point):
                yield from instances(body, point.at(name, at))
        case e.Compare():
            yield condition, point
        case _:
            raise NoValueError(f"{type(condition).__name__} among numbers")


def _places(item: object, point: Point) -> Iterator[Place]:
    """Yield the real variables that occur, families by their integer places."""
    match item:
        case e.Real(name, indices):
            yield name, tuple(integer(i, point) for i in indices)
            return
        case Limit(variable, body):
            yield from (place for place in _places(body, point) if place != (variable.name, ()))
            return
        case e.Iterated(_, name, low, high, body) if _has_families(body):
            yield from _places(low, point)
            yield from _places(high, point)
            for at in integers(low, high, point):
                yield from _places(body, point.at(name, at))
            return
        case e.Iterated(_, name, _, _, _):
            point = point.at(name, 1)
        case Piece(index=index) if index is not None:
            point = point.at(index.name, 1)
    for part in parts(item):
        yield from _places(part, point)


def _places_in_order(relation: e.Compare, point: Point) -> Iterator[Place]:
    """Yield a letter after those that it is defined by."""
    sides = [relation.left, relation.right]
    if relation.op == "=" and isinstance(relation.left, e.Real):
        sides.reverse()
    for side in sides:
        yield from _places(side, point)


def _has_families(item: object) -> bool:
    if isinstance(item, e.Real):
        return bool(item.indices)
    return any(_has_families(part) for part in parts(item))


def _connected(start: Sequence[Place], groups: Sequence[Sequence[Place]]) -> set[Place]:
    """Return the places that conditions tie to those a claim is about."""
    found = set(start)
    for _ in groups:
        found.update(place for group in groups if found.intersection(group) for place in group)
    return found


def _around(claims: Sequence[e.Compare]) -> list[tuple[int, Fraction]]:
    """Return numbers where a claim may change: its constants, those between them, those beyond."""
    constants = sorted({number for claim in claims for number in _constants(claim)})[:MAX_CONSTANTS]
    known = {value for _, value in CANDIDATES}
    between = [(a + b) / 2 for a, b in pairwise(constants)]
    beyond = [c + step for c in constants[:1] + constants[-1:] for step in (-1, 1)]
    found = dict.fromkeys([*constants, *between, *beyond])
    return [(COST_OF_CONSTANTS, value) for value in found if value not in known]


def _constants(item: object) -> Iterator[Fraction]:
    if isinstance(item, e.Number):
        yield item.value
    for part in parts(item):
        yield from _constants(part)


class _Search:
    """All choices of the reals of a claim at given indices."""

    def __init__(
        self,
        conditions: list[tuple[e.Compare, Point]],
        goals: list[tuple[e.Compare, Point]],
        env: Mapping[str, int],
    ) -> None:
        self.goals, self.env = goals, env
        self.candidates = (*CANDIDATES, *_around([c for c, _ in (*goals, *conditions)]))
        needed = [tuple(dict.fromkeys(_places_in_order(c, at))) for c, at in conditions]
        wanted = [place for c, at in goals for place in _places(c, at)]
        self.reals = list(dict.fromkeys([p for places in needed for p in places] + wanted))
        self.shown = _connected(wanted, needed)
        rank = {place: k for k, place in enumerate(self.reals)}
        self.closing: list[list[tuple[e.Compare, Point]]] = [[] for _ in range(len(self.reals) + 1)]
        for condition, places in zip(conditions, needed, strict=True):
            last = max((rank[p] for p in places), default=-1)
            self.closing[last + 1].append(condition)

    @classmethod
    def at(
        cls, conditions: Sequence[e.Condition], goal: e.Condition, env: Mapping[str, int]
    ) -> _Search | None:
        """Return the search at given indices, or None where they break a condition."""
        start = Point(env, {})
        try:
            given = [pair for c in conditions for pair in instances(c, start)]
            search = cls(given, list(instances(goal, start)), env)
            return search if search._meets(0, start) else None
        except NoValueError:
            return None

    def _meets(self, step: int, point: Point) -> bool:
        try:
            return all(holds(c, Point(at.indices, point.reals)) for c, at in self.closing[step])
        except NoValueError:
            return False

    def points(self, cost: int) -> Iterator[Point]:
        """Yield the points that meet the conditions and cost exactly `cost`."""
        yield from self._extended(0, {}, cost)

    def _extended(self, step: int, reals: dict[Place, Value], left: int) -> Iterator[Point]:
        if step == len(self.reals):
            if left == 0:
                yield Point(self.env, reals)
            return
        place = self.reals[step]
        for price, value in self._options(step, reals):
            if price <= left:
                grown = {**reals, place: value}
                if self._meets(step + 1, Point(self.env, grown)):
                    yield from self._extended(step + 1, grown, left - price)

    def _options(self, step: int, reals: dict[Place, Value]) -> Sequence[tuple[int, Value]]:
        """Return values of the next real: the solution of an equation that ends with it, or all."""
        for condition, at in self.closing[step + 1]:
            if condition.op == "=":
                solved = self._solved(condition, at, self.reals[step], reals)
                if solved is not None:
                    return [(0, solved)]
        return self.candidates

    def _solved(
        self, equation: e.Compare, at: Point, place: Place, reals: dict[Place, Value]
    ) -> Value | None:
        if equation.left == e.Real(place[0]) and not place[1]:
            try:
                return scalar_value(equation.right, Point(at.indices, reals))
            except NoValueError:
                pass
        gaps = []
        for probe in range(3):
            here = Point(at.indices, {**reals, place: Fraction(probe)})
            try:
                left, right = scalar_value(equation.left, here), scalar_value(equation.right, here)
            except NoValueError:
                return None
            if not isinstance(left, Fraction) or not isinstance(right, Fraction):
                return None
            gaps.append(left - right)
        slope = gaps[1] - gaps[0]
        return -gaps[0] / slope if slope and gaps[2] - gaps[1] == slope else None

    def broken(self, point: Point) -> Instance | None:
        """Return the instance if the goal fails at a point."""
        for goal, at in self.goals:
            here = Point(at.indices, point.reals)
            try:
                if not holds(goal, here):
                    left, right = scalar_value(goal.left, here), scalar_value(goal.right, here)
                    sign = {"<=": "≤"}.get(goal.op, goal.op)
                    return Instance(self._named(here), str(left), sign, str(right))
            except NoValueError:
                continue
        return None

    def _named(self, point: Point) -> dict[str, str]:
        shown = {name: str(at) for name, at in point.indices.items()}
        for name, at in self.reals:
            if (name, at) not in self.shown:
                continue
            letter = e.Real(name, tuple(e.Number(Fraction(i)) for i in at))
            shown[text(letter)] = str(point.reals[name, at])
        return shown
