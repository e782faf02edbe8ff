"""What one step of HOFAR's inference adds to the error, and which steps keep it small."""

from __future__ import annotations

from fractions import Fraction

from varsym.exact import AlgebraicNumber, RationalLike, exact_rational, real_roots

__all__ = ["largest_step", "local_error"]


def local_error(
    first_error: RationalLike, second_error: RationalLike, step: RationalLike
) -> Fraction:
    """Return Δt ε₁ + Δt² ε₂ / 2, what inaccurate predictions add in line 18 of Algorithm 2 (alg:2).

    Where FM_first and FM_second are within ε₁ and ε₂ of the true first and second derivative, in
    any norm, x + ŷ_first Δt + ŷ_second Δt²/2 is within this of the step with the true ones, by the
    triangle inequality; and no smaller number will do, as the two errors may point the same way.

    Parameters
    ----------
    first_error, second_error : rational
        ε₁ and ε₂, at least 0.
    step : rational
        Δt, at least 0.

    Raises
    ------
    InputError
        When a number is not exact, or negative.

    Examples
    --------
    >>> local_error("1/100", "1/100", "1/2")
    Fraction(1, 160)
    """
    e_1 = exact_rational(first_error, name="first_error", nonnegative=True)
    e_2 = exact_rational(second_error, name="second_error", nonnegative=True)
    dt = exact_rational(step, name="step", nonnegative=True)
    return dt * e_1 + dt**2 * e_2 / 2


def largest_step(multiple: RationalLike = 2) -> AlgebraicNumber:
    """Return the largest Δt for which the step adds at most a multiple of ε = ε₁ = ε₂.

    Section 7.2 says of HOFAR that ε-accurate blocks make a 2ε-accurate model. For one step that
    is Δt + Δt²/2 <= 2, which holds for Δt from 0 to √5 - 1 and for no larger one.

    Parameters
    ----------
    multiple : rational
        k in Δt ε + Δt² ε/2 <= k ε, at least 0.

    Raises
    ------
    InputError
        When it is not exact, or negative.

    Examples
    --------
    >>> largest_step().decimal(20), largest_step("3/2")
    ('1.2360679774997896964', <AlgebraicNumber 1>)
    """
    k = exact_rational(multiple, name="multiple", nonnegative=True)
    # At 2k + 1 the polynomial is above 0, and left of 0 it has its other root.
    return real_roots([-2 * k, 2, 1], 0, 2 * k + 1)[-1]
