"""Repeatable random draws: a generator for each chunk, values of all sizes, dyadic arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import prod
from typing import NamedTuple

import numpy as np

from varsym.errors import InputError
from varsym.exact import exact_integer, format_rational
from varsym.maps.arrays import MAX_ENTRIES, FloatArray
from varsym.maps.block import Block

__all__ = ["Chunk", "chunks", "dyadic", "heavy_tailed", "input_shape", "within"]

#: Random dyadic inputs have this many bits, so that exact arithmetic on them stays cheap.
DYADIC_BITS = 20


class Chunk(NamedTuple):
    """A share of the samples, with a random stream of its own.

    The stream depends on the seed and the number of the chunk alone, so that it does not matter
    where and in which order chunks are worked on.

    Parameters
    ----------
    seed : int
    number : int
        Which chunk it is, from 0.
    size : int
        How many samples it has.
    """

    seed: int
    number: int
    size: int

    def generator(self) -> np.random.Generator:
        """Return the generator of this chunk, at its beginning."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(self.number,)))


def chunks(samples: int, size: int, seed: int) -> Iterator[Chunk]:
    """Yield chunks of at most `size` samples that make up `samples`.

    Parameters
    ----------
    samples : int
        How many in all.
    size : int
        How many in a chunk, at most.
    seed : int

    Examples
    --------
    >>> [chunk.size for chunk in chunks(10, 4, seed=0)]
    [4, 4, 2]
    """
    for number, start in enumerate(range(0, samples, size)):
        yield Chunk(seed, number, min(size, samples - start))


def input_shape(block: Block, shape: Iterable[int]) -> tuple[int, ...]:
    """Return the shape of one input of a block, once it is known to be one.

    Parameters
    ----------
    block : Block
    shape : iterable of int
        The sides of one input.

    Raises
    ------
    ShapeError
        When the block does not take such an input.
    InputError
        When it has no entries, or more than `MAX_ENTRIES`.

    Examples
    --------
    >>> from varsym.maps.softmax import Softmax
    >>> input_shape(Softmax(), [3])
    (3,)
    """
    sides = tuple(exact_integer(side, "side", 1) for side in shape)
    if prod(sides) > MAX_ENTRIES:
        raise InputError(
            f"An input of {format_rational(prod(sides))} entries.",
            f"At most {MAX_ENTRIES}.",
            "Sample a smaller instance of the block.",
        )
    block.output_shape(sides)
    return sides


def dyadic(generator: np.random.Generator, count: int, shape: tuple[int, ...]) -> FloatArray:
    """Draw arrays in [-1, 1] whose entries are dyadic rationals of few bits.

    Each array has a scale of its own, a power of two from 1 down to 1/256, and about one entry in
    eight is 0.

    Parameters
    ----------
    generator : Generator
    count : int
        How many arrays.
    shape : tuple of int
        The sides of one array.

    Returns
    -------
    array
        Of the shape ``(count, *shape)``, each entry a multiple of 2^-28, exactly.

    Examples
    --------
    >>> drawn = dyadic(np.random.default_rng(0), 3, (2,))
    >>> bool((drawn * 2**28 == np.rint(drawn * 2**28)).all())
    True
    """
    most = 2**DYADIC_BITS
    whole = generator.integers(-most, most, (count, *shape), endpoint=True).astype(np.float64)
    whole[generator.random(whole.shape) < 1 / 8] = 0
    halvings = generator.integers(0, 8, count, endpoint=True).reshape(count, *(1 for _ in shape))
    return np.ldexp(whole, -DYADIC_BITS - halvings)


def heavy_tailed(generator: np.random.Generator, rows: int, count: int) -> FloatArray:
    """Draw numbers of all sizes, small fractions among them.

    A quarter is p/q with small p and q, a quarter is uniform on [-4, 4], and half is
    log-uniform on 2^-12 … 2^12 with either sign.

    Parameters
    ----------
    generator : Generator
    rows, count : int
        The sides of what is drawn.

    Returns
    -------
    array
        Of the shape ``(rows, count)``. Entries are independent, but those in one column are of
        one kind.

    Examples
    --------
    >>> drawn = np.abs(heavy_tailed(np.random.default_rng(0), 2, 1000))
    >>> drawn.min(), bool(drawn.max() > 1000)
    (np.float64(0.0), True)
    """
    quarter = count // 4
    top = generator.integers(-6, 6, (rows, quarter), endpoint=True)
    fractions = top / generator.integers(1, 4, (rows, quarter), endpoint=True)
    uniform = generator.uniform(-4, 4, (rows, quarter))
    signed = generator.uniform(-24, 24, (rows, count - 2 * quarter))
    logarithmic = np.copysign(np.exp2(np.abs(signed) - 12), signed)
    drawn = np.concatenate([fractions, uniform, logarithmic], axis=1)
    return np.take(drawn, generator.permutation(count), axis=1)


def within(values: FloatArray, lower: float | None, upper: float | None) -> FloatArray:
    """Bring numbers of all sizes between bounds, both of which are among the values.

    At one bound they are reflected; between two, the map t/(1 + t) is applied to their sizes.

    Parameters
    ----------
    values : array
        Of any shape, which the result has too.
    lower, upper : float or None
        The bounds; None for none.

    Examples
    --------
    >>> within(np.array([0.0, -1.0, 3.0]), 2.0, None)
    array([2., 3., 5.])
    >>> within(np.array([0.0, -1.0, 4000.0]), 2.0, 3.0)
    array([2. , 2.5, 3. ])
    """
    if lower is None and upper is None:
        return values
    size = np.abs(values)
    if upper is None:
        return size + (lower or 0)
    if lower is None:
        return upper - size
    return np.where(size > 2**11, upper, lower + (upper - lower) * (size / (1 + size)))
