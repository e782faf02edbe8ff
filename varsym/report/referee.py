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
from varsym.graph.statement import Repair, Statement, Under
from varsym.kernel import certificate
from varsym.report.counterexamples import brief, sides
from varsym.report.palette import READINGS, look
from varsym.report.table import verdict_text

__all__ = ["print_report", "referee_report"]

_WIDEST = 110
_SIGNS = {"<=": "≤", "<": "<", "=": "="}


def print_report(audit: Audit, name: str, console: Console) -> None:
    """Print the report on a statement, wrapped to the terminal."""
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
    parts += [*_repairs(found), *_bounds(found), _standing(audit, found), *_evidence(found)]
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
        cells = (verdict_text(verdict), Text(_reason(found, metric, verdict)))
        label = READINGS.get(metric, metric) if len(found.readings) > 1 else found.statement.kind
        rows.append((Text(label, style="dim"), *cells))
    proof = (verdict_text(found.printed_proof), Text(_proof_reason(found)))
    rows.append((Text("proof", style="dim"), *proof))
    return _section("Verdict", _hanging(rows))


def _of(found: StatementAudit, metric: str, claims: Iterable[str]) -> Iterator[Decision]:
    wanted = set(claims)
    return (d for d in found.decisions if d.claim.id in wanted and d.claim.metric == metric)


def _reason(found: StatementAudit, metric: str, verdict: str) -> str:
    printed = [c.id for c in found.statement.printed_claims(metric) if "/step:" not in c.id]
    decisions = sorted(_of(found, metric, printed), key=lambda d: "/conclusion" not in d.claim.id)
    failing = next((d for d in decisions if d.verdict in ("refuted", "open")), None)
    change = found.repair(metric)
    if failing is None:
        match verdict:
            case "proved" if found.statement.conclusion is None:
                return "Each of its claims is proved."
            case "proved":
                return "The conclusion follows from the printed conditions."
            case "cited":
                return f"Taken from {found.statement.reference}; not proved here."
            case "well-formed":
                return "Shapes, indices and symbols agree."
        return "Nothing in it can be decided."
    if failing.verdict == "refuted":
        sentence = f"False as printed: {brief(failing)}."
    else:
        sentence = f"As printed, {failing.evidence.summary}."
    if change is not None:
        return f"{sentence} Holds once {_lower(change[0].name)}."
    if verdict == "refuted" and found.statement.repairs:
        known = {d.claim.id: d.verdict for d in found.decisions}
        ids = [claim.id for _, claim in found.statement.repair_claims(metric)]
        cited = any(known.get(name) == "cited" for name in ids)
        return f"{sentence} {'One repair is cited, none' if cited else 'No repair'} is proved."
    return sentence


def _lower(name: str) -> str:
    word = name.split(" ", 1)[0]
    is_word = len(word) > 1 and word.istitle() and word.isalpha()
    return name[0].lower() + name[1:] if is_word else name


def _proof_reason(found: StatementAudit) -> str:
    steps = found.steps
    bad = [d for d in steps if d.verdict != "proved"]
    if not steps:
        return "Nothing is displayed."
    if not bad:
        return f"All {len(steps)} displayed relations are proved."
    parts = []
    for verdict in ("refuted", "open"):
        numbers = [d.claim.id.partition("step:")[2] for d in bad if d.verdict == verdict]
        if numbers:
            word = "step" if len(numbers) == 1 else "steps"
            parts.append(f"{word} {', '.join(numbers)} {verdict}")
    return f"Of {len(steps)} displayed relations, {'; '.join(parts)}."


def _faults(found: StatementAudit) -> Iterator[RenderableType]:
    printed = {c.id for m in found.readings for c in found.statement.printed_claims(m)}
    rows: list[tuple[RenderableType, ...]] = []
    told: set[tuple[str, str]] = set()
    for decision in found.decisions:
        displayed = found.statement.derivation is not None and "/step:" in decision.claim.id
        if decision.claim.id in printed and decision.verdict == "refuted" and not displayed:
            name = decision.claim.id.partition("/")[2]
            told_by = list(decision.evidence.details.values()) or [brief(decision)]
            plain = name.partition("@")[0]
            lines = [x for x in told_by if (plain, x) not in told]
            told.update((plain, line) for line in lines)
            for n, line in enumerate(lines):
                rows.append((Text("" if n else name, style="dim"), Text(f"{line}.")))
    if rows:
        yield _section("What does not fit", _hanging(rows))


def _derivation(found: StatementAudit) -> Iterator[RenderableType]:
    display = found.statement.derivation
    if display is None:
        return
    readings = list(found.readings)
    marks = [
        [*_of(found, m, (c.id for c in found.statement.printed_claims(m) if "/step:" in c.id))]
        for m in readings
    ]
    several = len(readings) > 1
    head = [Text(READINGS.get(m, m), style="dim") for m in readings] if several else [Text()]
    rows: list[tuple[RenderableType, ...]] = [
        (Text(), *head, Text(), Text(text(display.first))),
    ]
    for k, (op, right) in enumerate(display.steps):
        shown = [look(column[k].verdict) for column in marks if k < len(column)]
        cells = [Text(s.mark, style=s.style, justify="center") for s in shown]
        rows.append((Text(f"{k + 1}", style="dim"), *cells, Text(_SIGNS[op]), Text(text(right))))
    body: list[RenderableType] = [_hanging(rows)]
    if display.conditions:
        also = "; ".join(text(c) for c in display.conditions)
        body += [Text(), Text(f"The proof assumes as well: {also}.")]
    yield _section("Printed proof", *body)
    wrong = [d for column in zip(*marks, strict=True) for d in _worst(column)]
    if wrong:
        yield _section("Steps that fail", *(_worked(d, several) for d in wrong))


