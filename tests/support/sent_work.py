"""What tests send to other processes, which can import this module but no test."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from varsym.errors import InputError
from varsym.maps.arrays import FloatArray
from varsym.numeric.falsifying import Coordinates, Mask
from varsym.numeric.shrinking import Point


def halved(number: int) -> int:
    """Halve an even number; refuse an odd one as the library would."""
    if number % 2:
        raise InputError(f"The number {number}.", "An even number.", "Double it.")
    return number // 2


class Far:
    """The claim that points of the plane are at least `radius` from `centre`."""

    dimension = 2

    def __init__(self, centre: tuple[float, float], radius: float) -> None:
        self.centre, self.radius = centre, radius

    def draw(self, generator: np.random.Generator, count: int) -> FloatArray:
        return generator.uniform(-4, 4, (2, count))

    def screen(self, points: Coordinates) -> tuple[Mask, Mask]:
        return np.ones(points[0].shape, dtype=bool), self.robustness(points) > 0

    def robustness(self, points: Coordinates) -> FloatArray:
        squares = [(row - at) ** 2 for row, at in zip(points, self.centre, strict=True)]
        return self.radius - np.sqrt(sum(squares))

    def refuted_at(self, point: Point) -> bool:
        squares = [(q - Fraction(at)) ** 2 for q, at in zip(point, self.centre, strict=True)]
        return sum(squares, Fraction(0)) < Fraction(self.radius) ** 2
