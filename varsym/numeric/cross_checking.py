"""The exact face of a block held against its float64 face, in units in the last place."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil, isfinite
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from varsym.errors import InputError
from varsym.exact import INFINITY, Enclosure, Extended, exact_integer
from varsym.maps.arrays import ExactArray, exact_array
from varsym.maps.block import Block
from varsym.numeric.executors import in_order
from varsym.numeric.sampling import Chunk, chunks, dyadic, input_shape

__all__ = ["CrossCheck", "cross_check", "unit_in_the_last_place"]

CHUNK = 16
DIGITS = 40
MAX_RADIUS = 2**20
#: Errors are rounded up to multiples of this many units in the last place.
RESOLUTION = Fraction(1, 2**20)

_MANTISSA = 52
_LEAST_EXPONENT = -1074


@dataclass(frozen=True)
class CrossCheck:
    """How far a block's float64 face is from the exact one on random inputs.

    The inputs are floats exactly, so that nothing but the block's own rounding is measured. A
    unit in the last place (ulp) of a number is the spacing of float64 just above its size. Errors
    are computed in exact arithmetic and rounded up to multiples of 2^-20 ulps; infinite means
    that infinity or NaN came out, or anything but 0 where all of an output is 0.

    Attributes
    ----------
    samples : int
        Inputs looked at.
    entries : int
        Entries of the outputs that count for `worst` and `mean`: all that are certainly not 0.
    worst : Fraction or Infinity
        Greatest error of an entry in ulps *of that entry*. It is large where an entry nearly
        cancels, whatever the algorithm.
    worst_input : ExactArray
        Where `worst` is reached, an array of the shape of one input.
    mean : Fraction or Infinity
        The mean over the entries of what `worst` is the greatest of.
    worst_scaled : Fraction or Infinity
        Greatest error of an entry, 0 or not, in ulps *of the largest entry of its output array*:
        the normwise error, which a good algorithm keeps small.
    worst_scaled_input : ExactArray
        Where `worst_scaled` is reached, likewise an array of the shape of one input.
    """

    samples: int
    entries: int
    worst: Extended
    worst_input: ExactArray
    mean: Extended
    worst_scaled: Extended
    worst_scaled_input: ExactArray


def cross_check(
    block: Block,
    shape: tuple[int, ...],
    samples: int = 64,
    seed: int = 0,
    executor: Executor | None = None,
    radius: int = 4,
) -> CrossCheck:
    """Compare the exact and the float64 value of a block on random inputs.

    The exact value is ``block.exact(x)`` where it is rational, and ``block.enclose(x)`` to 40
    digits elsewhere.

    Parameters
    ----------
    block : Block
    shape : tuple of int
        Of one input.
    samples : int
        How many inputs, each an array of multiples of ``radius/2^28``.
    seed : int
        The result is the same for the same seed.
    executor : Executor, optional
        See `varsym.numeric.executors.in_order`. The result does not depend on it.
    radius : int
        The largest size of an entry.

    Raises
    ------
    ShapeError
        When the block does not take such an input.
    InputError
        When a number is out of range, or the block has no exact face.
    PrecisionError
        When the block cannot be enclosed at a sampled input.

    Examples
    --------
    >>> from varsym.maps.softmax import Softmax
    >>> found = cross_check(Softmax(), (3,), samples=8)
    >>> found.samples, found.entries, found.worst < 16
    (8, 24, True)
    """
    count = exact_integer(samples, "samples", 1)
    reach = exact_integer(radius, "radius", 1, MAX_RADIUS)
    size = input_shape(block, shape)
    jobs = chunks(count, CHUNK, exact_integer(seed, "seed", 0))
    parts = list(in_order(partial(_compared, block, size, reach), jobs, executor))
    worst = max((part.worst for part in parts), key=itemgetter(0))
    scaled = max((part.scaled for part in parts), key=itemgetter(0))
    entries = sum(part.entries for part in parts)
    total = sum((part.total for part in parts), start=Fraction(0))
    return CrossCheck(
        count,
        entries,
        worst[0],
        worst[1],
        total * Fraction(1, max(entries, 1)),
        scaled[0],
        scaled[1],
    )


def unit_in_the_last_place(value: Fraction) -> Fraction:
    """Return the spacing of float64 from the size of a number upwards, range apart.

    Numbers too large for float64 have one, too, as if exponents had no upper end.

    Parameters
    ----------
    value : Fraction
        The number.

    Examples
    --------
    >>> unit_in_the_last_place(Fraction(1)) == Fraction(1, 2**52)
    True
    """
    if not value:
        return Fraction(1, 2**-_LEAST_EXPONENT)
    top, bottom = abs(value.numerator), value.denominator
    exponent = top.bit_length() - bottom.bit_length()
    if Fraction(top, bottom) < Fraction(2) ** exponent:
        exponent -= 1
    return Fraction(2) ** max(exponent - _MANTISSA, _LEAST_EXPONENT)


class _Part(NamedTuple):
    """The errors of one chunk: the greatest with their inputs, their number and their sum."""

    worst: tuple[Extended, ExactArray]
    scaled: tuple[Extended, ExactArray]
    entries: int
    total: Extended


def _compared(block: Block, shape: tuple[int, ...], radius: int, chunk: Chunk) -> _Part:
    inputs = radius * dyadic(chunk.generator(), chunk.size, shape)
    with np.errstate(all="ignore"):
        outputs = block.vectorised(inputs)
    worst: list[tuple[Extended, ExactArray]] = []
    scaled: list[tuple[Extended, ExactArray]] = []
    errors: list[Extended] = []
    for given, rounded in zip(inputs, outputs, strict=True):
        x = exact_array([Fraction(entry) for entry in given.flat], "input").reshape(shape)
        values = _enclosures(block, x)
        found = [
            _ulps(value, float(entry), value)
            for value, entry in zip(values, rounded.flat, strict=True)
            if _least_size(value)
        ]
        largest = max(values, key=_least_size)
        worst.append((max(found, default=Fraction(0)), x))
        pairs = zip(values, rounded.flat, strict=True)
        scaled.append((max(_ulps(value, float(entry), largest) for value, entry in pairs), x))
        errors += found
    return _Part(
        max(worst, key=itemgetter(0)),
        max(scaled, key=itemgetter(0)),
        len(errors),
        sum(errors, start=Fraction(0)),
    )


def _enclosures(block: Block, x: ExactArray) -> list[Enclosure]:
    """Return the value at `x` entry by entry: points where it is rational."""
    try:
        return [Enclosure(entry, entry) for entry in block.exact(x).flat]
    except InputError:
        return list(block.enclose(x, DIGITS).flat)


def _least_size(value: Enclosure) -> Fraction:
    inside = value.lower <= 0 <= value.upper
    return Fraction(0) if inside else min(abs(value.lower), abs(value.upper))


def _ulps(value: Enclosure, rounded: float, scale: Enclosure) -> Extended:
    """Return the greatest possible error in ulps of the least possible size of `scale`."""
    if not isfinite(rounded):
        return INFINITY
    error = max(abs(Fraction(rounded) - value.lower), abs(Fraction(rounded) - value.upper))
    size = _least_size(scale)
    if not size:
        return INFINITY if error else Fraction(0)
    return ceil(error / unit_in_the_last_place(size) / RESOLUTION) * RESOLUTION
