"""The documentation as Sphinx builds it: without a warning, whole, and needing no network.

``VARSYM_SITE`` names a folder in which it was built already, as ``tox -e docs`` does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

DOCS = Path(__file__).parents[2] / "docs"
#: Attributes by which a page loads something, as soon as it is opened.
LOADED = {("link", "href"), ("script", "src"), ("img", "src"), ("source", "src"), ("iframe", "src")}


class Page(HTMLParser):
    """The links of a page, what it loads, and the places in it that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.titles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.places.add(given["id"] or "")
        self.titles += tag == "h1"
        for name in ("href", "src"):
            target = given.get(name)
            if target:
                self.links.append(target)
                if (tag, name) in LOADED and given.get("rel") not in ("canonical", "index"):
                    self.loaded.append(target)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if there := os.environ.get("VARSYM_SITE"):
        return Path(there)
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-b", "html"]
    trees = tmp_path_factory.mktemp("trees")
    done = subprocess.run(
        [*command, "-d", str(trees), str(DOCS), str(target)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return target


@cache
def read(file: Path) -> Page:
    page = Page()
    page.feed(file.read_text("utf-8"))
    return page


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_it_has_the_parts_that_a_reader_looks_for(site: Path) -> None:
    names = {file.relative_to(site).as_posix() for file in pages(site)}
    for part in ("tutorial", "how-to", "explanation", "reference", "reference/statements"):
        assert f"{part}/index.html" in names
    assert {"reference/statements/lem-6.3.html", "reference/api/varsym.pack.html"} <= names
    assert len(names) > 150


def test_every_link_within_it_leads_somewhere(site: Path) -> None:
    broken = []
    for file in pages(site):
        for link in read(file).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            target = target / "index.html" if target.is_dir() else target
            place = unquote(parts.fragment) if target.suffix == ".html" else ""
            if not target.is_file() or (place and place not in read(target).places):
                broken.append(f"{file.relative_to(site)}: {link}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for file in pages(site):
        away = [
            link for link in read(file).loaded if urlsplit(link).scheme or urlsplit(link).netloc
        ]
        assert away == [], file
    for file in site.rglob("*.css"):
        text = file.read_text("utf-8")
        assert "@import" not in text.replace('@import url("basic.css")', "")
        assert "url(http" not in text.replace("'", "").replace('"', "")


def test_each_page_has_one_title(site: Path) -> None:
    made_by_sphinx = {"search.html", "genindex.html", "py-modindex.html"}
    wrong = [f.name for f in pages(site) if read(f).titles != 1 and f.name not in made_by_sphinx]
    assert wrong == []
