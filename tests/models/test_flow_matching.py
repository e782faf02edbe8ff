"""The flow matching network: by hand, against mpmath, its bound, what it refuses."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from block_faces import (
    check_batch,
    check_bound,
    check_exact,
    check_numeric,
    check_refusals,
    check_symbolic,
    dyadic,
)
from flow_reference import flow_matching, rows_of

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.attention import Attention
from varsym.maps.perceptron import Perceptron
from varsym.models.flow_matching import FlowMatching


def network(
    width: int, seed: int = 0, tokens: int | None = None, epsilon: object = "1/4"
) -> FlowMatching:
    return FlowMatching(
        Perceptron(dyadic((width, 6 * width), seed, 1), dyadic((6 * width,), seed + 1, 1)),
        Attention(*(dyadic((width, width), seed + 2 + i, 1) for i in range(3))),
        Perceptron(dyadic((width, width), seed + 5, 1), dyadic((width,), seed + 6, 1)),
        time="1/3",
        epsilon=epsilon,  # type: ignore[arg-type]
        tokens=tokens,
    )


def single(alpha_1, alpha_2, beta_1, beta_2, gamma_1, gamma_2, time=0) -> FlowMatching:
    """One channel, slices that are constants plus Ŷ + t, attention that averages, 2x + 3."""
    return FlowMatching(
        Perceptron([[1] * 6], [alpha_1, alpha_2, beta_1, beta_2, gamma_1, gamma_2]),
        Attention([[0]], [[0]], [[1]]),
        Perceptron([[2]], [3]),
        time,
    )


def test_one_channel_by_hand() -> None:
    # Layer norm of one entry is 0, so F'' = (2 β_2 + 3) α_2 with β_2 = 7 + y + t, α_2 = 5 + y + t.
    block = single(1, 5, 2, 7, 3, 4, time="1/2")
    assert block.exact([[9, 1], [-4, 2]]).tolist() == [
        [(2 * Fraction(17, 2) + 3) * Fraction(13, 2)],
        [(2 * Fraction(19, 2) + 3) * Fraction(15, 2)],
    ]


def test_two_channels_by_hand() -> None:
    # ε = 9/16 and rows ±x make s a rational: row (1, -1) has variance 1 and s = 5/4.
    slices = [2, 3, 0, 0, 1, 1]
    block = FlowMatching(
        Perceptron([[0] * 12] * 2, [e for e in slices for _ in range(2)]),
        Attention([[0, 0], [0, 0]], [[0, 0], [0, 0]], [[1, 0], [0, 1]]),
        Perceptron([[1, 0], [0, 1]], [1, 0]),
        epsilon="9/16",
    )
    # F' = 2 · (4/5, -4/5); its variance is 64/25, and s² = 64/25 + 9/16 = 1249/400.
    found = block.enclose([[1, -1, 8, 8]], digits=30)[0]
    normal = mpmath.mpf(8) / 5 / mpmath.sqrt(mpmath.mpf(1249) / 400)
    for box, expected in zip(found, [3 * (normal + 1), -3 * normal], strict=True):
        assert float(box.lower) == pytest.approx(float(expected), rel=1e-15)


@pytest.mark.parametrize(("width", "tokens"), [(1, 1), (1, 3), (2, 1), (2, 4), (3, 2)])
def test_the_definition_in_mpmath(width: int, tokens: int) -> None:
    block = network(width, seed=width + tokens)
    F, Y = dyadic((tokens, width), 1), dyadic((tokens, width), 2)
    found = block.enclose(block.join(F, Y), digits=40)
    with mpmath.workdps(60):
        expected = flow_matching(block, rows_of(F), rows_of(Y), Fraction(1, 3))
        for row, boxes in zip(expected, found, strict=True):
            for value, box in zip(row, boxes, strict=True):
                slack = mpmath.mpf(10) ** -50 * (1 + abs(value))
                lower = mpmath.mpf(box.lower.numerator) / box.lower.denominator
                upper = mpmath.mpf(box.upper.numerator) / box.upper.denominator
                assert lower - slack <= value <= upper + slack
                assert upper - lower <= mpmath.mpf(10) ** -39 * max(1, abs(value))


def test_faces_agree() -> None:
    for width, tokens in [(1, 1), (2, 3), (3, 4)]:
        check_numeric(network(width), (tokens, 2 * width), seed=tokens, ulps=64)
        check_batch(network(width), (tokens, 2 * width), seed=tokens)
    check_symbolic(network(1), (2, 2), seed=1)
    check_symbolic(network(2), (1, 4), seed=1)
    check_exact(single(1, 2, 3, 4, 5, 6), (3, 2), seed=1)


def check_overlap(block: FlowMatching, x: object, other: FlowMatching, y: object) -> None:
    pairs = zip(block.enclose(x, 20).flat, other.enclose(y, 20).flat, strict=True)
    assert all(max(a.lower, b.lower) <= min(a.upper, b.upper) for a, b in pairs)


def test_the_time_is_added_to_the_condition() -> None:
    block = network(2)
    F, Y = dyadic((3, 2), 1), dyadic((3, 2), 2)
    later = block.at("5/6")
    check_overlap(later, block.join(F, Y), block, block.join(F, Y + Fraction(1, 2)))


def test_layer_norm_takes_no_notice_of_a_constant_added_to_each_token() -> None:
    block = network(2)
    F, Y = dyadic((3, 2), 1), dyadic((3, 2), 2)
    check_overlap(block, block.join(F, Y), block, block.join(F + 1, Y))


def test_rebuilt_from_its_parameters() -> None:
    block = network(2, tokens=3)
    names, parts = zip(*block.parameters, strict=True)
    again = block.rebuilt(parts)
    x = dyadic((3, 4), 1)
    assert again.enclose(x).tolist() == block.enclose(x).tolist()
    assert (again.time, again.epsilon, again.tokens) == (block.time, block.epsilon, block.tokens)
    assert names[0] == "modulation.W"
    assert len(names) == 7


@pytest.mark.parametrize("norm", ["sup", "2"])
@pytest.mark.parametrize("width", [1, 2, 3])
def test_no_slope_exceeds_the_bound(norm, width: int) -> None:
    for radius in (Fraction(1, 4), Fraction(2)):
        check_bound(network(width, tokens=2), (2, 2 * width), norm, radius)


def test_the_bound_is_reached_for_one_channel() -> None:
    # F'' = (2 (y + 7) + 3) (y + 5): the derivative 4y + 27 is largest at y = R.
    block = single(1, 5, 2, 7, 3, 4)
    assert block.lipschitz("sup", 2).constant == 4 * 2 + 27


def two_channels(slopes: list[int], constants: list[int], weight: list[list[int]]) -> FlowMatching:
    """Two channels; each slice is a slope times Ŷ plus a constant, and attention averages."""
    return FlowMatching(
        Perceptron(
            [[s * (i == j) for s in slopes for j in (0, 1)] for i in (0, 1)],
            [b for b in constants for _ in (0, 1)],
        ),
        Attention([[0, 0], [0, 0]], [[0, 0], [0, 0]], [[3, 0], [0, 3]]),
        Perceptron(weight, [1, -2]),
        epsilon="1/4",
    )


def test_every_term_of_the_bound_by_hand() -> None:
    # α_1, α_2, β_1, β_2, γ_1, γ_2 in this order; on the ball of radius 2, with √(c-1) = 1.
    block = two_channels([1, 2, 3, 5, 7, 11], [13, 17, 19, 23, 29, 31], [[1, 2], [-3, 4]])
    alpha_1, alpha_2, beta_1, beta_2, gamma_1, gamma_2 = 15, 21, 25, 33, 43, 53
    steep = (1 + 27**-0.5) * 2
    first = gamma_1 * steep + 7 + 3
    inner = alpha_1 * 3 * first + 3 * (gamma_1 + beta_1) * 1
    second = gamma_2 * steep * inner + 11 + 5
    # The largest absolute column sum of the last W is 6, the largest entry of its bias 2.
    expected = alpha_2 * 6 * second + (6 * (gamma_2 + beta_2) + 2) * 2
    assert float(block.lipschitz("sup", 2).constant) == pytest.approx(expected, rel=1e-14)


def test_a_slice_that_multiplies_a_constant_counts() -> None:
    # γ_1 = 0 and β_1 = (1, 1): the only way of Ŷ into F'' is α_1.
    block = two_channels([1, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1], [[1, 0], [0, 1]])
    assert check_bound(block, (1, 4), "sup", Fraction(1, 4)) < 4


def test_bounds_that_do_not_exist_are_refused() -> None:
    with pytest.raises(InputError, match="radius"):
        network(2, tokens=2).lipschitz("sup")
    with pytest.raises(InputError, match="tokens"):
        network(2).lipschitz("2", 1)
    with pytest.raises(InputError, match="norm"):
        network(2).lipschitz("1", 1)  # type: ignore[arg-type]
    assert network(2).lipschitz("sup", 1).constant > 0


def test_what_does_not_fit_is_refused() -> None:
    check_refusals(network(2, tokens=3), (3, 4), [(2, 4), (3, 2), (3, 3)])
    step_1, attention = Perceptron([[1] * 6], [0] * 6), Attention([[1]], [[1]], [[1]])
    step_3 = Perceptron([[1]], [0])
    with pytest.raises(ShapeError, match="6c"):
        FlowMatching(step_3, attention, step_3)
    with pytest.raises(ShapeError, match="channels"):
        FlowMatching(step_1, attention, step_1)
    for bad in (
        *({"epsilon": 0}, {"epsilon": "-1"}, {"epsilon": 1e-6}),
        *({"time": "3/2"}, {"time": 0.5}, {"tokens": 0}),
    ):
        with pytest.raises(InputError):
            FlowMatching(step_1, attention, step_3, **bad)
    with pytest.raises(InputError):
        network(1).at("-1/2")
    for flow, condition in [((2, 2), (3, 2)), ((2, 1), (2, 1)), ((2,), (2,))]:
        with pytest.raises(ShapeError, match="condition"):
            network(2).join(np.zeros(flow), np.zeros(condition))


def test_floats_serve_the_numeric_face_alone() -> None:
    exact = network(2)
    W_1, b_1, *attention, W_2, b_2 = (part.numeric for _, part in exact.parameters)
    block = FlowMatching(
        Perceptron.from_numeric(W_1, b_1),
        Attention.from_numeric(*attention),
        Perceptron.from_numeric(W_2, b_2),
        exact.time,
        exact.epsilon,
    )
    x = dyadic((3, 4), 1)
    np.testing.assert_array_equal(block.numeric(x), exact.numeric(x))
    for ask in (block.exact, block.enclose, lambda x: block.lipschitz("sup", 1)):
        with pytest.raises(InputError, match="floats"):
            ask(x)


def test_enclosures_stay_narrow_where_floats_overflow() -> None:
    block = network(2)
    x = np.full((1, 4), Fraction(10**200))
    with pytest.raises(InputError, match="too large"):
        block.numeric(x)
    assert all(box.width * 10**5 <= abs(box.lower) for box in block.enclose(x, digits=5).flat)
