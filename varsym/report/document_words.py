"""Text from packs on its way into a document: made printable, and its scripts found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

__all__ = ["printable", "with_scripts"]

_CLOSING = {"{": "}", "(": ")", "[": "]"}
_WORD = re.compile(r"-?[0-9]+|[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*|[⊤*α-ωΑ-Ω∞]")
_DEEPEST = 8


def printable(text: str) -> str:
    r"""Return a text on one line, with a replacement sign for what controls and shows nothing.

    Examples
    --------
    >>> printable("one\n  two\x1b[31m")
    'one two�[31m'
    """
    line = " ".join(text.split())
    return "".join("�" if unicodedata.category(c)[0] == "C" else c for c in line)


def with_scripts(
    text: str, plain: Callable[[str], str], low: Callable[[str], str], high: Callable[[str], str]
) -> str:
    """Return a text in which ``x_{i+1}`` and ``R^n`` are set as scripts.

    Parameters
    ----------
    text : str
    plain : callable
        Writes text as it is.
    low, high : callable
        Set what is written already below or above the line.

    Examples
    --------
    >>> with_scripts("x_{i+1} in R^n", str, "<{}>".format, "[{}]".format)
    'x<i+1> in R[n]'
    >>> with_scripts("F_hat_first", str, "<{}>".format, "[{}]".format)
    'F<hat,first>'
    """
    return _written(text, plain, {"_": low, "^": high}, _DEEPEST)


def _written(
    text: str, plain: Callable[[str], str], scripts: dict[str, Callable[[str], str]], depth: int
) -> str:
    parts, start, place = [], 0, 1
    while place < len(text) - 1:
        inner, end = "", 0
        if text[place] in scripts and not text[place - 1].isspace() and depth:
            inner, end = _script(text, place + 1)
        if not end:
            place += 1
            continue
        parts.append(plain(text[start:place]) if start < place else "")
        parts.append(scripts[text[place]](_written(inner, plain, scripts, depth - 1)))
        start = place = end
    return "".join(parts) + (plain(text[start:]) if start < len(text) else "")


def _script(text: str, start: int) -> tuple[str, int]:
    """Return the script that begins at a place, and where it ends; an end of 0 if none does."""
    closing = _CLOSING.get(text[start])
    if closing is None:
        word = _WORD.match(text, start)
        return (word[0].replace("_", ","), word.end()) if word else ("", 0)
    depth = 0
    for place in range(start, len(text)):
        depth += {text[start]: 1, closing: -1}.get(text[place], 0)
        if depth == 0:
            kept = text[start] == "{"
            return (text[start + 1 : place] if kept else text[start : place + 1]), place + 1
    return "", 0
