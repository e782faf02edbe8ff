"""Softmax: faces, shift invariance, its sharp constant, and scores that would overflow."""

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
    check_symbolic,
    dyadic,
)

from varsym.errors import InputError, VarsymError
from varsym.maps.slopes import certified_slope
from varsym.maps.softmax import Softmax


@pytest.mark.parametrize("length", [1, 2, 7])
def test_faces_agree(length: int) -> None:
    for seed in range(5):
        check_numeric(Softmax(), (length,), seed)
    check_symbolic(Softmax(), (length,), 1)
    check_batch(Softmax(), (length,), 2)


def test_refusals() -> None:
    check_refusals(Softmax(3), (3,), [(2,)])
    with pytest.raises(VarsymError):
        Softmax(0)
    with pytest.raises(VarsymError):
        Softmax().exact([[1, 2]])
    with pytest.raises(InputError, match="enclosure"):
        Softmax().exact([1, 2])


def test_a_rational_value_is_exact() -> None:
    assert Softmax().exact([0, 0, 0]).tolist() == [Fraction(1, 3)] * 3


def test_the_printed_formula() -> None:
    x, y = sympy.symbols("x y")
    first, second = Softmax().symbolic(sympy.Array([x, y]))
    assert first == sympy.exp(x) / (sympy.exp(x) + sympy.exp(y))
    assert sympy.simplify(first + second) == 1


def test_large_scores_do_not_overflow() -> None:
    assert Softmax().numeric([1e308, 1e308, -1e308]).tolist() == [0.5, 0.5, 0.0]
    assert Softmax().numeric([710.0, 0.0])[0] == 1.0


def test_a_value_next_to_zero_is_enclosed_without_filling_the_memory() -> None:
    small, large = Softmax().enclose([0, 10**40], digits=5)
    assert small.lower <= 0 < small.upper < Fraction(1, 2**1000)
    assert large.decimal(5) == "1.0000"


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_the_constant_is_sharp(norm) -> None:
    bound = Softmax().lipschitz(norm)
    assert bound.exact
    slope = certified_slope(Softmax(), ["1/1000", 0], [0, "1/1000"], norm)
    assert bound.constant * Fraction(999_999, 10**6) < slope <= bound.constant == Fraction(1, 2)


@pytest.mark.parametrize("norm", ["sup", "2"])
@pytest.mark.parametrize("length", [2, 3, 5])
def test_no_slope_exceeds_the_constant(norm, length: int) -> None:
    assert check_bound(Softmax(), (length,), norm, Fraction(4)) < 1.2


def test_one_entry_is_constant() -> None:
    assert Softmax(1).lipschitz("sup").constant == 0
    assert Softmax().numeric(np.zeros((4, 1))).tolist() == [[1.0]] * 4


def test_on_a_ball_the_constant_need_not_be_the_least() -> None:
    assert Softmax(2).lipschitz("2", 1).exact
    assert not Softmax(3).lipschitz("2", 1).exact


def test_unknown_norms_are_refused() -> None:
    with pytest.raises(InputError, match="'sup' or '2'"):
        Softmax().lipschitz("1")  # type: ignore[arg-type]


def test_adding_a_constant_changes_nothing() -> None:
    x = dyadic((4,), 3)
    for one, other in zip(Softmax().enclose(x, 20), Softmax().enclose(x + 5, 20), strict=True):
        assert one.compare(other) is None
        assert abs(one.lower - other.lower) < Fraction(1, 10**19)
