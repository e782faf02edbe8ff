"""Appendix F: the two algorithms of HOFAR.

Token maps are read as their matrix versions, with one row a token, as Section D.1 has it.  The
smallest map is called h_1 × w_1; the others are larger by powers of the factor a, so that no side
has to be divided.  An "image" is a token map or what is made of it by sums and multiples, and a
"condition" is what the transformer TF gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from proofs.var_universality.appendix_d import K, a, c, two
from proofs.var_universality.notation import i, j, one
from varsym.pack import (
    ALL,
    Applied,
    AppliedTo,
    Array,
    ArrayVariable,
    Assign,
    Draw,
    Let,
    LetMap,
    Loop,
    Number,
    Procedure,
    Quantity,
    Read,
    Repair,
    Reshaped,
    Return,
    Roles,
    Scalar,
    Sides,
    Stacked,
    Statement,
    Symbol,
    Tail,
    Under,
    While,
    derivative,
    equals,
    norm_2,
    paths,
    reals,
    summation,
)

h_1, w_1, p, t, step, eta = reals("h_1 w_1 p t Delta_t eta")
alpha, beta, ell = paths("alpha beta ell")
zero, half = Number(Fraction(0)), Number(Fraction(1, 2))
IMAGE, CONDITION = "an image", "a condition"
networks = (
    *(LetMap("TF"), LetMap("FM_first"), LetMap("FM_second")),
    Roles("TF", (None,), CONDITION),
    Roles("FM_first", (IMAGE, CONDITION)),
    Roles("FM_second", (IMAGE, CONDITION)),
    Roles("phi_up", (IMAGE,), IMAGE),
    Roles("phi_down", (IMAGE,), IMAGE),
)


def rows(exponent: Scalar) -> Scalar:
    """Return the number of tokens of a map a^exponent times as high and wide as h_1 × w_1."""
    return h_1 * a**exponent * (w_1 * a**exponent)


def predicted(order: str, size: tuple[Scalar, Scalar], first: str, second: str) -> Array:
    """Return FM_order(first, second) for two arrays of one size."""
    return AppliedTo(f"FM_{order}", (), (size, size), size, (Read(first), Read(second)))


# ------------------------------------------------------------------------------ Algorithm 1


def mixed(image: Scalar, noise: Scalar, drawn: Read) -> Array:
    """Return image·x_img + noise·drawn."""
    return Quantity(image) * Read("x_img") + Quantity(noise) * drawn


def in_round(at: Scalar) -> tuple[Scalar, Scalar]:
    """Return the size of x_img in a round of the training, the whole map in the first."""
    return (rows(K - at), c)


def training(drawn: Read, fixed: bool, update: Array) -> Procedure:
    """Return Algorithm 1.

    Lines 16 to 20 read `drawn`; line 31 has a matrix that is `fixed`, or one for each round but the
    last; line 34 takes `update`.
    """
    size = in_round(i)
    gaps = [Read(f"F_hat_{order}") - Read(f"F_{order}") for order in ("first", "second")]
    losses = [norm_2(Reshaped(gap, (size[0] * c,))) ** 2 for gap in gaps]
    matrix = ArrayVariable("Phi_down", (in_round(two)[0], in_round(one)[0]))
    down = Read("Phi_down") @ Read("x_img")
    if not fixed:
        down = Applied("phi_down", (i,), size, in_round(i + 1), Read("x_img"))
    shrink = (Assign(31, "x_img", down),)
    body = (
        Draw(12, "F_0", "N(0, I)"),
        Draw(14, "t", "[0, 1]", ()),
        Assign(16, "F_noisy", mixed(alpha(t), beta(t), drawn)),
        Assign(18, "F_first", mixed(alpha.prime(t), beta.prime(t), drawn)),
        Assign(20, "F_second", mixed(alpha.second(t), beta.second(t), drawn)),
        Assign(22, "Y_hat", Applied("TF", (), size, size, Read("x_img"))),
        Assign(24, "F_hat_first", predicted("first", size, "F_noisy", "Y_hat")),
        Assign(26, "F_hat_second", predicted("second", size, "F_noisy", "Y_hat")),
        Assign(28, "ell_c", losses[0] + losses[1]),
        Assign(29, "ell", Read("ell") + Read("ell_c")),
    )
    scales = Loop(
        10,
        i,
        1,
        K,
        (*body, *(shrink if fixed else ())),
        {"x_img": size},
        between=() if fixed else shrink,
    )
    steps = (
        Draw(6, "x_img", "D", in_round(one), role=IMAGE),
        Assign(8, "ell", Quantity(zero)),
        scales,
        Assign(34, "theta", update),
    )
    return Procedure(
        (
            *(Sides("h_1 w_1 c a K p"), Symbol("alpha beta eta"), *networks, LetMap("nabla")),
            Let(matrix) if fixed else LetMap("phi_down", i, one, K - 1),
            Let(ArrayVariable("theta", (p,))),
        ),
        (While(4, "not converged", steps), Return(36, Read("theta"))),
    )


gradient = Applied("nabla", (), (), (p,), Read("ell"))
x, noise, theta = reals("x_img F_0 theta")  # one entry of each
interpolated = alpha(t) * x + beta(t) * noise
first_target = alpha.prime(t) * x + beta.prime(t) * noise
second_target = alpha.second(t) * x + beta.second(t) * noise
linear = [equals(alpha(t), t), equals(beta(t), 1 - t)]
at_rest = [equals(ell.prime(theta), 0)]

hofar_training = Statement(
    id="alg:1",
    kind="algorithm",
    title="High-Order FlowAR Training",
    text=(
        "While not converged, an image x_img is drawn and the loss is 0. In K rounds, noise F^0 "
        "and a time t are drawn; F_noisy ← α_t x_img + β_t F_i^0, with the targets "
        "F_first ← α'_t x_img + β'_t F_i^0 and F_second ← α''_t x_img + β''_t F_i^0; Ŷ ← "
        "TF(x_img); the networks predict both from (F_noisy, Ŷ); the squared errors are added to "
        "the loss ℓ; x_img ← Φ_down x_img. Then θ ← ∇_θ ℓ. (The targets are the derivatives of "
        "F_noisy, for all paths; for α_t = t and β_t = 1 - t they are the velocity of Definition "
        "D.11 and 0. A step of optimization keeps a θ with the gradient 0.)"
    ),
    claims={
        "lines": Under(training(Read("F_0", (i,)), True, gradient), [2 <= K]),
        "first": equals(derivative(interpolated, t), first_target),
        "second": equals(derivative(interpolated, t, 2), second_target),
        "linear-first": Under(equals(first_target, x - noise), linear),
        "linear-second": Under(equals(second_target, 0), linear),
        "update": Under(equals(ell.prime(theta), theta), at_rest),
    },
    repairs=[
        Repair(
            "F^0 is read, x_img ← φ_{down,i}(x_img) after every round but the last, and line 34 "
            "is θ ← θ - η ∇_θ ℓ with a step size η",
            training(Read("F_0"), False, Read("theta") - Quantity(eta) * gradient),
            [],
            mends="lines",
        ),
        Repair(
            "line 34 is θ ← θ - η ∇_θ ℓ with a step size η",
            equals(theta - eta * ell.prime(theta), theta),
            at_rest,
            mends="update",
        ),
    ],
    depends_on=["def:D.4", "def:D.10", "def:D.11"],
)

# ------------------------------------------------------------------------------ Algorithm 2


def doubled(exponent: Scalar) -> Scalar:
    """Return the number of tokens of a map of 2^exponent × 2^exponent."""
    return two**exponent * two**exponent


def generated(
    name: str,
    count: Scalar,
    order: Sequence[str],
    last: bool,
    rows: Callable[[Scalar], Scalar] = rows,
    first: Scalar = h_1 * w_1,
) -> Procedure:
    """Return Algorithm 2.

    Line 12 takes the last `count` tokens of the array `name`, lines 14 and 16 take their arguments
    in the given order, and lines 20 and 22 come after the last round too, if `last`.  The maps have
    rows(0), rows(1), … tokens, of which the first number may be written otherwise.
    """
    size, tokens = (rows(i - 1), c), (summation(j, 1, i, rows(j - 1)), c)
    growth = (
        Assign(20, "x_img", Applied("phi_up", (), size, (rows(i), c), Read("x_img"))),
        Assign(22, "x", Stacked(Read("x"), Read("x_img"))),
    )
    moved = Read("x_img") + Quantity(step) * Read("y_first")
    body = (
        Assign(10, "Y_hat", Applied("TF", (), tokens, tokens, Read("x"))),
        Assign(12, "x_cond", Read(name)[Tail(count), ALL]),
        Assign(14, "y_first", predicted("first", size, *order)),
        Assign(16, "y_second", predicted("second", size, *order)),
        Assign(18, "x_img", moved + Quantity(half * step**2) * Read("y_second")),
    )
    carried = {"x": tokens, "x_img": size}
    scales = Loop(
        8,
        i,
        1,
        K,
        (*body, *(growth if last else ())),
        carried,
        between=() if last else growth,
    )
    return Procedure(
        (
            *(Sides("h_1 w_1 c a K"), Symbol("Delta_t"), *networks, LetMap("phi_up")),
            Let(ArrayVariable("c_input", (first, c))),
        ),
        (
            Assign(4, "x", Read("c_input")),
            Draw(6, "x_img", "N(0, I)", role=IMAGE),
            scales,
            Return(25, Read("x_img"), (rows(K - 1), c)),
        ),
    )


as_printed = ("x_cond", "x_img")
as_trained = ("x_img", "x_cond")

hofar_inference = Statement(
    id="alg:2",
    kind="algorithm",
    title="High-Order FlowAR Inference",
    text=(
        "x ← c_input, and x_img is noise. In K rounds, Ŷ ← TF(x); x_cond ← Y[…, -i·i:], the last "
        "i·i tokens; ŷ_first and ŷ_second are predicted by FM_first(x_cond, x_img) and "
        "FM_second(x_cond, x_img); x_img ← x_img + ŷ_first Δt + 0.5 ŷ_second (Δt)²; x_img ← "
        "φ_up(x_img); x ← Concat(x, x_img). The final image x_img is returned. (In Algorithm 1 the "
        "networks take the noisy image first and the condition second. The claim on sizes reads Ŷ "
        "for Y, takes the arguments in that order, and has maps of 1 × 1, 2 × 2, 4 × 4, ….)"
    ),
    claims={
        "lines": generated("Y", i * i, as_printed, True),
        "sizes": generated("Y_hat", i * i, as_trained, True, doubled, one),
    },
    repairs=[
        Repair(
            "Ŷ is read in line 12, and its last (h/r_i)(w/r_i) tokens are taken; the networks take "
            "(x_img, x_cond); and lines 20 and 22 follow every round but the last",
            generated("Y_hat", rows(i - 1), as_trained, False),
            [],
        )
    ],
    depends_on=["alg:1", "def:D.3", "def:E.1"],
)

STATEMENTS = [hofar_training, hofar_inference]
