from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from document_papers import MALICE, empty, every_kind, faultless, hostile
from markdown_it import MarkdownIt

from varsym.graph.audit import Audit, audit_paper
from varsym.graph.paper import Paper
from varsym.report.document import Document, document_text, referee_document
from varsym.report.document_blocks import Code, Formula, Paragraph, Runs, Section

#: What a document may be made of; `span` holds a dollar sign.
TAGS = "a code h1 h2 h3 h4 li p pre span strong sub sup table tbody td th thead tr ul"
ATTRIBUTES = {("a", "href"), ("a", "id"), ("code", "class")}
CODE = re.compile(r"(`+).*?\1", re.DOTALL)
# What GitHub makes a link of by itself, where CommonMark does not.
ADDRESS = re.compile(r"\w://|www\.\w|\w@\w")


class Page(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "code" not in self._open:
            self.texts.append(data)


def written(paper: Paper) -> str:
    return document_text(referee_document(audit_paper(paper)))


def in_markdown(*runs: Runs) -> str:
    sections = tuple(Section(["Title"], "", [Paragraph(items)]) for items in runs)
    return document_text(Document("Title", "", "1", sections)).partition("\n## Title\n\n")[2]


@pytest.mark.parametrize("words", MALICE)
def test_a_pack_cannot_do_anything_to_a_page(words: str) -> None:
    text = written(hostile(words))
    page = Page(text)
    assert page.tags <= set(TAGS.split())
    assert page.attributes <= ATTRIBUTES
    assert all(link.startswith("#") for link in page.links)
    assert ADDRESS.search(CODE.sub("", text)) is None


@pytest.mark.parametrize("words", MALICE)
def test_what_a_pack_says_is_there_to_be_read(words: str) -> None:
    page = Page(written(hostile(words)))
    seen = re.sub(r"\s|[^\x21-\x7e]|[_^{}]", "", "".join(page.texts))
    assert re.sub(r"\s|[^\x21-\x7e]|[_^{}]", "", words) in seen


@pytest.mark.parametrize("paper", [empty, faultless, every_kind], ids=lambda p: p.name)
def test_every_link_leads_somewhere(paper: Paper) -> None:
    page = Page(written(paper))
    assert set(page.links) <= {f"#{name}" for name in page.ids}
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) >= {f"#{name.replace(':', '-')}" for name in paper.statements}


def test_formulas_are_between_dollar_signs_and_backticks(toy: Audit) -> None:
    text = document_text(referee_document(toy))
    assert "- $`\\Vert g - h \\Vert \\le a`$" in text
    assert "```math\n\\Vert f \\circ g - f \\circ h \\Vert \\le K\\,a\n```" in text


def test_bars_in_a_table_do_not_end_a_cell(toy: Audit) -> None:
    rows = [x for x in document_text(referee_document(toy)).splitlines() if x.startswith("| ")]
    formulas = [row for row in rows if "\\Vert" in row]
    assert formulas
    assert all(row.count("|") == 6 for row in formulas)


def test_a_formula_that_is_none_is_shown_as_text() -> None:
    assert in_markdown([Formula("x}$", "x}$"), " and ", Formula("x_{1}", "x_1")]) == (
        "`x}$` and $`x_{1}`$\n\n"
    )


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("1. one", "1\\. one"),
        ("- one", "\\- one"),
        ("# one", "\\# one"),
        ("= one", "\\= one"),
        ("x_{i+1} in R^n", "x<sub>i+1</sub> in R<sup>n</sup>"),
        ("a & b < c | d", "a &amp; b \\< c \\| d"),
        ("one\n\n two", "one two"),
    ],
)
def test_words_are_shown_as_they_are(words: str, shown: str) -> None:
    assert in_markdown([words]) == f"{shown}\n\n"


@pytest.mark.parametrize(
    ("words", "shown"),
    [("plain", "`plain`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a|b", "`a|b`")],
)
def test_code_is_shown_as_it_is(words: str, shown: str) -> None:
    assert in_markdown([Code(words)]) == f"{shown}\n\n"
