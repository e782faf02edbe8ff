from __future__ import annotations

import random
from fractions import Fraction
from types import ModuleType
from typing import Any

import mpmath
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

import varsym.contextual
from varsym.contextual.context_separations import (
    context_mapping,
    context_separation,
    context_separation_of_product,
    separation_table,
)
from varsym.errors import InputError
from varsym.exact.ball_precision import ball_precision
from varsym.exact.magnitudes import Magnitude

GOOD: dict[str, Any] = {
    "vocabulary": 8,
    "d": 3,
    "gamma_min": "1/2",
    "gamma_max": 2,
    "epsilon": "1/10",
    "length": 4,
}


def test_the_value_by_hand() -> None:
    # 5 · 10 · 8^4 · 3 · (2 / (1/2)) · 2 = 4915200.
    assert context_separation(**GOOD) == Magnitude.power(4, -4_915_200)
    assert context_separation_of_product(8, 3, 4, 80) == context_separation(**GOOD)


def test_sequences_of_one_token_lose_nothing() -> None:
    assert context_separation(1, 1, 1, 2, 1, 1) == 1
    assert context_separation(10**9, 7, 1, 2, "1e-100", 1) == 1
    assert context_separation(1, 1, 1, 2, 10**6, 1) == 1
    assert context_separation_of_product(1, 1, 1, "1/100") == 1


def test_the_radius_is_a_quarter_of_epsilon_beyond_the_norms() -> None:
    found = context_mapping(**GOOD)
    assert found.radius == Fraction(81, 40)
    assert found.separation == context_separation(**GOOD)
    assert found == context_mapping(**GOOD)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("vocabulary", 0, "vocabulary"),
        ("vocabulary", 3, "distinct"),
        ("vocabulary", 8.0, "float"),
        ("vocabulary", True, "truth value"),
        ("vocabulary", "8.5", "whole"),
        ("d", 0, "'d'"),
        ("d", -(10**30), "'d'"),
        ("length", 0, "length"),
        ("length", 9, "distinct"),
        ("gamma_min", 0, "gamma_min"),
        ("gamma_min", 2, "strictly between"),
        ("gamma_min", 3, "strictly between"),
        ("gamma_max", "1/4", "strictly between"),
        ("gamma_max", 2.0, "float"),
        ("epsilon", 0, "epsilon"),
        ("epsilon", -1, "epsilon"),
        ("epsilon", 4, "nearer"),
        ("epsilon", 0.1, "float"),
        ("epsilon", None, "type"),
    ],
)
def test_every_condition_is_checked(name: str, value: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        context_separation(**{**GOOD, name: value})
    with pytest.raises(InputError, match=message):
        context_mapping(**{**GOOD, name: value})


@pytest.mark.parametrize("product", [0, -1, "1/2", 0.7])
def test_products_that_no_constants_have_are_refused(product: object) -> None:
    with pytest.raises(InputError):
        context_separation_of_product(2, 1, 2, product)  # type: ignore[arg-type]


def test_a_table_names_its_bad_row() -> None:
    row = tuple(GOOD.values())
    assert separation_table([row, row]) == [context_separation(**GOOD)] * 2
    assert separation_table([]) == []
    with pytest.raises(InputError, match="Row 2"):
        separation_table([row, (1, 1, 1, 2, 1, 5)])
    with pytest.raises(InputError, match="Row 1"):
        separation_table([row[:5]])
    with pytest.raises(InputError, match="Row 1"):
        separation_table([5])  # type: ignore[list-item]


def test_huge_integers() -> None:
    found = context_separation(10**250, 10**6, "1e-300", 10**300, "1e-300", 2)
    mantissa, exponent = found.scientific(50)
    assert len(mantissa) == 51
    assert len(str(exponent)) > 2200
    assert found.power_of_ten(5) == "10^(-1.5051e+2206)"


@given(
    st.integers(2, 10**6),
    st.integers(1, 10**4),
    st.fractions("1/1000", 10),
    st.fractions("1/1000", 10),
    st.fractions("1/1000", "1/10"),
    st.data(),
)
def test_the_printed_formula(
    vocabulary: int, d: int, least: Fraction, more: Fraction, epsilon: Fraction, data: Any
) -> None:
    length = data.draw(st.integers(1, vocabulary))
    greatest = least + max(more, epsilon)
    found = context_separation(vocabulary, d, least, greatest, epsilon, length)
    kappa = greatest / least
    exponent = -5 / epsilon * vocabulary**4 * d * kappa * greatest
    assert found == Magnitude.power(length, exponent)
    assert (found == 1) is (length == 1)
    assert found <= 1
    product = kappa * greatest / epsilon
    assert context_separation_of_product(vocabulary, d, length, product) == found


def test_arb_and_mpmath_agree_on_ten_thousand_parameter_sets() -> None:
    rng = random.Random(5)  # noqa: S311
    rows = []
    for _ in range(10_000):
        length = rng.randrange(2, 5000)
        least = Fraction(rng.randrange(1, 1000), rng.randrange(1, 1000))
        greatest = least + Fraction(rng.randrange(1, 1000), rng.randrange(1, 100))
        epsilon = least / rng.randrange(1, 10**5)
        vocabulary = length + rng.randrange(0, 10 ** rng.randrange(1, 25))
        rows.append((vocabulary, rng.randrange(1, 4096), least, greatest, epsilon, length))
    for row, found in zip(rows, separation_table(rows), strict=True):
        mantissa, exponent = found.scientific(50)
        figures = Fraction(mantissa)
        half = Fraction(1, 2 * 10**49)
        vocabulary, d, least, greatest, epsilon, length = row
        factor = 5 / epsilon * vocabulary**4 * d * greatest / least * greatest
        with ball_precision(600):
            log = -arb(fmpq(factor.numerator, factor.denominator)) * arb(length).log()
            scaled = (log - arb(10).log() * exponent).exp()
            low, high = figures - half, figures + half
            assert fmpq(low.numerator, low.denominator) < scaled
            assert scaled < fmpq(high.numerator, high.denominator)
        with mpmath.workprec(600):
            log = mpmath.mpf(factor.numerator) / factor.denominator * mpmath.log(length)
            near = mpmath.exp(-log - exponent * mpmath.ln10)
            error = abs(near - mpmath.mpf(figures.numerator) / figures.denominator)
            assert error < mpmath.mpf(half.numerator) / half.denominator


def test_the_room_exports_its_names_lazily() -> None:
    for name in varsym.contextual.__all__:
        found = getattr(varsym.contextual, name)
        assert getattr(found, "__name__", name) == name
        assert not isinstance(found, ModuleType)
    assert set(varsym.contextual.__all__) <= set(dir(varsym.contextual))
    with pytest.raises(AttributeError, match="no attribute"):
        varsym.contextual.nothing  # noqa: B018
