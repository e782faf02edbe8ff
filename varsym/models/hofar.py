"""HOFAR put together: its parts, and the loss of Algorithm 1 at given noise and times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from fractions import Fraction
from typing import Any

import numpy as np

from varsym.errors import InputError
from varsym.exact import RationalLike, exact_integer
from varsym.maps.arrays import side
from varsym.maps.attention import Attention
from varsym.maps.block import Block
from varsym.maps.feed_forward import FeedForward
from varsym.maps.kernels import InterpolationKernel, area
from varsym.maps.parameters import Parameter, same_sides
from varsym.maps.pyramid import Pyramid
from varsym.maps.sampling import down_sample
from varsym.maps.separable import MAX_SIDE, map_size
from varsym.maps.tokenizer import FLOWAR_BASE
from varsym.maps.transformer_layer import check_rowwise
from varsym.models.assembled import AssembledBlock
from varsym.models.configurations import FLOWAR
from varsym.models.flow_matching import FlowMatching
from varsym.models.flow_paths import LINEAR_PATH, FlowPath, flow_time
from varsym.models.flow_rows import AnyArray, check_rows, map_rows
from varsym.models.flow_weights import drawn_attention, drawn_feed_forward
from varsym.models.kinds import weight_source
from varsym.models.var_weights import WeightSource

__all__ = ["HOFAR", "HOFARLoss"]

_MAX_SCALES = 64
_TRANSFORMER_PARTS = 7


class HOFAR:
    """The parts of a HOFAR model: one transformer and two flow networks, shared by all scales.

    Algorithms 1 and 2 (alg:1, alg:2) call TF, FM_first and FM_second without an index, so that the
    same weights serve maps of every size. TF = FFN ∘ Attn on rows. The flow networks are
    Definition D.12's; both algorithms call them without a time, so theirs stays as it was built.

    Parameters
    ----------
    attention : Attention
    feed_forward : FeedForward
        With ``tokens="rows"``.
    first, second : FlowMatching
        FM_first and FM_second, for any number of tokens.

    Attributes
    ----------
    width : int
        c, the number of channels.

    Raises
    ------
    InputError
        When tokens are columns, or a flow network is for one number of tokens alone.
    ShapeError
        When the widths of the parts differ.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> HOFAR.drawn(FloatWeights(0), channels=2).size
    162
    """

    def __init__(
        self,
        attention: Attention,
        feed_forward: FeedForward,
        first: FlowMatching,
        second: FlowMatching,
    ) -> None:
        check_rowwise(feed_forward)
        self.attention, self.feed_forward = attention, feed_forward
        self.first, self.second = first, second
        if first.tokens is not None or second.tokens is not None:
            raise InputError(
                "A flow network for one number of tokens, in HOFAR.",
                "Networks for any number, as all scales share them.",
                "Build them without tokens.",
            )
        widths = {
            "entries that attention takes": attention.width,
            "entries that attention gives": attention.W_V.shape[1],
            "entries of the feed-forward layer": feed_forward.width,
            "channels of FM_first": first.width,
            "channels of FM_second": second.width,
        }
        self.width = same_sides(widths, "the number of channels c")
        self.transformer = feed_forward @ attention

    @classmethod
    def drawn(
        cls, weights: WeightSource, channels: int = FLOWAR.channels, neurons: int | None = None
    ) -> HOFAR:
        """Return a model with random weights, for maps of any size.

        Parameters
        ----------
        weights : WeightSource
            `FloatWeights` for real sizes, `RationalWeights` for the exact faces.
        channels : int
            c; that of FlowAR's latent if not given.
        neurons : int, optional
            Of the feed-forward layer; 4c if not given.

        Raises
        ------
        InputError
            When a number is below 1.

        Examples
        --------
        >>> from varsym.models.var_weights import FloatWeights
        >>> HOFAR.drawn(FloatWeights(0)).width
        16
        """
        width = side(channels, "channels")
        hidden = 4 * width if neurons is None else side(neurons, "neurons")
        source = weight_source(weights)
        attention = drawn_attention(source, width)
        layer = drawn_feed_forward(source, width, hidden)
        return cls(attention, layer, *(FlowMatching.drawn(source, width) for _ in range(2)))

    @property
    def parameters(self) -> tuple[tuple[str, Parameter], ...]:
        """θ: the weights of TF, FM_first and FM_second with their names, in a fixed order."""
        attention, layer = self.attention, self.feed_forward
        transformer = {
            "attention.W_Q": attention.matrix.W_Q,
            "attention.W_K": attention.matrix.W_K,
            "attention.W_V": attention.W_V,
            "feed_forward.W1": layer.W1,
            "feed_forward.b1": layer.b1,
            "feed_forward.W2": layer.W2,
            "feed_forward.b2": layer.b2,
        }
        return (
            *((f"transformer.{name}", part) for name, part in transformer.items()),
            *((f"first.{name}", part) for name, part in self.first.parameters),
            *((f"second.{name}", part) for name, part in self.second.parameters),
        )

    @property
    def size(self) -> int:
        """How many numbers θ has."""
        return sum(int(np.prod(part.shape)) for _, part in self.parameters)

    def rebuilt(self, parameters: Sequence[Parameter]) -> HOFAR:
        """Return the model with another θ, in the order of `parameters`."""
        transformer, networks = parameters[:_TRANSFORMER_PARTS], parameters[_TRANSFORMER_PARTS:]
        W_Q, W_K, W_V, W_1, b_1, W_2, b_2 = transformer
        half = len(networks) // 2
        return HOFAR(
            Attention(W_Q, W_K, W_V),
            FeedForward(W_1, b_1, W_2, b_2, tokens="rows"),
            self.first.rebuilt(networks[:half]),
            self.second.rebuilt(networks[half:]),
        )


class HOFARLoss(AssembledBlock):
    """Lines 7 to 32 of Algorithm 1 (alg:1): ℓ_c of each scale, at given noise and times.

    ℓ_c = ``|FM_first(F_noisy, Ŷ) - F_first|² + |FM_second(F_noisy, Ŷ) - F_second|²``; ℓ is the sum
    over the scales. In the repaired reading the noise F^0 of line 12 is the F_i^0 of lines 16 to
    20, of the size of the image at that scale; and the image is shrunk between the scales alone, as
    nothing reads what line 31 makes after the last. The first scale has the whole image here, where
    in the other definitions it has the smallest.

    The input has the rows of x_img and of F_1^0, …, F_K^0, see `join`.

    Parameters
    ----------
    model : HOFAR
    size : int or pair of int
        Height and width of x_img, multiples of a^(K-1).
    times : sequence of rational
        t for each of the K scales, from 0 to 1.
    path : FlowPath
        α and β; those of Definition D.11 if not given.
    base : int
        a, by which line 31 shrinks.
    kernel : InterpolationKernel, optional
        Of Φ_down, which the paper leaves open; means of a x a tokens if not given.

    Raises
    ------
    InputError
        When there is no time, one is not from 0 to 1, or a^(K-1) does not divide a side.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> loss = HOFARLoss(HOFAR.drawn(FloatWeights(0), 2), 4, ["1/2", "1/4", "3/4"])
    >>> loss.pyramid.sizes, loss.output_shape((37, 2))
    (((4, 4), (2, 2), (1, 1)), (3,))
    """

    def __init__(
        self,
        model: HOFAR,
        size: int | Sequence[int],
        times: Sequence[RationalLike],
        path: FlowPath = LINEAR_PATH,
        base: int = FLOWAR_BASE,
        kernel: InterpolationKernel | None = None,
    ) -> None:
        if not 1 <= len(times) <= _MAX_SCALES:
            raise InputError(
                f"{len(times)} times.", f"From 1 to {_MAX_SCALES}, one for each scale.", "Give K."
            )
        self.model, self.path = model, path
        self.times = tuple(flow_time(time) for time in times)
        a = exact_integer(base, "base", 1, MAX_SIDE)
        sizes = [map_size(size)]
        downs = []
        for _ in self.times[1:]:
            downs.append(down_sample(kernel or area(), sizes[-1], a))
            sizes.append(downs[-1].size_out)
        self.downs, self.pyramid = tuple(downs), Pyramid(sizes)
        self.pyramid_in = Pyramid([sizes[0], *sizes])

    def join(self, image: AnyArray, noise: Sequence[AnyArray]) -> AnyArray:
        """Merge x_img and F_1^0, …, F_K^0 into an input.

        Parameters
        ----------
        image : array, (..., h, w, c)
        noise : sequence of arrays, (..., h_i, w_i, c)
            One for each scale.

        Raises
        ------
        ShapeError
            When the number of maps or a size does not fit.
        """
        return self.pyramid_in.merge([image, *noise])

    def over(self, model: HOFAR) -> HOFARLoss:
        """Return the same loss of another model: its size, times and path stay."""
        made = copy(self)
        made.model = model
        return made

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (K,).

        Raises
        ------
        ShapeError
            When the input has another number of rows, or rows of another width.
        """
        check_rows(shape, self.pyramid_in.tokens, self.model.width)
        return (len(self.times),)

    def scales(
        self, x: Any, number: Callable[[Fraction], Any], applied: Callable[[Block, Any], Any]
    ) -> list[tuple[AnyArray, tuple[AnyArray, AnyArray, AnyArray]]]:
        """Return, for each scale, the rows of the image and of F_noisy, F_first and F_second.

        Parameters
        ----------
        x : array, (..., rows, c)
            As `join` makes it.
        number : callable
            Brings a rational into what entries are made of.
        applied : callable
            The value of a part at an array.
        """
        image, *noise = self.pyramid_in.split(x)
        found = []
        for i, (time, start) in enumerate(zip(self.times, noise, strict=True)):
            rows, F = map_rows(image), map_rows(start)
            parts = zip(self.path.alpha(time), self.path.beta(time), strict=True)
            noisy, first, second = (rows * number(a) + F * number(b) for a, b in parts)
            found.append((rows, (noisy, first, second)))
            if i < len(self.downs):
                image = applied(self.downs[i], image)
        return found

    def assembled(
        self, x: Any, number: Callable[[Fraction], Any], applied: Callable[[Block, Any], Any]
    ) -> AnyArray:
        """Go through the scales, from the whole image on."""
        model, terms = self.model, []
        for image, (noisy, *targets) in self.scales(x, number, applied):
            joined = model.first.join(noisy, applied(model.transformer, image))
            errors = [
                applied(network, joined) - target
                for network, target in zip((model.first, model.second), targets, strict=True)
            ]
            squares = [(error * error).sum(axis=-1).sum(axis=-1) for error in errors]
            terms.append(np.asarray(squares[0] + squares[1]))
        return np.stack(terms, axis=-1)
