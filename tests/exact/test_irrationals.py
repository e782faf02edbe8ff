from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from flint import fmpz_poly

from varsym.exact.irrationals import (
    Factor,
    Irrational,
    PowerProduct,
    SquareRoot,
    annihilator,
    away_from_zero,
    common_denominator,
    minimal_polynomial,
    rational_value,
    scale_roots,
    simplify,
    square_root,
)
from varsym.exact.matrices import SizeError
from varsym.exact.root_isolation import RealRoot

ROOT_2 = RealRoot(fmpz_poly([-2, 0, 1]), Fraction(1), Fraction(2))
ROOT_3 = RealRoot(fmpz_poly([-3, 0, 1]), Fraction(1), Fraction(2))
GOLDEN = RealRoot(fmpz_poly([-1, -1, 1]), Fraction(1), Fraction(2))
CONJUGATE = RealRoot(fmpz_poly([-1, -1, 1]), Fraction(-1), Fraction(0))
#: (sqrt 5 - 1) / 4, of a polynomial that is not monic.
FRACTIONAL = RealRoot(fmpz_poly([-1, 2, 4]), Fraction(0), Fraction(1))
REDUCIBLE = RealRoot(fmpz_poly([-2, 0, 1]) * fmpz_poly([1, 0, 1]), Fraction(1), Fraction(2))


def powers(*factors: Factor) -> PowerProduct:
    return PowerProduct(frozenset(Counter(factors).items()))


@pytest.mark.parametrize(
    "number",
    [
        ROOT_2,
        CONJUGATE,
        SquareRoot(GOLDEN, 7),
        SquareRoot(CONJUGATE, -3),
        SquareRoot(SquareRoot(ROOT_2, 10**12), 10**12),
        powers(ROOT_2, CONJUGATE, CONJUGATE, CONJUGATE),
        SquareRoot(powers(GOLDEN, ROOT_3), 1),
    ],
)
@pytest.mark.parametrize("bits", [0, 1, 13, 300])
def test_bounds_are_as_narrow_as_asked(number, bits: int) -> None:
    low, high = number.bounds(bits)
    assert low < high
    assert (high - low) * 2**bits <= 1
    inner = number.bounds(bits + 100)
    assert low <= inner[1]
    assert inner[0] <= high


def test_bounds_away_from_zero() -> None:
    tiny = RealRoot(fmpz_poly([-2, 0, 10**100]), Fraction(0), Fraction(1))
    assert away_from_zero(tiny)[0] > 0
    assert away_from_zero(CONJUGATE)[1] < 0


def test_denominators_make_algebraic_integers() -> None:
    assert common_denominator(FRACTIONAL) == 4
    for number in (FRACTIONAL, SquareRoot(FRACTIONAL, 1), powers(FRACTIONAL, FRACTIONAL)):
        scaled = scale_roots(minimal_polynomial(number), Fraction(common_denominator(number)))
        assert scaled.leading_coefficient() == 1


def test_annihilators_need_not_be_irreducible() -> None:
    assert annihilator(REDUCIBLE).degree() == 4
    assert minimal_polynomial(REDUCIBLE) == fmpz_poly([-2, 0, 1])
    squared = annihilator(powers(ROOT_2, ROOT_2))
    assert squared == fmpz_poly([4, -4, 1])
    assert minimal_polynomial(SquareRoot(powers(GOLDEN, GOLDEN), 1)) == fmpz_poly([-1, -1, 1])


def test_rational_products_are_recognised() -> None:
    assert rational_value(powers(GOLDEN, CONJUGATE)) == -1
    assert rational_value(powers(ROOT_2, ROOT_2)) == 2
    assert rational_value(powers(REDUCIBLE, ROOT_2)) == 2
    assert rational_value(powers(ROOT_2, ROOT_3)) is None


def test_irrational_products_beside_a_rational_are_not_taken_for_it() -> None:
    # sqrt(2) times a root of x^2 - 2 - 10^-60, and the conjugates' products are rational too.
    near = RealRoot(fmpz_poly([-2 * 10**60 - 1, 0, 10**60]), Fraction(1), Fraction(2))
    assert rational_value(powers(ROOT_2, near)) is None


def test_large_products_have_no_polynomial() -> None:
    big = RealRoot(fmpz_poly([-3, 1] + [0] * 20 + [1]), Fraction(1), Fraction(2))
    other = RealRoot(fmpz_poly([-5, 1] + [0] * 20 + [1]), Fraction(1), Fraction(2))
    with pytest.raises(SizeError, match="degree"):
        annihilator(powers(big, other))


@pytest.mark.parametrize(
    ("powers_given", "scale", "rest"),
    [
        ({}, 1, None),
        ({ROOT_2: 0}, 1, None),
        ({ROOT_2: 1}, 1, ROOT_2),
        ({ROOT_2: 5}, 4, ROOT_2),
        ({SquareRoot(GOLDEN, 3): 3}, 3, powers(GOLDEN, SquareRoot(GOLDEN, 3))),
        (
            {SquareRoot(GOLDEN, 3): 1, SquareRoot(ROOT_2, 5): 1},
            1,
            SquareRoot(powers(GOLDEN, ROOT_2), 15),
        ),
        # The merged root is rational, and then meets another factor.
        ({SquareRoot(GOLDEN, 1): 1, SquareRoot(CONJUGATE, -1): 1, ROOT_2: 1}, 1, ROOT_2),
    ],
)
def test_simplified_products(
    powers_given: dict[Factor, int], scale: int, rest: Irrational | None
) -> None:
    assert simplify(Counter(powers_given)) == (Fraction(scale), rest)


def test_square_roots_take_squares_outside() -> None:
    assert square_root(Fraction(9, 4), None) == (Fraction(3, 2), None)
    assert square_root(Fraction(9, 4), GOLDEN) == (Fraction(3, 2), SquareRoot(GOLDEN, 1))
    assert square_root(Fraction(-9, 4), CONJUGATE) == (Fraction(3, 2), SquareRoot(CONJUGATE, -1))
    outside, root = square_root(Fraction(2, 9), None)
    assert outside == Fraction(1, 9)
    assert isinstance(root, RealRoot)
    assert root.polynomial == fmpz_poly([-18, 0, 1])
