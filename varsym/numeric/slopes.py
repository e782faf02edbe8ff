"""Lipschitz constants from below: the steepest pair of points that sampling finds."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from varsym.errors import InputError
from varsym.exact import enclose_root, exact_integer, exact_rational, format_rational
from varsym.maps.arrays import ExactArray
from varsym.maps.block import Block
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.slopes import certified_slope
from varsym.numeric.executors import in_order
from varsym.numeric.sampling import chunks, input_shape
from varsym.numeric.steep_pairs import Ball, steepest_pair

__all__ = ["SlopeEstimate", "estimate_slope", "tightness"]

CHUNK = 512
DIGITS = 30


@dataclass(frozen=True)
class SlopeEstimate:
    """The steepest pair of points that was found.

    Attributes
    ----------
    first, second : ExactArray
        The points, exactly: arrays of the shape of one input.
    norm : {"sup", "2"}
    certified : Fraction or None
        A lower bound of the slope between them from exact values or enclosures, so that no
        Lipschitz constant on the ball is below it. None where the block has float weights alone.
    sampled : float
        The slope between them as it was seen in float64.
    radius : Fraction
        Of the ball around 0, in that norm.
    samples : int
        Pairs that the search started from.
    """

    first: ExactArray
    second: ExactArray
    norm: NormName
    certified: Fraction | None
    sampled: float
    radius: Fraction
    samples: int


def estimate_slope(
    block: Block,
    shape: tuple[int, ...],
    norm: NormName,
    radius: object,
    samples: int = 1024,
    seed: int = 0,
    executor: Executor | None = None,
) -> SlopeEstimate:
    """Search a ball for two points between which a block is as steep as possible.

    On a ball, which is convex, nearby points are at least as steep as distant ones: of the two
    halves of a pair, one has the slope of the whole or more. So pairs are halved, moved, turned,
    and turned into the direction that the Jacobian stretches most; the starting pairs are random,
    many at corners and with few entries that are not 0.

    Parameters
    ----------
    block : Block
    shape : tuple of int
        Of one input.
    norm : {"sup", "2"}
        On both sides and for the ball, see `varsym.maps.lipschitz.NormName`.
    radius : exact number
        Above 0.
    samples : int
        How many pairs to start from.
    seed : int
        The result is the same for the same seed.
    executor : Executor, optional
        See `varsym.numeric.executors.in_order`. The result does not depend on it.

    Raises
    ------
    ShapeError
        When the block does not take such an input.
    InputError
        When a number is out of range, the norm has another name, or the block is defined at no
        pair.
    PrecisionError
        When the block cannot be enclosed at the pair found.

    Examples
    --------
    >>> from varsym.maps.softmax import Softmax
    >>> found = estimate_slope(Softmax(), (2,), "sup", radius=1, samples=64)
    >>> tightness(Softmax().lipschitz("sup"), found) > Fraction(999, 1000)
    True
    """
    count = exact_integer(samples, "samples", 1)
    size = input_shape(block, shape)
    ball = Ball.of(size, norm, exact_rational(radius, name="radius", positive=True))
    jobs = chunks(count, CHUNK, exact_integer(seed, "seed", 0))
    found = in_order(partial(steepest_pair, block, ball), jobs, executor)
    best = max(found, key=lambda pair: pair.slope)
    if best.slope < 0:
        raise InputError(
            f"{type(block).__name__} on the ball of radius {ball.radius}.",
            "A block that has finite values there.",
            "Choose another radius.",
        )
    x, y = ball.exact(best.first), ball.exact(best.second)
    certified = _certified(block, x, y, norm)
    return SlopeEstimate(x, y, norm, certified, best.slope, ball.radius, count)


def tightness(bound: LipschitzBound, estimate: SlopeEstimate) -> Fraction:
    """Return the certified slope over the constant of a bound.

    1 says that no smaller constant holds on the ball; above 1, the bound is refuted, if it speaks
    of this ball.

    Parameters
    ----------
    bound : LipschitzBound
    estimate : SlopeEstimate

    Raises
    ------
    InputError
        When the norms differ, the slope is not certified, or it is above a constant of 0.

    Examples
    --------
    >>> from varsym.maps.softmax import Softmax
    >>> found = estimate_slope(Softmax(), (2,), "2", radius=1, samples=64)
    >>> float(tightness(LipschitzBound(Fraction(1), "2", "everywhere", "an example"), found))
    0.4999...
    """
    if bound.norm != estimate.norm:
        raise InputError(
            f"A bound in the norm {bound.norm!r} and a slope in the norm {estimate.norm!r}.",
            "One norm.",
            "Estimate the slope in the norm of the bound.",
        )
    if estimate.certified is None:
        raise InputError(
            "A slope that was seen in floats alone.",
            "A block with exact weights.",
            "Give its weights as rationals.",
        )
    if bound.constant == estimate.certified:
        return Fraction(1)
    if bound.constant == 0:
        raise InputError(
            f"A bound of 0, and two points with the slope {format_rational(estimate.certified)}.",
            "A bound that is not refuted.",
            "Correct the bound: the map is not constant.",
        )
    return estimate.certified / bound.constant


def _certified(block: Block, x: ExactArray, y: ExactArray, norm: NormName) -> Fraction | None:
    try:
        rise = block.exact(x) - block.exact(y)
    except InputError:
        pass
    else:
        return _ratio(rise, x - y, norm)
    try:
        return certified_slope(block, x, y, norm)
    except InputError:
        return None


def _ratio(rise: ExactArray, run: ExactArray, norm: NormName) -> Fraction:
    """Return the ratio of two norms, or a number just below it where it is irrational."""
    if norm == "sup":
        return Fraction(max(map(abs, rise.flat)), max(map(abs, run.flat)))
    squares = [sum(entry * entry for entry in array.flat) for array in (rise, run)]
    return enclose_root(Fraction(*squares), 2, DIGITS).lower
