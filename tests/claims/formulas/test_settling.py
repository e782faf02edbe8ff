"""Duties of displayed formulas: what holds for all sizes is shown, near misses are not."""

from __future__ import annotations

import pytest
from array_letters import (
    A,
    B,
    K,
    S,
    T,
    base,
    d,
    eps,
    formula,
    h,
    i,
    j,
    k,
    m,
    n,
    number,
    one,
    ones,
    r,
    rows,
    t,
    two,
    u,
    v,
    w,
    x,
    y,
    z,
)
from array_semantics import breaches
from instance_recheck import is_confirmed

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.arrays import (
    ALL,
    Applied,
    ArrayVariable,
    Clamp,
    Defined,
    Diagonal,
    Divides,
    Formula,
    Inverse,
    Joined,
    Let,
    LetMap,
    Ones,
    PositiveInteger,
    Ranging,
    Reshaped,
    Shaped,
    Sides,
    Symbol,
    array_sum,
    exp,
    inner,
    relu,
    sqrt,
)
from varsym.claims.formulas.duties import Duty
from varsym.claims.formulas.settling import settle
from varsym.errors import PackError

X = ArrayVariable("X", (n,))
Y = ArrayVariable("Y", (n,))
D = ArrayVariable("D", (n, n))
two_axes = ArrayVariable("Z", (n, m))
pair = ArrayVariable("P", (two,))
vectors = (Sides("n"), Let(X), Let(Y))
numbers = (Let(y), Let(z))
squares = (Sides("n"), Let(D), Let(S), Let(T), Let(u))
side, above = e.Real("h", (i,)), e.Real("h", (i + 1,))
member, scalar = ArrayVariable("V", (side,), (i,)), ArrayVariable("q", (), (i,))
(q,), (heights,) = e.index("q"), e.families("g")
volume = ArrayVariable("X", (h, w, d))


def family(array: ArrayVariable, at: e.Scalar | int) -> ArrayVariable:
    """Return the member of a family at another place."""
    place = at if isinstance(at, e.Scalar) else at * one
    shape = tuple(e.Real(s.name, (place,)) for s in array.shape if isinstance(s, e.Real))
    return ArrayVariable(array.name, shape, (place,))


def taken(place: e.Scalar | int, *more: a.Declaration, side_: e.Scalar = n) -> Formula:
    """Return z := X_place for X with a given side."""
    given = ArrayVariable("X", (side_,))
    return formula(Sides("n m r"), Let(given), Let(z), *more, Defined(z, given[place]))


def summed(low: object, high: object, place: e.Scalar, side_: e.Scalar = n) -> Formula:
    """Return z := Σ_k X_place for X with a given side."""
    given = ArrayVariable("X", (side_,))
    body = Defined(z, array_sum(k, low, high, given[place]))
    return formula(Sides("n m r"), Let(given), Let(z), body)


def positive(value: e.Scalar, *letters: str) -> Formula:
    """Return that a number is a positive integer."""
    return formula(Sides("h w r a K n m"), Symbol(" ".join(letters)), PositiveInteger(value))


def divided(divisor: a.Array, *more: a.Declaration | Defined) -> Formula:
    """Return z := 1 / divisor."""
    declared = (Sides("n"), Let(z), Let(y), Let(u), *more)
    return formula(*declared, Defined(z, number(1) / divisor))


def rooted(argument: a.Array, *more: a.Declaration | Defined) -> Formula:
    """Return z := sqrt(argument)."""
    return formula(Sides("n"), Let(z), Let(y), Let(u), *more, Defined(z, sqrt(argument)))


def defined(shape: tuple[e.Scalar, ...], value: a.Array, *more: a.Declaration) -> Formula:
    """Return R := value for an array of a shape, from n×m matrices, n×n ones and vectors."""
    target = ArrayVariable("R", shape)
    letters = (Sides("n m h w d"), *map(Let, (A, B, S, T, u, v, x, volume, target)))
    return formula(*letters, *more, Defined(target, value))


