from __future__ import annotations

import copy
import pickle
from fractions import Fraction

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.ball_precision import ball_precision
from varsym.exact.enclosure import PrecisionError
from varsym.exact.log_forms import LogForm

SMALL = st.fractions(-6, 6, max_denominator=4)
BASES = st.fractions(Fraction(1, 60), 60, max_denominator=60).filter(lambda b: b > 0)
FORMS = st.builds(LogForm, SMALL, st.dictionaries(BASES, SMALL, max_size=4))


def ball(form: LogForm, bits: int) -> arb:
    with ball_precision(bits):
        total = arb(fmpq(form.constant.numerator, form.constant.denominator))
        for base, c in form.logs.items():
            total += arb(base).log() * arb(fmpq(c.numerator, c.denominator))
        return total


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (LogForm(), LogForm(0, {1: 5})),
        (LogForm(0, {7: 0}), LogForm(0)),
        (LogForm(0, {6: 1}), LogForm(0, {2: 1, 3: 1})),
        (LogForm(0, {12: "1/2", 18: "1/2"}), LogForm(0, {6: "3/2"})),
        (LogForm(3, {"1/4": 1}), LogForm(3, {2: -2})),
        (LogForm(0, {4: "1/2"}), LogForm(0, {8: "1/3"})),
        (LogForm(1, {2**1000: 1}), LogForm(1, {4: 500})),
        (LogForm(0, {"2/3": 1, "3/2": 1}), LogForm()),
    ],
)
def test_equal_numbers_are_equal_and_have_one_hash(left: LogForm, right: LogForm) -> None:
    assert left == right
    assert hash(left) == hash(right)
    assert left.compare(right) == 0
    assert not left < right
    assert left <= right
    assert left >= right
    assert (left - right).sign() == 0
    assert left.decimal(30) == right.decimal(30)


def test_numbers_that_agree_to_many_digits_are_told_apart() -> None:
    near = LogForm(0, {10**60 + 1: 1})
    ten = LogForm(0, {10: 60})
    assert near != ten
    assert near > ten
    assert near.decimal(50) == ten.decimal(50)
    # log(1 + 10^-60) itself needs the digits behind the cancellation.
    assert (near - ten).decimal(5) == "1.0000e-60"
    rational = LogForm(Fraction(near.decimal(80)))
    assert rational != near


def test_rational_forms_are_rationals() -> None:
    assert LogForm("1/2") == Fraction(1, 2)
    assert hash(LogForm("1/2")) == hash(Fraction(1, 2))
    assert LogForm(2) == 2
    assert LogForm(0, {2: 1}) != 1
    assert LogForm(0, {2: 1}) != "log 2"
    assert LogForm(2).sign() == 1
    assert LogForm(-2).sign() == -1
    assert LogForm(1).as_fraction() == 1


@pytest.mark.parametrize("base", [0, -2, 0.5, "x", True])
def test_bad_bases_are_refused(base: object) -> None:
    with pytest.raises(InputError):
        LogForm(0, {base: 1})


