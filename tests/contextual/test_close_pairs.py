"""Close pairs: against all pairs, in machine words and in Python's integers."""

from __future__ import annotations

from itertools import combinations
from math import isqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual import close_pairs as pairs_module
from varsym.contextual.close_pairs import (
    close_pairs,
    has_company,
    integer_points,
    nearest_known,
)

# Cases are looked into without asking first which one came.
nearest_pairs: Any = pairs_module.nearest_pairs


def found_pairs(points: Any, labels: Any, radius: int) -> Any:
    return [
        (i, j, int(square))
        for chunk in close_pairs(points, labels, radius)
        for i, j, square in zip(*chunk, strict=True)
    ]


@pytest.mark.parametrize("rows", [[[3, 4]], [[3, 4], [3, 4]]])
def test_one_label_has_no_pairs(rows) -> None:
    points, labels = integer_points(rows), np.zeros(len(rows), dtype=np.int64)
    assert nearest_known(points, labels) is None
    assert nearest_pairs(points, labels, 3) is None
    assert found_pairs(points, labels, 100) == []


def test_equal_points_of_two_labels() -> None:
    points = integer_points([[3, 4], [3, 4]])
    assert nearest_pairs(points, np.array([0, 1]), 0) == (0, [(0, 1)])
    assert found_pairs(points, np.array([0, 1]), 0) == [(0, 1, 0)]


def test_no_square_overflows() -> None:
    far = integer_points([[2**30, 2**30], [-(2**30), 0], [0, 2**29]])
    assert nearest_pairs(far, np.arange(3), 0)[0] == 2**60 + 2**58
    huge = integer_points([[10**40], [-(10**40)]])
    assert nearest_pairs(huge, np.arange(2), 0)[0] == 4 * 10**80


def test_a_line_of_equal_steps_has_all_its_ties() -> None:
    points = integer_points([[k] for k in range(3000)])
    square, pairs = nearest_pairs(points, np.arange(3000), 0)
    assert square == 1
    assert sorted(pairs) == [(k, k + 1) for k in range(2999)]


POINTS = st.integers(1, 4).flatmap(
    lambda d: st.lists(
        st.tuples(st.lists(st.integers(-9, 9), min_size=d, max_size=d), st.integers(0, 3)),
        min_size=1,
        max_size=14,
    )
)


@given(POINTS, st.integers(0, 3), st.booleans())
def test_all_pairs_agree(drawn, slack, long) -> None:
    scale = 2**70 if long else 1
    rows = [[scale * entry for entry in row] for row, _ in drawn]
    points, labels = integer_points(rows), np.array([label for _, label in drawn])
    assert (points.dtype == object) == (long and any(any(row) for row in rows))
    squares = {
        (i, j): sum((a - b) ** 2 for a, b in zip(rows[i], rows[j], strict=True))
        for i, j in combinations(range(len(rows)), 2)
        if labels[i] != labels[j]
    }
    found = nearest_pairs(points, labels, slack)
    if not squares:
        assert found is None
        return
    least = min(squares.values())
    assert found[0] == least
    possible = {
        pair for pair, square in squares.items() if isqrt(square) <= isqrt(least) + 2 * slack
    }
    assert possible - set(found[1]) == set()
    assert len(found[1]) == len(set(found[1]))
    for radius in (isqrt(least), 5 * scale):
        near = {(i, j, square) for (i, j), square in squares.items() if square <= radius**2}
        assert set(found_pairs(points, labels, radius)) == near
        company = has_company(points, radius)
        assert all(company[i] and company[j] for i, j, _ in near)
