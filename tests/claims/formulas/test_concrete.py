"""Formulas on given arrays: as NumPy has them, and with no value where they have none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from array_drawing import LEAVES, drawn
from array_letters import A, C, S, T, base, formula, i, j, k, m, n, number, one, rows, u, v, y
from array_semantics import World, given_world, run
from array_semantics import value as other_value
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.concrete import (
    NoValueError,
    UnknownLetterError,
    Values,
    array_value,
    evaluate,
    evaluate_some,
    scalar_value,
)
from varsym.maps.fields import SYMBOLS

Grid = npt.NDArray[Any]
ROWS, COLUMNS = 2, 3


def exact(entries: object) -> Grid:
    """Return nested integers or texts as an array of fractions."""
    found = np.array(entries, dtype=object)
    return np.vectorize(Fraction, otypes=[object])(found) if found.size else found


NUMBERS = {"n": ROWS, "m": COLUMNS, "l": 2, "i": 2, "j": 3, "a": 2}
ARRAYS = {
    "u": exact([1, -2]),
    "v": exact([3, 5]),
    "x": exact([0, 7]),
    "y": exact(4),
    "A": exact([[1, 2, 3], [-4, 5, 6]]),
    "B": exact([[0, 1, 0], [2, 2, -2]]),
    "C": exact([[1, 2], [3, 4], [5, 6]]),
    "S": exact([[1, 2], [3, 4]]),
    "T": exact([[0, -1], [2, 9]]),
}
VALUES = Values(
    {(name, ()): Fraction(value) for name, value in NUMBERS.items()},
    {(name, ()): array for name, array in ARRAYS.items()},
)


def plain(name: str) -> Grid:
    return ARRAYS[name].astype(float)


EXPECTED: dict[str, tuple[a.Array, object]] = {
    "sum": (A + A - A / number(2), plain("A") * 1.5),
    "entrywise": (u * v * u, plain("u") ** 2 * plain("v")),
    "a number times": (number(3) * A, 3 * plain("A")),
    "a number array times": (y * u, 4 * plain("u")),
    "square": (A**2, plain("A") ** 2),
    "matrix product": (A @ C, plain("A") @ plain("C")),
    "matrix times vector": (S @ u, plain("S") @ plain("u")),
    "row times matrix": (u.T @ A, [plain("u") @ plain("A")]),
    "outer": (u @ v.T, np.outer(plain("u"), plain("v"))),
    "inner": (a.inner(u, v), plain("u") @ plain("v")),
    "transpose": (A.T, plain("A").T),
    "diagonal": (a.Diagonal(u), np.diag(plain("u"))),
    "inverse": (a.Inverse(a.Diagonal(u)), np.diag(1 / plain("u"))),
    "entry": (A[i, j], 6),
    "row": (A[i, a.ALL], [[-4, 5, 6]]),
    "column": (A[a.ALL, j], [3, 6]),
    "entry of a vector": (u[i], -2),
    "ones": (a.Ones((n, m)), np.ones((2, 3))),
    "relu": (a.relu(A), np.maximum(plain("A"), 0)),
    "sqrt": (a.sqrt(number(Fraction(9, 4))), 1.5),
    "exp": (a.exp(u - u), [1, 1]),
    "iterated": (a.array_sum(k, 1, n, S[k, k] * u), 5 * plain("u")),
    "empty sum": (a.array_sum(k, 1, 0, u[k]), 0),
    "reshaped": (a.Reshaped(A, (m, n)), plain("A").reshape(3, 2)),
    "joined": (
        a.Joined((y,), "k", one, n, S[k, a.ALL]),
        [4, 1, 2, 3, 4],
    ),
    "shaped": (a.Shaped(A, (n, m)), plain("A")),
    "power": (number(base ** (n - 3)), 0.5),
    "sum of scalars": (number(e.summation(k, 1, 3, k * k)), 14),
    "product of scalars": (number(e.product(k, 1, 4, k)), 24),
    "empty product": (number(e.product(k, 1, 0, k)), 1),
    "clamped": (number(a.Clamp(i + 7, one, n)), 2),
    "clamped from below": (number(a.Clamp(i - 7, one, n)), 1),
}

NO_VALUE: dict[str, a.Array] = {
    "an index of 0": u[i - 2],
    "an index above the side": u[i + 1],
    "a fraction as an index": u[i / 4],
    "too few places": A[i],
    "too many places": u[i, j],
    "unlike sums": u + A,
    "a row plus a column": u + u.T,
    "unlike products": u * A,
    "a row times a column": u * u.T,
    "unlike matrices": A @ S,
    "a vector times a vector": u @ v,
    "unlike vectors": a.inner(u, C[a.ALL, 1]),
    "a quotient by a vector": u / v,
    "a quotient by zero": u / (u[1] - u[1]),
    "a scalar quotient by zero": number(1 / (n - 2)),
    "a negative power of zero": number((n - 2) ** -1),
    "a huge power": number(base**1000),
    "a power that is no integer": number(base ** (n / 4)),
    "a range that is no range": a.array_sum(k, 1, n / 4, u[k]),
    "an endless range": a.array_sum(k, 1, 10**9, u[1]),
    "another size": a.Reshaped(A, (m, m)),
    "the inverse of a matrix": a.Inverse(S),
    "the inverse of 0": a.Inverse(a.Diagonal(u - u)),
    "the inverse of a matrix that is not square": a.Inverse(A * number(0)),
    "an irrational power": a.exp(u),
    "an irrational root": a.sqrt(v),
    "the root of a negative number": a.sqrt(u),
    "a letter": a.ArrayVariable("unknown", (n,)),
    "a function": a.Function("W", e.Number(Fraction(1))),
    "a map": a.Applied("f", (), (n,), (n,), u),
    "a norm": a.norm_2(u),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_values_are_those_of_numpy(name: str) -> None:
    item, expected = EXPECTED[name]
    found = array_value(item, VALUES).astype(float)
    wanted = np.asarray(expected, dtype=float)
    assert found.size == wanted.size
    assert np.array_equal(found.reshape(wanted.shape), wanted)


@pytest.mark.parametrize("name", NO_VALUE)
def test_what_makes_no_sense_has_no_value(name: str) -> None:
    with pytest.raises(NoValueError):
        array_value(NO_VALUE[name], VALUES)


@pytest.mark.parametrize("row", [False, True])
def test_rows_and_columns_keep_their_axes(row: bool) -> None:
    found = array_value(A[i, a.ALL] if row else A[a.ALL, i].T, VALUES)
    assert found.shape == (1, COLUMNS if row else ROWS)


@given(st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_two_evaluators_agree(draw: Random) -> None:
    shape = draw.choice(list(LEAVES))
    item = drawn(draw, shape, 3)
    found = array_value(item, VALUES)
    world = World(VALUES.numbers, dict(VALUES.arrays))
    expected = other_value(item, world)
    assert found.size == expected.size == scalar_value(shape[0] * shape[1], VALUES)
    assert list(found.flat) == list(expected.flat)


def test_an_unknown_letter_is_named_with_its_shape() -> None:
    with pytest.raises(UnknownLetterError) as found:
        array_value(a.ArrayVariable("Z", (n, m + 1), (i,)), VALUES)
    assert (found.value.key, found.value.shape) == (("Z", (2,)), (2, 4))
    with pytest.raises(UnknownLetterError) as found:
        scalar_value(e.Real("h", (i + 1,)), VALUES)
    assert (found.value.key, found.value.shape) == (("h", (3,)), None)


def test_functions_and_maps_are_called_with_their_places() -> None:
    inside = replace(
        VALUES,
        functions={"W": lambda point: point * point},
        maps={"f": lambda given, level: given * Fraction(level)},
    )
    assert array_value(a.Function("W", i / 4), inside)[()] == Fraction(1, 4)
    doubled = array_value(a.Applied("f", (i,), (n,), (n,), u), inside)
    assert list(doubled) == [2, -4]


def test_another_field_gives_what_the_rationals_have_not() -> None:
    root = array_value(a.sqrt(number(2)), replace(VALUES, field=SYMBOLS))[()]
    assert root * root == 2


# ---------------------------------------------------------------- definitions

X, Y = (a.ArrayVariable(name, (n, m)) for name in "XY")
all_entries = (rows, a.Ranging(j, 1, m))


def test_definitions_run_in_their_order() -> None:
    double = a.Defined(X, A + A)
    shifted = a.Defined(Y[i, j], X[i, j] + number(i) - number(j))
    given_ = formula(a.Sides("n m"), *map(a.Let, (A, X, Y)), *all_entries, double, shifted)
    found = evaluate(given_, VALUES)
    assert (found.arrays["X", ()] == 2 * ARRAYS["A"]).all()
    places = np.subtract.outer(np.arange(ROWS), np.arange(COLUMNS))
    assert (found.arrays["Y", ()] == 2 * ARRAYS["A"] + places).all()
    assert ("X", ()) not in VALUES.arrays


def test_a_family_is_defined_member_by_member() -> None:
    before, this = (a.ArrayVariable("F", (), (at,)) for at in (i - 1, i))
    given_ = formula(
        *(a.Let(this), a.Ranging(i, 2, 5), a.Defined(a.ArrayVariable("F", (), (one,)), number(1))),
        a.Defined(this, number(i) * before),
    )
    found = evaluate(given_, Values())
    assert [found.arrays["F", (at,)][()] for at in range(1, 6)] == [1, 2, 6, 24, 120]


def test_columns_are_defined_one_by_one() -> None:
    given_ = formula(a.Ranging(j, 1, m), a.Defined(X[a.ALL, j], A[a.ALL, j] * u))
    found = evaluate(given_, VALUES).arrays["X", ()]
    assert (found == ARRAYS["A"] * ARRAYS["u"][:, None]).all()


@pytest.mark.parametrize("place", [i - 2, i + 1, i / 4])
def test_a_definition_out_of_range_has_no_value(place: e.Scalar) -> None:
    target = a.ArrayVariable("R", (n,))
    given_ = formula(a.Let(target), a.Defined(target[place], y))
    with pytest.raises(NoValueError):
        evaluate(given_, VALUES)


def test_entries_that_are_not_defined_are_no_zeros() -> None:
    target = a.ArrayVariable("R", (n,))
    first = a.Defined(target[1], number(0))
    for rest in (target[2], a.exp(target), target + u, a.relu(target[2])):
        whole = a.Defined(a.ArrayVariable("Q", ()), rest)
        with pytest.raises(NoValueError, match="nowhere defined"):
            evaluate(formula(first, whole), VALUES)
    again = a.Defined(a.ArrayVariable("Q", ()), target[1])
    assert evaluate(formula(first, again), VALUES).arrays["Q", ()][()] == 0


def test_some_definitions_may_lack_a_value() -> None:
    fails = formula(a.Defined(X, A + A), a.Defined(Y, A / number(n - 2)), a.Defined(S, T))
    with pytest.raises(NoValueError):
        evaluate(fails, VALUES)
    assert ("X", ()) in evaluate_some(fails, VALUES).arrays
    with pytest.raises(UnknownLetterError):
        evaluate_some(formula(a.Defined(X, a.ArrayVariable("Z", (n, m)))), VALUES)


@given(st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_two_evaluators_run_definitions_alike(draw: Random) -> None:
    items = [drawn(draw, (n, m), 2) for _ in range(2)]
    given_ = formula(
        *(a.Sides("n m"), *map(a.Let, (X, Y)), *all_entries),
        *(a.Defined(X[i, j], items[0][i, j]), a.Defined(Y[i, j], (items[1] + X)[i, j])),
    )
    used = {"i": 2, "j": 3}
    numbers = {place: at for place, at in VALUES.numbers.items() if place[0] not in used}
    world = replace(given_world(given_), numbers=numbers, arrays=dict(VALUES.arrays))
    run(given_, world)
    found = evaluate(given_, replace(VALUES, numbers=numbers))
    for name in "XY":
        assert list(found.arrays[name, ()].flat) == list(world.arrays[name, ()].flat)
