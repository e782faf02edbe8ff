"""Evidence that is handed out: the certificate of one claim."""

from __future__ import annotations

from varsym.claims.decisions import decide
from varsym.errors import OutputError
from varsym.graph.paper import Paper, unknown
from varsym.kernel import certificate, dumps
from varsym.report.typed_commands import typed

__all__ = ["certificate_text"]


def certificate_text(paper: Paper, name: str) -> str:
    """Return the kernel's certificate of a claim as JSON text.

    Parameters
    ----------
    paper : Paper
    name : str
        The claim's id, such as ``lem:6.3/conclusion``.

    Raises
    ------
    UnknownNameError
        If there is no such claim.
    OutputError
        If the claim is not proved by the kernel, so that there is nothing to replay.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "More", conclusion=x <= x + 1)])
    >>> certificate_text(toy, "lem:1/conclusion").startswith('{"format": "varsym.certificate/1"')
    True
    """
    statement = paper.statement(name.partition("/")[0])
    known = {claim.id: claim for claim in statement.all_claims()}
    if name not in known:
        raise unknown("claim", name, known)
    decision = decide(known[name])
    if not decision.evidence.theorems:
        raise OutputError(
            f"The claim {name}, which is {decision.verdict} by {decision.evidence.kind}.",
            "A claim that the kernel proves.",
            f"Run {typed(paper.name, 'show', statement.id)} to see which claims are.",
        )
    return dumps(certificate(decision.evidence.theorems))
