from __future__ import annotations

import numpy as np
import pytest
import pytorch_peer as peer
from pytorch_peer import assert_close

from varsym.maps.arrays import FloatArray
from varsym.maps.attention import Attention
from varsym.maps.convolution import Convolution
from varsym.maps.feed_forward import FeedForward
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.map_attention import MapAttention
from varsym.maps.perceptron import Perceptron
from varsym.maps.softmax import Softmax


def normal(*shape: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).standard_normal(shape)


def weights(*shapes: tuple[int, int]) -> list[FloatArray]:
    """Return matrices that keep the size of what they multiply, as trained ones do."""
    return [normal(*shape, seed=1 + k) / np.sqrt(shape[0]) for k, shape in enumerate(shapes)]


@pytest.mark.parametrize("length", [1, 2, 7, 1000])
@pytest.mark.parametrize("size", [1, 30, 1000])
def test_softmax(length: int, size: int) -> None:
    x = size * normal(3, 5, length)
    assert_close(Softmax().numeric(x), peer.softmax(x))


@pytest.mark.parametrize(
    ("tokens", "width", "head", "out"),
    [(1, 4, 4, 4), (5, 4, 4, 4), (50, 32, 8, 64), (50, 8, 32, 3), (340, 64, 64, 64)],
)
def test_attention(tokens: int, width: int, head: int, out: int) -> None:
    x, projections = (
        normal(2, 3, tokens, width),
        weights((width, head), (width, head), (width, out)),
    )
    found = Attention.from_numeric(*projections).numeric(x)
    assert_close(found, peer.attention(x, *projections))
    assert_close(found, peer.attention_by_softmax(x, *projections))


def test_attention_with_sharp_scores() -> None:
    x, projections = 10 * normal(20, 8), weights((8, 8), (8, 8), (8, 8))
    assert_close(Attention.from_numeric(*projections).numeric(x), peer.attention(x, *projections))


def test_attention_on_token_maps() -> None:
    x, projections = normal(2, 13, 16, 8), weights((8, 8), (8, 8), (8, 8))
    found = MapAttention(Attention.from_numeric(*projections), 13, 16).numeric(x)
    assert_close(found.reshape(2, 208, 8), peer.attention(x.reshape(2, 208, 8), *projections))


@pytest.mark.parametrize("width", [2, 3, 64, 1024])
@pytest.mark.parametrize("epsilon", ["1e-6", "1e-5", "1/100", None])
def test_layer_norm(width: int, epsilon: str | None) -> None:
    x = 3 * normal(2, 10, width) + 5
    block = LayerNorm(epsilon)
    assert_close(block.numeric(x), peer.layer_norm(x, float(block.epsilon or 0)))


@pytest.mark.parametrize(
    ("size", "c_in", "c_out"),
    [((1, 1), 1, 1), ((1, 7), 2, 3), ((5, 1), 3, 2), ((13, 10), 8, 16), ((16, 16), 32, 32)],
)
def test_convolution(size: tuple[int, int], c_in: int, c_out: int) -> None:
    x, kernels, bias = normal(2, 3, *size, c_in), normal(c_out, 3, 3, c_in, seed=1), normal(c_out)
    found = Convolution.from_numeric(kernels, bias).numeric(x)
    assert_close(found, peer.convolution(x, kernels, bias))


@pytest.mark.parametrize(("c", "d"), [(1, 1), (3, 5), (64, 256), (1024, 64)])
def test_linear(c: int, d: int) -> None:
    x, (W,), b = normal(2, 3, 10, c), weights((c, d)), normal(d)
    assert_close(Perceptron.from_numeric(W, b).numeric(x), peer.linear(x, W, b))


@pytest.mark.parametrize(("width", "neurons"), [(1, 1), (3, 7), (64, 256)])
def test_feed_forward(width: int, neurons: int) -> None:
    x, (W1, W2) = normal(2, 10, width), weights((width, neurons), (neurons, width))
    given = W1.T, normal(neurons), W2.T, normal(width, seed=4)
    expected = peer.feed_forward(x, *given)
    assert_close(FeedForward.from_numeric(*given, tokens="rows").numeric(x), expected)
    columns = FeedForward.from_numeric(*given).numeric(x.swapaxes(-1, -2))
    assert_close(columns.swapaxes(-1, -2), expected)
