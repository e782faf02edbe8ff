"""Queries: exact values, forwards and backwards, and what they refuse."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy

from proofs.var_universality import paper
from varsym.errors import InputError, QueryError, UnknownNameError
from varsym.graph.bounds import Value
from varsym.graph.node import Node

TINY = Fraction(1, 1000)


@pytest.fixture(scope="module")
def theorem() -> Node:
    return paper["thm:6.6"]


def direct(factors: list[Fraction], errors: list[Fraction]) -> Fraction:
    """Carry the error through the layers one by one."""
    total = Fraction(0)
    for factor, error in zip(factors, errors, strict=True):
        total = factor * total + error
    return total


def test_the_uniform_query_is_the_geometric_sum(theorem: Node) -> None:
    value = theorem.bound(r=3, K="3/2", eps1="1/1000", eps2="0.001")
    layer = Fraction(3, 2) * TINY + TINY
    assert value.exact == layer * (1 + Fraction(9, 4) + Fraction(81, 16))
    assert value.enclosure(50).lower == value.exact == value.enclosure(50).upper
    assert value.decimal(5) == "0.020781"


def test_all_forms_agree_where_they_apply(theorem: Node) -> None:
    for constant, form in (("3/2", "uniform"), ("1/2", "uniform-contracting")):
        given: dict[str, Any] = {"r": 5, "K": constant, "eps1": "1/7", "eps2": "1/9"}
        assert theorem.formula(form).value(**given).exact == theorem.bound(**given).exact
    at_one: dict[str, Any] = {"r": 5, "eps1": "1/7", "eps2": "1/9"}
    general = theorem.bound(K=1, **at_one).exact
    assert theorem.formula("uniform-ratio-1").value(**at_one).exact == general


def test_layers_may_differ_and_their_number_is_read_off(theorem: Node) -> None:
    K1, K = (
        [Fraction(3, 2), Fraction(2), Fraction(5, 4)],
        [Fraction(7), Fraction(1, 3), Fraction(4)],
    )
    eps1, eps2 = [TINY, TINY * 2, TINY * 3], [TINY, Fraction(0), TINY]
    factors = [a * b for a, b in zip(K1, K, strict=True)]
    errors = [a * x + y for a, x, y in zip(K1, eps1, eps2, strict=True)]
    value = theorem.bound(K1=K1, K=K, eps1=eps1, eps2=eps2)
    assert value.exact == direct(factors, errors)


def test_k1_is_k_where_only_k_is_given(theorem: Node) -> None:
    given: dict[str, Any] = {"r": 2, "eps1": "1/10", "eps2": "1/10"}
    assert theorem.bound(K=3, **given).exact == theorem.bound(K=3, K1=3, **given).exact


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"r": 3, "K": 0.5, "eps1": 1, "eps2": 1}, InputError),
        ({"r": 3, "K": 1, "eps1": -1, "eps2": 1}, InputError),
        ({"r": 3, "K": 1, "eps1": "1e99999999", "eps2": 1}, InputError),
        ({"r": 3, "K": "__import__('os')", "eps1": 1, "eps2": 1}, InputError),
        ({"r": 10**9, "K": 1, "eps1": 1, "eps2": 1}, InputError),
        ({"r": "2.5", "K": 1, "eps1": 1, "eps2": 1}, InputError),
        ({"r": 0, "K": 1, "eps1": 1, "eps2": 1}, QueryError),
        ({"r": 3, "K": 1, "eps1": 1}, QueryError),
        ({"K": 1, "eps1": 1, "eps2": 1}, QueryError),
        ({"r": 3, "K": [1, 2], "eps1": 1, "eps2": 1}, QueryError),
        ({"r": 3, "KK": 1, "eps1": 1, "eps2": 1}, UnknownNameError),
    ],
)
def test_bad_parameters_are_refused(
    theorem: Node, given: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        theorem.bound(**given)


@pytest.mark.parametrize(
    ("given", "named", "other"),
    [
        ({"K": [1, 2]}, "2 values of K, which K1 takes too.", "K1"),
        ({"K": 1, "K1": [1, 2]}, "2 values of K1.", "K "),
        ({"K": [1, 2], "K1": 1, "eps1": [1, 2]}, "2 values of eps1.", "K"),
    ],
)
def test_a_wrong_length_names_the_parameter_that_was_given(
    theorem: Node, given: dict[str, Any], named: str, other: str
) -> None:
    with pytest.raises(QueryError) as caught:
        theorem.bound(**{"r": 3, "eps1": 1, "eps2": 1, **given})
    assert caught.value.given == named
    assert caught.value.expected == "One, or 3, one a layer."
    assert "for all layers" in caught.value.advice
    assert (other in caught.value.advice) is ("takes" in named)
    with pytest.raises(InputError, match=r"'K\[2\]'"):
        theorem.bound(r=2, K=[1, -1], eps1=1, eps2=1)


def test_a_value_for_each_layer_serves_both_families(theorem: Node) -> None:
    given: dict[str, Any] = {"r": 3, "eps1": 1, "eps2": 1}
    both = theorem.bound(K=[1, 2, 3], K1=[1, 2, 3], **given).exact
    assert theorem.bound(K=[1, 2, 3], **given).exact == both


def test_a_form_outside_its_conditions_is_refused(theorem: Node) -> None:
    with pytest.raises(QueryError, match="1 < K"):
        theorem.formula("uniform").value(r=3, K="1/2", eps1=1, eps2=1)
    with pytest.raises(UnknownNameError):
        theorem.formula("uniformm")


def test_solve_meets_the_target_exactly(theorem: Node) -> None:
    given: dict[str, Any] = {"r": 3, "K": "3/2", "eps1": "1/1000"}
    found = theorem.solve("eps2", "1/10", **given)
    assert theorem.bound(**given, eps2=found.exact).exact == Fraction(1, 10)


def test_solve_for_a_growing_parameter_is_rounded_down(theorem: Node) -> None:
    given: dict[str, Any] = {"r": 3, "eps1": "1/1000", "eps2": "1/1000"}
    found = theorem.solve("K", "1/10", **given)
    assert theorem.bound(**given, K=found.exact).exact <= Fraction(1, 10)
    assert theorem.bound(**given, K=found.exact + Fraction(1, 2**60)).exact > Fraction(1, 10)
    assert found.note


def test_an_unattainable_target_is_refused(theorem: Node) -> None:
    with pytest.raises(QueryError, match="At least"):
        theorem.solve("eps2", "1/100000", r=3, K="3/2", eps1="1/10")
    with pytest.raises(QueryError):
        theorem.solve("eps2", 1, r=3, K=1, eps1=0, eps2=0)
    with pytest.raises(UnknownNameError):
        theorem.solve("r", 1, K=1, eps1=0, eps2=0)


@pytest.mark.parametrize("name", ["lem:6.3", "lem:6.4", "thm:6.6", "cor:7.2"])
def test_every_bound_is_attained_by_an_exact_instance(name: str) -> None:
    found = paper[name].formula().tightness
    assert found is not None
    assert found.ratio == 1
    assert found.line().startswith("attained exactly")


def test_the_expression_is_symbolic_too(theorem: Node) -> None:
    expression = theorem.formula("uniform").sympy()
    values = {"K": sympy.Rational(3, 2), "eps1": sympy.Rational(1, 7), "eps2": 1, "r": 4}
    shown = expression.subs({s: values[s.name] for s in expression.free_symbols})
    exact = theorem.formula("uniform").value(r=4, K="3/2", eps1="1/7", eps2=1).exact
    assert shown == sympy.Rational(exact.numerator, exact.denominator)


def test_a_statement_without_a_number_has_no_bound() -> None:
    with pytest.raises(QueryError):
        paper["lem:6.5"].bound()
    with pytest.raises(QueryError):
        paper["ass:6.2"].bound()


def test_ten_thousand_layers_are_exact(theorem: Node) -> None:
    size = 10_000
    factors = [Fraction(j % 7 + 1, j % 5 + 2) for j in range(size)]
    errors = [Fraction(1, j % 11 + 1) for j in range(size)]
    value = theorem.bound(K=factors, K1=1, eps1=errors, eps2=0)
    tail = theorem.bound(K=factors[:200], K1=1, eps1=errors[:200], eps2=0)
    assert isinstance(value, Value)
    assert tail.exact == direct(factors[:200], errors[:200])
    modulus = 2**61 - 1
    residue = 0
    for factor, error in zip(factors, errors, strict=True):
        step = factor.numerator * pow(factor.denominator, -1, modulus)
        residue = (step * residue + error.numerator * pow(error.denominator, -1, modulus)) % modulus
    exact = value.exact
    assert exact.numerator * pow(exact.denominator, -1, modulus) % modulus == residue
