from __future__ import annotations

import copy
import pickle
import random
import sys
from fractions import Fraction

import mpmath
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath.libmp import libelefun

from varsym.errors import InputError
from varsym.exact import fixed_point
from varsym.exact.ball_precision import ball_precision
from varsym.exact.enclosure import PrecisionError, decimal_digits
from varsym.exact.log_forms import LogForm
from varsym.exact.magnitudes import Magnitude

POSITIVE = st.fractions(Fraction(1, 10**6), 10**6, max_denominator=10**6)
EXPONENTS = st.fractions(-50, 50, max_denominator=12)
MAGNITUDES = st.builds(
    lambda q, b, c: Magnitude.exp(q) * Magnitude.power(b, c),
    st.one_of(st.just(Fraction(0)), EXPONENTS),
    POSITIVE,
    EXPONENTS,
)


def held_against_balls(mantissa: str, exponent: int, log: LogForm, bits: int) -> None:
    """Compare digits with what Arb alone and mpmath alone compute, at a high precision."""
    figures = Fraction(mantissa)
    half = Fraction(1, 2 * 10 ** (len(mantissa.replace(".", "")) - 1))
    with ball_precision(bits):
        total = arb(fmpq(log.constant.numerator, log.constant.denominator))
        for base, c in log.logs.items():
            total += arb(base).log() * arb(fmpq(c.numerator, c.denominator))
        scaled = (total - arb(10).log() * exponent).exp()
        low, high = figures - half, figures + half
        assert fmpq(low.numerator, low.denominator) <= scaled
        assert scaled <= fmpq(high.numerator, high.denominator)
    with mpmath.workprec(bits):
        value = mpmath.mpf(log.constant.numerator) / log.constant.denominator
        for base, c in log.logs.items():
            value += mpmath.log(base) * c.numerator / c.denominator
        near = mpmath.exp(value) / mpmath.mpf(10) ** exponent
        error = abs(near - mpmath.mpf(figures.numerator) / figures.denominator)
        assert error <= mpmath.mpf(half.numerator) / half.denominator * (1 + mpmath.mpf(2) ** -60)


def test_ten_thousand_random_numbers_to_fifty_digits() -> None:
    rng = random.Random(54)  # noqa: S311
    for _ in range(10_000):
        q = Fraction(rng.randrange(-(10 ** rng.randrange(1, 60)), 10**20), rng.randrange(1, 999))
        b = Fraction(rng.randrange(1, 10**6), rng.choice((1, 1, 2, 3, 1000)))
        c = Fraction(rng.randrange(-(10 ** rng.randrange(1, 45)), 10**10), rng.randrange(1, 99))
        number = Magnitude.exp(rng.choice((0, q))) * Magnitude.power(b, c)
        mantissa, exponent = number.scientific(50)
        held_against_balls(mantissa, exponent, number.log, 420)


@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        (Magnitude.of(1), 1, "1"),
        (Magnitude.of(1), 5, "1.0000"),
        (Magnitude.of(10), 1, "1e+1"),
        (Magnitude.of("0.125"), 2, "0.12"),
        (Magnitude.of("0.375"), 2, "0.38"),
        (Magnitude.of("9.5"), 1, "1e+1"),
        (Magnitude.of("0.95"), 1, "1"),
        (Magnitude.of("0.85"), 1, "0.8"),
        (Magnitude.of("99.95"), 3, "100"),
        (Magnitude.of(10**50 + 5), 50, "1.0000000000000000000000000000000000000000000000000e+50"),
        (Magnitude.power(10, -7), 3, "1.00e-7"),
        (Magnitude.power(10, 10**30), 4, "1.000e+1" + "0" * 30),
        (Magnitude.power(10, -(10**30)), 4, "1.000e-1" + "0" * 30),
        (Magnitude.power(10, -(10**30)) * Fraction(25, 2), 2, "1.2e-" + "9" * 30),
        (Magnitude.power(4, "1/2") * Magnitude.power("1/16", "1/4"), 9, "1.00000000"),
        (Magnitude.exp(1), 30, "2.71828182845904523536028747135"),
        (Magnitude.exp("1e-30"), 25, "1.000000000000000000000000"),
        (Magnitude.exp("1e-30"), 35, "1.0000000000000000000000000000010000"),
        (Magnitude.exp("-1e-30"), 29, "1.0000000000000000000000000000"),
        (Magnitude.exp("-1e-30"), 31, "0.9999999999999999999999999999990"),
    ],
)
def test_printed_numbers(number: Magnitude, digits: int, expected: str) -> None:
    assert number.decimal(digits) == expected


