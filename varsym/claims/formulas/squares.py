"""Sums that cannot be negative, shown so by squares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, permutations

from varsym import kernel as k
from varsym.claims.formulas.sums import (
    Ends,
    Factor,
    Sum,
    Summand,
    canonical,
    negated,
    ordered,
    times,
)

__all__ = ["Square", "is_definite", "is_semidefinite", "squares"]

Monomial = tuple[Factor, ...]
MAX_PAIRS = 2


@dataclass(frozen=True)
class Square:
    """``weight · Σ_{outer} (Σ_{inner} combination)²``, less one value of an outer index.

    Attributes
    ----------
    weight : Fraction
        Positive.
    outer, inner : tuple of (str, Ends)
        Bound indices.
    combination : tuple of (Fraction, Monomial)
    but : tuple of (str, str) or None
        An outer index and the free index whose value it leaves out.
    """

    weight: Fraction
    outer: tuple[tuple[str, Ends], ...]
    inner: tuple[tuple[str, Ends], ...]
    combination: tuple[tuple[Fraction, Monomial], ...]
    but: tuple[str, str] | None = None

    def expanded(self) -> Sum:
        """Return what the square is when multiplied out."""
        root = [Summand(c, self.inner, ordered(mono)) for c, mono in self.combination]
        found = []
        for one in times([Summand(self.weight)], times(root, root)):
            whole = replace(one, binders=(*self.outer, *one.binders))
            found.append(whole)
            if self.but is not None:
                name, free = self.but
                part = whole.substituted(name, k.index(free))
                found.append(replace(part, coefficient=-part.coefficient))
        return found

    def text(self) -> str:
        """Return the square on one line."""
        names: dict[str, str] = {}
        for name, _ in (*self.outer, *self.inner):
            names[name] = "ijklpqrst"[len(names)] if len(names) < 9 else name
        taken = {
            n for _, mono in self.combination for _, places in mono for p in places for n in p.free
        }
        free = taken - names.keys()
        for name, letter in names.items():
            names[name] = letter + "'" if letter in free else letter
        weight = "" if self.weight == 1 else f"{self.weight}·"
        outer = ",".join(names[n] for n, _ in self.outer)
        less = f"; {names[self.but[0]]} ≠ {self.but[1]}" if self.but is not None else ""
        big = f"Σ_{{{outer}{less}}} " if outer else ""
        inner = ",".join(names[n] for n, _ in self.inner)
        body = " ".join(_term(n, c, mono, names) for n, (c, mono) in enumerate(self.combination))
        return f"{weight}{big}({f'Σ_{{{inner}}} ' if inner else ''}{body})²"


def _term(number: int, factor: Fraction, mono: Monomial, names: Mapping[str, str]) -> str:
    sign = ("-" if factor < 0 else "") if not number else ("- " if factor < 0 else "+ ")
    size = "" if abs(factor) == 1 and mono else str(abs(factor))
    shown = [_factor(head, places, names) for head, places in mono]
    return sign + "·".join([*([size] if size else []), *shown])


def _factor(head: str, places: tuple[k.Scalar, ...], names: Mapping[str, str]) -> str:
    shown = ",".join(names.get(str(p), str(p)) for p in places)
    letter = "x" if head.startswith("bound_") else head
    return f"{letter}[{shown}]" if places else letter


def squares(given: Sum, ranges: Mapping[str, Ends]) -> tuple[Square, ...] | None:
    """Write a sum as squares with positive weights, for all sizes and entries, or return None.

    Each part of it is a square or a sum of squares; or exceeds one of its own summands, which is
    taken away; or is, made symmetric in its bound indices, a quadratic form in monomials with a
    positive semidefinite matrix (so is the difference in the inequality of Cauchy and Schwarz).
    The squares are multiplied out and held against the sum before they are returned.

    Parameters
    ----------
    given : Sum
    ranges : mapping of str to Ends
        The ranges of the free indices.
    """
    found: list[Square] = []
    rest = list(canonical(given, ranges).values())
    while (taken := next(_own_summands(rest, ranges), None)) is not None:
        whole, part, square = taken
        rest = [s for s in rest if s not in (whole, part)]
        found.append(square)
    groups: dict[tuple[tuple[str, str], ...], Sum] = {}
    for summand in rest:
        ends = tuple(sorted((low.key, high.key) for _, (low, high) in summand.binders))
        groups.setdefault(ends, []).append(summand)
    for group in groups.values():
        parts = _each_square(group) or _quadratic_form(group)
        if parts is None:
            return None
        found += parts
    expanded = [s for square in found for s in square.expanded()]
    if any(square.weight <= 0 for square in found):
        return None
    return None if canonical([*expanded, *negated(given)], ranges) else tuple(found)


def _each_square(group: Sum) -> list[Square] | None:
    found = [_square(s) if s.coefficient > 0 else None for s in group]
    return [s for s in found if s is not None] if all(found) else None


def _own_summands(
    given: Sum, ranges: Mapping[str, Ends]
) -> Iterator[tuple[Summand, Summand, Square]]:
    """Yield a sum of squares over an index, one of its summands taken away, and what remains."""
    for whole in given:
        for name, ends in whole.binders if whole.coefficient > 0 else ():
            fixed = replace(whole, binders=tuple(b for b in whole.binders if b[0] != name))
            square = _square(fixed)
            for free, known in ranges.items() if square is not None else ():
                if square is None or known != ends:
                    continue
                part = fixed.substituted(name, k.index(free))
                for other in given:
                    taken = [replace(other, coefficient=-other.coefficient)]
                    alike = canonical(taken, ranges).keys() == canonical([part], ranges).keys()
                    if alike and -other.coefficient == whole.coefficient:
                        outer = (*square.outer, (name, ends))
                        yield whole, other, replace(square, outer=outer, but=(name, free))


def _square(given: Summand) -> Square | None:
    """Return the factors, summed, as a square or a sum of squares."""
    names = [name for name, _ in given.binders]
    ends = dict(given.binders)
    for size in range(MAX_PAIRS + 1):
        for chosen in combinations(names, 2 * size):
            for firsts in combinations(chosen, size):
                seconds = [n for n in chosen if n not in firsts]
                for order in permutations(seconds):
                    pairs = dict(zip(firsts, order, strict=True))
                    if any(ends[x] != ends[y] for x, y in pairs.items()):
                        continue
                    root = _root_of(given, pairs)
                    if root is not None:
                        outer = tuple(b for b in given.binders if b[0] not in chosen)
                        inner = tuple(b for b in given.binders if b[0] in firsts)
                        terms = ((Fraction(1), root),)
                        return Square(given.coefficient, outer, inner, terms)
    return None


def _root_of(given: Summand, pairs: Mapping[str, str]) -> Monomial | None:
    """Return half of the factors, if exchanging the indices of each pair exchanges the halves."""
    first = [f for f in given.factors if _mentions(f, pairs.keys())]
    second = [f for f in given.factors if _mentions(f, pairs.values())]
    if any(f in second for f in first):
        return None
    moved = replace(given, factors=tuple(first))
    for one, two in pairs.items():
        moved = moved.substituted(one, k.index(two))
    shared = _root(ordered(f for f in given.factors if f not in first and f not in second))
    if ordered(second) != moved.factors or shared is None:
        return None
    return ordered((*first, *shared))


def _mentions(factor: Factor, names: object) -> bool:
    return any(name in names for place in factor[1] for name in place.free)  # type: ignore[operator]


def _quadratic_form(group: Sum) -> list[Square] | None:
    """Return a group under the same sums as squares of linear forms in its monomials."""
    terms = _symmetric(group)
    basis = [root for m, c in terms.items() if c > 0 and (root := _root(m)) is not None]
    place = {m: n for n, m in enumerate(basis)}
    matrix = [[Fraction(0)] * len(basis) for _ in basis]
    for mono, coefficient in terms.items():
        found = _product_of(mono, basis)
        if found is None:
            return None
        one, two = (place[m] for m in found)
        matrix[one][two] += coefficient / 2
        matrix[two][one] += coefficient / 2
    rows = _eliminated(matrix)
    if rows is None:
        return None
    order = sorted(group[0].binders, key=lambda b: (b[1][0].key, b[1][1].key))
    outer = tuple((f"place_{n}_", ends) for n, (_, ends) in enumerate(order))
    made = []
    for n, row in enumerate(rows):
        if row[n]:
            form = tuple((x / row[n], m) for x, m in zip(row, basis, strict=True) if x)
            made.append(Square(row[n], outer, (), form))
    return made


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
    return _eliminated(matrix) is not None


def is_definite(matrix: list[list[Fraction]]) -> bool:
    """Return whether a symmetric matrix of rationals is positive definite, by elimination.

    Examples
    --------
    >>> one = Fraction(1)
    >>> is_definite([[one, -one], [-one, one]]), is_definite([[2 * one, one], [one, one]])
    (False, True)
    """
    rows = _eliminated(matrix)
    return rows is not None and all(row[n] > 0 for n, row in enumerate(rows))


def _eliminated(matrix: list[list[Fraction]]) -> list[list[Fraction]] | None:
    """Return the rows of the upper factor, pivots on the diagonal; None where one is negative."""
    rows = [list(row) for row in matrix]
    for n in range(len(rows)):
        pivot = rows[n][n]
        if pivot < 0 or (pivot == 0 and any(rows[n][n:])):
            return None
        for m in range(n + 1, len(rows)) if pivot else ():
            factor = rows[m][n] / pivot
            rows[m] = [x - factor * y for x, y in zip(rows[m], rows[n], strict=True)]
    return rows
