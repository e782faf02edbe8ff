"""What a layer of ReLUs does on the half-line: breakpoints, slopes and values, exactly."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from varsym.errors import InputError

__all__ = ["ReluLine"]

Row = tuple[Fraction, ...]
_MAX_UNIT_BITS = 2**16


class ReluLine:
    """The map t to t u + Σ_i c_i ReLU(w_i t + b_i) + e from t >= 0 to rows of d entries.

    Parameters
    ----------
    factors, biases : sequence of Fraction
        w and b.
    outputs : sequence of tuples of Fraction
        c_i.
    through : tuple of Fraction
        u, what the residual connection carries.
    offset : tuple of Fraction
        e.

    Raises
    ------
    InputError
        When the weights or the breakpoints have a common denominator of more than 65,536 bits.

    Examples
    --------
    >>> one = Fraction(1)
    >>> line = ReluLine([one], [-one], [(-one,)], (one,), (Fraction(0),))
    >>> line.constant_on(Fraction(1), Fraction(5)), line.constant_on(Fraction(0), Fraction(5))
    ((Fraction(1, 1),), None)
    >>> line.ranges()
    [(Fraction(0, 1), Fraction(1, 1))]
    """

    def __init__(
        self,
        factors: Sequence[Fraction],
        biases: Sequence[Fraction],
        outputs: Sequence[Row],
        through: Row,
        offset: Row,
    ) -> None:
        of_w, of_b = _common(factors, "factors"), _common(biases, "biases")
        of_c = _common([*through, *offset, *(e for row in outputs for e in row)], "outputs")
        # All in integers: w and b over one scale each, and c, u and e over one of their own.
        w_units, b_units = _units(factors, of_w), _units(biases, of_b)
        widest = _multiple({abs(w) for w in w_units if w}, "breakpoints")
        # In units, so that a search compares integers.
        self.unit = of_b * widest
        slope = [entry * of_w for entry in _units(through, of_c)]
        value = [entry * of_b for entry in _units(offset, of_c)]
        turns: dict[int, list[int]] = {}
        for w, b, row in zip(w_units, b_units, outputs, strict=True):
            c = _units(row, of_c)
            if b > 0:
                _add(value, c, b)
            if b > 0 or (b == 0 and w > 0):
                _add(slope, c, w)
            if w * b < 0:
                # Beyond -b/w the ReLU wakes up if w > 0, and falls asleep if w < 0.
                place = -b * of_w * (widest // w)
                _add(turns.setdefault(place, [0] * len(value)), c, abs(w))
        self.places = [0, *sorted(turns)]
        self._scale = of_c * of_b * of_w * self.unit
        value = [entry * of_w * self.unit for entry in value]
        self._values, self._slopes = [tuple(value)], [tuple(slope)]
        for before, here in pairwise(self.places):
            _add(value, slope, of_b * (here - before))
            _add(slope, turns[here], 1)
            self._values.append(tuple(value))
            self._slopes.append(tuple(slope))

    def constant_on(
        self, lower: Fraction | int, upper: Fraction | int, parts: int = 1
    ) -> Row | None:
        """Return the value on an interval within t >= 0, and None unless it is constant there.

        The interval is widened to whole units of the breakpoints first.

        Parameters
        ----------
        lower, upper : Fraction or int
            The ends, times `parts`.
        parts : int
            The denominator of the ends, at least 1.
        """
        low, high = lower * self.unit // parts, -(-upper * self.unit // parts)
        if low < 0:
            return None
        first = piece = bisect_right(self.places, low) - 1
        while True:
            if any(self._slopes[piece]):
                return None
            piece += 1
            if piece == len(self.places) or self.places[piece] >= high:
                return tuple(Fraction(entry, self._scale) for entry in self._values[first])

    def ranges(self) -> list[tuple[Fraction, Fraction]] | None:
        """Return the least and the largest value of each entry, and None if it is unbounded."""
        if any(self._slopes[-1]):
            return None
        columns = zip(*self._values, strict=True)
        return [(Fraction(min(c), self._scale), Fraction(max(c), self._scale)) for c in columns]


def _add(total: list[int], row: Sequence[int], factor: int) -> None:
    for index, entry in enumerate(row):
        if entry:
            total[index] += entry * factor


def _units(numbers: Sequence[Fraction], scale: int) -> list[int]:
    return [number.numerator * (scale // number.denominator) for number in numbers]


def _common(numbers: Sequence[Fraction], what: str) -> int:
    return _multiple({number.denominator for number in numbers}, what)


def _multiple(numbers: Iterable[int], what: str) -> int:
    common = 1
    for number in numbers:
        common = math.lcm(common, number)
        if common.bit_length() > _MAX_UNIT_BITS:
            raise InputError(
                f"A layer whose {what} have a common denominator of more than {_MAX_UNIT_BITS} "
                "bits.",
                "Weights with simple fractions.",
            )
    return common
