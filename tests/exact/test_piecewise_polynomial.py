from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.algebraic import AlgebraicNumber
from varsym.exact.extended import INFINITY
from varsym.exact.matrices import SizeError
from varsym.exact.piecewise_polynomial import PiecewisePolynomial

HAT = PiecewisePolynomial([-1, 0, 1], [[1, 1], [1, -1]])
BOX = PiecewisePolynomial(["-1/2", "1/2"], [[1]])
ZERO = PiecewisePolynomial([0, 1], [[0]])
# Cubic B-spline and Keys' cubic convolution for a = -3/4, by their definitions.
SPLINE = PiecewisePolynomial(
    [-2, -1, 0, 1, 2],
    [
        ["4/3", 2, 1, "1/6"],
        ["2/3", 0, -1, "-1/2"],
        ["2/3", 0, -1, "1/2"],
        ["4/3", -2, 1, "-1/6"],
    ],
)
KEYS = PiecewisePolynomial(
    [-2, -1, 0, 1, 2],
    [
        [3, 6, "15/4", "3/4"],
        [1, 0, "-9/4", "-5/4"],
        [1, 0, "-9/4", "5/4"],
        [3, -6, "15/4", "-3/4"],
    ],
)

COARSE = st.sampled_from([Fraction(n, 2) for n in range(-6, 7)])


@st.composite
def functions(draw: st.DrawFn) -> PiecewisePolynomial:
    knots = sorted(draw(st.sets(COARSE, min_size=2, max_size=5)))
    piece = st.lists(COARSE, max_size=4)
    pieces = draw(st.lists(piece, min_size=len(knots) - 1, max_size=len(knots) - 1))
    return PiecewisePolynomial(knots, pieces)


@pytest.mark.parametrize(
    ("knots", "pieces"),
    [
        ([], []),
        ([0], []),
        ([0, 1], []),
        ([0, 1], [[1], [2]]),
        ([0, 0], [[1]]),
        ([1, 0], [[1]]),
        ([0, 2, 1], [[1], [1]]),
        ([0, 1.5], [[1]]),
        ([0, 1], [[0.5]]),
        ([0, math.inf], [[1]]),
        ([0, 1], [[math.nan]]),
    ],
)
def test_malformed_functions_are_refused(knots: list, pieces: list) -> None:
    with pytest.raises(InputError):
        PiecewisePolynomial(knots, pieces)


def test_floats_are_refused() -> None:
    acts: list[Callable[[], object]] = [
        lambda: HAT(0.5),  # type: ignore[arg-type]
        lambda: HAT.within(0, 1.0),  # type: ignore[arg-type]
        lambda: HAT.violation(-0.5, 1),  # type: ignore[arg-type]
    ]
    for act in acts:
        with pytest.raises(InputError, match="float"):
            act()


def test_it_is_immutable_hashable_and_portable() -> None:
    with pytest.raises(AttributeError):
        KEYS._knots = ()
    with pytest.raises(AttributeError):
        del KEYS._knots
    for f in (KEYS, ZERO):
        assert pickle.loads(pickle.dumps(f)) == copy.deepcopy(f) == copy.copy(f) == f
    assert len({HAT, KEYS, PiecewisePolynomial([-1, 0, 1], [[1, 1, 0], ["1", -1]])}) == 2
    assert HAT != 1


def test_functions_have_one_form() -> None:
    padded = PiecewisePolynomial(
        [-3, -1, "-1/2", 0, 1, 2], [[0], [1, 1], [1, 1, 0, 0], [1, -1], []]
    )
    assert padded == HAT
    assert list(padded.knots) == [-1, 0, 1]
    assert list(padded.support) == [-1, 1]
    assert ZERO == PiecewisePolynomial([5, 6, 7], [[], [0, 0]])
    assert ZERO.knots == ZERO.pieces == ()
    assert list(ZERO.support) == [0, 0]
    assert ZERO.degree == -1


