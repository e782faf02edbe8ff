from __future__ import annotations

import numpy as np
import pytest
from linear_faces import check_linear, random_rationals

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.exact.operators import to_matrix
from varsym.maps.kernels import keys, linear
from varsym.maps.pyramid import (
    Pyramid,
    PyramidUpInterpolation,
    ScalewiseMap,
    printed_recursion,
)
from varsym.maps.up_interpolation import up_interpolation

CUBIC = keys("-3/4")
SIZES: list[int | tuple[int, int]] = [1, (2, 3), 1, (3, 1)]


# ------------------------------------------------------------------ merging


def test_merge_and_split_are_inverse_to_each_other() -> None:
    pyramid = Pyramid(SIZES)
    assert pyramid.tokens == 11
    matrix = random_rationals((11, 2))
    assert (pyramid.merge(pyramid.split(matrix)) == matrix).all()
    maps = [random_rationals((*size, 2), seed=i) for i, size in enumerate(pyramid.sizes)]
    for before, after in zip(maps, pyramid.split(pyramid.merge(maps)), strict=True):
        assert (before == after).all()


def test_rows_follow_each_other_row_by_row() -> None:
    maps = [np.array([[[0]]]), np.arange(1, 7).reshape(2, 3, 1)]
    assert Pyramid([1, (2, 3)]).merge(maps)[:, 0].tolist() == list(range(7))


def test_batches_stay_in_front() -> None:
    pyramid = Pyramid([1, 2])
    maps = [np.zeros((4, 7, 1, 1, 3)), np.zeros((4, 7, 2, 2, 3))]
    merged = pyramid.merge(maps)
    assert merged.shape == (4, 7, 5, 3)
    assert [part.shape for part in pyramid.split(merged)] == [one.shape for one in maps]


@pytest.mark.parametrize(
    "shapes",
    [
        [(1, 1, 2)],
        [(1, 1, 2), (2, 2, 3)],
        [(2, 2, 2), (1, 1, 2)],
        [(5, 1, 1, 2), (2, 2, 2)],
        [(1, 1, 2), (2, 2, 2), (3, 3, 2)],
        [(1,), (2, 2, 2)],
    ],
)
def test_maps_that_do_not_fit_are_refused(shapes: list[tuple[int, ...]]) -> None:
    with pytest.raises(ShapeError):
        Pyramid([1, 2]).merge([np.zeros(shape) for shape in shapes])


@pytest.mark.parametrize("shape", [(4, 2), (6, 2), (5,)])
def test_a_matrix_that_does_not_fit_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError):
        Pyramid([1, 2]).split(np.zeros(shape))


def test_a_pyramid_of_no_maps_is_refused() -> None:
    with pytest.raises(InputError, match="no maps"):
        Pyramid([])


# ------------------------------------------------------------------ Remark 3.12


def test_every_scale_has_its_own_map() -> None:
    block = ScalewiseMap([up_interpolation(CUBIC, 1, 2), up_interpolation(CUBIC, (2, 1), 3)])
    check_linear(block, (3, 2))
    assert block.output_shape((3, 5)) == (13, 5)
    with pytest.raises(ShapeError):
        block.output_shape((4, 5))


def test_the_norm_over_scales_is_the_largest() -> None:
    steps = [up_interpolation(CUBIC, a, b) for a, b in [(1, 2), (2, 3), (3, 4)]]
    block = ScalewiseMap(steps)
    for p in (1, 2, "inf"):
        found = float(block.norm(p).enclosure(15).upper)
        scales = [float(step.norm(p).enclosure(15).upper) for step in steps]
        assert found == pytest.approx(max(scales), rel=1e-12)


# ------------------------------------------------------------------ Definitions 3.8 and 3.9


def test_at_level_one_it_is_the_identity() -> None:
    block = PyramidUpInterpolation(CUBIC, [1])
    check_linear(block, (1, 3))
    assert block.norm(2).exact == 1


def test_the_first_map_is_kept_and_every_map_enlarged() -> None:
    block = PyramidUpInterpolation(CUBIC, [1, 2, (3, 4)])
    check_linear(block, (5, 2))
    x = random_rationals((5, 2))
    first, second, third = block.pyramid_out.split(block.exact(x))
    before = block.pyramid_in.split(x)
    assert (first == before[0]).all()
    assert (second == before[0]).all()
    assert (third == up_interpolation(CUBIC, 2, (3, 4)).exact(before[1])).all()


@pytest.mark.parametrize("p", [1, 2, "inf"])
def test_norms_of_the_pyramid_against_numpy(p: int | str) -> None:
    block = PyramidUpInterpolation(CUBIC, [1, 2, 3, 4])
    matrix = np.array(to_matrix(block.operator()).rows, dtype=float)
    expected = np.linalg.norm(matrix, np.inf if p == "inf" else p)  # type: ignore[arg-type]
    found = float(block.norm(p).enclosure(15).upper)  # type: ignore[arg-type]
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("sizes", [[2, 3], [1, 2, 2], [1, 3, 2], [(1, 2), 3], [1, (1, 2)]])
def test_sizes_that_the_definition_does_not_have_are_refused(sizes: list) -> None:
    with pytest.raises(InputError):
        PyramidUpInterpolation(linear(), sizes)


def test_no_step_of_the_printed_recursion_fits() -> None:
    steps = printed_recursion([1, 2, 3, 4])
    assert [step.level for step in steps] == [2, 3, 4]
    assert not any(step.fits for step in steps)
    assert steps[-1].takes == (2, 2)
    assert steps[-1].receives == (3, 3)
