"""Statements, the proof graph, verdicts, bounds and queries."""
