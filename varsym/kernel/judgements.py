"""Judgements: the things that a theorem can say."""

from __future__ import annotations

from typing import Any, cast

from varsym.kernel.errors import TermError
from varsym.kernel.scalars import (
    Frozen,
    Scalar,
    Substitution,
    bound_name,
    check_ends,
    free_in,
    height_of,
    index_atom,
    moving,
)
from varsym.kernel.terms import MapTerm, substitute_map

__all__ = [
    "METRICS",
    "Judgement",
    "at_most",
    "below",
    "equal",
    "every",
    "growth",
    "linear",
    "lipschitz",
    "norm_at_most",
    "push_forward",
    "same_map",
]

METRICS = ("sup", "L_alpha")

Part = Any
_SHAPES: dict[str, tuple[type, ...]] = {
    "norm": (str, MapTerm, Scalar),
    "lipschitz": (MapTerm, Scalar),
    "growth": (MapTerm, Scalar),
    "push": (MapTerm, Scalar),
    "linear": (MapTerm,),
    "map=": (MapTerm, MapTerm),
    "=": (Scalar, Scalar),
    "<=": (Scalar, Scalar),
    "<": (Scalar, Scalar),
}


class Judgement(Frozen):
    """One statement about maps or scalars.

    Attributes
    ----------
    kind : str
        ``norm`` (a norm of a map is at most a scalar), ``lipschitz``, ``growth``
        (``|f(x)| <= K|x|`` at every x), ``push`` (composing with the map on the right multiplies
        L_alpha norms by at most a scalar), ``linear``, ``map=``, ``=``, ``<=``, ``<`` or ``every``
        (for all integers in a range).  The scalar of the first four is never negative.
    parts : tuple
        What the judgement is about, in the order of the constructors below.

    Raises
    ------
    TermError
        When the parts are not those of its kind, or the shapes of two maps differ.

    Examples
    --------
    >>> from varsym.kernel import real
    >>> Judgement("<=", (real("a"), real("b")))
    a <= b
    """

    __slots__ = ("kind", "parts")
    kind: str
    parts: tuple[Part, ...]

    def __init__(self, kind: str, parts: tuple[Part, ...]) -> None:
        if type(kind) is not str or type(parts) is not tuple:
            raise TermError("A judgement whose kind or parts are not plain.")
        shape = (str, Scalar, Scalar, Judgement) if kind == "every" else _SHAPES.get(kind)
        if tuple(map(type, parts)) != shape:
            raise TermError(f"A malformed judgement of kind {kind!r}.")
        terms = [p for p in parts if not isinstance(p, str)]
        free, height = free_in(terms), height_of(terms)
        if kind == "every":
            name, low, high, _ = cast("tuple[str, Scalar, Scalar, Judgement]", parts)
            check_ends(low, high)
            if name != bound_name(height) or name in low.free | high.free:
                raise TermError("A quantifier whose bound index is not in normal form.")
            free, height = free - {name}, height + 1
        if kind == "norm" and parts[0] not in METRICS:
            raise TermError(f"The metric {parts[0]!r}.", f"One of {', '.join(METRICS)}.")
        if kind == "map=":
            left, right = cast("tuple[MapTerm, MapTerm]", parts)
            if (left.dom, left.cod) != (right.dom, right.cod):
                raise TermError(f"The equation of {left} and {right}, whose shapes differ.")
        shown = ",".join(p if isinstance(p, str) else p.key for p in parts)
        self._fill(kind=kind, parts=parts, key=f"{kind}({shown})", free=free, height=height)

    def __str__(self) -> str:
        p = self.parts
        match self.kind:
            case "norm":
                return f"‖{p[1]}‖_{p[0]} <= {p[2]}"
            case "lipschitz":
                return f"Lip({p[0]}) <= {p[1]}"
            case "growth":
                return f"|({p[0]})(x)| <= ({p[1]})*|x|"
            case "push":
                return f"Push({p[0]}) <= {p[1]}"
            case "linear":
                return f"linear({p[0]})"
            case "map=":
                return f"{p[0]} = {p[1]}"
            case "every":
                return f"for all {p[1]} <= {p[0]} <= {p[2]}: {p[3]}"
        return f"{p[0]} {self.kind} {p[1]}"

    def substitute(self, sub: Substitution) -> Judgement:
        """Return the judgement after `sub`, in normal form."""
        return self if sub.is_idle(self) else sub.once(self, lambda j: _substituted(j, sub))


def _substituted(judgement: Judgement, sub: Substitution) -> Judgement:
    if judgement.kind == "every":
        name, low, high, body = cast("tuple[str, Scalar, Scalar, Judgement]", judgement.parts)
        fresh = sub.fresh(body.free)
        opened = rename_judgement_index(body, name, fresh).substitute(sub)
        return every(fresh, sub.scalar(low), sub.scalar(high), opened)
    return Judgement(judgement.kind, tuple(_substitute_part(p, sub) for p in judgement.parts))


