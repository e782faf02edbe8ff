"""Blocks small enough to know everything about: linear, piecewise linear, smooth, discontinuous."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from varsym.exact import RationalMatrix, ShapeError
from varsym.maps.arrays import ExactArray, FloatArray, exact_array
from varsym.maps.block import Block
from varsym.maps.fields import Field


class LinearMap(Block):
    """x to A x for a rational matrix A."""

    axes = 1

    def __init__(self, rows: list[list[object]]) -> None:
        self.matrix = exact_array(rows, "A", 2)
        self.rounded = self.matrix.astype(np.float64)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != self.matrix.shape[1:]:
            raise ShapeError(f"An input of the shape {shape}.", f"{self.matrix.shape[1:]}.")
        return self.matrix.shape[:1]

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        entries = [[field.number(a) for a in row] for row in self.matrix]
        return np.array([sum(a * b for a, b in zip(row, x, strict=True)) for row in entries])

    def vectorised(self, x: FloatArray) -> FloatArray:
        return x @ self.rounded.T

    def sup_norm(self) -> Fraction:
        return RationalMatrix(self.matrix.tolist()).norm_inf()


class Entrywise(Block):
    """A function of each entry of a vector."""

    axes = 1

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if len(shape) != 1:
            raise ShapeError(f"An input of the shape {shape}.", "A vector.")
        return shape


class ReluLayer(Entrywise):
    """x to max(x, 0)."""

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        return np.array([field.relu(entry) for entry in x], dtype=object)

    def vectorised(self, x: FloatArray) -> FloatArray:
        return np.maximum(x, 0)


class Exponential(Entrywise):
    """x to e^x, steepest at the upper end of an interval."""

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        return np.array([field.exp(entry) for entry in x], dtype=object)

    def vectorised(self, x: FloatArray) -> FloatArray:
        return np.exp(x)


class Cancelling(Entrywise):
    """x to (x + c) - c, which is x, and in floats loses what c swallows."""

    def __init__(self, size: int) -> None:
        self.size = size

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        c = field.number(Fraction(self.size))
        return np.asarray((x + c) - c)

    def vectorised(self, x: FloatArray) -> FloatArray:
        return (x + float(self.size)) - float(self.size)


class OffBy(Entrywise):
    """x exactly, and x + error in floats: a numeric face with a mistake."""

    def __init__(self, error: float) -> None:
        self.error = error

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        return x

    def vectorised(self, x: FloatArray) -> FloatArray:
        return x + self.error


class FloatWeight(Entrywise):
    """x to w x for a float w, which has no exact face."""

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        return exact_array([0.5], "w") * x

    def vectorised(self, x: FloatArray) -> FloatArray:
        return 0.5 * x
