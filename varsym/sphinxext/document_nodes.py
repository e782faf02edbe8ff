"""Sections of the referee's report as docutils nodes, which every builder writes in its own way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from varsym.report.document_blocks import (
    Block,
    Code,
    Displayed,
    Formula,
    Link,
    Listing,
    Paragraph,
    Run,
    Runs,
    Section,
    Shell,
    Strong,
    Table,
    Verdict,
)
from varsym.report.document_words import printable, with_scripts
from varsym.report.palette import look
from varsym.report.tex_formulas import is_plain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "add_formula_node",
    "block_nodes",
    "plain_title",
    "run_nodes",
    "section_nodes",
    "statement_link",
    "verdict_node",
]

# `printable` lets no sign of the private use area through, so these come from here alone.
_LOW, _HIGH, _END = "\ue000", "\ue001", "\ue002"
_SCRIPTS: dict[str, Callable[[], nodes.Element]] = {
    _LOW: nodes.subscript,
    _HIGH: nodes.superscript,
}


class formula_node(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils names nodes so
    """A formula: MathML in HTML, LaTeX in LaTeX, and its text for everybody else."""


def section_nodes(section: Section, pack: str, anchor: str = "") -> nodes.section:
    """Return a section with its parts, with links into a pack.

    The anchor is that of the outermost one.
    """
    title = plain_title(section)
    made = nodes.section(ids=[anchor or nodes.make_id(title)], names=[])
    made += nodes.title(title, "", *run_nodes(section.title, pack))
    made += [node for block in section.blocks for node in block_nodes(block, pack)]
    made += [section_nodes(part, pack) for part in section.parts]
    return made


def plain_title(section: Section) -> str:
    """Return the title of a section without its marks."""
    return printable("".join(run for run in section.title if isinstance(run, str)))


def block_nodes(block: Block, pack: str) -> Iterator[nodes.Node]:
    """Yield what a block is made of, with links into a pack."""
    match block:
        case Paragraph(runs):
            yield nodes.paragraph("", "", *run_nodes(runs, pack))
        case Displayed(formula):
            shown = nodes.paragraph("", "", _formula(formula, display=True))
            yield nodes.container("", shown, classes=["varsym-display"])
        case Listing(items):
            rows = [nodes.paragraph("", "", *run_nodes(item, pack)) for item in items]
            yield nodes.bullet_list("", *(nodes.list_item("", row) for row in rows))
        case Shell(lines):
            typed = "\n".join(map(printable, lines))
            yield nodes.literal_block(typed, typed, language="text")
        case Table():
            yield _table(block, pack)


def run_nodes(runs: Runs, pack: str) -> list[nodes.Node]:
    """Return runs of text as inline nodes, with links into a pack."""
    return [node for run in runs for node in _run(run, pack)]


def _run(run: Run, pack: str) -> list[nodes.Node]:
    match run:
        case str():
            return _words(run)
        case Strong(text):
            return [nodes.strong("", "", *_words(text))]
        case Code(text):
            line = printable(text)
            return [nodes.literal(line, line)]
        case Formula():
            return [_formula(run)]
        case Verdict(name, mark_alone):
            return [verdict_node(name, mark_alone)]
        case Link(target):
            return [statement_link(pack, target)]


def verdict_node(name: str, mark_alone: bool = False) -> nodes.inline:
    """Return a verdict with its mark; the name stays for who does not see the mark.

    With `mark_alone` others do not see it.
    """
    kind = re.sub(r"[^a-z-]", "-", name)
    mark = nodes.inline("", look(name).mark, classes=["mark"])
    label = nodes.inline("", f" {name}", classes=["varsym-hidden"] if mark_alone else [])
    return nodes.inline("", "", mark, label, classes=["verdict", f"v-{kind}"])


def statement_link(pack: str, name: str, shown: nodes.Element | None = None) -> nodes.Element:
    """Return a reference to the statement called `name` in a pack.

    It stays text where no page describes it. `shown` is what is linked; the id if there is none.
    """
    shown = nodes.literal(name, name) if shown is None else shown
    return addnodes.pending_xref(
        "", shown, refdomain="varsym", reftype="stmt", reftarget=f"{pack}/{name}",
        refexplicit=True, refwarn=False, nitpick_ignore=True,
    )  # fmt: skip


def _words(text: str) -> list[nodes.Node]:
    marked = with_scripts(text, _kept, f"{_LOW}{{}}{_END}".format, f"{_HIGH}{{}}{_END}".format)
    open_nodes: list[nodes.Element] = [nodes.inline()]
    for piece in re.split(f"([{_LOW}{_HIGH}{_END}])", marked):
        if piece in _SCRIPTS:
            open_nodes.append(_SCRIPTS[piece]())
        elif piece == _END:
            open_nodes[-2].append(open_nodes.pop())
        elif piece:
            open_nodes[-1].append(nodes.Text(piece))
    return list(open_nodes[0].children)


def _kept(text: str) -> str:
    """Return text made printable, with the spaces at its ends that join it to its neighbours."""
    line = printable(text)
    return f"{' ' if text[:1].isspace() else ''}{line}{' ' if line and text[-1:].isspace() else ''}"


def _formula(formula: Formula, display: bool = False) -> nodes.Element:
    line = printable(formula.text)
    return formula_node(line, line, latex=formula.latex, display=display)


def _table(table: Table, pack: str) -> nodes.table:
    def row(cells: Sequence[Runs]) -> nodes.row:
        shown = [nodes.paragraph("", "", *run_nodes(cell, pack)) for cell in cells]
        return nodes.row("", *(nodes.entry("", cell) for cell in shown))

    group = nodes.tgroup(cols=len(table.head))
    group += [nodes.colspec(colwidth=max(1, round(100 * w))) for w in table.widths]
    group += nodes.thead("", row(table.head))
    group += nodes.tbody("", *(row(cells) for cells in table.rows))
    return nodes.table("", group, classes=["colwidths-auto", "varsym-table"])


# ------------------------------------------------------------------ how builders write a formula


def _visit_html(writer: Any, node: formula_node) -> None:
    from varsym.report.mathml import mathml

    formula = Formula(node["latex"], node.astext())
    shown = mathml(formula, display=node["display"])
    writer.body.append(f'<span class="varsym-formula">{shown}</span>')
    raise nodes.SkipNode


def _visit_latex(writer: Any, node: formula_node) -> None:
    if is_plain(node["latex"]):
        style = r"\displaystyle " if node["display"] else ""
        writer.body.append(f"${style}{node['latex']}$")
        raise nodes.SkipNode


def _text_alone(writer: Any, node: formula_node) -> None:
    del writer, node


def add_formula_node(app: Sphinx) -> None:
    """Tell the builders how a formula is written."""
    plain = (_text_alone, _text_alone)
    app.add_node(
        formula_node,
        html=(_visit_html, _text_alone),
        latex=(_visit_latex, _text_alone),
        text=plain,
        man=plain,
        texinfo=plain,
    )
