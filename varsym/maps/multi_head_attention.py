"""Attention with several heads, and with a mask over scales."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from varsym.errors import InputError
from varsym.exact import ShapeError, enclose_root, exact_rational
from varsym.maps.arrays import ExactArray, FloatArray, side
from varsym.maps.attention import Attention
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import Parameter, check_norm, check_row_width, same_sides
from varsym.maps.softmax import exponentials

__all__ = ["MultiHeadAttention"]

#: Scores of all heads are held in slabs of about so many, 8 MB.
_SLAB = 2**20
#: Small scales are attended to together, up to so many rows.
_ROWS = 128
_DIGITS = 30


class MultiHeadAttention(Block):
    """X in R^{n x d} to the sum over the heads t of Attn_t(X) W_O,t, plus b_O in every row.

    Attn_t is the attention of Definition 3.3 (def:3.3), with the columns of W_Q, W_K and W_V that
    belong to head t, and W_O,t are the rows of W_O that belong to it. Definition 3.14 (def:3.14)
    speaks of "a heads of size s" and does not say how they are put together; this is the usual
    way. With one head and W_O the identity it is Definition 3.3.

    With `scales`, the tokens belong to scales 1, …, K in this order, and a token of scale k attends
    to the tokens of the scales up to k alone. Then inputs of the first k scales are taken too, and
    have the first rows of the output: later scales change nothing in earlier ones.

    There is no scaling of the scores, which W_Q can hold, and no bias of queries. One of keys would
    cancel, and one of values can be added to b_O through W_O.

    Parameters
    ----------
    W_Q, W_K : array of exact numbers, (d, a s)
        For a heads of size s, head after head.
    W_V : array of exact numbers, (d, a v)
    W_O : array of exact numbers, (a v, e)
    b_O : array of exact numbers, (e,)
    heads : int
        a.
    scales : sequence of int, optional
        How many tokens each scale has; every token attends to all if none.

    Attributes
    ----------
    ends : tuple of int
        How many tokens the first k scales have, for each k; empty without a mask.

    Raises
    ------
    InputError
        When the heads do not divide the columns of the weights, or a scale has no token.
    ShapeError
        When the sides of the weights do not fit.

    Examples
    --------
    The tokens of the second scale see all three, that of the first sees itself:

    >>> layer = MultiHeadAttention([[0]], [[0]], [[1]], [[1]], [0], heads=1, scales=[1, 2])
    >>> layer.exact([[3], [6], [9]])[:, 0].tolist()
    [Fraction(3, 1), Fraction(6, 1), Fraction(6, 1)]
    """

    def __init__(
        self,
        W_Q: object,
        W_K: object,
        W_V: object,
        W_O: object,
        b_O: object,
        *,
        heads: int,
        scales: Sequence[int] | None = None,
    ) -> None:
        self.W_Q, self.W_K = Parameter.of_exact(W_Q, "W_Q", 2), Parameter.of_exact(W_K, "W_K", 2)
        self.W_V, self.W_O = Parameter.of_exact(W_V, "W_V", 2), Parameter.of_exact(W_O, "W_O", 2)
        self.b_O = Parameter.of_exact(b_O, "b_O", 1)
        rows = {f"rows of {one.name}": one.shape[0] for one in (self.W_Q, self.W_K, self.W_V)}
        self.width = same_sides(rows, "the width d of a token")
        columns = {f"columns of {one.name}": one.shape[1] for one in (self.W_Q, self.W_K)}
        queries = same_sides(columns, "the number of heads times their size")
        inner = {"columns of W_V": self.W_V.shape[1], "rows of W_O": self.W_O.shape[0]}
        values = same_sides(inner, "the number of heads times the size of their values")
        outer = {"columns of W_O": self.W_O.shape[1], "entries of b_O": self.b_O.shape[0]}
        self.out = same_sides(outer, "the width of the rows after attention")
        self.heads = side(heads, "heads")
        if queries % self.heads or values % self.heads:
            raise InputError(
                f"{self.heads} heads, for {queries} columns of W_Q and {values} of W_V.",
                "A number of heads that divides both.",
                "Take another number of heads, or wider weights.",
            )
        counts = [side(count, "tokens of a scale") for count in scales or ()]
        self.ends = tuple(accumulate(counts))

    @classmethod
    def from_numeric(
        cls,
        W_Q: object,
        W_K: object,
        W_V: object,
        W_O: object,
        b_O: object,
        *,
        heads: int,
        scales: Sequence[int] | None = None,
    ) -> MultiHeadAttention:
        """Build it from floats, for real sizes; only the numeric face works then."""
        named = {"W_Q": W_Q, "W_K": W_K, "W_V": W_V, "W_O": W_O}
        floats = [Parameter.of_numeric(weight, name, 2) for name, weight in named.items()]
        floats.append(Parameter.of_numeric(b_O, "b_O", 1))
        return cls(*floats, heads=heads, scales=scales)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n, e) for (n, d).

        Raises
        ------
        ShapeError
            When the input is no array of rows of d entries, or its rows are not those of the first
            k scales.
        """
        check_row_width(shape, self.width)
        if self.ends and shape[0] not in self.ends:
            raise ShapeError(
                f"An input of {shape[0]} tokens.",
                f"As many as the first scales have together: {', '.join(map(str, self.ends))}.",
                "Merge the maps of the first scales, all their tokens.",
            )
        return shape[0], self.out

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Multiply by A of each head, zero where a token does not look, and divide by row sums."""
        W_Q, W_K, W_V, W_O = (one.over(field) for one in (self.W_Q, self.W_K, self.W_V, self.W_O))
        zero, exp = field.number(Fraction(0)), np.frompyfunc(field.exp, 1, 1)
        seen = np.array([self._sees(i, len(x)) for i in range(len(x))])
        unseen = np.arange(len(x)) >= seen[:, None]
        made = np.full((len(x), self.out), zero, dtype=object) + self.b_O.over(field)
        for t in range(self.heads):
            own, values = self._columns(self.W_Q, t), self._columns(self.W_V, t)
            A = exp(x @ W_Q[:, own] @ W_K[:, own].T @ x.T)
            A[unseen] = zero
            made = made + (A @ x @ W_V[:, values] @ W_O[values]) / A.sum(axis=1)[:, None]
        return made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Project at once, attend slab by slab to no more than it sees, and project back."""
        Q, K, V = self._projected(x)
        mixed = np.empty((len(Q), x.shape[-2], self.heads, V.shape[-1]))
        for index in range(len(Q)):
            for rows, seen in self._slabs(x.shape[-2]):
                scores = Q[index, :, rows] @ K[index, :, :seen].swapaxes(-1, -2)
                self._hide(scores, rows, seen)
                _average(scores, V[index, :, :seen], mixed[index, rows])
        return self._put_together(mixed, x)

    def continued(
        self, x: FloatArray, before: tuple[FloatArray, FloatArray] | None
    ) -> tuple[FloatArray, tuple[FloatArray, FloatArray]]:
        """Return the rows of the next scale, where keys and values of all before it are known.

        Parameters
        ----------
        x : FloatArray, (..., n_k, d)
            The tokens of scale k alone, on a batch of inputs.
        before : pair of FloatArray or None
            Keys and values of the scales before k, one row a token, as this method returned them
            for scale k - 1; none for the first scale.

        Returns
        -------
        FloatArray, (..., n_k, e)
            The last n_k rows of what `vectorised` gives for all tokens up to scale k.
        pair of FloatArray
            Keys and values of the scales up to k.

        Examples
        --------
        >>> layer = MultiHeadAttention([[0]], [[0]], [[1]], [[1]], [0], heads=1, scales=[1, 1])
        >>> first, known = layer.continued(np.array([[3.0]]), None)
        >>> layer.continued(np.array([[6.0]]), known)[0]
        array([[4.5]])
        """
        Q, K, V = self._projected(x)
        if before is not None:
            K, V = (np.concatenate(pair, axis=2) for pair in zip(before, (K, V), strict=True))
        tokens, seen = x.shape[-2], K.shape[2]
        mixed = np.empty((len(Q), tokens, self.heads, V.shape[-1]))
        for index in range(len(Q)):
            for rows in self._cut(0, tokens, seen):
                scores = Q[index, :, rows] @ K[index].swapaxes(-1, -2)
                _average(scores, V[index], mixed[index, rows])
        return self._put_together(mixed, x), (K, V)

    def lipschitz(
        self, norm: NormName, radius: object = None, tokens: int | None = None
    ) -> LipschitzBound:
        """Return a bound on the ball of a radius; everywhere only where attention is linear.

        Head t is the attention with the values W_V,t W_O,t, and the bounds of the heads add up.
        The rows of scale k are rows of the attention without a mask on the tokens of the first k
        scales: in the sup norm the largest of these bounds counts, in the 2-norm the root of the
        sum of their squares.

        Parameters
        ----------
        norm : {"sup", "2"}
        radius : exact number, optional
            As for `Attention.lipschitz`.
        tokens : int, optional
            n. With a mask it is known.

        Raises
        ------
        InputError
            As for `Attention.lipschitz`.

        Examples
        --------
        >>> one = [[1]], [[1]], [[1]], [[1]], [0]
        >>> MultiHeadAttention(*one, heads=1).lipschitz("sup", 1).constant
        Fraction(9, 4)
        """
        check_norm(norm)
        counts = self.ends or (tokens,)
        known = [[head.lipschitz(norm, radius, n) for head in self.separate_heads] for n in counts]
        sums = [sum((one.constant for one in bounds), Fraction(0)) for bounds in known]
        constant = max(sums)
        if norm == "2" and len(sums) > 1:
            constant = enclose_root(sum((s * s for s in sums), Fraction(0)), 2, _DIGITS).upper
        return LipschitzBound(constant, norm, known[-1][0].domain, "sum of the bounds of the heads")

    def image_radius(self, norm: NormName, radius: object, tokens: int | None = None) -> Fraction:
        """Return the radius of a ball that holds the image of the ball of a radius.

        Raises
        ------
        InputError
            When the radius is not exact or negative, or the 2-norm is asked for any number of
            tokens and b_O is not 0.

        Examples
        --------
        >>> one = [[1]], [[1]], [[2]], [[1]], [1]
        >>> MultiHeadAttention(*one, heads=1).image_radius("sup", 3)
        Fraction(7, 1)
        """
        R = exact_rational(radius, name="radius", nonnegative=True)
        counts = self.ends or (tokens,)
        heads = self.separate_heads
        sums = [sum((one.image_radius(norm, R, n) for one in heads), Fraction(0)) for n in counts]
        b_O = abs(self.b_O.exact)
        if norm == "sup":
            return max(sums) + Fraction(max(b_O))
        if counts[-1] is None and b_O.any():
            raise InputError(
                "The 2-norm of what attention with a bias gives, for any number of tokens.",
                "A number of tokens, as the bias is added to each.",
                "Pass tokens.",
            )
        squares = sum((s * s for s in sums), Fraction(0)), (b_O * b_O).sum() * (counts[-1] or 0)
        return sum((enclose_root(one, 2, _DIGITS).upper for one in squares), Fraction(0))

    @cached_property
    def separate_heads(self) -> tuple[Attention, ...]:
        """Each head as an `Attention` with the values W_V,t W_O,t, without mask and bias.

        Raises
        ------
        InputError
            When the weights are floats.
        """
        W_Q, W_K, W_V, W_O = (one.exact for one in (self.W_Q, self.W_K, self.W_V, self.W_O))
        found = []
        for t in range(self.heads):
            own, values = self._columns(self.W_Q, t), self._columns(self.W_V, t)
            found.append(Attention(W_Q[:, own], W_K[:, own], W_V[:, values] @ W_O[values]))
        return tuple(found)

    def _columns(self, weight: Parameter, head: int) -> slice:
        size = weight.shape[1] // self.heads
        return slice(head * size, (head + 1) * size)

    def _sees(self, index: int, tokens: int) -> int:
        return next((end for end in self.ends if end > index), tokens)

    def _projected(self, x: FloatArray) -> list[FloatArray]:
        """Return queries, keys and values, (inputs, heads, tokens, size)."""
        rows, tokens = x.reshape(-1, x.shape[-1]), x.shape[-2]
        parts = (rows @ one.numeric for one in (self.W_Q, self.W_K, self.W_V))
        return [
            part.reshape(-1, tokens, self.heads, part.shape[1] // self.heads).swapaxes(1, 2)
            for part in parts
        ]

    def _put_together(self, mixed: FloatArray, x: FloatArray) -> FloatArray:
        made = mixed.reshape(mixed.shape[0] * mixed.shape[1], -1) @ self.W_O.numeric
        made += self.b_O.numeric
        return made.reshape(*x.shape[:-1], self.out)

    def _slabs(self, tokens: int) -> Iterator[tuple[slice, int]]:
        """Yield rows, of small scales together or of part of one, and the end of what they see."""
        ends, start = self._ends_within(tokens), 0
        while start < tokens:
            own = next(end for end in ends if end > start)
            end = max([own, *(one for one in ends if one - start <= _ROWS)])
            for rows in self._cut(start, end, end):
                yield rows, end
            start = end

    def _cut(self, start: int, end: int, seen: int) -> Iterator[slice]:
        step = max(1, _SLAB // (self.heads * seen))
        for first in range(start, end, step):
            yield slice(first, min(first + step, end))

    def _hide(self, scores: FloatArray, rows: slice, seen: int) -> None:
        """Put -∞ where rows of an earlier scale than the last one would see a later one."""
        for start, end in pairwise([0, *self._ends_within(seen)]):
            if rows.start < end < seen:
                scores[:, max(start - rows.start, 0) : end - rows.start, end:] = -np.inf

    def _ends_within(self, tokens: int) -> list[int]:
        return [end for end in self.ends if end <= tokens] or [tokens]


def _average(scores: FloatArray, values: FloatArray, mixed: FloatArray) -> None:
    """Write Softmax(scores) V of all heads into (rows, heads, size)."""
    total = exponentials(scores)
    np.divide(scores @ values, total, out=mixed.swapaxes(0, 1))
