from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.exact.piecewise import PiecewiseLinear

MAPS = st.from_type(PiecewiseLinear)
POINTS = st.fractions(-4, 4, max_denominator=12)
IDENTITY = PiecewiseLinear.identity()
RELU = PiecewiseLinear.relu()
SPIKE = PiecewiseLinear.spike(0, 1)


def preimages(f: PiecewiseLinear, y: Fraction) -> list[Fraction]:
    """Where a non-flat piece, extended to the whole line, takes a value."""
    return [(y - p.intercept) / p.slope for p in f.pieces() if p.slope]


@given(MAPS, MAPS, st.lists(POINTS, max_size=4))
def test_composition_is_pointwise(
    f: PiecewiseLinear, g: PiecewiseLinear, random: list[Fraction]
) -> None:
    h = f @ g
    crossings = [x for at in f.breakpoints for x in preimages(g, at)]
    marks = sorted({Fraction(0), *g.breakpoints, *crossings, *h.breakpoints, *random})
    between = [(a + b) / 2 for a, b in pairwise(marks)]
    for x in (*marks, *between, marks[0] - 1, marks[0] - 9, marks[-1] + 1, marks[-1] + 9):
        assert h(x) == f(g(x))


@given(MAPS, MAPS)
def test_composition_finds_the_canonical_form(f: PiecewiseLinear, g: PiecewiseLinear) -> None:
    h = f @ g
    pieces = h.pieces()
    assert h == PiecewiseLinear(h.breakpoints, [p[2:] for p in pieces], h.values)
    assert len(PiecewiseLinear(h.breakpoints, [p[2:] for p in pieces], h.values).pieces()) == len(
        pieces
    )
    assert list(h.breakpoints) == sorted(set(h.breakpoints))


@given(MAPS, MAPS, MAPS)
def test_composition_is_associative(
    f: PiecewiseLinear, g: PiecewiseLinear, h: PiecewiseLinear
) -> None:
    assert (f @ g) @ h == f @ (g @ h)


@given(MAPS, MAPS, MAPS)
def test_composition_distributes_from_the_right(
    f: PiecewiseLinear, g: PiecewiseLinear, h: PiecewiseLinear
) -> None:
    assert (f + g) @ h == f @ h + g @ h


@given(MAPS)
def test_the_identity_is_neutral(f: PiecewiseLinear) -> None:
    assert f @ IDENTITY == IDENTITY @ f == f.compose(IDENTITY) == f


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        # A flat piece that lies on a breakpoint takes the value there, not a limit.
        (SPIKE, PiecewiseLinear.constant(0), PiecewiseLinear.constant(1)),
        (SPIKE, RELU, PiecewiseLinear.step(0, 1, 0, 1)),
        (PiecewiseLinear.step(0, 5, 7, 9), RELU, PiecewiseLinear.step(0, 9, 7, 9)),
        # An isolated value can hit, or jump over, a breakpoint.
        (SPIKE, PiecewiseLinear.spike(0, 1), PiecewiseLinear.constant(1) - SPIKE),
        (SPIKE, PiecewiseLinear.step(3, -1, 1), PiecewiseLinear.constant(0)),
        (SPIKE, PiecewiseLinear.step(3, -1, 1, 0), PiecewiseLinear.spike(3, 1)),
        # A falling piece meets the outer pieces in reverse.
        (PiecewiseLinear.step(0, 5, 7), -IDENTITY, PiecewiseLinear.step(0, 7, 5, 7)),
        # A fold touches a breakpoint from one side only.
        (PiecewiseLinear.step(0, 5, 7, 9), -(RELU + RELU @ -IDENTITY),
         PiecewiseLinear.constant(5) + PiecewiseLinear.spike(0, 4)),
        # Flat outer maps forget everything.
        (PiecewiseLinear.constant(3), PiecewiseLinear.spike(0, 1), PiecewiseLinear.constant(3)),
    ],
)  # fmt: skip
def test_breakpoints_by_hand(
    outer: PiecewiseLinear, inner: PiecewiseLinear, expected: PiecewiseLinear
) -> None:
    assert outer @ inner == expected
