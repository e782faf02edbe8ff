from __future__ import annotations

import pickle
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError, VarsymError
from varsym.exact.matrices import RationalMatrix, ShapeError, SizeError
from varsym.exact.operators import (
    DirectSum,
    Kronecker,
    LinearOperator,
    Product,
    SideBySide,
    Stack,
    to_matrix,
)

ENTRIES = st.sampled_from([Fraction(n, d) for n in range(-3, 4) for d in (1, 2, 3)])
SIDES = st.integers(1, 3)

ONE = RationalMatrix([[1]])
ROW = RationalMatrix([[1, 2]])
TALL = RationalMatrix([[1], ["1/2"], [0]])
SQUARE = RationalMatrix([[0, 1], ["1/3", -1]])


@st.composite
def matrices(draw: st.DrawFn) -> RationalMatrix:
    height, width = draw(SIDES), draw(SIDES)
    entries = draw(st.lists(ENTRIES, min_size=height * width, max_size=height * width))
    return RationalMatrix([entries[i * width : (i + 1) * width] for i in range(height)])


def composites(parts: st.SearchStrategy[LinearOperator]) -> st.SearchStrategy[LinearOperator]:
    pairs = st.lists(parts, min_size=1, max_size=2)
    return st.one_of(
        pairs.map(Kronecker),
        pairs.map(DirectSum),
        parts.map(lambda part: Stack([part, part])),
        parts.map(lambda part: SideBySide([part, part])),
        parts.map(lambda part: Product([part.transpose(), part])),
    )


OPERATORS = st.recursive(matrices(), composites, max_leaves=3)


def by_columns(operator: LinearOperator) -> RationalMatrix:
    """Build the matrix by applying the operator to the standard basis."""
    basis = RationalMatrix.identity(operator.shape[1]).rows
    return RationalMatrix([operator.apply(vector) for vector in basis]).transpose()


@pytest.mark.parametrize("kind", [Kronecker, DirectSum, Stack, SideBySide, Product])
def test_parts_are_needed_and_must_be_operators(kind: Callable) -> None:
    for parts in ([], [[[1, 2]]], [ONE, 2], [0.5], ["1"]):
        with pytest.raises(InputError):
            kind(parts)


def test_misfits_are_refused() -> None:
    acts: list[Callable[[], object]] = [
        lambda: Stack([ROW, ONE]),
        lambda: SideBySide([TALL, ROW]),
        lambda: Product([ROW, ROW]),
        lambda: Kronecker([ROW]) @ ROW,
        lambda: ROW @ DirectSum([ROW]),
        lambda: DirectSum([ROW, ROW]) @ DirectSum([ROW, ROW]),
        lambda: Kronecker([ROW, ROW]).apply([1, 2, 3]),
        lambda: DirectSum([ROW, ROW]).apply([1, 2, 3]),
        lambda: Stack([ROW, ROW]).apply([1, 2, 3]),
        lambda: Product([ROW]).apply([1, 2, 3]),
    ]
    for act in acts:
        with pytest.raises(ShapeError):
            act()


@pytest.mark.parametrize(
    "array",
    [
        [[1, 2], [3]],
        [[1, 2], 3],
        [[1, 2], [3, 4], [5, 6]],
        [[[1], [2]], [[3], [4]]],
        [[1, 2, 3, 4]],
        [[1], [2], [3], [4]],
        [],
    ],
)
def test_ragged_and_wrongly_shaped_arrays_are_refused(array: list) -> None:
    with pytest.raises(ShapeError):
        Kronecker([SQUARE, SQUARE]).apply(array)


def test_nested_vectors_are_for_kronecker_products() -> None:
    with pytest.raises(ShapeError):
        DirectSum([ROW, ROW]).apply([[1, 2], [3, 4]])


def test_floats_are_refused() -> None:
    for operator in (Kronecker([ROW]), DirectSum([ROW]), Stack([ROW]), Product([ROW])):
        with pytest.raises(InputError, match="float"):
            operator.apply([1, 0.5])  # type: ignore[list-item]
    with pytest.raises(InputError, match="float"):
        Kronecker([ROW, ONE]).apply([[1], [0.5]])  # type: ignore[list-item]


def test_other_objects_are_no_operands() -> None:
    for other in (2, [[1]], None):
        with pytest.raises(TypeError):
            Kronecker([ONE]) @ other
        with pytest.raises(TypeError):
            other @ Kronecker([ONE])


