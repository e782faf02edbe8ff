"""Certified weights beside Lemma 5.4: what is met, missed, and refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest

from varsym.contextual import lemma_margins as margins
from varsym.contextual.attention_head import AttentionHead
from varsym.contextual.contextual_mapping import certify_contextual_mapping
from varsym.contextual.low_rank_weights import separating_weights
from varsym.contextual.sequences import Sequences
from varsym.errors import InputError

# Cases are looked into without asking first which one came.
lemma_margin: Any = margins.lemma_margin

ONE = [[1]]
DATA = Sequences([[[1], [4]], [[2], [3]]])
CONSTANTS = {"gamma_min": "1/2", "gamma_max": 5, "epsilon": "1/2"}


def test_constructed_weights_do_better() -> None:
    found = separating_weights(DATA, gamma="41/8")
    margin = lemma_margin(found.mapping, **CONSTANTS)
    assert (margin.gamma, margin.within_gamma, margin.above_delta) == (Fraction(41, 8), True, True)
    with mpmath.workdps(30):
        # δ = exp(-5 · 2 · 4⁴ · 10 · 5 · log 2)
        exponent = 5 * 2 * 4**4 * 10 * 5 * mpmath.log10(2)
        assert abs(mpmath.mpf(margin.exponent_lengths(12)[0]) - mpmath.log10(exponent)) < 1e-9


def test_single_tokens_and_delta_one() -> None:
    # L = 1 makes δ = 1, which outputs 1/2 apart do not reach.
    head = AttentionHead(ONE, ONE, ONE, ONE)
    mapping = certify_contextual_mapping(Sequences([[[1]], [["3/2"]]]), head)
    margin = lemma_margin(mapping, gamma_min="1/2", gamma_max=2, epsilon="1/4")
    assert margin.above_delta is False
    assert margin.exponent_lengths(5)[0] is None
    alone = lemma_margin(
        certify_contextual_mapping(Sequences([[[1]]]), head),
        gamma_min="1/2",
        gamma_max=2,
        epsilon="1/4",
    )
    assert alone.above_delta is True
    assert alone.exponent_lengths() == (None, None)


def test_large_outputs_are_not_within_gamma() -> None:
    head = AttentionHead(ONE, [[100]], ONE, ONE)
    margin = lemma_margin(certify_contextual_mapping(DATA, head), **CONSTANTS)
    assert margin.within_gamma is False


@pytest.mark.parametrize(
    "changed", [{"gamma_min": 1}, {"gamma_max": 4}, {"epsilon": 1}, {"epsilon": 0.5}]
)
def test_constants_must_fit_strictly(changed) -> None:
    mapping = separating_weights(DATA).mapping
    with pytest.raises(InputError):
        lemma_margin(mapping, **{**CONSTANTS, **changed})


def test_mappings_without_a_separation_are_refused() -> None:
    flat = AttentionHead(ONE, ONE, [[0]], ONE)
    with pytest.raises(InputError, match="refuted"):
        lemma_margin(certify_contextual_mapping(DATA, flat), **CONSTANTS)
    twice = Sequences([[[1], [1]], [[2], [3]]])
    head = AttentionHead(ONE, ONE, ONE, ONE)
    with pytest.raises(InputError, match="repeats"):
        lemma_margin(certify_contextual_mapping(twice, head), **CONSTANTS)
