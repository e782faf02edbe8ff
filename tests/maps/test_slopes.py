"""Norms of exact arrays, certified slopes, and the parameters that blocks are built from."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from small_blocks import Exponential

from varsym.errors import InputError
from varsym.exact import Enclosure, ShapeError
from varsym.maps.arrays import exact_array
from varsym.maps.parameters import Parameter, check_row_width, row_map_norm, same_sides
from varsym.maps.slopes import array_norm, certified_slope


def box(lower: int, upper: int) -> Enclosure:
    return Enclosure(Fraction(lower), Fraction(upper))


def test_norms_of_fractions_and_of_enclosures() -> None:
    x = exact_array([[3, "-4"]], "x")
    assert array_norm(x, "sup") == box(4, 4)
    assert array_norm(x, "2") == box(5, 5)
    boxes = np.array([box(-1, 3), box(-5, -4)], dtype=object)
    assert array_norm(boxes, "sup") == box(4, 5)
    found = array_norm(boxes, "2")
    assert found.lower == 4
    assert found.upper**2 >= 34 > found.lower**2
    with pytest.raises(InputError, match="norm"):
        array_norm(x, "1")  # type: ignore[arg-type]


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_a_certified_slope_is_just_below_the_slope(norm) -> None:
    """Between 0 and 1 the exponential rises by e - 1."""
    slope = certified_slope(Exponential(), [0], [1], norm, digits=20)
    rise = Fraction("1.71828182845904523536028747135266249775724709369995")
    assert rise - Fraction(1, 10**19) < slope <= rise + Fraction(1, 10**50)


def test_slopes_refuse() -> None:
    with pytest.raises(InputError, match="equal points"):
        certified_slope(Exponential(), [1], [1], "sup")
    with pytest.raises(ShapeError):
        certified_slope(Exponential(), [1], [1, 2], "sup")
    with pytest.raises(InputError, match="binary float"):
        certified_slope(Exponential(), [1.0], [2], "sup")


def test_parameters_are_exact_or_numeric() -> None:
    exact = Parameter.of_exact([["1/3"]], "W", 2)
    assert exact.numeric.tolist() == [[1 / 3]]
    assert Parameter.of_exact(exact, "W", 2) is exact
    floats = Parameter.of_numeric([0.5], "b", 1)
    assert floats.shape == (1,)
    with pytest.raises(InputError, match="given in floats"):
        _ = floats.exact
    with pytest.raises(ShapeError):
        Parameter.of_numeric([[0.5]], "b", 1)


def test_norms_of_row_maps() -> None:
    W = exact_array([[1, 2], [-3, 0]], "W")
    assert row_map_norm(W, "sup").upper == 4
    assert row_map_norm(exact_array([[0, 0]], "W"), "2").upper == 0
    with pytest.raises(InputError, match="64"):
        row_map_norm(exact_array([[0] * 65], "W"), "2")


def test_sides_that_do_not_fit_are_named() -> None:
    assert same_sides({"rows": 2, "entries": 2}, "the width") == 2
    with pytest.raises(ShapeError, match="2 rows, 3 entries"):
        same_sides({"rows": 2, "entries": 3}, "the width")
    with pytest.raises(ShapeError, match=r"\(n, 3\)"):
        check_row_width((3, 2), 3)