def test_large_matrices_are_refused_before_they_are_built() -> None:
    wide = RationalMatrix.identity(40)
    huge = Kronecker([wide] * 6)
    assert huge.shape == (40**6, 40**6)
    with pytest.raises(SizeError, match="apply"):
        huge.to_matrix()
    with pytest.raises(SizeError):
        DirectSum([wide, wide]).to_matrix(limit=6399)
    assert DirectSum([wide, wide]).to_matrix(limit=6400).shape == (80, 80)
    with pytest.raises(SizeError):
        to_matrix(wide, 1599)
    # The product is small, and what it is multiplied from is not.
    column = RationalMatrix([[1]] * 1001)
    with pytest.raises(SizeError):
        Product([column.transpose(), Kronecker([column, column.transpose()]), column]).to_matrix()
    for limit in (0, 0.5, "x"):
        with pytest.raises(VarsymError):
            huge.to_matrix(limit)  # type: ignore[arg-type]


def test_a_kronecker_product_by_hand() -> None:
    operator = Kronecker([ROW, TALL])
    assert operator.shape == (3, 2)
    assert operator.to_matrix() == RationalMatrix([[1, 2], ["1/2", 1], [0, 0]])
    assert list(operator.apply([[2], [4]])) == [10, 5, 0]
    assert operator.apply([[2], [4]]) == operator.apply([2, 4])


def test_huge_operators_are_applied_without_being_built() -> None:
    mean = RationalMatrix.from_integers([[1, 1]], 2)
    operator = Kronecker([mean] * 12)
    assert operator.apply(range(4096)) == (Fraction(4095, 2),)
    assert len(operator.transpose().apply([1])) == 4096


def test_arrangements_by_hand() -> None:
    assert str(DirectSum([ROW, TALL]).to_matrix()) == (
        "[[1, 2, 0], [0, 0, 1], [0, 0, 1/2], [0, 0, 0]]"
    )
    assert str(Stack([ROW, SQUARE]).to_matrix()) == "[[1, 2], [0, 1], [1/3, -1]]"
    assert str(SideBySide([ROW, ONE]).to_matrix()) == "[[1, 2, 1]]"
    assert str(Product([ROW, SQUARE]).to_matrix()) == "[[2/3, -1]]"


def test_nested_parts_are_taken_apart() -> None:
    for kind in (Kronecker, DirectSum, Stack, SideBySide, Product):
        nested = kind([ONE, kind([ONE, ONE])])
        assert nested == kind([ONE] * 3)
        assert hash(nested) == hash(kind([ONE] * 3))
        assert nested != kind([ONE] * 2)
        assert pickle.loads(pickle.dumps(nested)) == nested


def test_products_that_fit_stay_in_parts() -> None:
    assert Kronecker([ROW, ROW]) @ Kronecker([SQUARE, SQUARE]) == Kronecker([ROW @ SQUARE] * 2)
    assert DirectSum([ROW, ONE]) @ DirectSum([SQUARE, ONE]) == DirectSum([ROW @ SQUARE, ONE])
    chained = ROW @ Stack([ROW, ROW]) @ Kronecker([ONE, SQUARE]) @ Kronecker([ONE, SQUARE])
    assert chained == Product([ROW, Stack([ROW, ROW]), Kronecker([ONE, SQUARE @ SQUARE])])
    # Inner sizes that agree in all, but not part by part.
    odd = Kronecker([ROW, TALL.transpose()]) @ Kronecker([TALL, ROW.transpose()])
    assert isinstance(odd, Product)
    assert odd.to_matrix().shape == (1, 1)


@given(OPERATORS)
def test_apply_agrees_with_the_matrix(operator: LinearOperator) -> None:
    built = to_matrix(operator)
    assert built.shape == operator.shape
    assert by_columns(operator) == built
    assert to_matrix(operator.transpose()) == built.transpose()


@given(OPERATORS, OPERATORS)
def test_matrices_of_products(left: LinearOperator, right: LinearOperator) -> None:
    outer, inner = Kronecker([left, right]), Kronecker([left.transpose(), right.transpose()])
    assert to_matrix(outer @ inner) == to_matrix(outer) @ to_matrix(inner)
    assert isinstance(outer @ inner, Kronecker)
    tall = DirectSum([right, left])
    wide = DirectSum([right, left]).transpose()
    assert to_matrix(tall @ wide) == to_matrix(tall) @ to_matrix(wide)


@given(matrices(), matrices())
def test_kronecker_entries(a: RationalMatrix, b: RationalMatrix) -> None:
    built = Kronecker([a, b]).to_matrix().rows
    height, width = b.shape
    for i, j in product(range(len(built)), range(len(built[0]))):
        expected = a.rows[i // height][j // width] * b.rows[i % height][j % width]
        assert built[i][j] == expected
