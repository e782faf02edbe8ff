"""What is printed of e^x for a form x: e^x itself, its logarithm to base 10, and its size."""

from __future__ import annotations

from fractions import Fraction

from varsym.exact.fixed_point import Reading, exp_reading, log_reading
from varsym.exact.log_forms import LogForm

__all__ = ["read_exp", "read_log10", "read_log10_of_log10"]

_ZERO = Fraction(0)
_ONE = Fraction(1)


def read_exp(form: LogForm, bits: int) -> Reading | None:
    """Read e^x times 10^-n, where n is near x / log 10, and is the last entry.

    Parameters
    ----------
    form : LogForm
        x.
    bits : int
        The number of bits after the point, at least 64.

    Returns
    -------
    Reading or None
        As `varsym.exact.fixed_point.settle` wants it.

    Raises
    ------
    PrecisionError
        As `LogForm.read`.

    Examples
    --------
    >>> from varsym.exact.form_readings import read_exp
    >>> low, high, near, error, n = read_exp(LogForm(1), 64)
    >>> low * 10**9 >> 64, high * 10**9 >> 64, n
    (2718281828, 2718281828, 0)
    """
    low, high, near, error, _ = form.read(bits)
    extra = max(low.bit_length() - bits, 0) + 4
    below, above, value, depth = log_reading(10, bits + extra)
    shift = (low << (depth - bits)) // above
    up, down = (above, below) if shift >= 0 else (below, above)
    low -= (shift * up >> (depth - bits)) + 1
    high -= shift * down >> (depth - bits)
    near -= shift * value >> (depth - bits)
    # The logarithm of 10 is off by 2 units of 2^-depth, which the extra bits take away.
    found = exp_reading(low, high, near, error + 2, bits)
    return None if found is None else (*found, shift)


def read_log10(form: LogForm, bits: int) -> Reading:
    """Read x / log 10.

    Parameters
    ----------
    form : LogForm
        x.
    bits : int
        How many binary places the reading has.

    Raises
    ------
    PrecisionError
        As `LogForm.read`.

    Examples
    --------
    >>> from varsym.exact.form_readings import read_log10
    >>> low, high, *_ = read_log10(LogForm(0, {10: "1/2"}), 64)
    >>> low <= 1 << 63 <= high
    True
    """
    low, high, near, error, _ = form.read(bits + 4)
    # As many bits as the quotient has, so that the divisor moves it by a unit at most.
    wanted = max(max(abs(low), abs(high)).bit_length(), bits, 0) + 8
    below, above, value, depth = log_reading(10, wanted)
    first = (low << depth) // (above if low >= 0 else below)
    last = (high << depth) // (below if high >= 0 else above)
    middle = (near << depth) // value
    return first >> 4, (last >> 4) + 1, middle >> 4, (error >> 4) + 3, 0


def read_log10_of_log10(form: LogForm, bits: int) -> Reading:
    """Read log10 ``|x / log 10|``, for x other than 0.

    Parameters
    ----------
    form : LogForm
        x.
    bits : int
        How many binary places the reading has.

    Raises
    ------
    PrecisionError
        As `LogForm.read`.

    Examples
    --------
    >>> from varsym.exact.form_readings import read_log10_of_log10
    >>> low, high, *_ = read_log10_of_log10(LogForm(0, {10: 100}), 64)
    >>> low <= 2 << 64 <= high
    True
    """
    wanted = bits + 16
    depth = wanted + 16 - form.size
    low, high, near, error, _ = read_log10(form, depth)
    while -low < 1 << wanted > high or low <= 0 <= high:
        depth += wanted
        low, high, near, error, _ = read_log10(form, depth)
    if high < 0:
        low, high, near = -high, -low, -near
    first, last, middle = (
        read_log10(LogForm.of_products(_ZERO, [(y, _ONE), (2, Fraction(-depth))]), bits)
        for y in (low, high, near)
    )
    _, _, value, loss, _ = middle
    # The logarithm to base 10 of y moves by less than twice the relative error of y.
    loss += (error << bits + 1) // near + 1
    return first[0], last[1], value, loss, 0
