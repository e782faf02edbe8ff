"""Error budgets: what is least is compared with other splits, exactly, and with whole grids."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import varsym.graph.budget_certificates as checker
from varsym.errors import CertificateError, InputError
from varsym.exact import PrecisionError
from varsym.graph.budget_certificates import (
    BudgetCertificate,
    BudgetProblem,
    Objective,
    check_budget,
    duality_gap,
    log10_cost,
)
from varsym.graph.budgets import even_cells, log_product_ratio, split_error

OBJECTIVES: list[Objective] = ["product", "total"]
ONE = Fraction(1)

each_objective = pytest.mark.parametrize("objective", OBJECTIVES)


def cost(problem: BudgetProblem, steps: Sequence[Fraction], objective: Objective) -> Fraction:
    """Return the cost itself, for whole weights."""
    costs = [c / step ** int(w) for (_, w, c), step in zip(problem.layers, steps, strict=True)]
    return math.prod(costs, start=ONE) if objective == "product" else sum(costs, Fraction(0))


# ------------------------------------------------------------------ worked by hand


@each_objective
def test_one_layer_takes_all(objective: Objective) -> None:
    found = split_error(BudgetProblem.of("1/10", [3], [5], [7]), objective)
    (step,) = found.certificate.steps
    assert abs(step - Fraction(1, 30)) < Fraction(1, 10**60)
    assert found.cells == (30,)
    assert found.error == Fraction(1, 10)


@each_objective
def test_an_error_that_the_coarsest_grids_meet(objective: Objective) -> None:
    found = split_error(BudgetProblem.of(4, [1, 2], [5, 7]), objective)
    assert found.cells == even_cells(found.problem) == (1, 1)
    assert found.certificate.multiplier is None
    assert found.log10_cost(objective="product") == "0"
    assert found.log10_saving() == found.log10_loss() == "0"


def test_the_product_shares_in_proportion_to_the_weights() -> None:
    found = split_error(BudgetProblem.of("1/10", [1, 2], [32, 128]))
    assert found.certificate.steps == (Fraction(1, 50), Fraction(1, 25))
    assert found.certificate.multiplier == 1600
    assert found.cells == (50, 25)
    assert even_cells(found.problem) == (20, 40)
    # (20/50)^32 (40/25)^128, with log10(2/5) and log10(8/5) from a table.
    saving = 32 * math.log10(0.4) + 128 * math.log10(1.6)
    assert float(found.log10_saving()) == pytest.approx(saving, rel=1e-9)


def test_a_step_stays_at_1_and_leaves_its_share_to_others() -> None:
    found = split_error(BudgetProblem.of("3/2", [1, 1], [1, 100]))
    assert found.certificate.steps == (Fraction(1, 2), ONE)
    assert found.certificate.multiplier == 2


def test_two_like_layers_share_a_total_evenly() -> None:
    found = split_error(BudgetProblem.of("1/10", [1, 1], [6, 6], [4, 4]), "total")
    assert all(abs(s - Fraction(1, 20)) < Fraction(1, 10**60) for s in found.certificate.steps)
    assert found.cells == (20, 20)
    assert found.log10_saving() == "0"


def test_two_unlike_layers_meet_the_derivative() -> None:
    # Of x^-1 + 4 y^-1 with x + y = 1 the least is at x = 1/3, where both derivatives are -9.
    found = split_error(BudgetProblem.of(1, [1, 1], [1, 1], [1, 4]), "total")
    assert abs(found.certificate.steps[0] - Fraction(1, 3)) < Fraction(1, 10**30)
    assert found.certificate.multiplier is not None
    assert abs(float(found.certificate.multiplier) - math.log(9)) < 1e-12


def test_numbers_beyond_all_writing() -> None:
    problem = BudgetProblem.of("1/10", [896, 1], [32, 131_072], [4, 16_384])
    found = split_error(problem, "total")
    assert 0 <= found.certificate.gap < Fraction(1, 10**20)
    assert found.certificate.steps[0] < Fraction(1, 10**2000)
    assert found.error <= problem.total
    assert float(found.log10_saving()) > 30_000


def test_a_total_that_is_barely_too_small_for_the_coarsest_grids() -> None:
    total = 2 - Fraction(1, 10**300)
    found = split_error(BudgetProblem.of(total, [1, 1], [3, 5]), "total")
    assert found.error <= total
    assert sorted(found.cells) == [1, 2]
    with pytest.raises(PrecisionError):
        split_error(BudgetProblem.of(2 - Fraction(1, 2**5000), [1, 1], [3, 5]), "total")


# ------------------------------------------------------------------ against other splits

small = st.integers(1, 6)
positive = st.fractions(Fraction(1, 8), Fraction(8), max_denominator=8)


@st.composite
def problems(draw: st.DrawFn, most: int = 4) -> BudgetProblem:
    count = draw(st.integers(1, most))
    amplifications = draw(st.lists(positive, min_size=count, max_size=count))
    weights = draw(st.lists(small, min_size=count, max_size=count))
    coefficients = draw(st.lists(small, min_size=count, max_size=count))
    total = draw(st.fractions(Fraction(1, 16), Fraction(4), max_denominator=16))
    return BudgetProblem.of(total, amplifications, weights, coefficients)


@each_objective
@given(st.data())
def test_no_other_split_is_cheaper(objective: Objective, data: st.DataObject) -> None:
    problem = data.draw(problems())
    found = split_error(problem, objective).certificate
    raw = [data.draw(positive) for _ in problem.weights]
    scale = problem.total / problem.error(raw)
    other = [min(ONE, x * scale) for x in raw]
    assert problem.error(other) <= problem.total
    best, drawn = (cost(problem, steps, objective) for steps in (found.steps, other))
    # From log best <= log least + gap, as exp(-gap) >= 1 - gap.
    assert best * (1 - found.gap) <= drawn


@each_objective
@given(problems(most=3))
def test_no_grid_is_cheaper_than_the_steps_and_rounding_is_allowed(
    objective: Objective, problem: BudgetProblem
) -> None:
    found = split_error(problem, objective)
    assert problem.error(found.steps) == found.error <= problem.total
    grids = [
        [Fraction(1, m) for m in cells]
        for cells in product(range(1, 9), repeat=len(problem.weights))
    ]
    allowed = [grid for grid in grids if problem.error(grid) <= problem.total]
    before = cost(problem, found.certificate.steps, objective) * (1 - found.certificate.gap)
    after = cost(problem, found.steps, objective)
    assert before <= after
    if allowed:
        least = min(cost(problem, grid, objective) for grid in allowed)
        assert before <= least
        if max(found.cells) <= 8:
            assert least <= after


@each_objective
@given(problems())
def test_no_cell_is_wasted(objective: Objective, problem: BudgetProblem) -> None:
    cells = split_error(problem, objective).cells
    for j, m in enumerate(cells):
        if m > 1:
            fewer = [Fraction(1, m - (k == j)) for k, m in enumerate(cells)]
            assert problem.error(fewer) > problem.total


@given(problems())
def test_the_even_split_is_allowed(problem: BudgetProblem) -> None:
    assert problem.error([Fraction(1, m) for m in even_cells(problem)]) <= problem.total


@each_objective
@given(problems())
def test_the_logarithm_is_that_of_the_cost(objective: Objective, problem: BudgetProblem) -> None:
    steps = [Fraction(1, k + 2) for k in range(len(problem.weights))]
    found = log10_cost(problem, steps, objective)
    exact = math.log10(cost(problem, steps, objective))
    assert float(found.lower) == pytest.approx(exact, abs=1e-9)
    assert 0 <= found.width < Fraction(1, 10**50)


def test_the_loss_of_rounding_is_exact_for_the_product() -> None:
    found = split_error(BudgetProblem.of("1/7", [1, 3], [2, 5]))
    ratio = cost(found.problem, found.steps, "product") / cost(
        found.problem, found.certificate.steps, "product"
    )
    form = log_product_ratio(found.problem, found.certificate.steps, found.steps)
    assert form.exp().rational() == ratio >= 1


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    "arguments",
    [
        (0, [1], [1]),
        (-1, [1], [1]),
        (0.1, [1], [1]),
        (1, [0], [1]),
        (1, [1], [-2]),
        (1, [1.5], [1]),
        (1, [1], [1], [0]),
        (1, [], []),
        (1, [1, 2], [1]),
        (1, [1], [1], [1, 1]),
    ],
)
def test_a_problem_that_is_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(InputError):
        BudgetProblem.of(*arguments)


def test_an_unknown_objective() -> None:
    with pytest.raises(InputError, match="The objective 'least'"):
        split_error(BudgetProblem.of(1, [1], [1]), "least")  # type: ignore[arg-type]


# ------------------------------------------------------------------ the checker

PROBLEM = BudgetProblem.of("1/10", [1, 2, 5], [3, 8, 40], [4, 16, 36])


def tampered(objective: Objective) -> list[BudgetCertificate]:
    whole = split_error(PROBLEM, objective).certificate
    first, second, third = whole.steps
    assert whole.multiplier is not None
    nudge = Fraction(1, 10**9)
    wrong: list[dict[str, Any]] = [
        {"steps": (first * (1 + nudge), second, third)},
        {"steps": (first * (1 + nudge), second - first * nudge / 2, third)},
        {"steps": (first / 2, second, third)},
        {"steps": (first, third, second)},
        {"steps": (first, second)},
        {"steps": (first, second, -third)},
        {"steps": (float(first), second, third)},
        {"steps": (Fraction(0), second, third)},
        {"multiplier": whole.multiplier + nudge * 1000},
        {"multiplier": -whole.multiplier},
        {"multiplier": None},
        {"multiplier": float(whole.multiplier)},
        {"gap": Fraction(-1)},
        {"gap": 0.5},
        {"objective": "least"},
        {"problem": replace(PROBLEM, total=PROBLEM.total - nudge)},
        {"problem": replace(PROBLEM, total=PROBLEM.total + nudge)},
        {"problem": replace(PROBLEM, weights=(Fraction(3), Fraction(8), Fraction(41)))},
        {"problem": replace(PROBLEM, weights=(Fraction(3), Fraction(8)))},
        {"problem": replace(PROBLEM, weights=(Fraction(3), Fraction(8), Fraction(-40)))},
        {"problem": replace(PROBLEM, amplifications=(ONE, Fraction(2), Fraction(4)))},
    ]
    if objective == "total":
        wrong.append({"problem": replace(PROBLEM, coefficients=(ONE, ONE, ONE))})
    return [replace(whole, **change) for change in wrong]


@each_objective
def test_a_certificate_is_accepted_and_changed_ones_are_not(objective: Objective) -> None:
    check_budget(split_error(PROBLEM, objective).certificate)
    for certificate in tampered(objective):
        with pytest.raises(CertificateError):
            check_budget(certificate)


def test_a_total_that_is_not_the_least_needs_the_gap_that_it_has() -> None:
    best = split_error(PROBLEM, "total").certificate
    worse = replace(best, steps=tuple(s * Fraction(9, 10) for s in best.steps))
    assert best.multiplier is not None
    gap = duality_gap(PROBLEM, worse.steps, best.multiplier, 256)
    assert gap is not None
    check_budget(replace(worse, gap=gap))
    with pytest.raises(CertificateError, match="larger than it says"):
        check_budget(replace(worse, gap=gap * Fraction(999, 1000)))


def test_a_multiplier_that_shows_nothing() -> None:
    best = split_error(PROBLEM, "total").certificate
    assert best.multiplier is not None
    assert duality_gap(PROBLEM, best.steps, best.multiplier + 10_000, 256) is None


@given(problems(), st.fractions(-30, 30, max_denominator=10))
def test_the_dual_bound_is_below_the_cost_at_every_multiplier(
    problem: BudgetProblem, log_multiplier: Fraction
) -> None:
    steps = [Fraction(1, m) for m in even_cells(problem)]
    gap = duality_gap(problem, steps, log_multiplier, 256)
    assert gap is None or gap >= 0


def test_the_checker_knows_nothing_of_the_optimiser() -> None:
    tree = ast.parse(Path(checker.__file__).read_text("utf-8"))
    modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert not any("budgets" in str(module) for module in modules)
