"""Sequences: their vocabularies, repeated tokens, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from varsym.contextual.sequences import Sequences, integer_vectors
from varsym.errors import InputError
from varsym.exact import ShapeError


def test_one_token() -> None:
    alone = Sequences([[["1/3"]]])
    assert (alone.count, alone.length, alone.width) == (1, 1, 1)
    assert alone.vocabulary == {(Fraction(1, 3),)} == alone.vocabularies[0]
    assert alone.repetition is None
    assert alone.tokens[alone.indices[0][0]] == (Fraction(1, 3),)


def test_vocabularies_are_sets() -> None:
    data = Sequences([[[0, 1], [0, 1]], [[0, 1], ["1/2", 0]]])
    zero, one = Fraction(0), Fraction(1)
    assert data.vocabularies[0] == frozenset({(zero, one)})
    assert data.vocabularies[1] == frozenset({(zero, one), (one / 2, zero)})
    assert len(data.vocabulary) == 2
    assert data.repetition == (0, 0, 1)
    assert [[data.tokens[place] for place in row] for row in data.indices] == [
        list(row) for row in data.sequences
    ]


def test_the_first_repetition_is_named() -> None:
    assert Sequences([[[3], [1], [2], [1]]]).repetition == (0, 1, 3)
    assert Sequences([[[3], [1], [2], [0]]]).repetition is None


def test_equal_numbers_in_different_dress() -> None:
    assert Sequences([[["0.5"], [1]]]) == Sequences([[[Fraction(1, 2)], ["1"]]])
    assert len({Sequences([[[1]]]), Sequences([[["1"]]]), Sequences([[[2]]])}) == 2
    array: Any = np.array([[[1], [2]]])
    assert Sequences(array) == Sequences([[[1], [2]]])
    assert Sequences([[[1]]]) != "sequences"


@pytest.mark.parametrize(
    "ragged", [[], [[]], [[[]]], [[[1], [2]], [[1]]], [[[1], [1, 2]]], [[[1]], [[1, 2]]]]
)
def test_ragged_or_empty_data_are_refused(ragged) -> None:
    with pytest.raises(ShapeError):
        Sequences(ragged)


@pytest.mark.parametrize(
    "bad", [[[0.5]], [[1, 1.0]], 3, "12", ["12"], [[1, 2]], [[["x"]]], [[[1], [1.0]]], [[[None]]]]
)
def test_what_is_not_exact_is_refused(bad) -> None:
    with pytest.raises(InputError):
        Sequences(bad)


def test_a_refused_entry_is_named() -> None:
    half: Any = 0.5
    with pytest.raises(InputError, match="token 2 of sequence 1"):
        Sequences([[[1], [half]]])


def test_vectors_over_their_common_denominator() -> None:
    rows, below = integer_vectors([(Fraction(1, 6), Fraction(3)), (Fraction(-1, 4), Fraction(0))])
    assert rows == [(2, 36), (-3, 0)]
    assert below == 12
    assert integer_vectors([]) == ([], 1)
