"""True claims that are in every textbook, as ground for mutations."""

from __future__ import annotations

from fractions import Fraction

from varsym.pack import (
    Compare,
    Condition,
    Growth,
    Identity,
    Linear,
    Lipschitz,
    MapVariable,
    Number,
    PushForward,
    SameMap,
    Space,
    chain,
    families,
    for_all,
    index,
    maps,
    norm,
    product,
    reals,
    summation,
)

i, j, m, n = index("i j m n")
x, y, z, K, M, L, eps, delta = reals("x y z K M L eps delta")
a, b, c = families("a b c")
line = Space((reals("d")[0],))
f, g, h, k = (MapVariable(name, (), line, line) for name in "fghk")
F, G = maps("F G", lambda at: (line, line))
one = Number(Fraction(1))

Claim = tuple[Condition, tuple[Condition, ...], str]

#: name, then what holds under which conditions and in which metric
TRUE: dict[str, Claim] = {
    "square of a sum": (
        Compare("=", (x + y) ** 2, x * x + 2 * x * y + y * y), (), "sup"),
    "product of bounds": (x * y <= K * M, (0 <= x, x <= K, 0 <= y, y <= M), "sup"),
    "transitivity": (x <= z + 1, (x <= y, y <= z), "sup"),
    "geometric sum": (
        Compare("=", summation(j, 1, n, x ** (n - j)), (x**n - 1) / (x - 1)),
        (1 < x, 1 <= n), "sup"),
    "sum of terms": (
        summation(i, 1, n, a[i]) <= summation(i, 1, n, b[i]),
        (for_all(i, 1, n, a[i] <= b[i]), 1 <= n), "sup"),
    "sum of a constant": (Compare("=", summation(i, 1, n, x), n * x), (1 <= n,), "sup"),
    "last term": (
        Compare("=", summation(i, 1, n, a[i]), summation(i, 1, n - 1, a[i]) + a[n]),
        (1 <= n,), "sup"),
    "power of a bound": (product(i, 1, n, x) <= x**n, (0 <= x, 1 <= n), "sup"),
    "triangle": (norm(f - h) <= norm(f - g) + norm(g - h), (), "sup"),
    "triangle in the mean": (norm(f - h) <= eps + delta,
        (norm(f - g) <= eps, norm(g - h) <= delta), "L_alpha"),
    "after a Lipschitz map": (
        norm(f @ g - f @ h) <= K * norm(g - h), (Lipschitz(f, K),), "sup"),
    "before any map": (norm(f @ h - g @ h) <= norm(f - g), (), "sup"),
    "before a map that does not crowd": (
        norm(f @ h - g @ h) <= K * eps, (PushForward(h, K), norm(f - g) <= eps), "L_alpha"),
    "difference of products": (
        norm(f @ g - h @ k) <= K * delta + eps,
        (Lipschitz(f, K), norm(f - h) <= eps, norm(g - k) <= delta), "sup"),
    "Lipschitz of a composition": (
        Lipschitz(f @ g, K * M), (Lipschitz(f, K), Lipschitz(g, M)), "sup"),
    "Lipschitz of a sum": (Lipschitz(f + g, K + M), (Lipschitz(f, K), Lipschitz(g, M)), "sup"),
    "growth of a composition": (Growth(f @ g, K * M), (Growth(f, K), Growth(g, M)), "sup"),
    "linear maps": (SameMap(f @ (g + h), f @ g + f @ h), (Linear(f),), "sup"),
    "linear growth": (Lipschitz(f, K), (Linear(f), Growth(f, K)), "sup"),
    "Lipschitz of a chain": (
        Lipschitz(chain(i, 1, n, F[i]), K**n), (for_all(i, 1, n, Lipschitz(F[i], K)), 1 <= n),
        "sup"),
    "an empty chain": (
        norm(f @ chain(i, 1, 0, F[i]) - g) <= eps, (norm(f - g) <= eps,), "sup"),
    "an identity": (norm(f @ g - f) <= 0 * x, (SameMap(g, Identity(line)),), "sup"),
}  # fmt: skip
