"""What notebooks show: verdicts as tables, formulas as MathML, the proof graph as a picture.

A display never raises: what cannot be shown has none, so that the notebook falls back on the text.
It decides no claim either, but for a `Node`, which is there to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from markupsafe import Markup, escape

from varsym.claims.decisions import Decision
from varsym.claims.expressions import Condition
from varsym.exact import Enclosure, LogForm, Magnitude, decimal_digits
from varsym.exact.digits import digit_count, digit_string
from varsym.graph.audit import Audit, StatementAudit
from varsym.graph.bounds import Bound, Value
from varsym.graph.configured import ConfiguredBound
from varsym.graph.constants import ConstantValue, StatedConstant
from varsym.graph.node import Node
from varsym.graph.paper import Paper
from varsym.report.counterexamples import brief
from varsym.report.document_blocks import (
    Block,
    Code,
    Displayed,
    Formula,
    Paragraph,
    Run,
    Runs,
    Section,
    Table,
    Verdict,
    joined,
)
from varsym.report.document_html import runs_html, section_html
from varsym.report.document_items import item_section
from varsym.report.drawing import svg
from varsym.report.mathml import mathml
from varsym.report.number_formulas import ExactNumber, decimal_formula, number_formula
from varsym.report.palette import LOOKS, READINGS
from varsym.report.proof_graph import ProofGraph
from varsym.report.tex_formulas import is_plain

__all__ = ["html", "latex"]

_LEVEL = 3
_SMALL = 4
_DIGITS = 20
_IN_TABLE = 6
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r' id="[^"]*"')
_NIGHTS = (
    "html[theme=dark]",
    "html[data-theme=dark]",
    "body[data-theme=dark]",
    "body[data-jp-theme-light=false]",
    "body.vscode-dark",
)


def html(item: object) -> str | None:
    """Return what a notebook shows of an object, or None for its plain text.

    Examples
    --------
    >>> from fractions import Fraction
    >>> "<math" in html(Enclosure("1.4141", "1.4149")), html("a text")
    (True, None)
    """
    try:
        inside = _inside(item)
        return None if inside is None else _framed(inside)
    except Exception:  # noqa: BLE001 - a display that raises would hide the object and its text
        return None


def latex(item: object) -> str | None:
    r"""Return an object's formula as LaTeX, for what has one that is plain mathematics.

    Examples
    --------
    >>> latex(LogForm(0, {2: -3}))
    '$\\displaystyle -3\\,\\log 2$'
    """
    try:
        tex = _tex(item)
    except Exception:  # noqa: BLE001 - as above
        return None
    return f"$\\displaystyle {tex}$" if tex and is_plain(tex) else None


def _tex(item: object) -> str:
    match item:
        case Bound() | StatedConstant():
            return item.latex
        case Decision():
            return item.claim.latex
        case Value() | ConstantValue():
            return _number_tex(item.exact)
        case LogForm() | Magnitude():
            return _number_tex(item)
        case Enclosure():
            known = item.lower == item.upper
            return _number_tex(item.lower) if known else decimal_formula(item, _DIGITS).latex
    return ""


def _number_tex(value: ExactNumber) -> str:
    exact = number_formula(value)
    return decimal_formula(value, _DIGITS).latex if exact is None else exact.latex


# ------------------------------------------------------------------ the frame


def _framed(inside: Markup) -> str:
    """Return markup with the few rules of style that it needs, in whatever notebook it stands."""
    return f'<div class="varsym">\n<style>{_style()}</style>\n{inside}\n</div>'


def _style() -> str:
    day = "".join(f"--v-{name}:{shown.ink};" for name, shown in LOOKS.items())
    night = "".join(f"--v-{name}:{shown.night_ink};" for name, shown in LOOKS.items())
    dark = ",".join(f"{where} div.varsym" for where in _NIGHTS)
    return "".join((
        f"div.varsym{{{day}overflow-x:auto}}",
        f"{dark}{{{night}}}",
        f"@media (prefers-color-scheme:dark){{body[data-theme=auto] div.varsym{{{night}}}}}",
        "div.varsym table{border-collapse:collapse;margin:.5em 0}",
        "div.varsym mtd{text-align:left}",
        "div.varsym th,div.varsym td{text-align:left;vertical-align:baseline;white-space:normal}",
        "div.varsym th,div.varsym td{padding:.25em .9em .25em 0;border-bottom:1px solid #8c959f66}",
        "div.varsym tbody th{font-weight:inherit}",
        "div.varsym .wide{display:inline-block;max-width:100%;overflow:auto hidden}",
        "div.varsym .verdict{white-space:nowrap}",
        "div.varsym .displayed math{display:block math;width:max-content;margin:.5em 0 .5em 1.5em}",
        "div.varsym .picture{background:#fff;width:max-content;max-width:100%}",
        "div.varsym .picture{max-height:48rem;overflow:auto}",
        *(f"div.varsym .v-{name}{{color:var(--v-{name})}}" for name in LOOKS),
    ))  # fmt: skip


def _picture(graph: ProofGraph) -> Markup:
    """Return the graph as a picture in the page; ids are dropped, as a page has many pictures."""
    drawn = svg(graph)
    bare = _TAG.sub(lambda tag: _ID.sub("", tag[0]), drawn[drawn.index("<svg") :])
    label = f"Proof graph of {graph.title}{': ' if graph.view else ''}{graph.view}"
    named = f'<svg role="img" aria-label="{escape(label)}"{bare.removeprefix("<svg")}'
    missing = ""
    if graph.unaudited:
        names = Markup(", ").join(Markup("<code>{}</code>").format(n) for n in graph.unaudited)
        missing = Markup("<p>Not audited, and so left out: {}.</p>").format(names)
    return Markup('<div class="picture">{}</div>{}').format(Markup(named), missing)  # noqa: S704


# ------------------------------------------------------------------ what is shown


def _inside(item: object) -> Markup | None:
    match item:
        case ProofGraph():
            return _picture(item)
        case Paper():
            return section_html(_paper(item), _LEVEL)
        case Audit():
            return section_html(_audit(item), _LEVEL)
        case StatementAudit():
            return section_html(item_section(None, item), _LEVEL)
        case Node():
            return section_html(item_section(item.audit, item.found), _LEVEL)
        case ConfiguredBound():
            return section_html(_configured(item), _SMALL)
        case Decision():
            return section_html(_decision(item), _SMALL)
        case Bound() | StatedConstant():
            return section_html(_stated(item), _SMALL)
        case Value() | ConstantValue():
            return section_html(_answer(item), _SMALL)
        case LogForm() | Magnitude():
            return _line(_number(item))
        case Enclosure():
            return _line(_enclosure(item))
    return None


def _line(runs: Runs) -> Markup:
    if (alone := _alone(runs)) is not None:
        return Markup('<div class="displayed">{}</div>').format(mathml(alone, display=True))
    return Markup("<p>{}</p>").format(runs_html(runs))


def _alone(runs: Runs) -> Formula | None:
    """Return the formula that is all there is, which is displayed, so that its parts are large."""
    return runs[0] if len(runs) == 1 and isinstance(runs[0], Formula) else None


# ------------------------------------------------------------------ papers and verdicts


def _paper(paper: Paper) -> Section:
    head: list[Runs] = [["item"], ["kind"], ["title"]]
    rows: list[list[Runs]] = [[[Code(s.id)], [s.kind], [s.title]] for s in paper]
    told: list[Run] = [f"{_count(len(paper), 'statement')}. "]
    told += ["The method ", Code("audit"), " decides their claims."]
    blocks: list[Block] = [Paragraph([paper.source])] if paper.source else []
    return Section([paper.title], "", [*blocks, Paragraph(told), *_table(head, rows)])


def _audit(audit: Audit) -> Section:
    head: list[Runs] = [["item"], ["title"], ["verdict"], ["printed proof"], ["standing"]]
    head.append(["first that fails"])
    rows = [_audit_row(audit, found) for found in audit]
    totals = audit.totals()
    lines: list[Block] = [
        Paragraph([f"{_count(sum(counts.values()), noun)}: ", *_totals(counts), "."])
        for noun, counts in (("statement", totals["statements"]), ("claim", totals["claims"]))
        if counts
    ]
    return Section([audit.paper.title], "", [*_table(head, rows), *lines])


def _audit_row(audit: Audit, found: StatementAudit) -> list[Runs]:
    name = found.statement.id
    verdicts: list[Run] = [Verdict(found.verdict)]
    for metric, verdict in found.readings.items():
        if verdict != found.verdict:
            verdicts += [f", {READINGS.get(metric, metric)} ", Verdict(verdict)]
    failed = found.first_failure
    what: list[Run] = []
    if failed is not None:
        what = [Code(failed.claim.id.partition("/")[2]), ": ", brief(failed)]
    standing: list[Run] = [Verdict(audit.standing(name))]
    proof: list[Run] = [Verdict(found.printed_proof)]
    return [[Code(name)], [found.statement.title], verdicts, proof, standing, what]


def _totals(counts: Mapping[str, int]) -> list[Run]:
    return joined([f"{counts[v]} ", Verdict(v)] for v in LOOKS if counts.get(v))


def _decision(decision: Decision) -> Section:
    claim = decision.claim
    blocks: list[Block] = [Displayed(Formula(claim.latex, claim.text)), *_under(claim.conditions)]
    blocks.append(Paragraph([Verdict(decision.verdict), ": ", decision.evidence.summary]))
    return Section([Code(claim.id)], "", blocks)


# ------------------------------------------------------------------ bounds and numbers


def _stated(item: Bound | StatedConstant) -> Section:
    if isinstance(item, Bound):
        name, shown, note = item.claim.id, Formula(item.latex, item.claim.text), ""
    else:
        name = f"{item.statement.id}/{item.name}"
        shown, note = Formula(item.latex, item.text), item.note
    blocks: list[Block] = [Displayed(shown), *_under(_conditions(item)), *_noted(note)]
    rows: list[list[Runs]] = [[[Code(n)], [meaning]] for n, meaning in item.parameters.items()]
    return Section([Code(name)], "", [*blocks, *_table([["parameter"], ["meaning"]], rows)])


def _answer(value: Value | ConstantValue) -> Section:
    asked = value.bound if isinstance(value, Value) else value.constant
    number = _number(value.exact)
    alone = _alone(number)
    blocks: list[Block] = [
        Paragraph(number) if alone is None else Displayed(alone),
        Paragraph(["by ", Formula(value.latex, value.text)]),
        *_under(_conditions(asked)),
        *_noted(value.note),
        Paragraph(["uses ", *joined(Code(name) for name in value.statements)]),
    ]
    return Section([Code(value.claim_id)], "", blocks)


def _conditions(item: Bound | StatedConstant) -> Sequence[Condition]:
    if isinstance(item, Bound):
        return item.claim.conditions
    return item.statement.constants[item.name].conditions


def _under(conditions: Sequence[Condition]) -> Iterator[Block]:
    if conditions:
        yield Paragraph(["if ", *joined(Formula.of(c) for c in conditions)])


def _noted(note: str) -> Iterator[Block]:
    if note:
        yield Paragraph([note])


def _number(value: ExactNumber) -> list[Run]:
    """Return a number with digits that are certain; whole, where it is not too long for that."""
    exact, decimal = number_formula(value), decimal_formula(value, _DIGITS)
    if exact is not None:
        tail = Formula("", "") if decimal.text == f"= {exact.text}" else decimal
        both = (f"{exact.latex} {tail.latex}", f"{exact.text} {tail.text}")
        return [Formula(*(part.strip() for part in both))]
    if not isinstance(value, Fraction):
        return [Code(str(value)), " ", decimal]
    length = digit_count(value.numerator) + digit_count(value.denominator)
    return [decimal, f" (a quotient of {length} digits)"]


def _enclosure(item: Enclosure) -> list[Run]:
    certain = item.digits_certain()
    if certain is None:
        return _number(item.lower)
    if not certain:
        ends = (decimal_digits(end, _IN_TABLE) for end in (item.lower, item.upper))
        return [f"from {' to '.join(ends)}, rounded; no digit is certain"]
    width = decimal_formula(item.width, 2)
    told = f" ({_count(certain, 'digit')} certain; width "
    return [decimal_formula(item, _DIGITS), told, width, ")"]


def _configured(found: ConfiguredBound) -> Section:
    """Return an answer on a model; the verdict is not asked for, as that would decide claims."""
    model = found.configuration
    sides = " ".join(map(str, model.sides))
    blocks: list[Block] = [
        Paragraph([f"{model.name}: sides {sides}; {model.channels} channels"]),
        Paragraph(
            ["error ", decimal_formula(found.error, _DIGITS), ", at most ", *_number(found.target)]
        ),
        Paragraph(["by ", Formula(found.value.latex, found.value.text)]),
    ]
    head: list[Runs] = [["layer"], ["error"], ["amplified"], ["allowed"], ["cells"]]
    head.append(["log10 of neurons"])
    rows: list[list[Runs]] = [
        [
            [str(network.layer)],
            [network.family],
            [decimal_digits(network.amplification, _IN_TABLE)],
            [decimal_digits(network.allowed, _IN_TABLE)],
            [digit_string(network.cells)],
            [network.neurons.magnitude.log10_decimal(_IN_TABLE)],
        ]
        for network in sorted(found.networks, key=lambda one: one.layer)
    ]
    return Section([Code(found.statement)], "", [*blocks, *_table(head, rows)])


def _table(head: Sequence[Runs], rows: Sequence[Sequence[Runs]]) -> Iterator[Block]:
    if rows:
        yield Table(head, rows, [0.0] * len(head))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
