"""Random weights: seeded, of the announced size, and of exact kind where that is asked for."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from varsym.errors import InputError
from varsym.models.var_weights import FloatWeights, RationalWeights


@pytest.mark.parametrize("kind", [FloatWeights, RationalWeights])
def test_a_seed_gives_the_same_weights(kind: type[FloatWeights | RationalWeights]) -> None:
    first, again, other = (kind(seed).weight("W", (4, 4), 4).numeric for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_floats_have_their_spread_and_no_exact_face() -> None:
    source = FloatWeights(0)
    made = source.weight("W", (400, 300), inputs=400)
    assert made.numeric.dtype == np.float64
    assert made.numeric.std() == pytest.approx(0.05, rel=0.02)
    assert source.bias("b", 10_000, around=1).numeric.mean() == pytest.approx(1, abs=0.01)
    with pytest.raises(InputError, match="floats"):
        _ = made.exact


@pytest.mark.parametrize("inputs", [1, 2, 9, 1000])
def test_rationals_are_floats_exactly(inputs: int) -> None:
    made = RationalWeights(3).weight("W", (50, 3), inputs)
    assert all(type(one) is Fraction for one in made.exact.flat)
    assert all(Fraction(float(one)) == one for one in made.exact.flat)
    assert float(abs(made.exact).max()) <= 2.01 / np.sqrt(inputs)
    shift = RationalWeights(3).bias("b", 50, around=1).exact
    assert all(abs(one - 1) <= Fraction(1, 4) for one in shift)


def test_seeds_are_whole_numbers() -> None:
    for seed in (-1, 0.5, "a"):
        for kind in (FloatWeights, RationalWeights):
            with pytest.raises(InputError):
                kind(seed)  # type: ignore[arg-type]
