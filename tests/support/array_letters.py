"""The letters that the tests of formulas on arrays are written with, and their brute force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from array_semantics import Breach, Key, World, differs, letters_in, settings

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a

n, m, l, d, h, w, c, r, K, eps = e.reals("n m l d h w c r K eps")  # noqa: E741 - a paper's letters
base = e.Real("a")
i, j, k, s, t = e.index("i j k s t")
one, two = e.Number(Fraction(1)), e.Number(Fraction(2))
u, v, x = (a.ArrayVariable(name, (n,)) for name in "uvx")
A, B = (a.ArrayVariable(name, (n, m)) for name in "AB")
C = a.ArrayVariable("C", (m, l))
S, T, U = (a.ArrayVariable(name, (n, n)) for name in "STU")
y, z = (a.ArrayVariable(name, ()) for name in "yz")
ones = a.Ones((n,))
rows, columns = a.Ranging(i, 1, n), a.Ranging(j, 1, m)
SIDES = "nml"


def number(value: e.Scalar | Fraction | int | str) -> a.Quantity:
    """Return a number or scalar expression as an array of shape ()."""
    made = value if isinstance(value, e.Scalar) else e.Number(Fraction(value))
    return a.Quantity(made)


def formula(*parts: a.Declaration | a.Defined, where: tuple[e.Condition, ...] = ()) -> a.Formula:
    """Return a formula from declarations and definitions."""
    declared = tuple(p for p in parts if isinstance(p, a.Declaration))
    return a.Formula(declared, tuple(p for p in parts if isinstance(p, a.Defined)), where)


def worlds(
    claim: a.ArrayCompare, most: int = 3, seeds: tuple[int, ...] = (1, 2)
) -> Iterator[World]:
    """Yield arrays of all small sizes, at all values of the indices of a claim."""
    used = [side for side in SIDES if side in set(letters_in(claim))]
    for sizes, seed in product(product(range(1, most + 1), repeat=len(used)), seeds):
        numbers: dict[Key, Fraction] = {
            (name, ()): Fraction(at) for name, at in zip(used, sizes, strict=True)
        }
        world = World(numbers, seed=seed)
        names = {one_.index.name for one_ in claim.ranging}
        for inside in settings(names, claim.ranging, world):
            yield replace(inside, arrays={})


def is_false(claim: a.ArrayCompare, most: int = 3) -> bool:
    """Return whether small arrays break a comparison, or keep it from making sense."""
    return any(_fails(claim, world) for world in worlds(claim, most))


def _fails(claim: a.ArrayCompare, world: World) -> bool:
    try:
        return differs(claim, world)
    except Breach:
        return True
