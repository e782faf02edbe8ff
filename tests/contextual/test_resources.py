from __future__ import annotations

import dataclasses
import itertools
import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual.context_separations import context_separation
from varsym.contextual.resources import (
    Count,
    GridSeparation,
    Resources,
    cells_for_error,
    var_resources,
)
from varsym.errors import InputError, VarsymError
from varsym.exact import SizeError
from varsym.exact.magnitudes import Magnitude


def grid_tokens(position: int, channels: int, cells: int) -> list[tuple[Fraction, ...]]:
    values = [position - 1 + Fraction(k, cells) for k in range(1, cells + 1)]
    return list(itertools.product(values, repeat=channels))


@pytest.mark.parametrize(
    ("tokens", "channels", "cells"),
    [(1, 1, 1), (1, 1, 3), (2, 1, 2), (3, 2, 1), (2, 2, 2), (2, 3, 2), (3, 1, 3)],
)
def test_counts_are_those_of_the_grid_written_out(tokens: int, channels: int, cells: int) -> None:
    rows = [grid_tokens(k, channels, cells) for k in range(1, tokens + 1)]
    sequences = list(itertools.product(*rows))
    everything = {token for row in rows for token in row}
    found = Resources.of_cells(tokens, channels, cells)
    assert found.sequences.exact == len(sequences)
    assert found.vocabulary.exact == len(everything)
    assert found.context_ids.exact == len(sequences) * tokens
    assert found.second_layer_printed.exact == 3 * channels * tokens * len(sequences)
    assert found.second_layer.exact == 4 * tokens * len(sequences)
    assert found.first_layer.exact == channels * 2 * tokens * cells
    assert found.first_layer_printed.exact == channels * 2 * len(range(tokens * (cells - 1) + 1))


@pytest.mark.parametrize(
    ("tokens", "channels", "cells"),
    [(1, 1, 1), (1, 2, 2), (2, 1, 2), (3, 2, 1), (2, 2, 2), (2, 3, 2), (3, 4, 1)],
)
def test_the_grid_is_separated_strictly(tokens: int, channels: int, cells: int) -> None:
    everything = [t for k in range(1, tokens + 1) for t in grid_tokens(k, channels, cells)]
    norms = [sum(x * x for x in token) for token in everything]
    gaps = [
        sum((x - y) ** 2 for x, y in zip(a, b, strict=True))
        for a, b in itertools.combinations(everything, 2)
    ]
    grid = GridSeparation.of_grid(tokens, channels, cells)
    least, greatest, gap = (
        (x * x).rational() for x in (grid.gamma_min, grid.gamma_max, grid.epsilon)
    )
    assert least is not None
    assert greatest is not None
    assert gap is not None
    assert least < min(norms)
    assert greatest > max(norms)
    assert all(gap < distance for distance in gaps)
    # δ is the least distance, or would be if there were a second cell.
    assert gap < Fraction(1, cells) ** 2
    product = grid.gamma_max**2 / (grid.epsilon * grid.gamma_min)
    assert product == grid.product


def test_one_cell_and_one_token() -> None:
    found = Resources.of_cells(1, 1, 1)
    assert found.sequences.exact == found.vocabulary.exact == found.context_ids.exact == 1
    assert found.separation == found.weight_size == 1
    assert found.radius == Fraction(2) + Fraction(1, 8)


@pytest.mark.parametrize("channels", [1, 4, 9, 3, 32])
def test_constants_are_those_of_lemma_5_4(channels: int) -> None:
    found = Resources.of_cells(3, channels, 2)
    root = math.isqrt(channels)
    if root * root == channels:
        delta = Fraction(1, 2)
        vocabulary = 3 * 2**channels
        least, greatest, gap = root * delta / 2, root * (3 + delta), delta / 2
        assert found.separation == context_separation(vocabulary, channels, least, greatest, gap, 3)
        assert found.radius == greatest + gap / 4
    with mpmath.workdps(60):
        root = mpmath.sqrt(channels)
        greatest = root * mpmath.mpf("3.5")
        gap = root / 2 / (2 * mpmath.ceil(root))
        log = -5 / gap * (3 * 2**channels) ** 4 * channels * greatest**2 / (root / 4)
        log *= mpmath.log(3)
        assert abs(mpmath.mpf(found.separation.log_decimal(40)) / log - 1) < mpmath.mpf(10) ** -39
        gamma = mpmath.mpf(found.radius.decimal(40))
        assert abs(gamma / (greatest + gap / 4) - 1) < mpmath.mpf(10) ** -39
    assert found.weight_size * found.separation == 1


