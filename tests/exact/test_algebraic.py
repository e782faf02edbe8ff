from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.algebraic import AlgebraicNumber
from varsym.exact.matrices import SizeError
from varsym.exact.polynomials import real_roots

ROOT_2 = AlgebraicNumber.root_of([-2, 0, 1], 1, 2)
ROOT_3 = AlgebraicNumber.root_of([-3, 0, 1], 1, 2)
CUBE_ROOT_2 = AlgebraicNumber.root_of([-2, 0, 0, 1], 1, 2)
GOLDEN = AlgebraicNumber.root_of([-1, -1, 1], 1, 2)

COEFFICIENTS = st.lists(st.integers(-9, 9), min_size=2, max_size=6).filter(lambda c: any(c[1:]))
RATIONALS = st.fractions(-8, 8, max_denominator=12)


@st.composite
def numbers(draw: st.DrawFn) -> AlgebraicNumber:
    """Roots of small polynomials, often close or equal to one another; scaled and multiplied."""
    roots = real_roots(draw(COEFFICIENTS), -20, 20)
    assume(roots)
    number = draw(st.sampled_from(roots))
    if draw(st.booleans()):
        number = abs(number).sqrt()
    return number * draw(st.sampled_from([1, -1, Fraction(3, 2), 4]))


@pytest.mark.parametrize(
    ("coefficients", "lower", "upper"),
    [
        ([-2, 0, 1], -2, 2),
        ([-2, 0, 1], 2, 3),
        ([-2, 0, 1], 0, 1),
        ([1, 0, 1], -9, 9),
        ([-6, 11, -6, 1], 1, 2),
        ([0, 0, 1, -3, 2], 0, 1),
        ([7], 0, 1),
        ([7, 0, 0], -1, 1),
    ],
)
def test_intervals_without_exactly_one_root_are_refused(
    coefficients: list[int], lower: int, upper: int
) -> None:
    with pytest.raises(InputError, match="exactly one root"):
        AlgebraicNumber.root_of(coefficients, lower, upper)


def test_malformed_roots_are_refused() -> None:
    acts: list[Callable[[], object]] = [
        lambda: AlgebraicNumber.root_of([-2, 0, 1], 2, 1),
        lambda: AlgebraicNumber.root_of([], 0, 1),
        lambda: AlgebraicNumber.root_of([0, 0], 0, 1),
        lambda: AlgebraicNumber.root_of([-2, 0, "1/2"], 1, 2),  # type: ignore[list-item]
        lambda: AlgebraicNumber.root_of([-2.0, 0, 1], 1, 2),  # type: ignore[list-item]
        lambda: AlgebraicNumber.root_of([-2, 0, 1], 1.0, 2),  # type: ignore[arg-type]
        lambda: AlgebraicNumber.root_of([-2, 0, 1], 1, math.inf),  # type: ignore[arg-type]
        lambda: AlgebraicNumber.from_rational(0.5),  # type: ignore[arg-type]
        lambda: AlgebraicNumber.from_rational(math.nan),  # type: ignore[arg-type]
        AlgebraicNumber,
    ]
    for act in acts:
        with pytest.raises(InputError):
            act()


def test_floats_are_no_operands() -> None:
    acts: list[Callable[[], object]] = [
        lambda: ROOT_2 < 1.5,
        lambda: ROOT_2 >= 1.5,
        lambda: ROOT_2 * 1.5,
        lambda: ROOT_2 * True,
        lambda: ROOT_2**0.5,  # type: ignore[operator]
        lambda: ROOT_2**-1,
    ]
    for act in acts:
        with pytest.raises(TypeError):
            act()
    with pytest.raises(InputError, match="float"):
        ROOT_2.compare(1.5)  # type: ignore[arg-type]
    assert ROOT_2 != 1.4142135623730951
    assert ROOT_2 != "1"


@pytest.mark.parametrize("digits", [0, 10_001, 2.5])
def test_the_number_of_digits_is_checked(digits: int) -> None:
    for number in (ROOT_2, AlgebraicNumber.from_rational(1)):
        with pytest.raises(InputError):
            number.enclosure(digits)


