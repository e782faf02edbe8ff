"""Sums of a block and its input, or of two blocks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from block_faces import check_batch, check_bound, check_exact, check_numeric, check_refusals, dyadic

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.activation import ReLU, SiLU
from varsym.maps.flattened import Flattened
from varsym.maps.kernels import nearest
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.perceptron import Perceptron
from varsym.maps.resampling import Resampling
from varsym.maps.residual import Residual

WIDER = Perceptron(dyadic((2, 3), 1), dyadic((3,), 2))
OTHER = Perceptron(dyadic((2, 3), 3), dyadic((3,), 4))


@pytest.mark.parametrize("block", [Residual(SiLU()), Residual(WIDER, OTHER)])
def test_faces_agree(block: Residual) -> None:
    check_numeric(block, (3, 2), 1)
    check_batch(block, (3, 2), 2)
    check_refusals(block, (3, 2), [(2,)])


def test_both_ways_are_added() -> None:
    x = dyadic((3, 2), 5)
    assert (Residual(ReLU()).exact(x) == x + ReLU().exact(x)).all()
    assert (Residual(WIDER, OTHER).exact(x) == WIDER.exact(x) + OTHER.exact(x)).all()


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_bounds(norm: Any) -> None:
    assert Residual(ReLU()).lipschitz(norm).constant == 2
    check_bound(Residual(WIDER, OTHER), (1, 2), norm, Fraction(1))


def test_ways_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ShapeError, match="added"):
        Residual(WIDER).output_shape((3, 2))
    with pytest.raises(ShapeError, match="axes"):
        Residual(WIDER, Flattened(OTHER))


# ------------------------------------------------------------------ blocks on flattened maps


def test_rows_of_a_map_are_mapped_one_by_one() -> None:
    block = Flattened(WIDER)
    check_exact(block, (2, 3, 2), 1)
    check_batch(block, (2, 3, 2), 2)
    check_refusals(block, (2, 3, 2), [(2, 3), (2, 3, 3)])
    x = dyadic((2, 3, 2), 4)
    assert (block.exact(x).reshape(6, 3) == WIDER.exact(x.reshape(6, 2))).all()
    assert block.lipschitz("2").constant == WIDER.lipschitz("2").constant


def test_blocks_that_do_not_keep_the_rows_cannot_be_folded() -> None:
    with pytest.raises(ShapeError, match="As many rows"):
        Flattened(Resampling(nearest(), 4, 8)).output_shape((2, 2, 1))
    with pytest.raises(ShapeError, match="axes"):
        Flattened(SiLU(3))
    masked = MultiHeadAttention([[1]], [[1]], [[1]], [[1]], [0], heads=1, scales=[1, 3])
    assert Flattened(masked).output_shape((2, 2, 1)) == (2, 2, 1)
    with pytest.raises(InputError, match="radius"):
        Flattened(masked).lipschitz("sup")
