"""Phase 1: the loop over scales, in which each token map makes the input of the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.parameters import same_sides
from varsym.models.configurations import Configuration
from varsym.models.kinds import of_kind
from varsym.models.scale_step import NextScaleInput
from varsym.models.var_codes import GreedyCodes
from varsym.models.var_transformer import NextScaleTransformer

__all__ = ["NextScaleGeneration"]


class NextScaleGeneration(Block):
    """From X_init to the merged token maps X_1, …, X_K: (1, C) to (n, C).

    The input of scale 1 is X_init. For k = 1, …, K the transformer reads the inputs of the scales
    1, …, k, the codes with the largest logits make the token map X_k, and X_1, …, X_k the input of
    scale k + 1, see `NextScaleInput`. The released model draws codes at random by their logits; the
    largest is what it does at temperature 0.

    Parameters
    ----------
    configuration : Configuration
    transformer : NextScaleTransformer
        For the tokens of the configuration.
    codes : GreedyCodes
    residuals : sequence of Block, optional
        φ for each scale, as for `NextScaleInput`; that of the last scale is not read.

    Raises
    ------
    InputError
        When there is not one φ for each scale, or the transformer was built for other tokens.
    ShapeError
        When the numbers of channels or of codes do not fit.

    Examples
    --------
    >>> from varsym.models.configurations import configuration
    >>> from varsym.models.var_weights import FloatWeights
    >>> small = configuration("var-256")
    >>> counts = [side**2 for side in small.sides]
    >>> transformer = NextScaleTransformer.drawn(
    ...     FloatWeights(0), counts, channels=2, width=4, heads=2, depth=1, codebook=3
    ... )
    >>> loop = NextScaleGeneration(small, transformer, GreedyCodes([[1, 0], [0, 1], [1, 1]]))
    >>> loop.output_shape((1, 2))
    (680, 2)
    """

    def __init__(
        self,
        configuration: Configuration,
        transformer: NextScaleTransformer,
        codes: GreedyCodes,
        residuals: Sequence[Block] | None = None,
    ) -> None:
        of_kind(configuration, Configuration, "configuration")
        of_kind(transformer, NextScaleTransformer, "transformer")
        of_kind(codes, GreedyCodes, "codes")
        scales = len(configuration.sides)
        if transformer.tokens != configuration.tokens:
            raise InputError(
                f"A transformer for {transformer.tokens} tokens, with {configuration.name}.",
                f"One for {configuration.tokens} tokens.",
                "Build it with the numbers of tokens of the configuration's scales.",
            )
        if residuals is not None and len(residuals) != scales:
            raise InputError(
                f"{len(residuals)} residual blocks.",
                f"{scales}, one for each scale.",
                "Where scales share a block, give it several times.",
            )
        V, channels = codes.codebook.shape
        same_sides(
            {"logits of the transformer": transformer.codebook, "rows of the codebook": V},
            "the number of codes V",
        )
        self.channels = same_sides(
            {"columns of the codebook": channels, "channels of the input": transformer.channels},
            "the number of channels C",
        )
        self.configuration, self.transformer, self.codes = configuration, transformer, codes
        self.pyramid = configuration.pyramid
        self._counts = [height * width for height, width in self.pyramid.sizes]
        self.steps = tuple(
            NextScaleInput(configuration, k, None if residuals is None else residuals[:k])
            for k in range(1, scales)
        )
        for step in self.steps:
            step.output_shape((step.pyramid.tokens, self.channels))

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n, C) for (1, C).

        Raises
        ------
        ShapeError
            When the input is not one token of C channels.
        """
        if shape != (1, self.channels):
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"One token X_init, of the shape (1, {self.channels}).",
                "Pass one latent token, as a row.",
            )
        return self.pyramid.tokens, self.channels

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Run the loop over a field, each time over all inputs up to the scale."""
        inputs, maps = x, np.empty((0, self.channels), dtype=object)
        for step, count in zip([*self.steps, None], self._counts, strict=True):
            logits = self.transformer.formula(field, inputs)[-count:]
            maps = np.concatenate([maps, self.codes.formula(field, logits)])
            if step is not None:
                following = step.formula(field, maps).reshape(-1, self.channels)
                inputs = np.concatenate([inputs, following])
        return maps

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Run the loop on a batch of first tokens; keys and values of earlier scales are kept."""
        batch, done = x.shape[:-2], 0
        known: list[tuple[FloatArray, FloatArray]] = []
        maps = np.empty((*batch, 0, self.channels))
        for step, count in zip([*self.steps, None], self._counts, strict=True):
            logits, known = self.transformer.continued(x, known, done)
            maps = np.concatenate([maps, self.codes.vectorised(logits)], axis=-2)
            if step is not None:
                x = step.vectorised(maps).reshape(*batch, -1, self.channels)
            done += count
        return maps
