"""What the construction of Lemma C.1 costs for a given shape, counted without building it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpz

from varsym.contextual.context_separations import context_separation_of_product
from varsym.errors import InputError
from varsym.exact import RationalLike, SizeError, exact_integer, exact_rational, format_rational
from varsym.exact.magnitudes import Magnitude
from varsym.models.configurations import CONFIGURATIONS

__all__ = [
    "Count",
    "GridSeparation",
    "Resources",
    "ScaleResources",
    "cells_for_error",
    "var_resources",
]

_PRINTED_BUMP = 3
_FLAT_BUMP = 4
_MAX_ORDER = 10_000


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number of any size.

    Attributes
    ----------
    magnitude : Magnitude

    Examples
    --------
    >>> from varsym.contextual.resources import Count
    >>> Count(Magnitude.power(2, 10)).exact, Count(Magnitude.power(2, 10**7)).exact
    (1024, None)
    """

    magnitude: Magnitude

    @property
    def exact(self) -> int | None:
        """The number, while it has at most a million bits."""
        value = self.magnitude.rational()
        return None if value is None else value.numerator


@dataclass(frozen=True, slots=True)
class GridSeparation:
    """Constants for which the grid of Lemma C.1 is tokenwise separated (def:5.2), all strictly.

    The tokens of the grid, with 0-based positions, have the least norm √d δ, the greatest √d L
    and the least distance δ of different tokens, with δ = 1/m.

    Attributes
    ----------
    gamma_min, gamma_max, epsilon : Magnitude
    product : Fraction
        γ_max² / (ε γ_min), which is what Lemma 5.4 needs of the three.
    """

    gamma_min: Magnitude
    gamma_max: Magnitude
    epsilon: Magnitude
    product: Fraction

    @classmethod
    def of_grid(cls, tokens: int, channels: int, cells: int) -> GridSeparation:
        """Return γ_min = √d δ/2, γ_max = √d (L + δ) and ε = √d δ/(2 ⌈√d⌉).

        For a square d that is ε = δ/2; for others it is a little less, which is allowed, and
        makes the product rational, 4 ⌈√d⌉ (L + δ)² / δ².

        Parameters
        ----------
        tokens, channels, cells : int
            L, d and m = 1/δ.

        Examples
        --------
        >>> from varsym.contextual.resources import GridSeparation
        >>> grid = GridSeparation.of_grid(2, 4, 3)
        >>> [x.rational() for x in (grid.gamma_min, grid.gamma_max, grid.epsilon)]
        [Fraction(1, 3), Fraction(14, 3), Fraction(1, 6)]
        """
        root = Magnitude.power(channels, "1/2")
        above = math.isqrt(channels - 1) + 1
        step = Fraction(1, cells)
        widest = tokens + step
        return cls(
            root * (step / 2),
            root * widest,
            root * (step / (2 * above)),
            4 * above * widest**2 / step**2,
        )

    @classmethod
    def of_constants(
        cls,
        tokens: int,
        channels: int,
        cells: int,
        gamma_min: RationalLike,
        gamma_max: RationalLike,
        epsilon: RationalLike,
    ) -> GridSeparation:
        """Return other constants, when the grid is separated with them.

        Parameters
        ----------
        tokens, channels, cells : int
            L, d and m = 1/δ.
        gamma_min, gamma_max, epsilon : exact number

        Raises
        ------
        InputError
            When a number is not exact and positive, or the grid is not separated with it.

        Examples
        --------
        >>> from varsym.contextual.resources import GridSeparation
        >>> GridSeparation.of_constants(2, 2, 1, 1, 3, "1/2").product
        Fraction(18, 1)
        """
        least = exact_rational(gamma_min, name="gamma_min", positive=True)
        greatest = exact_rational(gamma_max, name="gamma_max", positive=True)
        gap = exact_rational(epsilon, name="epsilon", positive=True)
        step = Fraction(1, cells)
        bounds = (
            (least**2 < channels * step**2, f"gamma_min = {format_rational(least)}", "below √d δ"),
            (
                greatest**2 > channels * tokens**2,
                f"gamma_max = {format_rational(greatest)}",
                "above √d L",
            ),
            (gap < step, f"epsilon = {format_rational(gap)}", "below δ"),
        )
        for holds, given, wanted in bounds:
            if not holds:
                raise InputError(
                    f"{given}, with d = {format_rational(channels)}, "
                    f"L = {format_rational(tokens)} and δ = {format_rational(step)}.",
                    f"A number {wanted}, as the grid has tokens there.",
                    "Leave the three constants out to take those that fit.",
                )
        product = greatest**2 / (gap * least)
        return cls(Magnitude.of(least), Magnitude.of(greatest), Magnitude.of(gap), product)


