"""Bounds that the audit proved, and exact answers to questions about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim
from varsym.claims.refuting.enumeration import free_indices
from varsym.claims.refuting.search import Extreme, find_extreme
from varsym.claims.render import text
from varsym.errors import QueryError
from varsym.exact import Enclosure, decimal_digits, enclose_rational, exact_integer, exact_rational
from varsym.graph.audit import StatementAudit
from varsym.graph.paper import unknown
from varsym.graph.statement import Statement
from varsym.graph.values import evaluate, family_places, occurs
from varsym.notebook_faces import NotebookFace

__all__ = ["Bound", "Value", "bound_candidates", "bound_of", "missing_parameter"]

MAX_LAYERS = 1_000_000
BISECTIONS = 80


@dataclass(frozen=True)
class Value(NotebookFace):
    """The exact answer to a query.

    Attributes
    ----------
    exact : Fraction
        The value, a rational number.
    statements : tuple of str
        The statements that it was computed from, the one asked first.
    conditions : tuple of str
        What it rests on.
    latex : str
        The bound that was evaluated.
    bound : Bound
    note : str
        How the value is to be read, where that is not plain.
    """

    exact: Fraction
    statements: tuple[str, ...]
    conditions: tuple[str, ...]
    latex: str
    bound: Bound
    note: str = ""

    def enclosure(self, digits: int = 50) -> Enclosure:
        """Return an interval that contains the value; it is exact, so the interval is a point.

        Parameters
        ----------
        digits : int
            Significant digits that are to be settled; a point settles any number of them.
        """
        return enclose_rational(self.exact, digits)

    def decimal(self, digits: int = 50) -> str:
        """Return the value rounded to `digits` significant digits, all of them certain."""
        return decimal_digits(self.exact, digits)

    @property
    def text(self) -> str:
        """The bound that was evaluated, on one line."""
        return self.bound.claim.text

    @property
    def claim_id(self) -> str:
        """The id of the claim that was proved."""
        return self.bound.claim.id

    @property
    def metric(self) -> str:
        """The reading."""
        return self.bound.metric

    @property
    def tightness(self) -> Extreme | None:
        """How near an exact instance comes to the bound."""
        return self.bound.tightness

    def __repr__(self) -> str:
        return f"Value({self.decimal(12)}, from {', '.join(self.statements)})"


class Bound(NotebookFace):
    """A proved inequality ``‖…‖ <= expression``, ready to be evaluated.

    Parameters
    ----------
    statement : Statement
        The one that it belongs to.
    claim : Claim
        The proved claim, a comparison whose right side has no norms.
    metric : {"sup", "L_alpha"}
    below : sequence of str
        The statements that this one depends on.

    Raises
    ------
    QueryError
        When the claim is no inequality.

    Examples
    --------
    >>> import varsym
    >>> list(varsym.load("var-universality")["lem:6.3"].formula().parameters)
    ['K1', 'eps1', 'eps2']
    """

    def __init__(
        self, statement: Statement, claim: Claim, metric: str = "sup", below: Sequence[str] = ()
    ) -> None:
        if not isinstance(claim.goal, e.Compare):
            raise QueryError(f"{claim.id}, which is no inequality.")
        self.statement, self.claim, self.metric = statement, claim, metric
        self.below = tuple(below)
        self.expression = claim.goal.right
        self.left = claim.goal.left

    # ------------------------------------------------------------ what it says

    @property
    def latex(self) -> str:
        """The inequality as LaTeX."""
        return self.claim.latex

    @property
    def conditions(self) -> list[str]:
        """The hypotheses of the proved claim, one line each."""
        return [text(c) for c in self.claim.conditions]

    @cached_property
    def _names(self) -> dict[str, str]:
        """The kinds of the variables in the expression: index, real or family."""
        found: dict[str, str] = {}

        def visit(item: object, bound: frozenset[str]) -> None:
            match item:
                case e.Index(name) if name not in bound:
                    found.setdefault(name, "index")
                case e.Real(name, indices):
                    found.setdefault(name, "family" if indices else "real")
                case e.Binary(_, left, right):
                    visit(left, bound)
                    visit(right, bound)
                case e.Iterated(_, name, low, high, body):
                    visit(low, bound)
                    visit(high, bound)
                    visit(body, bound | {name})

        visit(self.expression, frozenset())
        return found

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of a query and what they mean."""
        known = self.statement.parameters
        shown = {n: known.get(n, "") for n in self._names}
        for name, other in self.statement.defaults.items():
            if name in shown:
                shown.setdefault(other, known.get(other, ""))
        return shown

    @cached_property
    def tightness(self) -> Extreme | None:
        """The instance that comes nearest to the bound, found by an exact search."""
        if not isinstance(self.claim.goal, e.Compare):
            return None
        return find_extreme(self.claim.conditions, self.claim.goal, self.metric)

    def sympy(self) -> Any:
        """Return the expression as a SymPy expression; families are indexed bases."""
        from varsym.graph.symbolic import to_sympy

        return to_sympy(self.expression)

    # ------------------------------------------------------------ questions

    def value(self, **given: object) -> Value:
        """Return the bound at given parameters.

        Parameters
        ----------
        **given
            Exact numbers: ints, Fractions, SymPy rationals, strings such as "1/10" or "0.1".  A
            family takes one number for all layers, or a sequence with one for each.

        Raises
        ------
        QueryError
            If a parameter is missing, has the wrong length, or breaks a condition of the bound.
        InputError
            If a number is not exact, or negative.
        UnknownNameError
            If a parameter is not one of this bound.
        """
        env, reals = self._read(given)
        self._check(env, reals)
        return self._answer(evaluate(self.expression, reals, env))

    def solve(self, name: str, target: object, **given: object) -> Value:
        """Return the greatest value of one parameter for which the bound is at most `target`.

        The parameter is the same for all layers.  Where the bound is linear in it the answer is
        exact; where the bound only grows with it, the answer is rounded down, by less than one part
        in 2^64.

        Parameters
        ----------
        name : str
            The parameter.
        target : exact number
        given
            The other parameters, as for `value`.

        Raises
        ------
        QueryError
            When the target cannot be met, or every value meets it; when the bound does not depend
            on the parameter, or does not grow with it; when another parameter is missing or breaks
            a condition.
        InputError
            When a number is not exact, or negative.
        UnknownNameError
            When the bound has no such parameter.
        """
        goal = exact_rational(target, name="target", nonnegative=True)
        if self._names.get(name) not in ("real", "family") or name in given:
            if name in given:
                raise QueryError(f"The parameter {name}, given and asked for.", "One of the two.")
            raise unknown("parameter", name, [n for n, k in self._names.items() if k != "index"])

        def at(x: Fraction) -> Fraction:
            env, reals = self._read({**given, name: x})
            return evaluate(self.expression, reals, env)

        least = at(Fraction(0))
        if least > goal:
            raise QueryError(
                f"A target of {decimal_digits(goal, 6)}.",
                f"At least {decimal_digits(least, 12)}, which the bound is with {name} = 0.",
                "Lower the other parameters, or raise the target.",
            )
        degree = _degree(self.expression, name)
        if degree == 1:
            slope = at(Fraction(1)) - least
            if slope == 0:
                raise QueryError(f"The parameter {name}, on which the bound does not depend.")
            found, note = (goal - least) / slope, ""
        elif degree is None:
            raise QueryError(f"The bound as a function of {name}.", "A parameter it grows with.")
        else:
            found, note = _bisect(at, goal), "rounded down; one part in 2^64 more would not do"
        env, reals = self._read({**given, name: found})
        self._check(env, reals)
        answer = self._answer(found)
        return Value(found, answer.statements, answer.conditions, self.latex, self, note)

    def _answer(self, exact: Fraction) -> Value:
        statements = (self.statement.id, *self.below)
        return Value(exact, statements, tuple(self.conditions), self.latex, self)

    # ------------------------------------------------------------ reading parameters

    def _read(self, given: Mapping[str, object]) -> tuple[dict[str, int], Any]:
        names, defaults = self._names, self.statement.defaults
        known = set(self.parameters)
        for name in given:
            if name not in known:
                raise unknown("parameter", name, known)
        full, asked = dict(given), dict.fromkeys(given, "")
        for name, other in defaults.items():
            if name in names and name not in full and other in full:
                full[name], asked[name] = full[other], other
        env = self._indices(full)
        places = family_places(self.expression, env)
        numbers: dict[tuple[str, tuple[int, ...]], Fraction] = {}
        for name, kind in names.items():
            if kind == "index":
                continue
            if name not in full:
                raise missing_parameter(name, self.parameters)
            if kind == "real":
                numbers[name, ()] = exact_rational(full[name], name=name, nonnegative=True)
            else:
                at = sorted(places.get(name, ()))
                numbers.update(_members(name, full[name], at, asked[name]))
        return env, lambda name, at: numbers[name, at]

    def _indices(self, full: Mapping[str, object]) -> dict[str, int]:
        env: dict[str, int] = {}
        loud = [n for n, kind in self._names.items() if kind == "index" and self._is_loud(n)]
        lengths = {
            len(v) for v in full.values() if isinstance(v, Sequence) and not isinstance(v, str)
        }
        for name in loud:
            if name in full:
                env[name] = exact_integer(full[name], name=name, minimum=0, maximum=MAX_LAYERS)
            elif len(loud) == 1 and len(lengths) == 1:
                env[name] = lengths.pop()
            else:
                raise missing_parameter(name, self.parameters)
        for name in free_indices([*self.claim.conditions, self.claim.goal]):
            env.setdefault(name, 1)
        return env

    def _is_loud(self, name: str) -> bool:
        """Return whether an index does more than to tell which layer is meant."""

        def visit(item: object) -> bool:
            match item:
                case e.Index(found):
                    return found == name
                case e.Binary(_, left, right):
                    return visit(left) or visit(right)
                case e.Iterated(_, _, low, high, body):
                    return occurs(name, low) or occurs(name, high) or visit(body)
            return False

        return visit(self.expression)

    def _check(self, env: Mapping[str, int], reals: Any) -> None:
        """Check the conditions of the claim that are about numbers alone."""
        for condition in self.claim.conditions:
            if not isinstance(condition, e.Compare):
                continue
            try:
                left = evaluate(condition.left, reals, env)
                right = evaluate(condition.right, reals, env)
            except (QueryError, KeyError):
                continue
            holds = {"=": left == right, "<=": left <= right, "<": left < right}[condition.op]
            if not holds:
                raise QueryError(
                    f"Parameters that break the condition {text(condition)} of {self.claim.id}.",
                    "Parameters that meet it.",
                    "Ask for another form of the bound, or change them.",
                )


