"""Equations and inequalities between arrays: true ones are proved, near misses are not."""

from __future__ import annotations

import pytest
from array_letters import (
    SIDES,
    A,
    B,
    C,
    S,
    T,
    U,
    columns,
    h,
    i,
    is_false,
    j,
    k,
    m,
    n,
    number,
    one,
    ones,
    rows,
    u,
    v,
    w,
    x,
)
from instance_recheck import is_comparison_broken

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.claims.formulas.arrays import (
    ALL,
    ArrayCompare,
    ArraySum,
    ArrayVariable,
    Diagonal,
    Ones,
    Ranging,
    Reshaped,
    Shaped,
    array_sum,
    exp,
    inner,
    norm_2,
    norm_frobenius,
    norm_spectral,
)
from varsym.claims.formulas.comparisons import compare

pairs = (rows, Ranging(k, 1, n))
double = ArraySum(((2 * one.value, u), (-one.value, u)))

TRUE: dict[str, ArrayCompare] = {
    "entrywise product commutes": (u * v).same(v * u),
    "entrywise product associates": (u * (v * x)).same((u * v) * x),
    "entrywise product distributes": (u * (v + x)).same(u * v + u * x),
    "diagonal times vector": (Diagonal(u) @ v).same(u * v),
    "row scaling": (Diagonal(u) @ A)[i, j].same(u[i] * A[i, j]).where(rows, columns),
    "diagonal is symmetric": Diagonal(u).same(Diagonal(u).T),
    "diagonals commute": (Diagonal(u) @ Diagonal(v)).same(Diagonal(v) @ Diagonal(u)),
    "three diagonals": (Diagonal(u) @ Diagonal(v) @ Diagonal(x)).same(Diagonal(u * v * x)),
    "sandwiched": (Diagonal(u) @ S @ Diagonal(v))[i, k].same(u[i] * S[i, k] * v[k]).where(*pairs),
    "inner product is symmetric": inner(u, v).same(inner(v, u)),
    "inner product as a sum": inner(u, v).same(array_sum(i, 1, n, u[i] * v[i])),
    "inner product of columns": inner(A[ALL, j], B[ALL, j])
    .same(inner(B[ALL, j], A[ALL, j]))
    .where(columns),
    "product of a transpose": (A @ C).T.same(C.T @ A.T),
    "product associates": ((u.T @ A) @ C).same(u.T @ (A @ C)),
    "product of three": ((S @ T) @ U).same(S @ (T @ U)),
    "product by entries": (A @ C)[i, 1].same(array_sum(j, 1, m, A[i, j] * C[j, 1])).where(rows),
    "adjoint": inner(A @ C[ALL, 1], u).same(inner(C[ALL, 1], A.T @ u)),
    "outer product": (u @ v.T)[i, k].same(u[i] * v[k]).where(*pairs),
    "twice transposed": A.T.T.same(A),
    "row of a transpose": A.T[j, ALL].same(A[ALL, j].T).where(columns),
    "row of a sum": (A + B)[i, ALL].same(A[i, ALL] + B[i, ALL]).where(rows),
    "entry of a row": A[i, ALL][1, j].same(A[i, j]).where(rows, columns),
    "entry of a shaped array": Shaped(A, (n, m))[i, j].same(A[i, j]).where(rows, columns),
    "sum of all entries": (ones.T @ S @ ones).same(array_sum(k, 1, n, array_sum(i, 1, n, S[i, k]))),
    "trace of a product": array_sum(i, 1, n, (S @ T)[i, i]).same(array_sum(i, 1, n, (T @ S)[i, i])),
    "trace of an outer product": array_sum(i, 1, n, (u @ v.T)[i, i]).same(inner(u, v)),
    "a number times an array": (number(3) * A).same(A + A + A),
    "a number as a vector of one": (ArrayVariable("c", (one,)) * u).same(
        u * ArrayVariable("c", (one,))
    ),
    "coefficients": double.same(u),
    "a quotient": (u / number(2) + u / number(2)).same(u),
    "squares": ((u + v) ** 2).same(u * u + number(2) * (u * v) + v * v),
    "R^n is R^{n×1}": (A @ C[ALL, 1]).same(Shaped(A @ C[ALL, 1], (n,))),
    "a scalar expression": (number((n + 1) * n) * u).same(number(n * n + n) * u),
    "an index as a number": (number(i + 1) * u).same(number(1 + i) * u).where(rows),
}

