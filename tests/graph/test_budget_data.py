"""Certificates of budgets, written and read: nothing is lost, and nothing malformed is taken."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from proofs.var_universality import paper
from varsym.errors import CertificateError
from varsym.graph.budget_certificates import BudgetProblem, Objective, check_budget
from varsym.graph.budget_data import budget_data, exact_text, read_budget
from varsym.graph.budgets import split_error

PROBLEM = BudgetProblem.of("1/10", [1, 2], [3, 8], [4, 16])


@pytest.mark.parametrize("objective", ["product", "total"])
def test_what_is_written_is_read_again(objective: Objective) -> None:
    certificate = split_error(PROBLEM, objective).certificate
    found = read_budget(json.loads(json.dumps(budget_data(certificate))))
    assert found == certificate
    check_budget(found)


def test_no_multiplier() -> None:
    certificate = split_error(BudgetProblem.of(9, [1], [1])).certificate
    assert read_budget(budget_data(certificate)) == certificate


def test_a_certificate_of_thousands_of_digits() -> None:
    answer = paper["thm:6.6"].configured("var-1024", eps="1/10", objective="total")
    assert answer.budget is not None
    certificate = answer.budget.certificate
    assert read_budget(budget_data(certificate)) == certificate
    assert len(exact_text(certificate.steps[0])) > 5000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("schema", "varsym.budget/2"),
        ("steps", None),
        ("steps", "1/2"),
        ("steps", [0.5, "1/2"]),
        ("steps", ["one", "1/2"]),
        ("weights", [3, 8]),
        ("total", None),
        ("total", 0.1),
        ("gap", "x"),
        ("multiplier", 3),
    ],
)
def test_malformed_data(name: str, value: Any) -> None:
    data = budget_data(split_error(PROBLEM).certificate)
    with pytest.raises(CertificateError):
        read_budget({**data, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("objective", "least"),
        ("objective", None),
        ("steps", []),
        ("steps", ["1/100", "1/50", "1/50"]),
        ("weights", ["3", "-8"]),
        ("multiplier", "7"),
        ("total", "1/11"),
    ],
)
def test_data_that_are_read_and_refused_by_the_checker(name: str, value: Any) -> None:
    data = budget_data(split_error(PROBLEM).certificate)
    with pytest.raises(CertificateError):
        check_budget(read_budget({**data, name: value}))


@pytest.mark.parametrize("data", [None, [], {}, 5, "text"])
def test_no_data(data: object) -> None:
    with pytest.raises(CertificateError, match="no certificate of a budget"):
        read_budget(data)


def test_long_numbers_are_written() -> None:
    assert exact_text(Fraction(1, 10**6000)) == "1/1" + "0" * 6000
