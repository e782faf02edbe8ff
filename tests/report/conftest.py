"""The audit of the toy paper, once."""

from __future__ import annotations

import pytest
from toy_paper import paper

from varsym.graph.audit import Audit, audit_paper


@pytest.fixture(scope="session")
def toy() -> Audit:
    return audit_paper(paper)
