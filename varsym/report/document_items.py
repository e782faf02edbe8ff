"""One statement as a section of the document: what is printed, what holds, what does not, why."""

from __future__ import annotations

from collections.abc import Iterator

from varsym.claims.decisions import Decision
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.procedures import Procedure
from varsym.graph.audit import Audit, StatementAudit
from varsym.graph.bounds import Bound, bound_of
from varsym.graph.constants import StatedConstant
from varsym.graph.paper import DEFAULT_PACK
from varsym.graph.statement import Statement
from varsym.report.counterexamples import brief, sides
from varsym.report.document_blocks import (
    Block,
    Code,
    Displayed,
    Formula,
    Link,
    Listing,
    Paragraph,
    Run,
    Runs,
    Section,
    Shell,
    Strong,
    Table,
    Verdict,
    joined,
)
from varsym.report.document_printed import goal_blocks, printed_section
from varsym.report.findings import (
    SIGNS,
    TriedRepair,
    change_of,
    claim_name,
    derivation_columns,
    ended,
    failing_steps,
    faults,
    in_reading,
    proof_reason,
    proved_bounds,
    repairs_tried,
    rules,
    verdict_reason,
    weight,
    worked,
)
from varsym.report.palette import READINGS
from varsym.report.typed_commands import typed

__all__ = ["heading", "item_section"]

_NAMED = 24  # statements that a standing names; what rests on a thousand stays readable
_KINDS = {
    "def": "Definition", "rem": "Remark", "thm": "Theorem", "cor": "Corollary", "lem": "Lemma",
    "ass": "Assumption", "fact": "Fact", "alg": "Algorithm",
}  # fmt: skip


def heading(statement: Statement) -> str:
    """Return what a paper calls a statement.

    Examples
    --------
    >>> heading(Statement("lem:6.3", "lemma", "Two Layers"))
    'Lemma 6.3'
    """
    kind, _, number = statement.id.partition(":")
    return f"{_KINDS.get(kind, kind.capitalize())} {number}"


def item_section(audit: Audit | None, found: StatementAudit) -> Section:
    """Return the section on one statement, from what was `found` about it.

    Its standing is left out where no audit is given.
    """
    statement = found.statement
    pack = DEFAULT_PACK if audit is None else audit.paper.name
    parts = [printed_section(statement), _verdicts(found)]
    parts += [*_faults(found), *_open(found), *_derivation(found), *_repairs(found)]
    parts += [*_evidence(found), *_bounds(found, pack)]
    parts += [] if audit is None else [_standing(audit, found)]
    title = f"{heading(statement)}: {statement.title}" if statement.title else heading(statement)
    return Section([title], statement.id, (), parts)


# ------------------------------------------------------------------ verdicts


def _verdicts(found: StatementAudit) -> Section:
    items: list[Runs] = []
    several = len(found.readings) > 1
    for metric, verdict in found.readings.items():
        where = f"As printed, {in_reading(metric)}: " if several else "As printed: "
        reason = verdict_reason(found, metric, verdict)
        items.append([where, Verdict(verdict), ". ", reason])
    if found.printed_proof != "none":
        items.append(["Printed proof: ", Verdict(found.printed_proof), ". ", proof_reason(found)])
    return Section(["Verdict"], "", [Listing(items)])


def _faults(found: StatementAudit) -> Iterator[Section]:
    items: list[Runs] = []
    several = len(found.readings) > 1
    for _, decision, lines in faults(found):
        where = f" {in_reading(decision.claim.metric)}: " if several else ": "
        label: list[Run] = [Code(claim_name(decision)), where]
        data = decision.evidence.counterexample
        if data is not None and data["world"] != "shapes":
            items.append([*label, Strong(f"{sides(decision)}."), " ", worked(decision)])
            continue
        items += [[*label, ended(line)] for line in lines]
    if items:
        yield Section(["What does not fit"], "", [Listing(items)])


def _open(found: StatementAudit) -> Iterator[Section]:
    printed = {c.id for m in found.readings for c in found.statement.printed_claims(m)}
    shown = found.statement.derivation is not None
    items: list[Runs] = [
        [Code(d.claim.id.partition("/")[2]), ": ", ended(d.evidence.summary)]
        for d in found.decisions
        if d.claim.id in printed and d.verdict == "open"
        if not (shown and "/step:" in d.claim.id)
    ]
    if items:
        yield Section(["What is open"], "", [Listing(items)])


