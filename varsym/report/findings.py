"""What was found about one statement, in sentences: the terminal and the document tell the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from varsym.claims import expressions as e
from varsym.claims.decisions import Decision
from varsym.claims.render import text
from varsym.graph.audit import StatementAudit
from varsym.graph.statement import Repair, Statement, Under
from varsym.kernel import certificate
from varsym.report.counterexamples import brief, sides
from varsym.report.palette import READINGS

__all__ = [
    "SIGNS",
    "Change",
    "TriedRepair",
    "change_of",
    "chosen",
    "claim_name",
    "derivation_columns",
    "ended",
    "failing_steps",
    "faults",
    "in_reading",
    "proof_reason",
    "proved_bounds",
    "repairs_tried",
    "rules",
    "verdict_reason",
    "weight",
    "worked",
]

#: The signs of a derivation, as they are printed.
SIGNS = {"<=": "≤", "<": "<", "=": "="}


def chosen(found: StatementAudit, metric: str, claims: Iterable[str]) -> list[Decision]:
    """Return the decisions of some claims, by their ids, among what was `found` in one reading.

    `metric` is the reading.
    """
    wanted = set(claims)
    return [d for d in found.decisions if d.claim.id in wanted and d.claim.metric == metric]


def claim_name(decision: Decision) -> str:
    """Return the name of a claim within its statement, whatever the reading: ``step:3``."""
    return decision.claim.id.partition("/")[2].partition("@")[0]


def ended(sentence: str) -> str:
    """Return a sentence with its full stop.

    Examples
    --------
    >>> ended("no proof was found"), ended("Add 1.")
    ('no proof was found.', 'Add 1.')
    """
    return sentence if sentence.endswith(".") else f"{sentence}."


def in_reading(metric: str) -> str:
    """Return where a verdict holds, for a sentence: ``in sup``."""
    return f"in {READINGS.get(metric, metric)}"


# ------------------------------------------------------------------ verdicts


def verdict_reason(found: StatementAudit, metric: str, verdict: str) -> str:
    """Return why a statement has its verdict in a reading.

    Parameters
    ----------
    found : StatementAudit
    metric : {"sup", "L_alpha"}
    verdict : str
        That of ``found.readings``.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "Less", conclusion=x + 1 <= x)])
    >>> verdict_reason(toy.audit()["lem:1"], "sup", "refuted")
    'False as printed: 2 > 1 at x=1.'
    """
    printed = [c.id for c in found.statement.printed_claims(metric) if "/step:" not in c.id]
    decisions = sorted(
        chosen(found, metric, printed), key=lambda d: "/conclusion" not in d.claim.id
    )
    failing = next((d for v in ("refuted", "open") for d in decisions if d.verdict == v), None)
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
        sentence = f"False as printed: {ended(brief(failing))}"
    else:
        sentence = f"As printed, {ended(failing.evidence.summary)}"
    if verdict == "repaired":
        mends = {d.claim.id: repair for d, repair in found.mended(metric) if repair is not None}
        first = mends.pop(failing.claim.id)
        return " ".join(
            [
                f"{sentence} Holds once {_lower(first.name)}.",
                *(
                    f"Its claim “{name.partition('/')[2].partition('@')[0]}” fails too, and holds "
                    f"once {_lower(repair.name)}."
                    for name, repair in mends.items()
                ),
            ]
        )
    if change is not None and verdict == "ill-formed":
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


def proof_reason(found: StatementAudit) -> str:
    """Return how many of the displayed relations hold, and which do not."""
    steps = found.steps
    bad = [d for d in steps if d.verdict != "proved"]
    if not steps:
        return "Nothing is displayed."
    if not bad:
        some = f"All {len(steps)} displayed relations are"
        return f"{some if len(steps) > 1 else 'The displayed relation is'} proved."
    parts = []
    for verdict in ("refuted", "open"):
        numbers = [d.claim.id.partition("step:")[2] for d in bad if d.verdict == verdict]
        if numbers:
            word = "step" if len(numbers) == 1 else "steps"
            parts.append(f"{word} {', '.join(numbers)} {verdict}")
    return f"Of {_count(len(steps), 'displayed relation')}, {'; '.join(parts)}."


# ------------------------------------------------------------------ what fails


def faults(found: StatementAudit) -> list[tuple[str, Decision, list[str]]]:
    """Return what does not fit in what is printed, the steps of a derivation apart.

    Each comes as the claim's name, its decision and what is wrong with it, line by line; what two
    readings share is told once.
    """
    printed = {c.id for m in found.readings for c in found.statement.printed_claims(m)}
    told: set[tuple[str, str]] = set()
    rows = []
    for decision in found.decisions:
        displayed = found.statement.derivation is not None and "/step:" in decision.claim.id
        if decision.claim.id in printed and decision.verdict == "refuted" and not displayed:
            told_by = list(decision.evidence.details.values()) or [brief(decision)]
            plain = claim_name(decision)
            lines = [x for x in told_by if (plain, x) not in told]
            told.update((plain, line) for line in lines)
            if lines:
                rows.append((decision.claim.id.partition("/")[2], decision, lines))
    return rows


def derivation_columns(found: StatementAudit) -> list[list[Decision]]:
    """Return the decisions on the displayed relations: a column a reading, in order."""
    return [
        chosen(found, m, (c.id for c in found.statement.printed_claims(m) if "/step:" in c.id))
        for m in found.readings
    ]


def failing_steps(found: StatementAudit) -> list[Decision]:
    """Return the displayed relations that fail, each in the first reading in which it does."""
    columns = derivation_columns(found)
    failing = (
        [d for d in row if d.verdict in ("refuted", "open")] for row in zip(*columns, strict=True)
    )
    return [row[0] for row in failing if row]


def worked(decision: Decision) -> str:
    """Return a counterexample worked out: what to take, and what either side then is.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> from varsym.claims.decisions import Claim, decide
    >>> (x,) = e.reals("x")
    >>> worked(decide(Claim("demo", x + 1 <= x, ())))
    'Take x = 1. Every condition holds; the left side is 2 and the right side 1.'
    """
    data = decision.evidence.counterexample
    if data is None:
        return ended(decision.evidence.summary)
    values = "; ".join(f"{name} = {value}" for name, value in data["assignment"].items())
    world = "" if data["world"] in ("shapes", "numbers") else f" {data['world']}:"
    if data["world"] == "maps on the line":
        maps = any(map(_names_map, (decision.claim.goal, *decision.claim.conditions)))
        world = " maps on the line, each given by its value at x:" if maps else ""
    taken = f"Take{world} {values}. " if values else ""
    if data["relation"] == "is":
        return f"{taken}{sides(decision)}."
    found = f"the left side is {data['left']} and the right side {data['right']}."
    return f"{taken}Every condition holds; {found}"


def _names_map(item: object) -> bool:
    if isinstance(item, e.MapVariable):
        return True
    fields = getattr(item, "__dataclass_fields__", ())
    parts = [getattr(item, name) for name in fields]
    inner = [x for part in parts for x in (part if isinstance(part, tuple) else (part,))]
    flat = [x for part in inner for x in (part if isinstance(part, tuple) else (part,))]
    return any(_names_map(x) for x in flat if isinstance(x, e.Scalar | e.Map | e.Condition))


# ------------------------------------------------------------------ what mends it


@dataclass(frozen=True)
class TriedRepair:
    """One repair, its `verdict`, and the `decisions` in the readings where it is the same."""

    repair: Repair
    verdict: str
    decisions: tuple[Decision, ...]

    @property
    def metrics(self) -> tuple[str, ...]:
        """The readings."""
        return tuple(d.claim.metric for d in self.decisions)


def repairs_tried(found: StatementAudit) -> list[TriedRepair]:
    """Return the repairs in the order of the pack, each once a verdict."""
    known = {d.claim.id: d for d in found.decisions}
    groups: dict[tuple[int, str], list[tuple[Repair, Decision]]] = {}
    for metric in found.readings:
        for repair, claim in found.statement.repair_claims(metric):
            if (decision := known.get(claim.id)) is not None:
                number = found.statement.repairs.index(repair)
                groups.setdefault((number, decision.verdict), []).append((repair, decision))
    ordered = sorted(groups.items(), key=lambda group: group[0][0])
    return [
        TriedRepair(members[0][0], verdict, tuple(d for _, d in members))
        for (_, verdict), members in ordered
    ]


@dataclass(frozen=True)
class Change:
    """What a repair changes: conditions dropped and added, and the conclusion, if another."""

    dropped: tuple[e.Condition, ...]
    added: tuple[e.Condition, ...]
    conclusion: e.Condition | None


def change_of(statement: Statement, repair: Repair) -> Change:
    """Return what a repair changes in a statement."""
    given = statement.conditions_of(repair.mends)
    before, after = ([text(c) for c in conditions] for conditions in (given, repair.conditions))
    printed = [statement.conclusion, *(Under.of(c).goal for c in statement.claims.values())]
    known = [text(c) for c in printed if c is not None]
    return Change(
        tuple(c for c, shown in zip(given, before, strict=True) if shown not in after),
        tuple(c for c, shown in zip(repair.conditions, after, strict=True) if shown not in before),
        None if text(repair.conclusion) in known else repair.conclusion,
    )


def proved_bounds(found: StatementAudit) -> dict[str, list[Decision]]:
    """Return the quantitative forms that are proved, by name, with a decision a reading."""
    proved: dict[str, list[Decision]] = {}
    for metric in found.readings:
        for name, decision in found.bounds(metric).items():
            proved.setdefault(name, []).append(decision)
    return proved


# ------------------------------------------------------------------ evidence


def weight(decision: Decision) -> str:
    """Return what a claim's proof consists of and what it rests on, on one line."""
    if not decision.evidence.theorems:
        return decision.evidence.summary
    theorems = decision.evidence.theorems
    steps = certificate(theorems)["steps"]
    hypotheses = len({h for t in theorems for h in t.hypotheses})
    cited = sorted({source for t in theorems for source, _ in t.citations})
    oracles = sorted({producer for t in theorems for producer, _ in t.oracles})
    names = len({name for name, _ in steps})
    parts = [_count(len(steps), "step"), _count(names, "rule"), _count(hypotheses, "hypothesis")]
    line = f"kernel theorem: {', '.join(parts)}"
    line += f", citing {', '.join(cited)}" if cited else ""
    return line + (f", resting on {', '.join(oracles)}" if oracles else "")


def rules(decisions: Iterable[Decision]) -> list[str]:
    """Return the kernel's rules that the proofs of some claims use, by name."""
    return sorted({name for d in decisions for name in _rules(d)})


def _rules(decision: Decision) -> Iterator[str]:
    if decision.evidence.theorems:
        yield from (name for name, _ in certificate(decision.evidence.theorems)["steps"])


def _count(number: int, noun: str) -> str:
    many = "hypotheses" if noun == "hypothesis" else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"
