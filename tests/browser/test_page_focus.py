"""One statement with what is around it, laid out anew by Graphviz in the browser."""

from __future__ import annotations

import pytest


def drawn(opened) -> set[str]:
    opened.page.locator("#laying", has_text="in the graph").wait_for()
    return set(opened.page.locator("#drawing g.node").evaluate_all("all => all.map(n => n.id)"))


@pytest.mark.parametrize(
    ("view", "kept"),
    [
        ("focus=lem:3", {"def:1", "def:2", "lem:1", "lem:3"}),
        ("focus=lem:3&depth=1", {"def:2", "lem:1", "lem:3"}),
        ("focus=lem:3&depth=0", {"lem:3"}),
        ("focus=lem:1&dir=descendants", {"lem:1", "lem:3", "thm:5"}),
        ("focus=lem:1&dir=descendants&depth=1", {"lem:1", "lem:3"}),
        ("focus=lem:3&dir=both&depth=1", {"def:2", "lem:1", "lem:3", "thm:5"}),
        ("focus=lem:4&dir=both", {"lem:4"}),
    ],
)
def test_a_focus_keeps_what_is_asked_for(open_page, view: str, kept: set[str]) -> None:
    opened = open_page("toy", view)
    assert drawn(opened) == kept
    arrows = opened.page.locator("#drawing g.edge").evaluate_all("all => all.map(e => e.id)")
    assert {end for arrow in arrows for end in arrow.split(">")} <= kept


def test_the_new_drawing_looks_as_the_old_one(open_page) -> None:
    opened = open_page("toy")
    node = opened.page.locator('[id="lem:3"]')
    look = """n => {
      const shown = getComputedStyle(n.querySelector("ellipse"));
      return [shown.stroke, shown.fill];
    }"""
    before = node.evaluate(look)
    words = node.locator(".words").text_content()
    opened.go("focus=lem:3")
    drawn(opened)
    assert node.evaluate(look) == before
    assert node.locator(".words").text_content().split() == words.split()
    assert node.get_attribute("class").split()[:4] == [
        "node", "verdict-proved", "proof-gap", "kind-lemma",
    ]  # fmt: skip


def test_direction_and_depth_are_chosen_and_the_whole_paper_comes_back(open_page) -> None:
    opened = open_page("toy", "focus=lem:3")
    drawn(opened)
    opened.page.get_by_label("Depth").select_option("1")
    opened.page.get_by_label("Direction").select_option("descendants")
    opened.page.locator('[id="thm:5"]').wait_for()
    assert drawn(opened) == {"lem:3", "thm:5"}
    assert opened.view == "focus=lem:3&dir=descendants&depth=1"
    opened.page.get_by_role("button", name="Whole paper").click()
    assert opened.page.locator("#drawing g.node").count() == 7
    assert opened.view == ""


def test_the_key_f_focuses_and_goes_back(open_page) -> None:
    opened = open_page("toy", "id=lem:3")
    opened.page.keyboard.press("f")
    assert drawn(opened) == {"def:1", "def:2", "lem:1", "lem:3"}
    assert opened.view == "id=lem:3&focus=lem:3"
    assert opened.page.locator("g.node.open").get_attribute("id") == "lem:3"
    opened.page.keyboard.press("f")
    assert opened.page.locator("#drawing g.node").count() == 7


def test_a_newer_focus_ends_an_older_one(open_page) -> None:
    opened = open_page("2000", "focus=def:50.40&dir=both")
    opened.page.evaluate("() => { location.hash = 'focus=lem:1.2&depth=0'; }")
    opened.page.locator("#laying", has_text="1 of 2000 in the graph").wait_for()
    opened.page.wait_for_timeout(500)
    assert opened.page.locator("#drawing g.node").count() == 1


def test_a_focus_in_a_large_paper_is_laid_out_beside_the_page(open_page) -> None:
    opened = open_page("2000")
    wanted = opened.page.evaluate("() => document.querySelectorAll('#drawing g.node').length")
    assert wanted == 2000
    opened.page.evaluate("() => { location.hash = 'focus=def:25.7&dir=both'; }")
    count = len(drawn(opened))
    assert 1 < count < 2000
    assert f"{count} of 2000" in opened.page.locator("#laying").text_content()


def test_what_graphviz_draws_is_let_through_by_name_alone(open_page) -> None:
    opened = open_page("toy", "focus=lem:3")
    drawn(opened)
    everything = opened.page.locator("#drawing svg *")
    names = everything.evaluate_all("all => [...new Set(all.map(e => e.localName))]")
    kept = everything.evaluate_all("all => [...new Set(all.flatMap(e => e.getAttributeNames()))]")
    assert set(names) <= {"g", "a", "path", "polygon", "ellipse", "text", "tspan", "title"}
    assert not [name for name in kept if name.startswith("on")]


BROKEN = {
    "refused": "globalThis.Worker = class { constructor() { throw new Error('none here'); } };",
    "dying": """globalThis.Worker = class extends EventTarget {
      postMessage() { setTimeout(() => this.dispatchEvent(new Event("error"))); }
      terminate() {}
    };""",
}


@pytest.mark.parametrize("how", BROKEN)
def test_where_no_worker_runs_that_is_told_and_the_rest_works(open_page, how: str) -> None:
    opened = open_page("toy")
    page = opened.page
    page.add_init_script(BROKEN[how])
    opened.go("id=lem:3&focus=lem:3")
    page.locator("#told", has_text="could not be laid out around Lemma 3").wait_for()
    assert page.locator("#laying").text_content() == ""
    assert page.locator("#drawing g.node").count() == 7
    page.get_by_role("button", name="Dismiss").click()
    page.locator("#search").fill("lem")
    assert page.locator("#count").text_content() == "4 of 7 statements"
    assert page.locator("#told").text_content() == ""
    page.get_by_role("button", name="Whole paper").click()
    assert opened.view == "id=lem:3&q=lem"


def test_the_keyboard_stays_on_the_statement_that_is_laid_out_around(open_page) -> None:
    opened = open_page("toy")
    page = opened.page
    page.locator("#drawing").focus()
    page.keyboard.press("End")
    page.keyboard.press("f")
    drawn(opened)
    on = "() => document.activeElement.closest('g.node')?.id"
    assert page.evaluate(on) == "thm:5"
    assert page.locator("g.node.middle").get_attribute("id") == "thm:5"
    page.keyboard.press("f")
    assert page.evaluate(on) == "thm:5"


def test_the_button_says_whether_the_graph_is_around_the_statement(open_page) -> None:
    page = open_page("toy", "id=lem:3").page
    button = page.get_by_role("button", name="Focus graph")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Next statement").click()
    assert button.get_attribute("aria-pressed") == "false"
