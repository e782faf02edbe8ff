"""Real roots of integer polynomials: isolated by Descartes' rule of signs, refined by exact signs.

Polynomials are FLINT's `fmpz_poly`, so that everything here is integer arithmetic; nothing is
rounded. Descartes' rule (the roots in an open interval are at most the sign changes of the
polynomial mapped there, and differ from them by an even number) decides as soon as it says 0 or 1,
and always for a polynomial all of whose roots are real. See Collins and Akritas 1976.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from varsym.errors import InputError
from varsym.exact.numbers import RationalLike, exact_rational, format_rational

if TYPE_CHECKING:
    from flint import fmpq, fmpz, fmpz_poly


__all__ = [
    "RealRoot",
    "largest_root",
    "primitive",
    "root_between",
    "roots_between",
    "sign_changes_between",
    "square_free",
]


# How many bits finer the grid is made on which the largest root could not be told from the next.
_FINER = 16


def primitive(polynomial: fmpz_poly) -> fmpz_poly:
    """Bring a polynomial to content 1 and a positive leading coefficient.

    Parameters
    ----------
    polynomial : fmpz_poly
        Not zero.

    Examples
    --------
    >>> from flint import fmpz_poly
    >>> primitive(fmpz_poly([4, -2]))
    x + (-2)
    """
    content = polynomial.content()
    leading = polynomial.leading_coefficient()
    return polynomial // (content if leading > 0 else -content)


def square_free(polynomial: fmpz_poly) -> fmpz_poly:
    """Return the primitive polynomial with the same roots, each of them simple.

    Parameters
    ----------
    polynomial : fmpz_poly
        Not zero.

    Examples
    --------
    >>> from flint import fmpz_poly
    >>> square_free(fmpz_poly([2, -4, 2]))
    x + (-1)
    """
    repeated = polynomial.gcd(polynomial.derivative())
    return primitive(polynomial // repeated)


def _sign_changes(coefficients: Sequence[fmpz]) -> int:
    signs = [coefficient > 0 for coefficient in coefficients if coefficient != 0]
    return sum(left != right for left, right in pairwise(signs))


def _on_unit_interval(polynomial: fmpz_poly, lower: Fraction, upper: Fraction) -> fmpz_poly:
    """Substitute lower + (upper - lower) t for x, times a positive integer."""
    from flint import fmpz_poly

    common = math.lcm(lower.denominator, upper.denominator)
    start, end = int(lower * common), int(upper * common)
    degree = polynomial.degree()
    scaled = [c * common ** (degree - k) for k, c in enumerate(polynomial.coeffs())]
    return fmpz_poly(scaled)(fmpz_poly([start, end - start]))


def _sign_changes_on_unit_interval(unit: fmpz_poly) -> int:
    """Bound the roots in (0, 1): map them to (0, infinity) and apply Descartes' rule."""
    from flint import fmpz_poly

    return _sign_changes(fmpz_poly(unit.coeffs()[::-1])(fmpz_poly([1, 1])).coeffs())


def sign_changes_between(polynomial: fmpz_poly, lower: Fraction, upper: Fraction) -> int:
    """Bound the number of roots strictly between two rationals by Descartes' rule of signs.

    Parameters
    ----------
    polynomial : fmpz_poly
        Not zero.
    lower, upper : Fraction
        The ends of the open interval, lower < upper.

    Returns
    -------
    int
        A number that exceeds the number of roots, with multiplicities, by an even number; so
        0 and 1 are the number of roots.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> sign_changes_between(fmpz_poly([-2, 0, 1]), Fraction(1), Fraction(2))
    1
    """
    return _sign_changes_on_unit_interval(_on_unit_interval(polynomial, lower, upper))


class _Cell(NamedTuple):
    """An interval of length 2^-exponent in the unit interval, with the values at its ends."""

    number: int
    exponent: int
    left: fmpq
    right: fmpq
    #: How many bits the next guess tries to win.
    gain: int


