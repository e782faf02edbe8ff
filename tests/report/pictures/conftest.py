"""The paper, once, and the option that writes the pictures of the documentation."""

from __future__ import annotations

import pytest

import varsym
from varsym.graph.paper import Paper


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-pictures",
        metavar="DIR",
        help="write the pictures of the documentation there: pytest tests/report/pictures "
        "--write-pictures docs/images",
    )


@pytest.fixture(scope="session")
def paper() -> Paper:
    return varsym.load("var-universality")
