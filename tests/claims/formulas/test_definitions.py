"""What definitions read exists and is defined before, and nothing has two values."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from array_letters import formula, i, j, k, n, one
from array_semantics import breaches
from instance_recheck import is_confirmed

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.arrays import (
    ALL,
    ArrayVariable,
    Defined,
    Formula,
    Let,
    Ranging,
    Sides,
    Symbol,
    array_sum,
)
from varsym.claims.formulas.settling import settle

K, m = e.reals("K m")
(r,) = e.index("r")
A, B, X, Y = (ArrayVariable(name, (n, m)) for name in "ABXY")
M, row = ArrayVariable("M", (n, m)), ArrayVariable("u", (one, m))
time = ArrayVariable("t", (), (i,))
two, three = 2 * one, 3 * one


def F(at: e.Scalar | int, name: str = "F") -> ArrayVariable:  # noqa: N802 - as printed
    """Return the member of a family of n×m matrices."""
    return ArrayVariable(name, (n, m), (e.as_scalar(at),))


def G(at: e.Scalar | int) -> ArrayVariable:  # noqa: N802 - as printed
    return F(at, "G")


def pairs(first: e.Scalar, second: e.Scalar) -> ArrayVariable:
    """Return the member of a family with two indices."""
    return ArrayVariable("q", (), (first, second))


def among(low: object, high: object, *more: a.Declaration | Defined) -> Formula:
    """Return definitions where F_i is declared for i from `low` to `high`."""
    given = (Sides("n m K"), Ranging(i, low, high), *map(Let, (F(i), A, B, X)))
    return formula(*given, *more)


def both(*more: a.Declaration | Defined) -> Formula:
    """Return definitions of F_i and G_i for i from 2 to K, where F_1 and G_1 are given."""
    return among(2, K, Let(F(1)), *(Let(G(at)) for at in (one, i)), *more)


square = (Ranging(j, 1, i), Let(pairs(i, j)))

HOLDS: dict[str, Formula] = {
    "the first member": among(1, K, Defined(A, F(1))),
    "the last member": among(1, K, Defined(A, F(K))),
    "all members": among(1, K, Defined(A, array_sum(j, 1, K, F(j)))),
    "the members before": among(2, K, Let(F(1)), Defined(G(i), F(i - 1)), Let(G(i))),
    "a member that is defined apart": among(2, K, Defined(F(1), X), Defined(F(i), F(i - 1))),
    "members up to one that is declared apart": among(
        1, K - 1, Let(F(K)), Let(G(i)), Defined(G(i), F(i + 1))
    ),
    "a member that is declared alone": among(1, K, Let(G(7)), Defined(A, G(7))),
    "a letter for a member": among(1, K, Symbol("r"), Let(G(r)), Defined(A, G(r))),
    "a triangle": among(1, K, *square, Defined(A, array_sum(k, 1, K, X * pairs(k, one)))),
    "a number of a family": among(1, K, Let(time), Defined(A, a.Quantity(e.Real("t", (K,))) * X)),
    "one after another": among(1, K, Defined(A, X), Defined(B, A)),
    "a recursion before its start": among(2, K, Defined(F(i), F(i - 1)), Defined(F(1), X)),
    "two families in turn": both(Defined(F(i), G(i - 1)), Defined(G(i), F(i))),
    "two families from both before": both(Defined(F(i), G(i - 1)), Defined(G(i), F(i - 1))),
    "the sum of all before": among(
        2, K, Defined(F(1), X), Defined(F(i), array_sum(j, 1, i - 1, F(j)))
    ),
    "a member with a shape of its own": among(
        *(2, K, Let(ArrayVariable("F", (n, n), (one,))), Let(G(i))),
        *(Defined(G(i), ArrayVariable("F", (n, n), (one,)) @ F(i)),),
    ),
    "rows from the rows of a member": formula(
        *(Sides("n m"), Ranging(i, 1, n), Let(M), Let(F(i)), Ranging(j, 1, m)),
        *(Defined(M[i, j], F(i)[1, j]),),
    ),
}

MISSING: dict[str, Formula] = {
    "one after the last": among(1, K, Defined(A, F(K + 1))),
    "one before the first": among(1, K, Defined(A, F(0))),
    "a sum to another end": among(1, K, Defined(A, array_sum(j, 1, n, F(j)))),
    "a recursion from the first": among(1, K, Defined(F(i), F(i - 1))),
    "a recursion from another start": among(3, K, Defined(F(1), X), Defined(F(i), F(i - 1))),
    "a definition of one too many": among(1, K, Defined(F(i + 1), X)),
    "the second of an only one": among(1, 1, Defined(A, F(2))),
    "beyond the triangle": among(1, K, *square, Defined(A, X * pairs(one, two))),
    "the next number": among(
        1, K, Let(time), Let(G(i)), Defined(G(i), X * ArrayVariable("t", (), (i + 1,)))
    ),
    "the next number as a scalar": among(
        1, K, Let(time), Defined(A, a.Quantity(e.Real("t", (K + 1,))) * X)
    ),
    "the next under a slice": among(1, K, Defined(A, F(K + 1)[0:n, ALL])),
}

OPEN: dict[str, Formula] = {
    "two letters of each other": among(1, K, Defined(A, B), Defined(B, A)),
    "a letter before it is defined": among(1, K, Defined(A, B), Defined(B, X)),
    "two values": among(1, K, Defined(A, X), Defined(A, B)),
    "one value twice": among(1, K, Defined(A, X), Defined(A, X)),
    "itself": among(1, K, Defined(A, A + X)),
    "a member of itself": among(2, K, Defined(F(1), X), Defined(F(i), F(i))),
    "the member after": among(1, K - 1, Let(F(K)), Defined(F(i), F(i + 1))),
    "a member among all": among(1, K, Defined(F(1), X), Defined(F(i), A)),
    "a sum with itself": among(2, K, Defined(F(1), X), Defined(F(i), array_sum(j, 1, i, F(j)))),
    "two families of each other": both(Defined(F(i), G(i)), Defined(G(i), F(i - 1))),
    "two families, one to its end": both(Defined(F(i), G(i - 1)), Defined(G(i), F(K))),
    "a letter within a ring": both(Defined(F(i), A * G(i - 1)), Defined(A, F(2)), Defined(G(i), X)),
    "a letter for another member": among(1, K, Symbol("r"), Let(G(r)), Defined(A, G(r + 1))),
    "rows and all": formula(
        *(Sides("n m"), Ranging(i, 1, n), Ranging(j, 1, m), Let(M), Let(X)),
        *(Defined(M, X), Defined(M[i, j], X[i, j])),
    ),
    "a row of the whole": formula(
        *(Sides("n m"), Ranging(i, 1, n), Let(M), Let(row)),
        *(Defined(M[i, ALL], array_sum(k, 1, n, M[k, ALL])),),
    ),
    "a row, and the rest": formula(
        *(Sides("n m"), Ranging(i, 2, n), Let(M), Let(row)),
        *(Defined(M[1, ALL], row), Defined(M[i, ALL], M[i - 1, ALL])),
    ),
    "one row of many": formula(Sides("n m"), Let(M), Let(row), Defined(M[1, ALL], row)),
    "a member with two shapes": among(
        *(2, K, Let(ArrayVariable("F", (m, n), (one,))), Let(G(i)), Defined(G(i), F(i - 1)))
    ),
    "a member among all with another shape": among(
        1, K, Let(ArrayVariable("F", (m, n), (one,))), Let(G(i)), Defined(G(i), F(i))
    ),
    "one place for many": formula(
        *(Sides("n"), Ranging(i, 1, n), Ranging(j, 1, n), Let(ArrayVariable("v", (2 * n,)))),
        *(Let(ArrayVariable("w", (n,))),),
        Defined(ArrayVariable("v", (2 * n,))[i + j], ArrayVariable("w", (n,))[i]),
    ),
}


def wrong(made: Formula, conditions: Sequence[e.Condition] = ()) -> list[bool | None]:
    return [one.holds for one in settle(made, tuple(conditions)) if not one.holds]


@pytest.mark.parametrize("name", HOLDS)
def test_what_is_there_and_defined_before_is_proved(name: str) -> None:
    assert not wrong(HOLDS[name], [K >= 2])
    assert next(breaches(HOLDS[name], [K >= 2], most=3, runs=60), None) is None


@pytest.mark.parametrize("name", MISSING)
def test_a_member_that_is_not_there_is_named_by_values(name: str) -> None:
    broken = [one for one in settle(MISSING[name], ()) if one.holds is False]
    assert broken
    assert all(is_confirmed(one, MISSING[name], ()) for one in broken)
    assert next(breaches(MISSING[name], ()), None) is not None


@pytest.mark.parametrize("name", OPEN)
def test_what_may_be_a_circle_or_have_two_values_is_open(name: str) -> None:
    found = wrong(OPEN[name], [K >= 3])
    assert found
    assert not any(holds is False for holds in found)


@pytest.mark.parametrize("name", ["two letters of each other", "two values", "itself"])
def test_circles_and_two_values_are_breaches_by_brute_force(name: str) -> None:
    assert next(breaches(OPEN[name], ()), None) is not None


def test_no_range_is_asked_of_a_family_of_sides() -> None:
    side = e.Real("h", (K + 1,))
    given = ArrayVariable("V", (side,))
    target = ArrayVariable("R", (side,))
    assert not wrong(formula(Sides("h K"), Let(given), Let(target), Defined(target, given)))
