"""Fifty certain digits of e^x: this library, which holds mpmath against Arb, and each alone.

The peers are given the exponent in their own numbers and the precision that is needed in the end,
and print what they find; nothing tells them whether the digits are right.
"""

from __future__ import annotations

from fractions import Fraction

import flint
import mpmath
import pytest
from flint import arb, fmpq

from varsym.exact.ball_precision import ball_precision
from varsym.exact.magnitudes import Magnitude

DIGITS = 50
# What 50 digits need beyond those of the exponent: 167 bits, and some for rounding.
BITS = 200

NUMBERS = {
    "δ": Magnitude.power(255, -5 * 10**40),
    "thousand-digit exponent": Magnitude.exp(-(10**1000) - Fraction(1, 7)),
    "near 1": Magnitude.exp(Fraction(1, 10**6)),
}


def parts(number: Magnitude) -> tuple[fmpq, list[tuple[int, fmpq]], int]:
    form = number.log
    logs = [(base, fmpq(c.numerator, c.denominator)) for base, c in form.logs.items()]
    return fmpq(form.constant.numerator, form.constant.denominator), logs, max(form.size, 0) + BITS


@pytest.mark.parametrize("name", NUMBERS)
def test_certain_digits(benchmark, name: str) -> None:
    number = NUMBERS[name]
    mantissa, _ = benchmark(lambda: number.scientific(DIGITS))
    assert len(mantissa) == DIGITS + 1


@pytest.mark.parametrize("name", NUMBERS)
def test_digits_by_arb_alone(benchmark, name: str) -> None:
    number = NUMBERS[name]
    constant, logs, bits = parts(number)

    def digits() -> str:
        before = flint.ctx.prec
        flint.ctx.prec = bits
        try:
            total = sum((arb(base).log() * c for base, c in logs), arb(constant))
            return total.exp().str(DIGITS, radius=False)
        finally:
            flint.ctx.prec = before

    assert benchmark(digits)[: DIGITS - 1] == number.scientific(DIGITS)[0][: DIGITS - 1]


@pytest.mark.parametrize("name", NUMBERS)
def test_digits_by_mpmath_alone(benchmark, name: str) -> None:
    number = NUMBERS[name]
    form = number.log
    bits = max(form.size, 0) + BITS

    def digits() -> str:
        with mpmath.workprec(bits):
            total = mpmath.mpf(form.constant.numerator) / form.constant.denominator
            for base, c in form.logs.items():
                total += mpmath.log(base) * c.numerator / c.denominator
            found: str = mpmath.nstr(mpmath.exp(total), DIGITS)
            return found

    assert benchmark(digits)[: DIGITS - 1] == number.scientific(DIGITS)[0][: DIGITS - 1]


def test_a_thousand_digits(benchmark) -> None:
    number = NUMBERS["δ"]
    mantissa, _ = benchmark(lambda: number.scientific(1000))
    assert len(mantissa) == 1001


def test_comparing(benchmark) -> None:
    left, right = Magnitude.power(255, -5 * 10**40), Magnitude.power(256, -(5 * 10**40) + 1)
    assert benchmark(lambda: left > right)


def test_exact_equality(benchmark) -> None:
    left, right = Magnitude.power(12, 10**40), Magnitude.power(18, 10**40)
    root = Magnitude.power(Fraction(2, 3), 10**40)
    assert benchmark(lambda: left == right * root)


def test_arb_alone_proves_the_same_bounds() -> None:
    for number in NUMBERS.values():
        mantissa, exponent = number.scientific(DIGITS)
        constant, logs, bits = parts(number)
        with ball_precision(bits + 100):
            total = sum((arb(base).log() * c for base, c in logs), arb(constant))
            scaled = (total - arb(10).log() * exponent).exp()
            assert abs(scaled - arb(mantissa)) < arb(10) ** (1 - DIGITS)
