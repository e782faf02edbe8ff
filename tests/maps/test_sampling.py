from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from linear_faces import check_linear, random_rationals

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.kernels import area, cubic_bspline, keys, linear, nearest
from varsym.maps.sampling import down_sample, up_sample

KERNELS = [keys("-3/4"), linear(), nearest(), cubic_bspline(), area()]
each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)


@each_kernel
@pytest.mark.parametrize("factor", [1, 2, 3])
def test_the_matrix_of_the_linear_sample_functions(kernel, factor: int) -> None:
    up = up_sample(kernel, (2, 1), factor)
    check_linear(up, (2, 1, 2))
    assert up.operator().shape == (2 * factor * factor, 2)
    down = down_sample(kernel, (2 * factor, factor), factor)
    check_linear(down, (2 * factor, factor, 1))
    assert down.operator().shape == (2, 2 * factor * factor)


def test_area_undoes_nearest() -> None:
    x = random_rationals((2, 3, 2))
    assert (
        down_sample(area(), (4, 6), 2).exact(up_sample(nearest(), (2, 3), 2).exact(x)) == x
    ).all()


def test_area_takes_means() -> None:
    found = down_sample(area(), 4, 2).exact(np.arange(16).reshape(4, 4, 1))
    assert found[..., 0].tolist() == [
        [Fraction(5, 2), Fraction(9, 2)],
        [Fraction(21, 2), Fraction(25, 2)],
    ]


@pytest.mark.parametrize(("size", "factor"), [(3, 2), ((4, 3), 2), ((3, 4), 2), (2, 4)])
def test_a_factor_that_does_not_divide_is_refused(size: int | tuple[int, int], factor: int) -> None:
    with pytest.raises(InputError, match="divides"):
        down_sample(area(), size, factor)


@pytest.mark.parametrize("factor", [0, -1, "1/2", 1.0])
def test_a_factor_below_one_is_refused(factor) -> None:
    for build in (up_sample, down_sample):
        with pytest.raises(InputError):
            build(area(), 4, factor)


def test_a_size_that_leaves_the_range_is_refused() -> None:
    with pytest.raises(InputError):
        up_sample(linear(), 2, 10**9)


def test_another_latent_is_refused() -> None:
    with pytest.raises(ShapeError):
        up_sample(linear(), 2, 2).exact(random_rationals((2, 3, 1)))
