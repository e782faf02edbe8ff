"""Names of a package that are imported when they are first asked for, so that it loads fast."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["lazy_names"]


def lazy_names(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__getattr__` and `__dir__` of a package.

    Parameters
    ----------
    package : str
        Its full name.
    homes : mapping of str to str
        For each name the module, within the package, that defines it.

    Examples
    --------
    >>> find, names = lazy_names("varsym.exact", {"Magnitude": "magnitudes"})
    >>> find("Magnitude").__name__, "Magnitude" in names()
    ('Magnitude', True)
    >>> find("Fraktion")
    Traceback (most recent call last):
        ...
    AttributeError: module 'varsym.exact' has no attribute 'Fraktion'
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{homes[name]}"), name)

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return find, names
