"""Phase 3 (phase:3, Appendix B.2): the VQ-VAE decoder, from the feature map to the image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from varsym.errors import InputError
from varsym.maps.activation import SiLU
from varsym.maps.arrays import side
from varsym.maps.block import Block, Composition
from varsym.maps.convolution import Convolution
from varsym.maps.flattened import Flattened
from varsym.maps.group_norm import GroupNorm
from varsym.maps.kernels import nearest
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.normed_attention import NormedAttention
from varsym.maps.perceptron import Perceptron
from varsym.maps.resampling import resize
from varsym.maps.residual import Residual
from varsym.models.kinds import listed, of_kind, weight_source
from varsym.models.var_weights import WeightSource, drawn_heads

__all__ = [
    "PUBLISHED_DECODER",
    "Decoder",
    "DecoderSizes",
    "attention_block",
    "enlargement",
    "residual_block",
]


@dataclass(frozen=True)
class DecoderSizes:
    """The sizes of a decoder.

    Attributes
    ----------
    base : int
        Channels that the multipliers multiply.
    multipliers : tuple of int
        What the channels are multiplied by, one for each resolution, the highest one first.
    blocks : int
        Residual blocks at each resolution.
    groups : int
        Of all group norms.
    out : int
        Channels of the image.
    epsilon : str
        Of all group norms, an exact number.
    """

    base: int
    multipliers: tuple[int, ...]
    blocks: int = 3
    groups: int = 32
    out: int = 3
    epsilon: str = "1e-6"

    @property
    def factor(self) -> int:
        """How much larger the image's side is than the feature map's.

        Raises
        ------
        InputError
            When there is no multiplier, or a number is below 1.

        Examples
        --------
        >>> PUBLISHED_DECODER.factor
        16
        """
        return 1 << (len(self.channels) - 1)

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels at each resolution, the highest one first.

        Raises
        ------
        InputError
            When there is no multiplier, or a number is below 1.

        Examples
        --------
        >>> PUBLISHED_DECODER.channels
        (160, 160, 320, 320, 640)
        """
        multipliers, base = listed(self.multipliers, "multipliers"), side(self.base, "base")
        if not multipliers:
            raise InputError("A decoder of no levels.", "At least one.", "Give its multipliers.")
        return tuple(base * side(factor, "multipliers") for factor in multipliers)


#: As in the public VAR code (Tian et al. 2024): 160 channels, multipliers 1, 1, 2, 2, 4, three
#: residual blocks at each resolution, 32 groups, ε = 10⁻⁶.
PUBLISHED_DECODER = DecoderSizes(160, (1, 1, 2, 2, 4))


def residual_block(
    source: WeightSource, c_in: int, c_out: int, size: int, sizes: DecoderSizes
) -> Residual:
    """Return norm, SiLU, convolution, norm, SiLU, convolution, plus the input.

    The input goes through a 1 x 1 convolution where the channels change.

    Parameters
    ----------
    source : WeightSource
    c_in, c_out : int
        Numbers of channels before and after.
    size : int
        The side of the maps.
    sizes : DecoderSizes
        Of which the groups and the epsilon count.

    Raises
    ------
    InputError
        When an argument is of another class, a number is below 1, or the groups do not divide the
        channels.

    Examples
    --------
    >>> from varsym.models.var_weights import RationalWeights
    >>> small = DecoderSizes(2, (1,), groups=2)
    >>> residual_block(RationalWeights(0), 2, 4, 3, small).output_shape((3, 3, 2))
    (3, 3, 4)
    """
    _check_drawing(source, sizes)
    c_in, c_out = side(c_in, "c_in"), side(c_out, "c_out")
    first = _normed_convolution(source, c_in, c_out, size, sizes)
    branch = _normed_convolution(source, c_out, c_out, size, sizes) @ first
    if c_in == c_out:
        return Residual(branch)
    W, b = source.weight("W", (c_in, c_out), c_in), source.bias("b", c_out)
    return Residual(branch, Flattened(Perceptron(W, b)))


def attention_block(
    source: WeightSource, channels: int, size: int, sizes: DecoderSizes
) -> Residual:
    """Return attention of one head over all pixels, after group norm, plus the input.

    Queries are projected without biases, which the released model has, see `MultiHeadAttention`.

    Parameters
    ----------
    source, channels, size, sizes
        As for `residual_block`.
    source : WeightSource
    channels : int
        Of the maps.
    size : int
        The side of the maps.
    sizes : DecoderSizes
        Of which the groups and the epsilon count.

    Raises
    ------
    InputError
        When an argument is of another class, a number is below 1, or the groups do not divide the
        channels.

    Examples
    --------
    >>> from varsym.models.var_weights import RationalWeights
    >>> attention_block(RationalWeights(0), 2, 3, DecoderSizes(2, (1,), groups=1)).axes
    3
    """
    _check_drawing(source, sizes)
    channels = side(channels, "channels")
    norm = _group_norm(source, channels, size, sizes)
    attention = MultiHeadAttention(*drawn_heads(source, channels, heads=1), heads=1)
    return Residual(NormedAttention(norm, attention))


