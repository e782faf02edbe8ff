"""A document as LaTeX: plain ASCII, with packages that every distribution has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from varsym.report.document_blocks import Code, Formula, Link, Runs, Strong, Verdict
from varsym.report.document_templates import marked, rendered
from varsym.report.document_words import with_scripts
from varsym.report.palette import LOOKS, look
from varsym.report.tex_formulas import is_plain
from varsym.report.tex_words import bookmark, escaped

if TYPE_CHECKING:
    from varsym.report.document import Document

__all__ = ["latex_source"]


def latex_source(document: Document) -> str:
    """Return a document as LaTeX, for pdflatex, lualatex or xelatex."""
    anchors = document.anchors

    def runs(items: Runs) -> str:
        return _runs(items, anchors)

    filters: dict[str, Callable[..., str]] = {
        "runs": marked(runs),
        "anchor": marked(_anchor),
        "bookmark": marked(_bookmark),
        "displayed": marked(_displayed),
        "command": marked(_code),
        "columns": marked(_columns),
        "heading": marked(lambda level: ("section", "subsection", "subsubsection")[level - 1]),
    }
    return rendered("report.tex.j2", escaped, filters, document=document, inks=_inks())


def _inks() -> dict[str, str]:
    """Return the colours of verdicts by names that TeX takes."""
    return {_ink(name): shown.ink.lstrip("#").upper() for name, shown in LOOKS.items()}


def _ink(verdict: str) -> str:
    return (verdict if verdict in LOOKS else "open").replace("-", "")


# ------------------------------------------------------------------ words


def _bookmark(items: Runs) -> str:
    return bookmark("".join(item for item in items if isinstance(item, str)))


def _text(text: str) -> str:
    return with_scripts(
        text, escaped, "\\textsubscript{{{}}}".format, "\\textsuperscript{{{}}}".format
    )


def _runs(items: Runs, anchors: frozenset[str]) -> str:
    shown = []
    for item in items:
        match item:
            case str():
                shown.append(_text(item))
            case Strong(text):
                shown.append(f"\\textbf{{{_text(text)}}}")
            case Code(text):
                shown.append(_code(text))
            case Formula():
                shown.append(_formula(item))
            case Verdict(name, mark_alone):
                sign = escaped(look(name).mark)
                words = sign if mark_alone else f"{sign} {escaped(name)}"
                shown.append(f"\\textcolor{{{_ink(name)}}}{{{words}}}")
            case Link(target):
                code = _code(target)
                linked = f"\\hyperref[{_anchor(target)}]{{{code}}}"
                shown.append(linked if target in anchors else code)
    return "".join(shown)


def _code(text: str) -> str:
    shown = escaped(text)
    for sign in ("/", ":", "@"):
        shown = shown.replace(sign, f"{sign}\\allowbreak{{}}")
    return f"\\texttt{{{shown}}}" if shown else ""


def _anchor(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "-", name)


# ------------------------------------------------------------------ formulas


def _formula(formula: Formula) -> str:
    if not is_plain(formula.latex):
        return _code(formula.text)
    return f"${_breakable(formula.latex)}$"


def _displayed(formula: Formula) -> str:
    if not is_plain(formula.latex):
        return _code(formula.text)
    return f"$\\displaystyle {_breakable(formula.latex)}$"


def _breakable(tex: str) -> str:
    """Return a formula that may be broken between factors, and after a comma or a semicolon."""
    depth, parts = 0, []
    for token in re.findall(r"\\[A-Za-z]+|\\.|.", tex):
        depth += {"{": 1, "}": -1}.get(token, 0)
        parts.append(token)
        if depth == 0 and token in ("\\,", ",", ";"):
            parts.append("\\allowbreak ")
    return "".join(parts)


def _columns(widths: tuple[float, ...]) -> str:
    wide = ">{{\\raggedright\\arraybackslash}}p{{{}\\linewidth}}"
    return "".join("l" if not width else wide.format(width) for width in widths)
