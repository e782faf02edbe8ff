"""The proof graph as DOT, and laid out by Graphviz as SVG."""

from __future__ import annotations

import html
import textwrap
import unicodedata

from varsym.report.layout import laid_out
from varsym.report.palette import LOOKS, READINGS, look
from varsym.report.proof_graph import Node, ProofGraph

__all__ = ["DOT_HEAD", "dot", "edge_line", "node_line", "printable", "svg", "wrapped"]

_WIDTH = 22
_LINES = 5
_FONT = "Helvetica,Arial,sans-serif"
_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

#: How every drawing of a proof graph is set, whoever lays it out.
DOT_HEAD = (
    "graph [rankdir=TB, nodesep=0.35, ranksep=0.55];",
    f'graph [fontname="{_FONT}", fontsize=13];',
    f'node [fontname="{_FONT}", fontsize=11];',
    'node [style=filled, penwidth=2.5, margin="0.14,0.09"];',
    'edge [color="#8c959f", arrowsize=0.7];',
)


def printable(line: str) -> str:
    r"""Return a text without the characters that no drawing can show.

    Examples
    --------
    >>> printable("a\x00b\nc")
    'a b c'
    """
    return "".join(" " if _is_unseen(c) else c for c in line)


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Cn") or sign in _BIDIRECTIONAL


def wrapped(title: str) -> list[str]:
    """Return a title as a few short lines."""
    return textwrap.wrap(printable(title), _WIDTH, max_lines=_LINES, placeholder=" …")


def dot(graph: ProofGraph) -> str:
    """Return the graph as DOT: border for the verdict, fill for the printed proof.

    Examples
    --------
    >>> from varsym.report.proof_graph import ProofGraph
    >>> dot(ProofGraph("toy", "A toy", (), ())).splitlines()[0]
    'digraph "toy" {'
    """
    title = f"<B>{_escaped(graph.title)}</B><BR/> "
    lines = [
        f"digraph {_quoted(graph.pack)} {{",
        f"  graph [labelloc=t, label=<{title}>];",
        *(f"  {line}" for line in DOT_HEAD),
        *(f"  {node_line(node)}" for node in graph.nodes),
        *(f"  {edge_line(a, b)}" for a, b in graph.edges),
        f"  {_legend(graph)}",
    ]
    return "\n".join([*lines, "}"]) + "\n"


def svg(graph: ProofGraph) -> str:
    """Return the graph as SVG.

    Raises
    ------
    OutputError
        If pygraphviz is not there or cannot lay the graph out.
    """
    return str(laid_out(dot(graph), "svg", "svg"), "utf-8")


def _quoted(name: str) -> str:
    escaped = printable(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _escaped(line: str) -> str:
    return html.escape(printable(line))


def node_line(node: Node, address: str = "") -> str:
    """Return one statement in DOT, with classes that a style sheet can take hold of.

    Parameters
    ----------
    node : Node
    address : str, optional
        What a click on it opens.

    Examples
    --------
    >>> node = Node("lem:1", "lemma", "Less", "proved", "none", "proved", (), False)
    >>> node_line(node).partition(", color")[0]
    '"lem:1" [id="lem:1", class="verdict-proved proof-none kind-lemma", shape=ellipse'
    """
    border, fill = look(node.verdict), look(node.printed_proof)
    lines = [f'<FONT POINT-SIZE="13"><B>{_escaped(node.id)}</B></FONT>']
    lines += [_escaped(line) for line in wrapped(node.title)]
    lines.append(_coloured(node.verdict))
    lines += [
        f"{READINGS.get(metric, _escaped(metric))} {_coloured(verdict)}"
        for metric, verdict in node.readings
        if verdict != node.verdict
    ]
    if node.printed_proof != "none":
        lines.append(f"proof {_coloured(node.printed_proof)}")
    shape = "box" if node.is_definition else "ellipse"
    title = " ".join(wrapped(node.title))  # whole, it may be more than Graphviz reads
    tip = _quoted(f"{node.kind} {node.id}: {title}. Standing: {node.standing}.")
    kinds = f"verdict-{node.verdict} proof-{node.printed_proof} kind-{node.kind}"
    link = f"URL={_quoted(address)}, " if address else ""
    return (
        f'{_quoted(node.id)} [id={_quoted(node.id)}, class="{kinds}", shape={shape}, '
        f'color="{border.ink}", fillcolor="{fill.paper}", {link}'
        f"tooltip={tip}, label=<{'<BR/>'.join(lines)}>];"
    )


def edge_line(start: str, end: str) -> str:
    """Return the arrow from the statement `start` to the one at its `end`, in DOT.

    The one at the end rests on the other.

    Examples
    --------
    >>> edge_line("lem:1", "thm:2")
    '"lem:1" -> "thm:2" [id="lem:1>thm:2"];'
    """
    return f"{_quoted(start)} -> {_quoted(end)} [id={_quoted(f'{start}>{end}')}];"


def _coloured(verdict: str) -> str:
    shown = look(verdict)
    return f'<FONT COLOR="{shown.ink}">{shown.mark} {verdict}</FONT>'


def _legend(graph: ProofGraph) -> str:
    verdicts = {v for node in graph.nodes for v in (node.verdict, *dict(node.readings).values())}
    proofs = {node.printed_proof for node in graph.nodes}
    rows = [_wide("<B>Border: the statement</B>")]
    rows += [_key(v) for v in LOOKS if v in verdicts]
    rows.append(_wide("<B>Fill: the printed proof</B>"))
    rows += [_key(v, LOOKS[v].paper) for v in LOOKS if v in proofs]
    rows.append(_wide("box: definition, assumption; ellipse: result"))
    rows.append(_wide("an arrow leads to what rests on it"))
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2">{"".join(rows)}</TABLE>'
    return (
        f'legend__ [shape=box, style=rounded, penwidth=1, color="#d0d7de", fontsize=10, '
        f'margin="0.05", tooltip="legend", label=<{table}>];'
    )


def _wide(line: str) -> str:
    return f'<TR><TD ALIGN="LEFT" COLSPAN="2">{line}</TD></TR>'


def _key(verdict: str, fill: str | None = None) -> str:
    colour = f' BGCOLOR="{fill}"' if fill else ""
    cell = f'<TD ALIGN="LEFT"{colour}>'
    meaning = _escaped(LOOKS[verdict].meaning)
    return f"<TR>{cell}{_coloured(verdict)}</TD>{cell}{meaning}  </TD></TR>"
