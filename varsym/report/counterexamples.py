"""Counterexamples in words: on one line, and worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from varsym.claims import expressions as e
from varsym.claims.decisions import Decision
from varsym.claims.render import text

__all__ = ["brief", "place", "sides"]

_BROKEN = {"≤": ">", "<": "≥", "=": "≠", "≥": "<", "≠": "="}


def brief(decision: Decision) -> str:
    """Return what goes wrong on one line: the two sides, at the values that the claim is about.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> from varsym.claims.decisions import Claim, decide
    >>> (x,) = e.reals("x")
    >>> brief(decide(Claim("demo", x + 1 <= x, ())))
    '2 > 1 at x=1'
    """
    if decision.evidence.counterexample is None or decision.evidence.kind == "formula":
        return decision.evidence.summary
    return f"{sides(decision)} at {place(decision)}"


def sides(decision: Decision) -> str:
    """Return both sides of a refuted relation with the relation that does hold between them."""
    found = decision.evidence.counterexample
    if found is None:
        return ""
    left, right = (_tight(str(found[side])) for side in ("left", "right"))
    if found["relation"] == "is":
        return f"{left} is not {right}"
    if found["relation"] in _BROKEN:
        return f"{left} {_BROKEN[found['relation']]} {right}"
    return f"{left} {found['relation']} {right} fails"


def place(decision: Decision) -> str:
    """Return the values of what the claim names, in few columns: ``f[1]=x, K=1``."""
    found = decision.evidence.counterexample
    if found is None:
        return ""
    values = found["assignment"]
    if found["world"] == "shapes":
        where = decision.evidence.summary.partition(":")[0]
        return ", ".join(filter(None, (where, _listed(values))))
    goal = decision.claim.goal
    if isinstance(goal, e.Compare) and isinstance(goal.right, e.BigO):
        # What is O(ε) depends on errors that the goal does not name.
        return _listed(values)
    heads = set(_heads(goal))
    return _listed({k: v for k, v in values.items() if k.partition("[")[0] in heads} or values)


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={_tight(str(value))}" for name, value in values.items())


def _tight(shown: str) -> str:
    for sign in ("+", "-", "×"):
        shown = shown.replace(f" {sign} ", sign)
    return shown


def _heads(item: object) -> Iterator[str]:
    if isinstance(item, e.Real):
        yield text(e.Real(item.name))
    elif isinstance(item, e.MapVariable):
        yield text(e.MapVariable(item.name, (), item.dom, item.cod))
        return
    for name in getattr(item, "__dataclass_fields__", ()):
        child = getattr(item, name)
        for part in child if isinstance(child, tuple) else (child,):
            for leaf in part if isinstance(part, tuple) else (part,):
                if isinstance(leaf, (e.Scalar, e.Map, e.Condition)):
                    yield from _heads(leaf)
