from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.numbers import exact_integer, exact_rational, format_rational


@pytest.fixture
def tightest_limit() -> Iterator[None]:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(sys.int_info.str_digits_check_threshold)
    yield
    sys.set_int_max_str_digits(before)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, Fraction(0)),
        (-7, Fraction(-7)),
        (Fraction(4, 6), Fraction(2, 3)),
        ("0", Fraction(0)),
        ("-0.0", Fraction(0)),
        ("3", Fraction(3)),
        ("+3", Fraction(3)),
        ("007", Fraction(7)),
        ("1/10", Fraction(1, 10)),
        ("-4/6", Fraction(-2, 3)),
        ("0.1", Fraction(1, 10)),
        ("-2.5", Fraction(-5, 2)),
        (" \n 0.5\t", Fraction(1, 2)),
        ("1e-3", Fraction(1, 1000)),
        ("2.5E+10", Fraction(25 * 10**9)),
        ("1e0003", Fraction(1000)),
        ("1e0", Fraction(1)),
        ("1e10000", Fraction(10**10000)),
        (Decimal("0.10"), Fraction(1, 10)),
        (Decimal("-12E+3"), Fraction(-12000)),
        (sympy.Rational(-1, 3), Fraction(-1, 3)),
        (sympy.Integer(5), Fraction(5)),
        (sympy.S.Half, Fraction(1, 2)),
        (sympy.S.Zero, Fraction(0)),
        (np.int64(-9), Fraction(-9)),
        (np.uint8(200), Fraction(200)),
    ],
)
def test_exact_numbers_are_taken(value: object, expected: Fraction) -> None:
    found = exact_rational(value)
    assert type(found) is Fraction
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", ".", "-", "+-3", "--3", "1.", ".5", "1..2", "1,5", "1_000", "0x10", "1e", "e5",
        "1e1.5", "1/2/3", "1/-2", "1 / 2", "1/2e3", "1.5/2", "nan", "inf", "-Infinity", "∞", "٣",
        "²", "−1", "1+1", "2**3", "__import__('os')", "1\x002", "one",
    ],
)  # fmt: skip
def test_texts_outside_the_grammar_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        exact_rational(text)


@pytest.mark.parametrize(
    "value",
    [True, False, np.True_, None, 1j, [1], b"1", sympy.oo, sympy.nan, sympy.zoo, sympy.pi,
     sympy.Symbol("x"), sympy.sqrt(2), Decimal("NaN"), Decimal("-Infinity"), Decimal("sNaN")],
)  # fmt: skip
def test_other_objects_are_refused(value: object) -> None:
    with pytest.raises(InputError):
        exact_rational(value)


@pytest.mark.parametrize(
    "value",
    [0.1, 1.0, float("nan"), float("inf"), np.float64(0.1), np.float32(1), np.float16(1),
     np.longdouble(1), sympy.Float("0.1")],
)  # fmt: skip
def test_binary_floats_are_refused_with_a_way_out(value: object) -> None:
    with pytest.raises(InputError, match="binary float") as caught:
        exact_rational(value, name="rate")
    assert "'rate'" in str(caught.value)
    assert caught.value.advice == 'Write "0.1" or "1/10".'


def test_zero_denominators_are_refused() -> None:
    with pytest.raises(InputError, match="zero"):
        exact_rational("1/000")


@pytest.mark.parametrize(
    "value",
    [
        "1" * 10_001,
        " " * 10_001,
        "1e10001",
        "1e-10001",
        "1e" + "9" * 9000,
        "1e" + "9" * 4400,
        1 << 10**6,
        -(1 << 10**6),
        Fraction(1, 1 << 10**6),
        Fraction(1 << 10**6, 3),
        Decimal("1e10001"),
        Decimal("1e-10001"),
        Decimal((0, (1,) * 10_001, 0)),
        sympy.Integer(1 << 10**6),
    ],
    ids=range(14),
)
def test_enormous_numbers_are_refused_in_few_words(value: object) -> None:
    with pytest.raises(InputError) as caught:
        exact_rational(value)
    assert len(str(caught.value)) < 400


def test_the_limits_themselves_are_accepted() -> None:
    assert exact_rational((1 << 10**6) - 1).numerator.bit_length() == 10**6
    assert exact_rational("1e-10000") == Fraction(1, 10**10000)


def test_long_texts_are_read_below_the_tightest_limit(tightest_limit: None) -> None:
    assert exact_rational("9" * 10_000) == 10**10_000 - 1
    assert exact_rational("1/" + "9" * 9_998).denominator == 10**9_998 - 1
    assert exact_rational("0." + "0" * 5_000 + "1") == Fraction(1, 10**5_001)
    assert exact_rational(Decimal((1, (9,) * 5_000, -5_000))) == Fraction(1, 10**5_000) - 1


