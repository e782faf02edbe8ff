"""What was found about one statement, told as a referee would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from varsym.claims import expressions as e
from varsym.claims.decisions import Decision
from varsym.claims.render import text
from varsym.graph.audit import Audit, StatementAudit
from varsym.graph.statement import Statement, Under
from varsym.report.counterexamples import brief, sides
from varsym.report.findings import (
    SIGNS,
    TriedRepair,
    change_of,
    claim_name,
    derivation_columns,
    failing_steps,
    faults,
    in_reading,
    proof_reason,
    proved_bounds,
    repairs_tried,
    verdict_reason,
    weight,
    worked,
)
from varsym.report.palette import READINGS, look
from varsym.report.table import verdict_text
from varsym.report.typed_commands import typed

__all__ = ["print_report", "referee_report"]

_WIDEST = 110


def print_report(audit: Audit, name: str, console: Console) -> None:
    """Print on a console the report on the statement called `name`, wrapped to the terminal.

    Parameters
    ----------
    audit : Audit
    name : str
    console : Console
    """
    console.print(referee_report(audit, name), width=min(console.width, _WIDEST))


def referee_report(audit: Audit, name: str) -> RenderableType:
    """Return the report on one statement: what is printed, what holds, why, and what would.

    Parameters
    ----------
    audit : Audit
        One that covers the statement.
    name : str
        The statement's id.

    Raises
    ------
    UnknownNameError
        If the audit has no such statement.
    """
    found = audit[name]
    parts = [_head(found), _printed(found.statement), _verdicts(found), *_faults(found)]
    parts += _derivation(found)
    parts += [*_repairs(found), *_bounds(found), _standing(audit, found)]
    parts += _evidence(found, audit.paper.name)
    return Group(*parts)


def _section(title: str, *body: RenderableType) -> RenderableType:
    return Group(Text(), Text(title, style="bold"), Padding(Group(*body), (0, 0, 0, 2)))


def _hanging(rows: Iterable[tuple[RenderableType, ...]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        while len(grid.columns) < len(row):
            grid.add_column(no_wrap=len(grid.columns) < len(row) - 1, overflow="fold")
        grid.add_row(*row)
    return grid


def _head(found: StatementAudit) -> RenderableType:
    statement = found.statement
    line = Text.assemble(
        (statement.id, "bold"), "  ", statement.kind.capitalize(), "  ", (statement.title, "italic")
    )
    return Group(Text(), line, Rule(style="dim"))


def _printed(statement: Statement) -> RenderableType:
    body: list[RenderableType] = [Text(statement.text)] if statement.text else []
    rows: list[tuple[RenderableType, ...]] = [
        (Text("if" if not k else "", style="dim"), Text(text(c)))
        for k, c in enumerate(statement.conditions)
    ]
    if statement.conclusion is not None:
        rows.append((Text("then", style="dim"), Text(text(statement.conclusion))))
    for name, claim in statement.claims.items():
        own = Under.of(claim)
        given = f", for {', '.join(map(text, own.conditions))}" if own.conditions else ""
        rows.append((Text(name, style="dim"), Text(text(own.goal) + given)))
    for name, constant in statement.constants.items():
        rows.append((Text(name, style="dim"), Text(text(e.equals(e.Real(name), constant.value)))))
    if rows:
        body += [Text(), _hanging(rows)] if body else [_hanging(rows)]
    return _section("As printed", *body)


def _verdicts(found: StatementAudit) -> RenderableType:
    rows: list[tuple[RenderableType, ...]] = []
    for metric, verdict in found.readings.items():
        cells = (verdict_text(verdict), Text(verdict_reason(found, metric, verdict)))
        label = READINGS.get(metric, metric) if len(found.readings) > 1 else found.statement.kind
        rows.append((Text(label, style="dim"), *cells))
    proof = (verdict_text(found.printed_proof), Text(proof_reason(found)))
    rows.append((Text("proof", style="dim"), *proof))
    return _section("Verdict", _hanging(rows))


def _faults(found: StatementAudit) -> Iterator[RenderableType]:
    rows: list[tuple[RenderableType, ...]] = []
    for name, _, lines in faults(found):
        for n, line in enumerate(lines):
            rows.append((Text("" if n else name, style="dim"), Text(f"{line}.")))
    if rows:
        yield _section("What does not fit", _hanging(rows))


def _derivation(found: StatementAudit) -> Iterator[RenderableType]:
    display = found.statement.derivation
    if display is None:
        return
    readings = list(found.readings)
    marks = derivation_columns(found)
    several = len(readings) > 1
    head = [Text(READINGS.get(m, m), style="dim") for m in readings] if several else [Text()]
    rows: list[tuple[RenderableType, ...]] = [
        (Text(), *head, Text(), Text(text(display.first))),
    ]
    for k, (op, right) in enumerate(display.steps):
        shown = [look(column[k].verdict) for column in marks if k < len(column)]
        cells = [Text(s.mark, style=s.style, justify="center") for s in shown]
        rows.append((Text(f"{k + 1}", style="dim"), *cells, Text(SIGNS[op]), Text(text(right))))
    body: list[RenderableType] = [_hanging(rows)]
    if display.conditions:
        also = "; ".join(text(c) for c in display.conditions)
        body += [Text(), Text(f"The proof assumes as well: {also}.")]
    yield _section("Printed proof", *body)
    wrong = failing_steps(found)
    if wrong:
        yield _section("Steps that fail", *(_worked(d, several) for d in wrong))


def _worked(decision: Decision, several: bool) -> RenderableType:
    name = claim_name(decision).replace(":", " ")
    where = f" {in_reading(decision.claim.metric)}" if several else ""
    head = Text.assemble((f"{name}{where}", look(decision.verdict).style))
    if decision.evidence.counterexample is None:
        return head.append(f": {decision.evidence.summary}.")
    head.append(f": {sides(decision)}.", style="bold")
    return Group(head, Padding(Text(worked(decision)), (0, 0, 0, 2)))


def _repairs(found: StatementAudit) -> Iterator[RenderableType]:
    rows: list[tuple[RenderableType, ...]] = []
    for tried in repairs_tried(found):
        place = _places(tried.decisions, found)
        rows.append((place, verdict_text(tried.verdict), _change(found.statement, tried)))
    if rows:
        yield _section("Repairs tried, in order", _hanging(rows))


def _places(decisions: Iterable[Decision], found: StatementAudit) -> Text:
    names = [READINGS.get(d.claim.metric, d.claim.metric) for d in decisions]
    return Text(", ".join(names) if len(found.readings) > 1 else "", style="dim")


def _change(statement: Statement, tried: TriedRepair) -> RenderableType:
    repair, decision = tried.repair, tried.decisions[0]
    head = f"{repair.mends}: " if repair.mends.startswith("step:") else ""
    body: list[RenderableType] = [Text(f"{head}{repair.name}.", style="italic")]
    change = change_of(statement, repair)
    body += [Text(f"− {text(c)}", style="dim") for c in change.dropped]
    body += [Text(f"+ {text(c)}") for c in change.added]
    if change.conclusion is not None:
        body.append(Text(f"⇒ {text(change.conclusion)}"))
    if decision.verdict == "refuted":
        body.append(Text(f"Refuted: {brief(decision)}.", style="red"))
    elif decision.verdict == "open":
        body.append(Text(f"Open: {decision.evidence.summary}.", style="magenta"))
    return Group(*body)


def _bounds(found: StatementAudit) -> Iterator[RenderableType]:
    rows: list[tuple[RenderableType, ...]] = []
    for name, decisions in proved_bounds(found).items():
        note = Text(f"{found.statement.bounds[name].name}.", style="italic")
        body = Group(Text(decisions[0].claim.text), note)
        rows.append((Text(name, style="dim"), _places(decisions, found), body))
    if not rows:
        return
    letters = [f"{name}: {meaning}" for name, meaning in found.statement.parameters.items()]
    body_parts: list[RenderableType] = [_hanging(rows)]
    if letters:
        body_parts += [Text(), Text(f"Where {'; '.join(letters)}.")]
    yield _section("Bounds", *body_parts)


def _standing(audit: Audit, found: StatementAudit) -> RenderableType:
    name = found.statement.id
    below = audit.rests_on(name)
    line = verdict_text(audit.standing(name))
    if not below:
        return _section("Standing", line.append(": it depends on nothing weaker."))
    line.append(": it depends on ")
    line.append(", ".join(f"{other} ({verdict})" for other, verdict in below))
    return _section("Standing", line.append("."))


def _evidence(found: StatementAudit, pack: str) -> Iterator[RenderableType]:
    shown = [d for d in found.decisions if d.evidence.theorems or _is_computed(d)]
    if not shown:
        return
    rows = [(Text(d.claim.id.partition("/")[2]), Text(weight(d))) for d in shown]
    proved = [d for d in shown if d.evidence.theorems]
    if not proved:
        yield _section("Evidence", _hanging(rows))
        return
    chief = proved[0].claim.id
    advice = Text.assemble(
        ("Its certificate: ", "dim"), typed(pack, "certificate", chief, "-o", "FILE"),
        ("\nReplay it with the standard library alone: ", "dim"), "python -m varsym.kernel FILE",
    )  # fmt: skip
    yield _section("Evidence", _hanging(rows), Text(), advice)


def _is_computed(decision: Decision) -> bool:
    return decision.evidence.kind in ("formula", "shapes") and decision.verdict == "proved"
