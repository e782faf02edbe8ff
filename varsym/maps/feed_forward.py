"""The feed-forward layer, Definition 3.5."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import Parameter, check_norm, row_map_norm, same_sides

__all__ = ["FeedForward", "Tokens"]

#: Whether a token is a column of X, as Definition 3.5 prints it, or a row, as in all other blocks.
Tokens: TypeAlias = Literal["columns", "rows"]

#: Hidden entries are held in slabs of about so many, 64 MB.
_SLAB = 2**23


class FeedForward(Block):
    """Definition 3.5 (def:3.5): each token x to x + W2 ReLU(W1 x + b1) + b2.

    The index k runs over the L tokens; the printed range [n] is repaired to [L].

    Parameters
    ----------
    W1 : array of exact numbers, (c, d)
    b1 : array of exact numbers, (c,)
    W2 : array of exact numbers, (d, c)
    b2 : array of exact numbers, (d,)
    tokens : {"columns", "rows"}
        Whether X is d x L, as printed, or L x d, as compositions with attention need it.

    Raises
    ------
    ShapeError
        When the sides of the weights do not fit.
    InputError
        When `tokens` is neither "columns" nor "rows".

    Examples
    --------
    >>> layer = FeedForward([[1], [-1]], [0, 0], [[1, 1]], ["1/2"], tokens="rows")
    >>> layer.exact([[-3], [2]]).tolist()
    [[Fraction(1, 2)], [Fraction(9, 2)]]
    """

    def __init__(
        self, W1: object, b1: object, W2: object, b2: object, tokens: Tokens = "columns"
    ) -> None:
        self.W1, self.b1 = Parameter.of_exact(W1, "W1", 2), Parameter.of_exact(b1, "b1", 1)
        self.W2, self.b2 = Parameter.of_exact(W2, "W2", 2), Parameter.of_exact(b2, "b2", 1)
        neurons = {
            "rows of W1": self.W1.shape[0],
            "entries of b1": self.b1.shape[0],
            "columns of W2": self.W2.shape[1],
        }
        self.neurons = same_sides(neurons, "the number of neurons c")
        width = {
            "columns of W1": self.W1.shape[1],
            "rows of W2": self.W2.shape[0],
            "entries of b2": self.b2.shape[0],
        }
        self.width = same_sides(width, "the width d of a token")
        if tokens not in {"columns", "rows"}:
            raise InputError(f"Tokens {tokens!r}.", "'columns' or 'rows'.", "Choose one of them.")
        self.tokens = tokens

    @classmethod
    def from_numeric(
        cls, W1: object, b1: object, W2: object, b2: object, tokens: Tokens = "columns"
    ) -> FeedForward:
        """Build it from floats, for real sizes; only the numeric face works then."""
        floats = Parameter.of_numeric
        return cls(
            floats(W1, "W1", 2),
            floats(b1, "b1", 1),
            floats(W2, "W2", 2),
            floats(b2, "b2", 1),
            tokens,
        )

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the same shape.

        Raises
        ------
        ShapeError
            When the tokens have not d entries.
        """
        by_rows = self.tokens == "rows"
        if len(shape) != 2 or shape[by_rows] != self.width:
            wanted = f"(L, {self.width})" if by_rows else f"({self.width}, L)"
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"One of the shape {wanted}, as tokens are {self.tokens}.",
                'Transpose it, or build the layer with tokens="rows" or "columns".',
            )
        return shape

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Apply the printed formula to all columns."""
        columns = x.T if self.tokens == "rows" else x
        hidden = self.W1.over(field) @ columns + self.b1.over(field)[:, None]
        active = np.frompyfunc(field.relu, 1, 1)(hidden)
        made: ExactArray = columns + self.W2.over(field) @ active + self.b2.over(field)[:, None]
        return made.T if self.tokens == "rows" else made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Apply the layer to all rows of the batch, a slab of hidden entries at a time."""
        rows = x if self.tokens == "rows" else x.swapaxes(-1, -2)
        made = self._on_rows(rows.reshape(-1, self.width)).reshape(rows.shape)
        return made if self.tokens == "rows" else made.swapaxes(-1, -2)

    def _on_rows(self, rows: FloatArray) -> FloatArray:
        W1, b1, W2, b2 = (part.numeric for part in (self.W1, self.b1, self.W2, self.b2))
        made = np.empty_like(rows)
        step = max(1, _SLAB // self.neurons)
        hidden = np.empty((min(step, len(rows)), self.neurons))
        for start in range(0, len(rows), step):
            x, y = rows[start : start + step], made[start : start + step]
            active = np.matmul(x, W1.T, out=hidden[: len(x)])
            active += b1
            np.maximum(active, 0.0, out=active)
            np.matmul(active, W2.T, out=y)
            y += b2
            y += x
        return made

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return a bound that holds everywhere: 1 + ``|W2| |W1|``, in the sup norm sharpened.

        Between two tokens, ReLU acts as a diagonal matrix D with entries in [0, 1], and the layer
        as I + W2 D W1. So the norm is at most 1 + |W2| |W1|, for the 2-norm with spectral norms. In
        the sup norm it is at most 1 + max_i sum_k |W2_ik| sum_j |W1_kj|, which is no larger.

        Raises
        ------
        InputError
            When the weights are floats, or too large for a spectral norm.

        Examples
        --------
        >>> layer = FeedForward([[1], [-2]], [0, 0], [[1, 1]], [0])
        >>> layer.lipschitz("sup").constant
        Fraction(4, 1)
        """
        check_norm(norm)
        W1, W2 = self.W1.exact, self.W2.exact
        if norm == "sup":
            sums = abs(W1).sum(axis=1)
            branch: Fraction = max(abs(W2) @ sums)
            source = "1 + | |W2| |W1| | in the ∞-norm"
        else:
            branch = row_map_norm(W2, norm).upper * row_map_norm(W1, norm).upper
            source = "1 + |W2| |W1| in spectral norms"
        return LipschitzBound(1 + branch, norm, "everywhere", source)
