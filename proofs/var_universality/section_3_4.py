"""Section 3.4: the layer of a VAR transformer, and the class of networks."""

from __future__ import annotations

from proofs.var_universality.notation import d, h, i, k, m, one, r, w
from proofs.var_universality.section_3_3 import rows, token_map
from varsym.pack import (
    Applied,
    Array,
    ArrayVariable,
    Defined,
    Formula,
    Joined,
    Let,
    LetMap,
    MapVariable,
    Ranging,
    Repair,
    Reshaped,
    Scalar,
    Sides,
    Space,
    Statement,
    Symbol,
    WellTyped,
    chain,
    families,
    reals,
    summation,
)

n, L, n_up = reals("n L n_up")
taller, wider = families("h_up w_up")


def enlarged(at: Scalar) -> Array:
    """Return φ_up(X_at), of the size h'_at × w'_at × d."""
    above = (taller[at], wider[at], d)
    return Applied("phi_up", (at,), (h[at], w[at], d), above, token_map("X", at))


enlarged_rows = summation(k, 1, r, taller[k] * wider[k])
enlarged_maps = Joined((), "k", one, r, enlarged(k))
enlarged_X = ArrayVariable("Y", (enlarged_rows, d))

applying = Statement(
    id="rem:3.12",
    kind="remark",
    title="Applying φ_up to X in R^{n×d}",
    text=(
        "The input of a VAR transformer layer are token maps X_1, …, X_r, written X in R^{n×d}, "
        "n = Σ h_i w_i; φ_up(X) in R^{n'×d} applies φ_up to each, with n' = Σ h'_i w'_i."
    ),
    conditions=[r >= 1],
    claims={
        "maps": Formula(
            (
                *(Sides("h w h_up w_up d"), Symbol("r"), Ranging(i, 1, r)),
                *(Let(token_map("X", i)), LetMap("phi_up"), Let(enlarged_X)),
            ),
            (Defined(enlarged_X, Reshaped(enlarged_maps, enlarged_X.shape)),),
        )
    },
    depends_on=["def:3.7"],
)


def layer(tokens: Space, result: Space) -> WellTyped:
    """Return FFN∘Attn∘φ_up, where FFN acts on `tokens` and the result is in `result`."""
    phi = MapVariable("phi_up", (), rows(n), rows(n_up))
    attention = MapVariable("Attn", (), rows(n_up), rows(n_up))
    return WellTyped(MapVariable("FFN", (), tokens, tokens) @ attention @ phi, rows(n), result)


transformer_layer = Statement(
    id="def:3.13",
    kind="definition",
    title="Single VAR Transformer Layer",
    text=(
        "TF_VAR(X) = FFN∘Attn∘φ_up in R^{n×d}, with the FFN of Definition 3.5, on R^{d×L}, and the "
        "attention of Definition 3.3."
    ),
    claims={"composition": layer(Space((d, L)), rows(n))},
    repairs=[
        Repair(
            "FFN acts on each of the n' rows that φ_up gives, and the result is in R^{n'×d}",
            layer(rows(n_up), rows(n_up)),
            [],
        )
    ],
    depends_on=["def:3.3", "def:3.5", "rem:3.12"],
)

(n_,) = families("n")


def block(at: Scalar) -> MapVariable:
    """Return TF_VAR^at, which φ_at^up takes from n_{at-1} rows to n_at."""
    return MapVariable("TF", (at,), rows(n_[at - 1]), rows(n_[at]))


function_class = Statement(
    id="def:3.14",
    kind="definition",
    title="VAR Transformer Network Function Class",
    text=(
        "𝒯^{a,s,c} := {τ : R^{n×d} → R^{n×d} | τ = TF_VAR^m∘TF_VAR^{m-1}∘⋯∘TF_VAR^1(X)}: m blocks, "
        "the i-th with the up-interpolation φ_i^up, with a heads of size s and c hidden neurons."
    ),
    conditions=[m >= 1],
    claims={"composition": WellTyped(chain(i, 1, m, block(i)), rows(n), rows(n))},
    repairs=[
        Repair(
            "τ goes from the rows of the first scale to those of the last",
            WellTyped(chain(i, 1, m, block(i)), rows(n_[0]), rows(n_[m])),
            [m >= 1],
        )
    ],
    depends_on=["def:3.13"],
)


STATEMENTS = [
    applying,
    transformer_layer,
    function_class,
]
