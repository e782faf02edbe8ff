"""Real algebraic numbers: exact, ordered, and printed with certain digits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn

from varsym.errors import InputError
from varsym.exact.enclosure import Enclosure, decimal_digits, enclose_rational
from varsym.exact.irrationals import (
    Irrational,
    away_from_zero,
    factor_powers,
    minimal_polynomial,
    scale_roots,
    simplify,
    square_root,
)
from varsym.exact.numbers import RationalLike, exact_integer, exact_rational, format_rational
from varsym.exact.root_isolation import RealRoot, roots_between, sign_changes_between

if TYPE_CHECKING:
    from flint import fmpz_poly

__all__ = ["AlgebraicNumber"]

_MAX_DIGITS = 10_000
_MAX_BITS = 10**6
_ONE = Fraction(1)


class AlgebraicNumber:
    """An immutable real number that is a root of a polynomial with integer coefficients.

    It is exact: comparisons are always decided, and any number of digits can be had. Products,
    powers and square roots are again such numbers; nothing is factored before the minimal
    polynomial is asked for or needed.

    Make one with `root_of` or `from_rational`, or with `varsym.exact.real_roots`.

    Raises
    ------
    InputError
        When it is made by its constructor.

    Examples
    --------
    >>> from varsym.exact.algebraic import AlgebraicNumber
    >>> root = AlgebraicNumber.root_of([-2, 0, 1], 1, 2)
    >>> root.decimal(20), root * root == 2
    ('1.4142135623730950488', True)
    >>> (root.sqrt() * root).minimal_polynomial
    (-8, 0, 0, 0, 1)
    """

    __slots__ = ("_irrational", "_scale")
    # The number is _scale * _irrational, and rational when _irrational is None.
    _irrational: Irrational | None
    _scale: Fraction

    def __init__(self) -> None:
        raise InputError(
            "AlgebraicNumber was called without saying which root of which polynomial.",
            "A named constructor.",
            "Use AlgebraicNumber.root_of or AlgebraicNumber.from_rational.",
        )

    @classmethod
    def _of(cls, irrational: Irrational | None, scale: Fraction) -> AlgebraicNumber:
        made = object.__new__(cls)
        object.__setattr__(made, "_irrational", irrational if scale else None)
        object.__setattr__(made, "_scale", scale)
        return made

    @classmethod
    def from_rational(cls, q: RationalLike) -> AlgebraicNumber:
        """Return a rational `q` as an algebraic number.

        Raises
        ------
        InputError
            When it is not exact.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.from_rational("1/2").minimal_polynomial
        (-1, 2)
        """
        return cls._of(None, exact_rational(q, name="q"))

    @classmethod
    def from_root(cls, root: Fraction | RealRoot) -> AlgebraicNumber:
        """Return a `root` that the functions of `varsym.exact.root_isolation` found.

        Examples
        --------
        >>> from fractions import Fraction
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.from_root(Fraction(3)).as_fraction()
        Fraction(3, 1)
        """
        return cls._of(root, _ONE) if isinstance(root, RealRoot) else cls._of(None, root)

    @classmethod
    def root_of(
        cls, coefficients: Sequence[int], lower: RationalLike, upper: RationalLike
    ) -> AlgebraicNumber:
        """Return the one root of a polynomial in a closed interval.

        Parameters
        ----------
        coefficients : sequence of int
            The coefficients, low degree first. The polynomial may be reducible, and the root
            multiple.
        lower, upper : rational
            The ends, ``lower <= upper``.

        Raises
        ------
        InputError
            When a number is not exact, the polynomial is constant, the ends are in the wrong
            order, or there is not exactly one root; that is counted exactly.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.root_of([-1, -1, 1], 1, 2).decimal(10)
        '1.618033989'
        >>> AlgebraicNumber.root_of([-2, 0, 1], -2, 2)
        Traceback (most recent call last):
            ...
        varsym.errors.InputError: A polynomial with 2 real roots from -2 to 2. ...
        """
        integers = [exact_integer(entry, "coefficient") for entry in coefficients]
        found = roots_between(integers, lower, upper)
        if len(found) != 1:
            raise InputError(
                f"A polynomial with {len(found)} real roots from {lower} to {upper}.",
                "An interval with exactly one root.",
                "Use varsym.exact.real_roots to find all of them.",
            )
        return cls.from_root(found[0])

    @property
    def is_rational(self) -> bool:
        """Whether the number is rational.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.root_of([-4, 0, 1], 1, 3).is_rational
        True
        """
        return self._irrational is None

    def as_fraction(self) -> Fraction:
        """Return a rational number as a `Fraction`.

        Raises
        ------
        InputError
            When the number is irrational.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.root_of([-4, 0, 9], 0, 1).as_fraction()
        Fraction(2, 3)
        """
        if self._irrational is not None:
            raise InputError(
                f"The irrational number {self}.", "A rational number.", "Use enclosure or decimal."
            )
        return self._scale

    @property
    def minimal_polynomial(self) -> tuple[int, ...]:
        """The coefficients, low degree first, of the irreducible polynomial over the integers.

        It is primitive with a positive leading coefficient. It is computed when asked for, which
        takes factoring.

        Raises
        ------
        SizeError
            For a product of irrational numbers whose degrees multiply to more than 250.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.root_of([-4, 0, 0, 0, 1], 1, 2).minimal_polynomial
        (-2, 0, 1)
        """
        if self._irrational is None:
            return -self._scale.numerator, self._scale.denominator
        return tuple(int(c) for c in _polynomial(self._irrational, self._scale).coeffs())

    @property
    def degree(self) -> int:
        """The degree of the minimal polynomial.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.root_of([-4, 0, 0, 0, 1], 1, 2).degree
        2
        """
        return len(self.minimal_polynomial) - 1

    def bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        """Return rationals below and above the number, at most 2^-bits apart.

        Parameters
        ----------
        bits : int
            Binary digits after the point, from 1 to a million.

        Raises
        ------
        InputError
            When `bits` is out of range.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> low, high = AlgebraicNumber.root_of([-2, 0, 1], 1, 2).bounds(100)
        >>> low**2 < 2 < high**2, (high - low) * 2**100 <= 1
        (True, True)
        """
        return self._bounds(exact_integer(bits, "bits", 1, _MAX_BITS))

    def _bounds(self, bits: int) -> tuple[Fraction, Fraction]:
        if self._irrational is None:
            return self._scale, self._scale
        growth = math.ceil(abs(self._scale)).bit_length()
        low, high = (self._scale * end for end in self._irrational.bounds(bits + growth))
        return (low, high) if low < high else (high, low)

    def enclosure(self, digits: int) -> Enclosure:
        """Enclose the number so tightly that a number of digits is certain.

        Parameters
        ----------
        digits : int
            The number of significant digits that the result must settle, from 1 to 10,000.

        Returns
        -------
        Enclosure
            The single point when the number is rational; otherwise an interval whose
            ``decimal(digits)`` succeeds.

        Raises
        ------
        InputError
            When `digits` is out of range.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> box = AlgebraicNumber.root_of([-2, 0, 0, 1], 1, 2).enclosure(5)
        >>> box.lower**3 < 2 < box.upper**3, box.decimal(5)
        (True, '1.2599')
        """
        count = exact_integer(digits, "digits", 1, _MAX_DIGITS)
        if self._irrational is None:
            return enclose_rational(self._scale, count)
        low, high = (abs(self._scale * end) for end in away_from_zero(self._irrational))
        least = min(low, high)
        exponent = least.numerator.bit_length() - least.denominator.bit_length() - 1
        # 10^3 < 2^10. An irrational number is no tie, so that more bits always settle it.
        bits = 10 * count // 3 + 8 - exponent
        while True:
            low, high = self._bounds(max(1, bits))
            if decimal_digits(low, count) == decimal_digits(high, count):
                return Enclosure(low, high)
            bits += 32

    def decimal(self, digits: int) -> str:
        """Write the number, rounded half to even, to a number of significant digits.

        Raises
        ------
        InputError
            When `digits` is not from 1 to 10,000.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.from_rational("0.25").decimal(1)
        '0.2'
        """
        return self.enclosure(digits).decimal(digits)

    def compare(self, other: AlgebraicNumber | RationalLike) -> int:
        """Compare with another number; this is always decided.

        Returns
        -------
        int
            -1 for below, 0 for equal, 1 for above.

        Raises
        ------
        InputError
            When the other number is not exact.
        SizeError
            When products of degree above 250 agree to hundreds of digits.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> root = AlgebraicNumber.root_of([-2, 0, 1], 1, 2)
        >>> root.compare(root.sqrt() * root.sqrt()), root.compare("1.41")
        (0, 1)
        """
        if not isinstance(other, AlgebraicNumber):
            other = AlgebraicNumber.from_rational(other)
        return self._compare(other)

    def _compare(self, number: AlgebraicNumber) -> int:
        if self._irrational == number._irrational and self._scale == number._scale:
            return 0
        bits = 32
        while True:
            (low, high), (below, above) = self._bounds(bits), number._bounds(bits)
            if high < below or above < low:
                return 1 if above < low else -1
            if bits > 256 and self._is_same_root(number, min(low, below), max(high, above)):
                return 0
            bits *= 2

    def _is_same_root(self, other: AlgebraicNumber, low: Fraction, high: Fraction) -> bool:
        """Tell whether both are the only root of one polynomial in an interval with both."""
        if self._irrational is None or other._irrational is None:
            return False
        polynomial = _polynomial(self._irrational, self._scale)
        return (
            polynomial == _polynomial(other._irrational, other._scale)
            and sign_changes_between(polynomial, low, high) == 1
        )

    def _sign(self) -> int:
        scale = (self._scale > 0) - (self._scale < 0)
        if self._irrational is None:
            return scale
        return scale if away_from_zero(self._irrational)[0] > 0 else -scale

    def sqrt(self) -> AlgebraicNumber:
        """Return the non-negative square root.

        Raises
        ------
        InputError
            When the number is negative.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.from_rational("9/4").sqrt().as_fraction()
        Fraction(3, 2)
        >>> AlgebraicNumber.root_of([-1, -1, 1], 1, 2).sqrt().minimal_polynomial
        (-1, 0, -1, 0, 1)
        """
        if self._sign() < 0:
            raise InputError(
                f"The square root of {self}.", "A number that is at least 0.", "Check its sign."
            )
        if not self._scale:
            return self
        scale, irrational = square_root(self._scale, self._irrational)
        return self._of(irrational, scale)

    def __mul__(self, other: object) -> AlgebraicNumber:
        """Multiply with a rational or an algebraic number."""
        number = _as_operand(other)
        if number is None:
            return NotImplemented
        powers = factor_powers(self._irrational) + factor_powers(number._irrational)
        scale, irrational = simplify(powers)
        return self._of(irrational, scale * self._scale * number._scale)

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> AlgebraicNumber:
        """Raise to a power whose exponent is an integer from 0 on."""
        if type(exponent) is not int or exponent < 0:
            return NotImplemented
        powers = factor_powers(self._irrational)
        scale, irrational = simplify(Counter({base: n * exponent for base, n in powers.items()}))
        return self._of(irrational, scale * self._scale**exponent)

    def __neg__(self) -> AlgebraicNumber:
        """Negate."""
        return self._of(self._irrational, -self._scale)

    def __abs__(self) -> AlgebraicNumber:
        """Return the absolute value."""
        return -self if self._sign() < 0 else self

    def __eq__(self, other: object) -> bool:
        """Tell whether the other is the same number; a rational may be."""
        number = _as_operand(other)
        return NotImplemented if number is None else self.compare(number) == 0

    def __lt__(self, other: object) -> bool:
        """Tell whether this is below a rational or algebraic number."""
        number = _as_operand(other)
        return NotImplemented if number is None else self.compare(number) < 0

    def __le__(self, other: object) -> bool:
        """Tell whether this is at most a rational or algebraic number."""
        number = _as_operand(other)
        return NotImplemented if number is None else self.compare(number) <= 0

    def __gt__(self, other: object) -> bool:
        """Tell whether this is above a rational or algebraic number."""
        number = _as_operand(other)
        return NotImplemented if number is None else self.compare(number) > 0

    def __ge__(self, other: object) -> bool:
        """Tell whether this is at least a rational or algebraic number."""
        number = _as_operand(other)
        return NotImplemented if number is None else self.compare(number) >= 0

    def __bool__(self) -> bool:
        """Tell whether the number is not 0."""
        return bool(self._scale)

    def __hash__(self) -> int:
        """Hash as the equal `Fraction` does, or else by the minimal polynomial."""
        return hash(self._scale if self._irrational is None else self.minimal_polynomial)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: the number is immutable."""
        raise AttributeError(f"An AlgebraicNumber is immutable; {name!r} cannot be set.")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: the number is immutable."""
        raise AttributeError(f"An AlgebraicNumber is immutable; {name!r} cannot be deleted.")

    def __reduce__(self) -> tuple[object, tuple[Irrational | None, Fraction]]:
        """Pickle and copy by the parts."""
        return AlgebraicNumber._of, (self._irrational, self._scale)

    def __str__(self) -> str:
        """Write a rational as it is, and ten digits of another number."""
        if self._irrational is None:
            return format_rational(self._scale)
        return f"{self.decimal(10)}…"

    def __repr__(self) -> str:
        """Write the class and the number."""
        return f"<AlgebraicNumber {self}>"

    def sympy(self) -> Any:
        """Return the number as a SymPy `Rational` or `CRootOf`.

        Examples
        --------
        >>> from varsym.exact.algebraic import AlgebraicNumber
        >>> AlgebraicNumber.root_of([-2, 0, 1], 1, 2).sympy()
        CRootOf(x**2 - 2, 1)
        """
        import sympy

        if self._irrational is None:
            return sympy.Rational(self._scale.numerator, self._scale.denominator)
        coefficients = self.minimal_polynomial
        bound = Fraction(max(map(abs, coefficients)), coefficients[-1]) + 1
        roots = map(self.from_root, roots_between(coefficients, -bound, bound))
        polynomial = sympy.Poly(coefficients[::-1], sympy.Symbol("x"))
        return sympy.CRootOf(polynomial, sorted(roots).index(self), radicals=False)


def _as_operand(other: object) -> AlgebraicNumber | None:
    if isinstance(other, AlgebraicNumber):
        return other
    if isinstance(other, (int, Fraction)) and not isinstance(other, bool):
        return AlgebraicNumber.from_rational(other)
    return None


def _polynomial(irrational: Irrational, scale: Fraction) -> fmpz_poly:
    return scale_roots(minimal_polynomial(irrational), scale)
