"""Falsification: finds what is false, never what is true, and does not depend on where it runs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sent_work import Far
from toy_executor import ToyExecutor

from varsym.errors import InputError
from varsym.maps.arrays import FloatArray
from varsym.numeric import falsifying
from varsym.numeric.falsifying import Coordinates, Mask, falsify
from varsym.numeric.shrinking import Point

HALF = Fraction(1, 2)


class Suspicious(Far):
    """A claim that looks broken everywhere."""

    def __init__(self, robustness: float) -> None:
        super().__init__((0, 0), 1)
        self.level = robustness

    def screen(self, points: Coordinates) -> tuple[Mask, Mask]:
        return (np.ones(points[0].shape, dtype=bool),) * 2

    def robustness(self, points: Coordinates) -> FloatArray:
        return np.full(points[0].shape, self.level)


class Vacuous(Far):
    """A claim whose hypotheses hold nowhere."""

    def screen(self, points: Coordinates) -> tuple[Mask, Mask]:
        return np.zeros(points[0].shape, dtype=bool), np.ones(points[0].shape, dtype=bool)

    def robustness(self, points: Coordinates) -> FloatArray:
        return np.full(points[0].shape, -np.inf)


def never(point: Point) -> bool:
    return False


def test_a_region_is_found_and_the_counterexample_is_simple() -> None:
    claim = Far((1.1, -0.9), 0.75)
    found = falsify(claim, claim.refuted_at, samples=2**14)
    assert found.counterexample == (Fraction(1), Fraction(-1))
    assert found.suspects > 0
    assert found.admissible == found.samples == 2**14


def test_a_needle_is_found_uphill_where_no_sample_falls() -> None:
    claim = Far((np.pi, -np.e), 1e-6)
    found = falsify(claim, claim.refuted_at, samples=2**14)
    assert found.suspects == 0
    assert found.counterexample is not None
    assert claim.refuted_at(found.counterexample)
    assert all(q.denominator < 2000 for q in found.counterexample)


@settings(max_examples=25)
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(1e-3, 1), st.integers(0, 5))
def test_whatever_is_found_is_a_counterexample(
    x: float, y: float, radius: float, seed: int
) -> None:
    claim = Far((x, y), radius)
    found = falsify(claim, claim.refuted_at, samples=2**12, seed=seed)
    assert found.counterexample is not None
    assert claim.refuted_at(found.counterexample)


@pytest.mark.parametrize("level", [1.0, 1e-3, 1e-16, 0.0, -1e-12])
def test_floats_never_decide(level: float) -> None:
    found = falsify(Suspicious(level), never, samples=3 * 2**14)
    assert found.counterexample is None
    assert found.discarded > 0
    assert found.suspects == found.samples == 3 * 2**14


def test_what_may_be_rounding_alone_is_looked_at_a_few_times_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(falsifying, "CHUNK", 2**12)
    asked = []

    def refutes(point: Point) -> bool:
        asked.append(point)
        return False

    faint = falsify(Suspicious(1e-15), refutes, samples=2**18)
    assert faint.discarded == falsifying.NOISE_PATIENCE
    assert len(asked) <= falsifying.NOISE_PATIENCE * (len(falsifying.ROUNDINGS) + 1)
    assert falsify(Suspicious(1e-3), never, samples=2**18).discarded > faint.discarded


def test_hypotheses_that_hold_nowhere_are_reported() -> None:
    found = falsify(Vacuous((0, 0), 1), never, samples=2**12)
    assert (found.counterexample, found.admissible, found.suspects) == (None, 0, 0)


def test_the_exact_decision_alone_makes_a_counterexample() -> None:
    found = falsify(Suspicious(1.0), lambda point: point[0] == HALF, samples=2**14)
    assert found.counterexample in {None, (HALF, Fraction(0))}


@pytest.fixture(scope="module")
def executors() -> list[Callable[[], Executor]]:
    return [
        lambda: ThreadPoolExecutor(2),
        lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn")),
        ToyExecutor,
    ]


@pytest.mark.parametrize("is_false", [True, False])
def test_results_do_not_depend_on_the_executor(
    is_false: bool, executors: list[Callable[[], Executor]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(falsifying, "CHUNK", 2**12)
    claim = Far((3.0, 3.0), 0.01)
    refutes = claim.refuted_at if is_false else never
    alone = falsify(claim, refutes, samples=2**14, seed=5)
    assert (alone.counterexample is not None) == is_false
    for make in executors:
        with make() as executor:
            assert falsify(claim, refutes, 2**14, 5, executor) == alone


def test_the_seed_decides() -> None:
    claim = Far((np.pi, -np.e), 0.01)
    once, again, other = (falsify(claim, never, 2**16, seed).suspects for seed in (1, 1, 2))
    assert once == again != other


@pytest.mark.parametrize("samples", [0, -1, 1.5, "many", True])
def test_a_number_of_samples_that_is_none_is_refused(samples: object) -> None:
    with pytest.raises(InputError):
        falsify(Far((0, 0), 1), never, samples)  # type: ignore[arg-type]


def test_a_dimension_that_is_none_is_refused() -> None:
    claim = Far((0, 0), 1)
    claim.dimension = 0
    with pytest.raises(InputError, match="dimension"):
        falsify(claim, never)


def test_pools_of_many_coordinates_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(falsifying, "MAX_POOL_ENTRIES", 2**10)
    claim = Far((0, 0), 1)
    found = falsify(claim, claim.refuted_at, 1000)
    assert (found.counterexample, found.samples) == ((Fraction(0), Fraction(0)), 1000)


def test_points_at_infinity_are_no_candidates() -> None:
    class Endless(Suspicious):
        def draw(self, generator: np.random.Generator, count: int) -> FloatArray:
            return np.full((2, count), np.inf)

    found = falsify(Endless(1.0), never, 1000)
    assert (found.counterexample, found.suspects, found.discarded) == (None, 1000, 0)


def test_an_error_of_the_exact_decision_comes_through() -> None:
    def fails(point: Point) -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        falsify(Far((0, 0), 1), fails, 2**12)
