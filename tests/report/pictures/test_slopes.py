from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from drawn_lines import xs, ys

from varsym.errors import InputError, UnknownNameError
from varsym.maps.attention import Attention
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.report.pictures import BrokenBoundError, slope_comparison, slope_picture
from varsym.report.pictures.coordinates import log10_coordinate
from varsym.report.pictures.slopes import BLOCKS, RADII, example_block

SHORT: dict[str, Any] = {"samples": 32}


@pytest.mark.parametrize("radii", [[], [2, 1], [1, 1], [0], [-1], [0.5], ["x"]])
def test_radii_that_are_none_are_refused(radii: list[Any]) -> None:
    block, shape, _ = example_block("softmax")
    with pytest.raises(InputError):
        slope_comparison(block, shape, "sup", radii, **SHORT)


def test_the_bound_of_one_channel_is_the_formula() -> None:
    # By hand for weights 1 and radius R, with b = R²: 1 + b while 2b <= 1, else 2b + 1/(4b).
    block, shape, _ = example_block("attention")
    for point in slope_comparison(block, shape, "sup", ["1/4", "1/2", 1, 4], **SHORT).points:
        b = point.at**2
        assert point.bound == (1 + b if 2 * b <= 1 else 2 * b + 1 / (4 * b))


def test_slopes_are_attained_by_the_block_as_the_standard_library_computes_it() -> None:
    # Both tokens at a, one of them moved: the slope of the other's output, in floats.
    def outputs(x: float, y: float) -> tuple[float, float]:
        rows = []
        for query in (x, y):
            first, second = math.exp(query * x), math.exp(query * y)
            rows.append((first * x + second * y) / (first + second))
        return rows[0], rows[1]

    radius, steps = 1.0, 40
    grid = [radius * (2 * k / steps - 1) for k in range(steps + 1)]
    h = 1e-6
    steepest = 0.0
    for x in grid:
        for y in grid:
            before, after, other = outputs(x, y), outputs(x + h, y + h), outputs(x + h, y - h)
            for moved in (after, other):
                rise = max(abs(a - b) for a, b in zip(moved, before, strict=True))
                steepest = max(steepest, rise / h)
    block, shape, _ = example_block("attention")
    [point] = slope_comparison(block, shape, "sup", [1], samples=256).points
    assert float(point.truth) == pytest.approx(steepest, rel=2e-2)
    assert steepest < float(point.bound) + 1e-4


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("norm", ["sup", "2"])
def test_truth_grows_with_the_ball_and_stays_below_the_bound(name: str, norm: NormName) -> None:
    block, shape, _ = example_block(name)
    points = slope_comparison(block, shape, norm, [Fraction(1, 2), 2], **SHORT).points
    assert all(0 < point.truth <= point.bound for point in points)
    assert points[0].truth <= points[1].truth


def test_a_wrong_bound_is_found_out() -> None:
    class Boastful(Attention):
        def lipschitz(
            self, norm: NormName, radius: object = None, tokens: int | None = None
        ) -> LipschitzBound:
            return LipschitzBound(Fraction(3, 2), norm, "a ball", "nothing")

    with pytest.raises(BrokenBoundError, match="above the proved bound"):
        slope_picture(Boastful([[1]], [[1]], [[1]]), (2, 1), ["sup"], [1], samples=64)


def test_float_weights_are_seen_but_not_certified() -> None:
    block = Attention.from_numeric([[0.5]], [[0.5]], [[0.5]])
    with pytest.raises(InputError):
        slope_comparison(block, (2, 1), "sup", [1], **SHORT)


def test_unknown_blocks_and_missing_shapes_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="attention-2"):
        slope_picture("perceptron")
    with pytest.raises(InputError, match="shape"):
        slope_picture(Attention([[1]], [[1]], [[1]]))


def test_the_picture_shows_bounds_truths_and_ratios_over_radii() -> None:
    picture = slope_picture("attention", norms=["sup"], radii=[1, 2], **SHORT)
    upper, lower = picture.axes
    block, shape, _ = example_block("attention")
    points = slope_comparison(block, shape, "sup", [1, 2], **SHORT).points
    bound, truth = upper.lines
    assert xs(bound) == [0, log10_coordinate(2)]
    assert ys(bound) == [log10_coordinate(point.bound) for point in points]
    assert ys(truth) == [log10_coordinate(point.truth) for point in points]
    assert lower.get_xlabel() == "radius of the ball"
    assert list(RADII) == sorted(RADII)
