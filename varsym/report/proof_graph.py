"""The proof graph with its verdicts, cut down to what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from varsym.errors import InputError
from varsym.exact import exact_integer
from varsym.graph.audit import Audit
from varsym.notebook_faces import NotebookFace

__all__ = ["Direction", "Node", "ProofGraph", "proof_graph"]

#: From a focus: to what it rests on, to what rests on it, or both ways.
Direction: TypeAlias = Literal["ancestors", "descendants", "both"]


@dataclass(frozen=True)
class Node:
    """One statement as it is drawn.

    Attributes
    ----------
    id, kind, title : str
        As in the statement.
    verdict, printed_proof, standing : str
        As an audit gives them.
    readings : tuple of (str, str)
        Metrics, and the verdicts in them.
    is_definition : bool
        Whether it defines, and claims nothing.
    """

    id: str
    kind: str
    title: str
    verdict: str
    printed_proof: str
    standing: str
    readings: tuple[tuple[str, str], ...]
    is_definition: bool


@dataclass(frozen=True)
class ProofGraph(NotebookFace):
    """Statements and what rests on what.

    Attributes
    ----------
    pack, title : str
    nodes : tuple of Node
        In the paper's order.
    edges : tuple of (str, str)
        A statement, and one that refers to it.
    focus : str or None
        The statement that the graph is about; None for the whole.
    depth : int or None
        With a focus: how many steps from it; None for all.
    direction : {"ancestors", "descendants", "both"}
    unaudited : tuple of str
        What belongs here and was not audited, as an audit of a part has not all descendants.
    """

    pack: str
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    focus: str | None = None
    depth: int | None = None
    direction: Direction = "ancestors"
    unaudited: tuple[str, ...] = ()

    @property
    def view(self) -> str:
        """What part of the paper this is, in a few words; nothing for the whole.

        Examples
        --------
        >>> ProofGraph("toy", "A toy", (), (), "lem:1", 1, "both").view
        'lem:1, what it rests on and what rests on it, 1 step away at most'
        """
        if self.focus is None:
            return ""
        parts = [f"{self.focus}, {_MEANT[self.direction]}"]
        if self.depth is not None:
            parts.append(f"{self.depth} step{'' if self.depth == 1 else 's'} away at most")
        return ", ".join(parts)


_MEANT = {
    "ancestors": "what it rests on",
    "descendants": "what rests on it",
    "both": "what it rests on and what rests on it",
}


def proof_graph(
    audit: Audit,
    focus: str | None = None,
    depth: int | None = None,
    direction: Direction = "ancestors",
) -> ProofGraph:
    """Return the graph of an audit, or one statement with what it rests on or what rests on it.

    An audit of a part of the paper has what that part rests on, and not all that rests on it:
    descendants need the audit of the whole.  Those that are missing are named in `unaudited`.

    Parameters
    ----------
    audit : Audit
    focus : str, optional
        The id of a statement, which is kept.
    depth : int, optional
        With `focus`: how many steps to go.
    direction : {"ancestors", "descendants", "both"}
        With `focus`: which way.

    Raises
    ------
    UnknownNameError
        If `focus` is not a statement of the audit.
    InputError
        If `depth` or `direction` is given without `focus`, or is none.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> first = Statement("lem:1", "lemma", "More", conclusion=x <= x + 1)
    >>> second = Statement("lem:2", "lemma", "Much", conclusion=x <= x + 2, depends_on=["lem:1"])
    >>> audit = Paper("toy", "A toy", [first, second]).audit()
    >>> proof_graph(audit, "lem:1", direction="descendants").edges
    (('lem:1', 'lem:2'),)
    """
    wanted = _wanted(audit, focus, depth, direction)
    kept = {found.statement.id for found in audit} & wanted
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
    missing = tuple(name for name in audit.paper.statements if name in wanted - kept)
    paper = audit.paper
    return ProofGraph(paper.name, paper.title, nodes, edges, focus, depth, direction, missing)


def _wanted(audit: Audit, focus: str | None, depth: int | None, direction: Direction) -> set[str]:
    """Return the ids that a view of the paper has, audited or not."""
    if direction not in get_args(Direction):
        raise InputError(
            f"The direction {str(direction)[:40]!r}.", f"One of {', '.join(get_args(Direction))}."
        )
    if focus is None:
        if depth is not None or direction != "ancestors":
            what = "depth" if depth is not None else "direction"
            raise InputError(f"A {what} without a focus.", "Both or none.", "Add --focus ID.")
        return {found.statement.id for found in audit}
    depth = None if depth is None else exact_integer(depth, "depth", 0)
    if not isinstance(focus, str):
        raise InputError(
            f"A focus that is a {type(focus).__name__}.", "The id of a statement, such as lem:6.3."
        )
    graph, start = audit.paper.graph, audit[focus].statement.id
    wanted: set[str] = set()
    if direction != "descendants":
        wanted |= _reached(start, graph.predecessors, depth)
    if direction != "ancestors":
        wanted |= _reached(start, graph.successors, depth)
    return wanted


def _reached(start: str, onward: Callable[[str], Iterable[str]], depth: int | None) -> set[str]:
    seen, edge = {start}, {start}
    while edge and depth != 0:
        edge = {b for a in edge for b in onward(a)} - seen
        seen |= edge
        depth = None if depth is None else depth - 1
    return seen
