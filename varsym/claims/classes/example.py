"""Numbers for r and K (Assumption 6.2) at which a target refutes a claim, under its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from varsym.claims import expressions as e
from varsym.claims.classes.networks import LipschitzChains
from varsym.claims.refuting.evaluate import Model, Place, UndefinedError, holds
from varsym.claims.refuting.universes import LINE

__all__ = ["LEAST_CONSTANT", "SCALES", "lipschitz_constant"]

#: r; targets of one scale are enough.
SCALES = Fraction(1)
#: Enough for x in all four tokens in every norm of entries, the 1-norm among them.
LEAST_CONSTANT = Fraction(4)


def lipschitz_constant(
    targets: LipschitzChains, conditions: Sequence[e.Condition]
) -> Fraction | None:
    """Return a K of at least 4 such that every condition holds with r = 1, if one is found.

    Parameters
    ----------
    targets : LipschitzChains
        The letters r and K.
    conditions : sequence of Condition
        No K is found unless each is a relation between numbers that are made of r and K alone.

    Examples
    --------
    >>> r, K = e.reals("r K")
    >>> targets = LipschitzChains(r, K)
    >>> lipschitz_constant(targets, ()), lipschitz_constant(targets, [K > 9])
    (Fraction(4, 1), Fraction(10, 1))
    >>> lipschitz_constant(targets, [K < 0]) is lipschitz_constant(targets, [r >= 2]) is None
    True
    """
    r, K = targets.scales, targets.lipschitz
    if _name(r) == _name(K):
        return None
    relations = [c.body if isinstance(c, e.Cited) else c for c in conditions]
    plain = [c for c in relations if isinstance(c, e.Compare) and _is_made_of(c, {r, K})]
    if len(plain) < len(relations):
        return None
    return next((c for c in _candidates(plain) if all(_holds(x, r, K, c) for x in plain)), None)


def _candidates(relations: Sequence[e.Compare]) -> Iterator[Fraction]:
    """Yield numbers from 4 on: those of the relations, those between them and one beyond."""
    found = [c for x in relations for side in (x.left, x.right) for c in _constants(side)]
    stops = sorted({LEAST_CONSTANT, *(c for c in found if c > LEAST_CONSTANT)})
    yield from stops
    yield stops[-1] + 1
    yield from ((low + high) / 2 for low, high in pairwise(stops))


def _constants(item: e.Scalar) -> Iterator[Fraction]:
    match item:
        case e.Number(value):
            yield value
        case e.Binary(_, left, right):
            yield from _constants(left)
            yield from _constants(right)


def _is_made_of(item: e.Compare | e.Scalar, letters: set[e.Scalar]) -> bool:
    match item:
        case e.Compare(_, left, right) | e.Binary(_, left, right):
            return _is_made_of(left, letters) and _is_made_of(right, letters)
    return isinstance(item, e.Number) or item in letters


def _name(letter: e.Scalar) -> str | None:
    return letter.name if isinstance(letter, e.Real | e.Index) else None


def _holds(relation: e.Compare, r: e.Scalar, K: e.Scalar, constant: Fraction) -> bool:
    """Decide a relation exactly; what has no value there does not hold."""
    values = {r: SCALES, K: constant}
    if any(isinstance(x, e.Index) and v.denominator != 1 for x, v in values.items()):
        return False
    indices = {x.name: int(v) for x, v in values.items() if isinstance(x, e.Index)}
    reals: dict[Place, Fraction] = {}
    reals |= {(x.name, ()): v for x, v in values.items() if isinstance(x, e.Real)}
    model = Model(LINE, "sup", indices, reals)
    try:
        return holds(relation, model, indices)
    except UndefinedError:
        return False
