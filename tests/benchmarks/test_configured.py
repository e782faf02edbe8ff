"""Configured queries: the answer without its verdicts, the two budgets, and the verdicts."""

from __future__ import annotations

import pytest

from proofs.var_universality import paper
from varsym.graph.budgets import split_error
from varsym.graph.configured import configured_bound
from varsym.graph.node import Node
from varsym.graph.standing import quick_audit

MODELS = ["var-256", "var-1024"]


def fresh() -> tuple[tuple[Node], dict]:
    # Anew for each round, as a node keeps the bound that it has proved.
    return (Node(paper, paper.statement("thm:6.6")),), {}


@pytest.mark.parametrize("model", MODELS)
def test_a_configured_bound(benchmark, model: str) -> None:
    found = benchmark.pedantic(
        lambda node: configured_bound(node, model, "1/10"), setup=fresh, rounds=5, warmup_rounds=1
    )
    assert found.error <= found.target


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("objective", ["product", "total"])
def test_a_budget(benchmark, model: str, objective) -> None:
    budget = paper["thm:6.6"].configured(model, eps="1/10").budget
    assert budget is not None
    found = benchmark(split_error, budget.problem, objective)
    assert found.error <= budget.problem.total


def test_the_verdicts_below_a_theorem(benchmark) -> None:
    audit = benchmark.pedantic(quick_audit, (paper, "thm:6.6"), rounds=3, warmup_rounds=1)
    assert audit.standing("thm:6.6") == "refuted"
