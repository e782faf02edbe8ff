from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError, UnknownNameError
from varsym.maps.kernels import (
    InterpolationKernel,
    area,
    cubic_bspline,
    keys,
    linear,
    nearest,
    parse_kernel,
    satisfies_definition_3_6,
)

PROFILES = [keys("-3/4"), keys("-1/2"), keys(0), keys(2), linear(), nearest(), cubic_bspline()]
each_profile = pytest.mark.parametrize("kernel", PROFILES, ids=lambda kernel: kernel.name)
RATIONALS = st.fractions(-4, 4, max_denominator=50)


def keys_formula(a: Fraction, x: Fraction) -> Fraction:
    """Keys 1981, written apart from the library."""
    t = abs(x)
    if t <= 1:
        return (a + 2) * t**3 - (a + 3) * t**2 + 1
    return a * (t - 1) * (t - 2) ** 2 if t < 2 else Fraction(0)


@given(a=RATIONALS, x=RATIONALS)
def test_keys_is_the_published_formula(a: Fraction, x: Fraction) -> None:
    assert keys(a).weight(x) == keys_formula(a, x)


@given(x=RATIONALS)
def test_the_bspline_is_the_published_formula(x: Fraction) -> None:
    t = abs(x)
    inner = Fraction(2, 3) - t**2 + t**3 / 2
    outer = (2 - t) ** 3 / 6 if t < 2 else Fraction(0)
    assert cubic_bspline().weight(x) == (inner if t <= 1 else outer)


@each_profile
@given(x=RATIONALS)
def test_the_weights_of_all_cells_add_up_to_one(kernel: InterpolationKernel, x: Fraction) -> None:
    nearest_cell = round(x)
    cells = range(nearest_cell - 3, nearest_cell + 4)
    assert sum(kernel.weight(x - cell) for cell in cells) == 1


@pytest.mark.parametrize("kernel", [keys("-3/4"), keys(5), linear(), nearest()])
def test_an_interpolating_kernel_reproduces_the_cells(kernel: InterpolationKernel) -> None:
    assert [kernel.weight(k) for k in range(-2, 3)] == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("kernel", "taps"),
    [(keys("-3/4"), 4), (cubic_bspline(), 4), (linear(), 2), (nearest(), 1), (area(), None)],
)
def test_taps_are_the_width_of_the_support(kernel: InterpolationKernel, taps: int | None) -> None:
    assert kernel.taps == taps


# ------------------------------------------------------------------ Definition 3.6


@pytest.mark.parametrize(
    ("kernel", "least", "greatest"),
    [
        (keys("-3/4"), Fraction(-1, 9), 1),
        (keys("-1/2"), Fraction(-2, 27), 1),
        (keys(-1), Fraction(-4, 27), 1),
        # Below a = -3 the middle of the kernel rises above 1.
        (keys(-4), Fraction(-16, 27), Fraction(28, 27)),
    ],
)
def test_keys_leaves_the_unit_interval(
    kernel: InterpolationKernel, least: Fraction, greatest: Fraction
) -> None:
    found = satisfies_definition_3_6(kernel)
    assert not found.satisfied
    assert found.is_piecewise_cubic
    assert (found.least.value, found.greatest.value) == (least, greatest)


@given(a=RATIONALS)
def test_keys_satisfies_the_definition_for_a_zero_alone(a: Fraction) -> None:
    found = satisfies_definition_3_6(keys(a))
    assert found.satisfied == (a == 0)
    kernel = keys(a)
    for extreme in (found.least, found.greatest):
        assert isinstance(extreme.place, Fraction)
        assert kernel.weight(extreme.place) == extreme.value


@pytest.mark.parametrize(
    ("kernel", "degree", "greatest"),
    [(keys(0), 3, 1), (linear(), 1, 1), (nearest(), 0, 1), (cubic_bspline(), 3, Fraction(2, 3))],
)
def test_the_kernels_that_satisfy_the_definition(
    kernel: InterpolationKernel, degree: int, greatest: Fraction
) -> None:
    found = satisfies_definition_3_6(kernel)
    assert found.satisfied
    assert found.degree == degree
    assert (found.least.value, found.greatest.value) == (Fraction(0), greatest)


def test_area_has_no_kernel_to_decide_about() -> None:
    with pytest.raises(InputError, match="area"):
        satisfies_definition_3_6(area())


# ------------------------------------------------------------------ names


@each_profile
def test_a_kernel_is_found_by_its_name(kernel: InterpolationKernel) -> None:
    assert parse_kernel(kernel.name) == kernel


@pytest.mark.parametrize("name", ["bicubic", "", "linear:2", "keys-3/4", "area:"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownNameError, match="keys:a"):
        parse_kernel(name)


@pytest.mark.parametrize("name", ["keys", "keys:", "keys:half", "keys:1/0", "keys:nan"])
def test_keys_needs_an_exact_parameter(name: str) -> None:
    with pytest.raises(InputError):
        parse_kernel(name)


def test_a_binary_float_is_refused() -> None:
    with pytest.raises(InputError, match="binary float"):
        keys(-0.75)  # type: ignore[arg-type]
