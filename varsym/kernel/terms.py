"""Spaces and maps between them, always in normal form.

A map is a linear combination of *composites*; a composite is a sequence of factors, outermost
first, that may end in a combination which a factor is applied to.  Composition on the right
distributes over sums and is done at once; on the left it is not, since a map need not be additive.
Two maps with the same normal form are the same map; every other equation needs a theorem.
"""

from __future__ import annotations

from fractions import Fraction

from varsym.kernel.errors import TermError
from varsym.kernel.scalars import (
    ONE,
    ZERO,
    Frozen,
    Scalar,
    Substitution,
    bound_name,
    check_ends,
    check_name,
    check_plain,
    free_in,
    height_of,
    index_atom,
    moving,
    number,
)

__all__ = [
    "POINT",
    "Composite",
    "MapAtom",
    "MapTerm",
    "Space",
    "chain",
    "compose",
    "compose_all",
    "identity",
    "map_sum",
    "map_variable",
    "matrix",
    "substitute_map",
    "zero_map",
]

NORMS = ("any", "1", "2", "inf")


class Space(Frozen):
    """A normed space of arrays with symbolic side lengths, and a probability measure on it.

    Parameters
    ----------
    dims : tuple of Scalar
        Side lengths; none for the real line.
    norm : {"any", "1", "2", "inf"}
        The vector norm; ``any`` stands for an arbitrary one, the same at each occurrence.

    Raises
    ------
    TermError
        When the norm is none of these, or a side is no scalar.

    Examples
    --------
    >>> from varsym.kernel import Space, real, index
    >>> i = index("i")
    >>> str(Space((real("h", i), real("w", i), real("d"))))
    'R^(h[i] x w[i] x d)'
    """

    __slots__ = ("dims", "norm")
    dims: tuple[Scalar, ...]
    norm: str

    def __init__(self, dims: tuple[Scalar, ...], norm: str = "any") -> None:
        check_plain(dims, norm)
        if norm not in NORMS:
            raise TermError(f"The norm {norm!r}.", f"One of {', '.join(NORMS)}.")
        key = f"R^({','.join(d.key for d in dims)};{norm})"
        self._fill(dims=dims, norm=norm, key=key, free=free_in(dims), height=height_of(dims))

    def __str__(self) -> str:
        return f"R^({' x '.join(map(str, self.dims))})"

    def substitute(self, sub: Substitution) -> Space:
        """Return the space after `sub`."""
        if sub.is_idle(self):
            return self
        return sub.once(self, lambda s: Space(tuple(map(sub.scalar, s.dims)), s.norm))


POINT = Space((ZERO,))  # a map from here is a vector: what is said at every point needs no rule


class MapAtom(Frozen):
    """One factor of a composite.

    Attributes
    ----------
    kind : str
        ``var``, ``chain``, ``sum`` or ``matrix``.
    name : str
        The variable's name, or the bound index of a chain or sum.
    args : tuple of Scalar
        Indices of a family; (lower, upper); the entries of a matrix, row by row.
    body : MapTerm or None
        What a chain composes or a sum adds.
    dom, cod : Space

    Raises
    ------
    TermError
        When the arguments are not those of its kind, or the links of a chain do not fit.

    Examples
    --------
    >>> f = map_variable("f", (), POINT, POINT)
    >>> f.single.factors[0].kind
    'var'
    """

    __slots__ = ("args", "body", "cod", "dom", "kind", "name")
    kind: str
    name: str
    args: tuple[Scalar, ...]
    body: MapTerm | None
    dom: Space
    cod: Space

    def __init__(
        self,
        kind: str,
        name: str,
        args: tuple[Scalar, ...],
        dom: Space,
        cod: Space,
        body: MapTerm | None = None,
    ) -> None:
        if type(dom) is not Space or type(cod) is not Space:
            raise TermError("A factor without a domain or codomain.")
        check_plain(args, kind, name)
        free, height = free_in((dom, cod, *args)), height_of((dom, cod, *args))
        inside = ",".join(a.key for a in args)
        if kind == "var" and body is None:
            check_name(name)
            if not all(a.is_index for a in args):
                raise TermError(f"The family {name} indexed by something that is not an integer.")
            key = f"{name}[{inside}]"
        elif kind == "matrix" and body is None and not name:
            rows, columns = _side(cod), _side(dom)
            if len(args) != rows * columns or any(a.constant is None for a in args):
                raise TermError(f"A matrix that has not {rows} x {columns} rational entries.")
            key = f"matrix({inside})"
        elif kind in ("chain", "sum") and type(body) is MapTerm and len(args) == 2:
            check_ends(*args)
            inner = max(height, body.height)
            if name != bound_name(inner) or name in free:
                raise TermError(f"A {kind} whose bound index is not in normal form.")
            if (dom, cod) != _shape(kind, name, args, body):
                raise TermError(f"A {kind} of {body} as a map from {dom} to {cod}.")
            key = f"{kind}({name},{inside},{body.key})"
            free, height = free | (body.free - {name}), inner + 1
        else:
            raise TermError(f"A map of unknown kind {kind!r}.")
        self._fill(kind=kind, name=name, args=args, body=body, dom=dom, cod=cod)
        self._fill(key=f"{key}:{dom.key}>{cod.key}", free=free, height=height)

    def __str__(self) -> str:
        if self.kind in ("chain", "sum"):
            return (
                f"{self.kind.capitalize()}({self.body}, {self.name}={self.args[0]}..{self.args[1]})"
            )
        if self.kind == "matrix":
            return f"Matrix({_side(self.cod)}x{_side(self.dom)})"
        return self.name + (f"[{', '.join(map(str, self.args))}]" if self.args else "")


