"""What a notebook shows of an object, written by a module that is found when a notebook asks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

__all__ = ["NotebookFace"]

_HOME = "varsym.report.notebook"  # a room above most that show themselves: found by name alone


class NotebookFace:
    """A base of what notebooks show as more than its `repr`; the plain text stays that.

    Examples
    --------
    >>> from varsym.exact import Enclosure
    >>> sorted(Enclosure("1.4141", "1.4149")._repr_mimebundle_())
    ['text/html', 'text/latex']
    """

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        return _shown(self, "html")

    def _repr_latex_(self) -> str | None:
        return _shown(self, "latex")

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, Any]:
        bundle = {}
        for kind in ("html", "latex"):
            name = f"text/{kind}"
            if (include and name not in include) or (exclude and name in exclude):
                continue
            if (text := _shown(self, kind)) is not None:
                bundle[name] = text
        return bundle


def _shown(item: object, kind: str) -> str | None:
    import importlib

    found: str | None = getattr(importlib.import_module(_HOME), kind)(item)
    return found
