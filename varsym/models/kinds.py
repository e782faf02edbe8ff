"""What the parts of a model are: refusals of objects of another kind, before they are used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from varsym.errors import InputError
from varsym.models.var_weights import WeightSource

__all__ = ["listed", "of_kind", "weight_source"]

Kind = TypeVar("Kind")


def of_kind(given: object, kind: type[Kind], name: str) -> Kind:
    """Return an object of a class.

    Parameters
    ----------
    given : object
    kind : type
        The class that it must be of.
    name : str
        What it is, for messages.

    Raises
    ------
    InputError
        When it is none.

    Examples
    --------
    >>> of_kind(16, int, "side")
    16
    """
    if not isinstance(given, kind):
        raise InputError(
            f"The argument {name!r} is an object of type {type(given).__name__}.",
            f"An object of type {kind.__name__}.",
            f"Build a {kind.__name__} and pass it.",
        )
    return given


def listed(given: object, name: str) -> tuple[Any, ...]:
    """Return the entries of a sequence; a text is none.

    Parameters
    ----------
    given : object
    name : str
        What it is, for messages.

    Raises
    ------
    InputError
        When it is no sequence, nor an array of one axis.

    Examples
    --------
    >>> listed([1, "1/2"], "times")
    (1, '1/2')
    """
    if isinstance(given, np.ndarray) and given.ndim == 1:
        return tuple(given)
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        return tuple(given)
    raise InputError(
        f"The argument {name!r} is an object of type {type(given).__name__}.",
        "A list or a tuple.",
        "Put square brackets around a single entry.",
    )


def weight_source(given: object) -> WeightSource:
    """Return where a model takes its weights from.

    Parameters
    ----------
    given : object

    Raises
    ------
    InputError
        When it does not draw weights and biases.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> weight_source(FloatWeights(0)).bias("b", 3).shape
    (3,)
    """
    if not all(callable(getattr(given, name, None)) for name in ("weight", "bias")):
        raise InputError(
            f"A source of weights that is an object of type {type(given).__name__}.",
            "A source with the methods weight and bias.",
            "Pass FloatWeights(seed) or RationalWeights(seed).",
        )
    return given  # type: ignore[return-value]
