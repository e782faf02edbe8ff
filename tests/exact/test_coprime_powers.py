from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.exact.coprime_powers import coprime_powers, exact_root, strip

SMALL = st.fractions(-6, 6, max_denominator=4)


def prime_exponents(pairs: list[tuple[int, Fraction]]) -> dict[int, Fraction]:
    found: dict[int, Fraction] = {}
    for base, c in pairs:
        rest, p = base, 2
        while rest > 1:
            while rest % p == 0:
                rest //= p
                found[p] = found.get(p, Fraction(0)) + c
            p += 1
    return {p: c for p, c in found.items() if c}


@given(st.lists(st.tuples(st.integers(1, 5000), SMALL), max_size=5))
def test_coprime_bases_keep_the_exponent_of_every_prime(pairs: list[tuple[int, Fraction]]) -> None:
    found = coprime_powers(pairs)
    bases = list(found)
    assert all(base > 1 for base in bases)
    assert all(found.values())
    assert all(math.gcd(a, b) == 1 for index, a in enumerate(bases) for b in bases[index + 1 :])
    assert prime_exponents(list(found.items())) == prime_exponents(pairs)


def test_nothing_is_left_of_an_empty_product() -> None:
    assert coprime_powers([]) == {}
    assert coprime_powers([(1, Fraction(5)), (7, Fraction(0))]) == {}
    assert coprime_powers([(6, Fraction(1)), (2, Fraction(-1)), (3, Fraction(-1))]) == {}


@pytest.mark.parametrize("scale", [1, 7**2000])
@pytest.mark.parametrize("divisor", [2, 6, 2**40, 3**3000])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 64, 65])
def test_a_divisor_is_stripped_completely(scale: int, divisor: int, count: int) -> None:
    assert strip(scale * divisor**count, divisor) == (count, scale)


@given(st.integers(2, 10**9), st.integers(1, 12))
def test_roots_are_found_exactly(base: int, order: int) -> None:
    assert exact_root(base**order, order) == base
    if order > 1:
        assert exact_root(base**order + 1, order) is None
