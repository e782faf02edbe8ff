"""A generated paper of many statements with real claims, cheap to decide and of all verdicts."""

from __future__ import annotations

from varsym.pack import (
    Display,
    Index,
    MapVariable,
    Paper,
    Repair,
    Space,
    Statement,
    WellTyped,
    reals,
)

__all__ = ["large_paper"]

x, y = reals("x y")
side, wide = Space((Index("m"),)), Space((Index("n"),))
step = MapVariable("t", (), side, wide)
PER_SECTION = 40
_WORDS = (
    "Composition of layers",
    "Bound",
    "A long title that takes several lines in the graph",
    "Shape",
)


def _statement(place: int, title: str, below: list[str]) -> Statement:
    """Return one of seven kinds of statement, in turn; its own number keeps each claim apart."""
    name = f"{place // PER_SECTION + 1}.{place % PER_SECTION + 1}"
    k = place + 1
    match place % 7:
        case 0:
            return Statement(
                f"def:{name}",
                "definition",
                title,
                claims={"shape": WellTyped(step, side, wide)},
                text=f"A map from m to n numbers, used {k} times.",
                depends_on=below,
            )
        case 1:
            return Statement(
                f"lem:{name}",
                "lemma",
                title,
                conclusion=x <= x + k,
                depends_on=below,
                text=f"Adding {k} does not make a number smaller.",
                derivation=Display(x, [("<=", x + 1), ("<=", x + k)] if k > 1 else [("<=", x + k)]),
            )
        case 2:
            return Statement(
                f"lem:{name}",
                "lemma",
                title,
                conclusion=x + y <= x + k,
                depends_on=below,
                repairs=[Repair(f"y is at most {k}", x + y <= x + k, [y <= k])],
                derivation=Display(x + y, [("<=", x + y + 1), ("<=", x + k)]),
            )
        case 3:
            return Statement(
                f"thm:{name}",
                "theorem",
                title,
                conclusion=x + k <= x,
                depends_on=below,
                text="A claim that fails everywhere.",
            )
        case 4:
            return Statement(
                f"lem:{name}",
                "lemma",
                title,
                conclusion=x <= y + k,
                depends_on=below,
                reference=f"Somebody ({1900 + k % 100})",
            )
        case 5:
            return Statement(
                f"def:{name}",
                "definition",
                title,
                depends_on=below,
                claims={"shape": WellTyped(step @ step, side, wide)},
            )
    return Statement(
        f"cor:{name}", "corollary", title, conclusion=x <= x + k, depends_on=below,
        text="What follows.",
    )  # fmt: skip


def large_paper(size: int) -> Paper:
    """Return a paper of some statements in sections, each resting on one to three before it."""
    names: list[str] = []
    statements = []
    for place in range(size):
        start = place - place % PER_SECTION
        near = [place - 1 - place * place % 5, place - 7 - place % 11]
        reach = [k for k in near if k >= start] + [start // 2 if place == start + 6 else -1]
        below = [names[k] for k in dict.fromkeys(reach) if k >= 0 and (place + k) % 3]
        statement = _statement(place, f"{_WORDS[place % len(_WORDS)]} number {place}", below)
        names.append(statement.id)
        statements.append(statement)
    return Paper(f"large-{size}", f"A paper of {size} statements", statements)