def _worst(column: tuple[Decision, ...]) -> list[Decision]:
    failing = [d for d in column if d.verdict in ("refuted", "open")]
    return failing[:1]


def _worked(decision: Decision, several: bool) -> RenderableType:
    name = decision.claim.id.partition("/")[2].partition("@")[0].replace(":", " ")
    where = f" in {READINGS.get(decision.claim.metric, decision.claim.metric)}" if several else ""
    head = Text.assemble((f"{name}{where}", look(decision.verdict).style))
    data = decision.evidence.counterexample
    if data is None:
        return head.append(f": {decision.evidence.summary}.")
    head.append(f": {sides(decision)}.", style="bold")
    values = "; ".join(f"{name} = {value}" for name, value in data["assignment"].items())
    world = "" if data["world"] == "shapes" else f" {data['world']}:"
    if data["world"] == "maps on the line":
        world = " maps on the line, each given by its value at x:"
    worked = (
        f"Take{world} {values}. Every condition holds; the left side is {data['left']} and the "
        f"right side {data['right']}."
    )
    return Group(head, Padding(Text(worked), (0, 0, 0, 2)))


def _repairs(found: StatementAudit) -> Iterator[RenderableType]:
    known = {d.claim.id: d for d in found.decisions}
    groups: dict[tuple[int, str], list[tuple[Repair, Decision]]] = {}
    for metric in found.readings:
        for repair, claim in found.statement.repair_claims(metric):
            if (decision := known.get(claim.id)) is not None:
                number = found.statement.repairs.index(repair)
                groups.setdefault((number, decision.verdict), []).append((repair, decision))
    rows: list[tuple[RenderableType, ...]] = []
    for (_, verdict), members in sorted(groups.items(), key=lambda group: group[0][0]):
        place = _places([d for _, d in members], found)
        repair, decision = members[0]
        rows.append((place, verdict_text(verdict), _change(found.statement, repair, decision)))
    if rows:
        yield _section("Repairs tried, in order", _hanging(rows))


def _places(decisions: Iterable[Decision], found: StatementAudit) -> Text:
    names = [READINGS.get(d.claim.metric, d.claim.metric) for d in decisions]
    return Text(", ".join(names) if len(found.readings) > 1 else "", style="dim")


def _change(statement: Statement, repair: Repair, decision: Decision) -> RenderableType:
    head = f"{repair.mends}: " if repair.mends.startswith("step:") else ""
    body: list[RenderableType] = [Text(f"{head}{repair.name}.", style="italic")]
    given = (statement.conditions_of(repair.mends), repair.conditions)
    before, after = ([text(c) for c in conditions] for conditions in given)
    lines = [Text(f"− {c}", style="dim") for c in before if c not in after]
    lines += [Text(f"+ {c}") for c in after if c not in before]
    printed = [statement.conclusion, *(Under.of(c).goal for c in statement.claims.values())]
    if text(repair.conclusion) not in [text(c) for c in printed if c is not None]:
        lines.append(Text(f"⇒ {text(repair.conclusion)}"))
    body += lines
    if decision.verdict == "refuted":
        body.append(Text(f"Refuted: {brief(decision)}.", style="red"))
    elif decision.verdict == "open":
        body.append(Text(f"Open: {decision.evidence.summary}.", style="magenta"))
    return Group(*body)


def _bounds(found: StatementAudit) -> Iterator[RenderableType]:
    proved: dict[str, list[Decision]] = {}
    for metric in found.readings:
        for name, decision in found.bounds(metric).items():
            proved.setdefault(name, []).append(decision)
    rows: list[tuple[RenderableType, ...]] = []
    for name, decisions in proved.items():
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


def _evidence(found: StatementAudit) -> Iterator[RenderableType]:
    shown = [d for d in found.decisions if d.evidence.theorems or _is_computed(d)]
    if not shown:
        return
    rows = [(Text(d.claim.id.partition("/")[2]), Text(_weight(d))) for d in shown]
    proved = [d for d in shown if d.evidence.theorems]
    if not proved:
        yield _section("Evidence", _hanging(rows))
        return
    chief = proved[0].claim.id
    advice = Text.assemble(
        ("Its certificate: ", "dim"), f"varsym certificate {chief} -o FILE",
        ("\nReplay it with the standard library alone: ", "dim"), "python -m varsym.kernel FILE",
    )  # fmt: skip
    yield _section("Evidence", _hanging(rows), Text(), advice)


def _is_computed(decision: Decision) -> bool:
    return decision.evidence.kind in ("formula", "shapes") and decision.verdict == "proved"


def _weight(decision: Decision) -> str:
    if not decision.evidence.theorems:
        return decision.evidence.summary
    theorems = decision.evidence.theorems
    steps = certificate(theorems)["steps"]
    rules = len({name for name, _ in steps})
    hypotheses = len({h for t in theorems for h in t.hypotheses})
    cited = sorted({source for t in theorems for source, _ in t.citations})
    oracles = sorted({producer for t in theorems for producer, _ in t.oracles})
    parts = [_count(len(steps), "step"), _count(rules, "rule"), _count(hypotheses, "hypothesis")]
    line = f"kernel theorem: {', '.join(parts)}"
    line += f", citing {', '.join(cited)}" if cited else ""
    return line + (f", resting on {', '.join(oracles)}" if oracles else "")


def _count(number: int, noun: str) -> str:
    many = "hypotheses" if noun == "hypothesis" else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"