def stacked(count: e.Scalar, *first: a.Array) -> Formula:
    """Return that the arrays H_1, ..., H_q, one after another, have so many rows."""
    one_of = ArrayVariable("H", (heights[k], w, d), (k,))
    target = ArrayVariable("R", (count, d))
    letters = (Sides("h w d g"), Symbol("q"), Ranging(k, 1, q), Let(volume), Let(target))
    joined = Joined(first, "i", one, q, ArrayVariable("H", (heights[i], w, d), (i,)))
    return formula(*letters, Let(one_of), Defined(target, Reshaped(joined, (count, d))))


Case = tuple[Formula, tuple[e.Condition, ...]]

HOLDS: dict[str, Case] = {
    # indices in range
    "a first entry": (taken(1), ()),
    "a last entry": (taken(n), ()),
    "the entry before the last": (taken(n - 1), (n >= 2,)),
    "a sum over a side": (summed(1, n, k), ()),
    "a shorter sum": (summed(2, n - 1, k), ()),
    "a sum turned round": (summed(1, n, n + 1 - k), ()),
    "a sum shifted back": (summed(2, n + 1, k - 1), ()),
    "an empty sum": (summed(1, 0, k + 7), ()),
    "a window": (summed(1, n, k + 2, n + 2), ()),
    "every other entry": (summed(1, n, 2 * k, 2 * n), ()),
    "odd entries": (summed(1, n, 2 * k - 1, 2 * n), ()),
    "two letters": (summed(1, m, n + k, n + m), ()),
    "a clamped index": (summed(0, n + 1, Clamp(k, one, n)), ()),
    "a clamped sum of indices": (summed(-5, m, Clamp(k + r, one, n)), ()),
    "a negative range": (summed(-2, 2, k + 3, 5 * one), ()),
    "a range in another's range": (
        formula(
            *(Sides("n"), Let(X), Let(ArrayVariable("q", (), (i, j)))),
            *(Ranging(j, 1, i), Ranging(i, 1, n)),
            Defined(ArrayVariable("q", (), (i, j)), X[j]),
        ),
        (),
    ),
    "a column": (
        formula(
            Sides("n m"),
            Let(A),
            Let(two_axes),
            Ranging(k, 1, m),
            Defined(two_axes[ALL, k], A[ALL, k]),
        ),
        (),
    ),
    # integers
    "a power": (positive(base ** (K - 1)), ()),
    "a quotient": (positive(h / r), (Divides(r, h),)),
    "a quotient by a lower power": (
        positive(h / base ** (K - 2)),
        (Divides(base ** (K - 1), h), K >= 2),
    ),
    "a quotient of powers": (positive(h / r * (w / r)), (Divides(r, h), Divides(r, w))),
    "a product": (positive(h * w + 1), ()),
    "a difference": (positive(h - w), (w < h,)),
    "a sum of sides": (positive(e.summation(k, 1, K, e.Real("h", (k,)))), ()),
    # divisors and radicands
    "1 / exp": (divided(exp(y)), ()),
    "1 / Σ exp": (divided(inner(exp(u), ones)), ()),
    "1 / (1 + y²)": (divided(number(1) + y * y), ()),
    "1 / (ε + y²)": (divided(number(eps) + y * y, Symbol("eps")), (eps > 0,)),
    "1 / n": (divided(number(n)), ()),
    "1 / -n": (divided(number(0 - n)), ()),
    "1 / k in a sum": (divided(number(1), Let(X)), ()),
    "1 / (n - 1)": (divided(number(n - 1)), (n >= 2,)),
    "1 / Σ of one's own": (divided(array_sum(k, 1, n, exp(u[k]))), ()),
    "1 / sqrt": (divided(sqrt(exp(y))), ()),
    "1 / a defined letter": (
        formula(
            *numbers,
            Let(ArrayVariable("t", ())),
            Defined(y, exp(z)),
            Defined(ArrayVariable("t", ()), number(1) / y),
        ),
        (),
    ),
    "1 / an entry of a defined vector": (
        formula(*vectors, Let(z), rows, Defined(X[i], exp(Y[i])), Defined(z, number(1) / X[n])),
        (),
    ),
    "the root of a square": (rooted(y * y), ()),
    "the root of relu": (rooted(relu(y)), ()),
    "the root of a sum of squares": (rooted(array_sum(k, 1, n, u[k] * u[k])), ()),
    "the root of an empty sum of squares": (rooted(array_sum(k, 2, n, u[k] * u[k])), ()),
    "the inverse of a diagonal": (
        formula(*squares, Defined(D, Diagonal(exp(u))), Defined(S, Inverse(D) @ T)),
        (),
    ),
    # shapes
    "a product of matrices": (defined((n, n), A @ B.T), ()),
    "a vector as a column": (defined((n, one), u), ()),
    "a reshaped matrix": (defined((n * m,), Reshaped(A, (n * m,))), ()),
    "a reshaped array": (defined((w, d * h), Reshaped(volume, (w, d * h))), ()),
    "arrays one after another": (stacked(e.summation(t, 1, q, heights[t] * w)), (q >= 1,)),
    "arrays behind another": (
        stacked(h * w + e.summation(t, 1, q, heights[t] * w), Reshaped(volume, (h * w, d))),
        (q >= 1,),
    ),
    "sides that agree by a condition": (defined((n,), A @ u), (e.equals(n, m),)),
    "a map": (
        defined((m,), Applied("f", (one,), (n,), (m,), u), LetMap("f", i, one, n)),
        (),
    ),
    # families
    "a member of a family": (
        formula(
            Sides("h n"), Ranging(i, 1, n), Let(member), Let(scalar), Defined(scalar, member[1])
        ),
        (),
    ),
    "where": (
        Formula((Sides("n"), Let(X), Let(z)), (Defined(z, X[n - 1]),), (n >= 2,)),
        (),
    ),
}

