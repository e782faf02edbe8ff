"""Displayed relations: what has to be proved for one to hold, and the attempt to prove it.

A relation between sides with norms says: whenever the norms on the greater side are finite, the
relation holds.  So each norm on that side gets a name for an upper bound of it, which is assumed;
each norm on the smaller side is bounded; and the bounds are compared as scalars.  An equation is
two such relations.  Divisors have to be nonzero and exponents not negative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.functions.elementary import mentions_functions
from varsym.claims.proving.asymptotics import big_ohs, divided
from varsym.claims.proving.context import Context
from varsym.claims.proving.distances import DistanceProver
from varsym.claims.proving.equations import join, resolve, reverse
from varsym.claims.proving.moduli import is_linear, modulus
from varsym.claims.proving.order import prove_order
from varsym.claims.proving.sides import NormTerm, NotLinearError, Side, side_of
from varsym.claims.translate import (
    constant_of,
    index_term,
    judgement,
    map_term,
    norm_bound,
    scalar_term,
)
from varsym.kernel import rules

__all__ = ["Proof", "assumed", "is_defined", "name_norms", "prove_condition", "prove_relation"]

MAX_CANDIDATES = 4


@dataclass(frozen=True)
class Proof:
    """Kernel theorems that together say what was claimed.

    Attributes
    ----------
    theorems : tuple of Theorem
    names : tuple of (str, str)
        Names given to bounds of norms, and the norms.
    constant : Scalar or None
        The constant of a bound by O(ε).
    """

    theorems: tuple[k.Theorem, ...]
    names: tuple[tuple[str, str], ...] = ()
    constant: k.Scalar | None = None


# ---------------------------------------------------------------- definedness


def _obligations(item: e.Scalar, context: Context) -> Iterator[k.Theorem | None]:
    """Yield a proof, or None, for each divisor that must not vanish and each exponent."""
    match item:
        case e.Binary(op, left, right):
            yield from _obligations(left, context)
            yield from _obligations(right, context)
            if op == "/":
                yield from _nonzero(right, context)
            if op == "^":
                yield context.index_at_most(k.ZERO, index_term(right))
        case e.Iterated(_, name, low, high, body):
            ends = index_term(low), index_term(high)
            fresh = context.fresh(name, [name])
            moved = _renamed(body, name, fresh)
            for duty in _obligations(moved, context.within(fresh, *ends)):
                yield None if duty is None else rules.generalise(duty, fresh, *ends)


def _nonzero(divisor: e.Scalar, context: Context) -> Iterator[k.Theorem | None]:
    """Yield a proof that a divisor is not 0; of a product or quotient, one for each part."""
    value = scalar_term(divisor)
    found = prove_order(context, "<", k.ZERO, value) or prove_order(context, "<", value, k.ZERO)
    match divisor:
        case e.Binary("*" | "/", left, right) if found is None:
            yield from _nonzero(left, context)
            yield from _nonzero(right, context)
        case _:
            yield found


def is_defined(goal: e.Condition, context: Context) -> bool:
    """Return whether a context proves divisors in a goal nonzero and exponents in range."""
    match goal:
        case e.Compare(_, left, right):
            parts = [side for side in (left, right) if not isinstance(side, e.BigO)]
        case e.Lipschitz(_, constant) | e.Growth(_, constant) | e.PushForward(_, constant):
            parts = [constant]
        case _:
            parts = []
    return all(duty is not None for part in parts for duty in _obligations(part, context))


def _renamed(item: e.Scalar, old: str, new: str) -> e.Scalar:
    """Rename a free index in the scalar skeleton of an expression (norms are left alone)."""
    match item:
        case e.Index(name):
            return e.Index(new) if name == old else item
        case e.Real(name, indices):
            return e.Real(name, tuple(_renamed(i, old, new) for i in indices))
        case e.Binary(op, left, right):
            return e.Binary(op, _renamed(left, old, new), _renamed(right, old, new))
        case e.Iterated(kind, name, low, high, body):
            inner = body if name == old else _renamed(body, old, new)
            return e.Iterated(kind, name, _renamed(low, old, new), _renamed(high, old, new), inner)
    return item


# ---------------------------------------------------------------- relations


def assumed(conditions: Sequence[e.Condition], metric: str) -> Context:
    """Assume the conditions, in the reading `metric`, and cite those that the literature proves.

    The kernel has no exponentials, cases and the like: a condition with one is left out.
    """
    return _prepared(tuple(conditions), metric).extended()


@lru_cache(maxsize=32)
def _prepared(conditions: tuple[e.Condition, ...], metric: str) -> Context:
    context = Context(metric)
    for condition in conditions:
        if mentions_functions(condition):
            continue
        stated = judgement(condition, metric)
        if isinstance(condition, e.Cited):
            context.add(rules.cite(condition.source, stated))
        else:
            context.add(rules.assume(stated))
        for constant in _constants(condition):
            context.add(rules.assume(constant))
    return DistanceProver(context).context


def _constants(condition: e.Condition) -> Iterator[k.Judgement]:
    """Yield that the constants of O-symbols are not negative."""
    match condition:
        case e.BigOh(quantity, _):
            yield k.at_most(k.ZERO, constant_of(quantity))
        case e.Cited(_, body):
            yield from _constants(body)
        case e.ForAll(name, low, high, body):
            for inner in _constants(body):
                yield k.every(name, index_term(low), index_term(high), inner)


def prove_relation(
    conditions: Sequence[e.Condition], relation: e.Compare, metric: str
) -> Proof | None:
    """Prove a displayed relation under `conditions`, or return None.

    Parameters
    ----------
    conditions : sequence of Condition
    relation : Compare
    metric : {"sup", "L_alpha"}
        The reading of norms without a printed metric.

    Raises
    ------
    TermError
        If a composition in the relation has shapes that do not fit.
    """
    context = assumed(conditions, metric)
    sides = (relation.left, relation.right)
    duties = [t for s in sides if not isinstance(s, e.BigO) for t in _obligations(s, context)]
    if any(t is None for t in duties):
        return None
    duty = tuple(t for t in duties if t is not None)
    try:
        if isinstance(relation.right, e.BigO):
            return _prove_big_o(context, dict(big_ohs(conditions)), relation, metric, duty)
        left, right = side_of(relation.left, metric), side_of(relation.right, metric)
    except NotLinearError:
        return None
    if not left.norms and not right.norms:
        found = prove_order(context, relation.op, left.rest, right.rest)
        return None if found is None else Proof((*duty, found))
    if relation.op == "<":
        return None
    pairs = [(left, right)] if relation.op == "<=" else [(left, right), (right, left)]
    proofs = []
    for smaller, greater in pairs:
        proof = _prove_at_most(context, smaller, greater)
        if proof is None:
            return None
        proofs.append(proof)
    names = dict(pair for proof in proofs for pair in proof.names)
    return Proof((*duty, *(t for p in proofs for t in p.theorems)), tuple(names.items()))


def name_norms(
    context: Context, side: Side
) -> tuple[Context, k.Scalar, list[tuple[str, str]]] | None:
    """Assume in a context a bound of each norm of a side; return the side with the bounds in it."""
    total, assumed, names = side.rest, [], []
    for number, term in enumerate(side.norms, 1):
        factor = term.factor.constant
        if (factor is None or factor < 0) and prove_order(
            context, "<=", k.ZERO, term.factor
        ) is None:
            return None
        if term.binder is None:
            bound = norm_bound(number)
            assumed.append(k.norm_at_most(term.metric, term.map, bound))
            total = total + term.factor * bound
            names.append((str(bound), str(term)))
        else:
            index, low, high = term.binder
            bound = norm_bound(number, k.index(index))
            body = k.norm_at_most(term.metric, term.map, bound)
            assumed.append(k.every(index, low, high, body))
            total = total + term.factor * k.summation(index, low, high, bound)
            names.append((str(bound), str(term)))
    return context.extended(*assumed), total, names


def _prove_at_most(context: Context, smaller: Side, greater: Side) -> Proof | None:
    named = name_norms(context, greater)
    if named is None:
        return None
    inner, right, names = named

    def compared(left: k.Scalar) -> k.Theorem | None:
        return prove_order(inner, "<=", left, right)

    found = _bounded(inner, smaller, compared)
    if found is None:
        return None
    theorems, order = found
    if len(theorems) == 1 and smaller.rest == k.ZERO and smaller.norms[0] == _plain(smaller):
        theorem = rules.raise_bound(theorems[0], order)
        return Proof((theorem,), tuple(names))
    return Proof((*theorems, order), tuple(names))


def _plain(side: Side) -> NormTerm:
    first = side.norms[0]
    return NormTerm(k.ONE, first.map, first.metric)


def _bounded(
    context: Context, side: Side, accept: Callable[[k.Scalar], k.Theorem | None]
) -> tuple[list[k.Theorem], k.Theorem] | None:
    """Bound the norms of a side so that `accept` proves something of the total."""
    provers: dict[str, DistanceProver] = {}
    sources: list[Iterator[tuple[k.Theorem, k.Scalar]]] = []
    for term in side.norms:
        factor = term.factor.constant
        if (factor is None or factor < 0) and prove_order(
            context, "<=", k.ZERO, term.factor
        ) is None:
            return None
        sources.append(islice(_candidates(context, term, provers), MAX_CANDIDATES))
    for chosen in _combinations(sources):
        total = side.rest
        for term, (_, bound) in zip(side.norms, chosen, strict=True):
            total = total + term.factor * bound
        order = accept(total)
        if order is not None:
            return [theorem for theorem, _ in chosen], order
    return None


def _combinations(
    sources: list[Iterator[tuple[k.Theorem, k.Scalar]]],
) -> Iterator[tuple[tuple[k.Theorem, k.Scalar], ...]]:
    """Yield one candidate from each source; none is looked for before those found were tried."""
    if not sources:
        yield ()
        return
    found: list[list[tuple[k.Theorem, k.Scalar]]] = [[] for _ in sources]
    grown = True
    while grown:
        grown = False
        for place, source in enumerate(sources):
            candidate = next(source, None)
            if candidate is None:
                continue
            grown = True
            found[place].append(candidate)
            others = [*found[:place], [candidate], *found[place + 1 :]]
            yield from product(*others)


def _candidates(
    context: Context, term: NormTerm, provers: dict[str, DistanceProver]
) -> Iterator[tuple[k.Theorem, k.Scalar]]:
    where = context if term.metric == context.metric else _in_metric(context, term.metric)
    if term.binder is None:
        if term.metric not in provers:
            provers[term.metric] = DistanceProver(where)
        for theorem in provers[term.metric].bounds(term.map):
            yield theorem, theorem.judgement.parts[2]
        return
    name, low, high = term.binder
    fresh = where.fresh("q", term.map.free)
    moved = k.substitute_map(term.map, k.Substitution(index={name: k.index(fresh)}))
    for theorem in DistanceProver(where.within(fresh, low, high)).bounds(moved):
        every = rules.generalise(theorem, fresh, low, high)
        yield every, k.summation(fresh, low, high, theorem.judgement.parts[2])


def _in_metric(context: Context, metric: str) -> Context:
    other = Context(metric)
    for theorem in context.facts:
        other.add(theorem)
    return other


# ---------------------------------------------------------------- bounds by O


def _prove_big_o(
    context: Context,
    small: dict[str, e.Scalar],
    relation: e.Compare,
    metric: str,
    duty: tuple[k.Theorem, ...],
) -> Proof | None:
    """Prove ``left = O(ε)``: bound it by M·ε, where M contains nothing that shrinks with ε."""
    if not isinstance(relation.right, e.BigO) or relation.op == "<":
        return None
    scale = scalar_term(relation.right.scale)
    if any(scalar_term(s) != scale for s in small.values()):
        return None
    left, constant = side_of(relation.left, metric), k.ZERO

    def accept(total: k.Scalar) -> k.Theorem | None:
        nonlocal constant
        found = divided(total, scale, frozenset(small))
        if found is None or prove_order(context, "<=", k.ZERO, total) is None:
            return None
        constant = found
        return prove_order(context, "<=", total, found * scale)

    bounded = _bounded(context, left, accept)
    if bounded is None:
        return None
    theorems, order = bounded
    if len(theorems) == 1 and left.rest == k.ZERO and left.norms[0] == _plain(left):
        return Proof((*duty, rules.raise_bound(theorems[0], order)), constant=constant)
    return Proof((*duty, *theorems, order), constant=constant)


def prove_condition(
    conditions: Sequence[e.Condition], goal: e.Condition, metric: str
) -> Proof | None:
    """Prove a goal from conditions: a relation, a Lipschitz constant, an equation of maps.

    Norms are in the reading `metric`; None where no proof is found.
    """
    if isinstance(goal, e.Compare):
        return prove_relation(conditions, goal, metric)
    context = assumed(conditions, metric)
    match goal:
        case e.ForAll(name, low, high, body):
            fresh_low = e.Compare("<=", low, e.Index(name))
            fresh_high = e.Compare("<=", e.Index(name), high)
            inner = prove_condition([*conditions, fresh_low, fresh_high], body, metric)
            if inner is None or any(name in t.judgement.free for t in context.facts):
                return None
            ends = index_term(low), index_term(high)
            try:
                return Proof(tuple(rules.generalise(t, name, *ends) for t in inner.theorems))
            except k.RuleError:  # a name of a norm's bound depends on the index
                return None
        case e.SameMap(left, right):
            first = resolve(context, map_term(left))
            second = resolve(context, map_term(right))
            if first.judgement.parts[1] != second.judgement.parts[1]:
                return None
            return Proof((join(first, reverse(second)),))
        case e.Linear(of):
            found = is_linear(context, map_term(of))
            return None if found is None else Proof((found,))
        case e.Lipschitz(of, constant) | e.Growth(of, constant) | e.PushForward(of, constant):
            kind = judgement(goal, metric).kind
            if not is_defined(goal, context):
                return None
            bound = modulus(context, kind, map_term(of))
            if bound is None:
                return None
            wanted = scalar_term(constant)
            order = prove_order(context, "<=", bound.judgement.parts[1], wanted)
            return None if order is None else Proof((rules.raise_bound(bound, order),))
    return None
