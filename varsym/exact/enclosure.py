"""Real numbers known to lie between two rationals, and their certain digits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from varsym.errors import InputError, VarsymError
from varsym.exact.digits import decimal_exponent, digit_string
from varsym.exact.numbers import exact_integer, exact_rational
from varsym.notebook_faces import NotebookFace

__all__ = [
    "Enclosure",
    "PrecisionError",
    "decimal_digits",
    "enclose_rational",
    "enclose_root",
]

_MAX_DIGITS = 10_000
_MAX_ROOT_DIGITS = 10**6


class PrecisionError(VarsymError):
    """The digits asked for are not certain, or cost more than the library spends.

    Examples
    --------
    >>> from varsym.exact.enclosure import PrecisionError
    >>> print(PrecisionError("Digit 5 is open.", advice="Enclose the number more tightly."))
    Digit 5 is open. To do: Enclose the number more tightly.
    """


@dataclass(frozen=True, slots=True)
class Enclosure(NotebookFace):
    """A closed interval with rational ends that contains one real number.

    Two enclosures are ``==`` when their ends agree, which says nothing of the numbers inside;
    `compare` decides about those.

    Parameters
    ----------
    lower, upper : Fraction
        The ends; whatever `exact_rational` takes is accepted.

    Raises
    ------
    InputError
        When an end is not exact or `lower` is above `upper`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.enclosure import Enclosure
    >>> Enclosure(Fraction("1.4141"), Fraction("1.4149")).decimal(3)
    '1.41'
    """

    lower: Fraction
    upper: Fraction

    def __post_init__(self) -> None:
        """Check the ends."""
        object.__setattr__(self, "lower", exact_rational(self.lower, name="lower"))
        object.__setattr__(self, "upper", exact_rational(self.upper, name="upper"))
        if self.lower > self.upper:
            raise InputError(
                "The lower end of an enclosure is above its upper end.",
                "A lower end that is at most the upper end.",
                "Exchange the two.",
            )

    @property
    def width(self) -> Fraction:
        """The distance between the ends.

        Examples
        --------
        >>> from fractions import Fraction
        >>> from varsym.exact.enclosure import Enclosure
        >>> Enclosure(Fraction(1), Fraction(3, 2)).width
        Fraction(1, 2)
        """
        return self.upper - self.lower

    def digits_certain(self) -> int | None:
        """Count the significant digits that can be printed.

        Returns
        -------
        int or None
            The largest d up to 10,000 for which ``decimal(d)`` succeeds, 0 for none, and None
            when the enclosure is a single point, all of whose digits are certain.

        Examples
        --------
        >>> from fractions import Fraction
        >>> from varsym.exact.enclosure import Enclosure
        >>> Enclosure(Fraction("1.4141"), Fraction("1.4149")).digits_certain()
        3
        >>> Enclosure(Fraction(-1), Fraction(1)).digits_certain()
        0
        """
        if self.lower == self.upper:
            return None
        if self.lower <= 0 <= self.upper:
            return 0
        leading = max(decimal_exponent(self.lower), decimal_exponent(self.upper))
        # Both ends in one rounding cell of d digits forces width <= 10**(leading + 1 - d).
        # Of two neighbouring d below that limit, at most one can straddle a rounding boundary.
        most = leading + 1 - decimal_exponent(self.width)
        for digits in range(min(most, _MAX_DIGITS), 0, -1):
            if decimal_digits(self.lower, digits) == decimal_digits(self.upper, digits):
                return digits
        return 0

    def decimal(self, digits: int) -> str:
        """Print the number, rounded half to even, when the rounding is certain.

        Parameters
        ----------
        digits : int
            The number of significant digits, from 1 to 10,000.

        Returns
        -------
        str
            The rounding common to both ends, and so to all numbers between them.

        Raises
        ------
        PrecisionError
            When the two ends round differently.
        InputError
            When `digits` is out of range.

        Examples
        --------
        >>> from varsym.exact.enclosure import enclose_root
        >>> enclose_root(2, 2, 10).decimal(10)
        '1.414213562'
        """
        low = decimal_digits(self.lower, digits)
        if low != decimal_digits(self.upper, digits):
            raise PrecisionError(
                f"The enclosure does not settle {digits} significant digits.",
                f"At most {self.digits_certain()} digits.",
                "Ask for fewer digits, or enclose the number more tightly.",
            )
        return low

    def compare(self, other: Enclosure | Fraction | int) -> int | None:
        """Compare the enclosed number with another, where the ends decide it.

        Parameters
        ----------
        other : Enclosure, Fraction or int
            What to compare with.

        Returns
        -------
        int or None
            -1 for below, 1 for above, 0 for equal, and None when the intervals overlap and
            the answer is unknown.

        Raises
        ------
        InputError
            When `other` is not exact.

        Examples
        --------
        >>> from fractions import Fraction
        >>> from varsym.exact.enclosure import Enclosure
        >>> box = Enclosure(Fraction(1), Fraction(2))
        >>> box.compare(3), box.compare(Fraction(1, 2)), box.compare(1), box.compare(box)
        (-1, 1, None, None)
        """
        if not isinstance(other, Enclosure):
            point = exact_rational(other, name="other")
            other = Enclosure(point, point)
        if self.upper < other.lower:
            return -1
        if self.lower > other.upper:
            return 1
        return 0 if self.lower == self.upper == other.lower == other.upper else None


def enclose_rational(q: Fraction | int, digits: int) -> Enclosure:
    """Enclose a rational by itself.

    Parameters
    ----------
    q : Fraction or int
        Any rational.
    digits : int
        The number of digits that will be asked for, from 1 to 10,000. The result is exact
        whatever it is.

    Returns
    -------
    Enclosure
        The single point.

    Raises
    ------
    InputError
        When an argument is not exact or out of range.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.enclosure import enclose_rational
    >>> enclose_rational(Fraction(2, 3), 5).decimal(5)
    '0.66667'
    """
    exact_integer(digits, "digits", 1, _MAX_DIGITS)
    return Enclosure(exact_rational(q, name="q"), exact_rational(q, name="q"))


def decimal_digits(q: Fraction | int, digits: int) -> str:
    """Round a rational, half to even, to a number of significant digits.

    Parameters
    ----------
    q : Fraction or int
        Any rational.
    digits : int
        The number of significant digits, from 1 to 10,000.

    Returns
    -------
    str
        Plain notation when the exponent e of the rounded number has ``-4 <= e < digits``,
        otherwise scientific notation; all digits are kept, zeros included. 0 is ``"0"``.

    Raises
    ------
    InputError
        When an argument is not exact or out of range.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.enclosure import decimal_digits
    >>> decimal_digits(Fraction(1, 8), 2), decimal_digits(Fraction(-2, 3), 4)
    ('0.12', '-0.6667')
    >>> decimal_digits(Fraction(1, 3 * 10**56), 4), decimal_digits(12345, 4)
    ('3.333e-57', '1.234e+4')
    """
    count = exact_integer(digits, "digits", 1, _MAX_DIGITS)
    value = exact_rational(q, name="q")
    if not value:
        return "0"
    exponent = decimal_exponent(value)
    top, bottom = abs(value.numerator), value.denominator
    shift = count - 1 - exponent
    if shift >= 0:
        top *= 10**shift
    else:
        bottom *= 10**-shift
    figures, rest = divmod(top, bottom)
    if 2 * rest > bottom or (2 * rest == bottom and figures % 2):
        figures += 1
        if figures == 10**count:
            figures //= 10
            exponent += 1
    sign = "-" if value < 0 else ""
    return sign + _place_point(digit_string(figures), exponent)


def _place_point(figures: str, exponent: int) -> str:
    if -4 <= exponent < 0:
        return "0." + "0" * (-exponent - 1) + figures
    if 0 <= exponent < len(figures):
        whole, fraction = figures[: exponent + 1], figures[exponent + 1 :]
        return f"{whole}.{fraction}" if fraction else whole
    point = "." if len(figures) > 1 else ""
    return f"{figures[0]}{point}{figures[1:]}e{exponent:+d}"


def _integer_root(value: int, n: int) -> int:
    if n == 1 or value < 2:
        return value
    if n == 2:
        return math.isqrt(value)
    size = -(-value.bit_length() // n)
    if size <= n.bit_length() + 4:
        low, high = 1, 1 << size
        while high - low > 1:
            middle = (low + high) // 2
            if middle**n <= value:
                low = middle
            else:
                high = middle
        return low
    # Half of the bits give a start just above the root; Newton then falls onto it.
    half = (size - n.bit_length()) // 2
    root = (_integer_root(value >> (n * half), n) + 1) << half
    while True:
        better = ((n - 1) * root + value // root ** (n - 1)) // n
        if better >= root:
            return root
        root = better


def enclose_root(q: Fraction | int, n: int, digits: int) -> Enclosure:
    """Enclose the non-negative n-th root of a rational.

    Parameters
    ----------
    q : Fraction or int
        A rational that is at least 0.
    n : int
        The order of the root, at least 1.
    digits : int
        The number of significant digits that the result must settle, from 1 to 10,000.

    Returns
    -------
    Enclosure
        The single point when the root is rational; otherwise an interval whose open inside
        contains the root and whose ``decimal(digits)`` succeeds.

    Raises
    ------
    InputError
        When an argument is not exact or out of range.
    PrecisionError
        When the computation would need integers of more than a million digits.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.enclosure import enclose_root
    >>> enclose_root(Fraction(1, 9), 2, 5)
    Enclosure(lower=Fraction(1, 3), upper=Fraction(1, 3))
    >>> enclose_root(2, 3, 6).decimal(6)
    '1.25992'
    """
    value = exact_rational(q, name="q", nonnegative=True)
    order = exact_integer(n, "n", 1)
    count = exact_integer(digits, "digits", 1, _MAX_DIGITS)
    if value in (0, 1) or order == 1:
        return Enclosure(value, value)
    longest = max(value.numerator.bit_length(), value.denominator.bit_length())
    if order < longest:
        top = _integer_root(value.numerator, order)
        bottom = _integer_root(value.denominator, order)
        if top**order == value.numerator and bottom**order == value.denominator:
            root = Fraction(top, bottom)
            return Enclosure(root, root)
    # The root is irrational from here on, so more guard digits always settle the rounding.
    leading = decimal_exponent(value) // order
    guard = 3
    while True:
        places = count + guard - 1 - leading
        if order * (count + guard) > _MAX_ROOT_DIGITS:
            raise PrecisionError(
                f"A root of order {order if order < 10**9 else 'above 10^9'} was asked for "
                f"with {count} digits.",
                f"A product of order and digits below {_MAX_ROOT_DIGITS}.",
                "Ask for fewer digits.",
            )
        scaled = value * Fraction(10) ** (order * places)
        found = _integer_root(scaled.numerator // scaled.denominator, order)
        unit = Fraction(10) ** -places
        box = Enclosure(found * unit, (found + 1) * unit)
        if decimal_digits(box.lower, count) == decimal_digits(box.upper, count):
            return box
        guard *= 2
