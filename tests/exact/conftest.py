"""Random piecewise affine maps, as `st.from_type(PiecewiseLinear)`."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from varsym.exact.piecewise import PiecewiseLinear

# Coarse grids, so that flat pieces, removable breakpoints and coinciding values are common.
COARSE = st.sampled_from([Fraction(n, 2) for n in range(-4, 5)])
SLOPES = st.sampled_from([Fraction(n, d) for n in (-3, -1, 0, 0, 1, 2) for d in (1, 2)])


@st.composite
def maps(draw: st.DrawFn) -> PiecewiseLinear:
    breaks = sorted(draw(st.sets(COARSE, max_size=3)))
    lines = [(draw(SLOPES), draw(COARSE)) for _ in range(len(breaks) + 1)]
    values = []
    for index, at in enumerate(breaks):
        sides = [slope * at + intercept for slope, intercept in lines[index : index + 2]]
        values.append(draw(st.sampled_from([*sides, Fraction(7, 3)])))
    return PiecewiseLinear(breaks, lines, values)


@st.composite
def continuous_maps(draw: st.DrawFn) -> PiecewiseLinear:
    points = draw(st.dictionaries(COARSE, COARSE, min_size=1, max_size=4))
    return PiecewiseLinear.interpolate(list(points.items()), draw(SLOPES), draw(SLOPES))


st.register_type_strategy(PiecewiseLinear, st.one_of(maps(), continuous_maps()))
