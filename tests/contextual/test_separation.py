"""Token separation: degenerate vocabularies, strict inequalities, the grids by brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual import separation
from varsym.contextual.separation import (
    grid_separation,
    grid_separation_formulas,
)
from varsym.contextual.sequences import Sequences
from varsym.errors import InputError
from varsym.exact import AlgebraicNumber, ShapeError

# Cases are looked into without asking first which one came.
token_separation: Any = separation.token_separation


def root(q) -> AlgebraicNumber:
    return AlgebraicNumber.from_rational(q).sqrt()


def by_hand(tokens: Any) -> Any:
    norms = [sum(x * x for x in token) for token in tokens]
    squares = [
        sum((a - b) ** 2 for a, b in zip(x, y, strict=True))
        for x, y in combinations(tokens, 2)
        if x != y
    ]
    return min(norms), max(norms), min(squares, default=None)


def test_one_token_has_no_distance() -> None:
    found = token_separation(Sequences([[[0], [0]]]))
    assert (found.least, found.greatest) == (0, 0)
    assert found.distance is found.nearest is None
    assert found.is_separated(delta=10**9)
    assert not found.is_separated(gamma_max=0, delta=1)
    assert found.is_separated(gamma_min="-1", gamma_max="1/1000", delta=1)
    assert not found.is_separated(gamma_min=0, gamma_max=1, delta=1)


def test_each_inequality_is_strict() -> None:
    found = token_separation([(1, 1), (2, 2)])
    below, above = root(2), root(8)
    inside = {"gamma_min": "1.414", "gamma_max": "2.829", "delta": "1.414"}
    assert found.is_separated(**inside)
    for name, constant in {"gamma_min": below, "gamma_max": above, "delta": below}.items():
        [broken] = found.broken(**{**inside, name: constant})
        assert broken.square == (8 if name == "gamma_max" else 2)
        assert broken.condition == {"gamma_min": "i", "gamma_max": "ii", "delta": "iii"}[name]
        assert f"is not {'<' if name == 'gamma_max' else '>'}" in str(broken)
    assert found.nearest == ((1, 1), (2, 2))


def test_the_parts_of_the_definition() -> None:
    found = token_separation([(1,), (3,)])
    assert found.is_separated(delta=1)
    assert found.is_separated(gamma_max=4, delta=1)
    assert not found.is_separated(gamma_max=-4, delta=1)
    assert found.is_separated(gamma_min="1/2", gamma_max=4, delta=-3)
    with pytest.raises(InputError, match="gamma_max"):
        found.is_separated(gamma_min=1, delta=1)
    with pytest.raises(InputError, match="delta"):
        found.is_separated(delta=0.5)


def test_no_tokens_or_ragged_ones_are_refused() -> None:
    with pytest.raises(ShapeError):
        token_separation([])
    with pytest.raises(ShapeError):
        token_separation([(1, 2), (1,)])


def test_a_large_vocabulary_of_long_fractions() -> None:
    tokens = [(Fraction(k * k, 10**15 + 7), Fraction(1, k)) for k in range(1, 3001)]
    found = token_separation(tokens)
    x, y = tokens[-2:]
    assert found.nearest in {(x, y), (y, x)}
    assert found.distance == sum((a - b) ** 2 for a, b in zip(x, y, strict=True))


COORDINATES = st.fractions(min_value=-2, max_value=2, max_denominator=5)


@given(
    st.integers(1, 3).flatmap(
        lambda d: st.lists(st.tuples(*[COORDINATES] * d), min_size=1, max_size=10)
    )
)
def test_all_pairs_agree(tokens) -> None:
    found = token_separation(tokens)
    assert (found.least, found.greatest, found.distance) == by_hand(tokens)
    assert sum(x * x for x in found.least_token) == found.least
    assert sum(x * x for x in found.greatest_token) == found.greatest
    if found.nearest:
        x, y = found.nearest
        assert sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) == found.distance


GRIDS = [(L, d, m) for L in (1, 2, 3) for d in (1, 2, 3) for m in (1, 2, 3)]


@pytest.mark.parametrize(("L", "d", "m"), GRIDS)
def test_grids_by_brute_force(L, d, m) -> None:
    tokens = [
        token
        for k in range(1, L + 1)
        for token in product([Fraction((k - 1) * m + t, m) for t in range(1, m + 1)], repeat=d)
    ]
    closed = grid_separation(L, d, m)
    assert (closed.least, closed.greatest, closed.distance) == by_hand(tokens)
    measured = token_separation(tokens)
    assert measured.distance == closed.distance
    assert {closed.least_token, closed.greatest_token, *(closed.nearest or ())} <= set(tokens)
    if closed.nearest:
        x, y = closed.nearest
        assert sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) == closed.distance
    values = {"d": d, "L": L, "delta": sympy.Rational(1, m)}
    forms = {
        name: form.subs({symbol: values[symbol.name] for symbol in form.free_symbols}) ** 2
        for name, form in grid_separation_formulas().items()
    }
    assert (forms["least_norm"], forms["greatest_norm"]) == (closed.least, closed.greatest)
    if m > 1:
        assert forms["least_distance"] == closed.distance


@pytest.mark.parametrize("bad", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (1, 1, 2.0)])
def test_grids_without_a_cell_are_refused(bad) -> None:
    with pytest.raises(InputError):
        grid_separation(*bad)
