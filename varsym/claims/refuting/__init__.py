"""Refutation: exact models, an exact evaluator that shares no code with the provers, a search."""
