"""Definition 3.7: its formula as printed, as far as it can be run, and the repaired reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Literal, TypeAlias

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.arrays import ExactArray, exact_array
from varsym.maps.kernels import InterpolationKernel
from varsym.maps.resampling import Border, Pixels, border_cell, resize
from varsym.maps.separable import AxisMap, SeparableMap, Size, Taps, map_size

__all__ = [
    "PrintedIndex",
    "PrintedPixel",
    "PrintedUpInterpolation",
    "printed_pixels",
    "up_interpolation",
]

#: The index of Definition 3.7 at s = 0: printed (i - h_in) / h_out, or, reading the minus sign as
#: a misprinted product, i h_in / h_out.
PrintedIndex: TypeAlias = Literal["difference", "product"]

_SHIFTS = (-1, 0, 1, 2)


def up_interpolation(
    kernel: InterpolationKernel,
    size_in: int | Sequence[int],
    size_out: int | Sequence[int],
    border: Border = "clamp",
    pixels: Pixels = "half",
) -> SeparableMap:
    """Return the up-interpolation of Definition 3.7 (def:3.7) in the repaired reading.

    The output pixel has a position x in the input, and cell k enters with the weight W(x - k): the
    fraction stands inside W, not in the index. Of Keys' kernel these are the four cells
    floor(x) - 1 … floor(x) + 2 along each axis. This is what model code computes.

    Parameters
    ----------
    kernel : InterpolationKernel
    size_in, size_out : int or pair of int
        Height and width; both must grow, as the definition demands.
    border, pixels
        As for `Resampling`; the definition says nothing of either.

    Raises
    ------
    InputError
        When a side does not grow, and as for `Resampling`.

    Examples
    --------
    >>> from varsym.maps.kernels import keys
    >>> up_interpolation(keys("-3/4"), 2, 3).output_shape((2, 2, 32))
    (3, 3, 32)
    """
    return resize(kernel, *_growing(size_in, size_out), border, pixels)


@dataclass(frozen=True)
class PrintedPixel:
    """An output index at which the printed index is a whole number, along one axis.

    Attributes
    ----------
    index : int
        The output index i, counted from 1 as in the paper.
    cells : tuple of int
        The four indices of X that the formula reads for s = -1, 0, 1, 2, counted from 1.
    missing : tuple of int
        Those of these indices that X does not have.
    """

    index: int
    cells: tuple[int, int, int, int]
    missing: tuple[int, ...]


def printed_pixels(
    n_in: int, n_out: int, reading: PrintedIndex = "difference"
) -> tuple[PrintedPixel, ...]:
    """Find all output indices at which the printed index of X is a whole number.

    Parameters
    ----------
    n_in, n_out : int
        The sides, with 1 <= n_in < n_out.
    reading : {"difference", "product"}
        See `PrintedIndex`.

    Raises
    ------
    InputError
        When the side does not grow.

    Examples
    --------
    As printed there is one such index, and two of its four cells do not exist:

    >>> printed_pixels(13, 16)
    (PrintedPixel(index=13, cells=(-1, 0, 1, 2), missing=(-1, 0)),)
    >>> [pixel.index for pixel in printed_pixels(2, 4, "product")]
    [2, 4]
    """
    (n_in, _), (n_out, _) = _growing(n_in, n_out)
    found = []
    for i in range(1, n_out + 1):
        top = i - n_in if reading == "difference" else i * n_in
        if top % n_out == 0:
            before, here, after, last = (top // n_out + s for s in _SHIFTS)
            cells = (before, here, after, last)
            missing = tuple(k for k in cells if not 1 <= k <= n_in)
            found.append(PrintedPixel(i, cells, missing))
    return tuple(found)


class PrintedUpInterpolation:
    """Definition 3.7 (def:3.7) word for word: a partial function, as far as it can be run.

    The definition indexes X by (i - h_{r-1}) / h_r + s, which must be one of 1 … h_{r-1}. Where it
    is a whole number but no cell, a border rule can stand in; elsewhere nothing is defined.
    The weights W(-1), W(0), W(1), W(2) are the same at every pixel: a fixed convolution.

    Parameters
    ----------
    kernel : InterpolationKernel
        One with a profile.
    size_in, size_out : int or pair of int
        Height and width; both must grow.
    reading : {"difference", "product"}
        See `PrintedIndex`.

    Attributes
    ----------
    weights : tuple of Fraction
        W(-1), W(0), W(1), W(2).

    Raises
    ------
    InputError
        When a side does not grow, or the kernel has no profile.

    Examples
    --------
    >>> from varsym.maps.kernels import cubic_bspline, keys
    >>> printed = PrintedUpInterpolation(keys("-3/4"), 13, 16)
    >>> printed.pixels, printed.defined_pixels
    (((13, 13),), ())
    >>> [str(w) for w in printed.weights]
    ['0', '1', '0', '0']
    """

    def __init__(
        self,
        kernel: InterpolationKernel,
        size_in: int | Sequence[int],
        size_out: int | Sequence[int],
        reading: PrintedIndex = "difference",
    ) -> None:
        self.size_in, self.size_out = _growing(size_in, size_out)
        self.weights: tuple[Fraction, ...] = tuple(kernel.weight(s) for s in _SHIFTS)
        self._axes = tuple(
            {pixel.index: pixel for pixel in printed_pixels(n_in, n_out, reading)}
            for n_in, n_out in zip(self.size_in, self.size_out, strict=True)
        )

    @property
    def pixels(self) -> tuple[Size, ...]:
        """The output pixels (i, j), from 1, whose indices are whole numbers along both axes."""
        vertical, horizontal = self._axes
        return tuple(product(vertical, horizontal))

    @property
    def defined_pixels(self) -> tuple[Size, ...]:
        """Those of `pixels` whose sixteen cells all exist, so that no border rule is needed."""
        vertical, horizontal = self._axes
        return tuple(
            (i, j) for i, j in self.pixels if not (vertical[i].missing or horizontal[j].missing)
        )

    def taps(self, pixel: Size, border: Border) -> tuple[Taps, Taps]:
        """Return what the formula computes at one of `pixels`, along each axis.

        Returns
        -------
        pair of tuples of pairs
            Cells, counted from 0 as everywhere in code, and their weights.

        Raises
        ------
        InputError
            When nothing is defined at the pixel, or the border rule has no cell to offer.

        Examples
        --------
        >>> from varsym.maps.kernels import keys
        >>> PrintedUpInterpolation(keys(-1), 2, 4).taps((2, 2), "clamp")
        (((0, Fraction(1, 1)),), ((0, Fraction(1, 1)),))
        """
        if pixel not in self.pixels:
            raise InputError(
                f"Pixel {pixel} of {self.size_out}, where the printed index is no whole number.",
                f"One of {', '.join(map(str, self.pixels)) or 'none'}.",
                "Use up_interpolation, the repaired reading.",
            )
        vertical, horizontal = (
            self._axis_taps(axis[index].cells, size, border)
            for axis, index, size in zip(self._axes, pixel, self.size_in, strict=True)
        )
        return vertical, horizontal

    def exact(self, x: object, border: Border) -> dict[Size, ExactArray]:
        """Return the values, of d channels each, at all of `pixels`.

        Parameters
        ----------
        x : array of exact numbers, (h_in, w_in, d)
        border : {"clamp", "zero", "reflect"}

        Raises
        ------
        ShapeError
            When the shape is another.
        InputError
            When an entry is not exact.
        """
        given = exact_array(x, "x", 3)
        if given.shape[:2] != self.size_in:
            raise ShapeError(f"A map of the size {given.shape[:2]}.", f"{self.size_in}.")
        found = {}
        for pixel in self.pixels:
            vertical, horizontal = self.taps(pixel, border)
            terms = (given[i, j] * (v * w) for i, v in vertical for j, w in horizontal)
            found[pixel] = sum(terms, start=given[0, 0] * Fraction(0))
        return found

    def _axis_taps(self, cells: Sequence[int], size: int, border: Border) -> Taps:
        weighted = ((k, w) for k, w in zip(cells, self.weights, strict=True) if w)
        found = ((border_cell(k - 1, size, border), w) for k, w in weighted)
        return AxisMap([[(k, w) for k, w in found if k is not None]], size).rows[0]


def _growing(size_in: int | Sequence[int], size_out: int | Sequence[int]) -> tuple[Size, Size]:
    smaller, larger = map_size(size_in, "size_in"), map_size(size_out, "size_out")
    if not (smaller[0] < larger[0] and smaller[1] < larger[1]):
        raise InputError(
            f"An up-interpolation from {smaller} to {larger}.",
            "Height and width that both grow, as Definition 3.7 demands.",
            "Use resize, which takes any two sizes.",
        )
    return smaller, larger
