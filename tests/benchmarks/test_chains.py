"""Chains of concrete layers: the theorem, the exact bound, and what a user would write instead."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy

from varsym.claims.proving.concrete import chain_theorem
from varsym.exact.accumulation import accumulate_errors


def layers(size: int) -> tuple[list[Fraction], list[Fraction]]:
    draw = random.Random(size)  # noqa: S311 - repeatable on purpose

    def constants() -> list[Fraction]:
        return [Fraction(draw.randint(1, 999), draw.randint(1, 999)) for _ in range(size)]

    return constants(), constants()


@pytest.mark.parametrize("size", [1_000, 3_000, 10_000])
def test_theorem(benchmark, size: int) -> None:
    factors, errors = layers(size)
    theorem = benchmark.pedantic(chain_theorem, (factors, errors), rounds=3)
    assert len(theorem.hypotheses) == 2 * size


@pytest.mark.parametrize("size", [1_000, 3_000, 10_000])
def test_exact_bound(benchmark, size: int) -> None:
    factors, errors = layers(size)
    assert benchmark(accumulate_errors, factors, errors) > 0


@pytest.mark.parametrize("size", [1_000, 3_000])
def test_exact_bound_by_a_loop_of_fractions(benchmark, size: int) -> None:
    factors, errors = layers(size)

    def loop() -> Fraction:
        total = Fraction(0)
        for factor, error in zip(factors, errors, strict=True):
            total = factor * total + error
        return total

    assert benchmark.pedantic(loop, rounds=3) == accumulate_errors(factors, errors)


def test_exact_bound_by_sympy(benchmark) -> None:
    factors, errors = layers(300)

    def loop() -> sympy.Expr:
        total = sympy.Integer(0)
        for factor, error in zip(factors, errors, strict=True):
            total = sympy.Rational(factor) * total + sympy.Rational(error)
        return total

    assert benchmark.pedantic(loop, rounds=3) == sympy.Rational(accumulate_errors(factors, errors))