def test_values_at_knots_are_limits_from_the_right() -> None:
    assert [BOX(x) for x in (-1, "-1/2", 0, "1/2", 1)] == [0, 1, 1, 0, 0]
    steps = PiecewisePolynomial([0, 1, 2], [[5], [0, 1]])
    assert [steps(x) for x in ("-1/9", 0, "1/2", 1, "3/2", 2)] == [0, 5, 5, 1, Fraction(3, 2), 0]
    assert [KEYS(n) for n in range(-3, 4)] == [0, 0, 0, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("f", "smoothness"),
    [
        (BOX, -1),
        (HAT, 0),
        (KEYS, 1),
        (SPLINE, 2),
        (ZERO, INFINITY),
        (PiecewisePolynomial([0, 1], [[0, 0, 1]]), -1),
        (PiecewisePolynomial([0, 1], [[0, 0, 1, -2, 1]]), 1),
    ],
)
def test_smoothness(f: PiecewisePolynomial, smoothness: int) -> None:
    assert f.smoothness() == smoothness
    assert f.is_continuous == (smoothness >= 0)


def test_ranges_by_hand() -> None:
    least, most = KEYS.range()
    assert [least.value, least.place**2, least.attained] == [Fraction(-1, 9), Fraction(16, 9), True]
    assert [most.value, most.place, most.attained] == [1, 0, True]
    least, most = SPLINE.range()
    assert [least.value, most.value, most.place] == [0, Fraction(2, 3), 0]
    assert [extreme.value for extreme in BOX.range()] == [0, 1]
    assert [extreme.value for extreme in ZERO.range()] == [0, 0]


def test_suprema_at_jumps_are_not_attained() -> None:
    ramp = PiecewisePolynomial([0, 1, 2], [[0, 1], [0, -1]])
    least, most = ramp.range()
    assert [most.value, most.place, most.attained] == [1, 1, False]
    assert [least.value, least.place, least.attained] == [-2, 2, False]
    assert ramp.within(-2, 1)
    for low, high in ((-2, "999/1000"), ("-1999/1000", 1)):
        at = ramp.violation(low, high)
        assert at is not None
        assert not Fraction(low) <= ramp(at) <= Fraction(high)
    # The same supremum is attained elsewhere.
    attained = PiecewisePolynomial([0, 1, 2], [[0, 1], [1]]).range()[1]
    assert [attained.value, attained.place, attained.attained] == [1, 1, True]


def test_irrational_extremes_are_decided_exactly() -> None:
    f = PiecewisePolynomial([0, 2], [[0, -2, 0, 1]])
    least, _ = f.range()
    assert isinstance(least.value, AlgebraicNumber)
    assert isinstance(least.place, AlgebraicNumber)
    assert least.place.minimal_polynomial == (-2, 0, 3)
    assert least.value.minimal_polynomial == (-32, 0, 27)
    just_below = Fraction(least.value.decimal(40)) - Fraction(1, 10**39)
    just_above = just_below + Fraction(2, 10**39)
    assert f.within(just_below, 4)
    at = f.violation(just_above, 4)
    assert at is not None
    assert f(at) < just_above


def test_extremes_inside_a_piece_of_degree_five() -> None:
    # f' = x^4 - 10 x^2 + 20 has the roots sqrt(5 - sqrt 5) and sqrt(5 + sqrt 5).
    f = PiecewisePolynomial([0, 3], [[0, 20, 0, "-10/3", 0, "1/5"]])
    least, most = f.range()
    assert least.value == 0
    assert isinstance(most.place, AlgebraicNumber)
    assert most.place.minimal_polynomial == (20, 0, -10, 0, 1)
    assert float(f(most.place.bounds(60)[0])) == pytest.approx(float(most.value.decimal(20)))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("f", "low", "high", "inside"),
    [
        (HAT, 0, 1, True),
        (HAT, 0, "9/10", False),
        (HAT, "1/10", 1, False),
        (KEYS, 0, 1, False),
        (KEYS, "-1/9", 1, True),
        (SPLINE, 0, "2/3", True),
        (SPLINE, 0, "1/2", False),
        (ZERO, 0, 0, True),
        (ZERO, 1, 2, False),
        (BOX, 0, 1, True),
    ],
)
def test_within(f: PiecewisePolynomial, low: str, high: str, inside: bool) -> None:
    assert f.within(low, high) == inside
    at = f.violation(low, high)
    assert (at is None) == inside
    if at is not None:
        assert not Fraction(low) <= f(at) <= Fraction(high)


