"""Random weights for models: floats for real sizes, short rationals for exact faces."""

from __future__ import annotations

from math import isqrt, prod
from typing import Protocol

import numpy as np

from varsym.exact import exact_integer
from varsym.maps.arrays import FloatArray, exact_array, side
from varsym.maps.parameters import Parameter

__all__ = ["FloatWeights", "RationalWeights", "WeightSource", "drawn_heads"]


class WeightSource(Protocol):
    """Where the blocks of a model take their weights from, one after the other."""

    def weight(self, name: str, shape: tuple[int, ...], inputs: int) -> Parameter:
        """Return a weight of a size that keeps that of sums over so many inputs.

        Parameters
        ----------
        name : str
            What it is, for messages.
        shape : tuple of int
            Its sides.
        inputs : int
            How many terms a sum over the weight has.
        """

    def bias(self, name: str, length: int, around: int = 0) -> Parameter:
        """Return a vector of entries near 0 or 1.

        Parameters
        ----------
        name : str
            What it is, for messages.
        length : int
            How many entries it has.
        around : int
            The number around which the entries lie.
        """


class FloatWeights:
    """Normal float64 numbers, of variance 1 / inputs for weights and 1/100 for biases.

    Parameters
    ----------
    seed : int
        The seed of the `numpy.random.Generator`.

    Raises
    ------
    InputError
        When the seed is no integer, or below 0.

    Examples
    --------
    >>> FloatWeights(0).weight("W", (1024, 64), inputs=1024).shape
    (1024, 64)
    """

    def __init__(self, seed: int = 0) -> None:
        self._source = np.random.default_rng(exact_integer(seed, "seed", 0))

    def weight(self, name: str, shape: tuple[int, ...], inputs: int) -> Parameter:
        """Return numbers of a `shape`, under a `name`, normal with standard deviation 1/√inputs."""
        made = self._source.standard_normal(shape)
        made /= np.sqrt(inputs)
        return Parameter(name, None, made)

    def bias(self, name: str, length: int, around: int = 0) -> Parameter:
        """Return `length` numbers, called `name`, of mean `around` and standard deviation 1/10."""
        made: FloatArray = around + self._source.standard_normal(length) / 10
        return Parameter(name, None, made)


class RationalWeights:
    """Rationals whose denominator is a power of 2, which float64 holds exactly.

    Parameters
    ----------
    seed : int
        The seed of the `numpy.random.Generator`.

    Raises
    ------
    InputError
        When the seed is no integer, or below 0.

    Examples
    --------
    >>> RationalWeights(0).bias("b", 2).exact.tolist()
    [Fraction(3, 16), Fraction(1, 16)]
    """

    def __init__(self, seed: int = 0) -> None:
        self._source = np.random.default_rng(exact_integer(seed, "seed", 0))

    def weight(self, name: str, shape: tuple[int, ...], inputs: int) -> Parameter:
        """Return multiples of a power of 2, of a `shape`, under a `name`, up to about 2/√inputs."""
        scale = 4 * 2 ** isqrt(inputs).bit_length()
        return self._drawn(name, shape, 8, scale, 0)

    def bias(self, name: str, length: int, around: int = 0) -> Parameter:
        """Return `length` multiples of 1/16, called `name`, up to 1/4 away from `around`."""
        return self._drawn(name, (length,), 4, 16, around)

    def _drawn(
        self, name: str, shape: tuple[int, ...], size: int, scale: int, around: int
    ) -> Parameter:
        drawn = self._source.integers(-size, size, prod(shape), endpoint=True)
        entries = exact_array([int(one) + around * scale for one in drawn], name) / scale
        return Parameter.of_exact(entries.reshape(shape), name, len(shape))


def drawn_heads(source: WeightSource, width: int, heads: int) -> list[Parameter]:
    """Return W_Q, W_K, W_V, W_O and b_O of a `MultiHeadAttention` whose heads share the width.

    The weights of the queries are smaller, so that scores, which are sums over a head, have a
    variance of about 1.

    Parameters
    ----------
    source : WeightSource
    width : int
        d, the entries of a token.
    heads : int
        How many; what they share is the width.

    Raises
    ------
    InputError
        When a number is below 1.

    Examples
    --------
    >>> [weight.name for weight in drawn_heads(FloatWeights(0), width=4, heads=2)]
    ['W_Q', 'W_K', 'W_V', 'W_O', 'b_O']
    """
    d = side(width, "width")
    size = max(1, d // side(heads, "heads"))
    inputs = {"W_Q": d * size, "W_K": d, "W_V": d, "W_O": d}
    weights = [source.weight(name, (d, d), count) for name, count in inputs.items()]
    return [*weights, source.bias("b_O", d)]
