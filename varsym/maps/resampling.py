"""Resampling along an axis by an interpolation kernel, as PyTorch does it, with exact weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from varsym.errors import InputError
from varsym.maps.kernels import InterpolationKernel
from varsym.maps.separable import AxisMap, SeparableMap, axis_side, map_size

__all__ = ["Border", "Pixels", "Resampling", "border_cell", "resize"]

#: What stands for a cell beyond the border: the last cell, zero, or the cell mirrored at the
#: centre of the last one (which is not repeated, as in NumPy's and PyTorch's "reflect").
Border: TypeAlias = Literal["clamp", "zero", "reflect"]

#: Which source coordinate output pixel i reads, both counted from 0: "half" aligns the outer edges,
#: (i + 1/2) n_in / n_out - 1/2, "align-corners" the outer centres, i (n_in - 1) / (n_out - 1).
Pixels: TypeAlias = Literal["half", "align-corners"]

_HALF = Fraction(1, 2)


class Resampling(AxisMap):
    """Interpolation along one axis: (n_in, d) to (n_out, d), enlarging or shrinking.

    There is no antialiasing: when shrinking, the kernel keeps its width, except `area`.

    Parameters
    ----------
    kernel : InterpolationKernel
    n_in, n_out : int
        The sides, from 1 to 65,536.
    border : {"clamp", "zero", "reflect"}
        See `Border`. "nearest" and "area" never reach beyond the border.
    pixels : {"half", "align-corners"}
        See `Pixels`. "nearest" and "area" are defined by cells, and take "half" only.

    Attributes
    ----------
    rows : tuple of tuples of pairs
        For every output pixel, the cells it reads and their weights.

    Raises
    ------
    InputError
        When a side is out of range, the border rule has no cell to offer (reflection reaches no
        further than the opposite border), or the kernel does not take the pixel convention.

    Notes
    -----
    With keys(-3/4), linear, nearest and area, border "clamp", this is PyTorch's ``interpolate``
    with the modes bicubic, (bi)linear, nearest (but for the rounding of its cells, see
    `varsym.maps.kernels.nearest`) and area.

    Examples
    --------
    >>> from varsym.maps.kernels import linear
    >>> print(Resampling(linear(), 2, 4).matrix())
    [[1, 0], [3/4, 1/4], [1/4, 3/4], [0, 1]]
    >>> print(Resampling(linear(), 2, 3, pixels="align-corners").matrix())
    [[1, 0], [1/2, 1/2], [0, 1]]
    """

    def __init__(
        self,
        kernel: InterpolationKernel,
        n_in: int,
        n_out: int,
        border: Border = "clamp",
        pixels: Pixels = "half",
    ) -> None:
        self.kernel, self.border, self.pixels = kernel, border, pixels
        sizes = axis_side(n_in, "n_in"), axis_side(n_out, "n_out")
        _check_option(border, get_args(Border), "border rule")
        _check_option(pixels, get_args(Pixels), "pixel convention")
        if kernel.rule == "sampled":
            rows = list(_sampled_rows(kernel, *sizes, border, pixels))
        else:
            if pixels != "half":
                raise InputError(
                    f"The kernel {kernel.name} with the pixel convention {pixels!r}.",
                    "The default, as it is defined by whole cells.",
                    "Leave the convention out.",
                )
            rows = [_mean(cells) for cells in _cells(kernel, *sizes)]
        super().__init__(rows, sizes[0])


def resize(
    kernel: InterpolationKernel,
    size_in: int | Sequence[int],
    size_out: int | Sequence[int],
    border: Border = "clamp",
    pixels: Pixels = "half",
) -> SeparableMap:
    """Return the interpolation of token maps, (h, w, d) to (h', w', d).

    Parameters
    ----------
    kernel : InterpolationKernel
    size_in, size_out : int or pair of int
        Height and width; one number for a square.
    border, pixels
        As for `Resampling`.

    Raises
    ------
    InputError
        As for `Resampling`.

    Examples
    --------
    >>> from varsym.maps.kernels import area
    >>> resize(area(), 2, 1).exact([[[1], [2]], [[3], [4]]]).tolist()
    [[[Fraction(5, 2)]]]
    """
    (h_in, w_in), (h_out, w_out) = map_size(size_in, "size_in"), map_size(size_out, "size_out")
    vertical = Resampling(kernel, h_in, h_out, border, pixels)
    if (h_in, h_out) == (w_in, w_out):
        return SeparableMap(vertical, vertical)
    return SeparableMap(vertical, Resampling(kernel, w_in, w_out, border, pixels))


def border_cell(index: int, size: int, border: Border) -> int | None:
    """Return the cell, counted from 0, that stands for an index; None where zero does.

    Parameters
    ----------
    index : int
        Counted from 0; below 0 or from `size` on it is outside.
    size : int
        How many cells there are.
    border : {"clamp", "zero", "reflect"}
        See `Border`.

    Raises
    ------
    InputError
        When the mirrored index lies beyond the opposite border.

    Examples
    --------
    >>> [border_cell(-1, 4, rule) for rule in ("clamp", "zero", "reflect")]
    [0, None, 1]
    """
    if 0 <= index < size:
        return index
    if border == "zero":
        return None
    if border == "clamp":
        return min(max(index, 0), size - 1)
    mirrored = -index if index < 0 else 2 * (size - 1) - index
    if not 0 <= mirrored < size:
        raise InputError(
            f"A reflection that asks for cell {index} of {size}, counted from 0.",
            f"Indices from {1 - size} to {2 * size - 2}, which one mirroring brings back.",
            "Use the border rule 'clamp', or more cells.",
        )
    return mirrored


def _check_option(value: str, known: tuple[str, ...], what: str) -> None:
    if value not in known:
        raise InputError(f"The {what} {value!r}.", f"{', '.join(known)}.", "Choose one of them.")


def _position(i: int, n_in: int, n_out: int, pixels: Pixels) -> Fraction:
    if pixels == "half":
        return (i + _HALF) * n_in / n_out - _HALF
    return Fraction(i * (n_in - 1), n_out - 1) if n_out > 1 else Fraction(0)


def _sampled_rows(
    kernel: InterpolationKernel, n_in: int, n_out: int, border: Border, pixels: Pixels
) -> Iterator[list[tuple[int, Fraction]]]:
    # A cell of weight 0 is not read, so a border rule need not provide it.
    for i in range(n_out):
        taps = kernel.taps_at(_position(i, n_in, n_out, pixels))
        found = ((border_cell(k, n_in, border), weight) for k, weight in taps)
        yield [(cell, weight) for cell, weight in found if cell is not None]


def _cells(kernel: InterpolationKernel, n_in: int, n_out: int) -> Iterator[range]:
    for i in range(n_out):
        first = i * n_in // n_out
        yield range(first, first + 1 if kernel.rule == "nearest" else -(-(i + 1) * n_in // n_out))


def _mean(cells: range) -> list[tuple[int, Fraction]]:
    return [(cell, Fraction(1, len(cells))) for cell in cells]
