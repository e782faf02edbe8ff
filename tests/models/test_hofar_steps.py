"""The error of a step, and the largest step for a multiple of the accuracy."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact import AlgebraicNumber
from varsym.models.hofar_steps import largest_step, local_error

SMALL = st.fractions(0, 4, max_denominator=100)


def test_no_step_no_error() -> None:
    assert local_error(1, 1, 0) == 0
    assert local_error(0, 0, 1) == 0
    assert largest_step(0) == 0


def test_a_whole_step_adds_three_halves() -> None:
    assert local_error("1/10", "1/10", 1) == Fraction(3, 20)
    assert largest_step("3/2").as_fraction() == 1


def test_the_largest_step_for_two_is_root_five_less_one() -> None:
    root = largest_step(2)
    assert root.minimal_polynomial == (-4, 2, 1)
    assert root == AlgebraicNumber.root_of([-4, 2, 1], 1, 2)
    low, high = root.bounds(100)
    assert local_error(1, 1, low) < 2 < local_error(1, 1, high)


@given(SMALL, SMALL)
def test_smaller_steps_are_within_and_larger_ones_are_not(multiple, step) -> None:
    assert (local_error(1, 1, step) <= multiple) == (largest_step(multiple) >= step)


@given(SMALL, SMALL, SMALL)
def test_two_errors_of_one_sign_add_up_to_it(first, second, step) -> None:
    x, y_1, y_2 = Fraction(3), Fraction(-2), Fraction(5)
    true = x + y_1 * step + y_2 * step**2 / 2
    found = x + (y_1 + first) * step + (y_2 + second) * step**2 / 2
    assert found - true == local_error(first, second, step)


@pytest.mark.parametrize("bad", [0.5, -1, "x"])
def test_bad_numbers_are_refused(bad) -> None:
    for arguments in ((bad, 1, 1), (1, bad, 1), (1, 1, bad)):
        with pytest.raises(InputError):
            local_error(*arguments)
    with pytest.raises(InputError):
        largest_step(bad)
