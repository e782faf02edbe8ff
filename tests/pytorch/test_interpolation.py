from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from keys_matrices import SCHEDULES
from pytorch_kernels import Mode
from pytorch_peer import TOLERANCE, Axis, assert_close, axis_matrix, resized

from varsym.maps.arrays import FloatArray

SIDES = range(1, 65)
AXES: tuple[Axis, ...] = ("height", "width", "sequence")
CUBIC, AREA = Mode("bicubic", align_corners=False), Mode("area")
NEAREST = Mode("nearest")
WEIGHTED = [
    CUBIC,
    Mode("bicubic", align_corners=True),
    Mode("bilinear", align_corners=False),
    Mode("bilinear", align_corners=True),
    AREA,
]
#: Heights and widths, before and after: enlarged, shrunk, and one of each.
SIZES = [
    ((1, 1), (3, 2)),
    ((3, 5), (7, 6)),
    ((13, 10), (16, 16)),
    ((16, 9), (13, 4)),
    ((4, 31), (9, 8)),
    ((64, 48), (21, 64)),
]


@pytest.mark.parametrize("n_in", SIDES)
@pytest.mark.parametrize("mode", WEIGHTED, ids=str)
def test_every_pair_of_sides(mode: Mode, n_in: int) -> None:
    axes = AXES[:2] if mode.mode == "bicubic" else AXES
    for n_out in SIDES:
        found = mode.along_axis(n_in, n_out).numeric_matrix()
        for axis in axes:
            expected = axis_matrix(mode.mode, n_in, n_out, mode.align_corners, axis)
            assert abs(found - expected).max() <= TOLERANCE, (n_out, axis)


# ------------------------------------------------------------------ nearest

#: (n_in, n_out): the pixels for which PyTorch reads the cell before the one of the exact rule. Each
#: of them stands on the first edge of a cell, i n_in / n_out being whole, and rounding falls short.
ROUNDED_DOWN = {
    (14, 46): [23],
    (26, 22): [11],
    (26, 44): [22],
    (28, 46): [23],
    (30, 58): [29],
    (39, 33): [11, 22],
    (52, 22): [11],
    (52, 44): [11, 22],
    (54, 38): [19],
    (56, 46): [23],
    (58, 54): [27],
    (60, 58): [29],
    (62, 14): [7],
    (62, 28): [14],
    (62, 56): [28],
}


def cells_in_single_precision(n_in: int, n_out: int) -> npt.NDArray[np.int64]:
    """Return the cells as ATen finds them, on maps of up to 128 rows and columns together.

    `nearest_idx` (ATen/native/UpSample.h) rounds n_in / n_out to float32, and its product with i;
    sequences, and larger maps with channels first, go through `HelperInterpNearest`
    (ATen/native/cpu/UpSampleKernel.cpp), which has the scale in float64.
    """
    scale = np.float32(n_in) / np.float32(n_out)
    found = np.floor(np.arange(n_out, dtype=np.float32) * scale)
    cells: npt.NDArray[np.int64] = np.minimum(found, n_in - 1).astype(np.int64)
    return cells


@pytest.mark.parametrize("n_in", SIDES)
def test_nearest_differs_on_maps_where_single_precision_rounds_down(n_in: int) -> None:
    units = np.eye(n_in)
    for n_out in SIDES:
        exact = NEAREST.along_axis(n_in, n_out).numeric_matrix()
        assert (axis_matrix("nearest", n_in, n_out, axis="sequence") == exact).all()
        cells = cells_in_single_precision(n_in, n_out)
        for axis in AXES[:2]:
            assert (axis_matrix("nearest", n_in, n_out, axis=axis) == units[cells]).all()
        differing = np.flatnonzero((exact != units[cells]).any(axis=1))
        assert differing.tolist() == ROUNDED_DOWN.get((n_in, n_out), [])
        for i in differing:
            assert i * n_in == (cells[i] + 1) * n_out


def test_no_step_of_the_published_models_is_rounded_down() -> None:
    for sides in SCHEDULES.values():
        assert not ROUNDED_DOWN.keys() & set(product(sides, sides))


# ------------------------------------------------------------------ maps


def random_maps(*shape: int) -> FloatArray:
    return np.random.default_rng(0).standard_normal(shape)


@pytest.mark.parametrize(("size_in", "size_out"), SIZES)
@pytest.mark.parametrize("mode", [*WEIGHTED, NEAREST], ids=str)
def test_batches_of_maps(mode: Mode, size_in: tuple[int, int], size_out: tuple[int, int]) -> None:
    x = random_maps(2, 3, *size_in, 4)
    found = mode.on_maps(size_in, size_out).numeric(x)
    assert_close(found, resized(x, mode.mode, size_out, mode.align_corners))


@pytest.mark.parametrize(("size_in", "size_out"), [((2, 3), (5, 4)), ((5, 4), (2, 3))])
@pytest.mark.parametrize("mode", [*WEIGHTED, NEAREST], ids=str)
def test_the_exact_operator_of_maps(
    mode: Mode, size_in: tuple[int, int], size_out: tuple[int, int]
) -> None:
    cells = size_in[0] * size_in[1]
    units = np.eye(cells).reshape(*size_in, cells)
    expected = resized(units, mode.mode, size_out, mode.align_corners).reshape(-1, cells)
    operator = mode.on_maps(size_in, size_out).operator()
    found = np.stack([np.array(operator.apply(unit)) for unit in np.eye(cells, dtype=int).tolist()])
    assert_close(found.T.astype(np.float64), expected)


@pytest.mark.parametrize("sides", SCHEDULES.values(), ids=SCHEDULES)
def test_the_steps_of_the_published_models(sides: tuple[int, ...]) -> None:
    last = sides[-1]
    for side in sides:
        enlarged, shrunk = random_maps(side, side, 32), random_maps(last, last, 32)
        up, down = CUBIC.on_maps([side] * 2, [last] * 2), AREA.on_maps([last] * 2, [side] * 2)
        assert_close(up.numeric(enlarged), resized(enlarged, "bicubic", [last] * 2, False))
        assert_close(down.numeric(shrunk), resized(shrunk, "area", [side] * 2))
