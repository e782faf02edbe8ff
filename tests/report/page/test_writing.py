from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from document_papers import MALICE, empty, every_kind, faultless, hostile

from varsym.graph.audit import Audit
from varsym.pack import Paper, Statement, reals
from varsym.report.page import assets
from varsym.report.page.writing import page_html

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
_NAMES = """
a article aside b body button code dd details dialog div dl dt ellipse fieldset form g h1 h2 h3 h4
h5 h6 head header html input kbd label legend li main math meta mfrac mi mn mo mover mrow mspace
msqrt msub msubsup msup mtable mtd mtext mtr munder munderover nav noscript option p path polygon
pre script section select span strong style sub summary sup svg table tbody td text th thead title
tr ul wbr
"""
ELEMENTS = frozenset(_NAMES.split())


class Page(HTMLParser):
    """The elements of a page, each closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts.setdefault(self._open[-1], []).append(data)


def data_of(html: str) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("paper", [empty, faultless, every_kind], ids=lambda p: p.name)
def test_a_page_is_well_formed_and_its_ids_are_its_own(paper: Paper) -> None:
    page = Page(page_html(paper.audit()))
    assert page.tags <= ELEMENTS
    assert len(page.ids) == len(set(page.ids))
    assert [s["id"] for s in data_of(page_html(paper.audit()))["statements"]] == list(
        paper.statements
    )


def test_the_same_audit_gives_the_same_bytes(toy: Audit) -> None:
    assert page_html(toy) == page_html(toy)


def test_the_policy_lets_through_what_is_in_the_page_and_no_more(toy: Audit) -> None:
    html = page_html(toy)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    said = policy[1].replace("&#39;", "'")
    rules = dict(rule.split(" ", 1) for rule in said.split("; "))
    program = re.search(r'<script type="module">(.*?)</script>', html, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert program is not None
    assert style is not None
    assert rules == {
        "default-src": "'none'",
        "script-src": f"{assets.hashed(program[1])} 'wasm-unsafe-eval'",
        "worker-src": "blob:",
        "style-src": assets.hashed(style[1]),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert "\r" not in html


def test_nothing_is_loaded_and_no_style_or_handler_is_an_attribute(toy: Audit) -> None:
    page = Page(page_html(toy))
    names = {name for _, name, _ in page.attributes}
    assert not names & {"src", "srcset", "style", "action", "formaction", "ping", "background"}
    assert not [name for name in names if name.startswith("on")]
    links = [value for _, name, value in page.attributes if name in ("href", "xlink:href")]
    assert all(link.startswith("#") for link in links)


def test_the_first_view_is_in_the_page(toy: Audit) -> None:
    assert data_of(page_html(toy, "#id=lem:3&depth=2"))["view"] == "id=lem:3&depth=2"
    assert data_of(page_html(toy))["view"] == ""


def test_each_node_of_the_drawing_has_its_classes_and_link(toy: Audit) -> None:
    html = page_html(toy)
    nodes = re.findall(r'<g id="([^"]*)" class="node ([^"]*)"', html)
    assert unescape(dict(nodes)["lem:3"]) == "verdict-proved proof-gap kind-lemma"
    assert len(nodes) == len(toy)
    assert html.count('xlink:href="#id=') == len(toy)


def test_every_verdict_is_shown_with_its_mark(toy: Audit) -> None:
    html = page_html(toy)
    rows = re.findall(r'<li data-id="([^"]*)">(.*?)</li>', html, re.DOTALL)
    marks = {"proved": "✓", "well-formed": "✓", "repaired": "±", "cited": "†", "refuted": "✗",
             "ill-formed": "✗"}  # fmt: skip
    assert [name for name, _ in rows] == [found.statement.id for found in toy]
    for found, (_, row) in zip(toy, rows, strict=True):
        assert marks[found.verdict] in row
        assert found.verdict in row


@pytest.mark.parametrize("words", MALICE)
def test_a_pack_cannot_do_anything_to_a_page(words: str) -> None:
    html = page_html(hostile(words).audit())
    html.encode()
    page = Page(html)
    assert page.tags <= ELEMENTS
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "style"]
    links = [value for _, name, value in page.attributes if name in ("href", "xlink:href", "src")]
    assert all(link.startswith("#") for link in links)
    assert html.count("<script") == 3 + assets.program().count("<script")
    bidirectional = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")
    assert not bidirectional & set(html)


def test_a_title_of_any_length_is_drawn() -> None:
    (x,) = reals("x")
    title = "A" * 100_000 + " word" * 20_000
    statement = Statement("lem:1", "lemma", title, conclusion=x <= x + 1)
    html = page_html(Paper("long", "Long", [statement]).audit())
    assert len(re.findall(r'<g id="lem:1" class="node', html)) == 1
    assert "…" in html
    assert (
        max(map(len, re.findall(r"A+", html.partition('class="groups"')[2].partition("</li>")[0])))
        == 80
    )
