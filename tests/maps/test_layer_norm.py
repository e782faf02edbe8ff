"""Layer norm: where it is defined, faces, no bound as printed, bounds with epsilon."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy
from block_faces import (
    check_batch,
    check_bound,
    check_numeric,
    check_refusals,
    check_steep,
    check_symbolic,
    dyadic,
    sampled_slope,
)

from varsym.errors import InputError
from varsym.exact import PrecisionError
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.perceptron import Perceptron


@pytest.mark.parametrize("epsilon", [None, "1/16", "1e-6"])
@pytest.mark.parametrize("shape", [(1, 2), (3, 4), (2, 7)])
def test_faces_agree(epsilon, shape) -> None:
    block = LayerNorm(epsilon)
    for seed in range(1, 5):
        check_numeric(block, shape, seed)
        check_batch(block, shape, seed)
    check_symbolic(block, shape, 1)


def test_the_printed_formula() -> None:
    x, y = sympy.symbols("x y", real=True)
    first, _ = LayerNorm().symbolic([[x, y]])[0]
    assert sympy.simplify(first - (x - y) / sympy.Abs(x - y)) == 0
    assert LayerNorm().exact([[1, 3], [9, 5]]).tolist() == [[-1, 1], [1, -1]]
    with pytest.raises(InputError, match="enclosure"):
        LayerNorm().exact([[1, 2, 3]])


def test_constant_rows_are_refused_and_no_others() -> None:
    x = sympy.symbols("x")
    block, third = LayerNorm(), Fraction(1, 3)
    for row in ([[1, 2], [third, third]], [[0, 0, 0]]):
        for face in (block.exact, block.enclose):
            with pytest.raises(InputError, match="constant row"):
                face(row)
    with pytest.raises(InputError, match="constant row"):
        block.numeric([[1.0, 2.0], [0.1, 0.1]])
    with pytest.raises(InputError, match="constant row"):
        block.symbolic([[x, x]])
    assert block.numeric([[1.0, 1.0 + 2.0**-52]]).tolist() == [[-1.0, 1.0]]
    assert block.enclose([[1, 1 + Fraction(1, 10**50)]], 10)[0, 1].decimal(5) == "1.0000"


def test_rows_of_one_entry_are_constant() -> None:
    for shape in [(1, 1), (4, 1)]:
        with pytest.raises(InputError, match="rows of one entry"):
            LayerNorm().exact(dyadic(shape, 1))
        with pytest.raises(InputError, match="rows of one entry"):
            LayerNorm().numeric(np.ones(shape))
    with pytest.raises(InputError, match="rows of one entry"):
        LayerNorm(width=1)
    assert LayerNorm("1/4", width=1).exact([[5]]).tolist() == [[0]]
    assert LayerNorm("1/2", width=1).lipschitz("sup").constant == 0


def test_rows_that_become_constant_on_the_way_are_refused() -> None:
    flat = LayerNorm() @ Perceptron([[1, 1]], [0, 0])
    with pytest.raises(InputError, match="constant row"):
        flat.exact([[2]])
    with pytest.raises(InputError, match="constant row"):
        flat.numeric([[2.0]])
    with pytest.raises((InputError, PrecisionError)):
        flat.enclose([["1/3"]])


def test_with_an_epsilon_constant_rows_become_zero() -> None:
    block = LayerNorm("1e-4")
    assert block.exact([[7, 7]]).tolist() == [[0, 0]]
    assert block.numeric([[0.1, 0.1, 0.1]]).tolist() == [[0.0, 0.0, 0.0]]


@pytest.mark.parametrize("size", [1e-160, 1e-300, 1e160, 1e300])
def test_no_square_overflows_or_vanishes(size: float) -> None:
    assert LayerNorm().numeric([[size, 3 * size]]).tolist() == [[-1.0, 1.0]]
    found = LayerNorm("1/4").numeric([[size, 3 * size]])[0, 1]
    np.testing.assert_allclose(found, 1.0 if size > 1 else 2 * size, rtol=1e-15)


def test_nearly_constant_rows_keep_their_digits() -> None:
    row = np.array([[1e8, 1e8 + 1e-7, 1e8 - 2e-7]])
    exact = [[Fraction(float(e)) for e in row[0]]]
    boxes = LayerNorm().enclose(exact, 20)[0]
    expected = np.array([float(box.lower) for box in boxes])
    np.testing.assert_allclose(LayerNorm().numeric(row)[0], expected, rtol=1e-14, atol=1e-15)


def test_refusals() -> None:
    check_refusals(LayerNorm("1/2", width=3), (2, 3), [(3, 2)])
    for epsilon in (0, -1, 0.1):
        with pytest.raises(InputError):
            LayerNorm(epsilon)


@pytest.mark.parametrize("norm", ["sup", "2"])
@pytest.mark.parametrize("width", [2, 3, 8])
@pytest.mark.parametrize("slope", [0, 1000, Fraction(10**60)])
def test_as_printed_it_has_no_bound(norm, width: int, slope) -> None:
    block = LayerNorm()
    with pytest.raises(InputError, match="steep_pair"):
        block.lipschitz(norm)
    check_steep(block, block.steep_pair(slope, norm, width), slope)


def test_steep_pairs_refuse() -> None:
    with pytest.raises(InputError, match="epsilon"):
        LayerNorm("1/2").steep_pair(1, "sup")
    with pytest.raises(InputError, match="slope"):
        LayerNorm().steep_pair(-1, "sup")
    with pytest.raises(InputError, match="width"):
        LayerNorm().steep_pair(1, "sup", 1)
    with pytest.raises(InputError, match="norm"):
        LayerNorm().steep_pair(1, "1")  # type: ignore[arg-type]


def test_with_an_epsilon_the_constant_in_the_2_norm_is_sharp() -> None:
    bound = LayerNorm("1/4").lipschitz("2")
    assert bound.exact
    assert bound.constant == 2
    assert sampled_slope(LayerNorm("1/4"), (2, 3), "2", 0.01) > 1.999
    irrational = LayerNorm("1/2").lipschitz("2")
    assert irrational.enclosure is not None
    assert irrational.enclosure.decimal(10) == "1.414213562"


@pytest.mark.parametrize("width", [2, 3, 8, 30])
def test_no_slope_exceeds_the_bounds(width: int) -> None:
    block = LayerNorm("1/4", width)
    for radius in (Fraction(1, 100), Fraction(1), Fraction(10)):
        check_bound(block, (1, width), "2", radius)
        check_bound(block, (1, width), "sup", radius)
    assert check_bound(block, (1, width), "sup", Fraction(1, 100)) < 1.6


def test_steep_rows_of_large_width_stay_below_the_bound() -> None:
    """One entry large, the others ±: there the sup norm's constant grows with the width."""
    width, epsilon = 200, 1.0
    row = np.where(np.arange(width) % 2, 1.0, -1.0) * 0.7
    row[0] = 0.7 * width**0.5
    move = np.sign(row) * 1e-6
    move[0] = -1e-6
    block = LayerNorm("1", width)
    rise = abs(block.numeric([row + move]) - block.numeric([row])).max() / 1e-6
    assert 2 / epsilon < rise <= block.lipschitz("sup").constant


def test_the_sup_norm_needs_a_width() -> None:
    with pytest.raises(InputError, match="width"):
        LayerNorm("1/4").lipschitz("sup")
