"""Random piecewise linear maps of the line, for chains: steady ones, and bounded disturbances."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from varsym.exact import PiecewiseLinear

GRID = st.sampled_from([Fraction(n, 2) for n in range(-3, 4)])
SLOPES = st.sampled_from([Fraction(n, d) for n in (-2, 0, 1, 3) for d in (1, 2)])
SIZES = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(-1, 2), Fraction(1)])


@st.composite
def steady(draw: st.DrawFn) -> PiecewiseLinear:
    """Return a continuous map, which has a Lipschitz constant."""
    points = draw(st.dictionaries(GRID, GRID, min_size=1, max_size=3))
    return PiecewiseLinear.interpolate(list(points.items()), draw(SLOPES), draw(SLOPES))


@st.composite
def bounded(draw: st.DrawFn) -> PiecewiseLinear:
    """Return a bounded map, perhaps with a jump and a spike."""
    points = draw(st.dictionaries(GRID, SIZES, min_size=1, max_size=3))
    found = PiecewiseLinear.interpolate(list(points.items()))
    found = found + PiecewiseLinear.step(draw(GRID), draw(SIZES), draw(SIZES))
    return found + PiecewiseLinear.spike(draw(GRID), draw(SIZES))


def chained(layers: list[PiecewiseLinear]) -> PiecewiseLinear:
    """Return the composition of `layers`, the first applied first."""
    run = PiecewiseLinear.identity()
    for layer in layers:
        run = layer @ run
    return run
