"""Tokens on a grid: the closed forms, held against all tokens of small grids."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from function_semantics import Reals, World

from varsym.claims import expressions as e
from varsym.claims.contextual.grids import TokenGrid
from varsym.claims.render import latex, text

first, step, last, root = e.reals("first step last sqrt_d")
GRID = TokenGrid(first, step, last, root)
SMALL = [
    (width, Fraction(low), Fraction(gap), steps)
    for width in (1, 4)
    for low in ("0", "1/3", "2")
    for gap in ("1/2", "3")
    for steps in (0, 1, 2)
]


def tokens(width: int, low: Fraction, gap: Fraction, steps: int) -> list[tuple[Fraction, ...]]:
    return list(product([low + k * gap for k in range(steps + 1)], repeat=width))


def square(of: tuple[Fraction, ...]) -> Fraction:
    return sum((x * x for x in of), Fraction(0))


def apart(one: tuple[Fraction, ...], two: tuple[Fraction, ...]) -> Fraction:
    return square(tuple(x - y for x, y in zip(one, two, strict=True)))


def value(item: e.Scalar, **letters: Fraction | int) -> Fraction:
    reals: Reals = {(name, ()): Fraction(at) for name, at in letters.items()}
    found = World({}, reals).value(item)
    assert isinstance(found, Fraction)
    return found


@pytest.mark.parametrize(("width", "low", "gap", "steps"), SMALL)
def test_a_grid_by_brute_force(width: int, low: Fraction, gap: Fraction, steps: int) -> None:
    every = tokens(width, low, gap, steps)
    own: dict[str, Fraction | int] = {
        "first": low,
        "step": gap,
        "last": low + steps * gap,
        "sqrt_d": {1: 1, 4: 2}[width],
    }
    assert value(GRID.least_norm, **own) ** 2 == min(map(square, every))
    assert value(GRID.greatest_norm, **own) ** 2 == max(map(square, every))
    assert value(GRID.count, **own) ** width == len(every)
    if steps:
        nearest = min(apart(one, two) for one, two in combinations(every, 2))
        assert value(GRID.least_distance, **own) ** 2 == nearest


@pytest.mark.parametrize("between", [Fraction(0), Fraction(1, 2), Fraction(5)])
def test_two_grids_by_brute_force(between: Fraction) -> None:
    above = TokenGrid(last + between, step, last + between + step, root)
    below = tokens(4, Fraction(1, 2), Fraction(1), 1)
    others = tokens(4, Fraction(3, 2) + between, Fraction(1), 1)
    nearest = min(apart(one, two) for one, two in product(below, others))
    found = value(GRID.distance_to(above), first=Fraction(1, 2), step=1, last=Fraction(3, 2),
                  sqrt_d=2)  # fmt: skip
    assert found**2 == nearest


def test_whole_numbers_are_taken_as_they_are() -> None:
    grid = TokenGrid(0, 1, 3, root)
    assert text(grid.greatest_norm) == "√d·3"
    assert latex(grid.least_distance) == "1"
    assert value(grid.count) == 4
