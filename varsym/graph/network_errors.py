"""How the error of a network depends on the grid that it rounds to, read off the pack's claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.errors import PackError, QueryError
from varsym.graph.composition import Composition
from varsym.graph.paper import Paper, unknown
from varsym.graph.values import evaluate

__all__ = ["NetworkErrors", "network_errors"]


@dataclass(frozen=True)
class NetworkErrors:
    """What a network is off by: rounding to a grid takes a part of its error, the rest is its own.

    Attributes
    ----------
    rounding : Claim
        The proved claim that says what rounding costs.
    network_part : Fraction
        The part of the error that is left to the network, at least 0 and below 1.
    step, lipschitz : str
        The letters of the claim.
    """

    rounding: Claim
    network_part: Fraction
    step: str
    lipschitz: str

    def at_step_1(self, lipschitz: Fraction) -> Fraction:
        """Return the error at the grid step 1 for a constant `lipschitz`; it grows with the step.

        Raises
        ------
        QueryError
            If the right side of the claim is no positive multiple of the step.
        """

        def at(step: int) -> Fraction:
            numbers = {self.step: Fraction(step), self.lipschitz: lipschitz}
            return _right_side(self.rounding.goal, numbers, self.rounding.id)

        slope = at(1)
        if slope <= 0 or at(0) != 0 or at(3) != 3 * slope:
            raise QueryError(
                f"The claim {self.rounding.id}, whose right side is no positive multiple of "
                f"{self.step}.",
                "A claim that says how the error grows with the step of the grid.",
            )
        return slope / (1 - self.network_part)


def network_errors(paper: Paper, composition: Composition) -> NetworkErrors:
    """Return how the error of a network depends on its grid, as the pack's statements say.

    The claim about rounding counts as printed where it is proved, and else as its first repair
    that is proved.

    Parameters
    ----------
    paper : Paper
    composition : Composition
        Of a statement of the paper.

    Raises
    ------
    QueryError
        If neither is proved.
    PackError
        If the conclusion about the network is not that a distance is at most a part of an error.

    Examples
    --------
    >>> import varsym
    >>> paper = varsym.load("var-universality")
    >>> found = network_errors(paper, paper["thm:6.6"].statement.composition)
    >>> found.rounding.id, found.network_part, found.at_step_1(Fraction(1))
    ('lem:6.1/repair:1', Fraction(1, 2), Fraction(4, 1))
    """
    wanted = composition.rounding
    return NetworkErrors(
        _rounding_claim(paper, composition),
        _network_part(paper, composition),
        wanted.step,
        wanted.lipschitz,
    )


def _rounding_claim(paper: Paper, composition: Composition) -> Claim:
    wanted = composition.rounding
    statement = paper.statement(wanted.statement)
    printed = {c.id.partition("/")[2]: c for c in statement.printed_claims("sup")}
    if wanted.claim not in printed:
        raise unknown("claim", wanted.claim, printed)
    repairs = [c for r, c in statement.repair_claims("sup") if r.mends == wanted.claim]
    for claim in [printed[wanted.claim], *repairs]:
        if decide(claim).verdict == "proved":
            return claim
    raise QueryError(
        f"The error of rounding to a grid, by {wanted.statement}/{wanted.claim}.",
        "A claim that is proved, or a proved repair of it.",
        f"See varsym show {wanted.statement}.",
    )


def _network_part(paper: Paper, composition: Composition) -> Fraction:
    statement = paper.statement(composition.network)
    goal = statement.conclusion
    names = {leaf.name for leaf in _reals(goal.right)} if isinstance(goal, e.Compare) else set()
    if len(names) == 1:
        (name,) = names
        part = _right_side(goal, {name: Fraction(1)}, statement.id)
        if 0 <= part < 1 and _right_side(goal, {name: Fraction(3)}, statement.id) == 3 * part:
            return part
    raise PackError(
        f"{statement.id} as the statement about a network.",
        "A conclusion that a distance is at most a part, below the whole, of one error.",
    )


def _right_side(goal: object, numbers: Mapping[str, Fraction], name: str) -> Fraction:
    if not isinstance(goal, e.Compare) or goal.op == "=":
        raise PackError(f"{name}, which is no inequality.", "One that says how large an error is.")

    def value(letter: str, indices: tuple[int, ...]) -> Fraction:
        if indices or letter not in numbers:
            raise PackError(f"{letter} in {name}.", f"Only {', '.join(numbers)} on the right.")
        return numbers[letter]

    return evaluate(goal.right, value, {})


def _reals(item: object) -> Iterator[e.Real]:
    if isinstance(item, e.Real):
        yield item
    if isinstance(item, e.Binary):
        yield from _reals(item.left)
        yield from _reals(item.right)