# ------------------------------------------------------------------ the printed proof


def _derivation(found: StatementAudit) -> Iterator[Section]:
    display = found.statement.derivation
    if display is None:
        return
    columns = derivation_columns(found)
    several = len(columns) > 1
    marks: list[Runs] = [[READINGS.get(m, m)] if several else ["verdict"] for m in found.readings]
    blank: list[Runs] = [[""] for _ in columns]
    rows: list[list[Runs]] = [[[""], *blank, [""], [Formula.of(display.first)]]]
    for k, (op, right) in enumerate(display.steps):
        cells: list[Runs] = [[Verdict(column[k].verdict, True)] for column in columns]
        rows.append([[f"{k + 1}"], *cells, [SIGNS[op]], [Formula.of(right)]])
    head: list[Runs] = [["step"], *marks, [""], ["expression"]]
    widths = [0.0, *(0.0 for _ in columns), 0.0, 0.72]
    blocks: list[Block] = [Table(head, rows, widths)]
    if display.conditions:
        also = joined(Formula.of(c) for c in display.conditions)
        blocks.append(Paragraph(["The proof assumes as well: ", *also, "."]))
    wrong = failing_steps(found)
    if wrong:
        blocks.append(
            Paragraph(["The steps that are not proved, each in the first norm where it fails:"])
        )
        blocks.append(Listing([_failing(d, several) for d in wrong]))
    yield Section(["The displayed derivation"], "", blocks)


def _failing(decision: Decision, several: bool) -> Runs:
    name = claim_name(decision).replace(":", " ").capitalize()
    where = f" {in_reading(decision.claim.metric)}" if several else ""
    shown: list[Run] = [f"{name}{where}: "]
    if decision.evidence.counterexample is None:
        return [*shown, Verdict(decision.verdict), ", ", ended(decision.evidence.summary)]
    return [*shown, Strong(f"{sides(decision)}."), " ", worked(decision)]


# ------------------------------------------------------------------ repairs and bounds


def _repairs(found: StatementAudit) -> Iterator[Section]:
    tried = repairs_tried(found)
    if not tried:
        return
    blocks: list[Block] = []
    for number, repair in enumerate(tried, 1):
        blocks += _repair(found, number, repair)
    yield Section(["Repairs, in the order tried"], "", blocks)


def _repair(found: StatementAudit, number: int, tried: TriedRepair) -> Iterator[Block]:
    repair, decision = tried.repair, tried.decisions[0]
    where: list[Run] = [] if repair.mends == "conclusion" else [" of ", Code(repair.mends)]
    if len(found.readings) > 1:
        where.append(" " + " and ".join(in_reading(m) for m in tried.metrics))
    yield Paragraph([f"({number}) ", Verdict(tried.verdict), *where, f": {ended(repair.name)}"])
    change = change_of(found.statement, repair)
    rows: list[Runs] = []
    if change.dropped:
        given = found.statement.conditions_of(repair.mends)
        every = 1 < len(given) == len(change.dropped)
        gone = ["all the conditions"] if every else joined(map(Formula.of, change.dropped))
        rows.append(["dropped: ", *gone])
    if change.added:
        rows.append(["added: ", *joined(map(Formula.of, change.added))])
    new = change.conclusion
    if new is not None and not isinstance(new, a.Formula | Procedure):
        rows.append(["the claim becomes ", Formula.of(new)])
    match tried.verdict:
        case "proved":
            rows.append(["proof: ", *_why([decision])])
        case "refuted":
            rows.append([f"refuted: {ended(brief(decision))}"])
        case _:
            rows.append([f"{tried.verdict}: {ended(decision.evidence.summary)}"])
    yield Listing(rows)
    if isinstance(new, a.Formula | Procedure):
        yield Paragraph(["The claim becomes"])
        yield from goal_blocks(new)


def _why(decisions: list[Decision]) -> list[Run]:
    """Return what a proof consists of, with the kernel's rules by name."""
    used = rules(decisions)
    named: list[Run] = [" (", *joined(Code(name) for name in used), ")"] if used else []
    return [weight(decisions[0]), *named, "."]


