from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keys_matrices import keys_matrix

from varsym.errors import InputError
from varsym.exact.algebraic import AlgebraicNumber
from varsym.exact.extended import INFINITY
from varsym.exact.matrices import RationalMatrix, SizeError
from varsym.exact.operator_norms import PName, norm_upper_bound, operator_norm
from varsym.exact.operators import (
    DirectSum,
    Kronecker,
    LinearOperator,
    Product,
    SideBySide,
    Stack,
    to_matrix,
)

INDICES: tuple[PName, ...] = (1, 2, "inf")
ENTRIES = st.sampled_from([Fraction(n, d) for n in range(-4, 5) for d in (1, 2, 3)])
SIDES = st.integers(1, 5)


@st.composite
def matrices(draw: st.DrawFn) -> RationalMatrix:
    """Also with reversal symmetry, with equal rows, and with zero rows and columns."""
    height, width = draw(SIDES), draw(SIDES)
    row = st.lists(ENTRIES, min_size=width, max_size=width)
    rows = draw(st.lists(row, min_size=height, max_size=height))
    kind = draw(st.sampled_from(["any", "mirrored", "repeated", "zeroed"]))
    if kind == "mirrored":
        rows = [
            [a + b for a, b in zip(upper, reversed(lower), strict=True)]
            for upper, lower in zip(rows, reversed(rows), strict=True)
        ]
    elif kind == "repeated":
        rows = [rows[0]] * height
    elif kind == "zeroed":
        rows = [[entry * (j % 2) for j, entry in enumerate(row)] for row in rows]
    return RationalMatrix(rows)


def numeric_norm(matrix: RationalMatrix, p: PName) -> float:
    order = {1: 1, 2: 2, "inf": math.inf}[p]
    return float(np.linalg.norm(np.array(matrix.rows, dtype=float), order))


def gram_polynomial_value(matrix: RationalMatrix, at: Fraction) -> Fraction:
    """Evaluate det(at - A^T A) by elimination, sharing nothing with the library's way."""
    gram = matrix.transpose() @ matrix
    rows = [[-x for x in row] for row in gram.rows]
    for i in range(len(rows)):
        rows[i][i] += at
    determinant = Fraction(1)
    for i in range(len(rows)):
        pivot = next((k for k in range(i, len(rows)) if rows[k][i]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != i:
            rows[i], rows[pivot] = rows[pivot], rows[i]
            determinant = -determinant
        determinant *= rows[i][i]
        for k in range(i + 1, len(rows)):
            factor = rows[k][i] / rows[i][i]
            rows[k] = [x - factor * y for x, y in zip(rows[k], rows[i], strict=True)]
    return determinant


@pytest.mark.parametrize("p", [0, 3, True, "3", "Inf", None, 1.0, 2.0, math.inf, math.nan])
def test_other_indices_are_refused(p: object) -> None:
    for act in (operator_norm, norm_upper_bound):
        with pytest.raises(InputError, match="index"):
            act(RationalMatrix([[1]]), p)  # type: ignore[arg-type]


def test_indices_in_other_forms() -> None:
    matrix = RationalMatrix([[1, 2]])
    assert operator_norm(matrix, "1") == operator_norm(matrix, 1)
    assert operator_norm(matrix, "2") == operator_norm(matrix, 2)
    assert operator_norm(matrix, INFINITY) == operator_norm(matrix, "inf")
    assert [operator_norm(matrix, p).p for p in ("1", "2", INFINITY)] == [1, 2, "inf"]


@pytest.mark.parametrize("other", [[[1, 2]], 3, None, np.eye(2)])
def test_other_objects_have_no_norm(other: object) -> None:
    for act in (operator_norm, norm_upper_bound):
        with pytest.raises(InputError, match="type"):
            act(other, 2)  # type: ignore[arg-type]


@pytest.mark.parametrize("digits", [0, 10_001, 1.5])
def test_the_number_of_digits_is_checked(digits: int) -> None:
    for p in INDICES:
        with pytest.raises(InputError):
            operator_norm(RationalMatrix([[1, 1]]), p).decimal(digits)


def test_the_map_from_13_to_16() -> None:
    matrix = keys_matrix(13, 16)
    assert operator_norm(matrix, "inf").exact == Fraction(2813, 2048)
    norm = operator_norm(matrix, 2)
    squared = "1.28150381075180400864725334971113662324773760"
    assert isinstance(norm.squared, AlgebraicNumber)
    assert norm.squared.decimal(45) == squared
    both = operator_norm(Kronecker([matrix, keys_matrix(13, 16)]), 2)
    assert both.decimal(45) == squared
    assert both.exact == norm.squared
    assert len(both.minimal_polynomial) == 7
    assert operator_norm(Kronecker([matrix, matrix]), "inf").exact == Fraction(2813, 2048) ** 2


@pytest.mark.parametrize(
    ("rows", "squared"),
    [
        ([[0]], 0),
        ([[0, 0], [0, 0], [0, 0]], 0),
        ([[-7]], 49),
        ([["3/5", "4/5"]], 1),
        ([[1], [2], ["1/2"]], Fraction(21, 4)),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], 1),
        ([[0, 2, 0], [0, 0, -2], [2, 0, 0]], 4),
        ([[1, 1, 1], [1, 1, 1]], 6),
        ([[2, 1], [1, 2]], 9),
        ([[1, -1], [-1, 1]], 4),
        ([[1, 1], [1, 1], [0, 0]], 4),
    ],
)
def test_rational_squares(rows: list, squared: Fraction) -> None:
    for matrix in (RationalMatrix(rows), RationalMatrix(rows).transpose()):
        norm = operator_norm(matrix, 2)
        assert norm.squared == squared
        assert isinstance(norm.squared, Fraction)
        assert isinstance(norm.exact, Fraction) == (
            math.isqrt(int(4 * squared)) ** 2 == 4 * squared
        )
        assert norm.enclosure(30).decimal(30) == norm.decimal(30)


