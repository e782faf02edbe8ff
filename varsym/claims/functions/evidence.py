"""What is found about a claim with functions of real numbers: a proof by cases, or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from varsym.claims import expressions as e
from varsym.claims.formulas.evidence import Found
from varsym.claims.functions.elementary import mentions_functions
from varsym.claims.functions.instances import find_instance
from varsym.claims.functions.splitting import prove_by_cases

__all__ = ["examine_functions", "is_function_claim"]


def is_function_claim(goal: e.Condition) -> bool:
    """Return whether a claim is one about numbers in which such a function occurs."""
    match goal:
        case e.ForAll(body=body):
            return is_function_claim(body)
        case e.Compare():
            return mentions_functions(goal)
    return False


def examine_functions(goal: e.Condition, conditions: Sequence[e.Condition]) -> Found:
    """Prove a goal under conditions, one theorem a case, or find small numbers that break it.

    Examples
    --------
    >>> from varsym.claims.functions.elementary import ReLU
    >>> (x,) = e.reals("x")
    >>> examine_functions(x <= ReLU(x), []).summary
    'kernel theorems for each of the cases, 2 in all'
    >>> examine_functions(ReLU(x) <= x, []).summary
    'x = -1: 0 ≤ -1 fails'
    """
    return _examined(goal, tuple(conditions))


@lru_cache(maxsize=256)
def _examined(goal: e.Condition, conditions: tuple[e.Condition, ...]) -> Found:
    theorems = prove_by_cases(conditions, goal)
    if theorems is not None:
        return Found(True, [f"kernel theorems for each of the cases, {len(theorems)} in all"])
    found = find_instance(conditions, goal)
    if found is None:
        return Found(None, ["neither a proof nor a counterexample was found"])
    return Found(False, [found.line()], found.data())
