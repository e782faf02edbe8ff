"""Compositions: where a pack says that parameters come from, and what follows when it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import fmpz
from keys_matrices import keys_rows

from proofs.var_universality import paper
from varsym.claims import expressions as e
from varsym.claims.decisions import Claim
from varsym.contextual import Resources
from varsym.errors import InputError, PackError, QueryError, UnknownNameError
from varsym.graph.affine_errors import affine_errors
from varsym.graph.bounds import Bound
from varsym.graph.budget_certificates import check_budget
from varsym.graph.configured import ConfiguredBound, interpolation_norm
from varsym.graph.network_errors import network_errors
from varsym.models.configurations import Configuration, configuration
from varsym.pack import (
    Composition,
    Given,
    GridError,
    NetworkError,
    Paper,
    Repair,
    Statement,
    families,
    index,
    product,
    reals,
    summation,
)

MODELS = ["var-256", "var-512", "var-1024", "flowar"]
GRID = GridError("lem:6.1", "step:1", "delta", "C")


@pytest.fixture(scope="module")
def answer() -> ConfiguredBound:
    return paper["thm:6.6"].configured("var-256", eps="1/10")


def norm_by_hand(n_in: int, n_out: int) -> Fraction:
    return max(sum(map(abs, row), Fraction(0)) for row in keys_rows(n_in, n_out)) ** 2


def carried(found: ConfiguredBound) -> Fraction:
    """Carry the errors of an answer through the layers one by one."""
    total = Fraction(0)
    numbers = found.parameters
    for K, K1, eps1, eps2 in zip(*(numbers[n] for n in ("K", "K1", "eps1", "eps2")), strict=True):
        total = K * K1 * total + K1 * eps1 + eps2
    return total


# ------------------------------------------------------------------ what a model gives


def test_one_scale() -> None:
    found = paper["thm:6.6"].configured(Configuration("one", 16, (1,), channels=1), eps=1)
    (network,) = found.networks
    assert [network.allowed, found.error, Fraction(network.cells)] == [1, 1, 4]
    assert found.sides == ((1, 1),)


def test_the_norms_are_those_of_matrices_made_elsewhere(answer: ConfiguredBound) -> None:
    assert answer.parameters["K"][-1] == Fraction(2813, 2048) ** 2
    assert list(answer.parameters["K"]) == [norm_by_hand(a, b) for a, b in answer.sides]
    assert interpolation_norm(1, 4) == 1


@pytest.mark.parametrize("model", MODELS)
def test_every_model_meets_the_error(model: str) -> None:
    for objective in ("product", "total"):
        found = paper["thm:6.6"].configured(model, eps="1/7", K1="3/2", objective=objective)
        assert found.budget is not None
        assert found.error == carried(found) <= Fraction(1, 7)
        assert len(found.networks) == len(configuration(model).sides)
        check_budget(found.budget.certificate)


@pytest.mark.parametrize("model", ["var-256", "flowar"])
def test_no_whole_cells_have_a_smaller_largest_network(model: str) -> None:
    budget = paper["thm:6.6"].configured(model, eps="1/10", objective="total").budget
    assert budget is not None
    problem = budget.problem
    counts = [
        int(c) * m ** int(w) for m, (_, w, c) in zip(budget.cells, problem.layers, strict=True)
    ]
    below = max(counts) - 1
    finest = [int(fmpz(below // int(c)).root(int(w))) for _, w, c in problem.layers]
    assert problem.error([Fraction(1, m) for m in finest]) > problem.total


def test_the_amplification_is_what_later_layers_do(answer: ConfiguredBound) -> None:
    expected = Fraction(1)
    for network, norm in zip(answer.networks[::-1], answer.parameters["K"][::-1], strict=True):
        assert network.amplification == expected
        expected *= norm


def test_networks_are_counted_by_the_construction(answer: ConfiguredBound) -> None:
    for network in answer.networks:
        expected = Resources.of_cells(network.side**2, 32, network.cells)
        assert network.resources == expected
        assert network.neurons.magnitude == expected.second_layer.magnitude
        # (C + 1)δ for the grid takes the half that the network leaves.
        assert network.allowed / 2 == Fraction(1 + 1, network.cells)


def test_the_even_split_takes_more(answer: ConfiguredBound) -> None:
    assert answer.budget is not None
    assert float(answer.budget.log10_saving(6)) > 5000
    assert float(answer.budget.log10_saving(6, "total")) > 4000


def test_given_errors_come_first() -> None:
    found = paper["thm:6.6"].configured("flowar", eps="1/2", eps1="1/1000")
    assert found.fixed == found.error - sum(n.amplification * n.allowed for n in found.networks)
    assert found.fixed == carried(replace_errors(found, Fraction(0)))
    assert found.overridden == ("eps1",)


def replace_errors(found: ConfiguredBound, error: Fraction) -> ConfiguredBound:
    numbers = {**found.parameters, "eps2": (error,) * len(found.networks)}
    return replace(found, parameters=numbers)


def test_a_constant_layer_lets_no_earlier_error_through() -> None:
    found = paper["thm:6.6"].configured("flowar", eps="1/2", K1=[1, 1, 0, 1, 2])
    assert [n.amplification == 0 for n in found.networks] == [True, True, False, False, False]
    assert [n.cells for n in found.networks][:2] == [1, 1]
    assert found.error == carried(found) <= Fraction(1, 2)
    found = paper["thm:6.6"].configured("flowar", eps="1/2", K1=0)
    assert [n.cells for n in found.networks] == [1, 1, 1, 1, 4]


def test_networks_before_the_interpolation_act_on_the_scale_below() -> None:
    found = paper["cor:7.3"].configured("flowar", eps="1/10", Delta_t="1/2")
    assert [n.side for n in found.networks if n.family == "eps1"] == [1, 1, 2, 4, 8]
    norm = found.parameters["K"][-1]
    last = {n.family: n.amplification for n in found.networks if n.layer == 5}
    assert last == {"eps1": norm / 2, "eps2": norm / 8}
    assert found.parameters["Delta_t"] == (Fraction(1, 2),)
    with pytest.raises(QueryError, match="2 values of Delta_t"):
        paper["cor:7.3"].configured("flowar", eps="1/10", Delta_t=[1, 2])


def test_a_norm_may_be_given_when_it_is_no_smaller() -> None:
    steep = paper["thm:6.6"].configured("flowar", eps="1/2", K=3)
    assert steep.networks[0].amplification == 81
    with pytest.raises(QueryError, match="K = 1 in layer 3"):
        paper["thm:6.6"].configured("flowar", eps="1/2", K=1)


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"eps": 0}, InputError, "above 0"),
        ({"eps": "-1/10"}, InputError, "above 0"),
        ({"eps": 0.1}, InputError, "float"),
        ({"eps": "1/10", "K1": 1.5}, InputError, "float"),
        ({"eps": "1/10", "K1": -1}, InputError, "K1"),
        ({"eps": "1/10", "K1": [1, 2]}, QueryError, "2 values of K1"),
        ({"eps": "1/10", "eps2": 1}, UnknownNameError, "eps2"),
        ({"eps": "1/10", "r": 3}, UnknownNameError, "'r'"),
        ({"eps": "1/10", "objective": "least"}, InputError, "least"),
        ({"eps": 1, "eps1": 1, "K": 2}, QueryError, "30 more than there is"),
        ({"eps": 31, "eps1": 1, "K": 2}, QueryError, "take up wholly"),
    ],
)
def test_a_query_that_is_refused(given: dict[str, Any], error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        paper["thm:6.6"].configured("flowar", **given)


def test_an_unknown_model_and_a_statement_without_composition() -> None:
    with pytest.raises(UnknownNameError, match="var-9"):
        paper["thm:6.6"].configured("var-9", eps=1)
    with pytest.raises(InputError, match="type int as a configuration"):
        paper["thm:6.6"].configured(256, eps=1)  # type: ignore[arg-type]
    with pytest.raises(QueryError, match=r"lem:6\.3 for a configuration"):
        paper["lem:6.3"].configured("var-256", eps=1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"errors": {"K": NetworkError("lem:1", "K1")}}, "Two sources for K"),
        ({"errors": {}}, "without errors"),
        ({"given": {"K1": Given(1, "def:2", per_layer=False)}}, "K1, which come from nowhere"),
    ],
)
def test_a_composition_that_is_refused(change: dict[str, Any], words: str) -> None:
    plain: dict[str, Any] = {
        "layers": "r", "norms": {"K": "def:1"}, "errors": {"eps": NetworkError("lem:1", "K1")},
        "rounding": GRID, "network": "lem:2", "separation": "lem:3",
        "given": {"K1": Given(1, "def:2")},
    }  # fmt: skip
    assert Composition(**plain).source("eps") == "lem:1"
    with pytest.raises(PackError, match=words):
        Composition(**{**plain, **change})


@pytest.mark.parametrize("value", [0.5, True, "1/2"])
def test_a_given_value_is_exact(value: Any) -> None:
    with pytest.raises(PackError, match="An int or a Fraction"):
        Given(value, "def:1")


# ------------------------------------------------------------------ an affine bound

j, r = index("j r")
(x,) = reals("x")
K, eps = families("K eps")


def bound_with(right: e.Scalar) -> Bound:
    statement = Statement("lem:1", "lemma", "Some bound")
    return Bound(statement, Claim("lem:1/bound", e.Compare("<=", x, right), ()))


def test_an_affine_bound_in_a_family() -> None:
    found = affine_errors(bound_with(5 + summation(j, 1, r, j * eps[j])), ["eps"], 3, {"r": 3})
    assert found.fixed == 5
    assert [found.amplification["eps", k] for k in (1, 2, 3)] == [1, 2, 3]


@pytest.mark.parametrize(
    "right",
    [
        summation(j, 1, r, eps[j] * eps[j]),
        product(j, 1, r, 1 + eps[j]),
        summation(j, 1, r, eps[j] / (1 + eps[j])),
        100 - summation(j, 1, r, eps[j]),
    ],
)
def test_a_bound_that_is_not_affine_or_falls(right: e.Scalar) -> None:
    with pytest.raises(QueryError, match="not affine"):
        affine_errors(bound_with(right), ["eps"], 3, {"r": 3})


# ------------------------------------------------------------------ the pack decides


def changed(name: str, change: Callable[[Statement], Statement]) -> Paper:
    """Return the paper with one statement changed."""
    return Paper(
        paper.name, paper.title, [change(s) if s.id == name else s for s in paper], paper.source
    )


def grid_error(right: e.Scalar) -> Paper:
    """Return the paper with another repair of the error of rounding."""

    def change(statement: Statement) -> Statement:
        (old,) = statement.repairs
        goal = old.conclusion
        assert isinstance(goal, e.Compare)
        new = Repair(old.name, e.Compare("<=", goal.left, right), old.conditions, mends=old.mends)
        return replace(statement, repairs=[new])

    return changed("lem:6.1", change)


C, delta = reals("C delta")


def test_the_printed_error_of_rounding_is_refuted_and_its_repair_counts() -> None:
    composition = paper.statement("thm:6.6").composition
    assert composition is not None
    found = network_errors(paper, composition)
    assert found.rounding.id == "lem:6.1/repair:1"
    assert found.network_part == Fraction(1, 2)
    assert found.at_step_1(Fraction(3, 2)) == 5


def test_another_error_of_rounding_changes_the_cells() -> None:
    cells = [
        changed_paper["thm:6.6"].configured("flowar", eps="1/2", K1=0).networks[-1].cells
        for changed_paper in (paper, grid_error((C + 3) * delta))
    ]
    assert cells == [4, 12]


@pytest.mark.parametrize("right", [C * delta, (C - 1) * delta])
def test_an_error_of_rounding_that_is_false_gives_no_answer(right: e.Scalar) -> None:
    with pytest.raises(QueryError, match="The error of rounding"):
        grid_error(right)["thm:6.6"].configured("flowar", eps="1/2")


def test_an_error_of_rounding_that_does_not_vanish_with_the_step() -> None:
    with pytest.raises(QueryError, match="no positive multiple of delta"):
        grid_error((C + 1) * delta + 1)["thm:6.6"].configured("flowar", eps="1/2")


@pytest.mark.parametrize(("part", "cells"), [(4, 3), (1, None)])
def test_the_part_of_the_network_is_that_of_its_statement(part: int, cells: int | None) -> None:
    def change(statement: Statement) -> Statement:
        goal = statement.conclusion
        assert isinstance(goal, e.Compare)
        return replace(statement, conclusion=goal.left <= reals("eps")[0] / part)

    node = changed("lem:C.1", change)["thm:6.6"]
    if cells is None:
        with pytest.raises(PackError, match=r"lem:C\.1 as the statement about a network"):
            node.configured("flowar", eps="1/2", K1=0)
    else:
        assert node.configured("flowar", eps="1/2", K1=0).networks[-1].cells == cells


def test_a_bound_that_is_no_longer_proved_gives_no_answer() -> None:
    def change(statement: Statement) -> Statement:
        form = statement.bounds["bound"]
        goal = form.conclusion
        assert isinstance(goal, e.Compare)
        half = replace(form, conclusion=e.Compare("<=", goal.left, goal.right / 2))
        return replace(statement, bounds={"bound": half})

    with pytest.raises(QueryError):
        changed("thm:6.6", change)["thm:6.6"].configured("flowar", eps="1/2")


@pytest.mark.parametrize("source", ["cor:7.2", "def:9.9"])
def test_a_source_that_the_statement_does_not_depend_on(source: str) -> None:
    def change(statement: Statement) -> Statement:
        assert statement.composition is not None
        return replace(statement, composition=replace(statement.composition, norms={"K": source}))

    with pytest.raises(PackError, match=f"which names {source}"):
        changed("thm:6.6", change)["thm:6.6"].configured("flowar", eps="1/2")


# ------------------------------------------------------------------ the standing


def test_the_standing_is_shown(answer: ConfiguredBound) -> None:
    assert ("lem:5.4", answer.audit["lem:5.4"].verdict) in answer.rests_on
    assert answer.standing == "refuted"