def _side(space: Space) -> int:
    n = space.dims[0].constant if len(space.dims) == 1 else None
    if n is None or n.denominator != 1 or n < 1:
        raise TermError(f"A matrix on {space}.", "Spaces with one side of known length.")
    return int(n)


_MINUS = number(-1)


class Composite(Frozen):
    """A sequence of factors, outermost first, applied to `tail` if there is one.

    Parameters
    ----------
    factors : tuple of MapAtom
        Outermost first; none for the identity.
    tail : MapTerm, optional
        A sum that the last factor is applied to.

    Raises
    ------
    TermError
        When a factor is no `MapAtom`, or there is a tail without factors.

    Examples
    --------
    >>> f, g, h = (map_variable(name, (), POINT, POINT) for name in "fgh")
    >>> (f @ g).single, (f @ (g + h)).single.tail
    (f∘g, g + h)
    """

    __slots__ = ("factors", "tail")
    factors: tuple[MapAtom, ...]
    tail: MapTerm | None

    def __init__(self, factors: tuple[MapAtom, ...], tail: MapTerm | None = None) -> None:
        if type(factors) is not tuple or any(type(f) is not MapAtom for f in factors):
            raise TermError("A composite whose factors are not maps.")
        if tail is not None and (type(tail) is not MapTerm or not factors):
            raise TermError("A composite with a tail that nothing is applied to.")
        parts = factors if tail is None else (*factors, tail)
        key = ".".join(p.key for p in parts)
        self._fill(
            factors=factors, tail=tail, free=free_in(parts), height=height_of(parts), key=key
        )

    def __str__(self) -> str:
        shown = [str(f) for f in self.factors]
        if self.tail is not None:
            shown.append(f"({self.tail})")
        return "∘".join(shown) or "id"


