"""HOFAR's inference by hand and in mpmath, its faces, and what it refuses."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from block_faces import check_batch, check_numeric, check_refusals, dyadic
from flow_reference import attend, each, feed_forward, flow_matching, high, resized, rows_of

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.attention import Attention
from varsym.maps.feed_forward import FeedForward
from varsym.maps.kernels import nearest
from varsym.maps.perceptron import Perceptron
from varsym.models.flow_matching import FlowMatching
from varsym.models.hofar import HOFAR
from varsym.models.hofar_inference import HOFARInference, agreeing_scales
from varsym.models.var_weights import FloatWeights, RationalWeights


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


def test_inference_by_hand() -> None:
    block = HOFARInference(by_hand(), 1, 2, "1/2", kernel=nearest(), last_enlargement=True)
    # Scale 1: Ŷ = 2, x = 10 + 2/2 + 6/8 = 47/4, copied to four tokens. Scale 2: the mean of 1 and
    # four times 47/4 is 48/5, Ŷ = 96/5, x = 47/4 + 48/5 + 36/5 = 571/20, copied to sixteen.
    assert block.exact([[1], [10]]).tolist() == [[Fraction(571, 20)]] * 16
    shorter = HOFARInference(by_hand(), 1, 2, "1/2", kernel=nearest())
    assert shorter.exact([[1], [10]]).tolist() == [[Fraction(571, 20)]] * 4


def test_one_scale_takes_one_step() -> None:
    block = HOFARInference(by_hand(4, 2), (1, 2), 1, 1, kernel=nearest())
    # Ŷ = 2 · 2 = 4: the step is 16 + 8/2.
    assert block.exact([[1], [3], [7], [8]]).tolist() == [[27], [28]]


def test_a_step_without_second_order_is_eulers() -> None:
    euler = HOFARInference(by_hand(1, 0), 1, 1, "1/3")
    assert euler.exact([[3], [5]]).tolist() == [[Fraction(7)]]


@pytest.mark.parametrize(("base", "expected"), [(1, (1,)), (2, (1, 2)), (3, (1,)), (4, (1,))])
def test_where_the_printed_tokens_are_those_of_the_scale(base: int, expected) -> None:
    assert agreeing_scales(1, base) == (1,)
    assert agreeing_scales(64, base) == expected


def test_inference_in_mpmath() -> None:
    small = model(seed=1)
    block = HOFARInference(small, 1, 3, "1/4")
    condition, noise = dyadic((1, 1, 2), 1), dyadic((1, 1, 2), 2)
    found = block.enclose(block.join(condition, noise), digits=40)
    with mpmath.workdps(60):
        seen, x = rows_of(condition), rows_of(noise)
        for i, side in enumerate((1, 2, 4)):
            guess = feed_forward(small.feed_forward, attend(small.attention, seen))[-len(x) :]
            first, second = (
                flow_matching(network, x, guess, Fraction(0))
                for network in (small.first, small.second)
            )
            x = each(lambda a, b, c: a + b / 4 + c / 32, x, first, second)
            if i < 2:
                x = resized(block.ups[i], x, (side, side))
                seen += x
        for box, value in zip(found.flat, (e for row in x for e in row), strict=True):
            slack = mpmath.mpf(10) ** -35 * (1 + abs(value))
            assert high(box.lower) - slack <= value <= high(box.upper) + slack


def test_faces_agree() -> None:
    for seed in range(2):
        block = HOFARInference(model(seed=seed), 1, 2, "1/2")
        check_numeric(block, (2, 2), seed, ulps=1024)
        check_batch(block, (2, 2), seed)


def test_sizes_grow_by_the_base() -> None:
    block = HOFARInference(model(), (1, 2), 3, 1, base=3)
    assert block.size_out == (9, 18)
    printed = HOFARInference(model(), (1, 2), 3, 1, base=3, last_enlargement=True)
    assert printed.size_out == (27, 54)


def test_five_scales() -> None:
    block = HOFARInference(HOFAR.drawn(FloatWeights(0)), 1, 5, "1/2")
    x = np.random.default_rng(0).standard_normal((2, 16))
    assert block.numeric(x).shape == (256, 16)


def test_what_does_not_fit_is_refused() -> None:
    check_refusals(HOFARInference(model(), 1, 2, 1), (2, 2), [(1, 2), (2, 3)])
    for step in (0, -1, "3/2", 0.5):
        with pytest.raises(InputError):
            HOFARInference(model(), 1, 2, step)  # type: ignore[arg-type]
    for scales in (0, 65, "two"):
        with pytest.raises(InputError):
            HOFARInference(model(), 1, scales, 1)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="tokens"):
        HOFARInference(model(), 1, 20, 1)
    with pytest.raises(InputError):
        agreeing_scales(0)
    with pytest.raises(ShapeError):
        HOFARInference(model(), 1, 2, 1).join(np.zeros((1, 1, 2)), np.zeros((2, 2, 2)))


def test_a_model_or_kernel_of_another_class_is_refused() -> None:
    for given in (None, 5, model().transformer):
        with pytest.raises(InputError, match="HOFAR"):
            HOFARInference(given, 1, 2, 1)  # type: ignore[arg-type]
    for kernel in ("bicubic", 0):
        with pytest.raises(InputError, match="kernel"):
            HOFARInference(model(), 1, 2, 1, kernel=kernel)  # type: ignore[arg-type]
