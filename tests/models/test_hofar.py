"""HOFAR: the loss of Algorithm 1 by hand and in mpmath, faces, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from block_faces import check_batch, check_numeric, check_refusals, dyadic
from flow_reference import (
    attend,
    each,
    feed_forward,
    flow_matching,
    high,
    resized,
    rows_of,
    squares,
)

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward
from varsym.maps.perceptron import Perceptron
from varsym.models.flow_matching import FlowMatching
from varsym.models.flow_paths import CIRCLE_PATH, FlowPath
from varsym.models.hofar import HOFAR, HOFARLoss
from varsym.models.var_weights import FloatWeights, RationalWeights

# α = t², β = 1 - t.
CURVED = FlowPath([0, 0, 1], [1, -1])


def model(channels: int = 2, seed: int = 0) -> HOFAR:
    return HOFAR.drawn(RationalWeights(seed), channels, neurons=3)


def scaled(factor: int) -> FlowMatching:
    """One channel: F'' = Ŷ · factor, as layer norm is 0."""
    return FlowMatching(
        Perceptron([[0, 0, 0, 1, 0, 0]], [0, factor, 0, 0, 0, 0]),
        Attention([[0]], [[0]], [[1]]),
        Perceptron([[1]], [0]),
    )


def by_hand(first: int = 1, second: int = 3) -> HOFAR:
    """TF(X) doubles the mean of all tokens; the flow networks multiply by numbers."""
    double = FeedForward([[1]], [0], [[1]], [0], tokens="rows")
    return HOFAR(Attention([[0]], [[0]], [[1]]), double, scaled(first), scaled(second))


# ------------------------------------------------------------------ by hand


def test_the_loss_by_hand() -> None:
    loss = HOFARLoss(by_hand(), 2, ["1/2", "1/4"], CURVED)
    image = np.array([[[1], [2]], [[3], [6]]])
    noise = [np.array([[[0], [1]], [[2], [4]]]), np.array([[[5]]])]
    # Scale 1: Ŷ = 6; F_first = 2t x - F_0 = x - F_0 = 1, 1, 1, 2; F_second = 2x = 2, 4, 6, 12;
    # predicted 6 and 18. Scale 2: x = 3, Ŷ = 6; F_first = 3/2 - 5 = -7/2, F_second = 6.
    assert loss.exact(loss.join(image, noise)).tolist() == [
        3 * 5**2 + 4**2 + 16**2 + 14**2 + 12**2 + 6**2,
        Fraction(19, 2) ** 2 + 12**2,
    ]


# ------------------------------------------------------------------ in mpmath


@pytest.mark.parametrize("path", [CURVED, CIRCLE_PATH], ids=["curved", "circle"])
def test_the_loss_in_mpmath(path: FlowPath) -> None:
    small, times = model(), [Fraction(1, 3), Fraction(3, 4)]
    loss = HOFARLoss(small, 2, times, path)
    image, noise = dyadic((2, 2, 2), 1), [dyadic((2, 2, 2), 2), dyadic((1, 1, 2), 3)]
    found = loss.enclose(loss.join(image, noise), digits=40)
    with mpmath.workdps(60):
        x = rows_of(image)
        for i, t in enumerate(times):
            if path is CURVED:
                alpha, beta = [t**2, 2 * t, Fraction(2)], [1 - t, Fraction(-1), Fraction(0)]
            else:
                q = 1 + t**2
                alpha = [2 * t / q, 2 * (1 - t**2) / q**2, 4 * t * (t**2 - 3) / q**3]
                beta = [(1 - t**2) / q, -4 * t / q**2, 4 * (3 * t**2 - 1) / q**3]
            parts = [
                each(lambda u, v, a=a, b=b: high(a) * u + high(b) * v, x, rows_of(noise[i]))
                for a, b in zip(alpha, beta, strict=True)
            ]
            condition = feed_forward(small.feed_forward, attend(small.attention, x))
            value = mpmath.fsum(
                squares(flow_matching(network, parts[0], condition, Fraction(0)), part)
                for network, part in zip((small.first, small.second), parts[1:], strict=True)
            )
            slack = mpmath.mpf(10) ** -35 * value
            assert high(found[i].lower) - slack <= value <= high(found[i].upper) + slack
            if not i:
                x = resized(loss.downs[0], x, (2, 2))


# ------------------------------------------------------------------ faces


def test_faces_agree() -> None:
    for seed in range(2):
        loss = HOFARLoss(model(seed=seed), 2, ["1/3", 1], CIRCLE_PATH)
        check_numeric(loss, (9, 2), seed, ulps=1024)
        check_batch(loss, (9, 2), seed)


def test_all_scales_share_the_weights() -> None:
    loss = HOFARLoss(model(), 2, ["1/3", "1/3"])
    coarse = HOFARLoss(model(), 1, ["1/3"])
    image, noise = np.full((2, 2, 2), Fraction(3, 7)), dyadic((1, 1, 2), 1)
    whole = loss.enclose(loss.join(image, [dyadic((2, 2, 2), 2), noise]))
    alone = coarse.enclose(coarse.join(image[:1, :1], [noise]))
    assert whole[1].lower <= alone[0].upper
    assert alone[0].lower <= whole[1].upper


def test_another_model_in_the_same_loss() -> None:
    loss, other = HOFARLoss(model(), 2, ["1/3", 0]), model(seed=4)
    x = dyadic((9, 2), 1)
    expected = HOFARLoss(other, 2, ["1/3", 0]).numeric(x)
    np.testing.assert_array_equal(loss.over(other).numeric(x), expected)
    assert (loss.numeric(x) != expected).all()


def test_rebuilt_from_its_parameters() -> None:
    small = model()
    names, parts = zip(*small.parameters, strict=True)
    x = dyadic((9, 2), 1)
    again = HOFARLoss(small.rebuilt(parts), 2, [0, 1]).enclose(x)
    assert again.tolist() == HOFARLoss(small, 2, [0, 1]).enclose(x).tolist()
    assert len(names) == len(set(names)) == 21
    assert small.size == sum(part.exact.size for part in parts)


def test_five_scales() -> None:
    big = HOFAR.drawn(FloatWeights(0), 16)
    loss = HOFARLoss(big, 16, ["1/2"] * 5)
    x = np.random.default_rng(0).standard_normal((256 + 341, 16))
    assert loss.numeric(x).shape == (5,)


# ------------------------------------------------------------------ refusals


def test_inputs_that_do_not_fit_are_refused() -> None:
    check_refusals(HOFARLoss(model(), 2, [0, 1]), (9, 2), [(8, 2), (9, 1)])
    for times in ([], [0] * 65, ["3/2"], [0.5], ["x"]):
        with pytest.raises(InputError):
            HOFARLoss(model(), 1, times)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="divides"):
        HOFARLoss(model(), (4, 2), [0, 0, 0])
    with pytest.raises(ShapeError):
        HOFARLoss(model(), 2, [0]).join(np.zeros((2, 2, 2)), [])


def test_parts_that_do_not_fit_are_refused() -> None:
    small = by_hand()
    columns = FeedForward([[1]], [0], [[1]], [0])
    with pytest.raises(InputError, match="rows"):
        HOFAR(small.attention, columns, small.first, small.second)
    with pytest.raises(ShapeError, match="channels"):
        HOFAR(small.attention, small.feed_forward, small.first, model().second)
    step_1, attention, step_3 = small.first.modulation, small.attention, small.first.output
    tied = FlowMatching(step_1, attention, step_3, tokens=4)
    with pytest.raises(InputError, match="any number"):
        HOFAR(small.attention, small.feed_forward, small.first, tied)
