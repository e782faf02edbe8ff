from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.exact.piecewise import PiecewiseLinear

MAPS = st.from_type(PiecewiseLinear)
POINTS = st.fractions(-4, 4, max_denominator=12)
IDENTITY = PiecewiseLinear.identity()
RELU = PiecewiseLinear.relu()


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (PiecewiseLinear.constant(0), "0"),
        (PiecewiseLinear.constant(2), "2"),
        (PiecewiseLinear.constant("-1/2"), "-1/2"),
        (IDENTITY, "x"),
        (-IDENTITY, "-x"),
        (PiecewiseLinear.affine("-3/2", "1/3"), "-(3/2)*x + 1/3"),
        (PiecewiseLinear.affine(2, -1), "2*x - 1"),
        (PiecewiseLinear.relu(1), "max(x - 1, 0)"),
        (-PiecewiseLinear.relu(1), "min(-x + 1, 0)"),
        (RELU @ -IDENTITY, "max(-x, 0)"),
        (PiecewiseLinear.constant(3) - RELU, "min(-x + 3, 3)"),
        (RELU + RELU @ -IDENTITY, "|x|"),
        (-(RELU + RELU @ -IDENTITY), "-|x|"),
        (2 * RELU + IDENTITY, "max(3*x, x)"),
        (PiecewiseLinear.spike(0, 1), "1 if x = 0 else 0"),
        (IDENTITY + PiecewiseLinear.spike(2, 1), "3 if x = 2 else x"),
        (PiecewiseLinear.interpolate([(0, 0), (1, 1)]), "min(max(x, 0), 1)"),
        (PiecewiseLinear.interpolate([(0, 1), (1, 0)]), "min(max(-x + 1, 0), 1)"),
        (
            PiecewiseLinear.interpolate([(0, 0), (1, 1)], 0, 2),
            "0 if x < 0; x if 0 <= x < 1; 2*x - 1 if x >= 1",
        ),
        (
            PiecewiseLinear.interpolate([(0, 0), (1, 1)], 2, 0),
            "2*x if x < 0; x if 0 <= x < 1; 1 if x >= 1",
        ),
        (PiecewiseLinear.step(0, 0, 1), "0 if x < 0; 1 if x >= 0"),
        (PiecewiseLinear.step(0, 0, 1, 0), "0 if x <= 0; 1 if x > 0"),
        (PiecewiseLinear.step(0, 0, 1, 5), "0 if x < 0; 5 if x = 0; 1 if x > 0"),
        (
            PiecewiseLinear.hat(1, 1, 2),
            "0 if x < 0; 2*x if 0 <= x < 1; -2*x + 4 if 1 <= x < 2; 0 if x >= 2",
        ),
        (PiecewiseLinear.constant(10**50), "≈ 1.0000e+50 (exact value has 51 digits)"),
        (
            PiecewiseLinear.affine(10**50, 0),
            "(≈ 1.0000e+50 (exact value has 51 digits))*x",
        ),
    ],
)
def test_maps_are_written_for_a_person(f: PiecewiseLinear, expected: str) -> None:
    assert str(f) == f.describe() == expected
    assert repr(f) == f"<PiecewiseLinear {expected}>"


def test_the_letter_can_be_chosen() -> None:
    assert RELU.describe("t") == "max(t, 0)"
    assert PiecewiseLinear.spike(0, 1).describe("t") == "1 if t = 0 else 0"


def value_of(text: str, x: Fraction) -> Fraction:
    """Read a description back, by the rules of Python."""
    code = re.sub(r"\d+", r"F(\g<0>)", text.replace("≈", "?"))
    code = re.sub(r"\|([^|]*)\|", r"abs(\1)", code).replace(" = ", " == ")
    cases = [part for part in code.split("; ") if part]
    names = {"F": Fraction, "x": x, "abs": abs, "max": max, "min": min, "__builtins__": {}}
    if len(cases) == 1:
        return Fraction(eval(cases[0], names))  # noqa: S307 - the text is ours
    split = [case.split(" if ") for case in cases]
    holding = [value for value, condition in split if eval(condition, names)]  # noqa: S307
    assert len(holding) == 1
    return Fraction(eval(holding[0], names))  # noqa: S307


@given(MAPS, st.lists(POINTS, max_size=3))
def test_descriptions_say_the_truth(f: PiecewiseLinear, random: list[Fraction]) -> None:
    text = f.describe()
    for x in (*random, *f.breakpoints, Fraction(-9), Fraction(9)):
        assert value_of(text, x) == f(x)
