"""VAR transformer layers and networks: faces, token counts, bounds on balls."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from block_faces import check_batch, check_bound, check_numeric, check_symbolic, dyadic

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward, Tokens
from varsym.maps.kernels import keys, linear, nearest
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.perceptron import Perceptron
from varsym.maps.pyramid import PyramidUpInterpolation, ScalewiseMap
from varsym.maps.resampling import Resampling
from varsym.maps.transformer_layer import TransformerLayer, VARTransformer
from varsym.maps.up_interpolation import up_interpolation


def attention(width: int, seed: int) -> Attention:
    return Attention(*(dyadic((width, width), seed + i, size=1) / 2 for i in range(3)))


def feed_forward(width: int, seed: int, tokens: Tokens = "rows") -> FeedForward:
    shapes: list[tuple[int, ...]] = [(2 * width, width), (2 * width,), (width, 2 * width), (width,)]
    W1, b1, W2, b2 = (dyadic(shape, seed + i, size=1) / 2 for i, shape in enumerate(shapes))
    return FeedForward(W1, b1, W2, b2, tokens)


def layer(width: int, seed: int, tokens: tuple[int, int] = (1, 2)) -> TransformerLayer:
    up = Resampling(linear(), *tokens)
    return TransformerLayer(up, attention(width, seed), feed_forward(width, seed))


@pytest.mark.parametrize("seed", range(3))
def test_faces_agree(seed: int) -> None:
    check_numeric(layer(2, seed, (2, 4)), (2, 2), seed, ulps=200)
    check_batch(layer(2, seed, (2, 4)), (2, 2), seed)
    check_symbolic(layer(1, seed), (1, 1), seed)


def test_a_layer_is_its_parts_one_after_another() -> None:
    block, x = layer(2, 1, (2, 4)), dyadic((2, 2), 1).astype(float)
    parts = block.rest.numeric(block.attention.numeric(block.up.numeric(x)))
    np.testing.assert_array_equal(block.numeric(x), parts)
    assert block.output_shape((2, 2)) == (4, 2)


def test_pyramids_of_token_maps_go_through() -> None:
    up = ScalewiseMap([up_interpolation(keys("-3/4"), 1, 2), up_interpolation(keys("-3/4"), 2, 3)])
    block = TransformerLayer(up, attention(2, 3), feed_forward(2, 3))
    assert block.output_shape((5, 2)) == (13, 2)
    check_numeric(block, (5, 2), 1, ulps=200)


def test_a_var_transformer_grows_its_tokens() -> None:
    """Definition 3.11, where each step adds a scale to the pyramid."""
    sizes = [1, 2, 3]
    ups = [PyramidUpInterpolation(nearest(), sizes[: i + 1]) for i in range(3)]
    layers = [TransformerLayer(up, attention(2, i), feed_forward(2, i)) for i, up in enumerate(ups)]
    network = VARTransformer(layers)
    assert network.output_shape((1, 2)) == (14, 2)
    check_numeric(network, (1, 2), 1, ulps=500)
    x = dyadic((1, 2), 5).astype(float)
    step = x
    for one in layers:
        step = one.numeric(step)
    np.testing.assert_array_equal(network.numeric(x), step)
    assert check_bound(network, (1, 2), "sup", Fraction(1, 4)) > 1


@pytest.mark.parametrize("norm", ["sup", "2"])
@pytest.mark.parametrize("radius", [Fraction(1, 4), Fraction(2)])
def test_no_slope_exceeds_the_bound_of_a_layer(norm, radius: Fraction) -> None:
    for seed in range(3):
        block = layer(2, seed, (2, 3))
        assert block.lipschitz(norm, radius).domain != "everywhere"
        check_bound(block, (2, 2), norm, radius, seed)


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_no_slope_exceeds_the_bound_of_a_network(norm) -> None:
    network = VARTransformer([layer(1, 4, (1, 2)), layer(1, 9, (2, 3))])
    check_bound(network, (1, 1), norm, Fraction(1, 2))
    order = np.inf if norm == "sup" else 2
    reach = float(network.layers[0].image_radius(norm, "1/2"))
    inputs = np.linspace(-0.5, 0.5, 101).reshape(-1, 1, 1)
    images = network.layers[0].numeric(inputs).reshape(101, -1)
    assert np.linalg.norm(images, order, axis=1).max() <= reach


def test_linear_attention_has_a_bound_everywhere() -> None:
    mean = Attention([[0]], [[0]], [[1]])
    rest = FeedForward([[1]], [0], [[1]], [0], tokens="rows")
    block = TransformerLayer(Resampling(nearest(), 1, 4), mean, rest)
    assert block.lipschitz("sup").constant == 2
    assert VARTransformer([block]).lipschitz("sup").constant == 2
    assert block.lipschitz("2").constant == 4


def test_other_blocks_may_follow_attention() -> None:
    """The g_i of Definition 3.11: layer norm, the MLP layer, compositions."""
    rest = Perceptron(dyadic((2, 2), 1), dyadic((2,), 2)) @ LayerNorm("1/16", width=2)
    block = TransformerLayer(Resampling(linear(), 2, 3), attention(2, 1), rest)
    check_numeric(block, (2, 2), 1, ulps=400)
    check_bound(block, (2, 2), "2", Fraction(1))


def test_refusals() -> None:
    up, rest = Resampling(linear(), 1, 2), feed_forward(2, 1)
    for columns in (feed_forward(2, 1, "columns"), LayerNorm() @ feed_forward(2, 1, "columns")):
        with pytest.raises(InputError, match="rows"):
            TransformerLayer(up, attention(2, 1), columns)
    with pytest.raises(InputError):
        VARTransformer([])
    with pytest.raises(ShapeError):
        VARTransformer([layer(2, 1, (1, 2)), layer(2, 1, (3, 4))]).exact([[1, 2]])
    with pytest.raises(ShapeError):
        layer(2, 1).numeric(np.zeros((1, 3)))
    with pytest.raises(InputError, match="everywhere"):
        layer(2, 1).lipschitz("sup")
    with pytest.raises(InputError, match="LinearBlock"):
        TransformerLayer(feed_forward(2, 1), attention(2, 1), rest).lipschitz("sup", 1)
    with pytest.raises(InputError, match="steep_pair"):
        TransformerLayer(up, attention(2, 1), LayerNorm()).lipschitz("sup", 1)
