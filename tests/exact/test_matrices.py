from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError, VarsymError
from varsym.exact.matrices import RationalMatrix, ShapeError

ENTRIES = st.fractions(-5, 5, max_denominator=4)


def matrices(height: int, width: int) -> st.SearchStrategy[RationalMatrix]:
    row = st.lists(ENTRIES, min_size=width, max_size=width)
    return st.lists(row, min_size=height, max_size=height).map(RationalMatrix)


@pytest.mark.parametrize("rows", [[], [[]], [[], []], [[1], [1, 2]], [[1, 2], [1]]])
def test_shapeless_rows_are_refused(rows: list[list[int]]) -> None:
    with pytest.raises(ShapeError):
        RationalMatrix(rows)
    assert issubclass(ShapeError, VarsymError)


def test_floats_are_refused() -> None:
    with pytest.raises(InputError, match="float"):
        RationalMatrix([[0.5]])  # type: ignore[list-item]
    with pytest.raises(InputError, match="float"):
        RationalMatrix([[1]]).apply([0.5])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        RationalMatrix([[1]]) * 0.5  # type: ignore[operator]


@pytest.mark.parametrize("size", [0, -1])
def test_empty_sizes_are_refused(size: int) -> None:
    acts: list[Callable[[], object]] = [
        lambda: RationalMatrix.identity(size),
        lambda: RationalMatrix.zero(size, 1),
        lambda: RationalMatrix.zero(1, size),
    ]
    for act in acts:
        with pytest.raises(InputError):
            act()


def test_mismatches_are_refused() -> None:
    wide, tall = RationalMatrix([[1, 2]]), RationalMatrix([[1], [2]])
    acts: list[Callable[[], object]] = [
        lambda: wide + tall,
        lambda: wide - tall,
        lambda: wide @ wide,
        lambda: tall @ tall,
        lambda: wide.apply([1]),
    ]
    for act in acts:
        with pytest.raises(ShapeError):
            act()


def test_other_objects_are_no_operands() -> None:
    one = RationalMatrix([[1]])
    acts: list[Callable[[], object]] = [
        lambda: one + 1,  # type: ignore[operator]
        lambda: one - 1,  # type: ignore[operator]
        lambda: one @ 1,  # type: ignore[operator]
        lambda: one * True,
        lambda: one * one,  # type: ignore[operator]
    ]
    for act in acts:
        with pytest.raises(TypeError):
            act()
    assert one != [[1]]


def test_entries_and_shape() -> None:
    a = RationalMatrix([["1/2", 2, 3], [4, 5, "0.1"]])
    assert a.shape == (2, 3)
    half, tenth = Fraction(1, 2), Fraction(1, 10)
    two, three, four, five = map(Fraction, (2, 3, 4, 5))
    assert a.rows == ((half, two, three), (four, five, tenth))
    assert all(type(entry) is Fraction for row in a.rows for entry in row)
    assert str(a) == "[[1/2, 2, 3], [4, 5, 1/10]]"
    assert repr(a) == f"<RationalMatrix {a}>"


def test_arithmetic_by_hand() -> None:
    a, b = RationalMatrix([[1, 2], [3, 4]]), RationalMatrix([[0, 1], [1, 0]])
    assert a + b == RationalMatrix([[1, 3], [4, 4]])
    assert a - b == RationalMatrix([[1, 1], [2, 4]])
    assert -a == RationalMatrix([[-1, -2], [-3, -4]])
    assert a @ b == RationalMatrix([[2, 1], [4, 3]])
    assert b @ a == RationalMatrix([[3, 4], [1, 2]])
    assert a * 2 == 2 * a == a.scale("2") == RationalMatrix([[2, 4], [6, 8]])
    assert a * Fraction(1, 2) == RationalMatrix([["1/2", 1], ["3/2", 2]])
    assert a.apply([1, -1]) == (Fraction(-1), Fraction(-1))


