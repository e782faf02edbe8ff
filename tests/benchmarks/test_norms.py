"""Norms 1, 2 and infinity of bicubic steps, to 50 digits: this library, bare FLINT, and SymPy.

Each of the 31 steps is the Kronecker product of one Keys matrix with itself. FLINT and SymPy are
given the one-dimensional matrices, and are asked for the least that such a result takes: the Gram
matrix, its characteristic polynomial, and the roots of that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import flint
import pytest
import sympy
from keys_matrices import STEPS, keys_matrix, keys_rows

from varsym.exact import Kronecker, RationalMatrix, operator_norm

DIGITS = 50

Rows = list[list[Fraction]]


def norms(matrix: RationalMatrix) -> list[str]:
    operator = Kronecker([matrix, matrix])
    return [operator_norm(operator, p).decimal(DIGITS) for p in (1, 2, "inf")]


def norm_by_flint(matrix: flint.fmpq_mat) -> flint.arb:
    rows, denominator = matrix.numer_denom()
    roots: Any = (rows.transpose() * rows).charpoly().complex_roots()
    largest: flint.arb = max((root.real for root, _ in roots), key=flint.arb.mid)
    return largest / denominator**2


def norm_by_sympy(matrix: sympy.Matrix) -> sympy.Float:
    polynomial = (matrix.T * matrix).charpoly()
    return max(sympy.Poly(polynomial.as_expr(), *polynomial.gens).nroots(n=DIGITS, maxsteps=500))


@pytest.fixture(scope="module")
def all_rows() -> list[Rows]:
    return [keys_rows(*step) for step in STEPS]


@pytest.fixture(scope="module")
def expected(all_rows: list[Rows]) -> list[str]:
    return [norms(RationalMatrix(rows))[1] for rows in all_rows]


@pytest.fixture
def flint_precision() -> Iterator[None]:
    before = flint.ctx.prec
    flint.ctx.prec = math.ceil((DIGITS + 3) * math.log2(10))
    yield
    flint.ctx.prec = before


def test_all_steps(benchmark, all_rows: list[Rows]) -> None:
    def fresh() -> tuple[tuple[list[RationalMatrix]], dict]:
        # Anew for each round, as a matrix keeps its integer form.
        return ([RationalMatrix(rows) for rows in all_rows],), {}

    found = benchmark.pedantic(
        lambda matrices: [norms(matrix) for matrix in matrices],
        setup=fresh,
        rounds=10,
        warmup_rounds=1,
    )
    assert found[8][1].startswith("1.2815038107518040086472533497111366232477375")


def test_all_steps_with_building(benchmark) -> None:
    found = benchmark.pedantic(
        lambda: [norms(keys_matrix(*step)) for step in STEPS], rounds=10, warmup_rounds=1
    )
    assert len(found) == len(STEPS)


def test_all_steps_by_bare_flint(
    benchmark, all_rows: list[Rows], expected: list[str], flint_precision: None
) -> None:
    matrices = [
        flint.fmpq_mat([[flint.fmpq(x.numerator, x.denominator) for x in row] for row in rows])
        for rows in all_rows
    ]
    found = benchmark.pedantic(
        lambda: [norm_by_flint(matrix) for matrix in matrices], rounds=10, warmup_rounds=1
    )
    assert all(abs(a - flint.arb(b)) < 1e-48 for a, b in zip(found, expected, strict=True))


def test_all_steps_by_sympy(benchmark, all_rows: list[Rows], expected: list[str]) -> None:
    matrices = [
        sympy.Matrix([[sympy.Rational(x.numerator, x.denominator) for x in row] for row in rows])
        for rows in all_rows
    ]
    found = benchmark.pedantic(
        lambda: [norm_by_sympy(matrix) for matrix in matrices], rounds=1, warmup_rounds=0
    )
    assert all(
        abs(a - sympy.Float(b, DIGITS)) < 1e-45 for a, b in zip(found, expected, strict=True)
    )
