"""Claims with ReLU, cases, sums and quotients, made at random: most are false, some are true."""

from __future__ import annotations

import random
from fractions import Fraction

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import Cases, Exp, Log, Piece, ReLU

__all__ = ["Made", "made_claim", "made_order"]

x, y, a = REALS = e.reals("x y a")
n, t, i = INDICES = e.index("n t i")
(A,) = e.families("A")
Made = tuple[e.Condition, tuple[e.Condition, ...]]


def number(draw: random.Random) -> e.Scalar:
    return e.as_scalar(draw.choice((0, 1, 2, 3, Fraction(1, 2), -1)))


def leaf(draw: random.Random, scope: tuple[e.Index, ...]) -> e.Scalar:
    kind = draw.randrange(8)
    if kind < 4:
        return draw.choice(REALS)
    if kind < 6 and scope:
        return draw.choice(scope)
    if kind == 6 and scope:
        return A[draw.choice(scope)]
    return number(draw)


def linear(draw: random.Random, scope: tuple[e.Index, ...]) -> e.Scalar:
    one, two = leaf(draw, scope), leaf(draw, scope)
    return draw.choice((one - two, one + two, one, number(draw) * one, one - number(draw)))


def cases(draw: random.Random, depth: int, scope: tuple[e.Index, ...]) -> e.Scalar:
    """Return pieces that mostly fit together; an end may be left out, doubled or moved."""
    variable = draw.choice(REALS)
    one, two = linear(draw, scope), linear(draw, scope)
    values = [scalar(draw, depth - 1, scope) for _ in range(3)]
    if draw.random() < 0.4:
        values[1] = values[0]
    less, at_most = e.Scalar.__lt__, e.Scalar.__le__
    below, above = draw.choice(((less, at_most), (at_most, less), (at_most, at_most)))
    if draw.random() < 0.5:
        return Cases(
            Piece(values[0], [below(variable, one)]), Piece(values[1], [above(one, variable)])
        )
    if draw.random() < 0.15 and scope:
        at = draw.choice(scope)
        return Cases(
            Piece(values[0], [variable < at]),
            Piece(values[1], [t <= variable, variable < t + 1], t, at, n),
            Piece(values[2], [n + 1 <= variable]),
        )
    return Cases(
        Piece(values[0], [below(variable, one)]),
        Piece(values[1], [above(one, variable), below(variable, two)]),
        Piece(values[2], [above(two, variable)]),
    )


def scalar(draw: random.Random, depth: int, scope: tuple[e.Index, ...]) -> e.Scalar:
    if depth <= 0:
        return leaf(draw, scope)
    kind = draw.randrange(14)
    one = scalar(draw, depth - 1, scope)
    if kind < 4:
        return ReLU(linear(draw, scope) if draw.random() < 0.7 else one)
    if kind == 4:
        return cases(draw, depth, scope)
    if kind in (5, 6):
        at = draw.choice(INDICES)
        low = draw.choice((e.as_scalar(1), e.as_scalar(0), *scope))
        high = draw.choice((*INDICES, *scope, n - 1, e.as_scalar(2), draw.choice(REALS)))
        body = scalar(draw, depth - 1, (*scope, at))
        return e.Iterated(draw.choice(("sum", "sum", "sum", "prod")), at.name, low, high, body)
    if kind == 7:
        return one / draw.choice((leaf(draw, scope), y, y, n, 2 + ReLU(x)))
    if kind == 8:
        return one ** draw.choice((2, 3, n, n - 1, 0))
    if kind == 9:  # the smaller of two
        other = leaf(draw, scope)
        return other - ReLU(other - linear(draw, scope))
    two = scalar(draw, depth - 1, scope)
    return draw.choice((one + two, one - two, one * two, one + two))


def conditions(draw: random.Random) -> tuple[e.Condition, ...]:
    known = [
        0 < y, 0 <= x, x <= y, a <= x, 1 <= n, 0 <= n, t <= n, 1 <= t, 0 < x, x < y, i <= t,
        e.for_all(t, 1, n, 0 <= A[t]), e.for_all(i, 1, n, A[i] <= x), e.equals(a, ReLU(x)),
        e.equals(a, x - y), e.for_all(t, 0, i, A[t] < A[t + 1]), 1 <= i, 0 <= t, x <= 1,
        e.equals(x, ReLU(x) - 1), a * y <= x, 1 <= y, x * x <= x, e.equals(x * y, 1),
    ]  # fmt: skip
    return tuple(draw.sample(known, draw.randrange(5)))


