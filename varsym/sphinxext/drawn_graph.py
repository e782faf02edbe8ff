"""A proof graph on a page: inline SVG whose nodes lead to the statements, or a list elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from docutils import nodes
from markupsafe import escape

from varsym.report.document_words import printable
from varsym.report.drawing import DOT_HEAD, edge_line, node_line
from varsym.report.layout import laid_out
from varsym.report.proof_graph import ProofGraph
from varsym.sphinxext.document_nodes import statement_link, verdict_node
from varsym.sphinxext.domain import statement_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["CAPTION", "add_graph_node", "drawn_graph", "inline_svg"]

#: The class of a paragraph that is a caption; docutils' own captions stand in figures alone.
CAPTION = "varsym-caption"

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}"
_LEAST_SCALE = 0.75  # a drawing that is wider than the page shrinks so far, then it is scrolled
_UNLINKED = re.compile(r' href="varsym:([^"]*)"')


class graph_node(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A proof graph; its children are the list, and a caption."""


def drawn_graph(graph: ProofGraph, pack: str, alt: str) -> graph_node:
    """Return the node of a graph, with links into a pack; `alt` says in words what it shows.

    Raises
    ------
    OutputError
        If Graphviz cannot lay it out.
    """
    lines = [*DOT_HEAD, *map(node_line, graph.nodes)]
    lines += [edge_line(start, end) for start, end in graph.edges]
    source = "\n".join(["digraph {", *lines, "}"])
    drawn = laid_out(source, "svg", "svg").decode("utf-8")
    drawing = graph_node("", svg=inline_svg(drawn, alt), pack=pack, alt=alt)
    if graph.nodes:
        drawing += nodes.bullet_list("", *_items(graph, pack))
    return drawing


def _items(graph: ProofGraph, pack: str) -> Iterator[nodes.list_item]:
    for node in graph.nodes:
        rests = [a for a, b in graph.edges if b == node.id]
        line = nodes.paragraph("", "", statement_link(pack, node.id))
        line += [nodes.Text(f" {printable(node.title)}: "), verdict_node(node.verdict)]
        for k, name in enumerate(rests):
            line += [nodes.Text(", " if k else ", rests on "), statement_link(pack, name)]
        yield nodes.list_item("", line)


def inline_svg(drawn: str, alt: str) -> str:
    """Return Graphviz's SVG as `drawn`, fit for the middle of a page, each statement in a link.

    Addresses are written as ``varsym:ID``, to be replaced where they are known.

    `alt` says in words what it shows.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawn)  # noqa: S314 - made by Graphviz here, from escaped text
    width = float(root.get("width", "0pt").removesuffix("pt"))
    root.set("style", f"min-width:{_LEAST_SCALE * width:.0f}pt")
    root.set("role", "group")
    root.set("aria-label", alt)
    for element in root.iter():
        element.attrib.pop("id", None)
        for name in [n for n in element.attrib if n.startswith(_XLINK)]:
            del element.attrib[name]
    for group in root.iter(f"{{{_SVG}}}g"):
        title = group.find(f"{{{_SVG}}}title")
        if "node" in group.get("class", "").split() and title is not None:
            _link(group, title)
        elif title is not None:
            group.remove(title)
    return ET.tostring(root, encoding="unicode")


def _link(group: ET.Element, title: ET.Element) -> None:
    """Put what a node is drawn with into one link."""
    drawn = [part for part in group if part is not title]
    link = ET.Element(f"{{{_SVG}}}a", {"href": f"varsym:{title.text}"})
    link.extend(drawn)
    for part in drawn:
        group.remove(part)
    group.append(link)


def _visit_html(writer: Any, node: graph_node) -> None:
    builder = writer.builder
    domain = statement_domain(builder.env)

    def address(found: re.Match[str]) -> str:
        place = domain.place_of(f"{node['pack']}/{found[1]}")
        if place is None:
            return ""
        where = builder.get_relative_uri(builder.current_docname, place[0])
        return f' href="{escape(f"{where}#{place[1]}")}"'

    drawn = _UNLINKED.sub(address, node["svg"])
    writer.body.append(
        f'<figure class="varsym-graph"><div class="varsym-scroll" tabindex="0" role="region" '
        f'aria-label="{escape(node["alt"])}">{drawn}</div>\n'
    )
    for caption in node.findall(nodes.paragraph):
        if CAPTION in caption["classes"]:
            writer.body.append("<figcaption>")
            for child in caption.children:
                child.walkabout(writer)
            writer.body.append("</figcaption>")
    writer.body.append("</figure>\n")
    raise nodes.SkipNode


def _children_alone(writer: Any, node: graph_node) -> None:
    del writer, node


def add_graph_node(app: Sphinx) -> None:
    """Tell the builders how a graph is written."""
    plain = (_children_alone, _children_alone)
    app.add_node(
        graph_node, html=(_visit_html, _children_alone), latex=plain, text=plain, man=plain,
        texinfo=plain,
    )  # fmt: skip
