"""Counterexamples in words: on one line, and worked out."""

from __future__ import annotations

from collections.abc import Iterator

from varsym.claims import expressions as e
from varsym.claims.decisions import Decision
from varsym.claims.render import text

__all__ = ["brief", "sides"]

_BROKEN = {"≤": ">", "<": "≥", "=": "≠"}


def brief(decision: Decision) -> str:
    """Return what goes wrong on one line: the two sides, at the values that the claim is about.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> from varsym.claims.decisions import Claim, decide
    >>> (x,) = e.reals("x")
    >>> brief(decide(Claim("demo", x + 1 <= x, ())))
    '2 > 1 at x = 1'
    """
    found = decision.evidence.counterexample
    if found is None:
        return decision.evidence.summary
    if found["world"] == "shapes":
        return decision.evidence.summary
    heads = set(_heads(decision.claim.goal))
    values = found["assignment"]
    shown = {k: v for k, v in values.items() if k.partition("[")[0] in heads} or values
    return f"{sides(decision)} at {', '.join(f'{k} = {v}' for k, v in shown.items())}"


def sides(decision: Decision) -> str:
    """Return both sides of a refuted relation with the relation that does hold between them."""
    found = decision.evidence.counterexample
    if found is None:
        return ""
    if found["relation"] in _BROKEN:
        return f"{found['left']} {_BROKEN[found['relation']]} {found['right']}"
    return f"{found['left']} {found['relation']} {found['right']} fails"


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
