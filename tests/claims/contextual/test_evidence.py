"""Sequences that no map can tell apart: those that are found, checked from what is printed."""

from __future__ import annotations

import contextlib
import re
from fractions import Fraction
from typing import Any

import pytest
from function_semantics import NoMeaningError, Reals, World

from proofs.var_universality import paper
from varsym.claims import expressions as e
from varsym.claims.contextual.evidence import examine_contextual_mapping
from varsym.claims.contextual.mappings import ContextualMapping
from varsym.claims.decisions import Claim, decide
from varsym.claims.functions.elementary import Exp, Log
from varsym.claims.render import text

N, n, d, k, V = e.index("N n d k V")
low, high, eps, gamma, delta = e.reals("low high eps gamma delta")
(A,) = e.families("A")
POSITIVE: list[e.Condition] = [0 < low, low < high, 0 < eps, 1 <= n, 1 <= d, n <= V]


def claim(radius: e.Scalar, distance: e.Scalar) -> ContextualMapping:
    return ContextualMapping(N, n, d, V, low, high, eps, radius, distance)


def number(shown: str) -> Fraction:
    match = re.fullmatch(r"(?:(\d+)·)?2\^-(\d+)", shown)
    if match:
        return Fraction(int(match[1] or 1), 2 ** int(match[2]))
    return Fraction(shown)


def sequences(assignment: dict[str, str]) -> list[list[tuple[Fraction, ...]]]:
    """Read X^(1), X^(2), … back: each is ((…), (…))."""
    rows = [value for name, value in assignment.items() if name.startswith("X^(")]
    tokens = [re.findall(r"\(([^()]+)\)", row) for row in rows]
    return [[tuple(map(number, token.split(", "))) for token in row] for row in tokens]


def square(of: tuple[Fraction, ...]) -> Fraction:
    return sum((x * x for x in of), Fraction(0))


def is_broken(goal: ContextualMapping, conditions: list[e.Condition], data: dict[str, Any]) -> bool:
    """Return whether the printed sequences are as described, and no map can be as claimed."""
    given = data["assignment"]
    rows = sequences(given)
    every = {token for row in rows for token in row}
    sides_of = (goal.number, goal.length, goal.width, goal.vocabulary)
    integers = {x.name: int(given[x.name]) for x in sides_of}
    sides = [len(rows), {len(row) for row in rows}, {len(token) for token in every}]
    assert sides == [integers[goal.number.name], {integers[goal.length.name]},
                     {integers[goal.width.name]}]  # fmt: skip
    letters = (goal.gamma_min, goal.gamma_max, goal.epsilon)
    least, greatest, apart = values = [number(given[text(x)]) for x in letters]
    assert integers[goal.vocabulary.name] == len(every)
    assert all(least**2 < square(token) < greatest**2 for token in every)
    gaps = [tuple(a - b for a, b in zip(x, y, strict=True)) for x in every for y in every if x != y]
    assert all(square(gap) > apart**2 for gap in gaps)
    assert all(len(set(row)) == len(row) for row in rows)
    assert len(rows[0]) > 1 or len({frozenset(row) for row in rows}) > 1  # ids that have to differ
    reals: Reals = {(x.name, ()): v for x, v in zip(letters, values, strict=True)}
    world = World(integers, reals)
    for condition in conditions * 2:  # one definition may need a later one
        match condition:
            case e.Compare("=", e.Real(name, ()), right) if (name, ()) not in world.reals:
                with contextlib.suppress(NoMeaningError):
                    world.reals[name, ()] = world.value(right)  # type: ignore[assignment]
    assert all(map(world.says, conditions))
    return world.says(2 * goal.gamma <= goal.delta)


@pytest.mark.parametrize(
    ("goal", "conditions"),
    [
        (claim(high + eps, 1 + 0 * eps), []),
        (claim(high + eps, 1 + 0 * eps), [*POSITIVE, n >= 2]),
        (claim(high, Exp(0 - Log(n))), POSITIVE),
        (claim(gamma, delta), [*POSITIVE, e.equals(gamma, high), e.equals(delta, 3 * gamma)]),
        (claim(gamma, delta), [e.equals(delta, 3 * gamma), e.equals(gamma, high), N >= 2, n >= 2]),
        (claim(eps - eps, eps), [d >= 2]),
        (claim(high, 2 * high), [e.for_all(k, 1, n, low < k)]),
        (claim(low, V), [N <= 1]),
    ],
)
def test_is_refuted(goal: ContextualMapping, conditions: list[e.Condition]) -> None:
    found = examine_contextual_mapping(goal, conditions)
    assert found.holds is False
    assert found.counterexample is not None
    assert is_broken(goal, conditions, found.counterexample)


