"""What the tests in a browser share."""

from __future__ import annotations

import pytest
from browser_fixtures import chromium, open_page, page_of, shared

__all__ = ["chromium", "open_page", "page_of", "shared"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-screenshots",
        action="store_true",
        help="write docs/images/page-*.png",
    )
