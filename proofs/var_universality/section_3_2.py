"""Section 3.2: softmax, attention and feed-forward layers.

A letter counts as declared where the paper introduces it, or where it first stands as a side length
of an array that the paper introduces.  An array that is used as its matrix version is reshaped, by
the convention of Section A.1.
"""

from __future__ import annotations

from proofs.var_universality.notation import d, h, i, j, k, one, r, w
from varsym.pack import (
    ALL,
    Array,
    ArrayVariable,
    Defined,
    Diagonal,
    Formula,
    Inverse,
    Let,
    Ones,
    Ranging,
    Repair,
    Reshaped,
    Scalar,
    Shaped,
    Sides,
    Statement,
    Symbol,
    exp,
    inner,
    reals,
    relu,
)

n, L, c = reals("n L c")

W_Q, W_K, W_V = (ArrayVariable(name, (d, d)) for name in ("W_Q", "W_K", "W_V"))
weights = (Let(W_Q), Let(W_K))

# ------------------------------------------------------------------------------ Softmax, attention

z = ArrayVariable("z", (n,))

softmax = Statement(
    id="def:3.1",
    kind="definition",
    title="Softmax",
    text="Softmax(z) := exp(z) / ⟨exp(z), 1_n⟩ for z in R^n, an element of R^n.",
    claims={
        "formula": Formula(
            (Sides("n"), Let(z), Let(ArrayVariable("Softmax", (n,)))),
            (Defined(ArrayVariable("Softmax", (n,)), exp(z) / inner(exp(z), Ones((n,)))),),
        )
    },
)


def scores(X: Array, A: Array, width: Scalar) -> Defined:
    """Return A_{i,j} := exp(X_{i,*} W_Q W_K^⊤ X_{j,*}^⊤), with the shapes printed under it."""
    row, column = Shaped(X[i, ALL], (one, width)), Shaped(X[j, ALL].T, (width, one))
    square = (width, width)
    query, key = ArrayVariable("W_Q", square), ArrayVariable("W_K", square)
    product = row @ Shaped(query, square) @ Shaped(key.T, square) @ column
    return Defined(A[i, j], exp(product))


def attend(X: Array, A: Array, rows: Scalar, ones: Scalar, width: Scalar) -> tuple[Defined, ...]:
    """Return D := diag(A 1) and D^{-1} A X W_V, which is said to have as many rows as A."""
    D = ArrayVariable("D", (rows, rows))
    value = ArrayVariable("W_V", (width, width))
    result = ArrayVariable("Attn", (rows, width))
    return (
        Defined(D, Diagonal(A @ Ones((ones,)))),
        Defined(result, Shaped(Inverse(D) @ A @ X @ value, (ones, width))),
    )


def attention_letters(rows: Scalar, width: Scalar) -> tuple[Let, ...]:
    """Return the letters that an attention layer gives."""
    square = (width, width)
    return (
        Let(ArrayVariable("W_V", square)),
        Let(ArrayVariable("D", (rows, rows))),
        Let(ArrayVariable("Attn", (rows, width))),
    )


X = ArrayVariable("X", (n, d))
A = ArrayVariable("A", (n, n))
all_pairs = (Ranging(i, 1, n), Ranging(j, 1, n))

attention_matrix = Statement(
    id="def:3.2",
    kind="definition",
    title="Attention Matrix",
    text=(
        "For W_Q, W_K in R^{d×d} and X in R^{n×d}, A in R^{n×n} has the entries "
        "A_{i,j} := exp(X_{i,*} W_Q W_K^⊤ X_{j,*}^⊤) for i, j in [n]."
    ),
    claims={
        "formula": Formula((Sides("n d"), *weights, Let(X), Let(A), *all_pairs), (scores(X, A, d),))
    },
)

single_attention = Statement(
    id="def:3.3",
    kind="definition",
    title="Single Attention Layer",
    text="Attn(X) := D^{-1} A X W_V for X in R^{n×d}, with D := diag(A 1_n) in R^{n×n}.",
    claims={
        "formula": Formula(
            (Sides("n d"), *weights, Let(X), Let(A), *all_pairs, *attention_letters(n, d)),
            (scores(X, A, d), *attend(X, A, n, n, d)),
        )
    },
    depends_on=["def:3.2"],
)

X_r = ArrayVariable("X", (h[r], w[r], d))
tokens_r = h[r] * w[r]


def var_attention_formula(length: Scalar) -> Formula:
    """Return Definition 3.4, whose attention matrix has the side `length`."""
    matrix = Reshaped(X_r, (tokens_r, d))
    scored = ArrayVariable("A", (length, length))
    pairs = (Ranging(i, 1, length), Ranging(j, 1, length))
    return Formula(
        (
            *(Sides("h w d"), Symbol("r"), *weights, Let(X_r), Let(scored), *pairs),
            *attention_letters(tokens_r, d),
        ),
        (
            scores(matrix, scored, d),
            *attend(matrix, scored, tokens_r, length, d),
        ),
    )


var_attention = Statement(
    id="def:3.4",
    kind="definition",
    title="VAR Attention Layer",
    text=(
        "For X in R^{h_r × w_r × d}, with the goal of an n × d matrix, Attn_r(X) := D^{-1} A X W_V "
        "with D := diag(A 1_n) in R^{h_r w_r × h_r w_r}, a map of R^{h_r w_r × d} into itself."
    ),
    conditions=[r >= 1],
    claims={"formula": var_attention_formula(n)},
    repairs=[Repair("n is h_r w_r", var_attention_formula(tokens_r), [r >= 1])],
    depends_on=["def:3.2", "def:3.3"],
)

# ------------------------------------------------------------------------------ Feed-forward

X_columns = ArrayVariable("X", (d, L))
W_1, W_2 = ArrayVariable("W1", (c, d)), ArrayVariable("W2", (d, c))
b_1, b_2 = ArrayVariable("b1", (c,)), ArrayVariable("b2", (d,))


def feed_forward_formula(last: Scalar) -> Formula:
    """Return Definition 3.5 for the columns 1 to `last`."""
    column = X_columns[ALL, k]
    hidden = Shaped(W_1 @ column, (c, one)) + Shaped(b_1, (c, one))
    FFN = ArrayVariable("FFN", (d, L))
    value = Shaped(column, (d, one)) + Shaped(W_2, (d, c)) @ relu(hidden) + Shaped(b_2, (d, one))
    letters = (Let(X_columns), Ranging(k, 1, last), *map(Let, (W_1, W_2, b_1, b_2, FFN)))
    return Formula((Sides("d L c"), *letters), (Defined(FFN[ALL, k], value),))


feed_forward = Statement(
    id="def:3.5",
    kind="definition",
    title="Single Feed-Forward Layer",
    text=(
        "For X in R^{d×L}, k in [n] and c neurons, FFN(X)_{*,k} = X_{*,k} + W^{(2)} ReLU(W^{(1)} "
        "X_{*,k} + b^{(1)}) + b^{(2)}."
    ),
    claims={"formula": feed_forward_formula(n)},
    repairs=[Repair("k runs through [L]", feed_forward_formula(L), [])],
)


STATEMENTS = [
    softmax,
    attention_matrix,
    single_attention,
    var_attention,
    feed_forward,
]
