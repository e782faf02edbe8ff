"""Contextual mappings: each way to fail, extreme weights, and all pairs by mpmath."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from brute_contexts import DIGITS, distances, norm, number, outputs
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.contextual import contextual_mapping
from varsym.contextual.attention_head import AttentionHead
from varsym.contextual.context_ids import ContextIDs
from varsym.contextual.contextual_mapping import smallest_separation
from varsym.contextual.low_rank_weights import separating_weights
from varsym.contextual.nearest_points import Distance
from varsym.contextual.sequences import Sequences
from varsym.errors import InputError
from varsym.exact import ShapeError

# Cases are looked into without asking first which one came.
certify_contextual_mapping: Any = contextual_mapping.certify_contextual_mapping

ONE = [[1]]
EYE = [[1, 0], [0, 1]]
ZERO = [[0, 0], [0, 0]]


def scalar(score: Any = 1, value: Any = 1, *, residual: bool = False) -> AttentionHead:
    return AttentionHead(ONE, [[value]], [[score]], ONE, residual=residual)


def test_one_token_in_all() -> None:
    found = certify_contextual_mapping(Sequences([[[3]], [[3]]]), scalar(), gamma=4, delta=100)
    assert found
    assert (found.separation, found.pair, found.points) == (None, None, 1)
    assert found.norm.lower == found.norm.upper == 3
    assert found.certificate()["separation"] is None


def test_both_conditions_are_strict() -> None:
    # With one token in each sequence the outputs are the tokens, and so rational.
    data = Sequences([[["1/3", 0]], [["1/3", "4/5"]]])
    head = AttentionHead(EYE, EYE, EYE, EYE)
    assert certify_contextual_mapping(data, head, delta="0.799999")
    found = certify_contextual_mapping(data, head, delta="4/5")
    assert (found.verdict, found.condition, found.at) == ("refuted", "delta", ((0, 0), (1, 0)))
    data = Sequences([[["3/7", "4/7"]]])
    assert certify_contextual_mapping(data, head, gamma="5/6")
    found = certify_contextual_mapping(data, head, gamma="5/7")
    assert (found.verdict, found.condition, found.at) == ("refuted", "gamma", ((0, 0),))
    assert certify_contextual_mapping(data, head, gamma=Fraction(5, 7) + Fraction(1, 10**60))


def test_a_distance_between_irrationals_that_is_rational() -> None:
    # Tokens move by 1 with all others and so do the outputs, as scores move alike.
    data = Sequences([[[0, 0], [1, 2]], [[0, 1], [1, 3]]])
    head = AttentionHead(EYE, EYE, [[1, 0], [0, 0]], [[1, 0], [0, 0]])
    ids = ContextIDs(data, head)
    first, second = ids.point(0, 1), ids.point(1, 1)
    assert not ids.distance_square(first, second, 64).is_exact()
    assert [ids.compare_distance(first, second, q) for q in ("0.99", 1, "1.01")] == [1, 0, -1]


@pytest.mark.parametrize("residual", [False, True])
def test_no_negative_constant_is_met_or_missed(residual) -> None:
    data = Sequences([[[1], [2]]])
    head = scalar(residual=residual)
    assert certify_contextual_mapping(data, head, gamma=0).condition == "gamma"
    assert certify_contextual_mapping(data, head, gamma=-1).condition == "gamma"
    assert certify_contextual_mapping(data, head, delta=-1)
    assert certify_contextual_mapping(data, head, delta=0)
    # Outputs that 64 bits do not tell apart are not nearer than that either.
    steep = scalar(score=1000, residual=residual)
    assert certify_contextual_mapping(data, steep, delta=-1, max_bits=64)


def test_arguments_of_other_types_are_refused() -> None:
    lists: Any = [[[1], [2]]]
    with pytest.raises(InputError, match="the type list"):
        certify_contextual_mapping(lists, scalar())
    with pytest.raises(InputError, match="head of the type list"):
        certify_contextual_mapping(Sequences(lists), lists)
    with pytest.raises(InputError, match="the type list"):
        separating_weights(lists)


def test_zero_weights() -> None:
    data = Sequences([[[1], [2]], [[1], [3]]])
    flat = certify_contextual_mapping(data, scalar(score=0))
    assert (flat.verdict, flat.at) == ("refuted", ((0, 0), (0, 1)))
    assert certify_contextual_mapping(data, scalar(score=0), delta=-1)
    nothing = certify_contextual_mapping(data, scalar(value=0))
    assert nothing.verdict == "refuted"
    assert nothing.norm.upper == 0
    kept = certify_contextual_mapping(data, scalar(value=0, residual=True))
    assert kept.verdict == "refuted"
    assert kept.at == ((0, 0), (1, 0))
    plane = Sequences([[[1, 0], [0, 1]], [[1, 0], [1, 1]]])
    lost = certify_contextual_mapping(plane, AttentionHead(ZERO, EYE, EYE, EYE))
    assert lost.verdict == "refuted"


def test_mirrored_outputs_of_norm_zero() -> None:
    data = Sequences([[[-1], [0], [1]]])
    found = certify_contextual_mapping(data, scalar(score=0), gamma="1/10")
    assert found.verdict == "refuted"
    assert found.norm.upper < Fraction(1, 10**100)


def test_permuted_sequences_are_one_class() -> None:
    data = Sequences([[[0], [1], [3]], [[3], [0], [1]], [[1], [3], [0]]])
    found = certify_contextual_mapping(data, scalar())
    assert found
    assert found.points == 3


def test_repeated_tokens_with_one_vocabulary_are_exempt_and_not_taken_for_equal() -> None:
    # {a, a, b} and {a, b, b}: equal tokens with equal vocabularies have different outputs.
    data = Sequences([[[0], [0], [1]], [[0], [1], [1]]])
    found = certify_contextual_mapping(data, scalar())
    assert found.points == 4
    with mpmath.workdps(DIGITS):
        assert found.separation.lower <= _fraction(min(distances(data, scalar()).values()))
    # {a, a} and {a} have one vocabulary, {a, b} another.
    same = Sequences([[[1], [1]], [[1], [2]]])
    assert certify_contextual_mapping(same, scalar()).points == 3


def test_sequences_that_differ_and_collide() -> None:
    # Equal weights: the means of {0, 4} and {1, 3} agree.
    data = Sequences([[[0], [4]], [[1], [3]]])
    head = scalar(score=0)
    found = certify_contextual_mapping(data, head)
    assert found.verdict == "refuted"
    assert found.separation is None


@pytest.mark.parametrize("width", [1, 2, 3])
def test_outputs_a_hair_apart(width) -> None:
    tiny = Fraction(1, 10**300)
    rows = [[0] * width, [1] * width]
    moved: Any = [[0] * width, [1 + tiny] + [1] * (width - 1)]
    eye = [[int(a == b) for a in range(width)] for b in range(width)]
    head = AttentionHead(eye, eye, eye, eye)
    found = certify_contextual_mapping(Sequences([rows, moved]), head, delta=tiny / 100)
    assert found
    assert tiny / 10 < found.separation.lower <= found.separation.upper < 2 * tiny
    assert found.bits >= 1000
    short = certify_contextual_mapping(Sequences([rows, moved]), head, max_bits=512)
    assert (short.verdict, short.condition) == ("undecided", "delta")
    assert short.separation is None
    assert {i for i, _ in short.at} == {0, 1}


def test_huge_scores_that_differ_by_nothing_visible_are_undecided() -> None:
    data = Sequences([[[0], [1]], [[-1], [1]]])
    found = certify_contextual_mapping(data, scalar(score=10**6), max_bits=4096)
    assert found.verdict == "undecided"
    assert certify_contextual_mapping(data, scalar(score=10**3), max_bits=4096)


@pytest.mark.parametrize("exponent", [3, 20, 400])
def test_scores_of_any_size_in_the_plane(exponent) -> None:
    data = Sequences([[[1, 0], [0, 1]], [[1, 1], [0, 1]], [[1, 2], [0, 1]], [[2, 1], ["1/3", 1]]])
    for score in (Fraction(10**exponent), Fraction(1, 10**exponent)):
        head = AttentionHead(EYE, EYE, [[score, 0], [0, score]], EYE)
        found = certify_contextual_mapping(data, head)
        if found.verdict == "undecided":
            # Outputs tell tokens of one score apart by e^(-score) alone.
            assert score > 10**4
            continue
        with mpmath.workdps(900):
            least = min(distances(data, head).values())
            assert number(found.separation.lower) <= least <= number(found.separation.upper)


def test_tiny_scores() -> None:
    data = Sequences([[[0], [1], [2]]])
    score = Fraction(1, 10**50)
    found = certify_contextual_mapping(data, scalar(score=score))
    assert found
    # To first order the output moves by the score times the variance of the tokens, 2/3.
    assert abs(found.separation.lower / score - Fraction(2, 3)) < Fraction(1, 10**6)


def test_a_greatest_norm_among_ties() -> None:
    data = Sequences([[[1, 0]], [[0, 1]], [[-1, 0]]])
    found = certify_contextual_mapping(data, AttentionHead(EYE, EYE, EYE, EYE), gamma="1.5")
    assert found.norm.lower <= 1 <= found.norm.upper
    assert found.separation.lower**2 <= 2 <= found.separation.upper**2
    assert found.rivals == 1


def test_a_certificate_is_plain_data() -> None:
    data = Sequences([[["1/3"], [1]], [[1], [2]]])
    found = certify_contextual_mapping(data, scalar(residual=True), gamma=5, delta="1/100")
    plain = json.loads(json.dumps(found.certificate()))
    assert plain == found.certificate()
    assert plain["sequences"][0] == [["1/3"], ["1"]]
    assert (plain["residual"], plain["gamma"], plain["delta"]) == (True, "5", "1/100")
    least, most = map(Fraction, plain["separation"])
    with mpmath.workdps(DIGITS):
        apart = min(distances(data, scalar(residual=True)).values())
        assert number(least) <= apart <= number(most)


def test_what_does_not_fit_is_refused() -> None:
    data = Sequences([[[1, 2]]])
    with pytest.raises(ShapeError):
        certify_contextual_mapping(data, scalar())
    with pytest.raises(ShapeError):
        AttentionHead(EYE, EYE, EYE, [[1, 0]])
    with pytest.raises(InputError):
        certify_contextual_mapping(Sequences([[[1]]]), scalar(), gamma=0.5)
    with pytest.raises(InputError):
        scalar(value=0.5)


def _fraction(value: mpmath.mpf) -> Any:
    sign, mantissa, exponent, _ = value._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent


ENTRIES = st.sampled_from([Fraction(n, 2) for n in range(-3, 4)])


@st.composite
def instances(draw):
    d, s = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    n, N = draw(st.integers(1, 3)), draw(st.integers(1, 4))

    def matrix(rows: int, columns: int) -> Any:
        row = st.lists(ENTRIES, min_size=columns, max_size=columns)
        return draw(st.lists(row, min_size=rows, max_size=rows))

    head = AttentionHead(
        matrix(d, s), matrix(s, d), matrix(s, d), matrix(s, d), residual=draw(st.booleans())
    )
    return Sequences([matrix(n, d) for _ in range(N)]), head


@settings(max_examples=300)
@given(instances(), st.booleans())
def test_all_pairs_by_mpmath(instance, as_points) -> None:
    sequences, head = instance
    found = certify_contextual_mapping(sequences, head)
    with mpmath.workdps(DIGITS):
        apart = distances(sequences, head)
        greatest = max(norm(q) for row in outputs(sequences, head) for q in row)
        eps = mpmath.mpf(10) ** -50
        assert number(found.norm.lower) - eps <= greatest <= number(found.norm.upper) + eps
        if not apart:
            assert found
            assert found.separation is None
            return
        least = min(apart.values())
        if found.verdict == "refuted":
            assert found.condition == "delta"
            assert apart[tuple(sorted(found.at))] < eps
            return
        assert found
        low, high = number(found.separation.lower), number(found.separation.upper)
        assert low - eps <= least <= high + eps
        assert low - eps <= apart[found.pair] <= high + eps
        assert high - low <= low / 10**5
        middle = (found.separation.lower + found.separation.upper) / 2
    assert certify_contextual_mapping(sequences, head, delta=middle * Fraction(9, 10))
    wide = certify_contextual_mapping(sequences, head, delta=middle * Fraction(11, 10))
    assert (wide.verdict, wide.condition) == ("refuted", "delta")
    large = certify_contextual_mapping(sequences, head, gamma=found.norm.lower * Fraction(9, 10))
    assert large.condition == "gamma"


@settings(max_examples=150)
@given(instances())
def test_the_line_and_the_plane_agree(instance) -> None:
    usual: Any = smallest_separation(ContextIDs(*instance))
    ids = ContextIDs(*instance)
    ids._line = None
    general: Any = smallest_separation(ids)
    assert type(usual) is type(general)
    if isinstance(usual, Distance) and usual.enclosure:
        assert usual.enclosure.lower <= general.enclosure.upper
        assert general.enclosure.lower <= usual.enclosure.upper
