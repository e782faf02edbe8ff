from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner, Result

from varsym.cli import cli
from varsym.graph.budget_certificates import check_budget
from varsym.graph.budget_data import read_budget


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["bound", *arguments], prog_name="varsym")


def answer(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def words(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


def test_the_screen_has_the_numbers_and_what_they_rest_on() -> None:
    shown = words(run("thm:6.6", "--config", "var-256", "eps=1/10"))
    assert "10 13 → 16 1.88660 (2813/2048)² 1" in shown
    assert "≤ 1/10" in shown
    assert "an even split takes" in shown
    assert "standing ✗ refuted" in shown
    assert "lem:5.4 ✗ refuted" in shown


def test_the_screen_is_eighty_wide() -> None:
    result = run("thm:6.6", "--config", "var-1024", "eps=1/10", "--objective", "total")
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert [line for line in result.stdout.splitlines() if line.startswith("   14  ")]


def test_the_json_carries_the_budget() -> None:
    data = answer("thm:6.6", "--config", "flowar", "eps=1/10", "K1=3/2", "--digits", "12")
    assert data["schema"] == "varsym.configured-bound/1"
    assert Fraction(data["error"]["exact"]) <= Fraction(1, 10)
    assert data["standing"] == "refuted"
    assert data["overridden"] == ["K1"]
    budget = data["budget"]
    certificate = read_budget(budget["certificate"])
    check_budget(certificate)
    assert certificate.problem.total == Fraction(1, 10)
    errors = [Fraction(n["amplification"]) * Fraction(n["allowed"]) for n in data["networks"]]
    assert sum(errors) == Fraction(data["error"]["exact"])


def test_objectives_differ() -> None:
    logs = [
        answer("thm:6.6", "--config", "flowar", "eps=1/10", "--objective", one)["budget"]
        for one in ("product", "total")
    ]
    first, second = (log["log10_neurons"] for log in logs)
    assert float(first["product"]) < float(second["product"])
    assert float(first["total"]) > float(second["total"])


def test_two_networks_in_a_layer() -> None:
    shown = words(run("cor:7.3", "--config", "flowar", "eps=1/10", "Delta_t=1/2"))
    assert "5 eps2" in shown
    assert "given Delta_t = 1/2" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["thm:6.6", "--config", "var-256"], "No value for eps"),
        (["thm:6.6", "--config", "var-9", "eps=1"], "flowar"),
        (["thm:6.6", "--config", "var-256", "eps=0"], "above 0"),
        (["thm:6.6", "--config", "var-256", "eps=1/2,1"], "eps"),
        (["thm:6.6", "--config", "var-256", "eps=1/10", "eps1=1/10"], "more than there is"),
        (["thm:6.6", "--config", "var-256", "eps=1", "objective=total"], "objective"),
        (["thm:6.6", "--config", "var-256", "eps=1", "--reading", "L_alpha"], "--reading"),
        (["thm:6.6", "--config", "var-256", "eps=1", "--form", "uniform"], "--form"),
        (["thm:6.6", "r=1", "--objective", "total"], "without a configuration"),
        (["lem:6.3", "--config", "var-256", "eps=1"], "composition|configuration"),
    ],
)
def test_bad_input_ends_with_2(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert any(word in result.stderr for word in words.split("|"))
