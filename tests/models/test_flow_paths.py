"""Flow paths: their jets against SymPy's derivatives, points, refusals."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.models.flow_paths import CIRCLE_PATH, LINEAR_PATH, FlowPath, flow_time

COEFFICIENTS = st.lists(st.fractions(-3, 3, max_denominator=7), min_size=1, max_size=4)
TIMES = st.fractions(0, 1, max_denominator=50)


def test_the_ends_of_the_linear_path() -> None:
    for time in (0, 1, "1/3"):
        assert list(LINEAR_PATH.alpha(time)) == [Fraction(time), 1, 0]
        assert list(LINEAR_PATH.beta(time)) == [1 - Fraction(time), -1, 0]


def test_which_paths_lead_from_noise_to_image() -> None:
    assert LINEAR_PATH.joins_noise_to_image
    assert CIRCLE_PATH.joins_noise_to_image
    assert not FlowPath([1], [0]).joins_noise_to_image
    assert not FlowPath([1, -1], [0, 1]).joins_noise_to_image


@settings(max_examples=20)
@given(COEFFICIENTS, COEFFICIENTS, TIMES)
def test_jets_are_derivatives(top, bottom, time) -> None:
    t = sympy.Symbol("t")

    def polynomial(coefficients: list[Fraction]) -> sympy.Expr:
        return sum(sympy.Rational(c) * t**k for k, c in enumerate(coefficients))

    # Its last coefficient lifts the square above 0, so that it has no zero.
    squared = sympy.Poly(polynomial(bottom) ** 2 + 1, t)
    denominator = [Fraction(int(c.p), int(c.q)) for c in reversed(squared.all_coeffs())]
    path = FlowPath(top, [0], denominator)
    function = polynomial(top) / squared.as_expr()
    at = sympy.Rational(time.numerator, time.denominator)
    expected = [sympy.diff(function, t, k).subs(t, at) for k in range(3)]
    assert [sympy.Rational(e.numerator, e.denominator) for e in path.alpha(time)] == expected


@given(TIMES)
def test_the_circle_path_keeps_the_variance(time) -> None:
    (a, da, dda), (b, db, ddb) = CIRCLE_PATH.alpha(time), CIRCLE_PATH.beta(time)
    assert a**2 + b**2 == 1
    assert a * da + b * db == 0
    assert da**2 + db**2 + a * dda + b * ddb == 0


def test_a_point_of_the_linear_path_moves_straight() -> None:
    point = LINEAR_PATH.point([[1, 2]], [[5, "1/2"]], "1/4")
    assert point.noisy.tolist() == [[Fraction(4), Fraction(7, 8)]]
    assert point.first.tolist() == [[-4, Fraction(3, 2)]]
    assert point.second.tolist() == [[0, 0]]


def test_a_point_of_a_curved_path() -> None:
    # α = t², β = 1 - t: second derivatives 2 and 0.
    point = FlowPath([0, 0, 1], [1, -1]).point([3], [4], "1/2")
    assert [part.tolist() for part in point] == [[Fraction(11, 4)], [-1], [6]]


@pytest.mark.parametrize("time", [-1, "11/10", 0.5, "now", None])
def test_times_outside_are_refused(time) -> None:
    for ask in (flow_time, LINEAR_PATH.alpha, LINEAR_PATH.beta):
        with pytest.raises(InputError):
            ask(time)


@pytest.mark.parametrize("denominator", [[0], [0, 1], [1, -2], [1, -1], [-1, 0, 4]])
def test_a_denominator_that_vanishes_is_refused(denominator) -> None:
    with pytest.raises(InputError, match="vanishes"):
        FlowPath([1], [1], denominator)


def test_a_denominator_that_vanishes_elsewhere_is_taken() -> None:
    assert FlowPath([1], [1], [-2, 1]).alpha(1).value == -1


def test_bad_coefficients_and_shapes_are_refused() -> None:
    for bad in ([], [0.5], ["x"]):
        with pytest.raises(InputError):
            FlowPath(bad, [1])  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="Equal shapes"):
        LINEAR_PATH.point([1, 2], [1], 0)
    with pytest.raises(InputError, match="float"):
        LINEAR_PATH.point([0.5], [1], 0)
