"""Dual numbers against SymPy's derivatives, over all three fields, and at kinks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from block_faces import dyadic

from varsym.errors import InputError
from varsym.exact.ball_precision import ball_precision
from varsym.maps.feed_forward import FeedForward
from varsym.maps.fields import BALLS, RATIONALS, SYMBOLS
from varsym.maps.parameters import Parameter
from varsym.models.hofar_duals import Dual, Duals, seeded, tangents


def variables(*values: Fraction) -> list[Dual]:
    unit = np.eye(len(values), dtype=int)
    return [
        Dual(value, np.array([Fraction(int(e)) for e in row], dtype=object))
        for value, row in zip(values, unit, strict=True)
    ]


def slope(made: Dual) -> Any:
    return tangents(made, 1, BALLS)[0]


def rows(parts: Sequence[object]) -> FeedForward:
    W_1, b_1, W_2, b_2 = parts
    return FeedForward(W_1, b_1, W_2, b_2, tokens="rows")


def test_constants_have_no_derivative() -> None:
    field = Duals(RATIONALS)
    three = field.number(Fraction(3))
    for made in (three + three, three - three, -three, three * three, three / three):
        assert made.tangent is None
    assert field.relu(field.number(Fraction(0))).value == 0
    assert field.sqrt(field.number(Fraction(4))).tangent is None
    assert tangents(three, 2, RATIONALS).tolist() == [0, 0]


def test_the_rules_against_sympy() -> None:
    a, b = sympy.symbols("a b")
    x, y = variables(Fraction(2, 3), Fraction(-5, 7))
    three = Duals(RATIONALS).number(Fraction(3))
    made = (x * y - three) / (x + y * y) - x * three + three / y
    formula = (a * b - 3) / (a + b * b) - 3 * a + 3 / b
    at = {a: sympy.Rational(2, 3), b: sympy.Rational(-5, 7)}
    assert sympy.Rational(str(made.value)) == formula.subs(at)
    for derivative, symbol in zip(tangents(made, 2, RATIONALS), (a, b), strict=True):
        assert sympy.Rational(str(derivative)) == sympy.diff(formula, symbol).subs(at)


def test_functions_over_expressions() -> None:
    t = sympy.Symbol("t", positive=True)
    field, x = Duals(SYMBOLS), Dual(t, np.array([sympy.Integer(1)], dtype=object))
    for made in (field.exp(x * x), field.sqrt(x + x), field.relu(x * x * x)):
        assert sympy.simplify(tangents(made, 1, SYMBOLS)[0] - sympy.diff(made.value, t)) == 0


def test_functions_over_balls() -> None:
    field = Duals(BALLS)
    with ball_precision(100):
        x = Dual(BALLS.number(Fraction(1, 3)), np.array([BALLS.number(Fraction(2))], dtype=object))
        assert slope(field.exp(x)).overlaps(2 * field.exp(x).value)
        root = field.sqrt(x)
        assert (slope(root) * root.value).overlaps(BALLS.number(Fraction(1)))
        assert slope(field.relu(-x)) == 0
        assert slope(field.relu(x)).contains(2)


def test_a_kink_has_no_derivative() -> None:
    (x,) = variables(Fraction(0))
    with pytest.raises(InputError, match="ReLU at 0"):
        Duals(RATIONALS).relu(x)
    with ball_precision(64):
        around = BALLS.number(Fraction(1, 3)) - BALLS.number(Fraction(1, 3))
        made = Duals(BALLS).relu(Dual(around, np.array([BALLS.number(Fraction(1))], dtype=object)))
        # 0 ± something: neither slope is right, and no finite one is given.
        assert not slope(made).is_finite()


def test_other_operands_are_not_taken() -> None:
    (x,) = variables(Fraction(1))
    for operation in ("__add__", "__sub__", "__mul__", "__truediv__"):
        assert getattr(x, operation)(3) is NotImplemented


def test_weights_become_variables_in_order() -> None:
    W, b = Parameter.of_exact([[1, 2]], "W", 2), Parameter.of_exact([3], "b", 1)
    first, second = seeded([W, b])
    assert [e.tangent.tolist() for e in first.over(Duals(RATIONALS)).flat] == [[1, 0, 0], [0, 1, 0]]
    assert second.over(Duals(RATIONALS))[0].tangent.tolist() == [0, 0, 1]
    assert first.over(RATIONALS).tolist() == [[1, 2]]
    with pytest.raises(InputError, match="floats"):
        seeded([Parameter.of_numeric([[0.5]], "W", 2)])


def test_a_block_over_dual_numbers() -> None:
    shapes = [(2, 1), (2,), (1, 2), (1,)]
    given = [Parameter.of_exact(dyadic(s, i + 1), "W", len(s)) for i, s in enumerate(shapes)]
    layer = rows(seeded(given))
    made = layer.formula(Duals(RATIONALS), np.array([[Dual(Fraction(5, 16))]], dtype=object))
    h = Fraction(1, 10**6)
    plain = rows(given).exact([["5/16"]])[0, 0]
    assert made[0, 0].value == plain
    for place in range(7):
        entries = [part.exact.copy() for part in given]
        flat = [(part, k) for part, array in enumerate(entries) for k in range(array.size)]
        part, k = flat[place]
        entries[part].reshape(-1)[k] += h
        moved = rows(entries).exact([["5/16"]])[0, 0]
        # Linear in each weight near here, so that the quotient is the derivative.
        assert (moved - plain) / h == made[0, 0].tangent[place]
