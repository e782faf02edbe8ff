"""A document as Markdown, in the dialect of GitHub and GitLab."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from varsym.report.document_blocks import Code, Formula, Link, Runs, Strong, Verdict
from varsym.report.document_templates import marked, rendered
from varsym.report.document_words import printable, with_scripts
from varsym.report.palette import look
from varsym.report.tex_formulas import is_plain

if TYPE_CHECKING:
    from varsym.report.document import Document

__all__ = ["markdown"]

_ACTIVE = re.compile(r"[\\`*_\[\]<>|~]")
_ADDRESS = re.compile(r"(?<=\w)@(?=\w)")


def markdown(document: Document) -> str:
    """Return a document as Markdown; formulas are written as GitHub and GitLab read them."""
    anchors = document.anchors

    def runs(items: Runs) -> str:
        return _runs(items, anchors, in_table=False)

    def cell(items: Runs) -> str:
        return _runs(items, anchors, in_table=True)

    filters: dict[str, Callable[..., str]] = {
        "runs": marked(runs),
        "cell": marked(cell),
        "anchor": marked(_anchor),
        "hashes": marked(lambda level: "#" * level),
        "displayed": marked(_displayed),
        "shell": marked(_shell),
        "rule": marked(lambda widths: "|" + " --- |" * len(widths)),
    }
    return rendered("report.md.j2", _escaped, filters, document=document)


def _escaped(text: str) -> str:
    """Return text as Markdown that shows it, whatever it is: no link, no tag, no list."""
    line = text.replace("\n", " ")
    shown = "".join(map(_sign, printable(line)))
    shown = _ADDRESS.sub("@\u2060", shown).replace("://", "\\://").replace("www.", "www\\.")
    shown = f"\\{shown}" if shown[:1] in tuple("#+=-") else _numbered(shown)
    return (" " if line[:1].isspace() else "") + shown + (" " if line[1:][-1:].isspace() else "")


def _sign(sign: str) -> str:
    match sign:
        case "&":
            return "&amp;"
        case "$":
            return "<span>$</span>"  # the way that GitHub documents, as \$ may start a formula
    return f"\\{sign}" if _ACTIVE.match(sign) else sign


def _numbered(shown: str) -> str:
    found = re.match(r"([0-9]+)([.)])(\s|\Z)", shown)
    return f"{found[1]}\\{shown[found.end(1) :]}" if found else shown


def _words(text: str) -> str:
    return with_scripts(text, _escaped, "<sub>{}</sub>".format, "<sup>{}</sup>".format)


def _runs(items: Runs, anchors: frozenset[str], in_table: bool) -> str:
    shown = []
    for item in items:
        match item:
            case str():
                shown.append(_words(item))
            case Strong(text):
                shown.append(f"**{_words(text)}**")
            case Code(text):
                shown.append(_code(text, in_table))
            case Formula():
                shown.append(_formula(item, in_table))
            case Verdict(name, mark_alone):
                mark = look(name).mark
                shown.append(mark if mark_alone else f"{mark} {_escaped(name)}")
            case Link(target):
                code = _code(target, in_table)
                shown.append(f"[{code}](#{_anchor(target)})" if target in anchors else code)
    return "".join(shown)


def _code(text: str, in_table: bool) -> str:
    line = printable(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    pad = " " if line[:1] in ("`", " ") or line[-1:] in ("`", " ") else ""
    if not line:
        return ""
    return f"{fence}{pad}{line.replace('|', chr(92) + '|') if in_table else line}{pad}{fence}"


def _tex(formula: Formula) -> str | None:
    if not is_plain(formula.latex):
        return None
    return re.sub(r"\\\| ?", r"\\Vert ", formula.latex).replace("|", "\\vert ")


def _formula(formula: Formula, in_table: bool) -> str:
    tex = _tex(formula)
    return f"$`{tex}`$" if tex is not None else _code(formula.text, in_table)


def _displayed(formula: Formula) -> str:
    tex = _tex(formula)
    return f"```math\n{tex}\n```" if tex is not None else _shell([formula.text])


def _shell(lines: list[str]) -> str:
    body = "\n".join(map(printable, lines))
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", body)), default=0))
    return f"{fence}text\n{body}\n{fence}"


def _anchor(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "-", name)
