"""The linear sample functions of FlowAR, Definitions D.1 to D.4."""

from __future__ import annotations

from collections.abc import Sequence

from varsym.errors import InputError
from varsym.exact import exact_integer
from varsym.maps.kernels import InterpolationKernel
from varsym.maps.resampling import Border, Pixels, resize
from varsym.maps.separable import SeparableMap, map_size

__all__ = ["down_sample", "up_sample"]


def up_sample(
    kernel: InterpolationKernel,
    size: int | Sequence[int],
    factor: int,
    border: Border = "clamp",
    pixels: Pixels = "half",
) -> SeparableMap:
    """Return Up(·, r), (h, w, c) to (rh, rw, c): Definitions D.1 and D.3 (def:D.1, def:D.3).

    Its `operator` is the matrix Φ_up of Definition D.3, (rh · rw) x hw. The definition prints the
    shape hw x (rh · rw), which does not fit its own equation Y = Φ_up X.

    Parameters
    ----------
    kernel : InterpolationKernel
        The definitions leave it open.
    size : int or pair of int
        Height and width of the latent.
    factor : int
        r, at least 1.
    border, pixels
        As for `Resampling`.

    Raises
    ------
    InputError
        When the factor is below 1 or a side leaves its range.

    Examples
    --------
    >>> from varsym.maps.kernels import nearest
    >>> up_sample(nearest(), (2, 3), 2).operator().shape
    (24, 6)
    """
    height, width = map_size(size)
    r = exact_integer(factor, "factor", 1)
    return resize(kernel, (height, width), (r * height, r * width), border, pixels)


def down_sample(
    kernel: InterpolationKernel,
    size: int | Sequence[int],
    factor: int,
    border: Border = "clamp",
    pixels: Pixels = "half",
) -> SeparableMap:
    """Return Down(·, r), (h, w, c) to (h/r, w/r, c): Definitions D.2 and D.4 (def:D.2, def:D.4).

    Its `operator` is the matrix Φ_down of Definition D.4.

    Parameters
    ----------
    kernel : InterpolationKernel
        The definitions leave it open; `area` takes means of r x r tokens.
    size : int or pair of int
        Height and width of the latent.
    factor : int
        r, at least 1. It must divide both sides; the definitions need it and do not say it.
    border, pixels
        As for `Resampling`.

    Raises
    ------
    InputError
        When the factor is below 1 or does not divide a side.

    Examples
    --------
    >>> from varsym.maps.kernels import area
    >>> print(down_sample(area(), 2, 2).operator().to_matrix())
    [[1/4, 1/4, 1/4, 1/4]]
    """
    height, width = map_size(size)
    r = exact_integer(factor, "factor", 1)
    if height % r or width % r:
        raise InputError(
            f"A {height} x {width} latent to shrink by the factor {r}.",
            f"Sides that {r} divides.",
            "Choose a divisor of both sides, or use resize with the sizes that are meant.",
        )
    return resize(kernel, (height, width), (height // r, width // r), border, pixels)
