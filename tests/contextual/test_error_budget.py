"""Grids and bands for an error: least ones, and what they add up to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual.error_budget import (
    ErrorBudget,
    grid_cells,
    rounding_sharpness,
)
from varsym.contextual.quantizer import Quantizer
from varsym.contextual.resources import cells_for_error
from varsym.exact import SizeError

F = Fraction
POSITIVE = st.fractions(F(1, 1000), F(1000), max_denominator=1000)


@given(C=POSITIVE, eps=POSITIVE, alpha=st.integers(1, 6), L=st.integers(1, 5), d=st.integers(1, 3))
def test_the_grid_is_the_least(C: Fraction, eps: Fraction, alpha: int, L: int, d: int) -> None:
    def off_bands(m: int) -> Fraction:
        return L * d * (C / (2 * m)) ** alpha / (alpha + 1)

    m = grid_cells(C, eps, alpha, L, d)
    assert off_bands(m) <= F(7, 8) * eps**alpha
    assert m == 1 or off_bands(m - 1) > F(7, 8) * eps**alpha
    assert m <= cells_for_error(L, d, eps, C, alpha)


def test_a_constant_map_has_one_cell() -> None:
    assert grid_cells(F(0), F(1, 10**9), 3, 4, 2) == 1


def test_huge_grids_are_still_counted_exactly() -> None:
    # m = L d C / (2 · 2 · (7/8) ε) for α = 1
    assert grid_cells(F(7), F(2, 10**40), 1, 1, 1) == 10**40
    assert grid_cells(F(7), F(2, 10**40), 1, 1, 3) == 3 * 10**40


def test_the_terms_of_a_budget() -> None:
    grid = Quantizer(2, 1, 4, sharpness=3)
    budget = ErrorBudget(grid, 2, F(3), (F(1), F(2)))
    assert budget.pointwise_power == 2 * F(3, 8) ** 2
    assert budget.off_bands_power == 2 * F(3, 8) ** 2 / 3
    assert budget.reach**2 >= budget.pointwise_power > (budget.reach * F(999, 1000)) ** 2
    assert budget.bands_measure == 1 - F(7, 8) ** 2
    assert budget.worst_power == (1 + budget.reach) ** 2 + (2 + budget.reach) ** 2
    assert budget.total_power == budget.off_bands_power + budget.bands_measure * budget.worst_power
    assert budget.total**2 >= budget.total_power


@given(C=POSITIVE, eps=POSITIVE, alpha=st.integers(1, 4), far=POSITIVE)
def test_the_sharpness_is_the_least(C: Fraction, eps: Fraction, alpha: int, far: Fraction) -> None:
    grid = Quantizer(2, 1, grid_cells(C, eps, alpha, 2, 1))
    budget = rounding_sharpness(grid, alpha, C, eps, [far, far])
    assert budget.total_power <= eps**alpha
    s = budget.grid.sharpness
    if s > 1:
        coarser = Quantizer(2, 1, grid.cells, s - 1)
        assert ErrorBudget(coarser, alpha, C, (far, far)).total_power > eps**alpha


def test_values_that_no_rounding_serves() -> None:
    with pytest.raises(SizeError, match="sharper"):
        rounding_sharpness(Quantizer(1, 1, 1), 1, F(0), F(1), [F(2) ** 5000])
    with pytest.raises(SizeError, match="sharper"):
        rounding_sharpness(Quantizer(1, 1, 1), 64, F(0), F(1, 10**5000), [F(1)])


def test_the_mean_distance_to_the_centre_of_a_cell() -> None:
    """The integral of |x - c|^α over [0, δ], by the antiderivative, is δ (δ/2)^α / (α + 1)."""
    for alpha in range(1, 6):
        delta = F(2, 7)
        half = delta / 2
        integral = 2 * half ** (alpha + 1) / (alpha + 1)
        budget = ErrorBudget(Quantizer(1, 1, 1), alpha, F(2, 7), (F(0),))
        assert budget.off_bands_power == integral / delta
