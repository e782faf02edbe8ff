"""Proof packs that come with varsym, one paper each.

Nothing in here asserts, so: PYTEST_DONT_REWRITE
"""
