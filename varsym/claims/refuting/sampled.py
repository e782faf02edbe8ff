"""Scalar claims for the falsifier: compiled to floats for suspicion, judged exactly.

The bounded search tries a few small values of each real. This one draws a million points of all
sizes, solves the equations among the hypotheses, and reaches what lies in narrow regions or far
out. A point counts only once the exact evaluator has decided it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from fractions import Fraction
from itertools import product

from varsym.claims import expressions as e
from varsym.claims.refuting.enumeration import ModelSearch, admissible, free_indices
from varsym.claims.refuting.evaluate import (
    MAX_EXPONENT,
    Model,
    Place,
    UndefinedError,
    instances,
    integer,
    value,
)
from varsym.claims.refuting.search import Counterexample
from varsym.claims.refuting.universes import LINE
from varsym.claims.render import text
from varsym.errors import InputError
from varsym.exact import exact_integer
from varsym.numeric.falsifying import falsify
from varsym.numeric.relations import Relation, RelationalConjecture
from varsym.numeric.shrinking import Point
from varsym.numeric.straight_line import ProgramBuilder

__all__ = ["find_sampled"]

SAMPLES = 2**20
MAX_INDEX = 6
MAX_COMBINATIONS = 4096
MAX_CHOICES = 32
MAX_TERMS = 1_000


def find_sampled(
    conditions: Sequence[e.Condition],
    goal: e.Condition,
    samples: int = SAMPLES,
    seed: int = 0,
    executor: Executor | None = None,
) -> Counterexample | None:
    """Search at scale for reals that meet `conditions` and break `goal`, exactly decided.

    Parameters
    ----------
    conditions : sequence of Condition
        All of them hold in a counterexample. An equation is solved for a variable that occurs
        in it once.
    goal : Condition
        What is claimed: a comparison of scalars, for all indices perhaps.
    samples : int
        How many points are drawn, over all values of the indices together.
    seed : int
        The same seed finds the same.
    executor : Executor, optional
        Where to draw them, see `varsym.numeric.executors.in_order`; the result does not depend
        on it.

    Returns
    -------
    Counterexample or None
        None says that none was found, not that there is none. Claims that speak of maps, norms
        or orders O(ε), and equations that cannot be solved, are left to other searches.

    Raises
    ------
    InputError
        When `samples` or `seed` is no whole number, or out of range.

    Examples
    --------
    >>> (x,) = e.reals("x")
    >>> find_sampled([Fraction(1, 4) < x, x < Fraction(1, 3)], x * x < Fraction(1, 10)).line()
    'x = 7/22: 49/484 < 1/10 fails'
    """
    environments = list(_environments(conditions, goal))
    share = -(-exact_integer(samples, "samples", 1) // max(len(environments), 1))
    for env in environments:
        try:
            instance = _Instance(conditions, goal, env)
        except (_UnsupportedError, UndefinedError, KeyError, InputError):
            continue
        point = instance.counterexample(share, seed, executor)
        if point is not None:
            return instance.describe(point)
    return None


class _UnsupportedError(Exception):
    """A part of a claim that has no float form here."""


def _environments(conditions: Sequence[e.Condition], goal: e.Condition) -> Iterator[dict[str, int]]:
    """Yield values of the free indices that the conditions allow, small sums first."""
    names = free_indices([*conditions, goal])
    most = MAX_INDEX
    while most > 1 and (most + 1) ** len(names) > MAX_COMBINATIONS:
        most -= 1
    found = 0
    for values in sorted(product(range(most + 1), repeat=len(names)), key=lambda v: (sum(v), v)):
        env = dict(zip(names, values, strict=True))
        if found < MAX_CHOICES and admissible(conditions, env):
            found += 1
            yield env


class _Instance:
    """A claim at given values of its indices: its free reals, their equations, its judge."""

    def __init__(
        self, conditions: Sequence[e.Condition], goal: e.Condition, env: Mapping[str, int]
    ) -> None:
        self.env = env
        facts = [_grounded(c, at) for whole in conditions for c, at in instances(whole, env)]
        claimed = [_grounded(c, at) for c, at in instances(goal, env)]
        self.judge = ModelSearch(conditions, goal, "sup", LINE, env)
        self.solved = _solved([c for c in facts if c.op == "="])
        self.free = [r for r in map(_real, self.judge.reals) if r not in self.solved]
        self.hypotheses = [_substituted(c, self.solved) for c in facts if c.op != "="]
        self.conclusions = [_substituted(c, self.solved) for c in claimed]
        self.conjecture = self._compiled()

    def counterexample(self, samples: int, seed: int, executor: Executor | None) -> Point | None:
        """Return values of the free reals at which the claim fails, if some are found."""
        if not self.free:
            return () if self.refuted_at(()) else None
        return falsify(self.conjecture, self.refuted_at, samples, seed, executor).counterexample

    def _compiled(self) -> RelationalConjecture:
        """Return the claim in floats, about the free reals."""
        builder = ProgramBuilder(len(self.free))
        places = {real: at for at, real in enumerate(self.free)}

        def compiled(relations: list[e.Compare]) -> tuple[Relation, ...]:
            return tuple(
                Relation(
                    c.op, _operand(c.left, places, builder), _operand(c.right, places, builder)
                )
                for c in relations
            )

        hypotheses, conclusions = compiled(self.hypotheses), compiled(self.conclusions)
        bounds = tuple(_bounds(real, self.hypotheses) for real in self.free)
        return RelationalConjecture(builder.program(), hypotheses, conclusions, bounds)

    def refuted_at(self, point: Point) -> bool:
        """Decide exactly whether the conditions hold and the goal fails."""
        try:
            return self.judge.breaks(self.model(point)) is not None
        except UndefinedError:
            return False

    def model(self, point: Point) -> Model:
        """Return the model with these values of the free reals."""
        model = Model(LINE, "sup", self.env)
        model.reals.update(zip(map(_place, self.free), point, strict=True))
        solved = {_place(real): _rational(term, model) for real, term in self.solved.items()}
        model.reals.update(solved)
        return model

    def describe(self, point: Point) -> Counterexample:
        """Return the counterexample in the words of the bounded search."""
        model = self.model(point)
        sides = self.judge.breaks(model)
        if sides is None:
            raise UndefinedError("a point that is no counterexample")
        assignment = {name: str(at) for name, at in self.env.items()}
        for place in self.judge.reals:
            assignment[text(_real(place))] = str(model.reals[place])
        left, relation, right = sides
        return Counterexample(LINE.name, assignment, left, right, relation)


# ------------------------------------------------------------- formulas without indices


def _real(place: Place) -> e.Real:
    name, indices = place
    return e.Real(name, tuple(e.Number(Fraction(i)) for i in indices))


def _place(real: e.Real) -> Place:
    return real.name, tuple(integer(i, {}) for i in real.indices)


def _grounded(condition: e.Condition, env: Mapping[str, int]) -> e.Compare:
    """Return a comparison with its indices put in and its sums and products written out."""
    if not isinstance(condition, e.Compare):
        raise _UnsupportedError(condition)
    return e.Compare(condition.op, _ground(condition.left, env), _ground(condition.right, env))


def _ground(item: e.Scalar, env: Mapping[str, int]) -> e.Scalar:
    match item:
        case e.Number():
            return item
        case e.Index(name):
            return e.Number(Fraction(env[name]))
        case e.Real(name, indices):
            return _real((name, tuple(integer(i, env) for i in indices)))
        case e.Binary("^", left, right):
            exponent = integer(right, env)
            if abs(exponent) > MAX_EXPONENT:
                raise _UnsupportedError(item)
            return e.Binary("^", _ground(left, env), e.Number(Fraction(exponent)))
        case e.Binary(op, left, right):
            return e.Binary(op, _ground(left, env), _ground(right, env))
        case e.Iterated(kind, name, low, high, body):
            places = range(integer(low, env), integer(high, env) + 1)
            if len(places) > MAX_TERMS:
                raise _UnsupportedError(item)
            parts = [_ground(body, {**env, name: at}) for at in places]
            if not parts:
                return e.Number(Fraction(0 if kind == "sum" else 1))
            total = parts[0]
            for part in parts[1:]:
                total = e.Binary("+" if kind == "sum" else "*", total, part)
            return total
    raise _UnsupportedError(item)


def _reals_of(item: e.Scalar) -> Iterator[e.Real]:
    """Yield each occurrence of a real, from left to right."""
    if isinstance(item, e.Real):
        yield item
    elif isinstance(item, e.Binary):
        yield from _reals_of(item.left)
        yield from _reals_of(item.right)


def _replaced(item: e.Scalar, by: Mapping[e.Real, e.Scalar]) -> e.Scalar:
    if isinstance(item, e.Real):
        return by.get(item, item)
    if isinstance(item, e.Binary):
        return e.Binary(item.op, _replaced(item.left, by), _replaced(item.right, by))
    return item


def _substituted(relation: e.Compare, by: Mapping[e.Real, e.Scalar]) -> e.Compare:
    return e.Compare(relation.op, _replaced(relation.left, by), _replaced(relation.right, by))


def _rational(item: e.Scalar, model: Model) -> Fraction:
    found = value(item, model, {})
    if not isinstance(found, Fraction):
        raise UndefinedError(f"{item} is infinite")
    return found


# ------------------------------------------------------------- equations


def _solved(equations: Sequence[e.Compare]) -> dict[e.Real, e.Scalar]:
    """Solve each equation for a real that occurs in it once, in terms of reals left free."""
    found: dict[e.Real, e.Scalar] = {}
    for printed in equations:
        equation = _substituted(printed, found)
        occurrences = [*_reals_of(equation.left), *_reals_of(equation.right)]
        if equation.left == equation.right or not occurrences:
            continue
        solution = next(
            (
                (real, term)
                for real in occurrences
                if occurrences.count(real) == 1 and (term := _isolated(equation, real)) is not None
            ),
            None,
        )
        if solution is None:
            raise _UnsupportedError(printed)
        real, term = solution
        found = {r: _replaced(t, {real: term}) for r, t in found.items()} | {real: term}
    return found


def _isolated(equation: e.Compare, real: e.Real) -> e.Scalar | None:
    """Return what a real equals by an equation in which it occurs once, if + - * / tell."""
    inside, outside = equation.left, equation.right
    if real not in _reals_of(inside):
        inside, outside = outside, inside
    while inside != real:
        if not isinstance(inside, e.Binary) or inside.op == "^":
            return None
        left, right = inside.left, inside.right
        is_left = real in _reals_of(left)
        match inside.op:
            case "+":
                outside = outside - (right if is_left else left)
            case "-":
                outside = outside + right if is_left else left - outside
            case "*":
                outside = outside / (right if is_left else left)
            case _:
                outside = outside * right if is_left else left / outside
        inside = left if is_left else right
    return outside


# ------------------------------------------------------------- floats


def _operand(item: e.Scalar, places: Mapping[e.Real, int], builder: ProgramBuilder) -> int:
    match item:
        case e.Number(number):
            return builder.constant(number)
        case e.Real():
            return places[item]
        case e.Binary("^", left, right):
            return builder.power(_operand(left, places, builder), integer(right, {}))
        case e.Binary(op, left, right):
            return builder.apply(
                op, _operand(left, places, builder), _operand(right, places, builder)
            )
    raise _UnsupportedError(item)


def _bounds(real: e.Real, hypotheses: Sequence[e.Compare]) -> tuple[float | None, float | None]:
    """Return the constants between which the hypotheses hold a real."""
    lower: list[Fraction] = []
    upper: list[Fraction] = []
    nothing = Model(LINE, "sup", {})
    for relation in hypotheses:
        for ends, bound, side in (
            (upper, relation.right, relation.left),
            (lower, relation.left, relation.right),
        ):
            if side == real and next(_reals_of(bound), None) is None:
                ends.append(_rational(bound, nothing))
    return (
        float(max(lower)) if lower else None,
        float(min(upper)) if upper else None,
    )
