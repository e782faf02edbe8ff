"""Claims about classes of networks as text and as LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from varsym.claims import expressions as e
from varsym.claims.classes.networks import (
    Branch,
    Layer,
    LipschitzChains,
    Network,
    Parallel,
    Repeat,
    Series,
    Universal,
)

__all__ = ["universal_text"]

ScalarText: TypeAlias = Callable[[e.Scalar, int], str]


def universal_text(item: Universal, style: str, scalar: ScalarText) -> str:
    """Return "every target is within every ε > 0 of some network", in letters.

    Parameters
    ----------
    item : Universal
    style : {"text", "latex"}
    scalar : callable
        Shows a scalar at a level of precedence.

    Raises
    ------
    TypeError
        For a network of another class.
    """
    networks = _network(item.networks, style, scalar, 0)
    targets = _targets(item.targets, style, scalar)
    if style == "latex":
        return (
            f"\\forall f \\in \\{{{targets}\\}}\\ \\forall \\epsilon > 0\\ \\exists \\tau \\in "
            f"\\{{{networks}\\}}:\\ \\|\\tau - f\\| \\le \\epsilon"
        )
    return f"every {targets} is within every ε > 0 of some τ = {networks}"


def _targets(item: LipschitzChains, style: str, scalar: ScalarText) -> str:
    r, K = scalar(item.scales, 0), scalar(item.lipschitz, 2)
    if style == "latex":
        ends = "bounded inputs" if item.bounded else "all inputs"
        words = f"\\text{{, }} f_i, g_i\\ {K}\\text{{-Lipschitz, {ends}}}"
        return f"f_{{{r}}} \\circ g_{{{r}}} \\circ \\cdots \\circ f_1 \\circ g_1{words}"
    ends = "on a bounded set" if item.bounded else "on all of ℝ^d"
    return f"f_{r}∘g_{r}∘⋯∘f_1∘g_1 of {K}-Lipschitz maps, {ends},"


def _network(item: Network, style: str, scalar: ScalarText, level: int) -> str:
    tex = style == "latex"
    match item:
        case Layer():
            return item.latex if tex else item.name
        case Series(parts):
            ring = " \\circ " if tex else "∘"
            shown = ring.join(_network(p, style, scalar, 2) for p in reversed(parts))
            return f"({shown})" if level > 1 else shown
        case Parallel(branches):
            shown = " + ".join(_branch(b, style, scalar) for b in branches)
            return f"({shown})" if level > 0 else shown
        case Repeat(times, body):
            shown = _network(body, style, scalar, 0)
            power = scalar(times, 0)
            return f"({shown})^{{{power}}}" if tex else f"({shown})^{power}"
    raise TypeError(f"no rendering of {item!r}")


def _branch(item: Branch, style: str, scalar: ScalarText) -> str:
    tex = style == "latex"
    name = ("\\mathrm{id}" if tex else "id") if item.network is None else ""
    shown = name or _network(item.network, style, scalar, 1)  # type: ignore[arg-type]
    if item.coefficient == e.as_scalar(1):
        return shown
    inside = shown if item.network is None else f"({shown})"
    return f"{scalar(item.coefficient, 3)}{' ' if tex else '·'}{inside}"
