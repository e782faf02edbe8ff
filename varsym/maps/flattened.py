"""Blocks on rows, applied to token maps of any size."""

from __future__ import annotations

from varsym.exact import ShapeError
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import same_sides

__all__ = ["Flattened"]


class Flattened(Block):
    """A block on rows as one on maps: (h, w, c) is flattened row by row, mapped, and folded again.

    Of a `Perceptron` it makes a 1 x 1 convolution, of an attention layer one on maps.

    Parameters
    ----------
    rows : Block
        From (n, c) to (n, e).

    Raises
    ------
    ShapeError
        When the block does not take rows.

    Examples
    --------
    >>> from varsym.maps.perceptron import Perceptron
    >>> Flattened(Perceptron([[1, 2]], [0, 1])).exact([[[3]]]).tolist()
    [[[Fraction(3, 1), Fraction(7, 1)]]]
    """

    axes = 3

    def __init__(self, rows: Block) -> None:
        same_sides({"axes of the block's inputs": rows.axes, "axes of rows": 2}, "(n, c)")
        self.rows = rows

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (h, w, e) for (h, w, c).

        Raises
        ------
        ShapeError
            When the input is no map, or the block does not take its rows or keep their number.
        """
        if len(shape) != 3:
            raise ShapeError(
                f"An input of the shape {shape}.",
                "One of the shape (h, w, c).",
                "Check the order of the axes: height, width, channels.",
            )
        height, width, channels = shape
        tokens, out = self.rows.output_shape((height * width, channels))
        if tokens != height * width:
            raise ShapeError(
                f"A block from {height * width} rows to {tokens}.",
                "As many rows as before, as they are folded into a map of the same size.",
                "Take a block that maps each row to one row.",
            )
        return height, width, out

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Flatten, map, fold."""
        height, width, channels = x.shape
        return self.rows.formula(field, x.reshape(-1, channels)).reshape(height, width, -1)

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Flatten, map, fold, on a batch of maps."""
        *batch, height, width, channels = x.shape
        rows = self.rows.vectorised(x.reshape(*batch, height * width, channels))
        return rows.reshape(*batch, height, width, -1)

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Return the bound of the block on rows: folding changes no norm.

        Raises
        ------
        InputError
            When it has none there.
        """
        return self.rows.lipschitz(norm, radius)
