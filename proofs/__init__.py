"""Proof packs that come with varsym, one paper each."""
