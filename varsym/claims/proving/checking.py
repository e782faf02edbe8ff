"""Whether theorems say what a claim says: the last look before a claim is called proved.

It searches for nothing.  Theorems that come out of a tactic, out of another process or out of a
file are held against the claim in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.proving.asymptotics import big_ohs, shrinks
from varsym.claims.proving.context import Context
from varsym.claims.proving.relations import assumed, is_defined, name_norms
from varsym.claims.proving.sides import NormTerm, NotLinearError, Side, side_of
from varsym.claims.translate import index_term, judgement, scalar_term

__all__ = ["establishes"]

Said = tuple[k.Judgement, frozenset[k.Judgement]]


def establishes(
    conditions: Sequence[e.Condition],
    goal: e.Condition,
    metric: str,
    theorems: Sequence[k.Theorem],
) -> bool:
    """Return whether `theorems` together prove `goal` under `conditions` and nothing else.

    Each has to be a theorem of the kernel that rests on the conditions, on the citations among
    them, and on the names of bounds of norms (see `varsym.claims.proving.relations`).

    Examples
    --------
    >>> from varsym.kernel import ONE, ZERO, rules
    >>> from varsym.claims.expressions import reals
    >>> (x,) = reals("x")
    >>> establishes((), x <= x + 1, "sup", [rules.order("<=", ZERO, ONE, ())])
    Traceback (most recent call last):
        ...
    varsym.kernel.errors.RuleError: Rule order: 1 is not 0.
    >>> from fractions import Fraction
    >>> true = rules.order("<=", ZERO, ONE, ((Fraction(1), ONE, ()),))
    >>> (
    ...     establishes((), x <= x + 1, "sup", [true]),
    ...     establishes((), goal=0 * x <= 1, metric="sup", theorems=[true]),
    ... )
    (False, True)
    """
    if not theorems or not all(k.is_theorem(t) for t in theorems):
        return False
    context = assumed(conditions, metric)
    cited = {(source, j.key) for t in context.facts for source, j in t.citations}
    if any(t.oracles or {(source, j.key) for source, j in t.citations} - cited for t in theorems):
        return False
    said = [(t.judgement, t.hypotheses) for t in theorems]
    try:
        return _says(context, conditions, goal, metric, said)
    except NotLinearError:
        return False


def _resting_on(context: Context, said: Sequence[Said]) -> list[k.Judgement]:
    """Return what is said under no hypotheses but those of the context's facts."""
    stated = {h.key for t in context.facts for h in t.hypotheses}
    return [judgement for judgement, given in said if all(h.key in stated for h in given)]


def _says(
    context: Context,
    conditions: Sequence[e.Condition],
    goal: e.Condition,
    metric: str,
    said: Sequence[Said],
) -> bool:
    if isinstance(goal, e.ForAll):
        return _says_of_all(context, conditions, goal, metric, said)
    if not is_defined(goal, context):
        return False
    plain = _resting_on(context, said)
    if not isinstance(goal, e.Compare):
        return judgement(goal, metric) in plain
    left = side_of(goal.left, metric)
    if isinstance(goal.right, e.BigO):
        small = frozenset(name for name, _ in big_ohs(conditions))
        scale = scalar_term(goal.right.scale)
        return any(_is_multiple(bound, scale, small) for bound in _upper_bounds(left, plain))
    right = side_of(goal.right, metric)
    if not left.norms and not right.norms:
        return k.Judgement(goal.op, (left.rest, right.rest)) in plain
    pairs = {"<=": [(left, right)], "=": [(left, right), (right, left)]}.get(goal.op, [])
    return bool(pairs) and all(_says_at_most(context, *pair, said) for pair in pairs)


def _says_of_all(
    context: Context,
    conditions: Sequence[e.Condition],
    goal: e.ForAll,
    metric: str,
    said: Sequence[Said],
) -> bool:
    name, ends = goal.index, (index_term(goal.low), index_term(goal.high))
    if any(name in t.judgement.free for t in context.facts):
        return False
    opened = []
    for found, given in said:
        elsewhere = name in found.free or any(name in h.free for h in given)
        if found.kind == "every" and found.parts[1:3] == ends and not elsewhere:
            here = k.Substitution(index={found.parts[0]: k.index(name)})
            opened.append((found.parts[3].substitute(here), given))
    return _says(context.within(name, *ends), conditions, goal.body, metric, opened)


def _says_at_most(context: Context, smaller: Side, greater: Side, said: Sequence[Said]) -> bool:
    """Look for the relation among what rests on the names of the greater side's norms alone."""
    found = name_norms(context, greater)
    if found is None:
        return False
    inner, right, _ = found
    return right in _upper_bounds(smaller, _resting_on(inner, said))


def _upper_bounds(side: Side, said: list[k.Judgement]) -> Iterator[k.Scalar]:
    """Yield the scalars that the judgements put above a side."""
    for chosen in product(*(list(_bounds(term, said)) for term in side.norms)):
        total = side.rest
        for term, bound in zip(side.norms, chosen, strict=True):
            total = total + term.factor * bound
        yield total
        for found in said:
            if found.kind in ("=", "<=", "<") and found.parts[0] == total:
                yield found.parts[1]


def _bounds(term: NormTerm, said: list[k.Judgement]) -> Iterator[k.Scalar]:
    for found in said:
        if term.binder is None:
            if found.kind == "norm" and found.parts[:2] == (term.metric, term.map):
                yield found.parts[2]
        elif found.kind == "every" and found.parts[1:3] == term.binder[1:]:
            name, low, high = term.binder
            here = k.Substitution(index={found.parts[0]: k.index(name)})
            body = found.parts[3].substitute(here)
            if body.kind == "norm" and body.parts[:2] == (term.metric, term.map):
                yield k.summation(name, low, high, body.parts[2])


def _is_multiple(bound: k.Scalar, scale: k.Scalar, small: frozenset[str]) -> bool:
    """Return whether a bound is ε times something that does not shrink with ε."""
    (mono, _), *others = scale.terms
    if others or len(mono) != 1:
        return False
    atom = mono[0][0]
    constant = k.ZERO
    for part, coeff in bound.terms:
        powers = dict(part)
        if powers.pop(atom, 0) != 1 or any(shrinks(a, atom, small) for a in powers):
            return False
        constant = constant + k.Scalar({tuple(powers.items()): coeff})
    return constant * scale == bound
