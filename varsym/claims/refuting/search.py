"""A bounded, repeatable search for counterexamples, small ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from varsym.claims import expressions as e
from varsym.claims.refuting.enumeration import (
    ModelSearch,
    admissible,
    free_indices,
    index_choices,
)
from varsym.claims.refuting.evaluate import Model, Place, UndefinedError
from varsym.claims.refuting.universes import LINE, PLANE
from varsym.claims.render import text
from varsym.exact import PiecewiseLinear

__all__ = ["Counterexample", "Extreme", "Hint", "find_counterexample", "find_extreme"]

BUDGET = 6_000


@dataclass(frozen=True)
class Hint:
    """A model of maps on the line that a pack proposes as a counterexample; it is checked.

    Parameters
    ----------
    indices : mapping of str to int
        Values of all free index variables.
    maps : mapping of (str, tuple of int) to PiecewiseLinear
        Values of map variables, by name and indices; those left out are the identity.
    reals : mapping of (str, tuple of int) to Fraction
        Values of reals; those left out take the least value that the conditions allow.

    Examples
    --------
    >>> from varsym.exact import PiecewiseLinear
    >>> Hint({"i": 1}, {("f", (1,)): PiecewiseLinear.relu(1)}).indices
    {'i': 1}
    """

    indices: Mapping[str, int]
    maps: Mapping[Place, PiecewiseLinear] = field(default_factory=dict)
    reals: Mapping[Place, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Counterexample:
    """Concrete objects that meet every condition of a claim and break its conclusion.

    Attributes
    ----------
    world : str
        What kind of maps it is made of.
    assignment : dict of str to str
        Each variable and its value.
    left, right : str
        The exact values of the two sides.
    relation : str
        What was claimed to hold between them.
    """

    world: str
    assignment: dict[str, str]
    left: str
    right: str
    relation: str

    def line(self) -> str:
        """Return the counterexample on one line."""
        values = ", ".join(f"{k} = {v}" for k, v in self.assignment.items())
        return f"{values}: {self.left} {self.relation} {self.right} fails"


def find_counterexample(
    conditions: Sequence[e.Condition],
    goal: e.Condition,
    metric: str,
    budget: int = BUDGET,
    hint: Hint | None = None,
) -> Counterexample | None:
    """Search for a model of `conditions` in which `goal` fails, exactly decided.

    Parameters
    ----------
    conditions : sequence of Condition
        All of them hold in a counterexample.
    goal : Condition
        What is claimed; for a right side ``O(ε)`` a model with all errors 0 and a positive left
        side is wanted, which no constant can mend.
    metric : {"sup", "L_alpha"}
    budget : int
        How many models are looked at, at the most.
    hint : Hint, optional
        A model to look at first; it is decided like any other.

    Returns
    -------
    Counterexample or None
        None says that none was found, not that there is none.
    """
    names = free_indices([*conditions, goal])
    if hint is not None and (found := _hinted(conditions, goal, metric, hint)) is not None:
        return found
    seen = 0
    worlds = [u for u in (LINE, PLANE) if metric in u.metrics]
    choices = [env for env in index_choices(names) if admissible(conditions, env)]
    for universe in worlds:
        for rank, env in enumerate(choices[:12]):
            share = budget // (2 * (rank + 1) if len(choices) > 1 else 1)
            try:
                search = ModelSearch(conditions, goal, metric, universe, env)
            except UndefinedError:
                continue
            for looked, model in enumerate(search.models()):
                if looked >= share or seen >= 2 * budget:
                    break
                seen += 1
                sides = None if model is None else search.breaks(model)
                if model is not None and sides is not None:
                    return _describe(search, model, *sides)
    return None


def _hinted(
    conditions: Sequence[e.Condition], goal: e.Condition, metric: str, hint: Hint
) -> Counterexample | None:
    """Decide the hinted model; reals that the hint leaves out take the least value they can."""
    try:
        search = ModelSearch(conditions, goal, metric, LINE, hint.indices)
    except (UndefinedError, KeyError):
        return None
    for model in search.models_with(hint.maps):
        model.reals.update({p: v for p, v in hint.reals.items() if p in model.reals})
        sides = search.breaks(model)
        if sides is not None:
            return _describe(search, model, *sides)
    return None


@dataclass(frozen=True)
class Extreme:
    """The instance that comes nearest to a bound.

    Attributes
    ----------
    ratio : Fraction
        Left side over right side, exactly; 1 if the bound is attained.
    world : str
    assignment : dict of str to str
    models : int
        How many models were looked at.
    """

    ratio: Fraction
    world: str
    assignment: dict[str, str]
    models: int

    def line(self) -> str:
        """Return the instance on one line."""
        values = ", ".join(f"{k} = {v}" for k, v in self.assignment.items())
        if self.ratio == 1:
            return f"attained exactly: {values}"
        return f"best ratio {self.ratio} among {self.models} exact instances: {values}"


def find_extreme(
    conditions: Sequence[e.Condition], relation: e.Compare, metric: str, budget: int = BUDGET
) -> Extreme | None:
    """Search for the instance in which the left side of a relation comes nearest to the right.

    Parameters
    ----------
    conditions : sequence of Condition
        What it has to meet.
    relation : Compare
    metric : {"sup", "L_alpha"}
        The reading.
    budget : int
        About how many candidates are looked at.

    Returns
    -------
    Extreme or None
        None if no instance was found in which the right side is positive and finite.
    """
    best: Extreme | None = None
    names = free_indices([*conditions, relation])
    choices = [env for env in index_choices(names) if admissible(conditions, env)]
    seen = 0
    # two layers say more than one, and more than two take long
    ordered = sorted(
        choices[:12], key=lambda env: (max(env.values(), default=0) != 2, sum(env.values()))
    )
    for env in ordered[:6]:
        search = ModelSearch(conditions, relation, metric, LINE, env)
        for looked, model in enumerate(search.models()):
            if looked >= budget // 6:
                break
            seen += 1
            ratio = None if model is None else search.ratio(model, relation)
            if model is not None and ratio is not None and (best is None or ratio > best.ratio):
                shown = _describe(search, model, "", "", "").assignment
                best = Extreme(ratio, LINE.name, shown, seen)
                if ratio == 1:
                    return best
    return best


def _describe(
    search: ModelSearch, model: Model, left: str, relation: str, right: str
) -> Counterexample:
    def shown(place: Place) -> str:
        name, at = place
        return text(e.Real(name, tuple(e.Number(Fraction(i)) for i in at)))

    assignment = {name: str(at) for name, at in model.indices.items()}
    for place in search.maps:
        assignment[shown(place)] = search.universe.describe(model.maps[place])
    for place in search.reals:
        assignment[shown(place)] = str(model.reals[place])
    return Counterexample(search.universe.name, assignment, left, right, relation)
