"""Equations between maps: definitions unfolded, chains cut where they meet, sums telescoped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from varsym import kernel as k
from varsym.claims.proving.context import Context
from varsym.kernel import rules

__all__ = [
    "atoms_of",
    "chain_cuts",
    "cut_chains",
    "factor_map",
    "join",
    "names_in",
    "opened",
    "places_of",
    "resolve",
    "reverse",
    "telescope",
    "transport",
]

MAX_STEPS = 60


def factor_map(*factors: k.MapAtom) -> k.MapTerm:
    """Return the composition of factors as a map."""
    return k.MapTerm(factors[-1].dom, factors[0].cod, {k.Composite(factors): k.ONE})


def atoms_of(term: k.MapTerm) -> Iterator[k.MapAtom]:
    """Yield the factors of a map, those inside its tails too, but not those inside binders."""
    for part, _ in term.terms:
        yield from part.factors
        if part.tail is not None:
            yield from atoms_of(part.tail)


def names_in(atom: k.MapAtom) -> frozenset[str]:
    """Return the free index names of a factor and of the body that it binds."""
    return atom.free if atom.body is None else atom.free | atom.body.free


def places_of(term: k.MapTerm) -> list[k.Scalar]:
    """Return the integers at which families occur in a map, and the ends of its chains."""
    found: dict[str, k.Scalar] = {}
    for atom in atoms_of(term):
        args = atom.args if atom.kind == "var" else ()
        if atom.body is not None:
            low, high = atom.args
            args = (low, high, low - k.ONE, high + k.ONE)
        for arg in args:
            found.setdefault(arg.key, arg)
    return list(found.values())


def transport(theorem: k.Theorem, equation: k.Theorem, place: int) -> k.Theorem:
    """Replace part `place` of a theorem, a map, by the other side of an equation."""
    parts = list(theorem.judgement.parts)
    name = "X"
    while any(f"{name}[" in getattr(p, "key", "") for p in parts):
        name += "X"
    left = equation.judgement.parts[0]
    parts[place] = k.map_variable(name, (), left.dom, left.cod)
    template = k.Judgement(theorem.judgement.kind, tuple(parts))
    return rules.replace(theorem, template, name, equation)


def reverse(equation: k.Theorem) -> k.Theorem:
    """Return ``g = f`` for ``f = g``."""
    return transport(rules.same(equation.judgement.parts[0]), equation, 0)


def join(first: k.Theorem, second: k.Theorem) -> k.Theorem:
    """Return ``f = h`` for the theorems ``f = g`` and ``g = h``."""
    return transport(first, second, 1)


def _exchange(term: k.MapTerm, atom: k.MapAtom, value: k.MapTerm) -> k.MapTerm:
    result = k.zero_map(term.dom, term.cod)
    for part, coeff in term.terms:
        inner = k.identity(term.dom) if part.tail is None else _exchange(part.tail, atom, value)
        for factor in reversed(part.factors):
            inner = k.compose(value if factor == atom else factor_map(factor), inner)
        result = result + inner.scale(coeff)
    return result


def _rewrite(equation: k.Theorem, atom: k.MapAtom, rule: k.Theorem) -> k.Theorem:
    """Extend ``f = g`` by replacing `atom` in g with the right side of ``atom = t``."""
    term = equation.judgement.parts[1]
    name = "X"
    while f"{name}[" in term.key:
        name += "X"
    variable = k.map_variable(name, (), atom.dom, atom.cod)
    template = k.same_map(equation.judgement.parts[0], _exchange(term, atom, variable))
    return rules.replace(equation, template, name, rule)


# ---------------------------------------------------------------- definitions


def _definitions(context: Context, places: Iterable[k.Scalar]) -> dict[k.MapAtom, k.Theorem]:
    found: dict[k.MapAtom, k.Theorem] = {}
    for theorem in context.instances(places, "map="):
        for equation in (theorem, None):
            oriented = equation or reverse(theorem)
            one = oriented.judgement.parts[0].single
            if one and len(one.factors) == 1 and one.tail is None and one.factors[0].kind == "var":
                found.setdefault(one.factors[0], oriented)
                break
    return found


def cut_chains(context: Context, term: k.MapTerm, cuts: Iterable[k.Scalar]) -> k.Theorem:
    """Prove in a context ``term = t`` with its chains cut before each inner link in `cuts`."""
    equation, wanted = rules.same(term), list(cuts)
    for _ in range(MAX_STEPS):
        current = equation.judgement.parts[1]
        chains = [a for a in atoms_of(current) if a.kind == "chain"]
        found = ((a, s) for a in chains for c in wanted if (s := _cut(context, a, c)) is not None)
        step = next(found, None)
        if step is None:
            return equation
        equation = _rewrite(equation, *step)
    return equation


def resolve(context: Context, term: k.MapTerm, cuts: Iterable[k.Scalar] = ()) -> k.Theorem:
    """Prove in a context ``term = t``: names unfolded, chains cut at `cuts` and at definitions."""
    equation = rules.same(term)
    wanted = {c.key: c for c in cuts}
    for _ in range(MAX_STEPS):
        current = equation.judgement.parts[1]
        known = _definitions(context, places_of(current))
        for atom in known:
            for place in atom.args:
                wanted.setdefault(place.key, place)
                wanted.setdefault((place + k.ONE).key, place + k.ONE)
        step = _next_step(context, current, known, wanted.values())
        if step is None:
            return equation
        equation = _rewrite(equation, *step)
    return equation


def _next_step(
    context: Context,
    term: k.MapTerm,
    known: dict[k.MapAtom, k.Theorem],
    cuts: Iterable[k.Scalar],
) -> tuple[k.MapAtom, k.Theorem] | None:
    for atom in atoms_of(term):
        if atom in known:
            return atom, known[atom]
        if atom.kind == "chain":
            for cut in cuts:
                if (split := _cut(context, atom, cut)) is not None:
                    return atom, split
        if atom.kind == "sum" and (inner := _resolve_body(context, atom)) is not None:
            return atom, inner
    return None


def _resolve_body(context: Context, atom: k.MapAtom) -> k.Theorem | None:
    low, high = atom.args
    name = context.fresh("t", names_in(atom))
    body = opened(atom, k.index(name))
    inner = resolve(context.within(name, low, high), body)
    if inner.judgement.parts[1] == body:
        return None
    return rules.congruence("map_sum", rules.generalise(inner, name, low, high))


def opened(atom: k.MapAtom, value: k.Scalar) -> k.MapTerm:
    """Return the body of a chain or sum, `atom`, at `value`.

    Raises
    ------
    ArithmeticError
        When the atom binds nothing.
    """
    if atom.body is None:
        raise ArithmeticError("a body of an atom that binds nothing")
    return k.substitute_map(atom.body, k.Substitution(index={atom.name: value}))


def _cut(context: Context, atom: k.MapAtom, cut: k.Scalar) -> k.Theorem | None:
    """Split a chain before the link `cut`, if that lies in it and one part may be longer than 0."""
    low, high = atom.args
    before = cut - k.ONE
    if (cut - low).constant == 0 or (cut - high - k.ONE).constant == 0:
        return None
    lower, upper = context.index_at_most(low, cut), context.index_at_most(before, high)
    if lower is None or upper is None:
        return None
    name = context.fresh("t", names_in(atom))
    body = opened(atom, k.index(name))
    return rules.split("chain", name, low, before, high, body, lower, upper)


def chain_cuts(terms: Iterable[k.MapTerm]) -> list[k.Scalar]:
    """Return the places at which the chains in `terms` begin and end."""
    found: dict[str, k.Scalar] = {}
    for term in terms:
        for atom in atoms_of(term):
            for end in () if atom.kind != "chain" else (atom.args[0], atom.args[1] + k.ONE):
                found.setdefault(end.key, end)
    return list(found.values())


# ---------------------------------------------------------------- telescoping sums


def telescope(term: k.MapTerm, name: str) -> tuple[k.MapTerm, k.MapTerm] | None:
    """Return (x, y) if ``term = x_i - y_i`` with ``y_{i+1} = x_i`` for the index `name`."""
    parts = [(p, c.constant) for p, c in term.terms]
    if sorted(c or 0 for _, c in parts) != [-1, 1]:
        return None
    (first,) = [p for p, c in parts if c == 1]
    (second,) = [p for p, c in parts if c == -1]
    x = k.MapTerm(term.dom, term.cod, {first: k.ONE})
    y = k.MapTerm(term.dom, term.cod, {second: k.ONE})
    after = k.Substitution(index={name: k.index(name) + k.ONE})
    return (x, y) if k.substitute_map(y, after) == x else None