def test_floats_are_refused_everywhere() -> None:
    with pytest.raises(InputError, match="float"):
        LogForm(0.5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="float"):
        LogForm(0, {2: 0.5})  # type: ignore[dict-item]
    for operation in ("__add__", "__sub__", "__mul__", "__truediv__", "__lt__", "__eq__"):
        assert getattr(LogForm(1), operation)(0.5) is NotImplemented
    with pytest.raises(InputError, match="float"):
        LogForm(1).compare(0.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        LogForm(1) * LogForm(1)


def test_a_division_by_zero_is_refused() -> None:
    with pytest.raises(InputError, match="division by 0"):
        LogForm(1) / 0


def test_it_is_immutable() -> None:
    form = LogForm(1, {2: 1})
    with pytest.raises(AttributeError):
        form._constant = Fraction(2)
    form.logs[2] = Fraction(7)
    assert form.logs == {2: 1}
    assert pickle.loads(pickle.dumps(form)) == form
    assert copy.deepcopy(form) == form


def test_huge_powers_are_made_coprime_in_few_steps() -> None:
    form = LogForm(0, {2**200_001: 1, 8: 1})
    assert form.logs == {8: 66_668}


@given(FORMS, FORMS, SMALL)
def test_forms_are_a_vector_space(left: LogForm, right: LogForm, c: Fraction) -> None:
    assert left + right == right + left
    assert left - right == -(right - left)
    assert (left + right) * c == c * left + c * right
    assert left - left == 0
    assert (left + right) - right == left
    assert 1 - left == -(left - 1)
    if c:
        assert left / c * c == left


@given(FORMS, FORMS)
def test_the_order_is_that_of_balls(left: LogForm, right: LogForm) -> None:
    a, b = ball(left, 300), ball(right, 300)
    if a < b:
        assert left < right
        assert right > left
    elif a > b:
        assert left > right
    else:
        assert left == right
        assert hash(left) == hash(right)


@given(FORMS, st.integers(1, 60))
def test_digits_are_those_of_a_tight_ball(form: LogForm, digits: int) -> None:
    box = form.enclosure(digits)
    exact = ball(form, 500)
    assert not exact < fmpq(box.lower.numerator, box.lower.denominator)
    assert not exact > fmpq(box.upper.numerator, box.upper.denominator)
    assert box.decimal(digits) == form.decimal(digits)
    value = Fraction(form.decimal(digits))
    # Within a unit of the last digit, by the balls.
    with ball_precision(500):
        error = abs(exact - arb(fmpq(value.numerator, value.denominator)))
        assert error < abs(exact) * arb(10) ** (1 - digits) + arb(2) ** -200
    if box.lower != box.upper:
        assert box.width * 10 ** (digits - 2) < abs(box.upper)


@given(FORMS, st.integers(-30, 200))
def test_bounds_hold_on_every_grid(form: LogForm, bits: int) -> None:
    low, high = form.bounds(bits)
    scale = Fraction(2) ** bits
    exact = ball(form, 400) * arb(fmpq(scale.numerator, scale.denominator))
    assert not exact < low
    assert not exact > high
    assert high - low <= 2 * len(form.logs) + 2
    assert form.read(bits)[:2] == (low, high)


@pytest.mark.parametrize(
    ("form", "base", "expected"),
    [
        (LogForm(), 10, Fraction(0)),
        (LogForm(0, {100: "1/4"}), 10, Fraction(1, 2)),
        (LogForm(0, {2: 3, 5: 3}), 10, Fraction(3)),
        (LogForm(0, {2: 3, 5: 2}), 10, None),
        (LogForm(1, {10: 1}), 10, None),
        (LogForm(0, {8: 1}), 2, Fraction(3)),
        (LogForm(0, {3: 1}), 2, None),
    ],
)
def test_multiples_of_a_logarithm(form: LogForm, base: int, expected: Fraction | None) -> None:
    assert form.multiple_of_log(base) == expected


@pytest.mark.parametrize("base", [4, 1, 0, 3, 12, True, "10"])
def test_other_bases_have_no_such_question(base: int) -> None:
    with pytest.raises(InputError):
        LogForm().multiple_of_log(base)


def test_huge_coefficients_need_no_huge_precision() -> None:
    form = LogForm(-(10**5000), {2: 10**5000})
    assert form.sign() == -1
    assert form.decimal(20) == "-3.0685281944005469058e+4999"
    assert LogForm(0, {3: Fraction(1, 10**5000)}).decimal(5) == "1.0986e-5000"


def test_more_digits_than_there_are_bits_for_are_refused() -> None:
    with pytest.raises(PrecisionError):
        LogForm(0, {2: 1}).decimal(10_001)
    assert LogForm("1/3").decimal(3) == "0.333"


def test_texts_say_the_exact_number() -> None:
    assert str(LogForm()) == "0"
    assert str(LogForm("-1/2", {3: "-2/3", 2: 1})) == "-1/2 + log 2 - 2/3·log 3"
    assert str(LogForm(0, {2: -1})) == "-log 2"
    assert repr(LogForm(1)) == "<LogForm 1>"
