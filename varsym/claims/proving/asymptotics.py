"""Bounds by O(ε): taking ε out of a scalar, and what shrinks with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.translate import constant_term

__all__ = ["big_ohs", "divided", "shrinks"]


def big_ohs(conditions: Sequence[e.Condition]) -> Iterator[tuple[str, e.Scalar]]:
    """Yield the families that are O(scale), with the scale."""
    for condition in conditions:
        match condition:
            case e.BigOh(e.Real(name, _), scale):
                yield name, scale
            case e.ForAll(_, _, _, body) | e.Cited(_, body):
                yield from big_ohs([body])


def divided(total: k.Scalar, scale: k.Scalar, small: frozenset[str]) -> k.Scalar | None:
    """Return M with ``total <= M·scale`` if each term has exactly one factor that shrinks.

    `small` names the families that are O(scale).
    """
    (scale_mono, _), *others = scale.terms
    if others or len(scale_mono) != 1:
        return None
    scale_atom = scale_mono[0][0]
    result = k.ZERO
    for mono, coeff in total.terms:
        shrunk, part = 0, k.Scalar({(): coeff})
        for atom, exponent in mono:
            value, count = _divided_atom(atom, scale_atom, small)
            if value is None or (count and exponent != 1):
                return None
            shrunk += count
            for _ in range(exponent):
                part = part * value
        if shrunk != 1:
            return None
        result = result + part
    return result


def _divided_atom(
    atom: k.Atom, scale: k.Atom, small: frozenset[str]
) -> tuple[k.Scalar | None, int]:
    """Return the factor that stays when ε is taken out of an atom, and how often it was there."""
    whole = k.Scalar({((atom, 1),): k.number(1).terms[0][1]})
    if atom == scale:
        return k.ONE, 1
    if atom.kind == "real" and atom.name in small:
        return constant_term(atom.name, atom.args), 1
    if atom.kind == "sum":
        low, high, body = atom.args
        name = "q" + "q" * sum(n.startswith("q") for n in body.free | low.free | high.free)
        opened = k.Substitution(index={atom.name: k.index(name)}).scalar(body)
        scale_term = k.Scalar({((scale, 1),): k.number(1).terms[0][1]})
        inner = divided(opened, scale_term, small)
        if inner is not None:
            return k.summation(name, low, high, inner), 1
    if shrinks(atom, scale, small):
        return None, 0
    return whole, 0


def shrinks(atom: k.Atom, scale: k.Atom, small: frozenset[str]) -> bool:
    """Return whether an atom mentions ε or a family that is O(ε), one that `small` names."""
    if atom == scale or (atom.kind == "real" and atom.name in small):
        return True
    inner = (a for arg in atom.args for mono, _ in arg.terms for a, _ in mono)
    return any(shrinks(a, scale, small) for a in inner)
