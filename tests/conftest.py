"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# So that asserts in shared helpers explain themselves, and hold under `python -O`.
for helper in Path(__file__).with_name("support").glob("*.py"):
    pytest.register_assert_rewrite(helper.stem)

# Exact arithmetic has no steady speed, and a test must fail for everyone or for no one.
settings.register_profile("varsym", deadline=None, derandomize=True, print_blob=True)
# More examples, new ones every time: `pytest --hypothesis-profile=search`.
settings.register_profile(
    "search", settings.get_profile("varsym"), derandomize=False, max_examples=2000
)
settings.load_profile("varsym")
