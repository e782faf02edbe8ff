"""What irrational algebraic numbers are made of: roots, square roots and products.

Each kind can be enclosed as tightly as one likes, and has a polynomial that vanishes at it, which
is only computed when asked for.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from varsym.exact.matrices import SizeError
from varsym.exact.root_isolation import RealRoot, primitive, sign_changes_between, square_free

if TYPE_CHECKING:
    from flint import fmpq, fmpz_poly

__all__ = [
    "Factor",
    "Irrational",
    "PowerProduct",
    "SquareRoot",
    "annihilator",
    "away_from_zero",
    "common_denominator",
    "factor_powers",
    "minimal_polynomial",
    "rational_value",
    "scale_roots",
    "simplify",
    "square_root",
]

_MAX_PRODUCT_DEGREE = 250


@dataclass(frozen=True, slots=True)
class SquareRoot:
    """The square root of ``multiplier * base``, which is positive, and irrational as base is.

    Parameters
    ----------
    base : RealRoot, SquareRoot or PowerProduct
        Irrational, of either sign.
    multiplier : int
        A factor under the root, of the same sign.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> root = RealRoot(fmpz_poly([-2, 0, 1]), Fraction(1), Fraction(2))
    >>> low, high = SquareRoot(root, 3).bounds(20)
    >>> low**4 < 18 < high**4
    True
    """

    base: Irrational
    multiplier: int

    def bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        """Return rationals below and above the root, at most 2^-bits apart."""
        least = min(abs(end) for end in away_from_zero(self.base)) * abs(self.multiplier)
        # The root is at least 2^exponent, so that it moves at most 2^-exponent as fast as base.
        size = least.numerator.bit_length() - least.denominator.bit_length()
        exponent = (size - 1) // 2
        guard = abs(self.multiplier).bit_length() + 1 - exponent
        ends = [end * self.multiplier for end in self.base.bounds(max(1, bits + guard))]
        shift = bits + 2
        low, high = (math.isqrt(math.floor(end * 4**shift)) for end in sorted(ends))
        return Fraction(low, 1 << shift), Fraction(high + 1, 1 << shift)


@dataclass(frozen=True, slots=True)
class PowerProduct:
    """The product of powers, with positive exponents, of different roots.

    It may be rational, see `rational_value`; elsewhere only irrational ones are used.

    Parameters
    ----------
    powers : frozenset of (RealRoot or SquareRoot, int)
        The factors and their exponents, at least 1.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> root = RealRoot(fmpz_poly([-2, 0, 0, 1]), Fraction(1), Fraction(2))
    >>> low, high = PowerProduct(frozenset({(root, 2)})).bounds(20)
    >>> low**3 < 4 < high**3
    True
    """

    powers: frozenset[tuple[RealRoot | SquareRoot, int]]

    def bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        """Return rationals below and above the product, at most 2^-bits apart."""
        guard = 8 * len(self.powers)
        while True:
            low = high = Fraction(1)
            for base, exponent in self.powers:
                ends = base.bounds(bits + guard)
                for _ in range(exponent):
                    products = [side * end for side in (low, high) for end in ends]
                    low, high = min(products), max(products)
            if (high - low) * (1 << bits) <= 1:
                return low, high
            guard *= 2


Factor: TypeAlias = RealRoot | SquareRoot
Irrational: TypeAlias = Factor | PowerProduct


def away_from_zero(number: Irrational) -> tuple[Fraction, Fraction]:
    """Return bounds of a number, which is not 0, that are both positive or both negative.

    Parameters
    ----------
    number : RealRoot, SquareRoot or PowerProduct
        Positive or negative, so that the search ends.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> away_from_zero(RealRoot(fmpz_poly([-2, 0, 1]), Fraction(0), Fraction(2)))[0] > 0
    True
    """
    bits = 8
    while True:
        low, high = number.bounds(bits)
        if low > 0 or high < 0:
            return low, high
        bits *= 2


def common_denominator(number: Irrational) -> int:
    """Return a positive integer c such that c times the number is an algebraic integer.

    Parameters
    ----------
    number : RealRoot, SquareRoot or PowerProduct

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> common_denominator(RealRoot(fmpz_poly([-2, 0, 5]), Fraction(0), Fraction(2)))
    5
    """
    if isinstance(number, RealRoot):
        return abs(int(number.polynomial.leading_coefficient()))
    if isinstance(number, SquareRoot):
        return common_denominator(number.base)
    return math.prod(common_denominator(base) ** exponent for base, exponent in number.powers)


def scale_roots(polynomial: fmpz_poly, factor: Fraction) -> fmpz_poly:
    """Return the primitive polynomial whose roots are those of another times a rational.

    Parameters
    ----------
    polynomial : fmpz_poly
        One that is not constant.
    factor : Fraction
        Not 0.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> scale_roots(fmpz_poly([-2, 0, 1]), Fraction(1, 2))
    2*x^2 + (-1)
    """
    from flint import fmpz_poly

    top, bottom = factor.numerator, factor.denominator
    degree = polynomial.degree()
    coefficients = enumerate(polynomial.coeffs())
    return primitive(fmpz_poly([c * bottom**k * top ** (degree - k) for k, c in coefficients]))


def annihilator(number: Irrational) -> fmpz_poly:
    """Return a primitive polynomial that vanishes at a number, not always irreducible.

    Parameters
    ----------
    number : RealRoot, SquareRoot or PowerProduct

    Raises
    ------
    SizeError
        For a product of degree above 250.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> root = RealRoot(fmpz_poly([-4, 0, 0, 0, 1]), Fraction(1), Fraction(2))
    >>> annihilator(root), minimal_polynomial(root)
    (x^4 + (-4), x^2 + (-2))
    """
    from flint import fmpz_poly

    if isinstance(number, RealRoot):
        return number.polynomial
    if isinstance(number, SquareRoot):
        squared = scale_roots(minimal_polynomial(number.base), Fraction(number.multiplier))
        return squared(fmpz_poly([0, 0, 1]))
    return _product_annihilator(number)


def _product_annihilator(number: PowerProduct) -> fmpz_poly:
    from flint import fmpq

    parts = [(minimal_polynomial(base), exponent) for base, exponent in number.powers]
    degree = math.prod(polynomial.degree() for polynomial, _ in parts)
    if degree > _MAX_PRODUCT_DEGREE:
        raise SizeError(
            f"A polynomial of degree {degree} was asked for, for a product of algebraic numbers.",
            f"A degree of at most {_MAX_PRODUCT_DEGREE}.",
            "Use enclosures, which need no polynomial.",
        )
    # The products of all roots, one of each polynomial: their power sums are products too.
    sums = [fmpq(1)] * (degree + 1)
    for polynomial, exponent in parts:
        own = _power_sums(polynomial, degree * exponent)
        sums = [total * own[k * exponent] for k, total in enumerate(sums)]
    return _from_power_sums(sums)


def _power_sums(polynomial: fmpz_poly, count: int) -> list[fmpq]:
    """Sum the powers 0 … count of the roots, by Newton's identities."""
    from flint import fmpq

    degree = polynomial.degree()
    leading = polynomial.leading_coefficient()
    signed = [fmpq(polynomial[degree - k], leading) for k in range(degree + 1)]
    sums = [fmpq(degree)]
    for k in range(1, count + 1):
        own = k * signed[k] if k <= degree else fmpq(0)
        sums.append(-sum((signed[i] * sums[k - i] for i in range(1, min(k, degree + 1))), own))
    return sums


