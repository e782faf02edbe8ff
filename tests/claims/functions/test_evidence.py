"""What is found about claims with functions, and a battery of claims made at random.

What is proved has to hold at every point that is tried, and what is refuted has to fail at the
point that is printed; both are decided by an evaluator of another kind.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from function_claims import made_claim, made_order
from function_semantics import grid, is_counterexample, letters, truth

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, Decision, Evidence, decide
from varsym.claims.functions.elementary import Exp, ReLU
from varsym.claims.functions.evidence import examine_functions, is_function_claim
from varsym.claims.proving.relations import prove_condition

x, y = e.reals("x y")
(n,) = e.index("n")
BLOCK = 60
ORDERS = 250
POINTS = 400


def failing(goal: e.Condition, given: tuple[e.Condition, ...], seed: int) -> object:
    """Return a point at which the conditions hold and the goal does not, or None."""
    draw = random.Random(seed)  # noqa: S311 - repeatable on purpose
    found = list(letters((*given, goal)))
    worlds = grid(found, draw, POINTS)
    return next((w for w in worlds if truth(given, goal, w) is False), None)


@pytest.mark.parametrize("start", range(4))
def test_random_claims(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("varsym.claims.functions.instances.BUDGET", 300)
    verdicts: Counter[bool | None] = Counter()
    for seed in range(start * BLOCK, (start + 1) * BLOCK):
        goal, given = made_claim(seed)
        if not is_function_claim(goal):
            continue
        found = examine_functions(goal, given)
        verdicts[found.holds] += 1
        if found.holds:
            assert failing(goal, given, seed) is None, (seed, goal, given)
        elif found.holds is False:
            draw = random.Random(seed)  # noqa: S311 - repeatable on purpose
            shown = found.counterexample["assignment"]  # type: ignore[index]
            assert is_counterexample(given, goal, shown, draw), (seed, goal, given)
    assert verdicts[True] >= BLOCK // 8
    assert verdicts[False] >= BLOCK // 4


def test_random_inequalities_of_products_and_reciprocals() -> None:
    proved = 0
    for seed in range(ORDERS):
        goal, given = made_order(seed)
        if prove_condition(given, goal, "sup") is not None:
            proved += 1
            assert failing(goal, given, seed) is None, (seed, goal, given)
    assert proved >= ORDERS // 8


def test_which_claims_are_meant() -> None:
    assert is_function_claim(e.for_all(n, 1, 2, x <= ReLU(x)))
    assert not is_function_claim(x <= y)
    assert not is_function_claim(e.Linear(e.Identity(e.Space((n,)))))


def test_neither_is_said_openly() -> None:
    found = examine_functions(Exp(Exp(x)) <= Exp(Exp(x)) + 1, [])
    assert found.holds is None
    assert found.summary == "neither a proof nor a counterexample was found"


def test_evidence_that_is_sent_is_not_believed() -> None:
    claim = Claim("demo", ReLU(x) <= x, ())
    honest = decide(claim)
    assert honest.verdict == "refuted"
    assert Decision(claim, Evidence("formula", "proved, on my word")).verdict == "refuted"
    assert Decision(claim, Evidence("kernel", "no theorems")).verdict == "open"


def test_an_open_claim_with_a_reference_is_cited() -> None:
    goal = Exp(Exp(x)) <= Exp(Exp(x)) + 1
    assert decide(Claim("demo", goal, (), reference="a book")).verdict == "cited"
    assert decide(Claim("demo", ReLU(x) <= x, (), reference="a book")).verdict == "refuted"


def test_a_false_claim_without_functions_is_refuted_too() -> None:
    given = (0 < y, e.equals(n * y, 1), x <= 2 * n)
    found = decide(Claim("demo", x <= y, given))
    assert found.verdict == "refuted"
    draw = random.Random(1)  # noqa: S311 - repeatable on purpose
    assert is_counterexample(given, x <= y, found.evidence.counterexample["assignment"], draw)  # type: ignore[index]


def test_a_condition_with_an_exponential_does_not_hinder_a_plain_claim() -> None:
    x, y = e.reals("x y")
    given = (0 <= x, e.equals(y, Exp(x)))
    assert decide(Claim("plain", 0 <= x + 1, given)).verdict == "proved"
    assert decide(Claim("plain", 1 <= x, given)).verdict == "refuted"
