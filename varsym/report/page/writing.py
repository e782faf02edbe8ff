"""The page written: one file that needs no network and no program but a browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import metadata
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from varsym.graph.audit import Audit
from varsym.report.document_html import runs_html, section_html
from varsym.report.document_items import item_section
from varsym.report.document_templates import Markup, marked
from varsym.report.document_words import printable
from varsym.report.drawing import DOT_HEAD
from varsym.report.layout import laid_out
from varsym.report.page import assets
from varsym.report.page.query_programs import query_programs
from varsym.report.page.statements import Row, address, groups, rows
from varsym.report.palette import LOOKS, READINGS, look
from varsym.report.proof_graph import proof_graph

__all__ = ["page_html"]

_SAID_TWICE = re.compile(
    r'<!--.*?-->|(?<="edge">)\s*<title>[^<]*</title>| font-family="[^"]*"| text-anchor="start"'
    r'| target="[^"]*"',
    re.DOTALL,
)


def page_html(audit: Audit, view: str = "") -> str:
    """Return an audit as one page that holds all it needs.

    It has the proof graph, which can be searched, filtered and laid out anew around one statement,
    the findings on each statement, and a form that evaluates bounds exactly in the browser.
    Nothing is loaded, and no text of a pack is run.

    Parameters
    ----------
    audit : Audit
    view : str
        What is shown first, as the part of an address after ``#``: ``id=lem:6.3&focus=lem:6.3``.

    Raises
    ------
    OutputError
        If Graphviz is not there, for Python (pygraphviz) or for the browser (easydot).

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "More", conclusion=x <= x + 1)])
    >>> page_html(toy.audit()).splitlines()[0]
    '<!doctype html>'
    """
    graph = proof_graph(audit)
    found = rows(audit, graph)
    programs = query_programs(audit)
    program, style = assets.program(), assets.style()
    statements = [row.data() for row in found]
    data = {
        "statements": statements,
        "head": list(DOT_HEAD),
        "programs": programs,
        "view": printable(view.removeprefix("#")),
    }
    values = {
        "paper": audit.paper,
        "version": metadata.version("varsym"),
        "groups": groups(found),
        "articles": [(row, _article(audit, row), row.node.id in programs) for row in found],
        "counts": _counts(found),
        "proof_counts": _proof_counts(found),
        "looks": LOOKS,
        "drawing": _drawing(statements),
        "style": _kept(style),
        "program": _kept(program),
        "worker": _kept(assets.worker()),
        "data": _kept(assets.data_text(data)),
        "policy": _policy(program, style),
    }
    return _template_text(values)


def _template_text(values: dict[str, Any]) -> str:
    environment = Environment(
        loader=PackageLoader("varsym.report.page", ""),
        autoescape=True,
        finalize=_finished,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["address"] = address
    environment.filters["look"] = look
    environment.filters["words"] = lambda text: runs_html([text])
    environment.filters["reading"] = lambda metric: READINGS.get(metric, metric)
    return environment.get_template("page.html.j2").render(**values)


def _finished(value: object) -> object:
    return value if isinstance(value, Markup | int) else printable(str(value))


_kept = marked(str)


def _policy(program: str, style: str) -> str:
    """Return what the page may do: its own program and style, and a worker made from itself."""
    return "; ".join([
        "default-src 'none'",
        f"script-src {assets.hashed(program)} 'wasm-unsafe-eval'",
        "worker-src blob:",
        f"style-src {assets.hashed(style)}",
        "base-uri 'none'",
        "form-action 'none'",
    ])  # fmt: skip


def _drawing(statements: Sequence[dict[str, Any]]) -> Markup:
    lines = [line for one in statements for line in (one["dot"], *one["edges"])]
    drawn = laid_out("\n".join(["digraph {", *DOT_HEAD, *lines, "}"]), "svg", "html")
    text = str(drawn, "utf-8")
    return _kept(_SAID_TWICE.sub("", text[text.index("<svg") :]))


def _article(audit: Audit, row: Row) -> dict[str, Markup]:
    """Return what the paper prints, and what was found on it."""
    section = item_section(audit, audit[row.node.id])
    known = {found.statement.id for found in audit}

    def link(name: str) -> str | None:
        return address(name) if name in known else None

    shown = [section_html(part, 3, link) for part in section.parts]
    return {"printed": shown[0], "found": _kept("\n".join(shown[1:]))}


def _counts(found: tuple[Row, ...]) -> dict[str, int]:
    seen = [row.node.verdict for row in found]
    return {verdict: seen.count(verdict) for verdict in LOOKS if verdict in seen}


def _proof_counts(found: tuple[Row, ...]) -> dict[str, int]:
    seen = [row.node.printed_proof for row in found]
    return {verdict: seen.count(verdict) for verdict in LOOKS if verdict in seen}