def test_the_printed_constants() -> None:
    found = Resources.of_cells(3, 4, 2)
    # 5 · 48^4 · 4 · 3² · 2, and 2 (3 - 3/8).
    assert found.separation_printed == Magnitude.power(3, -5 * 48**4 * 4 * 9 * 2)
    assert found.separation_printed > found.separation
    assert found.radius_printed == Fraction(21, 4)


def test_other_constants_are_taken_when_the_grid_has_them() -> None:
    found = Resources.of_cells(2, 1, 2, constants=("1/4", 3, "1/3"))
    assert found.separation == context_separation(4, 1, "1/4", 3, "1/3", 2)
    assert found.radius == 3 + Fraction(1, 12)


@pytest.mark.parametrize(
    ("constants", "message"),
    [
        (("1/2", 3, "1/3"), "gamma_min"),
        (("1/4", 2, "1/3"), "gamma_max"),
        (("1/4", 3, "1/2"), "epsilon"),
        ((0, 3, "1/3"), "gamma_min"),
        (("1/4", 3, 0.1), "float"),
    ],
)
def test_constants_that_the_grid_has_not_are_refused(constants: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Resources.of_cells(2, 1, 2, constants=constants)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [0, -1, 1.0, "1/2", None])
@pytest.mark.parametrize("name", ["tokens", "channels", "cells", "bump_neurons"])
def test_bad_shapes_are_refused(name: str, bad: object) -> None:
    good = {"tokens": 2, "channels": 2, "cells": 2, "bump_neurons": 4}
    with pytest.raises(InputError, match=name):
        Resources.of_cells(**{**good, name: bad})  # type: ignore[arg-type]


def test_it_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Resources.of_cells(1, 1, 1).cells = 2  # type: ignore[misc]


def test_numbers_too_long_for_a_fraction_stay_magnitudes() -> None:
    found = Resources.of_cells(4096, 32, 1000)
    assert found.sequences.exact is None
    assert found.sequences.magnitude == Magnitude.power(10, 3 * 32 * 4096)
    assert found.second_layer.magnitude.log10_decimal(12) == "393220.214420"
    assert found.vocabulary.exact == 4096 * 1000**32
    assert Count(Magnitude.of(12)).exact == 12
    with pytest.raises(SizeError, match="vocabulary"):
        Resources.of_cells(1, 10**6, 1000).separation  # noqa: B018


@given(
    st.integers(1, 50),
    st.integers(1, 50),
    st.fractions("1/1000", 10),
    st.fractions(0, 10, max_denominator=50),
    st.fractions(1, 5, max_denominator=4),
)
def test_the_cells_are_the_least_that_do(
    tokens: int, channels: int, epsilon: Fraction, lipschitz: Fraction, alpha: Fraction
) -> None:
    m = cells_for_error(tokens, channels, epsilon, lipschitz, alpha)

    def does(cells: int) -> bool:
        # C δ (dL)^(1/α) <= ε/2, raised to the power α's numerator.
        a, b = alpha.numerator, alpha.denominator
        reached: Fraction = (lipschitz / cells) ** a * (tokens * channels) ** b
        return reached <= (epsilon / 2) ** a

    assert does(m)
    assert m == 1 or not does(m - 1)
    assert Resources.of_error(tokens, channels, epsilon, lipschitz, alpha).cells == m


@pytest.mark.parametrize(
    ("epsilon", "lipschitz", "alpha"),
    [(0, 1, 1), (-1, 1, 1), (1, -1, 1), (1, 1, "1/2"), (1, 1, 10**6), (0.1, 1, 1), (1, 1, 2.0)],
)
def test_bad_errors_are_refused(epsilon: object, lipschitz: object, alpha: object) -> None:
    with pytest.raises(InputError):
        cells_for_error(2, 2, epsilon, lipschitz, alpha)  # type: ignore[arg-type]


def test_the_published_models() -> None:
    rows = var_resources(10)
    assert [
        sum(r.resources.tokens for r in rows if r.configuration == name)
        for name in ("var-256", "var-512", "var-1024")
    ] == [680, 2240, 9451]
    assert {row.resources.channels for row in rows} == {32}
    assert max(row.resources.tokens for row in rows) == 4096
    first, last = rows[0], rows[-1]
    assert (first.scale, first.side, last.scale, last.side) == (1, 1, 14, 64)
    assert first.resources.separation == 1
    assert last.resources.sequences.exact == 10 ** (32 * 4096)
    for row in rows:
        found = row.resources
        assert found.tokens == row.side**2
        mantissa, exponent = found.separation.scientific(50)
        assert len(mantissa) == 51
        assert (exponent == 0) is (row.side == 1)
    with pytest.raises(VarsymError):
        var_resources(0)
