"""A hinted counterexample is decided like any other model, and never more than that."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from proofs.var_universality import paper
from varsym.claims.decisions import decide
from varsym.claims.refuting.search import Hint, find_counterexample
from varsym.exact import PiecewiseLinear
from varsym.graph.audit import audit_paper
from varsym.graph.statement import Statement
from varsym.pack import Paper, Space, equals, maps, norm, reals

line = Space(reals("d"))
(f,) = maps("f", lambda _: (line, line))
HALF = Fraction(1, 2)


def claim_of(statement: Statement, name: str):
    return next(c for c in statement.all_claims() if c.id == f"{statement.id}/{name}")


def test_a_hint_finds_what_the_search_is_not_given_time_for() -> None:
    claim = claim_of(paper.statements["lem:6.4"], "repair:1")
    hint = Hint(
        {"j": 1, "n": 2},
        {("u", (1,)): PiecewiseLinear.affine(1, HALF), ("v", (2,)): PiecewiseLinear.step(1, 0, 1)},
    )
    assert find_counterexample(claim.conditions, claim.goal, "sup", budget=0) is None
    found = find_counterexample(claim.conditions, claim.goal, "sup", budget=0, hint=hint)
    assert found is not None
    assert (found.left, found.right) == ("1", "1/2")


def test_a_hint_that_meets_no_condition_refutes_nothing() -> None:
    claim = claim_of(paper.statements["lem:6.3"], "conclusion")
    for at in ({"i": 1, "r": 1}, {"i": 2, "r": 1}, {}):
        hint = Hint(at, {("f", (1,)): PiecewiseLinear.step(0, 0, 9)})
        given = (claim.conditions, claim.goal, "sup")
        assert find_counterexample(*given, budget=0, hint=hint) is None


def test_a_hint_never_outweighs_a_proof() -> None:
    (x,) = reals("x")
    plain = Statement("lem:1", "lemma", "True", conclusion=x <= x + 1)
    hinted = replace(plain, hints={"conclusion": Hint({}, reals={("x", ()): Fraction(7)})})
    assert decide(claim_of(hinted, "conclusion")).verdict == "proved"


def test_without_its_hint_a_claim_may_be_open_but_is_never_proved() -> None:
    target = PiecewiseLinear.constant(Fraction(22, 7))
    goal = equals(norm(f[1] - f[1]), norm(f[1] - f[1]) * 0)
    false = norm(f[1]) <= 3
    hint = Hint({}, {("f", (1,)): target})
    statement = Statement("lem:1", "lemma", "False", conclusion=false, hints={"conclusion": hint})
    bare = replace(statement, hints={})
    verdicts = [audit_paper(Paper("toy", "Toy", [s]))["lem:1"].verdict for s in (statement, bare)]
    assert verdicts[0] == "refuted"
    assert verdicts[1] in ("refuted", "open")
    assert decide(claim_of(replace(statement, conclusion=goal), "conclusion")).verdict == "proved"
