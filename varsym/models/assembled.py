"""Blocks that only put other blocks together, so that one text serves the exact and float faces."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.models.flow_rows import AnyArray

__all__ = ["AssembledBlock"]


class AssembledBlock(Block):
    """A block whose parts, each with a formula and a float form written apart, do the work.

    The value at one input is `assembled`, whose shapes are those of `output_shape`.
    """

    @abstractmethod
    def assembled(
        self, x: Any, number: Callable[[Fraction], Any], applied: Callable[[Block, Any], Any]
    ) -> AnyArray:
        """Return the value at x.

        Parameters
        ----------
        x : array
            One input of a shape that `output_shape` takes, or for the numeric face a batch of them.
        number : callable
            Brings a rational into what entries are made of.
        applied : callable
            The value of a part at an array.
        """

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Apply the formulas of the parts."""
        return self.assembled(x, field.number, lambda part, given: part.formula(field, given))

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Apply the float forms of the parts, on a batch of inputs."""
        return self.assembled(x, float, lambda part, given: part.vectorised(given))