@dataclass(frozen=True, slots=True)
class Resources:
    """What the construction of Lemma C.1 (lem:C.1) takes; everything is exact.

    The grid has m cells per unit, δ = 1/m; coordinate values of token k = 1, …, L are
    k - 1 + δ, …, k. Make one with `of_cells` or `of_error`.

    Attributes
    ----------
    tokens, channels, cells : int
        L, d and m.
    grid : GridSeparation
    bump_neurons : int
        The neurons of one bump: 4 for one that is flat around its middle, along one direction.
        The paper prints 3 for each of the d L entries.
    """

    tokens: int
    channels: int
    cells: int
    grid: GridSeparation
    bump_neurons: int = _FLAT_BUMP

    @classmethod
    def of_cells(
        cls,
        tokens: int,
        channels: int,
        cells: int,
        *,
        bump_neurons: int = _FLAT_BUMP,
        constants: tuple[RationalLike, RationalLike, RationalLike] | None = None,
    ) -> Resources:
        """Count for a grid of m cells per unit.

        Parameters
        ----------
        tokens, channels, cells : int
            L, d and m, each at least 1.
        bump_neurons : int, optional
            At least 1.
        constants : tuple of rationals, optional
            γ_min, γ_max and ε; if not given, those of `GridSeparation.of_grid`.

        Raises
        ------
        InputError
            When a number is not exact or out of range.

        Examples
        --------
        >>> from varsym.contextual.resources import Resources
        >>> tiny = Resources.of_cells(tokens=2, channels=3, cells=2)
        >>> tiny.sequences.exact, tiny.vocabulary.exact, tiny.second_layer.exact
        (64, 16, 512)
        >>> tiny.separation.power_of_ten(6)
        '10^(-5.91849e+7)'
        """
        sides = (
            exact_integer(tokens, "tokens", 1),
            exact_integer(channels, "channels", 1),
            exact_integer(cells, "cells", 1),
        )
        if constants is None:
            grid = GridSeparation.of_grid(*sides)
        else:
            grid = GridSeparation.of_constants(*sides, *constants)
        return cls(*sides, grid, exact_integer(bump_neurons, "bump_neurons", 1))

    @classmethod
    def of_error(
        cls,
        tokens: int,
        channels: int,
        epsilon: RationalLike,
        lipschitz: RationalLike,
        alpha: RationalLike = 1,
        *,
        bump_neurons: int = _FLAT_BUMP,
    ) -> Resources:
        """Count for the coarsest grid with C δ (d L)^(1/α) <= ε/2, see `cells_for_error`.

        Raises
        ------
        InputError
            As `cells_for_error`.

        Examples
        --------
        >>> from varsym.contextual.resources import Resources
        >>> Resources.of_error(1, 32, epsilon="1/10", lipschitz=1, alpha=2).cells
        114
        """
        cells = cells_for_error(tokens, channels, epsilon, lipschitz, alpha)
        return cls.of_cells(tokens, channels, cells, bump_neurons=bump_neurons)

    @property
    def sequences(self) -> Count:
        """The sequences of the grid, m^(dL)."""
        return Count(self._sequences())

    def _sequences(self) -> Magnitude:
        return Magnitude.power(self.cells, self.channels * self.tokens)

    @property
    def vocabulary(self) -> Count:
        """The tokens of the grid, ``|V|`` = L m^d."""
        return Count(Magnitude.power(self.cells, self.channels) * self.tokens)

    @property
    def context_ids(self) -> Count:
        """The context IDs, one for each token of each sequence, L m^(dL)."""
        return Count(self._sequences() * self.tokens)

    @property
    def first_layer_printed(self) -> Count:
        """Neurons of the quantiser as printed, 2d (L (m - 1) + 1).

        Each entry takes two neurons for each t from 0 to L (1/δ - 1). For L > 1 these are too
        few steps to reach the value L.
        """
        steps = self.tokens * (self.cells - 1) + 1
        return Count(Magnitude.of(2 * self.channels * steps))

    @property
    def first_layer(self) -> Count:
        """Neurons of the quantiser with a step for every cell, 2dLm.

        What cancels the layer's own residual connection is not counted.
        """
        return Count(Magnitude.of(2 * self.channels * self.tokens * self.cells))

    @property
    def second_layer_printed(self) -> Count:
        """Neurons of the second layer as printed, 3 d L m^(d L)."""
        return Count(self._sequences() * (_PRINTED_BUMP * self.channels * self.tokens))

    @property
    def second_layer(self) -> Count:
        """Neurons that associate context IDs with outputs: one flat bump for each ID.

        A bump along one direction tells an ID from all others, and has a row of outputs.
        """
        return Count(self.context_ids.magnitude * self.bump_neurons)

    @property
    def radius(self) -> Magnitude:
        """Γ = γ_max + ε/4 of Lemma 5.4, above the norm of every context ID.

        The quotient of γ_max and ε is rational, so that the sum is exact.

        Raises
        ------
        SizeError
            When the constants have more than a million bits.
        """
        quotient = (self.grid.epsilon / self.grid.gamma_max).rational()
        if quotient is None:
            raise SizeError(
                "Separation constants of more than a million bits.",
                "Smaller ones.",
                "Give a coarser grid.",
            )
        return self.grid.gamma_max * (1 + quotient / 4)

    @property
    def separation(self) -> Magnitude:
        """Δ of Lemma 5.4, below the distance of different context IDs.

        Raises
        ------
        SizeError
            When ``|V|`` has more than a million bits, so that the exponent is too long.
        """
        return self._separation(self.grid.product)

    def _separation(self, product: Fraction) -> Magnitude:
        tokens = self.vocabulary.exact
        if tokens is None:
            raise SizeError(
                f"A vocabulary of L m^d tokens, with d = {format_rational(self.channels)}.",
                "A vocabulary of at most a million bits, as its fourth power is an exponent.",
                "Give fewer channels or a coarser grid.",
            )
        return context_separation_of_product(tokens, self.channels, self.tokens, product)

    @property
    def radius_printed(self) -> Magnitude:
        """Γ = √d (L - 3δ/4) as Lemma C.1 prints it, which is below the norm √d L of a token."""
        return Magnitude.power(self.channels, "1/2") * (self.tokens - Fraction(3, 4 * self.cells))

    @property
    def separation_printed(self) -> Magnitude:
        """Δ = exp(-5 ``|V|⁴`` d log(n) L²/δ) as Lemma C.1 prints it, with n read as L.

        It rests on printed constants, (√d, √d (L - δ), √d δ), with which the grid is not
        separated: it has tokens of the norms √d δ and √d L, at the distance δ.

        Raises
        ------
        SizeError
            As `separation`.
        """
        return self._separation(Fraction(self.tokens**2 * self.cells))

    @property
    def weight_size(self) -> Magnitude:
        """The least slope of a bump that tells context IDs apart by Δ alone, 1/Δ."""
        return 1 / self.separation


