"""Theorems about many concrete layers."""

from __future__ import annotations

import gc
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.claims.proving.concrete import chain_theorem
from varsym.errors import InputError
from varsym.exact.accumulation import accumulate_errors
from varsym.kernel import certificate, replay

rationals = st.fractions(min_value=0, max_value=9, max_denominator=9)


@given(st.lists(st.tuples(rationals, rationals), min_size=1, max_size=9))
def test_the_bound_is_that_of_one_layer_after_the_other(layers: list) -> None:
    total = Fraction(0)
    for factor, error in layers:
        total = factor * total + error
    factors, errors = (list(side) for side in zip(*layers, strict=True))
    theorem = chain_theorem(factors, errors)
    assert theorem.judgement.parts[2].constant == total == accumulate_errors(factors, errors)
    assert len(theorem.hypotheses) == 2 * len(layers)
    assert not theorem.citations
    assert not theorem.oracles


def test_the_theorem_replays() -> None:
    theorem = chain_theorem(
        [Fraction(j, 3) for j in range(40)], [Fraction(1, j + 1) for j in range(40)]
    )
    (again,) = replay(certificate([theorem]))
    assert again.judgement == theorem.judgement
    assert again.hypotheses == theorem.hypotheses


def test_the_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    chain_theorem([Fraction(1)], [Fraction(1)])
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("factors", "errors"), [([], []), ([Fraction(1)], []), ([], [Fraction(1)])]
)
def test_layers_need_both_constants(factors: list, errors: list) -> None:
    with pytest.raises(InputError):
        chain_theorem(factors, errors)


def test_a_negative_constant_proves_nothing_false() -> None:
    theorem = chain_theorem([Fraction(1), Fraction(-1)], [Fraction(1), Fraction(1)])
    assert any("<= -1" in str(h) for h in theorem.hypotheses)
