"""The answer to a query about a published model: tables for a terminal, and JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from varsym.exact import SizeError, decimal_digits, format_rational
from varsym.exact.digits import digit_count, digit_string
from varsym.graph.budget_data import budget_data, exact_text
from varsym.graph.budgets import even_cells
from varsym.report.json_report import dumps
from varsym.report.table import verdict_text

if TYPE_CHECKING:
    from rich.console import Console

    from varsym.contextual.resources import Resources
    from varsym.graph.budget_certificates import Objective
    from varsym.graph.budgets import Budget
    from varsym.graph.configured import ConfiguredBound, NetworkShare

__all__ = ["SCHEMA", "configured_json", "print_configured"]

SCHEMA = "varsym.configured-bound/1"
_SHOWN = 60
_COLUMNS = 11
_IN_TABLE = 6
_DIGITS = 8
_NO_SEPARATION = "–"
_LEAST = {"product": "the product of the numbers of neurons", "total": "their sum"}


def print_configured(found: ConfiguredBound, console: Console, digits: int = 20) -> None:
    """Print an answer: what the model gives, what networks cost, and what that rests on.

    The last part comes when the verdicts are found, which takes longer than the numbers.

    Parameters
    ----------
    found : ConfiguredBound
    console : Console
    digits : int
        Of the error; tables have six.
    """
    for part in (_head(found, digits), _model_table(found), _network_table(found)):
        console.print(part)
        console.print()
    if found.budget is not None:
        console.print(_budget_lines(found.budget))
        console.print()
    console.print(_grounds(found))


def configured_json(found: ConfiguredBound, digits: int = 20) -> str:
    """Return an answer as JSON text; numbers are texts, so that none is rounded on the way.

    Parameters
    ----------
    found : ConfiguredBound
    digits : int
        Significant digits of decimals.
    """
    model = found.configuration
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "statement": found.statement,
        "claim": found.value.claim_id,
        "reading": found.value.metric,
        "verdict": found.verdict,
        "standing": found.standing,
        "rests_on": [{"id": name, "verdict": verdict} for name, verdict in found.rests_on],
        "configuration": {
            "name": model.name, "sides": list(model.sides), "channels": model.channels,
        },
        "target": exact_text(found.target),
        "error": {"exact": exact_text(found.error), "decimal": decimal_digits(found.error, digits)},
        "given_errors": exact_text(found.fixed),
        "overridden": list(found.overridden),
        "sources": {name: found.composition.source(name) for name in found.parameters},
        "parameters": {name: list(map(exact_text, v)) for name, v in found.parameters.items()},
        "networks": [_network_json(n, digits) for n in found.networks],
        "budget": None if found.budget is None else _budget_json(found.budget, digits),
        "columns": {name: cited for name, _, cited in _columns(found)},
        "latex": found.value.latex,
        "statements": list(found.value.statements),
        "conditions": list(found.value.conditions),
        "notes": list(found.composition.notes),
    }  # fmt: skip
    return dumps(data)


# ------------------------------------------------------------------ what comes above the tables


def _lines() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _head(found: ConfiguredBound, digits: int) -> Table:
    model = found.configuration
    grid = _lines()
    sides = " ".join(map(str, model.sides))
    grid.add_row("model", Text(f"{model.name}: sides {sides}; {model.channels} channels"))
    exact = format_rational(found.error, _SHOWN)
    decimal = decimal_digits(found.error, digits)
    grid.add_row("error", Text(f"{decimal} ≤ {_plain(found.target, _SHOWN)}", style="bold"))
    if "≈" not in exact and exact != decimal:
        grid.add_row("", Text(exact))
    if found.fixed:
        grid.add_row("", Text(f"of which given errors {decimal_digits(found.fixed, digits)}"))
    grid.add_row("by", Text(found.value.text))
    return grid


# ------------------------------------------------------------------ the tables


def _table(*columns: str) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False,
        collapse_padding=True,
    )  # fmt: skip
    for column in columns:
        table.add_column(column, justify="right", overflow="fold")
    return table


def _model_table(found: ConfiguredBound) -> Table:
    names = list(found.composition.norms)
    constants = list(dict.fromkeys(one.lipschitz for one in found.composition.errors.values()))
    table = _table("layer", "sides", *(f"norm {name}" for name in names), "exact", *constants)
    for layer, (before, after) in enumerate(found.sides, 1):
        norms = [found.parameters[name][layer - 1] for name in names]
        table.add_row(
            str(layer),
            f"{before} → {after}",
            *(decimal_digits(x, _IN_TABLE) for x in norms),
            ", ".join(_root_square(x) for x in norms),
            *(_plain(found.parameters[name][layer - 1], _COLUMNS) for name in constants),
        )
    return table


def _root_square(value: Fraction) -> str:
    """Return a norm along both axes by that along one, whose square it is, where it is one."""
    from math import isqrt

    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    if root**2 != value or value == 1:
        return _plain(value, 24)
    return f"({_plain(root, 20)})²"


def _plain(value: Fraction, digits: int) -> str:
    """Return a number exactly, where it is short enough, and else rounded."""
    text = format_rational(value, digits)
    return text if "≈" not in text else decimal_digits(value, _IN_TABLE)


def _network_table(found: ConfiguredBound) -> Table:
    several = len(found.composition.errors) > 1
    families = ["error"] if several else []
    table = _table(
        "layer", *families, "amplified", "allowed", "cells", "log10\nneurons", "log10\n(-log10 Δ)"
    )
    for network in sorted(found.networks, key=lambda one: one.layer):
        table.add_row(
            str(network.layer),
            *([network.family] if several else []),
            _short(network.amplification),
            _short(network.allowed),
            _short(Fraction(network.cells)),
            network.neurons.magnitude.log10_decimal(_DIGITS),
            _separation(network.resources, _IN_TABLE) or _NO_SEPARATION,
        )
    return table


def _short(value: Fraction) -> str:
    """Return a number in at most eleven columns."""
    if value.denominator == 1 and digit_count(value.numerator) <= _COLUMNS:
        return digit_string(value.numerator)
    shown = decimal_digits(value, _IN_TABLE)
    return shown if len(shown) <= _COLUMNS else decimal_digits(value, 3)


def _separation(resources: Resources, digits: int) -> str | None:
    """Return log10(-log10 Δ), as Δ itself has an exponent that is too long to write.

    None where Δ is 1, as for one token, and where the number of tokens is too long as well.
    """
    try:
        separation = resources.separation
    except SizeError:
        return None
    return None if separation == 1 else separation.log10_of_log10(digits)


# ------------------------------------------------------------------ what comes below them


def _columns(found: ConfiguredBound) -> list[tuple[str, str, str]]:
    """Return what each column is, and the statement or claim that it comes from."""
    made = found.composition
    return [
        *(
            (f"norm {name}", "of the interpolation, for the sup norm of entries", source)
            for name, source in made.norms.items()
        ),
        *(
            (name, "Lipschitz constants of what the networks approximate", made.source(name))
            for name in dict.fromkeys(error.lipschitz for error in made.errors.values())
        ),
        ("amplified", "how large an error of 1 is in the whole", found.value.claim_id),
        *(
            (f"allowed {name}", "the error to which the network is built", error.source)
            for name, error in made.errors.items()
        ),
        (
            "cells",
            "1/δ of the network's grid on [0, 1]",
            f"{found.errors.rounding.id}, {made.network}",
        ),
        ("log10 neurons", "one bump for each context; rounding takes 2dLm more", made.network),
        ("log10(-log10 Δ)", "Δ is below the distance of different contexts", made.separation),
    ]


def _budget_lines(budget: Budget) -> Table:
    grid = _lines()
    grid.add_row("least is", f"{_LEAST[budget.objective]}, before cells are made whole")
    measures: list[tuple[str, Objective]] = [("sum", "total"), ("product", "product")]
    for label, measure in measures:
        cost, saved = budget.log10_cost(_DIGITS, measure), budget.log10_saving(_DIGITS, measure)
        line = f"10^({cost}) neurons; an even split takes 10^({saved}) times as many"
        grid.add_row(label, line)
    loss = budget.log10_loss(_DIGITS)
    # The steps before rounding are near the least cost of the sum, and may lie above it.
    price = "nothing" if loss == "0" or loss.startswith("-") else f"a factor of 10^({loss})"
    grid.add_row("rounding", f"to whole cells costs {price}")
    return grid


def _grounds(found: ConfiguredBound) -> Table:
    grid = _lines()
    for name, meaning, cited in _columns(found):
        line = Text(f"{meaning}: {cited}")
        if cited in found.value.statements:
            line.append("  ").append_text(verdict_text(found.audit[cited].verdict))
        grid.add_row(name, line)
    grid.add_row("verdict", verdict_text(found.verdict))
    standing = verdict_text(found.standing)
    causes = [name for name, verdict in found.rests_on if verdict == found.standing]
    if found.standing != found.verdict:
        standing.append(f" by {', '.join(causes)}", style="dim")
    grid.add_row("standing", standing)
    for name in found.overridden:
        layers = found.parameters[name]
        shown = layers[:1] if len(set(layers)) == 1 else layers
        values = ", ".join(_plain(v, _COLUMNS) for v in shown)
        grid.add_row("given", Text(f"{name} = {values}"))
    for k, condition in enumerate(found.value.conditions):
        grid.add_row("" if k else "if", Text(condition))
    for k, note in enumerate(found.composition.notes):
        grid.add_row("" if k else "note", Text(note))
    grid.add_row("claim", Text(found.value.claim_id))
    grid.add_row("uses", Text(", ".join(found.value.statements)))
    return grid


# ------------------------------------------------------------------ JSON


def _network_json(network: NetworkShare, digits: int) -> dict[str, Any]:
    resources = network.resources
    return {
        "layer": network.layer,
        "error": network.family,
        "side": network.side,
        "lipschitz": exact_text(network.lipschitz),
        "amplification": exact_text(network.amplification),
        "allowed": exact_text(network.allowed),
        "cells": digit_string(network.cells),
        "neurons_log10": network.neurons.magnitude.log10_decimal(digits),
        "log10_of_minus_log10_separation": _separation(resources, digits),
    }


def _budget_json(budget: Budget, digits: int) -> dict[str, Any]:
    measures: tuple[Objective, ...] = ("product", "total")
    return {
        "objective": budget.objective,
        "log10_neurons": {one: budget.log10_cost(digits, one) for one in measures},
        "log10_saved_over_even": {one: budget.log10_saving(digits, one) for one in measures},
        "log10_lost_by_rounding": budget.log10_loss(digits),
        "even_cells": list(map(digit_string, even_cells(budget.problem))),
        "certificate": budget_data(budget.certificate),
    }
