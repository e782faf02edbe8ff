"""Group norm: against layer norm of what each group holds, bounds, degenerate groups."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from block_faces import (
    check_batch,
    check_bound,
    check_exact,
    check_numeric,
    check_only_numeric,
    check_refusals,
    check_symbolic,
    dyadic,
)
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.group_norm import GroupNorm
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.slopes import array_norm

EPSILON = "1/16"


def drawn(groups: int, channels: int, size: object = None, epsilon: str = EPSILON) -> GroupNorm:
    scale, shift = dyadic((channels,), 1, size=1), dyadic((channels,), 2, size=1)
    return GroupNorm(groups, scale, shift, epsilon, size)  # type: ignore[arg-type]


@pytest.mark.parametrize("epsilon", [EPSILON, "1e-6"])
@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("size", [(1, 1), (1, 3), (3, 2)])
def test_faces_agree(size: tuple[int, int], groups: int, epsilon: str) -> None:
    block = drawn(groups, 4, size, epsilon)
    check_numeric(block, (*size, 4), 3)
    check_batch(block, (*size, 4), 4)
    check_refusals(block, (*size, 4), [(*size, 2), (size[0] + 1, size[1], 4)])


def test_the_symbolic_face() -> None:
    check_symbolic(drawn(2, 2), (1, 2, 2), 1)


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(0, 50))
def test_a_group_is_a_row_to_layer_norm(groups: int, each: int, pixels: int, seed: int) -> None:
    channels = groups * each
    block = GroupNorm(groups, [1] * channels, [0] * channels, EPSILON)
    x = dyadic((pixels, 2, channels), seed)
    rows = np.stack([x[:, :, g * each : (g + 1) * each].ravel() for g in range(groups)])
    expected = LayerNorm(EPSILON).enclose(rows)
    found = block.enclose(x)
    for g in range(groups):
        own = found[:, :, g * each : (g + 1) * each].ravel()
        for one, other in zip(own, expected[g], strict=True):
            assert one.lower <= other.upper
            assert other.lower <= one.upper


def test_worked_by_hand() -> None:
    # Mean 2, variance ((1-2)² + (3-2)²)/2 = 1; with ε = 3 the root is 2.
    block = GroupNorm(2, [2, 4], [1, 0], epsilon=3)
    found = block.exact([[[1, 5], [3, 7]]])
    assert found.tolist() == [[[0, -2], [2, 2]]]
    # Groups of one entry become their shift, whatever ε is.
    check_exact(GroupNorm(3, [1, 2, 3], [0, "1/2", 1], 4), (1, 1, 3), 1)


def test_a_constant_group_becomes_its_shift() -> None:
    block = drawn(2, 4)
    assert (block.exact(np.full((2, 2, 4), Fraction(7))) == block.shift.exact).all()
    assert (block.numeric(np.full((2, 2, 4), 0.1)) == block.shift.numeric).all()


def test_large_and_nearly_constant_groups_keep_their_digits() -> None:
    block = GroupNorm(1, [1, 1], [0, 0], "1e-6")
    found = block.numeric([[[1e200, -1e200]]])
    np.testing.assert_allclose(found, [[[1, -1]]], rtol=1e-14)
    x = [[[10**9, "1000000000.5"]]]
    middle = float(block.enclose(x)[0, 0, 0].lower)
    assert block.numeric([[[1e9, 1e9 + 0.5]]])[0, 0, 0] == pytest.approx(middle, rel=1e-14)


def test_channels_of_a_group_and_pixels_may_be_exchanged() -> None:
    block = GroupNorm(2, [3] * 4, [1] * 4, EPSILON)
    x = np.random.default_rng(0).standard_normal((3, 2, 4))
    order = [1, 0, 3, 2]
    np.testing.assert_allclose(block.numeric(x[..., order]), block.numeric(x)[..., order])
    np.testing.assert_allclose(block.numeric(x[::-1, ::-1]), block.numeric(x)[::-1, ::-1])


@pytest.mark.parametrize("norm", ["sup", "2"])
@pytest.mark.parametrize("groups", [1, 2])
def test_bounds(norm: str, groups: int) -> None:
    ratio = check_bound(drawn(groups, 4, (1, 2)), (1, 2, 4), norm, Fraction(1))  # type: ignore[arg-type]
    assert ratio < (3 if norm == "2" else 8)


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_the_scale_makes_it_steeper(norm: str) -> None:
    block = GroupNorm(1, [1, -3], [0, 0], EPSILON, (1, 2))
    assert check_bound(block, (1, 2, 2), norm, Fraction(1, 8)) < 2  # type: ignore[arg-type]


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_all_values_are_in_the_ball(norm: str) -> None:
    block = drawn(2, 4, (2, 2))
    reach = block.image_radius(norm)  # type: ignore[arg-type]
    spike = np.full((2, 2, 4), Fraction(0), dtype=object)
    spike[0, 0, 0] = spike[1, 1, 3] = Fraction(10**6)
    for x in [spike, *(dyadic((2, 2, 4), seed, 100) for seed in range(5))]:
        found = array_norm(block.enclose(x), norm).upper  # type: ignore[arg-type]
        assert found <= reach
    assert array_norm(block.enclose(spike), "sup").upper > block.image_radius("sup") / 3


def test_bounds_that_grow_with_the_map_need_its_size() -> None:
    assert drawn(2, 4).lipschitz("2").constant > 0
    for call in (lambda: drawn(2, 4).lipschitz("sup"), lambda: drawn(2, 4).image_radius("2")):
        with pytest.raises(InputError, match="size"):
            call()
    single = GroupNorm(2, [1, 1], [0, 0], size=1)
    assert single.lipschitz("sup").constant == 0
    assert single.image_radius("sup") == 0


def test_from_floats() -> None:
    block = GroupNorm.from_numeric(1, [0.5, 2.0], [0.25, 0.0], EPSILON, (1, 2))
    exact = GroupNorm(1, ["1/2", 2], ["1/4", 0], EPSILON)
    x = dyadic((1, 2, 2), 1)
    np.testing.assert_array_equal(block.numeric(x), exact.numeric(x))
    check_only_numeric(block, (1, 2, 2))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="divides"):
        GroupNorm(3, [1] * 4, [0] * 4)
    with pytest.raises(InputError):
        GroupNorm(0, [1], [0])
    for epsilon in (0, -1, 1e-6):
        with pytest.raises(InputError):
            GroupNorm(1, [1], [0], epsilon)
    with pytest.raises(ShapeError, match="channels"):
        GroupNorm(1, [1, 1], [0])
