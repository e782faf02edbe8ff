"""Parts of axes, maps of several arguments, arrays put together, means: duties and values."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from array_letters import A, B, C, K, c, formula, i, j, k, m, n, number, one, two, u, v, y, z
from array_semantics import breaches
from latex_scripts import complaints

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o
from varsym.claims.formulas.concrete import NoValueError, Values, array_value
from varsym.claims.formulas.shapes import shape_of
from varsym.claims.render import latex, text
from varsym.errors import PackError

t = e.Real("t")
zero = e.Number(Fraction(0))
R, Q = a.ArrayVariable("R", (n, 2 * m)), a.ArrayVariable("Q", (n + m,))
maps = a.LetMap("f", i, one, K)
G = a.ArrayVariable("G", (n, m), (i,))


def f(*arguments: a.Array, at: e.Scalar = i, doms: tuple[a.Shape, ...] | None = None) -> a.Array:
    shapes = ((n, m), ()) if doms is None else doms
    return o.AppliedTo("f", (at,), shapes, (n, m), arguments)


def whole(*defined: a.Defined | a.Declaration, **more: Any) -> a.Formula:
    letters = (A, B, C, R, Q, u, v, y, z)
    index = (a.Ranging(i, 1, K), a.Let(G), maps)
    return formula(a.Sides("n m l K"), *map(a.Let, letters), *index, *defined, **more)


def sides_up_to(end: e.Scalar) -> e.Scalar:
    return e.summation(j, 1, end, e.Real("h", (j,)))


LONG = a.ArrayVariable("X", (sides_up_to(K), c))
PART = a.ArrayVariable("P", (e.Real("h", (i,)), c), (i,))


def blocks(first: e.Scalar, last: e.Scalar, low: int = 1) -> a.Formula:
    """Return P_i := the rows of X after those of `first` blocks up to those of `last` blocks."""
    rows = LONG[sides_up_to(first) : sides_up_to(last), a.ALL]
    letters = (a.Sides("h c K"), a.Ranging(i, low, K), a.Let(LONG), a.Let(PART))
    return formula(*letters, a.Defined(PART, rows))


HOLDING: dict[str, a.Formula] = {
    "the first columns": whole(a.Defined(A, R[a.ALL, :m])),
    "the last columns": whole(a.Defined(A, R[a.ALL, m : 2 * m])),
    "the last places": whole(a.Defined(A, R[a.ALL, a.Tail(m)])),
    "of a vector": whole(a.Defined(u, Q[:n])),
    "one place": whole(a.Defined(y, Q[0:1])),
    "two arguments": whole(a.Defined(G, f(A, y))),
    "put together": whole(a.Defined(Q, o.Stacked(u, A[one, a.ALL].T))),
    "a mean": whole(a.Defined(y, o.Expectation(t, 0, 1, z * z))),
    "a mean of what varies": whole(a.Defined(y, o.Expectation(t, -1, 1, z * a.Quantity(t)))),
    "blocks of rows": blocks(i - 1, i),
}
BROKEN: dict[str, tuple[a.Formula, str]] = {
    "beyond the end": (whole(a.Defined(A, R[a.ALL, m + 1 : 2 * m + 1])), "is above 2"),
    "too wide": (whole(a.Defined(A, R[a.ALL, :1])), "1 × 1 is not 1 × 2"),
    "before the start": (whole(a.Defined(u, Q[0 - 1 * one : n - 1])), "-1 is below 0"),
    "nothing": (whole(a.Defined(u, Q[n:n])), "0 is below 1"),
    "half a place": (whole(a.Defined(u, Q[n / 2 : n + n / 2])), "is not an integer"),
    "too many last places": (whole(a.Defined(u, Q[a.Tail(n + m + 1)])), "is above"),
    "no last place": (whole(a.Defined(u, Q[a.Tail(n - 1)])), "0 is below 1"),
    "a range for a matrix": (whole(a.Defined(u, A[:n])), "2 is not 1"),
    "a shape of an argument": (whole(a.Defined(G, f(B.T, y))), "1 × 2 is not 2 × 1"),
    "one argument": (whole(a.Defined(G, f(A))), "1 is not 2"),
    "three arguments": (whole(a.Defined(G, f(A, y, z))), "3 is not 2"),
    "arguments the other way round": (whole(a.Defined(G, f(y, A))), "1 is not 1 × 2"),
    "a member that is not there": (whole(a.Defined(G, f(A, y, at=i + 1))), "2 is above 1"),
    "a result of another shape": (whole(a.Defined(u, f(A, y, at=one))), "is not 1"),
    "unlike columns": (whole(a.Defined(A, o.Stacked(A, C))), "is not"),
    "too many rows": (whole(a.Defined(u, o.Stacked(u, v))), "2 is not 1"),
    "a mean of an array": (whole(a.Defined(u, o.Expectation(t, 0, 1, u))), "is not"),
    "a mean over a point": (whole(a.Defined(y, o.Expectation(t, 1, 1, z))), "a division by 0"),
    "a mean over nothing": (whole(a.Defined(y, o.Expectation(t, 1, 0, z))), "0 is below 1"),
    "a mean of an undeclared letter": (
        whole(a.Defined(y, o.Expectation(t, 0, 1, a.Quantity(t * e.Real("q"))))),
        "q is nowhere declared",
    ),
    "the variable outside of its mean": (
        whole(a.Defined(y, o.Expectation(t, 0, 1, z) * a.Quantity(t))),
        "t is nowhere declared",
    ),
    "a member of a family of that name": (
        whole(a.Defined(y, o.Expectation(t, 0, 1, a.Quantity(e.Real("t", (one,)))))),
        "t is nowhere declared",
    ),
    "blocks that overlap": (blocks(i - 1, i + 1), "is above"),
    "a block too early": (blocks(i - 2, i - 1, 2), "is not"),
}
#: What is true and false in part, or not to be looked at point by point.
UNSETTLED: dict[str, a.Formula] = {
    "a divisor that varies": whole(a.Defined(y, o.Expectation(t, 0, 1, z / a.Quantity(t + 1)))),
    "a variable that is something else": whole(
        a.Symbol("t"), a.Defined(y, o.Expectation(t, 0, 1, z))
    ),
}


def decided(goal: e.Condition) -> Any:
    return decide(Claim("demo", goal, ()))


@pytest.mark.parametrize("name", HOLDING)
def test_what_holds_for_all_sizes_is_proved_and_runs(name: str) -> None:
    assert decided(HOLDING[name]).verdict == "proved"
    assert next(breaches(HOLDING[name], (), most=2, runs=60), None) is None


@pytest.mark.parametrize("name", BROKEN)
def test_what_does_not_fit_is_refuted(name: str) -> None:
    made, line = BROKEN[name]
    found = decided(made)
    assert found.verdict == "refuted"
    assert any(line in fault for fault in found.evidence.details.values()), found.evidence.details


@pytest.mark.parametrize("name", UNSETTLED)
def test_what_cannot_be_settled_stays_open(name: str) -> None:
    assert decided(UNSETTLED[name]).verdict == "open"


# ---------------------------------------------------------------- equations


def test_a_part_of_a_sum_is_the_sum_of_the_parts() -> None:
    same = (A + B)[a.ALL, :1].same(A[a.ALL, :1] + B[a.ALL, :1])
    assert decided(same).verdict == "proved"
    X = a.ArrayVariable("X", (n + 2,))
    assert decided(X[1 : n + 1][k].same(X[k + 1]).where(a.Ranging(k, 1, n))).verdict == "proved"


@pytest.mark.parametrize(
    "claim",
    [
        Q[:n].same(Q[m : n + m]),
        Q[a.Tail(n)].same(Q[:n]),
        a.ArrayVariable("X", (n + 1,))[1 : n + 1].same(a.ArrayVariable("X", (n + 1,))[:n]),
    ],
)
def test_another_part_is_another_array(claim: a.ArrayCompare) -> None:
    assert decided(claim).verdict == "refuted"


def test_the_last_places_are_not_taken_for_the_first_in_a_proof() -> None:
    X = a.ArrayVariable("X", (n + 1,))
    claim = X[a.Tail(n)].same(X[1 : n + 1])
    assert decided(claim).verdict == "open"


# ---------------------------------------------------------------- values


def rationals(*shape: int) -> Any:
    made = np.empty(int(np.prod(shape)), dtype=object)
    made[:] = [Fraction(k * k % 7 - 2) for k in range(made.size)]
    return made.reshape(shape)


def test_values_are_those_of_numpy() -> None:
    X, Y = rationals(4, 6), rationals(2, 6)
    given = Values(
        {(name, ()): Fraction(at) for name, at in (("n", 4), ("m", 3))},
        {("R", ()): X, ("A", ()): Y},
        maps={"f": lambda one_, two_, place: one_ + two_[()] * place},
    )
    assert (array_value(R[1:3, a.Tail(2)], given) == X[1:3, -2:]).all()
    six = e.Number(Fraction(6))
    below = a.ArrayVariable("A", (two, six))
    assert (array_value(o.Stacked(R, below), given) == np.vstack([X, Y])).all()
    found = array_value(f(R, number(2), at=one), given)
    assert (found == X + 2).all()


@pytest.mark.parametrize(
    "item",
    [
        R[3:5, a.ALL],
        R[a.ALL, 2:2],
        R[a.Tail(5), a.ALL],
        o.Stacked(R, R[a.ALL, :2]),
        f(R, number(1)),
    ],
)
def test_what_has_no_value_says_so(item: a.Array) -> None:
    numbers: dict[tuple[str, tuple[int, ...]], Fraction]
    numbers = {(name, ()): Fraction(at) for name, at in (("n", 4), ("m", 3), ("i", 1))}
    with pytest.raises(NoValueError):
        array_value(item, Values(numbers, {("R", ()): rationals(4, 6)}))


def test_a_mean_has_no_value_at_a_point() -> None:
    with pytest.raises(NoValueError):
        array_value(o.Expectation(t, 0, 1, number(1)), Values())


# ---------------------------------------------------------------- how they are written


def test_shapes() -> None:
    assert shape_of(R[:n, a.Tail(m)]) == (n, m)
    assert shape_of(o.Stacked(u, v))[0] == n + n
    assert shape_of(f(A, y)) == (n, m)
    assert shape_of(o.Expectation(t, 0, 1, y)) == ()


SHOWN: dict[str, tuple[a.Array, str, str]] = {
    "range": (R[1:n, a.ALL], "R_{1:n,*}", "R_{1:n,*}"),
    "tail": (R[a.ALL, a.Tail(n - 1)], "R_{*,-(n-1):}", r"R_{*,-(n-1):}"),
    "arguments": (f(A, y), "f[i](A, y)", r"f^{(i)}(A, y)"),
    "together": (o.Stacked(u, v), "Concat(u, v)", r"\mathrm{Concat}(u, v)"),
    "mean": (
        o.Expectation(t, 0, 1, y) * z,
        "(E_{t~Unif[0,1]} y)∘z",
        r"(\mathbb{E}_{t \sim \mathrm{Unif}[0,1]} y) \circ z",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_an_expression_is_shown(name: str) -> None:
    item, plain, tex = SHOWN[name]
    assert (text(item), latex(item)) == (plain, tex)
    assert complaints(tex) == []


@pytest.mark.parametrize("places", [slice(None, None), slice(0, 3, 2), slice(1, None)])
def test_a_range_without_an_end_or_with_a_step_is_refused(places: slice) -> None:
    with pytest.raises(PackError, match="The places"):
        u[places]


def test_a_part_of_an_array_is_not_defined_by_itself() -> None:
    with pytest.raises(PackError, match="A definition of"):
        a.Defined(u[:1], v[:1])


@pytest.mark.parametrize("variable", [i, e.Real("t", (i,)), "t"])
def test_a_mean_over_something_else_is_refused(variable: object) -> None:
    with pytest.raises(PackError, match="A mean over"):
        o.Expectation(variable, 0, 1, y)


def test_nothing_put_together_is_refused() -> None:
    with pytest.raises(PackError, match="Nothing"):
        o.Stacked()
