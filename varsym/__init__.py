"""Exact, symbolic verification of machine-learning theory papers.

>>> import varsym
>>> varsym.load("var-universality")["lem:6.3"].verdict
'proved'

The package brings a pytest plugin and no assertions, so: PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from varsym.errors import VarsymError

if TYPE_CHECKING:
    from varsym.graph.audit import Audit
    from varsym.graph.bounds import Bound, Value
    from varsym.graph.paper import Paper, load, packs
    from varsym.graph.statement import Statement

__version__ = "0.1.0"
__all__ = ["Audit", "Bound", "Paper", "Statement", "Value", "VarsymError", "load", "packs"]

_HOMES = {
    "Audit": "varsym.graph.audit",
    "Bound": "varsym.graph.bounds",
    "Paper": "varsym.graph.paper",
    "Statement": "varsym.graph.statement",
    "Value": "varsym.graph.bounds",
    "load": "varsym.graph.paper",
    "packs": "varsym.graph.paper",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that ``import varsym`` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module 'varsym' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
