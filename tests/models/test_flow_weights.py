"""Layers with random weights: their shapes, their faces, and the size of what goes through."""

from __future__ import annotations

import numpy as np
import pytest

from varsym.models.flow_weights import drawn_attention, drawn_feed_forward, drawn_perceptron
from varsym.models.var_weights import FloatWeights, RationalWeights


@pytest.mark.parametrize("source", [FloatWeights, RationalWeights])
def test_weights_keep_the_size_of_what_goes_through(source) -> None:
    x = np.random.default_rng(0).standard_normal((50, 16))
    for block in (
        drawn_attention(source(1), 16),
        drawn_feed_forward(source(1), 16, 64),
        drawn_perceptron(source(1), 16, 32),
    ):
        assert block.output_shape((50, 16))[0] == 50
        assert 0.05 < block.numeric(x).std() < 5


def test_rational_weights_have_exact_faces() -> None:
    made = drawn_perceptron(RationalWeights(0), 2, 3)
    assert made.exact([[0, 0]]).tolist() == [made.b.exact.tolist()]
