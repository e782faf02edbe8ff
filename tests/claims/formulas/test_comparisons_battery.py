"""Random claims on arrays: what is proved holds on small arrays, what is refuted does not."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from array_drawing import drawn, stepped
from array_letters import A, S, T, columns, i, is_false, m, n, number, one, rows, u, v, x
from array_semantics import letters_in
from hypothesis import given, settings
from hypothesis import strategies as st
from instance_recheck import is_comparison_broken

from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.comparisons import compare

randoms = st.randoms(use_true_random=False)
SHAPES = ((one, one), (n, one), (n, m), (n, n), (one, m))


def equation(draw: Random) -> a.ArrayCompare:
    """Return an equation that is true, false, or nearly true."""
    sides = draw.choice(SHAPES)
    left = drawn(draw, sides, 2)
    right = left
    for _ in range(draw.randint(1, 4)):
        right = stepped(right, draw)
    if draw.random() < 0.1:
        right = drawn(draw, sides, 2)
    return ranging(left.same(right))


def ranging(claim: a.ArrayCompare) -> a.ArrayCompare:
    """Return a claim for all indices that it uses."""
    used = set(letters_in((claim.left, claim.right)))
    return claim.where(*(one_ for one_ in (rows, columns) if one_.index.name in used))


def form(draw: Random) -> a.ArrayCompare:
    """Return that a random quadratic form is not negative."""
    letters = (u, v, x)[: draw.randint(2, 3)]
    total: a.Array = number(0)
    for p, left in enumerate(letters):
        for q, right in enumerate(letters[: p + 1]):
            weight = draw.choice([1, 1, 1, 2] if p == q else [-2, -1, 1, 2, 3])
            total = total + number(weight) * a.inner(left, right)
    return number(0) <= total


def products(draw: Random) -> a.ArrayCompare:
    """Return an inequality between products of inner products, as that of Cauchy and Schwarz."""
    vectors = [draw.choice([u, v, x, A[a.ALL, 1], S @ u]) for _ in range(2)]
    one_, two_ = vectors
    three, four = vectors if draw.random() < 0.6 else (draw.choice([u, x]), two_)
    square = number(draw.choice([1, 1, 2])) * a.inner(one_, two_) ** 2
    return square <= a.inner(three, three) * a.inner(four, four)


def norms(draw: Random) -> a.ArrayCompare:
    """Return an inequality between norms of an array and of its parts."""
    whole = draw.choice([A, S, A.T, S + T, number(2) * S])
    other = draw.choice([whole, whole, A, S])
    parts: list[a.Array] = [
        *(a.norm_spectral(whole), a.norm_frobenius(whole)),
        *(a.norm_2(other[1, a.ALL]), a.norm_2(other[a.ALL, 1])),
        *(a.norm_2(other[i, a.ALL]), a.norm_frobenius(other), a.norm_spectral(other)),
    ]
    left, right = draw.sample(parts, 2)
    return ranging(left <= right)


KINDS = {"equations": equation, "forms": form, "products": products, "norms": norms}


def fate(claim: a.ArrayCompare) -> bool | None:
    found = compare(claim, ())
    if found.holds:
        assert not is_false(claim)
    if found.holds is False:
        assert is_comparison_broken(claim, found, ())
    return found.holds


@given(randoms)
@settings(max_examples=60)
def test_an_equation(draw: Random) -> None:
    fate(equation(draw))


@given(randoms)
@settings(max_examples=40)
def test_an_inequality(draw: Random) -> None:
    fate(draw.choice([form, products, norms])(draw))


@pytest.mark.parametrize(
    ("kind", "proved", "refuted"),
    [("equations", 5, 10), ("forms", 5, 1), ("products", 4, 4), ("norms", 2, 10)],
)
def test_there_are_claims_of_each_kind_and_fate(kind: str, proved: int, refuted: int) -> None:
    found = Counter(fate(KINDS[kind](Random(seed))) for seed in range(40))  # noqa: S311
    assert found[True] >= proved, found
    assert found[False] >= refuted, found
