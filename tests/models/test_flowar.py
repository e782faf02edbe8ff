"""FlowAR: its loss and its inference in mpmath, by hand, at real sizes, and what it refuses."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

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
from varsym.exact import Enclosure, ShapeError
from varsym.maps.attention import Attention
from varsym.maps.autoregressive import AutoregressiveTransformer
from varsym.maps.feed_forward import FeedForward
from varsym.maps.kernels import area, nearest
from varsym.maps.perceptron import Perceptron
from varsym.maps.sampling import up_sample
from varsym.maps.tokenizer import Tokenizer
from varsym.models.configurations import configuration
from varsym.models.flow_matching import FlowMatching
from varsym.models.flow_rows import map_rows
from varsym.models.flowar import FlowAR, FlowARInference, FlowARLoss
from varsym.models.var_weights import FloatWeights, RationalWeights

TIMES = [Fraction(1, 3), Fraction(3, 4), Fraction(1)]


def model(scales: int = 2, channels: int = 2, seed: int = 0) -> FlowAR:
    return FlowAR.drawn(RationalWeights(seed), scales, channels, neurons=3)


def constant(alpha_2: int, beta_2: int) -> FlowMatching:
    """One channel: F'' = (β_2 + Ŷ + t) α_2, as layer norm is 0 and W of the slices picks β_2."""
    return FlowMatching(
        Perceptron([[0, 0, 0, 1, 0, 0]], [0, alpha_2, 0, beta_2, 0, 0]),
        Attention([[0]], [[0]], [[1]]),
        Perceptron([[1]], [0]),
    )


def by_hand() -> FlowAR:
    """Two scales of one channel; TF doubles means, up-sampling copies."""
    mean, double = (
        Attention([[0]], [[0]], [[1]]),
        FeedForward([[1]], [0], [[1]], [0], tokens="rows"),
    )
    return FlowAR(
        Tokenizer(area(), 2, 2),
        AutoregressiveTransformer(1, [up_sample(nearest(), 1, 2)], [mean] * 2, [double] * 2),
        [constant(1, 0), constant(2, 1)],
    )


def contains(box: Enclosure, value: Any) -> bool:
    slack = mpmath.mpf(10) ** -30 * (1 + abs(value))
    return bool(high(box.lower) - slack <= value <= high(box.upper) + slack)


# ------------------------------------------------------------------ by hand


def test_the_loss_by_hand() -> None:
    loss = by_hand().loss(["1/2", "1/4"])
    condition, latent = [[[3]]], [[[1], [2]], [[3], [6]]]
    noise = [[[[5]]], [[[0], [1]], [[2], [4]]]]
    x = loss.join(np.array(condition), np.array(latent), [np.array(part) for part in noise])
    # Y^1 = 3 and Ŷ^1 = 2 · 3 = 6: NN_1 = 6 + 1/2, V^1 = 3 - 5, (17/2)² in all.
    # Z^2 is 3, 3, 3, 3, 3, Ŷ^2 = 6: NN_2 = 2 (1 + 6 + 1/4) = 29/2, V^2 = 1, 1, 1, 2.
    assert loss.exact(x).tolist() == [
        Fraction(17, 2) ** 2,
        3 * Fraction(27, 2) ** 2 + Fraction(25, 2) ** 2,
    ]


def test_inference_by_hand() -> None:
    pipeline = by_hand().inference([0, 1])
    x = pipeline.join(np.array([[[3]]]), [np.array([[[100]]]), np.full((2, 2, 1), -7)])
    # s_1 = 6 = ŝ_1; Z^2 is 3 and four times 6, of mean 27/5: s_2 = 54/5, ŝ_2 = 2 (1 + 54/5 + 1).
    first, second = pipeline.split(pipeline.exact(x))
    assert first.tolist() == [[[6]]]
    assert second.tolist() == [[[Fraction(128, 5)]] * 2] * 2


def test_one_scale_is_a_transformer_layer_and_a_network() -> None:
    small = model(scales=1)
    z, flow = dyadic((1, 1, 2), 1), dyadic((1, 1, 2), 2)
    state = small.transformer.layers[0].enclose(map_rows(z), 60)
    network = small.networks[0].at("1/3")
    middle = np.array([[(box.lower + box.upper) / 2 for box in row] for row in state])
    found = small.inference(["1/3"]).enclose(np.concatenate([map_rows(z), map_rows(flow)]), 20)
    expected = network.enclose(network.join(map_rows(flow), middle), 40)
    for box, near in zip(found.flat, expected.flat, strict=True):
        assert abs(box.lower - near.lower) <= Fraction(1, 10**15) * (1 + abs(near.lower))


# ------------------------------------------------------------------ in mpmath


@pytest.mark.parametrize("seed", range(3))
def test_the_loss_in_mpmath(seed: int) -> None:
    small = model(seed=seed)
    loss = small.loss(TIMES[:2])
    z, X = dyadic((1, 1, 2), seed), dyadic((2, 2, 2), seed + 1)
    noise = [dyadic((side, side, 2), seed + 2) for side in (1, 2)]
    found = loss.enclose(loss.join(z, X, noise), digits=40)
    with mpmath.workdps(60):
        maps = [resized(small.tokenizer.maps[0], rows_of(X), (2, 2)), rows_of(X)]
        seen = [*rows_of(z), *resized(small.transformer.up_samples[0], maps[0], (1, 1))]
        for i, time in enumerate(TIMES[:2]):
            t, F_0, Y = high(time), rows_of(noise[i]), maps[i]
            layers = small.transformer.attentions[i], small.transformer.feed_forwards[i]
            guess = feed_forward(layers[1], attend(layers[0], seen[: 1 + 4 * i]))[-len(Y) :]
            F_t = each(lambda y, f, t=t: t * y + (1 - t) * f, Y, F_0)
            V = each(lambda y, f: y - f, Y, F_0)
            value = squares(flow_matching(small.networks[i], F_t, guess, time), V)
            assert contains(found[i], value)


@pytest.mark.parametrize("seed", range(2))
def test_inference_in_mpmath(seed: int) -> None:
    small = model(scales=3, seed=seed)
    pipeline = small.inference(TIMES)
    z, flows = dyadic((1, 1, 2), seed), [dyadic((side, side, 2), seed + 1) for side in (1, 2, 4)]
    found = pipeline.split(pipeline.enclose(pipeline.join(z, flows), digits=40))
    with mpmath.workdps(60):
        seen = rows_of(z)
        for i, (time, side) in enumerate(zip(TIMES, (1, 2, 4), strict=True)):
            layers = small.transformer.attentions[i], small.transformer.feed_forwards[i]
            state = feed_forward(layers[1], attend(layers[0], seen))[-side * side :]
            made = flow_matching(small.networks[i], rows_of(flows[i]), state, time)
            values = [e for row in made for e in row]
            assert all(map(contains, found[i].flat, values))
            if i < 2:
                seen += resized(small.transformer.up_samples[i], made, (side, side))


# ------------------------------------------------------------------ faces


def test_faces_agree() -> None:
    for seed in range(2):
        small = model(seed=seed)
        loss, pipeline = small.loss(TIMES[:2]), small.inference(TIMES[:2])
        for block in (loss, pipeline):
            shape = (block.pyramid_in.tokens, 2)
            check_numeric(block, shape, seed, ulps=1024)
            check_batch(block, shape, seed)


def test_floats_serve_the_numeric_face_alone() -> None:
    floats = FlowAR.drawn(FloatWeights(0), 2, 2).loss(TIMES[:2])
    assert floats.numeric(dyadic((10, 2), 1)).shape == (2,)
    with pytest.raises(InputError, match="floats"):
        floats.enclose(dyadic((10, 2), 1))


def test_the_published_schedule() -> None:
    published = configuration("flowar")
    big = FlowAR.drawn(FloatWeights(0))
    assert big.pyramid.sizes == published.pyramid.sizes
    x = np.random.default_rng(0).standard_normal((1 + 256 + 341, 16))
    loss = big.loss(["1/2"] * 5)
    assert loss.numeric(x).shape == (5,)
    pipeline = big.inference(["1/2"] * 5)
    made = pipeline.split(pipeline.numeric(x[: pipeline.pyramid_in.tokens]))
    assert [part.shape for part in made] == [(s, s, 16) for s in (1, 2, 4, 8, 16)]


def test_five_scales_enclosed() -> None:
    small = FlowAR.drawn(RationalWeights(0), channels=2, neurons=2)
    times = ["1/3", "3/4", "1/8", "1", "9/10"]
    for block in (small.loss(times), small.inference(times)):
        check_numeric(block, (block.pyramid_in.tokens, 2), seed=1, ulps=256)


def test_a_coarser_scale_knows_nothing_of_finer_ones() -> None:
    pipeline = FlowAR.drawn(FloatWeights(0), 3, 4).inference(TIMES)
    x = np.random.default_rng(0).standard_normal((22, 4))
    changed = x.copy()
    changed[2:] *= -1  # F_t^2 and F_t^3
    before, after = (pipeline.split(pipeline.numeric(given)) for given in (x, changed))
    np.testing.assert_array_equal(before[0], after[0])
    assert abs(before[1] - after[1]).max() > 1e-3


# ------------------------------------------------------------------ the expectation


def test_the_expectation_where_the_integrand_is_a_square_of_the_time() -> None:
    small = by_hand()
    x = np.zeros((1 + 4 + 5, 1))
    # NN_1 - V = t and NN_2 - V = 2 (1 + t) for four tokens: means 1/3 and 16 · 7/3.
    np.testing.assert_allclose(
        small.numeric_expected_loss(x, 2), [1 / 3, 4 * 4 * 7 / 3], rtol=1e-14
    )
    batch = small.numeric_expected_loss(np.zeros((3, 10, 1)), 4)
    np.testing.assert_allclose(batch, [[1 / 3, 4 * 4 * 7 / 3]] * 3, rtol=1e-14)


def test_the_expectation_is_the_mean_over_many_times() -> None:
    small = FlowAR.drawn(FloatWeights(0), 2, 8)
    x = dyadic((10, 8), 3).astype(float)
    times = [Fraction(2 * k + 1, 400) for k in range(200)]
    means = np.mean([small.loss([t, t]).numeric(x) for t in times], axis=0)
    np.testing.assert_allclose(small.numeric_expected_loss(x, 64), means, rtol=1e-4)


# ------------------------------------------------------------------ refusals


def test_what_does_not_fit_is_refused() -> None:
    small = model()
    check_refusals(small.loss(TIMES[:2]), (10, 2), [(9, 2), (10, 1), (6, 2)])
    check_refusals(small.inference(TIMES[:2]), (6, 2), [(5, 2), (6, 3), (10, 2)])
    for times in ([], ["1/2"], TIMES, [0.5, 0.5], ["1/2", "3/2"], [-1, 0]):
        with pytest.raises(InputError):
            small.loss(times)  # type: ignore[arg-type]
        with pytest.raises(InputError):
            small.inference(times)  # type: ignore[arg-type]
    for bad in ("three", 0, 2000):
        with pytest.raises(InputError):
            small.numeric_expected_loss(np.zeros((10, 2)), bad)  # type: ignore[arg-type]
    with pytest.raises(ShapeError):
        small.loss(TIMES[:2]).join(np.zeros((1, 1, 2)), np.zeros((2, 2, 2)), [np.zeros((1, 1, 2))])


def test_parts_that_do_not_fit_are_refused() -> None:
    small = model()
    with pytest.raises(ShapeError, match="sizes"):
        FlowAR(Tokenizer(area(), 4, 2), small.transformer, small.networks)
    with pytest.raises(ShapeError, match="flow networks"):
        FlowAR(small.tokenizer, small.transformer, small.networks[:1])
    with pytest.raises(ShapeError, match="channels"):
        FlowAR(small.tokenizer, small.transformer, [constant(1, 1)] * 2)
    with pytest.raises(ShapeError, match="shape"):
        FlowAR(small.tokenizer, small.transformer, small.networks[::-1])


@pytest.mark.parametrize("bad", [{"channels": 0}, {"scales": 0}, {"neurons": 0}, {"base": 0}])
def test_bad_numbers_are_refused(bad) -> None:
    with pytest.raises(InputError):
        FlowAR.drawn(FloatWeights(0), **bad)


@pytest.mark.parametrize("times", [1, None, "01", {0, 1}, "1/2", [None, 1]])
def test_times_are_a_sequence_of_numbers(times: Any) -> None:
    small = model()
    for build in (small.loss, small.inference, small.timed):
        with pytest.raises(InputError, match="time") as caught:
            build(times)
        assert all((caught.value.given, caught.value.expected, caught.value.advice))
    assert small.loss(np.array([0, 1])).output_shape((10, 2)) == (2,)  # type: ignore[arg-type]


def test_parts_of_another_class_are_refused() -> None:
    small = model()
    parts: list[Any] = [small.tokenizer, small.transformer, small.networks]
    assert FlowAR(*parts).width == 2
    for place, wrong in ((0, None), (1, None), (2, None), (2, [None, None])):
        changed = [*parts]
        changed[place] = wrong
        with pytest.raises(InputError):
            FlowAR(*changed)
    for kind in (FlowARLoss, FlowARInference):
        with pytest.raises(InputError, match="FlowAR"):
            kind(None, [1])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="FloatWeights"):
        FlowAR.drawn(5)  # type: ignore[arg-type]
