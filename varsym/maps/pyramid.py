"""Pyramids of token maps: Definitions 3.8 and 3.9, Remarks 3.10 and 3.12."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from varsym.errors import InputError
from varsym.exact import RationalMatrix, ShapeError
from varsym.exact.operators import DirectSum, LinearOperator, Stack
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.fields import Field
from varsym.maps.kernels import InterpolationKernel
from varsym.maps.resampling import Border, Pixels
from varsym.maps.separable import LinearBlock, SeparableMap, Size, map_size
from varsym.maps.up_interpolation import up_interpolation

__all__ = [
    "Pyramid",
    "PyramidUpInterpolation",
    "RecursionStep",
    "ScalewiseMap",
    "printed_recursion",
]


class Pyramid:
    """The sizes of token maps, and how they become one matrix (Remark 3.10, rem:3.10).

    Parameters
    ----------
    sizes : sequence of int or pairs of int
        Height and width of each map, from the first scale on; one number for a square.

    Attributes
    ----------
    sizes : tuple of pairs of int
    tokens : int
        The rows of the matrix, the sum of all h_i w_i.

    Raises
    ------
    InputError
        When there is no map, or a side is not from 1 to 65,536.

    Examples
    --------
    >>> Pyramid([1, 2, (3, 4)]).tokens
    17
    """

    def __init__(self, sizes: Sequence[int | Sequence[int]]) -> None:
        if not sizes:
            raise InputError("A pyramid of no maps.", "At least one.", "Give the sizes.")
        self.sizes: tuple[Size, ...] = tuple(map_size(size) for size in sizes)
        ends = list(accumulate(height * width for height, width in self.sizes))
        self.tokens: int = ends[-1]
        self._slices = tuple(slice(start, end) for start, end in pairwise([0, *ends]))

    def merge(self, maps: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """Flatten the maps row by row and put them below each other; no number changes.

        Parameters
        ----------
        maps : sequence of arrays, (..., h_i, w_i, d)
            Exact or numeric; axes in front are a batch.

        Returns
        -------
        array, (..., tokens, d)

        Raises
        ------
        ShapeError
            When the number of maps, a size, or the other axes do not fit.

        Examples
        --------
        >>> import numpy as np
        >>> Pyramid([1, 2]).merge([np.zeros((1, 1, 3)), np.ones((2, 2, 3))]).shape
        (5, 3)
        """
        given = [np.asarray(one) for one in maps]
        sizes = [one.shape[-3:-1] for one in given]
        others = {(*one.shape[:-3], *one.shape[-1:]) for one in given}
        if sizes != list(self.sizes) or len(others) > 1:
            raise ShapeError(
                f"Maps of the shapes {[one.shape for one in given]}.",
                f"Sizes {list(self.sizes)}, with equal channels and batches.",
                "Check the order of the scales.",
            )
        flat = [one.reshape(*one.shape[:-3], -1, one.shape[-1]) for one in given]
        return np.concatenate(flat, axis=-2)

    def split(self, matrix: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
        """Return the maps of a merged pyramid; the inverse of `merge`.

        Parameters
        ----------
        matrix : array, (..., tokens, d)

        Raises
        ------
        ShapeError
            When it has not `tokens` rows.

        Examples
        --------
        >>> import numpy as np
        >>> [part.shape for part in Pyramid([1, 2]).split(np.zeros((5, 3)))]
        [(1, 1, 3), (2, 2, 3)]
        """
        given = np.asarray(matrix)
        if given.ndim < 2 or given.shape[-2] != self.tokens:
            raise ShapeError(
                f"A matrix of the shape {given.shape}.",
                f"{self.tokens} rows, one a token.",
                "Merge the maps of all scales first.",
            )
        rest = (*given.shape[:-2], given.shape[-1])
        return [
            given[..., rows, :].reshape(*rest[:-1], *size, rest[-1])
            for rows, size in zip(self._slices, self.sizes, strict=True)
        ]


class ScalewiseMap(LinearBlock):
    """φ_up on a merged pyramid, (n, d) to (n', d): one map for each scale (Remark 3.12, rem:3.12).

    Parameters
    ----------
    maps : sequence of SeparableMap
        What is done to the map of each scale.

    Raises
    ------
    InputError
        When there is none.

    Examples
    --------
    >>> from varsym.maps.kernels import linear
    >>> twice = ScalewiseMap([up_interpolation(linear(), n, 2 * n) for n in (1, 2)])
    >>> twice.output_shape((5, 32))
    (20, 32)
    """

    def __init__(self, maps: Sequence[SeparableMap]) -> None:
        self.maps = tuple(maps)
        self.pyramid_in = Pyramid([one.size_in for one in self.maps])
        self.pyramid_out = Pyramid([one.size_out for one in self.maps])

    def operator(self) -> LinearOperator:
        """Return the direct sum of the Kronecker operators of all scales."""
        return DirectSum([one.operator() for one in self.maps])

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n', d) for (n, d).

        Raises
        ------
        ShapeError
            When the input has not two axes, or not n rows.
        """
        return _merged_shape(shape, self.pyramid_in, self.pyramid_out)

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Split, map each scale, and merge."""
        scales = zip(self.maps, self.pyramid_in.split(x), strict=True)
        return self.pyramid_out.merge([one.formula(field, part) for one, part in scales])

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Split, map each scale, and merge, on a batch of pyramids."""
        scales = zip(self.maps, self.pyramid_in.split(x), strict=True)
        return self.pyramid_out.merge([one.vectorised(part) for one, part in scales])


class PyramidUpInterpolation(LinearBlock):
    """Φ_up,r (Definitions 3.8 and 3.9; def:3.8, def:3.9) in the repaired reading.

    It takes the merged maps X_1, …, X_{r-1}, where X_1 is the 1 x 1 map, to Y_1 = X_1 and
    Y_i = φ_up,i(X_{i-1}) for i = 2, …, r. For r = 1 it is the identity on the 1 x 1 map. The
    printed recursion fits no sizes, see `printed_recursion`.

    Parameters
    ----------
    kernel : InterpolationKernel
    sizes : sequence of int or pairs of int
        Height and width for scales 1, …, r: growing, the first 1 x 1.
    border, pixels
        As for `Resampling`.

    Raises
    ------
    InputError
        When the first map is not 1 x 1, or a side does not grow.

    Examples
    --------
    >>> from varsym.maps.kernels import linear
    >>> up = PyramidUpInterpolation(linear(), [1, 2, 3])
    >>> up.output_shape((5, 32))
    (14, 32)
    >>> up.exact([[7], [1], [2], [3], [4]])[:5, 0].tolist() == [7, 7, 7, 7, 7]
    True
    """

    def __init__(
        self,
        kernel: InterpolationKernel,
        sizes: Sequence[int | Sequence[int]],
        border: Border = "clamp",
        pixels: Pixels = "half",
    ) -> None:
        self.pyramid_out = Pyramid(sizes)
        known = self.pyramid_out.sizes
        if known[0] != (1, 1):
            raise InputError(
                f"A pyramid that begins with a map of {known[0][0]} x {known[0][1]} tokens.",
                "A first map of 1 x 1, as Definition 3.9 demands.",
                "Use ScalewiseMap for other pyramids.",
            )
        self.pyramid_in = Pyramid(known[:-1] or known)
        steps = [up_interpolation(kernel, *pair, border, pixels) for pair in pairwise(known)]
        self._steps = ScalewiseMap(steps) if steps else None

    def operator(self) -> LinearOperator:
        """Return the operator: X_1 goes to two places, every other map to one."""
        identity = RationalMatrix.identity(1)
        if self._steps is None:
            return identity
        first, *others = (one.operator() for one in self._steps.maps)
        return DirectSum([Stack([identity, first]), *others])

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (h_1 w_1 + … + h_r w_r, d) for the merged maps of one scale less.

        Raises
        ------
        ShapeError
            When the input has not two axes, or another number of rows.
        """
        return _merged_shape(shape, self.pyramid_in, self.pyramid_out)

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Copy the first map, and enlarge each."""
        return x if self._steps is None else np.concatenate([x[:1], self._steps.formula(field, x)])

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Copy the first map, and enlarge each, on a batch of pyramids."""
        if self._steps is None:
            return x
        return np.concatenate([x[..., :1, :], self._steps.vectorised(x)], axis=-2)


@dataclass(frozen=True)
class RecursionStep:
    """Y_i = φ_up,i-1(Y_{i-1}) of Definition 3.9 as printed, for one i.

    Attributes
    ----------
    level : int
        i, from 2 to r.
    takes : pair of int or None
        The size that φ_up,i-1 takes by Definition 3.7; None for φ_up,1, which it does not define.
    receives : pair of int
        The size h_{i-1} x w_{i-1} of Y_{i-1}.
    """

    level: int
    takes: Size | None
    receives: Size

    @property
    def fits(self) -> bool:
        """Whether the composition exists."""
        return self.takes == self.receives


def printed_recursion(sizes: Sequence[int | Sequence[int]]) -> tuple[RecursionStep, ...]:
    """Compute what the printed recursion of Definition 3.9 (def:3.9) takes, and what it is given.

    Parameters
    ----------
    sizes : sequence of int or pairs of int
        Height and width for scales 1, …, r.

    Examples
    --------
    No step fits, as every map is handed one scale more than it takes:

    >>> for step in printed_recursion([1, 2, 3]):
    ...     print(step.level, step.takes, step.receives, step.fits)
    2 None (1, 1) False
    3 (1, 1) (2, 2) False
    """
    known = Pyramid(sizes).sizes
    return tuple(
        RecursionStep(i, known[i - 3] if i > 2 else None, known[i - 2])
        for i in range(2, len(known) + 1)
    )


def _merged_shape(shape: tuple[int, ...], before: Pyramid, after: Pyramid) -> tuple[int, ...]:
    if len(shape) != 2 or shape[0] != before.tokens:
        raise ShapeError(
            f"An input of the shape {shape}.",
            f"One of the shape ({before.tokens}, d), a row for each token.",
            "Merge the maps of all scales first.",
        )
    return after.tokens, shape[1]
