"""The audit as JSON, for machines; `schema` says what is in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Any

from varsym.claims.decisions import Claim, Decision
from varsym.claims.render import text
from varsym.graph.audit import Audit, StatementAudit
from varsym.graph.bounds import bound_of
from varsym.graph.constants import StatedConstant
from varsym.graph.statement import Repair, Statement
from varsym.kernel import Theorem

__all__ = ["SCHEMA", "audit_json", "dumps", "schema"]

SCHEMA = "varsym.audit/1"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the report.

    Examples
    --------
    >>> schema()["properties"]["schema"]
    {'const': 'varsym.audit/1'}
    """
    source = resources.files("varsym.report").joinpath("audit.schema.json")
    found: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return found


def dumps(data: Any) -> str:
    """Return plain data as JSON text that is the same for the same data."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def audit_json(audit: Audit) -> dict[str, Any]:
    """Return an audit as plain data: each claim with its verdict and its evidence.

    Examples
    --------
    >>> from varsym.graph.audit import audit_paper
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "More", conclusion=x <= x + 1)])
    >>> audit_json(audit_paper(toy))["statements"][0]["verdict"]
    'proved'
    """
    totals: dict[str, Any] = {k: dict(sorted(v.items())) for k, v in audit.totals().items()}
    return {
        "schema": SCHEMA,
        "pack": audit.paper.name,
        "title": audit.paper.title,
        "source": audit.paper.source,
        "statements": [_statement(audit, found) for found in audit],
        "totals": {**totals, "open": sorted(audit.undecided), "faults": sorted(audit.faults)},
    }


def _statement(audit: Audit, found: StatementAudit) -> dict[str, Any]:
    statement = found.statement
    data: dict[str, Any] = {
        "id": statement.id,
        "kind": statement.kind,
        "title": statement.title,
        "text": statement.text,
        "verdict": found.verdict,
        "printed_proof": found.printed_proof,
        "standing": audit.standing(statement.id),
        "depends_on": list(statement.depends_on),
        "rests_on": [{"id": name, "verdict": v} for name, v in audit.rests_on(statement.id)],
    }
    if len(found.readings) > 1:
        data["readings"] = found.readings
    data["claims"] = _claims(found)
    repair = _repair(found)
    if repair is not None:
        data["repair"] = repair
    bound = _bound(found)
    if bound is not None:
        data["bound"] = bound
    if statement.constants:
        data["constants"] = {name: _constant(statement, name) for name in statement.constants}
    return data


def _constant(statement: Statement, name: str) -> dict[str, Any]:
    constant = StatedConstant(statement, name)
    return {
        "latex": constant.latex,
        "parameters": constant.parameters,
        "conditions": constant.conditions,
    }


def _claims(found: StatementAudit) -> list[dict[str, Any]]:
    statement = found.statement
    printed = {c.id for metric in found.readings for c in statement.printed_claims(metric)}
    changes = {claim.id: repair.name for repair, claim in _changes(found)}
    rows = []
    for decision in found.decisions:
        claim = decision.claim
        row: dict[str, Any] = {
            "id": claim.id,
            "text": claim.text,
            "conditions": [text(c) for c in claim.conditions],
            "reading": claim.metric,
            "printed": claim.id in printed,
            "verdict": decision.verdict,
            "evidence": _evidence(decision),
        }
        if claim.id in changes:
            row["change"] = changes[claim.id]
        rows.append(row)
    return rows


def _changes(found: StatementAudit) -> Iterator[tuple[Repair, Claim]]:
    for metric in found.readings:
        yield from found.statement.repair_claims(metric)
        for _, form, claim in found.statement.bound_claims(metric):
            yield form, claim


def _evidence(decision: Decision) -> dict[str, Any]:
    evidence = decision.evidence
    data: dict[str, Any] = {"kind": evidence.kind, "summary": evidence.summary}
    if evidence.kind == "formula" and evidence.details:
        data["faults"] = list(evidence.details.values())
    if evidence.counterexample is not None:
        data["counterexample"] = dict(evidence.counterexample)
    if evidence.theorems:
        data["theorems"] = [_theorem(theorem) for theorem in evidence.theorems]
    return data


def _theorem(theorem: Theorem) -> dict[str, Any]:
    def backing(pairs: Iterable[tuple[str, object]]) -> list[dict[str, str]]:
        return [{"source": s, "text": j} for s, j in sorted((s, str(j)) for s, j in pairs)]

    return {
        "conclusion": str(theorem.judgement),
        "hypotheses": sorted(map(str, theorem.hypotheses)),
        "citations": backing(theorem.citations),
        "oracles": backing(theorem.oracles),
    }


def _repair(found: StatementAudit) -> dict[str, Any] | None:
    for metric, verdict in found.readings.items():
        change = found.repair(metric) if verdict in ("repaired", "ill-formed") else None
        if change is not None:
            repair, decision = change
            return {
                "name": repair.name,
                "claim": decision.claim.id,
                "reading": metric,
                "conclusion": text(repair.conclusion),
                "conditions": [text(c) for c in repair.conditions],
            }
    return None


def _bound(found: StatementAudit) -> dict[str, Any] | None:
    bound = bound_of(found)
    if bound is None:
        return None
    data: dict[str, Any] = {
        "claim": bound.claim.id,
        "latex": bound.latex,
        "parameters": dict(bound.parameters),
        "conditions": list(bound.conditions),
    }
    tightness = bound.tightness
    return data if tightness is None else data | {"tightness": tightness.line()}
