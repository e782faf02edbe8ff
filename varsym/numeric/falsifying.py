"""Falsification: a hunt for points that meet the hypotheses of a claim and break its conclusion."""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from varsym.exact import exact_integer
from varsym.maps.arrays import FloatArray
from varsym.numeric.executors import in_order
from varsym.numeric.sampling import Chunk, chunks
from varsym.numeric.shrinking import Point, Refutes, rounded, shrink

__all__ = ["Conjecture", "Coordinates", "Falsification", "falsify"]

#: A batch of points: for each coordinate an array of its values.
Coordinates: TypeAlias = list[FloatArray]
Mask: TypeAlias = npt.NDArray[np.bool_]

CHUNK = 2**21
POOL = 2**14
MAX_POOL_ENTRIES = 2**22
KEPT = 4
RANKED = 256
#: A relative excess below this may be rounding alone.
NOISE = 1e-9
NOISE_PATIENCE = 16
ROUNDS = 12
PARENTS = 16
CHILDREN = 64
#: Exponents of the steps uphill, relative to the size of a coordinate.
STEPS = (-24, 4)
#: Bits to which a suspect is rounded before it is decided exactly, coarse to fine.
ROUNDINGS = (1, 4, 10, 20, 40)


class Conjecture(Protocol):
    """A claim about points of R^n: wherever its hypotheses hold, its conclusion does.

    It speaks in floats, and so is only good for suspicion. To be sent to processes it must be
    picklable.
    """

    @property
    def dimension(self) -> int:
        """Return n, which is at least 1."""

    def draw(self, generator: np.random.Generator, count: int) -> FloatArray:
        """Return values of the coordinates, of the shape (n, count), drawn from `generator`.

        Points are independent of each other.
        """

    def screen(self, points: Coordinates) -> tuple[Mask, Mask]:
        """Return where, among `points`, the hypotheses hold, and where the conclusion fails.

        `points` holds an array for each coordinate, all of one length; so are the two masks.
        """

    def robustness(self, points: Coordinates) -> FloatArray:
        """Return by how much, relative to what is compared, each of `points` is a counterexample.

        It is the least of what the hypotheses leave and of what the conclusion lacks, negative
        where the point is none.
        """


@dataclass(frozen=True)
class Falsification:
    """What a hunt has found.

    Attributes
    ----------
    counterexample : tuple of Fraction or None
        The hypotheses hold there exactly, and the conclusion fails exactly. None says that none
        was found, not that there is none.
    samples : int
        Points drawn.
    admissible : int
        How many of them meet the hypotheses, in float64. With none, nothing was tested.
    suspects : int
        How many of these break the conclusion, in float64.
    discarded : int
        Suspects that were looked at exactly and are no counterexamples.
    """

    counterexample: Point | None
    samples: int
    admissible: int
    suspects: int
    discarded: int


def falsify(
    conjecture: Conjecture,
    refutes: Refutes,
    samples: int = 2**20,
    seed: int = 0,
    executor: Executor | None = None,
) -> Falsification:
    """Sample a claim at scale, and shrink the first violation to a small exact counterexample.

    Coordinates are drawn in pools and recombined by random cyclic shifts (each batch is a Latin
    hypercube over the pools), so that nearly all time goes into the claim itself. Where no
    sample breaks it, the most suspicious points are followed uphill. Floats never decide: a
    suspect that `refutes` does not confirm is discarded.

    Parameters
    ----------
    conjecture : Conjecture
        The claim in floats.
    refutes : callable
        The claim in exact arithmetic: whether a point, a tuple of fractions, meets the
        hypotheses and breaks the conclusion. It stays in this process.
    samples : int
        How many points to draw.
    seed : int
        The result is the same for the same seed.
    executor : Executor, optional
        See `in_order`. The result does not depend on it.

    Returns
    -------
    Falsification

    Raises
    ------
    InputError
        When `samples`, `seed` or the dimension is no whole number, or out of range.

    Examples
    --------
    That x² never exceeds 50:

    >>> from varsym.numeric.relations import Relation, RelationalConjecture
    >>> from varsym.numeric.straight_line import ProgramBuilder
    >>> builder = ProgramBuilder(inputs=1)
    >>> square, fifty = builder.power(0, 2), builder.constant(Fraction(50))
    >>> claim = RelationalConjecture(builder.program(), (), (Relation("<=", square, fifty),))
    >>> falsify(claim, lambda point: point[0] ** 2 > 50).counterexample
    (Fraction(8, 1),)
    """
    count = exact_integer(samples, "samples", 1)
    exact_integer(conjecture.dimension, "dimension", 1)
    jobs = chunks(count, CHUNK, exact_integer(seed, "seed", 0))
    drawn = admissible = suspects = discarded = faint = 0
    with closing(in_order(partial(_sampled, conjecture), jobs, executor)) as results:
        for result in results:
            drawn += result.samples
            admissible += result.admissible
            suspects += result.suspects
            for point, robustness in result.candidates:
                faint += robustness <= NOISE
                if robustness <= NOISE and faint > NOISE_PATIENCE:
                    continue
                found = _confirmed(point, refutes)
                if found is not None:
                    simple = shrink(found, refutes)
                    return Falsification(simple, drawn, admissible, suspects, discarded)
                discarded += 1
    return Falsification(None, drawn, admissible, suspects, discarded)


