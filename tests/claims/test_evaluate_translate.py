"""Two readings of an expression agree: the exact evaluator's, and that of the kernel's terms."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from kernel_values import (
    NoMeaningError,
    Place,
    World,
    finite,
    map_of,
    meets,
    scalar_value,
    side_value,
)

from varsym.claims import expressions as e
from varsym.claims.refuting.evaluate import Model, UndefinedError, holds, map_value, value
from varsym.claims.refuting.universes import LINE
from varsym.claims.translate import map_term, scalar_term
from varsym.errors import PackError
from varsym.exact import PiecewiseLinear
from varsym.kernel import TermError

NAMES = ("i", "j", "n")
SPACE = e.Space((e.Real("d"),))
NUMBERS = [Fraction(p, q) for p in (-2, 0, 1, 3) for q in (1, 2)]
MAPS = [PiecewiseLinear.relu(1), PiecewiseLinear.affine(-1, 1), PiecewiseLinear.step(0, -1, 2),
        PiecewiseLinear.affine(2, 0), PiecewiseLinear.constant(3), PiecewiseLinear.spike(0, 1),
        PiecewiseLinear.hat(0, 1, 1)]  # fmt: skip


class Reals(dict[Place, Fraction]):
    """A value for each variable, drawn once from the seed."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.seed = seed

    def __missing__(self, place: Place) -> Fraction:
        name, at = place
        return NUMBERS[(self.seed + sum(map(ord, name)) + 3 * sum(at)) % len(NUMBERS)]


class Maps(dict[Place, Any]):
    """A map for each variable, drawn once from the seed."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.seed = seed

    def __missing__(self, place: Place) -> PiecewiseLinear:
        name, at = place
        return MAPS[(self.seed + sum(map(ord, name)) + 2 * sum(at)) % len(MAPS)]


places = st.one_of(
    st.sampled_from(NAMES).map(e.Index),
    st.builds(
        lambda name, op, c: e.Binary(op, e.Index(name), e.Number(Fraction(c))),
        st.sampled_from(NAMES), st.sampled_from("+-"), st.integers(0, 2),
    ),
    st.integers(-1, 3).map(lambda c: e.Number(Fraction(c))),
)  # fmt: skip
numbers = st.sampled_from(NUMBERS).map(e.Number)
leaves = st.one_of(
    numbers,
    places,
    st.sampled_from("xy").map(e.Real),
    st.builds(lambda name, at: e.Real(name, (at,)), st.sampled_from("ab"), places),
)


def larger(inner: st.SearchStrategy[e.Scalar]) -> st.SearchStrategy[e.Scalar]:
    return st.one_of(
        st.builds(e.Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(lambda base, at: e.Binary("^", base, at), inner, places),
        st.builds(
            e.Iterated,
            st.sampled_from(["sum", "prod"]),
            st.sampled_from(NAMES),
            places,
            places,
            inner,
        ),
    )


scalars = st.recursive(leaves, larger, max_leaves=6)
map_leaves: st.SearchStrategy[e.Map] = st.one_of(
    st.just(e.Identity(SPACE)),
    st.sampled_from("fg").map(lambda name: e.MapVariable(name, (), SPACE, SPACE)),
    st.builds(
        lambda name, at: e.MapVariable(name, (at,), SPACE, SPACE), st.sampled_from("FG"), places
    ),
)


def larger_map(inner: st.SearchStrategy[e.Map]) -> st.SearchStrategy[e.Map]:
    terms = st.lists(
        st.tuples(st.sampled_from([Fraction(1), Fraction(-1), Fraction(3, 2)]), inner),
        min_size=1, max_size=3,
    )  # fmt: skip
    return st.one_of(
        st.builds(e.Compose, inner, inner),
        terms.map(lambda found: e.MapCombination(tuple(found))),
        st.builds(e.Chain, st.sampled_from(NAMES), places, places, inner),
        st.builds(e.MapSum, st.sampled_from(NAMES), places, places, inner),
    )


maps = st.recursive(map_leaves, larger_map, max_leaves=5)
environments = st.fixed_dictionaries({name: st.integers(0, 3) for name in NAMES})
seeds = st.integers(0, 50)
metrics = st.sampled_from(["sup", "L_alpha"])


def worlds(ints: dict[str, int], seed: int, metric: str = "sup") -> tuple[Model, World]:
    reals, known = Reals(seed), Maps(seed)
    return Model(LINE, metric, ints, reals, known), World(ints, reals, known)


@settings(max_examples=150)
@given(scalars, environments, seeds)
def test_scalars_have_one_value(item: e.Scalar, ints: dict[str, int], seed: int) -> None:
    model, world = worlds(ints, seed)
    try:
        wanted = value(item, model, ints)
        term = scalar_term(item)
    except (UndefinedError, TermError, PackError):
        assume(False)
    assert scalar_value(term, world, ints) == wanted


@settings(max_examples=150)
@given(maps, environments, seeds)
def test_maps_have_one_value(item: e.Map, ints: dict[str, int], seed: int) -> None:
    model, world = worlds(ints, seed)
    try:
        wanted = map_value(item, model, ints)
        term = map_term(item)
    except (UndefinedError, TermError, PackError):
        assume(False)
    try:
        assert map_of(term, world, ints) == wanted
    except NoMeaningError:
        assume(False)


@settings(max_examples=100)
@given(maps, maps, numbers, environments, seeds, metrics)
def test_norms_and_relations_have_one_truth(
    left: e.Map, right: e.Map, bound: e.Scalar, ints: dict[str, int], seed: int, metric: str
) -> None:
    model, world = worlds(ints, seed, metric)
    conditions: list[e.Condition] = [
        e.norm(left - right) <= bound,
        e.Lipschitz(left, bound),
        e.Growth(left, bound),
        e.Linear(left),
        e.SameMap(left, right),
        e.PushForward(right, bound),
        e.ForAll("i", e.Number(Fraction(1)), e.Index("n"), e.norm(left) <= bound),
    ]
    for condition in conditions:
        try:
            wanted = holds(condition, model, ints)
            found = meets(condition, metric, world, ints)
        except (UndefinedError, TermError, NoMeaningError, PackError):
            continue
        assert found == wanted


@settings(max_examples=80)
@given(st.lists(maps, min_size=1, max_size=2), leaves, environments, seeds, metrics)
def test_sums_of_norms_have_one_value(
    found: list[e.Map], factor: e.Scalar, ints: dict[str, int], seed: int, metric: str
) -> None:
    model, world = worlds(ints, seed, metric)
    total: e.Scalar = e.Number(Fraction(0))
    for one in found:
        total = total + factor * e.norm(one)
    item = e.Iterated("sum", "j", e.Number(Fraction(1)), e.Index("n"), total)
    try:
        wanted = finite(value(item, model, ints))
        assert side_value(item, metric, world, ints) == wanted
    except (UndefinedError, TermError, NoMeaningError, PackError):
        assume(False)


@pytest.mark.parametrize("metric", ["sup", "L_alpha"])
def test_the_worked_example_of_the_design(metric: str) -> None:
    f, g, phi = (e.MapVariable(name, (), SPACE, SPACE) for name in ("f", "g", "phi"))
    known: dict[Place, Any] = {("f", ()): PiecewiseLinear.relu(1)}
    known["g", ()] = PiecewiseLinear.constant(2)
    known["phi", ()] = PiecewiseLinear.constant(1)
    model = Model(LINE, metric, {}, {}, known)
    assert value(e.norm(f @ g - f @ phi), model, {}) == 1
    assert value(e.norm(f @ (g - phi)), model, {}) == 0
