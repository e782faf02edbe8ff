"""Papers that try what a document is made of: nothing, nothing wrong, all evidence, and malice."""

from __future__ import annotations

from varsym.pack import (
    ArrayVariable,
    Constant,
    Defined,
    Display,
    Exp,
    Formula,
    Index,
    Let,
    Lipschitz,
    MapVariable,
    Ones,
    Paper,
    Ranging,
    Real,
    Repair,
    Sides,
    Space,
    Statement,
    Under,
    WellTyped,
    inner,
    norm,
    reals,
)

x, y, K, a = reals("x y K a")
one, n, i = 1, Index("n"), Index("i")
side, long_side = Space((Index("m"),)), Space((Index("m") + 1,))
f, g, h = (MapVariable(name, (), side, side) for name in "fgh")
away = MapVariable("t", (), side, long_side)
near = (norm(g - h) <= a, Lipschitz(f, K))
z = ArrayVariable("z", (n,))
total, entry = ArrayVariable("s", ()), ArrayVariable("e", (n,))
declared = (Sides("n"), Let(z), Let(total))

empty = Paper("empty", "An empty paper", [])

faultless = Paper(
    "faultless",
    "Nothing wrong",
    [
        Statement(
            "def:1", "definition", "Plain", claims={"shape": WellTyped(away, side, long_side)}
        ),
        Statement(
            "lem:1",
            "lemma",
            "Less",
            conclusion=x <= x + 2,
            derivation=Display(x, [("<=", x + 1), ("<=", x + 2)]),
            depends_on=["def:1"],
        ),
    ],
)

#: One statement with each kind of evidence, and each verdict that a claim can have.
every_kind = Paper(
    "every-kind",
    "Every kind of evidence",
    [
        Statement(
            "lem:1",
            "lemma",
            "All at once",
            text="Shapes, sums over x_{i+1} and R^n, and more.",
            conditions=near,
            conclusion=norm(f @ g - f @ h) <= K * a,
            claims={
                "fits": WellTyped(away, side, long_side),
                "misfits": WellTyped(away, side, side),
                "sum": Formula(declared, (Defined(total, inner(z, Ones((n,)))),)),
                "more": Under(x + 1 <= x, [0 <= x]),
                "open": x**4 - x + 1 >= 0,
            },
            derivation=Display(
                norm(f @ g - f @ h), [("=", norm(f @ (g - h))), ("<=", K * a)], [0 <= a]
            ),
            repairs=[
                Repair("x is at most y", x <= y, [x <= y], mends="more"),
                Repair("f is called twice", norm(f @ g - f @ h) <= a, near),
                Repair("nobody knows", x**4 - x + 1 >= 0, [], mends="open"),
                Repair("somebody knows", x <= y, [], reference="Euler 1748", mends="more"),
            ],
            bounds={"double": Repair("twice as much", norm(f @ g - f @ h) <= 2 * K * a, near)},
            constants={"c": Constant(Exp(-1 * x), [0 < x])},
            parameters={"K": "Lipschitz constant", "a": "distance", "x": "size"},
            depends_on=["lem:2"],
        ),
        Statement("lem:2", "lemma", "Literature", conclusion=x <= y, reference="Knuth 1968"),
        Statement(
            "def:1",
            "definition",
            "One too many",
            claims={
                "beyond": Formula(
                    (Sides("n"), Let(z), Ranging(i, 1, n + 1), Let(entry)),
                    (Defined(entry[i], z[i]),),
                )
            },
        ),
    ],
)

#: What a pack may hold to make a document do something: each string appears at each place.
MALICE = (
    "<script>alert(1)</script>",
    "</a><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![p](http://h.example/p.png) <http://h.example>",
    "https://h.example/ www.h.example me@h.example &lt;b&gt; &#60;b&#62;",
    "\\input{/etc/passwd} \\write18{id} }\\end{document} $x$ % # & _ ^ ~ {",
    "``` `code` ~~~\n# Heading\n\n- item\n1. item\n> quote\n| a | b |\n|---|---|",
    "*bold* _it_ ~~gone~~ **x** $`\\input{x}`$ ```math",
    "\u202eright to left\u2066 \x1b[31m \x00 \ud800 é ℝ 𝒯 你好 −−– ½ \u0301",
    "<< document >> <% include 'x' %> {{ 7 * 7 }} {% raw %}",
)


def hostile(words: str) -> Paper:
    """Return a paper that says some words wherever a pack can say anything."""
    q = Real(words)
    named = MapVariable(words, (), side, side)
    statement = Statement(
        "lem:1",
        "lemma",
        words,
        text=words,
        conclusion=q + 1 <= q,
        claims={words: q <= q + 1, "map": WellTyped(named @ away, side, side)},
        conditions=[0 <= q],
        derivation=Display(q, [("<=", q + 1), ("<=", q)]),
        repairs=[Repair(words, q <= q + 1, [0 <= q]), Repair(words, q + 2 <= q, [1 <= q])],
        bounds={words: Repair(words, q <= q + 2, [0 <= q])},
        constants={words: Constant(q + 1, [0 <= q])},
        parameters={words: words},
        depends_on=["lem:2"],
    )
    cited = Statement("lem:2", "lemma", words, conclusion=x <= y, reference=words)
    return Paper(words, words, [cited, statement], source=words)
