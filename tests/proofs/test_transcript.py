"""The verdicts follow the transcript: change what is printed, and the verdict changes.

For each displayed relation that the audit proves, a false neighbour of it that the audit does not
prove; for each that it refutes, what should have been printed, which the audit then proves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from recheck import fate

from proofs.var_universality import paper
from proofs.var_universality.notation import (
    K1,
    K2,
    K,
    Phi_down,
    Phi_up,
    eps,
    eps1,
    eps2,
    f,
    g,
    i,
    j,
    level,
    n,
    plain,
    r,
    run_u,
    run_v,
    tau,
    u,
    v,
)
from varsym.claims.decisions import Claim
from varsym.pack import (
    BigO,
    BigOh,
    Cited,
    Compare,
    Condition,
    ForAll,
    Identity,
    Lipschitz,
    MapVariable,
    SameMap,
    Scalar,
    Space,
    chain,
    for_all,
    map_sum,
    norm,
    product,
    summation,
)

Conditions = tuple[Condition, ...]


@dataclass(frozen=True)
class Proved:
    """A step that holds, and what no longer does: another relation, or some hypotheses fewer."""

    change: str
    goal: Condition | None = None
    without: Conditions = ()


@dataclass(frozen=True)
class Refuted:
    """A step that fails, and the relation that should have been printed."""

    change: str
    goal: Condition | None = None
    added: Conditions = ()


def equal(left: Scalar, right: Scalar) -> Compare:
    return Compare("=", left, right)


# ------------------------------------------------------------------ Lemma 6.3, Corollary 7.1


def two_layers(phi: MapVariable) -> list[Proved | Refuted]:
    whole = norm(f[i] @ g[i] - tau[i] @ phi)
    first, second = norm(f[i] @ g[i] - f[i] @ phi), norm(f[i] @ phi - tau[i] @ phi)
    bridge = f[i] @ g[i] - f[i] @ phi + f[i] @ phi - tau[i] @ phi
    return [
        Proved(
            "a sign in the added zero",
            equal(whole, norm(f[i] @ g[i] + f[i] @ phi + f[i] @ phi - tau[i] @ phi)),
        ),
        Proved("a term of the triangle is lost", norm(bridge) <= first),
        Refuted(
            "f is K-Lipschitz and not linear",
            first + second <= K1[i] * norm(g[i] - phi) + norm((f[i] - tau[i]) @ phi),
        ),
        Proved(
            "a sign inside the norm",
            norm(f[i] @ (g[i] - phi)) + norm((f[i] + tau[i]) @ phi)
            <= norm(f[i] @ (g[i] - phi)) + norm(f[i] - tau[i]),
        ),
        Refuted(
            "K in front of the distance, and not f around it",
            K1[i] * norm(g[i] - phi) + norm(f[i] - tau[i]) <= K1[i] * eps1[i] + eps2[i],
        ),
    ]


# ------------------------------------------------------------------ Lemma 6.4

x, at_w = (MapVariable(name, (), Space((), is_point=True), plain) for name in ("x", "w"))
id_u, id_v = SameMap(u[0], Identity(plain)), SameMap(v[n + 1], Identity(plain))
smooth = for_all(i, j + 1, n, Lipschitz(v[i], K2))
swapped = run_v(j + 1, n + 1) @ run_u(1, j)
before = run_v(j, n) @ run_u(0, j - 1)

LEMMA_6_4: list[Proved | Refuted] = [
    Refuted(
        "u_0 and v_{n+1} are the identity",
        norm(swapped @ x - before @ x)
        <= norm(run_v(j + 1, n + 1) @ u[j](at_w) - run_v(j + 1, n) @ v[j](at_w)),
        (id_u, id_v),
    ),
    Refuted(
        "v_i is K_2-Lipschitz and not linear, and v_{n+1} the identity",
        norm(run_v(j + 1, n + 1) @ u[j](at_w) - run_v(j + 1, n) @ v[j](at_w))
        <= K2 ** (n - j) * norm(u[j] - v[j]),
        (id_v, smooth),
    ),
    Refuted(
        "v_{n+1} counts as well",
        norm(run_v(j + 1, n + 1) @ (u[j](at_w) - v[j](at_w))) <= K2 ** (n + 1 - j) * eps,
    ),
]

# ------------------------------------------------------------------ Lemma 6.5

difference = norm(run_u(1, n) - run_v(1, n))
LEMMA_6_5: list[Proved | Refuted] = [
    Proved(
        "the sum ends too early", equal(difference, norm(map_sum(j, 1, n - 1, swapped - before)))
    ),
    Proved(
        "the sum of norms starts too late",
        norm(map_sum(j, 1, n, swapped - before)) <= summation(j, 2, n, norm(swapped - before)),
    ),
]

# ------------------------------------------------------------------ Theorem 6.6, Corollary 7.2

targets = chain(i, 1, r, f[i] @ g[i])
reached = chain(i, 1, r, tau[i] @ Phi_up[i])
each = K1[i] * eps1[i] + eps2[i]
geometric = summation(j, 1, n, K2 ** (n - j) * each)
closed = (K2**n - 1) / (K2 - 1) * each
layered = summation(j, 1, r, product(i, j + 1, r, K * K) * (K * eps1[j] + eps2[j]))


def network(name: str) -> MapVariable:
    return MapVariable(name, (), level(0), level(r))


def universality(first: Proved | Refuted) -> list[Proved | Refuted]:
    return [
        first,
        Refuted(
            "two maps a layer, each layer with its own errors", norm(targets - reached) <= layered
        ),
        Proved(
            "an exponent in the closed form",
            equal(geometric, (K2 ** (n - 1) - 1) / (K2 - 1) * each),
        ),
        Proved("an exponent in the estimate", closed <= K2 ** (n - 1) * each),
        Proved("ε_2 need not be small", without=(for_all(i, 1, r, BigOh(eps2[i], eps)),)),
    ]


TABLE: dict[str, list[Proved | Refuted]] = {
    "lem:6.3": two_layers(Phi_up[i]),
    "lem:6.4": LEMMA_6_4,
    "lem:6.5": LEMMA_6_5,
    "thm:6.6": universality(
        Proved("a sign between target and network", equal(
            norm(network("tau_VAR") - network("f_word2img")), norm(targets + reached)
        ))
    ),
    "cor:7.1": two_layers(Phi_down[i]),
    "cor:7.2": universality(
        Refuted("the model is built of Φ_down", equal(
            norm(network("tau_FlowAR") - network("f_word2img")),
            norm(targets - chain(i, 1, r, tau[i] @ Phi_down[i])),
        ))
    ),
}  # fmt: skip
ENTRIES = {
    f"{name}/step:{k}": entry for name, many in TABLE.items() for k, entry in enumerate(many, 1)
}
#: What may be dropped from any step that holds because of it.
NEEDED = {
    "lem:6.5/step:1": (id_u, id_v),
    "thm:6.6/step:1": (SameMap(network("tau_VAR"), reached),),
    "thm:6.6/step:4": (2 < K2,),
    "thm:6.6/step:5": (for_all(i, 1, r, BigOh(eps1[i], eps)),),
    "cor:7.2/step:4": (2 < K2,),
    "cor:7.2/step:5": (for_all(i, 1, r, BigOh(eps1[i], eps)),),
}
STEPS = {
    claim.id: claim
    for statement in paper
    if statement.derivation is not None
    for claim in statement.printed_claims("sup")
    if "/step:" in claim.id
}


def verdict(claim: Claim, budget: int = 300) -> str:
    return fate(claim.conditions, claim.goal, claim.metric, budget)


def cases(kind: type) -> list[str]:
    return [name for name, entry in ENTRIES.items() if isinstance(entry, kind)]


def without(claim: Claim, dropped: Conditions) -> Claim:
    kept = tuple(c for c in claim.conditions if c not in dropped)
    assert len(kept) == len(claim.conditions) - len(dropped), "nothing of the kind was assumed"
    return replace(claim, conditions=kept)


def test_the_table_has_each_displayed_step_and_no_other() -> None:
    assert sorted(ENTRIES) == sorted(STEPS)


@pytest.mark.parametrize("name", cases(Proved))
def test_a_step_that_holds_fails_after_a_change(name: str) -> None:
    entry, claim = ENTRIES[name], STEPS[name]
    assert verdict(claim) == "proved"
    assert isinstance(entry, Proved)
    changed = without(
        replace(claim, goal=claim.goal if entry.goal is None else entry.goal), entry.without
    )
    assert changed != claim
    assert verdict(changed) in ("refuted", "open"), entry.change


@pytest.mark.parametrize("name", NEEDED)
def test_a_step_fails_without_what_it_needs(name: str) -> None:
    for hypothesis in NEEDED[name]:
        assert verdict(without(STEPS[name], (hypothesis,))) in ("refuted", "open")


@pytest.mark.parametrize("name", cases(Refuted))
def test_a_step_that_fails_holds_when_mended(name: str) -> None:
    entry, claim = ENTRIES[name], STEPS[name]
    assert verdict(claim, 3000) == "refuted"
    assert isinstance(entry, Refuted)
    mended = replace(
        claim,
        goal=claim.goal if entry.goal is None else entry.goal,
        conditions=(*claim.conditions, *entry.added),
    )
    assert mended != claim
    assert verdict(mended) == "proved", entry.change


@pytest.mark.parametrize("name", ["thm:6.6", "cor:7.2"])
def test_the_conclusion_rests_on_the_lemma_that_it_cites(name: str) -> None:
    statement = paper.statements[name]
    repaired = [c for r, c in statement.repair_claims("sup") if r.mends == "conclusion"]
    printed = [c for c in statement.printed_claims("sup") if c.id.endswith("/conclusion")]
    claim = [*repaired, *printed][0]
    cited = tuple(c for c in claim.conditions if isinstance(c, Cited))
    near = tuple(
        c for c in claim.conditions if isinstance(c, ForAll) and isinstance(c.body, Compare)
    )
    assert verdict(claim) == "proved"
    assert cited
    assert near
    for hypothesis in (*cited, *near):
        assert verdict(without(claim, (hypothesis,))) in ("refuted", "open")


def test_an_error_that_does_not_vanish_is_not_of_order_epsilon() -> None:
    claim = STEPS["thm:6.6/step:5"]
    goal = equal(K2**n * each + K2, BigO(eps))
    assert verdict(replace(claim, goal=goal)) == "refuted"
