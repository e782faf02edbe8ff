"""Proofs of relations with ReLU, cases, exp and log: by the kernel, one for each case.

A ReLU whose argument has a sign under the conditions is its argument or 0; where the sign is open
both cases are proved.  ``exp(a) ≤ exp(b)`` is ``a ≤ b``; a logarithm becomes a letter of which no
more is known than its sign and its place among the other logarithms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.functions.elementary import (
    Cases,
    Exp,
    Limit,
    Log,
    Piece,
    ReLU,
    free_indices,
    mentions_functions,
    parts,
    rebuilt,
)
from varsym.claims.proving.relations import prove_condition
from varsym.claims.translate import scalar_term
from varsym.errors import PackError

__all__ = ["prove_by_cases"]

MAX_SPLITS = 6
ZERO, ONE = e.Number(Fraction(0)), e.Number(Fraction(1))
Conditions = tuple[e.Condition, ...]


class _NotProvedError(Exception):
    """No proof was found."""


def prove_by_cases(
    conditions: Sequence[e.Condition], goal: e.Condition
) -> tuple[k.Theorem, ...] | None:
    """Prove a goal from conditions, or return None; the theorems are those of the cases.

    Examples
    --------
    >>> (x,) = e.reals("x")
    >>> len(prove_by_cases([], 0 <= ReLU(x) + ReLU(0 - x)))
    2
    >>> prove_by_cases([], ReLU(x) <= x) is None
    True
    """
    if isinstance(goal, e.ForAll):
        if not _are_integers(goal.low, goal.high):
            return None
        return prove_by_cases(_within(tuple(conditions), goal), goal.body)
    if not isinstance(goal, e.Compare):
        return None
    stated, given = _with_definitions(goal, conditions)
    try:
        for part, scope in _partial(stated, given):
            _require_value(part, scope)
        stated, given = _without_logarithms(stated, given)
        return tuple(_proved(stated, given, 0))
    except (_NotProvedError, k.TermError, PackError):
        return None


def _prove(conditions: Conditions, goal: e.Compare) -> tuple[k.Theorem, ...] | None:
    if mentions_functions(goal):
        return None
    found = prove_condition(conditions, goal, "sup")
    return None if found is None else found.theorems


def _follows(conditions: Conditions, goal: e.Compare) -> bool:
    return _prove(conditions, goal) is not None


# ---------------------------------------------------------------- what is defined


def _with_definitions(
    goal: e.Compare, conditions: Sequence[e.Condition]
) -> tuple[e.Compare, Conditions]:
    """Put in what letters are defined to be, where that is no plain scalar."""
    kept: list[e.Condition] = []
    stated = goal
    for condition in conditions:
        match condition:
            case e.Compare("=", e.Real(_, ()) as letter, value) if mentions_functions(value):
                stated = e.Compare(
                    stated.op,
                    _replaced(stated.left, letter, value),
                    _replaced(stated.right, letter, value),
                )
            case _:
                kept.append(condition)
    return stated, tuple(kept)


def _replaced(item: e.Scalar, letter: e.Scalar, value: e.Scalar) -> e.Scalar:
    if item == letter:
        return value
    if isinstance(item, e.Iterated) and item.index in free_indices(letter) | free_indices(value):
        return item  # the index that is meant is another one
    if isinstance(item, Limit):
        return item  # so may be its variable
    if isinstance(item, Cases):
        if any(p.index is not None for p in item.pieces):
            return item
        pieces = [
            Piece(
                _replaced(p.value, letter, value),
                tuple(
                    e.Compare(
                        c.op,
                        _replaced(c.left, letter, value),
                        _replaced(c.right, letter, value),
                    )
                    for c in p.conditions
                ),
                p.index,
                p.low,
                p.high,
            )
            for p in item.pieces
        ]
        return Cases(*pieces)
    return rebuilt(item, lambda part: _replaced(part, letter, value))


_Partial = e.Binary | e.Iterated | Piece


def _partial(item: object, conditions: Conditions) -> Iterator[tuple[_Partial, Conditions]]:
    """Yield what may have no value, a quotient, power or range, with what holds where it stands."""
    match item:
        case e.Iterated(_, _, low, high, body):
            yield item, conditions
            yield from _partial(low, conditions)
            yield from _partial(high, conditions)
            yield from _partial(body, _within(conditions, item))
            return
        case Piece(index=index) if index is not None:
            yield item, conditions
            conditions = _within(conditions, item)
        case e.Binary("/" | "^"):
            yield item, conditions
    for part in parts(item):
        yield from _partial(part, conditions)


def _within(conditions: Conditions, binder: e.Iterated | e.ForAll | Piece) -> Conditions:
    """Return what holds under a binder: its range, and nothing about another index of its name."""
    name = binder.index.name if isinstance(binder.index, e.Index) else str(binder.index)
    at, low, high = e.Index(name), e.as_scalar(binder.low), e.as_scalar(binder.high)
    ends = [(low, low <= at), (high, at <= high)]
    kept = [c for c in conditions if name not in free_indices(c)]
    ranges = [c for c in kept if isinstance(c, e.ForAll)]
    kept += [c.body for c in ranges if (c.index, c.low, c.high) == (name, low, high)]
    return (*kept, *(relation for end, relation in ends if name not in free_indices(end)))


def _require_value(item: _Partial, conditions: Conditions) -> None:
    match item:
        case e.Binary("/", _, divisor):
            _require_nonzero(divisor, conditions)
            return
        case e.Binary(_, _, e.Number(exponent)):
            kept = exponent.denominator == 1 and exponent >= 0
        case e.Binary(_, _, exponent):
            kept = _are_integers(exponent) and _follows(conditions, exponent >= ZERO)
        case e.Iterated(low=low, high=high) | Piece(low=low, high=high):
            kept = _are_integers(low, high)
    if not kept:
        raise _NotProvedError


def _are_integers(*items: e.Scalar | None) -> bool:
    try:
        return all(item is not None and scalar_term(item).is_index for item in items)
    except (k.TermError, PackError):
        return False


def _require_nonzero(divisor: e.Scalar, conditions: Conditions) -> None:
    """Require that a divisor is not 0; of a product or quotient, that no part is."""
    if _follows(conditions, ZERO < divisor) or _follows(conditions, divisor < ZERO):
        return
    match divisor:
        case e.Binary("*" | "/", left, right):
            _require_nonzero(left, conditions)
            _require_nonzero(right, conditions)
        case _:
            raise _NotProvedError


# ---------------------------------------------------------------- logarithms


@dataclass(frozen=True)
class _Letters:
    """Logarithms and the letters that stand for them."""

    names: dict[e.Scalar, e.Real]

    def in_(self, item: e.Scalar, bound: frozenset[str] = frozenset()) -> e.Scalar:
        """Put in the letters; one letter cannot stand for each logarithm in a sum over them."""
        match item:
            case Log(argument):
                if not bound.isdisjoint(free_indices(argument)):
                    raise _NotProvedError
                return self.names.setdefault(argument, e.Real(f"log{len(self.names)}"))
            case Limit():
                return item
            case e.Iterated(kind, name, low, high, body):
                inner = self.in_(body, bound | {name})
                return e.Iterated(kind, name, self.in_(low, bound), self.in_(high, bound), inner)
        return rebuilt(item, lambda part: self.in_(part, bound))


def _without_logarithms(goal: e.Compare, conditions: Conditions) -> tuple[e.Compare, Conditions]:
    letters = _Letters({})
    stated = e.Compare(goal.op, letters.in_(goal.left), letters.in_(goal.right))
    if not letters.names:
        return goal, conditions
    taken = {item.name for part in (goal, *conditions) for item in _reals(part)}
    if any(letter.name in taken for letter in letters.names.values()):
        raise _NotProvedError
    facts: list[e.Condition] = []
    for argument, letter in letters.names.items():
        if not _follows(conditions, ZERO < argument):
            raise _NotProvedError
        known = [(ONE < argument, ZERO < letter), (ONE <= argument, ZERO <= letter)]
        others = [(other, second) for other, second in letters.names.items() if other != argument]
        known += [(argument <= other, letter <= second) for other, second in others]
        facts += [fact for reason, fact in known if _follows(conditions, reason)]
    return stated, (*conditions, *facts)


def _reals(item: object) -> Iterator[e.Real]:
    if isinstance(item, e.Real):
        yield item
    for part in parts(item):
        yield from _reals(part)


# ---------------------------------------------------------------- cases


def _proved(goal: e.Compare, conditions: Conditions, depth: int) -> Iterator[k.Theorem]:
    """Yield the theorems that together say the goal."""
    if _contradict(conditions):
        return
    stated = e.Compare(goal.op, _simpler(goal.left, conditions), _simpler(goal.right, conditions))
    match stated:
        case e.Compare(op, Exp(left), Exp(right)):
            yield from _proved(e.Compare(op, left, right), conditions, depth)
            return
    if not mentions_functions(stated):
        found = _prove(conditions, stated)
        if found is None:
            raise _NotProvedError
        yield from found
        return
    if depth == MAX_SPLITS:
        raise _NotProvedError
    for value, node, more in _branches(stated, conditions):
        branch = e.Compare(
            stated.op, _replaced(stated.left, node, value), _replaced(stated.right, node, value)
        )
        yield from _proved(branch, (*conditions, *more), depth + 1)


def _contradict(conditions: Conditions) -> bool:
    """Return whether the last condition is refuted by those before it."""
    match conditions:
        case (*before, e.Compare("<=", left, right)):
            return _follows(tuple(before), right < left)
        case (*before, e.Compare("<", left, right)):
            return _follows(tuple(before), right <= left)
    return False


def _simpler(item: e.Scalar, conditions: Conditions) -> e.Scalar:
    """Put in what ReLUs and cases are whose argument has a sign, also under sums."""
    match item:
        case e.Iterated(kind, name, low, high, body):
            simpler = e.Iterated(kind, name, low, high, _simpler(body, _within(conditions, item)))
            return _multiplied(simpler, conditions)
        case Limit():
            return item
        case Cases():
            return _chosen(item, conditions)
    inner = rebuilt(item, lambda part: _simpler(part, conditions))
    if isinstance(inner, ReLU) and not mentions_functions(inner.argument):
        if _follows(conditions, inner.argument <= ZERO):
            return ZERO
        if _follows(conditions, ZERO <= inner.argument):
            return inner.argument
    return inner


def _multiplied(item: e.Iterated, conditions: Conditions) -> e.Scalar:
    """Return a sum of equal terms as their number times one, if that is their number."""
    if item.kind == "prod" or mentions_functions(item.body):
        return item
    constant = scalar_term(item.body).constant
    body = item.body if constant is None else e.Number(constant)
    if item.index in free_indices(body):
        return item
    count = item.high - item.low + 1
    ones = e.Iterated("sum", item.index, item.low, item.high, ONE)
    return count * body if _follows(conditions, e.equals(ones, count)) else item


def _chosen(item: Cases, conditions: Conditions) -> e.Scalar:
    """Return the value of the piece that applies, if the others are known not to."""
    applies = [
        p
        for p in item.pieces
        if p.index is None and all(_follows(conditions, c) for c in p.conditions)
    ]
    others = [p for p in item.pieces if p not in applies]
    if len(applies) == 1 and all(_excluded(p, conditions) for p in others):
        return applies[0].value
    return item


def _excluded(piece: Piece, conditions: Conditions) -> bool:
    if piece.index is not None:
        conditions = _within(conditions, piece)
    return any(_contradict((*conditions, c)) for c in piece.conditions)


def _branches(
    goal: e.Compare, conditions: Conditions
) -> Iterator[tuple[e.Scalar, e.Scalar, Conditions]]:
    """Yield the cases of one ReLU or list of cases that stands under no sum: value, node, more."""
    nodes = [*_splittable(goal.left), *_splittable(goal.right)]
    nodes.sort(key=lambda node: not isinstance(node, Cases))  # what is printed tells more
    match nodes[0] if nodes else None:
        case ReLU(argument) as node:
            yield argument, node, (ZERO <= argument,)
            yield ZERO, node, (argument <= ZERO,)
        case Cases(pieces) as node:
            _require_one_value(pieces, conditions)
            for piece in pieces:
                yield piece.value, node, piece.conditions
        case _:
            raise _NotProvedError


def _splittable(item: e.Scalar) -> Iterator[e.Scalar]:
    if isinstance(item, e.Iterated | Limit):
        return
    if isinstance(item, Cases) and all(p.index is None for p in item.pieces):
        yield item
        return
    if isinstance(item, ReLU) and not mentions_functions(item.argument):
        yield item
        return
    for part in parts(item):
        if isinstance(part, e.Scalar):
            yield from _splittable(part)


def _require_one_value(pieces: Sequence[Piece], conditions: Conditions) -> None:
    """Require that pieces are printed in order of a variable, each from where the last one ends.

    Where a number is in two pieces, these have to agree.
    """
    sides = [{c.left, c.right} for piece in pieces for c in piece.conditions]
    shared = [s for s in sides[0] if isinstance(s, e.Real)] if sides else []
    if not any(
        _are_in_order(pieces, variable, conditions)
        for variable in sorted(shared, key=str)
        if all(variable in pair for pair in sides)
    ):
        raise _NotProvedError


_End = tuple[e.Scalar, bool]


def _are_in_order(pieces: Sequence[Piece], variable: e.Scalar, conditions: Conditions) -> bool:
    ends = [_ends(piece, variable) for piece in pieces]
    if ends[0][0] is not None or ends[-1][1] is not None:
        return False
    for (_, end), (start, _) in pairwise(ends):
        if end is None or start is None or end[0] != start[0] or (end[1] and start[1]):
            return False
    for (before, (_, end)), (after, (start, _)) in combinations(zip(pieces, ends, strict=True), 2):
        if end is None or start is None or not _follows(conditions, end[0] <= start[0]):
            return False
        if end[1] or start[1] or _follows(conditions, end[0] < start[0]):
            continue
        there = (*conditions, e.equals(variable, end[0]), e.equals(variable, start[0]))
        if not _follows(there, e.equals(before.value, after.value)):
            return False
    return True


def _ends(piece: Piece, variable: e.Scalar) -> tuple[_End | None, _End | None]:
    """Return the lower and the upper end of a piece, each with whether it is left out."""
    low: _End | None = None
    high: _End | None = None
    for condition in piece.conditions:
        strict = condition.op == "<"
        if condition.op != "=" and condition.left == variable and high is None:
            high = (condition.right, strict)
        elif condition.op != "=" and condition.right == variable and low is None:
            low = (condition.left, strict)
        else:
            raise _NotProvedError
    return low, high
