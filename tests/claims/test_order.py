"""Scalar goals: what is proved, what is not, and that a proof says what was asked."""

from __future__ import annotations

import pytest

from varsym.claims.proving.context import Context
from varsym.claims.proving.order import prove_order
from varsym.claims.translate import judgement, scalar_term
from varsym.pack import Compare, Condition, families, for_all, index, product, reals, summation

i, j, n = index("i j n")
x, y, z, K = reals("x y z K")
a, b = families("a b")

Case = tuple[Compare, tuple[Condition, ...]]


def equal(left: object, right: object) -> Compare:
    return Compare("=", left, right)  # type: ignore[arg-type]


TRUE: dict[str, Case] = {
    "equality of polynomials": (equal((x + y) * (x - y), x * x - y * y), ()),
    "a constant": (x <= x + 1, ()),
    "strictly": (x < x + 1, ()),
    "a fact": (x <= y, (x <= y,)),
    "a strict fact": (x <= y, (x < y,)),
    "two facts": (x <= z, (x <= y, y <= z)),
    "a strict one of two": (x < z, (x <= y, y < z)),
    "a product of facts": (x * x <= K * K, (0 <= x, x <= K)),
    "a power that grows": (K**n <= K ** (n + 1), (1 <= K, 0 <= n)),
    "a member of a family": (a[i] <= x, (for_all(j, 1, n, a[j] <= x), 1 <= i, i <= n)),
    "a geometric sum": (
        equal(summation(j, 1, n, K ** (n - j)), (K**n - 1) / (K - 1)), (1 < K, 1 <= n)),
    "a geometric sum times a layer": (
        equal(summation(j, 1, n, K ** (n - j) * x), (K**n - 1) / (K - 1) * x), (2 < K, 1 <= n)),
    "the closed form is below the power": (
        (K**n - 1) / (K - 1) <= K**n, (2 < K, 1 <= n)),
    "a product of one factor": (equal(product(i, 1, n, K), K**n), (0 <= n,)),
    "sums term by term": (
        summation(i, 1, n, a[i]) <= summation(i, 1, n, b[i]), (for_all(i, 1, n, a[i] <= b[i]),)),
    "a product of positives": (0 < x * y, (0 < x, 0 < y)),
    "a positive index": (0 < n * x, (1 <= n, 0 < x)),
    "a sum with one positive term": (0 < x + y * z, (0 <= x, 0 < y, 0 < z)),
    "a strict fact times a positive": (x * z < y * z, (x < y, 0 < z)),
    "a positive number below": (0 < x, (1 <= x,)),
    "a chain to a positive number": (0 < x, (1 <= y, y <= x)),
    "a reciprocal that cancels": (equal(x * y / (y * z), x / z), (0 < y, 0 < z)),
    "two reciprocals that cancel": (equal(x / (y / z) / z, x / y), (0 < y, 0 < z)),
    "a sum of non-negatives": (0 <= summation(i, 1, n, a[i]), (for_all(i, 1, n, 0 <= a[i]),)),
    "a sum of a constant": (equal(summation(i, 1, n, x), n * x), (1 <= n,)),
    "the first n numbers": (
        equal(2 * summation(i, 1, n, i), n * n + n), (1 <= n,)),
}  # fmt: skip

NOT: dict[str, Case] = {
    "the reverse": (x + 1 <= x, ()),
    "no fact": (x <= y, ()),
    "the converse of a fact": (y <= x, (x <= y,)),
    "strictness out of nothing": (x < y, (x <= y,)),
    "a product of a positive and a zero": (0 < x * y, (0 < x, 0 <= y)),
    "a positive product of unknown signs": (0 < x, (0 < x * y,)),
    "a strict fact times a zero": (x * z < y * z, (x < y, 0 <= z)),
    "a strict fact times an unknown": (x * z < y * z, (x < y,)),
    "a reciprocal of what may vanish": (equal(x * y / y, x), (0 <= y,)),
    "an index that may be 0": (0 < n * x, (0 <= n, 0 < x)),
    "a square below its root": (x * x <= x, (0 <= x,)),
    "a product of facts without a sign": (x * x <= K * K, (x <= K,)),
    "a power that shrinks": (K ** (n + 1) <= K**n, (1 <= K, 0 <= n)),
    "a member out of range": (a[n + 1] <= x, (for_all(j, 1, n, a[j] <= x), 1 <= n)),
    "a member of an empty range": (a[1] <= x, (for_all(j, 1, n, a[j] <= x),)),
    "a geometric sum that is one short": (
        equal(summation(j, 1, n - 1, K ** (n - j)), (K**n - 1) / (K - 1)), (1 < K, 1 <= n)),
    "a geometric sum with another exponent": (
        equal(summation(j, 1, n, K ** (n - j)), (K ** (n + 1) - 1) / (K - 1)), (1 < K, 1 <= n)),
    "a geometric sum of ratio one": (
        equal(summation(j, 1, n, K ** (n - j)), (K**n - 1) / (K - 1)), (1 <= K, 1 <= n)),
    "the closed form for a small ratio": (
        (K**n - 1) / (K - 1) <= K**n, (1 < K, 1 <= n)),
    "a product of another length": (equal(product(i, 1, n, K), K ** (n - 1)), (1 <= n,)),
    "sums over different ranges": (
        summation(i, 1, n, a[i]) <= summation(i, 2, n, b[i]), (for_all(i, 1, n, a[i] <= b[i]),)),
    "a sum without signs": (0 <= summation(i, 1, n, a[i]), ()),
    "a sum of a constant, one off": (equal(summation(i, 1, n, x), (n - 1) * x), (1 <= n,)),
}  # fmt: skip


def context_of(case: Case) -> Context:
    return Context("sup", [judgement(c, "sup") for c in case[1]])


def proof(case: Case) -> object:
    goal = case[0]
    return prove_order(context_of(case), goal.op, scalar_term(goal.left), scalar_term(goal.right))


@pytest.mark.parametrize("name", TRUE)
def test_is_proved(name: str) -> None:
    case = TRUE[name]
    found = proof(case)
    assert found is not None
    goal = judgement(case[0], "sup")
    assert found.judgement == goal  # type: ignore[attr-defined]
    given = {judgement(c, "sup") for c in case[1]}
    assert found.hypotheses <= given  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", NOT)
def test_is_not_proved(name: str) -> None:
    assert proof(NOT[name]) is None


@pytest.mark.parametrize("name", TRUE)
def test_facts_that_speak_of_other_things_do_not_hinder(name: str) -> None:
    goal, conditions = TRUE[name]
    others = (for_all(i, 1, 3, b[i] <= 7), K * 0 <= 1)
    assert proof((goal, (*conditions, *others))) is not None