def test_the_figures_that_mpmath_gets_wrong() -> None:
    # exp(-5 10^40 log 256) is 2^(-40 10^40).
    assert Magnitude.power(256, -5 * 10**40) == Magnitude.power(2, -40 * 10**40)
    text = Magnitude.power(256, -5 * 10**40).decimal(50)
    assert text == Magnitude.power(2, -40 * 10**40).decimal(50)
    held_against_balls(
        *Magnitude.power(2, -40 * 10**40).scientific(50), LogForm(0, {2: -40 * 10**40}), 500
    )


@given(POSITIVE, st.integers(1, 30))
def test_rationals_are_rounded_as_the_exact_rounding_does(q: Fraction, digits: int) -> None:
    assert Magnitude.of(q).decimal(digits) == decimal_digits(q, digits)
    assert Magnitude.of(q).enclosure(digits).decimal(digits) == decimal_digits(q, digits)


@given(st.integers(1, 10**6), st.integers(-80, 80), st.integers(1, 8))
def test_boundaries_terminate(figures: int, power: int, digits: int) -> None:
    q = Fraction(2 * figures + 1, 2) * Fraction(10) ** power
    number = Magnitude.of(q)
    assert number.decimal(digits) == decimal_digits(q, digits)
    far = number * Magnitude.power(10, 10**25)
    mantissa, exponent = far.scientific(digits)
    near_mantissa, near_exponent = number.scientific(digits)
    assert (mantissa, exponent - 10**25) == (near_mantissa, near_exponent)


@given(MAGNITUDES, st.integers(1, 60))
def test_digits_hold_against_balls(number: Magnitude, digits: int) -> None:
    mantissa, exponent = number.scientific(digits)
    assert len(mantissa.replace(".", "")) == digits
    assert mantissa[0] != "0"
    if number.is_rational:
        assert number.rational() is not None
        assert decimal_digits(number.rational() or 0, digits) == number.decimal(digits)
    else:
        held_against_balls(mantissa, exponent, number.log, 900)
        assert number.enclosure(digits).decimal(digits) == number.decimal(digits)


def test_an_exponent_of_a_thousand_digits() -> None:
    number = Magnitude.exp(-(10**1000) - 7)
    mantissa, exponent = number.scientific(50)
    held_against_balls(mantissa, exponent, number.log, 4000)
    assert len(str(exponent)) == 1001
    assert number.power_of_ten(6) == "10^(-4.34294e+999)"


def test_more_digits_agree_with_fewer() -> None:
    number = Magnitude.power(7, -(10**20))
    long = number.scientific(1000)
    assert long[0].startswith(number.scientific(30)[0][:-1])
    assert long[1] == number.scientific(30)[1]


@given(MAGNITUDES, st.integers(1, 40))
def test_logarithms_to_base_ten(number: Magnitude, digits: int) -> None:
    value = Fraction(number.log10_decimal(digits))
    with ball_precision(500):
        log = number.log
        total = arb(fmpq(log.constant.numerator, log.constant.denominator))
        for base, c in log.logs.items():
            total += arb(base).log() * arb(fmpq(c.numerator, c.denominator))
        exact = total / arb(10).log()
        error = abs(exact - fmpq(value.numerator, value.denominator))
        assert error < abs(exact) * arb(10) ** (1 - digits) + arb(2) ** -300
        if not exact.contains(0):
            size = Fraction(number.log10_of_log10(digits))
            exact = abs(exact).log() / arb(10).log()
            error = abs(exact - fmpq(size.numerator, size.denominator))
            assert error < abs(exact) * arb(10) ** (1 - digits) + arb(2) ** -200


