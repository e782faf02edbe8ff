"""A quick look at small points: what it calls false is false."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.claims.proving.context import Context
from varsym.claims.proving.sampling import is_plainly_false
from varsym.claims.translate import judgement
from varsym.kernel import (
    ONE,
    ZERO,
    Scalar,
    at_most,
    below,
    equal,
    every,
    index,
    inverse,
    number,
    power,
    product,
    real,
    summation,
)
from varsym.pack import Condition, Lipschitz, MapVariable, Space, norm, reals

x, y, n = real("x"), real("y"), index("n")
a_i = real("a", index("i"))

leaves = st.sampled_from([x, y, n, number(2), number(Fraction(-1, 2)), real("a", n), ONE])


def grow(inner: st.SearchStrategy[Scalar]) -> st.SearchStrategy[Scalar]:
    return st.one_of(
        st.builds(Scalar.__add__, inner, inner),
        st.builds(Scalar.__mul__, inner, inner),
        inner.map(Scalar.__neg__),
        inner.map(lambda s: power(s, number(2))),
        inner.map(lambda s: summation("i", ONE, n, s * a_i)),
        inner.map(inverse_or_self),
    )


def inverse_or_self(term: Scalar) -> Scalar:
    return term if term == ZERO else inverse(term)


scalars = st.recursive(leaves, grow, max_leaves=5)


@settings(max_examples=60)
@given(scalars, scalars)
def test_a_true_statement_is_never_called_false(left: Scalar, gap: Scalar) -> None:
    nothing = Context("sup")
    square = gap * gap
    assert not is_plainly_false(nothing, "<=", left, left + square)
    assert not is_plainly_false(nothing, "=", left * gap, gap * left)
    assert not is_plainly_false(nothing, "<", left, left + square + ONE)


@settings(max_examples=40)
@given(scalars, scalars)
def test_a_fact_is_never_called_false(left: Scalar, right: Scalar) -> None:
    for fact in (at_most(left, right), below(left, right), equal(left, right)):
        assert not is_plainly_false(Context("sup", [fact]), fact.kind, left, right)


@settings(max_examples=40)
@given(scalars)
def test_a_bound_is_never_called_negative(bound: Scalar) -> None:
    space = Space(())
    term = MapVariable("f", (), space, space)
    (k,) = reals("k")
    stated: list[Condition] = [Lipschitz(term, k), norm(term) <= k]
    for condition in stated:
        facts = [judgement(condition, "sup"), at_most(real("k"), bound)]
        assert not is_plainly_false(Context("sup", facts), "<=", ZERO, bound)


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [
        ("<=", x, ONE),
        ("<", x, x),
        ("=", x, y),
        ("<=", power(x, n), x),
        ("=", summation("i", ONE, n, a_i), ZERO),
        ("=", product("i", ONE, n, x), x),
        ("<=", x, inverse(x)),
    ],
)
def test_a_plainly_false_one_is_called_so(op: str, left: Scalar, right: Scalar) -> None:
    assert is_plainly_false(Context("sup"), op, left, right)


def test_facts_are_heeded() -> None:
    assert is_plainly_false(Context("sup"), "<=", x, y)
    assert not is_plainly_false(Context("sup", [at_most(x, y)]), "<=", x, y)
    all_ordered = every("i", ONE, n, at_most(a_i, x))
    context = Context("sup", [at_most(ONE, n), all_ordered])
    assert not is_plainly_false(context, "<=", real("a", n), x)
    assert is_plainly_false(context, "<=", real("a", n + ONE), x)


def test_what_contradicts_itself_has_no_counterexample() -> None:
    assert not is_plainly_false(Context("sup", [below(x, x)]), "<=", ONE, ZERO)


def test_it_is_repeatable() -> None:
    goals = [(power(x, n), x), (x * y, x + y), (x, x * x)]
    first = [is_plainly_false(Context("sup"), "<=", *sides) for sides in goals]
    assert first == [is_plainly_false(Context("sup"), "<=", *sides) for sides in goals]
