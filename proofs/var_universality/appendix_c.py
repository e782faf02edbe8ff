"""Appendix C: the construction of a one-layer transformer, Lemma C.1.

The relations that its proof displays are claims ``step:1``, ``step:2``, …, in the printed order; a
repair names the steps that it mends.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from proofs.var_universality.notation import eps, h, i, j, k, level, m, r, w
from proofs.var_universality.section_5 import HU, separation_at
from varsym.pack import (
    ArrayVariable,
    Cases,
    Condition,
    Defined,
    Exp,
    Formula,
    Let,
    Limit,
    Log,
    MapVariable,
    Number,
    Piece,
    Quantity,
    Ranging,
    Real,
    ReLU,
    Repair,
    Scalar,
    Sides,
    Statement,
    TokenGrid,
    Under,
    equals,
    for_all,
    index,
    neuron_count,
    norm,
    product,
    reals,
    summation,
)

#: L stands for h_r w_r, the number of tokens, and M for d h_r w_r, the number of coordinates.
L, d, l, s, t, c, M, power, above_root, V = index("L d l s t c M alpha q V")
n, prompt = index("n L_p")
x, theta, delta, sqrt_d = reals("x theta delta sqrt_d")
K, height, slope, start, end, C, root, error = reals("K h_A S a b C root e")
zero = Number(Fraction(0))

#: 1/δ is an integer m, as the grid {0, δ, …, 1 - δ} needs, and 0 < δ < 1.
granular: list[Condition] = [m >= 2, delta > 0, equals(m * delta, 1)]
positive: list[Condition] = [0 < theta, 0 < delta]
some_tokens: list[Condition] = [L >= 1, 1 <= k, k <= L]

# ------------------------------------------------------------------ the positional encoding

tokens = h[r] * w[r]
E = ArrayVariable("E", (tokens, d))
encoded = ArrayVariable("Z", (tokens, d))
sides = Sides("h w d r")


def encoding(rows: Scalar, columns: Scalar, entry: Scalar) -> Formula:
    """Return the display of E, with so many rows and columns."""
    ranges = (Ranging(i, 1, rows), Ranging(j, 1, columns))
    return Formula((sides, Let(E), *ranges), (Defined(E[i, j], Quantity(entry)),))


def shifted(rows: Scalar) -> Formula:
    """Return X + E for an input of so many rows."""
    X = ArrayVariable("X", (rows, d))
    return Formula((sides, Let(X), Let(E), Let(encoded)), (Defined(encoded, X + E),))


# ------------------------------------------------------------------ the step function


def ramps(terms: Scalar) -> Scalar:
    """Return Σ_t (ReLU(x/θ - tδ/θ) - ReLU(x/θ - 1 - tδ/θ)) δ for t from 0."""
    rise = ReLU(x / theta - t * delta / theta) - ReLU(x / theta - 1 - t * delta / theta)
    return summation(t, 0, terms, rise * delta)


staircase = Cases(
    Piece(0, [x < 0]),
    Piece((s + 1) * delta, [s * delta <= x, x < (s + 1) * delta], s, 0, L / delta - 2),
    Piece(L, [L - delta <= x]),
)
printed_terms = L * (1 / delta - 1)


def one_ramp(at: Scalar) -> Scalar:
    """Return the term that begins its rise at some place."""
    return (ReLU(x / theta - at / theta) - ReLU(x / theta - 1 - at / theta)) * delta


ramp_at_zero = (ReLU(x / theta) - ReLU(x / theta - 1)) * delta


def rise(at: Scalar, middle: Scalar) -> Cases:
    """Return 0 before a place, δ from θ after it, and something between."""
    return Cases(
        Piece(0, [x < at]),
        Piece(middle, [at <= x, x < (theta if at == zero else theta + at)]),
        Piece(delta, [(theta if at == zero else theta + at) <= x]),
    )


#: Between two bands: x in [sδ + θ, (s+1)δ], for θ ≤ δ.
on_a_step: list[Condition] = [
    *positive, theta <= delta, 0 <= s, s + 1 <= M, s * delta + theta <= x, x <= (s + 1) * delta,
]  # fmt: skip
split_ramps = summation(t, 0, s, one_ramp(t * delta)) + summation(
    t, s + 1, M - 1, one_ramp(t * delta)
)

# ------------------------------------------------------------------ separation on the grid

grid = TokenGrid(k - 1 + delta, delta, k, sqrt_d)
above = TokenGrid(l - 1 + delta, delta, l, sqrt_d)
codomain_first = TokenGrid(delta, delta, 1 - delta, sqrt_d)
codomain_last = TokenGrid(L - 1, delta, L, sqrt_d)
last = TokenGrid(L - 1 + delta, delta, L, sqrt_d)
first = TokenGrid(delta, delta, 1, sqrt_d)
on_grid: list[Condition] = [
    *granular, d >= 1, equals(sqrt_d**2, d), sqrt_d >= 1, *some_tokens,
]  # fmt: skip
rounded_root: list[Condition] = [above_root >= 1, sqrt_d <= above_root]
two_tokens: list[Condition] = [*on_grid, k + 1 <= l, l <= L]
apart = sqrt_d * delta

Gamma = sqrt_d * (L - delta) + apart / 4
Delta = Exp(-5 * V**4 * d * Log(n) * L**2 / delta)
vocabulary: list[Condition] = [V >= 1, n >= 1]


def lemma_separation(low: Scalar, high: Scalar, distance: Scalar, length: Scalar) -> Exp:
    """Return the δ of Lemma 5.4 at some γ_min, γ_max and ε."""
    return separation_at(V, d, low, high, distance, length)


#: Constants just inside of what the grid attains; q is an integer that is at least √d, so that no
#: root stands in the exponent.
low, high, near = sqrt_d * delta / 2, sqrt_d * (L + delta), sqrt_d * delta / (2 * above_root)
repaired_Delta = Exp(-20 * above_root * V**4 * d * Log(L) * (L + delta) ** 2 / delta**2)

# ------------------------------------------------------------------ bumps


def Q(*at: Scalar) -> Real:
    """Return an entry of the context id."""
    return Real("Q", at)


def A(*at: Scalar) -> Real:
    """Return an entry of the quantized sequence."""
    return Real("A", at)


def bump(times: int, value: Callable[[Scalar, Scalar], Scalar]) -> Scalar:
    """Return f_bump, with some factor of the middle ReLU, for entries of Q given by a function."""

    def one_entry(z: Scalar) -> Scalar:
        middle = ReLU(K * z)
        return ReLU(K * z - 1) - (middle if times == 1 else times * middle) + ReLU(K * z + 1)

    entries = summation(i, 1, d, summation(j, 1, L, one_entry(value(i, j) - A(i, j))))
    return height / (d * L) * entries


printed_bump = bump(1, Q)
some_bump: list[Condition] = [d >= 1, L >= 1, 0 < K]
all_away = for_all(i, 1, d, for_all(j, 1, L, K * (Q(i, j) - A(i, j)) >= 1))
flat = (
    ReLU(slope * (x - start) + 1)
    - ReLU(slope * (x - start))
    - ReLU(slope * (x - end))
    + ReLU(slope * (x - end) - 1)
)
some_flat: list[Condition] = [0 < slope, start <= end]

# ------------------------------------------------------------------ counts and errors

sequences = (1 / delta) ** M
neurons = 3 * M * (2 * C * root / eps) ** M
lipschitz: list[Condition] = [0 < C, 0 < root, 0 < eps, M >= 1]

some_tau = MapVariable("tau", (), level(r), level(r))
quantized = MapVariable("h", (), level(r), level(r))


#: The relations of the proof, in the printed order.
displayed: list[Condition | Under] = [
    # E in R^{h_r w_r × d}, displayed with d rows and h_r w_r columns; X + E
    encoding(d, tokens, j - 1),
    shifted(tokens + n),
    # the k-th column of X + E is in [k - 1, k]^d
    Under(k - 1 <= x + (k - 1), [*some_tokens, 0 <= x, x <= 1]),
    Under(x + (k - 1) <= k, [*some_tokens, 0 <= x, x <= 1]),
    # the codomain of the quantization is the grid: its first and last factor, end by end
    Under(equals(codomain_first.last, first.last), granular),
    Under(equals(codomain_last.first, last.first), [*granular, L >= 1]),
    # (1), and its first two terms
    Under(equals(Limit(delta, ramps(printed_terms)), Limit(delta, staircase)), [0 < theta, L >= 1]),
    Under(equals(ramp_at_zero, rise(zero, x * delta / theta)), positive),
    Under(equals(one_ramp(delta), rise(delta, x * delta / theta)), positive),
    # (2), where the sum has another upper end
    Under(
        equals(
            Limit(delta, ramps((prompt + n) * (1 / delta - 1))), Limit(delta, ramps(printed_terms))
        ),
        [0 < theta, L >= 1, prompt >= 1, n >= 1],
    ),
    # the three inequalities of separation; the third for two positions, and for one
    Under(sqrt_d < grid.least_norm, on_grid),
    Under(grid.greatest_norm < sqrt_d * (L - delta), on_grid),
    Under(apart < grid.distance_to(above), two_tokens),
    Under(apart < grid.least_distance, on_grid),
    # Γ and Δ, by Lemma 5.4
    Under(equals(sqrt_d * (L - delta) + apart / 4, Gamma), on_grid),
    Under(equals(Gamma, sqrt_d * (L - Fraction(3, 4) * delta)), on_grid),
    Under(
        equals(Delta, lemma_separation(sqrt_d, sqrt_d * (L - delta), apart, L)),
        [*on_grid, *vocabulary],
    ),
    # a bump takes the value h(A) at A and at the id of A, 0 at other ids, and 3 d h_r w_r neurons
    Under(equals(bump(1, A), height), some_bump),
    Under(equals(printed_bump, height), some_bump),
    Under(equals(printed_bump, 0), [*some_bump, all_away]),
    Under(equals(neuron_count(printed_bump), 3 * d * L), some_bump),
    # (1/δ)^{d h_r w_r} sequences, and the number of neurons in ε
    Under(equals(product(c, 1, M, 1 / delta), sequences), [*granular, M >= 1]),
    Under(equals(neurons, 3 * M * (2 * C * root) ** M * (1 / eps) ** M), lipschitz),
    # C δ M^{1/α} bounds the error of rounding: α-th powers, with root^α = M
    Under(
        product(i, 1, power, error) <= product(i, 1, power, delta),
        [0 <= error, error <= delta, 0 < delta, power >= 1],
    ),
    Under(
        equals(C**power * (M * delta**power), (C * delta * root) ** power),
        [0 < C, 0 < delta, 0 < root, power >= 1, M >= 1, equals(root**power, M)],
    ),
]
steps = {f"step:{number}": claim for number, claim in enumerate(displayed, 1)}


def step_repair(step: int, change: str, goal: Condition, conditions: list[Condition]) -> Repair:
    """Return a repair of one step of the proof."""
    return Repair(change, goal, conditions, mends=f"step:{step}")


repairs = [
    step_repair(1, "h_r w_r rows and d columns", encoding(tokens, d, i - 1), []),
    step_repair(2, "X in R^{h_r w_r × d}", shifted(tokens), []),
    step_repair(
        5,
        "the t-th step, (k - 1)m ≤ t, is at least the first value of the k-th factor",
        grid.first <= (t + 1) * delta,
        [*granular, *some_tokens, (k - 1) * m <= t],
    ),
    step_repair(
        6,
        "the t-th step, t ≤ km - 1, is at most the last value of the k-th factor",
        (t + 1) * delta <= grid.last,
        [*granular, *some_tokens, t + 1 <= k * m],
    ),
    step_repair(
        7,
        "at a fixed δ and θ ≤ δ, with M = h_r w_r/δ terms, between the bands",
        equals(split_ramps, (s + 1) * delta),
        on_a_step,
    ),
    step_repair(
        9,
        "(x - δ) δ/θ on the ramp",
        equals(one_ramp(delta), rise(delta, (x - delta) * delta / theta)),
        positive,
    ),
    step_repair(
        10,
        "the sum as repaired in step 7, with h_r w_r in place of L_p + n",
        equals(split_ramps, (s + 1) * delta),
        on_a_step,
    ),
    step_repair(11, "γ_min = √d δ/2", low < grid.least_norm, on_grid),
    step_repair(12, "γ_max = √d (h_r w_r + δ)", grid.greatest_norm < high, on_grid),
    step_repair(
        13,
        "ε = √d δ/2q, two positions",
        near < grid.distance_to(above),
        [*two_tokens, *rounded_root],
    ),
    step_repair(
        14,
        "ε = √d δ/2q with an integer q ≥ √d",
        near < grid.least_distance,
        [*on_grid, *rounded_root],
    ),
    step_repair(
        15,
        "Γ = √d (h_r w_r + δ + δ/8q)",
        equals(high + near / 4, sqrt_d * (L + delta + delta / (8 * above_root))),
        [*on_grid, *rounded_root],
    ),
    step_repair(
        17,
        "Δ = exp(-20 q |V|^4 d log(h_r w_r) (h_r w_r + δ)² / δ²)",
        equals(repaired_Delta, lemma_separation(low, high, near, L)),
        [*on_grid, *vocabulary, *rounded_root],
    ),
    step_repair(
        19,
        "a flat bump, 1 from a to b",
        equals(flat, 1),
        [*some_flat, start <= x, x <= end],
    ),
    step_repair(
        20,
        "the middle ReLU twice, every entry 1/K above that of A",
        equals(bump(2, Q), 0),
        [*some_bump, all_away],
    ),
    step_repair(
        20,
        "a flat bump, 0 below a - 1/S",
        equals(flat, 0),
        [*some_flat, slope * (x - start) + 1 <= 0],
    ),
    step_repair(
        20,
        "a flat bump, 0 above b + 1/S",
        equals(flat, 0),
        [*some_flat, slope * (x - end) >= 1],
    ),
    step_repair(
        21,
        "a flat bump takes 4 neurons, for each token of each sequence",
        equals(L * neuron_count(flat), 4 * L),
        [L >= 1],
    ),
]

lemma_C_1 = Statement(
    id="lem:C.1",
    kind="lemma",
    title="Transformer Construction",
    text=(
        "For any quantized h : G_δ → G_δ, G_δ = {0, δ, …, 1 - δ}^{(h_r w_r) × d}, there is a "
        "transformer τ with positional embedding E such that d_α(τ, h) ≤ ε/2. The proof: E, a "
        "feed-forward layer that rounds X + E to a grid, an attention layer that is a contextual "
        "mapping by Lemma 5.4, and a feed-forward layer of bumps."
    ),
    conclusion=norm(some_tau - quantized, "L_alpha") <= eps / 2,
    claims=steps,
    repairs=repairs,
    reference=f"{HU}, Lemma F.2",
    depends_on=["def:3.3", "def:3.5", "lem:5.4"],
)

STATEMENTS = [lemma_C_1]
