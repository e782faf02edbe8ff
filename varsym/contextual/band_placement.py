"""Where to put the transition bands of a quantiser, for the distribution that reaches it.

A quantiser with steps of length δ is wrong in bands of width θ = δ/m behind each step.  The steps
may be shifted by 0, θ, …, (m - 1)θ; the bands of these m shifts do not meet, so that together they
are met at most once in each coordinate.  Hence some shift is met with probability at most N/m,
where N is the number of coordinates, whatever the distribution is: also for one that has all its
mass on the bands of the first shift.  The L_α reading of Theorem 6.6 needs this (thm:6.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from varsym.contextual.quantizer import Quantizer
from varsym.errors import InputError
from varsym.exact import RationalLike, ShapeError, exact_integer, exact_rational
from varsym.maps.arrays import exact_array

__all__ = ["BandPlacement", "place_bands"]


@dataclass(frozen=True)
class BandPlacement:
    """The shift of a quantiser's steps whose bands a distribution meets least.

    Attributes
    ----------
    shift : Fraction
        From 0 to below δ.
    mass : Fraction
        The probability that some coordinate lies in a band.
    bound : Fraction
        N/m, which the mass never passes.
    unshifted : Fraction
        The mass of the bands without a shift.
    """

    shift: Fraction
    mass: Fraction
    bound: Fraction
    unshifted: Fraction


def place_bands(
    inputs: Sequence[object],
    cells: int,
    sharpness: int,
    weights: Sequence[RationalLike] | None = None,
) -> BandPlacement:
    """Return the shift of the steps whose bands a discrete distribution meets least.

    Parameters
    ----------
    inputs : sequence of (L, d) arrays of exact numbers
        What may reach the quantiser; at least one.
    cells : int
        The number of steps in an interval of length 1; δ = 1/cells.
    sharpness : int
        The exponent s in θ = δ / 2^s, from 0 to 20; there are m = 2^s shifts to choose from.
    weights : sequence of rational, optional
        Their probabilities; equal ones if not given.

    Raises
    ------
    InputError
        When there are no inputs, weights do not fit or do not add up to 1, or the number of shifts
        is too large.
    ShapeError
        When the inputs have different shapes.

    Examples
    --------
    All inputs lie on the steps of the grid, in the bands behind them:

    >>> found = place_bands([[["1/100"]], [["51/100"]]], cells=2, sharpness=3)
    >>> found.unshifted, found.shift, found.mass, found.bound
    (Fraction(1, 1), Fraction(1, 16), Fraction(0, 1), Fraction(1, 8))
    """
    count = exact_integer(sharpness, "sharpness", 0, 20)
    points = [exact_array(x, "inputs", 2) for x in inputs]
    if not points:
        raise InputError("No inputs.", "At least one.", "Give what may reach the quantiser.")
    shape = points[0].shape
    if any(p.shape != shape for p in points):
        found = ", ".join(sorted({str(p.shape) for p in points}))
        raise ShapeError(f"Inputs of the shapes {found}.", "Inputs of one shape.")
    grid = Quantizer(shape[0], shape[1], exact_integer(cells, "cells", 1), max(count, 1))
    theta = grid.step / 2**count
    masses: dict[int, Fraction] = {}
    for point, weight in zip(points, _probabilities(weights, len(points)), strict=True):
        for band in {_band(x, grid.step, theta) for x in point.flat}:
            if band is not None:
                masses[band] = masses.get(band, Fraction(0)) + weight
    free = next((k for k in range(2**count) if k not in masses), None)
    best = free if free is not None else min(masses, key=lambda k: (masses[k], k))
    return BandPlacement(
        shift=best * theta,
        mass=masses.get(best, Fraction(0)),
        bound=Fraction(shape[0] * shape[1], 2**count),
        unshifted=masses.get(0, Fraction(0)),
    )


def _band(x: Fraction, step: Fraction, theta: Fraction) -> int | None:
    """Return the shift whose open bands hold x, or None for an end, where all are exact."""
    place = (x % step) / theta
    return None if place.denominator == 1 else int(place)


def _probabilities(weights: Sequence[RationalLike] | None, count: int) -> list[Fraction]:
    if weights is None:
        return [Fraction(1, count)] * count
    found = [exact_rational(w, name="weights", nonnegative=True) for w in weights]
    if len(found) != count or sum(found) != 1:
        raise InputError(
            f"{len(found)} weights that add up to {sum(found, start=Fraction(0))}.",
            f"{count} weights, one for each input, that add up to 1.",
            "Divide them by their sum.",
        )
    return found