TRUE_ORDERS: dict[str, ArrayCompare] = {
    "a square": number(0) <= inner(u, v) * inner(u, v),
    "squares of entries": number(0) <= inner(u, u),
    "norm of an image": number(0) <= inner(A @ C[ALL, 1], A @ C[ALL, 1]),
    "Cauchy and Schwarz": inner(u, v) * inner(u, v) <= inner(u, u) * inner(v, v),
    "Cauchy and Schwarz with ones": inner(u, ones) ** 2 <= inner(ones, ones) * inner(u, u),
    "2ab": number(2) * inner(u, v) <= inner(u, u) + inner(v, v),
    "-2ab": number(-2) * inner(u, v) <= inner(u, u) + inner(v, v),
    "a form of three": inner(u, v) + inner(v, x) + inner(x, u)
    <= inner(u, u) + inner(v, v) + inner(x, x),
    "an entry": (u[i] * u[i] <= inner(u, u)).where(rows),
    "an entry's norm": (norm_2(u[i]) <= norm_2(u)).where(rows),
    "spectral and Frobenius": norm_spectral(A) <= norm_frobenius(A),
    "spectral norm of a transpose": norm_spectral(A.T) <= norm_frobenius(A),
    "a row": (norm_2(A[i, ALL]) <= norm_spectral(A)).where(rows),
    "a column": (norm_2(A[ALL, j]) <= norm_spectral(A)).where(columns),
    "a row and Frobenius": (norm_2(A[i, ALL]) <= norm_frobenius(A)).where(rows),
    "a column and Frobenius": (norm_2(A[ALL, j]) <= norm_frobenius(A)).where(columns),
    "norm of a vector": norm_spectral(u) <= norm_2(u),
    "norm of a row": norm_spectral(u.T) <= norm_2(u),
    "Frobenius of a transpose": norm_frobenius(A.T) <= norm_frobenius(A),
}

#: False for some sizes, and refuted at them.
REFUTED: dict[str, ArrayCompare] = {
    "a sign": (u + v).same(u - v),
    "a factor": (number(3) * A).same(A + A),
    "commuting matrices": (S @ T).same(T @ S),
    "transposes in order": (S @ T).T.same(S.T @ T.T),
    "a symmetric array": S.same(S.T),
    "an array of one entry": S.same(Ones((n, n)) * S[1, 1]),
    "a reshaped array": Reshaped(S, (n * n,)).same(Reshaped(S.T, (n * n,))),
    "a square array": (A @ A.T).same(A.T @ A),
    "one column": inner(A[ALL, 1], A[ALL, 1]).same(array_sum(j, 1, m, inner(A[ALL, j], A[ALL, j]))),
    "a diagonal on the other side": (Diagonal(u) @ S).same(S @ Diagonal(u)),
    "another index": (Diagonal(u) @ A)[i, j].same(u[1] * A[i, j]).where(rows, columns),
    "another vector": (Diagonal(u) @ v).same(u * x),
    "the trace for the sum": array_sum(i, 1, n, S[i, i]).same(ones.T @ S @ ones),
    "a product of sums": (inner(u, ones) * inner(v, ones)).same(inner(u, v)),
    "too long a sum": inner(u, v).same(array_sum(i, 1, n + 1, u[i] * v[i])),
    "too early a sum": inner(u, v).same(array_sum(i, 0, n, u[i] * v[i])),
    "too short a sum": inner(u, v).same(array_sum(i, 2, n, u[i] * v[i])),
    "an index above its side": A[i, j].same(A[i, j]).where(Ranging(i, 1, n + 1), columns),
    "an index below its side": A[i, j].same(A[i, j]).where(Ranging(i, 0, n), columns),
    "an index of the other side": A[i, j].same(A[i, j]).where(Ranging(i, 1, m), columns),
    "an index without a range": A[i, j].same(A[i, j]).where(columns),
    "a row and a column": A.T[j, ALL].same(A[ALL, j]).where(columns),
    "a shape that is not its own": Shaped(A, (m, n))[i, j].same(A[i, j]).where(rows, columns),
    "a row plus a column": (u + u.T).same(u + u.T),
    "a row times a column": (u * u.T).same(u.T * u),
    "vectors of unlike length": inner(u, C[ALL, 1]).same(inner(C[ALL, 1], u)),
    "an inner product of rows": inner(A[i, ALL], A[i, ALL]).same(A[i, 1] * A[i, 1]).where(rows),
    "an inner product of matrices": inner(A, B).same(inner(A[ALL, 1], B[ALL, 1])),
    "the diagonal of a matrix": Diagonal(A).same(Diagonal(A[ALL, 1])),
    "a number with a place": ArrayVariable("c", ())[5].same(ArrayVariable("c", ())[5]),
    "two places in a vector of one": ArrayVariable("c", (one,))[5, 7].same(number(0)),
    "a letter with two shapes": ArrayVariable("u", (n,))[1].same(ArrayVariable("u", (m,))[1]),
    "n over 0": number(n / (n - n)).same(number(0)),
    "1 over n - 1": number(1 / (n - 1)).same(number(1 / (n - 1))),
    "0^-1": number((n - 1) ** -1).same(number((n - 1) ** -1)),
    "an array called like a head of a proof": ArrayVariable("value", (n,))[i]
    .same(number(i))
    .where(rows),
    "an array called δ": ArrayVariable("δ", (n, n)).same(Diagonal(ones)),
    "an index called row_": u.same(u[e.Index("row_")] * ones).where(Ranging(e.Index("row_"), 1, n)),
    "an index called column_": A.same(A[ALL, e.Index("column_")] @ Ones((1 * one, m))).where(
        Ranging(e.Index("column_"), 1, m)
    ),
}

