"""A paper with 2,000 statements: all of them are there, and a search leaves what it finds.

How long that takes is measured in tests/benchmarks/test_large_page.py.
"""

from __future__ import annotations

import pytest


def test_it_has_every_statement_and_sets_the_words_of_few(open_page) -> None:
    page = open_page("2000").page
    assert page.locator("#statements li").count() == 2000
    assert page.locator("svg .node").count() == 2000
    assert page.evaluate("document.querySelectorAll('*').length") < 60_000


@pytest.mark.parametrize("words", ["shape", "bound number 1", "lem:7"])
def test_a_search_leaves_what_it_finds(open_page, words: str) -> None:
    page = open_page("2000").page
    page.locator("#search").fill(words)
    page.wait_for_function("document.querySelectorAll('#statements li[hidden]').length > 0")
    left = page.locator("#statements li:not([hidden])").count()
    assert 0 < left < 2000
