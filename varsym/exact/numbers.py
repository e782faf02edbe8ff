"""Numbers from outside, turned into exact rationals or refused."""

from __future__ import annotations

import numbers
import re
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn, TypeAlias

from varsym.errors import InputError
from varsym.exact.digits import decimal_exponent, digit_count, digit_string, parse_digits

__all__ = ["RationalLike", "exact_integer", "exact_rational", "format_rational"]

RationalLike: TypeAlias = int | Fraction | Decimal | str

_MAX_TEXT = 10_000
_MAX_EXPONENT = 10_000
_MAX_BITS = 10**6
_SHOWN_TEXT = 40
_SHOWN_DIGITS = 5

_QUOTIENT = re.compile(r"([+-]?)([0-9]+)(?:/([0-9]+))?")
_DECIMAL = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?)0*([0-9]+))?")

_FORMS = 'An exact rational such as 3, Fraction(1, 10), "1/10", "0.1" or "1e-3".'


def _label(name: str) -> str:
    return f"The argument {_clip(name)}"


def _clip(text: str) -> str:
    return repr(text if len(text) <= _SHOWN_TEXT else text[:_SHOWN_TEXT] + "…")


def _read_text(text: str, name: str) -> Fraction:
    label = _label(name)
    if len(text) > _MAX_TEXT:
        raise InputError(
            f"{label} is a text of {len(text)} characters.",
            f"At most {_MAX_TEXT} characters.",
            "Build the number in Python and pass it as a Fraction.",
        )
    stripped = text.strip()
    if not stripped:
        raise InputError(f"{label} is an empty text.", _FORMS, "Write the number in digits.")
    if quotient := _QUOTIENT.fullmatch(stripped):
        sign, top, bottom = quotient.groups()
        below = parse_digits(bottom) if bottom is not None else 1
        if not below:
            raise InputError(
                f"{label} is {_clip(stripped)}, which divides by zero.",
                "A denominator that is at least 1.",
                "Correct the denominator.",
            )
        above = parse_digits(top)
        return Fraction(-above if sign == "-" else above, below)
    decimal = _DECIMAL.fullmatch(stripped)
    if decimal is None:
        raise InputError(
            f"{label} is the text {_clip(stripped)}, which is not a number.",
            _FORMS,
            "Use the digits 0 to 9, one sign, and one point or one slash.",
        )
    sign, whole, fraction, exponent_sign, exponent_digits = decimal.groups()
    exponent = 0
    if exponent_digits is not None:
        exponent = _MAX_EXPONENT + 1 if len(exponent_digits) > 5 else int(exponent_digits)
        _refuse_exponent(exponent, label)
        exponent = -exponent if exponent_sign == "-" else exponent
    fraction = fraction or ""
    above = parse_digits(whole + fraction)
    return _shift(-above if sign == "-" else above, exponent - len(fraction))


def _refuse_exponent(magnitude: int, label: str) -> None:
    if magnitude > _MAX_EXPONENT:
        raise InputError(
            f"{label} has a power of ten beyond {_MAX_EXPONENT}.",
            f"An exponent between -{_MAX_EXPONENT} and {_MAX_EXPONENT}.",
            "Rescale the quantity, or work with its logarithm.",
        )


def _shift(integer: int, exponent: int) -> Fraction:
    if exponent >= 0:
        return Fraction(integer * 10**exponent)
    return Fraction(integer, 10**-exponent)


def _read_decimal(value: Decimal, name: str) -> Fraction:
    label = _label(name)
    if not value.is_finite():
        raise InputError(
            f"{label} is a Decimal that is not finite.", _FORMS, "Give a finite number."
        )
    sign, figures, exponent = value.as_tuple()
    if len(figures) > _MAX_TEXT:
        raise InputError(
            f"{label} is a Decimal of {len(figures)} digits.",
            f"At most {_MAX_TEXT} digits.",
            "Build the number in Python and pass it as a Fraction.",
        )
    power = int(exponent)
    _refuse_exponent(abs(power), label)
    above = parse_digits("".join(map(str, figures)))
    return _shift(-above if sign else above, power)


def _from_pair(top: int, bottom: int, name: str) -> Fraction:
    if max(top.bit_length(), bottom.bit_length()) > _MAX_BITS:
        raise InputError(
            f"{_label(name)} is a number of more than {_MAX_BITS} bits.",
            f"At most {_MAX_BITS} bits in the numerator and in the denominator.",
            "Rescale the quantity, or work with its logarithm.",
        )
    return Fraction(top, bottom)


def _sympy_pair(value: object) -> tuple[int, int] | None:
    if not type(value).__module__.startswith("sympy"):
        return None
    top, bottom = getattr(value, "p", None), getattr(value, "q", None)
    if type(top) is int and type(bottom) is int and bottom > 0:
        return top, bottom
    return None


def _refuse_float(shown: str, value: object, name: str) -> NoReturn:
    raise InputError(
        f"{_label(name)} is the binary float{shown} (type {type(value).__name__}).",
        "An exact rational: a binary float is only near the number that was typed, "
        "and is never an infinity or NaN here.",
        'Write "0.1" or "1/10".',
    )


