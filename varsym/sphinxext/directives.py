"""The directives: a proof graph, a statement, the page of a statement and the index of a pack."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_id

from varsym.errors import VarsymError
from varsym.graph.audit import Audit, StatementAudit
from varsym.graph.paper import load
from varsym.report.document_items import heading, item_section
from varsym.report.document_words import printable
from varsym.report.page.statements import Row, groups, rows
from varsym.report.proof_graph import proof_graph
from varsym.sphinxext.document_nodes import (
    block_nodes,
    plain_title,
    run_nodes,
    section_nodes,
    statement_link,
    verdict_node,
)
from varsym.sphinxext.domain import statement_domain
from varsym.sphinxext.drawn_graph import CAPTION, drawn_graph
from varsym.sphinxext.pack_audits import audit_of, one_line, sources
from varsym.sphinxext.statement_pages import folders, page_names

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["DIRECTIVES", "audit_ahead"]

#: The parts of a statement by the names that the option ``:parts:`` takes.
PARTS = {
    "text": "What the paper prints",
    "verdict": "Verdict",
    "faults": "What does not fit",
    "open": "What is open",
    "derivation": "The displayed derivation",
    "repairs": "Repairs, in the order tried",
    "evidence": "What holds, and by what",
    "bounds": "Bounds and constants",
    "standing": "Dependencies and standing",
}
USUAL = ("text", "verdict", "faults", "open", "derivation", "repairs", "bounds")
DIRECTIONS = ("ancestors", "descendants", "both")

_LOG = logging.getLogger(__name__)


def audit_ahead(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Audit the packs of the pages to be read, before other processes are forked to read.

    Sphinx calls it with its `app`, the `env` of the build and the `docnames` of the pages.
    """
    del env
    if app.parallel < 2:
        return
    for pack, folder in folders(app.config).items():
        if any(name.startswith(f"{folder.strip('/')}/") for name in docnames):
            try:
                audit_of(pack)
            except VarsymError:
                continue  # told where a page asks for it


class PackDirective(SphinxDirective):
    """A directive about a pack; what varsym refuses becomes a warning at its place."""

    final_argument_whitespace = True  # a pack may be called anything

    def run(self) -> list[nodes.Node]:
        """Return what the directive shows."""
        try:
            shown = self.shown()
        except VarsymError as error:
            _LOG.warning(
                "%s: %s", self.name, one_line(error), type="varsym", subtype="directive",
                location=self.get_location(),
            )  # fmt: skip
            self.env.note_reread()  # what has to be mended may be anywhere
            return self.instead()
        for file in sources(self.pack):
            self.env.note_dependency(file)
        return shown

    @property
    def pack(self) -> str:
        """The pack that is meant: the option's, the first that is configured, or varsym's own."""
        given = self.options.get("pack")
        configured = next(iter(folders(self.config)), None)
        return str(given or configured or load().name)

    @abstractmethod
    def shown(self) -> list[nodes.Node]:
        """Return the nodes."""

    def instead(self) -> list[nodes.Node]:
        """Return what stands in the place of what cannot be shown."""
        return []

    def titled(self, title: str, *content: nodes.Node) -> list[nodes.Node]:
        """Return a section that says no more, as a page without a title is a warning elsewhere."""
        section = nodes.section("", nodes.title(title, title), *content, names=[])
        section["ids"].append(nodes.make_id(title))
        return [section]


class GraphDirective(PackDirective):
    """``.. varsym-graph:: PACK``."""

    optional_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "focus": directives.unchanged_required,
        "depth": directives.nonnegative_int,
        "direction": lambda given: directives.choice(given, DIRECTIONS),
        "caption": directives.unchanged_required,
        "alt": directives.unchanged_required,
    }

    @property
    def pack(self) -> str:
        """The pack that is meant."""
        return self.arguments[0] if self.arguments else super().pack

    def shown(self) -> list[nodes.Node]:
        """Return the drawing, with a caption."""
        focus, depth = self.options.get("focus"), self.options.get("depth")
        direction = self.options.get("direction", "ancestors")
        graph = proof_graph(audit_of(self.pack), focus, depth, direction)
        alt = printable(self.options.get("alt", f"Proof graph: {graph.view or graph.title}"))
        drawing = drawn_graph(graph, self.pack, alt)
        self.set_source_info(drawing)
        if "caption" in self.options:
            inline, messages = self.parse_inline(self.options["caption"])
            drawing += nodes.paragraph("", "", *inline, classes=[CAPTION])
            return [drawing, *messages]
        return [drawing]


def _parts(given: str) -> tuple[str, ...]:
    names = tuple(given.replace(",", " ").split())
    for name in names:
        if name not in PARTS:
            raise ValueError(f"{name!r} is none of {', '.join(PARTS)}")
    return names


