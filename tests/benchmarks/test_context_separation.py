"""δ of Lemma 5.4 for a table of parameters, and the resources of the published models."""

from __future__ import annotations

import random
from fractions import Fraction

import flint
import pytest
from flint import arb, fmpq

from varsym.contextual.context_separations import separation_table
from varsym.contextual.resources import var_resources

ROWS = 10_000
DIGITS = 50

Row = tuple[int, int, Fraction, Fraction, Fraction, int]


@pytest.fixture(scope="module")
def table() -> list[Row]:
    rng = random.Random(1)  # noqa: S311
    return [
        (
            rng.randrange(300, 10**6),
            rng.randrange(1, 1000),
            Fraction(rng.randrange(1, 99), 100),
            Fraction(rng.randrange(2, 300)),
            Fraction(1, rng.randrange(1, 1000)),
            rng.randrange(2, 300),
        )
        for _ in range(ROWS)
    ]


def test_a_table_to_fifty_digits(benchmark, table: list[Row]) -> None:
    found = benchmark.pedantic(
        lambda: [delta.decimal(DIGITS) for delta in separation_table(table)],
        rounds=5,
        warmup_rounds=1,
    )
    assert len(found) == ROWS


def test_a_table_without_digits(benchmark, table: list[Row]) -> None:
    found = benchmark.pedantic(lambda: separation_table(table), rounds=5, warmup_rounds=1)
    assert len(found) == ROWS


def test_a_table_by_arb_alone(benchmark, table: list[Row]) -> None:
    def digits() -> list[str]:
        before = flint.ctx.prec
        flint.ctx.prec = 350
        try:
            return [
                (arb(length).log() * fmpq(factor.numerator, factor.denominator))
                .exp()
                .str(DIGITS, radius=False)
                for length, factor in (
                    (row[5], -5 / row[4] * row[0] ** 4 * row[1] * row[3] / row[2] * row[3])
                    for row in table
                )
            ]
        finally:
            flint.ctx.prec = before

    found = benchmark.pedantic(digits, rounds=5, warmup_rounds=1)
    ours = [delta.decimal(DIGITS) for delta in separation_table(table[:100])]
    assert all(a[:45] == b[:45] for a, b in zip(found, ours, strict=False))


def test_the_published_models(benchmark) -> None:
    rows = benchmark(
        lambda: [row.resources.separation.scientific(DIGITS) for row in var_resources(10)]
    )
    assert len(rows) == 34
