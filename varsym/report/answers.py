"""Answers to queries: an exact number, its decimals, and what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from varsym.errors import InputError
from varsym.exact import format_rational
from varsym.exact.digits import digit_string
from varsym.graph.bounds import Value
from varsym.graph.constants import ConstantValue
from varsym.report.json_report import dumps

if TYPE_CHECKING:
    from varsym.exact.log_forms import LogForm
    from varsym.exact.magnitudes import Magnitude

__all__ = ["answer_json", "answer_text", "parameters"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}\Z")
_SHOWN = 60
_TAKEN = frozenset({"self", "name", "target"})  # arguments of the query itself


def parameters(texts: Iterable[str]) -> dict[str, str | list[str]]:
    """Return the values given as ``name=value``; commas make a list.

    Raises
    ------
    InputError
        For a text of another form, or a name given twice.

    Examples
    --------
    >>> parameters(["r=3", "K=3/2,2,5/4"])
    {'r': '3', 'K': ['3/2', '2', '5/4']}
    """
    found: dict[str, str | list[str]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not value or not _NAME.match(name):
            raise InputError(
                f"The text {_clipped(text)}.",
                "A name, the sign = and a value, as K=3/2 or K=3/2,2,5/4.",
                "Write no spaces, or put the whole in quotes.",
            )
        if name in _TAKEN:
            raise InputError(
                f"The name {name}.", "A parameter of the bound.", "See varsym show ID."
            )
        if name in found:
            raise InputError(f"The name {name}, twice.", "Each name once.", "Drop one of them.")
        found[name] = value if "," not in value else value.split(",")
    return found


def _clipped(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _whole(value: Fraction) -> str:
    top = digit_string(value.numerator)
    return top if value.denominator == 1 else f"{top}/{digit_string(value.denominator)}"


def _exact(value: Fraction | Magnitude | LogForm) -> str:
    return _whole(value) if isinstance(value, Fraction) else str(value)


def answer_json(value: Value | ConstantValue, digits: int, unknown: str | None = None) -> str:
    """Return an answer as JSON text; numbers are texts, so that none is rounded on the way.

    Parameters
    ----------
    value : Value or ConstantValue
    digits : int
        Significant digits of decimals.
    unknown : str, optional
        The parameter that was asked for, if it was one.
    """
    data: dict[str, Any] = {
        "schema": "varsym.bound/1",
        "statement": value.statements[0],
        "claim": value.claim_id,
        "reading": value.metric,
        "quantity": unknown or ("bound" if isinstance(value, Value) else value.constant.name),
        "exact": _exact(value.exact),
        "decimal": value.decimal(digits),
        "latex": value.latex,
        "statements": list(value.statements),
        "conditions": list(value.conditions),
    }
    if value.note:
        data["note"] = value.note
    if value.tightness is not None:
        data["tightness"] = value.tightness.line()
    return dumps(data)


def answer_text(value: Value | ConstantValue, digits: int, unknown: str | None = None) -> Table:
    """Return an answer as rows for a terminal.

    Parameters
    ----------
    value : Value or ConstantValue
    digits : int
        Significant digits of decimals.
    unknown : str, optional
        The parameter that was asked for, if it was one.
    """
    label = unknown or ("bound" if isinstance(value, Value) else value.constant.name)
    decimal = value.decimal(digits)
    exact = value.exact
    plain = format_rational(exact, max(_SHOWN, digits)) if isinstance(exact, Fraction) else ""
    shown = plain or str(exact)
    if unknown is not None:
        label += " at most"
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(label, Text(shown, style="bold"))
    if decimal != shown:
        grid.add_row("decimal", Text(decimal))
    if value.note:
        grid.add_row("", Text(value.note))
    grid.add_row("by", Text(value.text))
    for k, condition in enumerate(value.conditions):
        grid.add_row("" if k else "if", Text(condition))
    rows = [("claim", value.claim_id), ("uses", ", ".join(value.statements))]
    if value.tightness is not None:
        rows.append(("tightness", value.tightness.line()))
    for name, line in rows:
        grid.add_row(name, Text(line))
    return grid
