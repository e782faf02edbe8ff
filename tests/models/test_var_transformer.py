"""The next-scale transformer: small and exact, and the published sizes in float64."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from block_faces import check_batch, check_exact, check_numeric, dyadic
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.errors import InputError, VarsymError
from varsym.exact import ShapeError
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.perceptron import Perceptron
from varsym.models.configurations import CONFIGURATIONS, Configuration
from varsym.models.var_transformer import NextScaleTransformer, PreNormLayer, TokenPositions
from varsym.models.var_weights import FloatWeights, RationalWeights

SIZES: dict[str, int] = {"channels": 2, "width": 4, "heads": 2, "depth": 2, "codebook": 3}


def small(scales: list[int], seed: int = 0, **changes: Any) -> NextScaleTransformer:
    return NextScaleTransformer.drawn(RationalWeights(seed), scales, **{**SIZES, **changes})


@settings(max_examples=12)
@given(st.integers(0, 1000), st.integers(1, 2), st.sampled_from([1, 2, 4]))
def test_faces_agree(seed: int, depth: int, heads: int) -> None:
    block = small([1, 2], seed, depth=depth, heads=heads, neurons=3, epsilon="1/16")
    check_numeric(block, (3, 2), seed, ulps=500)


def test_batches() -> None:
    check_batch(small([1, 4]), (5, 2), 1)
    check_batch(TokenPositions(dyadic((3, 2), 1)), (2, 2), 2)


def test_a_layer_worked_by_hand() -> None:
    # Rows of one entry are normalised to 0, so attention adds its bias and the rest ReLU(b1) W2.
    one = MultiHeadAttention([[1]], [[1]], [[1]], [[1]], [2], heads=1)
    norm = LayerNorm("1/4", 1)
    layer = PreNormLayer(
        (norm, norm), one, Perceptron([[1, 1]], [3, -3]), Perceptron([[5], [7]], [11])
    )
    assert layer.exact([[1], [100]]).tolist() == [[1 + 2 + 15 + 11], [100 + 2 + 15 + 11]]


def test_the_parts_of_a_layer_follow_each_other() -> None:
    layer = small([1, 4]).layers[0]
    outer, _, hidden, norm = layer.rest.branch.blocks  # type: ignore[attr-defined]
    x = dyadic((5, 4), 1).astype(float)
    y = x + layer.attention.numeric(layer.norms[0].numeric(x))
    z = y + outer.numeric(np.maximum(hidden.numeric(norm.numeric(y)), 0))
    np.testing.assert_allclose(layer.numeric(x), z, rtol=1e-13)


def test_logits_of_a_scale_rest_on_no_later_scale() -> None:
    block = small([1, 4, 4])
    x = dyadic((9, 2), 1).astype(float)
    moved = x.copy()
    moved[5:] += 1
    np.testing.assert_array_equal(block.numeric(x)[:5], block.numeric(moved)[:5])
    np.testing.assert_allclose(block.numeric(x[:5]), block.numeric(x)[:5], rtol=1e-12)
    assert abs(block.numeric(x)[5:] - block.numeric(moved)[5:]).max() > 0


def test_scale_after_scale_is_all_scales_at_once() -> None:
    block = small([1, 4, 4])
    x = np.random.default_rng(0).standard_normal((3, 9, 2))
    known, found = [], []  # type: ignore[var-annotated]
    for start, end in [(0, 1), (1, 5), (5, 9)]:
        logits, known = block.continued(x[:, start:end], known, start)
        found.append(logits)
    np.testing.assert_allclose(np.concatenate(found, axis=1), block.numeric(x), rtol=1e-10)


def test_tokens_of_a_scale_are_told_apart_by_their_positions_alone() -> None:
    block, order = small([1, 4]), [0, 3, 1, 4, 2]
    x = dyadic((5, 2), 1).astype(float)
    blind = block.layers[0]
    h = dyadic((5, 4), 2).astype(float)
    np.testing.assert_allclose(blind.numeric(h[order]), blind.numeric(h)[order], rtol=1e-12)
    assert abs(block.numeric(x[order]) - block.numeric(x)[order]).max() > 1e-3


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_a_bound_everywhere(norm: Any) -> None:
    bound = small([1, 2], depth=1, epsilon="1/4").lipschitz(norm)
    assert bound.domain == "everywhere"
    assert bound.constant > 0


def test_positions() -> None:
    block = TokenPositions([[1, 2], ["1/2", 0]])
    assert block.exact([[0, 0], [1, 1]]).tolist() == [[1, 2], [Fraction(3, 2), 1]]
    check_exact(block, (2, 2), 1)
    assert (block.exact(dyadic((1, 2), 3)) == dyadic((1, 2), 3) + np.array([1, 2])).all()
    check_only_numeric_face(TokenPositions.from_numeric([[0.5, 1.0]]))


def check_only_numeric_face(block: TokenPositions) -> None:
    assert block.numeric([[1.0, 1.0]]).tolist() == [[1.5, 2.0]]
    with pytest.raises(InputError, match="given in floats"):
        block.exact([[1, 1]])


def test_float_weights_refuse_the_exact_faces() -> None:
    block = NextScaleTransformer.drawn(FloatWeights(0), [1, 4], **SIZES)
    with pytest.raises(InputError, match="given in floats"):
        block.enclose(dyadic((5, 2), 1))
    with pytest.raises(InputError, match="given in floats"):
        block.lipschitz("sup")


@pytest.mark.parametrize("known", CONFIGURATIONS, ids=lambda known: known.name)
def test_shapes_of_the_published_configurations(known: Configuration) -> None:
    # One neuron and two layers: what is looked at is the shapes.
    depth = max(known.depths, default=30)
    width, heads = known.width(depth), known.heads(depth)
    scales = [side**2 for side in known.sides]
    inner, outer = np.zeros((width, heads)), np.zeros((heads, width))
    attention = MultiHeadAttention.from_numeric(
        inner, inner, inner, outer, np.zeros(width), heads=heads, scales=scales
    )
    norm = LayerNorm("1e-6", width)
    hidden = Perceptron.from_numeric(np.zeros((width, 1)), [0.0])
    last = Perceptron.from_numeric(np.zeros((1, width)), np.zeros(width))
    layer = PreNormLayer((norm, norm), attention, hidden, last)
    embedding = Perceptron.from_numeric(np.zeros((known.channels, width)), np.zeros(width))
    head = Perceptron.from_numeric(np.zeros((width, known.codebook)), np.zeros(known.codebook))
    table = TokenPositions.from_numeric(np.zeros((known.tokens, width)))
    block = NextScaleTransformer(embedding, table, [layer, layer], norm, head)
    done = 0
    for count in scales:
        done += count
        assert block.output_shape((done, known.channels)) == (done, known.codebook)
        with pytest.raises(ShapeError):
            block.output_shape((done + 1, known.channels))


@pytest.mark.parametrize(
    "changes",
    [{"heads": 3}, {"width": 0}, {"depth": 0}, {"channels": 0}, {"codebook": 1.0}, {"neurons": 0}],
)
def test_sizes_that_do_not_fit_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(VarsymError) as caught:
        small([1, 4], **changes)
    assert caught.value.given
    assert caught.value.expected


def test_misfits_are_refused() -> None:
    block = small([1, 4])
    for shape in [(4, 2), (5, 3), (6, 2), (0, 2)]:
        with pytest.raises(ShapeError):
            block.output_shape(shape)
    with pytest.raises(InputError, match="no layers"):
        NextScaleTransformer(block.embedding, block.positions, [], LayerNorm("1/4", 4), block.head)
    wider = small([1, 4], width=8).layers
    with pytest.raises(ShapeError):
        NextScaleTransformer(
            block.embedding, block.positions, wider, LayerNorm("1/4", 4), block.head
        )
    with pytest.raises(InputError):
        small([1, 0])
