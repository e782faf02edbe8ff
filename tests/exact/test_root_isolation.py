from __future__ import annotations

import copy
import pickle
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy
from flint import fmpz_poly
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.root_isolation import (
    RealRoot,
    largest_root,
    primitive,
    root_between,
    roots_between,
    sign_changes_between,
    square_free,
)

COEFFICIENTS = st.lists(st.integers(-12, 12), min_size=1, max_size=7).filter(any)
ENDS = st.fractions(-6, 6, max_denominator=4)


def points(roots: list[Fraction | RealRoot]) -> list[Fraction]:
    """Rationals so near the roots that their order is that of the roots."""
    return sorted(root.bounds(200)[0] if isinstance(root, RealRoot) else root for root in roots)


def symmetric_matrices(size: int) -> st.SearchStrategy[sympy.Matrix]:
    entries = st.lists(st.integers(-3, 3), min_size=size * size, max_size=size * size)
    return entries.map(lambda e: sympy.Matrix(size, size, e)).map(lambda m: m + m.T)


def characteristic(matrix: sympy.Matrix) -> fmpz_poly:
    return fmpz_poly([int(c) for c in matrix.charpoly().all_coeffs()[::-1]])


def test_malformed_questions_are_refused() -> None:
    for coefficients, lower, upper in (
        ([1, 2], 1, 0),
        ([0, 0], 0, 1),
        ([], 0, 1),
        ([0.5, 1], 0, 1),
        ([1, 1], 0.5, 1),
        ([1, 1], 0, "x"),
    ):
        with pytest.raises(InputError):
            roots_between(coefficients, lower, upper)  # type: ignore[arg-type]


def test_primitive_and_square_free_parts() -> None:
    assert primitive(fmpz_poly([-6, -4])) == fmpz_poly([3, 2])
    assert square_free(fmpz_poly([5])) == fmpz_poly([1])
    double = fmpz_poly([-2, 0, 1]) ** 3 * fmpz_poly([1, 2]) * -7
    assert square_free(double) == fmpz_poly([-2, 0, 1]) * fmpz_poly([1, 2])


@pytest.mark.parametrize(
    ("coefficients", "expected"),
    [
        ([3], []),
        ([0, 1], [0]),
        ([1, 0, 1], []),
        ([0, 0, 0, 5], [0]),
        ([-6, 11, -6, 1], [1, 2, 3]),
        ([4, 0, -5, 0, 1], [-2, -1, 1, 2]),
        ([-1, 2, 4, -8], [Fraction(-1, 2), Fraction(1, 2)]),
        ([-10, 0, 1], []),
    ],
)
def test_rational_roots_and_ends(coefficients: list[int], expected: list[Fraction]) -> None:
    assert points(roots_between(coefficients, -3, 3)) == expected
    for root in expected:
        assert roots_between(coefficients, root, root) == [root]


def test_a_single_point_that_is_no_root() -> None:
    assert roots_between([-2, 0, 1], 1, 1) == []


def test_irrational_and_rational_roots_in_one_interval() -> None:
    # (x^2 - 2)(2x - 3)(x - 1), where bisection of [1, 2] first meets 3/2.
    found = roots_between([-6, 10, -1, -5, 2], 1, 2)
    assert [root for root in found if isinstance(root, Fraction)] == [1, Fraction(3, 2)]
    (root,) = [root for root in found if isinstance(root, RealRoot)]
    low, high = root.bounds(50)
    assert low**2 < 2 < high**2


@given(COEFFICIENTS, ENDS, ENDS)
def test_counts_agree_with_sturm(coefficients: list[int], a: Fraction, b: Fraction) -> None:
    lower, upper = min(a, b), max(a, b)
    polynomial = sympy.Poly(coefficients[::-1], sympy.Symbol("x"))
    found = roots_between(coefficients, lower, upper)
    if polynomial.degree() > 0:
        ends = (sympy.Rational(*end.as_integer_ratio()) for end in (lower, upper))
        assert len(found) == polynomial.sqf_part().count_roots(*ends)
    for root in found:
        if isinstance(root, Fraction):
            assert polynomial.eval(sympy.Rational(*root.as_integer_ratio())) == 0
            assert lower <= root <= upper
        else:
            low, high = root.bounds(60)
            assert lower <= low < high <= upper
            assert high - low <= Fraction(1, 2**60)
            assert sign_changes_between(square_free(fmpz_poly(coefficients)), low, high) == 1
    assert all(left < right for left, right in pairwise(points(found)))


