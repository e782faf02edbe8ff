"""Attention and the feed-forward layer of the VAR model at 256 px, against PyTorch's CPU operators.

680 tokens of width 1024 (depth 16) and 4096 neurons, in float64, on all cores for both. NumPy's
products of matrices slow down where OPENBLAS_CORETYPE names another processor than there is.
"""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import pytest

from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward

TOKENS, WIDTH, NEURONS = 680, 1024, 4096
ROUNDS = 10


@cache
def weight(height: int, width: int, seed: int) -> np.ndarray:
    made: np.ndarray = np.random.default_rng(seed).standard_normal((height, width)) / width**0.5
    return made


@cache
def tokens() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((TOKENS, WIDTH))


@cache
def attention_weights() -> tuple[np.ndarray, ...]:
    return tuple(weight(WIDTH, WIDTH, seed) / 4 for seed in (1, 2, 3))


@cache
def feed_forward_weights() -> tuple[np.ndarray, ...]:
    W1, W2 = weight(NEURONS, WIDTH, 4), weight(WIDTH, NEURONS, 5)
    return W1, weight(1, NEURONS, 6)[0], W2, weight(1, WIDTH, 7)[0]


def attention_block() -> Attention:
    W_Q, W_K, W_V = attention_weights()
    return Attention.from_numeric(W_Q, W_K, W_V)


def feed_forward_block() -> FeedForward:
    W1, b1, W2, b2 = feed_forward_weights()
    return FeedForward.from_numeric(W1, b1, W2, b2, tokens="rows")


@pytest.fixture
def torch():
    found = pytest.importorskip("torch")
    found.set_num_threads(os.cpu_count() or 1)
    return found


def test_attention(benchmark) -> None:
    block = attention_block()
    found = benchmark.pedantic(block.numeric, (tokens(),), rounds=ROUNDS, warmup_rounds=2)
    assert found.shape == (TOKENS, WIDTH)


def test_attention_by_torch(benchmark, torch) -> None:
    X, W_Q, W_K, W_V = map(torch.from_numpy, (tokens(), *attention_weights()))

    def attend():
        return torch.softmax(X @ W_Q @ (X @ W_K).T, dim=-1) @ (X @ W_V)

    found = benchmark.pedantic(attend, rounds=ROUNDS, warmup_rounds=2).numpy()
    expected = attention_block().numeric(tokens())
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11)


def test_feed_forward(benchmark) -> None:
    block = feed_forward_block()
    found = benchmark.pedantic(block.numeric, (tokens(),), rounds=ROUNDS, warmup_rounds=2)
    assert found.shape == (TOKENS, WIDTH)


def test_feed_forward_by_torch(benchmark, torch) -> None:
    X, W1, b1, W2, b2 = map(torch.from_numpy, (tokens(), *feed_forward_weights()))
    linear = torch.nn.functional.linear

    def feed_forward():
        return X + linear(torch.relu(linear(X, W1, b1)), W2, b2)

    found = benchmark.pedantic(feed_forward, rounds=ROUNDS, warmup_rounds=2).numpy()
    expected = feed_forward_block().numeric(tokens())
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11)