def _substitute_part(part: Part, sub: Substitution) -> Part:
    if isinstance(part, Scalar):
        return sub.scalar(part)
    return substitute_map(part, sub) if isinstance(part, MapTerm) else part


def rename_judgement_index(body: Judgement, old: str, new: str) -> Judgement:
    """Return `body` with the free index `old` called `new`."""
    return body.substitute(moving(old, index_atom(new)))


def norm_at_most(metric: str, term: MapTerm, bound: Scalar) -> Judgement:
    """Make the judgement that the norm of `term` in `metric` is at most `bound`.

    Parameters
    ----------
    metric : {"sup", "L_alpha"}
    term : MapTerm
    bound : Scalar

    Examples
    --------
    >>> from varsym.kernel import POINT, map_variable, norm_at_most, real
    >>> norm_at_most("sup", map_variable("f", (), POINT, POINT), real("eps"))
    ‖f‖_sup <= eps
    """
    return Judgement("norm", (metric, term, bound))


def lipschitz(term: MapTerm, constant: Scalar) -> Judgement:
    """Make the judgement that `term` is Lipschitz with `constant`, which is not negative.

    Parameters
    ----------
    term : MapTerm
    constant : Scalar

    Examples
    --------
    >>> from varsym.kernel import POINT, lipschitz, map_variable, real
    >>> lipschitz(map_variable("f", (), POINT, POINT), real("K"))
    Lip(f) <= K
    """
    return Judgement("lipschitz", (term, constant))


def growth(term: MapTerm, constant: Scalar) -> Judgement:
    """Make the judgement that ``|term(x)| <= constant * |x|`` at every x, with constant >= 0.

    Parameters
    ----------
    term : MapTerm
    constant : Scalar

    Examples
    --------
    >>> from varsym.kernel import POINT, growth, map_variable, real
    >>> growth(map_variable("f", (), POINT, POINT), real("K"))
    |(f)(x)| <= (K)*|x|
    """
    return Judgement("growth", (term, constant))


def push_forward(term: MapTerm, constant: Scalar) -> Judgement:
    """Make the judgement that ``‖h∘term‖_L_alpha <= constant * ‖h‖_L_alpha`` for measurable h.

    Parameters
    ----------
    term : MapTerm
    constant : Scalar

    Examples
    --------
    >>> from varsym.kernel import POINT, map_variable, push_forward, real
    >>> push_forward(map_variable("f", (), POINT, POINT), real("P"))
    Push(f) <= P
    """
    return Judgement("push", (term, constant))


def linear(term: MapTerm) -> Judgement:
    """Make the judgement that `term` is additive and homogeneous.

    Parameters
    ----------
    term : MapTerm

    Examples
    --------
    >>> from varsym.kernel import POINT, linear, map_variable
    >>> linear(map_variable("f", (), POINT, POINT))
    linear(f)
    """
    return Judgement("linear", (term,))


def same_map(left: MapTerm, right: MapTerm) -> Judgement:
    """Make the judgement that two maps agree everywhere.

    Parameters
    ----------
    left, right : MapTerm
        Of one domain and one codomain.

    Examples
    --------
    >>> from varsym.kernel import POINT, map_variable, same_map
    >>> f, g = (map_variable(name, (), POINT, POINT) for name in "fg")
    >>> same_map(f, g)
    f = g
    """
    return Judgement("map=", (left, right))


def equal(left: Scalar, right: Scalar) -> Judgement:
    """Make the judgement that two scalars are equal.

    Parameters
    ----------
    left, right : Scalar

    Examples
    --------
    >>> from varsym.kernel import equal, real
    >>> equal(real("a"), real("b"))
    a = b
    """
    return Judgement("=", (left, right))


def at_most(left: Scalar, right: Scalar) -> Judgement:
    """Make the judgement that `left` is not above `right`.

    Parameters
    ----------
    left, right : Scalar

    Examples
    --------
    >>> from varsym.kernel import at_most, real
    >>> at_most(real("a"), real("b"))
    a <= b
    """
    return Judgement("<=", (left, right))


def below(left: Scalar, right: Scalar) -> Judgement:
    """Make the judgement that `left` is strictly below `right`.

    Parameters
    ----------
    left, right : Scalar

    Examples
    --------
    >>> from varsym.kernel import below, real
    >>> below(real("a"), real("b"))
    a < b
    """
    return Judgement("<", (left, right))


def every(name: str, low: Scalar, high: Scalar, body: Judgement) -> Judgement:
    """Make the judgement `body` for every integer `name` from `low` to `high`, if there is any.

    Parameters
    ----------
    name : str
        An index that may be free in `body`, and is bound in what is made.
    low, high : Scalar
        Integers, both included.
    body : Judgement

    Examples
    --------
    >>> from varsym.kernel import ONE, at_most, every, index, real
    >>> n = index("n")
    >>> every("i", ONE, n, at_most(real("a", index("i")), real("b")))
    for all 1 <= @0 <= n: a[@0] <= b
    """
    bound = bound_name(max(low.height, high.height, body.height))
    return Judgement("every", (bound, low, high, rename_judgement_index(body, name, bound)))