def missing_parameter(name: str, parameters: Mapping[str, str]) -> QueryError:
    """Return the error that a query gives no value for one of the parameters, with meanings.

    Parameters
    ----------
    name : str
        The one that is missing.
    parameters : mapping of str to str
        All of them, with meanings.

    Examples
    --------
    >>> str(missing_parameter("K", {"K": "a Lipschitz constant"})).partition(".")[0]
    'No value for K (a Lipschitz constant)'
    """
    meaning = parameters.get(name, "")
    return QueryError(
        f"No value for {name}" + (f" ({meaning})." if meaning else "."),
        f"The parameters {', '.join(parameters)}.",
        f"Add {name}=…",
    )


def _members(
    name: str, given: object, places: list[int], asked: str = ""
) -> dict[tuple[str, tuple[int, ...]], Fraction]:
    """Return a family's numbers; `asked` names the parameter that it takes them from, if any."""
    shown = asked or name
    if isinstance(given, Sequence) and not isinstance(given, str):
        values = [
            exact_rational(v, name=f"{shown}[{k}]", nonnegative=True)
            for k, v in enumerate(given, 1)
        ]
        if len(values) == len(places):
            return {(name, (p,)): v for p, v in zip(places, values, strict=True)}
        if places and len(values) == places[-1] and places[0] >= 1:
            return {(name, (p,)): values[p - 1] for p in places}
        if not places:
            return {}
        wanted = f"{len(places)}" if len(places) == places[-1] else f"{len(places)} or {places[-1]}"
        raise QueryError(
            f"{len(values)} values of {shown}" + (f", which {name} takes too." if asked else "."),
            f"One, or {wanted}, one a layer.",
            "Give one number for all layers, or one for each"
            + (f"; {name} may be given by itself." if asked else "."),
        )
    value = exact_rational(given, name=shown, nonnegative=True)
    return {(name, (p,)): value for p in places}


