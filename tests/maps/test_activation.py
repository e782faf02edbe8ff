"""ReLU and SiLU, entry by entry."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from block_faces import check_batch, check_exact, check_numeric, check_refusals, check_symbolic
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.maps.activation import Entrywise, ReLU, SiLU

KINDS = [ReLU, SiLU]


def silu(x: Fraction) -> mpmath.mpf:
    with mpmath.workdps(60):
        return x.numerator / (
            x.denominator * (1 + mpmath.exp(-mpmath.mpf(x.numerator) / x.denominator))
        )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(1,), (1, 1), (3, 2), (2, 1, 3)])
def test_faces_agree(kind: type[Entrywise], shape: tuple[int, ...]) -> None:
    block = kind(len(shape))
    check_numeric(block, shape, 1, ulps=4)
    check_batch(block, shape, 2)
    check_refusals(block, shape, [shape[1:]] if len(shape) > 1 else [])


def test_relu_keeps_what_is_positive() -> None:
    assert ReLU(1).exact([-2, 0, "1/3"]).tolist() == [0, 0, Fraction(1, 3)]
    check_exact(ReLU(), (3, 4), 1)


def test_silu_is_rational_at_zero_alone() -> None:
    assert SiLU(1).exact([0]).tolist() == [0]
    with pytest.raises(InputError, match="enclose"):
        SiLU(1).exact([1])
    check_symbolic(SiLU(1), (3,), 1)


@given(st.fractions(min_value=-600, max_value=600, max_denominator=2**20))
def test_silu_against_mpmath(x: Fraction) -> None:
    box = SiLU(1).enclose([x], digits=30)[0]
    with mpmath.workdps(60):
        value = silu(x)
        margin = abs(value) * mpmath.mpf(10) ** -45
        assert mpmath.mpf(box.lower.numerator) / box.lower.denominator <= value + margin
        assert mpmath.mpf(box.upper.numerator) / box.upper.denominator >= value - margin
    found = SiLU(1).numeric([float(x)])[0]
    assert found == pytest.approx(float(silu(Fraction(float(x)))), rel=1e-14, abs=1e-300)


def test_silu_of_large_numbers_neither_overflows_nor_warns() -> None:
    found = SiLU(1).vectorised(np.array([-1e308, -1000.0, 1000.0, 1e308]))
    assert found.tolist() == [0, 0, 1000.0, 1e308]


def test_the_steepest_slope_of_silu() -> None:
    with mpmath.workdps(40):

        def slope(x: mpmath.mpf) -> mpmath.mpf:
            return mpmath.diff(lambda t: t / (1 + mpmath.exp(-t)), x)

        place = mpmath.findroot(lambda x: mpmath.diff(slope, x), 2.4)
        largest = slope(place)
    bound = SiLU().lipschitz("sup")
    assert abs(float(bound.constant) - float(largest)) < 1e-12
    assert bound.enclosure is not None
    assert bound.enclosure.width < Fraction(1, 10**30)
    assert bound.constant > Fraction(str(mpmath.nstr(largest, 15))) - Fraction(1, 10**14)


@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_fit_is_refused(kind: type[Entrywise]) -> None:
    with pytest.raises(InputError):
        kind(0)
    with pytest.raises(InputError, match="norm"):
        kind().lipschitz("1")  # type: ignore[arg-type]
