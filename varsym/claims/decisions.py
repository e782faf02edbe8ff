"""Claims and how they are decided: by a kernel theorem, a counterexample, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, NoReturn

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.classes.networks import Universal
from varsym.claims.contextual.mappings import ContextualMapping
from varsym.claims.derivatives.jets import Jets, in_numbers
from varsym.claims.derivatives.paths import mentions_derivatives
from varsym.claims.formulas.evidence import ArrayClaim, Found, examine
from varsym.claims.functions.evidence import examine_functions, is_function_claim
from varsym.claims.functions.instances import find_instance
from varsym.claims.proving.checking import establishes
from varsym.claims.proving.relations import Proof, prove_condition
from varsym.claims.refuting.search import Counterexample, Hint, find_counterexample
from varsym.claims.render import latex, text
from varsym.claims.shapes import mismatches, smallest_instance
from varsym.errors import PackError
from varsym.notebook_faces import NotebookFace

__all__ = ["Claim", "Decision", "Evidence", "decide", "is_recomputed"]

ClaimVerdict = Literal["proved", "refuted", "cited", "open"]


@dataclass(frozen=True)
class Claim:
    """One thing that can be true or false.

    Attributes
    ----------
    id : str
        As ``lem:6.3/step:3``.
    goal : Condition
        What is claimed.
    conditions : tuple of Condition
        Under what.
    metric : {"sup", "L_alpha"}
        The reading of norms without a printed metric.
    reference : str or None
        Where the literature proves it, if the paper says so.
    hint : Hint or None
        A model to try first when the claim is not proved.
    """

    id: str
    goal: e.Condition
    conditions: tuple[e.Condition, ...]
    metric: str = "sup"
    reference: str | None = None
    hint: Hint | None = field(default=None, compare=False)

    def __init_subclass__(cls) -> NoReturn:
        raise PackError("A claim of a kind of its own.", "The kinds of varsym.claims.")

    @property
    def text(self) -> str:
        """The claim on one line, made from what is checked."""
        return text(self.goal)

    @property
    def latex(self) -> str:
        """The claim as LaTeX, made from what is checked."""
        return latex(self.goal)


@dataclass(frozen=True)
class Evidence:
    """What decides a claim, in a form that can be checked again.

    Attributes
    ----------
    kind : {"kernel", "counterexample", "citation", "shapes", "formula", "none"}
    summary : str
        One line.
    theorems : tuple of Theorem
        For ``kernel``.
    names : tuple of (str, str)
        For ``kernel``: what the variables stand for that the proof has brought in.
    counterexample : dict or None
        For ``counterexample``, ``shapes`` and ``formula``: the values, and both sides.
    details : mapping of str to str
        For ``kernel`` a constant; for ``formula`` each thing that is wrong.
    """

    kind: str
    summary: str
    theorems: tuple[k.Theorem, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    counterexample: Mapping[str, Any] | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision(NotebookFace):
    """A claim, its verdict and the evidence that the verdict was computed from."""

    claim: Claim
    evidence: Evidence

    @cached_property
    def verdict(self) -> ClaimVerdict:
        """What the evidence shows; nobody sets it, and theorems are held against the claim."""
        claim, goal = self.claim, self.claim.goal
        match self.evidence.kind:
            case "kernel":
                theorems, plain = self.evidence.theorems, _in_numbers(claim)
                proved = establishes(plain.conditions, plain.goal, claim.metric, theorems)
                return "proved" if proved else "open"
            case "citation" if claim.reference is not None:
                return "cited"
            case "counterexample" if self.evidence.counterexample is not None:
                return "refuted"
            case "formula" if is_recomputed(claim):
                holds = _examined(claim).holds
                return "open" if holds is None else "proved" if holds else "refuted"
            case "shapes" if isinstance(goal, e.WellTyped):
                return "refuted" if any(mismatches(goal)) else "proved"
        return "open"


def is_recomputed(claim: Claim) -> bool:
    """Return whether a verdict is computed anew from the claim, whatever evidence is sent."""
    kinds = ArrayClaim | ContextualMapping | Universal | e.WellTyped
    return isinstance(claim.goal, kinds) or is_function_claim(claim.goal)


def _jets(claim: Claim) -> Jets | None:
    """Return a claim with derivatives as one in numbers, or None for one without."""
    is_relation = isinstance(claim.goal, e.Compare | e.ForAll)
    if not is_relation or not mentions_derivatives((claim.goal, *claim.conditions)):
        return None
    return in_numbers(claim.goal, claim.conditions)


def _in_numbers(claim: Claim) -> Claim:
    jets = _jets(claim)
    return claim if jets is None else replace(claim, goal=jets.goal, conditions=jets.conditions)


def _examined(claim: Claim) -> Found:
    claim = _in_numbers(claim)
    goal = claim.goal
    if isinstance(goal, ArrayClaim):
        return examine(goal, claim.conditions)
    if isinstance(goal, ContextualMapping):
        from varsym.claims.contextual.evidence import examine_contextual_mapping

        return examine_contextual_mapping(goal, claim.conditions)
    if isinstance(goal, Universal):
        from varsym.claims.classes.evidence import examine_classes

        return examine_classes(goal, claim.metric, claim.conditions)
    return examine_functions(goal, claim.conditions)


def decide(claim: Claim) -> Decision:
    """Decide a claim: try to prove, then to refute it, then the literature; else it stays open.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> (x,) = e.reals("x")
    >>> decide(Claim("demo", x <= x + 1, ())).verdict
    'proved'
    >>> decide(Claim("demo", x + 1 <= x, ())).verdict
    'refuted'
    """
    return Decision(claim, _evidence(claim))


def _evidence(claim: Claim) -> Evidence:
    try:
        jets = _jets(claim)
    except PackError as error:
        return Evidence("none", f"cannot be stated: {error}")
    if jets is not None:
        return _derivative_evidence(claim, jets)
    if isinstance(claim.goal, e.WellTyped):
        return _shape_evidence(claim, claim.goal)
    if is_recomputed(claim):
        return _formula_evidence(claim)
    try:
        proof = prove_condition(claim.conditions, claim.goal, claim.metric)
    except (k.TermError, PackError) as error:
        return Evidence("none", f"cannot be stated: {error}")
    if proof is not None:
        return _kernel_evidence(proof)
    if claim.reference is None:
        found = find_counterexample(claim.conditions, claim.goal, claim.metric, hint=claim.hint)
        found = found or _sampled(claim)
        if found is not None:
            return _counter_evidence(found)
        numbers = find_instance(claim.conditions, claim.goal)
        if numbers is not None:
            return Evidence("counterexample", numbers.line(), counterexample=numbers.data())
        return Evidence("none", "neither a proof nor a counterexample was found")
    return Evidence("citation", claim.reference)


def _derivative_evidence(claim: Claim, jets: Jets) -> Evidence:
    """Return what decides a claim in numbers, with polynomials for paths where it is refuted."""
    found = _evidence(replace(claim, goal=jets.goal, conditions=jets.conditions))
    data = found.counterexample
    if data is None or not jets.letters:
        named = tuple((text(letter), text(at)) for letter, at in jets.letters)
        return replace(found, names=(*found.names, *named))
    values = jets.paths_through(data["assignment"])
    if values is None:
        return Evidence("none", "neither a proof nor a counterexample was found")
    shown = ", ".join(f"{name} = {value}" for name, value in values.items())
    line = f"{shown}: {data['left']} {data['relation']} {data['right']} fails"
    return replace(found, summary=line, counterexample={**data, "assignment": values})


def _sampled(claim: Claim) -> Counterexample | None:
    from varsym.claims.refuting.sampled import find_sampled

    return find_sampled(claim.conditions, claim.goal)


def _kernel_evidence(proof: Proof) -> Evidence:
    rules = {name for t in proof.theorems for name in _rules_of(t)}
    count = len(rules)
    summary = f"kernel theorem, {count} rules used" if count != 1 else "kernel theorem, 1 rule used"
    details = {} if proof.constant is None else {"constant": str(proof.constant)}
    return Evidence("kernel", summary, proof.theorems, proof.names, details=details)


def _rules_of(theorem: k.Theorem) -> set[str]:
    seen: set[int] = set()
    found: set[str] = set()
    stack: list[Any] = [theorem]
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):
            stack.extend(top)
        elif isinstance(top, k.Theorem) and id(top) not in seen:
            seen.add(id(top))
            found.add(top.rule)
            stack.extend(top.args)
    return found


def _counter_evidence(found: Counterexample) -> Evidence:
    data = {
        "world": found.world,
        "assignment": found.assignment,
        "left": found.left,
        "relation": found.relation,
        "right": found.right,
    }
    return Evidence("counterexample", found.line(), counterexample=data)


def _shape_evidence(claim: Claim, goal: e.WellTyped) -> Evidence:
    for found in mismatches(goal):
        values = smallest_instance(found, claim.conditions)
        if values is not None:
            shown = ", ".join(f"{n} = {v}" for n, v in values.items() if n not in _SHAPES)
            line = f"{found.where}: {values['found']} is not {values['wanted']} at {shown}"
            data = {
                "world": "shapes",
                "assignment": {n: v for n, v in values.items() if n not in _SHAPES},
                "left": values["found"],
                "relation": "=",
                "right": values["wanted"],
            }
            return Evidence("shapes", line, counterexample=data)
        return Evidence("none", f"{found.where}: {found.found} and {found.wanted} are unlike")
    return Evidence("shapes", "the side lengths are the same polynomials")


def _formula_evidence(claim: Claim) -> Evidence:
    found = _examined(claim)
    if found.holds is None and claim.reference is not None:
        return Evidence("citation", claim.reference)
    details = {f"fault:{n}": line for n, line in enumerate(found.faults, 1)}
    return Evidence("formula", found.summary, counterexample=found.counterexample, details=details)


_SHAPES = ("found", "wanted")
