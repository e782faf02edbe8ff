"""FlowAR put together: its loss at given times, Definition D.13, and inference, Definition E.1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from varsym.errors import InputError
from varsym.exact import RationalLike, ShapeError, exact_integer
from varsym.maps.arrays import FloatArray, numeric_array, side
from varsym.maps.autoregressive import AutoregressiveTransformer
from varsym.maps.block import Block
from varsym.maps.kernels import area
from varsym.maps.parameters import same_sides
from varsym.maps.pyramid import Pyramid
from varsym.maps.sampling import up_sample
from varsym.maps.tokenizer import FLOWAR_BASE, Tokenizer
from varsym.models.assembled import AssembledBlock
from varsym.models.configurations import FLOWAR, geometric_schedule
from varsym.models.flow_matching import FlowMatching
from varsym.models.flow_paths import LINEAR_PATH, flow_time
from varsym.models.flow_rows import AnyArray, check_rows, map_rows
from varsym.models.flow_weights import drawn_attention, drawn_feed_forward
from varsym.models.kinds import listed, of_kind, weight_source
from varsym.models.scale_step import BICUBIC
from varsym.models.var_weights import WeightSource

__all__ = ["FlowAR", "FlowARInference", "FlowARLoss"]

_MAX_NODES = 1024


class FlowAR:
    """The parts of a FlowAR model: tokenizer, autoregressive transformer, K flow networks.

    Parameters
    ----------
    tokenizer : Tokenizer
        Definition D.5.
    transformer : AutoregressiveTransformer
        Definition D.10, on the scales of the tokenizer.
    networks : sequence of FlowMatching
        Definition D.12, NN_1, …, NN_K.

    Attributes
    ----------
    pyramid : Pyramid
        The sizes of the token maps Y^1, …, Y^K.
    width : int
        c, the number of channels.

    Raises
    ------
    InputError
        When a part is of another class.
    ShapeError
        When the scales or widths of the parts do not fit.

    Examples
    --------
    >>> from varsym.models.var_weights import RationalWeights
    >>> model = FlowAR.drawn(RationalWeights(0), scales=2, channels=1)
    >>> model.pyramid.sizes
    ((1, 1), (2, 2))
    >>> model.loss(["1/2", "1/3"]).output_shape((10, 1))
    (2,)
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        transformer: AutoregressiveTransformer,
        networks: Sequence[FlowMatching],
    ) -> None:
        self.tokenizer = of_kind(tokenizer, Tokenizer, "tokenizer")
        self.transformer = of_kind(transformer, AutoregressiveTransformer, "transformer")
        parts = listed(networks, "networks")
        self.networks = tuple(of_kind(one, FlowMatching, "networks") for one in parts)
        self.pyramid = tokenizer.pyramid
        if transformer.pyramid_out.sizes != self.pyramid.sizes:
            raise ShapeError(
                f"A transformer on maps of the sizes {list(transformer.pyramid_out.sizes)}.",
                f"The tokenizer's sizes {list(self.pyramid.sizes)}.",
                "Enlarge by the base of the tokenizer between the scales.",
            )
        counts = {"scales": len(self.pyramid.sizes), "flow networks": len(self.networks)}
        same_sides(counts, "K")
        widths = {"channels of the transformer": transformer.width, "after it": transformer.out}
        widths |= {f"channels of NN_{i}": one.width for i, one in enumerate(self.networks, 1)}
        self.width = same_sides(widths, "the number of channels c")
        for network, (height, width) in zip(self.networks, self.pyramid.sizes, strict=True):
            network.output_shape((height * width, 2 * self.width))

    @classmethod
    def drawn(
        cls,
        weights: WeightSource,
        scales: int = len(FLOWAR.sides),
        channels: int = FLOWAR.channels,
        base: int = FLOWAR_BASE,
        neurons: int | None = None,
    ) -> FlowAR:
        """Return a model with random weights, on sides 1, a, …, a^(K-1).

        Maps are shrunk by means and enlarged by bicubic interpolation; the definitions leave both
        open.

        Parameters
        ----------
        weights : WeightSource
            `FloatWeights` for real sizes, `RationalWeights` for the exact faces.
        scales, channels, base : int
            K, c and a; those of the published model if not given.
        neurons : int, optional
            Of the feed-forward layers; 4c if not given.

        Raises
        ------
        InputError
            When a number is out of range.

        Examples
        --------
        >>> from varsym.models.var_weights import FloatWeights
        >>> FlowAR.drawn(FloatWeights(0)).pyramid.tokens
        341
        """
        source = weight_source(weights)
        sides, width = geometric_schedule(scales, base), side(channels, "channels")
        hidden = 4 * width if neurons is None else side(neurons, "neurons")
        transformer = AutoregressiveTransformer(
            1,
            [up_sample(BICUBIC, before, after // before) for before, after in pairwise(sides)],
            [drawn_attention(source, width) for _ in sides],
            [drawn_feed_forward(source, width, hidden) for _ in sides],
        )
        networks = [FlowMatching.drawn(source, width, size**2) for size in sides]
        return cls(Tokenizer(area(), sides[-1], len(sides), base), transformer, networks)

    def loss(self, times: Sequence[RationalLike]) -> FlowARLoss:
        """Return the loss of each scale at a time for each scale, as a block.

        Raises
        ------
        InputError
            When there are not K times in a sequence, or one is not from 0 to 1.
        """
        return FlowARLoss(self, times)

    def inference(self, times: Sequence[RationalLike]) -> FlowARInference:
        """Return the inference pipeline with a time for each scale, as a block.

        Raises
        ------
        InputError
            When there are not K times in a sequence, or one is not from 0 to 1.
        """
        return FlowARInference(self, times)

    def numeric_expected_loss(self, x: object, nodes: int = 32) -> FloatArray:
        """Return Definition D.13's expectation over the time, for each scale, by quadrature.

        It is no proof: Gauss-Legendre quadrature on [0, 1] has no error bound here. Raise `nodes`
        until the digits stay. The expectation is that over t alone, at the noise given in `x`.

        Parameters
        ----------
        x : array, (..., rows, c)
            As `FlowARLoss.join` makes it.
        nodes : int
            How many points the quadrature has, from 1 to 1024.

        Returns
        -------
        array, (..., K)

        Raises
        ------
        InputError
            When an entry is NaN or infinite, or the number of nodes is out of range.
        ShapeError
            When the shape does not fit.

        Examples
        --------
        >>> from varsym.models.var_weights import FloatWeights
        >>> model = FlowAR.drawn(FloatWeights(0), scales=2, channels=4)
        >>> x = np.random.default_rng(0).standard_normal((10, 4))
        >>> one, other = (model.numeric_expected_loss(x, nodes) for nodes in (64, 128))
        >>> bool(abs(one - other).max() < 1e-3)
        True
        """
        count = exact_integer(nodes, "nodes", 1, _MAX_NODES)
        given = numeric_array(x, "x", 2)
        found, weights = np.polynomial.legendre.leggauss(count)
        scales = len(self.networks)
        terms = [
            weight / 2 * self.loss([(1 + Fraction(node)) / 2] * scales).numeric(given)
            for node, weight in zip(found.tolist(), weights.tolist(), strict=True)
        ]
        total: FloatArray = np.sum(terms, axis=0)
        return total

    def timed(self, times: Sequence[RationalLike]) -> tuple[FlowMatching, ...]:
        """Return NN_1, …, NN_K, each at its time.

        Raises
        ------
        InputError
            When there are not K times in a sequence, or one is not from 0 to 1.
        """
        given = listed(times, "times")
        if len(given) != len(self.networks):
            raise InputError(
                f"{len(given)} times.",
                f"{len(self.networks)}, one for each scale.",
                "Where scales share a time, give it several times.",
            )
        read = [flow_time(time) for time in given]
        return tuple(one.at(time) for one, time in zip(self.networks, read, strict=True))


class FlowARLoss(AssembledBlock):
    """Definition D.13 (def:D.13) at given times: for each scale ``|NN_i(F_t, Ŷ^i, t_i) - V_t|²``.

    In the repaired reading: i runs to K, where n is printed; Ŷ^i, which has no time, stands where
    Ŷ^i_t is printed; and the network is taken at the time of the flow. The printed expectation over
    t is `FlowAR.numeric_expected_loss`; this block is what stands under it, and has exact faces.
    The loss is the sum of the K entries.

    The input has the rows of Z_init, of the latent X and of the noise F_0^1, …, F_0^K, see `join`.

    Parameters
    ----------
    model : FlowAR
    times : sequence of rational
        t_1, …, t_K, from 0 to 1.

    Raises
    ------
    InputError
        When there are not K times in a sequence, or one is not from 0 to 1.

    Examples
    --------
    >>> from varsym.models.var_weights import RationalWeights
    >>> loss = FlowAR.drawn(RationalWeights(0), scales=1, channels=1, neurons=1).loss(["1/2"])
    >>> x = loss.join(np.array([[[1]]]), np.array([[[3]]]), [np.array([[[2]]])])
    >>> loss.enclose(x)[0].decimal(10)
    '1.024068892'
    """

    def __init__(self, model: FlowAR, times: Sequence[RationalLike]) -> None:
        self.model = of_kind(model, FlowAR, "model")
        self.networks = model.timed(times)
        sizes = model.pyramid.sizes
        self.pyramid_in = Pyramid([sizes[0], model.tokenizer.size, *sizes])

    def join(self, condition: AnyArray, latent: AnyArray, noise: Sequence[AnyArray]) -> AnyArray:
        """Merge Z_init, X and F_0^1, …, F_0^K into an input.

        Parameters
        ----------
        condition, latent : array, (..., h_1, w_1, c) and (..., h, w, c)
        noise : sequence of arrays, (..., h_i, w_i, c)

        Raises
        ------
        ShapeError
            When the number of maps or a size does not fit.
        """
        return self.pyramid_in.merge([condition, latent, *noise])

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (K,).

        Raises
        ------
        ShapeError
            When the input has another number of rows, or rows of another width.
        """
        check_rows(shape, self.pyramid_in.tokens, self.model.width)
        return (len(self.networks),)

    def assembled(
        self, x: Any, number: Callable[[Fraction], Any], applied: Callable[[Block, Any], Any]
    ) -> AnyArray:
        """Tokenize, predict, interpolate, and compare with the velocity."""
        model = self.model
        condition, latent, *noise = self.pyramid_in.split(x)
        maps = model.pyramid.split(applied(model.tokenizer, latent))
        transformer = model.transformer
        predicted = transformer.split(
            applied(transformer, transformer.merge([condition, *maps[:-1]]))
        )
        terms = []
        for network, Y, F, guess in zip(self.networks, maps, noise, predicted, strict=True):
            image, start = map_rows(Y), map_rows(F)
            alpha, beta = LINEAR_PATH.alpha(network.time), LINEAR_PATH.beta(network.time)
            flow = image * number(alpha.value) + start * number(beta.value)
            velocity = image * number(alpha.first) + start * number(beta.first)
            error = applied(network, network.join(flow, map_rows(guess))) - velocity
            terms.append(np.asarray((error * error).sum(axis=-1).sum(axis=-1)))
        return np.stack(terms, axis=-1)


class FlowARInference(AssembledBlock):
    """Definition E.1 (def:E.1): ŝ_i = NN_i(F_t^i, s_i, t_i), scale after scale.

    s_i is the part of the last map of FFN_i ∘ Attn_i(Z^i), where Z^i are the merged maps Z_init,
    φ_up,1(ŝ_1), …, φ_up,i-1(ŝ_{i-1}). In the repaired reading, as in Definition D.10, Z^i is a
    matrix with one row a token; as printed its sides are sums of sides, and the slice that is s_i a
    block on the diagonal. F_t^i is an input: Definition D.11 makes it from Y^i, which inference
    does not know.

    The input has the rows of Z_init and F_t^1, …, F_t^K, the output those of ŝ_1, …, ŝ_K, which
    `split` takes apart; the last of them is the model's output.

    Parameters
    ----------
    model : FlowAR
    times : sequence of rational
        t_1, …, t_K, from 0 to 1.

    Raises
    ------
    InputError
        When there are not K times in a sequence, or one is not from 0 to 1.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> pipeline = FlowAR.drawn(FloatWeights(0)).inference(["1/2"] * 5)
    >>> x = np.random.default_rng(0).standard_normal((342, 16))
    >>> [part.shape[0] for part in pipeline.split(pipeline.numeric(x))]
    [1, 2, 4, 8, 16]
    """

    def __init__(self, model: FlowAR, times: Sequence[RationalLike]) -> None:
        self.model = of_kind(model, FlowAR, "model")
        self.networks = model.timed(times)
        sizes = model.pyramid.sizes
        self.pyramid_in = Pyramid([sizes[0], *sizes])

    def join(self, condition: AnyArray, flows: Sequence[AnyArray]) -> AnyArray:
        """Merge Z_init and F_t^1, …, F_t^K into an input.

        Parameters
        ----------
        condition : array, (..., h_1, w_1, c)
        flows : sequence of arrays, (..., h_i, w_i, c)

        Raises
        ------
        ShapeError
            When the number of maps or a size does not fit.
        """
        return self.pyramid_in.merge([condition, *flows])

    def split(self, output: AnyArray) -> list[AnyArray]:
        """Return ŝ_1, …, ŝ_K, (…, h_i, w_i, c), of an `output`, (…, rows, c)."""
        return self.model.pyramid.split(output)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of the merged ŝ_1, …, ŝ_K.

        Raises
        ------
        ShapeError
            When the input has another number of rows, or rows of another width.
        """
        check_rows(shape, self.pyramid_in.tokens, self.model.width)
        return self.model.pyramid.tokens, self.model.width

    def assembled(
        self,
        x: Any,
        number: Callable[[Fraction], Any],  # noqa: ARG002 - no rational enters here
        applied: Callable[[Block, Any], Any],
    ) -> AnyArray:
        """Predict one scale after the other."""
        transformer = self.model.transformer
        condition, *flows = self.pyramid_in.split(x)
        seen, made = [map_rows(condition)], []
        for i, (network, flow) in enumerate(zip(self.networks, flows, strict=True)):
            rows = map_rows(flow)
            attended = applied(transformer.layers[i], np.concatenate(seen, axis=-2))
            state = attended[..., -rows.shape[-2] :, :]
            made.append(applied(network, network.join(rows, state)))
            if i < len(transformer.up_samples):
                enlarged = applied(transformer.up_samples[i], made[-1].reshape(flow.shape))
                seen.append(map_rows(enlarged))
        return np.concatenate(made, axis=-2)
