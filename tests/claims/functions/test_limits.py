"""Limits at 0, held against numbers at small values."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from function_semantics import NoMeaningError, World

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import Cases, Exp, Limit, Piece, ReLU
from varsym.claims.functions.limits import limit
from varsym.claims.functions.values import NoValueError, Point, scalar_value

x, y, h = e.reals("x y h")
t, s, n = e.index("t s n")
(A,) = e.families("A")
SEEDS = 150
POINT = Point({"t": 1, "n": 2}, {("x", ()): Fraction(3, 2), ("y", ()): Fraction(-1, 2)})


def at(small: Fraction, body: e.Scalar, point: Point) -> Fraction:
    """Return the value at a small number, by the evaluator that tests have of their own."""
    reals = {**point.reals, ("h", ()): small}
    found = World(point.indices, reals).value(body)  # type: ignore[arg-type]
    assert isinstance(found, Fraction)
    return found


def tends_to(body: e.Scalar, point: Point, found: Fraction) -> bool:
    """Return whether the distance shrinks at least like 1/m when h = 1/(12 m)."""
    far, near = (abs(at(Fraction(1, 12 * m), body, point) - found) for m in (4, 16))
    return near <= far / 2 or near == 0


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (h * 0 + 7, 7),
        (e.summation(t, 0, 1 / h - 1, h), 1),
        (e.summation(t, 1, 1 / h, t * h * h), Fraction(1, 2)),
        (e.summation(t, 1, 1 / h, t * t * h * h * h), Fraction(1, 3)),
        (e.summation(t, 0, 2 / h, h * ReLU(x - t * h)), Fraction(9, 8)),
        (e.summation(t, 1, 0 - 1 / h, h), 0),  # from high to low: empty
        (ReLU(y + h) + ReLU(x - h), Fraction(3, 2)),
        (Cases(Piece(1, [x < h]), Piece(2, [h <= x])), 2),
        (Cases(Piece(0, [x < 0]), Piece(s * h, [s * h <= x, x < (s + 1) * h], s, 0, 5 / h)),
         Fraction(3, 2)),
        (e.product(s, 1, n, x + h), Fraction(9, 4)),
        ((x + h) ** n / (1 + h) ** (0 - n), Fraction(9, 4)),
    ],
)  # fmt: skip
def test_is_found(body: e.Scalar, value: int) -> None:
    assert limit(h, body, POINT) == value
    assert tends_to(body, POINT, Fraction(value))


@pytest.mark.parametrize(
    "body",
    [
        1 / h,
        1 / (h - h),
        e.summation(t, 1, 1 / h, t * h),
        e.summation(t, 0, h, h),  # an end that is no integer
        e.product(t, 1, 1 / h, 1 + h),  # tends to e
        e.summation(t, 0, 1 / h, h * ReLU(t * t * h - 1)),
        e.summation(t, 0, 1 / h, h / (t + 1)),
        Exp(h),
        Limit(y, h + y),
        A[1] + h,
        h ** (0 - 1000 * n),
        Cases(Piece(1, [x < 0])),
        Cases(Piece(1, [0 <= x]), Piece(2, [0 <= x])),
        Cases(Piece(1, [0 <= x], s, 0, 1 / h)),  # one value, but as many times as there are s
        Cases(Piece(1, [s * h * h * s <= x], s, 1 / h, 1 / h)),
        Cases(Piece(1, [ReLU(s * h - 1) <= 0], s, 0, 1 / h)),
    ],
)
def test_is_not_found(body: e.Scalar) -> None:
    with pytest.raises(NoValueError):
        limit(h, body, POINT)


def test_the_square_of_an_index_is_not_taken_for_a_constant() -> None:
    """At s² = 1/h² the condition s² h² ≤ 1/4 is false; without the square it would be true."""
    body = Cases(Piece(1, [s * s * h * h <= Fraction(1, 4)], s, 1 / h, 1 / h), Piece(5, [0 <= x]))
    with pytest.raises(NoValueError):
        limit(h, body, POINT)


def test_a_sum_in_a_sum_over_an_index_of_the_same_name() -> None:
    """The inner upper end is the outer index, not the one that is fixed outside."""
    inner = e.summation(t, 1, t, x)
    body = e.summation(t, 0, 1 / h - 1, h * h * inner)
    with pytest.raises(NoValueError):
        limit(h, body, POINT)
    outside = e.summation(s, 0, 1 / h - 1, h * e.summation(t, 1, t + 1, x))
    assert limit(h, outside, POINT) == 3


def test_the_variable_of_a_limit_hides_a_letter_of_that_name() -> None:
    point = Point({}, {("h", ()): Fraction(5), ("x", ()): Fraction(2)})
    assert scalar_value(Limit(h, x + h) + h, point) == 7


def test_beside_exponentials_there_is_none() -> None:
    power = scalar_value(Exp(x), POINT)
    with pytest.raises(NoValueError):
        limit(h, x + h, Point({}, {("x", ()): power}))


def made(draw: random.Random) -> e.Scalar:
    """Return a body at random: sums that grow like 1/h, of terms that shrink like h."""

    def line(of: e.Index) -> e.Scalar:
        place = draw.choice((x, y, e.as_scalar(draw.randrange(-1, 3)), x - y))
        slope = draw.choice((1, -1, 2, Fraction(1, 2)))
        return place - slope * of * h if draw.random() < 0.8 else place - of * h / 2 + h

    def term(of: e.Index, deep: int) -> e.Scalar:
        kind = draw.randrange(6)
        if kind == 0 or deep == 0:
            return ReLU(line(of))
        if kind == 1:
            return ReLU(line(of)) - ReLU(line(of))
        if kind == 2:
            return ReLU(line(of)) * line(of)
        if kind == 3:
            return (of * h) ** 2 + x * of * h
        if kind == 4:
            return e.summation(s, 1, n, ReLU(line(of) + s))
        return ReLU(term(of, deep - 1) - ReLU(line(of)))

    low = draw.choice((0, 1, t, 1 / h))
    high = draw.choice((1 / h, 2 / h - 1, n / h, x / h, 1 / h - n, y / h))
    body = e.summation(t, low, high, term(t, 2) * h)
    step = Cases(
        Piece(y, [x < h]),
        Piece(s * h, [s * h <= x, x < (s + 1) * h], s, 0, draw.choice((1, 3)) / h),
        Piece(x, [draw.choice((3, 5)) <= x]),
    )
    return draw.choice((body, body + step, body - ReLU(y + h) / (1 + h), body * step))


@pytest.mark.parametrize("start", [0, 1, 2])
def test_agrees_with_small_values(start: int) -> None:
    found = 0
    for seed in range(start * SEEDS, (start + 1) * SEEDS):
        draw = random.Random(seed)  # noqa: S311 - repeatable on purpose
        body = made(draw)
        values = [Fraction(draw.randrange(-2, 6), draw.choice((1, 2))) for _ in range(2)]
        point = Point({"t": 1, "n": 2}, {("x", ()): values[0], ("y", ()): values[1]})
        try:
            value = limit(h, body, point)
        except NoValueError:
            continue
        found += 1
        try:
            assert tends_to(body, point, value), (seed, body, value)
        except NoMeaningError:
            raise AssertionError(f"{seed}: no value at a small number") from None
    assert found >= SEEDS // 3
