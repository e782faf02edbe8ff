"""The search for two points of a ball between which a block is steep, in floats."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor, prod
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from varsym.errors import InputError
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.lipschitz import NormName
from varsym.maps.parameters import check_norm
from varsym.numeric.sampling import Chunk

__all__ = ["Ball", "Pair", "steepest_pair"]

ROUNDS = 32
KEPT = 16
#: Points are whole multiples of a power of two, about 2^-26 of the radius.
GRID_BITS = 26
#: Pairs are at least this share of the radius apart, so that rounding hardly shows in a rise.
CLOSEST = 2.0**-14
#: Up to this many entries the Jacobian is formed, to find the direction of greatest stretch.
MAX_JACOBIAN = 256
MAX_EXPONENT = 400
MAX_BATCH = 2**20

IndexArray: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Ball:
    """The arrays of a shape with a norm of at most a radius, on a dyadic grid.

    Points are rows of whole numbers, which times ``2^exponent`` are the entries.

    Attributes
    ----------
    shape : tuple of int
        The sides of an array.
    norm : {"sup", "2"}
    radius : Fraction
    exponent : int
        Of the grid.
    reach : float
        The radius in units of the grid, or a little less.
    """

    shape: tuple[int, ...]
    norm: NormName
    radius: Fraction
    exponent: int
    reach: float

    @classmethod
    def of(cls, shape: tuple[int, ...], norm: NormName, radius: Fraction) -> Ball:
        """Choose the grid for a radius.

        Raises
        ------
        InputError
            When the radius is far out of the range of float64, or the norm has another name.

        Examples
        --------
        >>> Ball.of((2,), "sup", Fraction(1)).reach == 2**26
        True
        """
        check_norm(norm)
        exponent = radius.numerator.bit_length() - radius.denominator.bit_length() - GRID_BITS
        if abs(exponent) > MAX_EXPONENT:
            raise InputError(
                "A radius whose square float64 does not hold.",
                "A number between 10^-100 and 10^100.",
                "Rescale the block.",
            )
        reach = floor(radius / Fraction(2) ** exponent)
        # The 2-norm is rounded, so points keep clear of the sphere by more than that.
        return cls(
            shape, norm, radius, exponent, reach if norm == "sup" else reach * (1 - 2.0**-40)
        )

    @property
    def size(self) -> int:
        """The number of entries of a point."""
        return prod(self.shape)

    def lengths(self, points: FloatArray) -> FloatArray:
        """Return the norm of each row of `points`, (m, entries)."""
        found = np.abs(points).max(1) if self.norm == "sup" else np.sqrt((points**2).sum(1))
        return np.asarray(found)

    def units(self, points: FloatArray) -> FloatArray:
        """Return each row of `points`, (m, entries), scaled to norm 1; a row of zeros stays."""
        lengths = self.lengths(points)
        return points / np.where(lengths == 0, 1, lengths)[:, None]

    def values(self, block: Block, points: FloatArray) -> FloatArray:
        """Return the outputs of a block at each row of `points`; NaN and infinity on overflow."""
        entries = np.ldexp(points, self.exponent).reshape(-1, *self.shape)
        batches = np.array_split(entries, -(-entries.size // MAX_BATCH))
        with np.errstate(all="ignore"):
            values = np.concatenate([block.vectorised(batch) for batch in batches])
        return values.reshape(len(points), -1)

    def exact(self, point: FloatArray) -> ExactArray:
        """Return a `point`, one row, as an array of fractions of the ball's shape."""
        made = np.empty(self.size, dtype=object)
        made[:] = [Fraction(entry) * Fraction(2) ** self.exponent for entry in point]
        return made.reshape(self.shape)


class Pair(NamedTuple):
    """Two points of a ball, and the slope between them in float64.

    Parameters
    ----------
    first, second : FloatArray
        Each a row of whole numbers, see `Ball`.
    slope : float
        -1 where there is none, as for equal points.
    """

    first: FloatArray
    second: FloatArray
    slope: float


