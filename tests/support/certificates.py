"""A certificate with a bit of everything, for the tests that damage one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from varsym.kernel import (
    ONE,
    ZERO,
    Space,
    Theorem,
    at_most,
    certificate,
    equal,
    index,
    inverse,
    linear,
    map_variable,
    matrix,
    number,
    real,
    rules,
)


def specimens() -> list[Theorem]:
    """Return a few theorems that use each form that a certificate has."""
    v, plane = Space((real("v"),)), Space((number(2),), "2")
    i, n = index("i"), index("n")
    low = rules.order("<=", ONE, ONE, ())
    high = rules.assume(at_most(ZERO, n))
    family = map_variable("f", (i,), v, v)
    chained = rules.split("chain", "i", ONE, ZERO, n, family, low, high)
    turn = matrix(tuple(number(Fraction(q)) for q in ("0", "-3/2", "1", "0")), plane, plane)
    f, g = (map_variable(name, (), plane, plane) for name in "fg")
    straight = tuple(rules.assume(linear(h)) for h in (f, g))
    cited = rules.cite("Knuth, 2.1", at_most(real("a"), inverse(real("b"))))
    one = (Fraction(1), ONE, ())
    bounded = rules.order(
        "<=", real("a"), inverse(real("b")) + ONE, ((Fraction(1), ONE, (cited,)), one)
    )
    return [
        chained,
        rules.lipschitz_matrix(turn, Fraction(3, 2)),
        bounded,
        rules.oracle("flint", equal(real("b"), real("c", n))),
        rules.linear_combine(turn @ (f + g), straight),
    ]


def specimen() -> dict[str, Any]:
    """Return the certificate of the specimens."""
    return certificate(specimens())
