"""Sums that cannot be negative, shown so by squares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

from varsym import kernel as k
from varsym.claims.formulas.sums import Ends, Factor, Sum, Summand, canonical, ordered

__all__ = ["is_definite", "is_never_negative", "is_semidefinite"]

Monomial = tuple[Factor, ...]
MAX_PAIRS = 2


def is_never_negative(given: Sum, ranges: Mapping[str, Ends]) -> bool:
    """Return whether a sum is shown to be at least 0 for all sizes and entries.

    Each part of it is a square or a sum of squares; or exceeds one of its own summands, which is
    taken away; or is, made symmetric in its bound indices, a quadratic form in monomials with a
    positive semidefinite matrix (so is the difference in the inequality of Cauchy and Schwarz).

    Parameters
    ----------
    given : Sum
    ranges : mapping of str to Ends
        The ranges of the free indices.
    """
    rest = list(canonical(given, ranges).values())
    while (pair := next(_own_summands(rest, ranges), None)) is not None:
        rest = [s for s in rest if s not in pair]
    groups: dict[tuple[tuple[str, str], ...], Sum] = {}
    for summand in rest:
        ends = tuple(sorted((low.key, high.key) for _, (low, high) in summand.binders))
        groups.setdefault(ends, []).append(summand)
    return all(_all_squares(group) or _is_quadratic_form(group) for group in groups.values())


def _all_squares(group: Sum) -> bool:
    return all(s.coefficient > 0 and _is_square(s) for s in group)


def _own_summands(given: Sum, ranges: Mapping[str, Ends]) -> Iterator[tuple[Summand, Summand]]:
    """Yield a sum of squares over an index together with one of its summands, taken away."""
    for whole in given:
        for name, ends in whole.binders if whole.coefficient > 0 else ():
            fixed = replace(whole, binders=tuple(b for b in whole.binders if b[0] != name))
            if not _is_square(fixed):
                continue
            for free, known in ranges.items():
                if known != ends:
                    continue
                part = fixed.substituted(name, k.index(free))
                for other in given:
                    taken = [replace(other, coefficient=-other.coefficient)]
                    alike = canonical(taken, ranges).keys() == canonical([part], ranges).keys()
                    if alike and -other.coefficient == whole.coefficient:
                        yield whole, other


def _is_square(given: Summand) -> bool:
    """Return whether the factors, summed, are a square or a sum of squares."""
    names = [name for name, _ in given.binders]
    ends = dict(given.binders)
    for size in range(MAX_PAIRS + 1):
        for chosen in combinations(names, 2 * size):
            for firsts in combinations(chosen, size):
                seconds = [n for n in chosen if n not in firsts]
                for order in permutations(seconds):
                    pairs = dict(zip(firsts, order, strict=True))
                    if all(ends[x] == ends[y] for x, y in pairs.items()) and _splits(given, pairs):
                        return True
    return False


def _splits(given: Summand, pairs: Mapping[str, str]) -> bool:
    """Return whether exchanging the indices of each pair exchanges two halves of the factors."""
    first = [f for f in given.factors if _mentions(f, pairs.keys())]
    second = [f for f in given.factors if _mentions(f, pairs.values())]
    if any(f in second for f in first):
        return False
    moved = replace(given, factors=tuple(first))
    for one, two in pairs.items():
        moved = moved.substituted(one, k.index(two))
    shared = Counter(f for f in given.factors if f not in first and f not in second)
    return ordered(second) == moved.factors and all(n % 2 == 0 for n in shared.values())


def _mentions(factor: Factor, names: object) -> bool:
    return any(name in names for place in factor[1] for name in place.free)  # type: ignore[operator]


def _is_quadratic_form(group: Sum) -> bool:
    """Return whether a group under the same sums is a quadratic form that is never negative."""
    terms = _symmetric(group)
    basis = [root for m, c in terms.items() if c > 0 and (root := _root(m)) is not None]
    place = {m: n for n, m in enumerate(basis)}
    matrix = [[Fraction(0)] * len(basis) for _ in basis]
    for mono, coefficient in terms.items():
        found = _product_of(mono, basis)
        if found is None:
            return False
        one, two = (place[m] for m in found)
        matrix[one][two] += coefficient / 2
        matrix[two][one] += coefficient / 2
    return is_semidefinite(matrix)


def _symmetric(group: Sum) -> dict[Monomial, Fraction]:
    """Return the monomials of a group, averaged over the exchanges of its bound indices."""
    order = sorted(group[0].binders, key=lambda b: (b[1][0].key, b[1][1].key))
    names = [name for name, _ in order]
    kinds = [(low.key, high.key) for _, (low, high) in order]
    terms: Counter[Monomial] = Counter()
    exchanges = [p for p in permutations(range(len(names))) if [kinds[n] for n in p] == kinds]
    for summand in group:
        own = sorted(summand.binders, key=lambda b: (b[1][0].key, b[1][1].key))
        for exchange in exchanges:
            moved = summand
            for number, (name, _) in enumerate(own):
                moved = moved.substituted(name, k.index(f"place_{exchange[number]}_"))
            share = summand.coefficient / len(exchanges)
            terms[moved.factors] += share  # type: ignore[assignment]
    return {mono: Fraction(c) for mono, c in terms.items() if c}


def _root(mono: Monomial) -> Monomial | None:
    counts = Counter(mono)
    if any(n % 2 for n in counts.values()):
        return None
    return ordered(f for f, n in counts.items() for _ in range(n // 2))


def _product_of(mono: Monomial, basis: list[Monomial]) -> tuple[Monomial, Monomial] | None:
    for one in basis:
        for two in basis:
            if ordered(one + two) == mono:
                return one, two
    return None


def is_semidefinite(matrix: list[list[Fraction]]) -> bool:
    """Return whether a symmetric matrix of rationals is positive semidefinite, by elimination.

    Examples
    --------
    >>> one = Fraction(1)
    >>> two = 2 * one
    >>> is_semidefinite([[one, -one], [-one, one]]), is_semidefinite([[one, two], [two, one]])
    (True, False)
    """
    return _smallest_pivot(matrix) >= 0


def is_definite(matrix: list[list[Fraction]]) -> bool:
    """Return whether a symmetric matrix of rationals is positive definite, by elimination.

    Examples
    --------
    >>> one = Fraction(1)
    >>> is_definite([[one, -one], [-one, one]]), is_definite([[2 * one, one], [one, one]])
    (False, True)
    """
    return _smallest_pivot(matrix) > 0


def _smallest_pivot(matrix: list[list[Fraction]]) -> Fraction:
    """Return the least pivot of elimination, or -1 where a zero pivot is not alone in its row."""
    rows = [list(row) for row in matrix]
    least = Fraction(1)
    for n in range(len(rows)):
        pivot = rows[n][n]
        least = min(least, pivot)
        if least < 0 or (pivot == 0 and any(rows[n][n:])):
            return Fraction(-1)
        for m in range(n + 1, len(rows)) if pivot else ():
            factor = rows[m][n] / pivot
            rows[m] = [x - factor * y for x, y in zip(rows[m], rows[n], strict=True)]
    return least