@pytest.mark.parametrize(
    ("goal", "conditions"),
    [
        (claim(high + eps, eps), []),  # may well be
        (claim(high, 2 * high - eps), POSITIVE),
        (claim(high, 3 * high), [low < 0]),
        (claim(high, 3 * high), [n <= 1, N <= 1]),  # nothing has to differ
        (claim(high, 3 * high), [e.equals(eps, 2 * low)]),
        (claim(gamma, delta), []),  # γ and δ are not known
        (claim(gamma, delta), [e.equals(gamma, gamma + high), e.equals(delta, 3 * high)]),
        (claim(high, 3 * high), [e.for_all(k, 1, n, 0 < A[k])]),  # nothing is known of A
        (claim(high, 3 * high), [e.for_all(k, 1, n, k <= 0)]),
        (claim(high, 1 / (low - low)), []),
    ],
)
def test_is_left_open(goal: ContextualMapping, conditions: list[e.Condition]) -> None:
    assert examine_contextual_mapping(goal, conditions).holds is None


def test_conditions_that_are_not_about_numbers_are_not_passed_over() -> None:
    space = e.Space((d,))
    f = e.MapVariable("f", (), space, space)
    goal = claim(high, 3 * high)
    assert examine_contextual_mapping(goal, []).holds is False
    assert examine_contextual_mapping(goal, [e.Lipschitz(f, eps)]).holds is None


def test_a_letter_with_two_meanings_gets_one_value() -> None:
    """With as many sequences as tokens in each, or as many tokens as an ε, others are needed."""
    both = ContextualMapping(n, n, d, V, low, high, eps, high, 3 * high)
    found = examine_contextual_mapping(both, [])
    assert found.counterexample is not None
    assert is_broken(both, [], found.counterexample)
    odd = ContextualMapping(N, n, d, V, low, high, low, high, 3 * high)
    found = examine_contextual_mapping(odd, [])
    if found.counterexample is not None:
        assert is_broken(odd, [], found.counterexample)


@pytest.mark.parametrize("name", ["lem:5.4/conclusion", "lem:5.4/repair:1"])
def test_lemma_5_4_as_printed_is_false(name: str) -> None:
    (printed,) = [c for c in paper.statements["lem:5.4"].all_claims() if c.id == name]
    assert isinstance(printed.goal, ContextualMapping)
    found = examine_contextual_mapping(printed.goal, printed.conditions)
    assert found.counterexample is not None
    rows = sequences(found.counterexample["assignment"])
    least = min(square(token) for row in rows for token in row)
    assert least < 1
    if name == "lem:5.4/conclusion":  # of one token, log 1 = 0 and δ = 1
        assert is_broken(printed.goal, list(printed.conditions), found.counterexample)


def test_a_mutation_of_lemma_5_4_follows() -> None:
    (cited,) = [c for c in paper.statements["lem:5.4"].all_claims() if c.id == "lem:5.4/repair:2"]
    assert decide(cited).verdict == "cited"
    goal = cited.goal
    assert isinstance(goal, ContextualMapping)
    wide = ContextualMapping(
        goal.number, goal.length, goal.width, goal.vocabulary, goal.gamma_min, goal.gamma_max,
        goal.epsilon, goal.gamma, 2 * goal.gamma,
    )  # fmt: skip
    changed = Claim("mutant", wide, cited.conditions, reference=cited.reference)
    assert decide(changed).verdict == "refuted"
    without = tuple(c for c in cited.conditions if text(c) != "1 ≤ γ_min")
    found = decide(Claim("mutant", wide, without, reference=cited.reference))
    assert found.verdict == "refuted"
    assert is_broken(wide, list(without), found.evidence.counterexample)  # type: ignore[arg-type]
