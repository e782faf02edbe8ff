"""Certified contextual mappings of 5,000 and 20,000 context IDs, on a line and in space.

The tokens are well spread, four or sixteen in a sequence. The time of the larger instance is to be
read beside that of the smaller one: it should be less than five times as long.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from varsym.contextual.attention_head import AttentionHead
from varsym.contextual.contextual_mapping import certify_contextual_mapping
from varsym.contextual.low_rank_weights import separating_weights
from varsym.contextual.separation import token_separation
from varsym.contextual.sequences import Sequences

SIZES = [5_000, 20_000]


def spread_data(count: int, length: int, width: int) -> list[list[tuple[Fraction, ...]]]:
    drawn = np.random.default_rng(2025)

    def token() -> tuple[Fraction, ...]:
        return tuple(Fraction(int(drawn.integers(1, 1000)), 1000) for _ in range(width))

    made = []
    for _ in range(count):
        row: set[tuple[Fraction, ...]] = set()
        while len(row) < length:
            row.add(token())
        made.append(sorted(row))
    return made


def weights(width: int, size: int) -> AttentionHead:
    drawn = np.random.default_rng(5)

    def matrix(rows: int, columns: int) -> list[list[Fraction]]:
        drawn_rows = drawn.integers(1, 9, size=(rows, columns)).tolist()
        # Scores of a few units: under large ones outputs are nearly those of single tokens.
        return [[Fraction(entry, 4 * width) for entry in row] for row in drawn_rows]

    narrow, wide = (size, width), (width, size)
    return AttentionHead(matrix(*wide), matrix(*narrow), matrix(*narrow), matrix(*narrow))


@pytest.mark.parametrize("points", SIZES)
@pytest.mark.parametrize(("length", "width"), [(4, 1), (4, 2), (4, 8), (16, 4)])
def test_certifying(benchmark, points, length, width) -> None:
    data = Sequences(spread_data(points // length, length, width))
    head = weights(width, width)
    found = benchmark.pedantic(certify_contextual_mapping, (data, head), rounds=1)
    assert found.verdict == "certified"


@pytest.mark.parametrize("points", SIZES)
def test_long_sequences(benchmark, points) -> None:
    data = Sequences(spread_data(points // 250, 250, 2))
    found = benchmark.pedantic(certify_contextual_mapping, (data, weights(2, 2)), rounds=1)
    assert found.verdict == "certified"


@pytest.mark.parametrize("points", SIZES)
def test_separating_weights(benchmark, points) -> None:
    data = Sequences(spread_data(points // 4, 4, 2))
    found = benchmark.pedantic(separating_weights, (data,), rounds=1)
    assert found.mapping


@pytest.mark.parametrize("tokens", SIZES)
def test_reading_sequences(benchmark, tokens) -> None:
    rows = spread_data(tokens // 4, 4, 2)
    found = benchmark.pedantic(lambda: Sequences(rows).vocabulary, rounds=3)
    assert found


@pytest.mark.parametrize("tokens", SIZES)
@pytest.mark.parametrize("width", [1, 2, 8])
def test_separation_of_tokens(benchmark, tokens, width) -> None:
    data = Sequences(spread_data(tokens // 4, 4, width))
    found = benchmark.pedantic(token_separation, (data,), rounds=1)
    assert found.distance
