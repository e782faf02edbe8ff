"""The audit as one document, as a referee would hand it in: what fails first, then item by item."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from types import MappingProxyType

from varsym.claims.decisions import Decision
from varsym.errors import UnknownNameError
from varsym.graph.audit import Audit, StatementAudit
from varsym.report.counterexamples import brief
from varsym.report.document_blocks import (
    Block,
    Code,
    Link,
    Listing,
    Paragraph,
    Run,
    Runs,
    Section,
    Shell,
    Table,
    Verdict,
)
from varsym.report.document_items import heading, item_section
from varsym.report.palette import LOOKS, READINGS, look

__all__ = ["Document", "document_text", "formats", "referee_document"]

_WRONG = ("refuted", "ill-formed", "repaired")

_SAID = {
    "proved": "proved as printed",
    "repaired": "proved after a named change",
    "cited": "taken from the literature",
    "refuted": "refuted",
    "open": "open",
    "well-formed": "well-formed",
    "ill-formed": "ill-formed",
    "valid": "valid step by step",
    "gap": "not proved at some step",
}
_PLURALS = {
    "lemma, theorem, corollary or fact": "lemmas, theorems, corollaries and facts",
    "definition, remark, assumption or algorithm": (
        "definitions, remarks, assumptions and algorithms"
    ),
}
_TRUSTED = (
    (
        "For a proof: the rules of the kernel, which uses the standard library alone, and "
        "Python's integers and fractions. The search for proofs is not trusted."
    ),
    (
        "For a refutation: the exact evaluator, and the values themselves, which are printed here "
        "to be checked by hand."
    ),
    (
        "For shapes and formulas: the polynomial arithmetic that compares side lengths and index "
        "ranges for all sizes."
    ),
    (
        "For a counterexample in L_α: α is 1, and the inputs of maps on the line are spread evenly "
        "over [0, 1]. That an error is not O(ε) means that it stays while ε goes to 0, as the "
        "conditions allow. Claims on a class of networks integrate over all inputs."
    ),
    (
        "For a class of networks: the theorem in varsym.claims.classes.coding, and that each "
        "operation of a formula keeps what its members share."
    ),
    "For a derivative: the rules of differentiation.",
    "For a citation: the cited paper. Whatever rests on one says so.",
    (
        "In every case: that the pack prints what the paper prints. The formulas are there to be "
        "held against it."
    ),
)


@dataclass(frozen=True)
class Document:
    """A report in no particular markup.

    Attributes
    ----------
    title : str
    source : str
        Where the paper is published.
    version : str
        The version of varsym.
    sections : tuple of Section
    """

    title: str
    source: str
    version: str
    sections: tuple[Section, ...]

    @property
    def anchors(self) -> frozenset[str]:
        """What links can lead to."""
        return frozenset(_anchors(self.sections))


def _anchors(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield section.anchor
        yield from _anchors(tuple(section.parts))


def referee_document(audit: Audit, command: str = "") -> Document:
    """Return the report on an audit.

    Parameters
    ----------
    audit : Audit
    command : str
        What was typed to get it, for the appendix; made from the paper's name, if not given.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "More", conclusion=x <= x + 1)])
    >>> document = referee_document(toy.audit())
    >>> document.title, len(document.sections)
    ("Referee's report on A toy", 3)
    """
    paper = audit.paper
    typed = command or f"python -m varsym report {shlex.quote(paper.name)}"
    findings = tuple(item_section(audit, found) for found in audit)
    sections = (
        _summary(audit),
        Section(["Findings, item by item"], "findings", _preface(audit), findings),
        _appendix(audit, typed),
    )
    title = f"Referee's report on {paper.title}"
    return Document(title, paper.source, metadata.version("varsym"), sections)


# ------------------------------------------------------------------ summary


def _summary(audit: Audit) -> Section:
    if not len(audit):
        return Section(["Summary"], "summary", [Paragraph(["There is nothing to report on."])])
    totals = audit.totals()
    items, claims = sum(totals["statements"].values()), sum(totals["claims"].values())
    left = len(audit.undecided)
    decided = f"All but {left} were" if left else "Each was"
    covered = (
        f"This report covers {_count(items, 'numbered item')} of the paper and "
        f"{_count(claims, 'claim')} in them. {decided} decided by a machine: by a proof that can "
        "be replayed, by an exact counterexample, or by the citation that the paper gives."
    )
    rows: list[list[Runs]] = [
        [[Verdict(v)], [str(totals["statements"].get(v, 0))], [str(totals["claims"].get(v, 0))],
         [look(v).meaning]]
        for v in LOOKS
        if totals["statements"].get(v) or totals["claims"].get(v)
    ]  # fmt: skip
    head: list[Runs] = [["verdict"], ["items"], ["claims"], ["meaning"]]
    judged = " ".join(_assessment(audit))
    blocks: list[Block] = [Paragraph([covered]), Paragraph([judged])]
    blocks.append(Table(head, rows, (0.0, 0.0, 0.0, 0.5)))
    return Section(["Summary"], "summary", blocks, [*_failures(audit), *_undecided(audit)])


def _assessment(audit: Audit) -> Iterator[str]:
    """Yield what became of results, of their printed proofs, and of definitions."""
    results = [found for found in audit if not found.statement.is_definition]
    others = [found for found in audit if found.statement.is_definition]
    displayed = [found.printed_proof for found in audit if found.printed_proof != "none"]
    if results:
        told = _numbers([found.verdict for found in results])
        yield f"Of {_count(len(results), 'lemma, theorem, corollary or fact')}, {told}."
    if displayed:
        yield f"Of {_count(len(displayed), 'printed proof')}, {_numbers(displayed)}."
    if others:
        told = _numbers([found.verdict for found in others])
        yield f"Of {_count(len(others), 'definition, remark, assumption or algorithm')}, {told}."


def _numbers(verdicts: Sequence[str]) -> str:
    counts = [(verdicts.count(v), _SAID[v]) for v in LOOKS if v in verdicts]
    parts = [f"{n} {'is' if n == 1 else 'are'} {said}" for n, said in counts]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else _PLURALS.get(noun, f'{noun}s')}"


def _failures(audit: Audit) -> Iterator[Section]:
    wrong = [found for found in audit if _is_wrong(found)]
    if not wrong:
        yield Section(
            ["What fails"], "", [Paragraph(["Nothing that is printed was found to be wrong."])]
        )
        return
    told = (
        f"Of {_count(len(audit), 'item')}, {len(wrong)} have something printed that is wrong. A "
        "lemma may be true and its printed proof wrong, so both are told; the last column has the "
        "first thing that fails."
    )
    if len(wrong) == 1:
        told = told.replace("1 have something", "1 has something")
    rows = [_failure_row(found) for found in wrong]
    head: list[Runs] = [["item"], ["conclusion"], ["proof"], ["what fails"]]
    yield Section(["What fails"], "", [Paragraph([told]), Table(head, rows, (0.0, 0.18, 0.0, 0.5))])


def _is_wrong(found: StatementAudit) -> bool:
    return bool(_refuted(found)) or any(v in _WRONG for v in found.readings.values())


def _refuted(found: StatementAudit) -> list[Decision]:
    printed = {c.id for m in found.readings for c in found.statement.printed_claims(m)}
    return [d for d in found.decisions if d.claim.id in printed and d.verdict == "refuted"]


def _failure_row(found: StatementAudit) -> list[Runs]:
    verdicts: list[Run] = [Verdict(found.verdict)]
    for metric, verdict in found.readings.items():
        if verdict != found.verdict:
            verdicts += [f"; in {READINGS.get(metric, metric)} ", Verdict(verdict)]
    refuted = _refuted(found)
    failed = found.first_failure or (refuted[0] if refuted else None)
    what: list[Run] = []
    if failed is not None:
        name = failed.claim.id.partition("/")[2]
        what = [Code(name), ": ", brief(failed)]
    return [[Link(found.statement.id)], verdicts, [Verdict(found.printed_proof)], what]


def _undecided(audit: Audit) -> Iterator[Section]:
    if audit.undecided:
        told = "These claims are neither proved nor refuted, which says nothing about them:"
        names: list[Runs] = [[Code(name)] for name in audit.undecided]
        yield Section(["What is open"], "", [Paragraph([told]), Listing(names)])


def _preface(audit: Audit) -> list[Block]:
    if not len(audit):
        return [Paragraph(["The pack has no statements."])]
    told = (
        "Each item has the text of the pack and, below it, the claims that were checked, as "
        "formulas made from what was checked."
    )
    norms = (
        "Where the paper leaves the norm of a map open, claims are decided twice: in sup, the "
        "supremum norm, and in L_α, the paper's integral norm."
    )
    several = any(len(found.readings) > 1 for found in audit)
    return [Paragraph([told]), *([Paragraph([norms])] if several else [])]


# ------------------------------------------------------------------ appendix


def _appendix(audit: Audit, command: str) -> Section:
    parts = (_decided(audit), _trusted(), _replay(audit, command))
    return Section(["Appendix: how this report was made"], "appendix", (), parts)


def _decided(audit: Audit) -> Section:
    seen = {found.verdict for found in audit} | {found.printed_proof for found in audit}
    seen |= {v for found in audit for v in found.readings.values()}
    seen |= {audit.standing(found.statement.id) for found in audit}
    legend: list[Runs] = [
        [Verdict(v), f": {shown.meaning}"] for v, shown in LOOKS.items() if v in seen
    ]
    told = (
        "A verdict is computed from evidence and written by nobody. The pack states what the paper "
        "prints, and may propose repairs; it cannot say that something holds. Each claim is first "
        "tried as a theorem of a small kernel; where no proof is found, an exact counterexample is "
        "searched for, small ones first, whose conditions and conclusion are evaluated in rational "
        "arithmetic. What neither settles is shown as cited, where the paper gives a source, or as "
        "open. A claim that was refuted as printed stays refuted where a repair of it is proved."
    )
    steps = (
        "Steps are the relation signs of a displayed derivation, counted from the first. The words "
        "between formulas are not judged. The standing of an item is the weakest verdict among it "
        "and what it depends on."
    )
    blocks: list[Block] = [Paragraph([told]), Paragraph([steps])]
    return Section(
        ["How verdicts are decided"], "", [*blocks, *([Listing(legend)] if legend else [])]
    )


def _trusted() -> Section:
    return Section(["What is trusted"], "", [Listing([[point] for point in _TRUSTED])])


def _replay(audit: Audit, command: str) -> Section:
    name = shlex.quote(audit.paper.name)
    made: list[Run] = ["Made by varsym ", Code(metadata.version("varsym")), " with"]
    blocks: list[Block] = [Paragraph(made), Shell([command])]
    blocks.append(Paragraph(["All of it as data, each claim with its evidence:"]))
    blocks.append(Shell([f"varsym audit {name} --json audit.json"]))
    proved = next((d for f in audit for d in f.decisions if d.evidence.theorems), None)
    if proved is not None:
        claim = shlex.quote(proved.claim.id)
        told = (
            "The certificate of a claim that the kernel proves, and its replay by the kernel's "
            "checker, which needs the standard library alone; so for any claim of the tables above:"
        )
        pack = f" --pack {name}"
        lines = [f"varsym certificate {claim}{pack} -o claim.json"]
        blocks += [Paragraph([told]), Shell([*lines, "python -m varsym.kernel claim.json"])]
    first = next(iter(audit), None)
    if first is not None:
        told = f"One item again, here {heading(first.statement)}:"
        blocks += [Paragraph([told]), Shell([f"varsym show {first.statement.id} --pack {name}"])]
    return Section(["How to replay it"], "", blocks)


# ------------------------------------------------------------------ markup


def _markdown(document: Document) -> str:
    from varsym.report.document_markdown import markdown

    return markdown(document)


def _latex(document: Document) -> str:
    from varsym.report.document_latex import latex_source

    return latex_source(document)


def _html(document: Document) -> str:
    from varsym.report.document_html import html_page

    return html_page(document)


_FORMATS: Mapping[str, Callable[[Document], str]] = MappingProxyType(
    {"markdown": _markdown, "latex": _latex, "html": _html}
)


def formats() -> tuple[str, ...]:
    """Return the names of the formats, the usual one first.

    Examples
    --------
    >>> formats()
    ('markdown', 'latex', 'html')
    """
    return tuple(_FORMATS)


def document_text(document: Document, name: str = "markdown") -> str:
    r"""Return a document as text in the format called `name`.

    Raises
    ------
    UnknownNameError
        If there is no such format.

    Examples
    --------
    >>> print(document_text(Document("A <title>", "", "1", ())).splitlines()[0])
    # A \<title\>
    """
    if name not in _FORMATS:
        raise UnknownNameError(f"The format {name[:40]!r}.", f"One of {', '.join(_FORMATS)}.")
    return _FORMATS[name](document)