@pytest.mark.parametrize("bits", [0, -3, 10**6 + 1, 2.5])
def test_the_number_of_bits_is_checked(bits: int) -> None:
    for number in (ROOT_2, AlgebraicNumber.from_rational(1)):
        with pytest.raises(InputError):
            number.bounds(bits)


def test_negative_square_roots_are_refused() -> None:
    for number in (-ROOT_2, AlgebraicNumber.from_rational(-1)):
        with pytest.raises(InputError, match="square root"):
            number.sqrt()


def test_an_irrational_number_is_no_fraction() -> None:
    with pytest.raises(InputError, match="irrational"):
        ROOT_2.as_fraction()


def test_it_is_immutable_and_portable() -> None:
    for number in (ROOT_2, CUBE_ROOT_2.sqrt() * 3, ROOT_2 * CUBE_ROOT_2, ROOT_2 * ROOT_2):
        with pytest.raises(AttributeError):
            number._scale = Fraction(1)
        with pytest.raises(AttributeError):
            del number._scale
        again = pickle.loads(pickle.dumps(number))
        assert again == number == copy.copy(number) == copy.deepcopy(number)
        assert hash(again) == hash(number)


@pytest.mark.parametrize(
    ("number", "polynomial"),
    [
        (AlgebraicNumber.from_rational("-3/4"), (3, 4)),
        (AlgebraicNumber.from_rational(0), (0, 1)),
        (AlgebraicNumber.root_of([0, 1], -1, 1), (0, 1)),
        (AlgebraicNumber.root_of([-1, 3], 0, 1), (-1, 3)),
        (AlgebraicNumber.root_of([4, 0, -1], 0, 9), (-2, 1)),
        (AlgebraicNumber.root_of([4, -4, 1], 0, 9), (-2, 1)),
        (AlgebraicNumber.root_of([-4, 0, 0, 0, 1], 0, 9), (-2, 0, 1)),
        (AlgebraicNumber.root_of([6, 0, -5, 0, 1], "3/2", 2), (-3, 0, 1)),
        (AlgebraicNumber.root_of([4, 0, -4, 0, 1], 0, 9), (-2, 0, 1)),
        (ROOT_2, (-2, 0, 1)),
        (-ROOT_2, (-2, 0, 1)),
        (ROOT_2 * Fraction(1, 2), (-1, 0, 2)),
        (ROOT_2 * ROOT_3, (-6, 0, 1)),
        (ROOT_2 * CUBE_ROOT_2, (-32, 0, 0, 0, 0, 0, 1)),
        (ROOT_2.sqrt(), (-2, 0, 0, 0, 1)),
        ((ROOT_2 * 3).sqrt(), (-18, 0, 0, 0, 1)),
        ((ROOT_2 * Fraction(9, 4)).sqrt(), (-81, 0, 0, 0, 8)),
        ((GOLDEN**2).sqrt(), (-1, -1, 1)),
        (AlgebraicNumber.from_rational("2/9").sqrt(), (-2, 0, 9)),
        (GOLDEN**10, (1, -123, 1)),
        (CUBE_ROOT_2**2, (-4, 0, 0, 1)),
        (ROOT_2.sqrt() * ROOT_3.sqrt(), (-6, 0, 0, 0, 1)),
    ],
)
def test_minimal_polynomials(number: AlgebraicNumber, polynomial: tuple[int, ...]) -> None:
    assert number.minimal_polynomial == polynomial
    assert number.degree == len(polynomial) - 1


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (ROOT_2 * ROOT_2, 2),
        (ROOT_2 * -ROOT_2, -2),
        (ROOT_2**6, 8),
        (ROOT_2**0, 1),
        (CUBE_ROOT_2**3, 2),
        (CUBE_ROOT_2 * AlgebraicNumber.root_of([-4, 0, 0, 1], 1, 2), 2),
        (GOLDEN * AlgebraicNumber.root_of([-1, -1, 1], -1, 0), -1),
        (ROOT_2.sqrt() ** 4, 2),
        (ROOT_2.sqrt() * AlgebraicNumber.from_rational(8).sqrt().sqrt(), 2),
        (ROOT_2 * 0, 0),
        (AlgebraicNumber.from_rational("4/9").sqrt(), Fraction(2, 3)),
        (AlgebraicNumber.from_rational(0).sqrt(), 0),
        (AlgebraicNumber.root_of([-1, 0, 10**60], 0, 1), Fraction(1, 10**30)),
        (AlgebraicNumber.root_of([-5, 10**50 + 2, 1], 0, 1) * 0, 0),
    ],
)
def test_rational_values_are_recognised(number: AlgebraicNumber, value: Fraction) -> None:
    assert number.is_rational
    assert number == value
    assert value == number
    assert hash(number) == hash(value)
    assert number.as_fraction() == value
    assert number.enclosure(3).width == 0
    assert bool(number) == bool(value)


