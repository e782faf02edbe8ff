from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from toy_paper import puzzle

from varsym.graph.audit import Audit, audit_paper
from varsym.report.json_report import audit_json, dumps, schema

Validator = jsonschema.Draft202012Validator


@pytest.fixture(scope="module")
def data(toy: Audit) -> Any:
    return json.loads(dumps(audit_json(toy)))


def test_the_schema_is_one() -> None:
    Validator.check_schema(schema())


def test_a_report_meets_its_schema(data: Any) -> None:
    Validator(schema()).validate(data)
    Validator(schema()).validate(audit_json(audit_paper(puzzle)))


def test_every_claim_names_its_evidence(data: Any) -> None:
    for statement in data["statements"]:
        for claim in statement["claims"]:
            evidence = claim["evidence"]
            match claim["verdict"]:
                case "proved":
                    assert evidence["kind"] == "shapes" or evidence["theorems"][0]["conclusion"]
                case "refuted":
                    assert evidence["counterexample"]["assignment"]
                case "cited":
                    assert evidence["summary"] == "Knuth <1968>"


def test_readings_are_there_where_norms_are_left_open(data: Any) -> None:
    found = {s["id"]: s.get("readings") for s in data["statements"]}
    assert found["lem:3"] == {"sup": "proved", "L_alpha": "proved"}
    assert found["lem:1"] is None


def test_a_repair_is_named_and_the_refutation_stays(data: Any) -> None:
    statement = next(s for s in data["statements"] if s["id"] == "lem:4")
    assert statement["repair"]["name"] == "y is at most 0"
    assert statement["repair"]["claim"] == "lem:4/repair:2"
    verdicts = {c["id"]: c["verdict"] for c in statement["claims"]}
    assert verdicts["lem:4/conclusion"] == "refuted"
    changes = [c["change"] for c in statement["claims"] if not c["printed"]]
    assert changes == ["y is at most 1", "y is at most 0"]


def test_totals_add_up(data: Any) -> None:
    claims = [c["verdict"] for s in data["statements"] for c in s["claims"]]
    assert data["totals"]["claims"] == {v: claims.count(v) for v in sorted(set(claims))}
    assert data["totals"]["open"] == []
    assert "thm:5" in data["totals"]["faults"]


def test_the_same_audit_gives_the_same_text(toy: Audit) -> None:
    assert dumps(audit_json(toy)) == dumps(audit_json(audit_paper(toy.paper)))


def without(data: Any, *path: Any) -> Any:
    changed = copy.deepcopy(data)
    place = changed
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return changed


@pytest.mark.parametrize(
    "path",
    [
        ("schema",),
        ("statements", 0, "verdict"),
        ("statements", 2, "claims", 0, "evidence"),
        ("statements", 2, "claims", 0, "evidence", "theorems"),
        ("statements", 6, "claims", 0, "evidence", "counterexample"),
    ],
)
def test_the_schema_asks_for_evidence(data: Any, path: tuple[Any, ...]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        Validator(schema()).validate(without(data, *path))
