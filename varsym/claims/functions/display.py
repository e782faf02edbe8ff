"""Functions of real numbers as text for a terminal and as LaTeX."""

from __future__ import annotations

from collections.abc import Callable

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import Cases, Exp, Limit, Log, Piece, ReLU

__all__ = ["function_text"]


def function_text(
    item: e.Scalar,
    style: str,
    scalar: Callable[[e.Scalar, int], str],
    relation: Callable[[e.Condition], str],
    level: int,
) -> str | None:
    """Return a function of real numbers in one style, or None for what is none.

    Parameters
    ----------
    item : Scalar
    style : {"text", "latex"}
    scalar, relation : callable
        Show what stands inside.
    level : int
        How tightly what stands around it binds: 0 loose, 2 as a factor.
    """
    tex = style == "latex"
    match item:
        case ReLU(argument):
            name = "\\mathrm{ReLU}" if tex else "ReLU"
            return f"{name}({scalar(argument, 0)})"
        case Exp(argument):
            return f"{_word('exp', tex)}({scalar(argument, 0)})"
        case Log(argument):
            inner = scalar(argument, 0)
            plain = isinstance(argument, e.Real | e.Index | e.Number)
            shown = f"{_word('log', tex)} {inner}" if plain else f"{_word('log', tex)}({inner})"
            return f"({shown})" if plain and level > 2 else shown
        case Limit(variable, body):
            under = scalar(variable, 0)
            head = f"\\lim_{{{under} \\to 0}}" if tex else f"lim_{{{under}→0}}"
            shown = f"{head} {scalar(body, 2)}"
            return f"({shown})" if level > 1 else shown
        case Cases(pieces):
            lines = [_piece(piece, tex, scalar, relation) for piece in pieces]
            if tex:
                return "\\begin{cases} " + " \\\\ ".join(lines) + " \\end{cases}"
            return "{" + "; ".join(lines) + "}"
    return None


def _word(name: str, tex: bool) -> str:
    return f"\\{name}" if tex else name


def _piece(
    piece: Piece,
    tex: bool,
    scalar: Callable[[e.Scalar, int], str],
    relation: Callable[[e.Condition], str],
) -> str:
    given = ", ".join(map(relation, piece.conditions))
    shown = f"{scalar(piece.value, 0)} & \\text{{if }} {given}" if tex else ""
    shown = shown or f"{scalar(piece.value, 0)} if {given}"
    if piece.index is None or piece.low is None or piece.high is None:
        return shown
    ends = scalar(piece.low, 0), scalar(piece.high, 0)
    if tex:
        return f"{shown}, \\ {piece.index.name} = {ends[0]}, \\dots, {ends[1]}"
    return f"{shown}, {piece.index.name} = {ends[0]}…{ends[1]}"
