"""Section 3: the VAR transformer and its parts.

A letter counts as declared where the paper introduces it, or where it first stands as a side length
of an array that the paper introduces.  An array that is used as its matrix version is reshaped, by
the convention of Section A.1.
"""

from __future__ import annotations

from fractions import Fraction

from proofs.var_universality.notation import d, h, i, j, k, m, q, r, w
from varsym.pack import (
    ALL,
    Applied,
    Array,
    ArrayVariable,
    Clamp,
    Condition,
    Defined,
    Diagonal,
    Formula,
    Function,
    Inverse,
    Joined,
    KernelWithin,
    Let,
    LetMap,
    MapVariable,
    Number,
    Ones,
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
    chain,
    equals,
    exp,
    families,
    index,
    inner,
    reals,
    relu,
    summation,
)

one = Number(Fraction(1))
n, L, c = reals("n L c")
l, s, t, p = index("l s t p")

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

# ------------------------------------------------------------------------------ Interpolation

bicubic_kernel = Statement(
    id="def:3.6",
    kind="definition",
    title="Bicubic Spline Kernel",
    text="A piecewise cubic W : R → R with W(x) in [0, 1] for all x; the B-spline is one.",
    claims={"satisfiable": KernelWithin("bspline", 3, Fraction(0), Fraction(1))},
)

X_below = ArrayVariable("X", (h[r - 1], w[r - 1], d))
Y = ArrayVariable("Y", (h[r], w[r], d))
growing: list[Condition] = [r >= 2, h[r - 1] < h[r], w[r - 1] < w[r]]
pixels = (Ranging(i, 1, h[r]), Ranging(j, 1, w[r]), Ranging(l, 1, d))
up_letters = (Sides("h w d"), Symbol("r W"), Let(X_below), Let(Y), *pixels)


def W(x: Scalar) -> Array:
    """Return W(x)."""
    return Function("W", x)


def cell(at: Scalar, below: Scalar, above: Scalar) -> Scalar:
    """Return the index that Definition 3.7 prints, without its offset."""
    return (at - below) / above


def source(at: Scalar, below: Scalar, above: Scalar) -> Scalar:
    """Return the place of an output pixel among the input cells, centre on centre."""
    half = Fraction(1, 2)
    return (at - half) * below / above + half


printed_up = array_sum(
    s,
    -1,
    2,
    array_sum(
        t,
        -1,
        2,
        W(s) * X_below[cell(i, h[r - 1], h[r]) + s, cell(j, w[r - 1], w[r]) + t, l] * W(t),
    ),
)
repaired_up = array_sum(
    p,
    -1,
    h[r - 1] + 2,
    array_sum(
        q,
        -1,
        w[r - 1] + 2,
        W(source(i, h[r - 1], h[r]) - p)
        * X_below[Clamp(p, one, h[r - 1]), Clamp(q, one, w[r - 1]), l]
        * W(source(j, w[r - 1], w[r]) - q),
    ),
)

up_interpolation = Statement(
    id="def:3.7",
    kind="definition",
    title="Up-interpolation Layer for One-Step Geometric Series",
    text=(
        "φ_{up,r} maps R^{h_{r-1} × w_{r-1} × d} to R^{h_r × w_r × d}, where h_{r-1} < h_r and "
        "w_{r-1} < w_r, by Y_{i,j,l} := Σ_{s=-1}^{2} Σ_{t=-1}^{2} W(s) "
        "X_{(i-h_{r-1})/h_r + s, (j-w_{r-1})/w_r + t, l} W(t)."
    ),
    conditions=growing,
    claims={"formula": Formula(up_letters, (Defined(Y[i, j, l], printed_up),))},
    repairs=[
        Repair(
            "W takes the distance of a cell from the pixel's place (i - 1/2) h_{r-1}/h_r + 1/2, "
            "and cells beyond the border repeat it",
            Formula(up_letters, (Defined(Y[i, j, l], repaired_up),)),
            growing,
        )
    ],
    depends_on=["def:3.6"],
)

X_init = ArrayVariable("X_init", (one, one, d))

pyramid_one = Statement(
    id="def:3.8",
    kind="definition",
    title="Pyramid Up-Interpolation Layer Φ, r = 1",
    text="Φ_{up,1} maps R^{1×1×d} to itself by Φ_{up,1}(X_init) := X_init.",
    claims={
        "formula": Formula(
            (Sides("d"), Let(X_init), Let(ArrayVariable("Phi_up", (one, one, d), (one,)))),
            (Defined(ArrayVariable("Phi_up", (one, one, d), (one,)), X_init),),
        )
    },
)


def token_map(name: str, at: Scalar) -> ArrayVariable:
    """Return the member of a family of token maps at a scale."""
    return ArrayVariable(name, (h[at], w[at], d), (at,))


def up(at: Scalar, argument: Array) -> Array:
    """Return φ_{up,at} of an array."""
    below, above = (h[at - 1], w[at - 1], d), (h[at], w[at], d)
    return Applied("phi_up", (at,), below, above, argument)


def size(low: int, high: Scalar) -> Scalar:
    """Return Σ_{k=low}^{high} h_k w_k."""
    return summation(k, low, high, h[k] * w[k])


pyramid_letters = (
    *(Sides("h w d"), Symbol("r"), Let(X_init), Ranging(i, 2, r)),
    *(LetMap("phi_up", i, Number(Fraction(2)), r), Let(token_map("Y", i))),
)
merged_Y = ArrayVariable("Phi_up", (size(1, r), d), (r,))
joined_Y = Joined((), "k", one, r, token_map("Y", k))
input_of_Phi = ArrayVariable("X", (size(1, r - 1), d))
unit_scale: list[Condition] = [r >= 2, equals(h[1], 1), equals(w[1], 1)]

