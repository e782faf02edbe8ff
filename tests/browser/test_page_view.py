"""The view in the address: linked, gone back to, and refused where it is nonsense."""

from __future__ import annotations

import pytest
from browser_pages import OpenPage, audited

from varsym.report.page.writing import page_html

VIEWS = [
    "id=lem:3",
    "id=lem:3&verdict=proved",
    "focus=thm:5&dir=both&depth=1",
    "verdict=proved,refuted&proof=gap&section=lem&q=step",
]


def titled(opened) -> str | None:
    shown = opened.page.locator("#panel article:visible h2")
    return shown.text_content() if shown.count() else None


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_that_is_linked_is_shown_and_stays_in_the_address(open_page, view: str) -> None:
    opened = open_page("toy", view)
    assert opened.page.locator("#told").text_content() == ""
    opened.page.locator("#zoom-in").click()
    assert opened.view == view


def test_a_linked_statement_is_open_marked_and_in_the_title(open_page) -> None:
    opened = open_page("toy", "id=lem:3")
    assert titled(opened) == "Lemma 3 A step that fails"
    assert opened.page.title().startswith("Lemma 3 · ")
    assert opened.page.locator("#statements li a[aria-current]").count() == 1
    assert opened.page.locator("g.node.open").get_attribute("id") == "lem:3"


def test_back_and_forward_go_through_what_was_opened(open_page) -> None:
    opened = open_page("toy")
    page = opened.page
    page.locator("#statements").get_by_role("link", name="Lemma 1").click()
    assert titled(opened) == "Lemma 1 Successor"
    page.locator("#panel article:visible").get_by_role("link", name="def:1").last.click()
    assert titled(opened) == "Definition 1 Plain"
    page.get_by_label("gap 2").check()
    opened.back()
    assert not page.get_by_label("gap 2").is_checked()
    opened.back()
    assert titled(opened) == "Lemma 1 Successor"
    opened.back()
    assert titled(opened) is None
    opened.forward()
    assert titled(opened) == "Lemma 1 Successor"
    assert opened.view == "id=lem:1"


def test_opening_a_statement_keeps_the_filter(open_page) -> None:
    opened = open_page("toy", "q=lem")
    opened.page.locator("#statements").get_by_role("link", name="Lemma 2").click()
    assert opened.view == "id=lem:2&q=lem"


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("id=lem:99", "id=lem:99"),
        ("focus=nothing", "focus=nothing"),
        ("focus=lem:3&dir=sideways", "dir=sideways"),
        ("focus=lem:3&depth=-1", "depth=-1"),
        ("depth=1e9", "depth=1e9"),
        ("verdict=proved,splendid", "verdict=splendid"),
        ("section=99", "section=99"),
        ("statements", "statements"),
        ("%E0%A4%A", "%"),
        ("id=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "id=<img src=x onerror=alert(1)>"),
        ("id=" + "x" * 5000, "x" * 60 + "…"),
        ("id=__proto__&focus=constructor", "constructor"),
        ("q=%00%E2%80%AE", ""),
    ],
)
def test_nonsense_in_the_address_is_told(open_page, view: str, said: str) -> None:
    opened = open_page("toy", view)
    told = opened.page.locator("#told").text_content()
    assert said in told
    assert len(told) < 700
    assert opened.page.locator("img").count() == 0
    assert opened.page.locator("#statements").is_visible()
    if said:
        opened.page.get_by_role("button", name="Dismiss").click()
        assert opened.page.locator("#told").text_content() == ""


def test_an_address_that_is_typed_is_followed(open_page) -> None:
    opened = open_page("toy")
    opened.page.evaluate("() => { location.hash = 'id=lem:4'; }")
    opened.page.locator("#panel article:visible").wait_for()
    assert titled(opened) == "Lemma 4 Needs a sign"


def test_the_theme_is_kept_and_changes_the_colours(open_page) -> None:
    opened = open_page("toy", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = opened.page.evaluate(ground)

    def wait_for(colour: str) -> None:
        opened.page.wait_for_function(f"colour => {ground} === colour", arg=colour)

    opened.page.get_by_label("Theme").select_option("dark")
    opened.page.wait_for_function(f"colour => {ground} !== colour", arg=light)
    dark = opened.page.evaluate(ground)
    opened.page.reload()
    wait_for(dark)
    opened.page.get_by_label("Theme").select_option("auto")
    wait_for(light)
    opened.page.emulate_media(color_scheme="dark")
    wait_for(dark)


def test_the_first_view_that_a_page_was_written_with_is_found_by_going_back(
    chromium, tmp_path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(page_html(audited("toy"), "id=lem:3"), encoding="utf-8")
    opened = OpenPage(chromium, file)
    assert titled(opened) == "Lemma 3 A step that fails"
    opened.page.get_by_role("button", name="Close the statement").click()
    assert titled(opened) is None
    opened.page.go_back()
    opened.page.locator("#panel article:visible").wait_for()
    assert titled(opened) == "Lemma 3 A step that fails"
    opened.close()


def test_a_page_whose_program_fails_is_told_at_once(chromium, page_of, tmp_path) -> None:
    file = tmp_path / "page.html"
    broken = page_of("toy").read_text(encoding="utf-8").replace("Theme.start();", "Theme.stop();")
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(AssertionError, match=r"not ready: .*Content Security Policy"):
        OpenPage(chromium, file)
