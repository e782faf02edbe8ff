"""Displays in notebooks: what each shows, that text stays text, and that nothing is decided."""

from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import toy_paper
from document_papers import MALICE, empty, hostile

from varsym.errors import OutputError
from varsym.exact import Enclosure, LogForm, Magnitude
from varsym.graph.audit import Audit, audit_paper
from varsym.graph.bounds import bound_of
from varsym.graph.node import Node
from varsym.report import notebook
from varsym.report.notebook import html, latex
from varsym.report.proof_graph import proof_graph

ELEMENTS = """
a caption code div ellipse g h3 h4 h5 h6 li p polygon path section span strong style sub sup svg
table tbody td text th thead title tr ul pre
math mfrac mi mn mo mover mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder
munderover
"""


class Reader(HTMLParser):
    """The elements, attributes and words of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.words += " " if tag in ("th", "td") else ""

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data


def read(item: object) -> Reader:
    shown = html(item)
    assert shown is not None
    found = Reader(shown)
    assert found.open == []
    assert found.elements <= set(ELEMENTS.split())
    return found


def words(item: object) -> str:
    return " ".join(read(item).words.split())


def shown_items(audit: Audit) -> list[Any]:
    """Return one of each kind that there is."""
    paper = audit.paper
    items: list[Any] = [paper, audit, proof_graph(audit), *audit]
    items += [d for found in audit for d in found.decisions]
    items += [paper[name] for name in paper.statements]
    items += [bound for found in audit if (bound := bound_of(found)) is not None]
    return items


def test_a_paper_shows_statements_and_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("varsym.graph.audit.audit_paper", lambda *_: pytest.fail("it was audited"))
    shown = words(toy_paper.paper)
    assert 'A "toy" <paper> & \\ more' in shown
    assert "lem:3 lemma A step that fails" in shown
    assert "refuted" not in shown
    assert words(empty).endswith("0 statements. The method audit decides their claims.")


def test_an_audit_shows_verdicts_with_totals(toy: Audit) -> None:
    shown = words(toy)
    assert "lem:3 A step that fails ✓ proved ✗ gap ✗ ill-formed step:1: 0 ≠ 1 at" in shown
    counts = toy.totals()["statements"]
    assert f"7 statements: {counts['proved']} ✓ proved, " in shown
    assert words(audit_paper(empty)) == "An empty paper"


def test_a_statement_shows_its_section(toy: Audit) -> None:
    shown = words(toy["lem:3"])
    assert shown.startswith("Lemma 3: A step that fails What the paper prints")
    assert "standing" not in shown.lower()
    assert "Standing: ✗ ill-formed" in words(Node(toy.paper, toy.paper.statement("lem:3")))


def test_a_graph_is_a_picture_without_ids(toy: Audit) -> None:
    found = read(proof_graph(toy))
    assert "id" not in dict(found.attributes)
    assert "A step that fails" in found.words
    text = html(proof_graph(toy))
    assert text is not None
    picture = ET.fromstring(text[text.index("<svg") : text.index("</svg>") + 6])  # noqa: S314
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == 'Proof graph of A "toy" <paper> & \\ more'


def test_a_graph_says_what_it_lacks(toy: Audit) -> None:
    part = proof_graph(audit_paper(toy.paper, ["lem:1"]), "lem:1", 1, "both")
    assert words(part).endswith("Not audited, and so left out: lem:3.")


def test_a_title_that_looks_like_an_id_stays(toy: Audit) -> None:
    paper = hostile('x id="y" z')
    assert 'x id="y" z' in read(proof_graph(audit_paper(paper))).words


def test_a_bound_shows_formula_conditions_and_parameters(toy: Audit) -> None:
    bound = bound_of(toy["lem:3"])
    assert bound is not None
    assert "K Lipschitz constant" in words(bound)
    assert 'alttext="f is K-Lipschitz"' in str(html(bound))
    assert latex(bound) == r"$\displaystyle \| f \circ g - f \circ h \| \le K\,a$"


def test_a_value_shows_the_number_and_what_it_uses(toy: Audit) -> None:
    bound = bound_of(toy["lem:3"])
    assert bound is not None
    value = bound.value(K="3/2", a="1/10")
    assert 'alttext="3/20 = 0.15"' in str(html(value))
    assert "uses lem:3" in words(value)
    assert latex(value) == r"$\displaystyle \frac{3}{20}$"


def test_a_long_quotient_is_shown_in_decimals(toy: Audit) -> None:
    bound = bound_of(toy["lem:3"])
    assert bound is not None
    value = bound.value(K="1/" + "3" * 50, a="1/" + "7" * 50)
    assert "(a quotient of 101 digits)" in words(value)
    assert str(latex(value)).startswith(r"$\displaystyle \approx 3.857142857")


def test_a_constant_shows_its_definition_and_value() -> None:
    constant = toy_paper.tiny["lem:1"].constant("c")
    assert 'alttext="0 &lt; x"' in str(html(constant))
    value = constant.value(n=2, x=3)
    assert r"\exp(-3\,\log 2)" in str(latex(value))
    assert "uses lem:1" in words(value)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Enclosure(Fraction("1.4141"), Fraction("1.4149")), "(3 digits certain; width "),
        (
            Enclosure(Fraction(-1), Fraction(1)),
            "from -1.00000 to 1.00000, rounded; no digit is certain",
        ),
    ],
)
def test_an_enclosure_tells_its_certain_digits(item: Enclosure, said: str) -> None:
    assert said in words(item)


@pytest.mark.parametrize("item", [LogForm(0), LogForm(1, {2: 3}), Magnitude.exp(-(10**400))])
def test_a_number_has_both_faces(item: LogForm | Magnitude) -> None:
    assert read(item).elements >= {"math"}
    assert str(latex(item)).startswith("$")


def test_a_number_that_equals_its_decimals_is_told_once() -> None:
    assert 'alttext="0"' in str(html(Enclosure(Fraction(0), Fraction(0))))


def test_a_configured_bound_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import varsym

    found = varsym.load("var-universality")["thm:6.6"].configured("var-256", eps="1/10")
    monkeypatch.setattr(
        "varsym.graph.configured.quick_audit", lambda *_: pytest.fail("it was audited")
    )
    shown = words(found)
    assert "var-256: sides 1 2 3 4 5 6 8 10 13 16; 32 channels" in shown
    assert "log10 of neurons" in shown
    assert ', at most <math alttext="1/10 = 0.1">' in str(html(found))


@pytest.mark.parametrize("said", MALICE)
def test_what_a_pack_says_stays_text(said: str) -> None:
    audit = audit_paper(hostile(said))
    for item in shown_items(audit):
        found = read(item)
        for name, value in found.attributes:
            assert not name.startswith("on")
            assert name not in ("src", "href", "xlink:href", "id")
            assert "javascript:" not in (value or "") or name in (
                "alttext", "aria-label", "title", "xlink:title",
            )  # fmt: skip
        tex = latex(item)
        assert tex is None or not re.search(r"\\(?:input|write|end)", tex)


def test_without_graphviz_a_graph_has_its_text_alone(
    toy: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise OutputError("No Graphviz.")

    monkeypatch.setattr(notebook, "svg", missing)
    assert html(proof_graph(toy)) is None
    assert proof_graph(toy)._repr_mimebundle_() == {}
