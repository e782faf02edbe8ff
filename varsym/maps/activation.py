"""Activations, entry by entry: ReLU and SiLU."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from varsym.exact import Enclosure, ShapeError
from varsym.exact.ball_precision import ball_precision
from varsym.maps.arrays import ExactArray, FloatArray, side
from varsym.maps.block import Block
from varsym.maps.fields import BALLS, Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import check_norm

__all__ = ["Entrywise", "ReLU", "SiLU"]

_BITS = 256
_HALVINGS = 110


class Entrywise(Block):
    """A function of each entry of an array.

    Parameters
    ----------
    axes : int
        How many axes one input has: 2 for tokens in rows, 3 for maps (h, w, c).

    Raises
    ------
    InputError
        When there is no axis.

    Examples
    --------
    >>> ReLU(axes=3).exact([[[-1, 2]]]).tolist()
    [[[Fraction(0, 1), Fraction(2, 1)]]]
    """

    def __init__(self, axes: int = 2) -> None:
        self.axes = side(axes, "axes")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the same shape.

        Raises
        ------
        ShapeError
            When the number of axes is another.
        """
        if len(shape) != self.axes:
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"{self.axes} axes.",
                "Build the activation with the number of axes that its inputs have.",
            )
        return shape

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Apply the function to each entry."""
        made = np.empty(x.size, dtype=object)
        made[:] = [self.entry(field, value) for value in x.flat]
        return made.reshape(x.shape)

    @abstractmethod
    def entry(self, field: Field, value: Any) -> Any:
        """Return the function's value at one entry of a field."""


class ReLU(Entrywise):
    """x to max(x, 0), entry by entry, as in Definition 3.5 (def:3.5).

    Examples
    --------
    >>> ReLU().exact([[-1, "1/2"]]).tolist()
    [[Fraction(0, 1), Fraction(1, 2)]]
    """

    def entry(self, field: Field, value: Any) -> Any:
        """Return max(value, 0), in a field."""
        return field.relu(value)

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Take the maximum with 0."""
        made: FloatArray = np.maximum(x, 0.0)
        return made

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return 1 in both norms, on any ball.

        Raises
        ------
        InputError
            When the norm is neither "sup" nor "2".
        """
        check_norm(norm)
        source = "slopes 0 and 1"
        return LipschitzBound(Fraction(1), norm, "everywhere", source, exact=True)


class SiLU(Entrywise):
    """x to x / (1 + e^-x), entry by entry: the activation of the VQ-VAE decoder (Appendix B.2).

    Examples
    --------
    >>> SiLU().numeric([[0.0, 2.0]]).round(4)
    array([[0.    , 1.7616]])
    >>> SiLU().enclose([[2]], digits=10)[0, 0].decimal(10)
    '1.761594156'
    """

    def entry(self, field: Field, value: Any) -> Any:
        """Divide by 1 + e^-value."""
        return value / (field.number(Fraction(1)) + field.exp(-value))

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Do the same in place; where e^-x is infinite the value is 0."""
        made = np.negative(x)
        with np.errstate(over="ignore"):
            np.exp(made, out=made)
        made += 1.0
        np.divide(x, made, out=made)
        return made

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return the largest slope, about 1.0998, which is the least constant in both norms.

        With s = 1 / (1 + e^-x) the slope is f' = s + x s (1 - s), and f'(-x) = 1 - f'(x). Its own
        derivative, s (1 - s) (2 - x tanh(x/2)), is 0 at the two points where x tanh(x/2) = 2. At
        the positive one f' = (x + 2)/4. As x tanh(x/2) grows there, halving encloses it.

        Raises
        ------
        InputError
            When the norm is neither "sup" nor "2".

        Examples
        --------
        >>> round(float(SiLU().lipschitz("sup").constant), 6)
        1.099839
        """
        check_norm(norm)
        return LipschitzBound.least(_steepest_silu(), norm, "the slope where x tanh(x/2) = 2")


@cache
def _steepest_silu() -> Enclosure:
    below, above = Fraction(2), Fraction(3)
    with ball_precision(_BITS):
        for _ in range(_HALVINGS):
            middle = (below + above) / 2
            x = BALLS.number(middle)
            value = x * (x / 2).tanh()
            if value > 2:
                above = middle
            elif value < 2:
                below = middle
            else:
                break
    return Enclosure((below + 2) / 4, (above + 2) / 4)