class MapTerm(Frozen):
    """A map between two spaces in normal form.

    Parameters
    ----------
    dom, cod : Space
    terms : dict of Composite to Scalar
        The linear combination; a composite without factors is the identity.

    Attributes
    ----------
    terms : tuple of (Composite, Scalar)
    key : str
    free : frozenset of str

    Raises
    ------
    TermError
        When the shapes of two maps that are combined do not fit.

    Examples
    --------
    >>> from varsym.kernel import Space, map_variable, real
    >>> V = Space((real("d"),))
    >>> f, g, h = (map_variable(x, (), V, V) for x in "fgh")
    >>> (f - g) @ h == f @ h - g @ h
    True
    >>> f @ (g - h) == f @ g - f @ h
    False
    """

    __slots__ = ("cod", "dom", "terms")
    dom: Space
    cod: Space
    terms: tuple[tuple[Composite, Scalar], ...]

    def __init__(self, dom: Space, cod: Space, terms: dict[Composite, Scalar]) -> None:
        if type(dom) is not Space or type(cod) is not Space or type(terms) is not dict:
            raise TermError("A map without a domain, a codomain or a dict of terms.")
        if any(type(p) is not Composite or type(c) is not Scalar for p, c in terms.items()):
            raise TermError("A map that is not a combination of composites.")
        kept = sorted(((p, c) for p, c in terms.items() if c != ZERO), key=lambda t: t[0].key)
        for part, _ in kept:
            _check_shapes(part, dom, cod)
        pieces = (dom, cod, *(piece for term in kept for piece in term))
        shown = "+".join(f"{c.key}*{p.key}" for p, c in kept)
        self._fill(dom=dom, cod=cod, terms=tuple(kept), free=free_in(pieces))
        self._fill(height=height_of(pieces), key=f"<{shown}:{dom.key}>{cod.key}>")

    @property
    def single(self) -> Composite | None:
        """The composite, if this map is just one, else None."""
        return self.terms[0][0] if len(self.terms) == 1 and self.terms[0][1] == ONE else None

    @property
    def is_zero(self) -> bool:
        """Whether the normal form is the zero map."""
        return not self.terms

    def __add__(self, other: MapTerm) -> MapTerm:
        return self._plus(other, ONE)

    def __sub__(self, other: MapTerm) -> MapTerm:
        return self._plus(other, _MINUS)

    def _plus(self, other: MapTerm, factor: Scalar) -> MapTerm:
        if type(other) is not MapTerm or (self.dom, self.cod) != (other.dom, other.cod):
            raise TermError(f"The sum of {self} and {other}, whose shapes differ.")
        total = dict(self.terms)
        for part, coeff in other.terms:
            total[part] = total.get(part, ZERO) + factor * coeff
        return MapTerm(self.dom, self.cod, total)

    def scale(self, factor: Scalar) -> MapTerm:
        """Return this map times `factor`."""
        return MapTerm(self.dom, self.cod, {p: c * factor for p, c in self.terms})

    def __neg__(self) -> MapTerm:
        return self.scale(number(-1))

    def __matmul__(self, inner: MapTerm) -> MapTerm:
        return compose(self, inner)

    def __str__(self) -> str:
        shown = []
        for part, coeff in self.terms:
            value = coeff.constant
            sign = {Fraction(1): "", Fraction(-1): "-"}.get(value) if value is not None else None
            shown.append((f"({coeff})*" if sign is None else sign) + str(part))
        return " + ".join(shown).replace("+ -", "- ") or "0"


def _check_shapes(part: Composite, dom: Space, cod: Space) -> None:
    at = cod
    for factor in part.factors:
        if factor.cod != at:
            raise TermError(
                f"A composition in which {factor} gives {factor.cod}, but {at} is wanted.",
                "Maps whose shapes fit.",
            )
        at = factor.dom
    if part.tail is not None:
        if part.tail.cod != at:
            raise TermError(f"A composition in which {part.tail} gives {part.tail.cod}, not {at}.")
        at = part.tail.dom
    if at != dom:
        raise TermError(f"A map from {at} where one from {dom} is wanted.", "The same shapes.")


def identity(space: Space) -> MapTerm:
    """Return the identity of `space`.

    Parameters
    ----------
    space : Space

    Examples
    --------
    >>> identity(POINT)
    id
    """
    return MapTerm(space, space, {Composite(()): ONE})


def zero_map(dom: Space, cod: Space) -> MapTerm:
    """Return the map that is 0 everywhere.

    Parameters
    ----------
    dom, cod : Space
        From where, and into which.

    Examples
    --------
    >>> zero_map(POINT, POINT).is_zero
    True
    """
    return MapTerm(dom, cod, {})


def _single(atom: MapAtom) -> MapTerm:
    return MapTerm(atom.dom, atom.cod, {Composite((atom,)): ONE})


def map_variable(name: str, indices: tuple[Scalar, ...], dom: Space, cod: Space) -> MapTerm:
    """Return the map `name`, or the member of a family at `indices`.

    Parameters
    ----------
    name : str
        A letter, then letters, digits or underscores.
    indices : tuple of Scalar
        Integers; empty for a single map.
    dom, cod : Space
        From where, and into which.

    Examples
    --------
    >>> from varsym.kernel import index
    >>> map_variable("f", (index("i"),), POINT, POINT)
    f[i]
    """
    return _single(MapAtom("var", name, indices, dom, cod))


