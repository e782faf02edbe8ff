"""Weights with which softmax attention tells equal tokens apart by a positional encoding.

Take n tokens that are all x, with x_1 in [low, high], and add (c k - low) e_1 to the token k.  With
W_Q W_K^⊤ = c^-2 e_1 e_1^⊤ and W_V = I, attention leaves all coordinates of the token k but the
first, which becomes

    c (t + B(k + t)),   t = (x_1 - low)/c,   B(β) = Σ_j j exp(βj) / Σ_j exp(βj),

as the scores of the token k are (k + t)(j + t) and the softmax over j does not see (k + t)t.  B is
the mean of 1, …, n under weights that grow with j; its derivative is their variance, which is
positive for n ≥ 2.  So the first coordinate grows with x_1, and for large c, when t is small, those
of different tokens lie in intervals that do not meet: one can read off k and x from any token.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from varsym.contextual.ball_ends import rational_point
from varsym.errors import InputError
from varsym.exact import Enclosure, PrecisionError, RationalLike, exact_integer, exact_rational
from varsym.exact.ball_precision import ball_precision

__all__ = ["PositionCode", "position_code"]

_MAX_BITS = 2**14
_MAX_TOKENS = 2_000


@dataclass(frozen=True)
class PositionCode:
    """A positional encoding, attention weights, and where the coded tokens lie.

    Attributes
    ----------
    tokens : int
        n.
    low, high : Fraction
        The range of x_1.
    scale : Fraction
        c.
    intervals : tuple of Enclosure
        For the token k = 1, …, n an interval that contains its first coordinate for every x_1 in
        the range.  They are in order and do not meet.
    """

    tokens: int
    low: Fraction
    high: Fraction
    scale: Fraction
    intervals: tuple[Enclosure, ...]

    @property
    def encoding(self) -> tuple[Fraction, ...]:
        """The first coordinates c k - low that are added; the others are 0."""
        return tuple(self.scale * k - self.low for k in range(1, self.tokens + 1))

    @property
    def score_weight(self) -> Fraction:
        """The only entry of W_Q W_K^⊤ that is not 0, in its first row and column."""
        return 1 / self.scale**2

    @property
    def gap(self) -> Fraction | None:
        """A lower bound of the least distance of two intervals; None for one token."""
        gaps = [b.lower - a.upper for a, b in pairwise(self.intervals)]
        return min(gaps, default=None)


def position_code(tokens: int, low: RationalLike = 0, high: RationalLike = 1) -> PositionCode:
    """Return a positional encoding and attention weights that tell equal tokens apart.

    Parameters
    ----------
    tokens : int
        n, from 1 to 2,000.
    low, high : rational
        The range of the first coordinate of the tokens.

    Raises
    ------
    InputError
        When a number is not exact, or the range is empty.
    PrecisionError
        When 2^14 bits do not tell the intervals apart.

    Examples
    --------
    >>> code = position_code(3)
    >>> code.scale, [str(e) for e in code.encoding], code.gap > 0
    (Fraction(64, 1), ['64', '128', '192'], True)
    """
    count = exact_integer(tokens, "tokens", 1, _MAX_TOKENS)
    first, last = exact_rational(low, name="low"), exact_rational(high, name="high")
    if first > last:
        raise InputError(f"A range from {first} to {last}.", "A range that is not empty.")
    bits = 64
    while bits <= _MAX_BITS:
        with ball_precision(bits):
            means = [_mean(arb(k), count) for k in range(1, count + 1)]
            scale = _scale(means, last - first)
            if scale is not None:
                found = _intervals(count, last - first, scale)
                if found is not None:
                    return PositionCode(count, first, last, scale, found)
        bits *= 2
    raise PrecisionError(
        f"A positional code of {count} tokens.",
        f"One that {_MAX_BITS} bits tell apart.",
        "Take fewer tokens.",
    )


def _mean(beta: Any, count: int) -> Any:
    """Return B(β), with weights divided by that of the last token so that none is large."""
    weights = [(beta * (j - count)).exp() for j in range(1, count + 1)]
    total = sum(weights, start=arb(0))
    return sum((w * j for j, w in enumerate(weights, 1)), start=arb(0)) / total


def _scale(means: list[Any], width: Fraction) -> Fraction | None:
    """Return a power of two that leaves room, since B grows by at most n²/4 times t."""
    steps = [b - a for a, b in pairwise(means)]
    least = min((_lower(step) for step in steps), default=Fraction(1))
    if least <= 0:
        return None
    needed = width * (1 + Fraction(len(means) ** 2, 4)) / least
    scale = Fraction(1)
    while scale <= needed:
        scale *= 2
    return scale


def _intervals(count: int, width: Fraction, scale: Fraction) -> tuple[Enclosure, ...] | None:
    """Return the intervals of the first coordinates, or None where the precision is too low."""
    c = arb(fmpq(scale.numerator, scale.denominator))
    shift = arb(fmpq(width.numerator, width.denominator)) / c
    ends = []
    for k in range(1, count + 1):
        lower = c * _mean(arb(k), count)
        upper = c * (shift + _mean(k + shift, count))
        ends.append(Enclosure(_lower(lower), -_lower(-upper)))
    if any(a.upper >= b.lower for a, b in pairwise(ends)):
        return None
    return tuple(ends)


def _lower(ball: Any) -> Fraction:
    """Return the lower end of a ball."""
    return rational_point(ball.lower())