pyramid = Statement(
    id="def:3.9",
    kind="definition",
    title="Pyramid Up-Interpolation Layer Φ, r ≥ 2",
    text=(
        "Φ_{up,r} maps the pyramids R^{h_[r-1] × w_[r-1] × d} to R^{h_[r] × w_[r] × d}: "
        "Y_1 = X_init in R^{1×1×d}, and Y_i = φ_{up,i-1}(Y_{i-1}) for i in {2, …, r}."
    ),
    conditions=[r >= 2],
    claims={
        "recursion": Formula(
            pyramid_letters,
            (
                Defined(token_map("Y", one), X_init),
                Defined(token_map("Y", i), up(i - 1, token_map("Y", i - 1))),
            ),
        ),
        "domain": Formula(
            (*pyramid_letters, Let(input_of_Phi)),
            (Defined(input_of_Phi, Reshaped(X_init, (one, d))),),
        ),
        "codomain": Formula(
            (*pyramid_letters, Let(merged_Y)),
            (Defined(merged_Y, Reshaped(joined_Y, (size(1, r), d))),),
        ),
    },
    repairs=[
        Repair(
            "the scale 1 is 1 × 1, and Y_i = φ_{up,i}(X_{i-1}) is made from the maps X_1, …, "
            "X_{r-1} of the argument",
            Formula(
                (*pyramid_letters, Let(token_map("X", i)), Let(merged_Y)),
                (
                    Defined(token_map("Y", one), X_init),
                    Defined(token_map("Y", i), up(i, token_map("X", i - 1))),
                    Defined(merged_Y, Reshaped(joined_Y, (size(1, r), d))),
                ),
            ),
            unit_scale,
        )
    ],
    depends_on=["def:3.7", "def:3.8"],
)

merged_maps = ArrayVariable("X_all", (size(1, r + 1), d))

merging = Statement(
    id="rem:3.10",
    kind="remark",
    title="Token maps merged into one matrix",
    text=(
        "Token maps of the sizes h_[r+1] × w_[r+1] × d are merged into one input of the size "
        "(Σ_{i=1}^{r+1} h_i w_i) × d."
    ),
    claims={
        "reshape": Formula(
            (
                *(Sides("h w d"), Symbol("r"), Ranging(i, 1, r + 1)),
                *(Let(token_map("X", i)), Let(merged_maps)),
            ),
            (
                Defined(
                    merged_maps,
                    Reshaped(Joined((), "k", one, r + 1, token_map("X", k)), merged_maps.shape),
                ),
            ),
        )
    },
    conditions=[r >= 1],
    depends_on=["def:3.9"],
)

# ------------------------------------------------------------------------------ The transformer


def rows(count: Scalar) -> Space:
    """Return the space of matrices of so many rows."""
    return Space((count, d))


def layers(count: Scalar | None, inputs: Scalar) -> WellTyped:
    """Return g_m∘Attn_m∘Φ_{up,m}∘⋯∘g_1∘Attn_1∘Φ_{up,1} of Definition 3.11.

    The attention layers act on `count` rows, or at each scale on all rows up to it.
    """

    def total(at: Scalar) -> Scalar:
        return inputs + summation(k, 2, at, h[k] * w[k])

    def part(name: str, at: Scalar) -> MapVariable:
        place = rows(total(at) if count is None else count)
        return MapVariable(name, (at,), place, place)

    def widen(at: Scalar) -> MapVariable:
        return MapVariable("Phi_up", (at,), rows(total(at - 1)), rows(total(at)))

    first = MapVariable("Phi_up", (one,), rows(inputs), rows(inputs))
    start = part("g", one) @ part("Attn", one) @ first
    rest = chain(i, 2, m, part("g", i) @ part("Attn", i) @ widen(i))
    return WellTyped(rest @ start, rows(inputs), rows(total(m) if count is None else count))


transformer = Statement(
    id="def:3.11",
    kind="definition",
    title="VAR Transformer",
    text=(
        "TF(X_init) := g_m∘Attn_m∘Φ_{up,m}∘⋯∘g_2∘Attn_2∘Φ_{up,2}∘g_1∘Attn_1∘Φ_{up,1}(X_init) in "
        "R^{n×d} with n = Σ_{i=1}^m h_i w_i, where Attn_i is the layer of Definition 3.3, on n "
        "rows, and X_init is in R^{1×1×d} and, as a matrix, in R^{1×d}."
    ),
    conditions=[m >= 1],
    claims={"composition": layers(one + summation(k, 2, m, h[k] * w[k]), one)},
    repairs=[
        Repair(
            "Attn_i and g_i act on the Σ_{k=1}^i h_k w_k rows that Φ_{up,i} gives them",
            layers(None, one),
            [m >= 1],
        )
    ],
    depends_on=["def:3.3", "def:3.9", "rem:3.10"],
)


def enlarged(at: Scalar) -> Array:
    """Return φ_up(X_at), of the size h'_at × w'_at × d."""
    above = (taller[at], wider[at], d)
    return Applied("phi_up", (at,), (h[at], w[at], d), above, token_map("X", at))


taller, wider = families("h_up w_up")
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
            (
                Defined(
                    enlarged_X, Reshaped(Joined((), "k", one, r, enlarged(k)), (enlarged_rows, d))
                ),
            ),
        )
    },
    depends_on=["def:3.7"],
)

n_up = reals("n_up")[0]


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
    softmax,
    attention_matrix,
    single_attention,
    var_attention,
    feed_forward,
    bicubic_kernel,
    up_interpolation,
    pyramid_one,
    pyramid,
    merging,
    transformer,
    applying,
    transformer_layer,
    function_class,
]
