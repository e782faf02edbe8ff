"""Definition 3.11 in the repaired reading, small and at the published sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from block_faces import check_batch, check_bound, check_numeric, check_refusals, dyadic

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward
from varsym.maps.kernels import nearest
from varsym.models.configurations import CONFIGURATIONS, Configuration
from varsym.models.var_pyramid import PyramidTransformer
from varsym.models.var_weights import FloatWeights, RationalWeights

AVERAGE = Attention([[0]], [[0]], [[1]])
DOUBLE = FeedForward([[1]], [0], [[1]], [0], tokens="rows")


def small(sizes: list[int], heads: int = 2, seed: int = 0) -> PyramidTransformer:
    return PyramidTransformer.drawn(RationalWeights(seed), sizes, width=2, heads=heads, neurons=3)


@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("sizes", [[1], [1, 2], [1, 2, 3]])
def test_faces_agree(sizes: list[int], heads: int) -> None:
    block = small(sizes, heads)
    check_numeric(block, (1, 2), 1, ulps=200)
    check_batch(block, (1, 2), 2)
    check_refusals(block, (1, 2), [(2, 2), (1, 3)])


def test_worked_by_hand() -> None:
    # Attention averages; FFN doubles what is positive. Layer 2 enlarges and copies the one token.
    block = PyramidTransformer([1, 2, 3], [AVERAGE] * 3, [DOUBLE] * 3, nearest())
    assert block.exact([["1/2"]])[:, 0].tolist() == [4] * 14
    assert block.exact([[-1]])[:, 0].tolist() == [-1] * 14


def test_layer_after_layer() -> None:
    block = small([1, 2, 3])
    x = dyadic((1, 2), 3).astype(float)
    for layer, tokens in zip(block.layers, (1, 5, 14), strict=True):
        x = layer.rest.numeric(layer.attention.numeric(layer.up.numeric(x)))
        assert x.shape == (tokens, 2)
    np.testing.assert_allclose(x, block.numeric(dyadic((1, 2), 3)), rtol=1e-13)


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_bounds_with_several_heads(norm: Any) -> None:
    check_bound(small([1, 2]), (1, 2), norm, dyadic((1,), 1)[0] ** 2 + 1)


@pytest.mark.parametrize("known", CONFIGURATIONS, ids=lambda known: known.name)
def test_the_published_schedules(known: Configuration) -> None:
    block = PyramidTransformer.drawn(FloatWeights(0), known.sides, width=8, heads=2, neurons=4)
    assert block.output_shape((1, 8)) == (known.tokens, 8)
    maps = block.pyramid.split(np.zeros((known.tokens, 8)))
    assert [one.shape[0] for one in maps] == list(known.sides)


def test_256_pixels_in_float64() -> None:
    known = CONFIGURATIONS[0]
    block = PyramidTransformer.drawn(FloatWeights(0), known.sides, width=64, heads=1, neurons=256)
    assert block.numeric(np.ones((1, 64))).shape == (680, 64)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ShapeError, match="every scale"):
        PyramidTransformer([1, 2], [AVERAGE], [DOUBLE] * 2)
    with pytest.raises(InputError):
        PyramidTransformer([2, 3], [AVERAGE] * 2, [DOUBLE] * 2)
    with pytest.raises(InputError):
        PyramidTransformer([], [], [])
    with pytest.raises(InputError, match="rows"):
        PyramidTransformer([1], [AVERAGE], [FeedForward([[1]], [0], [[1]], [0])])
    with pytest.raises(ShapeError):
        PyramidTransformer([1, 2], [AVERAGE, Attention([[1]], [[1]], [[1, 2]])], [DOUBLE] * 2)
    with pytest.raises(InputError, match="heads"):
        small([1], heads=3)
