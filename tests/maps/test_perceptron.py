"""The affine MLP layer: faces, exact norms, refusals."""

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

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.perceptron import Perceptron


def layer(width: int, out: int, seed: int) -> Perceptron:
    return Perceptron(dyadic((width, out), seed), dyadic((out,), seed + 1))


@pytest.mark.parametrize(("tokens", "width", "out"), [(1, 1, 1), (3, 2, 5), (4, 3, 1)])
def test_faces_agree(tokens: int, width: int, out: int) -> None:
    for seed in range(4):
        block = layer(width, out, seed)
        check_numeric(block, (tokens, width), seed)
        check_exact(block, (tokens, width), seed)
        check_batch(block, (tokens, width), seed)
    check_symbolic(layer(width, out, 1), (tokens, width), 1)


def test_a_token_map_is_a_batch() -> None:
    block, x = layer(3, 2, 1), dyadic((4, 5, 3), 2)
    maps = block.numeric(x)
    assert maps.shape == (4, 5, 2)
    np.testing.assert_array_equal(maps.reshape(20, 2), block.numeric(x.reshape(20, 3)))


def test_refusals() -> None:
    check_refusals(layer(3, 2, 1), (4, 3), [(3, 4), (4, 2)])
    with pytest.raises(ShapeError, match="entries of b"):
        Perceptron([[1, 2]], [0])
    floats = Perceptron.from_numeric([[1.0, 2.0]], [0.0, 0.0])
    assert floats.numeric([[3.0]]).tolist() == [[3.0, 6.0]]
    check_only_numeric(floats, (1, 1))


def test_constants_are_operator_norms() -> None:
    shear = Perceptron([[1, 1], [0, 1]], [7, 7])
    assert shear.lipschitz("sup").constant == 2
    assert shear.lipschitz("sup").exact
    bound = shear.lipschitz("2")
    assert bound.enclosure is not None
    assert bound.enclosure.decimal(20) == "1.6180339887498948482"
    assert bound.constant == bound.enclosure.upper
    assert Perceptron([[3, 4]], [0, 0]).lipschitz("2").constant == Fraction(5)


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_constants_are_attained(norm) -> None:
    for seed in range(4):
        assert check_bound(layer(3, 2, seed), (2, 3), norm, Fraction(1)) < 1.000001


def test_spectral_norms_of_large_weights_are_refused() -> None:
    wide = Perceptron([[1]] * 65, [0])
    assert wide.lipschitz("sup").constant == 65
    with pytest.raises(InputError, match="64"):
        wide.lipschitz("2")
    with pytest.raises(InputError, match="norm"):
        wide.lipschitz("∞")  # type: ignore[arg-type]
