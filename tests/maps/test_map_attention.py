"""Attention on token maps: that on rows, folded."""

from __future__ import annotations

from fractions import Fraction

import pytest
from block_faces import (
    check_batch,
    check_bound,
    check_numeric,
    check_refusals,
    check_steep,
    check_symbolic,
    dyadic,
)

from varsym.errors import InputError
from varsym.maps.attention import Attention
from varsym.maps.map_attention import MapAttention

ONE = Attention([[1]], [[1]], [[1]])


def attention(width: int, seed: int) -> Attention:
    return Attention(*(dyadic((width, width), seed + i, size=1) for i in range(3)))


def test_on_token_maps_it_is_attention_on_rows() -> None:
    block = attention(3, 2)
    layer = MapAttention(block, 2, 3)
    x = dyadic((2, 3, 3), 1)
    assert layer.enclose(x).reshape(6, 3).tolist() == block.enclose(x.reshape(6, 3)).tolist()
    check_numeric(layer, (2, 3, 3), 2, ulps=200)
    check_symbolic(MapAttention(attention(1, 1), 1, 2), (1, 2, 1), 1)
    check_batch(layer, (2, 3, 3), 3)
    check_refusals(layer, (2, 3, 3), [(3, 2, 3), (2, 2, 3), (2, 3, 2)])


def test_bounds_and_steep_pairs_of_token_maps() -> None:
    layer = MapAttention(ONE, 2, 2)
    assert layer.lipschitz("sup", 1).constant == ONE.lipschitz("sup", 1).constant
    check_bound(layer, (2, 2, 1), "2", Fraction(1))
    pair = layer.steep_pair(100, "2")
    assert pair.first.shape == (2, 2, 1)
    check_steep(layer, pair, 100)
    single = MapAttention(ONE, 1, 1)
    assert single.lipschitz("2").constant == 1
    with pytest.raises(InputError):
        single.steep_pair(1, "sup")
