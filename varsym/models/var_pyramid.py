"""The VAR transformer as the paper has it: up-interpolation, attention and FFN in turn."""

from __future__ import annotations

from collections.abc import Sequence

from varsym.exact import ShapeError
from varsym.maps.arrays import side
from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward
from varsym.maps.kernels import InterpolationKernel
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.pyramid import Pyramid, PyramidUpInterpolation
from varsym.maps.transformer_layer import TransformerLayer, VARTransformer
from varsym.models.scale_step import BICUBIC
from varsym.models.var_weights import WeightSource, drawn_heads

__all__ = ["PyramidTransformer"]


class PyramidTransformer(VARTransformer):
    """Definition 3.11 (def:3.11): g_m ∘ Attn_m ∘ Φ_up,m ∘ … ∘ g_1 ∘ Attn_1 ∘ Φ_up,1.

    It takes X_init, a row (1, d), to n rows, n = h_1 w_1 + … + h_m w_m. Φ_up,i is the repaired
    reading of Definition 3.9, `PyramidUpInterpolation`, which appends a scale in each layer; the
    factors g_i are feed-forward layers, so that each layer is that of Definition 3.13, and the
    whole one of the functions of Definition 3.14 (def:3.13, def:3.14).

    Parameters
    ----------
    sizes : sequence of int or pairs of int
        Height and width for scales 1, …, m: growing, the first 1 x 1.
    attentions : sequence of Attention or MultiHeadAttention
        Attn_1, …, Attn_m, from width d to width d.
    feed_forwards : sequence of FeedForward
        FFN_1, …, FFN_m, with ``tokens="rows"``.
    kernel : InterpolationKernel
        Of all up-interpolations; PyTorch's bicubic one by default.

    Attributes
    ----------
    pyramid : Pyramid
        The sizes of the output; `pyramid.split` takes it apart.

    Raises
    ------
    InputError
        When the first map is not 1 x 1, a side does not grow, or tokens are columns.
    ShapeError
        When there are not as many layers as scales, or widths do not fit.

    Examples
    --------
    >>> average = Attention([[0]], [[0]], [[1]])
    >>> double = FeedForward([[1]], [0], [[1]], [0], tokens="rows")
    >>> small = PyramidTransformer([1, 2], [average] * 2, [double] * 2)
    >>> small.exact([[3]])[:, 0].tolist() == [12] * 5
    True
    """

    def __init__(
        self,
        sizes: Sequence[int | Sequence[int]],
        attentions: Sequence[Attention | MultiHeadAttention],
        feed_forwards: Sequence[FeedForward],
        kernel: InterpolationKernel = BICUBIC,
    ) -> None:
        self.pyramid = Pyramid(sizes)
        if not len(attentions) == len(feed_forwards) == len(sizes):
            raise ShapeError(
                f"{len(attentions)} attention layers and {len(feed_forwards)} feed-forward layers.",
                f"{len(sizes)} of each, one for every scale.",
                "Give a layer for every scale.",
            )
        parts = enumerate(zip(attentions, feed_forwards, strict=True), start=1)
        super().__init__(
            [
                TransformerLayer(PyramidUpInterpolation(kernel, sizes[:i]), attention, rest)
                for i, (attention, rest) in parts
            ]
        )
        self.output_shape((1, attentions[0].width))

    @classmethod
    def drawn(
        cls,
        source: WeightSource,
        sizes: Sequence[int | Sequence[int]],
        *,
        width: int,
        heads: int,
        neurons: int,
        kernel: InterpolationKernel = BICUBIC,
    ) -> PyramidTransformer:
        """Return one with weights from a source; the heads share the width, as is usual.

        Raises
        ------
        InputError
            When a number is below 1, or the heads do not divide the width.

        Examples
        --------
        >>> from varsym.models.configurations import configuration
        >>> from varsym.models.var_weights import FloatWeights
        >>> published = configuration("var-256")
        >>> sizes = {"width": 64, "heads": 1, "neurons": 4}
        >>> PyramidTransformer.drawn(FloatWeights(0), published.sides, **sizes).output_shape(
        ...     (1, 64)
        ... )
        (680, 64)
        """
        d, a, c = side(width, "width"), side(heads, "heads"), side(neurons, "neurons")
        attentions, feed_forwards = [], []
        for _ in sizes:
            attentions.append(MultiHeadAttention(*drawn_heads(source, d, a), heads=a))
            feed_forwards.append(
                FeedForward(
                    source.weight("W1", (c, d), d),
                    source.bias("b1", c),
                    source.weight("W2", (d, c), c),
                    source.bias("b2", d),
                    tokens="rows",
                )
            )
        return cls(sizes, attentions, feed_forwards, kernel)
