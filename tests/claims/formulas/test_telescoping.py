"""Differences of sums with the same terms, against sums that are worked out."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.claims import expressions as e
from varsym.claims.formulas.concrete import NoValueError, Values, scalar_value
from varsym.claims.formulas.telescoping import vanishes

i, j, n = e.index("i j n")
a, c = e.reals("a c")
(h,) = e.families("h")


def total(low: object, high: object, term: e.Scalar = h[j]) -> e.Scalar:
    """Return Σ_{j=low}^{high} term."""
    return e.summation(j, low, high, term)  # type: ignore[arg-type]


def ordered(low: e.Scalar, high: e.Scalar) -> bool:
    return True


VANISHING: dict[str, e.Scalar] = {
    "the same": total(1, n) - total(1, n),
    "the last term": total(1, n) - total(1, n - 1) - h[n],
    "the first term": total(1, n) - total(2, n) - h[1],
    "two terms": total(1, n + 1) - total(1, n - 1) - h[n] - h[n + 1],
    "three sums": total(1, n) - total(1, i) - total(i + 1, n),
    "a factor": total(1, n) * c - c * total(1, n - 1) - h[n] * c,
    "a factor inside": total(1, n) * c - total(1, n, h[j] * c),
    "a quotient": total(1, n) / c - total(1, n - 1) / c - h[n] / c,
    "powers": total(1, n, a ** (j - 1)) - total(2, n, a ** (j - 1)) - a**0,
    "another name": total(1, n) - e.summation(i, 1, n, h[i]),
    "no term": total(n + 1, n),
}
STAYING: dict[str, e.Scalar] = {
    "one sum": total(1, n),
    "another term": total(1, n) - total(1, n - 1) - h[n - 1],
    "another end": total(1, n) - total(1, i),
    "another body": total(1, n) - total(1, n, h[j + 1]),
    "the other sign": total(1, n) + total(1, n - 1) - h[n],
    "a product of sums": total(1, n) * total(1, n) - total(1, n, h[j] * h[j]),
    "too far apart": total(1, n + 9) - total(1, n) - total(n + 1, n + 8),
    "a factor forgotten": total(1, n) * c - total(1, n - 1) * c - h[n],
}


@pytest.mark.parametrize("name", VANISHING)
def test_what_is_left_vanishes(name: str) -> None:
    assert vanishes(VANISHING[name], ordered)


@pytest.mark.parametrize("name", STAYING)
def test_what_does_not_vanish_is_not_said_to(name: str) -> None:
    assert not vanishes(STAYING[name], ordered)


def test_a_range_that_may_run_backwards_says_nothing() -> None:
    asked: list[tuple[e.Scalar, e.Scalar]] = []

    def refuse(low: e.Scalar, high: e.Scalar) -> bool:
        asked.append((low, high))
        return False

    assert not vanishes(VANISHING["the last term"], refuse)
    assert asked == [(e.Number(Fraction(1)) - 1, n)]


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_what_is_said_to_vanish_does(draw: Random) -> None:
    ends = [n, n - 1, n + 1, n + 2, i, i + 1, 1 + 0 * n, e.Number(Fraction(3))]
    terms = [h[j], h[j] * c, h[j + 1]]
    item: e.Scalar = h[draw.choice(ends)]
    for _ in range(draw.randint(1, 3)):
        high, low = draw.choice(ends), draw.choice([1, 2])
        other = draw.choice([total(low, high, draw.choice(terms)), h[draw.choice(ends)]])
        item = item + other if draw.random() < 0.5 else item - other
    if not vanishes(item, ordered):
        item = VANISHING[draw.choice(sorted(VANISHING))]
    numbers: dict[tuple[str, tuple[int, ...]], Fraction]
    numbers = {("h", (k,)): Fraction(draw.randint(-9, 9)) for k in range(20)}
    for at, inner in ((3, 3), (5, 4), (7, 3)):
        given_ = {("n", ()): at, ("i", ()): inner, ("a", ()): 2, ("c", ()): 5}
        values = Values({**numbers, **{k: Fraction(v) for k, v in given_.items()}})
        try:
            assert scalar_value(item, values) == 0
        except NoValueError:
            continue
