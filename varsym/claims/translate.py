"""Expressions and conditions as terms and judgements of the kernel."""

from __future__ import annotations

import re

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.errors import PackError

__all__ = [
    "constant_of",
    "constant_term",
    "index_term",
    "judgement",
    "map_term",
    "norm_bound",
    "scalar_term",
    "space_term",
]

RESERVED = re.compile(r"Norm[0-9]+\Z|BigO_")


def space_term(space: e.Space) -> k.Space:
    """Return the kernel's space for one that is printed."""
    return k.POINT if space.is_point else k.Space(tuple(scalar_term(s) for s in space.sides))


def scalar_term(item: e.Scalar) -> k.Scalar:
    """Return the kernel's scalar for an expression without norms.

    Raises
    ------
    PackError
        For a norm or an O-symbol, which are not scalars of the kernel.
    """
    match item:
        case e.Number(value):
            return k.number(value)
        case e.Index(name):
            return k.index(name)
        case e.Real(name, indices):
            if RESERVED.match(name):
                raise PackError(f"A variable called {name}.", "Another name; this one is taken.")
            return k.real(name, *map(scalar_term, indices))
        case e.Binary("+", left, right):
            return scalar_term(left) + scalar_term(right)
        case e.Binary("-", left, right):
            return scalar_term(left) - scalar_term(right)
        case e.Binary("*", left, right):
            return scalar_term(left) * scalar_term(right)
        case e.Binary("/", left, right):
            return scalar_term(left) * k.inverse(scalar_term(right))
        case e.Binary("^", left, right):
            return k.power(scalar_term(left), scalar_term(right))
        case e.Iterated(kind, name, low, high, body):
            big = k.summation if kind == "sum" else k.product
            return big(name, scalar_term(low), scalar_term(high), scalar_term(body))
    raise PackError(
        f"{type(item).__name__} inside a scalar.",
        "Numbers, variables, + - * / ^, sums and products.",
        "A norm stands at the top of a side, or in a sum, with a non-negative factor.",
    )


def index_term(item: e.Scalar) -> k.Scalar:
    """Return the kernel's scalar for an integer expression.

    Raises
    ------
    PackError
        When it is none.
    """
    term = scalar_term(item)
    if not term.is_index:
        raise PackError(f"{term} as an index.", "An integer combination of index variables.")
    return term


def map_term(item: e.Map) -> k.MapTerm:
    """Return the kernel's map.

    Raises
    ------
    PackError
        For an expression that is no map.
    TermError
        When shapes do not fit.
    """
    match item:
        case e.MapVariable(name, indices, dom, cod):
            places = tuple(index_term(i) for i in indices)
            return k.map_variable(name, places, space_term(dom), space_term(cod))
        case e.Identity(space):
            return k.identity(space_term(space))
        case e.Compose(outer, inner):
            return k.compose(map_term(outer), map_term(inner))
        case e.MapCombination(terms):
            first, *rest = (map_term(part).scale(k.number(c)) for c, part in terms)
            for part in rest:
                first = first + part
            return first
        case e.Chain(name, low, high, body):
            return k.chain(name, index_term(low), index_term(high), map_term(body))
        case e.MapSum(name, low, high, body):
            return k.map_sum(name, index_term(low), index_term(high), map_term(body))
    raise PackError(f"{type(item).__name__} where a map was expected.")


def constant_of(quantity: e.Scalar) -> k.Scalar:
    """Return the constant that ``quantity = O(...)`` speaks of: one for each member of a family.

    Raises
    ------
    PackError
        When the quantity is no variable.
    """
    if not isinstance(quantity, e.Real):
        raise PackError("O(...) of something that is not a variable.", "A variable or family.")
    return constant_term(quantity.name, tuple(map(scalar_term, quantity.indices)))


def constant_term(name: str, places: tuple[k.Scalar, ...]) -> k.Scalar:
    """Return the constant of ``name[places] = O(...)``; no variable of a pack can have its name.

    `places` are the indices of a member of a family.
    """
    return k.real(f"BigO_{name}", *places)


def norm_bound(number: int, *places: k.Scalar) -> k.Scalar:
    """Return the name of an upper bound of a norm; no variable of a pack can have it.

    `number` tells norms apart, and `places` are the indices that it depends on.
    """
    return k.real(f"Norm{number}", *places)


def judgement(item: e.Condition, metric: str) -> k.Judgement:
    """Return the judgement that `item` is, where norms are in `metric` unless one is printed.

    Raises
    ------
    PackError
        For an expression that is no condition of the kernel's.
    """
    match item:
        case e.Compare(op, e.Norm(of, own), right) if op == "<=":
            return k.norm_at_most(own or metric, map_term(of), scalar_term(right))
        case e.Compare(op, left, right):
            return k.Judgement(op, (scalar_term(left), scalar_term(right)))
        case e.Lipschitz(of, constant):
            return k.lipschitz(map_term(of), scalar_term(constant))
        case e.Growth(of, constant):
            return k.growth(map_term(of), scalar_term(constant))
        case e.Linear(of):
            return k.linear(map_term(of))
        case e.PushForward(of, constant):
            return k.push_forward(map_term(of), scalar_term(constant))
        case e.SameMap(left, right):
            return k.same_map(map_term(left), map_term(right))
        case e.BigOh(quantity, scale):
            return k.at_most(scalar_term(quantity), constant_of(quantity) * scalar_term(scale))
        case e.Cited(_, body):
            return judgement(body, metric)
        case e.ForAll(name, low, high, body):
            return k.every(name, index_term(low), index_term(high), judgement(body, metric))
    raise PackError(f"{type(item).__name__} where a condition was expected.")
