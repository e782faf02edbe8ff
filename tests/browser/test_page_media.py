"""Light and dark, print, phones, no scripts: the page in each of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_pages import PHONE

VIEWS = {"start": "", "statement": "id=lem:6.3", "focus": "focus=lem:6.3", "search": "q=norm"}
SCREENS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(open_page, screen: str, view: str) -> None:
    opened = open_page("real", VIEWS[view], **SCREENS[screen], bypass_csp=True)
    if view == "focus":
        opened.page.locator("#laying", has_text="in the graph").wait_for()
    found = Axe().run(opened.page).response["violations"]
    told = [
        (one["id"], [node["target"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert told == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_does_not_scroll_sideways_and_has_targets_to_touch(open_page, view) -> None:
    page = open_page("real", VIEWS[view], **SCREENS["phone"]).page
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    small = page.locator("button:visible, select:visible, .chip:visible, #statements a:visible")
    boxes = small.evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(b => Math.min(b.width, b.height))"
    )
    assert boxes
    assert min(boxes) >= 24


def test_on_a_phone_a_statement_fills_the_screen(open_page) -> None:
    opened = open_page("real", "id=lem:6.3", **SCREENS["phone"])
    box = opened.page.locator("#panel").bounding_box()
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    opened.page.get_by_role("button", name="Close the statement").tap()
    assert not opened.page.locator("#panel").is_visible()


def test_two_fingers_zoom(open_page) -> None:
    opened = open_page("toy", **SCREENS["phone"])
    frame = opened.page.locator("#drawing")
    scale = "e => Number(/scale\\(([^)]*)\\)/.exec(e.querySelector('svg').style.transform)[1])"
    before = frame.evaluate(scale)
    frame.evaluate(
        """frame => {
          const send = (type, id, x) => frame.dispatchEvent(new PointerEvent(type, {
            pointerId: id, pointerType: "touch", clientX: x, clientY: 300, bubbles: true }));
          frame.setPointerCapture = () => {};
          send("pointerdown", 1, 150); send("pointerdown", 2, 200);
          send("pointermove", 1, 100); send("pointermove", 2, 250);
          send("pointerup", 1, 100); send("pointerup", 2, 250);
        }"""
    )
    opened.page.wait_for_timeout(100)
    assert frame.evaluate(scale) > 1.5 * before


def printed(opened) -> tuple[int, str]:
    """Return how many sheets a page takes, and what is visible on them."""
    opened.page.emulate_media(media="print")
    sheets = opened.page.pdf(prefer_css_page_size=True)
    assert sheets[:5] == b"%PDF-"
    counts = [int(n) for n in re.findall(rb"/Count (\d+)", sheets)]
    return max(counts), opened.page.locator("body").inner_text()


def test_print_has_the_graph_the_legend_and_the_table(open_page) -> None:
    opened = open_page("real", color_scheme="dark")
    sheets, words = printed(opened)
    assert 2 <= sheets <= 8
    assert "Border: the statement" in words
    assert "Theorem 6.6" in words
    for control in ("Theme", "Search titles", "Fit"):
        assert control not in words
    ground = opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    box = opened.page.locator("#drawing svg").bounding_box()
    assert box["width"] <= 1440


def test_print_has_the_statement_that_is_open(open_page) -> None:
    opened = open_page("real", "id=lem:6.3")
    sheets, words = printed(opened)
    assert 2 <= sheets <= 8
    assert "What the paper prints" in words
    assert not opened.page.locator("#statements").is_visible()


def test_without_scripts_the_graph_the_list_and_the_findings_are_there(open_page, chromium) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(open_page("toy").file)
    assert page.locator("#statements li").count() == 7
    assert page.locator("#drawing g.node").count() == 7
    assert not page.locator("#filter").is_visible()
    assert not page.locator("#panel").is_visible()
    page.locator("#statements").get_by_role("link", name="Lemma 3").click()
    assert page.locator("#panel article:visible").inner_text().startswith("Lemma 3")
    assert page.locator("#panel article:visible").count() == 1
    context.close()


def test_what_a_phone_covers_cannot_be_reached(open_page) -> None:
    opened = open_page("real", "id=lem:6.3", **SCREENS["phone"])
    page = opened.page
    inert = "() => ['.head', '#statements', '.graph'].map(q => document.querySelector(q).inert)"
    assert page.evaluate(inert) == [True] * 3
    page.set_viewport_size({"width": 1400, "height": 900})
    page.wait_for_function("() => !document.querySelector('.head').inert")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Close the statement").click()
    assert page.evaluate(inert) == [False] * 3


def test_on_a_phone_a_focus_uncovers_the_graph(open_page) -> None:
    opened = open_page("toy", "id=lem:3", **SCREENS["phone"])
    opened.page.get_by_role("button", name="Focus graph").tap()
    opened.page.locator("#laying", has_text="in the graph").wait_for()
    assert opened.view == "focus=lem:3"


def test_on_a_phone_closing_a_node_comes_back_to_the_graph(open_page) -> None:
    page = open_page("real", **SCREENS["phone"]).page
    page.locator('[id="cor:7.3"] a').evaluate(
        "link => link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))"
    )
    page.get_by_role("button", name="Close the statement").tap()
    assert page.evaluate("() => scrollY") == 0


def test_tables_do_not_break_words(open_page) -> None:
    page = open_page("real", "id=lem:6.3", viewport={"width": 1400, "height": 900}).page
    name = page.locator("#panel article:visible td code, #panel article:visible th code").first
    assert name.evaluate("e => e.getClientRects().length") == 1


def test_a_large_paper_is_printed_with_its_words(open_page) -> None:
    page = open_page("2000").page
    assert page.locator("#drawing .lettered").count() == 0
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    words = page.locator('[id="lem:1.2"] .brief')
    assert words.evaluate("e => getComputedStyle(e).display") != "none"


def test_the_list_of_keys_begins_with_its_heading(open_page) -> None:
    page = open_page("toy", **SCREENS["phone"]).page
    page.get_by_role("button", name="Help").tap()
    assert page.locator("#help").evaluate("e => e.scrollTop") == 0
