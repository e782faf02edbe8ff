"""Shape claims: whether maps fit together as printed, for all values of the parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.refuting.enumeration import admissible, index_choices
from varsym.claims.render import text
from varsym.claims.translate import index_term, space_term

__all__ = ["Mismatch", "mismatches", "smallest_instance"]

MAX_SIDE = 3


@dataclass(frozen=True)
class Mismatch:
    """Two spaces, at `where`, that have to be the same and are not the same polynomials."""

    where: str
    found: k.Space
    wanted: k.Space


def _ends(item: e.Map) -> tuple[k.Space, k.Space]:
    """Return the domain and codomain that an expression has if its inside fits."""
    match item:
        case e.MapVariable(_, _, dom, cod):
            return space_term(dom), space_term(cod)
        case e.Identity(space):
            return space_term(space), space_term(space)
        case e.Compose(outer, inner):
            return _ends(inner)[0], _ends(outer)[1]
        case e.MapCombination(terms):
            return _ends(terms[0][1])
        case e.Chain(name, low, high, body):
            link = _ends(body)
            return _at(link[0], name, index_term(low)), _at(link[1], name, index_term(high))
        case e.MapSum(name, low, _, body):
            term = _ends(body)
            return _at(term[0], name, index_term(low)), _at(term[1], name, index_term(low))
    raise TypeError(f"no shape of {item!r}")


def _at(space: k.Space, name: str, place: k.Scalar) -> k.Space:
    return space.substitute(k.Substitution(index={name: place}))


def mismatches(claim: e.WellTyped) -> Iterator[Mismatch]:
    """Yield every place where shapes differ for some values of the parameters.

    Raises
    ------
    TypeError
        For a map of another class.
    """
    yield from _inside(claim.map)
    dom, cod = _ends(claim.map)
    for where, found, wanted in (("domain", dom, claim.dom), ("codomain", cod, claim.cod)):
        if found != space_term(wanted):
            yield Mismatch(f"the {where} of the whole", found, space_term(wanted))


def _inside(item: e.Map) -> Iterator[Mismatch]:
    match item:
        case e.Compose(outer, inner):
            yield from _inside(inner)
            yield from _inside(outer)
            found, wanted = _ends(inner)[1], _ends(outer)[0]
            if found != wanted:
                yield Mismatch(f"{text(outer)} after {text(inner)}", found, wanted)
        case e.MapCombination(terms):
            for _, part in terms:
                yield from _inside(part)
                for found, wanted in zip(_ends(part), _ends(terms[0][1]), strict=True):
                    if found != wanted:
                        yield Mismatch(f"{text(part)} in a sum", found, wanted)
        case e.Chain(name, _, _, body):
            yield from _inside(body)
            dom, cod = _ends(body)
            following = _at(dom, name, k.index(name) + k.ONE)
            if cod != following:
                yield Mismatch(f"each link of {text(item)} before the next", cod, following)
        case e.MapSum(_, _, _, body):
            yield from _inside(body)


def smallest_instance(found: Mismatch, conditions: Sequence[e.Condition]) -> dict[str, str] | None:
    """Return the smallest values, under conditions, at which the shapes in `found` differ."""
    names = sorted(found.found.free | found.wanted.free)
    for env in index_choices(names):
        if not admissible(conditions, env):
            continue
        sub = k.Substitution(index={n: k.number(v) for n, v in env.items()})
        pair = (found.found.substitute(sub), found.wanted.substitute(sub))
        sides = sorted({a for s in pair for d in s.dims for m, _ in d.terms for a, _ in m}, key=str)
        for total in range(len(sides), MAX_SIDE * len(sides) + 1):
            for values in product(range(1, MAX_SIDE + 1), repeat=len(sides)):
                if sum(values) == total:
                    chosen = dict(zip(sides, values, strict=True))
                    shapes = [tuple(_value(d, chosen) for d in s.dims) for s in pair]
                    if shapes[0] != shapes[1]:
                        shown = {n: str(v) for n, v in env.items()}
                        return (
                            shown
                            | {str(a): str(v) for a, v in chosen.items()}
                            | {
                                "found": _shape(shapes[0]),
                                "wanted": _shape(shapes[1]),
                            }
                        )
    return None


def _shape(sides: tuple[Fraction, ...]) -> str:
    return " × ".join(map(str, sides))


def _value(term: k.Scalar, chosen: Mapping[k.Atom, int]) -> Fraction:
    total = Fraction(0)
    for mono, coeff in term.terms:
        total += coeff * prod(chosen[atom] ** exponent for atom, exponent in mono)
    return total
