from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.digits import decimal_exponent, digit_count, digit_string, parse_digits


@pytest.fixture
def tightest_limit() -> Iterator[None]:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(sys.int_info.str_digits_check_threshold)
    yield
    sys.set_int_max_str_digits(before)


@pytest.mark.parametrize("text", ["", "-1", " 1", "1_0", "1.0", "٣", "²"])
def test_other_characters_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_digits(text)


@pytest.mark.parametrize("length", [1, 499, 500, 501, 1000, 4300, 4301, 9999])
def test_reading_and_writing_work_below_the_tightest_limit(
    length: int, tightest_limit: None
) -> None:
    text = ("9071" * length)[:length]
    value = parse_digits(text)
    assert digit_string(value) == text
    assert digit_string(-value) == "-" + text
    assert value % 10 == int(text[-1])
    assert 10 ** (length - 1) <= value < 10**length


def test_zeros_inside_and_in_front_are_kept_in_place() -> None:
    assert digit_string(10**1500 + 7) == "1" + "0" * 1499 + "7"
    assert parse_digits("0" * 700 + "7") == 7
    assert digit_string(0) == "0"


@given(st.integers())
def test_digits_agree_with_str(value: int) -> None:
    assert digit_string(value) == str(value)
    assert digit_count(value) == len(str(abs(value)))


@pytest.mark.parametrize("power", [*range(1, 60), 5000, 30103])
def test_counts_at_powers_of_ten_and_two(power: int) -> None:
    assert digit_count(10**power) == power + 1
    assert digit_count(10**power - 1) == power
    assert digit_count(2**power) == digit_count(-(2**power)) == len(digit_string(2**power))


def test_zero_has_no_leading_digit() -> None:
    with pytest.raises(InputError):
        decimal_exponent(Fraction(0))


@given(st.fractions().filter(bool))
def test_the_exponent_brackets_the_number(value: Fraction) -> None:
    exponent = decimal_exponent(value)
    assert Fraction(10) ** exponent <= abs(value) < Fraction(10) ** (exponent + 1)
