"""Where the statements of a pack are written: file and line."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from varsym.graph.paper import Paper

__all__ = ["statement_places"]


def statement_places(paper: Paper, module: str) -> dict[str, tuple[Path, int]]:
    """Return the file and line, counted from 1, of statements by their ids.

    A statement is found where a module of its package gives it a name, as in ``lemma = …``, or
    else where ``Statement("lem:1", …)`` stands inside the list or paper that a module names and
    that does hold the statement.  One that is made in another way is left out.

    Parameters
    ----------
    paper : Paper
    module : str
        The module that the paper was loaded from; all that its package has imported is read.

    Examples
    --------
    >>> from proofs.var_universality import paper
    >>> path, line = statement_places(paper, "proofs.var_universality")["lem:6.3"]
    >>> path.name
    'section_6.py'
    """
    top = module.partition(".")[0]
    named: dict[str, tuple[Path, int]] = {}
    within: dict[str, tuple[Path, int]] = {}
    for name, read in list(sys.modules.items()):
        if name != top and not name.startswith(f"{top}."):
            continue
        try:
            path = Path(str(read.__file__))
            tree = ast.parse(path.read_bytes())
        except (AttributeError, OSError, ValueError, SyntaxError, RecursionError):
            continue
        for node in tree.body:
            for value in _assigned(node, read):
                named.update((s.id, (path, node.lineno)) for s in paper if s is value)
                held = _held(value, paper)
                within.update((i, (path, line)) for i, line in _calls(node) if i in held)
    return within | named


def _assigned(node: ast.stmt, module: ModuleType) -> Iterator[object]:
    """Yield what the names that an assignment sets stand for, once the module is imported."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for target in targets:
        if isinstance(target, ast.Name) and target.id in vars(module):
            yield vars(module)[target.id]


def _held(value: object, paper: Paper) -> set[str]:
    """Return the ids of the statements that a list, or the paper itself, holds."""
    if value is paper:
        return set(paper.statements)
    parts = value if isinstance(value, list | tuple) else ()
    return {s.id for s in paper if any(s is part for part in parts)}


def _calls(node: ast.stmt) -> Iterator[tuple[str, int]]:
    """Yield the literal ids that ``Statement`` is called with, and the lines of the calls."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Statement":
            given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "id")]
            for argument in given:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value, call.lineno
