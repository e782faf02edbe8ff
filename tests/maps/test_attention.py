"""Attention: faces, a naive loop, symmetries, bounds with sampled slopes below, steep pairs."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from block_faces import (
    check_batch,
    check_bound,
    check_exact,
    check_numeric,
    check_only_numeric,
    check_refusals,
    check_steep,
    check_symbolic,
    dyadic,
    sampled_slope,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact import PrecisionError, ShapeError
from varsym.maps import attention as module
from varsym.maps.attention import Attention, AttentionMatrix
from varsym.maps.attention_bounds import (
    MAX_CORNER_WIDTH,
    column_sum,
    frobenius_constant,
    sup_constant,
)

ONE = Attention([[1]], [[1]], [[1]])


def attention(width: int, seed: int, head: int | None = None, out: int | None = None) -> Attention:
    s, e = head or width, out or width
    shapes = [(width, s), (width, s), (width, e)]
    return Attention(*(dyadic(shape, 7 * seed + i, size=1) for i, shape in enumerate(shapes)))


def naive(block: Attention, x) -> list[list[mpmath.mpf]]:
    def number(q: Fraction) -> mpmath.mpf:
        return mpmath.mpf(q.numerator) / q.denominator

    W_Q, W_K = block.matrix.W_Q.exact, block.matrix.W_K.exact
    W_V, d = block.W_V.exact, block.width
    made: list[list[mpmath.mpf]] = []
    for i in range(len(x)):
        weights = []
        for j in range(len(x)):
            score = Fraction(0)
            for k in range(W_Q.shape[1]):
                query = sum(x[i, a] * W_Q[a, k] for a in range(d))
                key = sum(x[j, a] * W_K[a, k] for a in range(d))
                score += query * key
            weights.append(mpmath.exp(number(score)))
        made.append([])
        for b in range(W_V.shape[1]):
            total = mpmath.mpf(0)
            for j, weight in enumerate(weights):
                total += weight * number(sum(x[j, a] * W_V[a, b] for a in range(d)))
            made[-1].append(total / sum(weights))
    return made


@pytest.mark.parametrize(
    ("tokens", "width", "head", "out"), [(1, 1, 1, 1), (2, 1, 1, 1), (3, 2, 2, 2), (4, 3, 1, 5)]
)
def test_faces_agree(tokens: int, width: int, head: int, out: int) -> None:
    for seed in range(4):
        block = attention(width, seed, head, out)
        check_numeric(block, (tokens, width), seed, ulps=200)
        check_batch(block, (tokens, width), seed)
    check_symbolic(attention(width, 1, head, out), (tokens, width), 1)


def test_enclosures_agree_with_a_naive_loop() -> None:
    with mpmath.workdps(60):
        for seed in range(5):
            block, x = attention(3, seed, 2, 4), dyadic((4, 3), seed)
            boxes = block.enclose(x, digits=40)
            for row, loop in zip(boxes, naive(block, x), strict=True):
                for box, value in zip(row, loop, strict=True):
                    middle = mpmath.mpf(box.lower.numerator) / box.lower.denominator
                    assert abs(middle - value) < mpmath.mpf(10) ** -35


def test_refusals() -> None:
    check_refusals(attention(2, 1), (3, 2), [(3, 1), (2, 3)])
    with pytest.raises(ShapeError, match="rows of W_Q"):
        Attention([[1]], [[1]], [[1], [2]])
    with pytest.raises(ShapeError, match="columns of W_K"):
        Attention([[1]], [[1, 2]], [[1]])
    with pytest.raises(InputError, match="binary float"):
        Attention([[1.0]], [[1]], [[1]])
    with pytest.raises(InputError, match="NaN"):
        Attention.from_numeric([[np.nan]], [[1]], [[1]])
    with pytest.raises(ShapeError, match="2 axes"):
        Attention.from_numeric([[[1.0]]], [[1]], [[1]])


def test_built_from_floats_it_is_numeric_alone() -> None:
    exact = attention(3, 2)
    matrix = exact.matrix
    floats = Attention.from_numeric(matrix.W_Q.numeric, matrix.W_K.numeric, exact.W_V.numeric)
    x = dyadic((4, 3), 5)
    np.testing.assert_array_equal(floats.numeric(x), exact.numeric(x))
    check_only_numeric(floats, (4, 3))


def test_weights_are_copied() -> None:
    weight = np.ones((1, 1))
    block = Attention.from_numeric(weight, weight, weight)
    weight[:] = 5.0
    assert block.numeric([[2.0]]).tolist() == [[2.0]]


def test_equal_scores_are_exact() -> None:
    mean = Attention([[0]], [[1]], [["1/2"]])
    assert mean.exact([[1], [2]]).tolist() == [[Fraction(3, 4)]] * 2
    check_exact(mean, (5, 1), 0)
    with pytest.raises(InputError, match="enclosure"):
        ONE.exact([[1], [2]])


def test_the_attention_matrix_is_not_scaled() -> None:
    A = AttentionMatrix([[1], [2]], [[1], [1]])
    assert A.enclose([[1, 0], [0, 1]], 10)[1, 0].decimal(6) == "7.38906"
    check_numeric(A, (3, 2), 1, ulps=100)
    check_symbolic(A, (2, 2), 1)
    with pytest.raises(InputError, match="too large for float64"):
        A.numeric([[1000.0, 0.0]])
    with pytest.raises(PrecisionError):
        A.enclose([[10**20, 0]])


def test_row_maxima_are_subtracted() -> None:
    x = [[1000.0], [999.0]]
    assert ONE.numeric(x).tolist() == [[1000.0], [1000.0]]
    with pytest.raises(InputError, match="too large for float64"):
        ONE.numeric([[1e200], [1.0]])


@pytest.mark.parametrize("seed", range(3))
def test_permuting_tokens_permutes_outputs(seed: int) -> None:
    block, x = attention(2, seed), dyadic((4, 2), seed)
    order = [2, 0, 3, 1]
    once, twice = block.enclose(x, 30)[order], block.enclose(x[order], 30)
    for one, other in zip(once.flat, twice.flat, strict=True):
        assert one.compare(other) is None or one == other
    values = [[expr.expand() for expr in row] for row in block.symbolic(x.tolist()).tolist()]
    permuted = [[e.expand() for e in row] for row in block.symbolic(x[order].tolist()).tolist()]
    assert [values[i] for i in order] == permuted


def test_slabs_give_the_same_numbers(monkeypatch) -> None:
    block = attention(3, 1)
    x = np.random.default_rng(0).standard_normal((5, 7, 3))
    whole = block.numeric(x)
    for slab in (1, 10, 50, 100):
        monkeypatch.setattr(module, "_SLAB", slab)
        np.testing.assert_allclose(block.numeric(x), whole, rtol=1e-13)


def test_both_orders_of_the_products_agree() -> None:
    """A narrow head is projected twice, a square one once; wide outputs are projected last."""
    x = np.random.default_rng(1).standard_normal((6, 4))
    for head, out in [(1, 1), (1, 9), (8, 1), (8, 9)]:
        block = attention(4, 3, head, out)
        W_Q, W_K = block.matrix.W_Q.numeric, block.matrix.W_K.numeric
        scores = np.exp((x @ W_Q) @ (x @ W_K).T)
        expected = (scores / scores.sum(axis=1, keepdims=True)) @ x @ block.W_V.numeric
        np.testing.assert_allclose(block.numeric(x), expected, rtol=1e-12, atol=1e-13)


# Bounds.


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    shape=st.sampled_from([(1, 1), (2, 1), (2, 2), (3, 2), (4, 3)]),
    norm=st.sampled_from(["sup", "2"]),
    radius=st.sampled_from([Fraction(1, 4), Fraction(1), Fraction(3)]),
)
def test_no_slope_exceeds_a_bound(seed: int, shape, norm, radius: Fraction) -> None:
    check_bound(attention(shape[1], seed), shape, norm, radius, seed)


@pytest.mark.parametrize(
    ("norm", "radius", "ratio"),
    [("sup", "1/4", 1.01), ("sup", "1/2", 1.02), ("sup", 1, 1.2), ("2", "1/2", 1.1), ("2", 1, 1.5)],
)
def test_bounds_are_narrow(norm, radius, ratio: float) -> None:
    assert check_bound(ONE, (3 if norm == "sup" else 2, 1), norm, Fraction(radius)) < ratio


@pytest.mark.parametrize("seed", range(3))
def test_knowing_the_tokens_improves_the_bound_and_it_still_holds(seed: int) -> None:
    block, radius = attention(2, seed), Fraction(3)
    for tokens in (1, 2, 3):
        known = block.lipschitz("2", radius, tokens).constant
        assert known <= block.lipschitz("2", radius).constant
        assert sampled_slope(block, (tokens, 2), "2", 3.0, seed) <= known * (1 + 1e-6)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("tokens", [1, 2, 5])
def test_no_slope_exceeds_the_rowwise_bound(seed: int, tokens: int) -> None:
    block, source = attention(2, seed), np.random.default_rng(seed)
    constant = float(block.lipschitz_rowwise(2, tokens).constant)
    angles = source.uniform(0, 2 * np.pi, (400, tokens))
    points = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    steps = 1e-6 * source.standard_normal(points.shape)
    rises = np.linalg.norm(block.numeric(points + steps) - block.numeric(points), axis=(1, 2))
    assert (rises / np.linalg.norm(steps, axis=(1, 2))).max() <= constant


def test_the_rowwise_bound_grows_with_the_root_of_the_tokens_up_to_a_limit() -> None:
    few, many = (ONE.lipschitz_rowwise(5, n).constant for n in (10**4, 10**6))
    assert 9 < many / few < 10
    huge, larger = (ONE.lipschitz_rowwise(1, n).constant for n in (10**9, 10**18))
    assert larger - huge < Fraction(1, 10**6)


def test_bounds_grow_with_the_radius() -> None:
    block = attention(2, 5)
    for norm in ("sup", "2"):
        found = [block.lipschitz(norm, r).constant for r in (0, "1/2", 1, 2, 20, 10**6)]
        assert found == sorted(found)


def test_at_radius_zero_only_the_values_count() -> None:
    """There all scores are equal, and the derivative is the mean times W_V."""
    block = Attention([[3]], [[1]], [[-2]])
    assert block.lipschitz("sup", 0).constant == 2
    assert block.lipschitz("2", 0).constant == 2


def test_wide_weights_have_a_coarser_bound_in_the_sup_norm() -> None:
    width = MAX_CORNER_WIDTH + 1
    wide = attention(width, 1)
    coarse = wide.lipschitz("sup", 1).constant
    M, V = wide.matrix.product, wide.W_V.exact
    small, narrow = M[:8, :8], V[:8, :8]
    assert sup_constant(small, narrow, Fraction(1)) < coarse
    assert sampled_slope(wide, (3, width), "sup", 1.0, rounds=5) <= coarse


def test_rows_of_large_norm_need_few_columns() -> None:
    """The bound of column sums is 1 at 0, at most n, and far below exp(S)."""
    assert column_sum(Fraction(0)) == 1
    assert column_sum(Fraction(10), 3) == 3
    assert 1 < column_sum(Fraction(1)) < Fraction(21, 10)
    assert column_sum(Fraction(100)) < 1000
    assert column_sum(Fraction(10**12)) < 10**23


@pytest.mark.parametrize("spread", [Fraction(1, 2), Fraction(3), Fraction(20)])
def test_no_column_sum_exceeds_its_bound(spread: Fraction) -> None:
    bound = column_sum(spread)
    source = np.random.default_rng(3)
    for tokens in (2, 3, 5, 20, 100):
        points = source.standard_normal((2000, tokens, 1)) ** 3
        points /= np.linalg.norm(points, axis=(1, 2), keepdims=True)
        scores = float(spread) * points @ points.swapaxes(1, 2)
        weights = np.exp(scores - scores.max(axis=2, keepdims=True))
        weights /= weights.sum(axis=2, keepdims=True)
        assert weights.sum(axis=1).max() <= min(bound, column_sum(spread, tokens))


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_the_image_of_a_ball_lies_in_a_ball(norm) -> None:
    block, source = attention(2, 4), np.random.default_rng(4)
    for tokens in (1, 3, 6):
        points = source.standard_normal((500, tokens, 2))
        if norm == "sup":
            size = abs(points).max(axis=(1, 2), keepdims=True)
        else:
            size = np.linalg.norm(points, axis=(1, 2), keepdims=True)
        images = block.numeric(2 * points / size)
        reach = float(block.image_radius(norm, 2, tokens))
        order = np.inf if norm == "sup" else 2
        assert np.linalg.norm(images.reshape(500, -1), order, axis=1).max() <= reach * (1 + 1e-12)


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_linear_attention_has_its_least_constant_everywhere(norm) -> None:
    mean = Attention([[1], [1]], [[0], [0]], [[1, 1], [0, 1]])
    bound = mean.lipschitz(norm)
    assert bound.domain == "everywhere"
    assert bound.exact == (norm == "sup")
    assert bound.enclosure is None or bound.enclosure.decimal(6) == "1.61803"
    assert norm == "2" or bound.constant == 2
    assert Attention([[1]], [[1]], [[0]]).lipschitz(norm).constant == 0
    assert ONE.lipschitz(norm, tokens=1).constant == 1
    for linear in (mean, Attention([[1]], [[1]], [[0]])):
        with pytest.raises(InputError, match="linear"):
            linear.steep_pair(1, norm)


def test_there_is_no_bound_everywhere_and_bad_radii_are_refused() -> None:
    with pytest.raises(InputError, match="steep_pair"):
        ONE.lipschitz("sup")
    for radius in (-1, 0.5, "x"):
        with pytest.raises(InputError):
            ONE.lipschitz("sup", radius)
    with pytest.raises(InputError, match="norm"):
        ONE.lipschitz("1", 1)  # type: ignore[arg-type]


def test_spectral_norms_of_large_weights_are_refused() -> None:
    large = Attention(*[np.eye(65, dtype=int).astype(object)] * 3)
    with pytest.raises(InputError, match="64"):
        large.lipschitz("2", 1)
    assert large.lipschitz("sup", 0).constant == 1


def test_float_constants_are_never_used() -> None:
    eye = dyadic((2, 2), 1)
    assert type(frobenius_constant(eye, eye, Fraction(1))) is Fraction


# Steep pairs.


@pytest.mark.parametrize("norm", ["sup", "2"])
@pytest.mark.parametrize("slope", [0, 10, Fraction(10**9), Fraction(10**60)])
@pytest.mark.parametrize("tokens", [2, 3, 4, 7])
def test_steep_pairs_are_steep(norm, slope, tokens: int) -> None:
    pair = ONE.steep_pair(slope, norm, tokens)
    assert pair.first.shape == pair.second.shape == (tokens, 1)
    check_steep(ONE, pair, slope)


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    width=st.integers(1, 4),
    norm=st.sampled_from(["sup", "2"]),
    slope=st.integers(0, 10**6),
)
def test_steep_pairs_exist_for_all_weights(seed: int, width: int, norm, slope: int) -> None:
    block = attention(width, seed)
    if block.matrix.product.any() and block.W_V.exact.any():
        check_steep(block, block.steep_pair(slope, norm, 3), slope)


def test_steep_pairs_exist_where_queries_and_values_see_different_entries() -> None:
    """M reads the first entry of a key, W_V the second: u must have both."""
    block = Attention([[1], [0]], [[1], [0]], [[0, 0], [0, 1]])
    check_steep(block, block.steep_pair(100, "sup"), 100)
    against = Attention([[-5]], [[1]], [["1/100"]])
    check_steep(against, against.steep_pair(100, "2"), 100)


def test_no_bound_lies_below_a_steep_pair() -> None:
    block = attention(2, 8)
    for norm in ("sup", "2"):
        pair = block.steep_pair(50, norm)
        radius = sum(abs(e) for e in pair.first.flat) + sum(abs(e) for e in pair.second.flat)
        assert block.lipschitz(norm, radius).constant >= pair.slope


@pytest.mark.parametrize(("slope", "tokens"), [(-1, 2), (0.5, 2), (1, 1)])
def test_steep_pairs_refuse(slope, tokens: int) -> None:
    with pytest.raises(InputError):
        ONE.steep_pair(slope, "sup", tokens)