@dataclass(frozen=True)
class _Sample:
    """What one chunk has shown: counts, and its best candidates with their robustness."""

    samples: int
    admissible: int
    suspects: int
    candidates: list[tuple[tuple[float, ...], float]]


def _confirmed(point: tuple[float, ...], refutes: Refutes) -> Point | None:
    """Return a counterexample at or near a point, the simplest rounding first."""
    exact = tuple(map(Fraction, point))
    near = [tuple(rounded(value, bits) for value in exact) for bits in ROUNDINGS]
    return next((tried for tried in dict.fromkeys([*near, exact]) if refutes(tried)), None)


def _sampled(conjecture: Conjecture, chunk: Chunk) -> _Sample:
    """Look at a chunk of points, and climb from its pool where none of them is suspicious."""
    generator = chunk.generator()
    length = max(RANKED, min(POOL, MAX_POOL_ENTRIES // conjecture.dimension))
    pool = conjecture.draw(generator, length)
    doubled = np.concatenate([pool, pool], axis=1)
    best = _Best(conjecture)
    admissible = suspects = 0
    for start in range(0, chunk.size, length):
        size = min(length, chunk.size - start)
        shifts = generator.integers(0, length, len(pool))
        points = [row[shift : shift + size] for row, shift in zip(doubled, shifts, strict=True)]
        met, broken = conjecture.screen(points)
        both = np.flatnonzero(met & broken)
        admissible += int(np.count_nonzero(met))
        suspects += both.size
        if both.size:
            best.consider([row[both[:RANKED]] for row in points])
    if not (best.scores > NOISE).any():
        best.consider(list(pool[:, :RANKED]))
        for _ in range(ROUNDS):
            with np.errstate(all="ignore"):
                children = _children(generator, best.points)
            best.consider(children)
    return _Sample(chunk.size, admissible, suspects, best.candidates())


class _Best:
    """The points of greatest robustness so far."""

    def __init__(self, conjecture: Conjecture) -> None:
        self.conjecture = conjecture
        self.points: Coordinates = []
        self.scores: FloatArray = np.empty(0)

    def consider(self, points: Coordinates) -> None:
        """Keep the best of what was kept and of new points."""
        scores = self.conjecture.robustness(points)
        scores = np.concatenate([self.scores, np.where(np.isnan(scores), -np.inf, scores)])
        kept = self.points or [row[:0] for row in points]
        order = np.argsort(-scores, kind="stable")[:PARENTS]
        self.scores = scores[order]
        pairs = zip(kept, points, strict=True)
        self.points = [np.concatenate([old, new])[order] for old, new in pairs]

    def candidates(self) -> list[tuple[tuple[float, ...], float]]:
        """Return the few best points that are counterexamples, or nearly so."""
        good = self.scores >= -NOISE
        for row in self.points:
            good &= np.isfinite(row)
        return [
            (tuple(float(row[at]) for row in self.points), float(self.scores[at]))
            for at in np.flatnonzero(good)[:KEPT]
        ]


def _children(generator: np.random.Generator, parents: Coordinates) -> Coordinates:
    """Return points around the parents: half of the coordinates move, by steps of all sizes.

    Every other step is the difference of two parents, as in differential evolution: parents that
    draw near to each other have children still nearer.
    """
    kin = len(parents[0])
    count = CHILDREN * kin
    one, other = generator.integers(0, kin, (2, count))
    by_difference = np.arange(count) % 2 == 0
    sizes = np.exp2(generator.uniform(*STEPS, count))
    made = []
    for row in parents:
        repeated = np.repeat(row, CHILDREN)
        step = np.where(by_difference, row[one] - row[other], sizes * (np.abs(repeated) + 2.0**-10))
        step *= generator.standard_normal(count) * (generator.random(count) < 1 / 2)
        made.append(repeated + step)
    return made
