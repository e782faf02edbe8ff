"""Appendix E: FlowAR in the inference pipeline."""

from __future__ import annotations

from proofs.var_universality.appendix_d import (
    K,
    Z_init,
    all_scales_divide,
    along,
    c,
    h,
    pixels,
    ratio,
    shape_at,
    token_map,
    two,
    up,
    up_maps,
    w,
)
from proofs.var_universality.notation import i, j, one
from varsym.pack import (
    ALL,
    Applied,
    AppliedTo,
    Array,
    ArrayVariable,
    Defined,
    Formula,
    Joined,
    Let,
    LetMap,
    PositiveInteger,
    Quantity,
    Ranging,
    Real,
    Repair,
    Reshaped,
    Scalar,
    Sides,
    Statement,
    summation,
)

three = two + one
whole = tuple(all_scales_divide)
maps = (
    LetMap("Attn", i, one, K),
    LetMap("FFN", i, one, K),
    LetMap("NN", i, one, K),
    up_maps,
)
F_t, s, s_hat = (token_map(name, i) for name in ("F_t", "s", "s_hat"))
time = ArrayVariable("t", (), (i,))


def letters(first: Scalar) -> tuple[Sides | Ranging | PositiveInteger | LetMap | Let, ...]:
    """Return what the layers from `first` on speak of."""
    return (
        *(Sides("h w c a K"), Ranging(i, first, K), PositiveInteger(ratio(i)), *maps),
        *(Let(time), Let(Z_init), Let(F_t), Let(s), Let(s_hat)),
    )


def transformed(at: Scalar, tokens: Array, shape: tuple[Scalar, ...]) -> Array:
    """Return FFN_at∘Attn_at of tokens."""
    return Applied("FFN", (at,), shape, shape, Applied("Attn", (at,), shape, shape, tokens))


def flowed(at: Scalar) -> Array:
    """Return NN_at(F_t^at, s_at, t_at)."""
    size = shape_at(at)
    given = (token_map("F_t", at), token_map("s", at), Quantity(Real("t", (at,))))
    return AppliedTo("NN", (at,), (size, size, ()), size, given)


# ------------------------------------------------------------------------------ As printed

first_layer = Formula(
    (*letters(one), Let(ArrayVariable("Z", shape_at(one)))),
    (
        Defined(
            token_map("s", one),
            transformed(one, ArrayVariable("Z", shape_at(one)), shape_at(one)),
        ),
        Defined(token_map("s_hat", one), flowed(one)),
    ),
    (*whole, one <= K),
)

Z = ArrayVariable("Z", (along(h, i), along(w, i), c), (i,))
earlier = Joined((Z_init,), "j", two, i, up(j - 1, token_map("s_hat", j - 1)))
first_output = Let(token_map("s_hat", one))
reshape = Formula(
    (*letters(two), first_output, Let(Z)), (Defined(Z, Reshaped(earlier, Z.shape)),), whole
)
own_block = (
    slice(along(h, i - 1), along(h, i)),
    slice(along(w, i - 1), along(w, i)),
    slice(0, c),
)
layer = Formula(
    (*letters(two), Let(Z)),
    (Defined(s, transformed(i, Z, Z.shape)[own_block]), Defined(s_hat, flowed(i))),
    whole,
)

# ------------------------------------------------------------------------------ As repaired

tokens = summation(j, 1, i, pixels(j))
rows = ArrayVariable("Z", (tokens, c), (i,))
own_rows = transformed(i, rows, rows.shape)[summation(j, 1, i - 1, pixels(j)) : tokens, ALL]
repaired = Formula(
    (*letters(two), first_output, Let(rows)),
    (
        Defined(rows, Reshaped(earlier, rows.shape)),
        Defined(s, Reshaped(own_rows, shape_at(i))),
        Defined(s_hat, flowed(i)),
    ),
)

inference = Statement(
    id="def:E.1",
    kind="definition",
    title="FlowAR Architecture in the Inference Pipeline",
    text=(
        "Z^1 := Z_init; s_1 = FFN_1∘Attn_1(Z^1) in R^{(h/r_1) × (w/r_1) × c}, "
        "ŝ_1 = NN_1(F_t^1, s_1, t_1). For the layers i = 2, …, K: Z^i is the reshape of Z_init, "
        "φ_{up,1}(ŝ_1, a), …, φ_{up,i-1}(ŝ_{i-1}, a) into a tensor of the size "
        "(Σ_{j=1}^i h/r_j) × (Σ_{j=1}^i w/r_j) × c; s_i = FFN_i∘Attn_i(Z^i) at the places "
        "Σ_{j=1}^{i-1} h/r_j : Σ_{j=1}^i h/r_j, Σ_{j=1}^{i-1} w/r_j : Σ_{j=1}^i w/r_j, 0:c; "
        "ŝ_i = NN_i(F_t^i, s_i, t_i). The output is ŝ_K. (Places are counted from 0, and the end "
        "of a range is left out.)"
    ),
    claims={
        "first": first_layer,
        "reshape": reshape,
        "layer": layer,
        "scales": Formula(letters(one)),
    },
    repairs=[
        Repair(
            "a^{K-1} divides h and w; Z^i is a matrix with one row a token, and s_i is the reshape "
            "of its last (h/r_i)(w/r_i) rows",
            repaired,
            all_scales_divide,
        )
    ],
    depends_on=["def:3.5", "def:D.3", "def:D.7", "def:D.11", "def:D.12"],
)

STATEMENTS = [inference]
