"""Lipschitz bounds of dot-product attention on balls, derived and evaluated in rationals.

Throughout, row i of the output is f_i = sum_j p_ij x_j V with p_i = Softmax(x_i M Xᵀ), M = W_Q W_Kᵀ
and V = W_V. Moving X along H with rows h_j moves f_i by the derivative

    df_i V⁻¹ = sum_j p_ij h_j + sum_j p_ij (x_i M h_jᵀ) (x_j - m_i) + h_i M C_i,

where m_i and C_i are the mean and the covariance of the rows of X under p_i: what the row averages,
how the others move its weights, how its own query does. Balls are convex, so the largest derivative
on one is a Lipschitz constant there. There is none everywhere unless M or V is zero (Kim,
Papamakarios, Mnih 2021, arXiv 2006.04710).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from varsym.exact import enclose_root
from varsym.exact.ball_precision import ball_precision
from varsym.maps.arrays import ExactArray
from varsym.maps.fields import BALLS
from varsym.maps.parameters import row_map_norm

__all__ = ["column_sum", "frobenius_constant", "rowwise_constant", "sup_constant"]

#: Up to this width the corners of the cube are tried one by one, 2^(width - 1) of them.
MAX_CORNER_WIDTH = 8

_DIGITS = 30
_BITS = 128
_ZERO = Fraction(0)


def sup_constant(M: ExactArray, V: ExactArray, radius: Fraction) -> Fraction:
    """Bound the attention of Definition 3.3 in the sup norm where all |x_jk| <= R, for any n.

    Take one column v of V and |h_jk| <= 1. Let y_j = x_j v, which lies in an interval of
    half-length r = R |v|_1, and u = (x_i M)ᵀ. The derivative of f_i has two parts in this column.

    1. sum_j p_ij h_j (v + (y_j - E y) u) <= sum_k E |v_k + (y - E y) u_k|. A convex function of a
       variable of mean 0 in an interval of length 2r is largest in the mean for two-point
       distributions on its ends, which gives g(|v_k|, r |u_k|) with g(a, b) = a for a >= 2b, else
       b + a²/(4b). The sum over k is convex in x_i, hence largest at a corner x_i = R e, e = ±1.
    2. Cov(x w, x v) with w = (h_i M)ᵀ is, for any t > 0, at most Var(x (w + t v)) / (4t)
       <= R² |w + t v|_1² / (4t), as a bounded variable has at most the square of its half-range as
       variance (Popoviciu). It is linear in h_i, hence largest at a corner.

    Wide matrices have too many corners: there |u_k| <= R sum_m |M_mk|, and part 2 is at most
    R² |v|_1 times the absolute sum of M.

    Parameters
    ----------
    M : ExactArray, (d, d)
    V : ExactArray, (d, e)
    radius : Fraction
        R.

    Examples
    --------
    >>> from varsym.maps.arrays import exact_array
    >>> one = exact_array([[1]], "W")
    >>> sup_constant(one, one, Fraction(1))
    Fraction(9, 4)
    """
    queries = list(_query_rows(M))
    own = None if len(M) <= MAX_CORNER_WIDTH else sum(map(abs, M.flat), _ZERO)
    return max(_column_constant(queries, own, list(column), radius) for column in V.T)


def frobenius_constant(
    M: ExactArray, V: ExactArray, radius: Fraction, tokens: int | None = None
) -> Fraction:
    """Bound the attention of Definition 3.3 in the Frobenius norm where |X| <= R.

    Let s = |M| and S = s R² with spectral norms, and |H| <= 1. Two rows of X have norms a and b
    with a² + b² <= R², so in every direction the rows lie in an interval of length a + b <= √2 R,
    and C_i has at most the norm R²/2.

    1. The last part of the derivative has rows of norm at most s (R²/2) |h_i|; together S/2.
    2. The other two are sum_j p_ij h_j B_ij, where B_ij z = z + q (x_j - m_i) z with q = (x_i M)ᵀ.
       For |z| = 1, as x_j - m_i has mean 0, sum_j p_ij |B_ij z|² = 1 + |q|² Var(x z). By
       Cauchy and Schwarz row i has at most the square (1 + |q|² Var) sum_j p_ij |h_j|². Summed over
       i, the factor of |h_j|² is sum_i p_ij <= G (see `column_sum`) plus
       s² sum_i |x_i|² p_ij Var <= s² R² (4/27) (√2 R)² = (8/27) S²: in an interval of length l,
       with a mass p in one place, p Var <= (4/27) l².

    So the constant is |V| (S/2 + sqrt(G + (8/27) S²)). One token makes attention linear: |V|.

    Parameters
    ----------
    M : ExactArray, (d, d)
    V : ExactArray, (d, e)
    radius : Fraction
        R.
    tokens : int, optional
        The number of rows; any if none.

    Examples
    --------
    >>> from varsym.maps.arrays import exact_array
    >>> one = exact_array([[1]], "W")
    >>> round(float(frobenius_constant(one, one, Fraction(1, 2))), 2)
    1.23
    """
    value = row_map_norm(V, "2").upper
    if tokens == 1:
        return value
    spread = row_map_norm(M, "2").upper * radius**2
    others = column_sum(spread, tokens) + Fraction(8, 27) * spread**2
    return value * (spread / 2 + _root_above(others))


def rowwise_constant(M: ExactArray, V: ExactArray, radius: Fraction, tokens: int) -> Fraction:
    """Bound the attention in the Frobenius norm where each of n rows has a 2-norm of at most R.

    As in `frobenius_constant`, with intervals of length 2R: C_i has at most the norm R², and with
    S = |M| R² the constant is |V| (S + sqrt(min(G (1 + S²), G + (16/27) n S²))). Two scores of a
    row differ by at most 2S, so p_ij <= 1 / (1 + (n - 1) exp(-2S)) and G is n times that. The
    constant grows like √n, and no more once n is about exp(2S); compare Castin, Ablin and Peyré
    2024, arXiv 2312.14820.

    Parameters
    ----------
    M : ExactArray, (d, d)
    V : ExactArray, (d, e)
    radius : Fraction
        R.
    tokens : int
        n.

    Examples
    --------
    >>> from varsym.maps.arrays import exact_array
    >>> one = exact_array([[1]], "W")
    >>> round(float(rowwise_constant(one, one, Fraction(1, 2), 3)), 2)
    1.45
    """
    value = row_map_norm(V, "2").upper
    if tokens == 1:
        return value
    spread = row_map_norm(M, "2").upper * radius**2
    with ball_precision(_BITS):
        total = _above(tokens / (1 + (tokens - 1) * (-2 * BALLS.number(spread)).exp()))
    others = min(total * (1 + spread**2), total + Fraction(16, 27) * tokens * spread**2)
    return value * (spread + _root_above(others))


def column_sum(spread: Fraction, tokens: int | None = None) -> Fraction:
    """Bound the column sums of the attention probabilities where the Frobenius norm is at most R.

    The probabilities p_ij are the entries of D⁻¹ A in Definition 3.3.

    Let S = |M| R² and t_i = |x_i|²/R², so that the t_i add up to at most 1. By Jensen's inequality
    sum_k exp(x_i M x_kᵀ) is at least n times the exponential of the mean, so that with the mean row
    m of X, |x_j - m| <= R,

        n p_ij <= min(n, exp(x_i M (x_j - m)ᵀ)) <= min(n, exp(S √t_i)).

    As a function of t this is at most exp(min(1, S √t)) + t S² n / ln² n, whose second term is
    not needed where S <= 1 or n = 2: (e^u - e)/u² grows for u >= 1. The first term is concave, so
    its mean over i is at most its value at 1/n:

        G(n) = exp(min(1, S/√n)) + S² / ln² n.

    G falls from n = 3 on, so for any N all column sums are at most max(N - 1, G(N)): those of fewer
    than N tokens are at most N - 1.

    Parameters
    ----------
    spread : Fraction
        S, at least 0.
    tokens : int, optional
        n; any if none.

    Examples
    --------
    >>> column_sum(Fraction(0)), column_sum(Fraction(10**6), tokens=4)
    (Fraction(1, 1), Fraction(4, 1))
    """
    with ball_precision(_BITS):
        if spread <= 1:
            anyhow = _mean_bound(spread, 2)
        else:
            count = _threshold(spread)
            anyhow = max(Fraction(count - 1), _mean_bound(spread, count))
        if tokens is None:
            return anyhow
        return min(anyhow, Fraction(tokens), _mean_bound(spread, max(tokens, 2)))


def _query_rows(M: ExactArray) -> Iterator[list[Fraction]]:
    """Yield eᵀ M for the corners e of the cube, up to sign, or one row above all of them."""
    width = len(M)
    if width > MAX_CORNER_WIDTH:
        yield [sum(map(abs, column), _ZERO) for column in M.T]
        return
    for signs in product((1, -1), repeat=width - 1):
        yield [sum(map(_signed, (1, *signs), column), _ZERO) for column in M.T]


def _signed(sign: int, entry: Fraction) -> Fraction:
    return entry if sign > 0 else -entry


def _column_constant(
    queries: list[list[Fraction]], own: Fraction | None, v: list[Fraction], radius: Fraction
) -> Fraction:
    size = sum(map(abs, v), _ZERO)
    if not size:
        return _ZERO
    reach = size * radius**2
    averaged = max(
        sum((_two_point_mean(abs(a), reach * abs(b)) for a, b in zip(v, w, strict=True)), _ZERO)
        for w in queries
    )
    covariance = max(_covariance(w, v, size) for w in queries) if own is None else own * size
    return averaged + radius**2 * covariance


def _two_point_mean(a: Fraction, b: Fraction) -> Fraction:
    return a if a >= 2 * b else b + a * a / (4 * b)


def _covariance(w: list[Fraction], v: list[Fraction], size: Fraction) -> Fraction:
    """Bound |Cov(x w, x v)| over the cube of radius 1."""
    other = sum(map(abs, w), _ZERO)
    if not other:
        return _ZERO
    scale = other / size
    sums = (
        sum((abs(a + s * b) for a, b in zip(w, v, strict=True)), _ZERO) for s in (scale, -scale)
    )
    return max(sums) ** 2 / (4 * scale)


def _mean_bound(spread: Fraction, tokens: int) -> Fraction:
    """Return G(n) of `column_sum`, rounded up."""
    root = BALLS.number(spread) / BALLS.number(Fraction(tokens)).sqrt()
    first = _above(root.min(1).exp())
    if spread <= 1 or tokens == 2:
        return first
    return first + _above(BALLS.number(spread) / BALLS.number(Fraction(tokens)).log()) ** 2


def _threshold(spread: Fraction) -> int:
    """Return about the least N >= 3 with G(N) <= N; any N would do."""
    high = 3
    while _mean_bound(spread, high) > high:
        high *= 2
    low = max(3, high // 2)
    while low < high:
        middle = (low + high) // 2
        if _mean_bound(spread, middle) > middle:
            low = middle + 1
        else:
            high = middle
    return high


def _above(ball: Any) -> Fraction:
    mantissa, exponent = ball.upper().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _root_above(square: Fraction) -> Fraction:
    return enclose_root(square, 2, _DIGITS).upper
