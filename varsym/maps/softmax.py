"""Softmax, Definition 3.1."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from varsym.exact import ShapeError
from varsym.maps.arrays import ExactArray, FloatArray, side
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import check_norm

__all__ = ["Softmax", "exponentials"]


class Softmax(Block):
    """Definition 3.1 (def:3.1): z in R^n to exp(z) / <exp(z), 1_n>.

    Parameters
    ----------
    length : int, optional
        n; any if none.

    Raises
    ------
    InputError
        When the length is below 1.

    Examples
    --------
    >>> Softmax().numeric([0.0, 0.0])
    array([0.5, 0.5])
    >>> Softmax().enclose([0, 1], digits=10)[1].decimal(10)
    '0.7310585786'
    """

    axes = 1

    def __init__(self, length: int | None = None) -> None:
        self.length = None if length is None else side(length, "length")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the same shape.

        Raises
        ------
        ShapeError
            When the input is no vector, or one of another length.
        """
        if len(shape) != 1 or self.length not in {None, shape[0]}:
            raise ShapeError(
                f"An input of the shape {shape}.",
                "A vector." if self.length is None else f"A vector of {self.length} entries.",
                "Pass one vector; a numeric batch has its axes in front.",
            )
        return shape

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Divide each exponential by their sum."""
        exps = np.frompyfunc(field.exp, 1, 1)(x)
        return np.asarray(exps / exps.sum())

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Shift by the maximum, so that no exponential overflows."""
        made = x.copy()
        made /= exponentials(made)
        return made

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Return 1/2 in both norms, which no smaller constant replaces on the whole space.

        The Jacobian at z is J = diag(p) - p pᵀ with p = Softmax(z). Row i has the absolute sum
        2 p_i (1 - p_i) <= 1/2. J is symmetric, and hᵀ J h is the variance of h under p, which is
        at most (max h - min h)² / 4 <= |h|² / 2 (Popoviciu). At p = (1/2, 1/2, 0, …) both are
        equalities; for n = 2 that is z = 0, for n > 2 it is a limit. For n = 1 the map is constant.

        Raises
        ------
        InputError
            When the norm is neither "sup" nor "2".

        Examples
        --------
        >>> Softmax().lipschitz("sup").constant, Softmax(1).lipschitz("2").constant
        (Fraction(1, 2), Fraction(0, 1))
        """
        check_norm(norm)
        constant = Fraction(0) if self.length == 1 else Fraction(1, 2)
        # On a ball, n > 2 entries do not come near p = (1/2, 1/2, 0, …).
        least = radius is None or self.length in {None, 1, 2}
        return LipschitzBound(
            constant, norm, "everywhere", "the Jacobian diag(p) - p pᵀ", exact=least
        )


def exponentials(scores: FloatArray) -> FloatArray:
    """Turn scores into exp(score - maximum) in place, along the last axis, and return the sums.

    Parameters
    ----------
    scores : FloatArray, (..., n)
        Overwritten.

    Returns
    -------
    FloatArray, (..., 1)
        From 1 to n.

    Examples
    --------
    >>> scores = np.array([1000.0, 1000.0])
    >>> exponentials(scores), scores
    (array([2.]), array([1., 1.]))
    """
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    total: FloatArray = scores.sum(axis=-1, keepdims=True)
    return total
