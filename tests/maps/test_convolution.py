"""The 3 x 3 convolution: a naive loop over the padded map, faces, bounds, refusals."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from block_faces import (
    check_batch,
    check_bound,
    check_exact,
    check_numeric,
    check_only_numeric,
    check_refusals,
    check_symbolic,
    dyadic,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.convolution import Convolution


def convolution(c_in: int, c_out: int, seed: int) -> Convolution:
    return Convolution(dyadic((c_out, 3, 3, c_in), seed, size=1), dyadic((c_out,), seed + 1))


def padded_loop(block: Convolution, x) -> np.ndarray:
    """Pad first, and read the printed indices shifted by one, counted from 1."""
    height, width, c_in = x.shape
    K, b = block.kernels.exact, block.bias.exact
    padded = {}
    for i in range(height + 2):
        for j in range(width + 2):
            inside = 1 <= i <= height and 1 <= j <= width
            for c in range(c_in):
                padded[i, j, c] = x[i - 1, j - 1, c] if inside else Fraction(0)
    made = np.empty((height, width, len(b)), dtype=object)
    for i in range(1, height + 1):
        for j in range(1, width + 1):
            for kernel in range(len(b)):
                total = b[kernel]
                for m in (1, 2, 3):
                    for n in (1, 2, 3):
                        for c in range(c_in):
                            entry = padded[i + m - 2, j + n - 2, c]
                            total += entry * K[kernel, m - 1, n - 1, c]
                made[i - 1, j - 1, kernel] = total
    return made


SHAPES = [(1, 1, 1), (1, 4, 2), (3, 2, 1), (4, 5, 2)]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_naive_loop_agrees(shape) -> None:
    for seed, c_out in enumerate([1, 3]):
        block, x = convolution(shape[2], c_out, seed), dyadic(shape, seed)
        assert (block.exact(x) == padded_loop(block, x)).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_faces_agree(shape) -> None:
    block = convolution(shape[2], 2, 3)
    check_numeric(block, shape, 1)
    check_exact(block, shape, 2)
    check_batch(block, shape, 3)
    if shape != (4, 5, 2):
        check_symbolic(block, shape, 4)


def test_it_is_not_flipped() -> None:
    """The tap (1, 1) reads the pixel above and to the left."""
    kernel = np.zeros((1, 3, 3, 1), dtype=int)
    kernel[0, 0, 0, 0] = 1
    moved = Convolution(kernel, [0]).exact(np.arange(1, 10).reshape(3, 3, 1))
    assert moved[:, :, 0].tolist() == [[0, 0, 0], [0, 1, 2], [0, 4, 5]]


def test_refusals() -> None:
    check_refusals(convolution(2, 1, 1), (3, 3, 2), [(3, 3, 1), (3, 2, 3)])
    with pytest.raises(ShapeError, match="3, 3"):
        Convolution([[[[1]]]], [0])
    with pytest.raises(ShapeError, match="entries of the bias"):
        Convolution(dyadic((2, 3, 3, 1), 1), [0])
    floats = Convolution.from_numeric(np.ones((1, 3, 3, 1)), [0.5])
    assert floats.numeric(np.ones((1, 1, 1))).tolist() == [[[1.5]]]
    check_only_numeric(floats, (2, 2, 1))
    with pytest.raises(InputError, match="norm"):
        convolution(1, 1, 1).lipschitz("1")  # type: ignore[arg-type]


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6), c_in=st.integers(1, 2), c_out=st.integers(1, 3))
def test_constants(seed: int, c_in: int, c_out: int) -> None:
    """In the sup norm the constant is attained once a pixel has eight neighbours."""
    block = convolution(c_in, c_out, seed)
    assert block.lipschitz("sup").exact
    assert check_bound(block, (3, 3, c_in), "sup", Fraction(1)) < 1.000001
    assert check_bound(block, (4, 4, c_in), "2", Fraction(1)) < 4


def test_the_smaller_bound_is_taken() -> None:
    ones = Convolution(np.ones((1, 3, 3, 1), dtype=int), [0])
    assert ones.lipschitz("2").constant == 9
    channels = np.zeros((2, 3, 3, 2), dtype=int)
    channels[:, 1, 1, :] = [[1, 1], [-1, 1]]
    rotated = Convolution(channels, [0, 0]).lipschitz("2")
    assert "taps" in rotated.source
    assert Fraction(2) < rotated.constant**2 < Fraction(20001, 10000)
    rows = np.zeros((1, 3, 3, 2), dtype=int)
    rows[0, 0, 0], rows[0, 2, 2] = [1, 0], [0, 1]
    assert "Schur" in Convolution(rows, [0]).lipschitz("2").source


def test_many_channels_have_a_bound_without_spectral_norms() -> None:
    kernels = np.zeros((1, 3, 3, 65), dtype=int)
    kernels[0, 1, 1] = 1
    assert "Schur" in Convolution(kernels, [0]).lipschitz("2").source
