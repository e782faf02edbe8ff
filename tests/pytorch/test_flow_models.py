"""FlowAR, HOFAR and the gradient of HOFAR's loss against PyTorch, from tiny to real sizes."""

from __future__ import annotations

import numpy as np
import pytest
from pytorch_flow import flowar_maps, flowar_terms, hofar_gradient, hofar_image
from pytorch_peer import assert_close

from varsym.models.flow_paths import CIRCLE_PATH
from varsym.models.flowar import FlowAR
from varsym.models.hofar import HOFAR, HOFARLoss
from varsym.models.hofar_inference import HOFARInference
from varsym.models.hofar_training import HOFARGradient
from varsym.models.var_weights import FloatWeights

TIMES = ["1/3", "3/4", "1/8", "1", "9/10"]
SIZES = [(1, 2), (2, 4), (3, 8), (5, 16)]


@pytest.mark.parametrize(("scales", "channels"), SIZES)
def test_flowar(scales: int, channels: int) -> None:
    model = FlowAR.drawn(FloatWeights(scales), scales, channels)
    loss, pipeline = model.loss(TIMES[:scales]), model.inference(TIMES[:scales])
    source = np.random.default_rng(channels)
    x = source.standard_normal((loss.pyramid_in.tokens, channels))
    assert_close(loss.numeric(x), flowar_terms(loss, x))
    x = source.standard_normal((pipeline.pyramid_in.tokens, channels))
    expected = flowar_maps(pipeline, x)
    # Layer norm of small rows costs digits in both.
    assert abs(pipeline.numeric(x) - expected).max() <= 1e-11 * abs(expected).max()


@pytest.mark.parametrize(("scales", "channels"), SIZES)
def test_hofar(scales: int, channels: int) -> None:
    model = HOFAR.drawn(FloatWeights(scales), channels)
    loss = HOFARLoss(model, 2 ** (scales - 1), TIMES[:scales], CIRCLE_PATH)
    source = np.random.default_rng(channels)
    x = source.standard_normal((loss.pyramid_in.tokens, channels))
    terms, gradient = hofar_gradient(loss, x)
    assert_close(loss.numeric(x), terms)
    found = HOFARGradient(loss).numeric(x)
    assert abs(found - gradient).max() <= 1e-11 * abs(gradient).max()
    block = HOFARInference(model, 1, scales, "1/2")
    x = source.standard_normal((2, channels))
    expected = hofar_image(block, x)
    assert abs(block.numeric(x) - expected).max() <= 1e-11 * abs(expected).max()
