"""Slopes from below: exact where the answer is known, certified everywhere, inside the ball."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_blocks import Entrywise, Exponential, FloatWeight, LinearMap, ReluLayer
from toy_executor import ToyExecutor

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.lipschitz import LipschitzBound
from varsym.numeric.slopes import SlopeEstimate, estimate_slope, tightness

entries = st.fractions(-3, 3, max_denominator=6)
matrices = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(entries, min_size=width, max_size=width), min_size=1, max_size=3
    )
)


def bound(constant: Fraction | int, norm: str = "sup") -> LipschitzBound:
    return LipschitzBound(Fraction(constant), norm, "everywhere", "a test")  # type: ignore[arg-type]


def size(points: np.ndarray, norm: str) -> float:
    numbers = [float(entry) for entry in points]
    return max(map(abs, numbers)) if norm == "sup" else math.hypot(*numbers)


@settings(max_examples=30)
@given(matrices, st.sampled_from([1, "1/3", 10**6, "1e-9"]))
def test_the_sup_norm_of_a_matrix_is_found_exactly(rows: list, radius: object) -> None:
    block = LinearMap(rows)
    found = estimate_slope(block, block.matrix.shape[1:], "sup", radius, 16)
    assert found.certified == block.sup_norm()
    assert tightness(bound(block.sup_norm()), found) == 1


@settings(max_examples=30)
@given(matrices)
def test_the_2_norm_of_a_matrix_is_found_nearly_and_never_exceeded(rows: list) -> None:
    block = LinearMap(rows)
    true = float(np.linalg.norm(block.rounded, 2))
    found = estimate_slope(block, block.matrix.shape[1:], "2", 1, 16)
    assert found.certified is not None
    assert true * (1 - 1e-6) <= float(found.certified) <= true * (1 + 1e-12)


@pytest.mark.parametrize("norm", ["sup", "2"])
@pytest.mark.parametrize("radius", [1, "1/7", 100])
def test_the_pair_lies_in_the_ball_and_has_the_certified_slope(
    norm: str, radius: int | str
) -> None:
    found = estimate_slope(ReluLayer(), (5,), norm, radius, 64)  # type: ignore[arg-type]
    exact = Fraction(radius)
    for point in (found.first, found.second):
        within = max(map(abs, point)) if norm == "sup" else sum(point * point)
        assert within <= (exact if norm == "sup" else exact**2)
    assert found.certified == 1
    assert (found.radius, found.samples, found.norm) == (exact, 64, norm)
    assert found.sampled == pytest.approx(1)


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_a_convex_map_is_steepest_at_the_edge(norm: str) -> None:
    found = estimate_slope(Exponential(), (2,), norm, 3, 64)  # type: ignore[arg-type]
    assert found.certified is not None
    assert 0.999 * math.e**3 < found.certified < math.e**3
    assert max(size(found.first, norm), size(found.second, norm)) > 2.99


def test_a_kink_of_large_slope_in_a_small_place_is_climbed() -> None:
    class Ramp(Entrywise):
        """9 max(x - 99/100, 0) + x²."""

        def formula(self, field, x):
            edge = field.number(Fraction(99, 100))
            return np.array([9 * field.relu(e - edge) + e * e for e in x], dtype=object)

        def vectorised(self, x):
            return 9 * np.maximum(x - 0.99, 0) + x * x

    found = estimate_slope(Ramp(), (3,), "sup", 1, 64)
    assert found.certified is not None
    assert Fraction(1099, 100) < found.certified < 11


def test_points_where_the_block_has_no_value_are_left_out() -> None:
    class Root(Entrywise):
        """The root of x, from 0 up."""

        def formula(self, field, x):
            return np.array([field.sqrt(e) for e in x], dtype=object)

        def vectorised(self, x):
            return np.sqrt(x)

    found = estimate_slope(Root(), (1,), "sup", 1, 64)
    assert found.certified is not None
    assert found.certified > 10
    assert min(found.first[0], found.second[0]) >= 0

    class Nowhere(Root):
        def vectorised(self, x):
            return np.full(x.shape, np.nan)

    with pytest.raises(InputError, match="finite values"):
        estimate_slope(Nowhere(), (1,), "sup", 1, 16)


def test_a_slope_of_float_weights_is_seen_and_not_certified() -> None:
    found = estimate_slope(FloatWeight(), (2,), "2", 1, 16)
    assert found.certified is None
    assert found.sampled == pytest.approx(0.5)
    with pytest.raises(InputError, match="floats alone"):
        tightness(bound(1, "2"), found)


def test_an_input_too_large_for_a_jacobian_is_still_searched() -> None:
    found = estimate_slope(ReluLayer(), (300,), "sup", 1, 64)
    assert found.certified == 1


def slope(value: str) -> SlopeEstimate:
    point = np.array([Fraction(0)], dtype=object)
    certified = Fraction(value)
    return SlopeEstimate(point, point, "sup", certified, float(certified), Fraction(1), 1)


def test_tightness_is_the_ratio_and_shows_a_bound_that_is_refuted() -> None:
    assert tightness(bound(2), slope("1/2")) == Fraction(1, 4)
    assert tightness(bound(1), slope("2")) == 2
    assert tightness(bound(0), slope("0")) == 1
    with pytest.raises(InputError, match="bound of 0"):
        tightness(bound(0), slope("1"))
    with pytest.raises(InputError, match="norm"):
        tightness(bound(1, "2"), slope("1"))


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
    alone = estimate_slope(block, (2,), "2", 1, 1100, 4)
    with make() as executor:
        assert repr(estimate_slope(block, (2,), "2", 1, 1100, 4, executor)) == repr(alone)


@pytest.mark.parametrize("radius", [0, -1, 0.5, "many", "1e300", "1e-300"])
def test_a_radius_that_is_none_is_refused(radius: object) -> None:
    with pytest.raises(InputError):
        estimate_slope(ReluLayer(), (2,), "sup", radius)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ShapeError):
        estimate_slope(LinearMap([[1, 2]]), (3,), "sup", 1)
    with pytest.raises(InputError):
        estimate_slope(ReluLayer(), (2,), "1", 1)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        estimate_slope(ReluLayer(), (2,), "sup", 1, 0)
