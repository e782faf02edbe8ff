"""Reverse mode in float64: each layer's value with the map that takes derivatives back through it.

A pullback takes the derivative of a number by the layer's output and returns that by its input,
and those by its weights, in the order in which the blocks name them. Axes in front are a batch;
derivatives by weights keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from varsym.maps.arrays import FloatArray
from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.perceptron import Perceptron
from varsym.maps.softmax import exponentials
from varsym.models.flow_matching import FlowMatching

__all__ = [
    "Pullback",
    "pull_attention",
    "pull_feed_forward",
    "pull_flow_matching",
    "pull_layer_norm",
    "pull_perceptron",
]

#: From the derivative by the output to those by the input and by the weights.
Pullback: TypeAlias = Callable[[FloatArray], tuple[FloatArray, list[FloatArray]]]


def pull_perceptron(block: Perceptron, x: FloatArray) -> tuple[FloatArray, Pullback]:
    """Return x W + b, and derivatives by x, W and b.

    Parameters
    ----------
    block : Perceptron
    x : FloatArray, (..., n, c)

    Examples
    --------
    >>> value, pull = pull_perceptron(Perceptron([[3]], [1]), np.array([[2.0]]))
    >>> value.item(), [one.item() for one in (pull(np.ones((1, 1)))[0], *pull(np.ones((1, 1)))[1])]
    (7.0, [3.0, 2.0, 1.0])
    """
    W = block.W.numeric

    def pull(by_output: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
        return by_output @ W.T, [_transposed(x) @ by_output, by_output.sum(axis=-2)]

    return block.vectorised(x), pull


def pull_feed_forward(block: FeedForward, x: FloatArray) -> tuple[FloatArray, Pullback]:
    """Return x + ReLU(x W1ᵀ + b1) W2ᵀ + b2, and derivatives by x, W1, b1, W2 and b2.

    At a hidden entry of 0, where ReLU has no derivative, it is taken to be 0.

    Parameters
    ----------
    block : FeedForward
    x : FloatArray, (..., n, c)

    Examples
    --------
    >>> layer = FeedForward([[1]], [0], [[5]], [0], tokens="rows")
    >>> value, pull = pull_feed_forward(layer, np.array([[2.0]]))
    >>> value.item(), pull(np.ones((1, 1)))[0].item()
    (12.0, 6.0)
    """
    W1, b1, W2, b2 = (part.numeric for part in (block.W1, block.b1, block.W2, block.b2))
    hidden = x @ W1.T + b1
    active = np.maximum(hidden, 0.0)

    def pull(by_output: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
        by_hidden = (by_output @ W2) * (hidden > 0)
        by_weights = [
            _transposed(by_hidden) @ x,
            by_hidden.sum(axis=-2),
            _transposed(by_output) @ active,
            by_output.sum(axis=-2),
        ]
        return by_output + by_hidden @ W1, by_weights

    return x + active @ W2.T + b2, pull


def pull_attention(block: Attention, x: FloatArray) -> tuple[FloatArray, Pullback]:
    """Return P x W_V with P = Softmax(x W_Q (x W_K)ᵀ), and derivatives by x, W_Q, W_K and W_V.

    Parameters
    ----------
    block : Attention
    x : FloatArray, (..., n, c)

    Examples
    --------
    >>> value, pull = pull_attention(Attention([[1]], [[1]], [[2]]), np.array([[3.0]]))
    >>> value.item(), pull(np.ones((1, 1)))[0].item()
    (6.0, 2.0)
    """
    W_Q, W_K, W_V = block.matrix.W_Q.numeric, block.matrix.W_K.numeric, block.W_V.numeric
    queries, keys, values = x @ W_Q, x @ W_K, x @ W_V
    weights = queries @ _transposed(keys)
    weights /= exponentials(weights)

    def pull(by_output: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
        by_weights = by_output @ _transposed(values)
        by_weights -= (by_weights * weights).sum(axis=-1, keepdims=True)
        by_weights *= weights
        by_queries, by_keys = by_weights @ keys, _transposed(by_weights) @ queries
        by_values = _transposed(weights) @ by_output
        by_input = by_queries @ W_Q.T + by_keys @ W_K.T + by_values @ W_V.T
        rows = _transposed(x)
        return by_input, [rows @ by_queries, rows @ by_keys, rows @ by_values]

    return weights @ values, pull


def pull_layer_norm(block: LayerNorm, x: FloatArray) -> tuple[FloatArray, Pullback]:
    """Return z = (x - μ)/s with s² = σ² + ε, and the derivative by x; there are no weights.

    Parameters
    ----------
    block : LayerNorm
    x : FloatArray, (..., n, c)

    Examples
    --------
    >>> value, pull = pull_layer_norm(LayerNorm("1/4"), np.array([[1.0, 1.0]]))
    >>> pull(np.array([[1.0, 0.0]]))[0].tolist()
    [[1.0, -1.0]]
    """
    epsilon = float(block.epsilon or 0)
    centred = x - x.mean(axis=-1, keepdims=True)
    scale = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + epsilon)
    normal = centred / scale

    def pull(by_output: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
        by_normal = by_output - by_output.mean(axis=-1, keepdims=True)
        by_normal -= normal * (by_output * normal).mean(axis=-1, keepdims=True)
        return by_normal / scale, []

    return normal, pull


def pull_flow_matching(block: FlowMatching, x: FloatArray) -> tuple[FloatArray, Pullback]:
    """Return the network's value on rows [F_t | Ŷ], and derivatives by them and its weights.

    Parameters
    ----------
    block : FlowMatching
    x : FloatArray, (..., n, 2c)
        F_t on the left, Ŷ on the right.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> value, pull = pull_flow_matching(FlowMatching.drawn(FloatWeights(0), 2), np.ones((3, 4)))
    >>> by_input, by_weights = pull(np.ones((3, 2)))
    >>> by_input.shape, [part.shape for part in by_weights][:2]
    ((3, 4), [(2, 12), (12,)])
    """
    c = block.width
    slices, pull_slices = pull_perceptron(block.modulation, x[..., c:] + float(block.time))
    parts = np.split(slices, 6, axis=-1)
    alpha_1, alpha_2, beta_1, beta_2, gamma_1, gamma_2 = parts
    normal_1, pull_normal_1 = pull_layer_norm(block.norm, x[..., :c])
    attended, pull_attended = pull_attention(block.attention, gamma_1 * normal_1 + beta_1)
    normal_2, pull_normal_2 = pull_layer_norm(block.norm, attended * alpha_1)
    made, pull_made = pull_perceptron(block.output, gamma_2 * normal_2 + beta_2)

    def pull(by_output: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
        by_beta_2, by_step_3 = pull_made(by_output * alpha_2)
        by_inner = pull_normal_2(by_beta_2 * gamma_2)[0]
        by_beta_1, by_attention = pull_attended(by_inner * alpha_1)
        by_flow = pull_normal_1(by_beta_1 * gamma_1)[0]
        by_slices = [
            *(by_inner * attended, by_output * made, by_beta_1, by_beta_2),
            *(by_beta_1 * normal_1, by_beta_2 * normal_2),
        ]
        by_condition, by_step_1 = pull_slices(np.concatenate(by_slices, axis=-1))
        by_input = np.concatenate([by_flow, by_condition], axis=-1)
        return by_input, [*by_step_1, *by_attention, *by_step_3]

    return made * alpha_2, pull


def _transposed(x: FloatArray) -> FloatArray:
    return x.swapaxes(-1, -2)
