"""The autoregressive transformer of FlowAR, Definition D.10."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy.typing as npt

from varsym.errors import InputError
from varsym.exact import ShapeError, enclose_root, exact_rational
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.attention import Attention
from varsym.maps.block import Block
from varsym.maps.feed_forward import FeedForward
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import check_row_width, same_sides
from varsym.maps.pyramid import Pyramid
from varsym.maps.separable import map_size
from varsym.maps.transformer_layer import check_rowwise, linear_part

__all__ = ["AutoregressiveTransformer"]

#: Exact or numeric.
AnyArray: TypeAlias = npt.NDArray[Any]

_DIGITS = 30


class AutoregressiveTransformer(Block):
    """Definition D.10 (def:D.10): from Z_init and token maps Y^1, …, Y^{K-1} to Ŷ^1, …, Ŷ^K.

    In the repaired reading: a tensor with the sides sum_j h/r_j and sum_j w/r_j has other entries
    than the maps that are to be reshaped into it, so Z^i is the matrix of the merged maps Z_init,
    φ_up,1(Y^1), …, φ_up,i-1(Y^{i-1}), with sum_j (h/r_j)(w/r_j) rows; and Y^{i-1} goes through
    φ_up,i-1, which takes maps of its size, where φ_up,i is printed. TF_i = FFN_i ∘ Attn_i acts on
    these rows, and Ŷ^i is the part of the last map.

    Inputs and outputs are merged, see `merge` and `split`: the input has the rows of Z_init, Y^1,
    …, Y^{K-1}, the output those of Ŷ^1, …, Ŷ^K.

    Parameters
    ----------
    size : int or pair of int
        Height and width of Z_init and of Y^1.
    up_samples : sequence of Block
        φ_up,1, …, φ_up,K-1, each on the maps of its scale, as `up_sample` builds them.
    attentions : sequence of Attention
        Attn_1, …, Attn_K.
    feed_forwards : sequence of FeedForward
        FFN_1, …, FFN_K, with ``tokens="rows"``.

    Attributes
    ----------
    pyramid_in, pyramid_out : Pyramid
        The sizes of Z_init, Y^1, …, Y^{K-1} and of Ŷ^1, …, Ŷ^K.

    Raises
    ------
    InputError
        When the numbers of blocks do not fit, or tokens are columns.
    ShapeError
        When an up-sampling does not take the map before it.

    Examples
    --------
    >>> from varsym.maps.kernels import nearest
    >>> from varsym.maps.sampling import up_sample
    >>> average = Attention([[0]], [[0]], [[1]])
    >>> double = FeedForward([[1]], [0], [[1]], [0], tokens="rows")
    >>> model = AutoregressiveTransformer(
    ...     1, [up_sample(nearest(), 1, 2)], [average] * 2, [double] * 2
    ... )
    >>> [part.shape for part in model.split(model.exact([[5], [10]]))]
    [(1, 1, 1), (2, 2, 1)]
    """

    def __init__(
        self,
        size: int | Sequence[int],
        up_samples: Sequence[Block],
        attentions: Sequence[Attention],
        feed_forwards: Sequence[FeedForward],
    ) -> None:
        scales = len(attentions)
        if not len(feed_forwards) == scales == len(up_samples) + 1:
            raise InputError(
                f"{len(up_samples)} up-samplings, {scales} attention layers and "
                f"{len(feed_forwards)} feed-forward layers.",
                "One up-sampling less than attention layers, and as many feed-forward layers.",
                "Give one attention and one feed-forward layer for each scale.",
            )
        for layer in feed_forwards:
            check_rowwise(layer)
        self.up_samples = tuple(up_samples)
        self.layers = tuple(f @ a for f, a in zip(feed_forwards, attentions, strict=True))
        self.attentions, self.feed_forwards = tuple(attentions), tuple(feed_forwards)
        widths = {f"entries that Attn_{i} takes": a.width for i, a in enumerate(attentions, 1)}
        self.width = same_sides(widths, "the number of channels c")
        after = {f"Attn_{i} gives": a.W_V.shape[1] for i, a in enumerate(attentions, 1)}
        after |= {f"FFN_{i} takes": f.width for i, f in enumerate(feed_forwards, 1)}
        self.out = same_sides(after, "the width of the rows after attention")
        sizes = [map_size(size)]
        for up in self.up_samples:
            height, width, _ = up.output_shape((*sizes[-1], self.width))
            sizes.append((height, width))
        self.pyramid_in, self.pyramid_out = Pyramid([sizes[0], *sizes[:-1]]), Pyramid(sizes)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of the merged Ŷ^1, …, Ŷ^K.

        Raises
        ------
        ShapeError
            When the input has another number of rows, or rows of another width.
        """
        if len(shape) != 2 or shape[0] != self.pyramid_in.tokens:
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"{self.pyramid_in.tokens} rows: Z_init and all maps but the last.",
                "Merge the maps first.",
            )
        check_row_width(shape, self.width)
        return self.pyramid_out.tokens, self.out

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Enlarge the maps, and let each layer read those of its scale and below."""
        return self._predict(x, lambda block, given: block.formula(field, given))

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Do the same in float64, on a batch of inputs."""
        return self._predict(x, lambda block, given: block.vectorised(given))

    def merge(self, maps: Sequence[AnyArray]) -> AnyArray:
        """Merge the `maps` Z_init, Y^1, …, Y^{K-1}, (…, h, w, c), into an input, (…, rows, c)."""
        return self.pyramid_in.merge(maps)

    def split(self, output: AnyArray) -> list[AnyArray]:
        """Return Ŷ^1, …, Ŷ^K, (…, h_i, w_i, c), of an `output`, (…, rows, c)."""
        return self.pyramid_out.split(output)

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Return a bound on the ball of a radius, from those of the layers.

        Z^i is the image of parts of the input under φ_up,1, …, each on its own part, so it is at
        most u = max(1, |φ_up,1|, …) times as long as the input, and TF_i is bounded on the ball of
        the radius u R. The outputs of the layers stand below each other: in the sup norm the
        largest of their constants counts, in the 2-norm the root of the sum of squares.

        Raises
        ------
        InputError
            When an attention layer has no bound there, without a radius most have none, or an
            up-sampling is no `LinearBlock`.
        """
        ups = [linear_part(up).lipschitz(norm).constant for up in self.up_samples]
        reach = max([Fraction(1), *ups])
        ball = None
        if radius is not None:
            ball = reach * exact_rational(radius, name="radius", nonnegative=True)
        constants = []
        for i, (attention, rest) in enumerate(
            zip(self.attentions, self.feed_forwards, strict=True), 1
        ):
            tokens = Pyramid(self.pyramid_out.sizes[:i]).tokens
            attended = attention.lipschitz(norm, ball, tokens).constant
            constants.append(reach * attended * rest.lipschitz(norm).constant)
        if norm == "sup":
            constant = max(constants)
        else:
            squares = sum((one**2 for one in constants), Fraction(0))
            constant = enclose_root(squares, 2, _DIGITS).upper
        domain = "everywhere"
        if radius is not None:
            domain = f"max |x_ij| <= {radius}" if norm == "sup" else f"|X|_F <= {radius}"
        return LipschitzBound(constant, norm, domain, "product over the parts of each scale")

    def _predict(self, x: Any, applied: Callable[[Block, Any], Any]) -> AnyArray:
        first, *maps = self.pyramid_in.split(x)
        seen = [first]
        seen += [applied(up, one) for up, one in zip(self.up_samples, maps, strict=True)]
        made = []
        for i, layer in enumerate(self.layers, 1):
            scales = Pyramid(self.pyramid_out.sizes[:i])
            made.append(scales.split(applied(layer, scales.merge(seen[:i])))[-1])
        return self.pyramid_out.merge(made)
