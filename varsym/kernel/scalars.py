"""Scalars: sparse polynomials over the rationals in symbolic atoms, always in normal form.

A scalar is a polynomial whose unknowns are *atoms*: real variables and families ``eps[j]``,
integer index variables, sums and products with symbolic ends, powers with an index in the exponent
and reciprocals.  Two scalars are equal exactly when their normal forms print the same, so ring
identities need no rule.  Every rewriting done here holds for all real values of the atoms:

* an empty sum is 0 and an empty product 1, whenever the upper end lies below the lower;
* finite sums are linear, finite products and integer powers are multiplicative;
* ``1/0 = 0`` by convention, so reciprocals and negative powers are total; so the reciprocal of a
  product is the product of the reciprocals, and that of a reciprocal the number itself.

Bound indices are written ``@k``, where ``k`` is the number of binders nested below: terms that
differ only in the name of a bound index are the same term, and nothing can be captured.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import count, pairwise
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar, cast

from varsym.kernel.errors import TermError

T = TypeVar("T", bound="Frozen")

__all__ = [
    "ONE",
    "ZERO",
    "Atom",
    "Monomial",
    "Scalar",
    "Substitution",
    "index",
    "inverse",
    "number",
    "power",
    "product",
    "real",
    "summation",
]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_BOUND = re.compile(r"[@!][0-9]+\Z")


MAX_DEGREE = 4_096  # of one atom in a monomial
MAX_PRODUCTS = 200_000  # of terms, in one multiplication
_NOTHING: frozenset[str] = frozenset()


class Frozen:
    """Base of every term: fixed once built, final, and equal exactly where the keys are."""

    __slots__ = ("free", "height", "key")
    key: str
    free: frozenset[str]
    height: int

    def __init_subclass__(cls) -> None:
        if cls.__bases__ != (Frozen,):
            raise TermError(f"A subclass of {cls.__bases__[0].__name__}, which is final.")

    def _fill(self, **slots: object) -> None:
        if hasattr(self, "key"):  # filled last
            raise TermError(f"A {type(self).__name__} initialised a second time.")
        for name, value in slots.items():
            set_slot(self, name, value)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return str(self)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TermError(f"{type(self).__name__}.{name} cannot be set: terms do not change.")

    def __delattr__(self, name: str) -> NoReturn:
        raise TermError(f"{type(self).__name__}.{name} cannot be deleted: terms do not change.")

    def __copy__(self) -> Frozen:
        return self

    def __deepcopy__(self, memo: object) -> Frozen:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TermError(f"A {type(self).__name__} pickled.", "A certificate, which is plain JSON.")


set_slot = object.__setattr__


def free_in(parts: Iterable[Any]) -> frozenset[str]:
    """Return the names of the index variables that are free in some of `parts`."""
    found = _NOTHING
    for part in parts:
        if part.free:
            found |= part.free
    return found


def height_of(parts: Iterable[Any]) -> int:
    """Return the number of nested binders in the deepest of `parts`."""
    highest = 0
    for part in parts:
        highest = max(highest, part.height)
    return highest


def check_plain(args: object, *texts: object) -> None:
    """Raise `TermError` unless `args` is a tuple of scalars and `texts` are strings, exactly."""
    if type(args) is not tuple or any(type(a) is not Scalar for a in args):
        raise TermError("A term whose arguments are not a tuple of scalars.")
    if any(type(text) is not str for text in texts):
        raise TermError("A kind or name that is not a plain string.")


def check_name(name: object) -> str:
    """Return `name` if it is a legal variable name, else raise `TermError`."""
    if type(name) is not str or not _NAME.match(name):
        raise TermError(f"The name {name!r}.", "A letter, then letters, digits or underscores.")
    return name


class Atom(Frozen):
    """One unknown of a polynomial.

    Attributes
    ----------
    kind : str
        ``real``, ``index``, ``sum``, ``prod``, ``pow`` or ``inv``.
    name : str
        The variable's name, or the bound index of a sum or product.
    args : tuple of Scalar
        Indices of a family; (lower, upper, body) of a sum or product; (base, exponent); (divisor,).

    Raises
    ------
    TermError
        When the arguments are not those of its kind.

    Examples
    --------
    >>> from varsym.kernel import real
    >>> ((monomial, coefficient),) = real("K").terms
    >>> monomial[0][0].kind, monomial[0][0].name
    ('real', 'K')
    """

    __slots__ = ("args", "kind", "name")
    kind: str
    name: str
    args: tuple[Scalar, ...]

    def __init__(self, kind: str, name: str, args: tuple[Scalar, ...]) -> None:
        check_plain(args, kind, name)
        free, height = free_in(args), height_of(args)
        inside = ",".join(a.key for a in args)
        if kind == "real":
            check_name(name)
            if not all(a.is_index for a in args):
                raise TermError(f"The family {name} indexed by something that is not an integer.")
            key = f"{name}[{inside}]"
        elif kind == "index":
            if args or not (_BOUND.match(name) or check_name(name)):
                raise TermError("An index variable with arguments.")
            key, free = name, frozenset((name,))
        elif kind in ("sum", "prod"):
            if name != f"@{height}" or len(args) != 3 or name in args[0].free | args[1].free:
                raise TermError(f"A {kind} whose bound index is not in normal form.")
            check_ends(args[0], args[1])
            key, free, height = f"{kind}({name},{inside})", free - {name}, height + 1
        elif kind == "pow" and len(args) == 2 and not name:
            if not args[1].is_index:
                raise TermError("A power whose exponent is not an integer index.")
            key = f"pow({inside})"
        elif kind == "inv" and len(args) == 1 and not name:
            key = f"inv({inside})"
        else:
            raise TermError(f"An atom of unknown kind {kind!r}.")
        self._fill(kind=kind, name=name, args=args, key=key, free=free, height=height)

    def __str__(self) -> str:
        if self.kind in ("sum", "prod"):
            low, high, body = self.args
            return f"{self.kind.capitalize()}({body}, {self.name}={low}..{high})"
        if self.kind == "pow":
            return f"({self.args[0]})^({self.args[1]})"
        if self.kind == "inv":
            return f"1/({self.args[0]})"
        return self.name + (f"[{', '.join(map(str, self.args))}]" if self.args else "")


Monomial = tuple[tuple[Atom, int], ...]


def _mono_key(mono: Monomial) -> str:
    return "*".join(f"{a.key}^{e}" for a, e in mono)


def _is_constant(terms: dict[Monomial, Fraction]) -> bool:
    if len(terms) != 1:
        return False
    ((mono, coeff),) = terms.items()
    return type(mono) is tuple and not mono and type(coeff) is Fraction


def _is_monomial(mono: Monomial) -> bool:
    if type(mono) is not tuple or any(type(p) is not tuple or len(p) != 2 for p in mono):
        return False
    if any(type(a) is not Atom or type(e) is not int or not 0 < e <= MAX_DEGREE for a, e in mono):
        return False
    return all(p[0].key < q[0].key for p, q in pairwise(mono))


def _rational_key(q: Fraction) -> str:
    return f"{q.numerator:x}/{q.denominator:x}"


class Scalar(Frozen):
    """A polynomial in normal form.

    Parameters
    ----------
    terms : dict of Monomial to Fraction
        Coefficients; zeros are dropped and monomials sorted.

    Attributes
    ----------
    terms : tuple of (Monomial, Fraction)
    key : str
        The normal form as text: equal keys, equal scalars.
    free : frozenset of str
        Names of the free index variables.
    is_index : bool
        Whether the value is an integer whenever the index variables are.

    Raises
    ------
    TermError
        When a coefficient or a monomial is malformed.

    Examples
    --------
    >>> from varsym.kernel.scalars import real
    >>> K, e = real("K"), real("e")
    >>> (K + e) * (K - e) == K * K - e * e
    True
    """

    __slots__ = ("is_index", "terms")
    terms: tuple[tuple[Monomial, Fraction], ...]
    is_index: bool

    def __init__(self, terms: dict[Monomial, Fraction]) -> None:
        if type(terms) is not dict:
            raise TermError("A polynomial that is not given as a dict.")
        if _is_constant(terms) and (value := terms[()]):
            key, whole = f"({_rational_key(value)}*)", value.denominator == 1
            self._fill(terms=(((), value),), free=_NOTHING, height=0, is_index=whole, key=key)
            return
        kept = []
        for mono, coeff in terms.items():
            if type(coeff) is not Fraction or not _is_monomial(mono):
                raise TermError("A polynomial with a coefficient or monomial that is malformed.")
            if coeff:
                kept.append((_mono_key(mono), mono, coeff))
        kept.sort(key=lambda t: t[0])
        atoms = [a for _, m, _ in kept for a, _ in m]
        integral = all(c.denominator == 1 and sum(e for _, e in m) < 2 for _, m, c in kept)
        self._fill(
            terms=tuple((m, c) for _, m, c in kept),
            key="(" + "+".join(f"{_rational_key(c)}*{k}" for k, _, c in kept) + ")",
            free=free_in(atoms),
            height=height_of(atoms),
            is_index=integral and all(a.kind == "index" for a in atoms),
        )

    @property
    def constant(self) -> Fraction | None:
        """The value, if no atom occurs, else None."""
        if not self.terms:
            return Fraction(0)
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None

    def __add__(self, other: Scalar) -> Scalar:
        return _sum(self, _scalar(other))

    def __neg__(self) -> Scalar:
        return _opposite(self)

    def __sub__(self, other: Scalar) -> Scalar:
        return _sum(self, -_scalar(other))

    def __mul__(self, other: Scalar) -> Scalar:
        return _multiple(self, _scalar(other))

    def __str__(self) -> str:
        shown = [_show_term(m, c) for m, c in self.terms]
        return " + ".join(shown).replace("+ -", "- ") or "0"


def _scalar(value: Scalar) -> Scalar:
    if type(value) is not Scalar:
        raise TermError(f"{type(value).__name__} where a Scalar was expected.")
    return value


@lru_cache(maxsize=65536)
def _opposite(one: Scalar) -> Scalar:
    return Scalar({m: -c for m, c in one.terms})


@lru_cache(maxsize=65536, typed=True)
def _sum(one: Scalar, two: Scalar) -> Scalar:
    total = dict(one.terms)
    for mono, coeff in two.terms:
        total[mono] = total.get(mono, Fraction(0)) + coeff
    return Scalar(total)


@lru_cache(maxsize=65536, typed=True)
def _multiple(one: Scalar, two: Scalar) -> Scalar:
    if len(one.terms) * len(two.terms) > MAX_PRODUCTS:
        raise TermError("A product of polynomials with too many terms to be multiplied out.")
    total: dict[Monomial, Fraction] = {}
    for left, a in one.terms:
        for right, b in two.terms:
            mono = _join(left, right)
            total[mono] = total.get(mono, Fraction(0)) + a * b
    return Scalar(total)


def _show_rational(q: Fraction) -> str:
    if max(abs(q.numerator), q.denominator).bit_length() > 4096:
        return f"<rational of {q.numerator.bit_length()}/{q.denominator.bit_length()} bits>"
    return str(q)


def _show_term(mono: Monomial, coeff: Fraction) -> str:
    factors = [str(a) + (f"^{e}" if e > 1 else "") for a, e in mono]
    if not factors:
        return _show_rational(coeff)
    sign = {Fraction(1): "", Fraction(-1): "-"}.get(coeff, f"{_show_rational(coeff)}*")
    return sign + "*".join(factors)


def _join(left: Monomial, right: Monomial) -> Monomial:
    if not left or not right:
        return left or right
    powers: dict[Atom, int] = dict(left)
    for atom, exponent in right:
        powers[atom] = powers.get(atom, 0) + exponent
    return tuple(sorted(powers.items(), key=lambda p: p[0].key))


def number(value: int | Fraction) -> Scalar:
    """Return the constant `value`; raise `TermError` for anything but an int or a Fraction.

    Parameters
    ----------
    value : int or Fraction

    Raises
    ------
    TermError
        When it is anything else.

    Examples
    --------
    >>> from fractions import Fraction
    >>> number(Fraction(3, 2))
    3/2
    """
    if type(value) not in (int, Fraction):
        raise TermError(f"{value!r}.", "An exact number: int or Fraction.")
    return Scalar({(): Fraction(value)})


@lru_cache(maxsize=65536, typed=True)
def _atom(kind: str, name: str, args: tuple[Scalar, ...]) -> Scalar:
    return Scalar({((Atom(kind, name, args), 1),): Fraction(1)})


ZERO, ONE = number(0), number(1)


def real(name: str, *indices: Scalar) -> Scalar:
    """Return the real variable `name`, or the member of a family at integer `indices`.

    Parameters
    ----------
    name : str
        A letter, then letters, digits or underscores.
    indices : Scalar
        Integers; none for a single variable.

    Examples
    --------
    >>> real("eps", index("j"))
    eps[j]
    """
    return _atom("real", name, indices)


def index(name: str) -> Scalar:
    """Return the integer variable `name`.

    Parameters
    ----------
    name : str
        A letter, then letters, digits or underscores.

    Examples
    --------
    >>> index("n") + ONE
    1 + n
    """
    return index_atom(check_name(name))


def index_atom(name: str) -> Scalar:
    """Return the integer variable `name`, which may be a bound one."""
    return _atom("index", name, ())


def inverse(divisor: Scalar) -> Scalar:
    """Return 1/`divisor`, with 1/0 = 0: that of a product is a product, and 1/(1/a) is a.

    Parameters
    ----------
    divisor : Scalar

    Raises
    ------
    TermError
        When it is no scalar.

    Examples
    --------
    >>> a = real("a")
    >>> inverse(number(2) * a), inverse(inverse(a)), inverse(ZERO)
    (1/2*1/(a), a, 0)
    """
    value = _scalar(divisor).constant
    if value is not None:
        return number(1 / value) if value else ZERO
    return _by_factor(divisor, _inverse_factor)


def _inverse_factor(factor: Scalar) -> Scalar:
    value = factor.constant
    if value is not None:
        return number(1 / value)
    (mono, _), *others = factor.terms
    if not others and mono[0][0].kind == "inv":
        return mono[0][0].args[0]
    return _atom("inv", "", (factor,))


def power(base: Scalar, exponent: Scalar) -> Scalar:
    """Return `base` to an integer `exponent`, multiplied out where that holds for every value.

    Parameters
    ----------
    base : Scalar
    exponent : Scalar
        An integer, which may be symbolic or negative.

    Raises
    ------
    TermError
        When the exponent is no integer.

    Examples
    --------
    >>> K = real("K")
    >>> power(K + ONE, number(2)), power(K, index("n"))
    (1 + 2*K + K^2, (K)^(n))
    """
    if not _scalar(exponent).is_index:
        raise TermError("A power whose exponent is not an integer index.")
    n = exponent.constant
    if n is not None and 0 <= n <= 64:
        result = ONE
        for _ in range(int(n)):
            result = result * base
        return result
    return _by_factor(base, lambda factor: _atom("pow", "", (factor, exponent)))


def _by_factor(body: Scalar, wrap: Callable[[Scalar], Scalar]) -> Scalar:
    """Map a multiplicative operation over the factors of a monomial; leave a longer body whole."""
    if body == ONE:
        return ONE
    if len(body.terms) != 1:
        return wrap(body)
    (mono, coeff), result = body.terms[0], ONE
    if coeff != 1:
        result = wrap(number(coeff))
    for atom, exponent in mono:
        factor = wrap(Scalar({((atom, 1),): Fraction(1)}))
        for _ in range(exponent):
            result = result * factor
    return result


def check_ends(low: Scalar, high: Scalar) -> None:
    """Raise `TermError` unless both ends of a range are integers."""
    if not (_scalar(low).is_index and _scalar(high).is_index):
        raise TermError(f"The range {low}..{high}.", "Integer ends.")


def bound_name(height: int) -> str:
    """Return the name of the index bound above `height` binders."""
    return f"@{height}"


def rename_index(term: Scalar, old: str, new: str) -> Scalar:
    """Return `term` with the free index `old` called `new`, which may be a bound name."""
    return moving(old, index_atom(new)).scalar(term)


def summation(name: str, low: Scalar, high: Scalar, body: Scalar) -> Scalar:
    """Return the sum of `body` for the index `name` from `low` to `high`, split by linearity.

    Parameters
    ----------
    name : str
        The index, free in `body`.
    low, high : Scalar
        Integers, both included; the sum is 0 when low > high.
    body : Scalar

    Raises
    ------
    TermError
        When an end is no integer.

    Examples
    --------
    >>> i = index("i")
    >>> summation("i", ONE, number(1), real("a", i)), summation("i", ONE, index("n"), real("a", i))
    (a[1], Sum(a[@0], @0=1..n))
    """
    check_ends(low, high)
    length = (high - low).constant
    if length is not None and length <= 0:
        return moving(name, low).scalar(body) if length == 0 else ZERO
    total = ZERO
    for mono, coeff in _scalar(body).terms:
        outside = Scalar({tuple(p for p in mono if name not in p[0].free): coeff})
        inside = Scalar({tuple(p for p in mono if name in p[0].free): Fraction(1)})
        total = total + outside * _big("sum", name, low, high, inside)
    return total


def product(name: str, low: Scalar, high: Scalar, body: Scalar) -> Scalar:
    """Return the product of `body` for the index `name` from `low` to `high`, factor by factor.

    Parameters
    ----------
    name : str
        The index, free in `body`.
    low, high : Scalar
        Integers, both included; the product is 1 when low > high.
    body : Scalar

    Raises
    ------
    TermError
        When an end is no integer.

    Examples
    --------
    >>> product("i", ONE, index("n"), real("a", index("i")))
    Prod(a[@0], @0=1..n)
    """
    check_ends(low, high)
    length = (high - low).constant
    if length is not None and length <= 0:
        return moving(name, low).scalar(body) if length == 0 else ONE
    return _by_factor(_scalar(body), lambda factor: _big("prod", name, low, high, factor))


def _big(kind: str, name: str, low: Scalar, high: Scalar, body: Scalar) -> Scalar:
    bound = bound_name(max(low.height, high.height, body.height))
    return _atom(kind, bound, (low, high, rename_index(body, name, bound)))


class Substitution:
    """Simultaneous replacement of free variables.

    Parameters
    ----------
    index : mapping of str to Scalar
        Index variables and the integers that replace them.
    real : mapping of str to (tuple of str, Scalar)
        Real families, the names of their indices and the scalar that replaces each member.
    maps : mapping of str to (tuple of str, MapTerm)
        The same for families of maps; used by `varsym.kernel.terms`.

    Raises
    ------
    TermError
        When an index variable is to become something that is no integer.

    Examples
    --------
    >>> a, b = real("a"), real("b")
    >>> Substitution(real={"a": ((), b * b)}).scalar(a + b)
    b + b^2
    """

    def __init__(
        self,
        index: Mapping[str, Scalar] | None = None,
        real: Mapping[str, tuple[tuple[str, ...], Scalar]] | None = None,
        maps: Mapping[str, tuple[tuple[str, ...], Any]] | None = None,
    ) -> None:
        self.index = MappingProxyType(dict(index or {}))
        self.real = MappingProxyType(dict(real or {}))
        self.maps = MappingProxyType(dict(maps or {}))
        self._done: dict[tuple[type, str], Frozen] = {}
        self._families = tuple(f"{name}[" for name in (*self.real, *self.maps))
        replacements = [*self.index.values(), *(t for _, t in self.real.values())]
        replacements += [t for _, t in self.maps.values()]
        self._avoid = frozenset(self.index).union(*(t.free for t in replacements))
        if any(not _scalar(value).is_index for value in self.index.values()):
            raise TermError("An index variable replaced by something that is not an integer.")

    def is_idle(self, term: Frozen) -> bool:
        """Return whether nothing in `term` is replaced: an index by name, a family by its key."""
        return self.index.keys().isdisjoint(term.free) and not any(
            name in term.key for name in self._families
        )

    def fresh(self, free: frozenset[str]) -> str:
        """Return an index name that neither this substitution nor `free` mentions."""
        taken = self._avoid | free
        return next(name for k in count() if (name := f"!{k}") not in taken)

    def scalar(self, term: Scalar) -> Scalar:
        """Return `term` after the replacement, in normal form."""
        return term if self.is_idle(term) else self.once(term, self._scalar)

    def _scalar(self, term: Scalar) -> Scalar:
        total = ZERO
        for mono, coeff in term.terms:
            part = number(coeff)
            for atom, exponent in mono:
                value = self._atom(atom)
                for _ in range(exponent):
                    part = part * value
            total = total + part
        return total

    def once(self, term: T, compute: Callable[[T], T]) -> T:
        """Return ``compute(term)``, computed once for each term."""
        place = (type(term), term.key)
        if place not in self._done:
            self._done[place] = compute(term)
        return cast("T", self._done[place])

    def _atom(self, atom: Atom) -> Scalar:
        if atom.kind == "index":
            return self.index.get(atom.name, Scalar({((atom, 1),): Fraction(1)}))
        if atom.kind in ("sum", "prod"):
            low, high = self.scalar(atom.args[0]), self.scalar(atom.args[1])
            fresh = self.fresh(atom.args[2].free)
            body = self.scalar(rename_index(atom.args[2], atom.name, fresh))
            return (summation if atom.kind == "sum" else product)(fresh, low, high, body)
        args = tuple(self.scalar(a) for a in atom.args)
        if atom.kind == "pow":
            return power(args[0], args[1])
        if atom.kind == "inv":
            return inverse(args[0])
        if atom.name not in self.real:
            return real(atom.name, *args)
        params, template = self.real[atom.name]
        if len(params) != len(args):
            raise TermError(f"{atom.name} has {len(args)} indices, its replacement {len(params)}.")
        return Substitution(index=dict(zip(params, args, strict=True))).scalar(template)


@lru_cache(maxsize=4096)
def moving(name: str, value: Scalar) -> Substitution:
    """Return the substitution of one index variable; the same one, so that its work is kept."""
    return Substitution(index={name: value})