def test_the_largest_eigenvalue_may_be_shared_by_both_halves() -> None:
    # Eigenvalues of the symmetric half: 5 and irrational ones; of the antisymmetric half too.
    block = RationalMatrix([[1, 2], [0, 1]])
    flipped = RationalMatrix([[1, 0], [2, 1]])
    matrix = DirectSum([block, flipped]).to_matrix()
    assert matrix.rows == tuple(row[::-1] for row in reversed(matrix.rows))
    assert operator_norm(matrix, 2).exact == operator_norm(block, 2).exact
    assert operator_norm(matrix, 2).minimal_polynomial == (-1, -2, 1)


def test_the_largest_eigenvalue_may_belong_to_an_antisymmetric_vector() -> None:
    matrix = RationalMatrix([[2, 0, -1], [0, 2, 0], [-1, 0, 2]])
    assert operator_norm(matrix, 2).exact == 3
    irrational = RationalMatrix([[3, 1, -1, -1], [1, 0, 0, -1], [-1, 0, 0, 1], [-1, -1, 1, 3]])
    assert operator_norm(irrational, 2).minimal_polynomial == (-4, -4, 1)


def test_eigenvalues_that_nearly_agree_are_told_apart() -> None:
    tiny = Fraction(1, 10**40)
    matrix = RationalMatrix([[1, 1, 0, 0], [1, 2, 0, 0], [0, 0, 1, 1], [0, 0, 1, 2 + tiny]])
    norm, below = operator_norm(matrix, 2), operator_norm(RationalMatrix([[1, 1], [1, 2]]), 2)
    assert norm.decimal(30) == below.decimal(30)
    assert norm.exact > below.exact
    assert norm.decimal(60) != below.decimal(60)


@given(matrices(), st.sampled_from(INDICES))
def test_norms_agree_with_numpy(matrix: RationalMatrix, p: PName) -> None:
    box = operator_norm(matrix, p).enclosure(15)
    assert float(box.lower) == pytest.approx(numeric_norm(matrix, p), rel=1e-9, abs=1e-7)


@given(matrices())
def test_enclosures_are_narrow_and_no_eigenvalue_is_above(matrix: RationalMatrix) -> None:
    norm = operator_norm(matrix, 2)
    box = norm.enclosure(25)
    assert box.width <= Fraction(1, 10**22)
    low, high = box.lower**2, box.upper**2
    if low == high:
        assert gram_polynomial_value(matrix, low) == 0
    # The characteristic polynomial of a positive semidefinite matrix: positive above all roots.
    above = high + Fraction(1, 10**20)
    assert gram_polynomial_value(matrix, above) > 0
    assert norm.squared <= above
    assert numeric_norm(matrix, 2) ** 2 <= float(above) + 1e-9


@given(matrices())
def test_transposes_have_the_same_2_norm(matrix: RationalMatrix) -> None:
    assert operator_norm(matrix, 2).exact == operator_norm(matrix.transpose(), 2).exact
    assert operator_norm(matrix, 1).exact == operator_norm(matrix.transpose(), "inf").exact


SMALL = st.lists(st.lists(ENTRIES, min_size=2, max_size=2), min_size=1, max_size=2).map(
    RationalMatrix
)


@given(SMALL, SMALL, st.sampled_from(INDICES))
def test_composite_norms_are_those_of_the_matrices(
    a: RationalMatrix, b: RationalMatrix, p: PName
) -> None:
    operators: list[LinearOperator] = [
        Kronecker([a, b]),
        Kronecker([a, a]),
        DirectSum([a, b]),
        Stack([a, b]),
        SideBySide([a.transpose(), b.transpose()]),
        Product([a, b.transpose(), b]),
        Product([Kronecker([a, b]), DirectSum([a.transpose(), b.transpose()])])
        if a.shape == b.shape == (2, 2)
        else Product([Kronecker([a, b]), Kronecker([a, b]).transpose()]),
    ]
    for operator in operators:
        norm = operator_norm(operator, p).exact
        assert norm == operator_norm(to_matrix(operator), p).exact
        assert norm_upper_bound(operator, p) == norm


