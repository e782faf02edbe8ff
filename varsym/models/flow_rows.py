"""Token maps as rows, and the inputs that are made of several maps."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy.typing as npt

from varsym.exact import ShapeError

__all__ = ["AnyArray", "check_rows", "map_rows"]

#: Exact or numeric.
AnyArray: TypeAlias = npt.NDArray[Any]


def map_rows(token_map: AnyArray) -> AnyArray:
    """Return the tokens of a map below each other, row by row: (…, h, w, c) to (…, hw, c).

    Parameters
    ----------
    token_map : array, (…, h, w, c)
        Axes in front are a batch.

    Examples
    --------
    >>> import numpy as np
    >>> map_rows(np.zeros((5, 2, 3, 4))).shape
    (5, 6, 4)
    """
    return token_map.reshape(*token_map.shape[:-3], -1, token_map.shape[-1])


def check_rows(shape: tuple[int, ...], rows: int, width: int) -> None:
    """Refuse inputs that are not the rows of all maps together.

    Parameters
    ----------
    shape : tuple of int
        Of the input.
    rows : int
        The tokens of all maps.
    width : int
        The entries of a token.

    Raises
    ------
    ShapeError
        When the shape is not (rows, width).

    Examples
    --------
    >>> check_rows((341, 16), rows=341, width=16)
    """
    if shape != (rows, width):
        raise ShapeError(
            f"An input of the shape {shape}.",
            f"One of the shape ({rows}, {width}), a row for each token of all maps.",
            "Make it of its maps with join.",
        )
