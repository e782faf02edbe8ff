"""Matrices of cubic convolution (Keys 1981, a = -3/4), written down without the library's maps."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import floor

from varsym.exact import RationalMatrix

#: Sides of the token maps of the published VAR models, by the side of their images.
SCHEDULES = {
    256: (1, 2, 3, 4, 5, 6, 8, 10, 13, 16),
    512: (1, 2, 3, 4, 6, 9, 13, 18, 24, 32),
    1024: (1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 27, 36, 48, 64),
}
STEPS = [step for sides in SCHEDULES.values() for step in pairwise(sides)]

A = Fraction(-3, 4)


def keys_weight(distance: Fraction) -> Fraction:
    t = abs(distance)
    if t <= 1:
        return ((A + 2) * t - (A + 3)) * t * t + 1
    if t < 2:
        return A * (((t - 5) * t + 8) * t - 4)
    return Fraction(0)


def keys_rows(n_in: int, n_out: int) -> list[list[Fraction]]:
    rows = []
    for i in range(n_out):
        x = Fraction((2 * i + 1) * n_in, 2 * n_out) - Fraction(1, 2)
        row = [Fraction(0)] * n_in
        for tap in range(floor(x) - 1, floor(x) + 3):
            row[min(max(tap, 0), n_in - 1)] += keys_weight(x - tap)
        rows.append(row)
    return rows


def keys_matrix(n_in: int, n_out: int) -> RationalMatrix:
    return RationalMatrix(keys_rows(n_in, n_out))