def test_norms_by_hand() -> None:
    a = RationalMatrix([[1, -2, 3], [-4, 5, "-1/2"]])
    assert a.norm_inf() == Fraction(19, 2)
    assert a.norm_1() == 7
    assert RationalMatrix.zero(2, 3).norm_1() == RationalMatrix.zero(2, 3).norm_inf() == 0


def test_it_is_immutable_hashable_and_portable() -> None:
    a = RationalMatrix([[1, "1/3"]])
    with pytest.raises(AttributeError):
        a._rows = ()
    with pytest.raises(AttributeError):
        del a._rows
    assert pickle.loads(pickle.dumps(a)) == copy.deepcopy(a) == copy.copy(a) == a
    assert len({a, RationalMatrix([[1, "2/6"]]), RationalMatrix([[1], ["1/3"]])}) == 2


@given(matrices(2, 3), matrices(3, 2), st.lists(ENTRIES, min_size=2, max_size=2))
def test_products_compose(a: RationalMatrix, b: RationalMatrix, x: list[Fraction]) -> None:
    assert (a @ b).apply(x) == a.apply(b.apply(x))


@given(matrices(2, 2))
def test_the_identity_is_neutral(a: RationalMatrix) -> None:
    one, zero = RationalMatrix.identity(2), RationalMatrix.zero(2, 2)
    assert a @ one == one @ a == a + zero == a
    assert a - a == zero


@given(matrices(2, 3))
def test_norms_are_the_largest_stretch(a: RationalMatrix) -> None:
    # A convex function on a polytope is largest at a corner.
    cube = product([Fraction(-1), Fraction(1)], repeat=3)
    assert a.norm_inf() == max(max(map(abs, a.apply(x))) for x in cube)
    corners = RationalMatrix.identity(3).rows
    assert a.norm_1() == max(sum(map(abs, a.apply(x))) for x in corners)


@pytest.mark.parametrize("rows", [[], [[]], [[1], [1, 2]]])
def test_shapeless_integer_rows_are_refused(rows: list[list[int]]) -> None:
    with pytest.raises(ShapeError):
        RationalMatrix.from_integers(rows)


def test_inexact_integer_rows_are_refused() -> None:
    acts: list[Callable[[], object]] = [
        lambda: RationalMatrix.from_integers([[0.5]]),  # type: ignore[list-item]
        lambda: RationalMatrix.from_integers([[1.0]]),  # type: ignore[list-item]
        lambda: RationalMatrix.from_integers([[True]]),
        lambda: RationalMatrix.from_integers([["1/2"]]),  # type: ignore[list-item]
        lambda: RationalMatrix.from_integers([[1]], 0),
        lambda: RationalMatrix.from_integers([[1]], -2),
        lambda: RationalMatrix.from_integers([[1]], 2.0),  # type: ignore[arg-type]
    ]
    for act in acts:
        with pytest.raises(InputError):
            act()


def test_integer_rows_and_fractions_are_two_forms_of_one_matrix() -> None:
    given, made = (
        RationalMatrix([["1/2", 0], ["1/3", 2]]),
        RationalMatrix.from_integers([[6, 0], [4, 24]], 12),
    )
    assert given == made
    assert hash(given) == hash(made)
    assert given.rows == made.rows
    assert given.integers == made.integers == (((3, 0), (2, 12)), 6)
    assert given.shape == made.shape == (2, 2)
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made
    assert RationalMatrix.from_integers([[0, 0]], 7) == RationalMatrix.zero(1, 2)


@given(matrices(2, 3))
def test_transposes_from_both_forms(a: RationalMatrix) -> None:
    again = RationalMatrix.from_integers(*a.integers)
    assert again.transpose() == a.transpose()
    assert a.transpose().transpose() == a
    assert a.transpose().norm_1() == a.norm_inf()
    assert (a.transpose() @ a).transpose() == a.transpose() @ a
