"""Error budgets, and certificates that no other budget is cheaper; the checker stands alone.

Layer j takes a step δ_j from 0 to 1, adds b_j δ_j to the error, and costs c_j δ_j^(-w_j) neurons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from varsym.contextual.ball_ends import rational_point
from varsym.errors import CertificateError, InputError
from varsym.exact import Enclosure, RationalLike, exact_rational
from varsym.exact.ball_precision import ball_precision

if TYPE_CHECKING:
    from flint import arb

__all__ = [
    "BudgetCertificate",
    "BudgetProblem",
    "Objective",
    "check_budget",
    "duality_gap",
    "log10_cost",
]

#: What is to be least: the product of the counts, which is the sum of their logarithms, or the sum.
Objective: TypeAlias = Literal["product", "total"]

_PRECISIONS = (256, 512, 1024, 2048, 4096)


@dataclass(frozen=True)
class BudgetProblem:
    """Layers that share an error: Σ b_j δ_j is to be at most E, with 0 < δ_j ≤ 1.

    Make one with `of`, which reads and checks the numbers.

    Attributes
    ----------
    total : Fraction
        E.
    amplifications : tuple of Fraction
        b_j, what a step of 1 in layer j adds to the error.
    weights : tuple of Fraction
        w_j, the exponent with which 1/δ_j enters the cost of layer j.
    coefficients : tuple of Fraction
        c_j, the cost of layer j at the step 1.
    """

    total: Fraction
    amplifications: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]
    coefficients: tuple[Fraction, ...]

    @classmethod
    def of(
        cls,
        total: RationalLike,
        amplifications: Sequence[RationalLike],
        weights: Sequence[RationalLike],
        coefficients: Sequence[RationalLike] | None = None,
    ) -> BudgetProblem:
        """Read the numbers of a problem; coefficients are 1 where none are given.

        Raises
        ------
        InputError
            If a number is not exact or not positive, there is no layer, or the lengths differ.

        Examples
        --------
        >>> BudgetProblem.of("1/10", [1, 2], [32, 128]).coefficients
        (Fraction(1, 1), Fraction(1, 1))
        """
        scales = [1] * len(weights) if coefficients is None else coefficients
        if not len(amplifications) == len(weights) == len(scales) > 0:
            raise InputError(
                f"{len(amplifications)} amplifications, {len(weights)} weights and "
                f"{len(scales)} coefficients.",
                "One of each for every layer, and at least one layer.",
                "Leave out the layers that cost nothing.",
            )
        return cls(
            exact_rational(total, name="total", positive=True),
            _read(amplifications, "amplification"),
            _read(weights, "weight"),
            _read(scales, "coefficient"),
        )

    def error(self, steps: Sequence[Fraction]) -> Fraction:
        """Return Σ b_j δ_j at the `steps` δ_j, exactly."""
        pairs = zip(self.amplifications, steps, strict=True)
        return sum((b * step for b, step in pairs), Fraction(0))

    @property
    def layers(self) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
        """The amplification, weight and coefficient of each layer."""
        return zip(self.amplifications, self.weights, self.coefficients, strict=True)


def _read(values: Sequence[RationalLike], name: str) -> tuple[Fraction, ...]:
    return tuple(
        exact_rational(v, name=f"{name} {k}", positive=True) for k, v in enumerate(values, 1)
    )


@dataclass(frozen=True)
class BudgetCertificate:
    """Steps, and the multiplier that shows how good they are.

    Attributes
    ----------
    problem : BudgetProblem
    objective : {"product", "total"}
    steps : tuple of Fraction
        δ_j.
    multiplier : Fraction or None
        λ of the product, or log λ of the total, which may be too large to write down; None where
        the error is so large that every step is 1.
    gap : Fraction
        How much the logarithm of the cost is above the least one, at the most.
    """

    problem: BudgetProblem
    objective: Objective
    steps: tuple[Fraction, ...]
    multiplier: Fraction | None
    gap: Fraction


def check_budget(certificate: BudgetCertificate) -> None:
    """Check that the steps are allowed, and that no others cost less, but for the gap.

    For the product let δ' be any other steps.  As log t ≤ t - 1, the sum Σ w_j log(δ'_j / δ_j) is
    at most Σ (w_j / δ_j)(δ'_j - δ_j).  With w_j / δ_j = λ b_j + μ_j, where μ_j ≥ 0 and μ_j is 0
    unless δ_j = 1, that is at most λ (Σ b_j δ'_j - Σ b_j δ_j), which is not above 0 when the error
    is used up or λ is 0.  This is the case of equality in the weighted inequality between the
    arithmetic and the geometric mean.

    For the total, the cost of any steps is at least the least value of Lagrange's function
    Σ (c_j δ^(-w_j) + λ b_j δ) - λ E, for every λ > 0; see `duality_gap`.

    Parameters
    ----------
    certificate : BudgetCertificate

    Raises
    ------
    CertificateError
        If it does not show what it says.

    Examples
    --------
    >>> problem = BudgetProblem.of(1, [1, 1], [1, 3])
    >>> steps = (Fraction(1, 4), Fraction(3, 4))
    >>> check_budget(BudgetCertificate(problem, "product", steps, Fraction(4), Fraction(0)))
    """
    problem, steps = certificate.problem, certificate.steps
    if certificate.objective not in get_args(Objective):
        raise _refused(f"the objective {certificate.objective!r}", "product or total")
    numbers = [problem.total, *problem.amplifications, *problem.weights, *problem.coefficients]
    if not all(type(x) is Fraction and x > 0 for x in numbers) or not problem.weights:
        raise _refused("a problem with numbers that are not positive", "positive fractions")
    sizes = {len(steps), *map(len, (problem.amplifications, problem.weights, problem.coefficients))}
    if len(sizes) > 1:
        raise _refused("lists of different lengths", "one entry for every layer")
    if not all(type(step) is Fraction and 0 < step <= 1 for step in steps):
        raise _refused("a step out of range", "steps above 0, and 1 at the most")
    if type(certificate.gap) is not Fraction or certificate.gap < 0:
        raise _refused("a gap that is none", "a fraction that is not below 0")
    if certificate.multiplier is not None and type(certificate.multiplier) is not Fraction:
        raise _refused("a multiplier that is no fraction", "a fraction")
    if problem.error(steps) > problem.total:
        raise _refused("steps whose error is above the total", "steps that share the total")
    if certificate.multiplier is None:
        if any(step != 1 for step in steps):
            raise _refused("no multiplier, for a step below 1", "a multiplier")
    elif certificate.objective == "product":
        _check_product(certificate, certificate.multiplier)
    else:
        _check_total(certificate, certificate.multiplier)


def _check_product(certificate: BudgetCertificate, multiplier: Fraction) -> None:
    problem, steps = certificate.problem, certificate.steps
    if multiplier < 0 or (multiplier and problem.error(steps) != problem.total):
        raise _refused(
            "a multiplier that does not fit the error", "all of the total, for one above 0"
        )
    for b, w, step in zip(problem.amplifications, problem.weights, steps, strict=True):
        rest = w / step - multiplier * b
        if rest < 0 or (rest and step < 1):
            raise _refused(
                "a step from which some error could be moved to another at a gain",
                "the same gain for every layer, at the multiplier",
            )


def _check_total(certificate: BudgetCertificate, multiplier: Fraction) -> None:
    for bits in _PRECISIONS:
        gap = duality_gap(certificate.problem, certificate.steps, multiplier, bits)
        if gap is not None and gap <= certificate.gap:
            return
    raise _refused("a gap that is larger than it says", "a multiplier that shows the gap")


def duality_gap(
    problem: BudgetProblem, steps: Sequence[Fraction], log_multiplier: Fraction, bits: int
) -> Fraction | None:
    """Return a bound on the logarithm of the total cost over the least total cost.

    For λ > 0 the total of any allowed steps is at least Σ_j min_δ (c_j δ^(-w_j) + λ b_j δ) - λ E.
    The minimum lies at δ^(w_j + 1) = w_j c_j / (λ b_j), where the term is λ b_j δ (1 + 1/w_j), or
    at the step 1, where that is above 1.  All is divided by λ, so that nothing is large.

    Parameters
    ----------
    problem : BudgetProblem
    steps : sequence of Fraction
    log_multiplier : Fraction
        log λ.
    bits : int
        The precision of the balls.

    Returns
    -------
    Fraction or None
        None where the multiplier shows nothing at this precision.

    Examples
    --------
    >>> problem = BudgetProblem.of(1, [1], [2])
    >>> duality_gap(problem, [Fraction(1)], Fraction(0), 256) < Fraction(1, 8)
    True
    """
    from flint import arb, fmpq

    with ball_precision(bits):
        t = _ball(log_multiplier)
        shifted = -_ball(problem.total)
        for b, w, c in problem.layers:
            exponent = (_ball(w * c / b).log() - t) / _ball(w + 1)
            if exponent > 0:
                shifted += _ball(b) + (_ball(c).log() - t).exp()
            else:
                shifted += (
                    _ball(b) * exponent.exp() * arb(fmpq(1) + 1 / fmpq(*w.as_integer_ratio()))
                )
        if not shifted > 0:
            return None
        least = t + shifted.log()
        gap = _log_total(problem, steps) - least
        top = gap.upper()
        return rational_point(top) if top.is_finite() else None


def log10_cost(
    problem: BudgetProblem, steps: Sequence[Fraction], objective: Objective, digits: int = 50
) -> Enclosure:
    """Enclose the logarithm to base 10 of the product, or of the total, of the costs.

    Parameters
    ----------
    problem : BudgetProblem
    steps : sequence of Fraction
    objective : {"product", "total"}
    digits : int
        About how many digits after the point are to be certain.

    Examples
    --------
    >>> halves = BudgetProblem.of(1, [1, 1], [1, 1], [5, 5]), [Fraction(1, 2)] * 2
    >>> [log10_cost(*halves, one).decimal(6) for one in ("product", "total")]
    ['2.00000', '1.30103']
    """
    from flint import arb

    with ball_precision(_PRECISIONS[0] + 4 * digits):
        if objective == "total":
            found = _log_total(problem, steps)
        else:
            found = sum(_logs(problem, steps), arb(0))
        found /= arb(10).log()
        return Enclosure(rational_point(found.lower()), rational_point(found.upper()))


def _log_total(problem: BudgetProblem, steps: Sequence[Fraction]) -> arb:
    logs = _logs(problem, steps)
    # Any of them may be taken out of the sum; a large one keeps the rest small.
    largest = max(logs, key=lambda x: rational_point(x.mid()))
    rest = [(x - largest).exp() for x in logs]
    return largest + sum(rest[1:], rest[0]).log()


def _logs(problem: BudgetProblem, steps: Sequence[Fraction]) -> list[arb]:
    return [
        _ball(c).log() - _ball(w) * _ball(step).log()
        for (_, w, c), step in zip(problem.layers, steps, strict=True)
    ]


def _ball(value: Fraction) -> arb:
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))


def _refused(found: str, expected: str) -> CertificateError:
    return CertificateError(
        f"A certificate of a budget with {found}.",
        f"{expected[0].upper()}{expected[1:]}.",
        "Make it anew with split_error.",
    )
