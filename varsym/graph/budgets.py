"""How to share an error among layers so that the networks take the fewest neurons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import get_args

from varsym.contextual.ball_ends import rational_point
from varsym.errors import InputError
from varsym.exact import Enclosure, PrecisionError, decimal_digits
from varsym.exact.ball_precision import ball_precision
from varsym.exact.log_forms import LogForm
from varsym.exact.magnitudes import Magnitude
from varsym.graph.budget_certificates import (
    BudgetCertificate,
    BudgetProblem,
    Objective,
    check_budget,
    duality_gap,
    log10_cost,
)

__all__ = ["Budget", "even_cells", "log_product_ratio", "split_error"]

_GAP = Fraction(1, 10**20)
_BITS = (256, 512, 1024, 2048)


@dataclass(frozen=True)
class Budget:
    """Steps of least cost, and the whole numbers of cells, 1/δ_j, that they are rounded to.

    Attributes
    ----------
    certificate : BudgetCertificate
        The steps before rounding, and why no others cost less.
    cells : tuple of int
        m_j; the steps 1/m_j are allowed too.
    """

    certificate: BudgetCertificate
    cells: tuple[int, ...]

    @property
    def problem(self) -> BudgetProblem:
        """What was asked."""
        return self.certificate.problem

    @property
    def objective(self) -> Objective:
        """What was made least."""
        return self.certificate.objective

    @property
    def steps(self) -> tuple[Fraction, ...]:
        """The steps 1/m_j."""
        return tuple(Fraction(1, m) for m in self.cells)

    @property
    def error(self) -> Fraction:
        """The error of the rounded steps, Σ b_j / m_j, which is not above the total."""
        return self.problem.error(self.steps)

    def log10_cost(self, digits: int = 12, objective: Objective | None = None) -> str:
        """Write the logarithm to base 10 of the cost, with certain digits.

        It is the cost that was made least, if no other is asked for; so also below.

        Parameters
        ----------
        digits : int
            Significant digits, from 1 to 10,000.
        objective : {"product", "total"}, optional
        """
        return self._costs(self.steps, digits, objective or self.objective).decimal(digits)

    def log10_loss(self, digits: int = 12, objective: Objective | None = None) -> str:
        """Write by how many powers of ten the cells cost more than the steps before rounding.

        Parameters
        ----------
        digits : int
            Significant digits, from 1 to 10,000.
        objective : {"product", "total"}, optional
        """
        return self._log10_ratio(self.steps, self.certificate.steps, digits, objective)

    def log10_saving(self, digits: int = 12, objective: Objective | None = None) -> str:
        """Write by how many powers of ten the cells cost less than those of an even split.

        Parameters
        ----------
        digits : int
            Significant digits, from 1 to 10,000.
        objective : {"product", "total"}, optional
        """
        even = [Fraction(1, m) for m in even_cells(self.problem)]
        return self._log10_ratio(even, self.steps, digits, objective)

    def _log10_ratio(
        self,
        first: Sequence[Fraction],
        second: Sequence[Fraction],
        digits: int,
        objective: Objective | None,
    ) -> str:
        if tuple(first) == tuple(second):
            return "0"
        measure = objective or self.objective
        if measure == "product":
            quotient = Magnitude(log_product_ratio(self.problem, second, first))
            return quotient.log10_decimal(digits)
        for bits in _BITS:
            high, low = (self._costs(steps, digits + bits, measure) for steps in (first, second))
            ratio = Enclosure(high.lower - low.upper, high.upper - low.lower)
            if (ratio.digits_certain() or 0) >= digits:
                return ratio.decimal(digits)
        return f"0 ± {decimal_digits(max(-ratio.lower, ratio.upper), 2)}"

    def _costs(self, steps: Sequence[Fraction], digits: int, objective: Objective) -> Enclosure:
        return log10_cost(self.problem, steps, objective, digits)


def split_error(problem: BudgetProblem, objective: Objective = "product") -> Budget:
    """Find the shares of an error among layers that cost least, with a certificate.

    The product of the costs is least where b_j δ_j is proportional to w_j, exactly; the total has
    no closed form, and comes with a certified gap below 10^-20 in its logarithm.  The numbers of
    cells are then the least ones that the steps allow, one after the other from the layer with the
    greatest weight, so that what rounding leaves over is used.

    Parameters
    ----------
    problem : BudgetProblem
    objective : {"product", "total"}

    Raises
    ------
    InputError
        If there is no such objective.
    PrecisionError
        If the gap stays above 10^-20 at 2048 bits.

    Examples
    --------
    >>> problem = BudgetProblem.of("1/10", [1, 2], [32, 128])
    >>> found = split_error(problem)
    >>> found.certificate.steps, found.cells, found.error
    ((Fraction(1, 50), Fraction(1, 25)), (50, 25), Fraction(1, 10))
    >>> split_error(problem, "total").cells
    (210, 21)
    """
    if objective not in get_args(Objective):
        raise InputError(f"The objective {objective!r}.", "product or total.", "Choose one.")
    if problem.error([Fraction(1)] * len(problem.weights)) <= problem.total:
        ones = (Fraction(1),) * len(problem.weights)
        certificate = BudgetCertificate(problem, objective, ones, None, Fraction(0))
    elif objective == "product":
        certificate = _least_product(problem)
    else:
        certificate = _least_total(problem)
    check_budget(certificate)
    return Budget(certificate, _whole_cells(problem, certificate.steps))


def even_cells(problem: BudgetProblem) -> tuple[int, ...]:
    """Return the cells when every layer adds the same to the error.

    Parameters
    ----------
    problem : BudgetProblem

    Examples
    --------
    >>> even_cells(BudgetProblem.of("1/10", [1, 2], [32, 128]))
    (20, 40)
    """
    share = problem.total / len(problem.weights)
    return tuple(max(1, math.ceil(b / share)) for b in problem.amplifications)


def log_product_ratio(
    problem: BudgetProblem, before: Sequence[Fraction], after: Sequence[Fraction]
) -> LogForm:
    """Return the logarithm of the product of the costs at some steps over that at others.

    Parameters
    ----------
    problem : BudgetProblem
    before, after : sequence of Fraction
        Steps of the layers, above 0: those of the numerator, then those of the denominator.

    Examples
    --------
    >>> problem = BudgetProblem.of(1, [1], [3])
    >>> print(log_product_ratio(problem, [Fraction(1, 2)], [Fraction(1, 6)]))
    3·log 3
    """
    parts = [(b / a, w) for b, a, w in zip(before, after, problem.weights, strict=True)]
    return LogForm.of_products(Fraction(0), parts)


def _least_product(problem: BudgetProblem) -> BudgetCertificate:
    """Fill steps in proportion to w_j / b_j; those that would pass 1 stay there."""
    full: set[int] = set()
    b, w = problem.amplifications, problem.weights
    while True:
        rest = [j for j in range(len(w)) if j not in full]
        left = problem.total - sum(b[j] for j in full)
        multiplier = sum(w[j] for j in rest) / left
        over = {j for j in rest if w[j] > multiplier * b[j]}
        if not over:
            break
        full |= over
    steps = tuple(Fraction(1) if j in full else w[j] / (multiplier * b[j]) for j in range(len(w)))
    return BudgetCertificate(problem, "product", steps, multiplier, Fraction(0))


def _least_total(problem: BudgetProblem) -> BudgetCertificate:
    for bits in _BITS:
        log_multiplier, steps = _near_least_total(problem, bits)
        gap = duality_gap(problem, steps, log_multiplier, bits)
        if gap is not None and gap <= _GAP:
            return BudgetCertificate(problem, "total", steps, log_multiplier, gap)
    raise PrecisionError(
        f"A budget whose cost is not shown to be the least at {_BITS[-1]} bits.",
        "Weights and amplifications that differ less.",
        "Ask for the least product.",
    )


def _near_least_total(problem: BudgetProblem, bits: int) -> tuple[Fraction, tuple[Fraction, ...]]:
    """Halve intervals for log λ; the steps that it gives are made allowed, exactly."""
    from flint import arb, fmpq

    def ball(value: Fraction) -> arb:
        return arb(fmpq(value.numerator, value.denominator))

    with ball_precision(bits):
        parts = [(ball(b), ball(w * c / b).log(), 1 / ball(w + 1)) for b, w, c in problem.layers]
        total = ball(problem.total)

        def steps_at(t: arb) -> list[arb]:
            return [arb.min((a - t) * scale, arb(0)).exp() for _, a, scale in parts]

        def is_high(t: arb) -> bool:
            return bool(sum(b * x for (b, _, _), x in zip(parts, steps_at(t), strict=True)) > total)

        low, high = arb(-1), arb(1)
        for _ in range(bits):
            low, high = (high, 2 * high) if is_high(high) else (low, high)
            low, high = (low, high) if is_high(low) else (2 * low, low)
        for _ in range(bits):
            middle = ((low + high) / 2).mid()
            low, high = (middle, high) if is_high(middle) else (low, middle)
        steps = [min(Fraction(1), rational_point(x.lower())) for x in steps_at(high)]
        log_multiplier = rational_point(high)
    return log_multiplier, _allowed(problem, steps, bits)


def _allowed(problem: BudgetProblem, steps: Sequence[Fraction], bits: int) -> tuple[Fraction, ...]:
    """Return steps that are less by what their rounding may have added, and stay short."""
    error = problem.error(steps)
    if error <= problem.total:
        return tuple(steps)
    shrink = 1 - Fraction(1, 1 << bits // 2)
    scale = shrink if shrink * error <= problem.total else problem.total / error
    return tuple(step * scale for step in steps)


def _whole_cells(problem: BudgetProblem, steps: Sequence[Fraction]) -> tuple[int, ...]:
    cells = [math.ceil(1 / step) for step in steps]
    spent = problem.error([Fraction(1, m) for m in cells])
    b, w = problem.amplifications, problem.weights
    for j in sorted(range(len(cells)), key=lambda j: -w[j]):
        others = spent - b[j] / cells[j]
        cells[j] = max(1, math.ceil(b[j] / (problem.total - others)))
        spent = others + b[j] / cells[j]
    return tuple(cells)
