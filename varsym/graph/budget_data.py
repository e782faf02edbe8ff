"""Certificates of budgets as plain data, to be written down and read again by whoever checks."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from varsym.errors import CertificateError, InputError
from varsym.exact import exact_rational
from varsym.exact.digits import digit_string
from varsym.graph.budget_certificates import BudgetCertificate, BudgetProblem

__all__ = ["SCHEMA", "budget_data", "exact_text", "read_budget"]

SCHEMA = "varsym.budget/1"
_LISTS = ("amplifications", "weights", "coefficients", "steps")


def exact_text(value: Fraction | int) -> str:
    """Return a rational as text, however long it is.

    Parameters
    ----------
    value : Fraction or int

    Examples
    --------
    >>> exact_text(Fraction(3, 4)), exact_text(7)
    ('3/4', '7')
    """
    top = digit_string(value.numerator)
    return top if value.denominator == 1 else f"{top}/{digit_string(value.denominator)}"


def budget_data(certificate: BudgetCertificate) -> dict[str, Any]:
    """Return a certificate as plain data with the schema "varsym.budget/1"; numbers are texts.

    Parameters
    ----------
    certificate : BudgetCertificate

    Examples
    --------
    >>> problem = BudgetProblem.of(1, [2], [3])
    >>> steps = (Fraction(1, 2),)
    >>> budget_data(BudgetCertificate(problem, "product", steps, Fraction(3), Fraction(0)))["steps"]
    ['1/2']
    """
    problem, multiplier = certificate.problem, certificate.multiplier
    return {
        "schema": SCHEMA,
        "objective": certificate.objective,
        "total": exact_text(problem.total),
        "amplifications": list(map(exact_text, problem.amplifications)),
        "weights": list(map(exact_text, problem.weights)),
        "coefficients": list(map(exact_text, problem.coefficients)),
        "steps": list(map(exact_text, certificate.steps)),
        "multiplier": None if multiplier is None else exact_text(multiplier),
        "gap": exact_text(certificate.gap),
    }


def read_budget(data: object) -> BudgetCertificate:
    """Return the certificate that plain data say; whether it is right, `check_budget` tells.

    Parameters
    ----------
    data : dict
        As `budget_data` returns.

    Raises
    ------
    CertificateError
        If the data are of another schema, or malformed.

    Examples
    --------
    >>> from varsym.graph.budget_certificates import check_budget
    >>> from varsym.graph.budgets import split_error
    >>> written = budget_data(split_error(BudgetProblem.of(1, [2], [3])).certificate)
    >>> check_budget(read_budget(written))
    """
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        raise CertificateError(
            "Data that are no certificate of a budget.",
            f"The schema {SCHEMA}.",
            "Take the certificate out of the answer that it is part of.",
        )
    lists = {name: data.get(name) for name in _LISTS}
    if not all(isinstance(values, list) for values in lists.values()):
        raise CertificateError(
            "A certificate of a budget with a list that is missing.", f"{', '.join(_LISTS)}."
        )
    try:
        numbers = {name: tuple(map(_number, values or ())) for name, values in lists.items()}
        total, gap = _number(data.get("total")), _number(data.get("gap"))
        written = data.get("multiplier")
        multiplier = None if written is None else _number(written)
    except InputError as error:
        raise CertificateError(
            f"A certificate of a budget with another entry than a number: {error.given}",
            error.expected,
        ) from None
    steps = numbers.pop("steps")
    problem = BudgetProblem(total, **numbers)
    objective: Any = data.get("objective")
    return BudgetCertificate(problem, objective, steps, multiplier, gap)


def _number(text: object) -> Fraction:
    if not isinstance(text, str):
        raise InputError(f"An entry of type {type(text).__name__}.", "A rational as a text.")
    return exact_rational(text)
