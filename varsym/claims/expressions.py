"""What a paper displays, written down with its structure kept: maps, scalars, norms, conditions.

Nothing is simplified here, so that an expression reads as it is printed.  What it means is said
three times, independently: `varsym.claims.translate` (to the kernel), `varsym.claims.refuting` (on
concrete exact objects) and `varsym.claims.render` (for people).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from varsym.errors import PackError

__all__ = [
    "ARITHMETIC",
    "BigO",
    "BigOh",
    "Binary",
    "Chain",
    "Cited",
    "Compare",
    "Compose",
    "Condition",
    "ForAll",
    "Growth",
    "Identity",
    "Index",
    "Iterated",
    "Linear",
    "Lipschitz",
    "Map",
    "MapCombination",
    "MapSum",
    "MapVariable",
    "Norm",
    "Number",
    "PushForward",
    "Real",
    "SameMap",
    "Scalar",
    "Space",
    "WellTyped",
    "as_scalar",
    "chain",
    "equals",
    "families",
    "for_all",
    "index",
    "map_sum",
    "maps",
    "norm",
    "product",
    "reals",
    "summation",
]

Op = Literal["=", "<=", "<"]

#: What the signs of `Binary` do to numbers, whatever these are; a power is another matter.
ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def as_scalar(value: object) -> Scalar:
    """Return an expression, or the number that an int or Fraction is.

    Parameters
    ----------
    value : Scalar, int or Fraction

    Raises
    ------
    PackError
        For anything else, such as a float.

    Examples
    --------
    >>> as_scalar(3), as_scalar(Fraction(1, 2)).value
    (Number(value=Fraction(3, 1)), Fraction(1, 2))
    """
    if isinstance(value, Scalar):
        return value
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Number(Fraction(value))
    raise PackError(
        f"{value!r} in a formula.", "An exact number or an expression.", "Write Fraction(1, 10)."
    )


class Scalar:
    """A real number written as an expression; arithmetic builds larger ones."""

    def __add__(self, other: object) -> Scalar:
        return Binary("+", self, as_scalar(other))

    def __radd__(self, other: object) -> Scalar:
        return Binary("+", as_scalar(other), self)

    def __sub__(self, other: object) -> Scalar:
        return Binary("-", self, as_scalar(other))

    def __rsub__(self, other: object) -> Scalar:
        return Binary("-", as_scalar(other), self)

    def __mul__(self, other: object) -> Scalar:
        return Binary("*", self, as_scalar(other))

    def __rmul__(self, other: object) -> Scalar:
        return Binary("*", as_scalar(other), self)

    def __truediv__(self, other: object) -> Scalar:
        return Binary("/", self, as_scalar(other))

    def __rtruediv__(self, other: object) -> Scalar:
        return Binary("/", as_scalar(other), self)

    def __pow__(self, exponent: object) -> Scalar:
        return Binary("^", self, as_scalar(exponent))

    def __le__(self, other: object) -> Compare:
        return Compare("<=", self, as_scalar(other))

    def __lt__(self, other: object) -> Compare:
        return Compare("<", self, as_scalar(other))

    def __ge__(self, other: object) -> Compare:
        return Compare("<=", as_scalar(other), self)

    def __gt__(self, other: object) -> Compare:
        return Compare("<", as_scalar(other), self)

    def __bool__(self) -> bool:
        raise PackError(
            "A formula used as a truth value.", "One comparison at a time.", "Split a <= b <= c."
        )


@dataclass(frozen=True, eq=True)
class Number(Scalar):
    """A rational constant.

    Parameters
    ----------
    value : Fraction

    Examples
    --------
    >>> Number(Fraction(3, 2)).value
    Fraction(3, 2)
    """

    value: Fraction


@dataclass(frozen=True)
class Index(Scalar):
    """An integer variable.

    Parameters
    ----------
    name : str
    """

    name: str


@dataclass(frozen=True)
class Real(Scalar):
    """A real variable, or the member of a family at integer indices.

    Parameters
    ----------
    name : str
    indices : tuple of Scalar
        Integers; none for a single variable.
    """

    name: str
    indices: tuple[Scalar, ...] = ()


@dataclass(frozen=True)
class Binary(Scalar):
    """``left op right`` for one of + - * / ^; an exponent is an integer."""

    op: str
    left: Scalar
    right: Scalar


@dataclass(frozen=True)
class Iterated(Scalar):
    """A sum or product of `body` for `index` from `low` to `high`.

    Parameters
    ----------
    kind : {"sum", "prod"}
    index : str
        Its name, which is bound in `body`.
    low, high : Scalar
        Integers, both included.
    body : Scalar
    """

    kind: Literal["sum", "prod"]
    index: str
    low: Scalar
    high: Scalar
    body: Scalar


@dataclass(frozen=True)
class Norm(Scalar):
    """The norm of a map: in the metric of the reading, unless one is printed.

    Parameters
    ----------
    map : Map
    metric : {"sup", "L_alpha"}, optional
    """

    map: Map
    metric: str | None = None


@dataclass(frozen=True)
class BigO(Scalar):
    """``O(scale)`` as the right side of a relation, for `scale` tending to 0.

    Parameters
    ----------
    scale : Scalar

    Examples
    --------
    >>> (eps,) = reals("eps")
    >>> from varsym.claims.render import text
    >>> text(Compare("=", eps * eps, BigO(eps)))
    'ε·ε = O(ε)'
    """

    scale: Scalar


@dataclass(frozen=True)
class Space:
    """A space of arrays with symbolic side lengths; none stands for a single point's worth.

    Parameters
    ----------
    sides : tuple of Scalar
    is_point : bool
        Whether it is that of a single point, from which a map is a vector.

    Examples
    --------
    >>> (d,) = reals("d")
    >>> len(Space((d, d)).sides)
    2
    """

    sides: tuple[Scalar, ...]
    is_point: bool = False


class Map:
    """A map between two spaces; `f @ g` is f after g, and `f(x)` the value at a point.

    Examples
    --------
    >>> (d,) = reals("d")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> f, g = (MapVariable(name, (), V, V) for name in "fg")
    >>> text(SameMap(f @ (g - f), 2 * g))
    'f∘(g - f) = 2g'
    """

    def __matmul__(self, inner: Map) -> Map:
        return Compose(self, inner)

    def __call__(self, argument: Map) -> Map:
        """Return the value at a point, which is a map too."""
        return Compose(self, argument)

    def __add__(self, other: Map) -> Map:
        return MapCombination(((Fraction(1), self), (Fraction(1), other)))

    def __sub__(self, other: Map) -> Map:
        return MapCombination(((Fraction(1), self), (Fraction(-1), other)))

    def __neg__(self) -> Map:
        return MapCombination(((Fraction(-1), self),))

    def __rmul__(self, factor: object) -> Map:
        value = as_scalar(factor)
        if not isinstance(value, Number):
            raise PackError("A map scaled by a variable.", "A rational factor.")
        return MapCombination(((value.value, self),))


@dataclass(frozen=True)
class MapVariable(Map):
    """A map, or the member of a family at integer indices, with its printed domain and codomain.

    Parameters
    ----------
    name : str
    indices : tuple of Scalar
        Integers; none for a single map.
    dom, cod : Space

    Examples
    --------
    >>> (d,) = reals("d")
    >>> f = MapVariable("f", (), Space((d,)), Space((d, d)))
    >>> len(f.cod.sides)
    2
    """

    name: str
    indices: tuple[Scalar, ...]
    dom: Space
    cod: Space


@dataclass(frozen=True)
class Identity(Map):
    """The identity of a space.

    Parameters
    ----------
    space : Space

    Examples
    --------
    >>> (d,) = reals("d")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> text(Linear(Identity(V)))
    'id is linear'
    """

    space: Space


@dataclass(frozen=True)
class Compose(Map):
    """`outer` after `inner`."""

    outer: Map
    inner: Map


@dataclass(frozen=True)
class MapCombination(Map):
    """A sum of maps with rational coefficients, in the printed order.

    Parameters
    ----------
    terms : tuple of (Fraction, Map)
    """

    terms: tuple[tuple[Fraction, Map], ...]


@dataclass(frozen=True)
class Chain(Map):
    """``∘_{index=low}^{high} body``: `body` at `high` is applied last.

    Parameters
    ----------
    index : str
        Its name, which is bound in `body`.
    low, high : Scalar
        Integers, both included.
    body : Map
    """

    index: str
    low: Scalar
    high: Scalar
    body: Map


@dataclass(frozen=True)
class MapSum(Map):
    """``Σ_{index=low}^{high} body`` of maps.

    Parameters
    ----------
    index : str
        Its name, which is bound in `body`.
    low, high : Scalar
        Integers, both included.
    body : Map
    """

    index: str
    low: Scalar
    high: Scalar
    body: Map


class Condition:
    """Something that a statement assumes, or that its conclusion says.

    Examples
    --------
    >>> a, b = reals("a b")
    >>> isinstance(a <= b, Condition)
    True
    """

    def __bool__(self) -> bool:
        raise PackError(
            "A condition used as a truth value, as in a <= b <= c.",
            "One comparison at a time.",
            "Write a <= b and b <= c as two conditions.",
        )


@dataclass(frozen=True)
class Compare(Condition):
    """``left op right``.

    Parameters
    ----------
    op : {"=", "<=", "<"}
    left, right : Scalar
    """

    op: Op
    left: Scalar
    right: Scalar

    def __post_init__(self) -> None:
        object.__setattr__(self, "left", as_scalar(self.left))
        object.__setattr__(self, "right", as_scalar(self.right))


@dataclass(frozen=True)
class Lipschitz(Condition):
    """`map` is Lipschitz with `constant`.

    Parameters
    ----------
    map : Map
    constant : Scalar

    Examples
    --------
    >>> d, K = reals("d K")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> f = MapVariable("f", (), V, V)
    >>> text(Lipschitz(f, K))
    'f is K-Lipschitz'
    """

    map: Map
    constant: Scalar


@dataclass(frozen=True)
class Growth(Condition):
    """``|map(x)| <= constant * |x|`` for every x.

    Parameters
    ----------
    map : Map
    constant : Scalar

    Examples
    --------
    >>> d, K = reals("d K")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> f = MapVariable("f", (), V, V)
    >>> text(Growth(f, K))
    '‖f(x)‖ ≤ K‖x‖ for every x'
    """

    map: Map
    constant: Scalar


@dataclass(frozen=True)
class Linear(Condition):
    """`map` is additive and homogeneous.

    Parameters
    ----------
    map : Map

    Examples
    --------
    >>> d, K = reals("d K")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> f = MapVariable("f", (), V, V)
    >>> text(Linear(f))
    'f is linear'
    """

    map: Map


@dataclass(frozen=True)
class PushForward(Condition):
    """``‖h∘map‖ <= constant ‖h‖`` in L_alpha for every h: the image of the measure is not dense.

    Parameters
    ----------
    map : Map
    constant : Scalar

    Examples
    --------
    >>> d, K = reals("d K")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> f = MapVariable("f", (), V, V)
    >>> text(PushForward(f, K))
    '‖h∘f‖_α ≤ K‖h‖_α for every h'
    """

    map: Map
    constant: Scalar


@dataclass(frozen=True)
class SameMap(Condition):
    """Two maps agree everywhere; also how a name is defined.

    Parameters
    ----------
    left, right : Map

    Examples
    --------
    >>> d, K = reals("d K")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> f = MapVariable("f", (), V, V)
    >>> text(SameMap(f, f @ f))
    'f = f∘f'
    """

    left: Map
    right: Map


@dataclass(frozen=True)
class BigOh(Condition):
    """``quantity = O(scale)``: it is at most a constant times `scale`, and not negative.

    Parameters
    ----------
    quantity, scale : Scalar

    Examples
    --------
    >>> a, eps = reals("a eps")
    >>> from varsym.claims.render import text
    >>> text(BigOh(a, eps))
    'a = O(ε)'
    """

    quantity: Scalar
    scale: Scalar


@dataclass(frozen=True)
class ForAll(Condition):
    """`body` for every integer `index` from `low` to `high`.

    Parameters
    ----------
    index : str
        Its name, which is bound in `body`.
    low, high : Scalar
        Integers, both included.
    body : Condition
    """

    index: str
    low: Scalar
    high: Scalar
    body: Condition


@dataclass(frozen=True)
class WellTyped(Condition):
    """`map` can be composed as written, and goes from `dom` to `cod`.

    Parameters
    ----------
    map : Map
    dom, cod : Space

    Examples
    --------
    >>> d, K = reals("d K")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> f = MapVariable("f", (), V, V)
    >>> text(WellTyped(f @ f, V, V))
    'f∘f : ℝ^(d) → ℝ^(d)'
    """

    map: Map
    dom: Space
    cod: Space


@dataclass(frozen=True)
class Cited(Condition):
    """`body`, taken from the statement `source`, which itself rests on the literature.

    Parameters
    ----------
    source : str
        The id of the statement.
    body : Condition

    Examples
    --------
    >>> (K,) = reals("K")
    >>> from varsym.claims.render import text
    >>> text(Cited("lem:1", 0 <= K))
    '0 ≤ K (lem:1)'
    """

    source: str
    body: Condition


def index(names: str) -> tuple[Index, ...]:
    """Return integer variables, one for each of the space-separated `names`.

    Parameters
    ----------
    names : str
        Separated by spaces.

    Examples
    --------
    >>> i, n = index("i n")
    >>> (i + n).op
    '+'
    """
    return tuple(Index(name) for name in names.split())


def reals(names: str) -> tuple[Real, ...]:
    """Return real variables, one for each of the space-separated `names`.

    Parameters
    ----------
    names : str
        Separated by spaces.

    Examples
    --------
    >>> a, b = reals("a b")
    >>> (a <= b).op
    '<='
    """
    return tuple(Real(name) for name in names.split())


class _RealFamily:
    def __init__(self, name: str) -> None:
        self.name = name

    def __getitem__(self, at: object) -> Real:
        return Real(self.name, (as_scalar(at),))


def families(names: str) -> tuple[_RealFamily, ...]:
    """Return families of reals, indexed as ``eps[i]``, one for each of `names`.

    Parameters
    ----------
    names : str
        Separated by spaces.

    Examples
    --------
    >>> (eps,), (i,) = families("eps"), index("i")
    >>> from varsym.claims.render import text
    >>> text(eps[i + 1])
    'ε[i+1]'
    """
    return tuple(_RealFamily(name) for name in names.split())


class _MapFamily:
    def __init__(self, name: str, ends: Callable[[Scalar], tuple[Space, Space]]) -> None:
        self.name, self.ends = name, ends

    def __getitem__(self, at: object) -> MapVariable:
        place = as_scalar(at)
        return MapVariable(self.name, (place,), *self.ends(place))


def maps(names: str, ends: Callable[[Scalar], tuple[Space, Space]]) -> tuple[_MapFamily, ...]:
    """Return families of maps; `ends` gives the domain and codomain of the member at an index.

    Parameters
    ----------
    names : str
        Separated by spaces.
    ends : callable
        From an index, a `Scalar`, to two spaces.

    Examples
    --------
    >>> (d,), (i,) = families("d"), index("i")
    >>> from varsym.claims.render import text
    >>> (f,) = maps("f", lambda j: (Space((d[j],)), Space((d[j + 1],))))
    >>> text(f[i + 1] @ f[i])
    'f[i+1]∘f[i]'
    """
    return tuple(_MapFamily(name, ends) for name in names.split())


def norm(of: Map, metric: str | None = None) -> Norm:
    """Return the norm of a map, in the metric of the reading unless `metric` is printed.

    Parameters
    ----------
    of : Map
    metric : {"sup", "L_alpha"}, optional

    Examples
    --------
    >>> d, K = reals("d K")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> f = MapVariable("f", (), V, V)
    >>> text(norm(f) <= K)
    '‖f‖ ≤ K'
    """
    return Norm(of, metric)


Place = Scalar | int


def _ends(low: object, high: object, at: Index) -> tuple[str, Scalar, Scalar]:
    return at.name, as_scalar(low), as_scalar(high)


def chain(at: Index, low: Place, high: Place, body: Map) -> Chain:
    """Return ``∘_{at=low}^{high} body``; the link at `high` is applied last.

    Parameters
    ----------
    at : Index
        Bound in `body`.
    low, high : Scalar or int
        Integers, both included.
    body : Map

    Examples
    --------
    >>> (d,), (i, n) = reals("d"), index("i n")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> (f,) = maps("f", lambda _: (V, V))
    >>> text(chain(i, 1, n, f[i]))
    '∘_{i=1}^{n} f[i]'
    """
    return Chain(*_ends(low, high, at), body)


def map_sum(at: Index, low: Place, high: Place, body: Map) -> MapSum:
    """Return ``Σ_{at=low}^{high} body`` of maps.

    Parameters
    ----------
    at : Index
        Bound in `body`.
    low, high : Scalar or int
        Integers, both included.
    body : Map

    Examples
    --------
    >>> (d,), (i, n) = reals("d"), index("i n")
    >>> from varsym.claims.render import text
    >>> V = Space((d,))
    >>> (f,) = maps("f", lambda _: (V, V))
    >>> text(map_sum(i, 1, n, f[i]))
    'Σ_{i=1}^{n} f[i]'
    """
    return MapSum(*_ends(low, high, at), body)


def summation(at: Index, low: Place, high: Place, body: Scalar) -> Iterated:
    """Return ``Σ_{at=low}^{high} body`` of scalars.

    Parameters
    ----------
    at : Index
        Bound in `body`.
    low, high : Scalar or int
        Integers, both included.
    body : Scalar

    Examples
    --------
    >>> (a,), (i, n) = families("a"), index("i n")
    >>> from varsym.claims.render import text
    >>> text(summation(i, 1, n, a[i]))
    'Σ_{i=1}^{n} a[i]'
    """
    return Iterated("sum", *_ends(low, high, at), as_scalar(body))


def product(at: Index, low: Place, high: Place, body: Scalar) -> Iterated:
    """Return ``Π_{at=low}^{high} body`` of scalars.

    Parameters
    ----------
    at : Index
        Bound in `body`.
    low, high : Scalar or int
        Integers, both included.
    body : Scalar

    Examples
    --------
    >>> (a,), (i, n) = families("a"), index("i n")
    >>> from varsym.claims.render import text
    >>> text(product(i, 1, n, a[i]))
    'Π_{i=1}^{n} a[i]'
    """
    return Iterated("prod", *_ends(low, high, at), as_scalar(body))


def equals(left: Scalar | int, right: Scalar | int) -> Compare:
    """Return ``left = right``; two expressions compared with == are the same expression or not.

    Parameters
    ----------
    left, right : Scalar or int

    Examples
    --------
    >>> a, b = reals("a b")
    >>> from varsym.claims.render import text
    >>> text(equals(a, b)), a == b
    ('a = b', False)
    """
    return Compare("=", as_scalar(left), as_scalar(right))


def for_all(at: Index, low: Place, high: Place, body: Condition) -> ForAll:
    """Return `body` for every integer `at` from `low` to `high`.

    Parameters
    ----------
    at : Index
        Bound in `body`.
    low, high : Scalar or int
        Integers, both included.
    body : Condition

    Examples
    --------
    >>> (a,), (i, n) = families("a"), index("i n")
    >>> from varsym.claims.render import text
    >>> text(for_all(i, 1, n, 0 <= a[i]))
    '0 ≤ a[i] for 1 ≤ i ≤ n'
    """
    return ForAll(*_ends(low, high, at), body)
