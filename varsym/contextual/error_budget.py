"""How fine a grid and how sharp a rounding Lemma C.1 needs for an error, in exact rationals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpz

from varsym.contextual.quantizer import Quantizer
from varsym.exact import SizeError, enclose_root

__all__ = ["ErrorBudget", "grid_cells", "rounding_sharpness"]

#: The share of ε^α for the error off the bands; the rest is for the bands.
_OFF_BANDS = Fraction(7, 8)
_ROOT_DIGITS = 12
_MAX_SHARPNESS = 4096


@dataclass(frozen=True)
class ErrorBudget:
    """Where the error ∫ |τ - f|_α^α of the network comes from.

    Attributes
    ----------
    grid : Quantizer
    alpha : int
        The exponent α.
    lipschitz : Fraction
        C.
    output_distances : tuple of Fraction
        For each entry of the output, a bound on the distance from any output of the network, also
        in the bands, to any value of f at a centre.
    """

    grid: Quantizer
    alpha: int
    lipschitz: Fraction
    output_distances: tuple[Fraction, ...]

    @property
    def pointwise_power(self) -> Fraction:
        """Bound |τ(X) - f(X)|_α^α off the bands: C^α d L (δ/2)^α, as τ(X) is f at the centre."""
        return _pointwise_power(self.grid, self.alpha, self.lipschitz)

    @property
    def off_bands_power(self) -> Fraction:
        """Bound the integral off the bands: C^α d L (δ/2)^α / (α + 1).

        In a cell of the side δ the mean of |x - centre|^α is (δ/2)^α / (α + 1) in each entry.
        """
        return self.pointwise_power / (self.alpha + 1)

    @property
    def reach(self) -> Fraction:
        """A rational above C (δ/2) (d L)^(1/α): how far any entry of f is from that at a centre."""
        return enclose_root(self.pointwise_power, self.alpha, _ROOT_DIGITS).upper

    @property
    def worst_power(self) -> Fraction:
        """Bound |τ(X) - f(X)|_α^α everywhere, the bands included."""
        reach = self.reach
        return sum(
            ((distance + reach) ** self.alpha for distance in self.output_distances),
            start=Fraction(0),
        )

    @property
    def bands_measure(self) -> Fraction:
        """The measure of the inputs with an entry in a band."""
        return 1 - self.grid.good_measure

    @property
    def bands_power(self) -> Fraction:
        """Bound the integral over the bands."""
        return self.bands_measure * self.worst_power

    @property
    def total_power(self) -> Fraction:
        """Bound the α-th power of the distance d_α(τ, f)."""
        return self.off_bands_power + self.bands_power

    @property
    def total(self) -> Fraction:
        """A rational above the distance d_α(τ, f)."""
        return enclose_root(self.total_power, self.alpha, _ROOT_DIGITS).upper


def _pointwise_power(grid: Quantizer, alpha: int, lipschitz: Fraction) -> Fraction:
    entries = grid.channels * grid.tokens
    return entries * (lipschitz * grid.step / 2) ** alpha


def grid_cells(lipschitz: Fraction, eps: Fraction, alpha: int, tokens: int, channels: int) -> int:
    """Return the least m with C^α d L (δ/2)^α / (α + 1) <= (7/8) ε^α, where δ = 1/m.

    Parameters
    ----------
    lipschitz : Fraction
        C.
    eps : Fraction
        ε.
    alpha : int
        The exponent α, at least 1.
    tokens, channels : int
        L and d.

    Examples
    --------
    >>> grid_cells(Fraction(1), Fraction(1, 4), 1, tokens=2, channels=1)
    3
    """
    share = (alpha + 1) * _OFF_BANDS * eps**alpha
    # m^α >= C^α d L / (2^α share), in whole numbers.
    least = math.ceil(tokens * channels * (lipschitz / 2) ** alpha / share)
    return 1 if least <= 1 else int(fmpz(least - 1).root(alpha)) + 1


def rounding_sharpness(
    grid: Quantizer,
    alpha: int,
    lipschitz: Fraction,
    eps: Fraction,
    output_distances: Sequence[Fraction],
) -> ErrorBudget:
    """Return the budget with the least s in θ = δ / 2^s for which the total is at most ε.

    Parameters
    ----------
    grid : Quantizer
        Of any sharpness; the budget's grid has the one that is found.
    alpha : int
        The exponent α, at least 1.
    lipschitz : Fraction
        C.
    eps : Fraction
        ε.
    output_distances : sequence of Fraction
        One for each entry of the output, L d of them, see `ErrorBudget`.

    Raises
    ------
    SizeError
        When s is above 4096.

    Examples
    --------
    >>> grid = Quantizer(2, 1, 4)
    >>> budget = rounding_sharpness(grid, 1, Fraction(1), Fraction(1, 4), [Fraction(1)] * 2)
    >>> budget.grid.sharpness, budget.total_power
    (6, Fraction(1659, 8192))
    """
    sharpness, allowed = 1, eps**alpha
    while sharpness <= _MAX_SHARPNESS:
        finer = Quantizer(grid.tokens, grid.channels, grid.cells, sharpness)
        budget = ErrorBudget(finer, alpha, lipschitz, tuple(output_distances))
        if budget.total_power <= allowed:
            return budget
        sharpness += 1
    raise SizeError(
        f"A rounding sharper than θ = δ / 2^{_MAX_SHARPNESS}.",
        "Values of f that are not so large beside eps.",
        "Rescale f, or raise eps.",
    )
