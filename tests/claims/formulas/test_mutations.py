"""Formulas of the pack with one thing changed: none that makes no sense is proved."""

from __future__ import annotations

from itertools import islice

import pytest
from array_semantics import breaches
from formula_mutations import mutants
from instance_recheck import is_confirmed

from proofs.var_universality import paper
from varsym.claims.decisions import Claim
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.settling import settle

MUTANTS = 6

PROVED = {
    claim.id: claim
    for statement in paper
    for claim in statement.all_claims()
    if isinstance(claim.goal, a.Formula)
    and claim.metric == "sup"
    and all(settled.holds for settled in settle(claim.goal, claim.conditions))
}


def changed(claim: Claim) -> list[a.Formula]:
    """Return a few formulas, each one change away from that of a claim, spread over all."""
    assert isinstance(claim.goal, a.Formula)
    found = [goal for _, goal in mutants(claim.goal)]
    return found[:: max(1, len(found) // MUTANTS)]


@pytest.mark.parametrize("name", PROVED)
def test_a_change_is_proved_only_where_brute_force_finds_nothing(name: str) -> None:
    claim = PROVED[name]
    refuted = 0
    for goal in changed(claim):
        wrong = [s for s in settle(goal, claim.conditions) if not s.holds]
        if not wrong:
            assert next(islice(breaches(goal, claim.conditions, 2), 1), None) is None, goal
        for settled in wrong:
            if settled.holds is False:
                refuted += 1
                assert is_confirmed(settled, goal, claim.conditions), settled
    assert refuted, "no change of this formula is refuted"
