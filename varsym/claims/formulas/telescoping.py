"""Sums with the same terms and ends that differ: what is left when one is taken from the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.formulas.names import free_names, substituted
from varsym.claims.translate import scalar_term
from varsym.errors import PackError

__all__ = ["vanishes"]

#: How many terms of a sum are written out.
MAX_TERMS = 8
#: The index of a term; names of a pack do not end so.
AT = "at_"


@dataclass(frozen=True)
class _Sum:
    """``sign · Σ term`` over a range, the index of the term being `AT`."""

    sign: int
    low: e.Scalar
    high: e.Scalar
    term: e.Scalar


class _UnclearError(Exception):
    """A product of sums, or a sum whose range may run backwards."""


def vanishes(item: e.Scalar, at_most: Callable[[e.Scalar, e.Scalar], bool]) -> bool:
    """Return whether an expression with sums is shown to be 0, wherever it is defined.

    A sum from l to h is F(h) - F(l-1) for every F with F(x) - F(x-1) = f(x), if l - 1 <= h.  So the
    expression is 0 if the values of F cancel, those at places that differ by an integer up to some
    terms, and these terms cancel with what else there is.

    Parameters
    ----------
    item : Scalar
    at_most : callable
        Whether one end is proved to be at most another.

    Examples
    --------
    >>> i, j = e.index("i j")
    >>> (h,) = e.families("h")
    >>> up_to = lambda end: e.summation(j, 1, end, h[j])
    >>> vanishes(up_to(i) - up_to(i - 1) - h[i], lambda low, high: True)
    True
    >>> vanishes(up_to(i) - up_to(i - 1) - h[i - 1], lambda low, high: True)
    False
    """
    try:
        plain, sums = _expanded(item)
        if any(not at_most(one.low - 1, one.high) for one in sums):
            return False
        left = sum(map(scalar_term, plain), k.ZERO)
        for term, places in _by_term(sums).items():
            rest, terms = _reduced(places)
            if rest:
                return False
            for sign, place in terms:
                here = k.Substitution(index={AT: place})
                left = left + k.number(sign) * here.scalar(term)
    except (_UnclearError, k.TermError, PackError):
        return False
    return left == k.ZERO


def _expanded(item: e.Scalar) -> tuple[list[e.Scalar], list[_Sum]]:
    """Return what is no sum, and the sums, with factors moved into them."""
    match item:
        case e.Binary("+" | "-" as op, left, right):
            plain, sums = _expanded(left)
            more, others = _expanded(right)
            if op == "-":
                more = [0 - part for part in more]
                others = [_Sum(-s.sign, s.low, s.high, s.term) for s in others]
            return plain + more, sums + others
        case e.Binary("*" | "/" as op, left, right):
            plain, sums = _expanded(left)
            if not sums and op == "*":
                left, right = right, left
                plain, sums = _expanded(left)
            if not sums:
                return [item], []
            if _expanded(right)[1] or AT in free_names(right):
                raise _UnclearError
            moved = [_Sum(s.sign, s.low, s.high, e.Binary(op, s.term, right)) for s in sums]
            return [e.Binary(op, part, right) for part in plain], moved
        case e.Iterated("sum", name, low, high, body):
            return [], [_Sum(1, low, high, substituted(body, {name: e.Index(AT)}))]
    return [item], []


Places = list[tuple[int, k.Scalar]]


def _by_term(sums: list[_Sum]) -> dict[k.Scalar, Places]:
    """Return for each term f the places at which F is taken, with signs."""
    found: dict[k.Scalar, Places] = {}
    for one in sums:
        places = found.setdefault(scalar_term(one.term), [])
        places.append((one.sign, scalar_term(one.high)))
        places.append((-one.sign, scalar_term(one.low) - k.ONE))
    return found


def _reduced(places: Places) -> tuple[bool, Places]:
    """Return whether values of F are left over, and the terms f that moving them costs."""
    counts: list[tuple[k.Scalar, int]] = []
    terms: Places = []
    for sign, place in places:
        for number, (base, count) in enumerate(counts):
            steps = _steps(place - base)
            if steps is not None:
                counts[number] = (base, count + sign)
                terms += _between(sign, base, steps)
                break
        else:
            counts.append((place, sign))
    return any(count for _, count in counts), terms


def _steps(gap: k.Scalar) -> int | None:
    """Return a difference that is a small integer."""
    for steps in range(-MAX_TERMS, MAX_TERMS + 1):
        if gap == k.number(steps):
            return steps
    return None


def _between(sign: int, base: k.Scalar, steps: int) -> Iterator[tuple[int, k.Scalar]]:
    """Yield the terms of F(base + steps) - F(base)."""
    for at in range(1, steps + 1):
        yield sign, base + k.number(at)
    for at in range(steps + 1, 1):
        yield -sign, base + k.number(at)
