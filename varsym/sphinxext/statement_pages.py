"""The pages of the statements of a pack: a file each, whose content is computed when it is read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from varsym.errors import VarsymError
from varsym.graph.paper import Paper, load
from varsym.sphinxext.pack_audits import one_line

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["folders", "page_names", "write_pages"]

_SIGNED = ".. Written by varsym.sphinxext, which overwrites it.\n\n"
_LOG = logging.getLogger(__name__)


def page_names(paper: Paper) -> dict[str, str]:
    """Return the name of the page of each statement by its id, within the folder of its pack.

    Two names differ by more than capitals, which some file systems do not tell apart.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement
    >>> ids = ["lem:6.3", "lem:a", "lem:A"]
    >>> list(page_names(Paper("toy", "Toy", [Statement(i, "remark", "") for i in ids])).values())
    ['lem-6.3', 'lem-a', 'lem-A-2']
    """
    names: dict[str, str] = {}
    met = Counter[str]()
    for statement in paper:
        name = statement.id.replace(":", "-")
        met[name.lower()] += 1
        again = met[name.lower()]
        names[statement.id] = f"{name}-{again}" if again > 1 else name
    return names


def folders(config: Config) -> dict[str, str]:
    """Return the folder of each pack that is configured, leaving out what is no text."""
    given = config.varsym_packs if isinstance(config.varsym_packs, dict) else {}
    return {k: v for k, v in given.items() if isinstance(k, str) and isinstance(v, str)}


def write_pages(app: Sphinx) -> None:
    """Write the pages of the packs that are configured, and remove those that are none any more.

    A file that somebody else wrote is left alone, with a warning.
    """
    root, taken = Path(app.srcdir).resolve(), set[Path]()
    if folders(app.config) != app.config.varsym_packs:
        _warn("expected names of packs and of folders, both texts")
    for pack, folder in folders(app.config).items():
        place = (root / folder).resolve()
        if root not in place.parents:
            _warn(f"{folder!r} is no folder within the documentation")
        elif place in taken:
            _warn(f"the folder {folder!r} is another pack's already")
        else:
            taken.add(place)
            try:
                _write(place, _pages(pack, load(pack)))
            except (VarsymError, OSError) as error:
                _warn(one_line(error))


def _warn(told: str) -> None:
    _LOG.warning("conf.py, varsym_packs: %s", told, type="varsym", subtype="pages")


def _pages(pack: str, paper: Paper) -> dict[str, str]:
    pages = {"index.rst": f"{_SIGNED}.. varsym-statement-index:: {pack}\n"}
    for statement, name in page_names(paper).items():
        directive = f".. varsym-statement-page:: {statement}\n   :pack: {pack}\n"
        pages[f"{name}.rst"] = _SIGNED + directive
    return pages


def _write(place: Path, pages: dict[str, str]) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        file = place / name
        there = file.read_text("utf-8") if file.exists() else None
        if there is not None and not there.startswith(_SIGNED):
            _warn(f"{file} is not written, as somebody else wrote it")
        elif there != text:
            file.write_text(text, "utf-8")
    for file in place.glob("*.rst"):
        if file.name not in pages and file.read_text("utf-8").startswith(_SIGNED):
            file.unlink()