def _from_power_sums(sums: Sequence[fmpq]) -> fmpz_poly:
    from flint import fmpq, fmpq_poly

    coefficients = [fmpq(1)]
    for k in range(1, len(sums)):
        total = sum((coefficients[k - i] * sums[i] for i in range(1, k + 1)), fmpq(0))
        coefficients.append(-total / k)
    return primitive(fmpq_poly(coefficients[::-1]).numer())


@functools.lru_cache(maxsize=256)
def minimal_polynomial(number: Irrational) -> fmpz_poly:
    """Return the irreducible primitive polynomial that vanishes at a number.

    Parameters
    ----------
    number : RealRoot, SquareRoot or PowerProduct

    Raises
    ------
    SizeError
        For a product of degree above 250.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> root = RealRoot(fmpz_poly([-2, 0, 1]), Fraction(1), Fraction(2))
    >>> minimal_polynomial(SquareRoot(root, 1))
    x^4 + (-2)
    """
    _, factors = annihilator(number).factor()
    left = [primitive(factor) for factor, _ in factors]
    bits = 32
    while len(left) > 1:
        low, high = number.bounds(bits)
        left = [factor for factor in left if sign_changes_between(factor, low, high)]
        bits *= 2
    return left[0]


def rational_value(number: PowerProduct) -> Fraction | None:
    """Return the value of a product when it is rational, and None otherwise.

    Parameters
    ----------
    number : PowerProduct

    Raises
    ------
    SizeError
        When the product has a degree above 250 and agrees with a rational to many digits.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> root = RealRoot(fmpz_poly([-2, 0, 0, 1]), Fraction(1), Fraction(2))
    >>> rational_value(PowerProduct(frozenset({(root, 3)})))
    Fraction(2, 1)
    """
    from flint import fmpq

    denominator = common_denominator(number)
    bits = denominator.bit_length()
    low, high = number.bounds(bits)
    # Rational algebraic integers are integers, and at most one fits in here.
    candidate = Fraction(math.floor(high * denominator), denominator)
    bits += 64
    low, high = number.bounds(bits)
    if not low < candidate < high:
        return None
    polynomial = square_free(annihilator(number))
    if polynomial(fmpq(candidate.numerator, candidate.denominator)) != 0:
        return None
    while low < candidate < high:
        if sign_changes_between(polynomial, low, high) == 1:
            return candidate
        bits *= 2
        low, high = number.bounds(bits)
    return None


