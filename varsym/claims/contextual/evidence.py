"""Sequences of which no map at all is a contextual mapping as claimed, found and checked exactly.

The ids of a (γ, δ)-contextual mapping lie in the open ball of radius γ, so that any two are less
than 2γ apart; two that have to differ by more than δ are more than δ apart.  Where 2γ ≤ δ and some
two have to differ, no map is one, whatever it is made of.  Sequences are tried at smaller and
smaller scale, then at a larger one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from varsym.claims import expressions as e
from varsym.claims.contextual.mappings import ContextualMapping
from varsym.claims.formulas.evidence import Found
from varsym.claims.functions.instances import instances
from varsym.claims.functions.values import (
    NoValueError,
    Place,
    Point,
    Value,
    compared,
    holds,
    scalar_value,
)
from varsym.claims.render import text
from varsym.contextual.separation import TokenSeparation, token_separation
from varsym.contextual.sequences import Sequences

__all__ = ["examine_contextual_mapping"]

#: Tokens are multiples of 2^-k for these k.
SCALES = (0, 1, 2, 3, 4, 8, *(2**k for k in range(4, 18)), -1, -2, -4)
LONG = 24


def examine_contextual_mapping(goal: ContextualMapping, conditions: Sequence[e.Condition]) -> Found:
    """Refute a goal, under conditions, by sequences of which no map is a mapping as claimed.

    Parameters
    ----------
    goal : ContextualMapping
    conditions : sequence of Condition

    Examples
    --------
    >>> N, n, d, V = e.index("N n d V")
    >>> low, high, eps = e.reals("low high eps")
    >>> claim = ContextualMapping(N, n, d, V, low, high, eps, high + eps, 1 + 0 * eps)
    >>> examine_contextual_mapping(claim, []).summary.split(": ")[0]
    'N = 2, n = 1, d = 1, V = 2, low = 1/16, high = 3/8, ε = 1/16, X^(1) = ((1/8)), X^(2) = ((1/4))'
    """
    return _examined(goal, tuple(conditions))


@lru_cache(maxsize=64)
def _examined(goal: ContextualMapping, conditions: tuple[e.Condition, ...]) -> Found:
    for exponent in SCALES:
        for embeddings, separation in _separated(exponent):
            found = _refuted(goal, conditions, embeddings, separation)
            if found is not None:
                return found
    return Found(None, ["no sequences were found that no map can tell apart as claimed"])


@lru_cache(maxsize=len(SCALES))
def _separated(exponent: int) -> tuple[tuple[Sequences, TokenSeparation], ...]:
    """Return the sequences of one scale, each with how far its tokens are apart."""
    return tuple((x, token_separation(x)) for x in _embeddings(Fraction(2) ** -exponent))


def _embeddings(size: Fraction) -> Iterator[Sequences]:
    """Yield a few sequences with ids that have to differ; their tokens are multiples of `size`."""
    for width in (1, 2):
        one, two, three = ((size * k, *[Fraction(0)] * (width - 1)) for k in (1, 2, 3))
        yield Sequences([[one], [two]])
        yield Sequences([[one, two]])
        yield Sequences([[one, two], [one, three]])
        yield Sequences([[one, two, three]])


def _refuted(
    goal: ContextualMapping,
    conditions: Sequence[e.Condition],
    embeddings: Sequences,
    separation: TokenSeparation,
) -> Found | None:
    least, greatest = (abs(max(t)) for t in (separation.least_token, separation.greatest_token))
    low, high, apart = least / 2, greatest + least, least / 2
    if not separation.is_separated(gamma_min=low, gamma_max=high, delta=apart):
        return None
    size = len(embeddings.vocabulary)
    sides = (embeddings.count, embeddings.length, embeddings.width, size)
    indices = _assigned((goal.number, goal.length, goal.width, goal.vocabulary), sides)
    letters = (goal.gamma_min, goal.gamma_max, goal.epsilon)
    given = _assigned(letters, (low, high, apart))
    if indices is None or given is None:
        return None
    try:
        point = _completed(indices, {(name, ()): v for name, v in given.items()}, conditions)
        kept = all(holds(c, at) for stated in conditions for c, at in instances(stated, point))
        radius, distance = scalar_value(goal.gamma, point), scalar_value(goal.delta, point)
        if not kept or not compared("<=", scalar_value(2 * goal.gamma, point), distance):
            return None
    except NoValueError:
        return None
    shown = {name: str(value) for name, value in indices.items()}
    shown |= {text(letter): _short(given[letter.name]) for letter in letters}
    for number, row in enumerate(embeddings.sequences, 1):
        tokens = ", ".join(f"({', '.join(map(_short, token))})" for token in row)
        shown[f"X^({number})"] = f"({tokens})"
    data = {
        "world": "sequences",
        "assignment": shown,
        "left": f"2γ = {_short(2 * radius)}",
        "relation": ">",
        "right": f"δ = {_short(distance)}",
    }
    values = ", ".join(f"{name} = {value}" for name, value in shown.items())
    reason = "ids that have to differ by more than δ differ by less than 2γ"
    line = f"{values}: {reason}, and 2γ = {_short(2 * radius)} is at most δ = {_short(distance)}"
    return Found(False, [line], data)


_Number = TypeVar("_Number")


def _assigned(
    letters: Sequence[e.Index | e.Real], values: Sequence[_Number]
) -> dict[str, _Number] | None:
    """Return the values by letter, or None where one letter would have two."""
    found: dict[str, _Number] = {}
    for letter, value in zip(letters, values, strict=True):
        if found.setdefault(letter.name, value) != value:
            return None
    return found


def _completed(
    indices: dict[str, int], reals: dict[Place, Value], conditions: Sequence[e.Condition]
) -> Point:
    """Return a point with the letters that equations among the conditions define."""
    waiting = [c for c in conditions if isinstance(c, e.Compare) and c.op == "="]
    for _ in range(len(waiting)):
        for condition in waiting:
            match condition:
                case e.Compare("=", e.Real(name, ()), value) if (name, ()) not in reals:
                    try:
                        reals[name, ()] = scalar_value(value, Point(indices, reals))
                    except NoValueError:
                        continue
    return Point(indices, reals)


def _short(value: Value) -> str:
    """Return a number as text, a long fraction of a power of two as such."""
    if isinstance(value, Fraction) and value.denominator.bit_length() > LONG:
        power = value.denominator.bit_length() - 1
        if value.denominator == 1 << power:
            factor = "" if value.numerator == 1 else f"{value.numerator}·"
            return f"{factor}2^-{power}"
    return str(value)