def matrix(entries: tuple[Scalar, ...], dom: Space, cod: Space) -> MapTerm:
    """Return the linear map with rational `entries`, row by row, between spaces of known side.

    Parameters
    ----------
    entries : tuple of Scalar
        Rational constants, row by row: as many as `cod` has coordinates times `dom`.
    dom, cod : Space
        Of one side each, a known integer.

    Examples
    --------
    >>> line = Space((ONE,), "2")
    >>> matrix((number(3),), line, line)
    Matrix(1x1)
    """
    return _single(MapAtom("matrix", "", entries, dom, cod))


def compose(outer: MapTerm, inner: MapTerm) -> MapTerm:
    """Return `outer` after `inner`.

    Parameters
    ----------
    outer, inner : MapTerm

    Raises
    ------
    TermError
        When the codomain of `inner` is not the domain of `outer`.

    Examples
    --------
    >>> f, g = (map_variable(name, (), POINT, POINT) for name in "fg")
    >>> compose(f + g, f)
    f∘f + g∘f
    """
    if type(outer) is not MapTerm or type(inner) is not MapTerm or outer.dom != inner.cod:
        raise TermError(
            f"The composition of {outer} with {inner}, which gives {getattr(inner, 'cod', '?')}.",
            f"A map into {getattr(outer, 'dom', '?')}.",
        )
    total: dict[Composite, Scalar] = {}
    for part, coeff in outer.terms:
        for key, c in _after(part, inner).items():
            total[key] = total.get(key, ZERO) + coeff * c
    return MapTerm(inner.dom, outer.cod, total)


def compose_all(maps: tuple[MapTerm, ...]) -> MapTerm:
    """Return the composition of `maps`, outermost first.

    Parameters
    ----------
    maps : tuple of MapTerm
        At least one.

    Examples
    --------
    >>> f, g = (map_variable(name, (), POINT, POINT) for name in "fg")
    >>> compose_all((f, g, f))
    f∘g∘f
    """
    parts = [m.single for m in maps]
    if all(p is not None and p.factors and p.tail is None for p in parts):
        factors = tuple(f for p in parts if p is not None for f in p.factors)
        return MapTerm(maps[-1].dom, maps[0].cod, {Composite(factors): ONE})
    total = maps[-1]
    for outer in reversed(maps[:-1]):
        total = compose(outer, total)
    return total


def _after(part: Composite, inner: MapTerm) -> dict[Composite, Scalar]:
    if not part.factors:
        return dict(inner.terms)
    if part.tail is not None:
        inner = compose(part.tail, inner)
    last = inner.single
    if last is None:
        return {Composite(part.factors, inner): ONE}
    return {Composite(part.factors + last.factors, last.tail): ONE}


def rename_map_index(term: MapTerm, old: str, new: str) -> MapTerm:
    """Return `term` with the free index `old` called `new`."""
    return substitute_map(term, moving(old, index_atom(new)))


def _range(name: str, low: Scalar, high: Scalar, body: MapTerm) -> MapTerm | None:
    check_ends(low, high)
    if type(body) is not MapTerm:
        raise TermError("A chain or sum of something that is not a map.")
    if (high - low).constant == 0:
        return substitute_map(body, moving(name, low))
    return None


def _shape(kind: str, name: str, ends: tuple[Scalar, ...], body: MapTerm) -> tuple[Space, Space]:
    """Return domain and codomain of a chain or sum, whose links must fit."""
    if kind == "sum":
        if name in body.dom.free | body.cod.free:
            raise TermError(f"A sum of {body}, whose shape changes with {name}.")
        return body.dom, body.cod
    low, high, after = (moving(name, i) for i in (*ends, index_atom(name) + ONE))
    if body.dom.substitute(after) != body.cod:
        raise TermError(
            f"A chain of {body}, whose links do not fit: {body.cod} into "
            f"{body.dom.substitute(after)}.",
            "Each link's codomain is the next one's domain.",
        )
    return body.dom.substitute(low), body.cod.substitute(high)


def _bind(kind: str, name: str, ends: tuple[Scalar, Scalar], body: MapTerm) -> MapTerm:
    dom, cod = _shape(kind, name, ends, body)
    bound = bound_name(height_of((dom, cod, body, *ends)))
    return _single(MapAtom(kind, bound, ends, dom, cod, rename_map_index(body, name, bound)))


