"""Take the last term out of sums, products and powers that end at an index."""

from __future__ import annotations

from fractions import Fraction

from varsym import kernel as k
from varsym.claims.proving.context import Context
from varsym.kernel import rules

__all__ = ["constant_product", "symmetric", "unroll"]


def symmetric(equation: k.Theorem) -> k.Theorem:
    """Return ``b = a`` for ``a = b``."""
    left, right = equation.judgement.parts
    return rules.order("=", right, left, ((-k.ONE, equation),))


def unroll(context: Context, term: k.Scalar, name: str) -> k.Theorem:
    """Prove ``term = t`` where each sum, product and power that ends at `name` lost its last step.

    What cannot be taken apart for want of a range fact is left as it is.

    The facts of the context give the ranges.
    """
    equations: list[tuple[k.Scalar, k.Theorem]] = []
    changed = term
    for atom in {a for mono, _ in term.terms for a, _ in mono if name in a.free}:
        equation = _unroll_atom(context, atom, name)
        if equation is not None:
            changed, multiplier = _exchange(changed, atom, equation.judgement.parts[1])
            equations.append((multiplier, equation))
    return rules.order("=", term, changed, tuple(equations))


def _exchange(term: k.Scalar, atom: k.Atom, value: k.Scalar) -> tuple[k.Scalar, k.Scalar]:
    """Replace `atom` by `value`; also return m with ``new - old = m · (value - atom)``."""
    old = k.Scalar({((atom, 1),): Fraction(1)})
    result, multiplier = k.ZERO, k.ZERO
    for mono, coeff in term.terms:
        powers = dict(mono)
        exponent = powers.pop(atom, 0)
        rest = k.Scalar({tuple(powers.items()): coeff})
        result = result + rest * k.power(value, k.number(exponent))
        for low in range(exponent):
            high = k.number(exponent - 1 - low)
            multiplier = multiplier + rest * k.power(value, k.number(low)) * k.power(old, high)
    return result, multiplier


def _unroll_atom(context: Context, atom: k.Atom, name: str) -> k.Theorem | None:
    if atom.kind == "pow":
        base, exponent = atom.args
        rest = exponent - k.ONE
        lower, one = context.index_at_most(k.ZERO, rest), context.index_at_most(k.ZERO, k.ONE)
        if lower is None or one is None or name in base.free:
            return None
        return rules.split_power(base, rest, k.ONE, lower, one)
    if atom.kind not in ("sum", "prod"):
        return None
    low, high, body = atom.args
    if name in low.free:
        return None
    shorter = high
    equation = rules.order("=", _of(atom), _of(atom), ())
    if name in high.free:
        shorter = high - k.ONE
        lower = context.index_at_most(low, high)
        upper = context.index_at_most(shorter, high)
        if lower is None or upper is None:
            return None
        fresh = context.fresh("s", body.free, low.free, high.free)
        opened = k.Substitution(index={atom.name: k.index(fresh)}).scalar(body)
        lower = rules.order("<=", low, shorter + k.ONE, ((Fraction(1), k.ONE, (lower,)),))
        equation = rules.split(atom.kind, fresh, low, shorter, high, opened, lower, upper)
    if atom.kind == "sum" and name in body.free:
        inner = _unroll_body(context, atom.name, low, shorter, body, name)
        if inner is not None:
            whole = equation.judgement.parts[1]
            changed = whole - inner.judgement.parts[0] + inner.judgement.parts[1]
            return rules.order("=", _of(atom), changed, ((k.ONE, equation), (k.ONE, inner)))
    return equation


def _unroll_body(
    context: Context, bound: str, low: k.Scalar, high: k.Scalar, body: k.Scalar, name: str
) -> k.Theorem | None:
    """Unroll under the sign of a sum that has lost its last term."""
    fresh = context.fresh("s", body.free, low.free, high.free)
    opened = k.Substitution(index={bound: k.index(fresh)}).scalar(body)
    inner = unroll(context.within(fresh, low, high), opened, name)
    return rules.congruence("sum", rules.generalise(inner, fresh, low, high))


def _of(atom: k.Atom) -> k.Scalar:
    return k.Scalar({((atom, 1),): Fraction(1)})


def constant_product(context: Context, atom: k.Atom) -> k.Theorem | None:
    """Prove ``Π_{i=low}^{high} c = c^(high-low+1)`` for an atom, by induction.

    None unless the context proves that the range is not backward.
    """
    low, high, base = atom.args
    before = low - k.ONE
    if context.index_at_most(before, high) is None:
        return None
    fresh = context.fresh("m", atom.free)
    m = k.index(fresh)

    def claim(end: k.Scalar) -> k.Judgement:
        return k.equal(k.product("s", low, end, base), k.power(base, end - low + k.ONE))

    inner = context.extended(claim(m), k.at_most(before, m), k.at_most(m + k.ONE, high))
    step = _power_of_next(inner, claim(m), claim(m + k.ONE), base, m - low + k.ONE)
    start = rules.order("=", claim(before).parts[0], claim(before).parts[1], ())
    every = rules.induction(fresh, claim(m), before, high, start, step)
    return context.specialised(every, high)


def _power_of_next(
    context: Context, known: k.Judgement, goal: k.Judgement, base: k.Scalar, length: k.Scalar
) -> k.Theorem:
    (product,) = [a for mono, _ in goal.parts[0].terms for a, _ in mono if a.kind == "prod"]
    low, high, body = product.args
    lower, upper = context.index_at_most(low, high), context.index_at_most(high - k.ONE, high)
    nonnegative, one = context.index_at_most(k.ZERO, length), context.index_at_most(k.ZERO, k.ONE)
    if lower is None or upper is None or nonnegative is None or one is None:
        raise ArithmeticError("the range facts of an induction step")
    split = rules.split("prod", "s", low, high - k.ONE, high, body, lower, upper)
    power = rules.split_power(base, length, k.ONE, nonnegative, one)
    summands = ((k.ONE, split), (base, rules.assume(known)), (-k.ONE, power))
    return rules.order("=", goal.parts[0], goal.parts[1], summands)
