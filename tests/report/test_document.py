"""The referee's report as a document: what is in it, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from document_papers import empty, every_kind, faultless
from toy_paper import puzzle

from varsym.errors import UnknownNameError
from varsym.graph.audit import Audit, audit_paper
from varsym.pack import (
    ArrayVariable,
    Assign,
    Index,
    Let,
    Loop,
    Procedure,
    Read,
    Return,
    While,
    as_scalar,
)
from varsym.report.document import document_text, formats, referee_document
from varsym.report.document_blocks import (
    Block,
    Code,
    Displayed,
    Formula,
    Link,
    Listing,
    Paragraph,
    Runs,
    Section,
    Shell,
    Strong,
    Table,
    Verdict,
    joined,
)
from varsym.report.document_printed import goal_blocks


def plain(items: Runs) -> str:
    """Return what runs say, without any markup."""
    said = []
    for item in items:
        match item:
            case str():
                said.append(item)
            case Formula() | Code() | Strong():
                said.append(item.text)
            case Verdict():
                said.append(item.name)
            case Link():
                said.append(item.target)
    return "".join(said)


def lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(runs):
            yield plain(runs)
        case Displayed(formula):
            yield formula.text
        case Listing(items):
            yield from map(plain, items)
        case Shell(commands):
            yield from commands
        case Table(head, rows, _):
            for row in (head, *rows):
                yield " | ".join(map(plain, row))


def told(section: Section) -> Iterator[str]:
    yield plain(section.title)
    for block in section.blocks:
        yield from lines(block)
    for part in section.parts:
        yield from told(part)


def part(section: Section, title: str) -> Section:
    return next(p for p in section.parts if plain(p.title) == title)


def item(audit: Audit, name: str) -> Section:
    findings = referee_document(audit).sections[1]
    return next(section for section in findings.parts if section.anchor == name)


@pytest.fixture(scope="module")
def all_kinds() -> Audit:
    return audit_paper(every_kind)


def test_runs_are_joined_with_what_stands_between() -> None:
    assert joined([]) == []
    assert joined(["a", [Code("b"), "c"]], "; ") == ["a", "; ", Code("b"), "c"]


# ------------------------------------------------------------------ the summary


def test_a_pack_without_statements_has_a_report_that_says_so() -> None:
    document = referee_document(audit_paper(empty))
    summary, findings, appendix = document.sections
    assert "There is nothing to report on." in list(told(summary))
    assert "The pack has no statements." in list(told(findings))
    assert not any("certificate" in line for line in told(appendix))


def test_where_nothing_is_wrong_the_report_says_so() -> None:
    summary = referee_document(audit_paper(faultless)).sections[0]
    said = list(told(summary))
    assert "Nothing that is printed was found to be wrong." in said
    assert not any("open" in line for line in said)


def test_the_counts_are_those_of_the_audit(toy: Audit) -> None:
    summary = referee_document(toy).sections[0]
    said = list(told(summary))
    assert said[1].startswith("This report covers 7 numbered items of the paper and 16 claims")
    assert "refuted | 1 | 9 | an exact counterexample breaks it" in said
    assert "ill-formed | 1 | 0 | contradicts itself" in said


def test_results_proofs_and_definitions_are_counted_apart(toy: Audit) -> None:
    assert list(told(referee_document(toy).sections[0]))[2] == (
        "Of 5 lemmas, theorems, corollaries and facts, 2 are proved as printed, 1 is proved after "
        "a named change, 1 is taken from the literature and 1 is refuted. Of 2 printed proofs, 2 "
        "are not proved at some step. Of 2 definitions, remarks, assumptions and algorithms, 1 is "
        "well-formed and 1 is ill-formed."
    )
    alone = referee_document(audit_paper(toy.paper, ["lem:2"])).sections[0]
    assert list(told(alone))[2] == (
        "Of 1 lemma, theorem, corollary or fact, 1 is taken from the literature."
    )


def test_what_fails_comes_first_and_by_name(toy: Audit) -> None:
    failing = part(referee_document(toy).sections[0], "What fails")
    said = list(told(failing))
    assert said[1].startswith("Of 7 items, 4 have something printed that is wrong.")
    assert [line.partition(" | ")[0] for line in said[3:]] == ["def:2", "lem:3", "lem:4", "thm:5"]
    assert said[-1] == "thm:5 | refuted | none | conclusion: 2 > 1 at x=1"


def test_what_is_open_is_listed() -> None:
    summary = referee_document(audit_paper(puzzle)).sections[0]
    assert list(told(part(summary, "What is open")))[2:] == ["lem:1/conclusion"]
    assert "1 claim in them. All but 1 were decided" in list(told(summary))[1]


# ------------------------------------------------------------------ one item


def test_each_item_has_a_section_of_its_own_in_the_order_of_the_paper(toy: Audit) -> None:
    findings = referee_document(toy).sections[1]
    assert [section.anchor for section in findings.parts] == list(toy.paper.statements)
    assert plain(findings.parts[4].title) == "Lemma 3: A step\nthat fails"


def test_only_what_was_audited_is_reported(toy: Audit) -> None:
    document = referee_document(audit_paper(toy.paper, ["lem:2"]))
    assert document.anchors >= {"lem:2"}
    assert "lem:3" not in document.anchors


def test_what_is_printed_is_what_was_checked(toy: Audit) -> None:
    said = list(told(part(item(toy, "lem:3"), "What the paper prints")))
    assert said[1] == "If f is K-Lipschitz and ‖g − h‖ ≤ a, then ‖f∘g − f∘h‖ ≤ K a."
    assert said[3:6] == ["‖g - h‖ ≤ a", "f is K-Lipschitz", "then"]
    assert said[6] == "‖f∘g - f∘h‖ ≤ K·a"


def test_there_is_a_verdict_a_reading_and_one_for_the_proof(toy: Audit) -> None:
    said = list(told(part(item(toy, "lem:3"), "Verdict")))
    assert [line.partition(".")[0] for line in said[1:]] == [
        "As printed, in sup: proved",
        "As printed, in L_α: proved",
        "Printed proof: gap",
    ]


def test_a_derivation_has_a_mark_at_each_relation(toy: Audit) -> None:
    section = part(item(toy, "lem:3"), "The displayed derivation")
    table = next(block for block in section.blocks if isinstance(block, Table))
    shown = [" ".join(map(plain, row)).split() for row in table.rows]
    assert shown[0] == ["‖f∘g", "-", "f∘h‖"]
    assert shown[1][:4] == ["1", "refuted", "refuted", "="]
    assert shown[2][:4] == ["2", "refuted", "refuted", "≤"]


def test_a_counterexample_is_worked_out(toy: Audit) -> None:
    said = list(told(part(item(toy, "lem:3"), "The displayed derivation")))
    failing = next(line for line in said if line.startswith("Step 1"))
    assert failing.startswith("Step 1 in sup: 0 ≠ 1. Take maps on the line")
    assert failing.endswith("Every condition holds; the left side is 0 and the right side 1.")


def test_a_claim_about_numbers_is_broken_by_numbers(toy: Audit) -> None:
    said = list(told(part(item(toy, "thm:5"), "What does not fit")))
    assert said[1].startswith("conclusion: 2 > 1. Take x = 1. Every condition holds; the left side")


def test_a_repair_is_told_with_its_proof(toy: Audit) -> None:
    said = list(told(part(item(toy, "lem:4"), "Repairs, in the order tried")))
    assert said[1] == "(1) refuted: y is at most 1."
    assert said[2] == "added: y ≤ 1"
    assert said[3] in ("refuted: 2 > 1 at x=1, y=1.", "refuted: 2 > 1 at y=1, x=1.")
    assert said[4:6] == ["(2) proved: y is at most 0.", "added: y ≤ 0"]
    assert said[6].startswith("proof: kernel theorem: ")
    assert "assume, order" in said[6]


def test_each_kind_of_evidence_is_told(all_kinds: Audit) -> None:
    section = item(all_kinds, "lem:1")
    said = "\n".join(told(section))
    for words in (
        "the side lengths are the same polynomials",
        "misfits in sup: 1 ≠ 0 at the codomain of the whole, m=0.",
        "open: neither a proof nor a counterexample was found.",
        "all letters declared; for all sizes",
        "kernel theorem: ",
        "(3) open of open in sup and in L_α: nobody knows.",
        "cited: Euler 1748.",
        "refuted: 2 > 1 at g=x",
        "The proof assumes as well: 0 ≤ a.",
        "double, in sup and in L_α: twice as much: ‖f∘g - f∘h‖ ≤ 2·K·a",
        "Parameters: K (Lipschitz constant), a (distance), x (size).",
        "varsym bound lem:1 --pack every-kind --form c x=...",
    ):
        assert words in said
    assert "Holds once" not in said


def test_a_formula_that_does_not_fit_is_told_by_the_smallest_sizes(all_kinds: Audit) -> None:
    said = list(told(part(item(all_kinds, "def:1"), "What does not fit")))
    assert said[1] == "beyond: i in e_{i}: 2 is above 1 at n = 1, i = 2."


def test_definitions_stand_on_lines_of_their_own(all_kinds: Audit) -> None:
    said = list(told(part(item(all_kinds, "lem:1"), "What the paper prints")))
    place = said.index("Claim sum:")
    assert said[place + 1].startswith("s := ")
    assert said[place + 2].startswith("Declared: z ∈ ")


def test_a_procedure_is_told_line_by_line() -> None:
    x, y = Read("x"), Read("y")
    procedure = Procedure(
        (Let(ArrayVariable("x", (as_scalar(2),))),),
        (
            While(
                1,
                "not done",
                (Loop(2, Index("i"), 1, 3, (Assign(3, "y", x + x),), None, (Assign(4, "x", y),)),),
            ),
            Return(6, y),
        ),
    )
    lines_, declared = goal_blocks(procedure)
    assert list(lines(lines_)) == [
        "1: while not done: ",
        "· 2: for i = 1,…,3: ",
        "· · 3: y ← x + x",
        "· after every round but the last:",
        "· · 4: x ← y",
        "6: return y",
    ]
    assert list(lines(declared)) == ["Declared: x ∈ ℝ^(2)."]


def test_standing_names_what_is_weaker(toy: Audit) -> None:
    said = list(told(part(item(toy, "lem:3"), "Dependencies and standing")))
    assert said[1:] == [
        "It refers to lem:1, def:2.",
        "Standing: ill-formed. Not proved among what it depends on: def:2 (ill-formed).",
    ]


# ------------------------------------------------------------------ the appendix, and formats


def test_the_appendix_says_how_to_replay(toy: Audit) -> None:
    said = list(told(referee_document(toy, "varsym report toy").sections[2]))
    assert "varsym report toy" in said
    assert "varsym audit toy --json audit.json" in said
    assert "varsym certificate def:1/shape --pack toy -o claim.json" not in said
    assert "varsym certificate lem:1/conclusion --pack toy -o claim.json" in said
    assert "python -m varsym.kernel claim.json" in said


def test_the_same_audit_gives_the_same_document(toy: Audit) -> None:
    for form in formats():
        first, second = (document_text(referee_document(a), form) for a in (toy, toy))
        assert first == second


def test_an_unknown_format_is_told(toy: Audit) -> None:
    with pytest.raises(UnknownNameError, match="markdown, latex"):
        document_text(referee_document(toy), "docx")
