"""The switch that writes the figures of PyTorch anew."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-figures",
        action="store_true",
        help="write tests/data/pytorch_figures.json before it is compared",
    )
