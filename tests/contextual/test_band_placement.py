"""Transition bands are placed where a distribution has little mass, whatever it is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual.band_placement import place_bands
from varsym.errors import InputError
from varsym.exact import ShapeError


def in_a_band(x: Fraction, shift: Fraction, step: Fraction, theta: Fraction) -> bool:
    """Walk along the steps instead of dividing."""
    start = shift - 3 * step
    while start < x:
        if start < x < start + theta:
            return True
        start += step
    return False


points = st.lists(
    st.lists(
        st.lists(st.fractions(0, 1, max_denominator=96), min_size=2, max_size=2),
        min_size=2,
        max_size=2,
    ),
    min_size=1,
    max_size=6,
)


@given(points, st.integers(1, 3), st.integers(0, 4))
def test_mass_is_what_a_walk_along_the_steps_finds(
    inputs: list[list[list[Fraction]]], cells: int, sharpness: int
) -> None:
    found = place_bands(inputs, cells, sharpness)
    step, theta = Fraction(1, cells), Fraction(1, cells * 2**sharpness)

    def mass(shift: Fraction) -> Fraction:
        hits = [any(in_a_band(x, shift, step, theta) for t in X for x in t) for X in inputs]
        return Fraction(sum(hits), len(inputs))

    assert found.mass == mass(found.shift) == min(mass(k * theta) for k in range(2**sharpness))
    assert found.unshifted == mass(Fraction(0))
    assert found.mass <= found.bound == Fraction(4, 2**sharpness)


def test_a_distribution_on_the_first_bands_is_no_trouble() -> None:
    inputs = [[[Fraction(k, 4) + Fraction(1, 1000)]] for k in range(4)]
    found = place_bands(inputs, 4, 5)
    assert found.unshifted == 1
    assert found.mass == 0


def test_the_bound_is_reached_by_a_distribution_that_spreads_evenly() -> None:
    inputs = [[[Fraction(2 * k + 1, 16)]] for k in range(8)]
    found = place_bands(inputs, 1, 3)
    assert found.mass == found.bound == Fraction(1, 8)


def test_weights_count() -> None:
    inputs = [[["1/8"]], [["5/8"]]]
    assert place_bands(inputs, 1, 1, ["1/4", "3/4"]).shift == 0
    assert place_bands(inputs, 1, 1, ["3/4", "1/4"]).shift == Fraction(1, 2)


@pytest.mark.parametrize(
    ("inputs", "cells", "sharpness", "weights", "error"),
    [
        ([], 1, 1, None, InputError),
        ([[[0.5]]], 1, 1, None, InputError),
        ([[["1/2"]]], 0, 1, None, InputError),
        ([[["1/2"]]], 1, 21, None, InputError),
        ([[["1/2"]]], 1, 1, ["1/2"], InputError),
        ([[["1/2"]]], 1, 1, ["1/2", "1/2"], InputError),
        ([[["1/2"]], [["1/2", "1/3"]]], 1, 1, None, ShapeError),
    ],
)
def test_bad_input_is_refused(
    inputs: object, cells: int, sharpness: int, weights: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        place_bands(inputs, cells, sharpness, weights)  # type: ignore[arg-type]
