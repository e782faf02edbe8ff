"""Rational linear forms in logarithms of rationals, q + Σ c_i log b_i, compared exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from varsym.errors import InputError
from varsym.exact.coprime_powers import coprime_powers, strip
from varsym.exact.enclosure import Enclosure, decimal_digits
from varsym.exact.fixed_point import Reading, check_digits, log_bounds, log_reading, settle
from varsym.exact.numbers import RationalLike, exact_rational, format_rational
from varsym.notebook_faces import NotebookFace

if TYPE_CHECKING:
    from varsym.exact.magnitudes import Magnitude

__all__ = ["LogForm"]

_START = 64


class LogForm(NotebookFace):
    """The exact real number q + Σ c_i log b_i, with rational q, c_i and rational b_i > 0.

    Sums and rational multiples are again such numbers. They are immutable, hashable and totally
    ordered, also against rationals. The bases are kept coprime in pairs. Then the form is 0
    only when q and all c_i are 0: otherwise e^-q would be an algebraic number, which by
    Lindemann's theorem needs q = 0, and the product of the b_i^c_i would be 1 against unique
    factorisation. For the same reason a form is rational only when no logarithm is left. So
    equality is decided by exact arithmetic, and the sign of what is not 0 by Arb, at a
    precision that is raised until the sign shows.

    Parameters
    ----------
    constant : rational, optional
        q.
    logs : mapping of rationals to rationals, optional
        The coefficient c_i for each base b_i.

    Raises
    ------
    InputError
        When a number is not exact or a base is not positive.

    References
    ----------
    .. [1] A. Baker, Transcendental Number Theory, Cambridge University Press, 1975, chapter 1.

    Examples
    --------
    >>> from varsym.exact.log_forms import LogForm
    >>> form = LogForm("1/2", {12: 1, "1/3": 1})
    >>> form == LogForm("1/2", {2: 2}), form < 2, form.decimal(20)
    (True, True, '1.8862943611198906188')
    """

    __slots__ = ("_constant", "_terms")
    _constant: Fraction
    _terms: dict[int, Fraction]

    def __init__(
        self,
        constant: RationalLike = 0,
        logs: Mapping[Any, RationalLike] | None = None,
    ) -> None:
        powers = []
        for base, coefficient in (logs or {}).items():
            b = exact_rational(base, name="base", positive=True)
            c = exact_rational(coefficient, name="coefficient")
            powers += [(b.numerator, c), (b.denominator, -c)]
        object.__setattr__(self, "_constant", exact_rational(constant, name="constant"))
        object.__setattr__(self, "_terms", coprime_powers(powers))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} objects are immutable; {name} was set.")

    def __reduce__(self) -> tuple[Any, ...]:
        return LogForm, (self._constant, self.logs)

    @classmethod
    def _of(cls, constant: Fraction, powers: Iterable[tuple[int, Fraction]]) -> LogForm:
        made = object.__new__(cls)
        object.__setattr__(made, "_constant", constant)
        object.__setattr__(made, "_terms", coprime_powers(powers))
        return made

    @classmethod
    def of_products(
        cls, constant: Fraction, powers: Iterable[tuple[Fraction | int, Fraction]]
    ) -> LogForm:
        """Return the form of exact parts, q + Σ c log b, where a base may come several times.

        Other than the constructor it takes numbers of any size, and does not look at them.

        Parameters
        ----------
        constant : Fraction
            q.
        powers : iterable of (Fraction or int, Fraction)
            The pairs (b, c); b is positive.

        Examples
        --------
        >>> from fractions import Fraction
        >>> from varsym.exact.log_forms import LogForm
        >>> print(
        ...     LogForm.of_products(Fraction(0), [(6, Fraction(1)), (Fraction(1, 3), Fraction(1))])
        ... )
        log 2
        """
        parts = []
        for base, exponent in powers:
            parts.append((base.numerator, exponent))
            if base.denominator != 1:
                parts.append((base.denominator, -exponent))
        return cls._of(constant, parts)

    @property
    def constant(self) -> Fraction:
        """The rational q.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm("1/2", {3: 1}).constant
        Fraction(1, 2)
        """
        return self._constant

    @property
    def logs(self) -> dict[int, Fraction]:
        """The coefficients c_i for the bases, integers coprime in pairs, in ascending order.

        Equal forms may have different bases, such as 6 in one place and 2 and 3 in the other.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm(0, {"2/3": 2}).logs
        {2: Fraction(2, 1), 3: Fraction(-2, 1)}
        """
        return dict(sorted(self._terms.items()))

    def as_fraction(self) -> Fraction | None:
        """Return the number when it is rational, and None otherwise.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm(1, {4: 1, 2: -2}).as_fraction(), LogForm(1, {4: 1}).as_fraction()
        (Fraction(1, 1), None)
        """
        return None if self._terms else self._constant

    def multiple_of_log(self, base: int) -> Fraction | None:
        """Return c when the number is exactly c log p, for p = 2, 10 or another even base.

        Parameters
        ----------
        base : int
            An even number that is not divisible by 4, at least 2.

        Returns
        -------
        Fraction or None
            c, or None when there is no such rational.

        Raises
        ------
        InputError
            For another base.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm(0, {100: "1/3"}).multiple_of_log(10), LogForm(0, {2: 1}).multiple_of_log(10)
        (Fraction(2, 3), None)
        """
        if type(base) is not int or base < 2 or base % 4 != 2:
            raise InputError(f"The base {base!r}.", "2, 6, 10, … .", "Choose one of them.")
        # The exponent of 2 on both sides leaves one candidate.
        twos = sum((strip(b, 2)[0] * c for b, c in self._terms.items()), Fraction(0))
        own = LogForm._of(Fraction(0), [(base, twos)])
        return twos if self == own else None

    def _coerced(self, other: object) -> LogForm | None:
        if isinstance(other, LogForm):
            return other
        if isinstance(other, int | Fraction) and not isinstance(other, bool):
            return LogForm._of(Fraction(other), ())
        return None

    def __add__(self, other: object) -> LogForm:
        right = self._coerced(other)
        if right is None:
            return NotImplemented
        powers = [*self._terms.items(), *right._terms.items()]
        return LogForm._of(self._constant + right._constant, powers)

    __radd__ = __add__

    def __neg__(self) -> LogForm:
        return self * -1

    def __sub__(self, other: object) -> LogForm:
        right = self._coerced(other)
        return NotImplemented if right is None else self + -right

    def __rsub__(self, other: object) -> LogForm:
        return -self + other

    def __mul__(self, factor: object) -> LogForm:
        if isinstance(factor, bool) or not isinstance(factor, int | Fraction):
            return NotImplemented
        scale = Fraction(factor)
        powers = [(b, c * scale) for b, c in self._terms.items()]
        return LogForm._of(self._constant * scale, powers)

    __rmul__ = __mul__

    def __truediv__(self, divisor: object) -> LogForm:
        if isinstance(divisor, bool) or not isinstance(divisor, int | Fraction):
            return NotImplemented
        if not divisor:
            raise InputError("A division by 0.", "Another divisor.", "Check the divisor.")
        return self * (1 / Fraction(divisor))

    def is_zero(self) -> bool:
        """Whether the number is 0, by exact arithmetic.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> (LogForm(0, {6: 1}) - LogForm(0, {2: 1, 3: 1})).is_zero()
        True
        """
        return not self._terms and not self._constant

    def sign(self) -> int:
        """Return -1, 0 or 1.

        Raises
        ------
        PrecisionError
            When more than eight million bits would be needed.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm(0, {2: 100_000, 3: -63_093}).sign()
        -1
        """
        if not self._terms:
            return (self._constant > 0) - (self._constant < 0)
        bits = _START
        while True:
            low, high = self.bounds(bits - self.size)
            if low > 0 or high < 0:
                return 1 if low > 0 else -1
            bits *= 2

    def compare(self, other: LogForm | Fraction | int) -> int:
        """Give -1 where the number is below another, 0 for equal and 1 for above.

        Raises
        ------
        InputError
            When the other number is not exact.
        PrecisionError
            As `sign`.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm(0, {2: 1}).compare(LogForm(0, {4: "1/2"}))
        0
        """
        right = self._coerced(other)
        if right is None:
            right = LogForm(exact_rational(other, name="other"))
        return (self - right).sign()

    def __eq__(self, other: object) -> bool:
        right = self._coerced(other)
        if right is None:
            return NotImplemented
        if self._constant != right._constant:
            return False
        return self._terms == right._terms or not (self - right)._terms

    def __hash__(self) -> int:
        if not self._terms:
            return hash(self._constant)
        # Certain digits are the same for all ways to write the number.
        found = settle(self._proved, 12, _START - self.size)
        return hash((found.sign, found.figures, found.exponent))

    def __lt__(self, other: object) -> bool:
        right = self._coerced(other)
        return NotImplemented if right is None else self.compare(right) < 0

    def __le__(self, other: object) -> bool:
        right = self._coerced(other)
        return NotImplemented if right is None else self.compare(right) <= 0

    def __gt__(self, other: object) -> bool:
        right = self._coerced(other)
        return NotImplemented if right is None else self.compare(right) > 0

    def __ge__(self, other: object) -> bool:
        right = self._coerced(other)
        return NotImplemented if right is None else self.compare(right) >= 0

    @property
    def size(self) -> int:
        """A number s such that q and each c_i is below 2^s in absolute value.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm(5, {2: "1/2"}).size
        3
        """
        numbers = [*self._terms.values(), self._constant]
        return max(x.numerator.bit_length() - x.denominator.bit_length() + 1 for x in numbers)

    def bounds(self, bits: int) -> tuple[int, int]:
        """Enclose the number on a grid, by Arb.

        Parameters
        ----------
        bits : int
            The number of bits after the point; it may be negative.

        Returns
        -------
        tuple of int
            Integers low and high with ``low <= 2**bits * x <= high``, a few units apart for
            each term.

        Raises
        ------
        PrecisionError
            When more than eight million bits would be needed.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> low, high = LogForm(0, {2: 1}).bounds(40)
        >>> low * 10**9 >> 40, high * 10**9 >> 40
        (693147180, 693147180)
        """
        low, top = _quotient(self._constant, 1, bits)
        high = low + (1 if top else 0)
        for base, c in self._terms.items():
            below, above, places = log_bounds(base, bits + _length(c))
            if c.numerator < 0:
                below, above = above, below
            low += _quotient(c, below, bits - places)[0]
            high += _quotient(c, above, bits - places)[0] + 1
        return low, high

    def read(self, bits: int) -> Reading:
        """Enclose the number by Arb and approximate it by mpmath.

        Parameters
        ----------
        bits : int
            The number of bits after the point; it may be negative.

        Returns
        -------
        Reading
            As `varsym.exact.fixed_point.settle` wants it.

        Raises
        ------
        PrecisionError
            When more than 262,144 bits would be needed, or the libraries disagree.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> low, high, near, error, shift = LogForm("1/4").read(10)
        >>> low, high, near, shift
        (256, 256, 256, 0)
        """
        low = near = high = 0
        if self._constant:
            low, rest = _quotient(self._constant, 1, bits)
            near, high = low, low + (rest != 0)
        for base, c in self._terms.items():
            n, d = c.numerator, c.denominator
            below, above, value, places = log_reading(
                base, bits + n.bit_length() - d.bit_length() + 2
            )
            if n < 0:
                below, above = above, below
            if d == 1 and places >= bits:
                low += n * below >> places - bits
                high += (n * above >> places - bits) + 1
                near += n * value >> places - bits
            else:
                low += _quotient(c, below, bits - places)[0]
                high += _quotient(c, above, bits - places)[0] + 1
                near += _quotient(c, value, bits - places)[0]
        # A unit for the constant, and one for each rounding and each logarithm.
        return low, high, near, 1 + 2 * len(self._terms), 0

    def _proved(self, bits: int) -> Reading:
        low, high = self.bounds(bits)
        return low, high, low, 0, 0

    def enclosure(self, digits: int) -> Enclosure:
        """Enclose the number so tightly that a number of digits is certain.

        Parameters
        ----------
        digits : int
            The number of significant digits, from 1 to 10,000.

        Returns
        -------
        Enclosure
            The single point when the number is rational. Otherwise an interval with the number
            inside, proved by Arb and agreed on by mpmath, whose ``decimal(digits)`` succeeds.
            There is always one: a number that is not rational lies on no rounding boundary.

        Raises
        ------
        InputError
            When `digits` is no whole number, or below 1.
        PrecisionError
            When more than 10,000 digits, or more than 262,144 bits, would be needed.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm(0, {10: 1}).enclosure(30).decimal(30)
        '2.30258509299404568401799145468'
        """
        count = check_digits(digits)
        if not self._terms:
            return Enclosure(self._constant, self._constant)
        found = settle(self.read, count, 10 * count // 3 + 32 - self.size)
        scale = Fraction(1 << -found.bits) if found.bits < 0 else Fraction(1, 1 << found.bits)
        ends = found.sign * found.low * scale, found.sign * found.high * scale
        return Enclosure(min(ends), max(ends))

    def decimal(self, digits: int) -> str:
        """Write the number, rounded half to even, to a number of significant digits.

        Raises
        ------
        InputError, PrecisionError
            As `enclosure`.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm(0, {2: -(10**40)}).decimal(8), LogForm("0.125").decimal(2)
        ('-6.9314718e+39', '0.12')
        """
        count = check_digits(digits)
        if not self._terms:
            return decimal_digits(self._constant, count)
        found = settle(self.read, count, 10 * count // 3 + 32 - self.size)
        power = found.exponent - count + 1
        scale = Fraction(10**power) if power >= 0 else Fraction(1, 10**-power)
        return decimal_digits(found.sign * found.figures * scale, count)

    def exp(self) -> Magnitude:
        """Return e to the power of this number.

        Examples
        --------
        >>> from varsym.exact.log_forms import LogForm
        >>> LogForm(0, {2: 10}).exp() == 1024
        True
        """
        from varsym.exact.magnitudes import Magnitude

        return Magnitude(self)

    def __str__(self) -> str:
        parts = [format_rational(self._constant)] if self._constant else []
        for base, c in self.logs.items():
            factor = "" if abs(c) == 1 else f"{format_rational(abs(c))}·"
            sign = "-" if c < 0 else "+"
            parts += [sign, f"{factor}log {format_rational(base)}"]
        if not parts:
            return "0"
        if parts[0] == "+":
            parts = parts[1:]
        elif parts[0] == "-":
            parts = ["-" + parts[1], *parts[2:]]
        return " ".join(parts)

    def __repr__(self) -> str:
        return f"<LogForm {self}>"


def _length(c: Fraction) -> int:
    """Return how many bits more a logarithm needs when it is multiplied."""
    return c.numerator.bit_length() - c.denominator.bit_length() + 2


def _quotient(c: Fraction, value: int, places: int) -> tuple[int, int]:
    """Return the floor of c value 2^places, and 0 when that is exact."""
    top, bottom = c.numerator * value, c.denominator
    if places >= 0:
        top <<= places
    elif bottom == 1:
        quotient = top >> -places
        return quotient, top - (quotient << -places)
    else:
        bottom <<= -places
    return divmod(top, bottom)