def enlargement(source: WeightSource, channels: int, size: int) -> Composition:
    """Return the nearest-neighbour enlargement by 2, followed by a 3 x 3 convolution.

    Parameters
    ----------
    source, channels, size
        As for `residual_block`; `size` is the side before.

    Raises
    ------
    InputError
        When a number is below 1.

    Examples
    --------
    >>> from varsym.models.var_weights import RationalWeights
    >>> enlargement(RationalWeights(0), 2, 3).output_shape((3, 3, 2))
    (6, 6, 2)
    """
    weight_source(source)
    channels, size = side(channels, "channels"), side(size, "size")
    return _convolution(source, channels, channels) @ resize(nearest(), size, 2 * size)


class Decoder(Composition):
    """From the feature map (H, H, C) to the image (f H, f H, 3), f = 2^(levels - 1).

    A 3 x 3 convolution; a middle of residual block, attention block, residual block; one level for
    each resolution, from the lowest; group norm, SiLU, a 3 x 3 convolution. A level consists of
    residual blocks, at the lowest resolution each followed by an attention block, and of an
    enlargement by 2, which the last level has not.

    The released model has one more 3 x 3 convolution before it, and cuts the entries of the image
    off to the range of colours; neither is built.

    Parameters
    ----------
    entry : Block
        The first convolution.
    middle : sequence of Block
    levels : sequence of sequences of Block
        One sequence a resolution, from the lowest to the highest.
    last : Block
        The final norm, activation and convolution.

    Raises
    ------
    InputError
        When there is no level.

    Examples
    --------
    >>> from varsym.models.var_weights import RationalWeights
    >>> sizes = DecoderSizes(base=2, multipliers=(1, 2), blocks=1, groups=2)
    >>> decoder = Decoder.drawn(RationalWeights(0), channels=1, size=2, sizes=sizes)
    >>> decoder.output_shape((2, 2, 1))
    (4, 4, 3)
    """

    def __init__(
        self,
        entry: Block,
        middle: Sequence[Block],
        levels: Sequence[Sequence[Block]],
        last: Block,
    ) -> None:
        if not levels:
            raise InputError("A decoder of no levels.", "At least one.", "Give its multipliers.")
        self.levels = tuple(tuple(level) for level in levels)
        inner = [block for level in self.levels for block in level]
        super().__init__([last, *reversed(inner), *reversed(middle), entry])

    @classmethod
    def drawn(cls, source: WeightSource, channels: int, size: int, sizes: DecoderSizes) -> Decoder:
        """Return a decoder with weights from a source.

        Parameters
        ----------
        source : WeightSource
        channels : int
            C of the feature map.
        size : int
            H, its side.
        sizes : DecoderSizes

        Raises
        ------
        InputError
            When an argument is of another class, there is no multiplier, a number is below 1, or
            the groups do not divide the channels of a level.
        """
        _check_drawing(source, sizes)
        counts = sizes.channels[::-1]
        first, here = counts[0], side(size, "size")
        entry = _convolution(source, side(channels, "channels"), first)
        middle = [
            residual_block(source, first, first, here, sizes),
            attention_block(source, first, here, sizes),
            residual_block(source, first, first, here, sizes),
        ]
        levels = []
        for index, (c_in, c_out) in enumerate(zip([first, *counts], counts, strict=False)):
            level = list(_level(source, c_in, c_out, here, sizes, attended=not index))
            if index < len(counts) - 1:
                level.append(enlargement(source, c_out, here))
                here *= 2
            levels.append(level)
        out = side(sizes.out, "out")
        return cls(entry, middle, levels, _normed_convolution(source, counts[-1], out, here, sizes))


def _check_drawing(source: object, sizes: object) -> None:
    weight_source(source)
    of_kind(sizes, DecoderSizes, "sizes")


def _level(
    source: WeightSource, c_in: int, c_out: int, size: int, sizes: DecoderSizes, *, attended: bool
) -> Iterator[Block]:
    for _ in range(side(sizes.blocks, "blocks")):
        yield residual_block(source, c_in, c_out, size, sizes)
        c_in = c_out
        if attended:
            yield attention_block(source, c_out, size, sizes)


def _normed_convolution(
    source: WeightSource, c_in: int, c_out: int, size: int, sizes: DecoderSizes
) -> Composition:
    norm = _group_norm(source, c_in, size, sizes)
    return Composition([_convolution(source, c_in, c_out), SiLU(3), norm])


def _group_norm(source: WeightSource, channels: int, size: int, sizes: DecoderSizes) -> GroupNorm:
    scale, shift = source.bias("scale", channels, 1), source.bias("shift", channels)
    return GroupNorm(sizes.groups, scale, shift, sizes.epsilon, size)


def _convolution(source: WeightSource, c_in: int, c_out: int) -> Convolution:
    kernels = source.weight("kernels", (c_out, 3, 3, c_in), 9 * c_in)
    return Convolution(kernels, source.bias("bias", c_out))
