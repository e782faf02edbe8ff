"""Random expressions on arrays that fit together, and random steps between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from fractions import Fraction
from random import Random
from typing import Any

from array_letters import A, B, C, S, T, i, j, k, m, n, number, one, u, v, x, y

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a

Sides = tuple[e.Scalar, e.Scalar]
LEAVES: dict[Sides, tuple[a.Array, ...]] = {
    (one, one): (y, number(2), number(-1), u[i], v[1], A[i, j]),
    (n, one): (u, v, x, A[a.ALL, j], a.Ones((n,)), S[a.ALL, 1]),
    (m, one): (C[a.ALL, 1], A[i, a.ALL].T),
    (one, n): (u.T, S[i, a.ALL]),
    (one, m): (A[i, a.ALL], C[a.ALL, 1].T),
    (n, m): (A, B),
    (m, n): (A.T, B.T),
    (n, n): (S, T, a.Diagonal(u)),
    (m, m): (a.Diagonal(C[a.ALL, 1]),),
}


def drawn(draw: Random, sides: Sides, depth: int) -> a.Array:
    """Return an expression of a shape."""
    if depth == 0 or draw.random() < 0.2:
        return draw.choice(LEAVES[sides])
    low, (rows, columns) = depth - 1, sides
    ways: list[Callable[[], a.Array]] = [
        lambda: drawn(draw, sides, low) + drawn(draw, sides, low),
        lambda: drawn(draw, sides, low) - drawn(draw, sides, low),
        lambda: drawn(draw, sides, low) * drawn(draw, sides, low),
        lambda: number(draw.choice(["2", "-3", "1/2"])) * drawn(draw, sides, low),
        lambda: a.Transpose(drawn(draw, (columns, rows), low)),
        lambda: _product(draw, sides, low),
        lambda: _product(draw, sides, low),
    ]
    if rows == columns != one:
        ways.append(lambda: a.Diagonal(drawn(draw, (rows, one), low)))
    if sides == (one, one):
        side = draw.choice([n, m])
        ways += 2 * [
            lambda: a.inner(drawn(draw, (side, one), low), drawn(draw, (side, one), low)),
            lambda: a.array_sum(k, 1, n, S[k, k] * drawn(draw, sides, low)),
            lambda: a.array_sum(k, 1, n, u[k] * v[k]),
        ]
    return draw.choice(ways)()


def _product(draw: Random, sides: Sides, depth: int) -> a.Array:
    side = draw.choice([n, m])
    return drawn(draw, (sides[0], side), depth) @ drawn(draw, (side, sides[1]), depth)


def steps(item: Any) -> Iterator[Any]:  # noqa: C901, PLR0912 - one case a kind
    """Yield what an expression may be replaced by: mostly its equals, sometimes not."""
    match item:
        case a.Hadamard(left, right) if a.Quantity not in (type(left), type(right)):
            yield a.Hadamard(right, left)
        case a.Inner(left, right):
            yield a.Inner(right, left)
            yield a.Inner(a.Ones((n,)), left * right)
        case a.MatMul(a.MatMul(one_, two_), three):
            yield a.MatMul(one_, a.MatMul(two_, three))
        case a.MatMul(one_, a.MatMul(two_, three)):
            yield a.MatMul(a.MatMul(one_, two_), three)
        case a.Transpose(a.MatMul(left, right)):
            yield a.MatMul(a.Transpose(right), a.Transpose(left))
            yield a.MatMul(a.Transpose(left), a.Transpose(right))
        case a.Transpose(a.Transpose(inside)):
            yield inside
        case a.Transpose(a.Diagonal() as inside):
            yield inside
        case a.ArraySum(terms):
            yield a.ArraySum(tuple(reversed(terms)))
            yield a.ArraySum((*terms[:-1], (-terms[-1][0], terms[-1][1])))
    match item:
        case a.MatMul(a.Diagonal(left), right):
            yield a.Hadamard(left, right)
        case a.MatMul(left, a.ArraySum(terms)):
            yield a.ArraySum(tuple((c, a.MatMul(left, part)) for c, part in terms))
        case a.Hadamard(left, a.ArraySum(terms)):
            yield a.ArraySum(tuple((c, a.Hadamard(left, part)) for c, part in terms))
        case a.Transpose(a.ArraySum(terms)):
            yield a.ArraySum(tuple((c, a.Transpose(part)) for c, part in terms))
        case a.ArrayVariable(name) if name in "uvx":
            yield replace(item, name="vxu"["uvx".index(name)])
        case a.ArrayVariable(name) if name in "ST":
            yield a.Transpose(item)
        case a.Quantity(e.Number(value)):
            yield a.Quantity(e.Number(value + Fraction(1, 2)))


def stepped(item: Any, draw: Random) -> Any:
    """Return an expression after one step at a random place."""
    found = list(_everywhere(item))
    return draw.choice(found) if found else item


def _everywhere(item: Any) -> Iterator[Any]:
    yield from steps(item)
    for one_ in fields(item):
        child = getattr(item, one_.name)
        if isinstance(child, a.Array):
            for other in _everywhere(child):
                yield replace(item, **{one_.name: other})
        elif one_.name == "terms":
            for place, (factor, part) in enumerate(child):
                for other in _everywhere(part):
                    yield replace(
                        item, terms=(*child[:place], (factor, other), *child[place + 1 :])
                    )
