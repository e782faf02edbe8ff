"""A paper of a few lines that has a statement of every verdict, decided in a blink."""

from __future__ import annotations

from varsym.pack import (
    Compare,
    Constant,
    Display,
    Exp,
    Index,
    Lipschitz,
    Log,
    MapVariable,
    Paper,
    Repair,
    Space,
    Statement,
    WellTyped,
    norm,
    reals,
)

x, y, K, a, b = reals("x y K a b")
n = Index("n")
(left, right) = (Space((Index("m"),)), Space((Index("n"),)))
f, g, h = (MapVariable(name, (), left, left) for name in "fgh")
away = MapVariable("t", (), left, right)
near, smooth = norm(g - h) <= a, Lipschitz(f, K)

paper = Paper(
    "toy",
    'A "toy" <paper> & \\ more',
    [
        Statement("def:1", "definition", "Plain", claims={"shape": WellTyped(away, left, right)}),
        Statement(
            "def:2", "definition", "Crooked", claims={"shape": WellTyped(away @ away, left, right)}
        ),
        Statement("lem:1", "lemma", "Successor", conclusion=x <= x + 1, depends_on=["def:1"]),
        Statement(
            "lem:2", "lemma", "Literature", conclusion=x <= y, reference="Knuth <1968>",
        ),
        Statement(
            "lem:3",
            "lemma",
            "A step\nthat fails",
            text="If f is K-Lipschitz and ‖g − h‖ ≤ a, then ‖f∘g − f∘h‖ ≤ K a.",
            conditions=[near, smooth],
            conclusion=norm(f @ g - f @ h) <= K * a,
            derivation=Display(
                norm(f @ g - f @ h),
                [("=", norm(f @ (g - h))), ("<=", K * a)],
            ),
            depends_on=["lem:1", "def:2"],
            parameters={"K": "Lipschitz constant", "a": "distance"},
        ),
        Statement(
            "lem:4",
            "lemma",
            "Needs a sign",
            conclusion=x + y <= x,
            repairs=[
                Repair("y is at most 1", x + y <= x, [y <= 1]),
                Repair("y is at most 0", x + y <= x, [y <= 0]),
            ],
            derivation=Display(x + y, [("<=", x + y + 1), ("<=", x)]),
        ),
        Statement(
            "thm:5", "theorem", "False", conclusion=Compare("<=", x + 1, x),
            depends_on=["lem:2", "lem:3"],
        ),
    ],
    source="Nobody (2025)",
)  # fmt: skip

#: A true inequality that neither the prover nor the search settles.
#: A lemma that defines a tiny number.
tiny = Paper(
    "tiny",
    "A tiny number",
    [
        Statement(
            id="lem:1",
            kind="lemma",
            title="Tiny",
            conclusion=0 <= x * x,
            constants={"c": Constant(Exp(-1 * x * Log(n)), [1 <= n, 0 < x])},
        )
    ],
)
puzzle = Paper(
    "puzzle",
    "A puzzle",
    [Statement("lem:1", "lemma", "Puzzle", conclusion=x**4 - x + 1 >= 0)],
)
