"""Constants that statements define: exact values, what is asked for, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from proofs.var_universality import paper
from varsym.contextual import context_separation
from varsym.errors import InputError, QueryError, UnknownNameError
from varsym.exact import Magnitude
from varsym.graph.constants import StatedConstant
from varsym.graph.node import Node
from varsym.graph.paper import Paper
from varsym.pack import Constant, Exp, Statement, index, reals

GIVEN: dict[str, Any] = {
    "V": 6, "d": 2, "n": 3, "gamma_min": "1/2", "gamma_max": 4, "eps": "1/3",
}  # fmt: skip


@pytest.fixture(scope="module")
def lemma() -> Node:
    return paper["lem:5.4"]


def test_delta_is_that_of_the_room_below(lemma: Node) -> None:
    value = lemma.bound(**GIVEN)
    direct = context_separation(6, 2, "1/2", 4, "1/3", 3)
    assert value.exact == direct
    assert value.decimal(50) == direct.decimal(50)


def test_delta_is_what_mpmath_computes(lemma: Node) -> None:
    found = lemma.bound(**GIVEN).decimal(40)
    with mpmath.workdps(80):
        exponent = mpmath.mpf(5) * 3 * 6**4 * 2 * 8 * 4
        expected = mpmath.exp(-exponent * mpmath.log(3))
        assert abs(mpmath.mpf(found) / expected - 1) < mpmath.mpf(10) ** -39


def test_a_constant_is_asked_for_by_name_and_the_first_is_meant_otherwise(lemma: Node) -> None:
    assert lemma.bound(form="delta", **GIVEN).exact == lemma.bound(**GIVEN).exact
    value = lemma.bound(form="gamma", gamma_max=4, eps="1/3")
    assert (value.exact, value.decimal(5)) == (Fraction(49, 12), "4.0833")
    assert value.enclosure(5).lower == Fraction(49, 12)


def test_the_answer_tells_the_verdict(lemma: Node) -> None:
    value = lemma.bound(**GIVEN)
    assert value.note.endswith(f"finds that statement {lemma.verdict}")
    assert value.statements == ("lem:5.4",)
    assert "1 ≤ n" in value.conditions


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"gamma_min": 5}, QueryError, "γ_min < γ_max"),
        ({"eps": 0}, QueryError, "0 < ε"),
        ({"eps": -1}, QueryError, "0 < ε"),
        ({"n": 7}, QueryError, "n ≤ V"),
        ({"n": 0}, QueryError, "1 ≤ n"),
        ({"n": "3/2"}, InputError, "whole number"),
        ({"V": "13/2"}, InputError, "whole number"),
        ({"eps": 0.5}, InputError, "binary float"),
        ({"kappa": 3}, UnknownNameError, "kappa"),
    ],
)
def test_bad_parameters_are_refused(
    lemma: Node, change: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        lemma.bound(**{**GIVEN, **change})


def test_what_is_missing_is_named(lemma: Node) -> None:
    with pytest.raises(QueryError, match="below it"):
        lemma.bound(**{k: v for k, v in GIVEN.items() if k != "gamma_max"})


def test_a_constant_is_not_solved_for(lemma: Node) -> None:
    with pytest.raises(QueryError, match="defines delta"):
        lemma.solve("eps", "1/2")


def test_the_value_follows_the_pack() -> None:
    printed = paper.statements["lem:5.4"]
    (x,), (n,) = reals("x"), index("n")
    changed = replace(printed, constants={"delta": Constant(Exp(n * x), [0 < x])})
    node = Paper("other", "Other", [replace(changed, depends_on=[])])["lem:5.4"]
    assert node.bound(n=2, x="1/2").exact == Magnitude.exp(1)
    with pytest.raises(QueryError, match="0 < x"):
        node.bound(n=2, x=0)


def test_a_value_that_is_none_is_refused() -> None:
    (x,) = reals("x")
    statement = Statement("lem:1", "lemma", "A", constants={"c": Constant(1 / x)})
    with pytest.raises(QueryError, match="division by zero"):
        StatedConstant(statement, "c").value(x=0)
    with pytest.raises(UnknownNameError, match="constant"):
        StatedConstant(statement, "d")


def test_a_condition_without_a_value_is_refused() -> None:
    (x,) = reals("x")
    statement = Statement("lem:1", "lemma", "A", constants={"c": Constant(x, [0 < 1 / x])})
    with pytest.raises(QueryError, match="no value"):
        StatedConstant(statement, "c").value(x=0)
