"""The repaired constants of Lemma C.1 are those that its resources and its network count with."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest

from proofs.var_universality import appendix_c, paper
from varsym.claims import expressions as e
from varsym.claims.decisions import Claim
from varsym.claims.functions.values import Point, scalar_value
from varsym.contextual import Resources, construct_approximator

SHAPES = [(1, 1, 2), (2, 1, 3), (2, 4, 2), (3, 4, 5), (4, 9, 10), (5, 16, 3)]


def repaired(step: int) -> list[Claim]:
    """Return the repairs of a step."""
    statement = paper.statements["lem:C.1"]
    found = [c for r, c in statement.repair_claims("sup") if r.mends == f"step:{step}"]
    assert found
    return found


def point(tokens: int, channels: int, cells: int) -> Point:
    """Return the letters of the pack at a shape; d is a square, so that √d is rational."""
    root = isqrt(channels)
    assert root * root == channels
    reals = {
        "delta": Fraction(1, cells),
        "sqrt_d": Fraction(root),
    }
    indices = {"L": tokens, "d": channels, "k": 1, "m": cells, "q": root, "n": tokens}
    indices["V"] = tokens * cells**channels
    return Point(indices, {(name, ()): value for name, value in reals.items()})


@pytest.mark.parametrize("shape", SHAPES)
def test_the_separation_constants(shape: tuple[int, int, int]) -> None:
    grid, at = Resources.of_cells(*shape).grid, point(*shape)
    assert grid.gamma_min == scalar_value(appendix_c.low, at)
    assert grid.gamma_max == scalar_value(appendix_c.high, at)
    assert grid.epsilon == scalar_value(appendix_c.near, at)


@pytest.mark.parametrize("shape", SHAPES)
def test_gamma_and_delta(shape: tuple[int, int, int]) -> None:
    found, at = Resources.of_cells(*shape), point(*shape)
    for step, value in ((15, found.radius), (17, found.separation)):
        (claim,) = repaired(step)
        assert isinstance(claim.goal, e.Compare)
        assert value == scalar_value(claim.goal.left, at)
        assert value == scalar_value(claim.goal.right, at)


def test_a_flat_bump_takes_four_neurons_for_each_token() -> None:
    (claim,) = repaired(21)
    assert isinstance(claim.goal, e.Compare)
    for tokens, channels, cells in SHAPES:
        count = Resources.of_cells(tokens, channels, cells)
        assert count.sequences.exact is not None
        each = scalar_value(claim.goal.right, point(tokens, channels, cells))
        assert count.second_layer.exact == each * count.sequences.exact


def test_the_network_takes_no_more_than_is_counted() -> None:
    made = construct_approximator("x[2,1]; x[1,1]", eps="1/4")
    tokens, channels = made.shape
    counted = Resources.of_cells(tokens, channels, made.grid.cells)
    assert counted.context_ids.exact == made.resources.contexts
    assert counted.first_layer.exact == made.resources.ffn_1_neurons
    assert counted.second_layer.exact is not None
    assert made.resources.ffn_2_neurons <= counted.second_layer.exact + channels
