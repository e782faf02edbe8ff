"""How the answer about a model looks: short numbers, and a standing that is not hidden."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import StringIO

import pytest
from rich.console import Console

from proofs.var_universality import paper
from varsym.models.configurations import Configuration
from varsym.report.configured import _root_square, _short, print_configured

ONE = Configuration("one", 16, (1,), channels=1)


def shown(found: object) -> str:
    out = StringIO()
    print_configured(found, Console(file=out, width=100))  # type: ignore[arg-type]
    return out.getvalue()


def test_one_scale_has_no_separation() -> None:
    text = shown(paper["thm:6.6"].configured(ONE, eps=1))
    (row,) = [line.split() for line in text.splitlines() if line.split()[-1:] == ["–"]]
    assert row == ["1", "1", "1", "4", "1.2041200", "–"]


def test_no_budget_where_no_network_matters() -> None:
    found = replace(paper["thm:6.6"].configured(ONE, eps=1), budget=None)
    assert "even split" not in shown(found)


def test_what_was_given_is_told_layer_by_layer_where_it_differs() -> None:
    two = replace(ONE, sides=(1, 2))
    text = shown(paper["thm:6.6"].configured(two, eps=1, K1=["1/2", 2]))
    assert "given K1 = 1/2, 2 if " in " ".join(text.split())
    assert "of which given errors 0.25" in shown(
        paper["thm:6.6"].configured(ONE, eps=1, eps1="1/4")
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(107), "107"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3 * 10**300), "6.67e-301"),
        (Fraction(10**40), "1.00000e+40"),
    ],
)
def test_short_numbers(value: Fraction, text: str) -> None:
    assert _short(value) == text
    assert len(text) <= 11


def test_extreme_numbers_are_rounded_and_free_rounding_is_called_so() -> None:
    asked = paper["thm:6.6"].configured(ONE, eps=Fraction(1, 10**100), objective="total")
    text = shown(asked)
    assert "≤ 1.00000e-100 by " in " ".join(text.split())
    assert "to whole cells costs nothing" in text
    assert "≈" not in text


@pytest.mark.parametrize(
    ("value", "text"), [(Fraction(1), "1"), (Fraction(9, 4), "(3/2)²"), (Fraction(2), "2")]
)
def test_squares_are_shown_as_such(value: Fraction, text: str) -> None:
    assert _root_square(value) == text
