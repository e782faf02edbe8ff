"""Section 7: the universality of FlowAR and of HOFAR."""

from __future__ import annotations

from fractions import Fraction

from proofs.var_universality.network_classes import (
    class_repairs,
    flowar_class,
    hofar_class,
    hofar_layer,
    printed_up,
    universal,
)
from proofs.var_universality.notation import (
    K,
    Kg,
    Phi_down,
    Phi_up,
    eps,
    eps1,
    eps2,
    i,
    j,
    level,
    q,
    r,
)
from proofs.var_universality.section_6 import in_bands, two_layers, universality
from varsym.exact import PiecewiseLinear
from varsym.pack import (
    BigO,
    BigOh,
    Cited,
    Compare,
    Composition,
    Condition,
    Given,
    GridError,
    Hint,
    Identity,
    Linear,
    Lipschitz,
    Map,
    MapVariable,
    NetworkError,
    Repair,
    SameMap,
    Scalar,
    Statement,
    Under,
    chain,
    families,
    for_all,
    maps,
    norm,
    product,
    reals,
    summation,
)

corollary_7_1 = two_layers(
    "cor:7.1",
    "corollary",
    "Two Layers Perturbation of FlowAR",
    "If ‖g_i − Φ_{down,i}‖ ≤ ε_{1,i}, ‖f_i − τ_i‖ ≤ ε_{2,i} and f_i is K_{1,i}-Lipschitz, then "
    "‖f_i∘g_i − τ_i∘Φ_{down,i}‖ ≤ K_{1,i} ε_{1,i} + ε_{2,i}.",
    Phi_down,
    "def:D.2",
)

corollary_7_2 = universality(
    "cor:7.2",
    "corollary",
    "Universality of FlowAR",
    "For a target that satisfies Assumption 6.2 there is a FlowAR model τ_FlowAR, built of layers "
    "τ_i∘Φ_{down,i}, with ‖τ_FlowAR − f_word2img‖ ≤ O(ε). (The display has Φ_up.)",
    "tau_FlowAR",
    Phi_down,
    Phi_up,
    "def:D.2",
    ["def:D.3", "def:D.7", "ass:6.2", "lem:6.1", "cor:7.1", "lem:6.4", "lem:6.5", "thm:6.6"],
    universal(flowar_class()),
    class_repairs(flowar_class, "class", bounded_in=["sup"]),
)

# ------------------------------------------------------------------------------ Corollary 7.3

#: An update of Algorithm 2 is x + Δt v_i(x) + (Δt)²/2 a_i(x), after which the map is enlarged; the
#: maps M_1 and M_2, `once` and `twice`, are the multiplications by Δt and by (Δt)²/2.
v, a, v_hat, a_hat, once, twice = maps(
    "v a v_hat a_hat M1 M2", lambda at: (level(at - 1), level(at - 1))
)
dt, accuracy = reals("Delta_t eps")
Kv, Ka = families("K_v K_a")


def weighted(first: Scalar | int, second: Scalar | int) -> Scalar:
    """Return Δt first + (Δt)²/2 second."""
    return dt * first + dt * dt / 2 * second


def update(at: Scalar | int, first: Map, second: Map) -> Map:
    """Return x + Δt first(x) + (Δt)²/2 second(x)."""
    return Identity(level(at - 1)) + once[at] @ first + twice[at] @ second


def multiplications(at: Scalar | int) -> list[Condition]:
    """Return what is used of the multiplications by Δt and by (Δt)²/2."""
    return [
        *(Linear(once[at]), Lipschitz(once[at], dt)),
        *(Linear(twice[at]), Lipschitz(twice[at], dt * dt / 2)),
    ]


accurate: list[Condition] = [
    *(r >= 1, dt > 0, *multiplications(1)),
    norm(v[1] - v_hat[1]) <= accuracy,
    norm(a[1] - a_hat[1]) <= accuracy,
]
added = norm((v[1] + a[1]) - (v_hat[1] + a_hat[1]))
updated = norm(update(1, v[1], a[1]) - update(1, v_hat[1], a_hat[1]))

hofar = MapVariable("tau_HOFAR", (), level(0), level(r))
word_to_image = MapVariable("f_word2img", (), level(0), level(r))
apart = norm(hofar - word_to_image)
flow: list[Condition] = [
    *(r >= 1, dt > 0),
    SameMap(word_to_image, chain(i, 1, r, Phi_up[i] @ update(i, v[i], a[i]))),
    SameMap(hofar, chain(i, 1, r, Phi_up[i] @ update(i, v_hat[i], a_hat[i]))),
    *(for_all(i, 1, r, one) for one in multiplications(i)),
]
near: list[Condition] = [
    Cited("lem:6.1", for_all(i, 1, r, norm(v[i] - v_hat[i]) <= eps1[i])),
    Cited("lem:6.1", for_all(i, 1, r, norm(a[i] - a_hat[i]) <= eps2[i])),
]
before = chain(q, 1, i - 1, Phi_up[q] @ update(q, v_hat[q], a_hat[q]))
along: list[Condition] = [
    for_all(i, 1, r, norm((v[i] - v_hat[i]) @ before) <= eps1[i]),
    for_all(i, 1, r, norm((a[i] - a_hat[i]) @ before) <= eps2[i]),
]
small: list[Condition] = [
    eps > 0,
    *(for_all(i, 1, r, BigOh(part[i], eps)) for part in (eps1, eps2)),
]
smooth: list[Condition] = [
    *(for_all(i, 1, r, Lipschitz(of[i], K)) for of in (v, a, Phi_up)),
]
layerwise: list[Condition] = [
    for_all(i, 1, r, Lipschitz(v[i], Kv[i])),
    for_all(i, 1, r, Lipschitz(a[i], Ka[i])),
    for_all(i, 1, r, Lipschitz(Phi_up[i], Kg[i])),
]
stretch = product(i, j + 1, r, Kg[i] * (1 + weighted(Kv[i], Ka[i])))
total = summation(j, 1, r, stretch * Kg[j] * weighted(eps1[j], eps2[j]))


