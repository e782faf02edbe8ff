"""The proof graph as LaTeX: a picture in TikZ on a page of its size, where Graphviz puts things."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from varsym.report.document_templates import marked, rendered
from varsym.report.drawing import dot, wrapped
from varsym.report.layout import laid_out
from varsym.report.palette import LOOKS, READINGS, look
from varsym.report.proof_graph import ProofGraph
from varsym.report.tex_words import escaped

__all__ = ["latex_graph"]

_MARGIN = 10
_WIDEST = 14_000  # points; a PDF page has 14,400 at most, and TeX's lengths end soon after
_LEGEND = "legend__"
Point = tuple[float, float]


def latex_graph(graph: ProofGraph) -> str:
    r"""Return the graph as LaTeX for a PDF: border for the verdict, fill for the printed proof.

    Graphviz lays it out; pdflatex or lualatex sets it, with the packages TikZ and geometry.

    Raises
    ------
    OutputError
        If pygraphviz is not there or cannot lay the graph out.

    Examples
    --------
    >>> latex_graph(ProofGraph("toy", "A toy", (), ())).splitlines()[0]
    '\\documentclass{article}'
    """
    sheet = _Sheet.of(json.loads(laid_out(dot(graph), "json", "latex")))
    seen = {v for node in graph.nodes for v in (node.verdict, *dict(node.readings).values())}
    proofs = {node.printed_proof for node in graph.nodes}
    lines = [line for line in (graph.view, _left_out(graph.unaudited)) if line]
    filters: dict[str, Callable[..., Any]] = {
        "number": marked(_number),
        "bp": marked(lambda value: f"{_number(value)}bp"),
        "hex": marked(lambda colour: colour.lstrip("#").upper()),
        "ink": marked(lambda name: (name if name in LOOKS else "open").replace("-", "")),
        "path": marked(_path),
        "mark": lambda name: look(name).mark,
        "meaning": lambda name: look(name).meaning,
        "reading": lambda metric: READINGS.get(metric, metric),
        "wrapped": wrapped,
    }
    return rendered(
        "graph.tex.j2",
        escaped,
        filters,
        graph=graph,
        lines=lines,
        looks=LOOKS,
        nodes=[(node, sheet.places[node.id]) for node in graph.nodes],
        proofs=[v for v in LOOKS if v in proofs],
        sheet=sheet,
        verdicts=[v for v in LOOKS if v in seen],
    )


def _left_out(names: Sequence[str]) -> str:
    return f"not audited: {', '.join(names)}" if names else ""


@dataclass(frozen=True)
class _Place:
    """The middle of a box and its sides, in points."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, drawn: dict[str, Any]) -> _Place:
        x, y = map(float, drawn["pos"].split(","))
        return cls(x, y, 72 * float(drawn["width"]), 72 * float(drawn["height"]))


@dataclass(frozen=True)
class _Sheet:
    """What Graphviz put where."""

    width: float
    height: float
    places: dict[str, _Place]
    edges: tuple[tuple[Point, ...], ...]

    @classmethod
    def of(cls, drawn: dict[str, Any]) -> _Sheet:
        _, _, width, height = map(float, drawn["bb"].split(","))
        places = {item["name"]: _Place.of(item) for item in drawn.get("objects", ())}
        return cls(width, height, places, tuple(_curve(e["pos"]) for e in drawn.get("edges", ())))

    @property
    def legend(self) -> _Place:
        return self.places[_LEGEND]

    @property
    def scale(self) -> float:
        """One where the graph fits on a page, and else less."""
        return min(1.0, _WIDEST / max(self.width, self.height))

    def size(self, points: float) -> float:
        """Return a length on the page that is drawn."""
        return points * self.scale

    @property
    def paper_width(self) -> float:
        return self.size(self.width) + 2 * _MARGIN

    @property
    def paper_height(self) -> float:
        """The height, with a little more than the picture's, so that it stays on its page."""
        return self.size(self.height) + 2 * _MARGIN + 4


def _curve(pos: str) -> tuple[Point, ...]:
    """Return the control points of a curve, and last where its arrow ends."""
    end, *points = [_point(word.removeprefix("e,")) for word in pos.split()]
    return (*points, end)


def _point(word: str) -> Point:
    x, y = map(float, word.split(","))
    return x, y


def _path(curve: tuple[Point, ...]) -> str:
    start, *inner, end = curve
    parts = [_at(start)]
    for k in range(0, len(inner), 3):
        first, second, third = inner[k : k + 3]
        parts.append(f".. controls {_at(first)} and {_at(second)} .. {_at(third)}")
    return " ".join([*parts, f"-- {_at(end)}"])


def _at(point: Point) -> str:
    return f"({','.join(map(_number, point))})"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
