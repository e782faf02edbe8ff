"""Mermaid: what it would read as its own is escaped, and what sites do not draw is refused."""

from __future__ import annotations

import re
from html import unescape

import pytest
from document_papers import MALICE, empty, hostile

from varsym.errors import OutputError
from varsym.graph.audit import Audit, audit_paper
from varsym.report.mermaid import MAX_ARROWS, MAX_SIGNS, mermaid
from varsym.report.proof_graph import Node, ProofGraph, proof_graph

LABEL = re.compile(r'\["(.*)"\]')
ENTITY = re.compile(r"#([0-9]+);")


def node(name: str, title: str = "", verdict: str = "proved") -> Node:
    return Node(name, "lemma", title, verdict, "none", "proved", (), False)


def labels(text: str) -> list[str]:
    return [found for line in text.splitlines() for found in LABEL.findall(line)]


def read(label: str) -> str:
    """Return a label as Mermaid decodes it."""
    return ENTITY.sub(lambda found: unescape(f"&#{found[1]};"), label)


def test_an_empty_graph_has_no_legend() -> None:
    text = mermaid(proof_graph(audit_paper(empty)))
    assert text.splitlines()[:2] == ["%% An empty paper", "flowchart TB"]
    assert "legend" not in text
    assert "classDef" not in text


def test_each_statement_is_told_with_its_verdicts(toy: Audit) -> None:
    told = [read(label) for label in labels(mermaid(proof_graph(toy)))]
    assert len(told) == len(toy) + 1
    assert "lem:3<br/>A step that fails<br/>✓ proved<br/>proof ✗ gap" in told
    assert told[-1].startswith("border: the statement<br/>")


def test_classes_are_defined_once_and_given_to_all(toy: Audit) -> None:
    text = mermaid(proof_graph(toy))
    defined = re.findall(r"^  classDef (\w+) ", text, re.MULTILINE)
    assert len(defined) == len(set(defined))
    given = re.findall(r"^  class (\S+) (\w+)$", text, re.MULTILINE)
    assert [name for _, name in given] == defined
    members = [member for many, name in given if name != "key" for member in many.split(",")]
    assert sorted(members) == sorted([f"s{k}" for k in range(len(toy))] * 2)
    assert "\n  style " not in text


@pytest.mark.parametrize("words", [*MALICE, "end", "]] --> x", "%%{init: {}}%%", "a\nb"])
def test_a_pack_says_nothing_to_mermaid(words: str) -> None:
    text = mermaid(proof_graph(audit_paper(hostile(words))))
    allowed = [
        r"%% [^{}%]*", r"flowchart TB", r"  accTitle: .*", r"  accDescr: .*",
        r'  s[0-9]+\(?\[".*"\]\)?', r"  s[0-9]+ --> s[0-9]+", r'  legend\[".*"\]',
        r"  (?:classDef|class) [\w,]+ [\w,:#;-]+",
    ]  # fmt: skip
    for line in text.splitlines():
        assert any(re.fullmatch(one, line) for one in allowed), line
    for label in labels(text):
        bare = ENTITY.sub("", label).replace("<br/>", "")
        assert not re.search(r"""["'<>&#;`\\[\](){}|%*_~$]""", bare)
    for line in text.splitlines():
        if "acc" in line[:6]:
            assert not re.search(r"[#;{}<>`\"%\\]", line.partition(": ")[2])


@pytest.mark.parametrize(
    ("words", "apart"), [("$$x$$", "$\u200b$x$\u200b$"), ("fa:fa-car", "fa:\u200bfa-car")]
)
def test_no_formula_and_no_icon_is_found_in_a_title(words: str, apart: str) -> None:
    graph = ProofGraph("p", "P", (node("lem:1", words),), ())
    assert apart in read(labels(mermaid(graph))[0])


def test_a_view_and_what_it_lacks_are_described(toy: Audit) -> None:
    part = audit_paper(toy.paper, ["lem:1"])
    text = mermaid(proof_graph(part, "lem:1", 1, "both"))
    assert "accDescr: 2 statements, " in text
    assert (
        "rests on it. Shown: lem:1, what it rests on and what rests on it, 1 step away at most. "
        in text
    )
    assert "at most. Not audited: lem:3\n" in text


def test_a_graph_of_as_many_arrows_as_sites_draw() -> None:
    nodes = tuple(node(f"lem:{k}") for k in range(MAX_ARROWS + 2))
    edges = tuple((f"lem:{k}", f"lem:{k + 1}") for k in range(MAX_ARROWS))
    assert mermaid(ProofGraph("p", "P", nodes, edges)).count(" --> ") == MAX_ARROWS
    more = (*edges, (nodes[-2].id, nodes[-1].id))
    with pytest.raises(OutputError, match="501 arrows") as caught:
        mermaid(ProofGraph("p", "P", nodes, more))
    assert "--focus" in str(caught.value)


def test_a_text_that_is_too_long_is_refused() -> None:
    nodes = tuple(node(f"lem:{k}", "word " * 20) for k in range(MAX_SIGNS // 100))
    with pytest.raises(OutputError, match="characters"):
        mermaid(ProofGraph("p", "P", nodes, ()))
