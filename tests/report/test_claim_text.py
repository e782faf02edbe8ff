from __future__ import annotations

from pathlib import Path

from varsym.claims.decisions import Claim, decide
from varsym.pack import Index, Lipschitz, MapVariable, Space, Statement, norm, reals
from varsym.report.claim_text import claim_text

x, K, a = reals("x K a")
line = Space((Index("n"),))
f, g, h = (MapVariable(name, (), line, line) for name in "fgh")


def rows(found: str) -> list[str]:
    return found.split("\n")


def test_a_claim_without_conditions() -> None:
    found = rows(claim_text(decide(Claim("lem:1/conclusion", x + 1 <= x, ())), "toy"))
    assert found[:3] == ["Refuted: 2 > 1 at x=1.", "", "  claim    x + 1 ≤ x"]
    assert not any(row.startswith("  if") for row in found)
    assert found[-1] == "  more     varsym show lem:1 --pack toy"


def test_an_open_claim_has_no_example() -> None:
    found = rows(claim_text(decide(Claim("lem:1/conclusion", x**4 - x + 1 >= 0, ())), "toy"))
    assert found[0].startswith("Open: ")
    assert not any(row.startswith("  example") for row in found)


def test_conditions_stand_below_one_another_and_the_reading_is_named() -> None:
    given = (norm(g - h) <= a, Lipschitz(f, K))
    claim = Claim("lem:3/step:2@L_alpha", norm(f @ (g - h)) <= K * a, given, "L_alpha")
    found = rows(claim_text(decide(claim), "toy"))
    at = found.index("  if       ‖g - h‖ ≤ a")
    assert found[at + 1 : at + 3] == ["           f is K-Lipschitz", "  reading  L_α"]


def test_long_rows_hang() -> None:
    letters = reals(" ".join(f"y{k}" for k in range(30)))
    found = rows(claim_text(decide(Claim("lem:1/c", sum(letters, x) <= x, ())), "toy"))
    at = found.index(next(row for row in found if row.startswith("  example")))
    assert all(len(row) <= 99 for row in found[at:])
    assert found[at + 1].startswith(" " * 11 + "= 1; y_9")


def test_the_place_and_a_pack_of_two_words() -> None:
    found = rows(claim_text(decide(Claim("lem:1/c", x + 1 <= x, ())), "my pack", (Path("a.py"), 7)))
    assert found[-2:] == ["  written  a.py:7", "  more     varsym show lem:1 --pack 'my pack'"]


def test_each_fault_of_a_formula_is_told_once() -> None:
    from proofs.var_universality import paper

    statement: Statement = paper.statement("def:3.5")
    claim = next(c for c in statement.all_claims() if c.id == "def:3.5/formula")
    decision = decide(claim)
    found = " ".join(claim_text(decision, "var-universality").split())
    assert len(decision.evidence.details) > 1
    for fault in decision.evidence.details.values():
        assert found.count(f"{fault}") == 1
