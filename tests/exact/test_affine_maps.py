from __future__ import annotations

import pickle
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.affine_maps import AffineMap
from varsym.exact.extended import INFINITY
from varsym.exact.matrices import RationalMatrix, ShapeError

ENTRIES = st.fractions(-5, 5, max_denominator=4)
PAIRS = st.lists(ENTRIES, min_size=2, max_size=2)
MAPS = st.builds(
    AffineMap, st.lists(PAIRS, min_size=2, max_size=2).map(RationalMatrix), st.none() | PAIRS
)


def test_misfits_are_refused() -> None:
    wide = AffineMap(RationalMatrix([[1, 2]]))
    acts: list[Callable[[], object]] = [
        lambda: AffineMap(RationalMatrix([[1]]), []),
        lambda: AffineMap(RationalMatrix([[1]]), [1, 2]),
        lambda: wide([1]),
        lambda: wide @ wide,
        lambda: wide + AffineMap.identity(2),
    ]
    for act in acts:
        with pytest.raises(ShapeError):
            act()


def test_inexact_numbers_are_refused() -> None:
    acts: list[Callable[[], object]] = [
        lambda: AffineMap(RationalMatrix([[1]]), [0.5]),  # type: ignore[list-item]
        lambda: AffineMap.identity(1).scale(0.5),  # type: ignore[arg-type]
        lambda: AffineMap.identity(0),
    ]
    for act in acts:
        with pytest.raises(InputError):
            act()


def test_other_objects_are_no_operands() -> None:
    one = AffineMap.identity(1)
    acts: list[Callable[[], object]] = [
        lambda: one + 1,  # type: ignore[operator]
        lambda: one - 1,  # type: ignore[operator]
        lambda: one @ 1,  # type: ignore[operator]
        lambda: one * 0.5,  # type: ignore[operator]
        lambda: one * True,
    ]
    for act in acts:
        with pytest.raises(TypeError):
            act()
    assert one != 1


def test_parts_text_and_portability() -> None:
    f = AffineMap(RationalMatrix([[1, 0], [0, "1/2"]]), ["0.5", 2])
    assert f.matrix == RationalMatrix([[1, 0], [0, "1/2"]])
    assert f.offset == (Fraction(1, 2), Fraction(2))
    assert str(f) == "x -> [[1, 0], [0, 1/2]] x + [1/2, 2]"
    assert repr(f) == f"<AffineMap {f}>"
    assert pickle.loads(pickle.dumps(f)) == f
    assert len({f, AffineMap(f.matrix, f.offset), AffineMap(f.matrix)}) == 2
    with pytest.raises(AttributeError):
        f._offset = ()
    with pytest.raises(AttributeError):
        del f._offset


@given(MAPS, MAPS, PAIRS, ENTRIES)
def test_operations_act_on_values(
    f: AffineMap, g: AffineMap, x: list[Fraction], c: Fraction
) -> None:
    assert (f @ g)(x) == f.compose(g)(x) == f(g(x))
    assert (f + g)(x) == tuple(a + b for a, b in zip(f(x), g(x), strict=True))
    assert (f - g)(x) == tuple(a - b for a, b in zip(f(x), g(x), strict=True))
    assert (c * f)(x) == (f * c)(x) == f.scale(c)(x) == tuple(c * a for a in f(x))
    assert (-f)(x) == tuple(-a for a in f(x))


@given(MAPS)
def test_the_lipschitz_constant_is_the_largest_stretch(f: AffineMap) -> None:
    centre = f([0, 0])
    stretches = [
        max(abs(a - b) for a, b in zip(f(x), centre, strict=True))
        for x in product([-1, 1], repeat=2)
    ]
    assert f.lipschitz_constant() == max(stretches)


@given(MAPS)
def test_growth_needs_a_linear_map(f: AffineMap) -> None:
    assert f.is_linear() == (not any(f([0, 0])))
    assert f.growth_constant() == (f.lipschitz_constant() if f.is_linear() else INFINITY)


def test_bounded_maps_are_constant() -> None:
    constant = AffineMap(RationalMatrix.zero(2, 3), ["-7/2", 3])
    assert constant.sup_norm() == Fraction(7, 2)
    assert constant.growth_constant() is INFINITY
    assert AffineMap(RationalMatrix.zero(2, 2)).sup_norm() == 0
    assert AffineMap(RationalMatrix.zero(2, 2)).growth_constant() == 0
    assert AffineMap(RationalMatrix([[0, "1/9"]])).sup_norm() is INFINITY