def simplify(powers: Counter[Factor]) -> tuple[Fraction, Irrational | None]:
    """Write a product of powers as a rational times an irrational number, None standing for 1.

    Parameters
    ----------
    powers : Counter
        The exponents, at least 0, of irrational factors.

    Raises
    ------
    SizeError
        As `rational_value`.

    Examples
    --------
    >>> from collections import Counter
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> root = RealRoot(fmpz_poly([-2, 0, 1]), Fraction(1), Fraction(2))
    >>> simplify(Counter({root: 5})) == (Fraction(4), root)
    True
    """
    scale = Fraction(1)
    rest: Counter[Factor] = Counter()
    pending = list(powers.items())
    while pending:
        factor, exponent = pending.pop()
        exponent += rest.pop(factor, 0)
        square = _square(factor) if exponent > 1 else None
        if square is None:
            rest[factor] = exponent
        else:
            scale *= square[0] ** (exponent // 2)
            pending += [(f, n * (exponent // 2)) for f, n in factor_powers(square[1]).items()]
            rest[factor] = exponent % 2
    outside, rest = _merge_square_roots(+rest)
    scale *= outside
    if not rest:
        return scale, None
    if list(rest.values()) == [1]:
        return scale, next(iter(rest))
    product = PowerProduct(frozenset(rest.items()))
    value = rational_value(product)
    return (scale, product) if value is None else (scale * value, None)


def _square(number: Factor) -> tuple[Fraction, Irrational | None] | None:
    """Return the square, where it is of a simpler kind, as a rational times a number."""
    if isinstance(number, SquareRoot):
        return Fraction(number.multiplier), number.base
    if number.polynomial.degree() == 2 and number.polynomial[1] == 0:
        return Fraction(-int(number.polynomial[0]), int(number.polynomial[2])), None
    return None


def _merge_square_roots(powers: Counter[Factor]) -> tuple[Fraction, Counter[Factor]]:
    """Take the root of a product: it has half the degree of a product of two roots."""
    roots = [factor for factor in powers if isinstance(factor, SquareRoot)]
    if len(roots) < 2:
        return Fraction(1), powers
    bases: Counter[Factor] = sum((factor_powers(root.base) for root in roots), Counter())
    radicand, base = simplify(bases)
    radicand *= math.prod(root.multiplier for root in roots)
    outside, merged = square_root(radicand, base)
    others = +Counter({f: n for f, n in powers.items() if not isinstance(f, SquareRoot)})
    return outside, others + factor_powers(merged)


def factor_powers(number: Irrational | None) -> Counter[Factor]:
    """Return the exponents of the factors of a number, None standing for 1.

    Parameters
    ----------
    number : RealRoot, SquareRoot, PowerProduct or None

    Examples
    --------
    >>> factor_powers(None)
    Counter()
    """
    if isinstance(number, PowerProduct):
        return Counter(dict(number.powers))
    return Counter([number] if number is not None else [])


def square_root(scale: Fraction, number: Irrational | None) -> tuple[Fraction, Irrational | None]:
    """Return the square root of a rational times a number, None standing for 1, in that form.

    The product must be positive.

    Parameters
    ----------
    scale : Fraction
        The rational.
    number : RealRoot, SquareRoot, PowerProduct or None
        Of the same sign as `scale`; None for 1.

    Examples
    --------
    >>> from fractions import Fraction
    >>> square_root(Fraction(4, 9), None)
    (Fraction(2, 3), None)
    """
    below = scale.denominator
    radicand = scale.numerator * below
    root = math.isqrt(abs(radicand))
    outside = Fraction(1, below)
    if root * root == abs(radicand):
        outside *= root
        radicand //= root * root
    if number is not None:
        return outside, SquareRoot(number, radicand)
    return outside, None if radicand == 1 else _integer_root(radicand)


def _integer_root(radicand: int) -> RealRoot:
    """Return the square root of an integer that is no square."""
    from flint import fmpz_poly

    below = Fraction(math.isqrt(radicand))
    return RealRoot(fmpz_poly([-radicand, 0, 1]), below, below + 1)
