"""Shrinking: simpler numbers, and never anything that is no counterexample."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.numeric.shrinking import Point, rounded, shrink, simplest_between

rationals = st.fractions(-50, 50, max_denominator=60)


@given(rationals, rationals)
def test_the_simplest_number_of_an_interval_is_the_simplest(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    found = simplest_between(low, high)
    assert low <= found <= high
    for bottom in range(1, found.denominator + 1):
        tops = range(-(-low.numerator * bottom // low.denominator), high * bottom // 1 + 1)
        inside = [Fraction(top, bottom) for top in tops]
        if bottom < found.denominator:
            assert not inside
        else:
            assert abs(found) == min(map(abs, inside))


@given(rationals, st.integers(1, 60))
def test_rounding_stays_near(value: Fraction, bits: int) -> None:
    assert abs(rounded(value, bits) - value) <= abs(value) / 2**bits


def test_a_float_near_a_third_is_a_third() -> None:
    assert rounded(Fraction(1 / 3), 40) == Fraction(1, 3)


CASES = {
    "a square": (lambda p: p[0] ** 2 > 50, "1e6", "8"),
    "a narrow window": (lambda p: Fraction(1, 4) < p[0] < Fraction(1, 3), "0.2912345", "2/7"),
    "far below": (lambda p: p[0] < -1000, "-123456.789", "-1001"),
    "anything": (lambda p: True, "0.123456", "0"),
    "anything but 0": (lambda p: p[0] != 0, "-0.123456", "1"),
    "no whole number": (lambda p: p[0].denominator > 1, "7.123", "1/2"),
    "a third alone": (lambda p: p[0] == Fraction(1, 3), "1/3", "1/3"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_coordinate_becomes_the_simplest(name: str) -> None:
    refutes, start, simplest = CASES[name]
    assert shrink((Fraction(start),), refutes) == (Fraction(simplest),)


def test_each_coordinate_is_simplified() -> None:
    start = tuple(map(Fraction, ("17.3", "-4.25", "0.7")))
    found = shrink(start, lambda p: p[0] * p[1] < -2)
    assert found[0] * found[1] < -2
    assert found[2] == 0
    assert all(abs(q.numerator) + q.denominator <= 5 for q in found)


@given(st.tuples(rationals, rationals), st.integers(0, 40))
def test_what_is_returned_has_been_decided(start: Point, decisions: int) -> None:
    decided = {start}

    def refutes(point: Point) -> bool:
        refuted = (point[0] - point[1]) ** 2 >= (start[0] - start[1]) ** 2
        if refuted:
            decided.add(point)
        return refuted

    found = shrink(start, refutes, decisions)
    assert found in decided


def test_decisions_are_counted() -> None:
    asked = []

    def refutes(point: Point) -> bool:
        asked.append(point)
        return point[0] > 5

    shrink((Fraction(10**9, 7),), refutes, 12)
    assert len(asked) <= 12
