"""Decimal digits of integers of any size.

CPython refuses conversions between `int` and `str` beyond a limit that the process can lower
to 640 digits, so the conversions here go through blocks of 500 digits.
"""

from __future__ import annotations

from fractions import Fraction

from varsym.errors import InputError

__all__ = ["decimal_exponent", "digit_count", "digit_string", "parse_digits"]

_BLOCK = 500
_BLOCK_POWER = 10**_BLOCK
# log10(2) lies strictly between these two, divided by 10**20.
_LOG_BELOW = 30102999566398119521
_LOG_ABOVE = 30102999566398119522
_LOG_SCALE = 10**20


def parse_digits(text: str) -> int:
    """Read a run of decimal digits of any length.

    Parameters
    ----------
    text : str
        One or more of the characters ``0`` to ``9``.

    Returns
    -------
    int
        The number they spell.

    Raises
    ------
    InputError
        When there is no character or another character.

    Examples
    --------
    >>> from varsym.exact.digits import parse_digits
    >>> parse_digits("1" + "0" * 5000) == 10**5000
    True
    """
    if not (text.isascii() and text.isdigit()):
        raise InputError(
            "A run of digits is empty or has another character in it.",
            "One or more of the characters 0 to 9.",
            "Remove signs, spaces, points and underscores.",
        )
    first = len(text) % _BLOCK
    value = int(text[:first]) if first else 0
    for start in range(first, len(text), _BLOCK):
        value = value * _BLOCK_POWER + int(text[start : start + _BLOCK])
    return value


def digit_string(value: int) -> str:
    """Write an integer of any size in decimal.

    Parameters
    ----------
    value : int
        Any integer. The time grows with the square of its length.

    Returns
    -------
    str
        Its digits, after a minus sign when it is negative.

    Examples
    --------
    >>> from varsym.exact.digits import digit_string
    >>> digit_string(-12), len(digit_string(10**5000))
    ('-12', 5001)
    """
    rest = abs(value)
    blocks: list[str] = []
    while rest >= _BLOCK_POWER:
        rest, block = divmod(rest, _BLOCK_POWER)
        blocks.append(str(block).zfill(_BLOCK))
    blocks.append(str(rest))
    if value < 0:
        blocks.append("-")
    return "".join(reversed(blocks))


def digit_count(value: int) -> int:
    """Count the decimal digits of an integer without writing them.

    Parameters
    ----------
    value : int
        Any integer; the sign is ignored and 0 has one digit.

    Returns
    -------
    int
        The number of digits.

    Examples
    --------
    >>> from varsym.exact.digits import digit_count
    >>> digit_count(0), digit_count(-999), digit_count(10**6000)
    (1, 3, 6001)
    """
    magnitude = abs(value)
    if not magnitude:
        return 1
    bits = magnitude.bit_length()
    fewest = (bits - 1) * _LOG_BELOW // _LOG_SCALE + 1
    most = bits * _LOG_ABOVE // _LOG_SCALE + 1
    while fewest < most:
        if magnitude < 10**fewest:
            return fewest
        fewest += 1
    return fewest


def decimal_exponent(value: Fraction) -> int:
    """Find the power of ten of the leading digit.

    Parameters
    ----------
    value : Fraction
        Any rational except 0.

    Returns
    -------
    int
        The integer e with ``10**e <= abs(value) < 10**(e + 1)``.

    Raises
    ------
    InputError
        When the value is 0, which has no leading digit.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.digits import decimal_exponent
    >>> decimal_exponent(Fraction(1, 8)), decimal_exponent(Fraction(-1000))
    (-1, 3)
    """
    top, bottom = abs(value.numerator), value.denominator
    if not top:
        raise InputError(
            "The leading digit of 0 was asked for.",
            "A rational that is not 0.",
            "Treat 0 as a case of its own.",
        )
    exponent = digit_count(top) - digit_count(bottom)
    if exponent >= 0:
        return exponent if top >= bottom * 10**exponent else exponent - 1
    return exponent if top * 10**-exponent >= bottom else exponent - 1
