"""Constructed approximators in words and as JSON."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from rich.console import Console

from varsym.contextual.approximator import ConstructedApproximator, construct_approximator
from varsym.exact import exact_rational
from varsym.report import construction
from varsym.report.construction import construction_json, construction_text


def shown(made: ConstructedApproximator) -> str:
    console = Console(width=120)
    with console.capture() as capture:
        console.print(construction_text(made))
    return capture.get()


@pytest.fixture(scope="module")
def rotation() -> ConstructedApproximator:
    return construct_approximator("x[2,1]; x[1,1]", eps="1/4")


def test_the_text_tells_what_was_made(rotation: ConstructedApproximator) -> None:
    text = shown(rotation)
    for part in (
        "x[2,1]; x[1,1]",
        "L = 2 tokens, d = 1 channels",
        "1 in the ℓ_1 norm, proved from the expression",
        "ε = 1/4",
        "grid step δ         1/3",
        "band width θ        1/192",
        "12 neurons",
        "18 context IDs",
        "53 neurons, 13 bumps",
        "54 neurons in FFN_2 with this δ",
        "1536 with the printed δ = 1/16",
    ):
        assert part in text


def test_functions_constants_and_long_maps() -> None:
    made = construct_approximator(lambda x: x, 1, 1, 1, shape=(1, 1))
    assert "a function" in shown(made)
    assert "assumed" in shown(made)
    assert ", if f has that constant" in shown(made)
    zero = construct_approximator("0", eps=1)
    assert ", if f" not in shown(zero)
    assert "one target alone" in shown(zero)
    assert json.loads(construction_json(zero))["attention"]["separation"] is None
    long = construct_approximator("x[1,1]" + " + 0" * 200, eps=1)
    assert "…" in shown(long)


def test_the_json_is_exact(rotation: ConstructedApproximator) -> None:
    data = json.loads(construction_json(rotation))
    assert data["schema"] == "varsym.construction/1"
    assert Fraction(data["error"]["total_power"]) == rotation.budget.total_power
    assert Fraction(data["grid"]["theta"]) == rotation.grid.theta
    assert data["resources"]["printed_neurons_at_printed_cells"] == 1536
    assert data["map"] == "x[2,1]; x[1,1]"


def test_very_large_counts_are_texts() -> None:
    made = construct_approximator("; ".join(["1/9*x[1,1]"] * 6), eps="1/3")
    count = json.loads(construction_json(made))["resources"]["printed_neurons_at_printed_cells"]
    assert int(count) == made.resources.printed_neurons_at_printed_cells


@pytest.mark.parametrize(
    "number", [Fraction(1, 3), Fraction(2, 3), Fraction(1, 8), Fraction(99999)]
)
def test_rounding_is_directed(number: Fraction) -> None:
    above, below = construction._above(number), construction._below(number)
    assert exact_rational(below) <= number <= exact_rational(above)
    assert exact_rational(above) - exact_rational(below) <= number / 1000


def test_nothing_is_above_zero() -> None:
    assert construction._above(Fraction(0)) == "0"
