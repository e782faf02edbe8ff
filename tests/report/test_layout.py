"""Graphviz comes back, however many arrows there are."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from varsym.errors import OutputError
from varsym.report.layout import laid_out


def complete(nodes: int) -> str:
    """Return a graph in which everything rests on everything before it."""
    arrows = "".join(f"n{a} -> n{b};" for a, b in combinations(range(nodes), 2))
    return f"digraph {{ {arrows} }}"


def points(source: str) -> list[int]:
    """Return of how many points each arrow is made."""
    edges = json.loads(laid_out(source, "json", "svg"))["edges"]
    return [len(edge["_draw_"][-1]["points"]) for edge in edges]


def test_many_arrows_are_straight() -> None:
    assert len(points(complete(29))) == 406
    assert set(points(complete(29))) == {4}  # a Bezier curve of one piece


def test_a_few_arrows_go_around_what_is_in_their_way() -> None:
    assert max(points(complete(6))) > 4


def test_what_is_no_graph_is_refused() -> None:
    with pytest.raises(OutputError, match="does not lay out"):
        laid_out("digraph {", "svg", "svg")