def test_exact_rationals_at_the_ends_of_an_interval() -> None:
    polynomial = [-6, 11, -6, 1]
    assert AlgebraicNumber.root_of(polynomial, 1, 1) == 1
    assert AlgebraicNumber.root_of(polynomial, 1, "3/2") == 1
    assert AlgebraicNumber.root_of(polynomial, "3/2", 2) == 2
    assert AlgebraicNumber.root_of([0, -2, 0, 1], 0, 1) == 0


def test_tiny_and_huge_roots() -> None:
    tiny = AlgebraicNumber.root_of([-2, 0, 10**200], 0, 1)
    assert tiny.decimal(10) == "1.414213562e-100"
    assert tiny > 0
    assert (tiny * 10**100).decimal(20) == ROOT_2.decimal(20)
    huge = AlgebraicNumber.root_of([-2 * 10**200, 0, 1], 0, 10**150)
    assert huge.decimal(10) == "1.414213562e+100"
    assert (tiny * huge).as_fraction() == 2
    assert huge.sqrt().decimal(5) == "1.1892e+50"


def test_many_digits() -> None:
    shown = Fraction(ROOT_2.decimal(2_000))
    assert abs(shown - Fraction(math.isqrt(2 * 10**4_200), 10**2_100)) < Fraction(1, 10**1_999)
    assert (ROOT_2 * ROOT_3).decimal(60) == AlgebraicNumber.from_rational(6).sqrt().decimal(60)
    assert CUBE_ROOT_2.sqrt().decimal(40) == "1.122462048309372981433533049679179516232"


def test_comparisons() -> None:
    assert ROOT_2 < ROOT_3
    assert ROOT_3 > Fraction(17, 10)
    assert ROOT_2 >= Fraction(7, 5)
    assert abs(-ROOT_2) <= ROOT_2
    assert 1 < ROOT_2 < 2
    assert -ROOT_3 < -ROOT_2 < 0
    assert Fraction(3, 2) > ROOT_2
    assert max(ROOT_2, ROOT_3, AlgebraicNumber.from_rational("5/3")) is ROOT_3
    assert ROOT_2.compare("1.41") == 1
    assert ROOT_2.compare(Decimal("1.42")) == -1
    assert len({ROOT_2, AlgebraicNumber.root_of([-4, 0, 0, 0, 1], 1, 9), ROOT_3}) == 2


def test_numbers_that_agree_to_hundreds_of_digits_are_told_apart() -> None:
    shift = Fraction(1, 10**500)
    near = AlgebraicNumber.from_rational(2 + shift).sqrt()
    assert ROOT_2 < near
    assert near.compare(ROOT_2) == 1
    assert ROOT_2 != near
    rational = Fraction(math.isqrt(2 * 10**1000), 10**500)
    assert ROOT_2 > rational
    # Two roots of one irreducible polynomial, 10^-40 apart (Mignotte's).
    big = 10**20
    close = real_roots([-2, 4 * big, -2 * big * big, 0, 0, 1], 0, 1)
    assert len(close) == 2
    assert close[0] < close[1]
    assert close[0] != close[1]
    assert close[0].minimal_polynomial == close[1].minimal_polynomial


def test_equal_numbers_made_in_different_ways() -> None:
    six = AlgebraicNumber.root_of([-6, 0, 1], 2, 3)
    assert ROOT_2 * ROOT_3 == six
    assert (ROOT_2 * ROOT_3).sqrt() == ROOT_2.sqrt() * ROOT_3.sqrt() == six.sqrt()
    assert AlgebraicNumber.root_of([6, 0, -5, 0, 1], 1, "3/2") == ROOT_2
    assert (GOLDEN**2).sqrt() == GOLDEN
    assert CUBE_ROOT_2 * ROOT_2 == AlgebraicNumber.root_of([-32, 0, 0, 0, 0, 0, 1], 1, 2)


