from __future__ import annotations

import pytest

from varsym.errors import InputError
from varsym.exact.composition import CompositeOperator, Product, multiply_parts, read_parts
from varsym.exact.matrices import RationalMatrix
from varsym.exact.operators import Kronecker

ONE, ROW = RationalMatrix([[1]]), RationalMatrix([[1, 2]])


def test_a_composite_operator_has_no_matrix_of_its_own() -> None:
    with pytest.raises(TypeError, match="abstract"):
        CompositeOperator()  # type: ignore[abstract]


def test_parts_that_do_not_fit_are_not_multiplied() -> None:
    assert multiply_parts([ROW, ROW], [ROW.transpose(), ONE]) is None
    assert multiply_parts([ROW], [ROW.transpose(), ONE]) is None
    assert Kronecker([ROW]).merge(ROW.transpose()) is None
    assert Product([ROW]).merge(ROW) is None


def test_parts_of_another_kind_are_kept_whole() -> None:
    inner = Kronecker([ONE, ONE])
    assert read_parts([inner, ONE], Product) == (inner, ONE)
    assert read_parts([inner, ONE], Kronecker) == (ONE, ONE, ONE)
    with pytest.raises(InputError, match="Product"):
        read_parts(iter([]), Product)


def test_products_simplify_only_under_the_operator() -> None:
    plain = Product([Kronecker([ROW]), Kronecker([ROW.transpose()])])
    assert len(plain.factors) == 2
    assert plain.factors[0] @ plain.factors[1] == Kronecker([RationalMatrix([[5]])])
    assert (plain @ plain).shape == (1, 1)
