"""Positive real numbers of any size, exp(q) Π b_i^c_i, exact, and printed with certain digits."""

from __future__ import annotations

import sys
from fractions import Fraction
from functools import partial
from typing import Any, TypeGuard

from varsym.errors import InputError
from varsym.exact.coprime_powers import exact_root
from varsym.exact.digits import decimal_exponent, digit_string
from varsym.exact.enclosure import Enclosure, PrecisionError, decimal_digits
from varsym.exact.fixed_point import Settled, check_digits, settle
from varsym.exact.form_readings import read_exp, read_log10, read_log10_of_log10
from varsym.exact.log_forms import LogForm
from varsym.exact.numbers import RationalLike, exact_rational
from varsym.notebook_faces import NotebookFace

__all__ = ["Magnitude"]

_MAX_BITS = 10**6
_ZERO = Fraction(0)
_ONE = Fraction(1)
_HASH_MODULUS = sys.hash_info.modulus


class Magnitude(NotebookFace):
    """The positive real number e^x for an exact `LogForm` x, such as exp(-10^400) or 2^(10^1000).

    It is immutable, hashable and totally ordered, also against rationals. Products, quotients
    and rational powers are again such numbers; sums are not.

    Digits are read off e^(x - n log 10), which is near 1, at a precision that is raised until
    Arb's bounds and mpmath's value, with its error, settle the same digits. Only a number on
    a rounding boundary, which is a rational, could keep that from ending. Whether the number is
    the boundary that is met is then decided exactly, as x is compared with the logarithm of the
    boundary, so that none is left.

    Parameters
    ----------
    log : LogForm
        The logarithm x.

    Raises
    ------
    InputError
        When it is no `LogForm`.

    Examples
    --------
    >>> from varsym.exact.magnitudes import Magnitude
    >>> tiny = Magnitude.exp(-(10**40))
    >>> (
    ...     tiny.decimal(6),
    ...     tiny < Magnitude.power(10, -(10**39)),
    ...     tiny**2 == Magnitude.exp(-2 * 10**40),
    ... )
    ('1.07138e-4342944819032518276511289189166050822944', True, True)
    """

    __slots__ = ("_log",)
    _log: LogForm

    def __init__(self, log: LogForm) -> None:
        if not isinstance(log, LogForm):
            raise InputError(
                f"An object of type {type(log).__name__} as a logarithm.",
                "A LogForm.",
                "Use Magnitude.of, Magnitude.exp or Magnitude.power.",
            )
        object.__setattr__(self, "_log", log)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} objects are immutable; {name} was set.")

    def __reduce__(self) -> tuple[Any, ...]:
        return Magnitude, (self._log,)

    @classmethod
    def of(cls, value: RationalLike) -> Magnitude:
        """Return a positive rational `value` as a magnitude.

        Raises
        ------
        InputError
            When it is not exact or not positive.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.of("3/4").rational()
        Fraction(3, 4)
        """
        return cls.power(value, 1)

    @classmethod
    def exp(cls, q: RationalLike) -> Magnitude:
        """Return e^q for a rational q.

        Raises
        ------
        InputError
            When q is not exact.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.exp(1).decimal(12)
        '2.71828182846'
        """
        return cls(LogForm.of_products(exact_rational(q, name="q"), ()))

    @classmethod
    def power(cls, base: RationalLike, exponent: RationalLike) -> Magnitude:
        """Return b^c for a rational base b > 0 and a rational exponent c.

        Raises
        ------
        InputError
            When a number is not exact or the base is not positive.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.power(2, "1/2").decimal(10)
        '1.414213562'
        """
        b = exact_rational(base, name="base", positive=True)
        return cls(LogForm.of_products(_ZERO, [(b, exact_rational(exponent, name="exponent"))]))

    @property
    def log(self) -> LogForm:
        """The natural logarithm, exactly.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> print(Magnitude.of("1/8").log)
        -log 8
        """
        return self._log

    def _coerced(self, other: object) -> Magnitude | None:
        if isinstance(other, Magnitude):
            return other
        if isinstance(other, int | Fraction) and not isinstance(other, bool) and other > 0:
            return Magnitude(LogForm.of_products(_ZERO, [(other, _ONE)]))
        return None

    def __mul__(self, other: object) -> Magnitude:
        right = self._coerced(other)
        return NotImplemented if right is None else Magnitude(self._log + right._log)

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Magnitude:
        right = self._coerced(other)
        return NotImplemented if right is None else Magnitude(self._log - right._log)

    def __rtruediv__(self, other: object) -> Magnitude:
        left = self._coerced(other)
        return NotImplemented if left is None else Magnitude(left._log - self._log)

    def __pow__(self, exponent: object) -> Magnitude:
        if isinstance(exponent, bool) or not isinstance(exponent, int | Fraction):
            return NotImplemented
        return Magnitude(self._log * exponent)

    def compare(self, other: Magnitude | Fraction | int) -> int:
        """Compare with another magnitude or any rational; this is decided exactly.

        Returns
        -------
        int
            -1 for below, 0 for equal, 1 for above.

        Raises
        ------
        InputError
            When the other number is not exact.
        PrecisionError
            When more than eight million bits would be needed to tell two numbers apart.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.exp(-(10**1000)).compare(0), Magnitude.power(8, "1/3").compare(2)
        (1, 0)
        """
        right = self._coerced(other)
        if right is None:
            q = exact_rational(other, name="other")
            if q <= 0:
                return 1
            right = Magnitude.of(q)
        return self._log.compare(right.log)

    def __eq__(self, other: object) -> bool:
        right = self._coerced(other)
        if right is not None:
            return self._log == right._log
        return False if _comparable(other) else NotImplemented

    def __hash__(self) -> int:
        if not self.is_rational:
            return hash((self._log, 1))
        # The hash of a rational, as Python defines it, is multiplicative.
        residue = 1
        for base, exponent in self._integer_powers():
            part = base % _HASH_MODULUS
            if exponent < 0:
                if not part:
                    return sys.hash_info.inf
                part = pow(part, -1, _HASH_MODULUS)
            residue = residue * pow(part, abs(exponent), _HASH_MODULUS) % _HASH_MODULUS
        return residue

    def __lt__(self, other: object) -> bool:
        return self.compare(other) < 0 if _comparable(other) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.compare(other) <= 0 if _comparable(other) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.compare(other) > 0 if _comparable(other) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.compare(other) >= 0 if _comparable(other) else NotImplemented

    @property
    def is_rational(self) -> bool:
        """Whether the number is rational, decided exactly.

        With bases that are coprime in pairs and exponents in lowest terms that holds when q is
        0 and each base is a perfect power of the order of its exponent's denominator.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.power(4, "1/2").is_rational, Magnitude.exp("1/2").is_rational
        (True, False)
        """
        return not self._log.constant and all(
            exact_root(base, c.denominator) is not None for base, c in self._log.logs.items()
        )

    def _integer_powers(self) -> list[tuple[int, int]]:
        """Return the factors of a rational number."""
        found = []
        for base, c in self._log.logs.items():
            root = exact_root(base, c.denominator)
            if root is not None:
                found.append((root, c.numerator))
        return found

    def rational(self) -> Fraction | None:
        """Return the number as a `Fraction`, while it is one of at most a million bits.

        Returns
        -------
        Fraction or None
            None when the number is irrational, see `is_rational`, or when its numerator or
            denominator has more than a million bits.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> (Magnitude.power(2, "1/2") * Magnitude.power(8, "1/2")).rational()
        Fraction(4, 1)
        >>> Magnitude.power(2, 10**7).rational() is None
        True
        """
        if not self.is_rational:
            return None
        top = bottom = 1
        for base, exponent in self._integer_powers():
            # The least that the power can take, before it is computed.
            if abs(exponent) * (base.bit_length() - 1) > _MAX_BITS:
                return None
            if exponent > 0:
                top *= base**exponent
            else:
                bottom *= base**-exponent
            if max(top.bit_length(), bottom.bit_length()) > _MAX_BITS:
                return None
        return Fraction(top, bottom)

    def _equals(self, boundary: Fraction, shift: int) -> bool:
        """Whether the number is a rational times a power of ten."""
        return self._log == LogForm.of_products(_ZERO, [(boundary, _ONE), (10, Fraction(shift))])

    def _settle(self, digits: object) -> Settled:
        count = check_digits(digits)
        return settle(
            partial(read_exp, self._log), count, max(64, 10 * count // 3 + 32), self._equals
        )

    def scientific(self, digits: int) -> tuple[str, int]:
        """Return mantissa and exponent, with certain digits, rounded half to even.

        Parameters
        ----------
        digits : int
            The number of significant digits of the mantissa, from 1 to 10,000.

        Returns
        -------
        tuple of str and int
            A text such as ``"1.2345"``, from 1 to below 10, and the power of ten.

        Raises
        ------
        InputError
            When `digits` is no whole number, or below 1.
        PrecisionError
            When more than 10,000 digits, or more than 262,144 bits, would be needed.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.power(256, -5 * 10**40).scientific(20)
        ('1.1153602341978949439', -120411998265592478085495557889797210707276)
        """
        found = self._settle(digits)
        return _with_point(digit_string(found.figures)), found.exponent

    def decimal(self, digits: int) -> str:
        """Print the number with certain digits, rounded half to even.

        Parameters
        ----------
        digits : int
            The number of significant digits, from 1 to 10,000.

        Returns
        -------
        str
            Plain notation when the exponent e has ``-4 <= e < digits``, otherwise a text such
            as ``"1.2345e-98765"``, whose exponent may itself be long; see `power_of_ten`.

        Raises
        ------
        InputError, PrecisionError
            As `scientific`.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.exp(-1000).decimal(5), Magnitude.exp(-2).decimal(5)
        ('5.0760e-435', '0.13534')
        """
        found = self._settle(digits)
        figures = digit_string(found.figures)
        exponent = found.exponent
        if not -4 <= exponent < len(figures):
            sign = "+" if exponent >= 0 else ""
            return f"{_with_point(figures)}e{sign}{digit_string(exponent)}"
        power = exponent - len(figures) + 1
        return decimal_digits(found.figures * Fraction(10) ** power, len(figures))

    def enclosure(self, digits: int) -> Enclosure:
        """Enclose the number so tightly that a number of digits is certain.

        Parameters
        ----------
        digits : int
            The number of significant digits, from 1 to 10,000.

        Returns
        -------
        Enclosure
            The single point for a rational of at most a million bits, otherwise an interval
            with the number inside.

        Raises
        ------
        InputError, PrecisionError
            As `scientific`; also when the ends would have more than a million bits.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.exp(-1).enclosure(8).decimal(8)
        '0.36787944'
        """
        count = check_digits(digits)
        value = self.rational()
        if value is not None:
            return Enclosure(value, value)
        low, high = (abs(end) for end in self._log.bounds(0))
        if max(low, high) > _MAX_BITS // 2:
            raise PrecisionError(
                "Bounds of a number whose logarithm is too large for a fraction were asked for.",
                f"Fractions of at most {_MAX_BITS} bits.",
                "Enclose its logarithm: log.enclosure(digits).",
            )
        found = self._settle(count)
        scale = Fraction(10) ** found.shift / (1 << found.bits)
        return Enclosure(found.low * scale, found.high * scale)

    def log_decimal(self, digits: int) -> str:
        """Write the natural logarithm with certain digits, see `LogForm.decimal`.

        Raises
        ------
        InputError, PrecisionError
            As `LogForm.decimal`.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.power(2, 10**400).log_decimal(5)
        '6.9315e+399'
        """
        return self._log.decimal(digits)

    def log10_decimal(self, digits: int) -> str:
        """Write the logarithm to base 10 with certain digits, rounded half to even.

        It is rational only when the number is a rational power of 10, which is decided exactly
        and printed as it is; any other lies on no rounding boundary.

        Raises
        ------
        InputError, PrecisionError
            As `LogForm.decimal`.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> (
        ...     Magnitude.power(2, 10**400).log10_decimal(5),
        ...     Magnitude.power(100, "1/16").log10_decimal(2),
        ... )
        ('3.0103e+399', '0.12')
        """
        count = check_digits(digits)
        value = self._log.multiple_of_log(10)
        if value is not None:
            return decimal_digits(value, count)
        found = settle(partial(read_log10, self._log), count, 10 * count // 3 + 32 - self._log.size)
        power = found.exponent - count + 1
        return decimal_digits(found.sign * found.figures * Fraction(10) ** power, count)

    def log10_of_log10(self, digits: int) -> str:
        """Write log10 ``|log10 x|``, the length of the exponent of x, with certain digits.

        By Baker's theorem it is rational only when x is 10^(±10^n) for a whole number n, which
        is decided exactly; any other value lies on no rounding boundary.

        Raises
        ------
        InputError
            When x is 1, so that log10 x is 0; and as `LogForm.decimal`.
        PrecisionError
            As `LogForm.decimal`.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.exp(-(10**1000)).log10_of_log10(8), Magnitude.of("0.1").log10_of_log10(5)
        ('999.63778', '0')
        """
        count = check_digits(digits)
        if self._log.is_zero():
            raise InputError(
                "The number 1, whose logarithm to base 10 is 0.", "Another number.", "Leave it out."
            )
        value = self._log.multiple_of_log(10)
        if value is not None:
            power = _power_of_ten(abs(value))
            if power is not None:
                return decimal_digits(power, count)
        found = settle(partial(read_log10_of_log10, self._log), count, 10 * count // 3 + 64)
        power = found.exponent - count + 1
        return decimal_digits(found.sign * found.figures * Fraction(10) ** power, count)

    def power_of_ten(self, digits: int) -> str:
        """Write the number as a power of ten, for exponents that are too long to read.

        Parameters
        ----------
        digits : int
            The significant digits of the exponent, from 1 to 10,000.

        Raises
        ------
        InputError, PrecisionError
            As `log10_decimal`.

        Examples
        --------
        >>> from varsym.exact.magnitudes import Magnitude
        >>> Magnitude.exp(-(10**400)).power_of_ten(3)
        '10^(-4.34e+399)'
        """
        return f"10^({self.log10_decimal(digits)})"

    def __str__(self) -> str:
        return f"exp({self._log})"

    def __repr__(self) -> str:
        return f"<Magnitude {self}>"


def _comparable(other: object) -> TypeGuard[Magnitude | Fraction | int]:
    return isinstance(other, Magnitude | Fraction | int) and not isinstance(other, bool)


def _power_of_ten(value: Fraction) -> int | None:
    """Return n when a positive rational is 10^n."""
    n = decimal_exponent(value)
    return n if value == Fraction(10) ** n else None


def _with_point(figures: str) -> str:
    return f"{figures[0]}.{figures[1:]}" if len(figures) > 1 else figures
