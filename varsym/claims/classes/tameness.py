"""Networks that are eventually monotone along every line, by what their formulas are made of.

A function of one real variable that is made from it and constants by field operations, exp, log,
roots and choices between two such functions by sign is eventually monotone: Hardy's theorem on
logarithmico-exponential functions.
"""

from __future__ import annotations

from varsym.claims.classes.networks import Layer, Network, layers_of
from varsym.claims.formulas import arrays as a

__all__ = ["HARDY", "eventually_monotone", "foreign_operation"]

HARDY = "Hardy 1910, Orders of Infinity: logarithmico-exponential functions are eventually monotone"

_FINITE = (
    a.ArrayVariable, a.Quantity, a.Ones, a.Entrywise, a.Function, a.Hadamard, a.MatMul, a.ArraySum,
    a.Quotient, a.Transpose, a.Diagonal, a.Inverse, a.Inner, a.Slice, a.IteratedArray, a.Shaped,
    a.Joined, a.Reshaped,
)  # fmt: skip


def eventually_monotone(network: Network) -> bool:
    """Return whether each entry of each member is eventually monotone along every line.

    Sums, products, quotients, exp, ReLU and roots of entries keep it, and so do sums of a fixed
    length; functions W(x) count as numbers, as their arguments are made of indices alone.
    """
    return not any(foreign_operation(layer) for layer in layers_of(network))


def foreign_operation(layer: Layer) -> str | None:
    """Return the kind of an expression in a layer that may lead out of such functions."""
    waiting: list[object] = [d.value for d in layer.definitions]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tuple):
            waiting.extend(item)
        elif isinstance(item, a.Array):
            if not isinstance(item, _FINITE):
                return type(item).__name__
            waiting.extend(vars(item).values())
    return None
