from __future__ import annotations

import builtins
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pygraphviz
import pytest

from varsym.errors import InputError, OutputError, UnknownNameError
from varsym.graph.audit import Audit
from varsym.report.formats import FORMATS, graph_text
from varsym.report.palette import look
from varsym.report.proof_graph import proof_graph

EDGES = [
    ("def:1", "lem:1"), ("lem:1", "lem:3"), ("def:2", "lem:3"), ("lem:2", "thm:5"),
    ("lem:3", "thm:5"),
]  # fmt: skip


def text(audit: Audit, name: str, **cut: Any) -> str:
    return graph_text(proof_graph(audit, **cut), name)


def test_json_has_nodes_edges_and_verdicts(toy: Audit) -> None:
    data = json.loads(text(toy, "json"))
    assert [(e["from"], e["to"]) for e in data["edges"]] == EDGES
    assert {n["id"]: n["verdict"] for n in data["nodes"]} == {
        found.statement.id: found.verdict for found in toy
    }


def test_dot_is_read_by_graphviz_with_all_names_as_they_were(toy: Audit) -> None:
    graph = pygraphviz.AGraph(string=text(toy, "dot"))
    assert set(graph.edges()) == set(EDGES)
    node = graph.get_node("lem:3")
    assert node.attr["color"] == look("proved").ink
    assert node.attr["fillcolor"] == look("gap").paper
    assert node.attr["shape"] == "ellipse"
    assert graph.get_node("def:2").attr["shape"] == "box"


def test_svg_is_xml_that_shows_titles_verdicts_and_a_legend(toy: Audit) -> None:
    root = ET.fromstring(text(toy, "svg"))  # noqa: S314 - what we wrote ourselves
    words = " ".join("".join(root.itertext()).split())
    assert 'A "toy" <paper> & \\ more' in words
    assert "A step that fails" in words
    assert "✗ refuted" in words
    assert "Border: the statement" in words


def test_mermaid_escapes_what_it_would_read_as_its_own(toy: Audit) -> None:
    lines = text(toy, "mermaid").splitlines()
    assert lines[1] == "flowchart TB"
    assert sum("-->" in line for line in lines) == len(EDGES)
    labels = [found for line in lines for found in re.findall(r'\["(.*)"\]', line)]
    assert len(labels) == len(toy) + 1  # and a legend
    assert not re.search(r'[\\`{}|"]', "".join(labels))


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_the_same_each_time(toy: Audit, name: str) -> None:
    assert text(toy, name) == text(toy, name)


@pytest.mark.parametrize(
    ("cut", "kept"),
    [
        ({"focus": "lem:3"}, ["def:1", "def:2", "lem:1", "lem:3"]),
        ({"focus": "lem:3", "depth": 1}, ["def:2", "lem:1", "lem:3"]),
        ({"focus": "lem:3", "depth": 0}, ["lem:3"]),
        ({"focus": "lem:4"}, ["lem:4"]),
    ],
)
def test_a_focus_keeps_what_it_rests_on(toy: Audit, cut: Any, kept: list[str]) -> None:
    graph = proof_graph(toy, **cut)
    assert [node.id for node in graph.nodes] == kept
    assert {end for edge in graph.edges for end in edge} <= set(kept)


def test_a_bad_cut_or_format_is_told(toy: Audit) -> None:
    with pytest.raises(UnknownNameError, match="lem:3"):
        proof_graph(toy, focus="lem:33")
    with pytest.raises(InputError, match="focus"):
        proof_graph(toy, depth=1)
    with pytest.raises(InputError, match="depth"):
        proof_graph(toy, focus="lem:3", depth=-1)
    with pytest.raises(UnknownNameError, match="mermaid"):
        text(toy, "png")


def test_svg_without_graphviz_says_what_to_install(
    toy: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = builtins.__import__

    def lacking(name: str, *rest: Any) -> Any:
        if name == "pygraphviz":
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(OutputError, match="pygraphviz"):
        text(toy, "svg")
