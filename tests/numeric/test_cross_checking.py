"""Exact against float64: known errors are measured as they are, to the ulp."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_blocks import Cancelling, Exponential, FloatWeight, LinearMap, OffBy, ReluLayer
from toy_executor import ToyExecutor

from varsym.errors import InputError
from varsym.exact import INFINITY, ShapeError
from varsym.maps.block import Block
from varsym.numeric.cross_checking import CrossCheck, cross_check, unit_in_the_last_place


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_unit_in_the_last_place_is_the_spacing_of_floats(value: float) -> None:
    assert unit_in_the_last_place(Fraction(value)) == Fraction(math.ulp(value))


def test_a_number_between_floats_has_the_spacing_of_the_float_below() -> None:
    assert unit_in_the_last_place(2 - Fraction(1, 10**30)) == Fraction(math.ulp(1.0))
    assert unit_in_the_last_place(Fraction(10) ** 400) > unit_in_the_last_place(Fraction(10) ** 300)


@pytest.mark.parametrize(
    "block", [ReluLayer(), LinearMap([[1, -2, "1/4"], ["1/2", 0, 8]]), LinearMap([[0, 0, 0]])]
)
def test_what_floats_compute_exactly_has_no_error(block: Block) -> None:
    found = cross_check(block, (3,), 40)
    assert {found.worst, found.mean, found.worst_scaled} == {Fraction(0)}
    assert found.samples == 40


def test_a_weight_that_is_rounded_costs_less_than_two_ulps() -> None:
    found = cross_check(LinearMap([["1/3"], ["1/10"]]), (1,), 100)
    assert 0 < found.mean < found.worst <= Fraction(3, 2)
    assert isinstance(found.worst, Fraction)
    assert found.worst.denominator <= 2**20


def test_an_exponential_is_enclosed_and_right_to_an_ulp() -> None:
    found = cross_check(Exponential(), (3,), 30)
    assert found.entries == 90
    assert 0 < found.worst <= 1


def test_a_mistake_is_measured() -> None:
    found = cross_check(OffBy(2.0**-20), (1,), 50, radius=1)
    (worst,) = found.worst_input
    assert found.worst == 2**-20 / Fraction(math.ulp(float(worst)))
    assert found.worst > 2**30


def test_cancellation_shows_entry_by_entry_and_not_against_the_largest_entry() -> None:
    steep = LinearMap([["1/3", "-1/3"], ["1/3", "1/3"]])
    found = cross_check(steep, (2,), 400, seed=1)
    assert found.worst > 4
    assert found.worst_scaled < 3
    x = found.worst_input
    assert abs(x[0] - x[1]) < abs(x[0] + x[1])


def test_entries_that_are_0_count_against_the_largest_entry_alone() -> None:
    dead = LinearMap([[0], [1]])
    assert cross_check(dead, (1,), 64).entries < 64
    off = cross_check(OffBy(2.0**-30), (4,), 64)
    assert off.entries < 4 * 64
    assert 0 < off.worst_scaled


def test_anything_but_0_where_all_is_0_is_infinitely_wrong() -> None:
    class Zero(OffBy):
        def formula(self, field, x):
            return 0 * x

    assert cross_check(Zero(2.0**-30), (2,), 4).worst_scaled is INFINITY
    assert cross_check(Zero(2.0**-30), (2,), 4).entries == 0


def test_what_is_no_number_is_infinitely_wrong() -> None:
    found = cross_check(OffBy(np.inf), (2,), 4)
    assert found.worst is found.mean is found.worst_scaled is INFINITY


def test_the_worst_input_shows_the_worst_error() -> None:
    block = Cancelling(2**40)
    found = cross_check(block, (2,), 40)
    exact = block.exact(found.worst_input)
    rounded = block.numeric(found.worst_input)
    errors = [
        abs(Fraction(float(r)) - q) / unit_in_the_last_place(q)
        for q, r in zip(exact, rounded, strict=True)
        if q
    ]
    assert max(errors) == found.worst


def same(one: CrossCheck, other: CrossCheck) -> bool:
    return repr(one) == repr(other)


@pytest.mark.parametrize(
    "make",
    [
        lambda: ThreadPoolExecutor(2),
        lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn")),
        ToyExecutor,
    ],
    ids=["threads", "processes", "toy"],
)
def test_results_do_not_depend_on_the_executor(make: Callable[[], Executor]) -> None:
    block = LinearMap([["1/3", "2/7"], ["-1/10", 1]])
    with make() as executor:
        assert same(cross_check(block, (2,), 70, 3), cross_check(block, (2,), 70, 3, executor))


def test_threads_do_not_get_in_the_way_of_each_others_precision() -> None:
    before = flint.ctx.prec
    alone = cross_check(Exponential(), (3,), 160)
    with ThreadPoolExecutor(4) as threads:
        assert same(cross_check(Exponential(), (3,), 160, executor=threads), alone)
    assert flint.ctx.prec == before


def test_the_seed_decides() -> None:
    block = LinearMap([["1/3", "2/7"]])
    once, again, other = (cross_check(block, (2,), 20, seed) for seed in (1, 1, 2))
    assert same(once, again)
    assert not same(once, other)


def test_a_block_without_an_exact_face_is_refused() -> None:
    with pytest.raises(InputError):
        cross_check(FloatWeight(), (2,))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ShapeError):
        cross_check(LinearMap([[1, 2]]), (3,))
    for wrong in ({"samples": 0}, {"seed": -1}, {"radius": 0}, {"radius": 0.5}, {"samples": 2.0}):
        with pytest.raises(InputError):
            cross_check(ReluLayer(), (3,), **wrong)
