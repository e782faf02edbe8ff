"""Paths and derivatives as text for a terminal and as LaTeX."""

from __future__ import annotations

from collections.abc import Callable

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import Derivative, ValueAt

__all__ = ["derivative_text"]


def derivative_text(
    item: e.Scalar,
    style: str,
    scalar: Callable[[e.Scalar, int], str],
    name: Callable[[str], str],
    level: int,
) -> str | None:
    """Return the value of a path, or a derivative, in one style, or None for what is neither.

    Parameters
    ----------
    item : Scalar
    style : {"text", "latex"}
    scalar, name : callable
        Show what stands inside, and a letter.
    level : int
        How tightly what stands around it binds: 0 loose, 2 as a factor, above that as a base.
    """
    tex = style == "latex"
    match item:
        case ValueAt(letter, argument, order):
            shown = f"{name(letter)}{chr(39) * order}({scalar(argument, 0)})"
            return f"({shown})" if tex and level > 3 else shown
        case Derivative(body, variable, order):
            by = scalar(variable, 0)
            if tex:
                power = f"^{{{order}}}" if order > 1 else ""
                head = f"\\frac{{d{power}}}{{d{by}{power}}} "
            else:
                power = {1: "", 2: "²", 3: "³"}.get(order, f"^{order}")
                head = f"d{power}/d{by}{power} "
            shown = head + f"({scalar(body, 0)})"
            return f"({shown})" if level > 2 else shown
    return None