class RealRoot:
    """A root alone between two rationals, known as tightly as it was asked for.

    That it is alone is checked, so that every object of this class is certified.

    Parameters
    ----------
    polynomial : fmpz_poly
        A polynomial with integer coefficients.
    lower, upper : Fraction
        The ends of an open interval in which Descartes' rule counts exactly one root; the root
        should be irrational, see `root_between`, and the ends no roots.

    Raises
    ------
    InputError
        When the rule does not count one root, or an end is a root.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> root = RealRoot(fmpz_poly([-2, 0, 1]), Fraction(1), Fraction(2))
    >>> low, high = root.bounds(10)
    >>> low**2 < 2 < high**2, high - low <= Fraction(1, 2**10)
    (True, True)
    """

    __slots__ = ("_cell", "_unit", "lower", "polynomial", "upper")

    def __init__(self, polynomial: fmpz_poly, lower: Fraction, upper: Fraction) -> None:
        self.polynomial = polynomial
        self.lower = lower
        self.upper = upper
        self._unit = _on_unit_interval(polynomial, lower, upper)
        left, right = self._value(0, 0), self._value(1, 0)
        changes = _sign_changes_on_unit_interval(self._unit)
        if lower >= upper or changes != 1 or left * right >= 0:
            raise InputError(
                f"An interval from {format_rational(lower)} to {format_rational(upper)} that "
                "does not isolate a root.",
                "Exactly one root inside, as counted by Descartes' rule, and none at the ends.",
                "Use roots_between to find such intervals.",
            )
        # The root is lower + (upper - lower) t, and t lies in this cell; replaced at one stroke.
        self._cell = _Cell(0, 0, left, right, 1)

    def bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        """Return rationals below and above the root, at most 2^-bits apart."""
        width = self.upper - self.lower
        exponent = bits + math.ceil(width).bit_length()
        cell = self._cell
        while cell.exponent < exponent:
            cell = self._refined(cell, exponent)
        self._cell = cell
        low = self.lower + width * Fraction(cell.number, 1 << cell.exponent)
        return low, low + width / (1 << cell.exponent)

    def _value(self, number: int, exponent: int) -> fmpq:
        from flint import fmpq

        return self._unit(fmpq(number, 1 << exponent))

    def _refined(self, cell: _Cell, exponent: int) -> _Cell:
        """Quadratic interval refinement (Abbott 2006): guess by the secant, and check the signs."""
        gain = min(cell.gain, exponent - cell.exponent)
        guess = (cell.left / (cell.left - cell.right) * (1 << gain)).floor()
        number, finer = (cell.number << gain) + int(guess), cell.exponent + gain
        left, right = self._value(number, finer), self._value(number + 1, finer)
        if left * right < 0:
            return _Cell(number, finer, left, right, 2 * gain)
        number, finer = 2 * cell.number, cell.exponent + 1
        middle = self._value(number + 1, finer)
        gain = max(1, gain // 2)
        if cell.left * middle > 0:
            return _Cell(number + 1, finer, middle, cell.right, gain)
        return _Cell(number, finer, cell.left, middle, gain)

    def __eq__(self, other: object) -> bool:
        """Tell whether polynomial and interval agree, which suffices for equal roots."""
        if not isinstance(other, RealRoot):
            return NotImplemented
        mine = self.polynomial, self.lower, self.upper
        return mine == (other.polynomial, other.lower, other.upper)

    def __hash__(self) -> int:
        """Hash the interval."""
        return hash((self.lower, self.upper))

    def __reduce__(self) -> tuple[object, tuple[list[int], Fraction, Fraction]]:
        """Pickle and copy without FLINT's objects."""
        coefficients = [int(c) for c in self.polynomial.coeffs()]
        return _restore, (coefficients, self.lower, self.upper)


def _restore(coefficients: list[int], lower: Fraction, upper: Fraction) -> RealRoot:
    from flint import fmpz_poly

    return RealRoot(fmpz_poly(coefficients), lower, upper)


def root_between(polynomial: fmpz_poly, lower: Fraction, upper: Fraction) -> Fraction | RealRoot:
    """Find the one root strictly between two rationals, and whether it is rational.

    Parameters
    ----------
    polynomial : fmpz_poly
        With integer coefficients.
    lower, upper : Fraction
        The ends of an open interval, as for `RealRoot`.

    Returns
    -------
    Fraction or RealRoot
        A `Fraction` exactly when the root is rational.

    Raises
    ------
    InputError
        When the interval does not isolate a root.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from flint import fmpz_poly
    >>> root_between(fmpz_poly([-4, 0, 9]), Fraction(0), Fraction(5))
    Fraction(2, 3)
    """
    root = RealRoot(polynomial, lower, upper)
    # Times the leading coefficient c a root is an algebraic integer: a rational one is some m / c.
    leading = abs(int(polynomial.leading_coefficient()))
    low, high = root.bounds(leading.bit_length())
    candidate = Fraction(math.floor(high * leading), leading)
    if low <= candidate and _value_at(polynomial, candidate) == 0:
        return candidate
    return root


def roots_between(
    coefficients: Sequence[RationalLike], lower: RationalLike, upper: RationalLike
) -> list[Fraction | RealRoot]:
    """Find all real roots from one rational to another, ends included, in no particular order.

    Parameters
    ----------
    coefficients : sequence of rational
        The coefficients, low degree first, not all of them 0. Multiple roots are found once.
    lower, upper : rational
        The ends, ``lower <= upper``.

    Raises
    ------
    InputError
        When a number is not exact, the polynomial is 0, or the ends are in the wrong order.

    Examples
    --------
    >>> roots_between([0, "-1/2", 0, 1], 0, 9)
    [Fraction(0, 1), <varsym.exact.root_isolation.RealRoot object at ...>]
    """
    low, high = exact_rational(lower, name="lower"), exact_rational(upper, name="upper")
    if low > high:
        raise InputError(
            f"An interval from {lower} to {upper}.", "lower <= upper.", "Exchange the two."
        )
    rest = _integer_polynomial(coefficients)
    found: list[Fraction | RealRoot] = []
    hit: Fraction | None
    for hit in {low, high}:
        if _value_at(rest, hit) == 0:
            found.append(hit)
            rest = _without(rest, hit)
    while True:
        intervals, hit = _isolate(rest, low, high)
        if hit is None:
            return found + [root_between(rest, *interval) for interval in intervals]
        found.append(hit)
        rest = _without(rest, hit)


def _integer_polynomial(coefficients: Sequence[RationalLike]) -> fmpz_poly:
    from flint import fmpz_poly

    exact = [exact_rational(entry, name="coefficient") for entry in coefficients]
    if not any(exact):
        raise InputError(
            "The roots of the zero polynomial were asked for.",
            "A polynomial with a coefficient that is not 0.",
            "Treat this case apart: every number is a root.",
        )
    common = math.lcm(*(entry.denominator for entry in exact))
    return square_free(fmpz_poly([int(entry * common) for entry in exact]))


def _isolate(
    polynomial: fmpz_poly, lower: Fraction, upper: Fraction
) -> tuple[list[tuple[Fraction, Fraction]], Fraction | None]:
    """Bisect until each interval has one root; stop at a point of bisection that is a root."""
    from flint import fmpz_poly

    isolated = []
    pending = [(_on_unit_interval(polynomial, lower, upper), lower, upper)]
    while pending:
        unit, low, high = pending.pop()
        changes = _sign_changes_on_unit_interval(unit)
        if changes == 1:
            isolated.append((low, high))
        elif changes > 1:
            middle = (low + high) / 2
            degree = unit.degree()
            left = fmpz_poly([c << (degree - k) for k, c in enumerate(unit.coeffs())])
            right = left(fmpz_poly([1, 1]))
            if right[0] == 0:
                return [], middle
            pending += [(left, low, middle), (right, middle, high)]
    return isolated, None


def _value_at(polynomial: fmpz_poly, at: Fraction) -> fmpq:
    from flint import fmpq

    return polynomial(fmpq(at.numerator, at.denominator))


def _without(polynomial: fmpz_poly, root: Fraction) -> fmpz_poly:
    from flint import fmpz_poly

    return polynomial // fmpz_poly([-root.numerator, root.denominator])


def largest_root(polynomials: Sequence[fmpz_poly], upper: int) -> Fraction | RealRoot:
    """Find the largest root of several polynomials all of whose roots are real.

    From above all roots Newton's iteration falls monotonically towards the largest one, also
    when every step is rounded up, and Descartes' rule counts exactly what is above a point.

    Parameters
    ----------
    polynomials : sequence of fmpz_poly
        At least one, not constant and with real roots only, such as characteristic polynomials of
        symmetric integer matrices. That they are real is not checked.
    upper : int
        A number that no root exceeds.

    Examples
    --------
    >>> from flint import fmpz_poly
    >>> largest_root([fmpz_poly([-2, 0, 1]), fmpz_poly([3, -4, 1])], 9)
    Fraction(3, 1)
    """
    for polynomial in polynomials:
        root = _largest_root(square_free(polynomial), upper)
        floor = root.lower if isinstance(root, RealRoot) else root
        others = (other for other in polynomials if other is not polynomial)
        if not any(_has_roots_above(other, floor) for other in others):
            return root
    # Two polynomials share their largest root, or nearly so.
    product = functools.reduce(operator.mul, polynomials)
    return _largest_root(square_free(product), upper)


def _has_roots_above(polynomial: fmpz_poly, at: Fraction) -> bool:
    """Count by Descartes' rule, which is exact as all roots are real."""
    return _sign_changes(_on_unit_interval(polynomial, at, at + 1).coeffs()) > 0


def _largest_root(polynomial: fmpz_poly, upper: int) -> Fraction | RealRoot:
    from flint import fmpz, fmpz_poly

    degree = polynomial.degree()
    at = fmpz(upper)
    scaled = polynomial
    exponent = 0
    while True:
        # Here scaled has the roots times 2^exponent, and at is not below any of them.
        slope = scaled.derivative()
        while (step := scaled(at) // slope(at)) != 0:
            at -= step
        high = Fraction(int(at), 1 << exponent)
        if scaled(at) == 0:
            return high
        # For real roots p / p' >= (x - largest) / degree, and here p / p' < 1.
        shifted = scaled(fmpz_poly([at - degree, 1]))
        if shifted[0] != 0 and _sign_changes(shifted.coeffs()) == 1:
            low = Fraction(int(at) - degree, 1 << exponent)
            return root_between(polynomial, low, high)
        exponent += _FINER
        at <<= _FINER
        coefficients = enumerate(polynomial.coeffs())
        scaled = fmpz_poly([c << exponent * (degree - k) for k, c in coefficients])
