"""Interpolation kernels, and which of them satisfy Definition 3.6."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias

from varsym.errors import InputError, UnknownNameError
from varsym.exact import RationalLike, exact_rational, format_rational
from varsym.exact.algebraic import AlgebraicNumber
from varsym.exact.piecewise_polynomial import Extreme, PiecewisePolynomial

__all__ = [
    "CellRule",
    "InterpolationKernel",
    "KernelDecision",
    "area",
    "cubic_bspline",
    "keys",
    "linear",
    "nearest",
    "parse_kernel",
    "satisfies_definition_3_6",
]

#: How an output pixel finds its cells: by sampling the profile around its position, as the one
#: cell under it, or as all the cells that it overlaps.
CellRule: TypeAlias = Literal["sampled", "nearest", "area"]

_ONE = Fraction(1)
_SHOWN = 40


@dataclass(frozen=True)
class InterpolationKernel:
    """A kernel W, whose value at the distance of a cell from a position is the cell's weight.

    Attributes
    ----------
    name : str
        What `parse_kernel` reads.
    profile : PiecewisePolynomial or None
        W itself; None for `area`, whose weights depend on the sizes.
    rule : {"sampled", "nearest", "area"}
        How the cells are found, see `CellRule`.
    """

    name: str
    profile: PiecewisePolynomial | None
    rule: CellRule = "sampled"

    @property
    def taps(self) -> int | None:
        """How many cells a pixel reads at most: the width of the support; None for `area`.

        Examples
        --------
        >>> keys("-3/4").taps, linear().taps, nearest().taps
        (4, 2, 1)
        """
        if self.profile is None:
            return None
        first, last = self.profile.support
        return math.ceil(last - first)

    def weight(self, distance: RationalLike) -> Fraction:
        """Return W at a rational distance, exactly.

        Raises
        ------
        InputError
            When the kernel has no profile, or the distance is not exact.

        Examples
        --------
        >>> keys("-3/4").weight("1/2")
        Fraction(19, 32)
        """
        return _profile(self)(distance)

    def taps_at(self, position: RationalLike) -> list[tuple[int, Fraction]]:
        """Return the cells around a position that have a weight, before any border rule.

        Raises
        ------
        InputError
            As for `weight`.

        Examples
        --------
        >>> linear().taps_at("-1/4")
        [(-1, Fraction(1, 4)), (0, Fraction(3, 4))]
        """
        x = exact_rational(position, name="position")
        cell = math.floor(x)
        return [(cell + k, weight) for k, weight in _taps_at_phase(_profile(self), x - cell)]


@dataclass(frozen=True)
class KernelDecision:
    """Whether a kernel satisfies Definition 3.6, and what decides it.

    Attributes
    ----------
    kernel : str
    degree : int
        The largest degree of a piece.
    least, greatest : Extreme
        The exact infimum and supremum of W on the whole line, and a place of each.
    """

    kernel: str
    degree: int
    least: Extreme
    greatest: Extreme

    @property
    def is_piecewise_cubic(self) -> bool:
        """Whether every piece is a polynomial of degree at most 3."""
        return self.degree <= 3

    @property
    def stays_in_unit_interval(self) -> bool:
        """Whether W(x) lies in [0, 1] for all x."""
        return self.least.value >= 0 and self.greatest.value <= 1

    @property
    def satisfied(self) -> bool:
        """Whether the definition holds: both of its demands."""
        return self.is_piecewise_cubic and self.stays_in_unit_interval

    def __str__(self) -> str:
        """Tell it in one sentence."""
        verdict = "satisfies" if self.satisfied else "does not satisfy"
        return (
            f"{self.kernel} {verdict} Definition 3.6: pieces of degree at most {self.degree}, "
            f"values from {_shown(self.least.value)} at {_shown(self.least.place)} "
            f"to {_shown(self.greatest.value)} at {_shown(self.greatest.place)}."
        )


def keys(a: RationalLike) -> InterpolationKernel:
    """Return Keys' cubic convolution kernel with the parameter a.

    W(x) = (a+2)|x|^3 - (a+3)|x|^2 + 1 for |x| <= 1, a|x|^3 - 5a|x|^2 + 8a|x| - 4a for
    1 < |x| < 2, and 0 beyond. PyTorch's bicubic interpolation has a = -3/4.

    Parameters
    ----------
    a : rational
        Any exact number; the slope of W at 1.

    Raises
    ------
    InputError
        When it is not exact.

    References
    ----------
    .. [1] R. G. Keys, Cubic convolution interpolation for digital image processing,
       IEEE Trans. Acoust. Speech Signal Process. 29 (1981), equation 15 for general a.

    Examples
    --------
    >>> keys("-1/2").weight("3/2")
    Fraction(-1, 16)
    """
    slope = exact_rational(a, name="a")
    inner = (_ONE, Fraction(0), -(slope + 3), slope + 2)
    outer = (-4 * slope, 8 * slope, -5 * slope, slope)
    return InterpolationKernel(f"keys:{format_rational(slope)}", _even([inner, outer]))


def linear() -> InterpolationKernel:
    """Return the hat function 1 - |x|, the kernel of linear interpolation.

    Examples
    --------
    >>> linear().weight("1/4")
    Fraction(3, 4)
    """
    return InterpolationKernel("linear", _even([(_ONE, -_ONE)]))


def nearest() -> InterpolationKernel:
    """Return the box of width 1; its pixel i reads the cell floor(i n_in / n_out).

    PyTorch takes that product in float32; where it is whole, rounding may give the cell before.

    Examples
    --------
    >>> nearest().weight("1/4"), nearest().weight("3/4")
    (Fraction(1, 1), Fraction(0, 1))
    """
    half = Fraction(1, 2)
    box = PiecewisePolynomial([-half, half], [[1]])
    return InterpolationKernel("nearest", box, "nearest")


def cubic_bspline() -> InterpolationKernel:
    """Return the cubic B-spline, which smooths: it does not reproduce the cells it reads.

    W(x) = 2/3 - x^2 + |x|^3 / 2 for |x| <= 1, (2 - |x|)^3 / 6 for 1 < |x| < 2, and 0 beyond.

    Examples
    --------
    >>> cubic_bspline().weight(0), cubic_bspline().weight(1)
    (Fraction(2, 3), Fraction(1, 6))
    """
    inner = (Fraction(2, 3), Fraction(0), -_ONE, Fraction(1, 2))
    outer = (Fraction(4, 3), Fraction(-2), _ONE, Fraction(-1, 6))
    return InterpolationKernel("bspline", _even([inner, outer]))


def area() -> InterpolationKernel:
    """Return the area rule: pixel i is the mean of the cells that it overlaps.

    These are the cells floor(i n_in / n_out) to ceil((i + 1) n_in / n_out) - 1, as in PyTorch's
    adaptive average pooling: a cell that is overlapped in part counts in full.

    Examples
    --------
    >>> area().profile is None
    True
    """
    return InterpolationKernel("area", None, "area")


_BY_NAME: dict[str, Callable[[], InterpolationKernel]] = {
    "linear": linear,
    "nearest": nearest,
    "bspline": cubic_bspline,
    "area": area,
}


def parse_kernel(text: str) -> InterpolationKernel:
    """Return the kernel that a text names.

    Parameters
    ----------
    text : str
        ``keys:a`` with a rational a, ``linear``, ``nearest``, ``bspline`` or ``area``.

    Raises
    ------
    UnknownNameError
        When no kernel has that name.
    InputError
        When the parameter of ``keys`` is missing or not exact.

    Examples
    --------
    >>> parse_kernel("keys:-3/4") == keys("-3/4")
    True
    """
    name, colon, parameter = text.strip().partition(":")
    if name == "keys":
        if not colon:
            raise InputError(
                "The kernel 'keys' without its parameter.",
                "keys:a with an exact a.",
                "Write keys:-3/4 for PyTorch's bicubic, keys:-1/2 for Keys' own choice.",
            )
        return keys(parameter)
    if colon or name not in _BY_NAME:
        raise UnknownNameError(
            f"The kernel {text[:_SHOWN]!r}.",
            f"keys:a with an exact a, {', '.join(_BY_NAME)}.",
            "Choose one of them; PyTorch's bicubic is keys:-3/4.",
        )
    return _BY_NAME[name]()


def satisfies_definition_3_6(kernel: InterpolationKernel) -> KernelDecision:
    """Decide Definition 3.6 exactly: W piecewise cubic, and W(x) in [0, 1] for all x.

    *Piecewise cubic* is read as widely as it can be: finitely many pieces, each a polynomial of
    degree at most 3, with no demand on continuity. So a kernel that fails, fails in any reading.

    Parameters
    ----------
    kernel : InterpolationKernel
        One with a profile.

    Raises
    ------
    InputError
        For `area`, which has no one W.

    Examples
    --------
    >>> print(satisfies_definition_3_6(keys("-3/4")))
    keys:-3/4 does not satisfy Definition 3.6: pieces of degree at most 3, values from -1/9 at
    -4/3 to 1 at 0.
    >>> satisfies_definition_3_6(keys(0)).satisfied
    True
    """
    profile = _profile(kernel)
    return KernelDecision(kernel.name, profile.degree, *profile.range())


@lru_cache(maxsize=2**13)  # maps of one length share their few phases
def _taps_at_phase(
    profile: PiecewisePolynomial, phase: Fraction
) -> tuple[tuple[int, Fraction], ...]:
    first, last = profile.support
    cells = range(math.ceil(phase - last), math.floor(phase - first) + 1)
    weighted = ((cell, profile(phase - cell)) for cell in cells)
    return tuple((cell, weight) for cell, weight in weighted if weight)


def _shown(number: Fraction | AlgebraicNumber) -> str:
    return str(number) if isinstance(number, AlgebraicNumber) else format_rational(number)


def _profile(kernel: InterpolationKernel) -> PiecewisePolynomial:
    if kernel.profile is None:
        raise InputError(
            f"The weights of {kernel.name} at a distance.",
            "A kernel W on the line.",
            "Build a Resampling, whose weights depend on its sizes.",
        )
    return kernel.profile


def _even(pieces: Sequence[Sequence[Fraction]]) -> PiecewisePolynomial:
    """Return the even function whose pieces on [0, 1], [1, 2], … have these coefficients."""
    mirrored = [[(-1) ** k * c for k, c in enumerate(piece)] for piece in reversed(pieces)]
    reach = len(pieces)
    return PiecewisePolynomial(list(range(-reach, reach + 1)), [*mirrored, *map(list, pieces)])
