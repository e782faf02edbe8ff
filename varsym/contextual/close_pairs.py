"""Pairs of close integer points, of different labels: all of them, and without comparing all.

Everything is integer arithmetic, in machine words where those suffice and in Python's integers
where not, so that what is left out is proved to be far.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import isqrt
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["close_pairs", "has_company", "integer_points", "nearest_known", "nearest_pairs"]

Points: TypeAlias = NDArray[Any]
Indices: TypeAlias = NDArray[np.int64]

#: Pairs are looked at so many at a time.
_CHUNK = 2**19
_CELL_AXES = 4
_WORD = 2**64
_SEED = 20_251_016


def integer_points(rows: Sequence[Sequence[int]]) -> Points:
    """Return the points as an array, of 64-bit integers where no squared distance overflows.

    Parameters
    ----------
    rows : sequence of sequences of int
        One row a point, all of one length.

    Returns
    -------
    array of integers, (M, d)

    Examples
    --------
    >>> integer_points([[1, 2], [3, 4]]).dtype, integer_points([[2**40], [0]]).dtype
    (dtype('int64'), dtype('O'))
    """
    most = max((abs(entry) for row in rows for entry in row), default=0)
    width = len(rows[0]) if rows else 0
    fits = 4 * width * (most + 1) ** 2 < 2**62
    return np.array(rows, dtype=np.int64 if fits else object).reshape(len(rows), width)


def nearest_known(points: Points, labels: Indices) -> int | None:
    """Return the squared distance of one close pair of different labels, None where there is none.

    Neighbours along some directions are compared.

    Parameters
    ----------
    points : array of integers, (M, d)
    labels : array of integers, (M,)

    Examples
    --------
    >>> nearest_known(integer_points([[0, 0], [9, 9], [1, 0]]), np.array([0, 1, 2]))
    1
    """
    best: int | None = None
    for direction in _directions(points):
        order = np.argsort(points @ direction, kind="stable")
        for offset in range(1, min(5, len(order))):
            i, j = order[offset:], order[:-offset]
            differ = labels[i] != labels[j]
            if differ.any():
                least = int(_squares(points, i[differ], j[differ]).min())
                best = least if best is None else min(best, least)
    return best


def close_pairs(
    points: Points, labels: Indices, radius: int
) -> Iterator[tuple[Indices, Indices, NDArray[Any]]]:
    """Find all pairs of different labels at a distance of at most `radius`.

    Points are sorted into cells of that side along up to four axes. Only points of the same or of
    touching cells are compared. Cells are known by a hash: where two coincide, there are more
    comparisons, and no fewer.

    Parameters
    ----------
    points : array of integers, (M, d)
        See `integer_points`.
    labels : array of integers, (M,)
    radius : int
        The largest distance, in units of the points' coordinates, at least 0.

    Yields
    ------
    i, j, squares : arrays
        Indices and squared distances of some of the pairs; each pair comes once.

    Examples
    --------
    >>> [found] = close_pairs(integer_points([[0], [5], [6]]), np.array([0, 1, 2]), 1)
    >>> [part.tolist() for part in found]
    [[1], [2], [1]]
    """
    keys, steps = _cells(points, max(radius, 1))
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    seen: set[int] = set()
    for step in steps:
        # Two steps of one hash would find their pairs twice.
        if int(step) in seen:
            continue
        seen.add(int(step))
        first = np.searchsorted(ranked, ranked + step, "left")
        last = np.searchsorted(ranked, ranked + step, "right")
        if not step:
            first = np.arange(1, len(ranked) + 1)
        for a, b in _expanded(first, last):
            i, j = order[a], order[b]
            differ = labels[i] != labels[j]
            i, j = i[differ], j[differ]
            squares = _squares(points, i, j)
            near = np.asarray(squares <= radius * radius, dtype=bool)
            if near.any():
                i, j = i[near], j[near]
                yield np.minimum(i, j), np.maximum(i, j), squares[near]


def nearest_pairs(
    points: Points, labels: Indices, slack: int
) -> tuple[int, list[tuple[int, int]]] | None:
    """Return all pairs of different labels that may be nearest where points are known roughly.

    Parameters
    ----------
    points : array of integers, (M, d)
    labels : array of integers, (M,)
    slack : int
        Each distance differs by at most so much from that of the true points.

    Returns
    -------
    tuple or None
        The least squared distance of the integer points, and the pairs whose true distance may be
        least, nearest first; None when there is one label only.

    Examples
    --------
    >>> nearest_pairs(integer_points([[0, 0], [9, 9], [1, 0]]), np.array([0, 1, 2]), 0)
    (1, [(0, 2)])
    """
    best = nearest_known(points, labels)
    while best is not None:
        # The least true distance is at most the root of best plus slack.
        radius = isqrt(best) + 1 + 2 * slack
        found: list[tuple[int, int, int]] = []
        least = best
        for i, j, squares in close_pairs(points, labels, radius):
            least = min(least, int(squares.min()))
            reach = isqrt(least) + 1 + 2 * slack
            if 2 * reach < radius:
                break
            kept = squares <= reach * reach
            triples = zip(squares[kept].tolist(), i[kept].tolist(), j[kept].tolist(), strict=True)
            found.extend(triples)
        else:
            bound = (isqrt(least) + 1 + 2 * slack) ** 2 if slack else least
            return least, [(i, j) for square, i, j in sorted(found) if square <= bound]
        best = least
    return None


def has_company(points: Points, radius: int) -> NDArray[np.bool_]:
    """Tell for each point whether another one may be as close as `radius`.

    Parameters
    ----------
    points : array of integers, (M, d)
    radius : int
        The largest distance, in units of the points' coordinates, at least 0.

    Returns
    -------
    array of bool, (M,)

    Examples
    --------
    >>> has_company(integer_points([[0], [5], [6]]), 1).tolist()
    [False, True, True]
    """
    keys, steps = _cells(points, max(radius, 1))
    ranked = np.sort(keys)
    company = np.searchsorted(ranked, keys, "right") - np.searchsorted(ranked, keys, "left") > 1
    for step in steps:
        if step:
            for key in (keys + step, keys - step):
                place = np.minimum(np.searchsorted(ranked, key), len(ranked) - 1)
                company |= ranked[place] == key
    return np.asarray(company)


def _directions(points: Points) -> list[NDArray[Any]]:
    """Return some axes, those of the largest spread, and some fixed oblique directions."""
    width = points.shape[1]
    axes = [np.eye(width, dtype=np.int64)[axis] for axis in _widest(points)[:6]]
    if width == 1:
        return axes
    oblique = np.random.default_rng(_SEED).integers(-3, 4, size=(4, width))
    return axes + list(oblique)


def _widest(points: Points) -> list[int]:
    if not len(points):
        return []
    spread = (points.max(axis=0) - points.min(axis=0)).tolist()
    return sorted(range(len(spread)), key=lambda axis: -spread[axis])


def _cells(points: Points, side: int) -> tuple[NDArray[np.uint64], list[np.uint64]]:
    """Hash the cell of each point; return also what leads from a cell to half of those around."""
    factors = np.random.default_rng(_SEED).integers(1, 2**63, size=_CELL_AXES, dtype=np.uint64)
    axes = _widest(points)[:_CELL_AXES]
    keys = np.zeros(len(points), dtype=np.uint64)
    for axis, factor in zip(axes, factors, strict=False):
        column = points[:, axis] if side < 2**62 else points[:, axis].astype(object)
        cells = (column - column.min()) // side
        keys += (cells % _WORD if cells.dtype == object else cells).astype(np.uint64) * factor
    steps = [np.uint64(0)]
    for shift in product((-1, 0, 1), repeat=len(axes)):
        if shift > (0,) * len(axes):
            total = sum(part * int(factor) for part, factor in zip(shift, factors, strict=False))
            steps.append(np.uint64(total % _WORD))
    return keys, steps


def _expanded(first: Indices, last: Indices) -> Iterator[tuple[Indices, Indices]]:
    """List the pairs (a, b) with first[a] <= b < last[a], a chunk at a time."""
    counts = np.maximum(last - first, 0)
    holders = np.flatnonzero(counts)
    ends = np.cumsum(counts[holders])
    start = 0
    while start < len(holders):
        before = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _CHUNK, "right")))
        here = holders[start:stop]
        own = counts[here]
        inside = np.arange(int(own.sum())) - np.repeat(np.cumsum(own) - own, own)
        yield np.repeat(here, own), np.repeat(first[here], own) + inside
        start = stop


def _squares(points: Points, i: Indices, j: Indices) -> NDArray[Any]:
    difference = points[i] - points[j]
    return np.asarray((difference * difference).sum(axis=1))
