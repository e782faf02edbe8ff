"""The certified smallest distance among many points that can be enclosed as tightly as needed.

Points are rounded to integers, with a bound of the error. Pairs that these prove to be far are
dropped, and only what is left is computed with more bits.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from varsym.contextual.ball_ends import rational_point
from varsym.contextual.close_pairs import (
    close_pairs,
    has_company,
    integer_points,
    nearest_known,
    nearest_pairs,
)
from varsym.contextual.gaps import Collision, Equal, Pair, Undecided
from varsym.exact import Enclosure, exact_integer
from varsym.exact.ball_precision import ball_precision

if TYPE_CHECKING:
    from flint import arb

__all__ = ["Distance", "smallest_distance"]

#: The first rounding keeps squared distances in machine words.
_WORD_BITS = 28
_GUARD_BITS = 8
_MOST_ASKED = 100_000


@dataclass(frozen=True, slots=True)
class Distance:
    """The smallest distance between two points of different classes, proved to be positive.

    Parameters
    ----------
    pair : tuple of int or None
        Two indices of points whose distance lies in `enclosure`; None when there is only one class.
    enclosure : Enclosure or None
        Contains the smallest distance; its lower end is positive.
    rivals : int
        The number of other pairs that may be the nearest too. For 0, `pair` is proved to be.
    bits : int
        The precision that was needed.
    """

    pair: Pair | None
    enclosure: Enclosure | None
    rivals: int
    bits: int


class _Balls:
    """The coordinates of points, the most precise ones that were computed."""

    def __init__(self, enclose: Callable[[int, int], list[arb]]) -> None:
        self.enclose = enclose
        self.kept: dict[int, tuple[int, list[arb]]] = {}

    def at(self, index: int, bits: int) -> list[arb]:
        """Return balls computed with at least so many bits."""
        held = self.kept.get(index)
        if held is None or held[0] < bits:
            held = self.kept[index] = bits, self.enclose(index, bits)
        return held[1]


def smallest_distance(
    enclose: Callable[[int, int], list[arb]],
    classes: Sequence[Hashable],
    *,
    bits: int = 64,
    max_bits: int = 2**14,
    digits: int = 6,
    equal: Equal | None = None,
) -> Distance | Collision | Undecided:
    """Enclose the smallest Euclidean distance over all pairs of points of different classes.

    Points of one class may be equal. This is `smallest_gap` for points of any width, and costs
    about as much as the points are well spread along up to four axes.

    Parameters
    ----------
    enclose : callable
        ``enclose(i, bits)`` returns Arb balls around the coordinates of point i. It is called with
        the working precision set to `bits`.
    classes : sequence of hashable
    bits, max_bits : int
        The first precision and the largest one.
    digits : int
        The enclosure is refined to a relative width of 10^-digits, as far as `max_bits` lets it.
    equal : callable, optional
        ``equal(i, j)`` decides whether two points are equal; None means that it cannot tell. It is
        asked about pairs that the rounded points do not tell apart after the first round.

    Returns
    -------
    Distance, Collision or Undecided
        As `smallest_gap`.

    Raises
    ------
    InputError
        When a precision is no integer.
    PrecisionError
        When the distance is too small to be written as a fraction.

    Examples
    --------
    >>> from flint import arb
    >>> found = smallest_distance(lambda i, bits: [arb(i).sqrt(), arb(i).exp()], range(9))
    >>> found.pair, found.enclosure.decimal(5)
    ((0, 1), '1.9881')
    """
    first = exact_integer(bits, "bits", 32)
    last = exact_integer(max_bits, "max_bits", first)
    exact_integer(digits, "digits", 1, 10_000)
    names = {name: number for number, name in enumerate(dict.fromkeys(classes))}
    labels = np.array([names[name] for name in classes], dtype=np.int64)
    balls, level, is_first = _Balls(enclose), first, True
    active: NDArray[np.int64] = np.arange(len(labels))
    different: set[Pair] = set()
    if len(names) < 2:
        return Distance(None, None, 0, first)
    while True:
        with ball_precision(level):
            rounded = _rounded([balls.at(i, level) for i in active.tolist()], level, is_first)
        if rounded is not None:
            points, slack = rounded
            pairs, reach = _candidates(points, labels[active], slack)
            if pairs is not None:
                named = [(int(active[i]), int(active[j])) for i, j in pairs]
                return _nearest(balls, named, level, last, digits)
            if equal is not None and (not is_first or first == last):
                for i, j in islice(_touching(points, labels[active], slack), _MOST_ASKED):
                    pair = int(active[i]), int(active[j])
                    answer = None if pair in different else equal(*pair)
                    if answer is True:
                        return Collision(pair)
                    if answer is False:
                        different.add(pair)
            active = active[has_company(points, reach)]
        if level >= last and not is_first:
            return _undecided(balls, active, labels[active], level)
        level = min(2 * level, last)
        is_first = False


def _rounded(
    vectors: list[list[arb]], bits: int, in_words: bool
) -> tuple[NDArray[Any], int] | None:
    """Round to integer multiples of one power of two; None where a ball is not finite.

    The second number bounds the error of each distance, in the same unit.
    """
    if not all(ball.is_finite() for vector in vectors for ball in vector):
        return None
    middles = [[tuple(map(int, ball.mid().man_exp())) for ball in vector] for vector in vectors]
    size = max((m.bit_length() + e for row in middles for m, e in row if m), default=0)
    shift = (_WORD_BITS - len(vectors[0]).bit_length() if in_words else bits - _GUARD_BITS) - size
    radius = 0
    for vector in vectors:
        for ball in vector:
            mantissa, exponent = map(int, ball.rad().man_exp())
            if mantissa:
                radius = max(radius, 1 + _shifted(mantissa, exponent + shift))
    points = [[_shifted(m, e + shift) for m, e in row] for row in middles]
    error = isqrt(len(vectors[0]) * (radius + 1) ** 2) + 1
    return integer_points(points), 2 * error


def _shifted(mantissa: int, exponent: int) -> int:
    return mantissa << exponent if exponent >= 0 else mantissa >> -exponent


def _candidates(
    points: NDArray[Any], labels: NDArray[np.int64], slack: int
) -> tuple[list[Pair] | None, int]:
    """Return the pairs that may be nearest, None if none are told apart, and how near they are."""
    square = nearest_known(points, labels)
    if square is None:
        return [], 0
    if isqrt(square) >= 16 * slack:
        found = nearest_pairs(points, labels, slack)
        if found is not None:
            square, pairs = found
            if isqrt(square) >= 4 * slack:
                return pairs, 0
    return None, isqrt(square) + 1 + 2 * slack


def _touching(points: NDArray[Any], labels: NDArray[np.int64], slack: int) -> Iterable[Pair]:
    for first, second, _ in close_pairs(points, labels, slack):
        yield from zip(first.tolist(), second.tolist(), strict=True)


def _undecided(
    balls: _Balls, active: NDArray[np.int64], labels: NDArray[np.int64], bits: int
) -> Undecided:
    """Name two points of different classes that were not told apart."""
    with ball_precision(bits):
        rounded = _rounded([balls.at(i, bits) for i in active.tolist()], bits, False)
    pair = None
    if rounded is not None:
        pair = next(iter(_touching(rounded[0], labels, 20 * rounded[1])), None)
    if pair is None:
        pair = 0, int(np.flatnonzero(labels != labels[0])[0])
    return Undecided((int(active[pair[0]]), int(active[pair[1]])), bits)


def _nearest(
    balls: _Balls, pairs: list[Pair], level: int, last: int, digits: int
) -> Distance | Undecided:
    """Enclose the least of the distances of some pairs, all others being farther."""
    while True:
        with ball_precision(level):
            bounds = [_bounds(balls.at(i, level), balls.at(j, level)) for i, j in pairs]
            most = min(high for _, high in bounds)
            kept = [n for n, (low, _) in enumerate(bounds) if low <= most]
            least = min(bounds[n][0] for n in kept)
            nearest = min(kept, key=lambda n: bounds[n][1])
        box = Enclosure(rational_point(least), rational_point(most))
        if level >= last or (box.lower > 0 and box.width * 10**digits <= box.lower):
            break
        best = pairs[nearest]
        pairs = [best, *(pairs[n] for n in kept if n != nearest)]
        level = min(2 * level, last)
    if box.lower <= 0:
        return Undecided(pairs[nearest], level)
    return Distance(pairs[nearest], box, len(kept) - 1, level)


def _bounds(first: list[arb], second: list[arb]) -> tuple[arb, arb]:
    """Return exact balls below and above the distance, the lower one at least 0."""
    from flint import arb

    steps = [a - b for a, b in zip(first, second, strict=True)]
    square = sum((step * step for step in steps), arb(0))
    root = square.nonnegative_part().sqrt()
    return root.lower().max(arb(0)), root.upper()
