"""Exact, symbolic verification of machine-learning theory papers."""
