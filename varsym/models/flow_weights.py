"""The layers that FlowAR and HOFAR share, with weights from a source of random ones."""

from __future__ import annotations

from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward
from varsym.maps.perceptron import Perceptron
from varsym.models.var_weights import WeightSource

__all__ = ["drawn_attention", "drawn_feed_forward", "drawn_perceptron"]


def drawn_attention(weights: WeightSource, width: int) -> Attention:
    """Return attention from c to c entries.

    Parameters
    ----------
    weights : WeightSource
    width : int
        c, the entries of a token.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> drawn_attention(FloatWeights(0), 16).width
    16
    """
    return Attention(*(weights.weight(name, (width, width), width) for name in _ATTENTION))


def drawn_feed_forward(weights: WeightSource, width: int, neurons: int) -> FeedForward:
    """Return a feed-forward layer on rows of c entries.

    Parameters
    ----------
    weights : WeightSource
    width : int
        c, the entries of a token.
    neurons : int
        Of the hidden layer.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> drawn_feed_forward(FloatWeights(0), 16, 64).neurons
    64
    """
    W_1, b_1 = weights.weight("W1", (neurons, width), width), weights.bias("b1", neurons)
    W_2, b_2 = weights.weight("W2", (width, neurons), neurons), weights.bias("b2", width)
    return FeedForward(W_1, b_1, W_2, b_2, tokens="rows")


def drawn_perceptron(weights: WeightSource, width: int, out: int) -> Perceptron:
    """Return an affine layer from c to d entries.

    Parameters
    ----------
    weights : WeightSource
    width, out : int
        c and d, the entries of a token before and after.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> drawn_perceptron(FloatWeights(0), 16, 96).output_shape((4, 16))
    (4, 96)
    """
    return Perceptron(weights.weight("W", (width, out), width), weights.bias("b", out))


_ATTENTION = ("W_Q", "W_K", "W_V")
