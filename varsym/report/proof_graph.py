"""The proof graph with its verdicts, cut down to what is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from varsym.errors import InputError
from varsym.graph.audit import Audit

__all__ = ["Node", "ProofGraph", "proof_graph"]


@dataclass(frozen=True)
class Node:
    """One statement as it is drawn."""

    id: str
    kind: str
    title: str
    verdict: str
    printed_proof: str
    standing: str
    readings: tuple[tuple[str, str], ...]
    is_definition: bool


@dataclass(frozen=True)
class ProofGraph:
    """Statements and what rests on what.

    Attributes
    ----------
    pack, title : str
    nodes : tuple of Node
        In the paper's order.
    edges : tuple of (str, str)
        A statement, and one that refers to it.
    """

    pack: str
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]


def proof_graph(audit: Audit, focus: str | None = None, depth: int | None = None) -> ProofGraph:
    """Return the graph of an audit, or one statement with what it rests on.

    Parameters
    ----------
    audit : Audit
    focus : str, optional
        The id of a statement; it and its ancestors are kept.
    depth : int, optional
        With `focus`: how many steps down to go.

    Raises
    ------
    UnknownNameError
        If `focus` is not a statement of the audit.
    InputError
        If `depth` is given without `focus`, or is negative.
    """
    kept = {found.statement.id for found in audit}
    if focus is not None:
        kept &= _below(audit, audit[focus].statement.id, depth)
    elif depth is not None:
        raise InputError("A depth without a focus.", "Both or none.", "Add --focus ID.")
    nodes = tuple(
        Node(
            id=found.statement.id,
            kind=found.statement.kind,
            title=found.statement.title,
            verdict=found.verdict,
            printed_proof=found.printed_proof,
            standing=audit.standing(found.statement.id),
            readings=tuple(found.readings.items()),
            is_definition=found.statement.is_definition,
        )
        for found in audit
        if found.statement.id in kept
    )
    edges = tuple(
        (other, node.id)
        for node in nodes
        for other in dict.fromkeys(audit[node.id].statement.depends_on)
        if other in kept
    )
    return ProofGraph(audit.paper.name, audit.paper.title, nodes, edges)


def _below(audit: Audit, name: str, depth: int | None) -> set[str]:
    if depth is not None and depth < 0:
        raise InputError(f"The depth {depth}.", "0 or more.")
    seen, edge = {name}, {name}
    while edge and depth != 0:
        edge = {b for a in edge for b in audit.paper.graph.predecessors(a)} - seen
        seen |= edge
        depth = None if depth is None else depth - 1
    return seen
