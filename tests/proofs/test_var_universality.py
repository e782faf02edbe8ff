"""What the audit finds in Sections 4, 6 and 7 of the paper."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from recheck import is_confirmed

from proofs.var_universality import paper
from varsym import kernel as k
from varsym.claims.refuting.search import find_counterexample
from varsym.graph.audit import Audit, audit_paper
from varsym.graph.paper import Paper
from varsym.pack import BigO, Compare

SUP = {
    "thm:4.1": "repaired",
    "cor:4.2": "repaired",
    "lem:6.1": "cited",
    "ass:6.2": "ill-formed",
    "lem:6.3": "proved",
    "lem:6.4": "repaired",
    "lem:6.5": "proved",
    "thm:6.6": "repaired",
    "cor:7.1": "proved",
    "cor:7.2": "repaired",
    "cor:7.3": "repaired",
}
L_ALPHA = {
    "thm:4.1": "repaired",
    "cor:4.2": "repaired",
    "lem:6.1": "cited",
    "lem:6.3": "repaired",
    "lem:6.4": "repaired",
    "lem:6.5": "proved",
    "thm:6.6": "repaired",
    "cor:7.1": "repaired",
    "cor:7.2": "repaired",
    "cor:7.3": "repaired",
}
PRINTED = {
    "thm:4.1": "none",
    "cor:4.2": "none",
    "lem:6.1": "gap",
    "ass:6.2": "none",
    "lem:6.3": "gap",
    "lem:6.4": "gap",
    "lem:6.5": "valid",
    "thm:6.6": "gap",
    "cor:7.1": "gap",
    "cor:7.2": "gap",
    "cor:7.3": "none",
}
FIRST = {
    "thm:4.1": "thm:4.1/conclusion",
    "cor:4.2": "cor:4.2/conclusion",
    "ass:6.2": "ass:6.2/composition",
    "lem:6.1": "lem:6.1/step:1",
    "lem:6.3": "lem:6.3/step:3",
    "lem:6.4": "lem:6.4/step:1",
    "thm:6.6": "thm:6.6/step:2",
    "cor:7.1": "cor:7.1/step:3",
    "cor:7.2": "cor:7.2/step:1",
    "cor:7.3": "cor:7.3/updated",
}
#: Statements whose bound is proved, with the names of the forms that are.
BOUNDS = {
    "lem:6.4": {"bound"},
    "thm:6.6": {"bound", "uniform", "uniform-contracting", "uniform-ratio-1"},
    "cor:7.2": {"bound", "uniform", "uniform-contracting", "uniform-ratio-1"},
    "cor:7.3": {"bound", "short-step"},
}


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audit_paper(paper)


def test_each_statement_is_there_once(audit: Audit) -> None:
    assert [found.statement.id for found in audit] == list(paper.statements)
    assert set(SUP) == set(PRINTED)
    later = {name for name in paper.statements if name.split(":")[1][:2] in ("4.", "6.", "7.")}
    assert set(SUP) == later


@pytest.mark.parametrize("name", SUP)
def test_the_verdict_is_that_of_the_sup_reading(audit: Audit, name: str) -> None:
    assert audit[name].verdict == audit[name].readings["sup"] == SUP[name]


@pytest.mark.parametrize("name", L_ALPHA)
def test_the_reading_in_the_paper_s_own_norm(audit: Audit, name: str) -> None:
    assert audit[name].readings["L_alpha"] == L_ALPHA[name]


def test_what_speaks_of_no_norm_has_one_reading(audit: Audit) -> None:
    assert set(audit["ass:6.2"].readings) == {"sup"}


@pytest.mark.parametrize("name", PRINTED)
def test_the_printed_proof(audit: Audit, name: str) -> None:
    assert audit[name].printed_proof == PRINTED[name]


@pytest.mark.parametrize("name", SUP)
def test_the_first_relation_that_fails(audit: Audit, name: str) -> None:
    failure = audit[name].first_failure
    assert (failure and failure.claim.id) == FIRST.get(name)
    if failure is not None:
        assert failure.verdict == "refuted"
        assert failure.evidence.counterexample is not None


def test_the_standing_shows_the_lemmas_below_and_the_assumption(audit: Audit) -> None:
    for name in ("lem:6.3", "thm:6.6", "cor:7.1", "cor:7.2"):
        assert dict(audit.rests_on(name))["lem:6.1"] == "cited"
        assert dict(audit.rests_on(name))["ass:6.2"] == "ill-formed"
        assert dict(audit.rests_on(name))["lem:5.4"] == "refuted"
        assert audit.standing(name) == "refuted"
    assert audit.standing("lem:6.5") == "proved"


def test_every_printed_claim_is_decided(audit: Audit) -> None:
    assert audit.undecided == [] or all("/repair:" in name for name in audit.undecided)


def test_the_bounds_that_are_proved(audit: Audit) -> None:
    for name, forms in BOUNDS.items():
        assert forms <= set(audit[name].bounds("sup"))
    for name in ("thm:6.6", "cor:7.2"):
        assert {"bound-reached", "bound-placed", "placement"} <= set(audit[name].bounds("L_alpha"))


def test_the_least_change_of_a_class_is_found(audit: Audit) -> None:
    for name in ("thm:4.1", "cor:4.2", "thm:6.6", "cor:7.2", "cor:7.3"):
        claim = "conclusion" if name.endswith((":4.1", ":4.2")) else "class"
        for metric in ("sup", "L_alpha"):
            found = audit[name]
            tried = [
                found.decision(c.id).verdict
                for repair, c in found.statement.repair_claims(metric)
                if repair.mends == claim and not repair.conditions
            ]
            assert tried[-1] == "proved"
            assert set(tried[:-1]) == {"refuted"}


def test_two_epsilon_is_refuted_for_the_update_and_not_for_the_sum(audit: Audit) -> None:
    found = audit["cor:7.3"]
    assert found.decision("cor:7.3/added").verdict == "proved"
    updated = found.decision("cor:7.3/updated")
    assert updated.verdict == "refuted"
    assert updated.evidence.counterexample is not None
    step = updated.evidence.counterexample["assignment"]["Δ_t"]
    assert Fraction(step) + Fraction(step) ** 2 / 2 > 2


def test_repairs_ask_nothing_of_the_approximators(audit: Audit) -> None:
    for name in ("thm:6.6", "cor:7.2"):
        (theorem,) = (
            t
            for t in audit[name].bounds("sup")["bound"].evidence.theorems
            if t.judgement.kind == "norm"
        )
        smooth = [str(h) for h in theorem.hypotheses if "Lip(" in str(h)]
        assert smooth
        assert not any("tau" in h or "Phi" in h for h in smooth)


def test_what_rests_on_the_literature_says_so(audit: Audit) -> None:
    cited = {
        source
        for theorem in audit["thm:6.6"].decision("thm:6.6/conclusion").evidence.theorems
        for source, _ in theorem.citations
    }
    assert cited == {"lem:6.1"}
    for decision in audit["lem:6.5"].decisions:
        assert all(not t.citations and not t.oracles for t in decision.evidence.theorems)


def test_no_theorem_uses_an_oracle_or_a_hypothesis_of_its_own(audit: Audit) -> None:
    for found in audit:
        for decision in found.decisions:
            for theorem in decision.evidence.theorems:
                assert not theorem.oracles


def test_every_certificate_replays(audit: Audit) -> None:
    for name in ("lem:6.3", "lem:6.4", "lem:6.5", "thm:6.6"):
        theorems = [t for d in audit[name].decisions for t in d.evidence.theorems]
        again = k.replay(k.certificate(theorems))
        assert [t.judgement for t in again] == [t.judgement for t in theorems]
        assert [t.hypotheses for t in again] == [t.hypotheses for t in theorems]


def test_every_counterexample_is_confirmed(audit: Audit) -> None:
    for found in audit:
        for decision in found.decisions:
            claim, evidence = decision.claim, decision.evidence
            if evidence.kind != "counterexample" or evidence.counterexample is None:
                continue
            again = find_counterexample(claim.conditions, claim.goal, claim.metric, 2500)
            if again is None:
                continue
            assert again.assignment == dict(evidence.counterexample["assignment"])
            assert is_confirmed(claim.conditions, claim.goal, claim.metric, again), claim.id


def test_lemma_6_3_fails_where_the_design_says(audit: Audit) -> None:
    step = audit["lem:6.3"].decision("lem:6.3/step:3")
    assert "additive" not in step.evidence.summary
    assert step.verdict == "refuted"
    assert audit["lem:6.3"].decision("lem:6.3/conclusion").verdict == "proved"
    assert audit["lem:6.3"].decision("lem:6.3/step:4@L_alpha").verdict == "refuted"


def test_lemma_6_4_needs_both_identities_and_lipschitz_layers(audit: Audit) -> None:
    found = audit["lem:6.4"]
    assert found.decision("lem:6.4/repair:1").verdict == "refuted"
    assert found.decision("lem:6.4/repair:2").verdict == "proved"


def test_without_repairs_and_bounds_the_printed_verdicts_are_the_same(audit: Audit) -> None:
    bare = Paper("bare", "Bare", [replace(s, repairs=(), bounds={}) for s in paper])
    again = audit_paper(bare)
    for found in again:
        before = audit[found.statement.id]
        for decision in found.decisions:
            assert decision.verdict == before.decision(decision.claim.id).verdict
        assert found.printed_proof == before.printed_proof
        expected = "refuted" if before.verdict == "repaired" else before.verdict
        assert found.verdict == expected


@pytest.mark.parametrize("name", ["lem:6.3", "lem:6.5"])
def test_the_order_of_hypotheses_does_not_matter(audit: Audit, name: str) -> None:
    statement = paper.statements[name]
    turned = replace(
        statement,
        depends_on=(),
        repairs=(),
        bounds={},
        conditions=tuple(statement.conditions)[::-1],
    )
    for decision in audit_paper(Paper("turned", "Turned", [turned]))[name].decisions:
        assert decision.verdict == audit[name].decision(decision.claim.id).verdict


def test_the_conclusions_of_the_theorems_are_of_order_epsilon() -> None:
    for name in ("thm:6.6", "cor:7.2"):
        conclusion = paper.statements[name].conclusion
        assert isinstance(conclusion, Compare)
        assert isinstance(conclusion.right, BigO)
