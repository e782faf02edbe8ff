"""A claim with derivatives as one about numbers: the values of each path and of its derivatives.

At one point the value and the first two derivatives of a path can be any three numbers, those of a
quadratic polynomial.  So a relation holds for all paths if it holds for all numbers in the place of
α(t), α'(t) and α''(t); and numbers that break it give paths that do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import SMOOTHNESS, ValueAt, inside, mentions_derivatives
from varsym.claims.derivatives.rules import Definitions, performed
from varsym.claims.functions.elementary import Exp, free_indices
from varsym.claims.functions.values import NoValueError, Place, Point, Value, scalar_value
from varsym.claims.render import text
from varsym.errors import PackError

__all__ = ["Jets", "in_numbers"]


@dataclass(frozen=True)
class Jets:
    """A claim in numbers, and what the numbers stand for.

    Attributes
    ----------
    goal : Condition
    conditions : tuple of Condition
        Without those that define a path; that path is written out.
    letters : tuple of (Real, ValueAt)
        Each number, and the value of a path that it is.
    """

    goal: e.Condition
    conditions: tuple[e.Condition, ...]
    letters: tuple[tuple[e.Real, ValueAt], ...]

    def paths_through(self, assignment: Mapping[str, str]) -> dict[str, str] | None:
        """Return values of letters with polynomials in the place of the values of paths.

        None where no such polynomial is made here: where a path is looked at in two points.
        """
        values = dict(assignment)
        jets = [(at, values.pop(text(letter), "0")) for letter, at in self.letters]
        points: dict[e.Scalar, Fraction] = {}
        for at, _ in jets:
            if any(other.argument != at.argument for other, _ in jets if other.name == at.name):
                return None
            point = _point(at.argument, values)
            if point is None:
                return None
            points[at.argument] = point
        for at, _ in jets:
            if isinstance(at.argument, e.Real):
                values.setdefault(text(at.argument), str(points[at.argument]))
        for name in dict.fromkeys(at.name for at, _ in jets):
            own = [(at, Fraction(value)) for at, value in jets if at.name == name]
            orders = [Fraction(0)] * (SMOOTHNESS + 1)
            for at, value in own:
                orders[at.order] = value
            shown = text(ValueAt(name, e.Real("s")))
            values[shown] = _polynomial(orders, points[own[0][0].argument])
        return values


def _point(argument: e.Scalar, values: Mapping[str, str]) -> Fraction | None:
    """Return where a path is looked at; a letter that nothing depends on may be 0."""
    reals = {part for part in inside(argument) if isinstance(part, e.Real)}
    if free_indices(argument) or any(letter.indices for letter in reals):
        return None
    try:
        chosen: dict[Place, Value] = {
            (r.name, ()): Fraction(values.get(text(r), "0")) for r in reals
        }
        found = scalar_value(argument, Point({}, chosen))
    except (NoValueError, ValueError):
        return None
    return found if isinstance(found, Fraction) else None


def _polynomial(orders: Sequence[Fraction], point: Fraction) -> str:
    """Return the polynomial in s with these derivatives at a point, expanded."""
    value, slope, curve = orders
    constant = value - slope * point + curve * point**2 / 2
    terms = ((constant, ""), (slope - curve * point, "s"), (curve / 2, "s²"))
    shown = ""
    for factor, power in terms:
        if not factor:
            continue
        sign = ("-" if factor < 0 else "") if not shown else (" - " if factor < 0 else " + ")
        size = str(abs(factor)) if not power or abs(factor) != 1 else ""
        shown += sign + size + ("·" if size and power else "") + power
    return shown or "0"


@lru_cache(maxsize=256)
def in_numbers(goal: e.Condition, conditions: tuple[e.Condition, ...]) -> Jets:
    """Return a claim with its derivatives performed and numbers for the values of paths.

    A condition α(t) = …, with a variable t, defines the path α, at all points.  Other conditions
    speak of the points that they name alone.

    Raises
    ------
    PackError
        For what has no derivative, a path that is defined twice, by itself or without two
        derivatives, a letter that is bound where a definition with it is written out, and a claim
        that is no relation between numbers.

    Examples
    --------
    >>> from varsym.claims.derivatives.paths import derivative, paths
    >>> t, x = e.reals("t x")
    >>> (alpha,) = paths("alpha")
    >>> claim = e.equals(derivative(alpha(t) * x, t), alpha.prime(t) * x)
    >>> text(in_numbers(claim, ()).goal)
    'α_d1_at1·x + α_d0_at1·0 = α_d1_at1·x'
    >>> text(in_numbers(claim, (e.equals(alpha(t), t**2),)).goal)
    '2·t·x + t^{2}·0 = 2·t·x'
    """
    known: dict[str, tuple[e.Real, e.Scalar]] = {}
    kept = []
    for condition in conditions:
        match condition:
            case e.Compare("=", ValueAt(name, e.Real(_, ()) as variable, 0), body):
                if name in known:
                    raise PackError(f"{name} is defined twice.", "One definition of a path.")
                known[name] = (variable, body)
            case _:
                kept.append(condition)
    for name, (variable, _) in known.items():
        performed(ValueAt(name, variable, SMOOTHNESS), known)
    letters = _Letters()
    stated = [_stated(one, known, letters) for one in (goal, *kept)]
    everything = inside((goal, *kept, *known.values()))
    own = {part.name for part in everything if isinstance(part, e.Real)}
    if own.intersection(letter.name for letter in letters.of.values()):
        raise PackError("A letter that is called as the value of a path.", "Another name.")
    pairs = tuple((letter, at) for at, letter in letters.of.items())
    return Jets(stated[0], tuple(stated[1:]), pairs)


class _Letters:
    """The numbers that stand for values of paths, made as they are met."""

    def __init__(self) -> None:
        self.of: dict[ValueAt, e.Real] = {}

    def __call__(self, item: e.Scalar) -> e.Scalar:
        match item:
            case ValueAt():
                if any(isinstance(part, ValueAt) for part in inside(item.argument)):
                    at = self(item.argument)
                    item = ValueAt(item.name, at, item.order)
                if free_indices(item):
                    raise PackError(
                        f"A path at {text(item.argument)}, an index.", "A real variable."
                    )
                points = dict.fromkeys([*(at.argument for at in self.of), item.argument])
                name = f"{item.name}_d{item.order}_at{list(points).index(item.argument) + 1}"
                return self.of.setdefault(item, e.Real(name))
            case e.Binary(op, left, right):
                return e.Binary(op, self(left), self(right))
            case e.Iterated(kind, name, low, high, body):
                return e.Iterated(kind, name, low, high, self(body))
            case Exp(argument):
                return Exp(self(argument))
        return item


def _stated(
    condition: e.Condition,
    known: Definitions,
    letters: _Letters,
    bound: frozenset[e.Scalar] = frozenset(),
) -> e.Condition:
    match condition:
        case e.Compare(op, left, right):
            sides = (letters(performed(side, known, bound)) for side in (left, right))
            return e.Compare(op, *sides)
        case e.ForAll(name, low, high, body) if not mentions_derivatives((low, high)):
            inner = _stated(body, known, letters, bound | {e.Index(name)})
            return e.ForAll(name, low, high, inner)
    if mentions_derivatives(condition):
        raise PackError(
            f"A derivative in {type(condition).__name__}.", "A relation between numbers."
        )
    return condition
