"""Named maps to approximate, as texts of `varsym.contextual.target_expressions`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from varsym.contextual.target_expressions import TargetMap, parse_target
from varsym.errors import UnknownNameError
from varsym.exact import format_rational
from varsym.maps.kernels import area
from varsym.maps.resampling import resize

__all__ = ["EXAMPLE_NAMES", "example_target", "named_or_written"]


def _blur() -> str:
    """A map of 2 x 2 tokens enlarged to 3 x 3 and shrunk again, both by area."""
    blur = resize(area(), 3, 2).after(resize(area(), 2, 3))
    rows = []
    unit = [[[[int(cell == (i, j))] for j in range(2)] for i in range(2)] for cell in _CELLS]
    images = [blur.exact(image) for image in unit]
    for i, j in _CELLS:
        weights = [image[i, j, 0] for image in images]
        parts = [f"{format_rational(w)}*x[{k + 1},1]" for k, w in enumerate(weights) if w]
        rows.append(" + ".join(parts))
    return "; ".join(rows)


#: No map that is written out is of this form, as entries have brackets.
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_CELLS = [(0, 0), (0, 1), (1, 0), (1, 1)]
_TEXTS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "rotation": lambda: "x[2,1]; x[1,1]",
        "rotation-2": lambda: "x[2,1], x[2,2]; x[1,1], x[1,2]",
        "blur": _blur,
        "max": lambda: "; ".join(["max(x[1,1], x[2,1], x[3,1])"] * 3),
        "kink": lambda: "abs(x[1,1] - 1/3); min(x[1,1], abs(x[2,1] - 1/2))",
    }
)

#: Two tokens exchanged, with one channel and with two; the blur of a 2 x 2 image; the largest of
#: three tokens; a map with kinks off every dyadic grid.
EXAMPLE_NAMES = tuple(_TEXTS)


def example_target(name: str) -> TargetMap:
    """Return a map by its name, see `EXAMPLE_NAMES`.

    Parameters
    ----------
    name : str

    Raises
    ------
    UnknownNameError
        When there is no such name.

    Examples
    --------
    >>> example_target("blur").text.partition(";")[0]
    '9/16*x[1,1] + 3/16*x[2,1] + 3/16*x[3,1] + 1/16*x[4,1]'
    """
    if name not in _TEXTS:
        raise UnknownNameError(
            f"The map {name!r}.", f"One of {', '.join(EXAMPLE_NAMES)}.", "Or write it as text."
        )
    return parse_target(_TEXTS[name]())


def named_or_written(text: object) -> TargetMap:
    """Return an example by its name, and any other text as `parse_target` reads it.

    Parameters
    ----------
    text : str

    Raises
    ------
    UnknownNameError
        When the text is a word, and no such name.
    InputError
        When it is neither a word nor a map.

    Examples
    --------
    >>> named_or_written("rotation").text, named_or_written("x[1,1] / 2").text
    ('x[2,1]; x[1,1]', 'x[1,1] / 2')
    """
    if isinstance(text, str) and _NAME.fullmatch(text):
        return example_target(text)
    return parse_target(text)
