"""The formulas of the pack, run on rationals, against the maps of the library."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from proofs.var_universality import paper
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.concrete import NoValueError, Values, evaluate
from varsym.exact.ball_precision import ball_precision
from varsym.maps.attention import Attention, AttentionMatrix
from varsym.maps.autoregressive import AutoregressiveTransformer
from varsym.maps.block import brought
from varsym.maps.convolution import Convolution
from varsym.maps.feed_forward import FeedForward
from varsym.maps.fields import BALLS
from varsym.maps.kernels import area, cubic_bspline, keys, linear
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.perceptron import Perceptron
from varsym.maps.pyramid import Pyramid, PyramidUpInterpolation
from varsym.maps.resampling import Resampling
from varsym.maps.sampling import down_sample, up_sample
from varsym.maps.separable import LinearBlock
from varsym.maps.softmax import Softmax
from varsym.maps.tokenizer import Tokenizer
from varsym.maps.up_interpolation import up_interpolation

Array = npt.NDArray[Any]
SEED = 20250502


def draw(*shape: int) -> Array:
    """Return small rationals, the same for the same shape."""
    rng = np.random.default_rng([SEED, *shape])
    made = np.empty(int(np.prod(shape)), dtype=object)
    made[:] = [Fraction(int(p), int(q)) for p, q in rng.integers([-6, 1], [7, 5], (made.size, 2))]
    return made.reshape(shape)


def formula(name: str) -> a.Formula:
    """Return the formula of a claim of the pack."""
    statement = paper.statement(name.partition("/")[0])
    goal = next(c.goal for c in statement.all_claims() if c.id == name)
    assert isinstance(goal, a.Formula)
    return goal


def run(name: str, numbers: dict[Any, int], arrays: dict[Any, Array], **more: Any) -> Values:
    """Run a formula; a letter stands for itself, a pair for a member of a family."""

    def place(key: Any) -> tuple[str, tuple[int, ...]]:
        return key if isinstance(key, tuple) else (key, ())

    given = Values(
        {place(k): Fraction(v) for k, v in numbers.items()},
        {place(k): v for k, v in arrays.items()},
        **more,
    )
    return evaluate(formula(name), given)


def dense(block: LinearBlock) -> Array:
    """Return the matrix of a linear map, built column by column from its operator."""
    operator = block.operator()
    columns = []
    for n in range(operator.shape[1]):
        unit = [Fraction(n == m) for m in range(operator.shape[1])]
        columns.append(list(operator.apply(unit)))
    return np.array(columns, dtype=object).T


def balls(**arrays: Array) -> dict[str, Array]:
    return {name: brought(BALLS, array) for name, array in arrays.items()}


def assert_same_numbers(found: Array, enclosures: Array) -> None:
    assert found.shape == enclosures.shape
    for ball, box in zip(found.flat, enclosures.flat, strict=True):
        middle = Fraction(str(ball.mid().str(40, radius=False)))
        assert abs(middle - box.lower) < Fraction(1, 10**20)


# ---------------------------------------------------------------- attention


def test_softmax() -> None:
    z = draw(4)
    with ball_precision(200):
        found = run("def:3.1/formula", {"n": 4}, balls(z=z), field=BALLS)
    assert_same_numbers(found.arrays["Softmax", ()], Softmax().enclose(z, 30))


@pytest.mark.parametrize(
    ("name", "numbers", "side"),
    [
        ("def:3.2/formula", {"n": 3, "d": 2}, None),
        ("def:3.3/formula", {"n": 3, "d": 2}, None),
        ("def:3.4/repair:1", {"r": 2, ("h", (2,)): 1, ("w", (2,)): 3, "d": 2}, (1, 3, 2)),
        ("def:D.7/repair:1", {"h": 1, "w": 3, "c": 2}, None),
    ],
)
def test_attention(name: str, numbers: dict[Any, int], side: tuple[int, ...] | None) -> None:
    X = draw(3, 2)
    W = {letter: draw(2, 2, n)[:, :, 0] for n, letter in enumerate(("W_Q", "W_K", "W_V"), 1)}
    with ball_precision(200):
        given = balls(X=X if side is None else X.reshape(side), **W)
        found = run(name, numbers, given, field=BALLS)
    if ("Attn", ()) in found.arrays:
        layer = Attention(W["W_Q"], W["W_K"], W["W_V"])
        assert_same_numbers(found.arrays["Attn", ()], layer.enclose(X, 30))
    matrix = AttentionMatrix(W["W_Q"], W["W_K"])
    assert_same_numbers(found.arrays["A", ()], matrix.enclose(X, 30))


# ---------------------------------------------------------------- rows and columns


def test_feed_forward() -> None:
    d, L, c = 2, 3, 4
    X, W1, W2, b1, b2 = draw(d, L), draw(c, d), draw(d, c), draw(c), draw(d)
    given = {"X": X, "W1": W1, "W2": W2, "b1": b1, "b2": b2}
    found = run("def:3.5/repair:1", {"d": d, "L": L, "c": c}, given)
    expected = FeedForward(W1, b1, W2, b2, tokens="columns").exact(X)
    assert (found.arrays["FFN", ()] == expected).all()


def test_perceptron() -> None:
    X, W, b = draw(6, 3), draw(3, 2), draw(1, 2)
    found = run("def:D.8/formula", {"h": 2, "w": 3, "c": 3, "d": 2}, {"X": X, "W": W, "b": b})
    assert (found.arrays["Y", ()] == Perceptron(W, b[0]).exact(X)).all()


def test_layer_norm_with_epsilon_and_not_as_printed() -> None:
    X = draw(6, 3)
    numbers = {"h": 2, "w": 3, "c": 3, "eps": 2}
    with ball_precision(200):
        repaired = run("def:D.9/repair:1", numbers, balls(X=X), field=BALLS)
        with pytest.raises(NoValueError, match="unlike shapes"):
            run("def:D.9/formula", numbers, balls(X=X), field=BALLS)
    assert_same_numbers(repaired.arrays["Y", ()], LayerNorm(epsilon=2).enclose(X, 30))


def test_convolution_of_the_padded_map() -> None:
    h, w, c_in, c_out = 3, 4, 2, 2
    X, K, b = draw(h, w, c_in), draw(c_out, 3, 3, c_in), draw(c_out)
    padded = np.full((h + 2, w + 2, c_in), Fraction(0), dtype=object)
    padded[1:-1, 1:-1] = X
    kernels = {("K", (n + 1,)): K[n] for n in range(c_out)}
    numbers = {"h": h, "w": w, "c_in": c_in, "c_out": c_out}
    found = run("def:B.1/repair:1", numbers, {"X_pad": padded, "b": b, **kernels})
    assert (found.arrays["Y", ()] == Convolution(K, b).exact(X)).all()


# ---------------------------------------------------------------- interpolation


@pytest.mark.parametrize("kernel", [keys("-3/4"), keys("-1/2"), linear(), cubic_bspline()])
@pytest.mark.parametrize(("size_in", "size_out"), [((1, 1), (2, 3)), ((2, 3), (5, 4))])
def test_up_interpolation(kernel: Any, size_in: tuple[int, int], size_out: tuple[int, int]) -> None:
    X = draw(*size_in, 2)
    numbers = {"r": 2, "d": 2}
    for level, (height, width) in ((1, size_in), (2, size_out)):
        numbers |= {("h", (level,)): height, ("w", (level,)): width}  # type: ignore[dict-item]
    functions = {"W": kernel.weight}
    found = run("def:3.7/repair:1", numbers, {"X": X}, functions=functions)
    assert (found.arrays["Y", ()] == up_interpolation(kernel, size_in, size_out).exact(X)).all()


def test_the_pyramid() -> None:
    sizes = [1, 2, 3]
    maps = {("X", (n,)): draw(s, s, 2) for n, s in enumerate(sizes, 1)}
    numbers: dict[Any, int] = {"r": 3, "d": 2}
    for n, s in enumerate(sizes, 1):
        numbers |= {("h", (n,)): s, ("w", (n,)): s}

    def phi_up(given: Array, level: int) -> Array:
        return up_interpolation(linear(), sizes[level - 2], sizes[level - 1]).exact(given)

    given: dict[Any, Array] = {**maps, "X_init": maps["X", (1,)]}
    found = run("def:3.9/repair:1", numbers, given, maps={"phi_up": phi_up})
    merged = Pyramid(sizes[:2]).merge([maps["X", (1,)], maps["X", (2,)]])
    expected = PyramidUpInterpolation(linear(), sizes).exact(merged)
    assert (found.arrays["Phi_up", (3,)] == expected).all()


# ---------------------------------------------------------------- sampling


def test_linear_sampling() -> None:
    h, w, c, r = 2, 3, 2, 2
    numbers = {"h": h, "w": w, "c": c, "r": r}
    X = draw(h, w, c)
    up = up_sample(linear(), (h, w), r)
    matrix = dense(up)
    found = run("def:D.3/repair:1", numbers, {"X": X.reshape(h * w, c), "Phi_up": matrix})
    assert (found.arrays["Up", ()] == up.exact(X)).all()
    big = draw(h * r, w * r, c)
    down = down_sample(area(), (h * r, w * r), r)
    matrix = dense(down)
    numbers |= {"h": h * r, "w": w * r}
    given = {"X": big.reshape(-1, c), "Phi_down": matrix}
    found = run("def:D.4/repair:1", numbers, given)
    assert (found.arrays["Down", ()] == down.exact(big)).all()


def test_the_tokenizer() -> None:
    K, base, c = 3, 2, 2
    X = draw(4, 8, c)
    tokenizer = Tokenizer(area(), (4, 8), K, base)

    def phi_down(given: Array, level: int) -> Array:
        return down_sample(area(), (4, 8), base ** (K - level)).exact(given)

    numbers = {"h": 4, "w": 8, "c": c, "a": base, "K": K}
    found = run("def:D.5/repair:1", numbers, {"X": X}, maps={"phi_down": phi_down})
    for n, expected in enumerate(tokenizer.pyramid.split(tokenizer.exact(X)), 1):
        assert (found.arrays["Y", (n,)] == expected).all()


def test_what_the_autoregressive_transformer_reads() -> None:
    K, base, c, side = 3, 2, 2, 4
    sides = [side // base ** (K - i) for i in range(1, K + 1)]
    Y = {("Y", (n,)): draw(s, s, c) for n, s in enumerate(sides, 1)}
    ups = [up_sample(linear(), s, base) for s in sides[:-1]]

    def phi_up(given: Array, level: int) -> Array:
        return ups[level - 1].exact(given)

    Z_init = draw(1, 1, c) + 1
    numbers: dict[Any, int] = {"h": side, "w": side, "c": c, "a": base, "K": K}
    given: dict[Any, Array] = {**Y, "Z_init": Z_init}
    found = run("def:D.10/repair:1", numbers, given, maps={"phi_up": phi_up})
    blank = np.full((c, c), Fraction(0), dtype=object)
    same = np.array([[Fraction(n == m) for n in range(c)] for m in range(c)], dtype=object)
    quiet = FeedForward(blank, blank[0], blank, blank[0], tokens="rows")
    # With equal scores, attention is the mean of the rows that it reads.
    transformer = AutoregressiveTransformer(
        1, ups, [Attention(blank, blank, same)] * K, [quiet] * K
    )
    merged = transformer.merge([Z_init, *(Y["Y", (n,)] for n in range(1, K))])
    blocks = transformer.split(transformer.exact(merged))
    for level in range(2, K + 1):
        rows = found.arrays["Z", (level,)]
        mean = sum(rows, np.full(c, Fraction(0), dtype=object)) / len(rows)
        assert all((pixel == mean).all() for pixel in blocks[level - 1].reshape(-1, c))


# ---------------------------------------------------------------- as printed, where it can be run


def test_the_printed_up_interpolation_has_a_value_at_one_pixel_index_alone() -> None:
    for below, above in product(range(1, 5), range(2, 7)):
        if below < above:
            whole = [i for i in range(1, above + 1) if (i - below) % above == 0]
            assert whole == [below]


def test_the_matrix_of_one_axis_is_that_of_the_formula() -> None:
    matrix = Resampling(keys("-3/4"), 13, 16).matrix()
    assert matrix.norm_inf() == Fraction(2813, 2048)