def line(slope: int | Fraction) -> PiecewiseLinear:
    """Return the map x ↦ slope x."""
    return PiecewiseLinear.affine(slope, 0)


#: Two scales, where the second block is wrong only where no input of the model leads.
unreached: dict[tuple[str, tuple[int, ...]], PiecewiseLinear] = {
    **{(name, (at,)): line(0) for name in ("v", "a", "a_hat") for at in (1, 2)},
    **{("M2", (at,)): line(Fraction(1, 2)) for at in (1, 2)},
    ("Phi_up", (1,)): line(2),
    ("v_hat", (1,)): line(0),
    ("v_hat", (2,)): PiecewiseLinear.relu(1),
    ("f_word2img", ()): line(2),
    ("tau_HOFAR", ()): line(2) + PiecewiseLinear.relu(1) @ line(2),
}
#: One scale and a step of 2, where both blocks are off by one everywhere.
off_by_one: dict[tuple[str, tuple[int, ...]], PiecewiseLinear] = {
    **{(name, (1,)): line(2) for name in ("M1", "M2")},
    **{(name, (1,)): line(0) for name in ("v", "a")},
    **{(name, (1,)): PiecewiseLinear.constant(1) for name in ("v_hat", "a_hat")},
    ("f_word2img", ()): line(1),
    ("tau_HOFAR", ()): PiecewiseLinear.affine(1, 4),
}
step_two = Hint({"r": 1}, off_by_one, {("Delta_t", ()): Fraction(2), ("K", ()): Fraction(1)})

corollary_7_3 = Statement(
    id="cor:7.3",
    kind="corollary",
    title="Universality of HOFAR",
    text=(
        "For a target that satisfies Assumption 6.2 there is a HOFAR model τ_HOFAR with ‖τ_HOFAR − "
        "f_word2img‖ ≤ O(ε). One block predicts the velocity v_i and a second its time derivative "
        "a_i, and the two are added; if each block is ε-accurate, the combined model is "
        "2ε-accurate. (Algorithm 2 adds Δt v_i and (Δt)²/2 a_i; M_1 and M_2 multiply so.)"
    ),
    conclusion=Compare("<=", apart, BigO(eps)),
    conditions=[*flow, *smooth, *near, *small],
    claims={
        "added": Under(added <= 2 * accuracy, accurate),
        "updated": Under(updated <= 2 * accuracy, accurate),
        "class": universal(hofar_layer(printed_up)),
    },
    repairs=[
        Repair(
            "2ε is (Δt + (Δt)²/2) ε, as Algorithm 2 weighs the two predictions",
            updated <= weighted(1, 1) * accuracy,
            [*flow, *smooth, *near, *small, *accurate],
            mends="updated",
        ),
        Repair(
            "the errors of each block are measured on what reaches it through the network",
            Compare("<=", apart, BigO(eps)),
            [*flow, *smooth, *along, *small],
            metrics=("L_alpha",),
        ),
        *class_repairs(hofar_class, "class"),
    ],
    bounds={
        "bound": Repair(
            "Lipschitz constants of the velocities, their derivatives and the interpolations",
            apart <= total,
            [*flow, *layerwise, *near],
            metrics=("sup",),
        ),
        "short-step": Repair(
            "2ε holds for steps of at most 1",
            updated <= 2 * accuracy,
            [*accurate, dt <= 1],
        ),
    },
    hints={
        "updated": step_two,
        "updated@L_alpha": step_two,
        "conclusion@L_alpha": Hint(
            {"r": 2}, unreached, {("Delta_t", ()): Fraction(1), ("K", ()): Fraction(2)}
        ),
    },
    parameters={
        "r": "number of scales",
        "Delta_t": "step of an update",
        "K_v": "Lipschitz constants of the velocities v_i",
        "K_a": "Lipschitz constants of their time derivatives a_i",
        "K": "norms of the interpolations",
        "eps1": "errors of the first-order blocks",
        "eps2": "errors of the second-order blocks",
    },
    composition=Composition(
        layers="r",
        norms={"K": "def:D.3"},
        errors={
            "eps1": NetworkError("lem:6.1", "K_v", before=True),
            "eps2": NetworkError("lem:6.1", "K_a", before=True),
        },
        rounding=GridError("lem:6.1", "step:1", step="delta", lipschitz="C"),
        network="lem:C.1",
        separation="lem:5.4",
        given={
            "Delta_t": Given(1, "cor:7.3", per_layer=False),
            "K_v": Given(1, "cor:7.3"),
            "K_a": Given(1, "cor:7.3"),
        },
        notes=[in_bands],
    ),
    depends_on=["ass:6.2", "lem:6.1", "lem:6.4", "lem:6.5", "cor:7.2", "alg:2"],
)

STATEMENTS = [corollary_7_1, corollary_7_2, corollary_7_3]
