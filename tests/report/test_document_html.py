from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

import pytest
from document_papers import MALICE, empty, every_kind, faultless, hostile

from varsym.graph.audit import Audit, audit_paper
from varsym.graph.paper import Paper
from varsym.report.document import Document, document_text, referee_document
from varsym.report.document_blocks import (
    Block,
    Code,
    Displayed,
    Formula,
    Link,
    Listing,
    Paragraph,
    Section,
    Shell,
    Strong,
    Table,
    Verdict,
)
from varsym.report.document_html import runs_html, section_html
from varsym.report.palette import LOOKS

#: What a page may be made of, beside MathML.
TAGS = """
a body code div h1 h2 h3 h4 h5 h6 head html li main meta nav p pre section span strong style sub sup
table tbody td th thead title tr ul
"""
MATHEMATICS = """
math mfrac mi mn mo mover mrow mspace msqrt msub msubsup msup mtable mtd mtext mtr munder munderover
"""
ATTRIBUTES = """
accent alttext aria-hidden aria-label charset class content display form href id lang lspace
mathvariant movablelimits name role rspace scope stretchy style tabindex title width
"""
VOID = {"meta", "mspace"}


class Page(HTMLParser):
    """The tags, attributes and texts of a page, whose tags must pair up."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)


def written(paper: Paper) -> str:
    return document_text(referee_document(audit_paper(paper)), "html")


# ------------------------------------------------------------------ malice


@pytest.mark.parametrize("words", MALICE)
def test_a_pack_cannot_do_anything_to_a_page(words: str) -> None:
    text = written(hostile(words))
    page = Page(text)
    assert set(page.tags) <= set(f"{TAGS} {MATHEMATICS}".split())
    assert page.attributes <= set(ATTRIBUTES.split())
    assert all(link.startswith("#") for link in page.links)
    assert page.tags.count("style") == text.count("<style>") == 1


@pytest.mark.parametrize("words", MALICE)
def test_what_a_pack_says_is_there_to_be_read(words: str) -> None:
    page = Page(written(hostile(words)))
    seen = re.sub(r"\s|[^\x21-\x7e]|[_^{}]", "", "".join(page.texts))
    assert re.sub(r"\s|[^\x21-\x7e]|[_^{}]", "", words) in seen


def test_the_address_of_a_link_is_escaped() -> None:
    shown = runs_html([Link('a"b')], lambda name: f"#{name}")
    assert shown == '<a href="#a&#34;b"><code>a&#34;b</code></a>'


def test_a_page_needs_nothing_beside_it(toy: Audit) -> None:
    text = document_text(referee_document(toy), "html")
    assert not re.search(r"https?:|//|@import|url\(|<script|<link|<img", text)


# ------------------------------------------------------------------ links


@pytest.mark.parametrize("paper", [empty, faultless, every_kind], ids=lambda p: p.name)
def test_every_link_leads_somewhere(paper: Paper) -> None:
    page = Page(written(paper))
    assert set(page.links) <= {f"#{name}" for name in page.ids}
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) >= {f"#{name.replace(':', '-')}" for name in paper.statements}


def test_a_link_that_leads_nowhere_is_the_id() -> None:
    assert runs_html([Link("lem:1")]) == "<code>lem:1</code>"
    assert runs_html([Link("lem:1")], {"lem:2": "#x"}.get) == "<code>lem:1</code>"
    assert runs_html([Link("lem:2")], {"lem:2": "#x"}.get) == '<a href="#x"><code>lem:2</code></a>'


def test_a_fragment_has_no_ids_of_its_own() -> None:
    section = Section(["A"], "lem:1", [], [Section(["B"], "b")])
    assert " id=" not in section_html(section)
    assert re.findall(r'id="(.*?)"', section_html(section, anchors=True)) == ["lem-1", "b"]


# ------------------------------------------------------------------ runs


def test_nothing_is_nothing() -> None:
    assert runs_html([]) == ""
    assert section_html(Section([])) == "<section>\n<h2></h2>\n</section>"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a & b < c", "a &amp; b &lt; c"),
        ("x_{i+1} in R^n", "x<sub>i+1</sub> in R<sup>n</sup>"),
        ("one\n\n two", "one two"),
        (" one ", " one "),
        (" ", " "),
    ],
)
def test_words_are_shown_as_they_are(words: str, shown: str) -> None:
    assert runs_html([words]).replace("  ", " ") == shown
    assert runs_html([Strong(words)]).replace("  ", " ") == f"<strong>{shown}</strong>"


def test_code_has_no_scripts() -> None:
    assert runs_html([Code("a_b<c>")]) == "<code>a_b&lt;c&gt;</code>"


@pytest.mark.parametrize("name", LOOKS)
def test_a_mark_is_read_as_its_verdict(name: str) -> None:
    mark = f'<span class="mark" aria-hidden="true">{LOOKS[name].mark}</span>'
    assert runs_html([Verdict(name)]) == f'<span class="verdict v-{name}">{mark} {name}</span>'
    alone = f'role="img" aria-label="{name}" title="{name}"'
    assert runs_html([Verdict(name, True)]) == (
        f'<span class="verdict v-{name}" {alone}>{mark}</span>'
    )


def test_a_verdict_that_is_none_looks_open() -> None:
    assert 'class="verdict v-open"' in runs_html([Verdict('"><script>')])


def test_only_a_wide_formula_is_scrolled() -> None:
    assert runs_html([Formula("x", "x")]) == '<math alttext="x"><mi>x</mi></math>'
    wide = runs_html([Formula("x", "x" * 100)])
    assert wide.startswith('<span class="wide" tabindex="0"><math ')


# ------------------------------------------------------------------ blocks


def test_headings_go_down_to_the_sixth() -> None:
    section = Section(["A"], "", [], [Section(["B"], "", [], [Section(["C"])])])
    assert re.findall(r"<h(\d)>(\w)", section_html(section, 5)) == [
        ("5", "A"),
        ("6", "B"),
        ("6", "C"),
    ]


def test_a_table_says_what_its_heads_head() -> None:
    table = Table([["step"], [""], ["is"]], [[["1"], ["="], ["x"]], [[""], [""], ["y"]]], (0, 0, 0))
    text = section_html(Section(["Steps & more"], "", [table]))
    assert '<table aria-label="Steps &amp; more">' in text
    assert '<th scope="col">step</th><td></td><th scope="col">is</th>' in text
    assert '<th scope="row">1</th><td>=</td><td>x</td>' in text
    assert "<tr><td></td><td></td><td>y</td></tr>" in text


def test_each_block_is_written() -> None:
    blocks: list[Block] = [
        Paragraph(["p"]),
        Displayed(Formula("x", "x")),
        Listing([["i"]]),
        Shell(["a <b>"]),
    ]
    text = section_html(Section(["All"], "", [*blocks, Shell(["c" * 100, "d"])]), 3)
    assert text.splitlines()[:4] == [
        "<section>",
        "<h3>All</h3>",
        "<p>p</p>",
        '<div class="displayed"><math display="block" alttext="x"><mi>x</mi></math></div>',
    ]
    assert "<ul>\n<li>i</li>\n</ul>" in text
    assert "<pre><code>a &lt;b&gt;</code></pre>" in text
    assert f'<pre tabindex="0"><code>{"c" * 100}\nd</code></pre>' in text


# ------------------------------------------------------------------ the page


def test_a_page_has_one_main_heading_and_no_level_is_left_out(toy: Audit) -> None:
    page = Page(document_text(referee_document(toy), "html"))
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(low - high <= 1 for high, low in itertools.pairwise(levels))


def test_each_verdict_has_a_colour_by_day_and_by_night() -> None:
    text = document_text(Document("A <title>", "", "1", ()), "html")
    assert "<title>A &lt;title&gt;</title>" in text
    for name, shown in LOOKS.items():
        assert f"--v-{name}: {shown.ink};" in text
        assert f"--v-{name}: {shown.night_ink};" in text
        assert f".v-{name} {{ color: var(--v-{name}); }}" in text
