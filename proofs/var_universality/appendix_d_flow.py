"""Appendix D.6: the flow, its architecture and the loss of FlowAR.

The letter t of F_t counts as declared by the definition of F_t, whose parameter it is.  Formulas
are written with h_i and w_i for the sides h/r_i and w/r_i; that these are whole is a claim of its
own, "scales".
"""

from __future__ import annotations

from itertools import pairwise

from proofs.var_universality.appendix_d import (
    K,
    X,
    all_scales_divide,
    c,
    n,
    scales,
    token_map,
)
from proofs.var_universality.notation import h as heights
from proofs.var_universality.notation import i, j, one
from proofs.var_universality.notation import w as widths
from varsym.pack import (
    ALL,
    Applied,
    AppliedTo,
    Array,
    ArrayVariable,
    Defined,
    Expectation,
    Formula,
    Let,
    LetMap,
    Number,
    Ones,
    Quantity,
    Ranging,
    Real,
    Repair,
    Reshaped,
    Scalar,
    Shaped,
    Sides,
    Statement,
    Symbol,
    array_sum,
    derivative,
    equals,
    norm_2,
    reals,
)

(t,) = reals("t")
t_i = Real("t", (i,))


def sizes(*names: str) -> Formula:
    """Return that the token maps of a scale have sides that are positive integers."""
    return Formula((*scales, Let(X), *(Let(token_map(name, i)) for name in names)))


def whole_sides(*names: str) -> Repair:
    """Return the repair of `sizes`."""
    return Repair("a^{K-1} divides h and w", sizes(*names), all_scales_divide, mends="scales")


def scale_map(name: str, at: Scalar, channels: Scalar = c) -> ArrayVariable:
    """Return a map of a scale, with the sides h_at and w_at."""
    return ArrayVariable(name, (heights[at], widths[at], channels), (at,))


Y, Y_hat, F_0, F_t, V_t = (scale_map(name, i) for name in ("Y", "Y_hat", "F_0", "F_t", "V_t"))
here = Y.shape
letters = (Sides("h w c K"), Ranging(i, 1, K))

# ------------------------------------------------------------------------------ The flow

flow_maps = ("Y", "F_0", "F_t", "V_t")
y, noise = reals("Y F_0")  # one entry of each

flow = Statement(
    id="def:D.11",
    kind="definition",
    title="Flow",
    text=(
        "F_t^i := t Y^i + (1 - t) F_0^i for i in [K], where F_0^i in R^{(h/r_i) × (w/r_i) × c} is "
        "standard Gaussian; V_t^i := dF_t^i/dt = Y^i - F_0^i."
    ),
    claims={
        "formula": Formula(
            (*letters, Let(Y), Let(F_0), Symbol("t"), Let(F_t), Let(V_t)),
            (Defined(F_t, Quantity(t) * Y + Quantity(1 - t) * F_0), Defined(V_t, Y - F_0)),
        ),
        "velocity": equals(derivative(t * y + (1 - t) * noise, t), y - noise),
        "scales": sizes(*flow_maps),
    },
    repairs=[whole_sides(*flow_maps)],
    depends_on=["def:D.5"],
)

# ------------------------------------------------------------------------------ The architecture

edges = (Number(one.value * 0), c, *(Number(one.value * count) * c for count in range(2, 7)))
stacked = scale_map("M", i, edges[-1])
alpha_1, alpha_2, beta_1, beta_2, gamma_1, gamma_2 = six_parts = tuple(
    scale_map(name, i) for name in ("alpha_1", "alpha_2", "beta_1", "beta_2", "gamma_1", "gamma_2")
)
F_mid, F_out = scale_map("F_hat'", i), scale_map("F''", i)


def apply(name: str, argument: Array, channels: Scalar = c, at: tuple[Scalar, ...] = (i,)) -> Array:
    """Return a layer of a scale, with `channels` channels in its output."""
    return Applied(name, at, here, (*here[:2], channels), argument)