@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        (Magnitude.of(10), 5, "0"),
        (Magnitude.of("1/10"), 5, "0"),
        (Magnitude.power(10, -1000), 3, "3.00"),
        (Magnitude.power(10, "1/1000"), 3, "-3.00"),
        (Magnitude.power(10, 10**3000), 6, "3000.00"),
        (Magnitude.power(100, 50), 4, "2.000"),
        (Magnitude.power(10, 2), 5, "0.30103"),
        (Magnitude.power(10, 10**300 + 1), 5, "300.00"),
        (Magnitude.exp(-(10**5000)), 8, "4999.6378"),
        (Magnitude.of(10**30 + 1) / 10**29, 3, "4.34e-31"),
    ],
)
def test_lengths_of_exponents(number: Magnitude, digits: int, expected: str) -> None:
    if expected == "4.34e-31":
        # log10(10 (1 + 10^-30)) is 1 + 4.34 10^-31, and the next log10 0.434 times the rest.
        expected = "1.89e-31"
    assert number.log10_of_log10(digits) == expected


def test_one_has_no_length_of_its_exponent() -> None:
    with pytest.raises(InputError, match="The number 1"):
        Magnitude.of(1).log10_of_log10(5)
    assert Magnitude.of(1).log10_decimal(5) == "0"
    assert Magnitude.of(1).log_decimal(5) == "0"
    assert Magnitude.of(1).power_of_ten(3) == "10^(0)"


@given(POSITIVE, POSITIVE)
def test_the_order_of_rationals_is_kept(a: Fraction, b: Fraction) -> None:
    left, right = Magnitude.of(a), Magnitude.of(b)
    assert (left < right) is (a < b)
    assert (left <= right) is (a <= b)
    assert (left > b) is (a > b)
    assert (left >= b) is (a >= b)
    assert (left == b) is (a == b)
    assert (left * right).rational() == a * b
    assert (left / right).rational() == a / b
    assert (1 / left).rational() == 1 / a
    assert (left**2 / 3).rational() == a**2 / 3


@given(POSITIVE, st.integers(1, 5))
def test_equal_numbers_have_one_hash(q: Fraction, order: int) -> None:
    number = Magnitude.of(q) ** order
    assert number == q**order
    assert hash(number) == hash(q**order)
    root = Magnitude.of(q**order) ** Fraction(1, order)
    assert root == q
    assert hash(root) == hash(q)
    assert {number: 1, q**order: 2} == {number: 2}


def test_hashes_of_odd_rationals_are_those_of_fractions() -> None:
    modulus = sys.hash_info.modulus
    for q in (Fraction(modulus), Fraction(1, modulus), Fraction(modulus - 1), Fraction(2, modulus)):
        assert hash(Magnitude.of(q)) == hash(q)
    huge = 2**1_500_000
    assert Magnitude.power(2, 1_500_000) == huge
    assert hash(Magnitude.power(2, 1_500_000)) == hash(huge)
    irrational = Magnitude.power(2, "1/2")
    assert hash(irrational) == hash(Magnitude.power(4, "1/4"))
    assert irrational != Fraction(7, 5)


def test_comparisons_with_what_is_not_positive_or_not_exact() -> None:
    tiny = Magnitude.exp(-(10**100))
    assert tiny > 0
    assert tiny > Fraction(-1, 2)
    assert not tiny <= 0
    assert tiny != 0
    assert tiny != "tiny"
    assert tiny.compare(-3) == 1
    with pytest.raises(TypeError):
        tiny < 0.5  # noqa: B015
    with pytest.raises(InputError, match="float"):
        tiny.compare(0.5)  # type: ignore[arg-type]
    for operation in ("__mul__", "__truediv__", "__pow__", "__eq__"):
        assert getattr(tiny, operation)(0.5) is NotImplemented
    assert tiny.__mul__(0) is NotImplemented


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (Magnitude.of, 0),
        (Magnitude.of, -1),
        (Magnitude.of, 0.5),
        (Magnitude.exp, 0.5),
        (Magnitude.exp, "x"),
        (Magnitude, 3),
    ],
)
def test_bad_numbers_are_refused(make: object, argument: object) -> None:
    with pytest.raises(InputError):
        make(argument)  # type: ignore[operator]


