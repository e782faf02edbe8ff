from __future__ import annotations

from varsym.graph.audit import Audit
from varsym.report.counterexamples import brief, place, sides


def test_the_broken_relation_is_turned_round(toy: Audit) -> None:
    found = toy["lem:3"]
    assert sides(found.decision("lem:3/step:1")) == "0 ≠ 1"
    assert sides(found.decision("lem:3/step:2")) == "1 > 0"


def test_only_what_the_claim_names_is_shown(toy: Audit) -> None:
    found = toy["lem:3"]
    assert place(found.decision("lem:3/step:1")) == "g=x, h=x, f=1"
    assert place(found.decision("lem:3/step:2")) == "g=x, h=x, f=1, a=0, K=0"


def test_shapes_say_where(toy: Audit) -> None:
    assert brief(toy["def:2"].decision("def:2/shape")) == "1 ≠ 0 at t after t, m=0, n=1"


def test_what_is_not_refuted_has_its_summary(toy: Audit) -> None:
    decision = toy["lem:2"].decision("lem:2/conclusion")
    assert brief(decision) == "Knuth <1968>"
    assert sides(decision) == place(decision) == ""
