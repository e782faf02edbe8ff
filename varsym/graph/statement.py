"""Statements: what a paper prints, and the repairs that a pack proposes.  No verdict in here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from varsym.claims import expressions as e
from varsym.claims.classes.networks import Universal
from varsym.claims.decisions import Claim
from varsym.claims.refuting.search import Hint
from varsym.errors import PackError
from varsym.graph.composition import Composition

__all__ = [
    "KINDS",
    "METRICS",
    "Constant",
    "Display",
    "Repair",
    "Statement",
    "Under",
    "depends_on_reading",
]

KINDS = (
    "definition", "remark", "algorithm", "assumption", "lemma", "theorem", "corollary", "fact",
)  # fmt: skip
METRICS = ("sup", "L_alpha")
_ID = re.compile(r"[a-z]+:[A-Za-z0-9.]+\Z")
_OPS = {"=": "=", "<=": "<=", "<": "<"}


@dataclass(frozen=True)
class Display:
    """A displayed derivation: a first expression, then relation signs and what follows them.

    Parameters
    ----------
    first : Scalar
    steps : sequence of (str, Scalar)
        The sign, ``=``, ``<=`` or ``<``, and the next expression, as printed.
    conditions : sequence of Condition
        What the proof assumes on top of the statement, such as "assume K > 2".

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> a, b = e.reals("a b")
    >>> [f"{left} {op} {right}" for left, op, right in Display(a, [("<=", b)]).relations()]
    ["Real(name='a', indices=()) <= Real(name='b', indices=())"]
    """

    first: e.Scalar
    steps: Sequence[tuple[str, e.Scalar]]
    conditions: Sequence[e.Condition] = ()

    def __post_init__(self) -> None:
        for op, right in self.steps:
            e.Compare(op, self.first, right)  # type: ignore[arg-type]  # refuses what is no scalar

    def relations(self) -> Iterator[tuple[e.Scalar, str, e.Scalar]]:
        """Yield the two sides of each relation sign, in order."""
        left = self.first
        for op, right in self.steps:
            yield left, op, right
            left = right


@dataclass(frozen=True)
class Under:
    """A printed claim with conditions of its own, as a display inside a proof has them.

    Parameters
    ----------
    goal : Condition
    conditions : sequence of Condition
        On top of those of the statement.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> a, b = e.reals("a b")
    >>> len(Under(a <= b, [0 <= a]).conditions)
    1
    """

    goal: e.Condition
    conditions: Sequence[e.Condition] = ()

    @classmethod
    def of(cls, printed: e.Condition | Under) -> Under:
        """Return a `printed` claim as one with conditions of its own, if only none."""
        return printed if isinstance(printed, Under) else cls(printed)


@dataclass(frozen=True)
class Repair:
    """An explicit change under which a conclusion may hold; whether it does is computed.

    Parameters
    ----------
    name : str
        One line that says what is changed.
    conclusion : Condition
        The conclusion after the change.
    conditions : sequence of Condition
        All the conditions after the change, not only the new ones.
    metrics : sequence of str
        The readings that the repair is meant for.
    reference : str, optional
        Where the literature proves what the change leads to.
    mends : str
        The printed claim that is changed, by its name in the statement.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> a, b = e.reals("a b")
    >>> Repair("a at least 0", 0 <= a + b, [0 <= a, 0 <= b]).metrics
    ('sup', 'L_alpha')
    """

    name: str
    conclusion: e.Condition
    conditions: Sequence[e.Condition]
    metrics: Sequence[str] = METRICS
    reference: str | None = None
    mends: str = "conclusion"


@dataclass(frozen=True)
class Constant:
    """A number that a statement defines, such as the δ of "let δ = …"; queries evaluate it.

    Parameters
    ----------
    value : Scalar
    conditions : sequence of Condition
        What the statement asks of the parameters, and equations that define letters in `value`.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> Constant(e.Number(2) / 3).value.op
    '/'
    """

    value: e.Scalar
    conditions: Sequence[e.Condition] = ()


@dataclass(frozen=True)
class Statement:
    """One numbered item of a paper, as printed.

    Parameters
    ----------
    id : str
        As ``lem:6.3``.
    kind : str
        One of `KINDS`.
    title : str
        The printed title, or a short one where none is printed.
    text : str
        The statement in words, for people.
    conclusion : Condition, optional
        What is claimed.
    conditions : sequence of Condition
        Under what.
    claims : mapping of str to Condition or Under
        Further things that are printed and can be true or false, by a short name; ``step:k`` for
        the relations that a proof displays, where they are no one derivation.
    derivation : Display, optional
        The displayed proof.
    depends_on : sequence of str
        The statements that the printed proof refers to.
    reference : str, optional
        Where the literature proves it.
    repairs : sequence of Repair
        Tried in this order; the first that is proved counts.
    bounds : mapping of str to Repair
        Quantitative forms to be proved, by name; queries use the first that is proved.
    constants : mapping of str to Constant
        Numbers that the statement defines, by name.
    parameters : mapping of str to str
        What the variables of the bounds and constants mean.
    defaults : mapping of str to str
        A parameter that takes the value of another where a query does not give it.
    hints : mapping of str to Hint
        Counterexamples to try first, by the claim's name within the statement, as ``step:3``.
    composition : Composition, optional
        Where the parameters of the bound come from, for a model of several scales.

    Raises
    ------
    PackError
        For a malformed id, an unknown kind, a sign that is none, or anything like a verdict.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> (x,) = e.reals("x")
    >>> found = Statement("lem:1", "lemma", "Squares", conclusion=0 <= x * x)
    >>> found.is_definition, [claim.id for claim in found.printed_claims("sup")]
    (False, ['lem:1/conclusion'])
    """

    id: str
    kind: str
    title: str
    text: str = ""
    conclusion: e.Condition | None = None
    conditions: Sequence[e.Condition] = ()
    claims: Mapping[str, e.Condition | Under] = field(default_factory=dict)
    derivation: Display | None = None
    depends_on: Sequence[str] = ()
    reference: str | None = None
    repairs: Sequence[Repair] = ()
    bounds: Mapping[str, Repair] = field(default_factory=dict)
    constants: Mapping[str, Constant] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, Hint] = field(default_factory=dict)
    composition: Composition | None = None

    def __init_subclass__(cls) -> NoReturn:
        raise PackError("A statement of a kind of its own.", "varsym.pack.Statement itself.")

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise PackError(f"The id {self.id!r}.", "As lem:6.3: letters, a colon, a number.")
        if self.kind not in KINDS:
            raise PackError(f"The kind {self.kind!r} of {self.id}.", f"One of {', '.join(KINDS)}.")
        for op, _ in self.derivation.steps if self.derivation else ():
            if op not in _OPS:
                raise PackError(f"The sign {op!r} in {self.id}.", "One of =, <=, <.")

    @property
    def is_definition(self) -> bool:
        """Whether the statement says what something is, and not that something holds."""
        return self.kind in ("definition", "remark", "algorithm", "assumption")

    @property
    def metrics(self) -> tuple[str, ...]:
        """The readings in which the statement is decided: both, where norms are left open."""
        goals = [self.conclusion, *self.conditions]
        return METRICS if any(g is not None and _has_open_norm(g) for g in goals) else ("sup",)

    def _claim(
        self,
        name: str,
        goal: e.Condition,
        given: tuple[e.Condition, ...],
        metric: str,
        reference: str | None = None,
    ) -> Claim:
        return Claim(f"{self.id}/{name}", goal, given, metric, reference, self.hints.get(name))

    def printed_claims(self, metric: str) -> Iterator[Claim]:
        """Yield the claims that are printed, in the reading `metric`."""
        mark = "" if metric == "sup" else f"@{metric}"
        for name, printed in self.claims.items():
            goal = Under.of(printed).goal
            yield self._claim(f"{name}{mark}", goal, self.conditions_of(name), metric)
        if self.conclusion is not None:
            given = self.conditions_of("conclusion")
            name = f"conclusion{mark}"
            yield self._claim(name, self.conclusion, given, metric, self.reference)
        if self.derivation is not None:
            inside = (*self.conditions, *self.derivation.conditions)
            for number, (left, op, right) in enumerate(self.derivation.relations(), 1):
                relation = e.Compare(op, left, right)  # type: ignore[arg-type]
                yield self._claim(f"step:{number}{mark}", relation, inside, metric)

    def repair_claims(self, metric: str) -> Iterator[tuple[Repair, Claim]]:
        """Yield the repairs meant for the reading `metric`, each with its claim."""
        mark = "" if metric == "sup" else f"@{metric}"
        for number, repair in enumerate(self.repairs, 1):
            if metric in repair.metrics:
                name = f"repair:{number}{mark}"
                given = tuple(repair.conditions)
                yield repair, self._claim(name, repair.conclusion, given, metric, repair.reference)

    def bound_claims(self, metric: str) -> Iterator[tuple[str, Repair, Claim]]:
        """Yield the quantitative forms in the reading `metric`, each with its claim."""
        mark = "" if metric == "sup" else f"@{metric}"
        for name, form in self.bounds.items():
            if metric in form.metrics:
                given = tuple(form.conditions)
                yield name, form, self._claim(f"{name}{mark}", form.conclusion, given, metric)

    def conditions_of(self, claim: str) -> tuple[e.Condition, ...]:
        """Return the conditions of a printed claim, by its name in the statement.

        A claim about a whole class says itself what is given.
        """
        own = self.claims.get(claim)
        goal, more = (own, ()) if own is None else (Under.of(own).goal, Under.of(own).conditions)
        if claim == "conclusion":
            goal = self.conclusion
        return (*more,) if isinstance(goal, Universal) else (*self.conditions, *more)

    def all_claims(self) -> Iterator[Claim]:
        """Yield every claim of the statement in every reading, printed ones first."""
        for metric in self.metrics:
            yield from self.printed_claims(metric)
        for metric in self.metrics:
            yield from (claim for _, claim in self.repair_claims(metric))
            yield from (claim for _, _, claim in self.bound_claims(metric))


def _is_at_point(item: e.Map) -> bool:
    """Return whether a map is the value at a point, whose norm is the same in every reading."""
    match item:
        case e.MapVariable(_, _, dom, _):
            return dom.is_point
        case e.Compose(_, inner):
            return _is_at_point(inner)
        case e.MapCombination(terms):
            return all(_is_at_point(part) for _, part in terms)
    return False


def depends_on_reading(claim: Claim) -> bool:
    """Return whether a norm in a claim is left to the reading.

    Parameters
    ----------
    claim : Claim

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> (x,) = e.reals("x")
    >>> found = Statement("lem:1", "lemma", "Squares", conclusion=0 <= x * x)
    >>> [depends_on_reading(claim) for claim in found.printed_claims("sup")]
    [False]
    """
    return any(_has_open_norm(part) for part in (claim.goal, *claim.conditions))


def _has_open_norm(item: object) -> bool:
    if isinstance(item, Universal):
        return True
    if isinstance(item, e.Norm):
        return item.metric is None and not _is_at_point(item.map)
    fields = getattr(item, "__dataclass_fields__", ())
    if isinstance(item, e.Map) or not isinstance(item, (e.Scalar, e.Condition)):
        return False
    return any(_has_open_norm(getattr(item, name)) for name in fields)
