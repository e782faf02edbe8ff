from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError, VarsymError
from varsym.exact.enclosure import (
    Enclosure,
    PrecisionError,
    decimal_digits,
    enclose_rational,
    enclose_root,
)
from varsym.exact.numbers import exact_rational

SMALL = st.fractions(-100, 100, max_denominator=200)


def certain(box: Enclosure, digits: int) -> bool:
    try:
        box.decimal(digits)
    except PrecisionError:
        return False
    return True


def test_ends_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(InputError, match="above"):
        Enclosure(Fraction(1), Fraction(0))


def test_floats_are_refused_as_ends() -> None:
    with pytest.raises(InputError, match="float"):
        Enclosure(0.5, Fraction(1))  # type: ignore[arg-type]


def test_it_is_frozen() -> None:
    with pytest.raises(AttributeError):
        enclose_rational(1, 1).lower = Fraction(0)  # type: ignore[misc]


def test_there_is_no_order_that_could_be_mistaken_for_an_answer() -> None:
    with pytest.raises(TypeError):
        enclose_rational(1, 1) < enclose_rational(2, 1)  # type: ignore[operator]  # noqa: B015


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 1), (2, 3), -1),
        ((2, 3), (0, 1), 1),
        ((0, 1), (1, 2), None),
        ((1, 2), (0, 1), None),
        ((0, 3), (1, 2), None),
        ((0, 1), (0, 1), None),
    ],
)
def test_comparisons_answer_only_what_the_ends_decide(
    first: tuple[int, int], second: tuple[int, int], expected: int | None
) -> None:
    one = Enclosure(Fraction(first[0]), Fraction(first[1]))
    other = Enclosure(Fraction(second[0]), Fraction(second[1]))
    assert one.compare(other) == expected
    if second[0] == second[1]:
        assert one.compare(second[0]) == expected


@given(SMALL, SMALL, SMALL, SMALL)
def test_a_decided_comparison_holds_for_all_points(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction
) -> None:
    one, other = Enclosure(min(a, b), max(a, b)), Enclosure(min(c, d), max(c, d))
    signs = {(x > y) - (x < y) for x in (a, b) for y in (c, d)}
    assert one.compare(other) == (signs.pop() if len(signs) == 1 else None)


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        ("1", "1", None),
        ("0", "0", None),
        ("-1", "1", 0),
        ("0", "1e-50", 0),
        ("1.4", "1.6", 0),
        ("1.5", "2.5", 1),
        ("9.5", "14.9", 1),
        ("1.4141", "1.4149", 3),
        ("0.4999", "0.5001", 3),
        ("1.2499", "1.2501", 4),
        ("0.999999", "1.000001", 5),
        ("-1.2501", "-1.2499", 4),
        ("99.96", "100.04", 3),
    ],
)
def test_certain_digits_are_counted(lower: str, upper: str, expected: int | None) -> None:
    assert Enclosure(Fraction(lower), Fraction(upper)).digits_certain() == expected


@given(SMALL, st.fractions(Fraction(1, 10**9), 5))
def test_the_count_is_the_largest_that_prints(lower: Fraction, width: Fraction) -> None:
    box = Enclosure(lower, lower + width)
    count = box.digits_certain()
    printable = [digits for digits in range(1, 25) if certain(box, digits)]
    assert count == max(printable, default=0)


def test_uncertain_digits_are_not_printed() -> None:
    box = Enclosure(Fraction("1.2499"), Fraction("1.2501"))
    assert (box.decimal(1), box.decimal(3)) == ("1", "1.25")
    with pytest.raises(PrecisionError, match="At most 4 digits"):
        box.decimal(2)
    assert issubclass(PrecisionError, VarsymError)


@pytest.mark.parametrize("digits", [0, -1, 10_001, 2.0])
def test_the_number_of_digits_is_checked(digits: int) -> None:
    for act in (
        lambda: decimal_digits(1, digits),
        lambda: enclose_rational(1, digits),
        lambda: enclose_root(2, 2, digits),
    ):
        with pytest.raises(InputError):
            act()


