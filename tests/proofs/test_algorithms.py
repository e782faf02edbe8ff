"""What the audit finds in the flow, the pipeline and the algorithms of Appendices B.2, D to F."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from formula_mutations import mutants
from procedure_semantics import Machine, breaches, run, start

from proofs.var_universality import paper
from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.claims.derivatives.paths import ValueAt
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.concrete import Values, evaluate
from varsym.claims.formulas.procedures import Procedure
from varsym.claims.render import text
from varsym.graph.audit import Audit, audit_paper

VERDICTS = {"alg:1": "ill-formed", "alg:2": "ill-formed", "phase:3": "well-formed"}
#: Claims, and all that is found to be wrong with them.
FAULTS = {
    "alg:1/lines": [
        "line 16: F_0[i] is read, and nothing defines it (F_0 is, in line 12)",
        "line 18: F_0[i] is read, and nothing defines it (F_0 is, in line 12)",
        "line 20: F_0[i] is read, and nothing defines it (F_0 is, in line 12)",
        "line 31: Φ_down·x_img: 1 × 1 is not 4 × 1 at K = 2, h_1 = 1, a = 2, w_1 = 1, c = 1, i = 2",
    ],
    "alg:2/lines": [
        "line 12: Y is read, and nothing defines it (Y_hat is, in line 10)",
        "line 14: argument 2 of FM_first is an image, where it takes a condition",
        "line 16: argument 2 of FM_second is an image, where it takes a condition",
        "line 25: x_img: 4 × 1 is not 1 × 1 at h_1 = 1, a = 2, K = 1, w_1 = 1, c = 1",
    ],
    "alg:2/sizes": [
        "line 14: FM_first(x_img, x_cond): 9 × 1 is not 16 × 1 at K = 3, c = 1, i = 3",
        "line 25: x_img: 4 × 1 is not 1 × 1 at K = 1, c = 1",
    ],
}
REPAIRED = ("alg:1/repair:1", "alg:2/repair:1")
SMALL = {"h_1": (1, 2), "w_1": (1, 3), "a": (1, 2), "K": (1, 2, 3), "c": (1, 2), "p": (2,)}


def claim(name: str) -> Claim:
    """Return a claim of the pack."""
    statement = paper.statement(name.partition("/")[0])
    return next(c for c in statement.all_claims() if c.id == name)


def procedure(name: str) -> Procedure:
    goal = claim(name).goal
    assert isinstance(goal, Procedure)
    return goal


def unprinted(name: str, machine: Machine) -> tuple[int, ...]:
    """Return the shape of an array of noise: that of the image, or of the smallest map."""
    if name == "F_0":
        return machine.held["x_img", ()].shape  # type: ignore[no-any-return]
    return machine.held["c_input", ()].shape  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audit_paper(paper, list(VERDICTS))


@pytest.mark.parametrize("name", VERDICTS)
def test_the_verdict(audit: Audit, name: str) -> None:
    assert audit[name].verdict == VERDICTS[name]
    assert all(d.verdict != "open" for d in audit[name].decisions)


@pytest.mark.parametrize("name", [n for n, v in VERDICTS.items() if v == "ill-formed"])
def test_each_claim_that_fails_is_repaired(audit: Audit, name: str) -> None:
    repairs = [d for d in audit[name].decisions if "/repair:" in d.claim.id]
    assert [d.verdict for d in repairs] == ["proved"] * len(repairs)
    assert audit[name].repair() is not None


@pytest.mark.parametrize("name", FAULTS)
def test_all_that_is_wrong_is_told_with_its_line(name: str) -> None:
    assert list(decide(claim(name)).evidence.details.values()) == FAULTS[name]


def test_the_counterexample_of_a_name_names_it() -> None:
    found = decide(claim("alg:2/lines")).evidence.counterexample
    assert found is not None
    assert (found["left"], found["relation"], found["right"]) == (
        "Y", "is", "defined before it is read",
    )  # fmt: skip


# ---------------------------------------------------------------- run a second time


@pytest.mark.parametrize("name", REPAIRED)
def test_a_repaired_algorithm_runs_on_all_small_sizes(name: str) -> None:
    assert breaches(procedure(name), SMALL, unprinted) == []


def test_the_printed_training_stops_in_the_first_round() -> None:
    assert len(breaches(procedure("alg:1/lines"), {**SMALL, "K": (2,)}, unprinted)) == 16


def test_the_last_tokens_are_those_of_the_scale_in_the_first_two_rounds_alone() -> None:
    goal = procedure("alg:2/sizes")
    lenient = replace(goal, lines=goal.lines[:-1])
    found = breaches(lenient, {"K": (1, 2, 3, 4), "c": (1,)}, unprinted)
    assert [numbers["K"] for numbers in found] == [3, 4]


def test_what_the_inference_returns_is_as_large_as_the_last_scale() -> None:
    goal = procedure("alg:2/repair:1")
    numbers = {"h_1": 2, "w_1": 3, "a": 2, "K": 3, "c": 2}
    machine = start(goal, numbers, unprinted)
    run(goal.lines, machine)
    assert machine.returned is not None
    assert machine.returned.shape == (8 * 12, 2)


@pytest.mark.parametrize("name", REPAIRED)
def test_a_changed_algorithm_is_proved_only_where_it_runs(name: str) -> None:
    whole = claim(name)
    goals = [goal for _, goal in mutants(procedure(name))]
    Random(name).shuffle(goals)  # noqa: S311 - repeatable on purpose
    verdicts = []
    for goal in goals[:30]:
        verdict = decide(replace(whole, goal=goal)).verdict
        verdicts.append(verdict)
        if verdict == "proved":
            sizes = {**SMALL, "c": (2,), "w_1": (3,)}
            assert breaches(goal, sizes, unprinted) == [], text(goal)
    assert verdicts.count("refuted") >= 10


def test_the_steps_of_the_flow_matching_network_are_those_of_a_program() -> None:
    goal = claim("def:D.12/steps").goal
    assert isinstance(goal, a.Formula)
    height, width, channels, scale = 2, 3, 2, 1
    draw = Random(7)  # noqa: S311 - repeatable on purpose

    def rationals(*shape: int) -> Any:
        made = np.empty(int(np.prod(shape)), dtype=object)
        made[:] = [Fraction(draw.randint(-5, 5), 2) for _ in range(made.size)]
        return made.reshape(shape)

    F, condition, time = rationals(height, width, channels), rationals(height, width, channels), 3
    six, one = rationals(channels, 6 * channels), rationals(channels, channels)
    condition_at_time = condition + Fraction(time)
    maps: dict[str, Callable[..., Any]] = {
        "MLP": lambda given, _: given @ (six if (given == condition_at_time).all() else one),
        "Attn": lambda given, _: given - given.sum() * Fraction(1, 7),
        "LN": lambda given: given * given,
    }
    numbers = {("c", ()): channels, ("K", ()): scale, ("t", (1,)): time}
    numbers |= {("h", (1,)): height, ("w", (1,)): width}
    found = evaluate(
        goal,
        Values(
            {place: Fraction(at) for place, at in numbers.items()},
            {("F_t", (1,)): F, ("Y_hat", (1,)): condition, ("Y", (1,)): condition},
            maps=maps,
        ),
    )
    parts = np.split(condition_at_time @ six, 6, axis=2)
    alpha_1, alpha_2, beta_1, beta_2, gamma_1, gamma_2 = parts
    middle = maps["Attn"](gamma_1 * (F * F) + beta_1, 1) * alpha_1
    expected = ((gamma_2 * (middle * middle) + beta_2) @ one) * alpha_2
    assert (found.arrays["F''", (1,)] == expected).all()


# ---------------------------------------------------------------- targets


def turned(item: e.Condition) -> e.Condition:
    """Return a relation with the first + of its right side turned into -."""
    assert isinstance(item, e.Compare)
    right = item.right
    assert isinstance(right, e.Binary)
    return replace(item, right=replace(right, op={"+": "-", "-": "+"}[right.op]))


@pytest.mark.parametrize("name", ["def:D.11/velocity", "alg:1/first", "alg:1/second"])
def test_a_target_with_another_sign_is_refuted(name: str) -> None:
    whole = claim(name)
    assert decide(whole).verdict == "proved"
    assert decide(replace(whole, goal=turned(whole.goal))).verdict == "refuted"


def test_a_target_with_the_order_of_one_derivative_changed_is_refuted() -> None:
    whole = claim("alg:1/second")
    assert isinstance(whole.goal, e.Compare)
    right = whole.goal.right
    assert isinstance(right, e.Binary)
    assert isinstance(right.left, e.Binary)
    path = right.left.left
    assert isinstance(path, ValueAt)
    slower = replace(right, left=replace(right.left, left=replace(path, order=1)))
    assert decide(replace(whole, goal=replace(whole.goal, right=slower))).verdict == "refuted"


@pytest.mark.parametrize("name", ["alg:1/linear-first", "alg:1/linear-second"])
def test_the_linear_path_is_what_gives_the_velocity(name: str) -> None:
    whole = claim(name)
    assert decide(whole).verdict == "proved"
    assert decide(replace(whole, conditions=())).verdict == "refuted"


def test_a_step_along_the_gradient_keeps_an_optimum_and_the_gradient_does_not() -> None:
    assert decide(claim("alg:1/update")).evidence.counterexample is not None
    assert decide(claim("alg:1/repair:2")).verdict == "proved"
