"""A paper: its statements as a graph of dependencies, checked for ids, cycles and citations."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from importlib import metadata
from typing import TYPE_CHECKING

import networkx as nx

from varsym.claims import expressions as e
from varsym.errors import PackError, UnknownNameError, VarsymError
from varsym.graph.matching import is_instance
from varsym.graph.statement import Statement
from varsym.notebook_faces import NotebookFace

if TYPE_CHECKING:
    from varsym.graph.audit import Audit
    from varsym.graph.node import Node

__all__ = ["DEFAULT_PACK", "GROUP", "Paper", "load", "packs"]

GROUP = "varsym.proofs"
#: The pack of a command that names none.
DEFAULT_PACK = "var-universality"


class Paper(NotebookFace):
    """The statements of one paper and how they depend on one another.

    Parameters
    ----------
    name : str
        The name that commands use.
    title : str
        The paper's title.
    statements : sequence of Statement
        In the order of the paper.
    source : str, optional
        Where the paper is published.

    Raises
    ------
    PackError
        If an id occurs twice, a dependency is unknown or leads in a circle, or a condition is cited
        from a statement that has no reference or says something else.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "Squares", conclusion=0 <= x * x)])
    >>> toy["lem:1"].verdict, len(toy.audit())
    ('proved', 1)
    """

    def __init__(
        self, name: str, title: str, statements: Sequence[Statement], source: str = ""
    ) -> None:
        self.name, self.title, self.source = name, title, source
        self.statements: dict[str, Statement] = {}
        for statement in statements:
            if type(statement) is not Statement:
                raise PackError(f"{type(statement).__name__} among the statements of {name}.")
            if statement.id in self.statements:
                raise PackError(f"The id {statement.id}, twice in {name}.", "Each id once.")
            self.statements[statement.id] = statement
        self._nodes: dict[str, Node] = {}
        self.graph = nx.DiGraph()
        self.graph.add_nodes_from(self.statements)
        for statement in statements:
            for other in statement.depends_on:
                if other not in self.statements:
                    raise PackError(f"{statement.id} depends on {other}, which is not there.")
                self.graph.add_edge(other, statement.id)
        self._check_cycles()
        for statement in statements:
            self._check_citations(statement)

    def _check_cycles(self) -> None:
        try:
            cycle = nx.find_cycle(self.graph)
        except nx.NetworkXNoCycle:
            return
        path = " → ".join([edge[0] for edge in cycle] + [cycle[0][0]])
        raise PackError(f"A circle of dependencies in {self.name}: {path}.", "None.")

    def _check_citations(self, statement: Statement) -> None:
        given = [*statement.conditions]
        if statement.derivation is not None:
            given.extend(statement.derivation.conditions)
        for repair in [*statement.repairs, *statement.bounds.values()]:
            given.extend(repair.conditions)
        for cited in _citations(given):
            source = self.statements.get(cited.source)
            if source is None or source.reference is None or source.conclusion is None:
                raise PackError(
                    f"{statement.id} cites {cited.source}, which has no reference.",
                    "A statement of the pack that the literature proves.",
                )
            if cited.source not in nx.ancestors(self.graph, statement.id):
                raise PackError(f"{statement.id} cites {cited.source} without depending on it.")
            if not is_instance(source.conclusion, cited.body):
                raise PackError(
                    f"{statement.id} cites {cited.source} for something that it does not say.",
                    "An instance of its conclusion.",
                )

    def audit(
        self,
        only: Sequence[str] = (),
        progress: Callable[[str], None] | None = None,
        executor: Executor | None = None,
    ) -> Audit:
        """Decide every claim, or those of the statements in `only` and of what they depend on.

        See `varsym.graph.audit.audit_paper`.

        Parameters
        ----------
        only : sequence of str
            Ids of statements; all, if empty.
        progress : callable, optional
            Called with the id of each claim that is decided.
        executor : concurrent.futures.Executor, optional
            Where claims are decided; here if none.
        """
        from varsym.graph.audit import audit_paper

        return audit_paper(self, only, progress, executor)

    def __getitem__(self, name: str) -> Node:
        """Return a statement to be asked for its verdict and its bound."""
        from varsym.graph.node import Node

        if name not in self._nodes:
            self._nodes[name] = Node(self, self.statement(name))
        return self._nodes[name]

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements.values())

    def __len__(self) -> int:
        return len(self.statements)

    def statement(self, name: str) -> Statement:
        """Return the statement with the id `name`.

        Raises
        ------
        UnknownNameError
            When there is none; the nearest ids are in the message.
        """
        if name not in self.statements:
            raise unknown("statement", name, self.statements)
        return self.statements[name]

    def ordered(self) -> list[str]:
        """Return the ids so that each comes after what it depends on, else in the paper's order."""
        place = {name: k for k, name in enumerate(self.statements)}
        return list(nx.lexicographical_topological_sort(self.graph, key=place.__getitem__))


def unknown(kind: str, name: str, known: Iterable[str]) -> UnknownNameError:
    """Return the error for a name that is not there, with the nearest that are."""
    choices = sorted(known)
    if not choices:
        return UnknownNameError(f"The {kind} {name[:60]!r}.", "There is none at all here.")
    near = difflib.get_close_matches(name, choices, n=3, cutoff=0.4) or choices[:8]
    return UnknownNameError(
        f"The {kind} {name[:60]!r}.", f"One of {len(choices)} known.", f"Try {', '.join(near)}."
    )


def _citations(conditions: Iterable[e.Condition]) -> Iterator[e.Cited]:
    for condition in conditions:
        if isinstance(condition, e.Cited):
            yield condition
        elif isinstance(condition, e.ForAll):
            yield from _citations([condition.body])


def packs() -> dict[str, metadata.EntryPoint]:
    """Return the installed packs by name.

    Examples
    --------
    >>> "var-universality" in packs()
    True
    """
    return {point.name: point for point in metadata.entry_points(group=GROUP)}


def load(name: str = DEFAULT_PACK) -> Paper:
    """Return the paper of an installed pack, ready to be audited and queried.

    Parameters
    ----------
    name : str
        The pack's name in the entry-point group ``varsym.proofs``.

    Raises
    ------
    UnknownNameError
        If there is no such pack; the nearest names are in the message.
    PackError
        If the pack raises or exits while it is imported, or is not a paper.

    Examples
    --------
    >>> load("var-universality")["lem:6.3"].verdict
    'proved'
    """
    known = packs()
    if name not in known:
        raise unknown("pack", name, known)
    try:
        found = known[name].load()
        paper = found if isinstance(found, Paper) else getattr(found, "paper", None)
    except VarsymError:
        raise
    except (Exception, SystemExit) as error:
        said = ": ".join(filter(None, [type(error).__name__, str(error)[:200]]))
        raise PackError(
            f"The pack {name} raised {said}.",
            "A module that can be imported and holds a Paper called `paper`.",
            f"Import {known[name].value} and mend what it says.",
        ) from error
    if not isinstance(paper, Paper):
        raise PackError(f"The pack {name} holds no paper.", "A Paper called `paper`.")
    return paper
