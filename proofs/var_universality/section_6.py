"""Section 6: the universality of VAR transformers."""

from __future__ import annotations

from proofs.var_universality.network_classes import (
    attention,
    class_repairs,
    printed_up,
    universal,
    var_class,
    var_layer,
)
from proofs.var_universality.notation import (
    K1,
    K2,
    K,
    Kg,
    L,
    P,
    Phi_up,
    d,
    eps,
    eps1,
    eps2,
    f,
    g,
    i,
    j,
    level,
    n,
    one,
    plain,
    q,
    r,
    run_u,
    run_v,
    tau,
    u,
    uniform_eps1,
    uniform_eps2,
    v,
)
from varsym.pack import (
    BigO,
    BigOh,
    Cited,
    Compare,
    Composition,
    Condition,
    Display,
    Given,
    GridError,
    Growth,
    Identity,
    Linear,
    Lipschitz,
    MapVariable,
    NetworkError,
    PushForward,
    Repair,
    SameMap,
    Scalar,
    Space,
    Statement,
    Under,
    Universal,
    WellTyped,
    chain,
    families,
    for_all,
    index,
    map_sum,
    norm,
    product,
    reals,
    summation,
)

layer = (i >= 1, i <= r)

# ------------------------------------------------------------------------------ Assumption 6.2

word = Space((one, one, d))
f_printed = [MapVariable("f", (i,), level(r), level(r))]

assumption_6_2 = Statement(
    id="ass:6.2",
    kind="assumption",
    title="Target Function Class",
    text=(
        "f_1, …, f_r are K-Lipschitz maps of R^{h_r × w_r × d} into itself; each g_i is a "
        "K-Lipschitz map from R^{h_{i-1} × w_{i-1} × d} to R^{h_i × w_i × d} that some "
        "up-interpolation approximates; the target from R^{1 × 1 × d} to R^{h_r × w_r × d} is "
        "f_r∘g_r⋯∘f_1∘g_1."
    ),
    conditions=layer,
    claims={"composition": WellTyped(chain(i, 1, r, f_printed[0] @ g[i]), word, level(r))},
    repairs=[
        Repair(
            "f_i acts on R^{h_i × w_i × d}, and R^{1 × 1 × d} is the scale 0",
            WellTyped(chain(i, 1, r, f[i] @ g[i]), level(0), level(r)),
            layer,
        )
    ],
    depends_on=["def:3.7"],
)

# ------------------------------------------------------------------------------ Lemma 6.1

#: The sketch rounds arguments and values down to multiples of δ. For f(x) = Cx that
#: costs Ce + e', where e and e' are what is cut off.
C, delta, cut, cut_value = reals("C delta e e_f")
rounded: list[Condition] = [
    0 < C, 0 < delta, 0 <= cut, cut < delta, 0 <= cut_value, cut_value < delta,
]  # fmt: skip

some_f = MapVariable("f", (), level(r), level(r))
some_tau = MapVariable("tau", (), level(r), level(r))

lemma_6_1 = Statement(
    id="lem:6.1",
    kind="lemma",
    title="One-layer transformers approximate image-to-image maps",
    text=(
        "For every ε > 0 and every f of the class there is a transformer τ with one single-head "
        "attention layer such that ‖τ − f‖_α ≤ ε. (Printed as ‖τ(·), f‖, with τ chosen before f.) "
        "The sketch rounds f to a grid of step δ, with bounded error δ."
    ),
    conditions=[eps > 0],
    conclusion=norm(some_tau - some_f) <= eps,
    claims={"step:1": Under(C * cut + cut_value <= delta, rounded)},
    repairs=[
        Repair(
            "a function with Lipschitz constant C is off by at most (C + 1)δ",
            C * cut + cut_value <= (C + 1) * delta,
            rounded,
            mends="step:1",
        )
    ],
    reference="Hu, Wang, Gilani, Li, Song, Liu 2024, arXiv 2411.16525, Theorem 2.3",
    depends_on=["lem:C.1"],
)

