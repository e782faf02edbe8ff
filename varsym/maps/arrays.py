"""Arrays that come from outside: exact ones of rationals, numeric ones of finite floats."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from varsym.errors import InputError
from varsym.exact import ShapeError, exact_integer, exact_rational

__all__ = ["MAX_ENTRIES", "ExactArray", "FloatArray", "exact_array", "numeric_array", "side"]

#: Arrays of `Fraction`, `Enclosure` or another exact type, one object an entry.
ExactArray: TypeAlias = npt.NDArray[Any]
FloatArray: TypeAlias = npt.NDArray[np.float64]

MAX_ENTRIES = 2**24


def exact_array(values: object, name: str, axes: int | None = None) -> ExactArray:
    """Turn nested sequences of exact numbers into an array of fractions.

    Parameters
    ----------
    values : nested sequence or array
        Of any shape: ints, fractions, decimals or texts such as "1/10"; no binary floats.
    name : str
        What it is, for messages.
    axes : int, optional
        How many axes it must have.

    Raises
    ------
    InputError
        When an entry is not exact, or there are more than `MAX_ENTRIES` of them.
    ShapeError
        When the rows differ in length, an axis is empty, or the axes are not so many.

    Examples
    --------
    >>> exact_array([[1, "1/2"]], "x", axes=2)
    array([[Fraction(1, 1), Fraction(1, 2)]], dtype=object)
    """
    try:
        given = np.array(values, dtype=object)
    except ValueError:
        given = np.empty((0,), dtype=object)
    _check_shape(given, name, axes)
    flat = [e if type(e) is Fraction else exact_rational(e, name=name) for e in given.flat]
    made = np.empty(given.size, dtype=object)
    made[:] = flat
    return made.reshape(given.shape)


def numeric_array(values: object, name: str, axes: int | None = None) -> FloatArray:
    """Turn numbers into an array of finite float64.

    Parameters
    ----------
    values : array or nested sequence
        Of any shape: real numbers; fractions are rounded.
    name : str
        What it is, for messages.
    axes : int, optional
        The least number of axes; more in front are a batch.

    Raises
    ------
    InputError
        When an entry is NaN, infinite or no real number.
    ShapeError
        When the rows differ in length, an axis is empty, or there are too few axes.

    Examples
    --------
    >>> numeric_array([[1, 2]], "x", axes=2)
    array([[1., 2.]])
    """
    try:
        given = np.asarray(values)
        if given.dtype.kind not in "fiuO":
            raise TypeError(given.dtype)
        made = given.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            f"{name}, which is no array of real numbers.",
            "Numbers in rows of one common length.",
            "Pass a NumPy array of float64.",
        ) from None
    if made.size == 0 or (axes is not None and made.ndim < axes):
        _refuse(name, made.shape, f"at least {axes} axes, none of them empty")
    if not np.isfinite(made).all():
        raise InputError(
            f"{name}, with NaN or an infinity among its entries.",
            "Finite numbers.",
            "Mask or replace these entries first.",
        )
    return made


def side(value: object, name: str) -> int:
    """Return a side length: an integer that is at least 1.

    Parameters
    ----------
    value : int
        How many rows, columns, cells or tokens.
    name : str
        What it is, for messages.

    Raises
    ------
    InputError
        Otherwise.

    Examples
    --------
    >>> side(16, "n_in")
    16
    """
    return exact_integer(value, name, 1)


def _check_shape(given: ExactArray, name: str, axes: int | None) -> None:
    if given.size > MAX_ENTRIES:
        raise InputError(
            f"{name}, of {given.size} entries.",
            f"At most {MAX_ENTRIES} in exact arithmetic.",
            "Use the numeric face, or a smaller instance.",
        )
    if given.size == 0 or (axes is not None and given.ndim != axes):
        _refuse(name, given.shape, f"{axes} axes, none of them empty" if axes else "no empty axis")


def _refuse(name: str, shape: tuple[int, ...], wanted: str) -> None:
    raise ShapeError(
        f"{name} has the shape {shape}.",
        f"An array with {wanted}, in rows of one common length.",
        "Check the nesting and the order of the axes.",
    )
