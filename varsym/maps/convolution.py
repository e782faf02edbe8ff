"""The 3 x 3 convolution, Definition B.1 and Remark B.2."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from varsym.exact import ShapeError, enclose_root
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import MAX_NORM_SIDE, Parameter, check_norm, row_map_norm, same_sides

__all__ = ["Convolution"]

_DIGITS = 30
#: The entries around pixels are held in slabs of about so many, 8 MB.
_SLAB = 2**20
_TAPS = tuple(product(range(3), repeat=2))


class Convolution(Block):
    """Definition B.1 (def:B.1): a 3 x 3 convolution of token maps, padding 1, stride 1.

    It is a cross-correlation, as in deep learning libraries:

        Y_ijl = sum_{m,n,c} X_{i+m-2, j+n-2, c} K^l_mnc + b_l,

    with X zero outside its range. The printed indices i + m - 1 and j + n - 1 run to h + 2 and
    w + 2 and never read the padding before the first row; and b is not declared. The sizes are
    those of the VAR code (Remark B.2, rem:B.2).

    Parameters
    ----------
    kernels : array of exact numbers, (c_out, 3, 3, c_in)
        K^l for l = 1, …, c_out.
    bias : array of exact numbers, (c_out,)

    Raises
    ------
    ShapeError
        When the kernels are not 3 x 3, or there is not one bias for each.

    Examples
    --------
    >>> mean = Convolution([[[["1/9"]] * 3] * 3], [0])
    >>> mean.exact([[[9], [18]]])[:, :, 0].tolist()
    [[Fraction(3, 1), Fraction(3, 1)]]
    """

    axes = 3

    def __init__(self, kernels: object, bias: object) -> None:
        self.kernels = Parameter.of_exact(kernels, "kernels", 4)
        self.bias = Parameter.of_exact(bias, "bias", 1)
        if self.kernels.shape[1:3] != (3, 3):
            raise ShapeError(
                f"Kernels of the shape {self.kernels.shape}.",
                "The shape (c_out, 3, 3, c_in).",
                "Move the output channels to the front and the input channels to the end.",
            )
        sides = {"kernels": self.kernels.shape[0], "entries of the bias": self.bias.shape[0]}
        self.c_out = same_sides(sides, "the number of output channels")
        self.c_in = self.kernels.shape[3]

    @classmethod
    def from_numeric(cls, kernels: object, bias: object) -> Convolution:
        """Build it from floats, for real sizes; only the numeric face works then."""
        floats = Parameter.of_numeric
        return cls(floats(kernels, "kernels", 4), floats(bias, "bias", 1))

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (h, w, c_out) for (h, w, c_in).

        Raises
        ------
        ShapeError
            When the input is no map of c_in channels.
        """
        if len(shape) != 3 or shape[2] != self.c_in:
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"One of the shape (h, w, {self.c_in}).",
                "Check the order of the axes: height, width, channels.",
            )
        return (*shape[:2], self.c_out)

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Add up the taps that the map has."""
        kernels, bias = self.kernels.over(field), self.bias.over(field)
        height, width, _ = x.shape
        made = np.empty((height, width, self.c_out), dtype=object)
        for i, j, l in np.ndindex(made.shape):  # noqa: E741 - the definition's letter
            made[i, j, l] = bias[l] + _taps(kernels[l], x, i, j)
        return made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Multiply the 3 x 3 x c_in entries around each pixel by all kernels, slab by slab."""
        *batch, height, width, _ = x.shape
        padded = np.zeros((int(np.prod(batch)), height + 2, width + 2, self.c_in))
        padded[:, 1:-1, 1:-1] = x.reshape(-1, height, width, self.c_in)
        windows = sliding_window_view(padded, (3, 3), axis=(1, 2)).transpose(0, 1, 2, 4, 5, 3)
        kernels = self.kernels.numeric.reshape(self.c_out, -1).T
        made = np.empty((len(padded), height, width, self.c_out))
        line = width * len(kernels)
        rows = min(height, max(1, _SLAB // line))
        maps = max(1, _SLAB // (rows * line))
        for i in range(0, len(padded), maps):
            for j in range(0, height, rows):
                here = slice(i, i + maps), slice(j, j + rows)
                entries = windows[here].reshape(-1, len(kernels))
                made[here] = (entries @ kernels).reshape(made[here].shape)
        made += self.bias.numeric
        return made.reshape(*batch, height, width, self.c_out)

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return a bound on maps of any size, on any ball.

        In the sup norm it is the largest absolute sum of one kernel, which a pixel with eight
        neighbours attains. In the 2-norm the convolution is a sum of nine shifts, none longer than
        1, each followed by the c_in x c_out matrix K_mn of its tap, so the sum of their spectral
        norms is a bound; and so is the root of the product of the norms for the sup norm and for
        the sum norm (Schur's test), the latter being the largest absolute sum over l, m, n for one
        input channel. The smaller one is taken.

        Raises
        ------
        InputError
            When the weights are floats.

        Examples
        --------
        >>> edge = Convolution([[[[0], [1], [0]], [[1], [-4], [1]], [[0], [1], [0]]]], [0])
        >>> edge.lipschitz("sup").constant, edge.lipschitz("2").constant
        (Fraction(8, 1), Fraction(8, 1))
        """
        check_norm(norm)
        kernels = self.kernels.exact
        by_output: Fraction = max(abs(kernels).reshape(self.c_out, -1).sum(axis=1))
        if norm == "sup":
            source = "the largest absolute sum of a kernel"
            return LipschitzBound(by_output, norm, "everywhere", source, exact=True)
        by_input: Fraction = max(abs(kernels).reshape(-1, self.c_in).sum(axis=0))
        constant = enclose_root(by_output * by_input, 2, _DIGITS).upper
        source = "Schur's test"
        if max(self.c_in, self.c_out) <= MAX_NORM_SIDE:
            norms = (row_map_norm(kernels[:, m, n].T, norm).upper for m, n in _TAPS)
            shifts = sum(norms, Fraction(0))
            if shifts < constant:
                constant, source = shifts, "the sum of the spectral norms of the nine taps"
        return LipschitzBound(constant, norm, "everywhere", source)


def _taps(kernel: ExactArray, x: ExactArray, i: int, j: int) -> Any:
    height, width, channels = x.shape
    return sum(
        x[i + m - 1, j + n - 1, c] * kernel[m, n, c]
        for m, n in _TAPS
        if 0 <= i + m - 1 < height and 0 <= j + n - 1 < width
        for c in range(channels)
    )
