"""Flat bumps, which give every context ID its row of the target: the last part of Lemma C.1."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

import numpy as np

from varsym.exact import Enclosure, PrecisionError
from varsym.maps.feed_forward import FeedForward

__all__ = ["Bump", "FlatBumps"]

Row = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Bump:
    """A trapezoid: `height` from lower/K to upper/K, 0 up to (lower - 1)/K and from (upper + 1)/K.

    Attributes
    ----------
    lower, upper : int
        Where the flat begins and ends, in units of the length 1/K.
    height : tuple of Fraction
        An entry for each channel, not all 0.

    Examples
    --------
    >>> Bump(3, 4, (Fraction(5),)).upper
    4
    """

    lower: int
    upper: int
    height: Row


class FlatBumps:
    """Bumps with disjoint supports on the line, with ramps of one slope K.

    The printed proof uses triangles that attain their height at the ID alone; IDs are irrational,
    so that no rational network would hit it. A trapezoid is flat on an interval that contains the
    ID, and its value there is exact.

    Parameters
    ----------
    sharpness : int
        The exponent q >= 0 in K = 2^q.
    bumps : sequence of Bump
        From left to right, at least two units of 1/K between one flat and the next.
    channels : int
        d.

    Examples
    --------
    >>> bumps = FlatBumps(1, [Bump(3, 4, (Fraction(5),))], channels=1)
    >>> [str(bumps.at(Fraction(x, 4))[0]) for x in (4, 5, 6, 7, 8, 9, 10)]
    ['0', '5/2', '5', '5', '5', '5/2', '0']
    """

    def __init__(self, sharpness: int, bumps: Sequence[Bump], channels: int) -> None:
        self.sharpness, self.bumps, self.channels = sharpness, tuple(bumps), channels
        self._starts = [bump.lower - 1 for bump in self.bumps]

    @classmethod
    def around(
        cls, order: Iterable[int], ball: Callable[[int], Enclosure], heights: Sequence[Row]
    ) -> FlatBumps:
        """Put a bump over every run of IDs that have one and the same target.

        With K times every gap between runs at least 6, and flats that reach less than two units
        of 1/K beyond their run, the supports are disjoint. Targets that are 0 need no bump.

        Parameters
        ----------
        order : iterable of int
            The indices of the IDs, from the lowest to the highest; those of one target may be in
            any order where no other target is between them.
        ball : callable
            The enclosure of each ID.
        heights : sequence of tuples of Fraction
            The target of each ID.

        Raises
        ------
        PrecisionError
            When enclosures of IDs with different targets overlap, or are not in order.
        """
        runs = []
        for height, run in groupby(order, key=heights.__getitem__):
            boxes = [ball(index) for index in run]
            runs.append((min(b.lower for b in boxes), max(b.upper for b in boxes), height))
        gap = min((after[0] - before[1] for before, after in pairwise(runs)), default=Fraction(6))
        if gap <= 0:
            raise PrecisionError(
                "Context IDs with different targets whose enclosures overlap.",
                "Enclosures apart, in rising order.",
                "Enclose them more tightly.",
            )
        # The least q with 2^q gap >= 6.
        sharpness = max(0, math.ceil(6 / gap) - 1).bit_length()
        K = 2**sharpness
        bumps = [
            Bump(math.floor(lower * K) - 1, math.ceil(upper * K) + 1, height)
            for lower, upper, height in runs
            if any(height)
        ]
        return cls(sharpness, bumps, len(heights[0]))

    @property
    def slope(self) -> int:
        """K: a bump falls from its flat to 0 over a length of 1/K."""
        return int(2**self.sharpness)

    @property
    def neurons(self) -> int:
        """Four for each bump, and one that takes back what the layer adds to its input."""
        return 4 * len(self.bumps) + 1

    def at(self, point: Fraction) -> Row:
        """Return the value of the bumps at a point of the line."""
        place = point * self.slope
        nearest = bisect_right(self._starts, place) - 1
        if nearest < 0:
            return (Fraction(0),) * self.channels
        bump = self.bumps[nearest]
        share = max(Fraction(0), min(Fraction(1), place - bump.lower + 1, bump.upper + 1 - place))
        return tuple(share * entry for entry in bump.height)

    def over(self, box: Enclosure) -> Row | tuple[Enclosure, ...]:
        """Return the value at a number in a box, enclosed unless it is one value in all the box.

        Examples
        --------
        >>> bumps = FlatBumps(1, [Bump(3, 4, (Fraction(5),))], channels=1)
        >>> bumps.over(Enclosure(Fraction("1.6"), Fraction("1.7")))
        (Fraction(5, 1),)
        >>> bumps.over(Enclosure(Fraction("2.25"), Fraction("2.5")))
        (Enclosure(lower=Fraction(0, 1), upper=Fraction(5, 2)),)
        """
        K = self.slope
        first = max(0, bisect_right(self._starts, box.lower * K) - 1)
        last = bisect_right(self._starts, box.upper * K)
        corners = {
            Fraction(corner, K)
            for bump in self.bumps[first:last]
            for corner in (bump.lower - 1, bump.lower, bump.upper, bump.upper + 1)
        }
        points = [box.lower, box.upper, *(c for c in corners if box.lower < c < box.upper)]
        # Between corners the value is linear, so that its extremes are at these points.
        values = list(zip(*(self.at(point) for point in points), strict=True))
        if all(len(set(column)) == 1 for column in values):
            return tuple(column[0] for column in values)
        return tuple(Enclosure(min(column), max(column)) for column in values)

    def ranges(self) -> list[tuple[Fraction, Fraction]]:
        """Return the least and the largest value of each channel, over all the line."""
        columns = zip((Fraction(0),) * self.channels, *(b.height for b in self.bumps), strict=True)
        return [(min(column), max(column)) for column in columns]

    def feed_forward(self) -> FeedForward:
        """Return FFN_2, which maps (b, 0, …, 0) with b >= 0 to the value of the bumps at b.

        A bump is h (ReLU(K b - l + 1) - ReLU(K b - l) - ReLU(K b - u) + ReLU(K b - u - 1)).
        The layer adds its input, which -ReLU(b) takes back in the first channel.
        """
        d = self.channels
        W1 = np.full((self.neurons, d), Fraction(0), dtype=object)
        W2 = np.full((d, self.neurons), Fraction(0), dtype=object)
        b1 = np.full(self.neurons, Fraction(0), dtype=object)
        W1[0, 0], W2[0, 0] = Fraction(1), Fraction(-1)
        W1[1:, 0] = Fraction(self.slope)
        for number, bump in enumerate(self.bumps):
            here = 4 * number + 1
            for place, corner in enumerate((bump.lower - 1, bump.lower)):
                b1[here + place] = Fraction(-corner)
                b1[here + 3 - place] = Fraction(corner - bump.lower - bump.upper)
            for channel, height in enumerate(bump.height):
                W2[channel, here] = W2[channel, here + 3] = height
                W2[channel, here + 1] = W2[channel, here + 2] = -height
        return FeedForward(W1, b1, W2, [0] * d, tokens="rows")
