"""Tactics: they look for proofs, and only the kernel says whether they found one."""
