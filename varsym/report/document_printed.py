"""What a paper prints about one statement, as blocks of a document."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.procedures import Line, Loop, Procedure, While
from varsym.graph.constants import StatedConstant
from varsym.graph.statement import Statement, Under
from varsym.report.document_blocks import (
    Block,
    Code,
    Displayed,
    Formula,
    Listing,
    Paragraph,
    Run,
    Runs,
    Section,
    joined,
)

__all__ = ["goal_blocks", "printed_section"]


def printed_section(statement: Statement) -> Section:
    """Return what a statement says: its text, and the claims that were checked, as formulas."""
    blocks: list[Block] = [Paragraph([statement.text])] if statement.text else []
    if statement.conclusion is not None:
        given = [[Formula.of(c)] for c in statement.conditions]
        if given:
            blocks += [Paragraph(["Written as a claim: if"]), Listing(given), Paragraph(["then"])]
        else:
            blocks.append(Paragraph(["Written as a claim:"]))
        blocks.append(Displayed(Formula.of(statement.conclusion)))
    elif statement.conditions and statement.claims:
        shown = joined(Formula.of(c) for c in statement.conditions)
        blocks.append(Paragraph(["Throughout, ", *shown, "."]))
    short: list[Runs] = []
    for name, claim in statement.claims.items():
        own = Under.of(claim)
        label: list[Run] = [Code(name), *_under(own.conditions)]
        if isinstance(own.goal, a.Formula | Procedure):
            blocks += [Paragraph(["Claim ", *label, ":"]), *goal_blocks(own.goal)]
        else:
            short.append([*label, ": ", Formula.of(own.goal)])
    if short:
        blocks += [Paragraph(["Further claims:" if len(blocks) > 1 else "Claims:"]), Listing(short)]
    for name in statement.constants:
        constant = StatedConstant(statement, name)
        blocks.append(Paragraph(["Constant ", Code(name), ":"]))
        blocks.append(Displayed(Formula(constant.latex, constant.text)))
    return Section(["What the paper prints"], "", blocks or [Paragraph(["Nothing more."])])


def _under(conditions: Iterable[e.Condition]) -> list[Run]:
    shown = joined(Formula.of(c) for c in conditions)
    return [", for ", *shown] if shown else []


def goal_blocks(goal: e.Condition) -> list[Block]:
    """Return a claim as formulas: definitions and lines one by one, then what is declared."""
    declared: list[e.Condition] = []
    if isinstance(goal, Procedure):
        empty = dataclasses.replace(goal, declared=(), lines=())
        blocks: list[Block] = [Listing(list(_lines(empty, goal.lines)))]
        declared = [dataclasses.replace(empty, declared=(d,)) for d in goal.declared]
    elif isinstance(goal, a.Formula):
        bare = dataclasses.replace(goal, declared=(), defined=(), where=())
        pieces = [dataclasses.replace(bare, defined=(d,)) for d in goal.defined]
        blocks = [Displayed(Formula.of(piece)) for piece in pieces]
        declared = [dataclasses.replace(bare, declared=(d,)) for d in goal.declared]
        declared += goal.where
    else:
        return [Displayed(Formula.of(goal))]
    shown = [f for f in map(Formula.of, declared) if f.latex]
    if shown:
        blocks.append(Paragraph(["Declared: ", *joined(shown), "."]))
    return blocks


def _lines(empty: Procedure, lines: Iterable[Line], depth: int = 0) -> Iterator[Runs]:
    """Yield the lines of a procedure by their numbers, each as deep as it stands."""
    inset = "· " * depth
    for line in lines:
        body = line.body if isinstance(line, Loop | While) else ()
        between = line.between if isinstance(line, Loop) else ()
        head = line
        if isinstance(line, Loop):
            head = Loop(line.number, line.index, line.low, line.high, ())
        elif isinstance(line, While):
            head = dataclasses.replace(line, body=())
        shown = Formula.of(dataclasses.replace(empty, lines=(head,)))
        if head is not line:
            shown = Formula(shown.latex.removesuffix("\\{\\}"), shown.text.removesuffix("{}"))
        yield [inset, shown]
        yield from _lines(empty, body, depth + 1)
        if between:
            yield [f"{inset}after every round but the last:"]
            yield from _lines(empty, between, depth + 1)