# ------------------------------------------------------------------------------ Lemma 6.3

bound_6_3 = K1[i] * eps1[i] + eps2[i]


def two_layers(id_: str, kind: str, title: str, text: str, Phi: object, defined: str) -> Statement:
    """Return Lemma 6.3, or Corollary 7.1, which prints the same for the other interpolation."""
    phi = Phi[i]  # type: ignore[index]
    targets: list[Condition] = [
        *layer,
        Lipschitz(f[i], K),
        Lipschitz(g[i], K),
        Lipschitz(f[i], K1[i]),
        Linear(phi),
    ]
    near_g, near_f = norm(g[i] - phi) <= eps1[i], norm(f[i] - tau[i]) <= eps2[i]
    left = norm(f[i] @ g[i] - tau[i] @ phi)
    return Statement(
        id=id_,
        kind=kind,
        title=title,
        text=text,
        conditions=[*targets, near_g, near_f],
        conclusion=left <= bound_6_3,
        derivation=Display(
            left,
            [
                ("=", norm(f[i] @ g[i] - f[i] @ phi + f[i] @ phi - tau[i] @ phi)),
                ("<=", norm(f[i] @ g[i] - f[i] @ phi) + norm(f[i] @ phi - tau[i] @ phi)),
                ("=", norm(f[i] @ (g[i] - phi)) + norm((f[i] - tau[i]) @ phi)),
                ("<=", norm(f[i] @ (g[i] - phi)) + norm(f[i] - tau[i])),
                ("<=", bound_6_3),
            ],
        ),
        depends_on=[defined, "ass:6.2", "lem:6.1"],
        repairs=[
            Repair(
                "the error of τ_i is measured on the image of the interpolation",
                left <= bound_6_3,
                [*targets, near_g, norm((f[i] - tau[i]) @ phi) <= eps2[i]],
                metrics=("L_alpha",),
            ),
            Repair(
                "composition with the interpolation stretches L_α norms by at most P_i",
                left <= K1[i] * eps1[i] + P[i] * eps2[i],
                [*targets, near_g, near_f, PushForward(phi, P[i])],
                metrics=("L_alpha",),
            ),
        ],
        parameters={
            "K1": "Lipschitz constant of the target f_i",
            "eps1": "error of the interpolation",
            "eps2": "error of the transformer",
            "P": "stretch of L_α norms by the interpolation",
        },
    )


lemma_6_3 = two_layers(
    "lem:6.3",
    "lemma",
    "Two Layers Perturbation",
    "If ‖g_i − Φ_{up,i}‖ ≤ ε_{1,i}, ‖f_i − τ_i‖ ≤ ε_{2,i} and f_i is K_{1,i}-Lipschitz, then "
    "‖f_i∘g_i − τ_i∘Φ_{up,i}‖ ≤ K_{1,i} ε_{1,i} + ε_{2,i}.",
    Phi_up,
    "def:3.7",
)

# ------------------------------------------------------------------------------ Lemma 6.4

x, at_w = (MapVariable(name, (), Space((), is_point=True), plain) for name in ("x", "w"))
swapped = run_v(j + 1, n + 1) @ run_u(1, j)
before = run_v(j, n) @ run_u(0, j - 1)
close: list[Condition] = [j >= 1, j <= n, norm(u[j] - v[j], "sup") <= eps]
ends: list[Condition] = [SameMap(u[0], Identity(plain)), SameMap(v[n + 1], Identity(plain))]
growing = for_all(i, 1, n + 1, Growth(v[i], K2))