def test_large_products_keep_digits_and_refuse_polynomials() -> None:
    roots = [AlgebraicNumber.root_of([-p, 1] + [0] * 15 + [1], 1, 2) for p in (3, 5)]
    product = roots[0] * roots[1]
    low = Fraction(roots[0].decimal(30)) * Fraction(roots[1].decimal(30))
    assert abs(Fraction(product.decimal(25)) - low) < Fraction(1, 10**23)
    with pytest.raises(SizeError):
        _ = product.minimal_polynomial
    assert product == roots[1] * roots[0]
    assert product < 4


def test_text() -> None:
    assert str(ROOT_2) == "1.414213562…"
    assert repr(ROOT_2) == "<AlgebraicNumber 1.414213562…>"
    assert str(AlgebraicNumber.from_rational("1/3")) == "1/3"


@pytest.mark.parametrize(
    "number",
    [ROOT_2, -ROOT_2, GOLDEN.sqrt(), CUBE_ROOT_2 * -ROOT_3, *real_roots([1, -3, 0, 1], -3, 3)],
)
def test_sympy_agrees(number: AlgebraicNumber) -> None:
    assert str(number.sympy().evalf(30)) == str(sympy.Float(number.decimal(32), 30))
    assert AlgebraicNumber.from_rational("2/3").sympy() == sympy.Rational(2, 3)


@given(numbers(), numbers())
def test_comparisons_agree_with_enclosures(a: AlgebraicNumber, b: AlgebraicNumber) -> None:
    decided = a.enclosure(80).compare(b.enclosure(80))
    if decided is None:
        assert a == b
        assert hash(a) == hash(b)
        assert a.minimal_polynomial == b.minimal_polynomial
    else:
        assert a.compare(b) == decided == -b.compare(a)
        assert (a < b) == (decided < 0)


@given(numbers(), RATIONALS)
def test_comparisons_with_rationals(a: AlgebraicNumber, q: Fraction) -> None:
    sign = a.enclosure(60).compare(q)
    assert a.compare(q) == sign
    assert (q < a, q == a, q > a) == (sign == 1, sign == 0, sign == -1)


@given(numbers(), numbers(), RATIONALS)
def test_products_lie_in_products_of_enclosures(
    a: AlgebraicNumber, b: AlgebraicNumber, q: Fraction
) -> None:
    product = a * b * q
    boxes = a.enclosure(30), b.enclosure(30)
    ends = [
        x * y * q
        for x in (boxes[0].lower, boxes[0].upper)
        for y in (boxes[1].lower, boxes[1].upper)
    ]
    assert min(ends) <= product <= max(ends)
    assert product == b * q * a
    assert -product == a * -b * q


@given(numbers())
def test_square_roots_square_back(a: AlgebraicNumber) -> None:
    size = abs(a)
    root = size.sqrt()
    assert root >= 0
    assert root * root == size
    assert root**2 == size
    assert (root.enclosure(40).lower) ** 2 <= size <= (root.enclosure(40).upper) ** 2


@given(numbers(), st.integers(1, 60))
def test_enclosures_settle_digits_and_contain_the_number(a: AlgebraicNumber, digits: int) -> None:
    box = a.enclosure(digits)
    assert box.decimal(digits) == a.decimal(digits)
    assert box.lower <= a <= box.upper
    assert (box.width == 0) == a.is_rational


@given(numbers())
def test_minimal_polynomials_are_irreducible_and_vanish(a: AlgebraicNumber) -> None:
    coefficients = a.minimal_polynomial
    x = sympy.Symbol("x")
    polynomial = sympy.Poly(coefficients[::-1], x)
    assert polynomial.is_irreducible
    assert math.gcd(*coefficients) == 1
    assert coefficients[-1] > 0
    box = a.enclosure(40)
    width = Fraction(1, 10**30)
    inside = polynomial.count_roots(
        sympy.Rational(*(box.lower - width).as_integer_ratio()),
        sympy.Rational(*(box.upper + width).as_integer_ratio()),
    )
    assert inside == 1
