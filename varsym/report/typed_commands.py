"""Commands as one types them, for a reader who wants to know more."""

from __future__ import annotations

import shlex

from varsym.graph.paper import DEFAULT_PACK

__all__ = ["typed"]


def typed(pack: str, *words: str) -> str:
    """Return a command of varsym about a statement or claim, with the pack where it is needed.

    Parameters
    ----------
    pack : str
        The name of the paper's pack.
    *words : str
        The command, the id, and what else it takes.

    Examples
    --------
    >>> typed("var-universality", "show", "lem:6.3")
    'varsym show lem:6.3'
    >>> typed("toy", "bound", "lem:3", "--form", "c 2")
    "varsym bound lem:3 --pack toy --form 'c 2'"
    """
    command, name, *rest = words
    named = [] if pack == DEFAULT_PACK else ["--pack", pack]
    return shlex.join(["varsym", command, name, *named, *rest])
