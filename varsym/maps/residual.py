"""A block around which its input is led, and added to its output."""

from __future__ import annotations

from varsym.exact import ShapeError
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import same_sides

__all__ = ["Residual"]


class Residual(Block):
    """x to s(x) + f(x), with the shortcut s the identity if none is given.

    Parameters
    ----------
    branch : Block
        f.
    shortcut : Block, optional
        s, for branches that change the shape, on as many axes.

    Raises
    ------
    ShapeError
        When the two blocks take arrays of different numbers of axes.

    Examples
    --------
    >>> from varsym.maps.perceptron import Perceptron
    >>> Residual(Perceptron([[2]], [1])).exact([[3]]).tolist()
    [[Fraction(10, 1)]]
    """

    def __init__(self, branch: Block, shortcut: Block | None = None) -> None:
        self.branch, self.shortcut = branch, shortcut
        axes = {"axes of the branch's inputs": branch.axes}
        if shortcut is not None:
            axes["axes of the shortcut's inputs"] = shortcut.axes
        self.axes = same_sides(axes, "the number of axes of one input")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape that both ways have.

        Raises
        ------
        ShapeError
            When they differ.
        """
        made = self.branch.output_shape(shape)
        kept = shape if self.shortcut is None else self.shortcut.output_shape(shape)
        if made != kept:
            raise ShapeError(
                f"A branch that gives the shape {made}, beside a shortcut that gives {kept}.",
                "Equal shapes, as the two are added.",
                "Give a shortcut that changes the shape as the branch does.",
            )
        return made

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Add both ways."""
        kept = x if self.shortcut is None else self.shortcut.formula(field, x)
        made: ExactArray = kept + self.branch.formula(field, x)
        return made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Add both ways in float64."""
        kept = x if self.shortcut is None else self.shortcut.vectorised(x)
        return kept + self.branch.vectorised(x)

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Add the bounds of both ways; that of the identity is 1.

        Raises
        ------
        InputError
            When one of them has no bound there.
        """
        found = self.branch.lipschitz(norm, radius)
        kept = 1 if self.shortcut is None else self.shortcut.lipschitz(norm, radius).constant
        constant = found.constant + kept
        return LipschitzBound(constant, norm, found.domain, "triangle inequality")
