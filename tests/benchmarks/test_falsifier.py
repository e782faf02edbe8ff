"""The falsifier against the loop that a user would write: the same claim, as many random points.

The claims are true, so that neither stops early. The column in brackets is the ratio.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from varsym.claims.refuting.sampled import find_sampled
from varsym.numeric.falsifying import falsify
from varsym.numeric.relations import Relation, RelationalConjecture
from varsym.numeric.straight_line import ProgramBuilder
from varsym.pack import Condition, families, index, reals, summation

SAMPLES = 2**21

(i,) = index("i")
x, y, K, eps, delta, rest = reals("x y K eps delta rest")
a, b = families("a b")


class Claim(NamedTuple):
    goal: Condition
    conditions: tuple[Condition, ...]
    loop: Callable[[int], int]


def loop_over_cauchy_schwarz(samples: int) -> int:
    draw = random.Random(0).uniform  # noqa: S311 - repeatable on purpose
    violations = 0
    for _ in range(samples):
        a1, a2, a3, b1, b2, b3 = (draw(-4, 4) for _ in range(6))
        left = (a1 * b1 + a2 * b2 + a3 * b3) ** 2
        if left > (a1 * a1 + a2 * a2 + a3 * a3) * (b1 * b1 + b2 * b2 + b3 * b3):
            violations += 1
    return violations


def loop_over_motzkin(samples: int) -> int:
    draw = random.Random(0).uniform  # noqa: S311 - repeatable on purpose
    violations = 0
    for _ in range(samples):
        x, y = draw(-4, 4), draw(-4, 4)
        if 3 * x**2 * y**2 > x**4 * y**2 + x**2 * y**4 + 1:
            violations += 1
    return violations


def loop_over_errors(samples: int) -> int:
    draw = random.Random(0).uniform  # noqa: S311 - repeatable on purpose
    violations = 0
    for _ in range(samples):
        factor, eps, delta, rest = draw(0, 4), draw(0, 4), draw(0, 4), draw(0, 4)
        if delta <= eps and not factor * delta + rest <= factor * eps + rest:
            violations += 1
    return violations


CLAIMS = {
    "Cauchy-Schwarz": Claim(
        summation(i, 1, 3, a[i] * b[i]) ** 2
        <= summation(i, 1, 3, a[i] ** 2) * summation(i, 1, 3, b[i] ** 2),
        (),
        loop_over_cauchy_schwarz,
    ),
    "Motzkin": Claim(3 * x**2 * y**2 <= x**4 * y**2 + x**2 * y**4 + 1, (), loop_over_motzkin),
    "one layer's error": Claim(
        K * delta + rest <= K * eps + rest,
        (0 <= K, 0 <= eps, 0 <= delta, 0 <= rest, delta <= eps),
        loop_over_errors,
    ),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_falsifier(benchmark, name: str) -> None:
    benchmark.group = f"{SAMPLES} samples, {name}"
    claim = CLAIMS[name]
    found = benchmark.pedantic(
        find_sampled, (claim.conditions, claim.goal, SAMPLES), rounds=5, warmup_rounds=1
    )
    assert found is None


@pytest.mark.parametrize("name", CLAIMS)
def test_plain_python_loop(benchmark, name: str) -> None:
    benchmark.group = f"{SAMPLES} samples, {name}"
    violations = benchmark.pedantic(CLAIMS[name].loop, (SAMPLES,))
    # Rounding alone breaks equality cases.
    assert violations < SAMPLES / 1000


def test_numpy_without_the_falsifier(benchmark) -> None:
    """What remains to a user who vectorises by hand."""
    benchmark.group = f"{SAMPLES} samples, Motzkin"

    def vectorised() -> int:
        x, y = np.random.default_rng(0).uniform(-4, 4, (2, SAMPLES))
        return int((3 * x**2 * y**2 > x**4 * y**2 + x**2 * y**4 + 1).sum())

    assert benchmark.pedantic(vectorised, rounds=5) < SAMPLES / 1000


def test_falsifier_of_a_conjecture_with_many_coordinates(benchmark) -> None:
    builder = ProgramBuilder(64)
    total = 0
    for at in range(1, 64):
        total = builder.apply("+", total, builder.power(at, 2))
    claim = RelationalConjecture(builder.program(), (), (Relation("<=", 0, total),))
    found = benchmark.pedantic(falsify, (claim, lambda _: False, 2**18), rounds=3)
    assert found.counterexample is None
