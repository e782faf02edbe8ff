"""The proof graph in the formats that the command line offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from varsym.errors import UnknownNameError
from varsym.report.drawing import dot, svg
from varsym.report.json_report import dumps
from varsym.report.mermaid import mermaid
from varsym.report.proof_graph import ProofGraph
from varsym.report.tikz import latex_graph

__all__ = ["FORMATS", "graph_json", "graph_text"]

SCHEMA = "varsym.graph/1"


def graph_json(graph: ProofGraph) -> dict[str, Any]:
    """Return the graph as plain data.

    A graph about one statement has a ``view`` that says which part it is, and among it what was
    not audited, if there is any such.

    Examples
    --------
    >>> graph_json(ProofGraph("toy", "A toy", (), ()))["nodes"]
    []
    """
    nodes = [
        {
            "id": node.id,
            "kind": node.kind,
            "title": node.title,
            "verdict": node.verdict,
            "printed_proof": node.printed_proof,
            "standing": node.standing,
            "readings": dict(node.readings),
        }
        for node in graph.nodes
    ]
    edges = [{"from": a, "to": b} for a, b in graph.edges]
    head: dict[str, Any] = {"schema": SCHEMA, "pack": graph.pack, "title": graph.title}
    if graph.focus is not None:
        head["view"] = {
            "focus": graph.focus,
            "depth": graph.depth,
            "direction": graph.direction,
            "unaudited": list(graph.unaudited),
        }
    return {**head, "nodes": nodes, "edges": edges}


FORMATS: Mapping[str, Callable[[ProofGraph], str]] = MappingProxyType(
    {
        "json": lambda graph: dumps(graph_json(graph)),
        "dot": dot,
        "svg": svg,
        "mermaid": mermaid,
        "latex": latex_graph,
    }
)


def graph_text(graph: ProofGraph, name: str) -> str:
    """Return the graph in the format of that name.

    Raises
    ------
    UnknownNameError
        If there is no such format.
    """
    if name not in FORMATS:
        raise UnknownNameError(f"The format {str(name)[:40]!r}.", f"One of {', '.join(FORMATS)}.")
    return FORMATS[name](graph)
