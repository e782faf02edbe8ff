"""Whether a citation says what the cited statement says."""

from __future__ import annotations

import pytest

from varsym.graph.matching import is_instance
from varsym.pack import (
    Compare,
    Condition,
    Lipschitz,
    MapVariable,
    Norm,
    Space,
    families,
    for_all,
    index,
    maps,
    norm,
    reals,
)

i, n = index("i n")
x, y, z = reals("x y z")
a, b = families("a b")
line = Space((x,))
f, g, h = (MapVariable(name, (), line, line) for name in "fgh")
F, G = maps("F G", lambda at: (line, line))


@pytest.mark.parametrize(
    ("pattern", "instance"),
    [
        (x <= y, x <= y),
        (x <= y, Compare("<=", z, z)),
        (x <= y, x + 1 <= a[i]),
        (norm(f - g) <= x, norm(F[i] - G[i]) <= a[i]),
        (norm(f - g) <= x, for_all(i, 1, n, norm(F[i] - G[i]) <= a[i])),
        (norm(f - g) <= x, norm(f @ g - h) <= 2 * y),
        (norm(f - f) <= x, norm(h - h) <= x),
        (Lipschitz(f, x), Lipschitz(f @ g, x * y)),
        (for_all(i, 1, n, a[i] <= x), a[i] <= b[i]),
    ],
)
def test_is_an_instance(pattern: Condition, instance: Condition) -> None:
    assert is_instance(pattern, instance)


@pytest.mark.parametrize(
    ("pattern", "other"),
    [
        (x <= y, x < y),
        (x <= y, Compare("=", x, y)),
        (Compare("<=", x, x), x <= y),
        (x + 1 <= y, x + 2 <= y),
        (x + y <= z, x * y <= z),
        (norm(f - g) <= x, norm(f + g) <= x),
        (norm(f - f) <= x, norm(f - g) <= x),
        (norm(f - g) <= x, norm(f) <= x),
        (norm(f - g) <= x, x <= norm(f - g)),
        (norm(f - g) <= x, Norm(f - g, "L_alpha") <= x),
        (norm(f) <= x, Lipschitz(f, x)),
        (norm(f) <= x, x <= y),
    ],
)
def test_is_no_instance(pattern: Condition, other: Condition) -> None:
    assert not is_instance(pattern, other)