def normed(argument: Array) -> Array:
    """Return LN of a map: the layer norm of Definition D.9, which has no index."""
    return apply("LN", argument, at=())


steps = Formula(
    (
        *(*letters, Let(Y), Let(Y_hat), Let(F_t), Let(ArrayVariable("t", (), (i,)))),
        *(LetMap("Attn", i, one, K), LetMap("MLP", i, one, K), LetMap("LN")),
        *(Let(stacked), *map(Let, six_parts), Let(F_mid), Let(F_out)),
    ),
    (
        Defined(stacked, apply("MLP", Y_hat + Quantity(t_i) * Ones(here), edges[-1])),
        *(
            Defined(part, stacked[ALL, ALL, low:high])
            for part, (low, high) in zip(six_parts, pairwise(edges), strict=True)
        ),
        Defined(F_mid, apply("Attn", gamma_1 * normed(F_t) + beta_1) * alpha_1),
        Defined(F_out, Shaped(apply("MLP", gamma_2 * normed(F_mid) + beta_2) * alpha_2, here)),
    ),
)

network_maps = ("Y", "Y_hat", "F_t")
architecture = Statement(
    id="def:D.12",
    kind="definition",
    title="Flow Matching Architecture",
    text=(
        "NN_i(F_t^i, Ŷ_i, t_i) for i in [K] and t_i in [0, 1]: α_1, α_2, β_1, β_2, γ_1, γ_2 := "
        "MLP_i(Ŷ_i + t_i·1, c, 6c), read as six arrays of c channels each; F̂_t^{i'} := "
        "Attn_i(γ_1∘LN(F_t^i) + β_1)∘α_1; F_t^{i''} = MLP_i(γ_2∘LN(F̂_t^{i'}) + β_2, c, c)∘α_2, "
        "in R^{(h/r_i) × (w/r_i) × c}."
    ),
    claims={"steps": steps, "scales": sizes(*network_maps)},
    repairs=[whole_sides(*network_maps)],
    depends_on=["def:D.5", "def:D.7", "def:D.8", "def:D.9", "def:D.10", "def:D.11"],
)

# ------------------------------------------------------------------------------ The loss

L = ArrayVariable("L", ())


def loss(last: Scalar, condition: str, time: Scalar) -> Formula:
    """Return L := Σ_{j=1}^{last} E_t ‖NN_j(F_t^j, condition^j, time) - V_t^j‖²."""
    flowing, target = scale_map("F_t", j), scale_map("V_t", j)
    given = (flowing, scale_map(condition, j), Quantity(time))
    predicted = AppliedTo("NN", (j,), (flowing.shape, flowing.shape, ()), flowing.shape, given)
    gap = Reshaped(predicted - target, (heights[j] * widths[j] * c,))
    total = array_sum(j, 1, last, Expectation(t, 0, 1, norm_2(gap) ** 2))
    maps = (Let(Y), Let(Y_hat), Let(F_t), Let(V_t), LetMap("NN", i, one, K))
    return Formula((*letters, *maps, Let(L)), (Defined(L, total),))


loss_maps = ("Y", "Y_hat", "F_t", "V_t")
flow_loss = Statement(
    id="def:D.13",
    kind="definition",
    title="Loss of FlowAR",
    text=(
        "L(θ) = Σ_{i=1}^n E_{t ~ Unif[0,1]} ‖NN_i(F_t^i, Ŷ_t^i, t_i) - V_t^i‖², with maps of the "
        "scales [K]."
    ),
    claims={"formula": loss(n, "Y_hat_t", Real("t", (j,))), "scales": sizes(*loss_maps)},
    repairs=[
        Repair(
            "the sum ends at K, the condition is Ŷ_i, and the time is t",
            loss(K, "Y_hat", t),
            [],
            mends="formula",
        ),
        whole_sides(*loss_maps),
    ],
    depends_on=["def:D.5", "def:D.10", "def:D.11", "def:D.12"],
)

STATEMENTS = [flow, architecture, flow_loss]