class StatementDirective(PackDirective):
    """``.. varsym-statement:: ID``."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "pack": directives.unchanged_required,
        "parts": _parts,
        "no-index": directives.flag,
    }

    def shown(self) -> list[nodes.Node]:
        """Return the statement in a box of its own, as a part of some other page."""
        audit = audit_of(self.pack)
        found = audit[self.arguments[0]]
        wanted = {PARTS[name] for name in self.options.get("parts", USUAL)}
        section = item_section(audit, found)
        name, title = found.statement.id, plain_title(section)
        box = nodes.container(classes=["varsym-statement", f"v-{found.verdict}"])
        head = nodes.strong(title, title)
        shown = statement_link(self.pack, name, head) if self._has_page else head
        box += nodes.paragraph("", "", shown, nodes.Text("  "), verdict_node(found.verdict))
        for part in section.parts:
            if plain_title(part) in wanted:
                box += nodes.rubric("", plain_title(part))
                box += [node for block in part.blocks for node in block_nodes(block, self.pack)]
        if not self._has_page and "no-index" not in self.options:
            _describe(self, box, found)
        return [box]

    @property
    def _has_page(self) -> bool:
        return self.pack in folders(self.config)


class StatementPageDirective(PackDirective):
    """All that is known about a statement, as the one section of a page."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"pack": directives.unchanged_required}

    def shown(self) -> list[nodes.Node]:
        """Return the section, and what the statement is directly connected with as a drawing."""
        audit = audit_of(self.pack)
        found = audit[self.arguments[0]]
        name = found.statement.id
        page = section_nodes(item_section(audit, found), self.pack)
        page["ids"].clear()
        _describe(self, page, found)
        near = proof_graph(audit, name, 1, "both")
        if len(near.nodes) > 1:
            alt = f"What {heading(found.statement)} refers to, and what refers to it"
            page += drawn_graph(near, self.pack, alt)
        self.set_source_info(page)
        return [page]

    def instead(self) -> list[nodes.Node]:
        """Return a page with a title."""
        return self.titled(self.arguments[0])


def _describe(directive: PackDirective, box: nodes.Element, found: StatementAudit) -> None:
    """Make a box the place to which references to its statement lead; the first of a page is."""
    name, document = found.statement.id, directive.state.document
    domain = statement_domain(directive.env)
    known = domain.statements.get((directive.pack, name))
    if known is not None and known[0] == directive.env.docname:
        return
    if known is not None:
        domain.told_twice(name, known[0], directive.get_location())
    anchor = make_id(directive.env, document, "", name)
    box["ids"].append(anchor)
    document.note_explicit_target(box)
    place = (directive.env.docname, anchor, heading(found.statement))
    domain.statements[directive.pack, name] = place


class StatementIndexDirective(PackDirective):
    """All statements of a pack, section by section, with their verdicts."""

    required_arguments = 1

    @property
    def pack(self) -> str:
        """The pack that is meant."""
        return str(self.arguments[0])

    def shown(self) -> list[nodes.Node]:
        """Return the page: what the pack is, the tables, the graph, and the pages below it."""
        audit = audit_of(self.pack)
        page = nodes.section(ids=["statements"], names=[])
        page += nodes.title("", f"Statements of {self.pack}")
        paper = nodes.paragraph("", "", nodes.emphasis("", printable(audit.paper.title)))
        if audit.paper.source:
            paper += nodes.Text(f", {printable(audit.paper.source)}")
        page += paper
        page += nodes.paragraph("", "", *_totals(audit))
        graph = proof_graph(audit)
        for group in groups(rows(audit, graph)):
            part = nodes.section(ids=[nodes.make_id(group.name)], names=[])
            part += nodes.title(group.name, group.name)
            part += _verdict_table(group.rows, self.pack)
            page += part
        whole = nodes.section(ids=["proof-graph"], names=[])
        whole += nodes.title("", "Proof graph")
        whole += drawn_graph(graph, self.pack, printable(f"Proof graph of {audit.paper.title}"))
        page += whole
        listed = "\n".join(f"   {name}" for name in page_names(audit.paper).values())
        page += self.parse_text_to_nodes(f".. toctree::\n   :hidden:\n\n{listed}\n")
        self.set_source_info(page)
        return [page]

    def instead(self) -> list[nodes.Node]:
        """Return a page with a title, above the pages that are there."""
        below = self.parse_text_to_nodes(".. toctree::\n   :hidden:\n   :glob:\n\n   *\n")
        return self.titled(f"Statements of {self.pack}", *below)


def _totals(audit: Audit) -> Iterator[nodes.Node]:
    yield nodes.Text(f"{len(audit)} statements: ")
    for k, (verdict, number) in enumerate(audit.totals()["statements"].items()):
        yield nodes.Text(f"{', ' if k else ''}{number}\N{NO-BREAK SPACE}")
        yield verdict_node(verdict)
    yield nodes.Text(". Computed while this page was built.")


def _verdict_table(statements: Sequence[Row], pack: str) -> nodes.table:
    group = nodes.tgroup(cols=4)
    group += [nodes.colspec(colwidth=width) for width in (20, 40, 20, 20)]
    head = [nodes.paragraph("", text) for text in ("item", "title", "conclusion", "proof")]
    group += nodes.thead("", nodes.row("", *(nodes.entry("", cell) for cell in head)))
    body = nodes.tbody()
    for row in statements:
        link = statement_link(pack, row.node.id, nodes.inline(row.name, row.name))
        cells = (
            nodes.paragraph("", "", link),
            nodes.paragraph("", "", *run_nodes([row.node.title], pack)),
            nodes.paragraph("", "", verdict_node(row.node.verdict)),
            nodes.paragraph("", "", verdict_node(row.node.printed_proof)),
        )
        body += nodes.row("", *(nodes.entry("", cell) for cell in cells))
    group += body
    return nodes.table("", group, classes=["colwidths-auto", "varsym-table"])


DIRECTIVES = {
    "varsym-graph": GraphDirective,
    "varsym-statement": StatementDirective,
    "varsym-statement-page": StatementPageDirective,
    "varsym-statement-index": StatementIndexDirective,
}
