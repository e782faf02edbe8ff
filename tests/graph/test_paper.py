"""Papers: ids, dependencies, citations, and how packs are found."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from proofs.var_universality import paper as published
from varsym.errors import PackError, UnknownNameError, VarsymError
from varsym.graph import paper as papers
from varsym.graph.paper import Paper, load
from varsym.pack import (
    Cited,
    MapVariable,
    Repair,
    Space,
    Statement,
    for_all,
    index,
    maps,
    norm,
    reals,
)

i, n = index("i n")
x, y, eps = reals("x y eps")
line = Space((x,))
f, g = (MapVariable(name, (), line, line) for name in "fg")
F, G = maps("F G", lambda at: (line, line))
known = Statement("lem:1", "lemma", "Known", conclusion=norm(f - g) <= eps, reference="Knuth 1968")
near = for_all(i, 1, n, norm(F[i] - G[i]) <= x)


def lemma(name: str, *below: str, **more: Any) -> Statement:
    return Statement(name, "lemma", name, depends_on=below, **more)


def test_an_empty_paper_and_one_of_one_statement() -> None:
    assert len(Paper("toy", "Toy", [])) == 0
    one = Paper("toy", "Toy", [lemma("lem:1")])
    assert [s.id for s in one] == one.ordered() == ["lem:1"]


def test_an_id_that_occurs_twice_is_refused() -> None:
    with pytest.raises(PackError, match=r"lem:1, twice"):
        Paper("toy", "Toy", [lemma("lem:1"), lemma("lem:2"), lemma("lem:1")])


def test_a_dependency_that_is_not_there_is_refused() -> None:
    with pytest.raises(PackError, match=r"lem:1 depends on lem:9"):
        Paper("toy", "Toy", [lemma("lem:1", "lem:9")])


@pytest.mark.parametrize(
    "edges",
    [
        {"lem:1": ["lem:1"]},
        {"lem:1": ["lem:2"], "lem:2": ["lem:1"]},
        {"lem:1": ["lem:3"], "lem:2": ["lem:1"], "lem:3": ["lem:2"], "lem:4": []},
    ],
)
def test_a_circle_is_refused_and_shown(edges: dict[str, list[str]]) -> None:
    with pytest.raises(PackError, match="circle") as caught:
        Paper("toy", "Toy", [lemma(name, *below) for name, below in edges.items()])
    assert "lem:1 → " in str(caught.value) or "→ lem:1" in str(caught.value)
    assert "lem:4" not in str(caught.value)


def test_a_diamond_is_no_circle_and_is_ordered_from_below() -> None:
    many = [lemma("lem:4", "lem:2", "lem:3"), lemma("lem:2", "lem:1"), lemma("lem:3", "lem:1")]
    order = Paper("toy", "Toy", [*many, lemma("lem:1")]).ordered()
    assert order == ["lem:1", "lem:2", "lem:3", "lem:4"]


def test_a_citation_of_an_instance_is_accepted() -> None:
    Paper("toy", "Toy", [known, lemma("lem:2", "lem:1", conditions=[Cited("lem:1", near)])])
    further = lemma("lem:3", "lem:2", conditions=[Cited("lem:1", near)])
    Paper("toy", "Toy", [known, lemma("lem:2", "lem:1"), further])


@pytest.mark.parametrize(
    ("source", "conditions", "says"),
    [
        (lemma("lem:1", conclusion=norm(f - g) <= eps), [Cited("lem:1", near)], "no reference"),
        (lemma("lem:1", reference="Knuth"), [Cited("lem:1", near)], "no reference"),
        (known, [Cited("lem:7", near)], "no reference"),
        (known, [Cited("lem:1", norm(f) <= eps)], "does not say"),
        (known, [Cited("lem:1", norm(f - g) < eps)], "does not say"),
        (known, [for_all(i, 1, n, Cited("lem:1", x <= y))], "does not say"),
    ],
)
def test_a_wrong_citation_is_refused(source: Statement, conditions: list[Any], says: str) -> None:
    with pytest.raises(PackError, match=says):
        Paper("toy", "Toy", [source, lemma("lem:2", "lem:1", conditions=conditions)])


def test_a_citation_needs_a_dependency() -> None:
    with pytest.raises(PackError, match="without depending"):
        Paper("toy", "Toy", [known, lemma("lem:2", conditions=[Cited("lem:1", near)])])


def test_repairs_bounds_and_displays_are_held_to_their_citations() -> None:
    wrong = Repair("r", x <= y, [Cited("lem:1", x <= y)])
    for more in ({"repairs": [wrong]}, {"bounds": {"bound": wrong}}):
        with pytest.raises(PackError, match="does not say"):
            Paper("toy", "Toy", [known, lemma("lem:2", "lem:1", **more)])


def test_a_display_is_held_to_its_citations() -> None:
    from varsym.pack import Display

    display = Display(x, [("<=", y)], [Cited("lem:1", x <= y)])
    with pytest.raises(PackError, match="does not say"):
        Paper("toy", "Toy", [known, lemma("lem:2", "lem:1", derivation=display)])


def test_an_unknown_statement_gets_the_nearest_names() -> None:
    with pytest.raises(UnknownNameError) as caught:
        published.statement("lem6.3")
    assert "lem:6.3" in str(caught.value)
    with pytest.raises(UnknownNameError, match="Try"):
        published.statement("")
    with pytest.raises(UnknownNameError) as caught:
        published.statement("x" * 10**5)
    assert len(str(caught.value)) < 500
    assert published.statement("lem:6.3").id == "lem:6.3"


# ------------------------------------------------------------ packs


def offer(monkeypatch: pytest.MonkeyPatch, **modules: ModuleType) -> None:
    """Install packs for this test alone."""
    points = {}
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, f"pack_{name}", module)
        points[name] = EntryPoint(name, f"pack_{name}", papers.GROUP)
    monkeypatch.setattr(papers, "packs", lambda: points)


def module(**content: object) -> ModuleType:
    made = ModuleType("made")
    vars(made).update(content)
    return made


def test_a_pack_is_loaded_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    toy = Paper("toy", "Toy", [])
    offer(monkeypatch, toy=module(paper=toy))
    assert load("toy") is toy


def test_an_unknown_pack_gets_the_nearest_names(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, toy=module(), other=module())
    with pytest.raises(UnknownNameError, match=r"Try .*toy"):
        load("toi")


def test_no_pack_at_all_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch)
    with pytest.raises(UnknownNameError):
        load("toy")


@pytest.mark.parametrize("content", [None, "proved", 3, object()])
def test_a_pack_without_a_paper_is_refused(
    monkeypatch: pytest.MonkeyPatch, content: object
) -> None:
    offer(monkeypatch, toy=module() if content is None else module(paper=content))
    with pytest.raises(PackError, match="paper"):
        load("toy")


@pytest.mark.parametrize(
    "source",
    [
        "raise ValueError('x' * 10000)",
        "import nothing_of_the_kind",
        "1 / 0",
        "def (",
        "raise KeyError",
        "import sys; sys.exit(3)",
    ],
)
def test_a_pack_that_raises_is_a_pack_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str
) -> None:
    (tmp_path / "broken_pack.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "broken_pack", raising=False)
    points = {"toy": EntryPoint("toy", "broken_pack", papers.GROUP)}
    monkeypatch.setattr(papers, "packs", lambda: points)
    with pytest.raises(PackError) as caught:
        load("toy")
    assert "toy" in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_pack_with_a_circle_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = (
        "from varsym.pack import Paper, Statement\n"
        "paper = Paper('t', 'T', [Statement('lem:1', 'lemma', 't', depends_on=['lem:1'])])\n"
    )
    (tmp_path / "round_pack.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    points = {"toy": EntryPoint("toy", "round_pack", papers.GROUP)}
    monkeypatch.setattr(papers, "packs", lambda: points)
    with pytest.raises(VarsymError, match="circle"):
        load("toy")
