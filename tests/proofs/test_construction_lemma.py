"""Lemma C.1, claim by claim: what is proved holds at points, and its mutations are not proved."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from function_semantics import NoMeaningError, Reals, World, is_counterexample, letters, truth

from proofs.var_universality import paper
from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.claims.functions.elementary import Cases, Piece
from varsym.claims.functions.evidence import is_function_claim
from varsym.claims.functions.limits import limit
from varsym.claims.functions.values import NoValueError, Point, scalar_value

POINTS = 60
#: How many mutations are made of the goal of a claim; what is slow to search gets fewer.
PER_CLAIM = 7
SHARE = {"step:18": 2, "repair:3": 2, "repair:12": 3}
CLAIMS = {
    claim.id.split("/")[1]: claim
    for claim in paper.statements["lem:C.1"].all_claims()
    if isinstance(claim.goal, e.Compare)
}
PROVED = [name for name, claim in CLAIMS.items() if decide(claim).verdict == "proved"]
REFUTED = [name for name, claim in CLAIMS.items() if decide(claim).verdict == "refuted"]


# ------------------------------------------------------------------ points that meet conditions


def small(draw: random.Random) -> Fraction:
    return Fraction(draw.choice((1, 2, 3, 5)), draw.choice((1, 2, 4)))


def point(draw: random.Random, found: set[tuple[str, str]]) -> World:
    """Return a point at random at which the equations among the conditions hold."""
    integers = {name: draw.randrange(1, 4) for kind, name in found if kind == "index"}
    reals: Reals = {(name, ()): small(draw) * draw.choice((1, 1, -1)) for kind, name in found
             if kind == "real"}  # fmt: skip
    if "m" in integers:
        integers["m"] = draw.randrange(2, 5)
        reals["delta", ()] = Fraction(1, integers["m"])
    if ("sqrt_d", ()) in reals:
        root = draw.choice((1, 1, 2))
        integers["d"], reals["sqrt_d", ()] = root**2, Fraction(root)
    if "l" in integers:
        integers["L"] = draw.randrange(2, 5)
        integers["k"] = draw.randrange(1, integers["L"])
        integers["l"] = draw.randrange(integers["k"] + 1, integers["L"] + 1)
    if "s" in integers:
        integers["s"] = draw.randrange(3)
        integers["M"] = integers["s"] + draw.randrange(1, 4)
        theta = reals["theta", ()] = abs(reals["theta", ()])
        delta = reals["delta", ()] = theta + draw.choice((0, small(draw)))
        here = Fraction(draw.randrange(5), 4)
        reals["x", ()] = integers["s"] * delta + theta + here * (delta - theta)
    if ("root", ()) in reals and "alpha" in integers:
        reals["root", ()] = Fraction(draw.choice((1, 2)))
        integers["M"] = int(reals["root", ()] ** integers["alpha"])
    for name in ("Q", "A"):
        for i in range(1, 4):
            for j in range(1, 4):
                reals[name, (i, j)] = small(draw) - (small(draw) if name == "A" else -4)
    return World(integers, reals)


def points(claim: Claim) -> Iterator[World]:
    found = set(letters((*claim.conditions, claim.goal)))
    draw = random.Random(claim.id)  # noqa: S311 - repeatable on purpose
    for _ in range(50 * POINTS):
        yield point(draw, found)


def outcomes(claim: Claim, most: int = POINTS) -> list[bool]:
    """Return whether a claim holds at points that meet its conditions."""
    found = []
    for world in points(claim):
        held = truth(claim.conditions, claim.goal, world)
        if held is not None:
            found.append(held)
        if len(found) == most:
            break
    return found


# ------------------------------------------------------------------ mutations


def changes(item: Any) -> Iterator[Any]:
    """Yield an expression or relation with one number, sign or relation changed."""
    if isinstance(item, tuple):
        for place, part in enumerate(item):
            for other in changes(part):
                yield (*item[:place], other, *item[place + 1 :])
        return
    yield from changed_here(item)
    for field in getattr(item, "__dataclass_fields__", ()) and fields(item):
        child = getattr(item, field.name)
        if isinstance(child, e.Scalar | e.Compare | Piece | tuple):
            for other in changes(child):
                yield (
                    Cases(*other)
                    if isinstance(item, Cases)
                    else replace(item, **{field.name: other})
                )


def changed_here(item: Any) -> Iterator[Any]:
    match item:
        case e.Number(value):
            yield e.Number(value + 1)
        case e.Compare("<", left, right):
            yield e.Compare("<", right, left)
        case e.Compare("<=", left, right):
            yield e.Compare("<", left, right)
            yield e.Compare("<", right, left)
        case e.Compare(_, left, right):
            yield e.Compare("<", left, right)
            yield e.equals(left, right + 1)
            yield e.equals(left, 2 * right)
        case e.Binary("+", left, right):
            yield e.Binary("-", left, right)
        case e.Binary("-", left, right):
            yield e.Binary("+", left, right)
        case e.Binary("/", left, right):
            yield e.Binary("*", left, right)


@cache
def verdict(mutant: Claim) -> str:
    return decide(mutant).verdict


@cache
def mutants(name: str) -> tuple[Claim, ...]:
    """Return mutations of the goal of a claim and, last, of its strictness and conditions."""
    claim = CLAIMS[name]
    draw = random.Random(name)  # noqa: S311 - repeatable on purpose
    made = [replace(claim, goal=goal) for goal in changes(claim.goal) if goal != claim.goal]
    share = SHARE.get(name, PER_CLAIM)
    kept = made[:2] + draw.sample(made[2:], min(share, len(made[2:])))
    for place in range(min(share, len(claim.conditions))):
        rest = (*claim.conditions[:place], *claim.conditions[place + 1 :])
        kept.append(replace(claim, conditions=rest))
    return tuple(replace(mutant, hint=None, reference=None) for mutant in kept)


# ------------------------------------------------------------------ tests


def test_what_is_proved_and_what_is_not() -> None:
    assert {"step:3", "step:4", "step:8", "step:18", "repair:3", "repair:4", "repair:10"} <= {
        *PROVED
    }
    assert {"step:7", "step:9", "step:10", "step:17", "step:19", "step:20"} <= {*REFUTED}
    assert len(PROVED) + len(REFUTED) == len(CLAIMS) - 1  # the conclusion is cited


@pytest.mark.parametrize("name", PROVED)
def test_what_is_proved_holds_at_points(name: str) -> None:
    held = outcomes(CLAIMS[name])
    assert len(held) >= POINTS // 2
    assert all(held)


@pytest.mark.parametrize("name", REFUTED)
def test_what_is_refuted_fails_where_it_is_said_to(name: str) -> None:
    claim = CLAIMS[name]
    assignment = decide(claim).evidence.counterexample["assignment"]  # type: ignore[index]
    if name in ("step:7", "step:10"):  # limits, which have an evaluator of their own
        world = Point(*read(assignment))
        left, right = (scalar_value(side, world) for side in (claim.goal.left, claim.goal.right))  # type: ignore[attr-defined]
        assert left != right
        return
    draw = random.Random(name)  # noqa: S311 - repeatable on purpose
    assert is_counterexample(claim.conditions, claim.goal, assignment, draw)


def read(assignment: dict[str, str]) -> tuple[dict[str, int], Reals]:
    """Return the integers and the reals, which are x and θ."""
    integers = {n: int(v) for n, v in assignment.items() if n not in ("x", "θ")}
    names = {"x": "x", "θ": "theta"}
    return integers, {(names[n], ()): Fraction(v) for n, v in assignment.items() if n in names}


@pytest.mark.parametrize("name", ["step:7", "step:10"])
def test_the_limits_are_what_small_numbers_tend_to(name: str) -> None:
    claim = CLAIMS[name]
    assignment = decide(claim).evidence.counterexample["assignment"]  # type: ignore[index]
    integers, given = read(assignment)
    for side in (claim.goal.left, claim.goal.right):  # type: ignore[attr-defined]
        found = limit(side.variable, side.body, Point(integers, given))
        gaps = []
        for m in (4, 64):
            world = World(integers, {**given, ("delta", ()): Fraction(1, 12 * m)})
            gaps.append(abs(world.value(side.body) - found))  # type: ignore[operator]
        assert gaps[1] <= gaps[0] / 8


@pytest.mark.parametrize("name", PROVED)
def test_no_false_mutation_is_proved(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("varsym.claims.functions.instances.BUDGET", 1000)
    for mutant in mutants(name):
        if verdict(mutant) == "proved":
            assert all(outcomes(mutant)), mutant.text
        if verdict(mutant) == "refuted" and is_function_claim(mutant.goal):
            assert fails_as_printed(mutant) or False in outcomes(mutant, 500), mutant.text


def fails_as_printed(mutant: Claim) -> bool:
    assignment = decide(mutant).evidence.counterexample["assignment"]  # type: ignore[index]
    draw = random.Random(0)  # noqa: S311 - repeatable on purpose
    return is_counterexample(mutant.conditions, mutant.goal, assignment, draw, 200)


def test_most_false_mutations_are_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("varsym.claims.functions.instances.BUDGET", 1000)
    false = [m for name in PROVED for m in mutants(name) if False in outcomes(m)]
    refuted = [m for m in false if verdict(m) == "refuted"]
    assert len(false) >= 100
    assert len(refuted) >= len(false) * 3 // 4


def test_the_checks_see_what_has_no_value() -> None:
    (x,) = e.reals("x")
    assert truth([], x / (x - x) <= 1, World({}, {("x", ()): Fraction(1)})) is False
    with pytest.raises(NoMeaningError):
        World({}, {}).value(x)
    with pytest.raises(NoValueError):
        scalar_value(x, Point({}, {}))
