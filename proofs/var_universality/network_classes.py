"""The classes of networks that the universality results are about, layer by layer.

Each layer carries the formula of its definition.  A class is changed in up to four ways: positional
encodings, inputs from a bounded set, a feed-forward layer before attention, attention with a
residual connection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proofs.var_universality.appendix_d import attention as flowar_attention
from proofs.var_universality.appendix_d import linear_up_sample
from proofs.var_universality.notation import K, r
from proofs.var_universality.section_3_2 import feed_forward, single_attention
from proofs.var_universality.section_3_3 import up_interpolation
from varsym.pack import (
    ArrayVariable,
    Branch,
    Defined,
    Formula,
    Layer,
    Let,
    LipschitzChains,
    Network,
    Parallel,
    Repair,
    Repeat,
    Series,
    Sides,
    Universal,
    as_scalar,
    reals,
)

n, d, dt = reals("n d Delta_t")


def formula(printed: object) -> Formula:
    """Return the formula that a definition displays."""
    if not isinstance(printed, Formula):
        raise TypeError(printed)
    return printed


# Where a definition is mended, the layer reads it so: for all tokens, with sizes that fit.
attention = Layer("Attn", formula(single_attention.claims["formula"]), "X", "Attn")
map_attention = Layer("Attn", formula(flowar_attention.repairs[0].conclusion), "X", "Attn")
FFN = Layer("FFN", formula(feed_forward.repairs[0].conclusion), "X", "FFN", tokens=(1,))

printed_up = Layer(
    "φ_up",
    formula(up_interpolation.claims["formula"]),
    "X",
    "Y",
    tokens=(0, 1),
    latex="\\phi_{\\mathrm{up}}",
)
#: The repaired reading; the kernels that are used in practice are partitions of unity.
up = Layer(
    "φ_up",
    formula(up_interpolation.repairs[0].conclusion),
    "X",
    "Y",
    tokens=(0, 1),
    normalised=("W",),
    latex="\\phi_{\\mathrm{up}}",
)
sampling = Layer(
    "Φ_up", formula(linear_up_sample.repairs[0].conclusion), "X", "Y", latex="\\Phi_{\\mathrm{up}}"
)

X, Y, E = (ArrayVariable(name, (n, d)) for name in "XYE")
encoding = Layer(
    "(+E)", Formula((Sides("n d"), *map(Let, (X, Y, E))), (Defined(Y, X + E),)), "X", "Y",
    latex="(\\cdot + E)",
)  # fmt: skip


def var_layer(
    first: Layer, attending: Layer, *, encoded: bool = False, before: bool = False,
    residual: bool = False,
) -> Network:  # fmt: skip
    """Return FFN∘Attn∘φ_up, as printed or changed."""
    parts: list[Network] = [first]
    if encoded:
        parts.append(encoding)
    if before:
        parts.append(FFN)
    plain = Branch(as_scalar(1))
    parts.append(Parallel((plain, Branch(as_scalar(1), attending))) if residual else attending)
    return Series((*parts, FFN))


def hofar_layer(first: Layer, *, encoded: bool = False, **changes: bool) -> Network:
    """Return (id + Δt FM_first + ½ Δt² FM_second)∘φ_up, the update of Algorithm 2."""
    inner = var_layer(encoding, map_attention, **changes)
    predicted = inner if encoded else Series(inner.parts[1:])  # type: ignore[union-attr]
    one = as_scalar(1)
    branches = (Branch(one), Branch(dt, predicted), Branch(dt * dt / 2, predicted))
    return Series((first, Parallel(branches)))


def universal(layer: Network, *, bounded: bool = False) -> Universal:
    """Return that r such layers come close to every target of Assumption 6.2."""
    return Universal(Repeat(r, layer), LipschitzChains(r, K, bounded))


def class_repairs(
    layer: Callable[..., Network], mends: str, bounded_in: Sequence[str] = ("sup", "L_alpha")
) -> list[Repair]:
    """Return the changes of a class, single ones first, then the two that the proof needs.

    Bounded inputs alone are asked about in the readings `bounded_in`.
    """

    def change(name: str, goal: Universal, metrics: Sequence[str] = ("sup", "L_alpha")) -> Repair:
        return Repair(name, goal, [], metrics, mends=mends)

    return [
        change(
            "a positional encoding is added after each interpolation",
            universal(layer(encoded=True)),
        ),
        change("inputs are taken from a bounded set", universal(layer(), bounded=True), bounded_in),
        change("a feed-forward layer acts before attention", universal(layer(before=True))),
        change("attention has a residual connection", universal(layer(residual=True))),
        change(
            "a positional encoding is added after each interpolation, and inputs are bounded",
            universal(layer(encoded=True), bounded=True),
        ),
    ]


def var_class(**changes: bool) -> Network:
    """Return a layer of Definition 3.13 with the interpolation in its repaired reading."""
    return var_layer(up, attention, **changes)


def flowar_class(**changes: bool) -> Network:
    """Return a layer of FlowAR as Corollary 7.2 composes it, with sampling by any matrix."""
    return var_layer(sampling, map_attention, **changes)


def hofar_class(**changes: bool) -> Network:
    """Return a layer of HOFAR with the interpolation in its repaired reading."""
    return hofar_layer(up, **changes)
