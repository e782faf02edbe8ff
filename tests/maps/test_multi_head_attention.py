"""Attention with heads and a mask over scales, against single heads on the tokens that are seen."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from block_faces import (
    check_batch,
    check_bound,
    check_numeric,
    check_only_numeric,
    check_refusals,
    check_symbolic,
    dyadic,
    sampled_slope,
)
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps import multi_head_attention
from varsym.maps.attention import Attention
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.slopes import array_norm

SCALES = [1, 2, 3]


def drawn(
    heads: int = 2, scales: list[int] | None = None, width: int = 4, out: int = 4, seed: int = 0
) -> MultiHeadAttention:
    shapes = [(width, 4), (width, 4), (width, 2 * heads), (2 * heads, out)]
    weights: list[Any] = [dyadic(one, seed + k, size=1) for k, one in enumerate(shapes)]
    weights.append(dyadic((out,), seed + 9))
    return MultiHeadAttention(*weights, heads=heads, scales=scales)


@pytest.mark.parametrize("heads", [1, 2, 4])
@pytest.mark.parametrize("scales", [None, SCALES, [6]])
def test_faces_agree(heads: int, scales: list[int] | None) -> None:
    block = drawn(heads, scales, width=3, out=2)
    check_numeric(block, (6, 3), 1, ulps=200)
    check_batch(block, (6, 3), 2)
    check_refusals(block, (6, 3), [(6, 4), (3,)])


def test_the_symbolic_face() -> None:
    block = MultiHeadAttention([[1]], [["1/2"]], [[2]], [[1]], [3], heads=1, scales=[1, 1])
    check_symbolic(block, (2, 1), 1)


def test_one_head_is_definition_3_3() -> None:
    W_Q, W_K, W_V = (dyadic((3, 3), seed) for seed in range(3))
    identity = np.eye(3, dtype=int).tolist()
    block = MultiHeadAttention(W_Q, W_K, W_V, identity, [0] * 3, heads=1)
    x = dyadic((4, 3), 5)
    assert_overlap(block.enclose(x), Attention(W_Q, W_K, W_V).enclose(x))
    np.testing.assert_allclose(block.numeric(x), Attention(W_Q, W_K, W_V).numeric(x), rtol=1e-12)


@given(st.integers(0, 40), st.sampled_from([1, 2, 4]))
def test_heads_add_up(seed: int, heads: int) -> None:
    block = drawn(heads, seed=seed)
    x = dyadic((3, 4), seed + 20, size=1)
    size, found = 4 // heads, block.b_O.numeric
    for t in range(heads):
        own, values = slice(t * size, (t + 1) * size), slice(2 * t, 2 * t + 2)
        W_Q, W_K = (one.exact[:, own] for one in (block.W_Q, block.W_K))
        head = Attention(W_Q, W_K, block.W_V.exact[:, values])
        found = found + head.numeric(x) @ block.W_O.numeric[values]
    np.testing.assert_allclose(block.numeric(x), found, rtol=1e-9, atol=1e-11)


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(0, 40))
def test_a_scale_sees_the_scales_up_to_its_own(scales: list[int], seed: int) -> None:
    block, free = drawn(scales=scales, seed=seed), drawn(seed=seed)
    x = dyadic((sum(scales), 4), seed, size=1)
    found, start = block.enclose(x, digits=15), 0
    for end in block.ends:
        assert_overlap(found[start:end], free.enclose(x[:end], digits=15)[start:])
        np.testing.assert_allclose(
            block.numeric(x)[start:end], free.numeric(x[:end])[start:], rtol=1e-9, atol=1e-11
        )
        start = end


def test_later_scales_change_nothing_in_earlier_ones() -> None:
    block = drawn(scales=SCALES)
    x = np.random.default_rng(0).standard_normal((6, 4))
    moved = x.copy()
    moved[3:] += 100
    assert (block.numeric(moved)[:3] == block.numeric(x)[:3]).all()
    np.testing.assert_allclose(block.numeric(x[:3]), block.numeric(x)[:3], rtol=1e-13)
    assert abs(block.numeric(moved)[3:] - block.numeric(x)[3:]).min() > 0


def test_scale_after_scale_is_all_scales_at_once() -> None:
    block, x = drawn(scales=SCALES), np.random.default_rng(0).standard_normal((2, 3, 6, 4))
    known, found = None, []
    for start, end in [(0, 1), (1, 3), (3, 6)]:
        made, known = block.continued(x[..., start:end, :], known)
        found.append(made)
    np.testing.assert_allclose(np.concatenate(found, axis=-2), block.numeric(x), rtol=1e-11)


def test_tokens_of_one_scale_may_be_exchanged() -> None:
    x = np.random.default_rng(0).standard_normal((6, 4))
    inside, across = [0, 2, 1, 5, 3, 4], [3, 2, 1, 0, 4, 5]
    for block, order in [(drawn(scales=SCALES), inside), (drawn(), across)]:
        np.testing.assert_allclose(block.numeric(x[order]), block.numeric(x)[order], rtol=1e-12)
    masked = drawn(scales=SCALES)
    assert abs(masked.numeric(x[across]) - masked.numeric(x)[across]).max() > 0.1


def test_worked_by_hand() -> None:
    # Scores 0: means of what is seen. The heads read one channel each, and W_O swaps them.
    zeros = [[0, 0], [0, 0]]
    block = MultiHeadAttention(
        zeros, zeros, [[1, 0], [0, 1]], [[0, 1], [1, 0]], ["1/2", 0], heads=2, scales=[1, 1]
    )
    assert block.exact([[2, 4], [6, 0]]).tolist() == [
        [Fraction(9, 2), 2],
        [Fraction(5, 2), 4],
    ]


def test_slabs_cover_every_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    block, x = drawn(scales=SCALES), np.random.default_rng(0).standard_normal((2, 6, 4))
    whole = block.numeric(x)
    for slab, rows in [(1, 128), (7, 1), (30, 3), (2**20, 1), (2**20, 5)]:
        monkeypatch.setattr(multi_head_attention, "_SLAB", slab)
        monkeypatch.setattr(multi_head_attention, "_ROWS", rows)
        np.testing.assert_allclose(block.numeric(x), whole, rtol=1e-12, atol=1e-14)


def test_sharp_scores_do_not_overflow() -> None:
    block = MultiHeadAttention([[100]], [[100]], [[1]], [[1]], [0], heads=1)
    assert block.numeric([[1.0], [2.0]]).tolist() == [[2.0], [2.0]]


@pytest.mark.parametrize("norm", ["sup", "2"])
@pytest.mark.parametrize("scales", [None, [1, 2]])
def test_bounds_on_balls(norm: Any, scales: list[int] | None) -> None:
    block = drawn(scales=scales, width=2, out=2)
    check_bound(block, (3, 2), norm, Fraction(1, 2))
    with pytest.raises(InputError, match="radius"):
        block.lipschitz(norm)


@pytest.mark.parametrize("norm", ["sup", "2"])
@pytest.mark.parametrize("scales", [None, SCALES])
def test_images_of_balls(norm: Any, scales: list[int] | None) -> None:
    block = drawn(scales=scales)
    for seed in range(5):
        x = dyadic((6, 4), seed)
        radius = array_norm(x, norm).upper
        found = array_norm(block.enclose(x), norm).upper
        assert found <= block.image_radius(norm, radius, tokens=6)
    if scales is None:
        with pytest.raises(InputError, match="tokens"):
            block.image_radius("2", 1)


def test_a_mask_takes_the_bound_of_the_scale_that_sees_most() -> None:
    one = [[1]], [[1]], [[1]], [[1]], [0]
    masked = MultiHeadAttention(*one, heads=1, scales=[1, 1, 2])
    free = MultiHeadAttention(*one, heads=1)
    assert masked.lipschitz("sup", 3).constant == free.lipschitz("sup", 3, tokens=4).constant
    sums = [free.lipschitz("2", 3, tokens=n).constant for n in (1, 2, 4)]
    assert masked.lipschitz("2", 3).constant ** 2 >= sum(one**2 for one in sums)
    # Steeper than the first scale's, whose attention is the identity.
    assert (
        sampled_slope(masked, (4, 1), "sup", 3.0)
        > masked.separate_heads[0].lipschitz("sup", 3, 1).constant
    )


@pytest.mark.parametrize("scales", [None, [1, 3]])
def test_images_hold_the_bias(scales: list[int] | None) -> None:
    block = MultiHeadAttention([[1]], [[1]], [[0]], [[1]], [-5], heads=1, scales=scales)
    assert block.image_radius("sup", 1) == 5
    assert block.image_radius("2", 1, tokens=4) == 10


def test_linear_attention_has_a_bound_everywhere() -> None:
    block = MultiHeadAttention([[0, 0]], [[1, 1]], [[1, 2]], [[1], [1]], [5], heads=2)
    assert block.lipschitz("sup").constant == 3


def test_from_floats() -> None:
    weights = [[[0.5]], [[0.25]], [[2.0]], [[1.0]], [0.0]]
    block = MultiHeadAttention.from_numeric(*weights, heads=1, scales=[1, 1])
    exact = MultiHeadAttention([["1/2"]], [["1/4"]], [[2]], [[1]], [0], heads=1, scales=[1, 1])
    x = dyadic((2, 1), 1)
    np.testing.assert_array_equal(block.numeric(x), exact.numeric(x))
    check_only_numeric(block, (2, 1))


def test_what_does_not_fit_is_refused() -> None:
    one = [[1, 2, 3, 4]]
    four = (one, one, one)
    with pytest.raises(InputError, match="heads"):
        MultiHeadAttention(*four, [[1]] * 4, [0], heads=3)
    with pytest.raises(InputError):
        MultiHeadAttention(*four, [[1]] * 4, [0], heads=0)
    with pytest.raises(ShapeError, match="W_O"):
        MultiHeadAttention(*four, [[1]] * 3, [0], heads=2)
    with pytest.raises(ShapeError, match="b_O"):
        MultiHeadAttention(*four, [[1]] * 4, [0, 1], heads=2)
    with pytest.raises(ShapeError, match="W_K"):
        MultiHeadAttention([[1, 2]], [[1]], [[1]], [[1]], [0], heads=1)
    for scales in ([1, 0], [1.0], ["a"]):
        with pytest.raises(InputError):
            MultiHeadAttention(*four, [[1]] * 4, [0], heads=2, scales=scales)  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="1, 3, 6"):
        drawn(scales=SCALES).output_shape((4, 4))


def assert_overlap(found: Any, expected: Any) -> None:
    assert found.shape == expected.shape
    for one, other in zip(found.flat, expected.flat, strict=True):
        assert one.lower <= other.upper
        assert other.lower <= one.upper
