"""Which part of a paper a graph shows: up, down, both ways, and how far."""

from __future__ import annotations

from typing import Any

import pytest

from varsym.errors import InputError, UnknownNameError
from varsym.graph.audit import Audit, audit_paper
from varsym.graph.paper import Paper
from varsym.graph.statement import Statement
from varsym.report.formats import graph_json
from varsym.report.proof_graph import ProofGraph, proof_graph


def ids(graph: ProofGraph) -> list[str]:
    return [node.id for node in graph.nodes]


def test_the_graph_of_nothing() -> None:
    graph = proof_graph(audit_paper(Paper("empty", "Empty", [])))
    assert (graph.nodes, graph.edges, graph.view, graph.unaudited) == ((), (), "", ())


@pytest.mark.parametrize(
    ("cut", "kept"),
    [
        ({"direction": "ancestors"}, ["def:1", "lem:1"]),
        ({"direction": "descendants"}, ["lem:1", "lem:3", "thm:5"]),
        ({"direction": "both"}, ["def:1", "lem:1", "lem:3", "thm:5"]),
        ({"direction": "descendants", "depth": 0}, ["lem:1"]),
        ({"direction": "descendants", "depth": 1}, ["lem:1", "lem:3"]),
        ({"direction": "both", "depth": 1}, ["def:1", "lem:1", "lem:3"]),
        ({"direction": "both", "depth": 99}, ["def:1", "lem:1", "lem:3", "thm:5"]),
    ],
)
def test_a_direction_from_a_focus(toy: Audit, cut: Any, kept: list[str]) -> None:
    graph = proof_graph(toy, "lem:1", **cut)
    assert ids(graph) == kept
    assert graph.unaudited == ()


def test_both_ways_are_not_sideways(toy: Audit) -> None:
    # lem:2 is beside lem:3 below thm:5, and is neither above nor below lem:3.
    assert "lem:2" not in ids(proof_graph(toy, "lem:3", direction="both"))


def test_a_diamond_has_each_statement_once() -> None:
    above = {"lem:1": [], "lem:2": ["lem:1"], "lem:3": ["lem:1"], "lem:4": ["lem:2", "lem:3"]}
    made = [Statement(name, "lemma", name, depends_on=on) for name, on in above.items()]
    audit = audit_paper(Paper("diamond", "A diamond", made))
    graph = proof_graph(audit, "lem:1", direction="descendants")
    assert ids(graph) == list(above)
    assert set(graph.edges) == {(a, b) for b, many in above.items() for a in many}


@pytest.mark.parametrize(
    ("cut", "missing"),
    [
        ({}, ()),
        ({"focus": "lem:1"}, ()),
        ({"focus": "lem:1", "direction": "descendants"}, ("lem:3", "thm:5")),
        ({"focus": "lem:1", "direction": "both", "depth": 1}, ("lem:3",)),
    ],
)
def test_what_was_not_audited_is_told(toy: Audit, cut: Any, missing: tuple[str, ...]) -> None:
    part = audit_paper(toy.paper, ["lem:1"])
    graph = proof_graph(part, **cut)
    assert graph.unaudited == missing
    assert set(ids(graph)) <= {"def:1", "lem:1"}


def test_a_bad_direction_is_told(toy: Audit) -> None:
    with pytest.raises(InputError, match="sideways"):
        proof_graph(toy, "lem:1", direction="sideways")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="without a focus"):
        proof_graph(toy, direction="both")
    with pytest.raises(UnknownNameError, match="thm:5"):
        proof_graph(audit_paper(toy.paper, ["lem:1"]), "thm:5", direction="descendants")


def test_json_says_which_part_it_is(toy: Audit) -> None:
    part = audit_paper(toy.paper, ["lem:1"])
    data = graph_json(proof_graph(part, "lem:1", 1, "both"))
    view = {"focus": "lem:1", "depth": 1, "direction": "both", "unaudited": ["lem:3"]}
    assert data["view"] == view
    assert data["schema"] == "varsym.graph/1"
    assert "view" not in graph_json(proof_graph(toy))


@pytest.mark.parametrize(
    "cut", [("lem:1", -1), ("lem:1", 1.5), ("lem:1", "one"), (5,), (["lem:1"],)]
)
def test_a_focus_or_depth_that_is_none_is_refused(toy: Audit, cut: Any) -> None:
    with pytest.raises(InputError):
        proof_graph(toy, *cut)
