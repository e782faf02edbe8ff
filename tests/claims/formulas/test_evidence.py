"""What is told about claims on arrays: each thing that is wrong, with values, on one line."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from array_letters import A, S, formula, h, i, k, m, n, number, one, r, rows, u, v, y, z

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.evidence import examine
from varsym.errors import UnknownNameError
from varsym.maps.kernels import parse_kernel

X, Y = a.ArrayVariable("X", (n,)), a.ArrayVariable("Y", (n,))
copied = (a.Sides("n"), a.Let(X), a.Let(Y))
volume = a.ArrayVariable("V", (n, m, h))

LINES: dict[str, tuple[a.Formula | a.ArrayCompare, tuple[str, ...]]] = {
    "above": (
        formula(*copied, a.Let(z), a.Defined(z, X[n + 1])),
        ("n + 1 in X_{n + 1}: 2 is above 1 at n = 1",),
    ),
    "below": (
        formula(*copied, a.Let(z), a.Defined(z, X[n - 1])),
        ("n - 1 in X_{n - 1}: 0 is below 1 at n = 1",),
    ),
    "no integer": (
        formula(a.Sides("h r"), a.Let(a.ArrayVariable("X", (h / r,)))),
        ("h / r in X: 1/2 is not an integer at h = 1, r = 2",),
    ),
    "a shape": (
        formula(a.Sides("m"), *copied, a.Defined(X, a.Ones((m,)))),
        ("X: 1 is not 2 at m = 1, n = 2",),
    ),
    "axes": (
        formula(a.Sides("n m h"), a.Let(volume), a.Let(z), a.Defined(z, volume[1, 1])),
        ("V_{1,1}: 3 is not 2",),
    ),
    "a divisor": (
        formula(a.Let(y), a.Let(z), a.Defined(z, number(1) / y)),
        ("1 / y: a division by 0 at y = 0",),
    ),
    "a scalar's divisor": (
        formula(a.Sides("n"), a.Let(z), a.Defined(z, number(1 / (n - 2)))),
        ("1 / (n-2): a division by 0 at n = 2",),
    ),
    "a radicand": (
        formula(a.Let(y), a.Let(z), a.Defined(z, a.sqrt(y))),
        ("sqrt(y): -1 is below 0 at y = -1",),
    ),
    "a letter": (
        formula(*copied, rows, a.Defined(X[i], Y[i] * number(k))),
        ("k is nowhere declared: Y_{i}·k",),
    ),
    "a comparison": ((u + v).same(u), ("u + v = u: 1 is not 0 at u = [0], v = [1]",)),
    "an order": (
        a.norm_2(u) <= a.norm_2(v),
        ("‖u‖₂ ≤ ‖v‖₂: √1 is above √0 at u = [1], v = [0]",),
    ),
    "all of it, divisors first and letters last": (
        formula(*copied, a.Let(y), a.Defined(Y, X[n + 1] * number(k) * a.Ones((n,)) / y)),
        (
            "X_{n + 1}·k∘1_{n} / y: a division by 0 at y = 0",
            "n + 1 in X_{n + 1}: 2 is above 1 at n = 1",
            "k is nowhere declared: X_{n + 1}·k∘1_{n} / y",
        ),
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_faults_are_told(name: str) -> None:
    goal, lines = LINES[name]
    found = examine(goal, ())
    assert [line.replace("X = [0], ", "") for line in found.faults] == list(lines)
    assert (found.holds, found.summary) == (False, found.faults[0])
    decision = decide(Claim("c", goal, ()))
    assert tuple(decision.evidence.details.values()) == found.faults
    assert decision.evidence.counterexample == found.counterexample
    assert set(found.counterexample or ()) == {"world", "assignment", "left", "relation", "right"}


def test_what_holds_is_counted() -> None:
    given = formula(*copied, rows, a.Defined(X[i], a.exp(Y[i]) / a.exp(Y[n])))
    found = examine(given, ())
    assert (found.holds, found.faults, found.counterexample) == (True, (), None)
    assert found.summary == "all letters declared; for all sizes: 1 divisor, 1 integer, 3 ranges"
    assert examine(formula(a.Symbol("x")), ()).summary.endswith("nothing else to check")


def test_what_is_not_settled_is_said_so() -> None:
    eps = e.Real("eps")
    given = formula(a.Let(y), a.Let(z), a.Symbol("eps"), a.Defined(z, y / (y * y + number(eps))))
    assert examine(given, ()).summary == "not settled: y / (y² + ε)"
    assert examine(given, (eps > 0,)).holds is True
    twice = examine((a.array_sum(i, 1, n, u[i]) * u[i]).same(u[i]).where(rows), ())
    assert twice.summary == "not settled: Σ_{i=1}^{n} u_{i}"


def test_a_proof_says_how() -> None:
    assert "same entries" in examine((u * v).same(v * u), ()).summary
    found = examine(a.inner(u, v) ** 2 <= a.inner(u, u) * a.inner(v, v), ())
    assert found.summary.startswith("the difference is 1/2·Σ")


@pytest.mark.parametrize(
    "goal",
    [goal for goal, _ in LINES.values()]
    + [
        a.KernelWithin("bspline", 3, Fraction(0), Fraction(1)),
        (A @ S.T).same(A).where(rows),
        formula(a.LetMap("f", i, one, n), a.PositiveInteger(n), where=(a.Divides(2, n),)),
        formula(a.Defined(z, a.Joined((u,), "k", one, n, a.Inverse(a.Diagonal(u))[k, a.ALL]))),
    ],
)
def test_claims_go_through_pickle(goal: e.Condition) -> None:
    claim = Claim("c", goal, (a.Divides(r, h), n >= 1))
    again = pickle.loads(pickle.dumps(claim))
    assert again == claim
    assert hash(again) == hash(claim)
    assert again.text == claim.text


# ---------------------------------------------------------------- kernels


@pytest.mark.parametrize(
    ("kernel", "degree", "low", "high", "holds"),
    [
        ("bspline", 3, 0, 1, True),
        ("bspline", 3, 0, Fraction(2, 3), True),
        ("bspline", 3, 0, Fraction(2, 3) - Fraction(1, 10**9), False),
        ("bspline", 3, Fraction(1, 10**9), 1, False),
        ("bspline", 2, 0, 1, False),
        ("linear", 1, 0, 1, True),
        ("linear", 1, 0, Fraction(1, 2), False),
        ("keys:-1/2", 3, 0, 1, False),
        ("keys:-1/2", 3, Fraction(-2, 27), 1, True),
        ("keys:-1/2", 3, Fraction(-2, 27) + Fraction(1, 10**9), 1, False),
        ("area", 3, 0, 1, None),
    ],
)
def test_kernels(
    kernel: str, degree: int, low: Fraction | int, high: Fraction | int, holds: bool | None
) -> None:
    found = examine(a.KernelWithin(kernel, degree, Fraction(low), Fraction(high)), ())
    assert found.holds is holds
    if holds is False and found.counterexample is not None and found.counterexample["assignment"]:
        place = Fraction(found.counterexample["assignment"]["x"])
        value = parse_kernel(kernel).weight(place)
        assert not low <= value <= high
        assert str(value) == found.counterexample["left"]


def test_an_unknown_kernel_is_named() -> None:
    with pytest.raises(UnknownNameError):
        examine(a.KernelWithin("unheard", 3, Fraction(0), Fraction(1)), ())
