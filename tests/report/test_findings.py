from __future__ import annotations

from dataclasses import replace

from document_papers import every_kind, faultless

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.graph.audit import Audit
from varsym.graph.paper import Paper
from varsym.graph.statement import Repair, Statement
from varsym.report.findings import (
    change_of,
    claim_name,
    failing_steps,
    faults,
    proof_reason,
    repairs_tried,
    rules,
    verdict_reason,
    weight,
    worked,
)

x, y = e.reals("x y")


def test_all_relations_that_hold_are_counted() -> None:
    assert proof_reason(faultless.audit()["lem:1"]) == "All 2 displayed relations are proved."
    single = Statement("lem:1", "lemma", "", claims={"step:1": x <= x + 1}, conclusion=x <= x + 2)
    paper = type(faultless)("single", "", [single])
    assert proof_reason(paper.audit()["lem:1"]) == "The displayed relation is proved."
    assert proof_reason(faultless.audit()["def:1"]) == "Nothing is displayed."


def test_numbers_are_not_called_maps() -> None:
    found = worked(decide(Claim("demo", x + 1 <= x, ())))
    assert found.startswith("Take x = 1. Every condition holds;")


def test_maps_are_called_maps(toy: Audit) -> None:
    assert worked(failing_steps(toy["lem:3"])[0]).startswith("Take maps on the line, each given")


def test_what_is_undecided_is_told_by_its_evidence() -> None:
    undecided = decide(Claim("demo", 0 <= x**4 - x + 1, ()))
    assert worked(undecided) == "neither a proof nor a counterexample was found."
    assert rules([undecided]) == []


def test_each_step_that_fails_is_told_once_for_both_readings(toy: Audit) -> None:
    assert [d.claim.id for d in failing_steps(toy["lem:3"])] == ["lem:3/step:1", "lem:3/step:2"]
    assert failing_steps(toy["lem:1"]) == []


def test_a_fault_that_both_readings_share_is_told_once() -> None:
    names = [name for name, _, _ in faults(every_kind.audit()["lem:1"])]
    assert names == ["misfits", "more"]


def test_a_reason_names_no_repair_where_none_mends_the_whole(toy: Audit) -> None:
    found = every_kind.audit()["lem:1"]
    assert "Holds once" not in verdict_reason(found, "sup", found.verdict)
    mended = toy["lem:4"]
    assert "Holds once y is at most 0." in verdict_reason(mended, "sup", mended.verdict)


def test_a_reason_names_what_mends_each_claim() -> None:
    statement = Statement(
        "lem:1",
        "lemma",
        "",
        conclusion=x + 1 <= x,
        claims={"other": y + 2 <= y},
        repairs=[
            Repair("one is less", x <= x + 1, []),
            Repair("two is less", y <= y + 2, [], mends="other"),
        ],
    )
    found = Paper("toy", "A toy", [statement]).audit()["lem:1"]
    assert found.verdict == "repaired"
    reason = verdict_reason(found, "sup", "repaired")
    assert "Holds once one is less. Its claim “other” fails too, and holds once two" in reason
    alone = Paper("toy", "", [replace(statement, repairs=statement.repairs[:1])]).audit()
    assert alone["lem:1"].verdict == "repaired"
    named = Paper("toy", "", [replace(statement, repairs=statement.repairs[1:])]).audit()
    assert named["lem:1"].verdict == "refuted"


def test_a_change_is_what_a_repair_drops_adds_and_concludes() -> None:
    statement = Statement("lem:1", "lemma", "", conclusion=x <= y, conditions=[0 <= x])
    change = change_of(statement, Repair("another", x <= y + 1, [0 <= y]))
    assert (change.dropped, change.added) == ((statement.conditions[0],), (0 <= y,))
    assert change.conclusion == (x <= y + 1)
    assert change_of(statement, Repair("none", x <= y, [0 <= x])) == type(change)((), (), None)


def test_repairs_come_in_the_order_of_the_pack(toy: Audit) -> None:
    tried = repairs_tried(toy["lem:4"])
    assert [(t.repair.name, t.verdict) for t in tried] == [
        ("y is at most 1", "refuted"),
        ("y is at most 0", "proved"),
    ]
    assert {t.metrics for t in repairs_tried(every_kind.audit()["lem:1"])} == {("sup", "L_alpha")}


def test_a_proof_is_weighed_and_its_rules_named(toy: Audit) -> None:
    decision = toy["lem:1"].decisions[0]
    assert claim_name(decision) == "conclusion"
    assert weight(decision) == "kernel theorem: 1 step, 1 rule, 0 hypotheses"
    assert rules([decision, decision]) == ["order"]
