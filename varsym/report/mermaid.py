"""The proof graph as Mermaid, which many wikis and code hosts draw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from varsym.errors import OutputError
from varsym.report.drawing import printable, wrapped
from varsym.report.palette import LOOKS, READINGS, look
from varsym.report.proof_graph import Node, ProofGraph

__all__ = ["MAX_ARROWS", "MAX_SIGNS", "mermaid"]

#: What Mermaid draws, where a site does not allow more: GitHub, GitLab and Gitea do not.
MAX_SIGNS = 50_000
MAX_ARROWS = 500

# What Mermaid takes for a formula or an icon; a space of no width after it keeps it a text.
_DECODED = re.compile(r"\$(?=\$)|fa[a-z]?:(?=fa-)")
_SPECIAL = frozenset("\"'<>&#;`\\[](){}|%*_~$")


def mermaid(graph: ProofGraph) -> str:
    """Return the graph as a Mermaid flow chart: border for the verdict, fill for the proof.

    Raises
    ------
    OutputError
        If it is larger than what Mermaid draws, as a site would show a message in its place.

    Examples
    --------
    >>> from varsym.report.proof_graph import ProofGraph
    >>> print(mermaid(ProofGraph("toy", "A toy", (), ())), end="")
    %% A toy
    flowchart TB
      accTitle: Proof graph of A toy
      accDescr: 0 statements, each with an arrow to what rests on it
    """
    text = "\n".join(_lines(graph)) + "\n"
    if len(text) > MAX_SIGNS or len(graph.edges) > MAX_ARROWS:
        raise OutputError(
            f"A graph of {len(graph.edges)} arrows and {len(text)} characters as Mermaid.",
            f"At most {MAX_ARROWS} arrows and {MAX_SIGNS} characters, as sites draw no more.",
            "Cut it down with --focus and --depth, or use --format svg.",
        )
    return text


def _lines(graph: ProofGraph) -> Iterator[str]:
    names = {node.id: f"s{k}" for k, node in enumerate(graph.nodes)}
    yield f"%% {_plain(graph.title)}"
    yield "flowchart TB"
    yield f"  accTitle: Proof graph of {_plain(graph.title)}"
    many = f"{len(graph.nodes)} statement{'' if len(graph.nodes) == 1 else 's'}"
    view = f". Shown: {graph.view}" if graph.view else ""
    missing = f". Not audited: {', '.join(graph.unaudited)}" if graph.unaudited else ""
    yield f"  accDescr: {_plain(f'{many}, each with an arrow to what rests on it{view}{missing}')}"
    for node in graph.nodes:
        yield f"  {names[node.id]}{_shape(node)}"
    for a, b in graph.edges:
        yield f"  {names[a]} --> {names[b]}"
    yield from _legend(graph)
    yield from _classes(graph, names)


def _plain(line: str) -> str:
    """Return a text where Mermaid reads up to the end of the line, and no entities."""
    return " ".join("".join(" " if c in '#;{}<>`"\\%' else c for c in printable(line)).split())


def _joined(lines: Sequence[str]) -> str:
    return "<br/>".join(map(_escaped, lines))


def _escaped(line: str) -> str:
    """Return a text for a label; formulas and icons are looked for after it is decoded."""
    apart = _DECODED.sub("\\g<0>\u200b", printable(line))
    return "".join(f"#{ord(c)};" if c in _SPECIAL else c for c in apart)


def _shape(node: Node) -> str:
    parts = [node.id, *wrapped(node.title), _told(node.verdict)]
    parts += [
        f"{READINGS.get(metric, metric)} {_told(verdict)}"
        for metric, verdict in node.readings
        if verdict != node.verdict
    ]
    if node.printed_proof != "none":
        parts.append(f"proof {_told(node.printed_proof)}")
    label = _joined(parts)
    return f'["{label}"]' if node.is_definition else f'(["{label}"])'


def _told(verdict: str) -> str:
    return f"{look(verdict).mark} {verdict}"


# ------------------------------------------------------------------ how verdicts look


def _borders(graph: ProofGraph) -> list[str]:
    return [v for v in LOOKS if v in {node.verdict for node in graph.nodes}]


def _fills(graph: ProofGraph) -> list[str]:
    return [v for v in LOOKS if v in {node.printed_proof for node in graph.nodes}]


def _legend(graph: ProofGraph) -> Iterator[str]:
    if not graph.nodes:
        return
    parts = ["border: the statement", *map(_key, _borders(graph))]
    parts += ["fill: the printed proof", *map(_key, _fills(graph))]
    parts += ["box: definition, assumption", "rounded: result"]
    yield f'  legend["{_joined(parts)}"]'


def _key(verdict: str) -> str:
    return f"{_told(verdict)}: {look(verdict).meaning}"


def _class(kind: str, verdict: str) -> str:
    return f"{kind}_{verdict.replace('-', '')}"


def _classes(graph: ProofGraph, names: dict[str, str]) -> Iterator[str]:
    for verdict in _borders(graph):
        shown = _class("b", verdict)
        members = [names[node.id] for node in graph.nodes if node.verdict == verdict]
        yield f"  classDef {shown} stroke:{look(verdict).ink},stroke-width:3px"
        yield _given(members, shown)
    for verdict in _fills(graph):
        shown = _class("f", verdict)
        members = [names[node.id] for node in graph.nodes if node.printed_proof == verdict]
        yield f"  classDef {shown} fill:{look(verdict).paper},color:#1f2328"
        yield _given(members, shown)
    if graph.nodes:
        yield "  classDef key fill:#ffffff,stroke:#d0d7de,color:#1f2328,text-align:left"
        yield _given(["legend"], "key")


def _given(members: Sequence[str], name: str) -> str:
    return f"  class {','.join(members)} {name}"