def _bounds(found: StatementAudit, pack: str) -> Iterator[Section]:
    proved = proved_bounds(found)
    chief = bound_of(found)
    if chief is None and not proved and not found.statement.constants:
        return
    blocks: list[Block] = []
    if chief is not None:
        blocks.append(Paragraph(["Queries are answered by ", Code(chief.claim.id), ":"]))
        blocks.append(Displayed(Formula(chief.latex, chief.claim.text)))
        given = joined(Formula.of(c) for c in chief.claim.conditions)
        if given:
            blocks.append(Paragraph(["under the conditions ", *given, "."]))
        if chief.tightness is not None:
            blocks.append(Paragraph([f"How tight it is: {chief.tightness.line()}."]))
    others: list[Runs] = []
    for name, decisions in proved.items():
        metrics = " and ".join(in_reading(d.claim.metric) for d in decisions)
        where = f", {metrics}" if len(found.readings) > 1 else ""
        note = f"{where}: {found.statement.bounds[name].name}: "
        others.append([Code(name), note, Formula.of(decisions[0].claim.goal)])
    if others:
        blocks += [Paragraph(["Forms that are proved:"]), Listing(others)]
    letters: list[Run | list[Run]] = [
        [Code(name), f" ({meaning})"] for name, meaning in found.statement.parameters.items()
    ]
    if letters:
        blocks.append(Paragraph(["Parameters: ", *joined(letters), "."]))
    blocks.append(Shell(list(_queries(found, chief, pack))))
    yield Section(["Bounds and constants"], "", blocks)


def _queries(found: StatementAudit, chief: Bound | None, pack: str) -> Iterator[str]:
    name = found.statement.id
    if chief is not None:
        yield typed(pack, "bound", name, *(f"{p}=..." for p in chief.parameters))
    for constant in found.statement.constants:
        letters = StatedConstant(found.statement, constant).parameters
        asked = [f"{p}=..." for p in letters]
        yield typed(pack, "bound", name, "--form", constant, *asked)


# ------------------------------------------------------------------ evidence and standing


def _evidence(found: StatementAudit) -> Iterator[Section]:
    """Yield what holds, each claim with what proves it; repairs tell theirs where they stand."""
    printed = {c.id for m in found.readings for c in found.statement.printed_claims(m)}
    bounds = {d.claim.id for many in proved_bounds(found).values() for d in many}
    claims: dict[tuple[str, str], list[Decision]] = {}
    for decision in found.decisions:
        holds = decision.verdict in ("proved", "cited")
        if holds and decision.claim.id in printed | bounds:
            key = (claim_name(decision), weight(decision))
            claims.setdefault(key, []).append(decision)
    rows: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for (name, line), decisions in claims.items():
        where = ", ".join(READINGS.get(d.claim.metric, d.claim.metric) for d in decisions)
        counted = "step:" in name or decisions[0].claim.id in bounds
        used = () if counted else tuple(rules(decisions))
        shared = (where if len(found.readings) > 1 else "", decisions[0].verdict, line, used)
        rows.setdefault(shared, []).append(name)
    if not rows:
        return
    table = [_evidence_row(names, *shared) for shared, names in rows.items()]
    head: list[Runs] = [["claim"], ["verdict"], ["by"]]
    yield Section(["What holds, and by what"], "", [Table(head, table, (0.22, 0.14, 0.54))])


def _evidence_row(
    names: list[str], where: str, verdict: str, line: str, used: tuple[str, ...]
) -> list[Runs]:
    label = [*joined(Code(name) for name in names), f" ({where})" if where else ""]
    named: list[Run] = ["; rules ", *joined(Code(name) for name in used)] if used else []
    return [label, [Verdict(verdict)], [line, *named]]


def _standing(audit: Audit, found: StatementAudit) -> Section:
    name = found.statement.id
    below = audit.rests_on(name)
    direct = joined(Link(other) for other in found.statement.depends_on)
    blocks: list[Block] = []
    if direct:
        blocks.append(Paragraph(["It refers to ", *direct, "."]))
    if below:
        weaker: list[Run | list[Run]] = [
            [Link(other), " (", Verdict(v), ")"] for other, v in below[-_NAMED:]
        ]
        if len(below) > _NAMED:
            weaker.append(f"and {len(below) - _NAMED} before them")
        tail: list[Run] = [". Not proved among what it depends on: ", *joined(weaker), "."]
    else:
        tail = [". It depends on nothing weaker."]
    blocks.append(Paragraph(["Standing: ", Verdict(audit.standing(name)), *tail]))
    return Section(["Dependencies and standing"], "", blocks)
