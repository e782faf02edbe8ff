"""The proof graph as Mermaid, which many wikis and code hosts draw."""

from __future__ import annotations

from varsym.report.drawing import printable, wrapped
from varsym.report.palette import look
from varsym.report.proof_graph import Node, ProofGraph

__all__ = ["mermaid"]

_SPECIAL = frozenset("\"'<>&#;`\\[](){}|%*_~$")


def mermaid(graph: ProofGraph) -> str:
    """Return the graph as a Mermaid flow chart: border for the verdict, fill for the proof.

    Examples
    --------
    >>> from varsym.report.proof_graph import ProofGraph
    >>> print(mermaid(ProofGraph("toy", "A toy", (), ())), end="")
    %% A toy
    flowchart TB
    """
    names = {node.id: f"s{k}" for k, node in enumerate(graph.nodes)}
    lines = [f"%% {printable(graph.title)}", "flowchart TB"]
    lines += [f"  {names[node.id]}{_shape(node)}" for node in graph.nodes]
    lines += [f"  {names[a]} --> {names[b]}" for a, b in graph.edges]
    lines += [f"  style {names[node.id]} {_style(node)}" for node in graph.nodes]
    return "\n".join(lines) + "\n"


def _escaped(line: str) -> str:
    return "".join(f"#{ord(c)};" if c in _SPECIAL else c for c in printable(line))


def _shape(node: Node) -> str:
    parts = [node.id, *wrapped(node.title), f"{look(node.verdict).mark} {node.verdict}"]
    if node.printed_proof != "none":
        parts.append(f"proof {look(node.printed_proof).mark} {node.printed_proof}")
    label = "<br/>".join(map(_escaped, parts))
    return f'["{label}"]' if node.is_definition else f'(["{label}"])'


def _style(node: Node) -> str:
    border, fill = look(node.verdict), look(node.printed_proof)
    return f"fill:{fill.paper},stroke:{border.ink},stroke-width:3px,color:#1f2328"
