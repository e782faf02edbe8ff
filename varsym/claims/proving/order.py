"""Scalar goals: ``a = b``, ``a <= b`` and ``a < b`` from the facts of a context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

from varsym import kernel as k
from varsym.claims.proving.combination import nonnegative_combination
from varsym.claims.proving.context import Context, index_names
from varsym.claims.proving.sampling import is_plainly_false
from varsym.claims.proving.unrolling import constant_product, unroll
from varsym.kernel import rules

__all__ = ["prove_order"]

MAX_GENERATORS = 140
MAX_DEPTH = 3
MAX_CANCELLED = 16
ROUNDS = 3
#: Counts strict facts in a combination; no variable of a pack has its name.
_STRICT = k.real("Norm0")


class _Generator(NamedTuple):
    value: k.Scalar
    summand: tuple[k.Scalar, Any]  # as the rule `order` takes it, with the weight left out
    strict: bool


def prove_order(
    context: Context, op: str, left: k.Scalar, right: k.Scalar, depth: int = 0
) -> k.Theorem | None:
    """Prove ``left op right`` in `context`, or return None.

    Tried in turn: the normal forms; a combination of known facts, their products and known
    equations; the same under the sign of a sum; induction on an index that ends a sum.

    `depth` counts the sums and inductions that this one is inside of.
    """
    if left == right and op != "<":
        return rules.order(op, left, right, ())
    found = _by_combination(context, op, left, right)
    if found is None and depth == 0 and is_plainly_false(context, op, left, right):
        return None
    if found is None and depth < MAX_DEPTH:
        found = _inside_sums(context, op, left, right, depth)
    if found is None and depth < MAX_DEPTH:
        found = _by_induction(context, op, left, right, depth)
    return found


# ---------------------------------------------------------------- combinations of facts


def _by_combination(context: Context, op: str, left: k.Scalar, right: k.Scalar) -> k.Theorem | None:
    context = _with_reciprocals(context, right - left)
    gap, cancelled = _cancelled(context, right - left)
    for generators in _generators(context, gap, equations_only=op == "="):
        weights = nonnegative_combination(gap, [g.value for g in generators])
        if weights is not None and op == "<" and not any(generators[p].strict for p in weights):
            weights = _strict_combination(gap, generators)
        if weights is not None:
            summands = tuple(_weighted(weight, generators[p]) for p, weight in weights.items())
            return rules.order(op, left, right, (*summands, *cancelled))
    return None


def _cancelled(
    context: Context, gap: k.Scalar
) -> tuple[k.Scalar, list[tuple[k.Scalar, k.Theorem]]]:
    """Put 1 for each a·(1/a) in a gap; return it with the multiples of equations used."""
    pairs = {}
    for theorem in context.of_kind("="):
        product, one = theorem.judgement.parts
        if one == k.ONE and any(a.kind == "inv" for mono, _ in product.terms for a, _ in mono):
            pairs[product.terms[0][0]] = theorem
    summands: list[tuple[k.Scalar, k.Theorem]] = []
    for pair, theorem in pairs.items():
        whole, one = theorem.judgement.parts
        for _ in range(MAX_CANCELLED):
            found = {rest: c for m, c in gap.terms if (rest := _quotient(m, pair)) is not None}
            if not found:
                break
            factor = k.Scalar(found)
            gap = gap + factor * (one - whole)
            summands.append((-factor, theorem))
    return gap, summands


def _strict_combination(
    gap: k.Scalar, generators: Sequence[_Generator]
) -> dict[int, Fraction] | None:
    """Return weights that use strict facts: from ``λ·gap = Σ c_k g_k``, strict c_k of sum 1."""
    values = [g.value + _STRICT if g.strict else g.value for g in generators]
    found = nonnegative_combination(_STRICT, [*values, -gap])
    scale = None if found is None else found.pop(len(generators), None)
    if found is None or not scale:
        return None
    return {place: weight / scale for place, weight in found.items()}


def _weighted(weight: Fraction, generator: _Generator) -> tuple[object, ...]:
    factor, premises = generator.summand
    if isinstance(premises, k.Theorem):
        return (k.number(weight) * factor, premises)
    return (weight, factor, premises)


def _generators(
    context: Context, gap: k.Scalar, equations_only: bool
) -> Iterator[list[_Generator]]:
    """Yield products of facts that share monomials with `gap`, more of them each time."""
    inequalities, equations = _order_facts(context, gap)
    wanted = dict.fromkeys(mono for mono, _ in gap.terms)
    found: dict[str, _Generator] = {}
    squares = [] if equations_only else [(root, root * root) for root in _differences(gap)]
    seen: set[k.Monomial] = set()
    for _ in range(ROUNDS):
        for mono in sorted(wanted, key=_in_order):
            if not equations_only:
                root, rest = _square_root(context, mono)
                signs = _signs(context, rest)
                if signs is not None:
                    value, strict = k.Scalar({mono: Fraction(1)}), _is_strict(root, signs)
                    found.setdefault(value.key, _Generator(value, (root, signs), strict))
                for fact in inequalities:
                    _multiply(context, mono, fact, found)
            for fact in equations:
                _multiply_equation(mono, fact, found)
        shown = list(found.values())[: 2 * MAX_GENERATORS]
        yield shown + [_Generator(value, (root, ()), False) for root, value in squares]
        if len(found) > MAX_GENERATORS:
            return
        seen.update(wanted)
        wanted = {m: None for g in found.values() for m, _ in g.value.terms if m not in seen}
        if not wanted:
            return


def _in_order(mono: k.Monomial) -> tuple[tuple[str, int], ...]:
    return tuple((a.key, e) for a, e in mono)


def _differences(gap: k.Scalar) -> Iterator[k.Scalar]:
    """Yield sums and differences of the roots of the squares in `gap`, as in a² - 2ab + b²."""
    squares = [mono for mono, _ in gap.terms if all(e % 2 == 0 for _, e in mono)][:5]
    roots = [k.Scalar({tuple((a, e // 2) for a, e in mono): Fraction(1)}) for mono in squares]
    for one, two in combinations(roots, 2):
        yield one - two
        yield one + two


def _order_facts(context: Context, gap: k.Scalar) -> tuple[list[k.Theorem], list[k.Theorem]]:
    atoms = {a for mono, _ in gap.terms for a, _ in mono}
    places = {place.key: place for a in atoms if a.kind == "real" for place in a.args}
    facts = list(context.instances(places.values(), "<=", "<", "="))
    inequalities = [t for t in facts if t.judgement.kind != "="]
    equations = [t for t in facts if t.judgement.kind == "="]
    for atom in sorted(atoms, key=lambda a: a.key):
        if atom.kind != "prod" or atom.name in atom.args[2].free:
            continue
        if (equation := constant_product(context, atom)) is not None:
            equations.append(equation)
    powers = sorted((a for a in atoms if a.kind == "pow"), key=lambda a: a.key)
    powers += [a for t in equations for a in _powers(t.judgement.parts[1]) if a not in powers]
    for atom in powers:
        equations.extend(_power_steps(context, atom, powers))
    return inequalities, equations


def _with_reciprocals(context: Context, gap: k.Scalar) -> Context:
    """Add what is known of the reciprocals in `gap`."""
    atoms = {a for mono, _ in gap.terms for a, _ in mono if a.kind == "inv"}
    known = [t for a in sorted(atoms, key=lambda a: a.key) for t in _reciprocal(context, a)]
    if known:
        context = context.extended()
    for theorem in known:
        context.add(theorem)
    return context


def _powers(term: k.Scalar) -> list[k.Atom]:
    return [a for mono, _ in term.terms for a, _ in mono if a.kind == "pow"]


def _power_steps(context: Context, atom: k.Atom, powers: list[k.Atom]) -> Iterator[k.Theorem]:
    """Relate ``b^(e+c)`` to ``b^e`` for the powers of one base that differ by a constant."""
    for other in powers:
        step = (atom.args[1] - other.args[1]).constant
        if other.args[0] == atom.args[0] and step is not None and step > 0:
            yield from _split_off(context, atom.args[0], other.args[1], k.number(step))


def _split_off(
    context: Context, base: k.Scalar, rest: k.Scalar, step: k.Scalar
) -> Iterator[k.Theorem]:
    lower, positive = context.index_at_most(k.ZERO, rest), context.index_at_most(k.ZERO, step)
    if lower is not None and positive is not None:
        yield rules.split_power(base, rest, step, lower, positive)


def _reciprocal(context: Context, atom: k.Atom) -> Iterator[k.Theorem]:
    """Yield ``a·(1/a) = 1`` and, for a positive a, ``0 <= 1/a``."""
    divisor, value = atom.args[0], k.Scalar({((atom, 1),): Fraction(1)})
    positive = _by_combination(context, "<", k.ZERO, divisor)
    if positive is None:
        negative = _by_combination(context, "<", divisor, k.ZERO)
        if negative is not None:
            yield rules.reciprocal(negative)
        return
    equation = rules.reciprocal(positive)
    yield equation
    # 1/a = a·(1/a)² + (1 - a·(1/a))·(1/a)
    weighed = ((Fraction(1), value, (positive,)), (value, equation))
    yield rules.order("<=", k.ZERO, value, weighed)


def _square_root(context: Context, mono: k.Monomial) -> tuple[k.Scalar, k.Monomial]:
    """Write a monomial as q² times a rest, squaring only atoms whose sign is not known."""
    root = {a: e // 2 for a, e in mono if e > 1 and context.nonnegative(a) is None}
    rest = tuple((a, e - 2 * root.get(a, 0)) for a, e in mono if e > 2 * root.get(a, 0))
    return k.Scalar({tuple(root.items()): Fraction(1)}), rest


def _signs(context: Context, mono: k.Monomial) -> tuple[k.Theorem, ...] | None:
    signs = [context.positive(a) or context.nonnegative(a) for a, e in mono for _ in range(e)]
    return None if any(s is None for s in signs) else tuple(s for s in signs if s is not None)


def _is_strict(root: k.Scalar, premises: tuple[k.Theorem, ...]) -> bool:
    """Return whether the rule `order` takes a product for positive."""
    return root == k.ONE and all(t.judgement.kind == "<" for t in premises)


def _multiply(
    context: Context, wanted: k.Monomial, fact: k.Theorem, found: dict[str, _Generator]
) -> None:
    low, high = fact.judgement.parts
    value = high - low
    for mono, _ in value.terms:
        rest = _quotient(wanted, mono)
        if rest is None:
            continue
        signs = _signs(context, rest)
        if signs is not None:
            product = k.Scalar({rest: Fraction(1)}) * value
            strict = _is_strict(k.ONE, (*signs, fact))
            if strict or product.key not in found:  # a strict fact says more than a sign
                found[product.key] = _Generator(product, (k.ONE, (*signs, fact)), strict)


def _multiply_equation(wanted: k.Monomial, fact: k.Theorem, found: dict[str, _Generator]) -> None:
    low, high = fact.judgement.parts
    value = high - low
    for mono, _ in value.terms:
        rest = _quotient(wanted, mono)
        if rest is not None:
            for sign in (k.ONE, -k.ONE):
                factor = k.Scalar({rest: Fraction(1)}) * sign
                product = factor * value
                found.setdefault(product.key, _Generator(product, (factor, fact), False))


def _quotient(wanted: k.Monomial, mono: k.Monomial) -> k.Monomial | None:
    powers = dict(wanted)
    for atom, exponent in mono:
        if powers.get(atom, 0) < exponent:
            return None
        powers[atom] -= exponent
    return tuple((a, e) for a, e in powers.items() if e)


# ---------------------------------------------------------------- under the sign of a sum


def _inside_sums(
    context: Context, op: str, left: k.Scalar, right: k.Scalar, depth: int
) -> k.Theorem | None:
    """Compare the summands of all sums over one range, then the rest."""
    gap = right - left
    ranges = {(a.args[0], a.args[1]) for mono, _ in gap.terms for a, e in mono if a.kind == "sum"}
    for low, high in sorted(ranges, key=str):
        name = context.fresh("j", gap.free)
        body = k.ZERO
        for mono, coeff in gap.terms:
            sums = [a for a, e in mono if a.kind == "sum" and a.args[:2] == (low, high)]
            if len(sums) == 1 and dict(mono)[sums[0]] == 1:
                rest = tuple(p for p in mono if p[0] != sums[0])
                opened = k.Substitution(index={sums[0].name: k.index(name)})
                body = body + k.Scalar({rest: coeff}) * opened.scalar(sums[0].args[2])
        relation = "=" if op == "=" else "<="
        inner = prove_order(context.within(name, low, high), relation, k.ZERO, body, depth + 1)
        if inner is None:
            continue
        every = rules.generalise(inner, name, low, high)
        whole = (rules.congruence if relation == "=" else rules.monotone)("sum", every)
        outer = context.extended()
        outer.add(whole)
        found = _by_combination(outer, op, left, right)
        if found is not None:
            return found
    return None


# ---------------------------------------------------------------- induction on an index


def _by_induction(
    context: Context, op: str, left: k.Scalar, right: k.Scalar, depth: int
) -> k.Theorem | None:
    if op == "<":
        return None
    gap = right - left
    ends = index_names(
        a.args[1] for mono, _ in gap.terms for a, _ in mono if a.kind in ("sum", "prod")
    )
    for name in sorted(ends):
        n, start = k.index(name), _lower_bound(context, name)
        if start is None:
            continue
        fresh = context.fresh("m", gap.free)
        m = k.index(fresh)
        move = k.Substitution(index={name: m})
        claim = k.Judgement(op, (move.scalar(left), move.scalar(right)))
        base_goal = claim.substitute(k.Substitution(index={fresh: start}))
        first, second = base_goal.parts
        base = prove_order(context, op, first, second, depth + 1)
        if base is None:
            continue
        inner = context.extended(claim, k.at_most(start, m), k.at_most(m + k.ONE, n))
        after = claim.substitute(k.Substitution(index={fresh: m + k.ONE}))
        step = _step(inner, op, after.parts[0], after.parts[1], fresh)
        if step is None:
            continue
        every = rules.induction(fresh, claim, start, n, base, step)
        return context.specialised(every, n)
    return None


def _step(
    context: Context, op: str, left: k.Scalar, right: k.Scalar, name: str
) -> k.Theorem | None:
    first, second = unroll(context, left, name), unroll(context, right, name)
    lower, upper = first.judgement.parts[1], second.judgement.parts[1]
    middle = _by_combination(context, op, lower, upper)
    if middle is None and lower == upper:
        middle = rules.order(op, lower, upper, ())
    if middle is None:
        return None
    joined = (k.ONE, middle) if op == "=" else (Fraction(1), k.ONE, (middle,))
    return rules.order(op, left, right, (joined, (k.ONE, first), (-k.ONE, second)))


def _lower_bound(context: Context, name: str) -> k.Scalar | None:
    """Return the greatest constant that the facts keep the index above."""
    n = k.index(name)
    for value in (2, 1, 0):
        if context.index_at_most(k.number(value), n) is not None:
            return k.number(value)
    return None
