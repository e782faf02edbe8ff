"""Everything by keyboard, and what a screen reader is told."""

from __future__ import annotations


def focused(page) -> str:
    return str(
        page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.closest('g.node')?.id ?? (e.id || e.localName); }"
        )
    )


def test_arrows_walk_the_graph(open_page) -> None:
    page = open_page("toy").page
    page.locator("#drawing").focus()
    walk = [
        ("Home", "def:1"), ("ArrowDown", "lem:1"), ("ArrowDown", "lem:3"), ("ArrowDown", "thm:5"),
        ("ArrowDown", "thm:5"), ("ArrowUp", "lem:2"), ("ArrowRight", "lem:3"),
        ("ArrowLeft", "lem:2"), ("End", "thm:5"),
    ]  # fmt: skip
    for key, wanted in walk:
        page.keyboard.press(key)
        assert focused(page) == wanted, key


def test_arrows_pass_over_what_is_filtered_out(open_page) -> None:
    page = open_page("toy", "verdict=proved").page
    page.locator("#drawing").focus()
    assert focused(page) == "lem:1"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "lem:3"


def test_one_node_alone_is_in_the_order_of_tab(open_page) -> None:
    page = open_page("toy").page
    assert page.locator('#drawing a[tabindex="0"]').count() == 1
    page.locator("#drawing").focus()
    page.keyboard.press("End")
    assert page.locator('#drawing a[tabindex="0"]').count() == 1
    page.keyboard.press("Tab")
    assert focused(page) not in ("drawing", "thm:5")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "thm:5"


def test_enter_opens_and_escape_gives_the_focus_back(open_page) -> None:
    opened = open_page("toy")
    page = opened.page
    page.locator("#drawing").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert opened.view == "id=thm:5"
    assert focused(page) == "name-thm:5"
    page.keyboard.press("Escape")
    assert opened.view == ""
    assert focused(page) == "thm:5"


def test_escape_gives_the_focus_back_to_the_list(open_page) -> None:
    page = open_page("toy").page
    row = page.locator("#statements").get_by_role("link", name="Lemma 2")
    row.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert row.evaluate("e => e === document.activeElement")


def test_the_panel_leads_on_in_the_papers_order(open_page) -> None:
    opened = open_page("toy", "id=def:1")
    page = opened.page
    assert page.get_by_role("button", name="Previous statement").is_disabled()
    page.get_by_role("button", name="Next statement").click()
    assert opened.view == "id=def:2"


def test_help_opens_with_its_key_and_closes(open_page) -> None:
    page = open_page("toy").page
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    assert not page.locator("#help").is_visible()


def test_keys_are_letters_where_one_types(open_page) -> None:
    opened = open_page("toy")
    opened.page.locator("#search").click()
    opened.page.keyboard.type("f?0+")
    assert opened.page.locator("#search").input_value() == "f?0+"
    assert opened.view == "q=f%3F0%2B"


def test_keys_zoom_and_fit(open_page) -> None:
    page = open_page("toy").page

    def place() -> str:
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => done()))")
        return str(page.locator("#drawing svg").evaluate("e => e.style.transform"))

    fitted = place()
    page.keyboard.press("+")
    near = place()
    assert near != fitted
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert place() not in (near, fitted)
    page.keyboard.press("0")
    assert place() == fitted
    page.locator("#drawing").focus()
    page.keyboard.press("Shift+ArrowDown")
    assert place() != fitted


def test_wheel_and_drag_move_the_graph_and_do_not_open(open_page) -> None:
    opened = open_page("toy")
    page = opened.page
    place = "e => e.style.transform"
    drawing = page.locator("#drawing svg")
    before = drawing.evaluate(place)
    box = page.locator('[id="lem:3"]').bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=4)
    page.mouse.up()
    page.wait_for_timeout(100)
    moved = drawing.evaluate(place)
    assert moved != before
    assert opened.view == ""
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(100)
    assert drawing.evaluate(place) != moved
    page.mouse.click(x + 60, y + 30)
    assert opened.view == "id=lem:3"


def test_nodes_and_rows_say_what_they_are(open_page) -> None:
    page = open_page("real").page
    name = "Lemma 6.3, Two Layers Perturbation: proved; L_α: repaired; printed proof: gap"
    assert page.get_by_role("link", name=name, exact=True).count() == 1
    row = page.locator('#statements li[data-id="lem:6.3"]').inner_text()
    assert " ".join(row.split()) == (
        "✓ Lemma 6.3 Two Layers Perturbation proved Lα ± repaired proof ✗ gap"
    )


def test_the_page_has_landmarks_and_one_main_heading(open_page) -> None:
    page = open_page("toy", "id=lem:3").page
    for role in ("banner", "main", "complementary", "search", "application", "region"):
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("heading", level=1).count() == 1


def test_a_narrow_window_makes_room_for_the_search(open_page) -> None:
    opened = open_page("toy", "id=lem:3", viewport={"width": 1000, "height": 700})
    opened.page.keyboard.press("/")
    assert opened.view == ""
    assert focused(opened.page) == "search"
