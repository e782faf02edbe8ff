"""FlowAR's loss and inference, and the gradient of HOFAR's loss, against PyTorch.

Five scales up to 16 x 16 tokens, with the 16 channels of FlowAR's latent and with 768, in float64,
on all cores for both. Values are compared too. What an enclosure costs is timed at two scales.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

from varsym.models.flowar import FlowAR
from varsym.models.hofar import HOFAR, HOFARLoss
from varsym.models.hofar_training import HOFARGradient
from varsym.models.var_weights import FloatWeights, RationalWeights

SCALES, TIMES = 5, ["1/2"] * 5
ROUNDS = 5

each_width = pytest.mark.parametrize("channels", [16, 768])


@pytest.fixture
def peer() -> Any:
    torch = pytest.importorskip("torch")
    found = pytest.importorskip("pytorch_flow")
    torch.set_num_threads(os.cpu_count() or 1)
    return found


def rows(count: int, channels: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((count, channels))


def timed(benchmark: Any, function: Any, *arguments: Any) -> Any:
    return benchmark.pedantic(function, arguments, rounds=ROUNDS, warmup_rounds=1)


def close(found: np.ndarray, expected: np.ndarray) -> bool:
    return bool(abs(found - expected).max() <= 1e-10 * abs(expected).max())


@each_width
def test_flowar_loss(benchmark, channels: int) -> None:
    loss = FlowAR.drawn(FloatWeights(0), SCALES, channels).loss(TIMES)
    found = timed(benchmark, loss.numeric, rows(loss.pyramid_in.tokens, channels))
    assert found.shape == (SCALES,)


@each_width
def test_flowar_loss_by_torch(benchmark, peer, channels: int) -> None:
    loss = FlowAR.drawn(FloatWeights(0), SCALES, channels).loss(TIMES)
    x = rows(loss.pyramid_in.tokens, channels)
    assert close(loss.numeric(x), timed(benchmark, peer.flowar_terms, loss, x))


@each_width
def test_flowar_inference(benchmark, channels: int) -> None:
    pipeline = FlowAR.drawn(FloatWeights(0), SCALES, channels).inference(TIMES)
    found = timed(benchmark, pipeline.numeric, rows(pipeline.pyramid_in.tokens, channels))
    assert found.shape == (341, channels)


@each_width
def test_flowar_inference_by_torch(benchmark, peer, channels: int) -> None:
    pipeline = FlowAR.drawn(FloatWeights(0), SCALES, channels).inference(TIMES)
    x = rows(pipeline.pyramid_in.tokens, channels)
    assert close(pipeline.numeric(x), timed(benchmark, peer.flowar_maps, pipeline, x))


@each_width
def test_hofar_gradient(benchmark, channels: int) -> None:
    loss = HOFARLoss(HOFAR.drawn(FloatWeights(0), channels), 16, TIMES)
    gradient = HOFARGradient(loss)
    found = timed(benchmark, gradient.numeric, rows(loss.pyramid_in.tokens, channels))
    assert found.shape == (loss.model.size,)


@each_width
def test_hofar_gradient_by_torch(benchmark, peer, channels: int) -> None:
    loss = HOFARLoss(HOFAR.drawn(FloatWeights(0), channels), 16, TIMES)
    x = rows(loss.pyramid_in.tokens, channels)
    expected = timed(benchmark, peer.hofar_gradient, loss, x)[1]
    assert close(HOFARGradient(loss).numeric(x), expected)


def test_an_enclosure_of_the_loss(benchmark) -> None:
    loss = FlowAR.drawn(RationalWeights(0), 2, 2, neurons=3).loss(["1/3", "3/4"])
    x = np.full((10, 2), 1, dtype=object) + np.arange(20).reshape(10, 2)
    found = timed(benchmark, loss.enclose, x, 50)
    assert all(box.digits_certain() >= 49 for box in found)


def test_an_enclosure_of_the_gradient(benchmark) -> None:
    loss = HOFARLoss(HOFAR.drawn(RationalWeights(0), 2, neurons=3), 2, ["1/3", "3/4"])
    x = np.full((9, 2), 1, dtype=object) + np.arange(18).reshape(9, 2)
    found = timed(benchmark, HOFARGradient(loss).enclose, x, 50)
    assert found.shape == (loss.model.size,)
