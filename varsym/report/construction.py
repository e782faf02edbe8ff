"""A constructed approximator, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from varsym.contextual.approximator_data import rational_text
from varsym.exact import decimal_digits, exact_rational, format_rational
from varsym.exact.digits import decimal_exponent, digit_string
from varsym.report.json_report import dumps

if TYPE_CHECKING:
    from varsym.contextual.approximator import ConstructedApproximator
    from varsym.contextual.approximator_certificate import CheckedApproximator

__all__ = ["checked_text", "construction_json", "construction_text"]

_DIGITS = 4
_SHOWN_MAP = 200


def construction_text(made: ConstructedApproximator) -> Table:
    """Return what was constructed, as rows for a terminal.

    Examples
    --------
    >>> from rich.console import Console
    >>> from varsym.contextual.approximator import construct_approximator
    >>> made = construct_approximator("x[2,1]; x[1,1]", eps="1/4")
    >>> Console(width=100).print(construction_text(made))
    map ...
    """
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, line, style in _lines(made):
        grid.add_row(label, Text(line, style=style))
    return grid


def checked_text(found: CheckedApproximator) -> Table:
    """Return what a certificate has been checked to prove, as rows for a terminal.

    Examples
    --------
    >>> from rich.console import Console
    >>> from varsym.contextual import check_approximator, construct_approximator
    >>> made = construct_approximator("x[2,1]; x[1,1]", eps="1/4")
    >>> Console(width=100).print(checked_text(check_approximator(made.certificate())))
    proved ...
    """
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    tokens, channels = found.shape
    kind = f"Lipschitz constant {_rational(found.lipschitz)} in the ℓ_{found.alpha} norm"
    every = f"every f with {kind} and the values given at the centres of the grid"
    if found.expression is not None:
        every = f"f = {_clipped(found.expression)}"
    lines = [
        ("proved", f"d_{found.alpha}(τ, f) <= ε = {_rational(found.eps)}", "bold"),
        ("for", every, ""),
        ("assumed", "nothing" if found.lipschitz_is_proved else f"that f has {kind}", ""),
        ("shape", f"L = {tokens} tokens, d = {channels} channels", ""),
        ("context ids", f"{found.contexts}, each on a flat bump of its own target", ""),
        ("off the bands", f"measure {_below(found.good_measure)} at least", ""),
    ]
    for label, line, style in lines:
        grid.add_row(label, Text(line, style=style))
    return grid


def _lines(made: ConstructedApproximator) -> Iterator[tuple[str, str, str]]:
    budget, grid, size = made.budget, made.grid, made.resources
    tokens, channels = made.shape
    reason = {"expression": "proved from the expression", "assumed": "assumed"}
    yield "map", _map_name(made), ""
    yield "shape", f"L = {tokens} tokens, d = {channels} channels", ""
    modulus = f"{_rational(budget.lipschitz)} in the ℓ_{budget.alpha} norm"
    yield "Lipschitz constant", f"{modulus}, {reason[made.lipschitz_source]}", ""
    yield "", "", ""
    condition = "" if made.lipschitz_source == "expression" else ", if f has that constant"
    yield "error", f"d_{budget.alpha}(τ, f) <= {_above(budget.total)}{condition}", "bold"
    yield "asked", f"ε = {_rational(made.eps)}", ""
    off = f"|τ(X) - f(X)|_{budget.alpha} <= {_above(budget.reach)} for every X"
    yield "off the bands", off, ""
    share = budget.bands_power / budget.total_power if budget.total_power else Fraction(0)
    bands = f"of measure {_above(budget.bands_measure)}"
    yield "in the bands", f"{bands}, at most {_above(100 * share)} % of the error's bound", ""
    yield "", "", ""
    yield "grid step δ", _rational(grid.step), ""
    yield "band width θ", _rational(grid.theta), ""
    yield "FFN_1", f"{size.ffn_1_neurons} neurons", ""
    gap = "one target alone"
    if made.gap is not None:
        nearest = _below(made.gap.lower)
        gap = f"{size.contexts} context IDs; those with different targets {nearest} apart or more"
    yield "attention", f"rank 1, rate {_rational(made.contexts.rate)}; {gap}", ""
    bumps = f"{size.ffn_2_neurons} neurons, {size.bumps} bumps with ramps of the slope"
    yield "FFN_2", f"{bumps} {format_rational(made.bumps.slope)}", ""
    yield "", "", ""
    printed = f"{format_rational(size.printed_neurons)} neurons in FFN_2 with this δ"
    yield "as printed", printed, ""
    more = format_rational(size.printed_neurons_at_printed_cells)
    yield "", f"{more} with the printed δ = 1/{format_rational(size.printed_cells)}", ""


def construction_json(made: ConstructedApproximator) -> str:
    """Return what was constructed as JSON text; rationals are texts, so that none is rounded.

    The weights are not in it; they are in `ConstructedApproximator.certificate`.

    Examples
    --------
    >>> import json
    >>> from varsym.contextual.approximator import construct_approximator
    >>> made = construct_approximator("x[2,1]; x[1,1]", eps="1/4")
    >>> json.loads(construction_json(made))["grid"]["step"]
    '1/3'
    """
    budget, grid = made.budget, made.grid
    resources = {
        name: count if count < 2**53 else digit_string(count)
        for name, count in asdict(made.resources).items()
    }
    data: dict[str, Any] = {
        "schema": "varsym.construction/1",
        "map": None if made.target is None else made.target.text,
        "shape": list(made.shape),
        "alpha": budget.alpha,
        "epsilon": rational_text(made.eps),
        "lipschitz": {"constant": rational_text(budget.lipschitz), "source": made.lipschitz_source},
        "grid": {"step": rational_text(grid.step), "theta": rational_text(grid.theta)},
        "attention": {
            "rate": rational_text(made.contexts.rate),
            "separation": None if made.gap is None else _ends(made.gap.lower, made.gap.upper),
        },
        "bumps": {"slope": digit_string(made.bumps.slope)},
        "error": {
            "total": rational_text(budget.total),
            "total_power": rational_text(budget.total_power),
            "off_bands_power": rational_text(budget.off_bands_power),
            "bands_power": rational_text(budget.bands_power),
            "bands_measure": rational_text(budget.bands_measure),
            "off_bands_pointwise": rational_text(budget.reach),
        },
        "resources": resources,
    }
    return dumps(data)


def _map_name(made: ConstructedApproximator) -> str:
    if made.target is None:
        return "a function"
    return _clipped(made.target.text)


def _clipped(text: str) -> str:
    return text if len(text) <= _SHOWN_MAP else text[:_SHOWN_MAP] + "…"


def _rational(number: Fraction) -> str:
    return format_rational(number)


def _above(number: Fraction) -> str:
    """Write a number of at least 0 in four digits, rounded up."""
    shown = decimal_digits(number, _DIGITS)
    return shown if exact_rational(shown) >= number else _next(number, shown, 1)


def _below(number: Fraction) -> str:
    """Write a positive number in four digits, rounded down."""
    shown = decimal_digits(number, _DIGITS)
    return shown if exact_rational(shown) <= number else _next(number, shown, -1)


def _next(number: Fraction, shown: str, sign: int) -> str:
    last = Fraction(10) ** (decimal_exponent(number) - _DIGITS + 1)
    return decimal_digits(exact_rational(shown) + sign * last, _DIGITS)


def _ends(lower: Fraction, upper: Fraction) -> dict[str, str]:
    return {"lower": rational_text(lower), "upper": rational_text(upper)}