def test_messages_shorten_enormous_numbers(tightest_limit: None) -> None:
    acts: list[Callable[[], object]] = [
        lambda: exact_rational(-(10**9_000), positive=True),
        lambda: exact_integer(10**9_000, maximum=10**8_000),
        lambda: exact_integer(Fraction(10**9_000, 7)),
        lambda: exact_rational("x" * 9_000, name="y" * 9_000),
    ]
    for act in acts:
        with pytest.raises(InputError) as caught:
            act()
        assert len(str(caught.value)) < 400


def test_signs_are_checked_on_request() -> None:
    assert exact_rational(0, nonnegative=True) == 0
    assert exact_rational("1/9", positive=True) == Fraction(1, 9)
    acts: list[Callable[[], object]] = [
        lambda: exact_rational("-1/9", nonnegative=True),
        lambda: exact_rational("-1/9", positive=True),
        lambda: exact_rational(0, positive=True),
    ]
    for act in acts:
        with pytest.raises(InputError):
            act()


@given(st.fractions())
def test_str_of_a_fraction_is_read_back(q: Fraction) -> None:
    assert exact_rational(str(q)) == q


@given(st.decimals(allow_nan=False, allow_infinity=False).filter(lambda d: abs(d.adjusted()) < 900))
def test_str_of_a_decimal_is_read_back(d: Decimal) -> None:
    assert exact_rational(str(d)) == exact_rational(d) == Fraction(d)


@pytest.mark.parametrize("value", [5, "5", "5.0", "50e-1", Fraction(10, 2), sympy.Integer(5)])
def test_whole_numbers_are_taken(value: object) -> None:
    found = exact_integer(value)
    assert type(found) is int
    assert found == 5


def test_integer_bounds_are_inclusive() -> None:
    assert exact_integer(1, minimum=1, maximum=1) == 1
    for value in (0, 2):
        with pytest.raises(InputError, match="'k'"):
            exact_integer(value, "k", 1, 1)


@pytest.mark.parametrize("value", ["1/2", 2.0, True, "", Decimal("0.5")])
def test_other_numbers_are_not_whole(value: object) -> None:
    with pytest.raises(InputError):
        exact_integer(value)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        (0, "0"),
        (-3, "-3"),
        (Fraction(3, 2), "3/2"),
        (Fraction(-3, 2), "-3/2"),
        (10**39, "1" + "0" * 39),
        (10**40, "≈ 1.0000e+40 (exact value has 41 digits)"),
        (10**40 - 1, "9" * 40),
        (10**41 - 1, "≈ 9.9999e+40 (exact value has 41 digits)"),
        (Fraction(-(10**40), 3), "≈ -3.3333e+39 (exact value has 42 digits)"),
        (Fraction(2, 3 * 10**50), "≈ 6.6666e-51 (exact value has 52 digits)"),
        (Fraction(10**30, 10**30 + 1), "≈ 9.9999e-1 (exact value has 62 digits)"),
    ],
)
def test_rationals_are_written_for_a_reader(q: Fraction | int, expected: str) -> None:
    assert format_rational(q) == expected


def test_max_digits_decides_when_to_shorten(tightest_limit: None) -> None:
    assert format_rational(Fraction(1, 7), 2) == "1/7"
    assert format_rational(Fraction(10, 7), 2) == "≈ 1.4285e+0 (exact value has 3 digits)"
    assert format_rational(10**5_000, 5_001) == "1" + "0" * 5_000
    assert format_rational(10**300_000) == "≈ 1.0000e+300000 (exact value has 300001 digits)"
    with pytest.raises(InputError):
        format_rational(1, 0)


def test_floats_are_not_formatted() -> None:
    with pytest.raises(InputError, match="binary float"):
        format_rational(0.5)  # type: ignore[arg-type]


@given(st.integers(10**40, 10**60), st.integers(1, 10**50))
def test_shown_digits_are_cut_off_and_not_rounded(top: int, bottom: int) -> None:
    q = Fraction(top, bottom)
    text = format_rational(q, 20)
    if text.startswith("≈ "):
        mantissa, _, exponent = text[2:].split(" ")[0].partition("e")
        unit = Fraction(10) ** (int(exponent) - 4)
        shown = Fraction(mantissa.replace(".", "")) * unit
        assert shown <= q < shown + unit
    else:
        assert Fraction(text) == q
