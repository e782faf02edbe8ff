"""Context IDs: their formula by mpmath, exact equality, comparisons, classes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest
from brute_contexts import DIGITS, norm, number, outputs
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual.attention_head import AttentionHead
from varsym.contextual.context_ids import ContextIDs
from varsym.contextual.sequences import Sequences
from varsym.errors import InputError
from varsym.exact import PrecisionError, ShapeError
from varsym.maps.attention import Attention

ONE = [[1]]
EYE = [[1, 0], [0, 1]]


def scalar(score=1, value=1, *, residual=False) -> AttentionHead:
    return AttentionHead(ONE, [[value]], [[score]], ONE, residual=residual)


def test_one_token_is_its_value() -> None:
    ids = ContextIDs(Sequences([[["1/3"]]]), scalar(value=2, residual=True))
    [box] = ids.enclose(0, 0, 40)
    assert box.lower <= 1 <= box.upper
    assert ids.compare_norm(0, 1) == 0
    assert ids.compare_norm(0, "0.999") == 1
    assert ids.compare_norm(0, -1) == 1
    assert ids.distance(0, 0) == ids.distance(0, 0)
    assert ids.distance(0, 0).upper == 0


def test_points_join_what_is_equal_for_sure() -> None:
    data = Sequences([[[1], [2]], [[2], [1]], [[1], [1]], [[1], [3]]])
    ids = ContextIDs(data, scalar())
    assert len(ids) == 5
    assert ids.point(0, 0) == ids.point(1, 1)
    assert ids.point(2, 0) == ids.point(2, 1)
    assert ids.classes[ids.point(0, 0)] == (0, frozenset({0, 1}))
    assert ids.classes[ids.point(2, 0)] == (0, frozenset({0}))


def test_the_block_of_definition_3_3_agrees() -> None:
    # Rows there, columns here.
    X: Any = [["1/2", 1], [-1, "3/4"], [2, 0]]
    W_Q, W_K, W_V = [[1, 2], [0, "1/2"]], [["1/3", 0], [1, 1]], [[2, 1], [1, -1]]
    block = Attention(W_Q, W_K, W_V).enclose(X, digits=20)
    columns = [[list(row) for row in zip(*W, strict=True)] for W in (W_V, W_K, W_Q)]
    ids = ContextIDs(Sequences([X]), AttentionHead(EYE, *columns))
    for k in range(3):
        for c, box in enumerate(ids.enclose(0, k, 20)):
            assert max(box.lower, block[k, c].lower) <= min(box.upper, block[k, c].upper)


def test_equality_is_exact() -> None:
    # Scores zero for the token 0: its output is the mean.
    data = Sequences([[[0], [1], [5]], [[0], [2], [4]], [[0], [2], [5]]])
    ids = ContextIDs(data, scalar())
    mean, same, other = (ids.point(i, 0) for i in range(3))
    assert ids.equal(mean, same) is True
    assert ids.equal(mean, other) is False
    assert ids.distance(mean, same).upper == 0
    assert ids.compare_distance(mean, same, 0) == 0
    assert ids.compare_distance(mean, other, "1/3") == 0
    assert ids.compare_distance(mean, other, Fraction(1, 3) + Fraction(1, 10**200)) == -1
    assert ids.compare_distance(mean, other, Fraction(1, 3) - Fraction(1, 10**200)) == 1
    assert ids.compare_distance(mean, same, -1) == 1


def test_equal_outputs_of_different_scores() -> None:
    # Mirrored sequences: the mean of -1 and 1 under any even weights, and of -2 and 2.
    data = Sequences([[[0, 1], [0, -1]], [[0, 2], [0, -2]]])
    head = AttentionHead(EYE, EYE, EYE, [[1, 0], [0, 0]])
    ids = ContextIDs(data, head)
    assert ids.equal(0, 2)


def test_values_between_mixed_exponents_differ() -> None:
    ids = ContextIDs(Sequences([[[1], [2]], [[1], [3]]]), scalar(score="1/7"))
    assert [ids.equal(0, j) for j in range(1, 4)] == [False] * 3


def test_long_sums_are_left_open() -> None:
    ids = ContextIDs(Sequences([[[k] for k in range(1, 2101)]]), scalar(score="1/1000000"))
    assert ids.equal(0, 1) is None
    assert ids.distance(0, 1, 5).lower > 0


def test_deviations_keep_the_digits_of_small_weights() -> None:
    # The output is 1 less e^-1000 times a bit: seen at 2000 bits by its deviation from 1.
    ids = ContextIDs(Sequences([[[0], [1]], [[-1], [1]]]), scalar(score=1000))
    first, second = ids.point(0, 1), ids.point(1, 1)
    with mpmath.workdps(1000):
        expected = mpmath.exp(-1000) / (1 + mpmath.exp(-1000)) - 2 * mpmath.exp(-2000) / (
            1 + mpmath.exp(-2000)
        )
        box = ids.distance(first, second, 30)
        assert number(box.lower) <= expected <= number(box.upper)


def test_digits_have_a_price() -> None:
    ids = ContextIDs(Sequences([[[0], [1]], [[-1], [1]]]), scalar(score=10**7))
    with pytest.raises(PrecisionError, match="smaller scores"):
        ids.distance(ids.point(0, 1), ids.point(1, 1))
    with pytest.raises(InputError):
        ids.enclose(0, 0, digits=0)


def test_places_want_a_line() -> None:
    plane = ContextIDs(Sequences([[[1, 0], [0, 1], [1, 1]]]), AttentionHead(EYE, EYE, EYE, EYE))
    assert plane.line_square is None
    with pytest.raises(InputError, match="on a line"):
        plane.place_on_line(0, 64)
    rank_one = AttentionHead([[1, 0], [2, 0]], EYE, EYE, EYE)
    assert ContextIDs(plane.sequences, rank_one).line_square == 5


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match="R\\^1"):
        ContextIDs(Sequences([[[1]]]), AttentionHead(EYE, EYE, EYE, EYE))
    with pytest.raises(ShapeError, match="W_K"):
        AttentionHead(EYE, EYE, ONE, EYE)


ENTRIES = st.sampled_from([Fraction(n, 2) for n in range(-3, 4)])


@given(st.data(), st.integers(1, 3), st.integers(1, 2), st.integers(1, 4), st.booleans())
def test_the_printed_formula_by_mpmath(data, d, s, n, residual) -> None:
    def matrix(rows: int, columns: int) -> Any:
        row = st.lists(ENTRIES, min_size=columns, max_size=columns)
        return data.draw(st.lists(row, min_size=rows, max_size=rows))

    head = AttentionHead(matrix(d, s), matrix(s, d), matrix(s, d), matrix(s, d), residual=residual)
    sequences = Sequences([matrix(n, d), matrix(n, d)])
    ids = ContextIDs(sequences, head)
    with mpmath.workdps(DIGITS):
        expected = outputs(sequences, head)
        for i in range(2):
            for k in range(n):
                for box, value in zip(ids.enclose(i, k, 40), expected[i][k], strict=True):
                    assert number(box.lower) - 1e-50 <= value <= number(box.upper) + 1e-50
                    assert box.width < Fraction(1, 10**40)
        apart = norm([a - b for a, b in zip(expected[0][0], expected[1][0], strict=True)])
        first, second = ids.point(0, 0), ids.point(1, 0)
        assert (apart < 1e-50) == ids.equal(first, second)
        box = ids.distance(first, second, 20)
        assert number(box.lower) - 1e-50 <= apart <= number(box.upper) + 1e-50
