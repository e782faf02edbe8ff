"""Graphviz, which lays a graph out and draws it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from varsym.errors import OutputError

__all__ = ["laid_out"]

#: Where arrows abound, Graphviz would try for hours to have few of them cross.
_CROWDED = 400
_CROWDED_A_NODE = 4
_LESS_EFFORT = "-Gsplines=line -Gnslimit=1 -Gnslimit1=1 -Gmclimit=0.1"


def laid_out(source: str, form: str, wanted: str) -> bytes:
    """Return a graph in DOT as Graphviz lays it out.

    With more than 400 arrows, and more than four a node, arrows are straight lines and may cross
    more often than they would have to.

    Parameters
    ----------
    source : str
        DOT.
    form : str
        One of Graphviz's formats.
    wanted : str
        The format that a user asked for, for messages.

    Raises
    ------
    OutputError
        If pygraphviz is not there or cannot lay the graph out.

    Examples
    --------
    >>> laid_out("digraph { a -> b }", "plain", "svg").split()[:2]
    [b'graph', b'1']
    """
    try:
        import pygraphviz
    except ImportError:
        raise OutputError(
            f"The format {wanted}, without Graphviz.",
            "The package pygraphviz, at least 2.0, whose wheels bring Graphviz along.",
            "Install it, or use --format dot or mermaid.",
        ) from None
    try:
        with _hushed():
            graph = pygraphviz.AGraph(string=source)
            arrows, nodes = graph.number_of_edges(), graph.number_of_nodes()
            crowded = arrows > max(_CROWDED, _CROWDED_A_NODE * nodes)
            effort = _LESS_EFFORT if crowded else ""
            drawn: bytes = graph.draw(format=form, prog="dot", args=effort)
    except (OSError, ValueError, RuntimeError) as error:
        raise OutputError(
            f"A graph that Graphviz does not lay out: {str(error)[:200]}.",
            advice="Use --format dot and look at what it says.",
        ) from None
    return drawn


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keep Graphviz from writing about this machine's fonts, which it does below Python."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path of ours
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