def likely(draw: random.Random, scope: tuple[e.Index, ...]) -> e.Compare:
    """Return a relation that is often true."""
    u, v = linear(draw, scope), linear(draw, scope)
    s = scalar(draw, 1, scope)
    rows = [
        u <= ReLU(u),
        e.equals(ReLU(u) - ReLU(0 - u), u),
        v - ReLU(v - u) <= u,
        e.equals(ReLU(u) * ReLU(0 - u), 0),
        ReLU(u + v) <= ReLU(u) + ReLU(v),
        e.equals(ReLU(u * y), ReLU(u) * y),
        ReLU(u) / y <= ReLU(u / y),
        e.equals(ReLU(ReLU(u)), ReLU(u)),
        e.equals(Cases(Piece(0, [x < v]), Piece(x - v, [v <= x])), ReLU(x - v)),
        e.equals(e.summation(t, 1, n, ReLU(u)), n * ReLU(u)),
        e.summation(t, 1, n, ReLU(A[t])) >= e.summation(t, 1, n, A[t]),
        e.summation(i, 1, n, ReLU(A[i] - u)) <= e.summation(t, 1, n, ReLU(A[t])),
        e.equals(s + ReLU(u), ReLU(u) + s),
        Exp(u) <= Exp(ReLU(u)),
        Exp(0 - Log(y + 1) * n) <= Exp(0 - Log(y + 1) * t),
        Exp(e.summation(t, 1, n, Log(draw.choice((y, n, t, y + t))))) <= Exp(n * Log(y + n)),
        Log(draw.choice((y, n, 1 + y))) * u <= Log(1 + y) * u,
        e.equals(Exp(u * Log(y)) * 1, Exp(Log(y) * u) * 1),
        0 <= cases(draw, 1, scope),
        ReLU(x - a) / (y - a) <= 1,
    ]
    return draw.choice(rows)


def made_claim(seed: int, depth: int = 2) -> Made:
    """Return a goal and its conditions."""
    draw = random.Random(seed)  # noqa: S311 - repeatable on purpose
    given = conditions(draw)
    scope = draw.choice(((), (n,), (n, t), (t,), (n, t, i)))
    goal: e.Condition
    if draw.random() < 0.6:
        goal = likely(draw, scope)
    else:
        left, right = scalar(draw, depth, scope), scalar(draw, depth - 1, scope)
        goal = draw.choice((e.equals(left, right), left <= right, left < right))
    if draw.random() < 0.25:
        at = draw.choice(INDICES)
        goal = e.ForAll(at.name, e.as_scalar(draw.choice((0, 1))), n if at != n else t, goal)
    return goal, given


def made_order(seed: int) -> Made:
    """Return an inequality of plain scalars with products, reciprocals and strictness."""
    draw = random.Random(seed)  # noqa: S311 - repeatable on purpose
    signs = [
        0 < x, 0 < y, 0 <= a, 0 <= x, x <= y, x < y, a <= x, a < x, 1 <= n, 1 <= x, 1 < y,
        x < 0, e.equals(n * x, 1), n >= 2, e.equals(x * y, a), t <= n, t + 1 <= n, 1 <= t,
    ]  # fmt: skip
    given = tuple(draw.sample(signs, draw.randrange(2, 6)))

    def monomial() -> e.Scalar:
        found = number(draw)
        for _ in range(draw.randrange(1, 4)):
            factor = draw.choice((x, y, a, n, t, x, y))
            found = found / factor if draw.random() < 0.3 else found * factor
        return found

    left, right = monomial(), monomial()
    if draw.random() < 0.6:  # two facts multiplied, or a fact divided
        facts = [c for c in given if c.op != "="]
        if facts:
            one, two = draw.choice(facts), draw.choice(facts)
            gap = (one.right - one.left) * (two.right - two.left)
            gap = draw.choice((gap, one.right - one.left, (one.right - one.left) / two.right))
            left, right = draw.choice((left, e.as_scalar(0))), gap
            if draw.random() < 0.5:
                right = right + left
            return e.Compare(draw.choice(("<", "<=")), left, right), given
    if draw.random() < 0.5:
        left = left + monomial()
    if draw.random() < 0.4:
        right = right - monomial() if draw.random() < 0.5 else left + monomial()
    return e.Compare(draw.choice(("<", "<", "<=", "=")), left, right), given
