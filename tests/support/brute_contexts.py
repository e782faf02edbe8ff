"""Context IDs by mpmath, from the printed formula, and all their distances."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

import mpmath

from varsym.contextual.attention_head import AttentionHead
from varsym.contextual.sequences import Sequences

DIGITS = 60

Pair: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


def number(q: Fraction | int) -> mpmath.mpf:
    return mpmath.mpf(q.numerator) / q.denominator


def outputs(sequences: Sequences, head: AttentionHead) -> list[list[list[mpmath.mpf]]]:
    """Compute q(X)_k for all sequences and tokens; to be called with mpmath's precision set."""
    made = []
    for row in sequences.sequences:
        values = [head.W_O.apply(head.W_V.apply(x)) for x in row]
        found = []
        for x in row:
            query = head.W_Q.apply(x)
            scores = [sum(map(_times, head.W_K.apply(y), query)) for y in row]
            weights = [mpmath.exp(number(score - max(scores))) for score in scores]
            total = mpmath.fsum(weights)
            output = [
                mpmath.fsum(w * number(v[c]) for w, v in zip(weights, values, strict=True)) / total
                for c in range(sequences.width)
            ]
            if head.residual:
                output = [a + number(b) for a, b in zip(output, x, strict=True)]
            found.append(output)
        made.append(found)
    return made


def _times(a: Fraction, b: Fraction) -> Fraction:
    return a * b


def norm(vector: list[mpmath.mpf]) -> mpmath.mpf:
    return mpmath.sqrt(mpmath.fsum(x * x for x in vector))


def asked_pairs(sequences: Sequences) -> Iterator[Pair]:
    """Yield the pairs of positions that Definition 5.3 asks to be apart."""
    places = [(i, k) for i in range(sequences.count) for k in range(sequences.length)]
    for (i, k), (j, m) in combinations(places, 2):
        first, second = sequences.sequences[i], sequences.sequences[j]
        if set(first) != set(second) or first[k] != second[m]:
            yield (i, k), (j, m)


def distances(sequences: Sequences, head: AttentionHead) -> dict[Pair, mpmath.mpf]:
    """Return the distances of all pairs that Definition 5.3 asks to be apart."""
    found = outputs(sequences, head)
    return {
        ((i, k), (j, m)): norm([a - b for a, b in zip(found[i][k], found[j][m], strict=True)])
        for (i, k), (j, m) in asked_pairs(sequences)
    }