def chain(name: str, low: Scalar, high: Scalar, body: MapTerm) -> MapTerm:
    """Return the composition of `body` for the index `name` from `low` (innermost) to `high`.

    An empty chain, `high` = `low` - 1, is the identity.  A shape that does not fit from one link
    to the next, or a chain that runs further backwards, raises `TermError`.

    Parameters
    ----------
    name : str
        The index, free in `body`.
    low, high : Scalar
        Integers, both included.
    body : MapTerm
        The link at `name`.

    Raises
    ------
    TermError
        When an end is no integer, the links do not fit, or the chain runs further backwards.

    Examples
    --------
    >>> from varsym.kernel import index
    >>> f = map_variable("f", (index("i"),), POINT, POINT)
    >>> chain("i", ONE, index("n"), f), chain("i", ONE, ONE + ONE, f)
    (Chain(f[@0], @0=1..n), Chain(f[@0], @0=1..2))
    """
    one = _range(name, low, high, body)
    dom, _ = _shape("chain", name, (low, high), body)
    if one is not None:
        return one
    length = (high - low).constant
    if length is not None and length < 0:
        if length < -1:
            raise TermError(f"The chain from {low} to {high}, which runs backwards.")
        return identity(dom)
    return _bind("chain", name, (low, high), body)


def map_sum(name: str, low: Scalar, high: Scalar, body: MapTerm) -> MapTerm:
    """Return the sum of `body` for the index `name` from `low` to `high`; its shape is fixed.

    Parameters
    ----------
    name : str
        The index, free in `body`.
    low, high : Scalar
        Integers, both included; the sum is the zero map when low > high.
    body : MapTerm
        The summand at `name`.

    Raises
    ------
    TermError
        When an end is no integer, or the shape of the summand changes with the index.

    Examples
    --------
    >>> from varsym.kernel import index
    >>> map_sum("i", ONE, index("n"), map_variable("f", (index("i"),), POINT, POINT))
    Sum(f[@0], @0=1..n)
    """
    one = _range(name, low, high, body)
    dom, cod = _shape("sum", name, (low, high), body)
    length = (high - low).constant
    if length is not None and length < 0:
        return zero_map(dom, cod)
    return one if one is not None else _bind("sum", name, (low, high), body)


def substitute_map(term: MapTerm, sub: Substitution) -> MapTerm:
    """Return `term` after `sub`, in normal form.

    Parameters
    ----------
    term : MapTerm
    sub : Substitution

    Raises
    ------
    TermError
        When a map is replaced by one of another shape.

    Examples
    --------
    >>> f, g = (map_variable(name, (), POINT, POINT) for name in "fg")
    >>> substitute_map(f @ g, Substitution(maps={"g": ((), f)}))
    f∘f
    """
    return term if sub.is_idle(term) else sub.once(term, lambda t: _substituted(t, sub))


def _substituted(term: MapTerm, sub: Substitution) -> MapTerm:
    dom, cod = term.dom.substitute(sub), term.cod.substitute(sub)
    total = zero_map(dom, cod)
    for part, coeff in term.terms:
        value = identity(dom) if part.tail is None else substitute_map(part.tail, sub)
        for factor in reversed(part.factors):
            value = compose(_substitute_atom(factor, sub), value)
        total = total + value.scale(sub.scalar(coeff))
    return total


def _substitute_atom(atom: MapAtom, sub: Substitution) -> MapTerm:
    args = tuple(sub.scalar(a) for a in atom.args)
    if atom.body is not None:
        fresh = sub.fresh(atom.body.free)
        body = substitute_map(rename_map_index(atom.body, atom.name, fresh), sub)
        return (chain if atom.kind == "chain" else map_sum)(fresh, args[0], args[1], body)
    dom, cod = atom.dom.substitute(sub), atom.cod.substitute(sub)
    if atom.kind == "matrix":
        return matrix(args, dom, cod)
    if atom.name not in sub.maps:
        return map_variable(atom.name, args, dom, cod)
    params, template = sub.maps[atom.name]
    if len(params) != len(args):
        raise TermError(f"{atom.name} has {len(args)} indices, its replacement {len(params)}.")
    value = substitute_map(template, Substitution(index=dict(zip(params, args, strict=True))))
    if (value.dom, value.cod) != (dom, cod):
        raise TermError(f"{value} in place of {atom}, whose shape differs.")
    return value
