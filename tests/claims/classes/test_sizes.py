"""Layers that exist for every number of tokens and channels, and layers whose sizes are tied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs.var_universality import network_classes as pack
from varsym.claims import expressions as e
from varsym.claims.classes.networks import Branch, Layer, Network, Parallel, Repeat, Series
from varsym.claims.classes.sizes import adds_tokens, has_member, is_any_size, runs_through
from varsym.claims.formulas import arrays as a

n, m, d, h, w, s = e.reals("n m d h w s")
i, r = e.index("i r")
one = e.as_scalar(1)
SIDES = a.Sides("n m d h w s")
EACH = e.Real("n", (r,)), e.Real("n", (r - 1,))


def layer(
    before: tuple[object, ...] = (n, d),
    after: tuple[object, ...] | None = None,
    *more: a.Declaration,
    sides: a.Declaration = SIDES,
    tokens: tuple[int, ...] = (0,),
    where: tuple[e.Condition, ...] = (),
) -> Layer:
    """Return P X where the tokens get others, and X + E where they do not."""
    shapes = [tuple(map(e.as_scalar, shape)) for shape in (before, after or before)]
    X, Y = (a.ArrayVariable(*ends) for ends in zip("XY", shapes, strict=True))
    E = a.ArrayVariable("E", X.shape if after is None else (Y.shape[0], X.shape[0]))
    value = X + E if after is None else E @ X
    formula = a.Formula((sides, *map(a.Let, (X, Y, E)), *more), (a.Defined(Y, value),), where)
    return Layer("L", formula, "X", "Y", tokens)


ANY = {
    "a list": layer(),
    "a list as a map": layer((h * w, d)),
    "a map": layer((h, w, d), tokens=(0, 1)),
    "in columns": layer((d, n), tokens=(1,)),
    "an index": layer((n, d), None, a.Ranging(i, 1, n)),
    "an index over a product": layer((h * w, d), None, a.Ranging(i, 1, h * w)),
    "a name": layer((n, d), None, a.Symbol("f")),
    "an integer that is one anyway": layer((n, d), None, a.PositiveInteger(n * d)),
    "another array": layer((n, d), None, a.Let(a.ArrayVariable("G", (n * m, e.as_scalar(3))))),
}
MORE = {
    "any number": layer((n, d), (m, d)),
    "any map": layer((h * w, d), (n * m, d)),
    "a multiple": layer((n, d), (m * n, d)),
    "a square multiple": layer((h * w, d), (s * h * (s * w), d)),
    "the next of a family": layer((EACH[1], d), (EACH[0], d), a.Symbol("r")),
}
TIED = {
    "one token": layer((1, d)),
    "three tokens": layer((3, d)),
    "one channel": layer((n, 1)),
    "a fixed size": layer((7, 3)),
    "as many tokens as channels": layer((n, n)),
    "a square map": layer((h, h, d), tokens=(0, 1)),
    "a square list": layer((h * h, d)),
    "twice as many as something": layer((2 * n, d)),
    "one more": layer((n + 1, d)),
    "a multiple of the channels": layer((n * d, d)),
    "half": layer((n / 2, d)),
    "a size that is not declared": layer((n, d), sides=a.Sides("d")),
    "a size that is any number": layer((n, d), None, a.Symbol("n"), sides=a.Sides("d")),
    "a size by an index": layer((e.Real("n", (i,)), d), None, a.Ranging(i, 1, n)),
    "declared twice": layer((n, d), None, a.Sides("n")),
    "one token by a declaration": layer((n, d), None, a.PositiveInteger(1 / n)),
    "one channel by a declaration": layer((n, d), None, a.PositiveInteger(1 / d)),
    "channels in pairs": layer((n, d), None, a.PositiveInteger(d / 2)),
    "tokens beyond three": layer((n, d), None, a.PositiveInteger(n - 3)),
    "an array of half a side": layer((n, d), None, a.Let(a.ArrayVariable("G", (n / 2,)))),
    "an array of one side less": layer((n, d), None, a.Let(a.ArrayVariable("G", (n - 1,)))),
    "an index that starts at two": layer((n, d), None, a.Ranging(i, 2, n)),
    "an index that ends before": layer((n, d), None, a.Ranging(i, 1, n - 1)),
    "a map that is given": layer((n, d), None, a.LetMap("f")),
    "a condition": layer((n, d), where=(n <= m,)),
    "more channels": layer((n, d), (n, m)),
    "square sampling": layer((n, d), (n, n)),
    "sampling to one token": layer((n, d), (1, d)),
    "sampling from one token": layer((1, d), (m, d)),
    "sampling to two tokens": layer((1, d), (2, d)),
    "sampling to three tokens": layer((n, d), (3, d)),
    "sampling to more, by a number": layer((n, d), (2 * n, d)),
    "its square": layer((n, d), (n * n, d)),
    "any square": layer((n, d), (m * m, d)),
    "square multiples of a part": layer((h * w, d), (m * m * h, d)),
    "as many as channels": layer((n, d), (d, d)),
    "a multiple of channels": layer((n, d), (m * d, d)),
    "some of a product": layer((h * w, d), (h, d)),
    "the same of a family": layer((e.Real("n", (r + 1 - 1,)), d), (EACH[0], d), a.Symbol("r")),
    "two of a family": layer((e.Real("n", (one,)), d), (EACH[0], d), a.Symbol("r")),
    "a letter and its family": layer((n, d), (EACH[0], d), a.Symbol("r")),
    "shapes that do not fit": replace(
        layer(),
        formula=a.Formula(
            (SIDES, *map(a.Let, (pack.X, pack.Y, pack.E))), (a.Defined(pack.Y, pack.X @ pack.E),)
        ),
    ),
}


@pytest.mark.parametrize("name", ANY)
def test_layers_that_keep_the_number_of_tokens(name: str) -> None:
    assert is_any_size(ANY[name])
    assert not adds_tokens(ANY[name])


@pytest.mark.parametrize("name", MORE)
def test_layers_that_change_the_number_of_tokens(name: str) -> None:
    assert is_any_size(MORE[name])
    assert adds_tokens(MORE[name])


@pytest.mark.parametrize("name", TIED)
def test_layers_whose_sizes_are_tied(name: str) -> None:
    assert not is_any_size(TIED[name])
    assert not adds_tokens(TIED[name])


def test_a_map_with_one_new_side_in_both() -> None:
    X, Y = (a.ArrayVariable(x, sides) for x, sides in (("X", (h, w, d)), ("Y", (n, m, d))))
    formula = a.Formula((SIDES, a.Let(X), a.Let(Y)), (a.Defined(Y, a.Ones((n, m, d))),))
    wide = Layer("L", formula, "X", "Y", (0, 1))
    assert adds_tokens(wide)
    for sides in ((n, n, d), (n, w, d), (n, d, d), (n, m, n), (n, m), (n, m, d, s)):
        Z = a.ArrayVariable("Y", sides)
        other = a.Formula((SIDES, a.Let(X), a.Let(Z)), (a.Defined(Z, a.Ones(sides)),))
        assert not is_any_size(Layer("L", other, "X", "Y", (0, 1)))


@pytest.mark.parametrize(
    "found", [pack.attention, pack.map_attention, pack.FFN, pack.encoding, pack.up, pack.sampling]
)
def test_layers_of_the_paper(found: Layer) -> None:
    assert is_any_size(found)
    assert adds_tokens(found) is (found in (pack.up, pack.sampling))


def test_an_index_that_runs_through_a_side() -> None:
    plain = layer((n, d), None, a.Ranging(i, 1, n))
    assert runs_through(plain, "i", n)
    assert not runs_through(plain, "i", d)
    assert not runs_through(plain, "k", n)
    assert not runs_through(layer((n, d), None, a.Ranging(i, 2, n)), "i", n)
    twice = layer((n, d), None, a.Ranging(i, 1, n), a.Ranging(i, 1, n))
    assert not runs_through(twice, "i", n)


PLAIN, TWICE = Branch(one), layer((n, d), (m, d))


@pytest.mark.parametrize(
    ("network", "found"),
    [
        (pack.up, True),
        (pack.sampling, True),
        (pack.printed_up, True),
        (TWICE, True),
        (layer(), False),
        (layer((n, d), (4, d)), True),
        (layer((1, 1), (4, 1)), True),
        (layer((n, d), (1, d)), False),
        (layer((n, d), (n, n)), False),
        (layer((n, d), (2 * n, d)), False),
        (layer((n, d), (4 * n, d)), True),
        (layer((n, d), (m, d), a.PositiveInteger(m / 2)), True),
        (layer((n, d), (m, d), a.PositiveInteger(m / 3)), False),
        (layer((n, d), (m, d), a.PositiveInteger(2 / m)), False),
        (layer((n, d), (m, d), a.PositiveInteger(one / (n - 1))), False),
        (layer((n, d), (m, d), a.Let(a.ArrayVariable("G", (n**2,)))), False),
        (layer((n, d), (m, d), where=(n <= m,)), False),
        (layer((n, 2), (m, 2)), False),
        (layer((n, d), (h * w * s * e.Real("t") * e.Real("u"), d)), False),
        (Series(()), False),
        (Parallel(()), False),
        (Series((TWICE, TWICE)), True),
        (Series((TWICE, pack.attention, pack.FFN)), True),
        (Series((TWICE, layer((1, d)))), False),
        (Series((TWICE, layer((n, 2)))), False),
        (Repeat(r, Series((TWICE, pack.FFN))), True),
        (Series((TWICE, Parallel((PLAIN, Branch(one, pack.FFN))))), True),
        (Parallel((PLAIN, Branch(one, TWICE))), False),
        (Parallel((Branch(one, TWICE), Branch(one, TWICE))), True),
    ],
)
def test_whether_one_token_can_become_four(network: Network, found: bool) -> None:
    assert has_member(network) is found