REFUTED_ORDERS: dict[str, ArrayCompare] = {
    "a negative square": inner(u, u) <= number(0),
    "a difference of squares": number(0) <= inner(u, u) - inner(v, v),
    "a hidden minus": number(0) <= inner(u, u) + inner(v, v) - number("1/100") * inner(x, x),
    "3ab": number(3) * inner(u, v) <= inner(u, u) + inner(v, v),
    "half of a square": number(2) * inner(u, v) <= inner(u, u) + number("1/2") * inner(v, v),
    "Cauchy and Schwarz turned round": inner(u, u) * inner(v, v) <= inner(u, v) * inner(u, v),
    "Cauchy and Schwarz of another": inner(u, v) ** 2 <= inner(u, u) * inner(x, x),
    "a form of three, too much": number("5/4") * (inner(u, v) + inner(v, x) + inner(x, u))
    <= inner(u, u) + inner(v, v) + inner(x, x),
    "only the first entry": u - u <= u * u[1],
    "an entry of another vector": (u[i] * u[i] <= inner(v, v)).where(rows),
    "an entry twice": (number(2) * (u[i] * u[i]) <= inner(u, u)).where(rows),
    "two entries": (u[i] * u[i] + u[k] * u[k] <= inner(u, u)).where(*pairs),
    "a sum that grows with its index": number(0)
    <= array_sum(i, 1, n, array_sum(j, 1, n, array_sum(k, 1, i, u[i] * u[j] * v[k] * v[k]))),
    "Frobenius at most spectral": norm_frobenius(A) <= norm_spectral(A),
    "spectral at most a row": (norm_spectral(A) <= norm_2(A[i, ALL])).where(rows),
    "spectral at most a column": (norm_spectral(A) <= norm_2(A[ALL, j])).where(columns),
    "a row of another matrix": (norm_2(B[i, ALL]) <= norm_spectral(A)).where(rows),
    "a column of another matrix": (norm_2(B[ALL, j]) <= norm_spectral(A)).where(columns),
    "a row of the product": (norm_2((A @ C)[i, ALL]) <= norm_spectral(A)).where(rows),
    "the norm of another matrix": norm_spectral(A) <= norm_frobenius(B),
    "the norm of a factor": norm_spectral(S @ T) <= norm_frobenius(S),
    "a row below the last": (norm_2(A[i, ALL]) <= norm_spectral(A)).where(Ranging(i, 1, n + 1)),
    "a row above the first": (norm_2(A[i, ALL]) <= norm_spectral(A)).where(Ranging(i, 0, n)),
    "a row for a column": (norm_2(A[j, ALL]) <= norm_spectral(A)).where(columns),
    "two rows": (norm_2(A[i, ALL] + A[k, ALL]) <= norm_spectral(A)).where(*pairs),
    "twice the norm": norm_spectral(number(2) * A) <= norm_frobenius(A),
    "the 2-norm of a matrix": norm_2(A) <= norm_frobenius(A),
    "norms of unlike rows": (norm_2(S[i, ALL]) <= norm_2(S[k, ALL])).where(*pairs),
}

cube = ArrayVariable("Z", (h, w, n))
place = e.Index("place_0_")