#: Broken for some sizes, and refuted at them.
REFUTED: dict[str, Case] = {
    "the entry before the first": (taken(0), ()),
    "the entry behind the last": (taken(n + 1), ()),
    "the entry before the last": (taken(n - 1), ()),
    "a fraction": (taken(n / 2, side_=n), ()),
    "another side": (taken(m), ()),
    "a sum that starts early": (summed(0, n, k), ()),
    "a sum that ends late": (summed(1, n + 1, k), ()),
    "a sum turned round": (summed(1, n, n - k), ()),
    "a sum shifted on": (summed(2, n + 1, k), ()),
    "a window": (summed(1, n, k + 3, n + 2), ()),
    "every other entry": (summed(1, n, 2 * k + 1, 2 * n), ()),
    "two letters": (summed(1, m, n + k, n + m - 1), ()),
    "a clamp that is too wide": (summed(0, n + 1, Clamp(k, one, n + 1)), ()),
    "a clamp that is too low": (summed(0, n + 1, Clamp(k, 0 * one, n)), ()),
    "an empty clamp": (summed(0, n, Clamp(k, one, n - 1)), ()),
    "an end that is no integer": (summed(1, n / 2, k), ()),
    "an index of a number": (
        formula(*numbers, Defined(z, y[5])),
        (),
    ),
    "two indices of a vector of one": (
        formula(
            Let(ArrayVariable("c", (one,))), Let(z), Defined(z, ArrayVariable("c", (one,))[5, 7])
        ),
        (),
    ),
    "a star for a matrix": (
        formula(
            Let(ArrayVariable("c", (one, one))),
            Let(z),
            Defined(z, ArrayVariable("c", (one, one))[ALL]),
        ),
        (),
    ),
    "a part of the columns": (
        formula(
            *(Sides("n m"), Let(A), Let(two_axes), Ranging(k, 2, m)),
            Defined(two_axes[ALL, k], A[ALL, k]),
        ),
        (),
    ),
    "columns by rows": (
        formula(
            *(Sides("n m"), Let(A), Let(two_axes), Ranging(k, 1, n)),
            Defined(two_axes[ALL, k], A[ALL, k]),
        ),
        (),
    ),
    # integers
    "a power": (positive(base ** (K - 2)), ()),
    "a quotient": (positive(h / r), ()),
    "a quotient by a square": (positive(h / (r * r)), (Divides(r, h),)),
    "a quotient by a higher power": (positive(h / base**K), (Divides(base ** (K - 1), h),)),
    "a quotient of another": (positive(h / r), (Divides(r, w),)),
    "a quotient turned round": (positive(r / h), (Divides(r, h),)),
    "a difference": (positive(h - w), (w <= h,)),
    "a sum that may be empty": (positive(e.summation(k, 2, K, e.Real("h", (k,)))), ()),
    "a place that is no integer": (
        formula(
            Sides("h"), Ranging(i, 1, 2), Let(ArrayVariable("q", (e.Real("h", (i / 2,)),), (i,)))
        ),
        (),
    ),
    "a member that is no integer": (
        formula(Ranging(i, 1, 2), Let(scalar), Let(z), Defined(z, family(scalar, one / 2))),
        (),
    ),
    "a map that is no integer": (
        defined((m,), Applied("f", (one / 2,), (n,), (m,), u), LetMap("f")),
        (),
    ),
    # divisors and radicands
    "1 / y": (divided(y), ()),
    "1 / relu": (divided(relu(y)), ()),
    "1 / y²": (divided(y * y), ()),
    "1 / (exp - 1)": (divided(exp(y) - number(1)), ()),
    "1 / Σ exp that may be empty": (divided(array_sum(k, 2, n, exp(u[k]))), ()),
    "1 / Σ u": (divided(inner(u, ones)), ()),
    "1 / (n - 1)": (divided(number(n - 1)), ()),
    "a product of 1 / (n - 1)": (divided(number(1 / (n - 1)) + number(1)), ()),
    "a sum of 1 / (k - 1)": (divided(number(e.summation(k, 1, n, 1 / (k - 1)))), ()),
    "a negative power of 0": (divided(number((n - 1) ** -1)), ()),
    "a side of 1 / (n - 1)": (
        formula(Sides("n"), Let(ArrayVariable("q", (n / (n - 1),)))),
        (n >= 1,),
    ),
    "the root of y": (rooted(y), ()),
    "the root of y - 1": (rooted(y * y - number(1)), ()),
    "the root of a product": (rooted(y * inner(u, u)), ()),
    "the root of -exp": (rooted(number(0) - exp(y)), ()),
    "the inverse of a diagonal": (
        formula(*squares, Defined(D, Diagonal(u)), Defined(S, Inverse(D) @ T)),
        (),
    ),
    # shapes
    "a product of matrices": (defined((n, n), A @ B), ()),
    "a product turned round": (defined((n, n), A.T @ B), ()),
    "a sum of unlike matrices": (defined((n, m), A + B.T), ()),
    "a vector times its row": (defined((n,), u * u.T), ()),
    "a number for a vector": (defined((n,), inner(u, v)), ()),
    "a row for a column": (defined((n,), u.T), ()),
    "another shape under it": (defined((n, m), Shaped(A, (m, n))), ()),
    "a reshaped matrix": (defined((n + m,), Reshaped(A, (n + m,))), ()),
    "arrays one after another, but the last": (
        stacked(e.summation(t, 1, q - 1, heights[t] * w)),
        (),
    ),
    "arrays without the other": (
        stacked(e.summation(t, 1, q, heights[t] * w), Reshaped(volume, (h * w, d))),
        (),
    ),
    "the inner product of matrices": (defined((), inner(A, B)), ()),
    "the inner product of rows": (defined((), inner(A[1, ALL], A[1, ALL])), ()),
    "the diagonal of a matrix": (defined((n, n), Diagonal(A)), ()),
    "the transpose of three axes": (defined((d, w, h), volume.T), ()),
    "the inverse of what is not square": (defined((n, m), Inverse(A) @ A), ()),
    "a shape that is not declared": (
        formula(*vectors, Sides("m"), Defined(X, ArrayVariable("Y", (m,))[1] * ones)),
        (),
    ),
    "a shape of another member": (
        formula(
            *(Sides("h n"), Ranging(i, 1, n), Let(member), Let(z)),
            Defined(z, ArrayVariable("V", (side,), (i + 1,))[1]),
        ),
        (),
    ),
    "an argument of another shape": (
        defined((m,), Applied("f", (one,), (m,), (m,), u), LetMap("f", i, one, n)),
        (),
    ),
    "a map beyond the last": (
        defined((m,), Applied("f", (n + 1,), (n,), (m,), u), LetMap("f", i, one, n)),
        (),
    ),
    "a map before the first": (
        defined((m,), Applied("f", (0 * one,), (n,), (m,), u), LetMap("f", i, one, n)),
        (),
    ),
    # letters
    "a letter": (formula(Sides("n"), Let(X), Let(z), Defined(z, Y[1])), ()),
    "a side": (formula(Let(X)), ()),
    "an end": (formula(Ranging(i, 1, n), Let(scalar)), ()),
    "a condition that is too weak": (taken(n - 1), (n >= 1,)),
    "a condition of another": (taken(n - 1), (m >= 2,)),
}

