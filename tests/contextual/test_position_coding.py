"""Softmax attention that tells equal tokens apart by a positional encoding."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from varsym.contextual.position_coding import PositionCode, position_code
from varsym.errors import InputError
from varsym.maps.attention import Attention


def coded(code: PositionCode, first: Fraction, second: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Return bounds of the first coordinates, and check the second ones, after attention."""
    c = code.scale
    weight = [[1 / c, 0], [0, 0]]
    tokens = [[first + shift, second] for shift in code.encoding]
    found = Attention(weight, weight, [[1, 0], [0, 1]]).enclose(tokens, digits=25)
    assert all(found[k, 1].lower <= second <= found[k, 1].upper for k in range(code.tokens))
    return [(found[k, 0].lower, found[k, 0].upper) for k in range(code.tokens)]


def test_a_single_token_is_moved_along() -> None:
    code = position_code(1)
    assert code.gap is None
    (only,) = code.intervals
    assert only.lower <= code.scale <= code.scale + 1 <= only.upper


def test_a_range_of_one_point() -> None:
    code = position_code(3, "1/2", "1/2")
    assert code.gap is not None
    assert code.gap > 0
    assert all(i.upper - i.lower < Fraction(1, 10**9) for i in code.intervals)


@pytest.mark.parametrize("tokens", [2, 3, 4, 5, 6])
def test_attention_puts_each_token_into_its_interval(tokens: int) -> None:
    code = position_code(tokens, "-1/2", 2)
    assert all(left.upper < right.lower for left, right in pairwise(code.intervals))
    for first in map(Fraction, ("-1/2", "0", "1/3", "2")):
        for bounds, interval in zip(
            coded(code, first, Fraction(-7, 5)), code.intervals, strict=True
        ):
            assert interval.lower <= bounds[1]
            assert bounds[0] <= interval.upper


@pytest.mark.parametrize("tokens", [2, 5])
def test_intervals_are_no_wider_than_what_is_reached(tokens: int) -> None:
    code = position_code(tokens)
    below, above = (coded(code, Fraction(x), Fraction(0)) for x in (0, 1))
    for interval, low, high in zip(code.intervals, below, above, strict=True):
        assert abs(interval.lower - low[0]) < Fraction(1, 10**6)
        assert abs(interval.upper - high[1]) < Fraction(1, 10**6)


def test_first_coordinates_grow_with_the_input() -> None:
    code = position_code(4)
    rows = [coded(code, Fraction(k, 8), Fraction(0)) for k in range(9)]
    for lower, higher in pairwise(rows):
        assert all(x[1] < y[0] for x, y in zip(lower, higher, strict=True))


@pytest.mark.parametrize("tokens", [40, 200])
def test_many_tokens_take_more_bits(tokens: int) -> None:
    code = position_code(tokens)
    assert code.gap is not None
    assert code.gap > 0


@pytest.mark.parametrize(
    ("tokens", "low", "high"), [(0, 0, 1), (2, 1, 0), (2, 0.5, 1), (2.0, 0, 1), (10**6, 0, 1)]
)
def test_what_is_refused(tokens: object, low: object, high: object) -> None:
    with pytest.raises(InputError):
        position_code(tokens, low, high)  # type: ignore[arg-type]
