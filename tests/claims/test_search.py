"""The search for counterexamples: finds known ones, twice the same, within its budget."""

from __future__ import annotations

import pytest
from recheck import is_confirmed

from varsym.claims.refuting.enumeration import free_indices, index_choices
from varsym.claims.refuting.search import find_counterexample
from varsym.claims.refuting.universes import PLANE
from varsym.pack import (
    BigO,
    BigOh,
    Compare,
    Condition,
    Growth,
    Identity,
    Linear,
    Lipschitz,
    MapVariable,
    PushForward,
    SameMap,
    Space,
    chain,
    families,
    for_all,
    index,
    maps,
    norm,
    product,
    reals,
    summation,
)

i, j, n = index("i j n")
x, y, K, M, eps, delta = reals("x y K M eps delta")
(a,) = families("a")
line = Space((reals("d")[0],))
f, g, h, k = (MapVariable(name, (), line, line) for name in "fghk")
(F,) = maps("F", lambda at: (line, line))

Case = tuple[Condition, tuple[Condition, ...], str]
FALSE: dict[str, Case] = {
    "composition is not additive": (
        Compare("=", norm(f @ g - f @ h), norm(f @ (g - h))), (Lipschitz(f, K),), "sup"),
    "composition does not commute": (SameMap(f @ g, g @ f), (), "sup"),
    "linear maps of the plane do not commute": (
        SameMap(f @ g, g @ f), (Linear(f), Linear(g)), "sup"),
    "growth is not a Lipschitz constant": (
        norm(f @ g - f @ h) <= K * norm(g - h), (Growth(f, K),), "sup"),
    "a mean does not survive composition": (
        norm(f @ h - g @ h) <= eps, (norm(f - g) <= eps,), "L_alpha"),
    "a push-forward of another map": (
        norm(f @ h - g @ h) <= K * eps, (norm(f - g) <= eps, PushForward(k, K)), "L_alpha"),
    "near everywhere is not equal": (SameMap(f, g), (norm(f - g) <= eps,), "sup"),
    "near in the mean is not near": (norm(f - g) <= eps, (norm(f - g, "L_alpha") <= eps,), "sup"),
    "a constant too small": (
        Lipschitz(f @ g, K), (Lipschitz(f, K), Lipschitz(g, K)), "sup"),
    "a power too small": (
        Lipschitz(chain(i, 1, n, F[i]), K ** (n - 1)),
        (for_all(i, 1, n, Lipschitz(F[i], K)), 2 <= n), "sup"),
    "a sum that ends early": (
        summation(i, 1, n, a[i]) <= summation(i, 1, n - 1, a[i]),
        (for_all(i, 1, n, 0 <= a[i]), 1 <= n), "sup"),
    "a product that is no sum": (
        Compare("=", summation(i, 1, n, a[i]), product(i, 1, n, a[i])), (1 <= n,), "sup"),
    "a bound of no order": (
        Compare("<=", norm(f - g), BigO(eps)), (0 < eps, norm(f - g) <= delta), "sup"),
    "a square root": (x <= x * x, (0 <= x,), "sup"),
}  # fmt: skip

TRUE: dict[str, Case] = {
    "a square": (x <= x * x + 1, (), "sup"),
    "Lipschitz": (norm(f @ g - f @ h) <= K * norm(g - h), (Lipschitz(f, K),), "sup"),
    "a mean under a push-forward": (
        norm(f @ h - g @ h) <= K * eps, (norm(f - g) <= eps, PushForward(h, K)), "L_alpha"),
    "an identity": (Lipschitz(f, x), (SameMap(f, Identity(line)), 1 <= x), "sup"),
    "of order ε": (
        Compare("<=", norm(f - g), BigO(eps)),
        (0 < eps, BigOh(delta, eps), norm(f - g) <= delta), "sup"),
    "what contradicts itself": (x < x - 1, (y < 0, 0 < y), "sup"),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_a_known_falsehood_is_refuted_and_the_refutation_is_right(name: str) -> None:
    goal, conditions, metric = FALSE[name]
    found = find_counterexample(conditions, goal, metric, 1500)
    assert found is not None
    if not (isinstance(goal, Compare) and isinstance(goal.right, BigO)):
        assert is_confirmed(conditions, goal, metric, found)
    assert found.line()
    assert "\n" not in found.line()


@pytest.mark.parametrize("name", TRUE)
def test_a_truth_has_no_counterexample(name: str) -> None:
    goal, conditions, metric = TRUE[name]
    assert find_counterexample(conditions, goal, metric, 400) is None


@pytest.mark.parametrize("name", FALSE)
def test_the_search_is_repeatable(name: str) -> None:
    goal, conditions, metric = FALSE[name]
    first, second = (find_counterexample(conditions, goal, metric, 1500) for _ in range(2))
    assert first == second


def test_the_order_of_hypotheses_does_not_decide_whether_one_is_found() -> None:
    for goal, conditions, metric in FALSE.values():
        assert find_counterexample(conditions[::-1], goal, metric, 1500) is not None


def test_the_first_counterexample_is_a_small_one() -> None:
    goal, conditions, metric = FALSE["a power too small"]
    found = find_counterexample(conditions, goal, metric)
    assert found is not None
    assert found.assignment["n"] == "2"


def test_maps_of_the_plane_are_tried_where_the_line_cannot_help() -> None:
    goal, conditions, metric = FALSE["linear maps of the plane do not commute"]
    found = find_counterexample(conditions, goal, metric, 1500)
    assert found is not None
    assert found.world == PLANE.name


def test_a_budget_of_nothing_finds_nothing() -> None:
    for goal, conditions, metric in FALSE.values():
        assert find_counterexample(conditions, goal, metric, 0) is None


class Counting:
    """A universe that counts the norms that are asked of it."""

    def __init__(self, inner: object) -> None:
        self.inner, self.asked = inner, 0

    def __getattr__(self, name: str) -> object:
        if name == "norm":
            self.asked += 1
        return getattr(self.inner, name)


def test_a_larger_budget_looks_at_more_and_a_small_one_at_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goal, conditions, metric = TRUE["Lipschitz"]
    asked = []
    for budget in (5, 50, 500):
        worlds = {name: Counting(globals_[name]) for name, globals_ in _worlds().items()}
        for name, world in worlds.items():
            monkeypatch.setattr(f"varsym.claims.refuting.search.{name}", world)
        assert find_counterexample(conditions, goal, metric, budget) is None
        asked.append(sum(world.asked for world in worlds.values()))
        monkeypatch.undo()
    assert asked == sorted(asked)
    assert asked[0] <= 40 * 5
    assert asked[2] <= 40 * 500


def _worlds() -> dict[str, dict[str, object]]:
    from varsym.claims.refuting import universes

    return {"LINE": vars(universes), "PLANE": vars(universes)}


def test_indices_are_chosen_from_small_sums_up() -> None:
    choices = list(index_choices(["i", "n"]))
    sums = [sum(c.values()) for c in choices]
    assert sums == sorted(sums)
    assert len({tuple(c.items()) for c in choices}) == len(choices)
    assert list(index_choices([])) == [{}]


def test_free_indices_are_those_that_nothing_binds() -> None:
    bound = summation(i, 1, n, a[i]) <= a[j]
    assert free_indices([bound]) == ["n", "j"]
    assert free_indices([for_all(j, 1, 3, bound)]) == ["n"]
    assert free_indices([summation(i, i, n, a[i]) <= 1]) == ["i", "n"]
