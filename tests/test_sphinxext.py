"""The Sphinx extension: what it shows, what it refuses, and what other builders make of it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.metadata import EntryPoint
from io import StringIO
from pathlib import Path

import document_papers
import pytest
from sphinx.application import Sphinx
from sphinx.environment import CONFIG_OK
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace

from varsym.errors import PackError
from varsym.pack import Paper, Statement
from varsym.report.palette import LOOKS
from varsym.sphinxext.directives import PARTS
from varsym.sphinxext.document_nodes import plain_title
from varsym.sphinxext.statement_pages import page_names

Build = Callable[..., "Built"]


class Built:
    """A documentation that was built, and what was said about it."""

    def __init__(self, app: Sphinx, warnings: str) -> None:
        self.app, self.warnings, self.place = app, strip_colors(warnings), Path(app.outdir)

    def page(self, name: str) -> str:
        return (self.place / name).read_text("utf-8")


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    points = {
        name: EntryPoint(name, f"toy_paper:{value}", "varsym.proofs")
        for name, value in {
            "toy": "paper",
            "puzzle": "puzzle",
            "gone": "nothing",
            "my toy": "paper",
        }.items()
    }
    monkeypatch.setattr("varsym.graph.paper.packs", lambda: points)

    def build(text: str, builder: str = "html", parallel: int = 1, **settings: object) -> Built:
        source = tmp_path / "docs"
        source.mkdir(exist_ok=True)
        (source / "conf.py").write_text('extensions = ["varsym.sphinxext"]\n', "utf-8")
        (source / "index.rst").write_text(f"Title\n=====\n\n{text}\n", "utf-8")
        said = StringIO()
        with docutils_namespace():
            app = Sphinx(
                source, source, tmp_path / builder, tmp_path / "trees", builder,
                confoverrides={"varsym_packs": {"toy": "found"}, **settings},
                status=None, warning=said, parallel=parallel,
            )  # fmt: skip
            app.build()
        return Built(app, said.getvalue())

    return build


TOC = "\n.. toctree::\n\n   found/index\n"


# ------------------------------------------------------------------ pages of statements


def test_a_page_for_each_statement_and_an_index(build: Build) -> None:
    built = build(TOC)
    assert built.warnings == ""
    index = built.page("found/index.html")
    for name in ("def-1", "lem-1", "thm-5"):
        assert f'href="{name}.html' in index
    assert index.index('href="def-1') < index.index('href="thm-5')
    page = built.page("found/lem-3.html")
    for title in ("What the paper prints", "Verdict", "The displayed derivation"):
        assert title in page
    assert "<math" in page
    assert 'class="verdict v-proved"' in page
    assert '<a class="reference internal" href="lem-1.html#lem-1"' in page


def test_every_part_of_a_statement_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from toy_paper import paper, puzzle

    from varsym.report.document_items import item_section

    titles = set()
    for one in (paper, puzzle):
        audit = one.audit()
        titles |= {
            plain_title(part) for found in audit for part in item_section(audit, found).parts
        }
    assert titles == set(PARTS.values())


def test_pages_that_are_none_any_more_are_removed_and_others_kept(build: Build) -> None:
    first = build(TOC)
    folder = Path(first.app.srcdir, "found")
    old = folder / "lem-99.rst"
    old.write_text((folder / "lem-1.rst").read_text("utf-8").replace("lem:1", "lem:99"), "utf-8")
    mine = folder / "mine.rst"
    mine.write_text(":orphan:\n\nMine\n====\n", "utf-8")
    kept = (folder / "lem-1.rst").stat().st_mtime_ns
    assert build(TOC).warnings == ""
    assert not old.exists()
    assert mine.exists()
    assert (folder / "lem-1.rst").stat().st_mtime_ns == kept


def test_a_page_of_somebody_else_is_not_overwritten(build: Build, tmp_path: Path) -> None:
    theirs = tmp_path / "docs" / "found" / "lem-1.rst"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("Theirs\n======\n", "utf-8")
    assert "somebody else wrote it" in build(TOC, "dummy").warnings
    assert theirs.read_text("utf-8") == "Theirs\n======\n"


@pytest.mark.parametrize("folder", ["../away", "/away", "", ".", "found/.."])
def test_what_is_no_folder_within_the_documentation_is_refused(build: Build, folder: str) -> None:
    built = build("", "dummy", varsym_packs={"toy": folder})
    assert "no folder within the documentation" in built.warnings
    assert [p.name for p in Path(built.app.srcdir).glob("*.rst")] == ["index.rst"]
    assert not (Path(built.app.srcdir).parent / "away").exists()


def test_two_packs_do_not_share_a_folder(build: Build) -> None:
    built = build(TOC, "dummy", varsym_packs={"toy": "found", "puzzle": "found"})
    assert "another pack's already" in built.warnings


@pytest.mark.parametrize("given", [{"toy": None}, {1: "found"}, ["toy"], None])
def test_what_is_no_text_is_told(build: Build, given: object) -> None:
    assert "varsym_packs" in build("", "dummy", varsym_packs=given).warnings


def test_a_page_is_read_again_when_the_pack_changes(build: Build) -> None:
    import toy_paper

    build(TOC)
    again = build(TOC)
    assert list(again.app.builder.get_outdated_docs()) == []
    seen = again.app.env.dependencies["found/lem-3"]
    assert any(Path(again.app.srcdir, name).resolve() == Path(toy_paper.__file__) for name in seen)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Sphinx reads in parallel by forking")
def test_reading_in_parallel_gives_the_same_pages(build: Build) -> None:
    alone = build(TOC)
    pages = {p.name: p.read_bytes() for p in (alone.place / "found").glob("*.html")}
    for file in (alone.place / "found").glob("*.html"):
        file.unlink()
    together = build(TOC, parallel=2, keep_warnings=True)  # a setting changed: all is read again
    assert together.warnings == ""
    assert {p.name: p.read_bytes() for p in (together.place / "found").glob("*.html")} == pages


def test_a_second_build_finds_the_settings_unchanged(build: Build) -> None:
    build(TOC)
    environment = build(TOC).app.env
    assert (environment.config_status, environment.config_status_extra) == (CONFIG_OK, "")


def test_a_pack_is_called_what_it_is_installed_as(build: Build) -> None:
    text = f".. varsym-graph:: my toy\n\n:varsym:stmt:`my toy/lem:3`\n{TOC}"
    built = build(text, varsym_packs={"my toy": "found"})
    assert built.warnings == ""
    assert built.page("index.html").count('href="found/lem-3.html#lem-3"') == 2


def test_names_of_pages_differ_by_more_than_capitals() -> None:
    ids = ["lem:C.1", "lem:c.1", "thm:C.1", "lem:1"]
    names = page_names(Paper("t", "T", [Statement(i, "remark", "") for i in ids]))
    assert names["lem:C.1"] == "lem-C.1"
    assert list(names) == ids
    assert len({name.lower() for name in names.values()}) == len(ids)


def test_a_pack_that_cannot_be_audited_has_pages_with_titles(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toy_paper import paper

    def broken(*_: object) -> None:
        raise RuntimeError("It\nbroke")

    clone = Paper("toy", "Toy", list(paper))
    monkeypatch.setattr(clone, "audit", broken)
    monkeypatch.setattr("varsym.graph.paper.load", lambda _="": clone)
    built = build(TOC)
    told = built.warnings.splitlines()
    assert len(told) == 1 + len(paper)
    assert all("The audit of toy raised RuntimeError: It broke." in line for line in told)
    assert any("found/lem-3.rst:3: WARNING" in line for line in told)
    assert len(built.app.env.toctree_includes["found/index"]) == len(paper)
    assert "<h1>lem:3<" in built.page("found/lem-3.html")


def test_a_page_that_could_not_be_shown_is_read_again(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ".. varsym-graph:: toy\n"

    def broken(*_: object) -> None:
        raise PackError("Broken.")

    with monkeypatch.context() as patch:
        patch.setattr("varsym.graph.paper.load", broken)
        assert "Broken." in build(text, varsym_packs={}).warnings
    built = build(text, varsym_packs={})
    assert built.warnings == ""
    assert "<svg" in built.page("index.html")


# ------------------------------------------------------------------ references


def test_references(build: Build) -> None:
    built = build(f":varsym:stmt:`lem:3`, :varsym:stmt:`that one <toy/lem:1>`.\n{TOC}")
    assert built.warnings == ""
    page = built.page("index.html")
    assert re.search(r'href="found/lem-3.html#lem-3"[^>]*>\s*<span>Lemma 3</span>', page)
    assert re.search(r'href="found/lem-1.html#lem-1"[^>]*>\s*<span[^>]*>that one</span>', page)


@pytest.mark.parametrize("target", ["lem:99", "other/lem:1", "lem:1/step:1", "lem"])
def test_a_reference_that_leads_nowhere_is_a_warning(build: Build, target: str) -> None:
    warnings = build(f":varsym:stmt:`{target}`\n{TOC}", "dummy").warnings
    assert "index.rst:4: WARNING: no page describes exactly one statement" in warnings
    assert target in warnings


def test_a_reference_that_two_packs_answer_is_a_warning(build: Build) -> None:
    text = ":varsym:stmt:`lem:1` :varsym:stmt:`puzzle/lem:1`\n"
    toc = "\n.. toctree::\n\n   found/index\n   more/index\n"
    built = build(text + toc, "dummy", varsym_packs={"toy": "found", "puzzle": "more"})
    assert built.warnings.count("no page describes") == 1


def test_other_projects_can_refer_to_statements(build: Build) -> None:
    objects = list(build(TOC, "dummy").app.env.domains["varsym"].get_objects())
    assert ("toy/lem:3", "Lemma 3 (lem:3)", "statement", "found/lem-3", "lem-3", 0) in objects


# ------------------------------------------------------------------ directives


def test_a_graph_leads_to_the_pages(build: Build) -> None:
    text = ".. varsym-graph:: toy\n   :focus: lem:3\n   :caption: What *it* rests on\n"
    built = build(f"{text}\n.. varsym-graph::\n{TOC}")
    assert built.warnings == ""
    first, second = re.findall(r"<svg.*?</svg>", built.page("index.html"), re.DOTALL)
    below = {f"found/{n}.html#{n}" for n in ("lem-1", "def-1", "def-2", "lem-3")}
    assert set(re.findall(r'href="([^"]*)"', first)) == below
    assert second.count("<a ") == 7
    assert 'aria-label="Proof graph: lem:3, what it rests on"' in first
    assert "<em>it</em>" in built.page("index.html")
    assert " id=" not in first + second


def test_a_graph_has_no_links_where_there_are_no_pages(build: Build) -> None:
    built = build(".. varsym-graph:: toy", varsym_packs={})
    assert built.warnings == ""
    drawn = built.page("index.html")
    assert "varsym:" not in drawn.partition("<svg")[2].partition("</svg>")[0]
    assert drawn.count("<svg") == 1


def test_a_statement_in_a_page(build: Build) -> None:
    built = build(f".. varsym-statement:: lem:3\n   :parts: verdict, derivation\n{TOC}")
    assert built.warnings == ""
    page = built.page("index.html")
    box = page.partition("varsym-statement")[2]
    assert "The displayed derivation" in box
    assert "What the paper prints" not in box
    assert 'href="found/lem-3.html#lem-3"' in box


def test_a_statement_without_a_page_is_where_references_lead(build: Build) -> None:
    text = ".. varsym-statement:: lem:3\n   :pack: toy\n\n:varsym:stmt:`lem:3`\n"
    built = build(text, varsym_packs={})
    assert built.warnings == ""
    assert 'href="#lem-3"' in built.page("index.html")
    assert 'id="lem-3"' in built.page("index.html")


def test_a_statement_is_described_once(build: Build, tmp_path: Path) -> None:
    text = ".. varsym-statement:: lem:3\n   :pack: toy\n{}\n.. toctree::\n\n   other\n"
    other = tmp_path / "docs" / "other.rst"
    other.parent.mkdir()
    other.write_text("Other\n=====\n\n.. varsym-statement:: lem:3\n   :pack: toy\n", "utf-8")
    assert build(text.format("   :no-index:\n"), "dummy", varsym_packs={}).warnings == ""
    assert (
        "is described in other already" in build(text.format(""), "dummy", varsym_packs={}).warnings
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Sphinx reads in parallel by forking")
def test_two_processes_that_describe_a_statement_are_a_warning(
    build: Build, tmp_path: Path
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    names = [f"page{k}" for k in range(6)]
    for name in names:
        shown = ".. varsym-statement:: lem:3\n   :pack: toy\n" if name > "page3" else ""
        (folder / f"{name}.rst").write_text(f"{name}\n=====\n\n{shown}", "utf-8")
    listed = "".join(f"   {name}\n" for name in names)
    text = f".. toctree::\n\n{listed}"
    warnings = build(text, "dummy", parallel=3, varsym_packs={}).warnings
    assert warnings.count("already; add :no-index:") == 1


def test_a_statement_twice_on_a_page_has_one_place(build: Build) -> None:
    text = ".. varsym-statement:: lem:3\n   :pack: toy\n\n"
    built = build(f"{text}{text}:varsym:stmt:`lem:3`\n", varsym_packs={})
    assert built.warnings == ""
    assert built.page("index.html").count('id="lem-3"') == 1


@pytest.mark.parametrize(
    "text",
    [
        ".. list-table::\n\n   * - .. varsym-statement:: lem:3\n     - .. varsym-graph:: toy",
        "* 1. .. varsym-graph:: toy\n\n     .. varsym-statement:: lem:3",
        ".. note::\n\n   .. varsym-graph:: toy\n      :caption: :varsym:stmt:`lem:3`",
        ".. include:: included.txt",
    ],
)
@pytest.mark.parametrize("builder", ["html", "latex"])  # Sphinx nests no tables in text
def test_directives_inside_of_others(build: Build, tmp_path: Path, text: str, builder: str) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "included.txt").write_text("Here:\n\n.. varsym-statement:: lem:3\n", "utf-8")
    assert build(f"{text}\n{TOC}", builder).warnings == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (".. varsym-graph:: nowhere", "The pack 'nowhere'"),
        (".. varsym-graph:: gone", "The pack gone raised"),
        (".. varsym-graph:: toy\n   :focus: lem:33", "The statement 'lem:33'"),
        (".. varsym-graph:: toy\n   :depth: 1", "A depth without a focus"),
        (".. varsym-graph:: toy\n   :direction: up", '"up" unknown'),
        (".. varsym-statement:: lem:33", "Try lem:3"),
        (".. varsym-statement:: lem:3\n   :parts: all", "'all' is none of text, verdict"),
        (".. varsym-statement:: lem:3\n   :pack: nowhere", "The pack 'nowhere'"),
    ],
)
def test_what_cannot_be_shown_is_a_warning_at_its_place(build: Build, text: str, told: str) -> None:
    warnings = build(text + "\n" + TOC, "dummy").warnings
    assert told in warnings
    assert "index.rst:4: " in warnings


@pytest.mark.parametrize(
    ("pack", "told"), [("nowhere", "The pack 'nowhere'"), ("gone", "The pack gone raised")]
)
def test_a_configured_pack_that_is_not_there_is_a_warning(
    build: Build, pack: str, told: str
) -> None:
    assert told in build("", "dummy", varsym_packs={pack: "found"}).warnings


# ------------------------------------------------------------------ other builders, other words


@pytest.mark.parametrize(
    "builder",
    ["text", "latex", "man", "texinfo", "linkcheck", "dirhtml", "singlehtml", "epub", "gettext"],
)
def test_other_builders(build: Build, builder: str) -> None:
    text = f".. varsym-graph:: toy\n   :caption: All\n\n.. varsym-statement:: lem:3\n{TOC}"
    assert build(text, builder, copyright="Nobody", version="1").warnings == ""


def test_pdflatex_is_told_of_signs_and_other_engines_are_not(build: Build) -> None:
    text = f".. varsym-statement:: lem:3\n{TOC}"
    source = next(build(text, "latex").place.glob("*.tex")).read_text("utf-8")
    assert "\\DeclareUnicodeCharacter{2717}{\\ensuremath{\\times}}" in source
    assert "\\begin{figure}" not in source
    again = next(build(text, "latex", latex_engine="xelatex").place.glob("*.tex"))
    assert "DeclareUnicodeCharacter{2717}" not in again.read_text("utf-8")


def test_the_graph_of_an_empty_pack_is_no_empty_list(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("varsym.graph.paper.load", lambda _="": document_papers.empty)
    built = build(".. varsym-graph:: toy", "latex", varsym_packs={})
    assert built.warnings == ""
    assert "itemize" not in next(built.place.glob("*.tex")).read_text("utf-8")


def test_plain_text_says_it_all(build: Build) -> None:
    text = f".. varsym-graph:: toy\n   :focus: lem:3\n\n.. varsym-statement:: lem:3\n{TOC}"
    page = " ".join(build(text, "text").page("index.txt").split())
    assert '"lem:3" A step that fails: ✓ proved, rests on "lem:1", "def:2"' in page
    assert "‖f∘g - f∘h‖ ≤ K·a" in page


HOSTILE = (
    '<script>alert(1)</script>" onload="x',
    "`evil <javascript:alert(1)>`_ :ref:`x` |sub| ..\n\n.. raw:: html\n\n   <b>",
    "</svg></title><a href='x'>\\end{document}\x00\u202e",
    "\ue000\ue001\ue002 $\\input{x}$ {{ jinja }} varsym:",
)


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = {value or "" for name, value in attrs if name in ("href", "src")}
        self.links |= {link for link in given if not link.startswith("#")}
        assert not [name for name, _ in attrs if name.startswith("on")]


def _seen(built: Built) -> _Seen:
    seen = _Seen()
    for file in (built.place / "found").glob("*.html"):
        seen.feed(file.read_text("utf-8"))
    return seen


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_a_pack_add_no_markup(
    build: Build, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers: dict[str, Paper] = {w: document_papers.hostile(w) for w in ("plain", words)}
    seen: list[_Seen] = []
    for paper in papers.values():
        monkeypatch.setattr("varsym.graph.paper.load", lambda _="", paper=paper: paper)
        monkeypatch.setattr("varsym.sphinxext.statement_pages.load", lambda _, paper=paper: paper)
        built = build(TOC, keep_warnings=bool(seen))
        assert built.warnings == ""
        seen.append(_seen(built))
    assert seen[1].tags <= seen[0].tags | {"sub", "sup", "code"}
    assert seen[1].links == seen[0].links
    assert max(re.findall(r"[a-z]+", words), key=len) in seen[1].text


def test_the_style_has_the_colours_of_the_palette() -> None:
    import varsym.sphinxext

    style = Path(varsym.sphinxext.__file__).parent / "static" / varsym.sphinxext.STYLE
    text = style.read_text("utf-8")
    for name, shown in LOOKS.items():
        assert f".v-{name}" in text
        for colour in (shown.ink, shown.paper, shown.night_ink, shown.night_paper):
            assert f": {colour};" in text
        for part in (f'stroke="{shown.ink}"', f'fill="{shown.ink}"', f'fill="{shown.paper}"'):
            assert f".varsym-graph [{part}]" in text
