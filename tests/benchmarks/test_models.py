"""The VAR model at 256 px: transformer and decoder against PyTorch with the same weights.

680 tokens of width 1024, depth 16, and the published decoder, in float64, on all cores for both.
NumPy's products of matrices slow down where OPENBLAS_CORETYPE names another processor than there
is. Values are compared too.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import numpy as np
import pytest

from varsym.models.configurations import configuration
from varsym.models.var_decoder import PUBLISHED_DECODER, Decoder
from varsym.models.var_model import VARModel
from varsym.models.var_transformer import NextScaleTransformer, PreNormLayer
from varsym.models.var_weights import FloatWeights

VAR = configuration("var-256")
DEPTH = 16
SCALES = [side**2 for side in VAR.sides]
ROUNDS = 3


def normal(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(shape)


@cache
def transformer() -> NextScaleTransformer:
    return NextScaleTransformer.drawn(
        FloatWeights(0),
        SCALES,
        channels=VAR.channels,
        width=VAR.width(DEPTH),
        heads=VAR.heads(DEPTH),
        depth=DEPTH,
        codebook=VAR.codebook,
    )


def layer() -> PreNormLayer:
    return transformer().layers[0]


@cache
def decoder() -> Decoder:
    return Decoder.drawn(FloatWeights(0), VAR.channels, VAR.sides[-1], PUBLISHED_DECODER)


@pytest.fixture
def peer() -> Any:
    torch = pytest.importorskip("torch")
    found = pytest.importorskip("pytorch_models")
    torch.set_num_threads(os.cpu_count() or 1)
    return found


def timed(benchmark: Any, call: Any, *given: Any) -> np.ndarray:
    made: np.ndarray = benchmark.pedantic(call, given, rounds=ROUNDS, warmup_rounds=1)
    return made


def check(found: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-11 * abs(expected).max())


def test_layer(benchmark) -> None:
    timed(benchmark, layer().numeric, normal(VAR.tokens, VAR.width(DEPTH)))


def test_layer_by_torch(benchmark, peer) -> None:
    x = normal(VAR.tokens, VAR.width(DEPTH))
    check(timed(benchmark, peer.on_rows, layer(), x), layer().numeric(x))


def test_transformer(benchmark) -> None:
    found = timed(benchmark, transformer().numeric, normal(VAR.tokens, VAR.channels))
    assert found.shape == (VAR.tokens, VAR.codebook)


def test_transformer_by_torch(benchmark, peer) -> None:
    x = normal(VAR.tokens, VAR.channels)
    check(timed(benchmark, peer.on_rows, transformer(), x), transformer().numeric(x))


def test_decoder(benchmark) -> None:
    found = timed(benchmark, decoder().numeric, normal(16, 16, VAR.channels))
    assert found.shape == (VAR.pixels, VAR.pixels, 3)


def test_decoder_by_torch(benchmark, peer) -> None:
    x = normal(16, 16, VAR.channels)
    check(timed(benchmark, peer.on_map, decoder(), x), decoder().numeric(x))


def test_from_the_first_token_to_the_image(benchmark) -> None:
    model = VARModel.drawn(VAR, DEPTH)
    made = benchmark.pedantic(model.numeric, (normal(1, VAR.channels),), rounds=1)
    assert made.shape == (VAR.pixels, VAR.pixels, 3)
