"""Section 5: one layer of attention as a contextual mapping."""

from __future__ import annotations

from proofs.var_universality.notation import eps, i, j, k, one
from varsym.pack import (
    ALL,
    Array,
    ArrayVariable,
    Condition,
    Constant,
    ContextualMapping,
    Defined,
    Exp,
    Formula,
    Let,
    Log,
    Ranging,
    Repair,
    Scalar,
    Sides,
    Statement,
    equals,
    index,
    norm_2,
    reals,
)

N, n, d, l, L, V = index("N n d l L V")
gamma_min, gamma_max, gamma, delta = reals("gamma_min gamma_max gamma delta")

HU = "Hu, Wang, Gilani, Li, Song, Liu 2024, arXiv 2411.16525"

# ------------------------------------------------------------------ Definitions 5.1 to 5.3


def embedding(name: str, at: object) -> ArrayVariable:
    """Return the embedding X^(i), of n tokens in R^d."""
    return ArrayVariable(name, (n, d), (at,))  # type: ignore[arg-type]


def token(name: str, at: object, place: object) -> Array:
    """Return X_k^(i), the k-th token of a sequence."""
    return embedding(name, at)[place, ALL]


sequences = (
    Sides("N n d"),
    Let(embedding("X", i)),
    Ranging(i, 1, N),
    Ranging(j, 1, N),
    Ranging(k, 1, n),
    Ranging(l, 1, n),
)
one_token = ArrayVariable("t", (one, d), (i, k))
one_norm = ArrayVariable("s", (), (i, k))
one_distance = ArrayVariable("t", (), (i, j, k, l))


def norms_and_distances(name: str) -> dict[str, Condition]:
    """Return that ‖X_k^(i)‖ and ‖X_k^(i) - X_l^(j)‖ are numbers, for all indices that are meant."""
    given = (*sequences, Let(one_norm), Let(one_distance), Let(embedding(name, i)))
    apart = norm_2(token(name, i, k) - token(name, j, l))
    return {
        "norms": Formula(given, (Defined(one_norm, norm_2(token(name, i, k))),)),
        "distances": Formula(given, (Defined(one_distance, apart),)),
    }


vocabulary = Statement(
    id="def:5.1",
    kind="definition",
    title="Vocabulary",
    text="V^(i) = ∪_{k in [n]} X_k^(i) ⊂ R^d for i in [N], and V = ∪_{i in [N]} V^(i).",
    claims={
        "tokens": Formula((*sequences, Let(one_token)), (Defined(one_token, token("X", i, k)),))
    },
    reference=f"{HU}, Definition 2.4",
)

separateness = Statement(
    id="def:5.2",
    kind="definition",
    title="Tokenwise Separateness",
    text=(
        "(i) ‖X_k^(i)‖_2 > γ_min, (ii) ‖X_k^(i)‖_2 < γ_max, (iii) ‖X_k^(i) - X_l^(j)‖_2 > δ where "
        "X_k^(i) ≠ X_l^(j). All three: (γ_min, γ_max, δ)-separated; (ii) and (iii): "
        "(γ, δ)-separated; (iii): (δ)-separated."
    ),
    claims=norms_and_distances("X"),
    depends_on=["def:5.1"],
    reference=f"{HU}, Definition 2.5",
)

contextual_mapping = Statement(
    id="def:5.3",
    kind="definition",
    title="(γ, δ)-Contextual Mapping",
    text=(
        "q : R^{n × d} → R^{n × d} with ‖q(X^(i))_k‖_2 < γ, and with "
        "‖q(X^(i))_k - q(X^(j))_l‖_2 > δ where V^(i) ≠ V^(j) or X_k^(i) ≠ X_l^(j)."
    ),
    claims=norms_and_distances("q"),
    depends_on=["def:5.1"],
    reference=f"{HU}, Definition 2.6",
)

# ------------------------------------------------------------------ Lemma 5.4


def separation_at(
    size: Scalar, width: Scalar, low: Scalar, high: Scalar, apart: Scalar, length: Scalar
) -> Exp:
    """Return δ = exp(-5 ε^-1 |V|^4 d κ γ_max log L), with κ = γ_max/γ_min."""
    return Exp(-5 * (1 / apart) * size**4 * width * (high / low) * high * Log(length))


difference = ArrayVariable("t", (one, d), (i, k, l))
constants: list[Condition] = [
    equals(gamma, gamma_max + eps / 4),
    equals(delta, separation_at(V, d, gamma_min, gamma_max, eps, n)),
]
parameters: list[Condition] = [
    0 < gamma_min, gamma_min < gamma_max, 0 < eps, 1 <= n, 1 <= d, n <= V,
]  # fmt: skip
mapping = ContextualMapping(N, n, d, V, gamma_min, gamma_max, eps, gamma, delta)

lemma_5_4 = Statement(
    id="lem:5.4",
    kind="lemma",
    title="Any-Rank Attention as a (γ, δ)-Contextual Mapping",
    text=(
        "Let X^(1), …, X^(N) be (γ_min, γ_max, ε)-tokenwise separated with vocabulary V, and "
        "X_k^(i) ≠ X_l^(i) for k, l in [L] (L is not introduced, and k ≠ l is meant). With "
        "κ = γ_max/γ_min, some attention layer of one head with weights W^(O), W_V, W_K, W_Q is a "
        "(γ, δ)-contextual mapping of them, for γ = γ_max + ε/4 and "
        "δ = exp(-5 ε^-1 |V|^4 d κ γ_max log L)."
    ),
    conditions=[*parameters, *constants],
    conclusion=mapping,
    claims={
        "distinct": Formula(
            (
                *(Sides("N n d"), Let(embedding("X", i)), Let(difference)),
                *(Ranging(i, 1, N), Ranging(k, 1, L), Ranging(l, 1, L)),
            ),
            (Defined(difference, token("X", i, k) - token("X", i, l)),),
        )
    },
    repairs=[
        Repair("sequences of two tokens and more", mapping, [*parameters, *constants, n >= 2]),
        Repair(
            "tokens of norm above 1",
            mapping,
            [*parameters, *constants, n >= 2, gamma_min >= 1],
            reference=f"{HU}, Lemma 2.2",
        ),
    ],
    depends_on=["def:3.2", "def:3.3", "def:5.2", "def:5.3"],
    reference=f"{HU}, Lemma 2.2",
    constants={
        "delta": Constant(separation_at(V, d, gamma_min, gamma_max, eps, n), parameters),
        "gamma": Constant(gamma_max + eps / 4, [0 < gamma_max, 0 < eps]),
    },
    parameters={
        "V": "the number of tokens in the vocabulary",
        "d": "the width of a token",
        "n": "the length of a sequence, L in the lemma",
        "gamma_min": "every token has a 2-norm above it",
        "gamma_max": "every token has a 2-norm below it",
        "eps": "different tokens are further apart",
    },
)

STATEMENTS = [vocabulary, separateness, contextual_mapping, lemma_5_4]
