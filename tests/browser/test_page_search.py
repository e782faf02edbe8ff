"""Search and filter, in the list and in the graph alike."""

from __future__ import annotations

import pytest

ALL = ["def:1", "def:2", "lem:1", "lem:2", "lem:3", "lem:4", "thm:5"]


def listed(page) -> list[str]:
    rows = page.locator("#statements li:visible")
    return list(rows.evaluate_all("rows => rows.map(row => row.dataset.id)"))


def lit(page) -> list[str]:
    nodes = page.locator("#drawing g.node:not(.dim)")
    return list(nodes.evaluate_all("all => all.map(n => n.id)"))


def test_all_statements_are_listed_by_section_and_counted(open_page) -> None:
    page = open_page("toy").page
    assert listed(page) == ALL
    assert page.locator("#count").text_content() == "7 statements"
    assert page.locator(".group h3").all_text_contents() == ["Definitions", "Lemmas", "Theorems"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lem:3", ["lem:3"]),
        ("LEMMA 3", ["lem:3"]),
        ("step fails", ["lem:3"]),
        ("Lipschitz", ["lem:3"]),  # in the text
        ("x + 1", ["lem:1", "thm:5"]),  # in formulas
        ("  ", ALL),
        ("nowhere", []),
    ],
)
def test_a_search_looks_through_ids_titles_texts_and_formulas(open_page, words, found) -> None:
    opened = open_page("toy")
    opened.page.keyboard.press("/")
    opened.page.keyboard.type(words)
    assert listed(opened.page) == found
    assert sorted(lit(opened.page)) == sorted(found)
    told = opened.page.locator("#count").text_content()
    assert told == ("7 statements" if found == ALL else f"{len(found)} of 7 statements")


def test_filters_keep_what_has_one_verdict_of_each_kind(open_page) -> None:
    opened = open_page("toy")
    page = opened.page
    page.get_by_label("proved 2").check()
    page.get_by_label("repaired 1").check()
    assert listed(page) == ["lem:1", "lem:3", "lem:4"]
    page.get_by_label("gap 2").check()
    assert listed(page) == ["lem:3", "lem:4"]
    assert opened.view == "verdict=proved,repaired&proof=gap"
    page.get_by_role("button", name="Clear").click()
    assert listed(page) == ALL
    assert not page.get_by_label("gap 2").is_checked()


def test_a_section_of_the_paper_can_be_chosen(open_page) -> None:
    opened = open_page("real")
    opened.page.get_by_role("combobox", name="Section").select_option("6")
    assert listed(opened.page) == ["lem:6.1", "ass:6.2", "lem:6.3", "lem:6.4", "lem:6.5", "thm:6.6"]
    assert opened.view == "section=6"


def test_arrows_between_what_is_filtered_out_are_dimmed(open_page) -> None:
    page = open_page("toy", "q=lem").page
    dimmed = page.locator("#drawing g.edge.dim").evaluate_all("all => all.map(e => e.id)")
    assert dimmed == ["def:1>lem:1", "def:2>lem:3", "lem:2>thm:5", "lem:3>thm:5"]


def test_escape_clears_a_search(open_page) -> None:
    opened = open_page("toy", "q=crooked")
    opened.page.locator("#search").press("Escape")
    assert listed(opened.page) == ALL
    assert opened.view == ""


def test_going_back_puts_back_what_was_sought(open_page) -> None:
    opened = open_page("toy", "q=lem")
    opened.page.get_by_label("gap 2").check()
    opened.page.locator("#search").fill("step")
    opened.back()
    assert opened.page.locator("#search").input_value() == "lem"
    assert opened.view == "q=lem"


def test_signs_that_nobody_sees_are_not_sought(open_page) -> None:
    page = open_page("toy").page
    page.locator("#search").fill("step\u00ad \u202efails")
    assert listed(page) == ["lem:3"]