def steepest_pair(block: Block, ball: Ball, chunk: Chunk) -> Pair:
    """Return the steepest pair that a search from random pairs finds.

    Parameters
    ----------
    block : Block
    ball : Ball
    chunk : Chunk
        How many pairs to start from, and the random stream.

    Examples
    --------
    >>> from varsym.maps.softmax import Softmax
    >>> found = steepest_pair(Softmax(), Ball.of((2,), "2", Fraction(1)), Chunk(0, 0, 32))
    >>> round(found.slope, 4)
    0.5
    """
    generator = chunk.generator()
    best = _Measured.of(block, ball, _random_segments(ball, generator, chunk.size))
    for _ in range(ROUNDS):
        moved = _moved(best.segments, ball, generator)
        tried = [_halves(best.segments), moved]
        if ball.size <= MAX_JACOBIAN:
            count = -(-MAX_JACOBIAN // ball.size)
            tried.append(_stretched(block, ball, moved.inside(ball).centres[:count]))
        best = _Measured.of(block, ball, _Segments.joined([best.segments, *tried]))
    first, second = best.segments.ends()
    return Pair(first[0], second[0], float(best.slopes[0]))


class _Segments(NamedTuple):
    """Segments ``centre ± half · direction``, one a row; directions have norm 1."""

    centres: FloatArray
    directions: FloatArray
    halves: FloatArray

    @classmethod
    def joined(cls, parts: list[_Segments]) -> _Segments:
        """Return the rows of all parts."""
        return cls(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def rows(self, chosen: IndexArray) -> _Segments:
        """Return the chosen rows."""
        return _Segments(*(column[chosen] for column in self))

    def inside(self, ball: Ball) -> _Segments:
        """Return segments in the ball, with centres and half segments on its grid."""
        halves = np.clip(self.halves, ball.reach * CLOSEST, ball.reach)
        room = (ball.reach - halves)[:, None]
        if ball.norm == "sup":
            centres = np.clip(self.centres, -room, room)
        else:
            lengths = ball.lengths(self.centres)[:, None]
            centres = self.centres * (np.minimum(lengths, room) / np.where(lengths, lengths, 1))
        return _Segments(np.trunc(centres), self.directions, halves)

    def ends(self) -> tuple[FloatArray, FloatArray]:
        """Return the end points."""
        # Truncated by itself, a sign vector stays one and its slope exact.
        offsets = np.trunc(self.halves[:, None] * self.directions)
        return self.centres - offsets, self.centres + offsets


class _Measured(NamedTuple):
    """The steepest of some segments, the steepest one first."""

    segments: _Segments
    slopes: FloatArray

    @classmethod
    def of(cls, block: Block, ball: Ball, segments: _Segments) -> _Measured:
        """Keep the steepest."""
        segments = segments.inside(ball)
        first, second = segments.ends()
        rises = ball.lengths(ball.values(block, second) - ball.values(block, first))
        distances = np.ldexp(ball.lengths(second - first), ball.exponent)
        with np.errstate(all="ignore"):
            slopes = rises / distances
        slopes = np.where(np.isfinite(slopes), slopes, -1.0)
        order = np.argsort(-slopes, kind="stable")[:KEPT]
        return cls(segments.rows(order), slopes[order])


def _random_segments(ball: Ball, generator: np.random.Generator, count: int) -> _Segments:
    """Draw segments; a third of the centres are corners, and a third have few entries not 0."""
    shape = count, ball.size
    centres = generator.uniform(-1, 1, shape)
    kind = generator.integers(0, 3, count)[:, None]
    few = generator.random(shape) < generator.random((count, 1)) ** 2
    centres = np.where(
        kind == 0, np.rint(1.5 * centres), np.where(kind == 1, centres * few, centres)
    )
    sizes = np.exp2(-generator.integers(0, 8, count)) * ball.reach
    signs = generator.choice((-1.0, 1.0), shape)
    directions = np.where(generator.random((count, 1)) < 1 / 2, signs, generator.normal(size=shape))
    halves = ball.reach * np.exp2(-generator.uniform(0, 14, count))
    return _Segments(ball.units(centres) * sizes[:, None], ball.units(directions), halves)


def _halves(segments: _Segments) -> _Segments:
    """Return the two halves of each segment, one of which is as steep as the whole, or steeper."""
    centres, directions, halves = segments
    offsets = (halves / 2)[:, None] * directions
    return _Segments(
        np.concatenate([centres - offsets, centres + offsets]),
        np.concatenate([directions, directions]),
        np.concatenate([halves, halves]) / 2,
    )


def _moved(segments: _Segments, ball: Ball, generator: np.random.Generator) -> _Segments:
    """Return segments moved, and segments turned, by steps of all sizes."""
    centres, directions, halves = _Segments.joined([segments] * 4)
    shape = centres.shape
    steps = np.exp2(-generator.uniform(0, 12, len(centres)))[:, None]
    moved = centres + generator.normal(size=shape) * steps * ball.reach
    flipped = generator.random(shape) < 1 / ball.size
    turned = np.where(flipped, -directions, directions + generator.normal(size=shape) * steps)
    return _Segments.joined(
        [
            _Segments(moved, directions, halves),
            _Segments(centres, ball.units(turned), halves),
        ]
    )


def _stretched(block: Block, ball: Ball, centres: FloatArray) -> _Segments:
    """Return segments around points, in the directions that the Jacobians stretch most."""
    step = ball.reach * CLOSEST
    steps = step * np.eye(ball.size)
    around = np.concatenate([centres[:, None] + steps, centres[:, None] - steps])
    values = ball.values(block, around.reshape(-1, ball.size))
    above, below = values.reshape(2, len(centres), ball.size, -1)
    jacobians = np.nan_to_num(above - below, posinf=0.0, neginf=0.0).swapaxes(1, 2)
    if ball.norm == "sup":
        rows = np.abs(jacobians).sum(axis=2).argmax(axis=1)
        directions = np.sign(jacobians[np.arange(len(rows)), rows])
    else:
        directions = np.linalg.svd(jacobians, full_matrices=False)[2][:, 0]
    halves = step * np.array([1.0, 2.0**4, 2.0**8])
    count = len(halves)
    return _Segments(
        np.repeat(centres, count, axis=0),
        np.repeat(directions, count, axis=0),
        np.tile(halves, len(centres)),
    )
