"""Attention behind a normalisation has a bound everywhere."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from block_faces import check_batch, check_numeric, dyadic, sampled_slope

from varsym.errors import InputError
from varsym.maps.attention import Attention
from varsym.maps.group_norm import GroupNorm
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.normed_attention import NormedAttention
from varsym.maps.slopes import array_norm

SQUARE: list[Any] = [*(dyadic((2, 2), seed, size=1) for seed in range(4)), [0, 1]]
HEADS = MultiHeadAttention(*SQUARE, heads=2)
MASKED = MultiHeadAttention(*SQUARE, heads=2, scales=[1, 2])
ROWS = LayerNorm("1/4", 2)
MAPS = GroupNorm(1, [1, -2], [0, "1/2"], "1/4", (1, 3))


@pytest.mark.parametrize(
    ("block", "shape"),
    [
        (NormedAttention(ROWS, HEADS), (3, 2)),
        (NormedAttention(ROWS, MASKED), (3, 2)),
        (NormedAttention(ROWS, Attention(*SQUARE[:3])), (3, 2)),
        (NormedAttention(MAPS, HEADS), (1, 3, 2)),
    ],
)
@pytest.mark.parametrize("norm", ["sup", "2"])
def test_faces_and_bounds(block: NormedAttention, shape: tuple[int, ...], norm: Any) -> None:
    check_numeric(block, shape, 1, ulps=100)
    check_batch(block, shape, 2)
    bound = block.lipschitz(norm, tokens=3)
    assert bound.domain == "everywhere"
    # The normalisation is steepest near constant inputs, in the smallest ball.
    for radius in (0.1, 1.0, 10.0):
        assert sampled_slope(block, shape, norm, radius, rounds=6) <= float(bound.constant)


def test_the_composition_is_what_it_says() -> None:
    x = dyadic((3, 2), 1)
    normed = ROWS.numeric(x)
    assert (NormedAttention(ROWS, HEADS).numeric(x) == HEADS.numeric(normed)).all()


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_layer_norm_maps_into_its_ball(norm: Any) -> None:
    reach = LayerNorm("1e-6").image_radius(norm, width=5, tokens=2)
    spike = [[10**6, 0, 0, 0, 0], [0, 0, -(10**6), 0, 0]]
    found = array_norm(LayerNorm("1e-6").enclose(spike), norm)
    assert reach * Fraction(999, 1000) < found.lower
    assert found.upper < reach


def test_without_what_is_needed_there_is_no_bound() -> None:
    with pytest.raises(InputError, match="epsilon"):
        NormedAttention(LayerNorm(), HEADS).lipschitz("sup")
    with pytest.raises(InputError, match="tokens"):
        NormedAttention(ROWS, HEADS).lipschitz("2")
    with pytest.raises(InputError, match="size"):
        NormedAttention(GroupNorm(1, [1, 1], [0, 0]), HEADS).lipschitz("sup")