lemma_6_4 = Statement(
    id="lem:6.4",
    kind="lemma",
    title="Perturbation of Recursively Composting Functions, One Layer is Different",
    text=(
        "If ‖u_j(w) − v_j(w)‖ ≤ ε for any w and v_i(x) ≤ K_2 ‖x‖, then the chains that differ in "
        "layer j are at most K_2^{n-j} ε apart."
    ),
    conditions=[*close, growing],
    conclusion=norm(swapped - before) <= K2 ** (n - j) * eps,
    derivation=Display(
        norm(swapped(x) - before(x)),
        [
            ("=", norm(run_v(j + 1, n + 1) @ u[j](at_w) - run_v(j + 1, n) @ v[j](at_w))),
            ("=", norm(run_v(j + 1, n + 1) @ (u[j](at_w) - v[j](at_w)))),
            ("<=", K2 ** (n - j) * eps),
        ],
        conditions=[SameMap(at_w, run_u(0, j - 1)(x))],
    ),
    repairs=[
        Repair(
            "u_0 and v_{n+1} are the identity",
            norm(swapped - before) <= K2 ** (n - j) * eps,
            [*close, *ends, growing],
            metrics=("sup",),
        ),
        Repair(
            "u_0 and v_{n+1} are the identity, and v_i is K_2-Lipschitz for j < i ≤ n",
            norm(swapped - before) <= K2 ** (n - j) * eps,
            [*close, *ends, for_all(i, j + 1, n, Lipschitz(v[i], K2))],
        ),
    ],
    bounds={
        "bound": Repair(
            "each later layer has a Lipschitz constant of its own",
            norm(swapped - before) <= product(i, j + 1, n, L[i]) * eps,
            [*close, *ends, for_all(i, j + 1, n, Lipschitz(v[i], L[i]))],
        ),
    },
    parameters={
        "j": "the layer that differs",
        "n": "number of layers",
        "L": "Lipschitz constants of the later layers v_{j+1}, …, v_n",
        "K2": "one Lipschitz constant of the later layers",
        "eps": "distance of u_j and v_j",
    },
    defaults={"L": "K2"},
)

# ------------------------------------------------------------------------------ Lemma 6.5

difference = norm(run_u(1, n) - run_v(1, n))
telescoped = summation(j, 1, n, norm(swapped - before))

lemma_6_5 = Statement(
    id="lem:6.5",
    kind="lemma",
    title="Perturbation of Recursively Composting Functions, All Layers are Different",
    text=(
        "With u_0 and v_{n+1} the identity, the distance of two chains is at most the sum over j "
        "of the distances of the chains that differ in layer j."
    ),
    conditions=[n >= 1, *ends],
    conclusion=difference <= telescoped,
    derivation=Display(
        difference,
        [("=", norm(map_sum(j, 1, n, swapped - before))), ("<=", telescoped)],
    ),
)

# ------------------------------------------------------------------------------ Theorem 6.6

#: The error of τ_i outside its transition bands, the most it can be inside, the probability to be
#: inside, the number of coordinates, and how many placements of the bands there are to choose from.
inside, D, mass, coordinates, placements = families("e D p N m")
(each_mass,) = families("p")
(least,) = reals("p_min")
(count,) = index("m")


#: Lemma 6.1 is printed in the norm ‖·‖_α alone.
in_bands = (
    "lem:6.1 promises the errors of the networks in ‖·‖_α only: in the transition bands of lem:C.1 "
    "a network can be farther off than allowed, and in the sup norm its error is assumed"
)


def composition(interpolation: str) -> Composition:
    """Return where the constants come from in a model built of one kind of interpolation.

    With g_i the interpolation itself, ε_{1,i} is 0 and its constant is the norm of its matrix.
    """
    return Composition(
        layers="r",
        norms={"K": interpolation},
        errors={"eps2": NetworkError("lem:6.1", "K1")},
        rounding=GridError("lem:6.1", "step:1", step="delta", lipschitz="C"),
        network="lem:C.1",
        separation="lem:5.4",
        given={"K1": Given(1, "ass:6.2"), "eps1": Given(0, "ass:6.2")},
        notes=[in_bands],
    )


def reached(before_layer: Scalar, Phi: object) -> object:
    """Return the approximating chain up to a layer: what its input looks like."""
    return chain(q, 1, before_layer, tau[q] @ Phi[q])  # type: ignore[index]


