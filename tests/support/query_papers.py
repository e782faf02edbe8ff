"""A paper whose bounds and constants have every shape that a question can have."""

from __future__ import annotations

from varsym.claims.functions.elementary import Cases, Piece, ReLU
from varsym.pack import (
    Constant,
    Exp,
    Log,
    Paper,
    Repair,
    Statement,
    equals,
    families,
    index,
    product,
    reals,
    summation,
)

x, y, z = reals("x y z")
j, n, k, V = index("j n k V")
a, b = families("a b")
from_zero = summation(j, 0, n, a[j] * j)
nested = summation(j, 1, n, product(k, j, n, a[k] + b[j]) / (1 + j))

HOSTILE = "</script><img src=x onerror=alert(1)>"

paper = Paper(
    "shapes",
    HOSTILE,
    [
        Statement("lem:1", "lemma", "No number", conclusion=x <= x + 0),
        Statement("lem:2", "lemma", "False", conclusion=x + 1 <= x),
        Statement(
            "lem:3",
            "lemma",
            HOSTILE,
            conclusion=x <= x + y * y,
            depends_on=["lem:1"],
            parameters={"x": HOSTILE, "y": "K_1 and x_{j+1}"},
            bounds={
                "square": Repair("as a power", x <= x + y**2, []),
                "quotient": Repair("as a quotient", x / y <= x / y + 1, [0 < y]),
            },
            constants={"c": Constant(x / (x - y), [0 < x])},
        ),
        Statement(
            "lem:4",
            "lemma",
            "Families",
            conclusion=from_zero <= from_zero + 0 * x,
            bounds={
                "nested": Repair("one sum in another", nested <= nested, []),  # noqa: PLR0124
                "ordered": Repair("with an order", x <= x + y, [0 <= y, x <= y, 1 <= n]),
            },
            defaults={"b": "a"},
        ),
        Statement(
            "def:1",
            "definition",
            "Constants",
            claims={"fine": 0 <= x * x},
            constants={
                "root": Constant(Exp(Log(x) / 2), [0 < x]),
                "mixed": Constant(3 * Log(x) - Log(y) / 7 + z, [0 < x, 0 < y]),
                "scaled": Constant(x * Exp(y * Log(z) - 1) / Exp(y)),
                "bent": Constant(ReLU(x - y) + ReLU(Log(z))),
                "pieces": Constant(
                    Cases(
                        Piece(x, [0 <= x, x <= 1]),
                        Piece(1 + 0 * x, [1 < x]),
                        Piece(y, [x < 0]),
                        Piece(x, [equals(x, k)], k, 0, 1),
                    )
                ),
                "total": Constant(summation(k, 1, n, x**k / k)),
                "factorial": Constant(product(k, 1, n, k + 0 * x)),
                "tower": Constant(Exp(Exp(x))),
                "sum": Constant(Exp(x) + y),
                "quotient": Constant(Exp(x) / Exp(y) * z),
                "powers": Constant(Exp(x) ** n * V**n),
                "tiny": Constant(Exp(-1 * V**4 * Log(n) * (x / y))),
            },
        ),
    ],
)
