"""The pack has every numbered item of the paper, every displayed derivation, and nothing beyond.

numbered_items.json lists the items, how many formulas each displays and how many relation signs
its displayed derivations have.  Where the paper's text lies in ``shared/seeds`` beside the
checkout, the list is held against it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proofs.var_universality import paper

HERE = Path(__file__).parent
LISTED = json.loads((HERE / "numbered_items.json").read_text("utf-8"))
ITEMS = {item["id"]: item for item in LISTED["items"]}
SEEDS = HERE.parents[2] / "shared" / "seeds"

PREFIXES = {
    "Definition": "def", "Remark": "rem", "Theorem": "thm", "Corollary": "cor", "Lemma": "lem",
    "Assumption": "ass", "Fact": "fact", "Algorithm": "alg",
}  # fmt: skip
NUMBERED = re.compile(rf"({'|'.join(PREFIXES)}) ([0-9A-G]\.[0-9]+)(?:\.| \()")
ALGORITHM = re.compile(r"(Algorithm) ([0-9]+) [A-Z]")
PHASE = re.compile(r"[A-G]\.[0-9]+\. Phase 3: VQ-VAE Decoder")  # described and not numbered
SECTION = re.compile(r"(?:[0-9]|[A-G])\.(?:[0-9]+\.)? [A-Z$]")
DISPLAY = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
SIGN = re.compile(r"\\leq|\\geq|<|>|=")


# ------------------------------------------------------------------ the paper's text


@dataclass
class Item:
    displays: int = 0
    relations: int = 0
    lines: list[str] = field(default_factory=list)


def named(line: str) -> str | None:
    """Return the id of the item that a line begins, if it begins one."""
    found = NUMBERED.match(line) or ALGORITHM.match(line)
    if found:
        return f"{PREFIXES[found[1]]}:{found[2]}"
    return "phase:3" if PHASE.match(line) else None


def rows(display: str) -> list[str]:
    """Return the rows of an aligned display without what stands in braces; none, if not aligned."""
    if "\\begin{aligned}" not in display:
        return []
    bare = re.sub(r"\\(?:begin|end)\{aligned\}", "", display)
    bare = re.sub(r"\\begin\{cases\}.*?\\end\{cases\}", "", bare, flags=re.DOTALL)
    while (inner := re.sub(r"\{[^{}]*\}", "", bare)) != bare:
        bare = inner
    return [row.replace("&", "").strip() for row in bare.split("\\\\") if row.strip()]


def relations(display: str) -> int:
    """Return how many relation signs a derivation has; 0 for rows that are relations apart."""
    lines = rows(display)
    if len(lines) < 2 or not all(SIGN.match(line) for line in lines[1:]):
        return 0
    return sum(len(SIGN.findall(line)) for line in lines)


def read(text: str) -> tuple[dict[str, Item], int]:
    """Return the items of a paper, and how many formulas are displayed outside of all."""
    items: dict[str, Item] = {}
    stray: list[str] = []
    lines = stray
    for line in text.splitlines():
        name = named(line)
        if name is not None:
            lines = items.setdefault(name, Item()).lines
        elif SECTION.match(line):
            lines = stray
        lines.append(line)
    for item in items.values():
        before, _, proof = "\n".join(item.lines).partition("\nProof.")
        item.displays = len(DISPLAY.findall(before)) + len(DISPLAY.findall(proof))
        item.relations = sum(map(relations, DISPLAY.findall(proof)))
    return items, len(DISPLAY.findall("\n".join(stray)))


def texts() -> Iterator[str]:
    """Yield the texts of this paper that lie beside the checkout."""
    for path in sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []:
        text = path.read_text("utf-8")
        if LISTED["source"] in text[:1000]:
            yield text


@pytest.fixture(scope="module")
def printed() -> tuple[dict[str, Item], int]:
    text = next(texts(), None)
    if text is None:
        pytest.skip("the paper's text does not lie beside the checkout")
    return read(text)


# ------------------------------------------------------------------ the list against the paper


def test_the_list_has_the_numbered_items_of_the_text(printed: tuple[dict[str, Item], int]) -> None:
    assert list(ITEMS) == list(printed[0])


def test_the_list_counts_displays_as_the_text_has_them(
    printed: tuple[dict[str, Item], int],
) -> None:
    assert {k: v["displays"] for k, v in ITEMS.items()} == {
        k: item.displays for k, item in printed[0].items()
    }


def test_the_list_counts_relations_as_the_text_has_them(
    printed: tuple[dict[str, Item], int],
) -> None:
    listed = {k: v["relations"] for k, v in ITEMS.items() if "relations" in v}
    assert listed == {k: item.relations for k, item in printed[0].items() if item.relations}


def test_no_formula_is_displayed_outside_of_the_items(
    printed: tuple[dict[str, Item], int],
) -> None:
    assert printed[1] == 0


def test_the_reader_of_texts_reads() -> None:
    items, stray = read(
        "1. First\n$$s$$\nLemma 1.2 (A). *If $$x = y$$*\nLemma 1.2 indicates\nProof. So\n"
        "$$\\begin{aligned} a_{i=1} \\\\ &= b \\\\ &\\leq c < d \\end{aligned}$$\n"
        "$$\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}$$\nFact A.1. None.\n"
    )
    assert stray == 1
    assert {k: (v.displays, v.relations) for k, v in items.items()} == {
        "lem:1.2": (3, 3),
        "fact:A.1": (0, 0),
    }


# ------------------------------------------------------------------ the pack against the list


def test_the_list_is_of_this_paper() -> None:
    assert paper.title == LISTED["source"]


def test_every_numbered_item_is_a_statement() -> None:
    assert [name for name in ITEMS if name not in paper.statements] == []


def test_no_statement_is_beyond_the_numbered_items() -> None:
    assert [name for name in paper.statements if name not in ITEMS] == []


@pytest.mark.parametrize("name", [k for k, item in ITEMS.items() if item["displays"]])
def test_what_is_displayed_has_a_claim(name: str) -> None:
    assert any(True for _ in paper.statement(name).all_claims())


@pytest.mark.parametrize("name", [k for k, item in ITEMS.items() if "relations" in item])
def test_every_relation_of_a_derivation_is_a_step(name: str) -> None:
    statement = paper.statement(name)
    steps = [c.id for c in statement.printed_claims("sup") if "/step:" in c.id]
    assert steps == [f"{name}/step:{k}" for k in range(1, len(steps) + 1)]
    if statement.derivation is not None:
        assert len(steps) == ITEMS[name]["relations"]
    else:  # steps are the relations of a proof that displays more than one derivation
        assert len(steps) >= ITEMS[name]["relations"]


def test_derivations_are_listed() -> None:
    derived = [s.id for s in paper if s.derivation is not None]
    assert [name for name in derived if "relations" not in ITEMS[name]] == []
