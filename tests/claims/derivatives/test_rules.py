"""The rules of differentiation, against SymPy and against what they must refuse."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy_derivatives import T, in_sympy

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import ValueAt, derivative, paths
from varsym.claims.derivatives.rules import differentiated, performed
from varsym.claims.functions.elementary import Exp, ReLU
from varsym.errors import PackError

t, x, y = e.reals("t x y")
j, n = e.index("j n")
alpha, beta = paths("alpha beta")


def random_expression(draw: Random, depth: int) -> e.Scalar:
    """Return a small expression in t, x and the paths at t."""
    if depth == 0 or draw.random() < 0.2:
        return draw.choice([t, t, x, alpha(t), beta(t), e.Number(Fraction(draw.randint(-2, 3)))])
    one, two = random_expression(draw, depth - 1), random_expression(draw, depth - 1)
    match draw.randrange(6):
        case 0:
            return one + two
        case 1:
            return one - two
        case 2:
            return one / (two * two + 1)
        case 3:
            return one ** e.Number(Fraction(draw.randint(0, 3)))
        case 4:
            return e.summation(j, 1, 3, one * j)
    return one * two


@given(st.randoms(use_true_random=False), st.integers(1, 2))
@settings(max_examples=40, deadline=None)
def test_a_derivative_is_that_of_sympy(draw: Random, order: int) -> None:
    item = derivative(random_expression(draw, 2), t, order)
    gap = in_sympy(performed(item)) - in_sympy(item)
    letters = {f: sympy.Symbol(f"l_{k}") for k, f in enumerate(_functions(gap))}
    assert sympy.simplify(gap.xreplace(letters)) == 0


def _functions(item: sympy.Expr) -> list[sympy.Basic]:
    found = [*item.atoms(sympy.Derivative), *item.atoms(sympy.core.function.AppliedUndef)]
    return sorted(found, key=str)


@pytest.mark.parametrize(
    "item",
    [
        e.Number(Fraction(3)),
        x,
        x * y,
        alpha(x),
        alpha.prime(e.Number(Fraction(1))),
        e.families("t")[0][n],
    ],
)
def test_what_does_not_vary_has_the_derivative_zero(item: e.Scalar) -> None:
    assert sympy.simplify(in_sympy(differentiated(item, t))) == 0


@pytest.mark.parametrize("argument", [2 * t, t * t, 1 - t, beta(t), 3 * t + x])
def test_the_chain_rule(argument: e.Scalar) -> None:
    found = differentiated(alpha(argument), t)
    outer = ValueAt("alpha", argument, 1)
    inner = in_sympy(differentiated(argument, t))
    assert found in (outer, outer * differentiated(argument, t))
    assert sympy.simplify(inner - sympy.diff(in_sympy(argument), T)) == 0


def test_an_exponential_is_its_own_derivative() -> None:
    item = derivative(Exp(2 * t) * t, t)
    assert sympy.simplify(in_sympy(performed(item)) - in_sympy(item)) == 0


@pytest.mark.parametrize(
    "item",
    [
        derivative(alpha.second(t), t),
        derivative(alpha(t), t, 3),
        derivative(ReLU(t), t),
        derivative(x**n * ReLU(t), t),
        derivative(t ** (n * t), t),
        derivative(e.product(j, 1, n, t + j), t),
        derivative(e.summation(j, 1, t, x), t),
        ReLU(alpha(t)),
        e.summation(j, 1, alpha(t), x),
        e.norm(e.Identity(e.Space((x,)))) * derivative(t, t) * ReLU(derivative(t, t)),
    ],
)
def test_what_has_no_rule_is_refused(item: e.Scalar) -> None:
    with pytest.raises(PackError):
        performed(item)


@pytest.mark.parametrize(
    ("variable", "order"), [(e.families("t")[0][n], 1), (n, 1), (t, 0), (t, -1), (t, True)]
)
def test_a_derivative_by_something_else_or_of_no_order_is_refused(
    variable: object, order: object
) -> None:
    with pytest.raises(PackError):
        derivative(t, variable, order)


def test_a_path_has_no_third_derivative() -> None:
    with pytest.raises(PackError, match="twice differentiable"):
        ValueAt("alpha", t, 3)


def test_a_path_that_is_defined_is_written_out_at_every_point() -> None:
    known = {"alpha": (t, t**3), "beta": (t, alpha(t) * 2)}
    item = beta.second(x) - 12 * x + alpha(y)
    assert sympy.simplify(in_sympy(performed(item, known)) - sympy.Symbol("y") ** 3) == 0


def test_a_path_that_is_defined_by_itself_is_refused() -> None:
    with pytest.raises(PackError, match="by itself"):
        performed(alpha(t), {"alpha": (t, beta(t)), "beta": (t, alpha(t))})


@pytest.mark.parametrize("bound", [frozenset({j}), frozenset({n, j})])
def test_a_definition_is_not_written_out_below_its_index(bound: frozenset[e.Scalar]) -> None:
    known = {"alpha": (t, j * t)}
    with pytest.raises(PackError, match="j: in the definition of alpha"):
        performed(alpha(x), known, bound)
    assert performed(alpha(x), known, frozenset({n})) == j * x


def test_a_definition_keeps_its_own_sum() -> None:
    known = {"alpha": (t, e.summation(j, 1, n, j * t))}
    inner = e.summation(j, 1, n, j * x)
    assert performed(e.summation(j, 1, 3, alpha(x)), known) == e.summation(j, 1, 3, inner)


def test_an_end_of_a_sum_takes_no_value() -> None:
    with pytest.raises(PackError, match="varies"):
        performed(alpha(x), {"alpha": (t, e.summation(j, 1, t, x))})
