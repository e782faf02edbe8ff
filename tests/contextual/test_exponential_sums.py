"""Sums of exponentials: collecting, multiplying, and when a sum of squares is rational."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual.exponential_sums import collected, product, subtracted, sum_of_squares_is
from varsym.exact import SizeError

SUMS = st.dictionaries(st.integers(-3, 3), st.integers(-3, 3), max_size=4)


def value(terms, base=Fraction(7, 5)) -> Fraction:
    """Put a rational in place of e^(1/D)."""
    return sum((c * base**a for a, c in terms.items()), Fraction(0))


def test_the_empty_sum_is_zero() -> None:
    assert collected([]) == {}
    assert product({}, {1: 2}) == {}
    assert sum_of_squares_is([{}], {0: 1}, Fraction(0))
    assert not sum_of_squares_is([{}], {0: 1}, Fraction(1))


def test_cancelled_terms_are_gone() -> None:
    assert collected([(2, 1), (2, -1), (0, 0)]) == {}
    assert product({0: 1, 1: 1}, {0: 1, 1: -1}) == {0: 1, 2: -1}
    assert subtracted({1: 3}, {1: 3}) == {}


def test_rational_and_irrational_quotients() -> None:
    # ((1 + e) / (2 + 2e))^2 = 1/4, and (1 / (1 + e))^2 is irrational.
    assert sum_of_squares_is([{0: 1, 1: 1}], {0: 2, 1: 2}, Fraction(1, 4))
    assert not sum_of_squares_is([{0: 1, 1: 1}], {0: 2, 1: 2}, Fraction(1, 5))
    assert not sum_of_squares_is([{0: 1}], {0: 1, 1: 1}, Fraction(1, 4))


def test_products_that_are_too_long_are_refused() -> None:
    long = dict.fromkeys(range(2001), 1)
    with pytest.raises(SizeError, match="4000000"):
        product(long, long)


@given(SUMS, SUMS)
def test_the_ring_laws(first, second) -> None:
    left, right = collected(first.items()), collected(second.items())
    assert value(product(left, right)) == value(left) * value(right)
    assert value(subtracted(left, right)) == value(left) - value(right)
    assert all(product(left, right).values())


@given(SUMS, SUMS, st.fractions(min_value=0, max_value=9, max_denominator=6))
def test_sums_of_squares_at_many_places(first, second, square) -> None:
    left, below = collected(first.items()), {0: 1, **collected(second.items())}
    if sum_of_squares_is([left, left], below, square):
        for base in (Fraction(2), Fraction(7, 5), Fraction(1, 3)):
            assert 2 * value(left, base) ** 2 == square * value(below, base) ** 2