#: Not shown either way: what is true here is beyond the normal forms, what is false beyond search.
OPEN: dict[str, ArrayCompare] = {
    "a sum that grows with another's index": array_sum(i, 1, n, array_sum(k, 1, i, S[i, k]))
    .same(array_sum(j, 1, n, array_sum(k, 1, i, S[j, k])))
    .where(rows),
    "a family called like an array": ArrayVariable("X", (m,), (i,))
    .same(ArrayVariable("X", (n, m))[i, ALL].T)
    .where(rows),
    "an index bound and free": (array_sum(i, 1, n, u[i]) * v[i])
    .same(inner(u, v[i] * ones))
    .where(rows),
    "a bound index for a row": array_sum(i, 1, n, S[ALL, i])[i, 1]
    .same(array_sum(k, 1, n, S[k, k]))
    .where(rows),
    "unlike summands": inner(
        array_sum(i, 1, 2, ArrayVariable("X", (e.Real("h", (i,)),), (i,))),
        array_sum(i, 1, 2, ArrayVariable("X", (e.Real("h", (i,)),), (i,))),
    ).same(number(0)),
    "three axes": cube.same(cube),
    "exponentials": exp(u + v).same(exp(u) * exp(v)),
    "a reshaped array": Reshaped(S, (n * n,)).same(Reshaped(S, (n * n,))),
    "Cauchy and Schwarz without a square": inner(u, v) <= inner(u, u) * inner(v, v),
    "spectral and Frobenius of a product": norm_spectral(A @ C) <= norm_frobenius(A @ C),
    "rank one": norm_frobenius(u @ v.T) <= norm_spectral(u @ v.T),
    "a range that starts at 2": (Diagonal(u) @ v)[i, 1].same((u * v)[i]).where(Ranging(i, 2, n)),
    "a shifted sum": inner(u, v).same(array_sum(k, 2, n + 1, u[k - 1] * v[k - 1])),
    "ones counted": inner(ones, ones).same(number(n)),
}


@pytest.mark.parametrize("name", TRUE)
def test_an_equation_is_proved(name: str) -> None:
    assert not is_false(TRUE[name])
    assert compare(TRUE[name], ()).holds is True


@pytest.mark.parametrize("name", TRUE_ORDERS)
def test_an_inequality_is_proved(name: str) -> None:
    assert not is_false(TRUE_ORDERS[name])
    assert compare(TRUE_ORDERS[name], ()).holds is True


@pytest.mark.parametrize("name", TRUE_ORDERS)
def test_an_inequality_turned_round_is_not_proved(name: str) -> None:
    claim = TRUE_ORDERS[name]
    turned = ArrayCompare("<=", claim.right, claim.left, claim.ranging)
    if is_false(turned):
        assert compare(turned, ()).holds is not True


@pytest.mark.parametrize("name", [*REFUTED, *REFUTED_ORDERS])
def test_a_near_miss_is_refuted_by_what_breaks_it(name: str) -> None:
    claim = {**REFUTED, **REFUTED_ORDERS}[name]
    found = compare(claim, ())
    assert found.holds is False
    assert is_comparison_broken(claim, found, ())


@pytest.mark.parametrize("name", OPEN)
def test_what_is_not_understood_is_left_open(name: str) -> None:
    found = compare(OPEN[name], ())
    assert found.holds is None
    assert decide(Claim("c", OPEN[name], ())).verdict == "open"


def test_an_index_called_like_those_of_a_proof_is_not_taken_for_one() -> None:
    claim = (number(0) <= array_sum(j, 1, n, u[j] * u[place])).where(Ranging(place, 1, n))
    found = compare(claim, ())
    assert found.holds is False
    assert is_comparison_broken(claim, found, ())


@pytest.mark.parametrize("number_", range(40))
def test_bound_indices_called_like_those_of_a_proof_are_not_taken_for_them(number_: int) -> None:
    bound = e.Index(f"bound_{number_}")
    claim = array_sum(bound, 1, n, (S @ T)[bound, bound]).same(array_sum(i, 1, n, (S @ T)[1, i]))
    assert compare(claim, ()).holds is not True


def test_sides_that_agree_by_a_condition() -> None:
    claim = (u + C[ALL, 1]).same(C[ALL, 1] + u)
    assert compare(claim, ()).holds is False
    assert compare(claim, (e.equals(n, m),)).holds is True


def test_a_refutation_meets_the_conditions() -> None:
    claim = S.same(Ones((n, n)) * S[1, 1])
    found = compare(claim, (n >= 2,))
    assert found.holds is False
    assert found.instance is not None
    assert dict(found.instance.values)["S"].count("[") > 2
    assert compare(claim, (n <= 1,)).holds is None  # true there, but beyond the normal forms


def test_contradictory_conditions_leave_nothing_to_break() -> None:
    assert compare(inner(u, u).same(inner(u, v)), (n <= 0,)).holds is None


def test_the_tables_use_the_sides_that_are_tried() -> None:
    assert {n.name, m.name} <= set(SIDES)
