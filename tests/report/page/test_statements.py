from __future__ import annotations

from varsym.graph.audit import Audit
from varsym.report.page.statements import address, groups, rows
from varsym.report.proof_graph import proof_graph


def all_rows(audit: Audit):
    return rows(audit, proof_graph(audit))


def test_an_empty_paper_has_no_groups() -> None:
    assert groups(()) == ()


def test_statements_without_a_section_are_grouped_by_kind(toy: Audit) -> None:
    found = groups(all_rows(toy))
    assert [(g.key, g.name, len(g.rows)) for g in found] == [
        ("def", "Definitions", 2), ("lem", "Lemmas", 4), ("thm", "Theorems", 1),
    ]  # fmt: skip


def test_statements_are_grouped_by_the_section_that_their_number_tells(large: Audit) -> None:
    found = groups(all_rows(large))
    assert [(g.key, g.name, len(g.rows)) for g in found] == [
        ("1", "Section 1", 40), ("2", "Section 2", 20),
    ]  # fmt: skip


def test_a_label_says_name_title_and_verdicts(toy: Audit) -> None:
    labels = {row.node.id: row.label for row in all_rows(toy)}
    assert labels["lem:3"] == "Lemma 3, A step that fails: proved; printed proof: gap"
    assert labels["lem:2"] == "Lemma 2, Literature: cited"


def test_a_row_depends_on_what_is_drawn_into_it(toy: Audit) -> None:
    found = {row.node.id: row for row in all_rows(toy)}
    assert found["thm:5"].depends_on == ("lem:2", "lem:3")
    assert found["thm:5"].data()["edges"] == [
        '"lem:2" -> "thm:5" [id="lem:2>thm:5"];', '"lem:3" -> "thm:5" [id="lem:3>thm:5"];',
    ]  # fmt: skip
    assert f'URL="{address("thm:5")}"' in found["thm:5"].data()["dot"]


def test_a_search_looks_through_id_title_text_and_formulas(toy: Audit) -> None:
    words = {row.node.id: row.words for row in all_rows(toy)}["lem:3"]
    for sought in ("lem:3", "Lemma 3", "A step that fails", "K-Lipschitz", "‖g - h‖ ≤ a"):
        assert sought in words
