"""Lipschitz, growth and push-forward constants of composed maps, chains of symbolic length too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from varsym import kernel as k
from varsym.claims.proving.context import Context
from varsym.claims.proving.equations import (
    cut_chains,
    factor_map,
    names_in,
    opened,
    places_of,
    reverse,
    transport,
)
from varsym.claims.proving.unrolling import symmetric, unroll
from varsym.kernel import rules

__all__ = ["chain_induction", "is_linear", "moduli", "modulus"]

MAX_MODULI = 3

_RIGID = {
    "lipschitz": rules.lipschitz_rigid,
    "growth": rules.growth_rigid,
    "push": rules.push_rigid,
}


def modulus(context: Context, kind: str, term: k.MapTerm) -> k.Theorem | None:
    """Prove in a context a bound of `kind`, ``lipschitz``, ``growth`` or ``push``, of a term.

    None where none is found.
    """
    return next(iter(moduli(context, kind, term)), None)


def moduli(context: Context, kind: str, term: k.MapTerm) -> list[k.Theorem]:
    """Return theorems of `kind` that bound `term` in a context, with all constants known."""
    key = f"{kind} {term.key}"
    if key not in context.moduli:
        context.moduli[key] = list(islice(_moduli(context, kind, term), MAX_MODULI))
    return context.moduli[key]


def _moduli(context: Context, kind: str, term: k.MapTerm) -> Iterator[k.Theorem]:
    stated = [t for t in context.instances(places_of(term), kind) if t.judgement.parts[0] == term]
    if stated:
        yield from stated
        return
    one = term.single
    if one is None:
        if kind == "lipschitz" and (found := _of_sum(context, term)) is not None:
            yield found
    elif not one.factors:
        yield _RIGID[kind](term)
    elif len(one.factors) > 1 or one.tail is not None:
        yield from _of_composite(context, kind, one)
    elif one.factors[0].kind == "chain":
        yield from _of_chain(context, kind, one.factors[0])
    elif (found := _through_linearity(context, kind, term)) is not None:
        yield found


def _of_composite(context: Context, kind: str, part: k.Composite) -> Iterator[k.Theorem]:
    for length in range(len(part.factors) - (part.tail is None), 0, -1):
        outer, rest = factor_map(*part.factors[:length]), part.factors[length:]
        if length > 1 and not _is_stated(context, kind, outer):
            continue
        inner = part.tail
        if rest:
            dom = part.tail.dom if part.tail else rest[-1].dom
            inner = k.MapTerm(dom, rest[0].cod, {k.Composite(rest, part.tail): k.ONE})
        if inner is not None:
            for first in moduli(context, kind, outer):
                for second in moduli(context, kind, inner):
                    yield rules.follow(first, second)


def _is_stated(context: Context, kind: str, term: k.MapTerm) -> bool:
    found = context.instances(places_of(term), kind)
    return any(t.judgement.parts[0] == term for t in found)


def _of_sum(context: Context, term: k.MapTerm) -> k.Theorem | None:
    if term.is_zero:
        return rules.lipschitz_rigid(term)
    total: k.Theorem | None = None
    for part, coeff in term.terms:
        alone = k.MapTerm(term.dom, term.cod, {part: k.ONE})
        found = modulus(context, "lipschitz", alone)
        if found is None or coeff.constant is None:
            return None
        scaled = rules.lipschitz_scale(coeff, found)
        total = scaled if total is None else rules.lipschitz_add(total, scaled)
    return total


def is_linear(context: Context, term: k.MapTerm) -> k.Theorem | None:
    """Prove that `term` is linear from the facts of a context, or return None."""
    known = tuple(context.instances(places_of(term), "linear"))
    try:
        return rules.linear_combine(term, known)
    except k.RuleError:
        return None


def _through_linearity(context: Context, kind: str, term: k.MapTerm) -> k.Theorem | None:
    other = {"growth": "lipschitz", "lipschitz": "growth"}.get(kind)
    if other is None or (additive := is_linear(context, term)) is None:
        return None
    for theorem in context.instances(places_of(term), other):
        if theorem.judgement.parts[0] == term:
            if kind == "growth":
                return rules.growth_from_lipschitz(theorem, additive)
            return rules.lipschitz_from_growth(theorem, additive)
    return None


def _of_chain(context: Context, kind: str, atom: k.MapAtom) -> Iterator[k.Theorem]:
    """Prove that a chain's bound is the product of its links' bounds, by induction."""
    low, high = atom.args
    if context.index_at_most(low - k.ONE, high) is None:
        return
    name = context.fresh("t", names_in(atom))
    link = opened(atom, k.index(name))
    for found in moduli(context.within(name, low, high), kind, link):
        total = _chained(context, kind, rules.generalise(found, name, low, high), name, link)
        if total is not None:
            yield total


def _chained(
    context: Context, kind: str, every: k.Theorem, name: str, link: k.MapTerm
) -> k.Theorem | None:
    bound, low, high, body = every.judgement.parts
    constant = body.substitute(k.Substitution(index={bound: k.index(name)})).parts[1]

    def claim(end: k.Scalar) -> k.Judgement:
        whole = k.chain(name, low, end, link)
        return k.Judgement(kind, (whole, k.product(name, low, end, constant)))

    def step(inner: Context, m: k.Scalar, known: k.Theorem) -> k.Theorem | None:
        here = inner.specialised(every, m + k.ONE)
        return None if here is None else rules.follow(here, known)

    start = _RIGID[kind](k.chain(name, low, low - k.ONE, link))
    return chain_induction(context, claim, (low - k.ONE, high), start, step, 0)


def chain_induction(
    context: Context,
    claim: Callable[[k.Scalar], k.Judgement],
    ends: tuple[k.Scalar, k.Scalar],
    start: k.Theorem,
    step: Callable[[Context, k.Scalar, k.Theorem], k.Theorem | None],
    place: int,
) -> k.Theorem | None:
    """Prove ``claim(high)`` by induction on the last link of the chains in it.

    Parameters
    ----------
    context : Context
    claim : callable
        The judgement about chains that end at a given index; its last part is a bound.
    ends : tuple of Scalar
        Where the induction starts, and where the claim is wanted.
    start : Theorem
        The claim at the first end.
    step : callable
        From a context, an index m and ``claim(m)``, a theorem like ``claim(m+1)`` in which the last
        link of each chain is written out.
    place : int
        The part of the judgement that holds the chains.
    """
    low, high = ends
    fresh = context.fresh("m", claim(high).free, claim(low).free)
    m = k.index(fresh)
    inner = context.extended(claim(m), k.at_most(low, m), k.at_most(m + k.ONE, high))
    found, goal = step(inner, m, rules.assume(claim(m))), claim(m + k.ONE)
    if found is None:
        return None
    found = transport(found, cut_chains(inner, found.judgement.parts[place], (m + k.ONE,)), place)
    equation = cut_chains(inner, goal.parts[place], (m + k.ONE,))
    if equation.judgement.parts[1] != found.judgement.parts[place]:
        return None
    found = transport(found, reverse(equation), place)
    if found.judgement != goal:
        raised = unroll(inner, goal.parts[-1], fresh)
        if raised.judgement.parts[1] != found.judgement.parts[-1]:
            return None
        found = rules.raise_bound(found, symmetric(raised))
    every = rules.induction(fresh, claim(m), low, high, start, found)
    return context.specialised(every, high)
