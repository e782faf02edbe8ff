from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linear_faces import random_rationals

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.kernels import area, cubic_bspline, keys
from varsym.maps.up_interpolation import (
    PrintedUpInterpolation,
    printed_pixels,
    up_interpolation,
)

CUBIC = keys("-3/4")


@given(n_in=st.integers(1, 20), growth=st.integers(1, 20))
def test_as_printed_one_index_is_a_whole_number_and_not_all_of_its_cells_exist(
    n_in: int, growth: int
) -> None:
    (pixel,) = printed_pixels(n_in, n_in + growth)
    assert (pixel.index, pixel.cells) == (n_in, (-1, 0, 1, 2))
    assert pixel.missing == ((-1, 0) if n_in > 1 else (-1, 0, 2))


def test_so_the_printed_formula_is_defined_nowhere_without_a_border_rule() -> None:
    printed = PrintedUpInterpolation(CUBIC, (13, 3), (16, 5))
    assert printed.pixels == ((13, 3),)
    assert printed.defined_pixels == ()


def test_of_keys_it_reads_a_cell_that_does_not_exist() -> None:
    printed = PrintedUpInterpolation(CUBIC, 2, 3)
    x = random_rationals((2, 2, 2))
    assert [w == 0 for w in printed.weights] == [True, False, True, True]
    assert (printed.exact(x, "clamp")[2, 2] == x[0, 0]).all()
    assert (printed.exact(x, "zero")[2, 2] == 0).all()
    assert (printed.exact(x, "reflect")[2, 2] == x[1, 1]).all()


def test_of_the_bspline_it_is_a_fixed_convolution() -> None:
    printed = PrintedUpInterpolation(cubic_bspline(), 3, 4)
    sixth = Fraction(1, 6)
    assert printed.weights == (sixth, 4 * sixth, sixth, Fraction(0))
    assert printed.taps((3, 3), "zero") == (((0, sixth),), ((0, sixth),))
    assert printed.taps((3, 3), "clamp") == (((0, Fraction(1)),),) * 2
    x = random_rationals((3, 3, 1))
    assert (printed.exact(x, "zero")[3, 3] == x[0, 0] / 36).all()


def test_read_as_a_product_it_runs_where_pixels_meet_cells() -> None:
    printed = PrintedUpInterpolation(cubic_bspline(), 4, 8, "product")
    assert [i for i, j in printed.pixels if j == 2] == [2, 4, 6, 8]
    assert printed.defined_pixels == ((4, 4),)
    x = random_rationals((4, 4, 1))
    weights = printed.weights
    expected = sum(weights[i] * x[i, j] * weights[j] for i in range(4) for j in range(4))
    assert (printed.exact(x, "zero")[4, 4] == expected).all()


def test_elsewhere_nothing_is_defined() -> None:
    with pytest.raises(InputError, match="no whole number"):
        PrintedUpInterpolation(CUBIC, 2, 3).taps((1, 2), "clamp")


@pytest.mark.parametrize(("size_in", "size_out"), [(3, 3), (3, 2), ((1, 3), (2, 3))])
def test_a_map_that_does_not_grow_is_refused(
    size_in: int | tuple[int, int], size_out: int | tuple[int, int]
) -> None:
    for build in (up_interpolation, PrintedUpInterpolation):
        with pytest.raises(InputError, match="both grow"):
            build(CUBIC, size_in, size_out)


def test_a_rule_without_a_kernel_has_no_printed_formula() -> None:
    with pytest.raises(InputError, match="area"):
        PrintedUpInterpolation(area(), 2, 3)


def test_another_size_is_refused() -> None:
    with pytest.raises(ShapeError):
        PrintedUpInterpolation(CUBIC, 2, 3).exact(random_rationals((3, 2, 1)), "clamp")


@given(n_in=st.integers(2, 6), growth=st.integers(1, 6))
def test_the_repaired_reading_reads_four_cells_around_the_position(n_in: int, growth: int) -> None:
    n_out = n_in + growth
    block = up_interpolation(CUBIC, n_in, n_out, "zero")
    for i, row in enumerate(block.vertical.rows):
        x = (i + Fraction(1, 2)) * n_in / n_out - Fraction(1, 2)
        first = x.__floor__()
        assert {cell for cell, _ in row} <= {first - 1, first, first + 1, first + 2}
        assert all(weight == CUBIC.weight(x - cell) for cell, weight in row)
