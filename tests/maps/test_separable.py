from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from linear_faces import check_linear

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.exact.operators import Kronecker
from varsym.maps.separable import AxisMap, SeparableMap, map_size

HALF = Fraction(1, 2)
AVERAGE = AxisMap([[(0, HALF), (1, HALF)], [(1, HALF), (2, -HALF)]], 3)
LAST = AxisMap([[(1, Fraction(3))], []], 2)


def test_an_axis_map_has_faces_that_agree() -> None:
    check_linear(AVERAGE, (3, 2))
    check_linear(LAST, (2, 1))


def test_weights_of_one_cell_are_added_and_zeros_dropped() -> None:
    merged = AxisMap([[(1, HALF), (0, HALF), (1, HALF)], [(0, HALF), (0, -HALF)]], 2)
    assert merged.rows == (((0, HALF), (1, Fraction(1))), ())


def test_composition_is_the_product_of_matrices() -> None:
    assert LAST.after(AVERAGE).matrix() == LAST.matrix() @ AVERAGE.matrix()


def test_composition_of_separable_maps_goes_axis_by_axis() -> None:
    first, second = SeparableMap(AVERAGE, LAST), SeparableMap(LAST, LAST)
    both = second.after(first)
    assert both.size_in == (3, 2)
    x = np.arange(6).reshape(3, 2, 1)
    assert (both.exact(x) == second.exact(first.exact(x))).all()


def test_reversal_symmetry_is_seen_and_its_absence_too() -> None:
    assert AxisMap.identity(4).is_reversal_symmetric
    assert not AVERAGE.is_reversal_symmetric


def test_a_separable_map_is_a_kronecker_operator() -> None:
    block = SeparableMap(AVERAGE, LAST)
    check_linear(block, (3, 2, 2))
    operator = block.operator()
    assert isinstance(operator, Kronecker)
    expected = np.kron(AVERAGE.numeric_matrix(), LAST.numeric_matrix())
    assert (np.array(operator.to_matrix().rows, dtype=float) == expected).all()


@pytest.mark.parametrize("norm", ["sup", "2"])
def test_the_lipschitz_constant_is_the_operator_norm(norm: str) -> None:
    block = SeparableMap(AVERAGE, LAST)
    bound = block.lipschitz(norm)  # type: ignore[arg-type]
    full = np.kron(AVERAGE.numeric_matrix(), LAST.numeric_matrix())
    expected = np.linalg.norm(full, np.inf if norm == "sup" else 2)
    assert float(bound.constant) == pytest.approx(expected, rel=1e-12)
    assert bound.domain == "everywhere"
    if bound.enclosure is not None:
        assert bound.enclosure.lower <= bound.enclosure.upper <= bound.constant


def test_a_norm_of_another_name_is_refused() -> None:
    with pytest.raises(InputError, match="norm"):
        AVERAGE.lipschitz("L_alpha")  # type: ignore[arg-type]


def test_columns_outside_are_refused() -> None:
    for column in (-1, 2):
        with pytest.raises(InputError, match="outside"):
            AxisMap([[(column, HALF)]], 2)


def test_other_shapes_are_refused() -> None:
    for shape in [(2, 1), (4, 1), (3,), (1, 3, 1)]:
        with pytest.raises(ShapeError):
            AVERAGE.output_shape(shape)
    with pytest.raises(ShapeError):
        AVERAGE.after(LAST.after(AVERAGE))
    with pytest.raises(ShapeError):
        SeparableMap(AVERAGE, AVERAGE).exact(np.zeros((3, 2, 1), dtype=int))


def test_a_matrix_that_would_fill_the_memory_is_refused() -> None:
    long = AxisMap([[]] * 5000, 5000)
    for ask in (long.matrix, long.numeric_matrix):
        with pytest.raises(InputError, match="sparse"):
            ask()
    with pytest.raises(InputError, match="tokens"):
        SeparableMap(long, long)


@pytest.mark.parametrize("value", [0, -1, 2**16 + 1, (1, 2, 3), (1, 0), 1.5, "x", True])
def test_what_is_no_size_is_refused(value: object) -> None:
    with pytest.raises(InputError):
        map_size(value)  # type: ignore[arg-type]