@pytest.mark.parametrize(
    ("q", "digits", "expected"),
    [
        (0, 5, "0"),
        (1, 1, "1"),
        (1, 4, "1.000"),
        (-1, 1, "-1"),
        ("0.25", 1, "0.2"),
        ("0.35", 1, "0.4"),
        ("0.251", 1, "0.3"),
        ("-0.25", 1, "-0.2"),
        ("9.995", 3, "10.0"),
        ("9.5", 1, "1e+1"),
        ("999.96", 4, "1000"),
        ("9999.6", 4, "1.000e+4"),
        ("0.0001", 1, "0.0001"),
        ("0.00001", 1, "1e-5"),
        ("0.000099996", 4, "0.0001000"),
        ("1234", 4, "1234"),
        ("12345", 4, "1.234e+4"),
        ("12355", 4, "1.236e+4"),
        ("1234e-60", 4, "1.234e-57"),
    ],
)
def test_rounding_and_notation(q: str | int, digits: int, expected: str) -> None:
    assert decimal_digits(Fraction(q), digits) == expected


@given(st.fractions(), st.integers(1, 30))
def test_rounding_agrees_with_the_decimal_module(q: Fraction, digits: int) -> None:
    context = decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_EVEN)
    expected = context.divide(decimal.Decimal(q.numerator), decimal.Decimal(q.denominator))
    assert Fraction(decimal_digits(q, digits)) == Fraction(expected)


def test_long_numbers_and_many_digits() -> None:
    assert decimal_digits(Fraction(1, 3), 10_000) == "0." + "3" * 10_000
    text = decimal_digits(Fraction(3 ** (10**5), 7), 10_000)
    assert text.endswith("e+47711")
    assert len(text) == len("1.e+47711") + 9_999


def test_a_rational_is_its_own_enclosure() -> None:
    box = enclose_rational(Fraction(2, 3), 5)
    assert box.lower == box.upper == Fraction(2, 3)
    assert box.width == 0


@pytest.mark.parametrize(
    ("q", "n", "root"),
    [(0, 5, 0), (1, 10**50, 1), (7, 1, 7), (Fraction(4, 9), 2, Fraction(2, 3)),
     (10**300, 3, 10**100), (2**1000, 1000, 2), (Fraction(1, 3**97), 97, Fraction(1, 3))],
)  # fmt: skip
def test_rational_roots_are_points(q: Fraction, n: int, root: Fraction) -> None:
    assert enclose_root(q, n, 3) == Enclosure(Fraction(root), Fraction(root))


@pytest.mark.parametrize("n", [0, -1])
def test_orders_below_one_are_refused(n: int) -> None:
    with pytest.raises(InputError):
        enclose_root(2, n, 3)


def test_negative_radicands_are_refused() -> None:
    with pytest.raises(InputError):
        enclose_root(-1, 3, 3)


def test_roots_beyond_reach_are_refused() -> None:
    with pytest.raises(PrecisionError):
        enclose_root(2, 10**7, 3)
    with pytest.raises(PrecisionError):
        enclose_root(2, 10**9000, 3)


@given(
    st.fractions(0, 10**6, max_denominator=10**6),
    st.integers(1, 60),
    st.integers(1, 30),
)
def test_ends_are_certified_and_digits_settled(q: Fraction, n: int, digits: int) -> None:
    box = enclose_root(q, n, digits)
    assert 0 <= box.lower**n <= q <= box.upper**n
    assert certain(box, digits)
    assert (box.width == 0) == (box.lower**n == q)


@given(st.integers(2, 10**400), st.integers(2, 500))
def test_roots_of_large_integers(value: int, n: int) -> None:
    box = enclose_root(value, n, 12)
    assert box.lower**n <= value <= box.upper**n
    assert enclose_root(Fraction(value) ** n, n, 12) == enclose_rational(value, 12)


def test_many_digits_of_the_square_root_of_two() -> None:
    shown = exact_rational(enclose_root(2, 2, 9_000).decimal(9_000))
    half = Fraction(1, 2 * 10**8_999)
    assert (shown - half) ** 2 < 2 < (shown + half) ** 2
