"""Separating weights: degenerate data, refusals, ranks, bounds on norms; checked by mpmath."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from brute_contexts import DIGITS, distances, norm, number, outputs
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.contextual.low_rank_weights import separating_weights
from varsym.contextual.sequences import Sequences
from varsym.errors import InputError
from varsym.exact import PrecisionError


def check(found, sequences) -> None:
    with mpmath.workdps(DIGITS):
        apart = distances(sequences, found.head)
        if apart:
            low, high = number(found.mapping.separation.lower), found.mapping.separation.upper
            assert low > 0
            assert low * (1 - mpmath.mpf(10) ** -30) <= min(apart.values()) <= number(high) * 1.01
        if found.mapping.gamma is not None:
            gamma = number(found.mapping.gamma)
            assert all(norm(q) < gamma for row in outputs(sequences, found.head) for q in row)


def rank_of(matrix) -> int:
    rows = [[fmpq(x.numerator, x.denominator) for x in row] for row in matrix.rows]
    return fmpq_mat(rows).rank()


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("token", [[0], [3], ["1/2", "-1/3"]])
def test_one_token(token, residual) -> None:
    found = separating_weights(Sequences([[token]]), residual=residual, gamma=4)
    assert found.mapping
    assert found.mapping.separation is None


@pytest.mark.parametrize("residual", [False, True])
def test_sequences_of_one_token(residual) -> None:
    data = Sequences([[[1, 1]], [[1, -1]], [[-1, 1]], [[2, 0]]])
    check(separating_weights(data, residual=residual, gamma=5), data)


@pytest.mark.parametrize("residual", [False, True])
def test_equal_means_are_told_apart(residual) -> None:
    data = Sequences([[[1], [4]], [[2], [3]], [["1/2"], ["9/2"]]])
    found = separating_weights(data, residual=residual, gamma="5.1")
    assert found.mapping.head.residual is residual
    check(found, data)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_each_rank(rank) -> None:
    data = Sequences([[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]], [[1, 1, 1], [1, 0, 0]]])
    found = separating_weights(data, rank=rank, gamma=2)
    head = found.head
    assert {rank_of(m) for m in (head.W_O, head.W_V, head.W_K, head.W_Q)} == {rank}
    check(found, data)
    # The bound is nearly used up.
    assert found.mapping.norm is not None
    assert found.mapping.norm.upper > Fraction("1.9999")


def test_the_best_rate_is_taken() -> None:
    data = Sequences([[[1], [4]], [[2], [3]]])
    found = separating_weights(data)
    assert dict(found.tried)[found.rate] == max(apart for _, apart in found.tried)
    assert found.scale == 1


def test_tokens_that_need_a_long_direction() -> None:
    data = Sequences([[[a, b], [a + 20, b]] for a in range(20) for b in range(6)])
    found = separating_weights(data)
    labels = {sum(v * x for v, x in zip(found.direction, t, strict=True)) for t in data.vocabulary}
    assert len(labels) == len(data.vocabulary)
    assert found.mapping


def test_repeated_tokens_are_refused() -> None:
    with pytest.raises(InputError, match="Sequence 2 has the same token at places 1 and 3"):
        separating_weights(Sequences([[[1], [2], [3]], [[1], [2], [1]]]))


def test_what_no_head_tells_apart_is_refused() -> None:
    data = Sequences([[[0], [1], [5]], [[0], [2], [4]]])
    with pytest.raises(InputError, match="token 0 and the same mean"):
        separating_weights(data)
    other = Sequences([[[0], [1], [5]], [[0], [2], [5]]])
    check(separating_weights(other), other)


@pytest.mark.parametrize("options", [{"gamma": 0}, {"gamma": 3, "residual": True}, {"rank": 0}])
def test_bounds_out_of_reach_are_refused(options) -> None:
    with pytest.raises(InputError):
        separating_weights(Sequences([[[1], [3]]]), **options)


def test_too_few_bits_are_told() -> None:
    tiny = Fraction(1, 10**100)
    data = Sequences([[[1], [2]], [[1 + tiny], [2]]])
    with pytest.raises(PrecisionError, match="none certified"):
        separating_weights(data, max_bits=128)
    assert separating_weights(data).mapping


TOKENS = st.tuples(*[st.sampled_from([Fraction(n, 2) for n in (-3, -2, -1, 1, 2, 3)])] * 2)


@settings(max_examples=60)
@given(
    st.integers(1, 3).flatmap(
        lambda n: st.lists(
            st.lists(TOKENS, min_size=n, max_size=n, unique=True), min_size=1, max_size=5
        )
    ),
    st.booleans(),
)
def test_small_data_are_always_separated(rows, residual) -> None:
    data = Sequences(rows)
    found = separating_weights(data, residual=residual, gamma=3)
    assert found.mapping
    check(found, data)
