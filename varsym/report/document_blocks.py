"""What a document is made of, whatever it is written in: sections, blocks, and runs of text.

Text is text: whoever writes it down escapes it.  Only `Formula` holds markup, and a writer takes it
for that only if `varsym.report.tex_formulas.is_plain` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.render import latex, text

__all__ = [
    "Block",
    "Code",
    "Displayed",
    "Formula",
    "Link",
    "Listing",
    "Paragraph",
    "Run",
    "Runs",
    "Section",
    "Shell",
    "Strong",
    "Table",
    "Verdict",
    "joined",
]


@dataclass(frozen=True)
class Formula:
    """A formula, as `latex` and as plain text for where the LaTeX cannot be trusted."""

    latex: str
    text: str

    @classmethod
    def of(cls, item: e.Scalar | e.Map | e.Condition | a.Array) -> Formula:
        """Return an expression or condition as a formula."""
        return cls(latex(item), text(item))


@dataclass(frozen=True)
class Code:
    """What one types, or an id."""

    text: str


@dataclass(frozen=True)
class Strong:
    """A few words that stand out."""

    text: str


@dataclass(frozen=True)
class Verdict:
    """A verdict, by its `name`, shown with its mark, and with `mark_alone` by that alone."""

    name: str
    mark_alone: bool = False


@dataclass(frozen=True)
class Link:
    """A statement's id that leads to its section, where the document has one."""

    target: str


Run: TypeAlias = str | Formula | Code | Strong | Verdict | Link
Runs: TypeAlias = Sequence[Run]


def joined(runs: Iterable[Run | list[Run]], by: str = ", ") -> list[Run]:
    """Return runs, or groups of them, with the text `by` between each and the next."""
    found: list[Run] = []
    for k, item in enumerate(runs):
        found += [by] if k else []
        found += item if isinstance(item, list) else [item]
    return found


@dataclass(frozen=True)
class Paragraph:
    """Sentences."""

    runs: Runs


@dataclass(frozen=True)
class Displayed:
    """A formula on lines of its own."""

    formula: Formula


@dataclass(frozen=True)
class Listing:
    """Points of a list."""

    items: Sequence[Runs]


@dataclass(frozen=True)
class Shell:
    """Commands, one a line."""

    lines: Sequence[str]


@dataclass(frozen=True)
class Table:
    """`rows` under a `head`; a width is a part of the line, or 0 for as wide as what is in it.

    `widths` has one for each column.
    """

    head: Sequence[Runs]
    rows: Sequence[Sequence[Runs]]
    widths: Sequence[float]


Block: TypeAlias = Paragraph | Displayed | Listing | Shell | Table


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it.

    Attributes
    ----------
    title : Runs
    anchor : str
        What links lead to: a statement's id, a word of the document's own, or nothing.
    blocks : sequence of Block
    parts : sequence of Section
    """

    title: Runs
    anchor: str = ""
    blocks: Sequence[Block] = ()
    parts: Sequence[Section] = field(default=())
