"""What is known of the entries of a formula, one operation at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from layer_drawing import E, F, M, T, W, X, Y, Z, b, d, h, n, u, w

from varsym.claims import expressions as e
from varsym.claims.classes.dependence import Entries, Tokens, layer_entries, tokens_after
from varsym.claims.classes.networks import Branch, Layer, Parallel, Repeat, Series
from varsym.claims.formulas import arrays as a

i, j, k, p, q, c = e.index("i j k p q c")
r = e.Index("r")
one = e.as_scalar(1)
EQUAL, UNLIKE, NONE = Tokens(equal=True), Tokens(equal=False), Tokens(equal=True, zero=True)
RANGES = (
    *(a.Ranging(index, 1, n) for index in (k, p)),
    *(a.Ranging(index, 1, side) for index, side in ((c, d), (i, h), (j, w))),
)


nothing = a.Quantity(e.as_scalar(0))


def layer(*lines: a.Defined, more: tuple[a.ArrayVariable, ...] = (), name: str = "L") -> Layer:
    lets = map(a.Let, (X, Y, E, T, W, u, b, *more))
    return Layer(name, a.Formula((a.Sides("n d h w"), *lets, *RANGES), lines), "X", "Y")


def rows(value: a.Array, *before: a.Defined, more: tuple[a.ArrayVariable, ...] = ()) -> Layer:
    """Return the layer Y_{k,*} := value."""
    return layer(*before, a.Defined(Y[k, a.ALL], value), more=more)


def keeps(network: Layer) -> bool:
    return tokens_after(network, EQUAL).equal


def test_a_layer_that_defines_nothing_is_not_known() -> None:
    assert not tokens_after(layer(), EQUAL).equal
    assert not tokens_after(layer(), NONE).zero


def test_no_layer_leaves_all_as_it_is() -> None:
    for tokens in (EQUAL, UNLIKE, NONE):
        assert tokens_after(Series(()), tokens) == tokens


length = a.Ones((k,)).T @ a.Ones((k,))
row = X[k, a.ALL]
mean = a.Quotient(a.Ones((n,)).T @ X, a.Quantity(n))

KEPT = {
    "copy": row,
    "another row": X[1, a.ALL],
    "weights": (row @ W + b.T),
    "a weight of one token": E[1, a.ALL],
    "zero times an encoding": row + nothing * E[k, a.ALL],
    "mean": mean,
    "sum over all tokens": a.array_sum(p, 1, n, E[p, a.ALL]),
    "sum that binds k again": a.array_sum(k, 1, n, E[k, a.ALL]),
    "relu and exp": a.exp(a.relu(row)),
    "difference of tokens": row - X[1, a.ALL],
}
CHANGED = {
    "encoding": row + E[k, a.ALL],
    "bias of each token": row + u[k] * b.T,
    "its number": a.Quantity(k) * row,
    "a sum that ends at k": a.array_sum(p, 1, k, row),
    "as many ones as its number": length * row,
    "as many tokens as its number": (a.Ones((k,)).T @ X[: e.as_scalar(k), a.ALL]),
    "a function of its number": a.Function("V", k) * row,
    "a power of its number": a.Quantity(e.as_scalar(2) ** k) * row,
    "a matrix of weights over tokens": T[k, a.ALL] @ X,
    "the clamped number": E[a.Clamp(k - 1, one, n), a.ALL],
}


@pytest.mark.parametrize("name", KEPT)
def test_equal_tokens_are_kept(name: str) -> None:
    assert keeps(rows(KEPT[name]))


@pytest.mark.parametrize("name", CHANGED)
def test_equal_tokens_may_get_unlike(name: str) -> None:
    assert not keeps(rows(CHANGED[name]))


def test_parts_of_an_array_vary_as_it_does() -> None:
    whole = a.Defined(Y, a.Slice(E, (a.Span(e.as_scalar(0), n), a.ALL)))
    assert not keeps(layer(whole))
    whole = a.Defined(Y, a.Slice(E, (a.Tail(n), a.ALL)))
    assert not keeps(layer(whole))


def test_a_slice_of_a_map_is_a_vector() -> None:
    product = a.Defined(Z[i, j, a.ALL], W @ M[i, j, a.ALL])
    formula = a.Formula((a.Sides("h w d"), *map(a.Let, (M, Z, W, F)), *RANGES), (product,))
    maps = Layer("map", formula, "M", "Z", (0, 1))
    assert layer_entries(maps, EQUAL).varies == (False, False, True)
    column = a.Defined(Z[a.ALL, j, a.ALL], M[a.ALL, j, a.ALL] @ W)
    maps = Layer("map", a.Formula(formula.declared, (column,)), "M", "Z", (0, 1))
    assert layer_entries(maps, EQUAL).varies == (False, False, True)
    assert layer_entries(maps, UNLIKE).varies == (True, True, True)
    plane = a.Defined(Z[a.ALL, j, a.ALL], F[a.ALL, 1, a.ALL])
    maps = Layer("map", a.Formula(formula.declared, (plane,)), "M", "Z", (0, 1))
    assert layer_entries(maps, EQUAL).varies == (True, False, True)


def test_a_diagonal_matrix_is_a_multiple_of_the_identity_if_its_entries_are_equal() -> None:
    P = a.ArrayVariable("P", (n, n))

    def scaled(vector: a.Array) -> Layer:
        return layer(a.Defined(P, a.Diagonal(vector)), a.Defined(Y, a.Inverse(P) @ X), more=(P,))

    assert keeps(scaled(X @ b))
    assert not keeps(scaled(u))
    assert not keeps(
        layer(a.Defined(P, a.Diagonal(u) + a.Diagonal(u)), a.Defined(Y, P @ X), more=(P,))
    )
    assert not keeps(layer(a.Defined(P, a.exp(a.Diagonal(X @ b))), a.Defined(Y, P @ E), more=(P,)))


def test_zero_weights() -> None:
    network = rows(row @ W + E[k, a.ALL])
    assert tokens_after(network, UNLIKE, frozenset({"W", "E"})).zero
    assert not tokens_after(network, UNLIKE, frozenset({"W"})).zero
    assert not tokens_after(rows(a.exp(row @ W)), UNLIKE, frozenset({"W"})).zero
    assert tokens_after(rows(a.exp(row @ W)), UNLIKE, frozenset({"W"})).equal
    S = a.ArrayVariable("S", (k, one))
    grown = rows((a.Ones((k,)).T @ a.exp(S)) * row, more=(S,))
    assert not tokens_after(grown, EQUAL, frozenset({"S"})).equal


def test_letters_that_are_not_chosen_are_not_taken_for_zero() -> None:
    fixed = Layer("L", rows(row @ W).formula, "X", "Y", fixed=("W",))
    assert not tokens_after(fixed, UNLIKE, frozenset({"W"})).zero


P = a.ArrayVariable("P", (n, d))
G = a.ArrayVariable("G", (d,), (k,))


@pytest.mark.parametrize(
    "lines",
    [
        (a.Defined(Y, P), a.Defined(P, X)),
        (a.Defined(P[k, a.ALL], P[k, a.ALL] + row), a.Defined(Y, P)),
        (a.Defined(Y[1, a.ALL], E[1, a.ALL]), a.Defined(Y[k, a.ALL], row)),
        (
            a.Defined(Y[k, a.ALL], E[k, a.ALL]),
            a.Defined(Y[k, a.ALL], nothing * row),
        ),
        (a.Defined(Y[1, a.ALL], nothing * X[1, a.ALL]),),
        (a.Defined(X, nothing * X), a.Defined(Y, X + E)),
        (a.Defined(Y, a.Applied("f", (), (n, d), (n, d), X)),),
        (a.Defined(G, E[k, a.ALL].T), a.Defined(Y[k, a.ALL], G.T)),
        (a.Defined(G, a.Quantity(k) * b), a.Defined(Y[k, a.ALL], G.T)),
        (a.Defined(a.ArrayVariable("G", (d,), (k + 1,)), b), a.Defined(Y[k, a.ALL], G.T)),
        (a.Defined(Y[k, c], a.Quantity(c) * X[k, c] * T[k, k]),),
    ],
)
def test_definitions_that_do_not_keep_equal_tokens(lines: tuple[a.Defined, ...]) -> None:
    assert not keeps(layer(*lines, more=(P, G)))


@pytest.mark.parametrize("ends", [(2, n), (1, n - 1), (1, d), (0, n), (1, p)])
def test_definitions_of_some_places_tell_nothing(ends: tuple[object, object]) -> None:
    def copy(*ranges: a.Declaration) -> Layer:
        letters = (a.Sides("n d h w"), a.Let(X), a.Let(Y), *ranges)
        return Layer("L", a.Formula(letters, (a.Defined(Y[k, a.ALL], X[k, a.ALL]),)), "X", "Y")

    assert keeps(copy(a.Ranging(k, 1, n)))
    some = a.Ranging(k, *ends)
    for layer_with_gaps in (copy(some), copy(), copy(some, some), copy(a.Ranging(k, 1, n), some)):
        assert not keeps(layer_with_gaps)
        assert not tokens_after(layer_with_gaps, NONE).zero
        assert layer_entries(layer_with_gaps, EQUAL).equals is None


def test_scores_of_earlier_tokens_alone_tell_nothing() -> None:
    S = a.ArrayVariable("S", (n, n))
    for last, kept in ((n, True), (k, False)):
        letters = (a.Sides("n d"), *map(a.Let, (X, Y, S)))
        ranges = (a.Ranging(k, 1, n), a.Ranging(p, 1, last))
        scores = a.Defined(S[k, p], a.exp(X[k, a.ALL] @ X[p, a.ALL].T))
        formula = a.Formula((*letters, *ranges), (scores, a.Defined(Y, S @ X)))
        assert keeps(Layer("L", formula, "X", "Y")) is kept


def test_families_whose_members_are_alike() -> None:
    same = a.Defined(G, W @ X[1, a.ALL].T)
    assert keeps(layer(same, a.Defined(Y[k, a.ALL], G.T), more=(G,)))
    first = a.ArrayVariable("G", (d,), (one,))
    each = a.Defined(G, E[k, a.ALL].T)
    assert keeps(layer(each, a.Defined(Y[k, a.ALL], first.T), more=(G,)))


COPIES: dict[str, tuple[Callable[[], a.Defined], bool]] = {
    "whole": (lambda: a.Defined(Y, X), True),
    "by rows": (lambda: a.Defined(Y[k, a.ALL], row), True),
    "by entries": (lambda: a.Defined(Y[k, c], X[k, c]), True),
    "of one token": (lambda: a.Defined(Y[k, a.ALL], X[1, a.ALL]), True),
    "one channel": (lambda: a.Defined(Y[k, c], X[k, 1]), False),
    "one after another": (lambda: a.Defined(Y[k, c], X[k, a.Clamp(c + 1, one, d)]), False),
    "doubled": (lambda: a.Defined(Y, X + X), False),
    "relu": (lambda: a.Defined(Y, a.relu(X)), False),
}


@pytest.mark.parametrize("name", COPIES)
def test_copies_of_equal_tokens(name: str) -> None:
    line, expected = COPIES[name]
    assert (layer_entries(layer(line()), EQUAL).equals == "X") is expected


def test_a_transposed_square_is_no_copy() -> None:
    S, R = (a.ArrayVariable(name, (d, d)) for name in "SR")
    index = e.Index("c_2")
    formula = a.Formula(
        (a.Sides("d"), a.Let(S), a.Let(R), a.Ranging(c, 1, d), a.Ranging(index, 1, d)),
        (a.Defined(R[c, index], S[index, c]),),
    )
    assert layer_entries(Layer("T", formula, "S", "R"), UNLIKE).equals is None
    diagonal = a.Formula(formula.declared, (a.Defined(R[c, index], S[c, c]),))
    assert layer_entries(Layer("T", diagonal, "S", "R"), UNLIKE).equals is None


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (a.Function("V", e.Real("t") * k - p), True),
        (a.Function("V", e.Real("t") * k - p) * a.Function("V", p - p), False),
        (a.Function("V", p * k - p), False),
        (a.Function("U", e.Real("t") * k - p), False),
    ],
)
def test_sums_of_normalised_weights(weight: a.Array, expected: bool) -> None:
    formula = rows(a.array_sum(p, 1, n, weight * X[p, a.ALL])).formula
    found = Layer("L", formula, "X", "Y", normalised=("V",))
    assert (layer_entries(found, EQUAL).equals == "X") is expected
    assert keeps(found) is expected


def test_weights_that_are_not_normalised_are_no_unit() -> None:
    by_place = a.array_sum(p, 1, n, a.Function("V", k - p) * X[p, a.ALL])
    assert not keeps(rows(by_place))
    weighted = a.array_sum(p, 1, n, a.Function("V", k - p) * E[p, a.ALL])
    assert not keeps(Layer("L", rows(weighted).formula, "X", "Y", normalised=("V",)))


def test_networks_of_layers() -> None:
    copy, code = rows(row), rows(row + E[k, a.ALL])
    drop = rows(nothing * row)
    plain = Branch(one)
    assert tokens_after(Series((copy, copy)), EQUAL).equal
    assert not tokens_after(Series((code, copy)), EQUAL).equal
    assert tokens_after(Series((code, drop)), EQUAL).zero
    assert tokens_after(Parallel((plain, Branch(one, copy))), EQUAL).equal
    assert not tokens_after(Parallel((plain, Branch(one, code))), EQUAL).equal
    assert not tokens_after(Parallel((plain, Branch(one, drop))), EQUAL).zero
    assert tokens_after(Repeat(r, copy), EQUAL).equal
    assert not tokens_after(Repeat(r, code), EQUAL).equal


def test_what_one_round_does_is_not_what_many_do() -> None:
    mixed = layer(a.Defined(Y, T @ X + a.Ones((n,)) @ b.T))
    assert tokens_after(mixed, NONE).equal
    assert not tokens_after(Repeat(r, mixed), NONE).equal


def test_entries_of_a_number() -> None:
    assert Entries(()).is_number
    assert not Entries((False, True)).is_number
