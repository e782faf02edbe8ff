"""A generated paper, once."""

from __future__ import annotations

import pytest
from large_paper import large_paper

from varsym.graph.audit import Audit


@pytest.fixture(scope="session")
def large() -> Audit:
    return large_paper(60).audit()
