"""The sides of a displayed relation: a scalar and multiples of norms."""

from __future__ import annotations

from dataclasses import dataclass, field

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.translate import index_term, map_term, scalar_term

__all__ = ["NormTerm", "NotLinearError", "Side", "side_of"]


@dataclass
class Side:
    """``rest + Σ factor · norm`` over `norms`, each of which may stand under a sum."""

    rest: k.Scalar = k.ZERO
    norms: list[NormTerm] = field(default_factory=list)


@dataclass(frozen=True)
class NormTerm:
    """One norm of a side with its factor and, under a sum, the index that it runs over.

    Parameters
    ----------
    factor : Scalar
    map : MapTerm
        What the norm is of.
    metric : {"sup", "L_alpha"}
    binder : (str, Scalar, Scalar), optional
        The index of the sum and its ends.
    """

    factor: k.Scalar
    map: k.MapTerm
    metric: str
    binder: tuple[str, k.Scalar, k.Scalar] | None = None

    def __str__(self) -> str:
        return f"‖{self.map}‖_{self.metric}"


class NotLinearError(Exception):
    """A side that is no sum of scalars and multiples of norms."""


def side_of(item: e.Scalar, metric: str) -> Side:
    """Return a side of a relation as a scalar and multiples of norms, in the reading `metric`.

    Raises
    ------
    NotLinearError
        When it is no sum of such.
    """
    if not _has_norm(item):
        return Side(scalar_term(item))
    match item:
        case e.Norm(of, own):
            return Side(norms=[NormTerm(k.ONE, map_term(of), own or metric)])
        case e.Binary("+", left, right):
            first, second = side_of(left, metric), side_of(right, metric)
            return Side(first.rest + second.rest, [*first.norms, *second.norms])
        case e.Binary("-", left, right) if not _has_norm(right):
            first = side_of(left, metric)
            return Side(first.rest - scalar_term(right), first.norms)
        case e.Binary("*", left, right) if not (_has_norm(left) and _has_norm(right)):
            plain, other = (right, left) if _has_norm(left) else (left, right)
            factor, inner = scalar_term(plain), side_of(other, metric)
            return _scaled(inner, factor)
        case e.Binary("/", left, right) if not _has_norm(right):
            return _scaled(side_of(left, metric), k.inverse(scalar_term(right)))
        case e.Iterated("sum", name, low, high, body):
            inner, ends = side_of(body, metric), (index_term(low), index_term(high))
            if any(n.binder or name in n.factor.free for n in inner.norms):
                raise NotLinearError
            moved = [NormTerm(n.factor, n.map, n.metric, (name, *ends)) for n in inner.norms]
            return Side(k.summation(name, *ends, inner.rest), moved)
    raise NotLinearError


def _scaled(side: Side, factor: k.Scalar) -> Side:
    norms = [NormTerm(factor * n.factor, n.map, n.metric, n.binder) for n in side.norms]
    return Side(factor * side.rest, norms)


def _has_norm(item: object) -> bool:
    match item:
        case e.Norm():
            return True
        case e.Binary(_, left, right):
            return _has_norm(left) or _has_norm(right)
        case e.Iterated(_, _, low, high, body):
            return any(map(_has_norm, (low, high, body)))
    return False
