"""One statement of a paper, to be asked for its verdict, its evidence and its bound."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import networkx as nx

from varsym.claims.decisions import decide
from varsym.errors import QueryError
from varsym.graph.audit import Audit, StatementAudit, audit_paper
from varsym.graph.bounds import Bound, Value, bound_candidates
from varsym.graph.constants import ConstantValue, StatedConstant
from varsym.graph.paper import unknown
from varsym.graph.statement import Statement
from varsym.notebook_faces import NotebookFace

if TYPE_CHECKING:
    from varsym.exact import RationalLike
    from varsym.graph.budget_certificates import Objective
    from varsym.graph.configured import ConfiguredBound
    from varsym.graph.paper import Paper
    from varsym.models.configurations import Configuration

__all__ = ["Node"]


class Node(NotebookFace):
    """A statement in its paper; what is asked of it is computed when it is asked.

    Parameters
    ----------
    paper : Paper
    statement : Statement
    """

    def __init__(self, paper: Paper, statement: Statement) -> None:
        self.paper, self.statement = paper, statement
        self._bounds: dict[tuple[str | None, str], Bound] = {}

    @cached_property
    def audit(self) -> Audit:
        """The audit of the statement and of what it depends on."""
        return audit_paper(self.paper, [self.statement.id])

    @property
    def found(self) -> StatementAudit:
        """What the audit found about the statement."""
        return self.audit[self.statement.id]

    @property
    def verdict(self) -> str:
        """The verdict of the sup reading."""
        return self.found.verdict

    @property
    def readings(self) -> dict[str, str]:
        """The verdict in each reading."""
        return self.found.readings

    @property
    def printed_proof(self) -> str:
        """Whether the displayed derivation holds as printed."""
        return self.found.printed_proof

    @property
    def standing(self) -> str:
        """The weakest verdict among the statement and what it depends on."""
        return self.audit.standing(self.statement.id)

    def formula(self, form: str | None = None, metric: str = "sup") -> Bound:
        """Return the proved bound, or the proved form of it with a given name.

        Only what the bound needs is decided: the conclusion, then the pack's forms in order, then
        the repairs, until one is proved that says a number.

        Parameters
        ----------
        form : str, optional
            The name; the first that is proved if none.
        metric : {"sup", "L_alpha"}
            The reading.

        Raises
        ------
        QueryError
            If no bound of the statement is proved.
        UnknownNameError
            If the pack has no such form.
        """
        key = (form, metric)
        if key not in self._bounds:
            self._bounds[key] = self._formula(form, metric)
        return self._bounds[key]

    def _formula(self, form: str | None, metric: str) -> Bound:
        below = [name for name in self.paper.ordered() if name in self._below]
        for claim in bound_candidates(self.statement, metric, form):
            if decide(claim).verdict == "proved":
                return Bound(self.statement, claim, metric, below)
        raise QueryError(
            f"The bound of {self.statement.id}, which has none that is proved.",
            "A statement whose conclusion says how large something is at the most.",
        )

    def constant(self, name: str) -> StatedConstant:
        """Return a constant that the statement defines.

        Raises
        ------
        UnknownNameError
            If it defines none of this name.

        Examples
        --------
        >>> import varsym
        >>> varsym.load("var-universality")["lem:5.4"].constant("gamma").text
        'γ = γ_max + ε / 4'
        """
        note = f"as {self.statement.id} defines it; the audit finds that statement {self.verdict}"
        return StatedConstant(self.statement, name, note)

    def question(self, form: str | None = None, metric: str = "sup") -> Bound | StatedConstant:
        """Return what a query is about: a proved bound, or a constant.

        A constant is asked for by its name; where the statement has no bound that is proved, the
        first of its constants is meant.

        Parameters
        ----------
        form : str, optional
            The name of a form or of a constant.
        metric : {"sup", "L_alpha"}
            The reading.

        Raises
        ------
        QueryError
            If no bound of the statement is proved, and it defines no constant.
        UnknownNameError
            If there is no such form.
        """
        constants = self.statement.constants
        if form is None:
            try:
                return self.formula(None, metric)
            except QueryError:
                if not constants:
                    raise
            return self.constant(next(iter(constants)))
        if form in constants:
            return self.constant(form)
        if form not in self.statement.bounds:
            raise unknown("form", form, [*self.statement.bounds, *constants])
        return self.formula(form, metric)

    @property
    def _below(self) -> set[str]:
        return set(nx.ancestors(self.paper.graph, self.statement.id))

    def bound(
        self, *, form: str | None = None, metric: str = "sup", **given: object
    ) -> Value | ConstantValue:
        """Return the bound, or a constant, at given parameters, exactly.

        See `question` for which of them is meant, `Bound.value` and `StatedConstant.value`.

        Parameters
        ----------
        form : str, optional
            As for `question`.
        metric : {"sup", "L_alpha"}
            The reading.
        given
            The parameters, exact numbers, by name.

        Examples
        --------
        >>> import varsym
        >>> paper = varsym.load("var-universality")
        >>> paper["lem:6.3"].bound(K1="3/2", eps1="1/10", eps2="1/100").exact
        Fraction(4, 25)
        """
        return self.question(form, metric).value(**given)

    def configured(
        self,
        configuration: str | Configuration,
        /,
        *,
        eps: RationalLike,
        objective: Objective = "product",
        **given: object,
    ) -> ConfiguredBound:
        """Return the bound for a published model, with an error budget of least cost.

        See `varsym.graph.configured.configured_bound`.

        Parameters
        ----------
        configuration : str or Configuration
            Such as ``var-256``.
        eps : exact number
            The error that is allowed, above 0.
        objective : {"product", "total"}
            What is to be least: the product of the numbers of neurons, or their sum.
        given
            Families that the pack lets a query give, one number or one a layer.

        Examples
        --------
        >>> import varsym
        >>> found = varsym.load("var-universality")["thm:6.6"].configured("var-256", eps="1/10")
        >>> found.error <= found.target, [network.cells for network in found.networks][-3:]
        (True, [967, 301, 107])
        """
        from varsym.graph.configured import configured_bound

        return configured_bound(self, configuration, eps, objective, given)

    def solve(
        self,
        name: str,
        target: object,
        *,
        form: str | None = None,
        metric: str = "sup",
        **given: object,
    ) -> Value:
        """Return the greatest value of a parameter that keeps the bound at `target`.

        Parameters
        ----------
        name : str
            The parameter that is asked for.
        target : exact number
        form : str, optional
            As for `question`.
        metric : {"sup", "L_alpha"}
            The reading.
        given
            The other parameters, exact numbers, by name.
        """
        return self.question(form, metric).solve(name, target, **given)

    def __repr__(self) -> str:
        return f"<{self.statement.id}: {self.statement.title}>"
