"""The autoregressive transformer of FlowAR: what each scale reads, faces, bounds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from block_faces import check_batch, check_bound, check_numeric, check_refusals, dyadic

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.attention import Attention
from varsym.maps.autoregressive import AutoregressiveTransformer
from varsym.maps.feed_forward import FeedForward
from varsym.maps.kernels import linear, nearest
from varsym.maps.sampling import up_sample


def attention(width: int, seed: int) -> Attention:
    return Attention(*(dyadic((width, width), seed + i, size=1) / 2 for i in range(3)))


def feed_forward(width: int, seed: int) -> FeedForward:
    shapes: list[tuple[int, ...]] = [(3, width), (3,), (width, 3), (width,)]
    W1, b1, W2, b2 = (dyadic(shape, seed + i, size=1) / 2 for i, shape in enumerate(shapes))
    return FeedForward(W1, b1, W2, b2, tokens="rows")


def model(width: int = 2, scales: int = 3, seed: int = 0) -> AutoregressiveTransformer:
    ups = [up_sample(linear(), 2**i, 2) for i in range(scales - 1)]
    return AutoregressiveTransformer(
        1,
        ups,
        [attention(width, seed + i) for i in range(scales)],
        [feed_forward(width, seed + i) for i in range(scales)],
    )


def test_sizes() -> None:
    block = model()
    assert block.pyramid_in.sizes == ((1, 1), (1, 1), (2, 2))
    assert block.pyramid_out.sizes == ((1, 1), (2, 2), (4, 4))
    assert block.output_shape((6, 2)) == (21, 2)


def test_faces_agree() -> None:
    for seed in range(2):
        check_numeric(model(seed=seed), (6, 2), seed, ulps=400)
        check_batch(model(seed=seed), (6, 2), seed)


def test_each_map_is_the_last_part_of_its_layer() -> None:
    block = model()
    maps = [dyadic((side, side, 2), i).astype(float) for i, side in enumerate([1, 1, 2])]
    found = block.split(block.numeric(block.merge(maps)))
    z_init, y_1, y_2 = maps
    rows = [z_init, block.up_samples[0].numeric(y_1), block.up_samples[1].numeric(y_2)]
    flat = [part.reshape(-1, 2) for part in rows]
    for i, (side, attend, feed) in enumerate(
        zip([1, 2, 4], block.attentions, block.feed_forwards, strict=True)
    ):
        z = np.concatenate(flat[: i + 1])
        expected = feed.numeric(attend.numeric(z))[-side * side :].reshape(side, side, 2)
        np.testing.assert_allclose(found[i], expected, rtol=1e-13, atol=1e-14)


def test_a_map_depends_on_coarser_maps_alone() -> None:
    block = model()
    x = dyadic((6, 2), 1).astype(float)
    changed = x.copy()
    changed[2:] += 1.0  # Y^2, which only the third scale reads
    before, after = (block.split(block.numeric(given)) for given in (x, changed))
    for i in range(2):
        np.testing.assert_array_equal(before[i], after[i])
    assert abs(before[2] - after[2]).max() > 1e-3


def test_one_scale_is_one_transformer_layer() -> None:
    block, x = model(scales=1), dyadic((1, 2), 1)
    alone = block.feed_forwards[0] @ block.attentions[0]
    assert block.enclose(x).tolist() == alone.enclose(x).tolist()


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_no_slope_exceeds_the_bound(norm) -> None:
    for radius in (Fraction(1, 4), Fraction(2)):
        check_bound(model(1, 2), (2, 1), norm, radius)
    with pytest.raises(InputError, match="everywhere"):
        model().lipschitz(norm)


def test_linear_attention_has_a_bound_everywhere() -> None:
    mean = Attention([[0]], [[0]], [[1]])
    rest = FeedForward([[1]], [0], [[1]], [0], tokens="rows")
    block = AutoregressiveTransformer(1, [up_sample(nearest(), 1, 2)], [mean] * 2, [rest] * 2)
    assert block.lipschitz("sup").constant == 2
    assert block.lipschitz("sup").domain == "everywhere"


def test_refusals() -> None:
    check_refusals(model(), (6, 2), [(21, 2), (6, 3)])
    mean, rest = attention(1, 1), feed_forward(1, 1)
    columns = FeedForward([[1]], [0], [[1]], [0])
    for attentions, feed_forwards in [(2, 2), (1, 0), (0, 0)]:
        with pytest.raises(InputError, match="One up-sampling less"):
            AutoregressiveTransformer(1, [], [mean] * attentions, [rest] * feed_forwards)
    with pytest.raises(InputError, match="rows"):
        AutoregressiveTransformer(1, [], [mean], [columns])
    with pytest.raises(ShapeError):
        AutoregressiveTransformer(2, [up_sample(nearest(), 1, 2)], [mean] * 2, [rest] * 2)
    with pytest.raises(ShapeError, match="channels"):
        AutoregressiveTransformer(
            1, [up_sample(nearest(), 1, 2)], [mean, attention(2, 1)], [rest] * 2
        )
    with pytest.raises(InputError, match="LinearBlock"):
        AutoregressiveTransformer(1, [Pretended()], [mean] * 2, [rest] * 2).lipschitz("sup", 1)


class Pretended(AutoregressiveTransformer):
    """A block on maps that is not known to be linear."""

    axes = 3

    def __init__(self) -> None:
        self.name = "pretended"

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape
