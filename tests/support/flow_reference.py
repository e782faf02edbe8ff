"""Appendix D and E.1 and Algorithms 1 and 2 written out in mpmath, entry by entry.

Rows are lists of numbers; weights come in dictionaries by the names of the blocks' parameters.
Only the interpolations are taken from the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from varsym.maps.attention import Attention
from varsym.maps.block import Block
from varsym.maps.feed_forward import FeedForward
from varsym.models.flow_matching import FlowMatching

Rows = list[list[Any]]


def high(entry: Fraction | float) -> Any:
    """A fraction or a float as an mpf."""
    exact = Fraction(entry)
    return mpmath.mpf(exact.numerator) / exact.denominator


def rows_of(array: object) -> Rows:
    given = np.asarray(array, dtype=object)
    return [[high(e) for e in row] for row in given.reshape(-1, given.shape[-1])]


def times_matrix(X: Rows, W: Rows) -> Rows:
    columns = list(zip(*W, strict=True))
    return [[mpmath.fdot(x, column) for column in columns] for x in X]


def attend(block: Attention, X: Rows) -> Rows:
    """Definition D.7."""
    W_Q, W_K, W_V = (rows_of(w.exact) for w in (block.matrix.W_Q, block.matrix.W_K, block.W_V))
    Q, K, V = (times_matrix(X, W) for W in (W_Q, W_K, W_V))
    made = []
    for q in Q:
        A = [mpmath.exp(mpmath.fdot(q, k)) for k in K]
        total = mpmath.fsum(A)
        made.append([mpmath.fdot(A, [v[j] for v in V]) / total for j in range(len(V[0]))])
    return made


def feed_forward(block: FeedForward, X: Rows) -> Rows:
    """Definition 3.5 on rows."""
    W_1, W_2 = rows_of(block.W1.exact), rows_of(block.W2.exact)
    b_1, b_2 = ([high(e) for e in b.exact] for b in (block.b1, block.b2))
    made = []
    for x in X:
        hidden = [max(mpmath.fdot(w, x) + b, mpmath.mpf(0)) for w, b in zip(W_1, b_1, strict=True)]
        made.append([e + mpmath.fdot(w, hidden) + b for e, w, b in zip(x, W_2, b_2, strict=True)])
    return made


def layer_norm(X: Rows, epsilon: Fraction) -> Rows:
    """Definition D.9 with a constant under the root."""
    made = []
    for x in X:
        mean = mpmath.fsum(x) / len(x)
        variance = mpmath.fsum((e - mean) ** 2 for e in x) / len(x)
        made.append([(e - mean) / mpmath.sqrt(variance + high(epsilon)) for e in x])
    return made


def each(function: Any, *parts: Rows) -> Rows:
    return [
        [function(*entries) for entries in zip(*rows, strict=True)]
        for rows in zip(*parts, strict=True)
    ]


def flow_matching(block: FlowMatching, F: Rows, Y: Rows, time: Fraction) -> Rows:
    """Definition D.12."""
    c = len(F[0])
    shifted = each(lambda y: y + high(time), Y)
    b = [high(e) for e in block.modulation.b.exact]
    slices = times_matrix(shifted, rows_of(block.modulation.W.exact))
    slices = [[e + bias for e, bias in zip(row, b, strict=True)] for row in slices]
    a_1, a_2, b_1, b_2, g_1, g_2 = ([row[k * c : (k + 1) * c] for row in slices] for k in range(6))
    first = attend(
        block.attention,
        each(lambda g, n, s: g * n + s, g_1, layer_norm(F, block.epsilon), b_1),
    )
    first = each(lambda u, a: u * a, first, a_1)
    second = each(lambda g, n, s: g * n + s, g_2, layer_norm(first, block.epsilon), b_2)
    second = times_matrix(second, rows_of(block.output.W.exact))
    bias = [[high(e) for e in block.output.b.exact]] * len(F)
    return each(lambda u, s, a: (u + s) * a, second, bias, a_2)


def squares(X: Rows, Y: Rows) -> Any:
    """The square of the Frobenius norm of the difference."""
    return mpmath.fsum(e for row in each(lambda x, y: (x - y) ** 2, X, Y) for e in row)


def resized(block: Block, X: Rows, size: Sequence[int]) -> Rows:
    """A linear map of token maps, by its matrix, on rows."""
    unit = np.zeros((*size, 1), dtype=object) + Fraction(0)
    columns = []
    for place in np.ndindex(*size):
        one = unit.copy()
        one[(*place, 0)] = Fraction(1)
        columns.append([high(e) for e in block.exact(one).flat])
    return times_matrix([list(row) for row in zip(*columns, strict=True)], X)
