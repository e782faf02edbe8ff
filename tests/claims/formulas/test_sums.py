"""Entries as polynomials under sums: they evaluate to the entries, and equal forms to equals."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from array_drawing import LEAVES, drawn, stepped
from array_letters import A, S, h, i, k, m, n, number, one, u, w
from array_semantics import Grid, Key, World, matrix, value
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_values import World as KernelWorld
from kernel_values import scalar_value

from varsym import kernel
from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.entries import NotPolynomialError, entry, square_sum, two_sides
from varsym.claims.formulas.sums import DELTA, VALUE, Ends, Sum, Summand, canonical, negated

NUMBERS = {"n": 2, "m": 3, "l": 2}
ONE, N, M = kernel.ONE, kernel.real("n"), kernel.real("m")
row, column = kernel.index("r"), kernel.index("s")
RANGES: Mapping[str, Ends] = {"r": (ONE, N), "s": (ONE, M), "i": (ONE, N), "j": (ONE, M)}


def world(seed: int = 5) -> World:
    """Return arrays for the letters of the tests, at i = 2 and j = 1."""
    numbers: dict[Key, Fraction] = {(name, ()): Fraction(at) for name, at in NUMBERS.items()}
    return World(numbers, seed=seed).at("i", 2).at("j", 1)


def total(given_: Sum, letters: World, indices: Mapping[str, int]) -> Fraction:
    """Return the value of a sum: each summand by loops over its bound indices."""
    reals = {place: at for place, at in letters.numbers.items() if place[0] in NUMBERS}
    inside = KernelWorld(reals=reals)
    found = Fraction(0)
    for summand in given_:
        ends = [
            range(*(int(scalar_value(end, inside, indices)) + up for up, end in enumerate(pair)))
            for _, pair in summand.binders
        ]
        for chosen in product(*ends):
            bound_ = {name: at for (name, _), at in zip(summand.binders, chosen, strict=True)}
            part = summand.coefficient
            for head, places in summand.factors:
                at = [scalar_value(p, inside, {**indices, **bound_}) for p in places]
                part *= factor(head, at, letters)
            found += part
    return found


def factor(head: str, at: list[Fraction], letters: World) -> Fraction:
    if head == DELTA:
        return Fraction(at[0] == at[1])
    if head == VALUE:
        return at[0]
    array: Grid = letters.arrays[head, ()]
    return Fraction(array[tuple(int(p) - 1 for p in at)])


@given(st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_an_entry_is_what_its_polynomial_says(draw: Random) -> None:
    shape = draw.choice(list(LEAVES))
    item, letters = drawn(draw, shape, 2), world()
    expected = matrix(value(item, letters))
    indices = {"i": 2, "j": 1, "r": 1 + draw.randrange(expected.shape[0])}
    indices["s"] = 1 + draw.randrange(expected.shape[1])
    places = [ONE if side == one else at for side, at in zip(shape, (row, column), strict=True)]
    found = entry(item, *places)
    wanted = expected[indices["r"] - 1, indices["s"] - 1]
    assert total(found, letters, indices) == wanted
    sides = {"r": shape[0], "s": shape[1]}
    own = {at: (ONE, kernel.real(s.name)) for at, s in sides.items() if isinstance(s, e.Real)}
    normal = list(canonical(found, {**RANGES, **own}).values())
    assert total(normal, letters, indices) == wanted


@given(st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_equal_forms_have_equal_values(draw: Random) -> None:
    shape = draw.choice([(one, one), (n, one), (n, n)])
    left, letters = drawn(draw, shape, 2), world()
    right = stepped(left, draw)
    gap = [*square_sum(left), *negated(square_sum(right))]
    squares_ = [sum((x * x for x in value(p, letters).flat), Fraction(0)) for p in (left, right)]
    indices = {"i": 2, "j": 1}
    assert total(square_sum(left), letters, indices) == squares_[0]
    if not canonical(gap, RANGES):
        assert squares_[0] == squares_[1]


# ---------------------------------------------------------------- δ


def bound(*names: str, ends: Ends = (ONE, N)) -> tuple[tuple[str, Ends], ...]:
    return tuple((name, ends) for name in names)


def summed(ends: Ends, place: kernel.Scalar) -> Sum:
    """Return Σ_p δ(p, place) u_p."""
    at = kernel.index("p")
    return [Summand(Fraction(1), (("p", ends),), (("u", (at,)), (DELTA, (at, place))))]


def test_a_delta_drops_a_sum_over_its_own_range() -> None:
    (found,) = canonical(summed((ONE, N), row), RANGES).values()
    assert (found.binders, found.factors) == ((), (("u", (row,)),))


@pytest.mark.parametrize(
    ("ends", "place"),
    [
        ((ONE, N + ONE), row),
        ((ONE, N - ONE), row),
        ((kernel.ZERO, N), row),
        ((ONE, M), row),
        ((ONE, N), column),
        ((ONE, N), row + ONE),
        ((ONE, N), kernel.index("unknown")),
        ((ONE, N), ONE),
    ],
)
def test_a_delta_keeps_a_sum_over_another_range(ends: Ends, place: kernel.Scalar) -> None:
    (found,) = canonical(summed(ends, place), RANGES).values()
    assert len(found.binders) == 1
    assert DELTA in {head for head, _ in found.factors}


def test_names_of_bound_indices_do_not_matter_but_their_ranges_do() -> None:
    p, q = kernel.index("p"), kernel.index("q")
    first = Summand(Fraction(1), bound("p"), (("u", (p,)), ("v", (p,))))
    second = Summand(Fraction(-1), bound("q"), (("u", (q,)), ("v", (q,))))
    assert not canonical([first, second], {})
    longer = Summand(Fraction(-1), bound("q", ends=(ONE, M)), second.factors)
    assert canonical([first, longer], {})
    crossed = Summand(Fraction(-1), bound("p", "q"), (("u", (p,)), ("v", (q,))))
    assert canonical([first, crossed], {})


def test_a_summand_is_not_lost_among_its_likes() -> None:
    p = kernel.index("p")
    part = Summand(Fraction(2, 3), bound("p"), (("u", (p,)), ("u", (p,))))
    (found,) = canonical([part, part], {}).values()
    assert found.coefficient == Fraction(4, 3)


# ---------------------------------------------------------------- refusals

REFUSED: dict[str, a.Array] = {
    "exp": a.exp(u),
    "a root": a.sqrt(u),
    "a quotient by an array": u / a.inner(u, u),
    "three axes": a.ArrayVariable("Z", (h, w, n)),
    "a norm": a.norm_2(u),
    "an inverse": a.Inverse(a.Diagonal(u)),
    "a reshaped array": a.Reshaped(S, (n * n,)),
    "a map": a.Applied("f", (), (n,), (n,), u),
    "a function": a.Function("W", n),
    "an end that is an outer index": a.array_sum(i, 1, n, a.array_sum(k, 1, i, S[i, k])),
    "a side that is an outer index": a.array_sum(
        i, 1, n, a.inner(*2 * [a.ArrayVariable("X", (e.Real("h", (i,)),), (i,))])
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_polynomial_is_refused(name: str) -> None:
    with pytest.raises(NotPolynomialError):
        entry(REFUSED[name], row, column)


def test_three_axes_have_no_two_sides() -> None:
    with pytest.raises(NotPolynomialError):
        two_sides(a.ArrayVariable("Z", (h, w, n)))
    with pytest.raises(NotPolynomialError):
        square_sum(a.ArrayVariable("Z", (h, w, n)))
    assert two_sides(A) == (n, m)
    assert two_sides(number(3)) == (one, one)
