"""How far apart contextual mapping puts its context IDs: γ and δ of Lemma 5.4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from varsym.errors import InputError
from varsym.exact import RationalLike, exact_integer, exact_rational, format_rational
from varsym.exact.log_forms import LogForm
from varsym.exact.magnitudes import Magnitude

#: Below it, a plain int needs no further look; a table has many.
_SMALL = 1 << 64

__all__ = [
    "ContextMapping",
    "context_mapping",
    "context_separation",
    "context_separation_of_product",
    "separation_table",
]


@dataclass(frozen=True, slots=True)
class ContextMapping:
    """The constants that Lemma 5.4 (lem:5.4) promises.

    Attributes
    ----------
    radius : Fraction
        γ = γ_max + ε/4, above the norm of every context ID.
    separation : Magnitude
        δ, below the distance of any two context IDs of different contexts or tokens.
    """

    radius: Fraction
    separation: Magnitude


def context_separation(
    vocabulary: int,
    d: int,
    gamma_min: RationalLike,
    gamma_max: RationalLike,
    epsilon: RationalLike,
    length: int,
) -> Magnitude:
    """Return δ = exp(-5 ε⁻¹ |V|⁴ d κ γ_max log L) of Lemma 5.4 (lem:5.4), κ = γ_max/γ_min.

    As log L is all that is not rational in the exponent, δ is the power of L with the exponent
    -5 |V|⁴ d γ_max² / (ε γ_min). For sequences of a single token, L = 1, that is 1.

    The lemma prints n and L for the same number, the length of a sequence; the code reads L. It
    needs γ_min > 0, though Definition 5.2 does not ask for it, as κ divides by it.

    Parameters
    ----------
    vocabulary : int
        ``|V|``, the number of different tokens of all sequences together. At least L, as the
        tokens of one sequence are distinct.
    d : int
        The number of entries of a token, at least 1.
    gamma_min, gamma_max : rational
        Below and above the norms of all tokens, ``0 < gamma_min < gamma_max``.
    epsilon : rational
        Above 0 and below the distance of any two different tokens. For two tokens or more that
        is below ``2 * gamma_max``, as their norms are.
    length : int
        L, at least 1.

    Returns
    -------
    Magnitude
        δ, exactly.

    Raises
    ------
    InputError
        When a number is not exact, or breaks a condition.

    Examples
    --------
    >>> from varsym.contextual.context_separations import context_separation
    >>> context_separation(4, 1, "1/2", 2, "1/4", 2).decimal(10)
    '6.477055275e-12331'
    >>> context_separation(1, 3, 1, 2, 1, 1) == 1
    True
    """
    return _separation(*_checked(vocabulary, d, gamma_min, gamma_max, epsilon, length))


def separation_table(
    table: Iterable[tuple[int, int, RationalLike, RationalLike, RationalLike, int]],
) -> list[Magnitude]:
    """Return `context_separation` for each row of a table of its arguments.

    Parameters
    ----------
    table : iterable of tuple
        One row each: vocabulary, d, γ_min, γ_max, ε and length, see `context_separation`.

    Raises
    ------
    InputError
        As `context_separation`; the message begins with the number of the row, from 1.

    Examples
    --------
    >>> from varsym.contextual.context_separations import separation_table
    >>> [found.power_of_ten(3) for found in separation_table([(4, 1, "1/2", 2, "1/4", 2)])]
    ['10^(-1.23e+4)']
    """
    found = []
    for number, row in enumerate(table, 1):
        try:
            found.append(context_separation(*row))
        except InputError as error:
            raise InputError(f"Row {number}: {error.given}", error.expected, error.advice) from None
        except TypeError:
            raise InputError(
                f"Row {number} of a table of parameters.",
                "Six numbers: vocabulary, d, gamma_min, gamma_max, epsilon, length.",
                "Correct the row.",
            ) from None
    return found


def context_separation_of_product(
    vocabulary: int, d: int, length: int, product: RationalLike
) -> Magnitude:
    """Return δ of Lemma 5.4 from the product ε⁻¹ κ γ_max = γ_max² / (ε γ_min).

    The product can be rational where its factors are not: with γ_max = a √d, γ_min = b √d and
    ε = c √d it is a² / (b c).

    Parameters
    ----------
    vocabulary, d, length : int
        Numbers of tokens in all, of channels and of tokens in a sequence, as in
        `context_separation`.
    product : rational
        ε⁻¹ κ γ_max. Above 0; for two tokens or more above 1/2, as then ε < 2 γ_max and κ > 1.

    Raises
    ------
    InputError
        When a number is not exact, or breaks a condition.

    Examples
    --------
    >>> from varsym.contextual.context_separations import context_separation_of_product
    >>> context_separation_of_product(4, 1, 2, 32).decimal(10)
    '6.477055275e-12331'
    """
    tokens, sides, count = _counts(vocabulary, d, length)
    factor = exact_rational(product, name="product", positive=True)
    if tokens > 1 and 2 * factor <= 1:
        raise InputError(
            f"The product {format_rational(factor)} of 1/ε, κ and γ_max.",
            "More than 1/2: κ is above 1, and ε below twice γ_max for two tokens or more.",
            "Check the three constants.",
        )
    return _separation(tokens, sides, count, factor)


def context_mapping(
    vocabulary: int,
    d: int,
    gamma_min: RationalLike,
    gamma_max: RationalLike,
    epsilon: RationalLike,
    length: int,
) -> ContextMapping:
    """Return γ = γ_max + ε/4 and δ of Lemma 5.4, see `context_separation`.

    Parameters
    ----------
    vocabulary, d : int
        The numbers of different tokens and of channels.
    gamma_min, gamma_max, epsilon : rational
        The constants of token separation.
    length : int
        Of a sequence, in tokens.

    Raises
    ------
    InputError
        As `context_separation`.

    Examples
    --------
    >>> from varsym.contextual.context_separations import context_mapping
    >>> context_mapping(4, 1, "1/2", 2, "1/4", 2).radius
    Fraction(33, 16)
    """
    separation = context_separation(vocabulary, d, gamma_min, gamma_max, epsilon, length)
    return ContextMapping(exact_rational(gamma_max) + exact_rational(epsilon) / 4, separation)


def _counts(vocabulary: object, d: object, length: object) -> tuple[int, int, int]:
    tokens, sides, count = (
        value if type(value) is int and 0 < value < _SMALL else exact_integer(value, name, 1)
        for value, name in ((vocabulary, "vocabulary"), (d, "d"), (length, "length"))
    )
    if tokens < count:
        raise InputError(
            f"A vocabulary of {format_rational(tokens)} tokens for sequences of "
            f"{format_rational(count)} tokens.",
            "At least as many, as the tokens of one sequence are distinct.",
            "Enlarge the vocabulary or shorten the sequences.",
        )
    return tokens, sides, count


def _checked(
    vocabulary: object,
    d: object,
    gamma_min: object,
    gamma_max: object,
    epsilon: object,
    length: object,
) -> tuple[int, int, int, Fraction]:
    tokens, sides, count = _counts(vocabulary, d, length)
    least = exact_rational(gamma_min, name="gamma_min", positive=True)
    greatest = exact_rational(gamma_max, name="gamma_max", positive=True)
    gap = exact_rational(epsilon, name="epsilon", positive=True)
    if least >= greatest:
        raise InputError(
            f"gamma_min = {format_rational(least)} and gamma_max = {format_rational(greatest)}.",
            "gamma_min below gamma_max, as every norm lies strictly between them.",
            "Exchange them, or widen the range.",
        )
    if tokens > 1 and gap >= 2 * greatest:
        raise InputError(
            f"epsilon = {format_rational(gap)} with gamma_max = {format_rational(greatest)}.",
            "epsilon below twice gamma_max, as two tokens of smaller norms are nearer than that.",
            "Lower epsilon.",
        )
    # One fraction, and so one greatest common divisor, as tables are long.
    top = greatest.numerator**2 * gap.denominator * least.denominator
    bottom = greatest.denominator**2 * gap.numerator * least.numerator
    return tokens, sides, count, Fraction(top, bottom)


def _separation(tokens: int, d: int, length: int, product: Fraction) -> Magnitude:
    exponent = product * (-5 * tokens**4 * d)
    return Magnitude(LogForm.of_products(Fraction(0), [(length, exponent)]))
