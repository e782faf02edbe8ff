"""Values of a map on a grid: what is refused, and Lipschitz constants that are broken."""

from __future__ import annotations

from fractions import Fraction

import pytest

from varsym.contextual.quantizer import Quantizer
from varsym.contextual.target_table import check_lipschitz, tabulate
from varsym.errors import InputError
from varsym.exact import ShapeError

F = Fraction
GRID = Quantizer(2, 1, 4)


def test_values_classes_and_ranges() -> None:
    table = tabulate(lambda x: ((x[0][0] + x[1][0],), (3,)), GRID)
    assert len(table.values) == 16
    assert table.values[1] == ((F(1, 8) + F(3, 8),), (F(3),))
    assert len(table.rows) == 8
    for number, value in enumerate(table.values):
        for token in range(2):
            assert table.rows[table.classes[2 * number + token]] is value[token]
    assert table.ranges() == [[(F(1, 4), F(7, 4))], [(3, 3)]]


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x[0],
        lambda x: (x[0],),
        lambda x: ((1, 2), (1, 2)),
        lambda x: 1,
        lambda x: None,
        lambda x: (1, 2),
    ],
)
def test_wrong_shapes(f) -> None:
    with pytest.raises(ShapeError, match=r"\(2, 1\)"):
        tabulate(f, GRID)


@pytest.mark.parametrize("value", [0.5, "ten", None, float("nan")])
def test_values_that_are_not_exact(value: object) -> None:
    with pytest.raises(InputError, match="a value of f"):
        tabulate(lambda x: ((value,), (0,)), GRID)


def test_texts_and_integers_are_values() -> None:
    table = tabulate(lambda x: (["1/2"], [1]), Quantizer(2, 1, 1))
    assert table.values == (((F(1, 2),), (F(1),)),)


def test_a_steep_step_between_neighbours_is_found() -> None:
    def f(x):
        return ((0,), (F(1) if x[0][0] > F(1, 2) else F(0),))

    table = tabulate(f, GRID)
    check_lipschitz(table, GRID, F(4), 1)
    with pytest.raises(InputError, match=r"moves by 1 from \(\(3/8\), \(1/8\)\) to \(\(5/8\)"):
        check_lipschitz(table, GRID, F(399, 100), 1)


def test_a_map_that_is_steep_along_a_diagonal_alone() -> None:
    """In the 2-norm x + y has the constant √2, which no step along an axis shows."""
    grid = Quantizer(2, 1, 4)
    table = tabulate(lambda x: ((x[0][0] + x[1][0],), (0,)), grid)
    check_lipschitz(table, grid, F(15, 10), 2)
    with pytest.raises(InputError, match="both to the power 2"):
        check_lipschitz(table, grid, F(14, 10), 2)


def test_the_exact_constant_is_let_through() -> None:
    for alpha in (1, 2, 3):
        check_lipschitz(tabulate(lambda x: (x[1], x[0]), GRID), GRID, F(1), alpha)
        with pytest.raises(InputError, match="Lipschitz"):
            check_lipschitz(tabulate(lambda x: (x[1], x[0]), GRID), GRID, F(999, 1000), alpha)


def test_every_channel_is_stepped_through() -> None:
    grid = Quantizer(1, 3, 2)
    for channel in range(3):

        def f(x, c=channel):
            return ((2 * x[0][c], 0, 0),)

        table = tabulate(f, grid)
        with pytest.raises(InputError, match="Lipschitz"):
            check_lipschitz(table, grid, F(19, 10), 1)
        check_lipschitz(table, grid, F(2), 1)
