"""The decoder of phase 3: tiny and enclosed, and the published sizes by their shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from block_faces import check_batch, check_numeric, check_refusals, dyadic
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.errors import InputError, VarsymError
from varsym.exact import ShapeError
from varsym.maps.activation import SiLU
from varsym.maps.convolution import Convolution
from varsym.maps.group_norm import GroupNorm
from varsym.maps.normed_attention import NormedAttention
from varsym.maps.parameters import Parameter
from varsym.maps.residual import Residual
from varsym.models.configurations import CONFIGURATIONS, Configuration
from varsym.models.var_decoder import (
    PUBLISHED_DECODER,
    Decoder,
    DecoderSizes,
    attention_block,
    enlargement,
    residual_block,
)
from varsym.models.var_weights import FloatWeights, RationalWeights

TINY = DecoderSizes(2, (1, 2), blocks=1, groups=2, epsilon="1/16")


class NoWeights:
    """Zeros that take no memory, for shapes alone."""

    def weight(self, name: str, shape: tuple[int, ...], inputs: int) -> Parameter:
        return Parameter(name, None, np.broadcast_to(0.0, shape))

    def bias(self, name: str, length: int, around: int = 0) -> Parameter:
        return Parameter(name, None, np.broadcast_to(0.0, (length,)))


@settings(max_examples=8)
@given(st.integers(0, 1000))
def test_faces_of_the_parts_agree(seed: int) -> None:
    source = RationalWeights(seed)
    check_numeric(residual_block(source, 2, 2, 2, TINY), (2, 2, 2), seed, ulps=100)
    check_numeric(residual_block(source, 2, 4, 2, TINY), (2, 2, 2), seed, ulps=100)
    check_numeric(attention_block(source, 2, 2, TINY), (2, 2, 2), seed, ulps=100)
    check_numeric(enlargement(source, 2, 2), (2, 2, 2), seed)


def test_faces_of_the_decoder_agree() -> None:
    block = Decoder.drawn(RationalWeights(0), 1, 2, TINY)
    check_numeric(block, (2, 2, 1), 1, ulps=200)
    check_batch(block, (2, 2, 1), 2)
    check_refusals(block, (2, 2, 1), [(2, 2, 2), (3, 2, 1), (4, 1)])


def test_a_residual_block_is_norm_silu_convolution_twice_plus_the_input() -> None:
    block = residual_block(RationalWeights(0), 2, 4, 3, TINY)
    kinds = [type(part) for part in reversed(block.branch.blocks)]  # type: ignore[attr-defined]
    assert kinds == [GroupNorm, SiLU, Convolution] * 2
    x = dyadic((3, 3, 2), 1).astype(float)
    expected = x
    for part in reversed(block.branch.blocks):  # type: ignore[attr-defined]
        expected = part.numeric(expected)
    W, b = block.shortcut.rows.W, block.shortcut.rows.b  # type: ignore[union-attr]
    expected = expected + x @ W.numeric + b.numeric
    np.testing.assert_allclose(block.numeric(x), expected, rtol=1e-13)
    assert residual_block(RationalWeights(0), 2, 2, 3, TINY).shortcut is None


def test_an_enlargement_repeats_pixels_before_it_convolves() -> None:
    block = enlargement(RationalWeights(0), 1, 2)
    x = dyadic((2, 2, 1), 1)
    repeated = np.repeat(np.repeat(x, 2, axis=0), 2, axis=1)
    assert (block.exact(x) == block.blocks[0].exact(repeated)).all()


def test_attention_stands_in_the_middle_and_at_the_lowest_resolution() -> None:
    sizes = DecoderSizes(2, (1, 1, 2), blocks=2, groups=1)
    block = Decoder.drawn(RationalWeights(0), 3, 4, sizes)
    attended = [count_attention(level) for level in block.levels]
    assert attended == [2, 0, 0]
    assert count_attention(block.blocks) == 3
    assert [len(level) for level in block.levels] == [5, 3, 2]


def count_attention(blocks: Any) -> int:
    return sum(
        isinstance(one, Residual) and isinstance(one.branch, NormedAttention) for one in blocks
    )


def test_pixels_are_told_apart_by_convolutions_alone() -> None:
    block = attention_block(RationalWeights(0), 2, 3, TINY)
    x = np.random.default_rng(0).standard_normal((3, 3, 2))
    turned = x[::-1].swapaxes(0, 1)
    np.testing.assert_allclose(
        block.numeric(turned), block.numeric(x)[::-1].swapaxes(0, 1), rtol=1e-11
    )


@pytest.mark.parametrize("known", CONFIGURATIONS, ids=lambda known: known.name)
def test_the_published_decoder_makes_images_of_the_published_size(known: Configuration) -> None:
    block = Decoder.drawn(NoWeights(), known.channels, known.sides[-1], PUBLISHED_DECODER)
    shape = (known.sides[-1], known.sides[-1], known.channels)
    assert block.output_shape(shape) == (known.pixels, known.pixels, 3)
    channels = [one.c_out for one in block.blocks if isinstance(one, Convolution)]
    assert (channels[0], channels[-1]) == (3, 640)
    levels = [level[0].output_shape(level_shape(block, n)) for n, level in enumerate(block.levels)]
    assert [shape[2] for shape in levels] == [640, 320, 320, 160, 160]


def level_shape(block: Decoder, level: int) -> tuple[int, ...]:
    """Return the shape with which a level begins, from its first group norm."""
    norm = block.levels[level][0].branch.blocks[-1]  # type: ignore[attr-defined]
    return (*norm.size, norm.channels)


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_a_bound_everywhere(norm: Any) -> None:
    bound = Decoder.drawn(RationalWeights(0), 1, 2, TINY).lipschitz(norm)
    assert bound.domain == "everywhere"
    with pytest.raises(InputError, match="radius"):
        Decoder.drawn(RationalWeights(0), 1, 2, TINY).lipschitz(norm, 1)


def test_float_weights() -> None:
    block = Decoder.drawn(FloatWeights(0), 4, 3, DecoderSizes(4, (1, 2), groups=4))
    assert block.numeric(np.ones((2, 3, 3, 4))).shape == (2, 6, 6, 3)
    with pytest.raises(InputError, match="given in floats"):
        block.enclose(dyadic((3, 3, 4), 1))
    with pytest.raises(InputError, match="given in floats"):
        block.lipschitz("sup")


@pytest.mark.parametrize(
    "sizes",
    [
        DecoderSizes(2, ()),
        DecoderSizes(2, (1,), groups=3),
        DecoderSizes(0, (1,), groups=1),
        DecoderSizes(2, (1,), blocks=0, groups=1),
        DecoderSizes(2, (1,), groups=1, epsilon="0"),
        DecoderSizes(2, (1,), groups=0),
    ],
)
def test_sizes_that_do_not_fit_are_refused(sizes: DecoderSizes) -> None:
    with pytest.raises(VarsymError) as caught:
        Decoder.drawn(RationalWeights(0), 1, 2, sizes)
    assert caught.value.given
    assert caught.value.expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base", 2.5),
        ("base", None),
        ("base", 0),
        ("multipliers", (0,)),
        ("multipliers", (1, 1.5)),
        ("multipliers", "12"),
        ("multipliers", 2),
        ("blocks", 1.5),
        ("groups", None),
        ("out", 0),
        ("out", "three"),
        ("epsilon", None),
    ],
)
def test_a_size_of_another_kind_is_named(name: str, value: Any) -> None:
    sizes = DecoderSizes(**{"base": 2, "multipliers": (1, 2), "groups": 2, name: value})
    with pytest.raises(InputError, match=name) as caught:
        Decoder.drawn(RationalWeights(0), 1, 2, sizes)
    assert all((caught.value.given, caught.value.expected, caught.value.advice))


def test_the_factor_and_the_channels_of_sizes() -> None:
    assert (TINY.factor, TINY.channels) == (2, (2, 4))
    for multipliers in ((), (0,), "12"):
        with pytest.raises(InputError):
            _ = DecoderSizes(2, multipliers).factor  # type: ignore[arg-type]


def test_parts_are_drawn_from_a_source_and_sizes() -> None:
    source = RationalWeights(0)
    for draw in (
        lambda: residual_block(5, 2, 2, 2, TINY),  # type: ignore[arg-type]
        lambda: residual_block(source, 2, 2, 2, 5),  # type: ignore[arg-type]
        lambda: residual_block(source, 1.5, 2, 2, TINY),  # type: ignore[arg-type]
        lambda: attention_block(None, 2, 2, TINY),  # type: ignore[arg-type]
        lambda: attention_block(source, "x", 2, TINY),  # type: ignore[arg-type]
        lambda: enlargement(source, 2, "x"),  # type: ignore[arg-type]
        lambda: enlargement(5, 2, 2),  # type: ignore[arg-type]
        lambda: Decoder.drawn(source, 1, None, TINY),  # type: ignore[arg-type]
        lambda: Decoder.drawn(source, 1, 2, (1, 2)),  # type: ignore[arg-type]
    ):
        with pytest.raises(InputError):
            draw()
    assert enlargement(source, 2, "3").output_shape((3, 3, 2)) == (6, 6, 2)  # type: ignore[arg-type]


def test_a_decoder_needs_a_level() -> None:
    with pytest.raises(InputError, match="no levels"):
        Decoder(SiLU(3), [], [], SiLU(3))
    with pytest.raises(ShapeError):
        Decoder.drawn(RationalWeights(0), 1, 2, TINY).output_shape((4, 4, 1))