odd = e.Index("n")

#: Not shown: the search finds nothing, or a letter stands for two things.
OPEN: dict[str, Case] = {
    "a lower power": (positive(h / r), (Divides(r**2, h),)),
    "a multiple": (positive((h + w) / r), (Divides(r, h), Divides(r, w))),
    "ε": (divided(number(eps) + y * y, Symbol("eps")), ()),
    "ε that may be 0": (divided(number(eps) + y * y, Symbol("eps")), (eps >= 0,)),
    "y - y² is not positive": (divided(exp(y) + exp(y) - exp(y)), ()),
    "two ranges of one index": (taken(i, Ranging(i, 1, 1), Ranging(i, 2, 5), side_=one * 5), ()),
    "ranges in a circle": (taken(1, Ranging(i, 1, j), Ranging(j, 1, i)), ()),
    "an index in its own range": (taken(1, Ranging(i, 1, i)), ()),
    "an index that is a side": (taken(1, Ranging(odd, 1, 2)), ()),
    "an array that is a side": (formula(Sides("n y"), Let(y)), ()),
    "a sum over a declared index": (
        formula(Let(pair), Let(z), Ranging(i, 1, 1), Defined(z, array_sum(i, 1, 2, pair[i]))),
        (),
    ),
    "a sum over a side's letter": (
        formula(Sides("n"), Let(pair), Let(z), Defined(z, array_sum(odd, 1, 2, pair[odd]))),
        (),
    ),
    "a sum within a sum over one index": (
        formula(Let(pair), Let(z), Defined(z, array_sum(i, 1, 1, array_sum(i, 1, 2, pair[i])))),
        (),
    ),
    "a condition on a bound index": (
        formula(Let(pair), Let(z), Defined(z, array_sum(i, 1, 5, pair[i]))),
        (i <= 2,),
    ),
    "summands of unlike shapes": (
        formula(
            *(Sides("h"), Ranging(i, 1, 2), Let(member), Let(z)),
            Defined(z, inner(*2 * [array_sum(k, 1, 2, family(member, k))])),
        ),
        (),
    ),
    "1 / an entry that is not defined": (
        formula(Let(pair), *numbers, Defined(pair[1], exp(y)), Defined(z, y / pair[2])),
        (),
    ),
    "1 / an entry beside the diagonal": (
        formula(*squares, *numbers, rows, Defined(S[i, i], exp(y)), Defined(z, y / S[1, n])),
        (),
    ),
    "1 / a member that is not defined": (
        formula(
            *(Let(scalar), Ranging(i, 1, 3), *numbers, Defined(family(scalar, 1), exp(y))),
            Defined(z, y / family(scalar, 2)),
        ),
        (),
    ),
    "1 / what is defined by itself": (
        formula(*numbers, Defined(y, y + exp(z)), Defined(z, z / y)),
        (),
    ),
    "1 / what is defined by the one before": (
        formula(
            *(Let(scalar), Ranging(i, 2, 3), Let(z)),
            Defined(scalar, exp(z) * family(scalar, i - 1)),
            Defined(z, z / scalar),
        ),
        (),
    ),
    "a definition by itself": (formula(*vectors, Defined(X, X + Y)), ()),
    "an index that is not shown": (
        formula(Sides("n m"), Let(A), Let(u), rows, Ranging(j, 1, m), Defined(u[i], A[i, j])),
        (),
    ),
    "the inverse of two things": (
        formula(
            *squares,
            Defined(D, Diagonal(exp(u))),
            Defined(D, Diagonal(u)),
            Defined(S, Inverse(D) @ T),
        ),
        (),
    ),
    "the inverse of a part": (
        formula(
            *(*squares, rows, Ranging(j, 1, n), Defined(D, Diagonal(exp(u)))),
            *(Defined(D[i, j], T[i, j]), Defined(S, Inverse(D) @ T)),
        ),
        (),
    ),
    "the inverse of itself": (formula(*squares, Defined(D, D), Defined(S, Inverse(D) @ T)), ()),
    "the inverse of a matrix": (formula(*squares, Defined(S, Inverse(T))), ()),
    "an array and a family": (
        formula(Sides("n"), rows, Let(y), Let(ArrayVariable("y", (), (i,)))),
        (),
    ),
    "a member that no declaration covers": (
        formula(Let(family(scalar, 1)), Let(z), Defined(z, family(scalar, 2))),
        (),
    ),
}


