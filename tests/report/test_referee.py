from __future__ import annotations

import io

import pytest
from rich.console import Console

from varsym.errors import UnknownNameError
from varsym.graph.audit import Audit
from varsym.report.referee import print_report


def report(audit: Audit, name: str, width: int = 100) -> str:
    stream = io.StringIO()
    print_report(audit, name, Console(file=stream, width=width))
    return stream.getvalue()


def test_a_step_that_fails_is_marked_and_worked_out(toy: Audit) -> None:
    text = report(toy, "lem:3")
    assert "1   ✗    ✗   =  ‖f∘(g - h)‖" in text
    assert "step 1 in sup: 0 ≠ 1." in text
    assert "the left side is 0 and the right" in text
    assert "Of 2 displayed relations, steps 1, 2 refuted." in text


def test_conditions_and_conclusion_are_those_that_are_checked(toy: Audit) -> None:
    text = report(toy, "lem:3")
    assert "‖g - h‖ ≤ a" in text
    assert "f is K-Lipschitz" in text
    assert "then  ‖f∘g - f∘h‖ ≤ K·a" in text


def test_repairs_are_told_in_the_order_tried(toy: Audit) -> None:
    text = report(toy, "lem:4")
    first, second = (
        text.index("✗ refuted  y is at most 1."),
        text.index("✓ proved   y is at most 0."),
    )
    assert first < second
    assert "Refuted: 2 > 1 at x=1, y=1." in text or "Refuted: 2 > 1 at y=1, x=1." in text
    assert "False as printed: 2 > 1 at x=1, y=1. Holds once y is at most 0." in text


def test_evidence_is_counted_and_can_be_had(toy: Audit) -> None:
    text = report(toy, "lem:3")
    assert "kernel theorem:" in text
    assert "varsym certificate lem:3/conclusion --pack toy -o FILE" in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("def:1", "Shapes, indices and symbols agree."),
        ("def:2", "False as printed"),
        ("lem:1", "The conclusion follows from the printed conditions."),
        ("lem:2", "Taken from Knuth <1968>; not proved here."),
        ("thm:5", "False as printed: 2 > 1 at x=1."),
    ],
)
def test_each_verdict_has_its_reason(toy: Audit, name: str, words: str) -> None:
    assert words in report(toy, name)


def test_standing_names_what_is_weaker(toy: Audit) -> None:
    assert "it depends on def:2 (ill-formed)." in report(toy, "lem:3")
    assert "it depends on nothing weaker" in report(toy, "lem:1")


@pytest.mark.parametrize("width", [40, 80, 300])
def test_it_is_wrapped(toy: Audit, width: int) -> None:
    assert max(map(len, report(toy, "lem:3", width).splitlines())) <= min(width, 110)


def test_an_unknown_statement_is_told(toy: Audit) -> None:
    with pytest.raises(UnknownNameError, match="lem:3"):
        report(toy, "lem:33")