def _read(value: object, name: str) -> Fraction:
    if isinstance(value, Fraction):
        return _from_pair(value.numerator, value.denominator, name)
    if isinstance(value, str):
        return _read_text(value, name)
    if isinstance(value, bool):
        raise InputError(
            f"{_label(name)} is the truth value {bool(value)}.", _FORMS, "Write 0 or 1."
        )
    if isinstance(value, Decimal):
        return _read_decimal(value, name)
    pair = _sympy_pair(value)
    if pair is not None:
        return _from_pair(*pair, name)
    if isinstance(value, numbers.Integral):
        return _from_pair(int(value), 1, name)
    if isinstance(value, float):
        _refuse_float(f" {float.__repr__(value)}", value, name)
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Rational):
        _refuse_float("", value, name)
    raise InputError(
        f"{_label(name)} is an object of type {_clip(type(value).__name__)}.",
        _FORMS,
        "Convert it to an int, a Fraction or a text first.",
    )


def exact_rational(
    value: object, *, name: str = "value", nonnegative: bool = False, positive: bool = False
) -> Fraction:
    """Turn a number from outside into the `Fraction` that it spells.

    Parameters
    ----------
    value : object
        An `int`, `Fraction`, finite `Decimal`, NumPy integer, SymPy rational, or a text such
        as ``"3"``, ``"1/10"``, ``"-2.5"`` or ``"1e-3"``. White space around a text is dropped.
    name : str, optional
        What to call the number in a message.
    nonnegative, positive : bool, optional
        Whether to refuse numbers below 0, or numbers that are at most 0.

    Returns
    -------
    Fraction
        The number, exactly.

    Raises
    ------
    InputError
        For binary floats, truth values, NaN, infinities, other types and other texts, and
        before any long computation for texts of more than 10,000 characters, exponents
        beyond 10,000 and integers of more than a million bits.

    Examples
    --------
    >>> from varsym.exact.numbers import exact_rational
    >>> exact_rational("0.1"), exact_rational("-2.5E+1"), exact_rational(" 4/6 ")
    (Fraction(1, 10), Fraction(-25, 1), Fraction(2, 3))
    >>> exact_rational(0.5, name="rate")
    Traceback (most recent call last):
        ...
    varsym.errors.InputError: The argument 'rate' is the binary float 0.5 (type float). ...
    """
    result = _read(value, name)
    if (positive and result <= 0) or (nonnegative and result < 0):
        raise InputError(
            f"{_label(name)} is {format_rational(result)}.",
            "A number above 0." if positive else "A number that is at least 0.",
            "Check its sign.",
        )
    return result


def exact_integer(
    value: object, name: str = "value", minimum: int | None = None, maximum: int | None = None
) -> int:
    """Turn a number from outside into the `int` that it spells.

    Parameters
    ----------
    value : object
        Anything that `exact_rational` takes and that is a whole number.
    name : str, optional
        What to call the number in a message.
    minimum, maximum : int, optional
        The smallest and the largest number to accept.

    Returns
    -------
    int
        The number, exactly.

    Raises
    ------
    InputError
        For whatever `exact_rational` refuses, for a number that is not whole, and for one
        outside the bounds.

    Examples
    --------
    >>> from varsym.exact.numbers import exact_integer
    >>> exact_integer("1e3", name="steps", minimum=1)
    1000
    >>> exact_integer("1/2", name="steps")
    Traceback (most recent call last):
        ...
    varsym.errors.InputError: The argument 'steps' is 1/2. Expected: A whole number. ...
    """
    result = exact_rational(value, name=name)
    if result.denominator != 1:
        raise InputError(
            f"{_label(name)} is {format_rational(result)}.", "A whole number.", "Round it first."
        )
    number = result.numerator
    if minimum is not None and number < minimum:
        raise InputError(
            f"{_label(name)} is {format_rational(result)}.",
            f"A whole number that is at least {format_rational(minimum)}.",
            "Raise it.",
        )
    if maximum is not None and number > maximum:
        raise InputError(
            f"{_label(name)} is {format_rational(result)}.",
            f"A whole number that is at most {format_rational(maximum)}.",
            "Lower it.",
        )
    return number


def format_rational(q: Fraction | int, max_digits: int = 40) -> str:
    """Write a rational for a reader, shortened when it is long.

    Parameters
    ----------
    q : Fraction or int
        Any rational, of any size.
    max_digits : int, optional
        The most digits, of numerator and denominator together, to write in full.

    Returns
    -------
    str
        The exact quotient, or a shortened form whose digits are the leading digits of the
        number, cut off and not rounded, so that each of them is certain.

    Raises
    ------
    InputError
        When `max_digits` is below 1, or `q` is not exact.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.numbers import format_rational
    >>> format_rational(Fraction(3, 2)), format_rational(-7)
    ('3/2', '-7')
    >>> format_rational(Fraction(2**300, 3))
    '≈ 6.7901e+89 (exact value has 92 digits)'
    """
    if max_digits < 1:
        raise InputError(
            "The argument 'max_digits' is below 1.", "At least 1.", "Ask for more digits."
        )
    # Results of the library may be longer than what is accepted from outside.
    value = q if isinstance(q, Fraction) else Fraction(q) if type(q) is int else _read(q, "q")
    total = digit_count(value.numerator)
    if value.denominator != 1:
        total += digit_count(value.denominator)
    if total <= max_digits:
        top = digit_string(value.numerator)
        return top if value.denominator == 1 else f"{top}/{digit_string(value.denominator)}"
    exponent = decimal_exponent(value)
    shift = _SHOWN_DIGITS - 1 - exponent
    above, below = abs(value.numerator), value.denominator
    leading = above * 10**shift // below if shift >= 0 else above // (below * 10**-shift)
    figures = str(leading)
    sign = "-" if value < 0 else ""
    return f"≈ {sign}{figures[0]}.{figures[1:]}e{exponent:+d} (exact value has {total} digits)"
