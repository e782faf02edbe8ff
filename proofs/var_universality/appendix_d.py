"""Appendix D: sampling, the tokenizer and the autoregressive transformer of FlowAR."""

from __future__ import annotations

from fractions import Fraction

from proofs.var_universality.notation import i, j, k, one
from proofs.var_universality.section_3_2 import attend, attention_letters, scores
from varsym.pack import (
    ALL,
    Applied,
    Array,
    ArrayVariable,
    Condition,
    Defined,
    Divides,
    Formula,
    Joined,
    Let,
    LetMap,
    MapVariable,
    Number,
    Ones,
    PositiveInteger,
    Ranging,
    Repair,
    Reshaped,
    Scalar,
    Shaped,
    Sides,
    Space,
    Statement,
    Symbol,
    WellTyped,
    array_sum,
    index,
    reals,
    sqrt,
    summation,
)

h, w, c, d, r, a, n, eps = reals("h w c d r a n eps")
(K,) = index("K")

X = ArrayVariable("X", (h, w, c))
X_matrix = ArrayVariable("X", (h * w, c))
divisible: list[Condition] = [Divides(r, h), Divides(r, w)]

# ------------------------------------------------------------------------------ Sampling

finer = ArrayVariable("Up", (r * h, r * w, c))
coarser = ArrayVariable("Down", (h / r, w / r, c))
factor = (Sides("h w c r"), PositiveInteger(r))

up_sample = Statement(
    id="def:D.1",
    kind="definition",
    title="Up Sample Function",
    text="Up(X, r) in R^{rh × rw × c} for X in R^{h × w × c} and a positive integer r.",
    claims={"sizes": Formula((*factor, Let(X), Let(finer)))},
)

down_sizes = Formula((*factor, Let(X), Let(coarser)))

down_sample = Statement(
    id="def:D.2",
    kind="definition",
    title="Down Sample Function",
    text="Down(X, r) in R^{h/r × w/r × c} for X in R^{h × w × c} and a positive integer r.",
    claims={"sizes": down_sizes},
    repairs=[Repair("r divides h and w", down_sizes, divisible)],
)


def linear_up(matrix: ArrayVariable) -> Formula:
    """Return Y = Φ_up X with a matrix of the given shape."""
    Y = ArrayVariable("Y", ((r * h) * (r * w), c))
    return Formula(
        (*factor, Let(X_matrix), Let(matrix), Let(finer), Let(Y)),
        (
            Defined(Y, matrix @ X_matrix),
            Defined(finer, Reshaped(Y, finer.shape)),
        ),
    )


linear_up_sample = Statement(
    id="def:D.3",
    kind="definition",
    title="Linear Up Sample Function",
    text=(
        "Y := φ_up(X, r) in R^{rh × rw × c} with Y = Φ_up X in R^{(rh·rw) × c} and Φ_up in "
        "R^{hw × (rh·rw)}."
    ),
    claims={"product": linear_up(ArrayVariable("Phi_up", (h * w, (r * h) * (r * w))))},
    repairs=[
        Repair(
            "Φ_up is in R^{(rh·rw) × hw}",
            linear_up(ArrayVariable("Phi_up", ((r * h) * (r * w), h * w))),
            [],
        )
    ],
    depends_on=["def:D.1"],
)

Phi_down = ArrayVariable("Phi_down", ((h / r) * (w / r), h * w))
Y_down = ArrayVariable("Y", ((h / r) * (w / r), c))
linear_down = Formula(
    (*factor, Let(X_matrix), Let(Phi_down), Let(Y_down), Let(coarser)),
    (Defined(Y_down, Phi_down @ X_matrix), Defined(coarser, Reshaped(Y_down, coarser.shape))),
)

linear_down_sample = Statement(
    id="def:D.4",
    kind="definition",
    title="Linear Down Sample Function",
    text=(
        "Y := φ_down(X, r) in R^{(h/r) × (w/r) × c} with Y = Φ_down X in R^{((h/r)(w/r)) × c} and "
        "Φ_down in R^{((h/r)(w/r)) × hw}."
    ),
    claims={"product": linear_down},
    repairs=[Repair("r divides h and w", linear_down, divisible)],
    depends_on=["def:D.2"],
)

# ------------------------------------------------------------------------------ The tokenizer


def ratio(at: Scalar) -> Scalar:
    """Return r_at := a^{K-at}."""
    return a ** (K - at)