def test_rationals_are_found_and_irrationals_not_taken_for_them() -> None:
    assert Magnitude.power(2, 999_999).rational() == 2**999_999
    assert Magnitude.power(2, 1_000_000).rational() is None
    assert Magnitude.power(2, 1_000_000).is_rational
    assert Magnitude.power("1/2", 10**500).rational() is None
    assert Magnitude.power(8, "2/3").rational() == 4
    assert Magnitude.power(12, "1/2").rational() is None
    assert not Magnitude.power(12, "1/2").is_rational
    assert (Magnitude.power(12, "1/2") * Magnitude.power(3, "1/2")).rational() == 6
    assert not Magnitude.exp(1).is_rational
    assert (Magnitude.exp(1) * Magnitude.exp(-1)).rational() == 1
    assert not Magnitude.power(2, Fraction(1, 10**50)).is_rational


def test_what_costs_too_much_is_refused_with_a_word_about_it() -> None:
    with pytest.raises(PrecisionError, match="10000000 significant digits"):
        Magnitude.exp(1).decimal(10**7)
    huge = Magnitude.power(2, Fraction(1 << 900_000, 3))
    with pytest.raises(PrecisionError, match="bits"):
        huge.scientific(10)
    assert huge.power_of_ten(3).startswith("10^(")
    with pytest.raises(PrecisionError, match="fraction"):
        Magnitude.exp(-(10**40)).enclosure(5)
    with pytest.raises(InputError):
        Magnitude.exp(1).decimal(0)


def test_a_fault_of_one_library_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = libelefun.exp_basecase
    monkeypatch.setattr(fixed_point, "exp_basecase", lambda x, bits: right(x, bits) + (1 << 60))
    with pytest.raises(PrecisionError, match="disagree"):
        Magnitude.exp(1).decimal(50)


def test_it_is_immutable_and_can_be_sent() -> None:
    number = Magnitude.exp("-1/3") * 5
    with pytest.raises(AttributeError):
        number._log = LogForm()
    assert pickle.loads(pickle.dumps(number)) == number
    assert copy.copy(number) == number
    assert repr(number) == "<Magnitude exp(-1/3 + log 5)>"


@given(st.integers(10**7, 10**8 - 2), st.sampled_from([-1, 1]), st.integers(20, 400))
def test_numbers_beside_a_boundary_go_to_their_side(figures: int, side: int, depth: int) -> None:
    boundary = Fraction(2 * figures + 1, 2)
    number = Magnitude.of(boundary) * Magnitude.exp(Fraction(side, 10**depth))
    mantissa, exponent = number.scientific(8)
    assert int(mantissa.replace(".", "")) == figures + (side > 0)
    assert exponent == 7
    # The same of 10^b and of e^b: their logarithms lie beside the boundary.
    least = LogForm(0, {1 + Fraction(1, 10**depth): side})
    power = Magnitude(LogForm(0, {10: boundary}) + least)
    assert int(power.log10_decimal(8)) == figures + (side > 0)
    assert int((LogForm(boundary) + least).decimal(8)) == figures + (side > 0)


@pytest.mark.parametrize("depth", [30, 3000])
def test_the_size_of_an_exponent_beside_a_whole_number(depth: int) -> None:
    least = LogForm(0, {1 + Fraction(1, 10**depth): 1})
    for side, last in ((1, "500.000000000"), (-1, "500.000000000")):
        number = Magnitude(LogForm(0, {10: 10**500}) + least * side)
        assert number.log10_of_log10(12) == last
    near_one = Magnitude(LogForm(0, {10: 1}) + least)
    assert near_one.log10_of_log10(3) == f"1.89e-{depth + 1}"
