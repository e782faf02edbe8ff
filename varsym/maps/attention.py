"""Dot-product attention on rows, Definitions 3.2 and 3.3."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import isqrt

import numpy as np

from varsym.errors import InputError
from varsym.exact import enclose_root, exact_integer, exact_rational
from varsym.maps.arrays import ExactArray, FloatArray, side
from varsym.maps.attention_bounds import (
    column_sum,
    frobenius_constant,
    rowwise_constant,
    sup_constant,
)
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName, SteepPair
from varsym.maps.parameters import (
    Parameter,
    check_norm,
    check_row_width,
    row_map_norm,
    same_sides,
)
from varsym.maps.slopes import certified_slope
from varsym.maps.softmax import exponentials

__all__ = ["Attention", "AttentionMatrix"]

#: Scores are held in slabs of about so many, 16 MB.
_SLAB = 2**21
_DIGITS = 30


class AttentionMatrix(Block):
    """Definition 3.2 (def:3.2): X in R^{n x d} to A = exp(X W_Q W_Kᵀ Xᵀ), entry by entry.

    There is no scaling by 1/√d.

    Parameters
    ----------
    W_Q, W_K : array of exact numbers, (d, s)
        The definition has s = d.

    Raises
    ------
    ShapeError
        When the weights differ in shape.

    Examples
    --------
    >>> AttentionMatrix([[1]], [[2]]).symbolic([[3]])
    [[exp(18)]]
    """

    def __init__(self, W_Q: object, W_K: object) -> None:
        self.W_Q, self.W_K = Parameter.of_exact(W_Q, "W_Q", 2), Parameter.of_exact(W_K, "W_K", 2)
        rows = {"rows of W_Q": self.W_Q.shape[0], "rows of W_K": self.W_K.shape[0]}
        self.width = same_sides(rows, "the width d of a token")
        columns = {"columns of W_Q": self.W_Q.shape[1], "columns of W_K": self.W_K.shape[1]}
        self.head = same_sides(columns, "the size of the head")

    @classmethod
    def from_numeric(cls, W_Q: object, W_K: object) -> AttentionMatrix:
        """Build it from floats; only the numeric face works then."""
        return cls(Parameter.of_numeric(W_Q, "W_Q", 2), Parameter.of_numeric(W_K, "W_K", 2))

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n, n) for (n, d).

        Raises
        ------
        ShapeError
            When the input is no array of rows of d entries.
        """
        check_row_width(shape, self.width)
        return shape[0], shape[0]

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Multiply from left to right, and exponentiate."""
        scores = x @ self.W_Q.over(field) @ self.W_K.over(field).T @ x.T
        return np.asarray(np.frompyfunc(field.exp, 1, 1)(scores))

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Multiply in the cheaper order, and exponentiate."""
        queries, keys = self.queries_and_keys(x)
        scores = queries @ keys.swapaxes(-1, -2)
        return np.exp(scores, out=scores)

    def queries_and_keys(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return Q and K, with scores Q Kᵀ, of rows x: by W_Q and W_K or at once by their product.

        The product W_Q W_Kᵀ is kept. With it there is one projection less, but scores of d columns.
        """
        tokens = x.shape[-2]
        apart = self.head * (2 * self.width + tokens)
        at_once = self.width * (self.width + tokens)
        if at_once <= apart:
            return _projected(x, self._numeric_product), x
        return _projected(x, self.W_Q.numeric), _projected(x, self.W_K.numeric)

    @cached_property
    def product(self) -> ExactArray:
        """M = W_Q W_Kᵀ in fractions, (d, d)."""
        return np.asarray(self.W_Q.exact @ self.W_K.exact.T)

    @cached_property
    def _numeric_product(self) -> FloatArray:
        return self.W_Q.numeric @ self.W_K.numeric.T


class Attention(Block):
    """Definition 3.3 (def:3.3): X in R^{n x d} to D⁻¹ A X W_V with D = diag(A 1_n).

    A is the attention matrix of Definition 3.2. Any number of tokens is taken.

    Parameters
    ----------
    W_Q, W_K : array of exact numbers, (d, s)
    W_V : array of exact numbers, (d, e)
        The definition has s = e = d.

    Raises
    ------
    ShapeError
        When the sides of the weights do not fit.

    Examples
    --------
    >>> head = Attention([[1]], [[1]], [[2]])
    >>> head.numeric([[0.0], [1.0]]).round(3)
    array([[1.   ],
           [1.462]])
    >>> head.enclose([[0], [1]], digits=10)[1, 0].decimal(10)
    '1.462117157'
    """

    def __init__(self, W_Q: object, W_K: object, W_V: object) -> None:
        self.matrix, self.W_V = AttentionMatrix(W_Q, W_K), Parameter.of_exact(W_V, "W_V", 2)
        rows = {"rows of W_Q": self.matrix.width, "rows of W_V": self.W_V.shape[0]}
        self.width = same_sides(rows, "the width d of a token")

    @classmethod
    def from_numeric(cls, W_Q: object, W_K: object, W_V: object) -> Attention:
        """Build it from floats, for real sizes; only the numeric face works then.

        Examples
        --------
        >>> Attention.from_numeric([[0.5]], [[0.5]], [[1.5]]).numeric([[2.0]])
        array([[3.]])
        """
        named = {"W_Q": W_Q, "W_K": W_K, "W_V": W_V}
        return cls(*(Parameter.of_numeric(weight, name, 2) for name, weight in named.items()))

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n, e) for (n, d).

        Raises
        ------
        ShapeError
            When the input is no array of rows of d entries.
        """
        check_row_width(shape, self.width)
        return shape[0], self.W_V.shape[1]

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Multiply by A and divide by its row sums."""
        A = self.matrix.formula(field, x)
        return np.asarray((A @ x @ self.W_V.over(field)) / A.sum(axis=1)[:, None])

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Average the rows, shifting scores by their maximum, a slab of scores at a time."""
        queries, keys = self.matrix.queries_and_keys(x)
        W_V = self.W_V.numeric
        if W_V.shape[1] <= self.width:
            return _averages(queries, keys, _projected(x, W_V))
        return _projected(_averages(queries, keys, x), W_V)

    def lipschitz(
        self, norm: NormName, radius: object = None, tokens: int | None = None
    ) -> LipschitzBound:
        """Return a bound on the ball of a radius; everywhere only where attention is linear.

        Parameters
        ----------
        norm : {"sup", "2"}
            See `sup_constant` and `frobenius_constant` for the bounds and their proofs.
        radius : exact number, optional
            R in max |x_ij| <= R or |X|_F <= R. Without it there is a bound only for one token, or
            when W_Q W_Kᵀ or W_V is zero; for all other weights see `steep_pair`.
        tokens : int, optional
            n, which improves the 2-norm's bound; any number of tokens if none.

        Raises
        ------
        InputError
            When there is no bound, or the radius is not exact or negative.

        Examples
        --------
        >>> head = Attention([[1]], [[1]], [[1]])
        >>> head.lipschitz("sup", 1).constant
        Fraction(9, 4)
        >>> round(float(head.lipschitz("2", 1).constant), 3)
        2.025
        """
        check_norm(norm)
        count = None if tokens is None else side(tokens, "tokens")
        M, V = self.matrix.product, self.W_V.exact
        if count == 1 or not (M.any() and V.any()):
            known = row_map_norm(V, norm)
            source = "the rows are averaged with constant weights, and multiplied by W_V"
            return LipschitzBound.least(known, norm, source)
        if radius is None:
            raise InputError(
                "A Lipschitz bound of attention everywhere, in either norm.",
                "A radius, as attention with these weights has no bound everywhere.",
                "Pass a radius; steep_pair(slope, norm) shows that there is none.",
            )
        R = exact_rational(radius, name="radius", nonnegative=True)
        if norm == "sup":
            constant, domain = sup_constant(M, V, R), f"max |x_ij| <= {R}"
        else:
            constant, domain = frobenius_constant(M, V, R, count), f"|X|_F <= {R}"
        if count is not None:
            domain += f", {count} tokens"
        return LipschitzBound(constant, norm, domain, "the largest derivative, attention_bounds")

    def lipschitz_rowwise(self, radius: object, tokens: int) -> LipschitzBound:
        """Return a bound in the 2-norm where every row of X has a 2-norm of at most R.

        That set grows with the number of tokens, and with it the constant: `rowwise_constant`.

        Raises
        ------
        InputError
            When the radius is not exact or negative.

        Examples
        --------
        >>> Attention([[1]], [[1]], [[1]]).lipschitz_rowwise(1, 3).domain
        '|x_i|_2 <= 1 for all rows, 3 tokens'
        """
        count = side(tokens, "tokens")
        R = exact_rational(radius, name="radius", nonnegative=True)
        constant = rowwise_constant(self.matrix.product, self.W_V.exact, R, count)
        domain = f"|x_i|_2 <= {R} for all rows, {count} tokens"
        return LipschitzBound(constant, "2", domain, "the largest derivative, attention_bounds")

    def image_radius(self, norm: NormName, radius: object, tokens: int | None = None) -> Fraction:
        """Return the radius of a ball that holds the image of the ball of a radius.

        Outputs are averages of rows times W_V. In the sup norm averages are no larger than the
        rows; in the 2-norm the square of their norm is at most the largest column sum of
        probabilities (see `column_sum`) times that of X.

        Parameters
        ----------
        norm : {"sup", "2"}
        radius : exact number
        tokens : int, optional
            n, which improves the 2-norm's radius; any number of tokens if none.

        Raises
        ------
        InputError
            When the radius is not exact or negative.

        Examples
        --------
        >>> Attention([[1]], [[1]], [[2]]).image_radius("sup", 3)
        Fraction(6, 1)
        """
        R = exact_rational(radius, name="radius", nonnegative=True)
        reach = row_map_norm(self.W_V.exact, norm).upper * R
        if norm == "sup":
            return reach
        spread = row_map_norm(self.matrix.product, norm).upper * R**2
        return reach * enclose_root(column_sum(spread, tokens), 2, _DIGITS).upper

    def steep_pair(self, slope: object, norm: NormName, tokens: int = 2) -> SteepPair:
        """Return two inputs between which attention is steeper than a given slope.

        They exist for all weights with M = W_Q W_Kᵀ and W_V not zero, from two tokens on. Let u be
        a sum of at most two unit vectors with M uᵀ and u W_V not zero, and g = ±e_k with
        m = g M uᵀ > 0 largest. The first half of the other tokens is t u and the rest zero; row 1
        moves from 0 to h = 4 g/(t m). Its scores move from all equal to 4 on the tokens t u,
        16 g M gᵀ/(t m)², which is at most 1 in size for large t, on itself, and 0 on the rest.
        So the weight of the tokens t u moves from at most 1/2 to at least 7/8, and the first row
        of the output by at least (3/8) t |u W_V| - (1/8) |h W_V|, while the input moves by
        4/(t m): the slope grows like t².

        Parameters
        ----------
        slope : exact number
            To be exceeded, at least 0.
        norm : {"sup", "2"}
        tokens : int
            n, at least 2.

        Returns
        -------
        SteepPair
            Its slope is certified by enclosures of both values.

        Raises
        ------
        InputError
            When W_Q W_Kᵀ or W_V is zero, where attention is linear and has a bound everywhere.

        Examples
        --------
        >>> pair = Attention([[1]], [[1]], [[1]]).steep_pair(1000, "2")
        >>> pair.slope > 1000
        True
        """
        check_norm(norm)
        wanted = exact_rational(slope, name="slope", nonnegative=True)
        count = exact_integer(tokens, "tokens", 2)
        M, V = self.matrix.product, self.W_V.exact
        if not (M.any() and V.any()):
            raise InputError(
                "Attention whose W_Q W_Kᵀ or W_V is zero.",
                "Weights of which neither is zero: this attention is linear.",
                "Take its bound everywhere, lipschitz(norm).",
            )
        u = _probe(M, V)
        moved = (M @ u).tolist()
        k = max(range(self.width), key=lambda index: abs(moved[index]))
        m, rise = abs(moved[k]), max(map(abs, u @ V))
        against = sum(map(abs, V[k]), Fraction(0))
        least = max(
            16 * abs(M[k, k]) / m**2, 4 * against / (m * rise), 16 * (wanted + 1) / (m * rise)
        )
        t = isqrt(int(least)) + 1
        first = np.full((count, self.width), Fraction(0), dtype=object)
        first[1 : 1 + count // 2] = u * t
        second = first.copy()
        second[0, k] = Fraction(4, t) / moved[k]
        return SteepPair(first, second, certified_slope(self, first, second, norm), norm)


def _probe(M: ExactArray, V: ExactArray) -> ExactArray:
    """Return a sum of at most two unit vectors u with M u and u V not zero."""
    seen = [bool(column.any()) for column in M.T]
    kept = [bool(row.any()) for row in V]
    both = [a and b for a, b in zip(seen, kept, strict=True)]
    u = np.full(len(M), Fraction(0), dtype=object)
    for index in {both.index(True)} if any(both) else {seen.index(True), kept.index(True)}:
        u[index] = Fraction(1)
    return u


def _projected(x: FloatArray, weight: FloatArray) -> FloatArray:
    """Multiply all rows of a batch in one product of matrices."""
    rows = x.reshape(-1, x.shape[-1]) @ weight
    return rows.reshape(*x.shape[:-1], weight.shape[1])


def _averages(queries: FloatArray, keys: FloatArray, values: FloatArray) -> FloatArray:
    """Return Softmax(Q Kᵀ) V, the softmax taken by rows."""
    *batch, tokens, width = values.shape
    Q, K, V = (part.reshape(-1, tokens, part.shape[-1]) for part in (queries, keys, values))
    made = np.empty((len(V), tokens, width))
    rows = min(tokens, -(-_SLAB // tokens))
    inputs = max(1, _SLAB // (rows * tokens))
    for i in range(0, len(V), inputs):
        for j in range(0, tokens, rows):
            here = slice(i, i + inputs), slice(j, j + rows)
            weights = Q[here] @ K[here[0]].swapaxes(-1, -2)
            total = exponentials(weights)
            np.matmul(weights, V[here[0]], out=made[here])
            made[here] /= total
    return made.reshape(*batch, tokens, width)