def verdict(case: Case) -> str:
    return decide(Claim("c", case[0], case[1])).verdict


@pytest.mark.parametrize("name", HOLDS)
def test_what_holds_for_all_sizes_is_proved(name: str) -> None:
    given, conditions = HOLDS[name]
    assert next(breaches(given, conditions, runs=60), None) is None
    assert [s.duty for s in settle(given, conditions) if not s.holds] == []
    assert verdict(HOLDS[name]) == "proved"


@pytest.mark.parametrize("name", REFUTED)
def test_what_does_not_is_refuted_by_values_that_break_it(name: str) -> None:
    given, conditions = REFUTED[name]
    broken = [s for s in settle(given, conditions) if s.holds is False]
    assert broken
    assert all(is_confirmed(s, given, conditions) for s in broken)
    assert verdict(REFUTED[name]) == "refuted"


@pytest.mark.parametrize("name", OPEN)
def test_what_is_not_understood_is_not_proved(name: str) -> None:
    assert verdict(OPEN[name]) != "proved"


@pytest.mark.parametrize("name", OPEN)
def test_what_is_not_understood_is_not_refuted_by_values_that_break_nothing(name: str) -> None:
    given, conditions = OPEN[name]
    if verdict(OPEN[name]) == "refuted":
        broken = [s for s in settle(given, conditions) if s.holds is False]
        assert all(is_confirmed(s, given, conditions) for s in broken)


