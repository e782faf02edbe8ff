"""Appendix B: the convolution of phase two, and the decoder of phase three."""

from __future__ import annotations

from fractions import Fraction

from proofs.var_universality.notation import i, j, m
from varsym.pack import (
    Array,
    ArrayVariable,
    Compare,
    Condition,
    Defined,
    Formula,
    Let,
    Number,
    Quantity,
    Ranging,
    Repair,
    Scalar,
    Sides,
    Space,
    Statement,
    WellTyped,
    array_sum,
    chain,
    equals,
    families,
    index,
    maps,
    reals,
)

three = Number(Fraction(3))
h, w, c_in, c_out, b = reals("h w c_in c_out b")
l, n, c = index("l n c")

X = ArrayVariable("X", (h, w, c_in))
Y = ArrayVariable("Y", (h, w, c_out))
K_l = ArrayVariable("K", (three, three, c_in), (l,))
padded = ArrayVariable("X_pad", (h + 2, w + 2, c_in))
outputs = (Ranging(i, 1, h), Ranging(j, 1, w), Ranging(l, 1, c_out))
letters = (Sides("h w c_in c_out"), Let(X), *outputs, Let(K_l), Let(Y))


def window(source: ArrayVariable, bias: Array) -> Array:
    """Return Σ_m Σ_n Σ_c source_{i+m-1, j+n-1, c} K^l_{m,n,c} + bias."""
    term = source[i + m - 1, j + n - 1, c] * K_l[m, n, c]
    return array_sum(m, 1, 3, array_sum(n, 1, 3, array_sum(c, 1, c_in, term))) + bias


bias = ArrayVariable("b", (c_out,))

convolution = Statement(
    id="def:B.1",
    kind="definition",
    title="Convolution Layer",
    text=(
        "With padding p = 1 and stride s = 1, φ_conv maps R^{h × w × c_in} to R^{h × w × c_out} by "
        "Y_{i,j,l} := Σ_{m=1}^3 Σ_{n=1}^3 Σ_{c=1}^{c_in} X_{i+m-1, j+n-1, c} K^l_{m,n,c} + b."
    ),
    claims={"formula": Formula(letters, (Defined(Y[i, j, l], window(X, Quantity(b))),))},
    repairs=[
        Repair(
            "X stands for the input with a border of zeros, of the size (h+2) × (w+2), and b is a "
            "vector with one entry for each output channel",
            Formula(
                (*letters, Let(padded), Let(bias)),
                (Defined(Y[i, j, l], window(padded, bias[l])),),
            ),
            [],
        )
    ],
)

p, s = reals("p s")
kernel_size: list[Condition] = [equals(p, 1), equals(s, 1)]


def side_after(before: Scalar) -> Compare:
    """Return that a 3 × 3 kernel with padding p and stride s keeps a side."""
    return equals((before + 2 * p - 3) / s + 1, before)


kernel_remark = Statement(
    id="rem:B.2",
    kind="remark",
    title="Kernel size, padding and stride",
    text=(
        "Kernels of 3 × 3, padding 1 and stride 1 are those of Tian et al. 2024. (They keep the "
        "size of a map, as Definition B.1 says.)"
    ),
    conditions=kernel_size,
    claims={"height": side_after(h), "width": side_after(w)},
    depends_on=["def:B.1"],
)

# ------------------------------------------------------------------------------ Phase three

(levels,) = index("L")
heights, widths, channels = families("h w c")


def level_map(at: Scalar) -> Space:
    """Return the feature maps after `at` levels of the decoder."""
    return Space((heights[at], widths[at], channels[at]))


resnet, attend, enlarge = (
    maps("ResNet", lambda at: (level_map(at - 1), level_map(at - 1)))
    + maps("Attn", lambda at: (level_map(at - 1), level_map(at - 1)))
    + maps("Up", lambda at: (level_map(at - 1), level_map(at)))
)

decoder = Statement(
    id="phase:3",
    kind="remark",
    title="VQ-VAE Decoder process",
    text=(
        "The decoder of the VQ-VAE makes an image of the feature map of phase two. Its modules are "
        "ResNet blocks, attention blocks and up sample blocks. (No formula is printed. Read as L "
        "levels of the three, where the first two keep the size of a map and the third changes it, "
        "they can be composed.)"
    ),
    conditions=[levels >= 1],
    claims={
        "levels": WellTyped(
            chain(l, 1, levels, enlarge[l] @ attend[l] @ resnet[l]),
            level_map(Number(Fraction(0))),
            level_map(levels),
        )
    },
    depends_on=["def:B.1"],
)

STATEMENTS = [convolution, kernel_remark, decoder]