def shape_at(at: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Return the shape of the token maps of a scale, (h/r_at) × (w/r_at) × c."""
    return (h / ratio(at), w / ratio(at), c)


def token_map(name: str, at: Scalar) -> ArrayVariable:
    """Return the token map of a family at a scale."""
    return ArrayVariable(name, shape_at(at), (at,))


all_scales_divide: list[Condition] = [Divides(a ** (K - 1), h), Divides(a ** (K - 1), w)]
scales = (Sides("h w c a K"), Ranging(i, 1, K), PositiveInteger(ratio(i)))
tokenizing = Formula(
    (*scales, Let(X), LetMap("phi_down", i, one, K), Let(token_map("Y", i))),
    (
        Defined(
            token_map("Y", i),
            Shaped(Applied("phi_down", (i,), (h, w, c), shape_at(i), X), shape_at(i)),
        ),
    ),
)

tokenizer = Statement(
    id="def:D.5",
    kind="definition",
    title="VAE Tokenizer",
    text=(
        "For i in [K] and r_i := a^{K-i}, Y^i := φ_{down,i}(X, r_i) in R^{(h/r_i) × (w/r_i) × c}; "
        "Tokenizer(X) := {Y^1, …, Y^K}."
    ),
    claims={"scales": tokenizing},
    repairs=[Repair("a^{K-1} divides h and w", tokenizing, all_scales_divide)],
    depends_on=["def:D.4"],
)


two = Number(Fraction(2))


def powers(last: Scalar) -> Formula:
    """Return that r_i := 2^{K-i} is a factor of sampling for the scales 1 to `last`."""
    return Formula((Sides("K"), Ranging(i, 1, last), PositiveInteger(two ** (K - i))))


factor_two = Statement(
    id="rem:D.6",
    kind="remark",
    title="The factor of FlowAR",
    text="Ren et al. 2024 choose a = 2, and hence r_i := 2^{K-i} for i in [n].",
    claims={"factors": powers(n)},
    repairs=[Repair("i is in [K]", powers(K), [])],
    depends_on=["def:D.5"],
)

# ------------------------------------------------------------------------------ The transformer


def attention_formula(length: Scalar) -> Formula:
    """Return Definition D.7 with 1_length."""
    A = ArrayVariable("A", (h * w, h * w))
    Y = ArrayVariable("Y", (h, w, c))
    pairs = (Ranging(i, 1, h * w), Ranging(j, 1, h * w))
    square = (c, c)
    weights = (Let(ArrayVariable("W_Q", square)), Let(ArrayVariable("W_K", square)))
    parts = attend(X_matrix, A, h * w, length, c)
    return Formula(
        (
            *(Sides("h w c"), *weights, Let(X_matrix), Let(A), *pairs),
            *(*attention_letters(h * w, c), Let(Y)),
        ),
        (scores(X_matrix, A, c), *parts, Defined(Y, Reshaped(parts[1].target, Y.shape))),
    )


attention = Statement(
    id="def:D.7",
    kind="definition",
    title="Single Attention Layer",
    text=(
        "For X in R^{h × w × c} and W_Q, W_K, W_V in R^{c×c}, A in R^{hw × hw} has the entries "
        "exp(X_{i,*} W_Q W_K^⊤ X_{j,*}^⊤), and Y := D^{-1} A X W_V in R^{h × w × c} with "
        "D := diag(A 1_n) in R^{hw × hw}."
    ),
    claims={"formula": attention_formula(n)},
    repairs=[Repair("n is hw", attention_formula(h * w), [])],
)

weight, offset = ArrayVariable("W", (c, d)), ArrayVariable("b", (one, d))
mlp_result = ArrayVariable("Y", (h * w, d))

mlp = Statement(
    id="def:D.8",
    kind="definition",
    title="MLP layer",
    text="Y := MLP(X, c, d) in R^{h × w × d} with Y_{j,:} = X_{j,:} W + b for each j in [hw].",
    claims={
        "formula": Formula(
            (
                *(Sides("h w c d"), Let(X_matrix), Let(weight), Let(offset)),
                *(Ranging(j, 1, h * w), Let(mlp_result)),
            ),
            (
                Defined(
                    mlp_result[j, ALL],
                    Shaped(X_matrix[j, ALL], (one, c)) @ Shaped(weight, (c, d))
                    + Shaped(offset, (one, d)),
                ),
            ),
        )
    },
)

mu, sigma2 = ArrayVariable("mu", (), (j,)), ArrayVariable("sigma2", (), (j,))
normal = ArrayVariable("Y", (h * w, c))
moments = (
    Defined(mu, array_sum(k, 1, c, X_matrix[j, k]) / c),
    Defined(sigma2, array_sum(k, 1, c, (X_matrix[j, k] - mu) ** 2) / c),
)
norm_letters = (
    *(Sides("h w c"), Let(X_matrix), Ranging(j, 1, h * w), Let(mu), Let(sigma2), Let(normal)),
)

layer_norm = Statement(
    id="def:D.9",
    kind="definition",
    title="Layer-wise norm layer",
    text=(
        "Y := LN(X) with Y_{j,:} = (X_{j,:} - μ_j) / sqrt(σ_j²) for each j in [hw], where "
        "μ_j := Σ_{k=1}^c X_{j,k}/c and σ_j² = Σ_{k=1}^c (X_{j,k} - μ_j)²/c."
    ),
    claims={
        "formula": Formula(
            norm_letters,
            (*moments, Defined(normal[j, ALL], (X_matrix[j, ALL] - mu) / sqrt(sigma2))),
        )
    },
    repairs=[
        Repair(
            "μ_j is taken from every entry, and a positive ε is added under the root",
            Formula(
                (*norm_letters, Symbol("eps")),
                (
                    *moments,
                    Defined(
                        normal[j, ALL],
                        (X_matrix[j, ALL] - mu * Ones((one, c))) / sqrt(sigma2 + eps),
                    ),
                ),
            ),
            [eps > 0],
        )
    ],
)


def up(at: Scalar, argument: Array) -> Array:
    """Return φ_{up,at}(·, a), from the scale `at` to the next."""
    return Applied("phi_up", (at,), shape_at(at), shape_at(at + 1), argument)


def pixels(at: Scalar) -> Scalar:
    """Return the number of tokens of a scale."""
    return h / ratio(at) * (w / ratio(at))


up_maps = LetMap("phi_up", i, one, K - 1)
Z_init = ArrayVariable("Z_init", shape_at(one))
transformer_letters = (*scales, Let(X), Let(token_map("Y", i)), up_maps, Let(Z_init))


def along(side: Scalar, at: Scalar) -> Scalar:
    """Return Σ_{j=1}^{at} side/r_j."""
    return summation(j, 1, at, side / ratio(j))


printed_Z = ArrayVariable("Z", (along(h, i), along(w, i), c), (i,))
tensor_Z = Space(printed_Z.shape)
rows_Z = ArrayVariable("Z", (summation(j, 1, i, pixels(j)), c), (i,))
first_map = token_map("Z_map", one)
blocks = Joined((), "j", one, i, token_map("Z_map", j))
later = (Ranging(i, 2, K),)
later_letters = (Sides("h w c a K"), *later, PositiveInteger(ratio(i)), up_maps, Let(Z_init))
token_maps = tuple(Let(token_map("Y", at)) for at in (one, i))

autoregressive = Statement(
    id="def:D.10",
    kind="definition",
    title="Autoregressive Transformer",
    text=(
        "Z^1 := Z_init; for i in [K] \\ {1}, Z^i is the reshape of Z_init, φ_{up,1}(Y^1, a), …, "
        "φ_{up,i}(Y^{i-1}, a), where φ_{up,i} goes from the scale i to the scale i+1, for i in "
        "[K-1], into a tensor of the size (Σ_{j=1}^i h/r_j) × (Σ_{j=1}^i w/r_j) × c; "
        "TF_i(Z^i) = FFN_i∘Attn_i(Z^i) has the same size."
    ),
    claims={
        "scales": Formula(transformer_letters),
        "first": Formula(
            (*later_letters, *token_maps, Let(token_map("Z_map", i))),
            (Defined(token_map("Z_map", two), up(one, token_map("Y", one))),),
            (K >= 2,),
        ),
        "last": Formula(
            (*later_letters, *token_maps, Let(token_map("Z_map", i))),
            (Defined(token_map("Z_map", i), up(i, token_map("Y", i - 1))),),
        ),
        "reshape": Formula(
            (*later_letters, Let(first_map), Let(token_map("Z_map", i)), Let(printed_Z)),
            (Defined(printed_Z, Reshaped(blocks, printed_Z.shape)),),
        ),
        "transformer": WellTyped(
            MapVariable("FFN", (i,), tensor_Z, tensor_Z)
            @ MapVariable("Attn", (i,), tensor_Z, tensor_Z),
            tensor_Z,
            tensor_Z,
        ),
    },
    repairs=[
        Repair(
            "a^{K-1} divides h and w; the i-th map of Z^i is φ_{up,i-1}(Y^{i-1}, a); and Z^i is a "
            "matrix with one row a token",
            Formula(
                (
                    *(*later_letters, *token_maps, Let(token_map("Z_map", i))),
                    Let(rows_Z),
                ),
                (
                    Defined(first_map, Z_init),
                    Defined(token_map("Z_map", i), up(i - 1, token_map("Y", i - 1))),
                    Defined(rows_Z, Reshaped(blocks, rows_Z.shape)),
                ),
            ),
            all_scales_divide,
        )
    ],
    depends_on=["def:3.5", "def:D.3", "def:D.5", "def:D.7"],
)

STATEMENTS = [
    up_sample,
    down_sample,
    linear_up_sample,
    linear_down_sample,
    tokenizer,
    factor_two,
    attention,
    mlp,
    layer_norm,
    autoregressive,
]
