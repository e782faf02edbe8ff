"""A document as HTML: fragments to put into any page, and a whole report as a page of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

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
from varsym.report.document_templates import marked, rendered
from varsym.report.document_words import printable, with_scripts
from varsym.report.mathml import mathml
from varsym.report.palette import LOOKS, look

if TYPE_CHECKING:
    from varsym.report.document import Document

__all__ = ["html_page", "runs_html", "section_html"]

Links = Callable[[str], str | None]

_LOWEST = 6
_WIDE = 32  # signs
_OVERLONG = re.compile(r"\S{80}(?=\S)")
_SCROLLED = Markup(' tabindex="0"')


def section_html(
    section: Section, level: int = 2, link: Links | None = None, *, anchors: bool = False
) -> Markup:
    """Return a section with all its parts as HTML.

    Parameters
    ----------
    section : Section
    level : int
        The level of its heading; parts have the next, down to the sixth.
    link : callable, optional
        Gives what a link to a statement leads to, or None where there is nothing to lead to.
    anchors : bool
        Whether sections get the ids that `html_page` links to; a page may have each id once.

    Examples
    --------
    >>> part = Section(["A"], "lem:1", [Paragraph(["x_{i} < ", Link("lem:2")])])
    >>> print(section_html(part, 3, {"lem:2": "#lem-2"}.get))
    <section>
    <h3>A</h3>
    <p>x<sub>i</sub> &lt; <a href="#lem-2"><code>lem:2</code></a></p>
    </section>
    """
    name = Markup(' id="{}"').format(_anchor(section.anchor)) if anchors and section.anchor else ""
    depth = min(level, _LOWEST)
    title = runs_html(section.title, link)
    lines = [Markup("<section{0}>\n<h{1}>{2}</h{1}>").format(name, depth, title)]
    lines += [_block(block, _plain(section.title), link) for block in section.blocks]
    lines += [section_html(part, level + 1, link, anchors=anchors) for part in section.parts]
    return Markup("\n").join([*lines, Markup("</section>")])


def runs_html(runs: Runs, link: Links | None = None) -> Markup:
    """Return text with what stands in it as HTML.

    Parameters
    ----------
    runs : sequence of Run
    link : callable, optional
        As in `section_html`.

    Examples
    --------
    >>> print(runs_html(["a & b ", Verdict("proved")]))
    a &amp; b <span class="verdict v-proved"><span class="mark" aria-hidden="true">✓</span> \
proved</span>
    """
    return Markup("").join(_run(run, link) for run in runs)


def html_page(document: Document) -> str:
    """Return a document as one page that needs nothing beside it."""
    known = document.anchors

    def link(target: str) -> str | None:
        return f"#{_anchor(target)}" if target in known else None

    def section(item: Section) -> str:
        return section_html(item, 2, link, anchors=True)

    def runs(items: Runs) -> str:
        return runs_html(items, link)

    filters: dict[str, Callable[..., str]] = {
        "section": marked(section),
        "runs": marked(runs),
        "anchor": marked(_anchor),
    }
    return rendered("report.html.j2", _escaped, filters, document=document, looks=LOOKS)


# ------------------------------------------------------------------ runs


def _run(run: Run, link: Links | None) -> Markup:
    match run:
        case str():
            return _words(run)
        case Strong(text):
            return Markup("<strong>{}</strong>").format(_words(text))
        case Code(text):
            return _code(text)
        case Formula():
            return _formula(run)
        case Verdict(name, mark_alone):
            return _verdict(name, mark_alone)
        case Link(target):
            href = link(target) if link is not None else None
            code = _code(target)
            return code if href is None else Markup('<a href="{}">{}</a>').format(href, code)


def _formula(formula: Formula) -> Markup:
    shown = mathml(formula)
    if not _is_wide(formula):
        return shown
    return Markup('<span class="wide"{}>{}</span>').format(_SCROLLED, shown)


def _is_wide(formula: Formula) -> bool:
    """Return whether a formula may be wider than a narrow page, and so is scrolled, by keys too."""
    return len(formula.text) > _WIDE


def _verdict(name: str, mark_alone: bool) -> Markup:
    kind = name if name in LOOKS else "open"
    mark = Markup('<span class="mark" aria-hidden="true">{}</span>').format(look(name).mark)
    if mark_alone:
        said = Markup(' role="img" aria-label="{0}" title="{0}"').format(name)
        return Markup('<span class="verdict v-{}"{}>{}</span>').format(kind, said, mark)
    return Markup('<span class="verdict v-{}">{} {}</span>').format(kind, mark, name)


def _words(text: str) -> Markup:
    shown = with_scripts(text, _escaped, "<sub>{}</sub>".format, "<sup>{}</sup>".format)
    return Markup(shown)  # noqa: S704 - `_escaped` has written each piece of it


def _escaped(text: str) -> str:
    line = f"{' ' if text[:1].isspace() else ''}{printable(text)}"
    return str(_breakable(line + (" " if text[1:][-1:].isspace() else "")))


def _breakable(line: str) -> Markup:
    """Escape text, and let overlong words be broken: to find out where takes a browser minutes."""
    return Markup("<wbr>").join(_OVERLONG.sub("\\g<0>\x00", line).split("\x00"))


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(_breakable(printable(text)))


def _anchor(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "-", name)


def _plain(runs: Runs) -> str:
    """Return a heading without its markup, as the name of what stands under it."""
    return printable("".join(run for run in runs if isinstance(run, str)))


# ------------------------------------------------------------------ blocks


def _block(block: Block, title: str, link: Links | None) -> Markup:
    match block:
        case Paragraph(runs):
            return Markup("<p>{}</p>").format(runs_html(runs, link))
        case Displayed(formula):
            keys = _SCROLLED if _is_wide(formula) else ""
            shown = mathml(formula, display=True)
            return Markup('<div class="displayed"{}>{}</div>').format(keys, shown)
        case Listing(items):
            points = [Markup("<li>{}</li>").format(runs_html(item, link)) for item in items]
            return Markup("<ul>\n{}\n</ul>").format(Markup("\n").join(points))
        case Shell(lines):
            keys = _SCROLLED if any(len(line) > _WIDE for line in lines) else ""
            shown = escape("\n".join(map(printable, lines)))
            return Markup("<pre{}><code>{}</code></pre>").format(keys, shown)
        case Table():
            return _table(block, title, link)


def _table(table: Table, title: str, link: Links | None) -> Markup:
    head = [_cell("col" if _is_told(cell) else "", cell, link) for cell in table.head]
    rows = [_row(row, link) for row in table.rows]
    return Markup(
        '<div class="scroll" tabindex="0"><table aria-label="{}">\n<thead>\n<tr>{}</tr>\n</thead>\n'
        "<tbody>\n{}\n</tbody>\n</table></div>"
    ).format(title, Markup("").join(head), Markup("\n").join(rows))


def _row(row: Sequence[Runs], link: Links | None) -> Markup:
    cells = [
        _cell("row" if k == 0 and _is_told(cell) else "", cell, link) for k, cell in enumerate(row)
    ]
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _cell(scope: str, cell: Runs, link: Links | None) -> Markup:
    shown = runs_html(cell, link)
    if not scope:
        return Markup("<td>{}</td>").format(shown)
    return Markup('<th scope="{}">{}</th>').format(scope, shown)


def _is_told(cell: Runs) -> bool:
    """Return whether a cell has something in it, as an empty one heads nothing."""
    return any(run != "" for run in cell)
