"""What was found about one claim, as plain text for a reader who has the paper."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap

from varsym.claims.decisions import Decision
from varsym.claims.render import text
from varsym.graph.statement import depends_on_reading
from varsym.report.counterexamples import brief
from varsym.report.findings import ended, worked
from varsym.report.palette import READINGS
from varsym.report.typed_commands import typed

__all__ = ["claim_text"]

_WIDTH = 88
_LABEL = 9


def claim_text(decision: Decision, pack: str, place: tuple[Path, int] | None = None) -> str:
    """Return a claim, its conditions, and what decides it, with exact values.

    Parameters
    ----------
    decision : Decision
    pack : str
        The name of the pack, for the command that tells more.
    place : (Path, int), optional
        The file and line where the statement is written.

    Returns
    -------
    str
        The finding on the first line, then a table of a row a line.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> from varsym.claims.decisions import Claim, decide
    >>> (x,) = e.reals("x")
    >>> print(claim_text(decide(Claim("lem:1/conclusion", x + 1 <= x, (0 <= x,))), "toy"))
    Refuted: 1 > 0 at x=0.
    <BLANKLINE>
      claim    x + 1 ≤ x
      if       0 ≤ x
      example  Take x = 0. Every condition holds; the left side is 1 and the right side 0.
      more     varsym show lem:1 --pack toy
    """
    claim, evidence = decision.claim, decision.evidence
    found = brief(decision) if decision.verdict == "refuted" else evidence.summary
    first = f"{decision.verdict.capitalize()}: {ended(found)}"
    rows = [("claim", claim.text)]
    rows += [("if" if not n else "", text(c)) for n, c in enumerate(claim.conditions)]
    if depends_on_reading(claim):
        rows.append(("reading", READINGS.get(claim.metric, claim.metric)))
    if evidence.kind == "formula":
        rows += [("fault", line) for line in evidence.details.values() if line != found]
    if evidence.counterexample is not None:
        rows.append(("example", worked(decision)))
    if place is not None:
        rows.append(("written", f"{place[0]}:{place[1]}"))
    rows.append(("more", typed(pack, "show", claim.id.partition("/")[0])))
    return "\n".join([first, "", *(_row(label, line) for label, line in rows)])


def _row(label: str, line: str) -> str:
    margin = "\n" + " " * (_LABEL + 2)
    lines = wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return f"  {label:<{_LABEL}}{margin.join(lines)}".rstrip()
