"""The verdict and the standing of one statement, found without deciding what they do not need."""

from __future__ import annotations

import networkx as nx

from varsym.claims.collection import collection_paused
from varsym.claims.decisions import Claim, Decision, decide
from varsym.graph.audit import Audit, StatementAudit
from varsym.graph.paper import Paper
from varsym.graph.statement import Statement

__all__ = ["quick_audit"]


def quick_audit(paper: Paper, name: str) -> Audit:
    """Decide what the verdicts of a statement and of those below it rest on, in the sup reading.

    Steps of displayed proofs and forms of bounds are left out.  The conclusion comes first, and a
    claim that fails is followed by the repairs that may mend it, the narrowest first, which are
    declared last.  Where a claim is refuted and stays so, the rest can make nothing weaker.  So
    `verdict`, `standing` and `rests_on` are those of `audit_paper`; nothing else is to be asked.

    Parameters
    ----------
    paper : Paper
    name : str
        The id of the statement.

    Raises
    ------
    UnknownNameError
        If there is no such statement.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "Less", conclusion=x <= x - 1)])
    >>> quick_audit(toy, "lem:1").standing("lem:1")
    'refuted'
    """
    statement = paper.statement(name)
    below = nx.ancestors(paper.graph, statement.id)
    with collection_paused():
        return Audit(paper, [_found(s) for s in paper if s.id in below or s is statement])


def _found(statement: Statement) -> StatementAudit:
    decisions: dict[str, Decision] = {}
    named = {repair.mends for repair in statement.repairs}
    repairs = [(r.mends, c) for r, c in statement.repair_claims("sup")]

    def is_proved(claim: Claim) -> bool:
        if claim.id not in decisions:
            decisions[claim.id] = decide(claim)
        return decisions[claim.id].verdict == "proved"

    for claim in reversed(list(statement.printed_claims("sup"))):
        name = claim.id.partition("/")[2]
        is_step = name.startswith("step:")
        if (is_step and not statement.is_definition) or is_proved(claim):
            continue
        verdict = decisions[claim.id].verdict
        # A definition is mended by any repair, a claim by those that name it.
        wanted = name if name in named else "conclusion"
        fitting = [
            c
            for mends, c in reversed(repairs)
            if mends == wanted or (statement.is_definition and not mends.startswith("step:"))
        ]
        if verdict == "cited" or any(is_proved(c) for c in fitting):
            continue
        if verdict == "refuted":
            break
    return StatementAudit(statement, tuple(decisions.values()))
