"""The audit: every claim decided, every verdict derived from what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from varsym import kernel as k
from varsym.claims.collection import collection_paused
from varsym.claims.decisions import Claim, Decision, Evidence, decide, is_recomputed
from varsym.graph.paper import Paper, unknown
from varsym.graph.statement import Repair, Statement, depends_on_reading
from varsym.notebook_faces import NotebookFace

__all__ = ["Audit", "StatementAudit", "audit_paper"]

#: Verdicts from the strongest to the weakest; a standing is the weakest on the way down.
STRENGTH = (
    "proved", "well-formed", "repaired", "ill-formed", "cited", "open", "refuted",
)  # fmt: skip


@dataclass(frozen=True)
class StatementAudit(NotebookFace):
    """What was found about one statement.

    Attributes
    ----------
    statement : Statement
    decisions : tuple of Decision
        Every claim that was decided, printed ones first.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "Squares", conclusion=0 <= x * x)])
    >>> toy["lem:1"].found.verdict
    'proved'
    """

    statement: Statement
    decisions: tuple[Decision, ...]

    def decision(self, claim: str) -> Decision:
        """Return the decision of a claim by its id."""
        for decision in self.decisions:
            if decision.claim.id == claim:
                return decision
        raise unknown("claim", claim, [d.claim.id for d in self.decisions])

    @cached_property
    def readings(self) -> dict[str, str]:
        """The verdict in each reading."""
        return {metric: self._verdict(metric) for metric in self.statement.metrics}

    @cached_property
    def verdict(self) -> str:
        """The verdict of the sup reading."""
        return self._verdict("sup")

    def _verdict(self, metric: str) -> str:
        if self.statement.is_definition:
            found = {d.verdict for d in self._printed(metric)}
            if "refuted" in found:
                return "ill-formed"
            return "well-formed" if found == {"proved"} else "open"
        claimed = [str(d.verdict) for d in self._printed(metric) if "/step:" not in d.claim.id]
        if not claimed:
            return "open"
        verdict = max(claimed, key=STRENGTH.index)
        if verdict not in ("proved", "cited") and self._is_mended(metric):
            return "repaired"
        return verdict

    def _is_mended(self, metric: str) -> bool:
        return all(repair is not None for _, repair in self.mended(metric))

    def mended(self, metric: str = "sup") -> list[tuple[Decision, Repair | None]]:
        """Return the printed claims that fail, each with the proved repair that mends it, if any.

        A claim that no repair names is mended by what repairs the whole.  The relations of the
        printed proof are left out.

        Parameters
        ----------
        metric : {"sup", "L_alpha"}
            The reading.
        """
        named = {repair.mends for repair in self.statement.repairs}
        found: list[tuple[Decision, Repair | None]] = []
        for decision in self._printed(metric):
            name = decision.claim.id.partition("/")[2].partition("@")[0]
            if name.startswith("step:") or decision.verdict in ("proved", "cited"):
                continue
            repair = self.repair(metric, name if name in named else "conclusion")
            found.append((decision, repair and repair[0]))
        return found

    def _printed(self, metric: str) -> list[Decision]:
        wanted = {c.id for c in self.statement.printed_claims(metric)}
        return [d for d in self.decisions if d.claim.id in wanted]

    def repair(
        self, metric: str = "sup", mends: str | None = None
    ) -> tuple[Repair, Decision] | None:
        """Return the first repair that is proved in the reading `metric`, with its decision.

        Of what it mends, if that is given; else of the whole, which the repair of a step of the
        proof is not.
        """
        known = {d.claim.id: d for d in self.decisions}
        for repair, claim in self.statement.repair_claims(metric):
            decision = known.get(claim.id)
            meant = repair.mends == mends
            if mends is None:
                meant = not repair.mends.startswith("step:")
            if meant and decision is not None and decision.verdict == "proved":
                return repair, decision
        return None

    def bounds(self, metric: str = "sup") -> dict[str, Decision]:
        """Return the quantitative forms that are proved in the reading `metric`, by name."""
        known = {d.claim.id: d for d in self.decisions}
        found = {}
        for name, _, claim in self.statement.bound_claims(metric):
            decision = known.get(claim.id)
            if decision is not None and decision.verdict == "proved":
                found[name] = decision
        return found

    @property
    def steps(self) -> list[Decision]:
        """The decisions of the displayed relations, in the sup reading and in order."""
        return [d for d in self._printed("sup") if "/step:" in d.claim.id]

    @property
    def printed_proof(self) -> str:
        """Whether the displayed derivation holds as printed, in the sup reading."""
        if not self.steps:
            return "none"
        return "valid" if all(d.verdict == "proved" for d in self.steps) else "gap"

    @property
    def first_failure(self) -> Decision | None:
        """The first displayed relation, else the conclusion or claim, that is not proved."""
        conclusion = [d for d in self._printed("sup") if d.claim.id.endswith("/conclusion")]
        for decision in [*self.steps, *conclusion, *self._printed("sup")]:
            if decision.verdict in ("refuted", "open"):
                return decision
        return None


class Audit(NotebookFace):
    """The findings on a whole paper.

    Parameters
    ----------
    paper : Paper
    statements : iterable of StatementAudit
    """

    def __init__(self, paper: Paper, statements: Iterable[StatementAudit]) -> None:
        self.paper = paper
        self._found = {a.statement.id: a for a in statements}

    def __getitem__(self, name: str) -> StatementAudit:
        if name not in self._found:
            raise unknown("statement", name, self._found)
        return self._found[name]

    def __iter__(self) -> Iterator[StatementAudit]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def rests_on(self, name: str) -> list[tuple[str, str]]:
        """Return the statements below the one called `name` that are weaker than proved.

        Each comes with its verdict.
        """
        below = nx.ancestors(self.paper.graph, name)
        found = [(other, self[other].verdict) for other in self._found if other in below]
        return [(other, v) for other, v in found if v not in ("proved", "well-formed")]

    def standing(self, name: str) -> str:
        """Return the weakest verdict among the statement called `name` and what it depends on."""
        found = [name, *(other for other, _ in self.rests_on(name))]
        return self[max(found, key=self._weakness)].verdict

    def _weakness(self, name: str) -> int:
        """Rank a verdict; what is ill-formed and has no reading that is proved ranks last."""
        found = self[name]
        if found.verdict == "ill-formed" and found.repair() is None:
            return len(STRENGTH)
        return STRENGTH.index(found.verdict)

    def totals(self) -> dict[str, dict[str, int]]:
        """Return how many statements and claims there are of each verdict."""
        statements: dict[str, int] = {}
        claims: dict[str, int] = {}
        for found in self:
            statements[found.verdict] = statements.get(found.verdict, 0) + 1
            for decision in found.decisions:
                claims[decision.verdict] = claims.get(decision.verdict, 0) + 1
        return {"statements": statements, "claims": claims}

    @property
    def undecided(self) -> list[str]:
        """The ids of the claims that are open, those of repairs and bounds among them."""
        return [d.claim.id for a in self for d in a.decisions if d.verdict == "open"]

    @property
    def faults(self) -> list[str]:
        """The ids of statements and printed claims that are refuted or ill-formed."""
        found = [a.statement.id for a in self if a.verdict in ("refuted", "ill-formed")]
        for a in self:
            printed = {c.id for m in a.statement.metrics for c in a.statement.printed_claims(m)}
            found += [
                d.claim.id for d in a.decisions if d.claim.id in printed and d.verdict == "refuted"
            ]
        return found


def audit_paper(
    paper: Paper,
    only: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
    executor: Executor | None = None,
) -> Audit:
    """Decide every claim of a paper.

    Parameters
    ----------
    paper : Paper
    only : sequence of str
        Ids of statements; these and what they depend on are audited. All, if empty.
    progress : callable, optional
        Called with the id of each claim that is decided.
    executor : concurrent.futures.Executor, optional
        Where claims are decided; what comes back is replayed by the kernel here, and what would
        be computed here again is not sent.

    Raises
    ------
    UnknownNameError
        If `only` names a statement that is not there.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "Squares", conclusion=0 <= x * x)])
    >>> audit_paper(toy)["lem:1"].verdict
    'proved'
    """
    wanted = set(paper.statements)
    if only:
        for name in only:
            paper.statement(name)
        wanted = set(only).union(*(nx.ancestors(paper.graph, name) for name in only))
    chosen = [s for s in paper if s.id in wanted]
    claims = [(s, claim) for s in chosen for claim in s.all_claims()]
    if executor is None:
        results = _decided(claim for _, claim in claims)
    else:
        results = _decided_elsewhere([claim for _, claim in claims], executor)
    found: dict[str, list[Decision]] = {s.id: [] for s in chosen}
    with collection_paused():
        for (statement, claim), decision in zip(claims, results, strict=True):
            found[statement.id].append(decision)
            if progress is not None:
                progress(claim.id)
    return Audit(paper, [StatementAudit(s, tuple(found[s.id])) for s in chosen])


def _decided(claims: Iterable[Claim]) -> Iterator[Decision]:
    """Decide claims in turn; what rests on no norm of the reading serves both readings."""
    shared: dict[tuple[object, ...], Evidence] = {}
    for claim in claims:
        key = (claim.goal, claim.conditions, claim.reference)
        if key in shared:
            yield Decision(claim, shared[key])
            continue
        decision = decide(claim)
        proved = decision.verdict == "proved"
        if not depends_on_reading(claim) or (proved and not _mentions_norms(decision.evidence)):
            shared[key] = decision.evidence
        yield decision


def _decided_elsewhere(claims: Sequence[Claim], executor: Executor) -> Iterator[Decision]:
    """Decide claims by an executor, but for those whose verdict would be computed here again."""
    waiting = [
        None if is_recomputed(claim) else executor.submit(decide_elsewhere, claim)
        for claim in claims
    ]
    for claim, sent in zip(claims, waiting, strict=True):
        yield decide(claim) if sent is None else _received(claim, sent.result())


def _mentions_norms(evidence: Evidence) -> bool:
    said = [j for t in evidence.theorems for j in (t.judgement, *t.hypotheses)]
    said += [j for t in evidence.theorems for _, j in (*t.citations, *t.oracles)]
    return not evidence.theorems or any("norm(" in j.key or "push(" in j.key for j in said)


def decide_elsewhere(claim: Claim) -> tuple[Evidence, dict[str, object] | None]:
    """Decide a claim in another process; theorems travel as a certificate."""
    with collection_paused():
        evidence = decide(claim).evidence
    if not evidence.theorems:
        return evidence, None
    bare = Evidence(evidence.kind, evidence.summary, (), evidence.names, None, evidence.details)
    return bare, k.certificate(evidence.theorems)


def _received(claim: Claim, sent: tuple[Evidence, dict[str, object] | None]) -> Decision:
    bare, certificate = sent
    if certificate is None:
        return Decision(claim, bare)
    theorems = tuple(k.replay(certificate))
    evidence = Evidence(bare.kind, bare.summary, theorems, bare.names, None, bare.details)
    return Decision(claim, evidence)
