"""Displayed formulas on arrays: shapes, indices, identities and inequalities between norms."""