def test_nothing_is_left_where_conditions_contradict_each_other() -> None:
    assert verdict((taken(n + 1), (n <= 0,))) == "proved"
    assert verdict((taken(n + 1), (n <= 1,))) == "refuted"


def test_a_divisor_of_zero_meets_no_condition() -> None:
    case = positive(n / (n - m)), (Divides(n - m, n),)
    assert verdict(case) != "proved"


@pytest.mark.parametrize("shift", [1, 3])
def test_sides_below_one_are_no_arrays(shift: int) -> None:
    made, given = (ArrayVariable(name, (n - shift,)) for name in "YX")
    case = formula(Sides("n"), Let(made), Let(given), Defined(made, sqrt(given)))
    assert all(is_confirmed(s, case, ()) for s in settle(case, ()) if s.holds is False)
    assert verdict((case, ())) == "refuted"


def test_what_an_unproved_duty_assumes_does_not_leak_into_others() -> None:
    ranges = (Ranging(i, 5, 4), Ranging(j, 1, n))
    case = formula(Sides("n"), Let(X), Let(z), *ranges, Defined(z, X[n + 1]))
    assert verdict((case, ())) == "refuted"


def test_each_duty_is_settled_once() -> None:
    formula_ = summed(1, n, k)
    many: list[Duty] = [s.duty for s in settle(formula_, ())]
    assert len(many) == len(set(many))


@pytest.mark.parametrize("target", [u.T, u + v, Ones((n,)), (u + v)[1]])
def test_only_letters_and_their_places_are_defined(target: a.Array) -> None:
    with pytest.raises(PackError, match="definition of"):
        Defined(target, u)
