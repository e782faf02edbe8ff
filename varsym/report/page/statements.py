"""What the page knows of each statement: its row, its node, and what a search looks through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from varsym.graph.audit import Audit, StatementAudit
from varsym.graph.statement import Statement
from varsym.report.document_blocks import Displayed, Formula, Listing, Paragraph, Runs, Section
from varsym.report.document_items import heading
from varsym.report.document_printed import printed_section
from varsym.report.document_words import printable
from varsym.report.drawing import edge_line, node_line
from varsym.report.palette import READINGS, look
from varsym.report.proof_graph import Node, ProofGraph

__all__ = ["Group", "Row", "address", "groups", "rows"]


def address(name: str) -> str:
    """Return the link within the page that opens a statement.

    Examples
    --------
    >>> address("lem:6.3")
    '#id=lem:6.3'
    """
    return f"#id={name}"


@dataclass(frozen=True)
class Row:
    """One statement of the page.

    Attributes
    ----------
    node : Node
    name : str
        As ``Lemma 6.3``.
    section : str
        The key of the group that it stands in.
    depends_on : tuple of str
        What it refers to among the statements of the page.
    words : str
        What a search looks through.
    """

    node: Node
    name: str
    section: str
    depends_on: tuple[str, ...]
    words: str

    @property
    def label(self) -> str:
        """What a screen reader says."""
        node = self.node
        title = f", {printable(node.title)}" if node.title else ""
        said = f"{self.name}{title}: {node.verdict}"
        for metric, verdict in node.readings:
            if verdict != node.verdict:
                said += f"; {READINGS.get(metric, metric)}: {verdict}"
        shown = node.printed_proof
        return said + (f"; printed proof: {shown}" if shown != "none" else "")

    def data(self) -> dict[str, Any]:
        """Return what the page's program reads."""
        return {
            "id": self.node.id,
            "name": self.name,
            "verdict": self.node.verdict,
            "proof": self.node.printed_proof,
            "section": self.section,
            "mark": look(self.node.verdict).mark,
            "label": self.label,
            "dependsOn": list(self.depends_on),
            "words": self.words,
            "dot": node_line(self.node, address(self.node.id)),
            "edges": [edge_line(other, self.node.id) for other in self.depends_on],
        }


@dataclass(frozen=True)
class Group:
    """The statements of one section of the paper.

    Attributes
    ----------
    key : str
        As an address has it: ``6``, ``C``, ``alg``.
    name : str
    rows : tuple of Row
    """

    key: str
    name: str
    rows: tuple[Row, ...]


def rows(audit: Audit, graph: ProofGraph) -> tuple[Row, ...]:
    """Return the statements of an audit in the paper's order, with their places in a graph."""
    below: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    for start, end in graph.edges:
        below[end].append(start)
    return tuple(
        Row(
            node,
            heading(audit[node.id].statement),
            _section(node.id),
            tuple(below[node.id]),
            _words(audit[node.id]),
        )
        for node in graph.nodes
    )


def groups(of: tuple[Row, ...]) -> tuple[Group, ...]:
    """Return statements by the section of the paper, which their numbers tell."""
    found: dict[str, list[Row]] = {}
    for row in of:
        found.setdefault(row.section, []).append(row)
    return tuple(Group(key, _title(key, many[0]), tuple(many)) for key, many in found.items())


def _section(name: str) -> str:
    kind, _, number = name.partition(":")
    section, dot, _ = number.partition(".")
    return section if dot and section else kind


def _title(key: str, row: Row) -> str:
    if row.node.id.partition(":")[2].startswith(f"{key}."):
        return f"Section {key}" if key.isdigit() else f"Appendix {key}"
    kind = row.name.rpartition(" ")[0]
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def _words(found: StatementAudit) -> str:
    statement = found.statement
    formulas = _formulas(printed_section(statement))
    words = [*_names(statement), statement.title, statement.text, *formulas]
    return printable(" ".join(dict.fromkeys(words)))


def _names(statement: Statement) -> list[str]:
    return [statement.id, heading(statement)]


def _formulas(section: Section) -> Iterator[str]:
    for block in section.blocks:
        match block:
            case Displayed(formula):
                yield formula.text
            case Paragraph(runs):
                yield from _among(runs)
            case Listing(items):
                for item in items:
                    yield from _among(item)
            case _:
                continue


def _among(runs: Runs) -> Iterator[str]:
    yield from (run.text for run in runs if isinstance(run, Formula))
