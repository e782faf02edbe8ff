"""Bounds and constants as data: complete, computed from what was proved, and fit for JSON."""

from __future__ import annotations

import json
import operator
from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Any

import pytest
import query_papers
import toy_paper
from browser_pages import audited

from varsym.graph.bounds import Bound
from varsym.graph.paper import Paper
from varsym.pack import Repair, Statement, norm, reals
from varsym.report.page.query_programs import query_programs

x, y = reals("x y")


def _program(conclusion: Any, **more: Any) -> list[dict[str, Any]]:
    statement = Statement("lem:1", "lemma", "One", conclusion=conclusion, **more)
    return query_programs(Paper("one", "One", [statement]).audit()).get("lem:1", [])


def _value(tree: list[Any], env: Mapping[str, Any]) -> Fraction:
    """Evaluate a tree as it stands, by nothing but its signs."""
    kind = tree[0]
    if kind == "number":
        return Fraction(tree[1])
    if kind in ("index", "real"):
        return Fraction(env[tree[1]])
    if kind in ("sum", "prod"):
        low, high = (int(_value(end, env)) for end in tree[2:4])
        parts = [_value(tree[4], {**env, tree[1]: at}) for at in range(low, high + 1)]
        return sum(parts, Fraction(0)) if kind == "sum" else prod(parts, start=Fraction(1))
    left, right = _value(tree[1], env), _value(tree[2], env)
    if kind == "^":
        return left ** int(right)
    signs = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
    found: Fraction = signs[kind](left, right)
    return found


def test_a_paper_without_statements_has_no_questions() -> None:
    assert query_programs(Paper("none", "None", []).audit()) == {}


def test_a_statement_without_a_bound_has_no_questions() -> None:
    plain = Statement("lem:1", "lemma", "One", text="Nothing is claimed.")
    assert query_programs(Paper("one", "One", [plain]).audit()) == {}


def test_what_is_refuted_is_no_question() -> None:
    assert _program(x + 1 <= x) == []


def test_the_data_follow_the_claim_when_a_sign_is_changed() -> None:
    (true,) = _program(x <= x + y * y)
    assert true["expression"][0] == "+"
    assert _program(x <= x - y * y - 1) == []


def test_a_form_whose_right_side_is_a_norm_is_no_question() -> None:
    near = norm(toy_paper.f - toy_paper.g)
    found = _program(x <= x + 1, bounds={"norm": Repair("a norm", near <= near + 0 * x, [])})
    assert [one["name"] for one in found] == ["bound"]


def test_the_default_comes_first_and_names_no_form() -> None:
    found = query_programs(query_papers.paper.audit())["lem:3"]
    assert [(one["name"], one["form"]) for one in found] == [
        ("bound", None), ("square", "square"), ("quotient", "quotient"), ("c", "c"),
    ]  # fmt: skip
    assert found[0]["command"] == ["varsym", "bound", "lem:3", "--pack", "shapes"]
    assert found[1]["command"][-2:] == ["--form", "square"]


def test_the_first_constant_answers_for_a_statement_without_a_bound() -> None:
    found = query_programs(query_papers.paper.audit())["def:1"]
    assert [one["form"] for one in found][:3] == [None, "mixed", "scaled"]


def test_hostile_words_stay_text() -> None:
    found = query_programs(query_papers.paper.audit())["lem:3"][0]
    assert found["parameters"][0]["meaning"] == query_papers.HOSTILE
    assert "<img" not in found["mathml"]


@pytest.fixture(scope="module")
def real() -> dict[str, list[dict[str, Any]]]:
    return query_programs(audited("real"))


def test_it_is_json_without_loss(real: dict[str, Any]) -> None:
    assert json.loads(json.dumps(real)) == real


def test_every_question_is_about_the_same_claim_as_python_answers(real: dict[str, Any]) -> None:
    paper = audited("real").paper
    for name, known in real.items():
        assert known[0]["claim"].startswith(f"{name}/")
        for one in known:
            asked = paper[name].question(one["form"], one["reading"])
            assert asked.conditions == [condition["text"] for condition in one["conditions"]]
            assert list(asked.parameters) == [parameter["name"] for parameter in one["parameters"]]
            if isinstance(asked, Bound):
                assert asked.claim.id == one["claim"]
                assert asked._names == {
                    parameter["name"]: parameter["kind"]
                    for parameter in one["parameters"]
                    if parameter["needed"]
                }
                loud = [letter for letter, kind in asked._names.items() if kind == "index"]
                assert all(asked._is_loud(letter) for letter in loud)


def test_every_proved_bound_and_constant_is_there(real: dict[str, Any]) -> None:
    for found in audited("real"):
        names = {one["claim"] for one in real.get(found.statement.id, ())}
        for metric in found.statement.metrics:
            assert {decision.claim.id for decision in found.bounds(metric).values()} <= names
        assert {f"{found.statement.id}/{name}" for name in found.statement.constants} <= names


def test_the_tree_says_the_same_number(real: dict[str, Any]) -> None:
    env = {"r": 4, "K1": "3/2", "K": "2/3", "eps1": "1/10", "eps2": "1/7"}
    asked = audited("real").paper["thm:6.6"]
    expected = asked.bound(r=4, K1="3/2", K="2/3", eps1="1/10", eps2="1/7").exact
    assert _value(real["thm:6.6"][0]["expression"], env) == expected
    uniform = next(one for one in real["thm:6.6"] if one["name"] == "uniform")
    env = {"r": 5, "K": "3", "eps1": "1/10", "eps2": "1/7"}
    expected = asked.bound(form="uniform", r=5, K="3", eps1="1/10", eps2="1/7").exact
    assert _value(uniform["expression"], env) == expected


def test_readings_that_rest_on_other_conditions_are_both_there(real: dict[str, Any]) -> None:
    assert [(one["reading"], one["command"][3:]) for one in real["lem:6.3"]] == [
        ("sup", []), ("L_alpha", ["--reading", "L_alpha"]),
    ]  # fmt: skip
    assert real["lem:6.3"][0]["conditions"] != real["lem:6.3"][1]["conditions"]
