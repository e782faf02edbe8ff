"""One audit a pack and process, and the files that it depends on."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import varsym
from varsym.errors import PackError, VarsymError
from varsym.graph import paper as papers
from varsym.graph.audit import Audit

__all__ = ["audit_of", "one_line", "sources"]


def audit_of(pack: str) -> Audit:
    """Return the audit of an installed pack, computed once in a process.

    A pack is a module, which a process imports once too, so that the audit cannot be out of date.

    Raises
    ------
    PackError
        When the pack raises while it is imported or audited.
    UnknownNameError
        When there is no such pack.
    """
    return _audited(papers.load(pack))


@cache
def _audited(paper: papers.Paper) -> Audit:
    try:
        return paper.audit()
    except VarsymError:
        raise
    except Exception as error:  # a pack is Python, and a page less is no reason to stop a build
        raise PackError(
            f"The audit of {paper.name} raised {type(error).__name__}: {str(error)[:200]}.",
            "A pack that can be audited.",
            f"Run varsym audit {paper.name} and mend what it says.",
        ) from error


def one_line(error: Exception) -> str:
    """Return what an error says in one line, as a build tells its warnings."""
    return " ".join(str(error).split())


def sources(pack: str) -> list[str]:
    """Return the files whose change may change a verdict: those of the pack, and varsym's own."""
    point = papers.packs().get(pack)
    module = sys.modules.get(point.module) if point is not None else None
    if module is None or not module.__file__:
        return list(_library())
    own = Path(module.__file__)
    files = sorted(own.parent.rglob("*.py")) if own.name == "__init__.py" else [own]
    return [*map(str, files), *_library()]


@cache
def _library() -> tuple[str, ...]:
    return tuple(map(str, sorted(Path(varsym.__file__).parent.rglob("*.py"))))
