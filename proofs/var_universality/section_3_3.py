"""Section 3.3: interpolation, pyramids and the VAR transformer."""

from __future__ import annotations

from fractions import Fraction

from proofs.var_universality.notation import d, h, i, j, k, m, one, q, r, w
from varsym.pack import (
    Applied,
    Array,
    ArrayVariable,
    Clamp,
    Condition,
    Defined,
    Formula,
    Function,
    Joined,
    KernelWithin,
    Let,
    LetMap,
    MapVariable,
    Number,
    Ranging,
    Repair,
    Reshaped,
    Scalar,
    Sides,
    Space,
    Statement,
    Symbol,
    WellTyped,
    array_sum,
    chain,
    equals,
    index,
    summation,
)

l, s, t, p = index("l s t p")

bicubic_kernel = Statement(
    id="def:3.6",
    kind="definition",
    title="Bicubic Spline Kernel",
    text="A bicubic spline kernel is a piecewise cubic W : R → R with W(x) in [0, 1] for all x.",
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
            (*pyramid_letters, Let(token_map("Y", one)), Let(merged_Y)),
            (Defined(merged_Y, Reshaped(joined_Y, (size(1, r), d))),),
        ),
    },
    repairs=[
        Repair(
            "the scale 1 is 1 × 1, and Y_i = φ_{up,i}(X_{i-1}) is made from the maps X_1, …, "
            "X_{r-1} of the argument",
            Formula(
                (
                    *pyramid_letters,
                    *(Let(token_map("X", at)) for at in (one, i)),
                    Let(merged_Y),
                ),
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


STATEMENTS = [
    bicubic_kernel,
    up_interpolation,
    pyramid_one,
    pyramid,
    merging,
    transformer,
]
