"""Exact values of expressions with functions: those there are, and those there are not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from varsym.claims import expressions as e
from varsym.claims.functions import values
from varsym.claims.functions.elementary import Cases, Exp, Limit, Log, Piece, ReLU
from varsym.claims.functions.values import (
    NoValueError,
    Point,
    compared,
    holds,
    integer,
    integers,
    scalar_value,
)
from varsym.exact.enclosure import PrecisionError

x, y, h = e.reals("x y h")
t, s, n = e.index("t s n")
(A,) = e.families("A")
HALF = Fraction(1, 2)
POINT = Point(
    {"n": 3, "t": 2}, {("x", ()): HALF, ("y", ()): Fraction(-2), ("A", (1,)): Fraction(5)}
)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        (ReLU(x) + ReLU(y), HALF),
        (ReLU(ReLU(y) - y), 2),
        (ReLU(x - HALF), 0),
        (x ** (0 - n), 8),
        ((x - x) ** 0, 1),
        (e.summation(s, 1, n, s), 6),
        (e.summation(s, 4, n, 1 / (s - s)), 0),
        (e.product(s, n, 1, 1 / (s - s)), 1),
        (e.summation(t, 1, t, t), 3),  # the upper end is the t outside
        (A[n - t], 5),
        (Cases(Piece(0, [x < 0]), Piece(y, [0 <= x])), -2),
        (Cases(Piece(1, [x <= HALF]), Piece(2 * x, [HALF <= x])), 1),  # two that agree
        (Cases(Piece(s, [s <= 2 * x, 2 * x < s + 1], s, 0, n)), 1),
        (Cases(Piece(1, [x < 0, 1 / (x - x) < 0]), Piece(2, [0 < x])), 2),
        (Log(Exp(x)), HALF),
        (Exp(y - y), 1),
        (0 * Log(n), 0),
        (Log(n) - Log(n), 0),
        (Log(1 + 0 * x), 0),
        (Exp(Log(n) * 2), 9),
        (Exp(Log(n)) ** 2 / 9, 1),
        (ReLU(Log(x)), 0),
    ],
)
def test_has_a_value(item: e.Scalar, value: object) -> None:
    assert scalar_value(item, POINT) == value


@pytest.mark.parametrize(
    "item",
    [
        1 / (x - HALF),
        (x - x) ** (0 - n),
        x**x,
        e.summation(s, 0, x, s),
        e.summation(s, 0, 5000, s),
        e.summation(s, 0, e.Number(Fraction(10**30)), s),
        ((x**4096) ** 4096) ** 4096,
        A[2],
        e.reals("z")[0],
        s + 0 * x,
        Log(y),
        Log(x - x),
        Log(Log(n)),
        Exp(Exp(x)),
        Exp(x) + 1,
        1 - Exp(x),
        Exp(x) * y,
        Log(n) * Log(n),
        1 / Log(n),
        Log(n) ** 2,
        Exp(x) * Log(n),
        Cases(Piece(1, [x < 0])),
        Cases(Piece(1, [x <= HALF]), Piece(2, [HALF <= x])),
        Cases(Piece(Exp(x), [x <= HALF]), Piece(Log(n), [HALF <= x])),
        Cases(Piece(1, [1 / (x - x) < 0])),
        Cases(Piece(s, [s <= x], s, y, n), Piece(s, [s <= x], s, -1, 0)),
        Limit(h, 1 / h),
    ],
)
def test_has_none(item: e.Scalar) -> None:
    with pytest.raises(NoValueError):
        scalar_value(item, POINT)


def test_an_integer_is_one() -> None:
    assert integer(2 * x + n, POINT) == 4
    with pytest.raises(NoValueError):
        integer(x, POINT)
    with pytest.raises(NoValueError):
        integer(Log(n), POINT)


def test_a_range_may_be_empty_but_not_endless() -> None:
    assert list(integers(n, t, POINT)) == []
    with pytest.raises(NoValueError, match="too long"):
        integers(t, n**20, POINT)


def test_a_norm_has_no_value_here() -> None:
    space = e.Space((n,))
    with pytest.raises(NoValueError, match="Norm"):
        scalar_value(e.norm(e.Identity(space)), POINT)


@pytest.mark.parametrize(
    ("relation", "kept"),
    [
        (Exp(0 - 10**6 * x) < Exp(0 - 10**6 * x + HALF), True),
        (Exp(x) <= 2, True),
        (Exp(x) <= y, False),
        (Log(n) < 1, False),
        (0 <= Log(x), False),
        (e.equals(Exp(Log(n) / 2) ** 2, n), True),
        (e.equals(Exp(x), 3), False),
        (e.equals(2 * Log(n), Log(n**2)), True),
    ],
)
def test_is_decided(relation: e.Compare, kept: bool) -> None:
    assert holds(relation, POINT) is kept


@pytest.mark.parametrize("op", ["=", "<=", "<"])
def test_an_exponential_beside_a_logarithm_is_not_decided(op: str) -> None:
    """Whether exp(1) is a combination of logarithms of rationals is not known."""
    left, right = scalar_value(Exp(x), POINT), scalar_value(Log(n), POINT)
    for one, two in ((left, right), (right, left)):
        with pytest.raises(NoValueError):
            compared(op, one, two)


def test_too_many_digits_are_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    form = scalar_value(Log(n), POINT)

    def refuse(self: object, other: object) -> int:
        raise PrecisionError("Too many bits.", "Fewer.", "Ask for less.")

    monkeypatch.setattr(type(form), "compare", refuse)
    with pytest.raises(NoValueError, match="digits"):
        values.compared("<", form, Fraction(1))
    with pytest.raises(NoValueError, match="digits"):
        scalar_value(ReLU(Log(n)), POINT)