def test_powers_of_one_factor() -> None:
    matrix = RationalMatrix([[1, 1], [0, 1]])
    golden = operator_norm(matrix, 2)
    assert golden.minimal_polynomial == (-1, -1, 1)
    assert operator_norm(Kronecker([matrix] * 2), 2).minimal_polynomial == (1, -3, 1)
    assert operator_norm(Kronecker([matrix] * 5), 2).minimal_polynomial == (-1, -11, 1)
    assert operator_norm(Kronecker([matrix, matrix]), 2).exact == golden.squared


def test_distinct_factors_whose_norms_multiply_to_a_rational() -> None:
    two, eight = RationalMatrix([[1, 1]]), RationalMatrix([[2], [2]])
    assert operator_norm(Kronecker([two, eight]), 2).exact == Fraction(4)


def test_the_minimal_polynomial_of_a_large_product_is_refused_and_its_digits_are_not() -> None:
    operator = Kronecker([keys_matrix(36, 48), keys_matrix(32, 48)])
    norm = operator_norm(operator, 2)
    assert norm.decimal(40).startswith("1.")
    with pytest.raises(SizeError):
        _ = norm.minimal_polynomial


def test_a_pyramid_takes_its_largest_block() -> None:
    maps = [keys_matrix(n, n + 3) for n in (1, 4, 7)]
    pyramid = DirectSum([Kronecker([matrix, matrix]) for matrix in maps])
    for p in INDICES:
        norms = [operator_norm(matrix, p).exact for matrix in maps]
        assert operator_norm(pyramid, p).exact == max(norm**2 for norm in norms)


def test_products_that_fit_are_multiplied_part_by_part() -> None:
    up, down = keys_matrix(12, 18), keys_matrix(18, 12)
    operator = Kronecker([down] * 3) @ Kronecker([up] * 3)
    unmerged = Product([Kronecker([down] * 3), Kronecker([up] * 3)])
    for p in INDICES:
        expected = operator_norm(down @ up, p).exact ** 3
        assert operator_norm(operator, p).exact == expected
        assert operator_norm(unmerged, p).exact == expected


def test_diagonal_gram_matrices_need_no_characteristic_polynomial() -> None:
    rows = [[int(i // 2 == j) for j in range(260)] for i in range(520)]
    doubling = RationalMatrix.from_integers(rows)
    assert operator_norm(doubling, 2).minimal_polynomial == (-2, 0, 1)


def sheared(size: int) -> RationalMatrix:
    rows = [[int(j in {i, i + 1}) for j in range(size)] for i in range(size)]
    return RationalMatrix.from_integers(rows)


def test_large_orders_are_refused_and_bounded() -> None:
    matrix = sheared(300)
    for large in (matrix, RationalMatrix.from_integers([[0] * 1025] * 1025)):
        with pytest.raises(SizeError, match="norm_upper_bound"):
            operator_norm(large, 2)
    assert operator_norm(matrix, 1).exact == norm_upper_bound(matrix, 1) == 2
    assert norm_upper_bound(matrix, 2) == 2
    assert norm_upper_bound(DirectSum([matrix, RationalMatrix([[3]])]), 2) == 3
    assert norm_upper_bound(Stack([matrix, matrix]), 2).minimal_polynomial == (-8, 0, 1)


def test_what_would_be_too_large_to_multiply_out_is_refused_and_bounded() -> None:
    wide = Kronecker([sheared(40)] * 3)
    mixed = Product([wide, DirectSum([Kronecker([sheared(40)] * 2)] * 40)])
    operators: list[tuple[LinearOperator, PName, int]] = [
        (mixed, 1, 32),
        (mixed, "inf", 32),
        (Stack([wide, wide]), 1, 16),
        (Stack([mixed, wide]), "inf", 32),
        (SideBySide([wide, wide]), "inf", 16),
        (SideBySide([mixed, wide]), 1, 32),
        (DirectSum([mixed, wide]), 1, 32),
    ]
    for operator, p, bound in operators:
        with pytest.raises(SizeError, match="norm_upper_bound"):
            operator_norm(operator, p)
        assert norm_upper_bound(operator, p) == bound
    assert operator_norm(Stack([wide, wide]), "inf").exact == 8
    assert operator_norm(SideBySide([wide, wide]), 1).exact == 8
    with pytest.raises(SizeError):
        operator_norm(mixed, 2)
    assert 31 < norm_upper_bound(mixed, 2) < 32
