"""The gradient of HOFAR's loss: exact against reverse mode, differences, and the training step."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from block_faces import check_batch, check_refusals, dyadic
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact import PrecisionError, ShapeError
from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward
from varsym.maps.parameters import Parameter
from varsym.maps.perceptron import Perceptron
from varsym.models.flow_matching import FlowMatching
from varsym.models.flow_paths import CIRCLE_PATH, FlowPath
from varsym.models.hofar import HOFAR, HOFARLoss
from varsym.models.hofar_training import HOFARGradient, training_step
from varsym.models.var_weights import FloatWeights, RationalWeights

# α = t², β = 1 - t.
CURVED = FlowPath([0, 0, 1], [1, -1])


def loss(channels: int = 2, seed: int = 0, exact: bool = True) -> HOFARLoss:
    source = RationalWeights(seed) if exact else FloatWeights(seed)
    model = HOFAR.drawn(source, channels, neurons=3)
    return HOFARLoss(model, 2, ["1/3", "3/4"], CIRCLE_PATH)


def scaled(factor: int) -> FlowMatching:
    """One channel: F'' = Ŷ · factor, as layer norm is 0."""
    return FlowMatching(
        Perceptron([[0, 0, 0, 1, 0, 0]], [0, factor, 0, 0, 0, 0]),
        Attention([[0]], [[0]], [[1]]),
        Perceptron([[1]], [0]),
    )


def kinked(bias: object) -> HOFARLoss:
    """The hidden entry of the feed-forward layer is the first token plus a bias."""
    layer = FeedForward([[1]], [bias], [[1]], [0], tokens="rows")
    return HOFARLoss(
        HOFAR(Attention([[0]], [[0]], [[1]]), layer, scaled(1), scaled(3)), 1, ["1/2"], CURVED
    )


def test_the_gradient_by_hand() -> None:
    gradient = HOFARGradient(kinked(0))
    # x = 5, F_0 = 1: Ŷ = x + W2 (W1 x + b1) + b2 = 10, F_first = x - F_0 = 4, F_second = 2x = 10.
    # The errors are 10 - 4 = 6 and 30 - 10 = 20; ℓ = 6² + 20², dℓ/dŶ = 2 · 6 + 6 · 20 = 132.
    found = dict(
        zip(gradient.parts, np.split(gradient.exact([[5], [1]]), _ends(gradient)), strict=True)
    )
    named = {name: part.tolist() for (name, _), part in found.items()}
    assert named["transformer.feed_forward.b2"] == [132]
    assert named["transformer.feed_forward.W2"] == [132 * 5]
    assert named["transformer.feed_forward.W1"] == [132 * 5]
    assert named["transformer.attention.W_V"] == [132 * 2 * 5]
    assert named["transformer.attention.W_Q"] == [0]
    # α_2 is 1 and 3, and multiplies Ŷ W + b.
    assert named["first.output.b"] == [12]
    assert named["first.output.W"] == [120]
    assert named["second.output.b"] == [40 * 3]
    # By the bias of α_2 the derivative of F'' is Ŷ, by that of β_2 it is α_2.
    assert named["second.modulation.b"] == [0, 400, 0, 120, 0, 0]
    assert named["second.modulation.W"] == [0, 4000, 0, 1200, 0, 0]


def _ends(gradient: HOFARGradient) -> list[int]:
    return list(accumulate(int(np.prod(shape)) for _, shape in gradient.parts))[:-1]


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_reverse_mode_is_within_the_enclosures(channels: int, seed: int) -> None:
    gradient = HOFARGradient(loss(channels, seed))
    x = dyadic((9, channels), seed)
    boxes = gradient.enclose(x, digits=25)
    exact = np.array([float(box.lower) for box in boxes])
    assert all(box.width <= Fraction(1, 10**20) * (1 + abs(box.lower)) for box in boxes)
    found = gradient.numeric(x)
    assert abs(found - exact).max() <= 1e-12 * abs(exact).max()


def test_a_batch_of_gradients() -> None:
    check_batch(HOFARGradient(loss()), (9, 2), 0)


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 5]))
def test_against_central_differences(seed: int, channels: int) -> None:
    given_loss = loss(channels, seed % 1000, exact=False)
    source = np.random.default_rng(seed)
    x = source.standard_normal((9, channels))
    gradient = HOFARGradient(given_loss)
    direction = source.standard_normal(given_loss.model.size)
    direction /= np.linalg.norm(direction)

    def value(length: float) -> float:
        pieces = gradient.split(length * direction)
        moved = [
            Parameter.of_numeric(part.numeric + pieces[name], name, len(part.shape))
            for name, part in given_loss.model.parameters
        ]
        return float(given_loss.over(given_loss.model.rebuilt(moved)).numeric(x).sum())

    slope = gradient.numeric(x)
    h = 1e-5
    # Two lengths tell how far a difference is from a derivative, as layer norm can be steep.
    near, nearer = ((value(s) - value(-s)) / (2 * s) for s in (h, h / 4))
    tolerance = 1e-5 * np.linalg.norm(slope) + 4 * abs(near - nearer) + 1e-6
    assert abs(slope @ direction - nearer) <= tolerance


# ------------------------------------------------------------------ kinks


def test_there_is_no_gradient_at_a_kink() -> None:
    gradient = HOFARGradient(kinked(-5))
    with pytest.raises(InputError, match="ReLU at 0"):
        gradient.exact([[5], [1]])
    with pytest.raises((InputError, PrecisionError)):
        gradient.enclose([[5], [1]])
    assert HOFARGradient(kinked(-6)).exact([[5], [1]])[3] == 0
    assert HOFARGradient(kinked("-4.9")).exact([[5], [1]])[3] != 0


def test_a_kink_that_balls_cannot_tell_is_refused() -> None:
    # 1/3 · 3 - 1 is a ball around 0 at any precision.
    layer = FeedForward([["1/3"]], [-1], [[1]], [0], tokens="rows")
    model = HOFAR(Attention([[0]], [[0]], [[1]]), layer, scaled(1), scaled(3))
    with pytest.raises((InputError, PrecisionError)):
        HOFARGradient(HOFARLoss(model, 1, [0], CURVED)).enclose([[3], [1]])


# ------------------------------------------------------------------ the step


def test_a_step_goes_down() -> None:
    before = HOFARLoss(HOFAR.drawn(FloatWeights(0), 4), 4, ["1/4", "1/2", "3/4"])
    x = np.random.default_rng(0).standard_normal((8, 37, 4))
    after = before
    for _ in range(5):
        after = after.over(training_step(after, x, "1/5000"))
    assert after.numeric(x).sum() < 0.99 * before.numeric(x).sum()


def test_both_readings_of_line_34() -> None:
    given_loss = loss(exact=False)
    x = np.random.default_rng(0).standard_normal((9, 2))
    slopes = HOFARGradient(given_loss).split(HOFARGradient(given_loss).numeric(x))
    printed = dict(training_step(given_loss, x, reading="printed").parameters)
    moved = dict(training_step(given_loss, x, "1/8").parameters)
    for name, part in given_loss.model.parameters:
        np.testing.assert_array_equal(printed[name].numeric, slopes[name])
        np.testing.assert_array_equal(moved[name].numeric, part.numeric - slopes[name] / 8)


def test_a_batch_takes_the_mean() -> None:
    given_loss = loss(exact=False)
    x = np.random.default_rng(0).standard_normal((3, 9, 2))
    together = training_step(given_loss, x, 1, "printed").parameters
    alone = [training_step(given_loss, one, 1, "printed").parameters for one in x]
    for (_, part), *others in zip(together, *alone, strict=True):
        mean = np.mean([other.numeric for _, other in others], axis=0)
        np.testing.assert_allclose(part.numeric, mean, rtol=1e-10, atol=1e-10)


# ------------------------------------------------------------------ refusals


def test_what_does_not_fit_is_refused() -> None:
    check_refusals(HOFARGradient(loss()), (9, 2), [(8, 2), (9, 1)])
    x = np.zeros((9, 2))
    for rate in (0, -1, 0.1):
        with pytest.raises(InputError):
            training_step(loss(), x, rate)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="reading"):
        training_step(loss(), x, 1, "adam")  # type: ignore[arg-type]
    with pytest.raises(ShapeError):
        training_step(loss(), np.zeros((8, 2)))
    with pytest.raises(InputError, match="vector"):
        HOFARGradient(loss()).split(np.zeros(3))
    with pytest.raises(InputError, match="floats"):
        HOFARGradient(loss(exact=False)).enclose(dyadic((9, 2), 1))
