"""Reverse mode, layer by layer, against central differences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from varsym.maps.attention import Attention
from varsym.maps.block import Block
from varsym.maps.feed_forward import FeedForward
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.parameters import Parameter
from varsym.maps.perceptron import Perceptron
from varsym.models.flow_matching import FlowMatching
from varsym.models.flow_weights import drawn_attention, drawn_feed_forward
from varsym.models.hofar_pullbacks import (
    pull_attention,
    pull_feed_forward,
    pull_flow_matching,
    pull_layer_norm,
    pull_perceptron,
)
from varsym.models.var_weights import FloatWeights

WEIGHTS = FloatWeights(3)
ATTENTION, LAYER = drawn_attention(WEIGHTS, 4), drawn_feed_forward(WEIGHTS, 4, 7)
NETWORK = FlowMatching.drawn(WEIGHTS, 4)
AFFINE = Perceptron.from_numeric(LAYER.W1.numeric.T, LAYER.b1.numeric)

#: The block, what it is pulled by, its weights, how it is rebuilt of them, and the input width.
CASES: dict[str, tuple] = {
    "perceptron": (AFFINE, pull_perceptron, [AFFINE.W, AFFINE.b], Perceptron, 4),
    "feed-forward": (
        *(LAYER, pull_feed_forward, [LAYER.W1, LAYER.b1, LAYER.W2, LAYER.b2]),
        *(partial(FeedForward, tokens="rows"), 4),
    ),
    "attention": (
        *(ATTENTION, pull_attention),
        *([ATTENTION.matrix.W_Q, ATTENTION.matrix.W_K, ATTENTION.W_V], Attention, 4),
    ),
    "layer norm": (LayerNorm("1/3"), pull_layer_norm, [], lambda: LayerNorm("1/3"), 4),
    "flow matching": (
        *(NETWORK.at("1/3"), pull_flow_matching, [part for _, part in NETWORK.parameters]),
        *(lambda *parts: NETWORK.at("1/3").rebuilt(parts), 8),
    ),
}


def differences(function: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    made, h = np.empty(at.shape), 1e-6
    for place in np.ndindex(at.shape):
        shift = np.zeros(at.shape)
        shift[place] = h
        made[place] = (function(at + shift) - function(at - shift)) / (2 * h)
    return made


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("tokens", [1, 3])
def test_against_central_differences(case: str, tokens: int) -> None:
    block, pulled, weights, rebuilt, width = CASES[case]
    source = np.random.default_rng(tokens)
    x = source.standard_normal((tokens, width))
    value, pull = pulled(block, x)
    np.testing.assert_allclose(value, block.vectorised(x), rtol=1e-12, atol=1e-14)
    by_output = source.standard_normal(value.shape)

    def along(made: Block, at: np.ndarray) -> float:
        return float((made.vectorised(at) * by_output).sum())

    by_input, by_weights = pull(by_output)
    expected = [differences(lambda at: along(block, at), x)]
    for k, part in enumerate(weights):

        def moved(at: np.ndarray, k: int = k) -> float:
            parts = list(weights)
            parts[k] = Parameter.of_numeric(at, "part", at.ndim)
            return along(rebuilt(*parts), x)

        expected.append(differences(moved, part.numeric))
    for found, near in zip([by_input, *by_weights], expected, strict=True):
        assert found.shape == near.shape
        np.testing.assert_allclose(found, near, rtol=1e-5, atol=1e-6 * (1 + abs(near).max()))


@pytest.mark.parametrize("case", CASES)
def test_a_batch_is_pulled_input_by_input(case: str) -> None:
    block, pulled, _, _, width = CASES[case]
    source = np.random.default_rng(0)
    x = source.standard_normal((2, 3, 5, width))
    before = x.copy()
    value, pull = pulled(block, x)
    by_output = source.standard_normal(value.shape)
    kept = by_output.copy()
    found = pull(by_output)
    for place in np.ndindex(2, 3):
        _, alone = pulled(block, x[place])
        expected = alone(by_output[place])
        for many, one in zip([found[0], *found[1]], [expected[0], *expected[1]], strict=True):
            np.testing.assert_allclose(many[place], one, rtol=1e-11, atol=1e-12)
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(by_output, kept)
