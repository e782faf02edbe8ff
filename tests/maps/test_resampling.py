from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linear_faces import check_linear

from varsym.errors import InputError
from varsym.exact import AlgebraicNumber
from varsym.maps.kernels import (
    InterpolationKernel,
    area,
    cubic_bspline,
    keys,
    linear,
    nearest,
)
from varsym.maps.resampling import Border, Pixels, Resampling, border_cell, resize

KERNELS = [keys("-3/4"), keys("-1/2"), keys(0), linear(), nearest(), cubic_bspline(), area()]
CUBIC = KERNELS[0]
each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
SIDES = st.integers(1, 12)
SIZES = [(1, 1), (1, 5), (2, 3), (3, 2), (4, 1), (5, 5), (7, 4), (4, 8)]


def conventions(kernel: InterpolationKernel) -> tuple[Pixels, ...]:
    return ("half", "align-corners") if kernel.rule == "sampled" else ("half",)


@each_kernel
@pytest.mark.parametrize(("n_in", "n_out"), SIZES)
def test_the_faces_agree(kernel: InterpolationKernel, n_in: int, n_out: int) -> None:
    for pixels in conventions(kernel):
        for border in ("clamp", "zero"):
            check_linear(Resampling(kernel, n_in, n_out, border, pixels), (n_in, 2))


@each_kernel
def test_maps_that_are_not_square(kernel: InterpolationKernel) -> None:
    check_linear(resize(kernel, (2, 3), (4, 2)), (2, 3, 2))


# ------------------------------------------------------------------ against the rules, in floats


def clamped_rows(n_in: int, n_out: int, taps: Any) -> np.ndarray:
    """Return a matrix from a function of i that yields (index, weight), indices clamped."""
    made = np.zeros((n_out, n_in))
    for i in range(n_out):
        for index, weight in taps(i):
            made[i, min(max(index, 0), n_in - 1)] += weight
    return made


@given(n_in=SIDES, n_out=SIDES)
def test_bicubic_is_the_documented_rule(n_in: int, n_out: int) -> None:
    def taps(i: int) -> Any:
        x = (i + 0.5) * n_in / n_out - 0.5
        t = x - math.floor(x)
        a = -0.75
        far, near = 1 + t, t
        yield math.floor(x) - 1, a * far**3 - 5 * a * far**2 + 8 * a * far - 4 * a
        yield math.floor(x), (a + 2) * near**3 - (a + 3) * near**2 + 1
        near, far = 1 - t, 2 - t
        yield math.floor(x) + 1, (a + 2) * near**3 - (a + 3) * near**2 + 1
        yield math.floor(x) + 2, a * far**3 - 5 * a * far**2 + 8 * a * far - 4 * a

    expected = clamped_rows(n_in, n_out, taps)
    np.testing.assert_allclose(
        Resampling(CUBIC, n_in, n_out).numeric_matrix(), expected, atol=1e-13
    )


@given(n_in=SIDES, n_out=SIDES)
def test_linear_with_aligned_corners_is_the_documented_rule(n_in: int, n_out: int) -> None:
    def taps(i: int) -> Any:
        x = i * (n_in - 1) / (n_out - 1) if n_out > 1 else 0.0
        cell = min(math.floor(x + 1e-9), n_in - 1)
        yield cell, 1 - (x - cell)
        yield cell + 1, x - cell

    found = Resampling(linear(), n_in, n_out, pixels="align-corners").numeric_matrix()
    np.testing.assert_allclose(found, clamped_rows(n_in, n_out, taps), atol=1e-8)


