"""The feed-forward layer: both orientations, faces, bounds, refusals."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy
from block_faces import (
    check_batch,
    check_bound,
    check_exact,
    check_numeric,
    check_only_numeric,
    check_refusals,
    check_symbolic,
    dyadic,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps import feed_forward as module
from varsym.maps.feed_forward import FeedForward, Tokens

ORIENTATIONS: list[Tokens] = ["columns", "rows"]


def layer(width: int, neurons: int, seed: int, tokens: Tokens = "columns") -> FeedForward:
    shapes: list[tuple[int, ...]] = [(neurons, width), (neurons,), (width, neurons), (width,)]
    W1, b1, W2, b2 = (dyadic(shape, 5 * seed + i, size=1) for i, shape in enumerate(shapes))
    return FeedForward(W1, b1, W2, b2, tokens)


@pytest.mark.parametrize("tokens", ORIENTATIONS)
@pytest.mark.parametrize(("width", "neurons", "length"), [(1, 1, 1), (2, 5, 3), (3, 1, 4)])
def test_faces_agree(tokens: Tokens, width: int, neurons: int, length: int) -> None:
    shape = (length, width) if tokens == "rows" else (width, length)
    for seed in range(4):
        block = layer(width, neurons, seed, tokens)
        check_numeric(block, shape, seed)
        check_exact(block, shape, seed)
        check_batch(block, shape, seed)
    check_symbolic(layer(width, neurons, 1, tokens), shape, 1)


def test_a_naive_loop_of_the_printed_formula_agrees() -> None:
    block, X = layer(2, 3, 7), dyadic((2, 4), 1)
    W1, b1, W2, b2 = (part.exact for part in (block.W1, block.b1, block.W2, block.b2))
    value = block.exact(X)
    for k in range(4):
        for i in range(2):
            hidden = [sum(W1[c, j] * X[j, k] for j in range(2)) + b1[c] for c in range(3)]
            outer = sum(W2[i, c] * max(hidden[c], Fraction(0)) for c in range(3))
            assert value[i, k] == X[i, k] + outer + b2[i]


def test_rows_are_columns_transposed() -> None:
    by_columns, by_rows, X = layer(3, 4, 2), layer(3, 4, 2, "rows"), dyadic((3, 5), 2)
    assert (by_columns.exact(X).T == by_rows.exact(X.T)).all()
    np.testing.assert_array_equal(by_columns.numeric(X).T, by_rows.numeric(X.T))


def test_the_printed_formula() -> None:
    x = sympy.symbols("x")
    value = FeedForward([[2]], ["-1"], [[3]], ["1/2"]).symbolic([[x]])
    assert value[0, 0] == x + 3 * sympy.Max(2 * x - 1, 0) + sympy.Rational(1, 2)


def test_refusals() -> None:
    check_refusals(layer(2, 3, 1), (2, 4), [(4, 2), (3, 4)])
    check_refusals(layer(2, 3, 1, "rows"), (4, 2), [(2, 4)])
    with pytest.raises(ShapeError, match="neurons"):
        FeedForward([[1], [1]], [0], [[1]], [0])
    with pytest.raises(ShapeError, match="width"):
        FeedForward([[1]], [0], [[1]], [0, 0])
    with pytest.raises(ShapeError):
        FeedForward([[1]], [[0]], [[1]], [0])
    with pytest.raises(InputError, match="'columns' or 'rows'"):
        FeedForward([[1]], [0], [[1]], [0], tokens="row")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="binary float"):
        FeedForward([[1]], [0.5], [[1]], [0])


def test_built_from_floats_it_is_numeric_alone() -> None:
    exact = layer(3, 4, 3, "rows")
    W1, b1, W2, b2 = (part.numeric for part in (exact.W1, exact.b1, exact.W2, exact.b2))
    floats = FeedForward.from_numeric(W1, b1, W2, b2, tokens="rows")
    x = dyadic((5, 3), 1)
    np.testing.assert_array_equal(floats.numeric(x), exact.numeric(x))
    check_only_numeric(floats, (5, 3))


def test_slabs_give_the_same_numbers(monkeypatch) -> None:
    block = layer(3, 4, 1, "rows")
    x = np.random.default_rng(0).standard_normal((5, 7, 3))
    whole = block.numeric(x)
    for slab in (1, 8, 100):
        monkeypatch.setattr(module, "_SLAB", slab)
        np.testing.assert_allclose(block.numeric(x), whole, rtol=1e-14, atol=1e-15)


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    width=st.integers(1, 3),
    neurons=st.integers(1, 6),
    norm=st.sampled_from(["sup", "2"]),
)
def test_no_slope_exceeds_the_bound(seed: int, width: int, neurons: int, norm) -> None:
    check_bound(layer(width, neurons, seed), (width, 2), norm, Fraction(3), seed)


def test_bounds_that_are_attained() -> None:
    """With positive weights and inputs all neurons are awake and all signs agree."""
    block = FeedForward([[1, 1]], [9], [[1], [2]], [0, 0])
    assert block.lipschitz("sup").constant == 5
    assert check_bound(block, (2, 1), "sup", Fraction(1)) < 1.000001
    line = FeedForward([[3]], [9], [[2]], [0])
    assert line.lipschitz("2").constant == 7
    assert check_bound(line, (1, 3), "2", Fraction(1)) < 1.000001


def test_in_the_sup_norm_the_bound_is_below_the_product_of_norms() -> None:
    block = FeedForward([[4], [0]], [0, 0], [[1, 5]], [0])
    assert block.lipschitz("sup").constant == 5
    with pytest.raises(InputError, match="norm"):
        block.lipschitz("1")  # type: ignore[arg-type]


def test_too_large_values_are_refused() -> None:
    with pytest.raises(InputError, match="too large for float64"):
        FeedForward([[1]], [0], [[1]], [0]).numeric([[1e308]])
