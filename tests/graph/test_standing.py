"""Verdicts that are found quickly are those of the whole audit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import toy_paper

from proofs.var_universality import paper
from varsym.errors import UnknownNameError
from varsym.graph.paper import Paper
from varsym.graph.standing import quick_audit
from varsym.pack import Repair, Statement, reals

x, y = reals("x y")
TRUE, FALSE = x <= x + 1, x + 1 <= x


def agrees(asked: Paper, names: Sequence[str]) -> None:
    whole = asked.audit(names)
    for name in names:
        quick = quick_audit(asked, name)
        for found in quick:
            assert found.verdict == whole[found.statement.id].verdict, found.statement.id
        assert quick.rests_on(name) == whole.rests_on(name)
        assert quick.standing(name) == whole.standing(name)


def test_every_verdict() -> None:
    agrees(toy_paper.paper, list(toy_paper.paper.statements))
    agrees(toy_paper.puzzle, ["lem:1"])


@pytest.mark.parametrize("mends", ["conclusion", "other", "step:1"])
@pytest.mark.parametrize("proved", [True, False])
@pytest.mark.parametrize("conclusion", [TRUE, FALSE, x <= y * y * y + x * x + 2])
@pytest.mark.parametrize("reference", [None, "Someone"])
def test_every_way_to_fail_and_to_be_mended(
    mends: str, proved: bool, conclusion: object, reference: str | None
) -> None:
    repair = Repair("a change", TRUE if proved else FALSE, [], mends=mends)
    statement = Statement(
        "lem:1",
        "lemma",
        "Two claims",
        conclusion=conclusion,  # type: ignore[arg-type]
        claims={"other": FALSE, "fine": TRUE, "step:1": FALSE},
        repairs=[repair, Repair("another", FALSE, [])],
        reference=reference,
    )
    agrees(Paper("two", "Two", [statement]), ["lem:1"])


def test_the_theorem() -> None:
    agrees(paper, ["thm:6.6"])


def test_an_unknown_statement() -> None:
    with pytest.raises(UnknownNameError):
        quick_audit(toy_paper.paper, "lem:99")
