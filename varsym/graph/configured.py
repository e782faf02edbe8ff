"""A bound at the numbers of a real model: what its interpolations give, and what networks cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from varsym.contextual.resources import Count, Resources
from varsym.errors import InputError, PackError, QueryError
from varsym.exact import decimal_digits, exact_rational, format_rational
from varsym.exact.numbers import RationalLike
from varsym.graph.affine_errors import affine_errors
from varsym.graph.budget_certificates import BudgetProblem, Objective
from varsym.graph.budgets import Budget, split_error
from varsym.graph.network_errors import NetworkErrors, network_errors
from varsym.graph.paper import unknown
from varsym.graph.standing import quick_audit
from varsym.maps.resampling import Resampling
from varsym.models.configurations import Configuration, configuration
from varsym.models.scale_step import BICUBIC
from varsym.notebook_faces import NotebookFace

if TYPE_CHECKING:
    from varsym.graph.audit import Audit
    from varsym.graph.bounds import Bound, Value
    from varsym.graph.composition import Composition
    from varsym.graph.node import Node

__all__ = ["ConfiguredBound", "NetworkShare", "configured_bound", "interpolation_norm"]


@dataclass(frozen=True)
class NetworkShare:
    """What one network of the model may cost in error, and takes in neurons.

    Attributes
    ----------
    layer : int
        From 1.
    family : str
        The family of errors that its error is a member of.
    side : int
        Of the token map that the network acts on, of side² tokens.
    lipschitz : Fraction
        The constant of what the network approximates, for the sup norm of entries.
    amplification : Fraction
        What an error of 1 of the network adds to the error of the model.
    step_error : Fraction
        The error of the network at the grid step 1; at 1/m it is an m-th of that.
    resources : Resources
        Of the construction, at the number of cells that the budget allows.

    Examples
    --------
    >>> import varsym
    >>> found = varsym.load("var-universality")["thm:6.6"].configured("var-256", eps="1/10")
    >>> found.networks[-1].layer, found.networks[-1].side
    (10, 16)
    """

    layer: int
    family: str
    side: int
    lipschitz: Fraction
    amplification: Fraction
    step_error: Fraction
    resources: Resources

    @property
    def cells(self) -> int:
        """The number of grid cells per unit, m."""
        return self.resources.cells

    @property
    def neurons(self) -> Count:
        """The neurons of the layer that associates, 4 L m^(dL); the one that rounds has 2dLm."""
        return self.resources.second_layer

    def with_cells(self, cells: int) -> NetworkShare:
        """Return the same network for a grid of so many `cells` along each axis."""
        shape = self.resources.tokens, self.resources.channels
        return replace(self, resources=Resources.of_cells(*shape, cells))

    @property
    def allowed(self) -> Fraction:
        """The error to which the network is built."""
        return self.step_error / self.cells


@dataclass(frozen=True)
class ConfiguredBound(NotebookFace):
    """The answer to a query about a published model; see `configured_bound`.

    Attributes
    ----------
    configuration : Configuration
    composition : Composition
        Where the parameters come from.
    target : Fraction
        The error that was allowed.
    value : Value
        The proved bound, evaluated at exactly the numbers of this answer.
    parameters : mapping of str to tuple of Fraction
        These numbers: each family, layer by layer; a single number for what is none.
    overridden : tuple of str
        The families that the query gave.
    fixed : Fraction
        What the given errors add, whatever the networks are.
    networks : tuple of NetworkShare
    budget : Budget or None
        None where no error of a network reaches the output.
    errors : NetworkErrors
        How the error of a network depends on its grid.
    node : Node
        The statement that was asked.
    """

    configuration: Configuration
    composition: Composition
    target: Fraction
    value: Value
    parameters: Mapping[str, tuple[Fraction, ...]]
    overridden: tuple[str, ...]
    fixed: Fraction
    networks: tuple[NetworkShare, ...]
    budget: Budget | None
    errors: NetworkErrors
    node: Node = field(repr=False)

    @cached_property
    def audit(self) -> Audit:
        """The verdicts of the statement and of those below it, in the sup reading."""
        return quick_audit(self.node.paper, self.statement)

    @property
    def statement(self) -> str:
        """The id of the statement that was asked."""
        return self.value.statements[0]

    @property
    def error(self) -> Fraction:
        """The bound on the error of the whole model, which is at most the target."""
        return self.value.exact

    @property
    def verdict(self) -> str:
        """The verdict of the statement, as the audit finds it."""
        return self.audit[self.statement].verdict

    @property
    def standing(self) -> str:
        """The weakest verdict among the statement and those that it depends on."""
        return self.audit.standing(self.statement)

    @property
    def rests_on(self) -> list[tuple[str, str]]:
        """The statements below that are weaker than proved, with their verdicts."""
        return self.audit.rests_on(self.statement)

    @cached_property
    def sides(self) -> tuple[tuple[int, int], ...]:
        """The sides before and after the interpolation of each layer."""
        after = self.configuration.sides
        return tuple(zip((1, *after[:-1]), after, strict=True))


def interpolation_norm(side_in: int, side_out: int) -> Fraction:
    """Return the norm of bicubic interpolation between square maps, for the sup norm of entries.

    Along one axis it is the greatest absolute row sum, and along both its square.

    Parameters
    ----------
    side_in, side_out : int
        In tokens.

    Examples
    --------
    >>> interpolation_norm(13, 16) == Fraction(2813, 2048) ** 2, interpolation_norm(1, 1)
    (True, Fraction(1, 1))
    """
    rows = Resampling(BICUBIC, side_in, side_out).rows
    return max(sum((abs(weight) for _, weight in row), Fraction(0)) for row in rows) ** 2


def configured_bound(
    node: Node,
    model: str | Configuration,
    eps: RationalLike,
    objective: Objective = "product",
    given: Mapping[str, object] | None = None,
) -> ConfiguredBound:
    """Return the bound of a statement for a published model, with a budget that meets an error.

    The families that the pack declares as norms are the exact norms of the model's interpolations;
    those declared as errors are split at the least cost in neurons, so that the proved bound is at
    most `eps`.  The bound must be affine in them, with coefficients that are not negative; these
    are found by evaluating it at unit vectors.

    Parameters
    ----------
    node : Node
        The statement.
    model : str or Configuration
        Such as ``var-256``.
    eps : rational
        The error that is allowed, above 0.
    objective : {"product", "total"}
        What is to be least: the product of the numbers of neurons, or their sum.
    given : mapping of str to object
        Values of families that the pack lets a query give, one number or one a layer.

    Raises
    ------
    QueryError
        If the pack declares no composition, the bound is not affine, the given errors leave
        nothing of `eps`, or a norm is given that is below the one of the interpolation.
    InputError
        If a number is not exact, or out of range.
    UnknownNameError
        If there is no such configuration or family.
    PackError
        If the composition names a statement that the asked one does not depend on.

    Examples
    --------
    >>> import varsym
    >>> node = varsym.load("var-universality")["thm:6.6"]
    >>> found = configured_bound(node, "var-256", "1/10")
    >>> found.error <= found.target, found.networks[-1].side
    (True, 16)
    """
    composition = node.statement.composition
    if composition is None:
        raise QueryError(
            f"{node.statement.id} for a configuration.",
            "A statement whose pack says where the parameters of its bound come from.",
            "Leave the configuration out and give the parameters themselves.",
        )
    chosen = configuration(model) if isinstance(model, str) else model
    if not isinstance(chosen, Configuration):
        raise InputError(
            f"An object of type {type(model).__name__} as a configuration.",
            "A name such as var-256, or a Configuration.",
            "See varsym.models.configurations.",
        )
    target = exact_rational(eps, name="eps", positive=True)
    bound = _checked_bound(node, composition)
    known = _families(composition, chosen, given or {})
    layers = len(chosen.sides)
    single = {n: known[n][0] for n, g in composition.given.items() if not g.per_layer}
    indexed = {composition.layers: layers, **known, **single}
    form = affine_errors(bound, list(composition.errors), layers, indexed)
    errors = network_errors(node.paper, composition)
    networks = []
    for (family, layer), amplification in form.amplification.items():
        kind = composition.errors[family]
        side = (1, *chosen.sides)[layer - kind.before]
        constant = known[kind.lipschitz][layer - 1]
        coarsest = Resources.of_cells(side**2, chosen.channels, 1)
        step_error = errors.at_step_1(constant)
        networks.append(
            NetworkShare(layer, family, side, constant, amplification, step_error, coarsest)
        )
    left = target - form.fixed
    if left <= 0:
        raise _eaten_up(target, form.fixed, composition)
    budget = _budget(networks, left, objective)
    if budget is not None:
        cells = iter(budget.cells)
        networks = [n.with_cells(next(cells)) if n.amplification else n for n in networks]
    shares = {f: tuple(n.allowed for n in networks if n.family == f) for f in composition.errors}
    value = bound.value(**indexed, **shares)
    if value.exact > target:
        raise QueryError(
            f"A budget at which the bound is {decimal_digits(value.exact, 12)}.",
            f"At most {format_rational(target)}, as its values at unit errors say.",
            "Leave the configuration out and give the errors themselves.",
        )
    return ConfiguredBound(
        chosen,
        composition,
        target,
        value,
        {**known, **shares},
        tuple(given or {}),
        form.fixed,
        tuple(networks),
        budget,
        errors,
        node,
    )


def _checked_bound(node: Node, composition: Composition) -> Bound:
    bound = node.formula()
    wanted = {composition.layers, *composition.norms, *composition.errors, *composition.given}
    missing = sorted(wanted - set(bound.parameters))
    if missing:
        raise QueryError(
            f"The proved bound {bound.claim.id}, which has no {', '.join(missing)}.",
            "A bound with all the parameters that its composition fills.",
            f"See varsym show {node.statement.id}.",
        )
    for source in composition.sources:
        if source not in (node.statement.id, *bound.below):
            raise PackError(
                f"The composition of {node.statement.id}, which names {source}.",
                "The statement itself, or one that it depends on.",
            )
    return bound


def _budget(
    networks: Sequence[NetworkShare], left: Fraction, objective: Objective
) -> Budget | None:
    loud = [n for n in networks if n.amplification]
    if not loud:
        return None
    problem = BudgetProblem.of(
        left,
        [n.amplification * n.step_error for n in loud],
        [n.resources.channels * n.resources.tokens for n in loud],
        [n.resources.bump_neurons * n.resources.tokens for n in loud],
    )
    return split_error(problem, objective)


# ------------------------------------------------------------------ what is known before the split


def _families(
    composition: Composition, chosen: Configuration, given: Mapping[str, object]
) -> dict[str, tuple[Fraction, ...]]:
    free = [*composition.given, *composition.norms]
    for name in given:
        if name not in free:
            raise unknown("parameter of a configured bound", name, free)
    sides = chosen.sides
    found = {
        name: _layerwise(name, given.get(name, known.value), len(sides) if known.per_layer else 1)
        for name, known in composition.given.items()
    }
    norms = tuple(map(interpolation_norm, (1, *sides[:-1]), sides))
    for name in composition.norms:
        found[name] = _layerwise(name, given.get(name, norms), len(sides))
        for j, (value, norm) in enumerate(zip(found[name], norms, strict=True), 1):
            if value < norm:
                raise QueryError(
                    f"{name} = {format_rational(value)} in layer {j}, with an interpolation of "
                    f"the norm {format_rational(norm)}.",
                    "At least that: a map within a bounded distance of a linear one is at least "
                    "as steep.",
                    f"Leave {name} out to take the norms.",
                )
    return found


def _layerwise(name: str, given: object, layers: int) -> tuple[Fraction, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        return (exact_rational(given, name=name, nonnegative=True),) * layers
    if len(given) != layers:
        raise QueryError(
            f"{len(given)} values of {name}.",
            f"One, or {layers}, one a layer." if layers > 1 else "One.",
            "Count the scales.",
        )
    return tuple(
        exact_rational(v, name=f"{name}[{k}]", nonnegative=True) for k, v in enumerate(given, 1)
    )


def _eaten_up(target: Fraction, fixed: Fraction, composition: Composition) -> QueryError:
    over = fixed - target
    return QueryError(
        f"An error of {format_rational(target)}, of which the given errors take "
        f"{format_rational(fixed)}: {format_rational(over)} more than there is."
        if over
        else f"An error of {format_rational(target)}, which the given errors take up wholly.",
        "An error that leaves something for the networks.",
        f"Raise eps, or lower {', '.join(composition.given)}.",
    )
