"""The exact linear program: non-negative combinations of polynomials."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.claims.proving.combination import nonnegative_combination
from varsym.kernel import ONE, ZERO, Scalar, number, real

x, y, z = (real(name) for name in "xyz")
TWO = number(2)
SMALL = st.integers(-3, 3)
WEIGHTS = st.sampled_from([Fraction(n, d) for n in range(4) for d in (1, 2, 3)])
linears = st.builds(
    lambda a, b, c, d: number(a) * x + number(b) * y + number(c) * x * y + number(d),
    SMALL, SMALL, SMALL, SMALL,
)  # fmt: skip


def combined(weights: dict[int, Fraction], generators: list[Scalar]) -> Scalar:
    total = ZERO
    for place, weight in weights.items():
        total = total + number(weight) * generators[place]
    return total


@pytest.mark.parametrize(
    ("target", "generators"),
    [
        (x, [x]),
        (TWO * x + y, [x, y]),
        (x, [x + y, -y]),
        (x - y, [x - z, z - y]),
        (number(3), [ONE, x, -x]),
        (x * y, [x * y - x, x]),
        (x + y, [TWO * x + TWO * y]),
    ],
)
def test_a_combination_is_found(target: Scalar, generators: list[Scalar]) -> None:
    found = nonnegative_combination(target, generators)
    assert found is not None
    assert all(weight > 0 for weight in found.values())
    assert combined(found, generators) == target


@pytest.mark.parametrize(
    ("target", "generators"),
    [
        (x, []),
        (-x, [x, y]),
        (x, [y]),
        (x, [x + y]),
        (x - y, [x, y]),
        (number(-1), [ONE, x]),
        (x * x, [x]),
    ],
)
def test_there_is_none(target: Scalar, generators: list[Scalar]) -> None:
    assert nonnegative_combination(target, generators) is None


@pytest.mark.parametrize("generators", [[], [x], [x, -x], [x, x, x]])
def test_nothing_is_the_empty_combination(generators: list[Scalar]) -> None:
    found = nonnegative_combination(ZERO, generators)
    assert found is not None
    assert combined(found, generators) == ZERO


def test_degenerate_programs_end() -> None:
    # A classic on which careless pivoting turns in circles (Beale, 1955).
    generators = [
        number(Fraction(1, 4)) * x + number(Fraction(1, 2)) * y,
        number(-60) * x - number(90) * y,
        number(Fraction(-1, 25)) * x - number(Fraction(1, 50)) * y + z,
        number(9) * x + number(3) * y,
        x,
        y,
        z,
    ]
    found = nonnegative_combination(z, generators)
    assert found is not None
    assert combined(found, generators) == z


def test_copies_and_zeros_among_the_generators_do_no_harm() -> None:
    generators = [ZERO, x, x, ZERO, y]
    found = nonnegative_combination(x + y, generators)
    assert found is not None
    assert combined(found, generators) == x + y


@given(st.lists(st.tuples(linears, WEIGHTS), min_size=1, max_size=5), st.lists(linears, max_size=3))
def test_what_is_a_combination_is_found(
    parts: list[tuple[Scalar, Fraction]], others: list[Scalar]
) -> None:
    generators = [generator for generator, _ in parts] + others
    target = combined({k: w for k, (_, w) in enumerate(parts)}, generators)
    found = nonnegative_combination(target, generators)
    assert found is not None
    assert all(weight >= 0 for weight in found.values())
    assert combined(found, generators) == target


@given(linears, st.lists(linears, max_size=5))
def test_what_is_found_is_a_combination(target: Scalar, generators: list[Scalar]) -> None:
    found = nonnegative_combination(target, generators)
    if found is not None:
        assert all(weight >= 0 for weight in found.values())
        assert combined(found, generators) == target