@dataclass(frozen=True, slots=True)
class ScaleResources:
    """The resources for the token map of one scale of a published model.

    Attributes
    ----------
    configuration : str
    scale : int
        k, from 1.
    side : int
        Of the token map, of side² tokens.
    resources : Resources
    """

    configuration: str
    scale: int
    side: int
    resources: Resources


def cells_for_error(
    tokens: int,
    channels: int,
    epsilon: RationalLike,
    lipschitz: RationalLike,
    alpha: RationalLike = 1,
) -> int:
    """Return the least whole m with C δ (d L)^(1/α) <= ε/2 for δ = 1/m (lem:C.1).

    Parameters
    ----------
    tokens, channels : int
        L and d, at least 1.
    epsilon : rational
        The error, above 0.
    lipschitz : rational
        C, at least 0.
    alpha : rational
        α of the norm, at least 1; its numerator and denominator are at most 10,000.

    Raises
    ------
    InputError
        When a number is not exact or out of range.

    Examples
    --------
    >>> from varsym.contextual.resources import cells_for_error
    >>> cells_for_error(4, 4, "1/10", 1, 2), cells_for_error(1, 1, 2, 0)
    (80, 1)
    """
    entries = exact_integer(tokens, "tokens", 1) * exact_integer(channels, "channels", 1)
    error = exact_rational(epsilon, name="epsilon", positive=True)
    constant = exact_rational(lipschitz, name="lipschitz", nonnegative=True)
    order = exact_rational(alpha, name="alpha")
    if order < 1 or order.numerator > _MAX_ORDER:
        raise InputError(
            f"alpha = {format_rational(order)}.",
            f"At least 1, with a numerator of at most {_MAX_ORDER}.",
            "Choose the norm that the error is measured in.",
        )
    # m^a >= (2 C / ε)^a (d L)^b for α = a/b, in whole numbers.
    power = (2 * constant / error) ** order.numerator * entries**order.denominator
    least = math.ceil(power)
    return 1 if least <= 1 else int(fmpz(least - 1).root(order.numerator)) + 1


def var_resources(cells: int) -> tuple[ScaleResources, ...]:
    """Count for every scale of the published VAR models, from 1 to 4096 tokens.

    Parameters
    ----------
    cells : int
        m, the cells per unit of the grid, at least 1.

    Raises
    ------
    InputError
        When it is not whole, or below 1.

    Examples
    --------
    >>> from varsym.contextual.resources import var_resources
    >>> rows = var_resources(10)
    >>> len(rows), rows[-1].resources.tokens, rows[-1].resources.separation.power_of_ten(4)
    (34, 4096, '10^(-6.551e+155)')
    """
    return tuple(
        ScaleResources(one.name, scale, side, Resources.of_cells(side * side, one.channels, cells))
        for one in CONFIGURATIONS
        for scale, side in enumerate(one.sides, 1)
    )