@given(n_in=SIDES, n_out=SIDES)
def test_nearest_reads_the_cell_under_the_pixel(n_in: int, n_out: int) -> None:
    rows = Resampling(nearest(), n_in, n_out).rows
    assert rows == tuple(((i * n_in // n_out, Fraction(1)),) for i in range(n_out))


@given(n_in=SIDES, n_out=SIDES)
def test_area_takes_the_mean_of_the_cells_that_a_pixel_overlaps(n_in: int, n_out: int) -> None:
    for i, row in enumerate(Resampling(area(), n_in, n_out).rows):
        overlapped = [
            k for k in range(n_in) if k * n_out < (i + 1) * n_in and (k + 1) * n_out > i * n_in
        ]
        assert row == tuple((k, Fraction(1, len(overlapped))) for k in overlapped)


# ------------------------------------------------------------------ exact figures


def test_the_norm_of_13_to_16() -> None:
    assert Resampling(CUBIC, 13, 16).norm("inf").exact == Fraction(2813, 2048)


def test_the_squared_2_norm_of_13_to_16() -> None:
    squared = Resampling(CUBIC, 13, 16).norm(2).squared
    assert isinstance(squared, AlgebraicNumber)
    assert squared.decimal(45) == "1.28150381075180400864725334971113662324773760"


@each_kernel
@given(n_in=SIDES, n_out=SIDES)
def test_constant_maps_stay_constant(kernel: InterpolationKernel, n_in: int, n_out: int) -> None:
    for pixels in conventions(kernel):
        rows = Resampling(kernel, n_in, n_out, pixels=pixels).rows
        assert {sum(w for _, w in row) for row in rows} == {1}


@pytest.mark.parametrize("kernel", [CUBIC, linear(), nearest(), area()], ids=lambda k: k.name)
@given(size=SIDES)
def test_the_same_size_is_the_identity(kernel: InterpolationKernel, size: int) -> None:
    identity = tuple(((i, Fraction(1)),) for i in range(size))
    for pixels in conventions(kernel):
        assert Resampling(kernel, size, size, "reflect", pixels).rows == identity


@pytest.mark.parametrize("kernel", [CUBIC, cubic_bspline(), linear(), area()], ids=lambda k: k.name)
@given(n_in=SIDES, n_out=SIDES)
def test_even_kernels_give_symmetric_maps(
    kernel: InterpolationKernel, n_in: int, n_out: int
) -> None:
    for pixels in conventions(kernel):
        # One output with aligned corners reads the first cell, as in PyTorch.
        leans = pixels == "align-corners" and n_out == 1 < n_in
        assert Resampling(kernel, n_in, n_out, pixels=pixels).is_reversal_symmetric != leans


def test_nearest_leans_to_the_first_cell() -> None:
    assert not Resampling(nearest(), 3, 2).is_reversal_symmetric


@given(n_in=SIDES, n_out=SIDES, border=st.sampled_from(["clamp", "zero"]))
def test_weights_in_the_unit_interval_never_amplify(n_in: int, n_out: int, border: Border) -> None:
    for kernel in (keys(0), linear(), nearest(), cubic_bspline(), area()):
        norm = Resampling(kernel, n_in, n_out, border).norm("inf").exact
        assert norm is not None
        assert norm <= 1


@pytest.mark.parametrize(("n_in", "n_out"), [(1, 4), (3, 5), (5, 3), (13, 16)])
def test_norms_against_numpy(n_in: int, n_out: int) -> None:
    for border, pixels in product(("clamp", "zero"), ("half", "align-corners")):
        block = Resampling(CUBIC, n_in, n_out, border, pixels)  # type: ignore[arg-type]
        matrix = block.numeric_matrix()
        for p, order in ((1, 1), (2, 2), ("inf", np.inf)):
            found = float(block.norm(p).enclosure(15).upper)  # type: ignore[arg-type]
            assert found == pytest.approx(np.linalg.norm(matrix, order), rel=1e-12)


@given(n_in=SIDES, n_out=SIDES, a=st.fractions(-5, 0, max_denominator=8))
def test_keys_amplifies_by_no_more_than_its_outer_lobes(n_in: int, n_out: int, a: Fraction) -> None:
    norm = Resampling(keys(a), n_in, n_out).norm("inf").exact
    assert 1 <= norm <= 1 - a / 2


def test_the_largest_amplification_is_reached_half_way_between_cells() -> None:
    assert Resampling(CUBIC, 4, 5).norm("inf").exact == Fraction(11, 8)


@given(n_in=SIDES, n_out=SIDES)
def test_the_root_mean_square_of_a_constant_map_cannot_shrink(n_in: int, n_out: int) -> None:
    for kernel in (CUBIC, keys(0), nearest(), area()):
        block = Resampling(kernel, n_in, n_out)
        rms = block.rms_norm().exact
        assert rms >= 1
        if kernel is not CUBIC:  # Schur's test
            assert rms * rms <= block.matrix().norm_1() * Fraction(n_in, n_out)


def test_a_2_norm_that_is_too_large_to_be_exact_is_bounded() -> None:
    bound = Resampling(linear(), 600, 700).lipschitz("2")
    assert (bound.exact, bound.enclosure) == (False, None)
    assert Fraction(7, 6) <= bound.constant**2 <= Fraction(5, 4)


# ------------------------------------------------------------------ borders


def test_border_rules() -> None:
    places = range(-3, 7)
    rules: tuple[Border, ...] = ("clamp", "zero", "reflect")
    clamp, zero, reflect = ([border_cell(k, 4, rule) for k in places] for rule in rules)
    assert clamp == [0, 0, 0, 0, 1, 2, 3, 3, 3, 3]
    assert zero == [None, None, None, 0, 1, 2, 3, None, None, None]
    assert reflect == [3, 2, 1, 0, 1, 2, 3, 2, 1, 0]


def test_reflection_folds_the_weights_back() -> None:
    rows = Resampling(linear(), 2, 4, "reflect").rows
    assert rows[0] == ((0, Fraction(3, 4)), (1, Fraction(1, 4)))


@pytest.mark.parametrize(("n_in", "n_out"), [(1, 2), (2, 3)])
def test_a_reflection_without_cells_is_refused(n_in: int, n_out: int) -> None:
    with pytest.raises(InputError, match="reflection"):
        Resampling(CUBIC, n_in, n_out, "reflect")
    Resampling(CUBIC, n_in, n_out, "clamp")


def test_a_reflection_that_is_never_needed_is_no_obstacle() -> None:
    assert Resampling(CUBIC, 1, 1, "reflect").rows == (((0, Fraction(1)),),)


def test_one_cell_is_copied() -> None:
    for kernel in KERNELS:
        assert Resampling(kernel, 1, 3).rows == (((0, Fraction(1)),),) * 3


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("sides", [(0, 3), (3, 0), (-1, 3), (3, 2**16 + 1), (2.0, 3), ("x", 3)])
def test_bad_sides(sides: tuple[Any, Any]) -> None:
    with pytest.raises(InputError):
        Resampling(CUBIC, *sides)


def test_unknown_options() -> None:
    with pytest.raises(InputError, match="border rule 'wrap'"):
        Resampling(CUBIC, 2, 3, "wrap")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="pixel convention 'corner'"):
        Resampling(CUBIC, 2, 3, pixels="corner")  # type: ignore[arg-type]


@pytest.mark.parametrize("kernel", [nearest(), area()], ids=lambda kernel: kernel.name)
def test_cell_rules_have_no_pixel_convention(kernel: InterpolationKernel) -> None:
    with pytest.raises(InputError, match="whole cells"):
        Resampling(kernel, 2, 3, pixels="align-corners")


def test_floats_are_refused_by_the_exact_face_and_nan_by_the_numeric_one() -> None:
    block = Resampling(CUBIC, 2, 3)
    with pytest.raises(InputError, match="binary float"):
        block.exact([[0.5], [1]])
    with pytest.raises(InputError, match="NaN"):
        block.numeric([[0.5], [float("nan")]])
