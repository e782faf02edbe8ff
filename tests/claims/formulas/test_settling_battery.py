"""Random formulas with affine indices: what holds holds at all small sizes, what is broken is."""

from __future__ import annotations

from collections import Counter
from random import Random

from array_letters import formula, i, k, m, n, one, t, u, y, z
from array_semantics import breaches
from hypothesis import given, settings
from hypothesis import strategies as st
from instance_recheck import is_confirmed

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.settling import settle

SIDES: tuple[e.Scalar, ...] = (n, m, n + 1, n + m, 2 * n, 3 * one, n * m)
#: A range is written as printed or is wrong by one, seldom.
SLIPS = (0, 0, 0, 0, 0, 0, 1, -1)


def place(draw: Random, at: e.Index, low: int, high: e.Scalar) -> tuple[e.Scalar, e.Scalar]:
    """Return an index expression for an index from `low` to `high`, and a side that fits, or so."""
    shift = 1 - low + draw.choice(SLIPS)
    most = high + 1 - low + draw.choice(SLIPS)
    match draw.randrange(5):
        case 0:
            return high - at + 1 + draw.choice(SLIPS), most
        case 1:
            return 2 * at + (1 - 2 * low), 2 * most
        case 2:
            return a.Clamp(at + draw.randint(-3, 3), one, most), most
        case 3 if draw.random() < 0.2:
            return at / 2, most
    return at + shift, most


def entries(draw: Random) -> a.Formula:
    """Return Y_i := Σ_k X_{...} with indices that are in range, or nearly."""
    side, high, low = draw.choice(SIDES), draw.choice(SIDES), draw.choice([1, 1, 0, 2, -1])
    one_, first = place(draw, i, 1, side)
    two_, second = place(draw, k, low, high)
    if draw.random() < 0.3:
        two_, second = two_ + i, second + side
    X, Y = a.ArrayVariable("X", (first, second)), a.ArrayVariable("Y", (side,))
    body = a.array_sum(k, low, high, X[one_, two_])
    if draw.random() < 0.3:
        body = a.array_sum(t, 1, draw.choice([i, n]), body * Y_before(draw, t, side))
    ranging = a.Ranging(i, 1, side + draw.choice(SLIPS))
    before = a.ArrayVariable("Z", (side,))
    return formula(a.Sides("n m"), *map(a.Let, (X, Y, before)), ranging, a.Defined(Y[i], body))


def Y_before(draw: Random, at: e.Index, side: e.Scalar) -> a.Array:  # noqa: N802 - as printed
    return a.ArrayVariable("Z", (side,))[at if draw.random() < 0.7 else side + 1 - at]


def shapes(draw: Random) -> a.Formula:
    """Return R := a product or sum of arrays whose sides may not fit."""
    letters = [a.ArrayVariable(name, tuple(draw.choices([n, n, m], k=2))) for name in "XYZ"]
    R = a.ArrayVariable("R", tuple(draw.choices([n, n, m], k=2)))
    value: a.Array = draw.choice(letters)
    for _ in range(draw.randint(1, 2)):
        other = draw.choice(letters)
        value = draw.choice([value @ other, value + other, value.T, value * other, other @ value.T])
    if draw.random() < 0.3:
        value = a.Reshaped(value, R.shape)
    return formula(a.Sides("n m"), *map(a.Let, (*letters, R)), a.Defined(R, value))


def signs(draw: Random) -> a.Formula:
    """Return z := y / something, or its root, that may vanish or be negative."""
    parts: list[a.Array] = [
        *(a.exp(y), y * y, a.relu(y), a.inner(u, u), y, a.Quantity(n - draw.randint(0, 2))),
        *(a.array_sum(k, draw.choice([1, 2]), n, a.exp(u[k])), a.Quantity(e.Number(one.value))),
        a.array_sum(k, draw.choice([0, 1]), 3, a.Quantity(k * k)),
    ]
    value = draw.choice(parts)
    for _ in range(draw.randint(0, 2)):
        other = draw.choice(parts)
        value = draw.choice([value + other, value * other, value - other, a.sqrt(value * value)])
    whole = y / value if draw.random() < 0.5 else a.sqrt(value)
    return formula(a.Sides("n"), *map(a.Let, (u, y, z)), a.Defined(z, whole))


KINDS = (entries, shapes, signs)
CONDITIONS: tuple[tuple[e.Condition, ...], ...] = ((), (), (n >= 2,), (m <= n,), (a.Divides(2, n),))


def fate(draw: Random, kind: int) -> bool | None:
    """Settle a random formula, and hold what is found against brute force."""
    made, conditions = KINDS[kind](draw), draw.choice(CONDITIONS)
    wrong = [settled for settled in settle(made, conditions) if not settled.holds]
    if not wrong:
        assert next(breaches(made, conditions, most=3, seeds=(0, 2), runs=15), None) is None
        return True
    broken = [settled for settled in wrong if settled.holds is False]
    assert all(is_confirmed(settled, made, conditions) for settled in broken)
    return False if broken else None


@given(st.randoms(use_true_random=False), st.integers(0, len(KINDS) - 1))
@settings(max_examples=80)
def test_a_formula(draw: Random, kind: int) -> None:
    fate(draw, kind)


def test_there_are_formulas_of_each_kind_and_fate() -> None:
    for kind, name in enumerate(KINDS):
        found = Counter(fate(Random(seed), kind) for seed in range(40))  # noqa: S311
        assert found[True] >= 4, (name, found)
        assert found[False] >= 10, (name, found)