@given(COEFFICIENTS, st.integers(0, 400))
def test_bounds_close_in(coefficients: list[int], bits: int) -> None:
    for root in roots_between(coefficients, -20, 20):
        if isinstance(root, RealRoot):
            wide, narrow = root.bounds(bits), root.bounds(bits + 7)
            assert wide[0] <= narrow[0] < narrow[1] <= wide[1]
            assert narrow[1] - narrow[0] <= Fraction(1, 2 ** (bits + 7))
            again = pickle.loads(pickle.dumps(root))
            assert again == root == copy.deepcopy(root)
            assert hash(again) == hash(root)
            assert again.bounds(bits) == RealRoot(root.polynomial, root.lower, root.upper).bounds(
                bits
            )


def test_rational_roots_with_large_denominators_are_recognised() -> None:
    for q in (Fraction(355, 113), Fraction(2**80 + 1, 3**50), Fraction(1, 10**60)):
        polynomial = primitive(fmpz_poly([-q.numerator, q.denominator]) * fmpz_poly([5, 1]))
        assert root_between(polynomial, Fraction(-1), Fraction(100)) == q


@pytest.mark.parametrize(
    ("coefficients", "lower", "upper"),
    [
        ([-2, 0, 1], -2, 2),
        ([-2, 0, 1], 2, 3),
        ([-2, 0, 1], 2, 1),
        ([-4, 0, 1], 1, 2),
        ([-4, 0, 1], 2, 9),
        ([0, -1, 1], 0, 1),
        ([1, 0, 1], -1, 1),
        ([7], 0, 1),
        ([0], 0, 1),
    ],
)
def test_only_isolating_intervals_make_a_root(
    coefficients: list[int], lower: int, upper: int
) -> None:
    for kind in (RealRoot, root_between):
        with pytest.raises(InputError, match="isolate"):
            kind(fmpz_poly(coefficients), Fraction(lower), Fraction(upper))


def test_other_objects_are_no_roots() -> None:
    (root,) = roots_between([-2, 0, 1], 1, 2)
    assert root != 1
    assert root != RealRoot(fmpz_poly([-2, 0, 1]), Fraction(0), Fraction(2))


def test_largest_roots_by_hand() -> None:
    assert largest_root([fmpz_poly([-3, 1])], 3) == 3
    assert largest_root([fmpz_poly([-3, 1])], 10**30) == 3
    assert largest_root([fmpz_poly([0, 0, 1])], 5) == 0
    assert largest_root([fmpz_poly([-6, 11, -6, 1]) ** 2], 9) == 3
    assert largest_root([fmpz_poly([-6, 11, -6, 1]), fmpz_poly([-4, 1])], 9) == 4


def test_largest_roots_less_than_one_from_the_next() -> None:
    # The roots 2 cos(2 pi k / 18) and their like lie within 4 of each other, 20 of them.
    root = largest_root([fmpz_poly.chebyshev_t(20)(fmpz_poly([0, 1])) * 2], 1)
    assert isinstance(root, RealRoot)
    assert float(root.bounds(60)[0]) == pytest.approx(0.9969173337331280)


def test_equal_largest_roots_of_two_polynomials() -> None:
    shared = fmpz_poly([-2, 0, 1])
    root = largest_root([shared * fmpz_poly([1, 1]), shared * fmpz_poly([5, 1])], 9)
    assert isinstance(root, RealRoot)
    low, high = root.bounds(80)
    assert low**2 < 2 < high**2


@given(st.integers(1, 5).flatmap(symmetric_matrices), st.integers(0, 50))
def test_largest_roots_of_characteristic_polynomials(matrix: sympy.Matrix, slack: int) -> None:
    polynomial = characteristic(matrix)
    upper = int(max(sum(abs(entry) for entry in matrix.row(i)) for i in range(matrix.rows)))
    found = largest_root([polynomial], upper + slack)
    coefficients = [int(c) for c in polynomial.coeffs()]
    expected = points(roots_between(coefficients, -upper - 1, upper + 1))[-1]
    if isinstance(found, Fraction):
        assert found == expected
    else:
        low, high = found.bounds(100)
        assert low < expected < high
        assert sign_changes_between(square_free(polynomial), high, Fraction(upper + 1)) == 0


@given(symmetric_matrices(3), symmetric_matrices(3))
def test_largest_roots_of_two_polynomials(first: sympy.Matrix, second: sympy.Matrix) -> None:
    one, two = characteristic(first), characteristic(second)
    separately = [points([largest_root([polynomial], 99)])[0] for polynomial in (one, two)]
    together = points([largest_root([one, two], 99)])[0]
    assert abs(together - max(separately)) < Fraction(1, 2**190)
