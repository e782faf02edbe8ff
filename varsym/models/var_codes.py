"""From logits to latents: the code with the largest logit, token by token."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from varsym.errors import InputError
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import SYMBOLS, Field
from varsym.maps.parameters import Parameter, check_row_width

__all__ = ["GreedyCodes"]


class GreedyCodes(Block):
    """Each row of V logits to the row of the codebook whose logit is largest, the first of equals.

    The map is a step function, and has no Lipschitz bound. An enclosure holds the latents of all
    codes that may have the largest logit; two equal logits that are not rational cannot be told
    apart by enclosures, and `enclose` then gives up.

    VAR (Tian et al. 2024) draws a code by its logit; the largest is what it draws at temperature 0.

    Parameters
    ----------
    codebook : array of exact numbers, (V, C)

    Examples
    --------
    >>> GreedyCodes([[1], [2], [3]]).exact([[0, 7, 5], [1, 1, 0]]).tolist()
    [[Fraction(2, 1)], [Fraction(1, 1)]]
    """

    def __init__(self, codebook: object) -> None:
        self.codebook = Parameter.of_exact(codebook, "codebook", 2)

    @classmethod
    def from_numeric(cls, codebook: object) -> GreedyCodes:
        """Build it from floats, for real sizes; only the numeric face works then."""
        return cls(Parameter.of_numeric(codebook, "codebook", 2))

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n, C) for (n, V).

        Raises
        ------
        ShapeError
            When the input is no array of rows of V entries.
        """
        check_row_width(shape, self.codebook.shape[0])
        return shape[0], self.codebook.shape[1]

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Take the codes that no other logit is certainly above; of rationals, the first.

        Raises
        ------
        InputError
            When the logits are expressions.
        """
        if field is SYMBOLS:
            raise InputError(
                "The largest of logits that are expressions.",
                "Numbers.",
                "Use exact(x), enclose(x) or numeric(x).",
            )
        codes = self.codebook.over(field)
        return np.stack([_latent(row, codes) for row in x])

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Look the codes up.

        Raises
        ------
        InputError
            When a logit is too large for float64.
        """
        if not np.isfinite(x).all():
            raise InputError(
                "Logits that are too large for float64.",
                "Finite logits, as the largest one is looked for.",
                "Scale the input down, or use enclose(x) on exact numbers.",
            )
        made: FloatArray = self.codebook.numeric[x.argmax(axis=-1)]
        return made


def _latent(logits: ExactArray, codes: ExactArray) -> ExactArray:
    best = max(logits)
    # Not "those that are at least the best": balls that overlap are neither above nor below.
    possible = [code for one, code in zip(logits, codes, strict=True) if not best > one]
    # Of equal rationals the first counts; of balls that overlap, each may.
    if len(possible) == 1 or not hasattr(best, "union"):
        return np.asarray(possible[0])
    return np.array([reduce(_union, column) for column in zip(*possible, strict=True)])


def _union(first: Any, second: Any) -> Any:
    return first.union(second)
