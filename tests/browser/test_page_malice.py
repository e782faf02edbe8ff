"""Packs that try to make the page do something, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_pages import OpenPage
from document_papers import MALICE, hostile

from varsym.report.page.writing import page_html


@pytest.mark.parametrize("number", range(len(MALICE)))
def test_a_pack_cannot_do_anything_in_a_browser(chromium, tmp_path: Path, number: int) -> None:
    file = tmp_path / "page.html"
    file.write_text(page_html(hostile(MALICE[number]).audit()), encoding="utf-8")
    opened = OpenPage(chromium, file, "id=lem:1&focus=lem:1")
    page = opened.page
    page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
    page.locator("#laying", has_text="in the graph").wait_for()
    page.locator("#search").fill(MALICE[number][:100].replace("\ud800", ""))
    assert page.locator("#drawing g.node").count() == 2
    assert page.locator("img, iframe, object, embed, script:not([id], [type=module])").count() == 0
    links = page.locator("a").evaluate_all(
        "all => all.map(a => a.getAttribute('href') ?? a.getAttribute('xlink:href'))"
    )
    assert all(link.startswith("#") for link in links)
    assert opened.complaints == []
    assert [url for url in opened.requests if url[:5] not in ("file:", "blob:")] == []
    opened.close()
