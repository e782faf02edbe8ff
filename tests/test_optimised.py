"""That a test still tests when Python runs with -O."""

from __future__ import annotations

import pytest


def test_assert_in_a_test_module_still_raises() -> None:
    with pytest.raises(AssertionError):
        assert 1 + 1 == 3
