from __future__ import annotations

import math
import threading
from fractions import Fraction

import flint
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import libmp

from varsym.errors import InputError
from varsym.exact import fixed_point
from varsym.exact.ball_precision import ball_precision
from varsym.exact.enclosure import PrecisionError, decimal_digits
from varsym.exact.fixed_point import (
    Reading,
    check_digits,
    exp_reading,
    held_together,
    log_bounds,
    log_reading,
    settle,
)


@pytest.mark.parametrize("digits", [0, -1, "1/2", 0.5, True, None])
def test_what_is_no_number_of_digits_is_refused(digits: object) -> None:
    with pytest.raises(InputError):
        check_digits(digits)


def test_ten_million_digits_are_refused() -> None:
    with pytest.raises(PrecisionError, match="10000000"):
        check_digits(10**7)


def test_the_precision_is_restored_also_after_an_error() -> None:
    before = flint.ctx.prec
    with ball_precision(777):
        assert flint.ctx.prec == 777
        with pytest.raises(ZeroDivisionError), ball_precision(888):
            flint.fmpz(1) // 0
        assert flint.ctx.prec == 777
    assert flint.ctx.prec == before


@pytest.mark.parametrize("base", [1, 2, 10, 12345, 10**50 + 1, 2**5000 - 1])
@pytest.mark.parametrize("bits", [-100, 0, 1, 63, 64, 65, 1000, 1025, 5000])
def test_logarithms_lie_in_their_bounds(base: int, bits: int) -> None:
    low, high, places = log_bounds(base, bits)
    assert places >= bits
    assert high - low < 8
    # Another precision, and another way to the same number.
    with ball_precision(2 * places + 100):
        exact = arb(base**3).log() / 3
        assert fmpq(low, 1 << places) <= exact <= fmpq(high, 1 << places)
    again_low, again_high, value, again = log_reading(base, bits)
    assert (again_low, again_high, again) == (low, high, places)
    assert low - 2 <= value <= high + 2


def test_too_many_bits_are_refused_before_they_are_computed() -> None:
    with pytest.raises(PrecisionError, match="bits"):
        log_reading(3, 10**9)
    with pytest.raises(PrecisionError, match="bits"):
        log_bounds(3, 10**9)


@given(st.fractions(-1, 3, max_denominator=10**6), st.integers(64, 900), st.integers(0, 50))
def test_exponentials_lie_in_their_bounds(x: Fraction, places: int, width: int) -> None:
    low = math.floor(x * (1 << places)) - width
    found = exp_reading(low, low + 1 + 2 * width, low + width, 1 + width, places)
    assert found is not None
    below, above, near, error = found
    with ball_precision(places + 100):
        exact = arb(fmpq(x.numerator, x.denominator)).exp()
        assert fmpq(below, 1 << places) < exact
        assert exact < fmpq(above, 1 << places)
        assert fmpq(near - error, 1 << places) < exact
        assert exact < fmpq(near + error, 1 << places)
    assert above - below < 200 * (width + 1)


def test_an_argument_known_too_loosely_is_not_read() -> None:
    assert exp_reading(0, 1 << 60, 0, 1, 64) is None
    assert exp_reading(0, 1, 0, 1 << 60, 64) is None


def test_libraries_that_contradict_each_other_are_refused() -> None:
    assert held_together(5, 7, 9, 2) == (5, 11)
    with pytest.raises(PrecisionError, match="disagree"):
        held_together(5, 7, 10, 2)
    with pytest.raises(PrecisionError, match="disagree"):
        held_together(5, 7, 2, 2)


def test_a_wrong_logarithm_of_one_library_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = libmp.to_fixed
    monkeypatch.setattr(fixed_point, "to_fixed", lambda x, bits: right(x, bits) + 100)
    with pytest.raises(PrecisionError, match="disagree"):
        log_reading(10**9 + 7, 200)


def read_of(x: Fraction) -> object:
    def read(bits: int) -> Reading:
        scaled = x * Fraction(2) ** bits
        return math.floor(scaled), math.ceil(scaled), math.floor(scaled), 3, 0

    return read


def shown(x: Fraction, digits: int, start: int) -> str:
    equal = lambda boundary, shift: abs(x) == boundary * Fraction(10) ** shift  # noqa: E731
    found = settle(read_of(x), digits, start, equal)  # type: ignore[arg-type]
    power = found.exponent - digits + 1
    value = found.sign * found.figures * Fraction(10) ** power
    assert decimal_digits(value, digits) == decimal_digits(x, digits)
    scale = Fraction(2) ** -found.bits
    assert found.low * scale < abs(x) < found.high * scale
    return decimal_digits(value, digits)


@pytest.mark.parametrize("start", [-200, 0, 5, 100])
@pytest.mark.parametrize(
    ("x", "digits"),
    [
        (Fraction(1, 8), 2),
        (Fraction(3, 8), 2),
        (Fraction(1), 1),
        (Fraction(10), 1),
        (Fraction(95, 10), 1),
        (Fraction(105, 10), 1),
        (Fraction(9995, 10), 3),
        (Fraction(99949, 100), 3),
        (Fraction(-25, 10), 1),
        (Fraction(-35, 10), 1),
        (Fraction(10**400 + 5), 400),
        (Fraction(1, 10**400), 7),
        (Fraction(10**30 - 1, 10**30), 29),
        (Fraction(2 * 10**30 + 1, 2 * 10**31), 31),
    ],
)
def test_boundaries_and_powers_of_ten_are_settled(x: Fraction, digits: int, start: int) -> None:
    assert shown(x, digits, start)


@given(st.fractions().filter(bool), st.integers(1, 40), st.integers(-100, 100))
def test_any_rational_is_rounded_as_the_exact_rounding_does(
    x: Fraction, digits: int, start: int
) -> None:
    assert shown(x, digits, start)


def test_threads_do_not_spoil_the_precision_of_each_other() -> None:
    before = flint.ctx.prec
    wrong: list[int] = []

    def work(bits: int) -> None:
        for _ in range(200):
            with ball_precision(bits):
                if flint.ctx.prec != bits:
                    wrong.append(bits)
            exp_reading(1 << bits, 1 << bits, 1 << bits, 0, bits)

    threads = [threading.Thread(target=work, args=(bits,)) for bits in (100, 200, 300, 400)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert flint.ctx.prec == before
