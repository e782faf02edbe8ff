"""The soundness battery: false claims, made by small changes of true ones, are never proved.

A mutant may be true by luck.  It counts as false only with a counterexample that
`recheck.is_confirmed` reads back from its print and decides with an evaluator of its own.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

import pytest
from elementary import TRUE
from mutations import Mutant, mutants
from recheck import is_confirmed

from proofs.var_universality import paper
from varsym.claims.classes.networks import Universal
from varsym.claims.decisions import Claim
from varsym.claims.proving.relations import prove_condition
from varsym.claims.refuting.search import find_counterexample
from varsym.errors import PackError
from varsym.graph.statement import Statement
from varsym.kernel import TermError

AT_LEAST = 450
CERTAINLY_FALSE = 300
#: How many mutants are made of each claim of a statement; what is slow to prove gets fewer.
SHARE = {"lem:6.3": 14, "lem:6.4": 10, "lem:6.5": 8, "thm:6.6": 2}
ELEMENTARY = 19
BUDGET = 120


@dataclass(frozen=True)
class Fate:
    mutant: Mutant
    proved: bool
    false: bool
    refuted: bool


def bases() -> Iterator[tuple[str, Claim, int]]:
    for name, (goal, conditions, metric) in TRUE.items():
        yield name, Claim(name, goal, conditions, metric), ELEMENTARY
    for name, share in SHARE.items():
        for claim in claims_of(paper.statements[name]):
            yield claim.id, claim, share


def claims_of(statement: Statement) -> Iterator[Claim]:
    """Yield the claims of a statement; those on classes have mutants and a test of their own."""
    for metric in statement.metrics:
        found = [
            *statement.printed_claims(metric),
            *(claim for _, claim in statement.repair_claims(metric)),
            *(claim for *_, claim in statement.bound_claims(metric)),
        ]
        yield from (claim for claim in found if not isinstance(claim.goal, Universal))


def chosen(name: str, claim: Claim, share: int) -> list[Mutant]:
    """Draw mutants, those of the goal twice as often, each operator before any comes again."""
    draw = random.Random(name)  # noqa: S311 - repeatable on purpose
    by_operator: dict[str, list[Mutant]] = {}
    for mutant in dict.fromkeys(mutants(name, claim.goal, claim.conditions, claim.metric)):
        by_operator.setdefault(mutant.what, []).append(mutant)
    for many in by_operator.values():
        draw.shuffle(many)
    names = sorted(by_operator, key=lambda what: (what.startswith("hypothesis:"), draw.random()))
    rounds = zip_longest(*(by_operator[what] for what in names))
    return [m for many in rounds for m in many if m is not None][:share]


def fate(mutant: Mutant) -> Fate | None:
    """Run both sides on a mutant; None for one that cannot be stated."""
    try:
        proved = prove_condition(mutant.conditions, mutant.goal, mutant.metric) is not None
    except (TermError, PackError):
        return None
    found = find_counterexample(mutant.conditions, mutant.goal, mutant.metric, BUDGET)
    false = found is not None and is_confirmed(mutant.conditions, mutant.goal, mutant.metric, found)
    return Fate(mutant, proved, false, found is not None)


@pytest.fixture(scope="module")
def fates() -> list[Fate]:
    made = [m for name, claim, share in bases() for m in chosen(name, claim, share)]
    return [found for m in made if (found := fate(m)) is not None]


def shown(found: list[Fate]) -> list[str]:
    return [f"{one.mutant.base}: {one.mutant.what}: {one.mutant.goal}" for one in found]


def test_there_are_enough_false_claims(
    fates: list[Fate], record_testsuite_property: Callable[[str, object], None]
) -> None:
    false = [one for one in fates if one.false]
    record_testsuite_property("mutants", len(fates))
    record_testsuite_property("certainly false", len(false))
    record_testsuite_property("share refuted", f"{len(false) / len(fates):.3f}")
    record_testsuite_property("proved, so true", sum(one.proved for one in fates))
    assert len(fates) >= AT_LEAST
    assert len(false) >= CERTAINLY_FALSE


def test_no_false_claim_is_proved(fates: list[Fate]) -> None:
    assert shown([one for one in fates if one.false and one.proved]) == []


def test_nothing_that_is_proved_is_refuted(fates: list[Fate]) -> None:
    assert shown([one for one in fates if one.refuted and one.proved]) == []


def test_each_counterexample_is_confirmed_by_an_evaluator_of_another_kind(
    fates: list[Fate],
) -> None:
    assert shown([one for one in fates if one.refuted and not one.false]) == []


def test_the_false_claims_are_of_many_kinds(fates: list[Fate]) -> None:
    kinds = Counter(one.mutant.what.removeprefix("hypothesis: ") for one in fates if one.false)
    for what in (
        "exponent + 1",
        "upper limit - 1",
        "index + 1",
        "hypothesis dropped",
        "wrong metric",
        "composition swapped",
        "second term dropped",
        "relation reversed",
        "sharpened",
        "number + 1",
    ):
        assert kinds[what] > 0, what
    assert len(kinds) >= 20


@pytest.mark.parametrize("name", TRUE)
def test_what_the_mutants_are_made_of_is_true(name: str) -> None:
    goal, conditions, metric = TRUE[name]
    assert find_counterexample(conditions, goal, metric, BUDGET) is None


def test_most_of_what_they_are_made_of_is_proved() -> None:
    missing = [
        name
        for name, (goal, conditions, metric) in TRUE.items()
        if prove_condition(conditions, goal, metric) is None
    ]
    assert len(missing) <= 2, missing


def test_a_mutant_of_a_true_claim_differs_from_it() -> None:
    for name, claim, _ in bases():
        made = list(mutants(name, claim.goal, claim.conditions, claim.metric))
        assert len(made) >= 5
        same = (claim.goal, claim.conditions, claim.metric)
        assert all((m.goal, m.conditions, m.metric) != same for m in made)
