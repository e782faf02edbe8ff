"""Pages written for a browser, opened, and watched for what they should not do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import large_paper
import toy_paper

import varsym
from varsym.graph.audit import Audit
from varsym.report.page.writing import page_html

__all__ = ["OpenPage", "audited", "write_once"]

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
_PATIENCE = 300  # seconds that another process may take to write a page
_READY = 120  # seconds, for a machine that is busy with much else


@cache
def audited(name: str) -> Audit:
    """Return the audit of a paper: "toy", "real", or a generated one of so many statements."""
    match name:
        case "toy":
            return toy_paper.paper.audit()
        case "real":
            return varsym.load("var-universality").audit()
    return large_paper.large_paper(int(name)).audit()


def write_once(file: Path, audit: Callable[[], Audit]) -> Path:
    """Write a page, if no other process of the same run has done that or is at it."""
    lock = file.with_suffix(".lock")
    if file.exists():
        return file
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        deadline = time.monotonic() + _PATIENCE
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        return file
    written = file.with_suffix(".part")
    written.write_text(page_html(audit()), encoding="utf-8")
    return written.replace(file)


class OpenPage:
    """A page in a context of its own.

    Attributes
    ----------
    page : playwright.sync_api.Page
    file : str
        Its address without a view.
    requests, complaints : list of str
        What it loaded, and what it said to the console.
    """

    def __init__(self, browser: Any, file: Path, view: str = "", **context: Any) -> None:
        context = {"viewport": DESK, "reduced_motion": "reduce"} | context
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.file = file.as_uri()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.go(view)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def go(self, view: str) -> None:
        """Open the page anew at a view."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.file}#{view}" if view else self.file)
        self._wait()

    def _wait(self) -> None:
        """Wait until the program of the page has run, or say at once why it did not."""
        deadline = time.monotonic() + _READY
        while not self.page.evaluate("() => 'ready' in document.documentElement.dataset"):
            if self.complaints or time.monotonic() > deadline:
                raise AssertionError(f"the page is not ready: {self.complaints or 'no complaint'}")
            self.page.wait_for_timeout(20)

    @property
    def view(self) -> str:
        """What the address says."""
        return str(self.page.evaluate("() => location.hash.slice(1)"))

    def back(self) -> None:
        """Go back to the view before, and wait until it is shown."""
        self._travel("back")

    def forward(self) -> None:
        """Go forward again, and wait until that view is shown."""
        self._travel("forward")

    def _travel(self, way: str) -> None:
        # The page listens for the same event since before, so that it has answered when this does.
        self.page.evaluate(
            """way => new Promise(done => {
                addEventListener("hashchange", () => setTimeout(done), { once: true });
                history[way]();
            })""",
            way,
        )

    def close(self) -> None:
        self.context.close()
