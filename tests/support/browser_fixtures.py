"""The browser, once a session, and the pages that it opens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_pages import OpenPage, audited, write_once

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Chromium, driven by Playwright; VARSYM_BROWSER=required makes its absence an error."""
    required = os.environ.get("VARSYM_BROWSER") == "required"
    if not required:
        pytest.importorskip("playwright.sync_api")
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = f"there is none of {', '.join(NAMES)}"
        if required:
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of one run of the tests share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def page_of(shared: Path) -> Callable[[str], Path]:
    """Write the page of a paper, once a run: "toy", "real", or a number of statements."""

    def path(name: str) -> Path:
        return write_once(shared / f"page-{name}.html", lambda: audited(name))

    return path


@pytest.fixture
def open_page(chromium: Any, page_of: Callable[[str], Path]) -> Iterator[Callable[..., OpenPage]]:
    """Open a page in a context of its own; at the end, nothing was loaded and nothing was told."""
    opened: list[OpenPage] = []

    def start(name: str = "toy", view: str = "", **context: Any) -> OpenPage:
        page = OpenPage(chromium, page_of(name), view, **context)
        opened.append(page)
        return page

    yield start
    for page in opened:
        page.close()
        assert page.complaints == []
        assert [url for url in page.requests if url != page.file and url[:5] != "blob:"] == []