def universality(
    id_: str,
    kind: str,
    title: str,
    text: str,
    model: str,
    used: object,
    printed: object,
    defined_in: str,
    depends_on: list[str],
    networks: Universal,
    class_changes: list[Repair],
) -> Statement:
    """Return Theorem 6.6, or Corollary 7.2, which prints the same for another model.

    `used` is the interpolation that the model is built of, `printed` the one in the display, and
    `defined_in` the definition of the first.  The conclusion is read as the proof has it, of the
    network that it composes; `networks` is the claim on the whole class.
    """
    network = MapVariable(model, (), level(0), level(r))
    target = MapVariable("f_word2img", (), level(0), level(r))
    targets = chain(i, 1, r, f[i] @ g[i])
    layers = chain(i, 1, r, tau[i] @ used[i])  # type: ignore[index]
    as_printed = chain(i, 1, r, tau[i] @ printed[i])  # type: ignore[index]
    defined: list[Condition] = [r >= 1, SameMap(target, targets), SameMap(network, layers)]
    smooth: list[Condition] = [
        for_all(i, 1, r, Lipschitz(f[i], K)),
        for_all(i, 1, r, Lipschitz(g[i], K)),
    ]
    near_f = Cited("lem:6.1", for_all(i, 1, r, norm(tau[i] - f[i]) <= eps2[i]))

    def near_g(Phi: object) -> Condition:
        return for_all(i, 1, r, norm(g[i] - Phi[i]) <= eps1[i])  # type: ignore[index]

    small: list[Condition] = [
        eps > 0,
        for_all(i, 1, r, BigOh(eps1[i], eps)),
        for_all(i, 1, r, BigOh(eps2[i], eps)),
    ]
    error = norm(network - target)
    each = K1[i] * eps1[i] + eps2[i]
    given = [*defined, *smooth, near_g(Phi_up), near_f, *small]
    constants: list[Condition] = [
        for_all(i, 1, r, Lipschitz(f[i], K1[i])),
        for_all(i, 1, r, Lipschitz(g[i], Kg[i])),
    ]
    along: list[Condition] = [
        for_all(i, 1, r, norm((g[i] - used[i]) @ reached(i - 1, used)) <= eps1[i]),  # type: ignore[index]
        for_all(
            i,
            1,
            r,
            norm((f[i] - tau[i]) @ used[i] @ reached(i - 1, used)) <= eps2[i],  # type: ignore[index]
        ),
    ]
    total = summation(j, 1, r, product(i, j + 1, r, K1[i] * Kg[i]) * (K1[j] * eps1[j] + eps2[j]))
    total_placed = summation(
        j,
        1,
        r,
        product(i, j + 1, r, K1[i] * Kg[i])
        * (K1[j] * eps1[j] + inside[j] + D[j] * coordinates[j] / placements[j]),
    )
    uniform: list[Condition] = [
        *defined,
        *smooth,
        for_all(i, 1, r, norm(g[i] - used[i]) <= uniform_eps1),  # type: ignore[index]
        Cited("lem:6.1", for_all(i, 1, r, norm(tau[i] - f[i]) <= uniform_eps2)),
    ]
    layer_error = K * uniform_eps1 + uniform_eps2

    #: Of m_i placements of its transition bands that do not meet, τ_i has the one that is met with
    #: the least probability p_i; all together are met at most once in each of N_i coordinates.
    placed: list[Condition] = [
        for_all(
            i,
            1,
            r,
            norm((f[i] - tau[i]) @ used[i] @ reached(i - 1, used)) <= inside[i] + D[i] * mass[i],  # type: ignore[index]
        ),
        for_all(i, 1, r, mass[i] * placements[i] <= coordinates[i]),
        for_all(i, 1, r, placements[i] > 0),
        for_all(i, 1, r, D[i] >= 0),
    ]
    repairs = []
    if used is not Phi_up:
        repairs.append(
            Repair(
                "g_i is approximated by the interpolation that the model is built of",
                Compare("<=", error, BigO(eps)),
                [*defined, *smooth, near_g(used), near_f, *small],
                metrics=("sup",),
            )
        )
    repairs.append(
        Repair(
            "the errors of each layer are measured on what reaches it through the network, for "
            "which the transition bands of τ_i can be placed (form bound-placed)",
            Compare("<=", error, BigO(eps)),
            [*defined, *smooth, *along, *small],
            metrics=("L_alpha",),
        )
    )
    return Statement(
        id=id_,
        kind=kind,
        title=title,
        text=text,
        conditions=given,
        conclusion=Compare("<=", error, BigO(eps)),
        derivation=Display(
            error,
            [
                ("=", norm(targets - as_printed)),
                ("=", summation(j, 1, n, K2 ** (n - j) * each)),
                ("=", (K2**n - 1) / (K2 - 1) * each),
                ("<=", K2**n * each),
                ("=", BigO(eps)),
            ],
            conditions=[K2 > 2, *layer, *constants[:1], n <= r, r <= n],
        ),
        depends_on=depends_on,
        repairs=[*repairs, *class_changes],
        bounds={
            "bound": Repair(
                "Lipschitz constants of the target maps, layer by layer",
                error <= total,
                [*defined, *constants, near_g(used), near_f],
                metrics=("sup",),
            ),
            "bound-reached": Repair(
                "the same, with errors measured on what reaches each layer",
                error <= total,
                [*defined, *constants, *along],
                metrics=("L_alpha",),
            ),
            "placement": Repair(
                "the least of m masses is at most the m-th part of what they add up to",
                count * least <= summation(q, 1, count, each_mass[q]),
                [for_all(q, 1, count, least <= each_mass[q]), count >= 1],
            ),
            "bound-placed": Repair(
                "transition bands placed where what reaches the layer seldom is",
                error <= total_placed,
                [*defined, *constants, *along[:1], *placed],
                metrics=("L_alpha",),
            ),
            "uniform": Repair(
                "one constant K > 1 for all target maps",
                error <= ((K * K) ** r - 1) / (K * K - 1) * layer_error,
                [*uniform, K > 1],
                metrics=("sup",),
            ),
            "uniform-contracting": Repair(
                "one constant K < 1 for all target maps",
                error <= (1 - (K * K) ** r) / (1 - K * K) * layer_error,
                [*uniform, K < 1],
                metrics=("sup",),
            ),
            "uniform-ratio-1": Repair(
                "all target maps non-expansive",
                error <= r * (uniform_eps1 + uniform_eps2),
                [*uniform, K <= 1],
                metrics=("sup",),
            ),
        },
        parameters={
            "r": "number of layers",
            "K1": "Lipschitz constants of the targets f_i",
            "K": "Lipschitz constants of the targets g_i, and of f_i unless K1 is given",
            "eps1": "errors of the interpolations",
            "eps2": "errors of the transformers",
            "e": "errors of the transformers outside their transition bands",
            "D": "the most that a transformer is off inside its bands",
            "N": "numbers of coordinates of what a layer is given",
            "m": "numbers of placements of the bands that do not meet",
        },
        defaults={"K1": "K"},
        composition=composition(defined_in),
        claims={"class": networks},
    )


theorem_6_6 = universality(
    "thm:6.6",
    "theorem",
    "Universality of VAR Transformer",
    "For a target that satisfies Assumption 6.2 there is a VAR transformer τ_VAR with "
    "‖τ_VAR − f_word2img‖ ≤ O(ε).",
    "tau_VAR",
    Phi_up,
    Phi_up,
    "def:3.7",
    ["def:3.14", "ass:6.2", "lem:6.1", "lem:6.3", "lem:6.4", "lem:6.5"],
    universal(var_layer(printed_up, attention)),
    class_repairs(var_class, "class"),
)

STATEMENTS = [lemma_6_1, assumption_6_2, lemma_6_3, lemma_6_4, lemma_6_5, theorem_6_6]
