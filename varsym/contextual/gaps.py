"""The certified smallest gap among many real scalars that can be enclosed as tightly as needed.

Scalars are sorted by their balls. Only those whose balls overlap are computed again, with more
bits, and only neighbours are compared, so that M scalars cost about M log M.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from varsym.contextual.ball_ends import rational_point
from varsym.errors import InputError
from varsym.exact import Enclosure, exact_integer
from varsym.exact.ball_precision import ball_precision

if TYPE_CHECKING:
    from flint import arb

__all__ = ["Collision", "Gap", "Undecided", "smallest_gap"]

Pair: TypeAlias = tuple[int, int]
Run: TypeAlias = list[int]
Equal: TypeAlias = Callable[[int, int], bool | None]


@dataclass(frozen=True, slots=True)
class Gap:
    """The smallest distance between two scalars of different classes, proved to be positive.

    Parameters
    ----------
    pair : tuple of int or None
        Two indices, the lower scalar first, whose distance lies in `enclosure`; None when there is
        only one class.
    enclosure : Enclosure or None
        Contains the smallest distance; its lower end is positive.
    rivals : int
        The number of other neighbouring pairs whose distance may be the smallest one too, as
        those of exact ties. For 0, `pair` is proved to be the nearest.
    order : tuple of int
        All indices, from the lowest scalar to the highest. Proved between scalars of different
        classes; within a class, neighbours may be out of order.
    bits : int
        The precision that was needed.

    Examples
    --------
    >>> from flint import arb
    >>> gap = smallest_gap(lambda i, bits: arb(i * i), "abc")
    >>> gap.pair, gap.enclosure.decimal(3), gap.ball(2).lower
    ((0, 1), '1.00', Fraction(4, 1))
    """

    pair: Pair | None
    enclosure: Enclosure | None
    rivals: int
    order: tuple[int, ...]
    bits: int
    _lows: Sequence[arb] = field(repr=False, compare=False)
    _highs: Sequence[arb] = field(repr=False, compare=False)

    def ball(self, index: int) -> Enclosure:
        """Return the enclosure of the scalar `index` that the proof used.

        Raises
        ------
        PrecisionError
            When an end has too many bits for a fraction.
        """
        return Enclosure(rational_point(self._lows[index]), rational_point(self._highs[index]))


@dataclass(frozen=True, slots=True)
class Collision:
    """Two scalars of different classes that are proved to be equal.

    Parameters
    ----------
    pair : tuple of int
        Their indices.
    """

    pair: Pair


@dataclass(frozen=True, slots=True)
class Undecided:
    """Two scalars of different classes that the largest precision could not tell apart.

    Parameters
    ----------
    pair : tuple of int
        Their indices.
    bits : int
        The largest precision.
    """

    pair: Pair
    bits: int


class _Scalars:
    """Ends of the balls of all scalars, as exact balls; refining intersects."""

    def __init__(self, enclose: Callable[[int, int], arb], count: int) -> None:
        from flint import arb

        self.enclose = enclose
        self.lows: list[arb] = [arb.neg_inf()] * count
        self.highs: list[arb] = [arb.pos_inf()] * count
        self.bits = array("q", [0]) * count

    def refine(self, indices: Iterable[int], bits: int) -> None:
        """Compute again, with at least so many bits, what was computed with less."""
        enclose, lows, highs, done = self.enclose, self.lows, self.highs, self.bits
        with ball_precision(bits):
            for i in indices:
                if done[i] >= bits:
                    continue
                done[i] = bits
                ball = enclose(i, bits)
                if not ball.is_finite():
                    continue
                low, high = ball.lower(), ball.upper()
                if low > highs[i] or high < lows[i]:
                    raise InputError(
                        f"Two enclosures of scalar {i} that have no number in common.",
                        "Enclosures of one and the same number at every precision.",
                        "Correct the function that encloses the scalars.",
                    )
                lows[i] = max(lows[i], low)
                highs[i] = min(highs[i], high)

    def runs(self, indices: Iterable[int]) -> Iterator[Run]:
        """Split into groups whose balls do not touch those of other groups, in rising order."""
        lows, highs = self.lows, self.highs
        run: Run = []
        reach = None
        for i in sorted(indices, key=lows.__getitem__):
            if reach is not None and lows[i] > reach:
                yield run
                run, reach = [], None
            run.append(i)
            if reach is None or highs[i] > reach:
                reach = highs[i]
        if run:
            yield run

    def known_equal(self, i: int, j: int) -> bool:
        """Tell whether both balls are one and the same point."""
        low, high = self.lows[i], self.highs[i]
        return bool(low == high and low == self.lows[j] and low == self.highs[j])


def smallest_gap(
    enclose: Callable[[int, int], arb],
    classes: Sequence[Hashable],
    *,
    bits: int = 64,
    max_bits: int = 2**16,
    digits: int = 6,
    equal: Equal | None = None,
) -> Gap | Collision | Undecided:
    """Enclose the smallest distance |x_i - x_j| over all i, j of different classes.

    Scalars of one class may be equal. Those of different classes that overlap are computed again
    with twice the bits, until they part, are known to be equal, or `max_bits` is reached. The
    smallest distance is that of neighbours, as a sum of distances is no less than each.

    Parameters
    ----------
    enclose : callable
        ``enclose(i, bits)`` returns an Arb ball that contains scalar i. It is called with
        the working precision set to `bits`, and may be called in any order.
    classes : sequence of hashable
        The class of each scalar; its length is the number of scalars.
    bits, max_bits : int
        The first precision and the largest one.
    digits : int
        The enclosure of the gap is refined to a relative width of 10^-digits, as far as `max_bits`
        lets it; it is valid in any case.
    equal : callable, optional
        ``equal(i, j)`` decides whether two scalars are equal; None means that it cannot
        tell. It is asked about neighbours that twice the first precision leaves overlapping.

    Returns
    -------
    Gap
        All scalars of different classes differ.
    Collision
        Two scalars of different classes are equal, as `equal` says or as both balls are a point.
    Undecided
        Neither was proved, for want of bits.

    Raises
    ------
    InputError
        When the enclosures of one scalar contradict each other, or a precision is no integer.
    PrecisionError
        When the gap is too small to be written as a fraction, as `rational_point`.

    Examples
    --------
    >>> from flint import arb
    >>> roots = lambda i, bits: arb(i).sqrt()
    >>> gap = smallest_gap(roots, range(1000))
    >>> gap.pair, gap.enclosure.decimal(5)
    ((998, 999), '0.015823')
    >>> smallest_gap(lambda i, bits: arb(2).sqrt(), "ab", equal=lambda i, j: True)
    Collision(pair=(0, 1))
    >>> smallest_gap(lambda i, bits: arb(2).sqrt(), "ab", max_bits=256)
    Undecided(pair=(0, 1), bits=256)
    """
    first = exact_integer(bits, "bits", 2)
    last = exact_integer(max_bits, "max_bits", first)
    exact_integer(digits, "digits", 1, 10_000)
    scalars = _Scalars(enclose, len(classes))
    scalars.refine(range(len(classes)), first)
    parted = _part(scalars, classes, first, last, equal)
    if not isinstance(parted, list):
        return parted
    order = tuple(i for run in parted for i in run)
    joints = [
        (below, above)
        for below, above in pairwise(parted)
        if classes[below[0]] != classes[above[0]]
    ]
    if not joints:
        return Gap(None, None, 0, order, max(scalars.bits, default=0), scalars.lows, scalars.highs)
    return _narrowest(scalars, joints, order, first, last, digits)


def _part(
    scalars: _Scalars, classes: Sequence[Hashable], first: int, last: int, equal: Equal | None
) -> list[Run] | Collision | Undecided:
    """Return runs of one class each, in rising order, whose balls do not touch."""
    parted: list[Run] = []
    undecided: Undecided | None = None
    different: set[Pair] = set()
    pending = [(list(range(len(classes))), first)]
    while pending:
        members, bits = pending.pop()
        for run in scalars.runs(members):
            if all(classes[i] == classes[run[0]] for i in run):
                parted.append(run)
                continue
            touching = [(i, j) for i, j in pairwise(run) if classes[i] != classes[j]]
            for pair in touching:
                if scalars.known_equal(*pair):
                    return Collision(pair)
                if equal is None or pair in different or bits == first < last:
                    continue
                answer = equal(*pair)
                if answer is True:
                    return Collision(pair)
                if answer is False:
                    different.add(pair)
            if bits >= last:
                undecided = undecided or Undecided(touching[0], bits)
                continue
            more = min(2 * bits, last)
            scalars.refine(run, more)
            pending.append((run, more))
    parted.sort(key=lambda run: scalars.lows[run[0]])
    return undecided or parted


def _narrowest(
    scalars: _Scalars,
    joints: list[tuple[Run, Run]],
    order: tuple[int, ...],
    first: int,
    last: int,
    digits: int,
) -> Gap:
    """Enclose the smallest of the distances between neighbouring runs."""
    bits = first
    while True:
        with ball_precision(bits):
            joints, least, most, nearest = _smallest(scalars, joints)
        box = Enclosure(rational_point(least), rational_point(most))
        if bits >= last or box.width * 10**digits <= box.lower:
            break
        bits = min(2 * bits, last)
        scalars.refine({i for joint in joints for run in joint for i in run}, bits)
    below, above = joints[nearest]
    pair = (max(below, key=scalars.lows.__getitem__), min(above, key=scalars.highs.__getitem__))
    # In a run of several scalars, another one may be as near.
    rivals = sum(len(below) * len(above) for below, above in joints) - 1
    reached = max(scalars.bits)
    return Gap(pair, box, rivals, order, reached, scalars.lows, scalars.highs)


def _smallest(
    scalars: _Scalars, joints: list[tuple[Run, Run]]
) -> tuple[list[tuple[Run, Run]], arb, arb, int]:
    """Return the joints that may be smallest, bounds of the smallest, and where the upper is."""
    lows, highs = scalars.lows, scalars.highs
    bounds: list[tuple[arb, arb]] = []
    for below, above in joints:
        least = min(lows[i] for i in above) - max(highs[i] for i in below)
        most = min(highs[i] for i in above) - max(lows[i] for i in below)
        bounds.append((least.lower(), most.upper()))
    most = min(high for _, high in bounds)
    kept = [k for k, (low, _) in enumerate(bounds) if low <= most]
    least = min(bounds[k][0] for k in kept)
    nearest = min(range(len(kept)), key=lambda n: bounds[kept[n]][1])
    return [joints[k] for k in kept], least, most, nearest
