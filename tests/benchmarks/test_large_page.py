"""The page of a paper with 2,000 statements in a browser: to open it, and to filter it.

The project promises 3 s and 0.2 s.  Times are the browser's own: from the navigation to the second
frame, and from a key to the frame that shows what is left.
"""

from __future__ import annotations

import pytest

pytest_plugins = ["browser_fixtures"]

OPENED = """() => new Promise(done => requestAnimationFrame(() => setTimeout(
    () => done(performance.now()))))"""
FILTERED = """async words => {
  const search = document.getElementById("search");
  search.value = words;
  search.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
}"""


def test_opening(benchmark, open_page) -> None:
    opened = open_page("2000")

    def start() -> float:
        opened.go("")
        return float(opened.page.evaluate(OPENED))

    seconds = benchmark.pedantic(start, rounds=5) / 1000
    benchmark.extra_info["seconds in the browser"] = round(seconds, 2)
    assert opened.page.locator("#statements li").count() == 2000


@pytest.mark.parametrize("words", ["shape", "bound number 1", "lem:7"])
def test_filtering(benchmark, open_page, words: str) -> None:
    page = open_page("2000").page

    def fresh() -> None:
        page.evaluate(FILTERED, "")

    benchmark.pedantic(lambda: page.evaluate(FILTERED, words), setup=fresh, rounds=10)
    assert page.locator("#statements li:not([hidden])").count() < 2000
