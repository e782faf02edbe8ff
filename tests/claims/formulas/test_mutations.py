"""Claims of the pack with one thing changed: none is proved that brute force shows to be false."""

from __future__ import annotations

from random import Random

import pytest
from array_letters import is_false
from array_semantics import breaches
from formula_mutations import mutants
from instance_recheck import is_comparison_broken, is_confirmed

from proofs.var_universality import paper
from varsym.claims.decisions import Claim
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.comparisons import compare
from varsym.claims.formulas.duties import Ambiguous
from varsym.claims.formulas.settling import settle

MUTANTS = 5

CLAIMS = {
    claim.id: claim
    for statement in paper
    for claim in statement.all_claims()
    if claim.metric == "sup"
}
FORMULAS = {
    name: claim
    for name, claim in CLAIMS.items()
    if isinstance(claim.goal, a.Formula)
    and all(settled.holds for settled in settle(claim.goal, claim.conditions))
}
COMPARISONS = {
    name: claim.goal
    for name, claim in CLAIMS.items()
    if isinstance(claim.goal, a.ArrayCompare) and compare(claim.goal, claim.conditions).holds
}


def chosen(goal: a.Formula | a.ArrayCompare) -> list[a.Formula | a.ArrayCompare]:
    """Return a few claims that are one change away, the same every time, spread over all kinds."""
    found = [other for _, other in mutants(goal)]
    Random(repr(goal)).shuffle(found)  # noqa: S311 - repeatable on purpose
    return found[:MUTANTS]


def is_refuted(claim: Claim, goal: a.Formula) -> bool:
    """Settle a formula, hold what is found against brute force, and return whether it is broken."""
    settled = settle(goal, claim.conditions)
    if all(one.holds for one in settled):
        assert next(breaches(goal, claim.conditions, 2, runs=100), None) is None, goal
    broken = [one for one in settled if one.holds is False]
    if not any(isinstance(one.duty, Ambiguous) for one in settled):
        for one in broken:
            assert is_confirmed(one, goal, claim.conditions), one
    return bool(broken)


@pytest.mark.parametrize("name", FORMULAS)
def test_a_changed_formula_is_proved_only_where_brute_force_finds_nothing(name: str) -> None:
    claim = FORMULAS[name]
    assert isinstance(claim.goal, a.Formula)
    goals = [goal for goal in chosen(claim.goal) if isinstance(goal, a.Formula)]
    refuted = [is_refuted(claim, goal) for goal in goals]
    assert any(refuted)


@pytest.mark.parametrize("name", COMPARISONS)
def test_a_changed_comparison_is_proved_only_where_brute_force_finds_nothing(name: str) -> None:
    for goal in chosen(COMPARISONS[name]):
        assert isinstance(goal, a.ArrayCompare)
        found = compare(goal, ())
        if found.holds:
            assert not is_false(goal), goal
        if found.holds is False:
            assert is_comparison_broken(goal, found, ()), goal


def test_there_is_something_to_change() -> None:
    assert len(FORMULAS) >= 20
    assert len(COMPARISONS) >= 15
    goals = [*(claim.goal for claim in FORMULAS.values()), *COMPARISONS.values()]
    for goal in goals:
        assert isinstance(goal, a.Formula | a.ArrayCompare)
        made = [other for _, other in mutants(goal)]
        assert len(made) >= 10
        assert goal not in made
