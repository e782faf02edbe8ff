from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from linear_faces import check_faces, check_linear, random_rationals

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.exact.operators import Kronecker
from varsym.maps.convolution import Convolution
from varsym.maps.separable import AxisMap, SeparableMap
from varsym.models.configurations import CONFIGURATIONS, Configuration, configuration
from varsym.models.scale_step import FeatureMap, NextScaleInput, ResidualBlend, ScaleStep

SMALL = Configuration("small", 64, (1, 2, 3, 4))


def blur(size: int) -> SeparableMap:
    """A convolution with the weights (1, 2, 1) along each axis and zeros beyond the border."""
    weights = {-1: 1, 0: 2, 1: 1}
    rows = [
        [(i + s, Fraction(w)) for s, w in weights.items() if 0 <= i + s < size] for i in range(size)
    ]
    return SeparableMap(AxisMap(rows, size), AxisMap(rows, size))


@pytest.mark.parametrize("known", CONFIGURATIONS, ids=lambda known: known.name)
def test_every_step_goes_to_the_last_scale_and_back(known: Configuration) -> None:
    for scale, (side, following) in enumerate(known.steps, start=1):
        step = ScaleStep(known, scale)
        assert (step.enlarge.size_in, step.shrink.size_out) == ((side,) * 2, (following,) * 2)
        assert step.enlarge.size_out == step.shrink.size_in == (known.sides[-1],) * 2
        # A constant map stays constant: every row adds up to one.
        assert {sum(w for _, w in row) for row in step.through.vertical.rows} == {1}


def test_both_ways_are_one_separable_map() -> None:
    step = ScaleStep(SMALL, 2)
    check_linear(step.through, (2, 2, 2))
    x = random_rationals((2, 2, 2))
    assert (step.through.exact(x) == step.shrink.exact(step.enlarge.exact(x))).all()
    assert isinstance(step.through.operator(), Kronecker)


def test_the_last_step_only_enlarges() -> None:
    step = ScaleStep(configuration("var-256"), 9)
    assert step.through.norm("inf").exact == Fraction(2813, 2048) ** 2
    assert step.shrink.norm(2).exact == 1


@pytest.mark.parametrize("p", [1, 2, "inf"])
def test_norms_against_numpy(p: int | str) -> None:
    step = ScaleStep(configuration("var-256"), 4)
    for block in (step.enlarge, step.shrink, step.through):
        along = np.linalg.norm(block.vertical.numeric_matrix(), np.inf if p == "inf" else p)  # type: ignore[arg-type]
        found = float(block.norm(p).enclosure(15).upper)  # type: ignore[arg-type]
        assert found == pytest.approx(along**2, rel=1e-12)


@pytest.mark.parametrize("scale", [0, 4, -1, 1.0])
def test_a_scale_without_a_next_one_is_refused(scale: int) -> None:
    with pytest.raises(InputError):
        ScaleStep(SMALL, scale)
    with pytest.raises(InputError):
        NextScaleInput(SMALL, scale)


def test_one_scale_has_no_step() -> None:
    with pytest.raises(InputError, match="two scales"):
        ScaleStep(Configuration("single", 16, (1,)), 1)


# ------------------------------------------------------------------ the residual convolution


def test_the_blend_is_half_input_and_half_convolution() -> None:
    block = ResidualBlend(blur(3))
    check_faces(block, (3, 3, 2))
    x = random_rationals((3, 3, 2))
    assert (block.exact(x) == (x + blur(3).exact(x)) / 2).all()


def test_a_convolution_is_given_by_its_weights() -> None:
    smooths_the_first_channel = [[[w * v, 0] for v in (1, 2, 1)] for w in (1, 2, 1)]
    silent = [[[0, 0]] * 3] * 3
    block = ResidualBlend(Convolution([smooths_the_first_channel, silent], [0, 0]))
    x = random_rationals((3, 3, 2))
    found = block.exact(x)
    assert (found[..., :1] == ResidualBlend(blur(3)).exact(x[..., :1])).all()
    assert (found[..., 1] == x[..., 1] / 2).all()


