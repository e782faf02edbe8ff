"""Claims on arrays: what has to be proved, and next to each what must not be."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, Decision, Evidence, decide
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.arrays import ALL, ArrayVariable, Defined, Formula, Let, Ranging, Sides
from varsym.claims.formulas.comparisons import compare
from varsym.claims.formulas.squares import is_definite, is_semidefinite, squares
from varsym.claims.formulas.sums import Factor, Summand, canonical, negated
from varsym.kernel import ONE, index, real

i, j, k = e.index("i j k")
n, m, r = e.reals("n m r")
one = e.Number(Fraction(1))
A, B = ArrayVariable("A", (n, m)), ArrayVariable("B", (m, n))
S = ArrayVariable("S", (n, n))
u, v, w = (ArrayVariable(name, (n,)) for name in "uvw")
x = ArrayVariable("x", (m,))
ones = a.Ones((n,))
row, column = Ranging(i, 1, n), Ranging(j, 1, m)

TRUE: dict[str, a.ArrayCompare] = {
    "transpose of a product": (A @ B).T.same(B.T @ A.T),
    "associativity": ((A @ B) @ A).same(A @ (B @ A)),
    "bilinearity": a.inner(u + v, w).same(a.inner(u, w) + a.inner(v, w)),
    "adjoint": a.inner(u, A @ x).same(a.inner(A.T @ u, x)),
    "ones sum": a.inner(u, ones).same(a.array_sum(k, 1, n, u[k])),
    "diagonal inside": (u.T @ a.Diagonal(v) @ w).same(a.inner(u * v, w)),
    "binomial": ((u + v) * (u + v)).same(u * u + 2 * (u * v) + v * v),
    "a row": (A[i, ALL] @ x).same(a.inner(A[i, ALL].T, x)).where(row),
    "frobenius of the transpose": a.norm_frobenius(A).same(a.norm_frobenius(A.T)),
    "spectral below frobenius": a.norm_spectral(A) <= a.norm_frobenius(A),
    "row below spectral": (a.norm_2(A[i, ALL]) <= a.norm_spectral(A)).where(row),
    "column below spectral": (a.norm_2(A[ALL, j]) <= a.norm_spectral(A)).where(column),
    "row below frobenius": (a.norm_2(A[i, ALL]) <= a.norm_frobenius(A)).where(row),
    "Cauchy and Schwarz": a.inner(u, v) * a.inner(u, v) <= a.inner(u, u) * a.inner(v, v),
    "means": 2 * a.inner(u, v) <= a.inner(u, u) + a.inner(v, v),
}
FALSE: dict[str, a.ArrayCompare] = {
    "transpose in the wrong order": (A @ B).T.same(A @ B),
    "commuting matrices": (S @ S.T).same(S.T @ S),
    "binomial without its middle": ((u + v) * (u + v)).same(u * u + v * v),
    "another row": (A[1, ALL] @ x).same(a.inner(A[i, ALL].T, x)).where(row),
    "a sum that stops early": a.inner(u, ones).same(a.array_sum(k, 1, n - 1, u[k])),
    "a diagonal for a vector": (a.Diagonal(u) @ a.Diagonal(v)).same(a.Diagonal(u + v)),
    "frobenius below spectral": a.norm_frobenius(A) <= a.norm_spectral(A),
    "spectral below a row": (a.norm_spectral(A) <= a.norm_2(A[i, ALL])).where(row),
    "Cauchy and Schwarz the other way": a.inner(u, u) * a.inner(v, v) <= a.inner(u, v) ** 2,
    "means without the two": 3 * a.inner(u, v) <= a.inner(u, u) + a.inner(v, v),
    "frobenius of another": a.norm_frobenius(A).same(a.norm_frobenius(B)),
    "spectral below another frobenius": a.norm_spectral(A) <= a.norm_frobenius(B),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is_proved(name: str) -> None:
    decision = decide(Claim("demo", TRUE[name], ()))
    assert decision.verdict == "proved", decision.evidence.summary


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refuted(name: str) -> None:
    decision = decide(Claim("demo", FALSE[name], ()))
    assert decision.verdict == "refuted", decision.evidence.summary
    assert decision.evidence.counterexample is not None


def test_a_row_index_that_goes_too_far_is_refuted() -> None:
    claim = (a.norm_2(A[i, ALL]) <= a.norm_spectral(A)).where(Ranging(i, 1, n + 1))
    decision = decide(Claim("demo", claim, ()))
    assert decision.verdict == "refuted"
    assert "is above" in decision.evidence.summary


def test_lengths_that_differ_are_refuted() -> None:
    assert compare(a.inner(u, x).same(a.inner(x, u)), ()).holds is False


# ---------------------------------------------------------------- formulas

X, Y = ArrayVariable("X", (n, m)), ArrayVariable("Y", (n, m))
letters = (Sides("n m"), Let(X), Let(Y), row, column)


def formula(target: a.Array, value: a.Array, *more: a.Declaration) -> Formula:
    return Formula((*letters, *more), (Defined(target, value),))


def verdict(goal: e.Condition, *conditions: e.Condition) -> str:
    return str(decide(Claim("demo", goal, conditions)).verdict)


def test_indices_stay_in_range() -> None:
    assert verdict(formula(Y[i, j], X[i, j])) == "proved"
    assert verdict(formula(Y[i, j], X[i + 1, j])) == "refuted"
    assert verdict(formula(Y[i, j], X[i - 1, j])) == "refuted"
    assert verdict(formula(Y[i, j], X[n + 1 - i, j])) == "proved"
    assert verdict(formula(Y[i, j], X[a.Clamp(i + 1, one, n), j])) == "proved"
    assert verdict(formula(Y[i, j], X[j, i])) == "refuted"
    assert verdict(formula(Y[i, j], X[i / 2, j])) == "refuted"


def test_divisors_do_not_vanish() -> None:
    assert verdict(formula(Y[i, j], X[i, j] / a.array_sum(k, 1, m, a.exp(X[i, k])))) == "proved"
    assert verdict(formula(Y[i, j], X[i, j] / a.array_sum(k, 1, m, X[i, k]))) == "refuted"
    assert verdict(formula(Y[i, j], X[i, j] / a.array_sum(k, 1, m - 1, a.exp(X[i, k])))) != "proved"


def test_roots_are_of_what_is_not_negative() -> None:
    assert verdict(formula(Y[i, j], a.sqrt(X[i, j] * X[i, j]))) == "proved"
    assert verdict(formula(Y[i, j], a.sqrt(X[i, j]))) == "refuted"


def test_sides_are_integers() -> None:
    Z = ArrayVariable("Z", (n / r, m))
    declared = (Sides("n m r"), Let(Z))
    assert verdict(Formula(declared)) == "refuted"
    assert verdict(Formula(declared), a.Divides(r, n)) == "proved"
    assert verdict(Formula(declared), a.Divides(r, m)) == "refuted"
    assert verdict(Formula(declared), a.Divides(n, r)) == "refuted"
    squared = Formula((Sides("n m r"), Let(ArrayVariable("Z", (n / (r * r), m)))))
    assert verdict(squared, a.Divides(r, n)) != "proved"


def test_every_letter_is_declared() -> None:
    undeclared = formula(Y[i, j], X[i, j] + a.Quantity(e.Real("b")))
    found = decide(Claim("demo", undeclared, ()))
    assert found.verdict == "refuted"
    assert "b is nowhere declared" in found.evidence.summary
    assert verdict(formula(Y[i, j], X[i, j] + a.Quantity(e.Real("b")), a.Symbol("b"))) == "proved"


def test_a_clause_has_conditions_of_its_own() -> None:
    shifted = Formula(
        (Sides("n m"), Let(X)), (Defined(ArrayVariable("s", ()), X[2, 1]),), (n >= 2,)
    )
    assert verdict(shifted) == "refuted"  # s is not declared
    declared = Formula((*shifted.declared, Let(ArrayVariable("s", ()))), shifted.defined, (n >= 2,))
    assert verdict(declared) == "proved"
    assert verdict(Formula(declared.declared, declared.defined)) == "refuted"


def test_evidence_that_lies_decides_nothing() -> None:
    false = Claim("demo", formula(Y[i, j], X[i + 1, j]), ())
    assert Decision(false, Evidence("formula", "all is well")).verdict == "refuted"
    assert Decision(false, Evidence("shapes", "all is well")).verdict == "open"
    true = Claim("demo", formula(Y[i, j], X[i, j]), ())
    assert Decision(true, Evidence("formula", "nothing is well")).verdict == "proved"


@pytest.mark.parametrize("goal", [*TRUE.values(), *FALSE.values(), formula(Y[i, j], X[i, j])])
def test_claims_can_be_sent_to_another_process(goal: e.Condition) -> None:
    claim = Claim("demo", goal, ())
    assert pickle.loads(pickle.dumps(claim)) == claim


# ---------------------------------------------------------------- kernels


def test_kernels_are_decided_exactly() -> None:
    zero, unit = Fraction(0), Fraction(1)
    assert verdict(a.KernelWithin("bspline", 3, zero, unit)) == "proved"
    assert verdict(a.KernelWithin("bspline", 2, zero, unit)) == "refuted"
    assert verdict(a.KernelWithin("bspline", 3, zero, Fraction(2, 3))) == "proved"
    assert verdict(a.KernelWithin("bspline", 3, zero, Fraction(665, 1000))) == "refuted"
    assert verdict(a.KernelWithin("keys:-3/4", 3, zero, unit)) == "refuted"
    assert verdict(a.KernelWithin("keys:-3/4", 3, Fraction(-1, 9), unit)) == "proved"
    assert verdict(a.KernelWithin("area", 3, zero, unit)) == "open"


# ---------------------------------------------------------------- squares

RANGE = (ONE, real("n"))


def entries(*shown: str) -> tuple[Factor, ...]:
    """Return factors from names such as "u p", which is u at p."""
    return tuple((name, (index(at),)) for name, at in map(str.split, shown))


def test_squares_multiply_out_to_what_they_prove() -> None:
    binders = (("p", RANGE), ("q", RANGE))
    square = Summand(Fraction(1), binders, entries("u p", "u p", "v q", "v q"))
    mixed = Summand(Fraction(-1), binders, entries("u p", "u q", "v p", "v q"))
    found = squares([square, mixed], {})
    assert found is not None
    expanded = [s for one_ in found for s in one_.expanded()]
    assert canonical([*expanded, *negated([square, mixed])], {}) == {}
    assert squares([square, mixed, mixed], {}) is None
    assert squares(negated([square]), {}) is None


def test_elimination_tells_definite_from_semidefinite() -> None:
    def rows(*entries: int) -> list[list[Fraction]]:
        size = round(len(entries) ** 0.5)
        return [[Fraction(e_) for e_ in entries[n * size : (n + 1) * size]] for n in range(size)]

    assert is_definite(rows(2, 1, 1, 2))
    assert is_semidefinite(rows(1, 1, 1, 1))
    assert not is_definite(rows(1, 1, 1, 1))
    assert not is_semidefinite(rows(0, 1, 1, 0))
    assert not is_semidefinite(rows(1, 2, 2, 1))
    assert not is_semidefinite(rows(-1))
    assert is_semidefinite(rows(0, 0, 0, 0))
