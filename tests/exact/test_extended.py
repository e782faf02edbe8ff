from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from fractions import Fraction

import pytest

from varsym.errors import InputError
from varsym.exact.extended import INFINITY, Infinity

FINITE = [0, -3, 10**400, Fraction(0), Fraction(-1, 2), Fraction(7, 3)]


def test_there_is_one_infinity_however_it_is_reached() -> None:
    assert Infinity() is INFINITY
    assert copy.copy(INFINITY) is INFINITY
    assert copy.deepcopy([INFINITY])[0] is INFINITY
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(INFINITY, protocol)) is INFINITY


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        INFINITY.value = 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("finite", FINITE)
def test_it_is_above_every_rational_from_both_sides(finite: Fraction) -> None:
    assert finite < INFINITY
    assert finite <= INFINITY
    assert INFINITY > finite
    assert INFINITY >= finite
    assert not finite > INFINITY
    assert not finite >= INFINITY
    assert not INFINITY < finite
    assert not INFINITY <= finite
    assert finite != INFINITY
    assert INFINITY != finite
    assert max(finite, INFINITY) is INFINITY
    assert min(INFINITY, finite) == finite


def test_it_is_equal_to_itself_alone() -> None:
    same = Infinity()
    assert same == INFINITY
    assert same <= INFINITY
    assert same >= INFINITY
    assert not same < INFINITY
    assert not same > INFINITY
    assert INFINITY != "∞"
    assert hash(same) == hash(INFINITY)


@pytest.mark.parametrize("finite", [0, 3, Fraction(0), Fraction(1, 9)])
def test_sums_are_infinite(finite: Fraction) -> None:
    assert finite + INFINITY is INFINITY
    assert INFINITY + finite is INFINITY
    assert INFINITY + INFINITY is INFINITY


@pytest.mark.parametrize("zero", [0, Fraction(0)])
def test_zero_wins_in_products(zero: Fraction) -> None:
    for product in (zero * INFINITY, INFINITY * zero):
        assert product == 0
        assert isinstance(product, Fraction)


@pytest.mark.parametrize("finite", [2, Fraction(1, 9)])
def test_other_products_are_infinite(finite: Fraction) -> None:
    assert finite * INFINITY is INFINITY
    assert INFINITY * finite is INFINITY
    assert INFINITY * INFINITY is INFINITY


@pytest.mark.parametrize("negative", [-1, Fraction(-1, 2)])
def test_negative_numbers_are_refused(negative: Fraction) -> None:
    acts: list[Callable[[], object]] = [
        lambda: negative + INFINITY,
        lambda: INFINITY + negative,
        lambda: negative * INFINITY,
        lambda: INFINITY * negative,
    ]
    for act in acts:
        with pytest.raises(InputError, match="negative"):
            act()


@pytest.mark.parametrize("stranger", [0.5, True, "1"])
def test_strangers_are_refused(stranger: object) -> None:
    acts: list[Callable[[], object]] = [
        lambda: INFINITY + stranger,  # type: ignore[operator]
        lambda: INFINITY * stranger,  # type: ignore[operator]
        lambda: INFINITY < stranger,  # type: ignore[operator]
        lambda: INFINITY <= stranger,  # type: ignore[operator]
        lambda: INFINITY > stranger,  # type: ignore[operator]
        lambda: INFINITY >= stranger,  # type: ignore[operator]
    ]
    for act in acts:
        with pytest.raises(TypeError):
            act()


def test_it_is_written_as_its_name_and_its_sign() -> None:
    assert (repr(INFINITY), str(INFINITY)) == ("INFINITY", "∞")