def test_the_bound_of_a_blend() -> None:
    assert ResidualBlend(blur(3), "1/4").lipschitz("sup").constant == Fraction(3, 4) + 4


def test_a_blend_that_is_none_is_refused() -> None:
    for ratio in ("-1/2", "3/2", 0.5):
        with pytest.raises(InputError):
            ResidualBlend(blur(3), ratio)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="axes"):
        ResidualBlend(AxisMap.identity(2))
    shrinking = SeparableMap(*[AxisMap([[(0, Fraction(1))]], 2)] * 2)
    with pytest.raises(ShapeError, match="keeps the shape"):
        ResidualBlend(shrinking).exact(random_rationals((2, 2, 1)))


# ------------------------------------------------------------------ the next input


def test_the_next_input_is_the_shrunk_running_sum() -> None:
    block = NextScaleInput(SMALL, 3)
    check_faces(block, (14, 2))
    maps = [random_rationals((side, side, 2), seed=side) for side in (1, 2, 3)]
    total = sum(ScaleStep(SMALL, k).enlarge.exact(x) for k, x in enumerate(maps, start=1))
    expected = ScaleStep(SMALL, 3).shrink.exact(total)
    assert (block.exact(block.pyramid.merge(maps)) == expected).all()


def test_every_scale_may_have_a_residual_convolution() -> None:
    block = NextScaleInput(SMALL, 2, [ResidualBlend(blur(4)), ResidualBlend(blur(4))])
    check_faces(block, (5, 1))
    maps = [random_rationals((side, side, 1), seed=side) for side in (1, 2)]
    enlarged = (ScaleStep(SMALL, k).enlarge.exact(x) for k, x in enumerate(maps, start=1))
    total = sum(ResidualBlend(blur(4)).exact(x) for x in enlarged)
    expected = ScaleStep(SMALL, 2).shrink.exact(total)
    assert (block.exact(block.pyramid.merge(maps)) == expected).all()


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_the_bound_of_the_next_input_holds(norm: str) -> None:
    block = NextScaleInput(SMALL, 3, [ResidualBlend(blur(4))] * 3)
    order = np.inf if norm == "sup" else 2
    columns = block.numeric(np.eye(14)[:, :, np.newaxis]).reshape(14, -1)
    true = np.linalg.norm(columns.T, order)
    bound = float(block.lipschitz(norm).constant)  # type: ignore[arg-type]
    assert true <= bound * (1 + 1e-12)
    assert bound <= 3 * true


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="one for each scale"):
        NextScaleInput(SMALL, 2, [ResidualBlend(blur(4))])
    with pytest.raises(InputError, match="radius"):
        NextScaleInput(SMALL, 2).lipschitz("sup", radius=1)
    with pytest.raises(ShapeError):
        NextScaleInput(SMALL, 2).output_shape((4, 1))
    with pytest.raises(ShapeError):
        NextScaleInput(SMALL, 2, [ResidualBlend(blur(3))] * 2).output_shape((5, 1))


@pytest.mark.parametrize("given", [None, 5, "var-256", (1, 2)])
def test_what_is_no_configuration_is_refused(given: Any) -> None:
    for build in (lambda: ScaleStep(given, 1), lambda: NextScaleInput(given, 1)):
        with pytest.raises(InputError, match="Configuration"):
            build()
    with pytest.raises(InputError, match="Configuration"):
        FeatureMap(given)


@pytest.mark.parametrize("given", [5, [1, 2, 3, 4], "conv", [None] * 4])
def test_residuals_are_a_sequence_of_blocks(given: Any) -> None:
    with pytest.raises(InputError, match="residuals"):
        FeatureMap(SMALL, given)
    with pytest.raises(InputError, match="convolution"):
        ResidualBlend(given)