def _degree(item: e.Scalar, name: str) -> int | None:
    """Return 0 or 1 for a polynomial of that degree, 2 for one that grows, None if unknown."""
    match item:
        case e.Real(found, _):
            return int(found == name)
        case e.Binary("+", left, right):
            parts = _degree(left, name), _degree(right, name)
            return None if None in parts else max(p for p in parts if p is not None)
        case e.Binary("*", left, right):
            first, second = _degree(left, name), _degree(right, name)
            return None if first is None or second is None else min(first + second, 2)
        case e.Binary("-" | "/" | "^", left, right):
            if occurs(name, right) or (item.op == "-" and occurs(name, left)):
                return None
            inner = _degree(left, name)
            return inner if item.op == "/" or inner == 0 else (None if inner is None else 2)
        case e.Iterated(kind, _, _, _, body):
            inner = _degree(body, name)
            return inner if kind == "sum" or inner == 0 or inner is None else 2
    return 0


def _bisect(at: Any, goal: Fraction) -> Fraction:
    low, high = Fraction(0), Fraction(1)
    while at(high) <= goal:
        low, high = high, 2 * high
        if high > 2**64:
            raise QueryError("A target that every value meets.", "A smaller target.")
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle) <= goal else (low, middle)
    return low


def bound_candidates(
    statement: Statement, metric: str = "sup", form: str | None = None
) -> Iterator[Claim]:
    """Yield the claims that may serve as a statement's bound, the preferred ones first.

    The conclusion as printed, where it says a number; the pack's forms of the bound; the repairs.

    Parameters
    ----------
    statement : Statement
    metric : {"sup", "L_alpha"}
        The reading.
    form : str, optional
        The name of one of the pack's forms, which is then the only candidate.

    Raises
    ------
    UnknownNameError
        If `form` is not one of the pack's forms in this reading.

    Examples
    --------
    >>> import varsym
    >>> statement = varsym.load("var-universality")["lem:6.3"].statement
    >>> [claim.id for claim in bound_candidates(statement)][0]
    'lem:6.3/conclusion'
    """
    forms = {name: claim for name, _, claim in statement.bound_claims(metric)}
    if form is not None:
        if form not in forms:
            raise unknown("form", form, forms)
        yield forms[form]
        return
    mark = "" if metric == "sup" else f"@{metric}"
    printed = {c.id: c for c in statement.printed_claims(metric)}
    conclusion = printed.get(f"{statement.id}/conclusion{mark}")
    repairs = [
        claim for repair, claim in statement.repair_claims(metric) if repair.mends == "conclusion"
    ]
    for claim in [*([conclusion] if conclusion else []), *forms.values(), *repairs]:
        if isinstance(claim.goal, e.Compare) and _is_number(claim.goal.right):
            yield claim


def bound_of(found: StatementAudit, metric: str = "sup") -> Bound | None:
    """Return the quantitative form of a statement that an audit proved, or None.

    Parameters
    ----------
    found : StatementAudit
    metric : {"sup", "L_alpha"}
        The reading.

    Examples
    --------
    >>> from varsym.pack import Paper, Statement, reals
    >>> (x,) = reals("x")
    >>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "Squares", conclusion=0 <= x * x)])
    >>> bound_of(toy["lem:1"].found).metric
    'sup'
    """
    proved = {d.claim.id for d in found.decisions if d.verdict == "proved"}
    for claim in bound_candidates(found.statement, metric):
        if claim.id in proved:
            return Bound(found.statement, claim, metric)
    return None


def _is_number(item: e.Scalar) -> bool:
    match item:
        case e.Norm() | e.BigO():
            return False
        case e.Binary(_, left, right):
            return _is_number(left) and _is_number(right)
        case e.Iterated(_, _, _, _, body):
            return _is_number(body)
    return True
