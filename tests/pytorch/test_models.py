"""The VAR model's blocks against PyTorch's run of the same weights, from tiny to real sizes."""

from __future__ import annotations

import numpy as np
import pytest
from pytorch_models import on_map, on_rows
from pytorch_peer import assert_close

from varsym.maps.activation import SiLU
from varsym.maps.arrays import FloatArray
from varsym.maps.group_norm import GroupNorm
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.models.configurations import CONFIGURATIONS, Configuration, configuration
from varsym.models.scale_step import FeatureMap, NextScaleInput
from varsym.models.var_decoder import (
    Decoder,
    DecoderSizes,
    attention_block,
    enlargement,
    residual_block,
)
from varsym.models.var_model import VARModel
from varsym.models.var_transformer import PreNormLayer
from varsym.models.var_weights import FloatWeights

VAR = configuration("var-256")
SCALES = [side**2 for side in VAR.sides]
SMALL = Configuration("small", 32, (1, 2, 3, 4), channels=4, codebook=16)
SIZES = DecoderSizes(8, (1, 2, 4), blocks=2, groups=4)


def normal(*shape: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.mark.parametrize("size", [1, 30, 1000])
def test_silu(size: int) -> None:
    x = size * normal(5, 7, 3)
    assert_close(SiLU(3).numeric(x), on_map(SiLU(3), x))


@pytest.mark.parametrize("groups", [1, 3, 12])
@pytest.mark.parametrize(("size", "offset"), [((1, 2), 0), ((5, 7), 0), ((16, 16), 100)])
def test_group_norm(groups: int, size: tuple[int, int], offset: int) -> None:
    block = GroupNorm.from_numeric(groups, 1 + normal(12), normal(12, seed=1), "1e-6")
    x = 3 * normal(*size, 12) + offset
    # PyTorch does not shift before it takes the mean, and loses the digits of the offset.
    found, expected = block.numeric(x), on_map(block, x)
    assert abs(found - expected).max() <= 1e-11 * abs(expected).max()


@pytest.mark.parametrize("heads", [1, 2, 8])
@pytest.mark.parametrize("scales", [None, [1, 4, 9], [14]])
def test_multi_head_attention(heads: int, scales: list[int] | None) -> None:
    weights = [*(normal(16, 16, seed=k) / 4 for k in range(4)), normal(16)]
    block = MultiHeadAttention.from_numeric(*weights, heads=heads, scales=scales)
    x = normal(14, 16)
    assert_close(block.numeric(x), on_rows(block, x))


@pytest.mark.parametrize("depth", [1, 16])
def test_a_layer_of_the_published_width(depth: int) -> None:
    width = VAR.width(depth)
    layer = PreNormLayer.drawn(FloatWeights(0), width, VAR.heads(depth), 4 * width, SCALES)
    x = normal(VAR.tokens, width)
    assert_close(layer.numeric(x), on_rows(layer, x))


@pytest.mark.parametrize(("c_in", "c_out"), [(8, 8), (8, 16)])
def test_the_parts_of_the_decoder(c_in: int, c_out: int) -> None:
    x = normal(6, 6, c_in)
    for block in (
        residual_block(FloatWeights(0), c_in, c_out, 6, SIZES),
        attention_block(FloatWeights(1), c_in, 6, SIZES),
        enlargement(FloatWeights(2), c_in, 6),
    ):
        assert_close(block.numeric(x), on_map(block, x))


def test_the_decoder() -> None:
    decoder = Decoder.drawn(FloatWeights(0), 32, 16, DecoderSizes(32, (1, 1, 2, 2, 4)))
    x = normal(16, 16, 32)
    found = decoder.numeric(x)
    assert found.shape == (256, 256, 3)
    assert_close(found, on_map(decoder, x))


@pytest.mark.parametrize("known", CONFIGURATIONS, ids=lambda known: known.name)
def test_phase_two(known: Configuration) -> None:
    phi = VARModel.drawn(SMALL, 1, width=8, heads=1, decoder=SIZES).generation
    residuals = [branch.blocks[0] for branch in phi.steps[-1].sum.branches[:1]] * len(known.sides)  # type: ignore[attr-defined]
    x = normal(known.tokens, SMALL.channels)
    whole = FeatureMap(known, residuals)
    assert_close(whole.numeric(x), on_rows(whole, x))
    for scale in range(1, len(known.sides)):
        step = NextScaleInput(known, scale, residuals[:scale])
        rows = x[: step.pyramid.tokens]
        assert_close(step.numeric(rows), on_rows(step, rows))


def test_all_three_phases() -> None:
    model = VARModel.drawn(SMALL, 2, width=32, heads=4, decoder=SIZES)
    x = normal(1, SMALL.channels)
    maps = model.generation.numeric(x)
    logits = on_rows(model.generation.transformer, _inputs(model, x, maps))
    assert (on_rows(model.generation.codes, logits) == maps).all()
    feature = on_rows(model.feature_map, maps)
    assert_close(model.numeric(x), on_map(model.decoder, feature))


def _inputs(model: VARModel, x: FloatArray, maps: FloatArray) -> FloatArray:
    """Return the inputs of all scales, made from the token maps by PyTorch."""
    steps = model.generation.steps
    made = [on_rows(step, maps[: step.pyramid.tokens]) for step in steps]
    return np.concatenate([x, *(one.reshape(-1, x.shape[1]) for one in made)])