@pytest.mark.parametrize(
    ("f", "answer"),
    [
        (BOX, True),
        (HAT, True),
        (KEYS, True),
        (SPLINE, True),
        (ZERO, False),
        (PiecewisePolynomial([0, "1/2"], [[1]]), False),
        (PiecewisePolynomial(["-1/3", "2/3"], [[1]]), True),
        (PiecewisePolynomial([0, 2], [["1/2"]]), True),
        (PiecewisePolynomial([-1, 0, 1], [[1, 1], [1, "-9/10"]]), False),
        # Half a unit of one piece, and the rest two units later.
        (PiecewisePolynomial([0, "1/2", "5/2", 3], [[1], [0], [1]]), True),
    ],
)
def test_partitions_of_unity(f: PiecewisePolynomial, answer: bool) -> None:
    assert f.is_partition_of_unity() == answer


def test_long_supports_are_refused_where_all_shifts_are_summed() -> None:
    with pytest.raises(SizeError):
        PiecewisePolynomial([0, 10**9], [[1]]).is_partition_of_unity()


def test_derivatives_and_integrals() -> None:
    assert HAT.derivative() == PiecewisePolynomial([-1, 0, 1], [[1], [-1]])
    assert BOX.derivative() == ZERO
    assert [f.integral() for f in (BOX, HAT, KEYS, SPLINE, ZERO)] == [1, 1, 1, 1, 0]
    assert SPLINE.derivative().integral() == 0


def test_text() -> None:
    assert str(HAT) == "x + 1 on [-1, 0); -x + 1 on [0, 1)"
    assert str(PiecewisePolynomial([0, 1, 2, 3], [[1], [0], [0, "1/2"]])) == (
        "1 on [0, 1); (1/2)*x on [2, 3)"
    )
    assert repr(ZERO) == "<PiecewisePolynomial 0>"


@given(functions(), COARSE)
@settings(max_examples=30)
def test_sympy_agrees(f: PiecewisePolynomial, x: Fraction) -> None:
    assert f.sympy().subs(sympy.Symbol("x"), sympy.Rational(*x.as_integer_ratio())) == (
        sympy.Rational(*f(x).as_integer_ratio())
    )


@given(functions(), st.lists(st.fractions(-4, 4, max_denominator=30), min_size=20, max_size=20))
def test_no_value_is_outside_the_range(f: PiecewisePolynomial, xs: list[Fraction]) -> None:
    least, most = f.range()
    for x in (*xs, *f.knots):
        assert least.value <= f(x) <= most.value
    for extreme in (least, most):
        if extreme.attained and isinstance(extreme.place, Fraction):
            assert f(extreme.place) == extreme.value


@given(functions(), COARSE, COARSE)
def test_violations_are_violations(f: PiecewisePolynomial, a: Fraction, b: Fraction) -> None:
    low, high = min(a, b), max(a, b)
    least, most = f.range()
    at = f.violation(low, high)
    assert f.within(low, high) == (at is None) == (low <= least.value and most.value <= high)
    assert at is None or not low <= f(at) <= high


@given(functions())
def test_jumps_add_up_to_the_integral_of_the_derivative(f: PiecewisePolynomial) -> None:
    ends = [(), *f.pieces, ()]
    jumps = sum(
        value_of(right, knot) - value_of(left, knot)
        for knot, left, right in zip(f.knots, ends, ends[1:], strict=False)
    )
    assert f.derivative().integral() + jumps == 0


def value_of(piece: tuple[Fraction, ...], x: Fraction) -> Fraction:
    return sum((c * x**k for k, c in enumerate(piece)), Fraction(0))
