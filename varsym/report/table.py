"""The table of an audit for a terminal: one row a statement, read in one look."""

from __future__ import annotations

from collections.abc import Mapping

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from varsym.graph.audit import Audit, StatementAudit
from varsym.report.counterexamples import place, sides
from varsym.report.palette import LOOKS, READINGS, look
from varsym.report.typed_commands import typed

__all__ = ["audit_table", "print_audit", "verdict_text"]

_ROOMY = 90
_WIDEST = 132
_TITLE = 100


def verdict_text(verdict: str) -> Text:
    """Return a verdict with its mark, in its colour.

    Examples
    --------
    >>> verdict_text("refuted").plain
    '✗ refuted'
    """
    shown = look(verdict)
    return Text.assemble((f"{shown.mark} {verdict}", shown.style))


def print_audit(audit: Audit, console: Console) -> None:
    """Print the table of an audit on a console, with a title, totals and a legend."""
    console.print(audit_table(audit, min(console.width, _WIDEST)))


def audit_table(audit: Audit, width: int = 100) -> RenderableType:
    """Return the table of an audit, with its title, totals and legend.

    Parameters
    ----------
    audit : Audit
    width : int
        How many columns there are; `print_audit` uses 132 at most.
    """
    paper = audit.paper
    title = Text(paper.title, style="bold", overflow="fold")
    if paper.source:
        title.append(f"\n{paper.source}", style="not bold dim")
    return Group(Text(), title, Text(), _rows(audit, width), _below(audit))


def _rows(audit: Audit, width: int) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD,
        header_style="bold",
        width=width,
        padding=(0, 2 if width >= _ROOMY else 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        collapse_padding=True,
    )
    table.add_column("Statement", ratio=7, overflow="fold")
    table.add_column("Verdict", width=14)
    table.add_column("Printed\nproof", width=7)
    table.add_column("First failing step", ratio=8, overflow="fold")
    table.add_column("Standing", width=13)
    for number, found in enumerate(audit):
        if number:
            table.add_row()
        table.add_row(
            Text.assemble(
                (found.statement.id, "bold"), "\n", (_clipped(found.statement.title), "dim")
            ),
            _verdict(found),
            verdict_text(found.printed_proof),
            _failure(found),
            _standing(audit, found),
        )
    return table


def _clipped(title: str) -> str:
    return title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"


def _verdict(found: StatementAudit) -> Text:
    shown = verdict_text(found.verdict)
    for metric, verdict in found.readings.items():
        if verdict != found.verdict:
            shown.append(f"\n{READINGS.get(metric, metric)} ", style="dim")
            shown.append_text(verdict_text(verdict))
    return shown


def _failure(found: StatementAudit) -> Text:
    failed = found.first_failure
    if failed is None:
        return Text("–", style="dim")
    name = failed.claim.id.partition("/")[2].replace("step:", "step ")
    shown = Text.assemble((name, look(failed.verdict).style), "  ")
    if failed.evidence.counterexample is None:
        return shown.append(failed.evidence.summary)
    return shown.append(sides(failed), style="bold").append(f"\nat {place(failed)}")


def _standing(audit: Audit, found: StatementAudit) -> Text:
    standing = audit.standing(found.statement.id)
    shown = verdict_text(standing)
    if standing != found.verdict:
        causes = [other for other, v in audit.rests_on(found.statement.id) if v == standing]
        shown.append(f"\nby {', '.join(causes)}", style="dim")
    return shown


def _below(audit: Audit) -> RenderableType:
    totals = audit.totals()
    lines = [_total(totals["statements"], "statement"), _total(totals["claims"], "claim")]
    seen = set(totals["statements"]) | {v for found in audit for v in found.readings.values()}
    seen |= {audit.standing(found.statement.id) for found in audit}
    seen |= {"gap"} & {found.printed_proof for found in audit}
    legend = Text()
    for verdict in LOOKS:
        if verdict in seen:
            shown = look(verdict)
            legend.append("   " if legend.plain else "")
            legend.append(f"{shown.mark} {verdict}", style=shown.style)
            legend.append(f": {shown.meaning}", style="dim")
    notes = []
    if any(len(set(found.readings.values())) > 1 for found in audit):
        notes.append("Verdicts are for the sup norm; L_α is shown where it differs.")
    notes.append("Standing: the weakest verdict that a statement depends on.")
    gaps = [found.statement.id for found in audit if found.printed_proof == "gap"]
    first = next((name for name in gaps or audit.paper.statements), None)
    if first is not None:
        notes.append(f"More on one: {typed(audit.paper.name, 'show', first)}")
    return Padding(Group(*lines, Text(), legend, Text(" ".join(notes), style="dim")), (1, 0, 0, 0))


def _total(counts: Mapping[str, int], noun: str) -> Text:
    number = sum(counts.values())
    line = Text.assemble((f"{number} {noun}{'' if number == 1 else 's'}", "bold"), ": ")
    parts = [
        Text(f"{look(verdict).mark} {counts[verdict]} {verdict}", style=look(verdict).style)
        for verdict in LOOKS
        if counts.get(verdict)
    ]
    return line.append_text(Text("   ").join(parts))
