from __future__ import annotations

import io

import pytest
from rich.console import Console
from toy_paper import puzzle

from varsym.graph.audit import Audit, audit_paper
from varsym.report.palette import LOOKS
from varsym.report.table import print_audit


def shown(audit: Audit, width: int, *, colour: bool = False) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
    )
    print_audit(audit, console)
    return stream.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_every_statement_has_its_verdict_and_no_line_is_too_long(toy: Audit, width: int) -> None:
    lines = shown(toy, width).splitlines()
    assert max(map(len, lines)) <= width
    for found in toy:
        row = next(line for line in lines if line.startswith(found.statement.id))
        assert f"{LOOKS[found.verdict].mark} {found.verdict}" in row


def test_a_row_names_the_first_failing_step_and_its_counterexample(toy: Audit) -> None:
    text = shown(toy, 100)
    assert "step 1  0 ≠ 1" in text
    assert "at g=x, h=x, f=1" in text
    assert "by def:2" in text


def test_what_a_failing_claim_is_about_is_told_and_no_more(toy: Audit) -> None:
    assert "K=0" not in shown(toy, 100).split("lem:4")[0].split("lem:3")[1].split("step 1")[1]


def test_totals_count_statements_and_claims(toy: Audit) -> None:
    text = shown(toy, 120)
    assert "7 statements: ✓ 2 proved" in text
    assert f"{sum(len(found.decisions) for found in toy)} claims:" in text


def test_colour_says_nothing_that_a_mark_does_not(toy: Audit) -> None:
    assert "\x1b[" in shown(toy, 100, colour=True)
    assert "\x1b[" not in shown(toy, 100)
    assert len({(look.mark, name) for name, look in LOOKS.items()}) == len(LOOKS)


def test_what_is_open_has_its_reason() -> None:
    assert "neither a proof" in shown(audit_paper(puzzle), 100)
