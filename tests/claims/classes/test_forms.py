"""Layers that are recognised by their formulas, and near misses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs.var_universality import network_classes as pack
from varsym.claims import expressions as e
from varsym.claims.classes.forms import (
    is_attention,
    is_feed_forward,
    is_linear_sampling,
    is_positional_encoding,
)
from varsym.claims.classes.networks import Layer
from varsym.claims.formulas import arrays as a

n, d, m, L = e.reals("n d m L")
i, j, k = e.index("i j k")
one = e.as_scalar(1)
X, A, D, Y = (
    a.ArrayVariable(name, shape)
    for name, shape in (("X", (n, d)), ("A", (n, n)), ("D", (n, n)), ("Y", (n, d)))
)
Q, K, V = (a.ArrayVariable(name, (d, d)) for name in ("Q", "K", "V"))
RECOGNISED = {
    is_attention: (pack.attention, pack.map_attention),
    is_feed_forward: (pack.FFN,),
    is_positional_encoding: (pack.encoding,),
    is_linear_sampling: (pack.sampling,),
}
LAYERS = {layer.name + str(k): layer for k, layer in enumerate(
    (pack.attention, pack.map_attention, pack.FFN, pack.encoding, pack.sampling, pack.up)
)}  # fmt: skip


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("is_form", RECOGNISED)
def test_layers_of_the_paper(is_form: object, name: str) -> None:
    layer = LAYERS[name]
    assert is_form(layer) is (layer in RECOGNISED[is_form])  # type: ignore[operator, index]


# ------------------------------------------------------------------------------ attention

SCORES = X[i, a.ALL] @ Q @ K.T @ X[j, a.ALL].T
SUMS = a.Diagonal(A @ a.Ones((n,)))
VALUE = a.Inverse(D) @ A @ X @ V


def attention(
    scored: a.Array | None = None,
    summed: a.Array = SUMS,
    value: a.Array = VALUE,
    *,
    last: object = n,
    where: tuple[e.Condition, ...] = (),
    fixed: tuple[str, ...] = (),
    at: a.Array | None = None,
    letters: tuple[a.ArrayVariable, ...] = (Q, K, V),
    tokens: tuple[int, ...] = (0,),
) -> Layer:
    lines = (
        a.Defined(at if at is not None else A[i, j], a.exp(SCORES) if scored is None else scored),
        a.Defined(D, summed),
        a.Defined(Y, value),
    )
    lets = map(a.Let, (X, A, D, Y, *letters))
    ranges = (a.Ranging(i, 1, n), a.Ranging(j, 1, last))
    declared = (a.Sides("n d m"), *lets, *ranges)
    return Layer("Attn", a.Formula(declared, lines, where), "X", "Y", tokens, fixed=fixed)


def attention_on(rows: object, columns: object) -> Layer:
    """Return attention on an array of this shape."""
    sides = e.as_scalar(rows), e.as_scalar(columns)
    tokens, result = (a.ArrayVariable(name, sides) for name in "XY")
    scores, sums = (a.ArrayVariable(name, (sides[0],) * 2) for name in "AD")
    q, k, v = (a.ArrayVariable(name, (sides[1],) * 2) for name in "QKV")
    score = tokens[i, a.ALL] @ q @ k.T @ tokens[j, a.ALL].T
    lines = (
        a.Defined(scores[i, j], a.exp(score)),
        a.Defined(sums, a.Diagonal(scores @ a.Ones((sides[0],)))),
        a.Defined(result, a.Inverse(sums) @ scores @ tokens @ v),
    )
    lets = map(a.Let, (tokens, result, scores, sums, q, k, v))
    ranges = (a.Ranging(index, 1, sides[0]) for index in (i, j))
    return Layer("Attn", a.Formula((a.Sides("n d m L"), *lets, *ranges), lines), "X", "Y")


narrow = a.ArrayVariable("V", (d, m))
NO_ATTENTION = {
    "no exp": attention(SCORES),
    "relu": attention(a.relu(SCORES)),
    "weights of one letter": attention(a.exp(X[i, a.ALL] @ Q @ Q.T @ X[j, a.ALL].T)),
    "values by the queries' weights": attention(value=a.Inverse(D) @ A @ X @ Q),
    "a row with itself": attention(a.exp(X[i, a.ALL] @ Q @ K.T @ X[i, a.ALL].T)),
    "rows exchanged": attention(a.exp(X[j, a.ALL] @ Q @ K.T @ X[i, a.ALL].T)),
    "keys not transposed": attention(a.exp(X[i, a.ALL] @ Q @ K @ X[j, a.ALL].T)),
    "no values": attention(value=a.Inverse(D) @ A @ X),
    "not divided": attention(value=A @ X @ V),
    "multiplied": attention(value=D @ A @ X @ V),
    "residual inside": attention(value=X + VALUE),
    "doubled": attention(value=VALUE + VALUE),
    "sums of columns": attention(summed=a.Diagonal(A.T @ a.Ones((n,)))),
    "sums of weights": attention(summed=a.Diagonal(X @ V @ a.Ones((d,)))),
    "each token its own": attention(at=A[i, i]),
    "earlier tokens": attention(last=i),
    "some tokens": attention(last=m),
    "a bound on weights": attention(where=(a.norm_2(Q[a.ALL, 1]) <= a.Quantity(one),)),
    "keys are given": attention(fixed=("K",)),
    "values are given": attention(fixed=("V",)),
    "fewer channels": attention(value=a.Inverse(D) @ A @ X @ narrow, letters=(Q, K, narrow)),
    "tokens in columns": attention(tokens=(1,)),
    "declared twice": attention(letters=(Q, K, V, V)),
}


def test_attention_in_other_letters() -> None:
    assert is_attention(attention())
    assert is_attention(attention_on(m * L, n))


@pytest.mark.parametrize("sides", [(1, d), (3, d), (n, 1), (n, n), (n * n, d), (n, n * d), (7, 3)])
def test_attention_with_tied_sizes(sides: tuple[object, object]) -> None:
    assert not is_attention(attention_on(*sides))


@pytest.mark.parametrize("name", NO_ATTENTION)
def test_no_attention(name: str) -> None:
    assert not is_attention(NO_ATTENTION[name])


# ------------------------------------------------------------------------------ feed-forward

C, F = (a.ArrayVariable(name, (d, L)) for name in "CF")
W1, W2 = a.ArrayVariable("W1", (m, d)), a.ArrayVariable("W2", (d, m))
b1, b2 = a.ArrayVariable("b1", (m,)), a.ArrayVariable("b2", (d,))
E = a.ArrayVariable("E", (d, L))
column = C[a.ALL, k]
HIDDEN = W1 @ column + b1
ADDED = column + W2 @ a.relu(HIDDEN) + b2


def feed_forward(
    value: a.Array = ADDED,
    *,
    last: object = L,
    more: tuple[a.Declaration, ...] = (),
    where: tuple[e.Condition, ...] = (),
    fixed: tuple[str, ...] = (),
    weights: tuple[a.ArrayVariable, ...] = (W1, W2, b1, b2),
    at: a.Array | None = None,
) -> Layer:
    target = F[a.ALL, k] if at is None else at
    lets = map(a.Let, (C, F, *weights))
    declared = (a.Sides("d L m"), *lets, a.Ranging(k, 1, last), *more)
    formula = a.Formula(declared, (a.Defined(target, value),), where)
    return Layer("FFN", formula, "C", "F", (1,), fixed=fixed)


def feed_forward_on(rows: object, columns: object) -> Layer:
    """Return a feed-forward layer on an array of this shape."""
    sides = e.as_scalar(rows), e.as_scalar(columns)
    tokens, result = (a.ArrayVariable(name, sides) for name in "CF")
    V1, V2 = a.ArrayVariable("V1", (m, sides[0])), a.ArrayVariable("V2", (sides[0], m))
    inner, outer = a.ArrayVariable("v1", (m,)), a.ArrayVariable("v2", (sides[0],))
    token = tokens[a.ALL, k]
    value = token + V2 @ a.relu(V1 @ token + inner) + outer
    lets = map(a.Let, (tokens, result, V1, V2, inner, outer))
    declared = (a.Sides("n d L m"), *lets, a.Ranging(k, 1, sides[1]))
    formula = a.Formula(declared, (a.Defined(result[a.ALL, k], value),))
    return Layer("FFN", formula, "C", "F", (1,))


S1, S2 = a.ArrayVariable("S1", (d, d)), a.ArrayVariable("S2", (d, d))
s1 = a.ArrayVariable("s1", (d,))
T1, T2 = a.ArrayVariable("W1", (e.as_scalar(4), d)), a.ArrayVariable("W2", (d, e.as_scalar(4)))
t1 = a.ArrayVariable("b1", (e.as_scalar(4),))
half = a.Quantity(one / 2)
NO_FEED_FORWARD = {
    "no residual": feed_forward(W2 @ a.relu(HIDDEN) + b2),
    "a residual twice": feed_forward(column + column + W2 @ a.relu(HIDDEN) + b2),
    "a residual taken off": feed_forward(b2 + W2 @ a.relu(HIDDEN) - column),
    "half a residual": feed_forward(half * column + W2 @ a.relu(HIDDEN) + b2),
    "exp": feed_forward(column + W2 @ a.exp(HIDDEN) + b2),
    "no ReLU": feed_forward(column + W2 @ HIDDEN + b2),
    "no inner bias": feed_forward(column + W2 @ a.relu(W1 @ column) + b2),
    "no outer bias": feed_forward(column + W2 @ a.relu(HIDDEN)),
    "an inner bias taken off": feed_forward(column + W2 @ a.relu(W1 @ column - b1) + b2),
    "of another token": feed_forward(column + W2 @ a.relu(W1 @ C[a.ALL, 1] + b1) + b2),
    "weights used twice": feed_forward(column + W1.T @ a.relu(HIDDEN) + b2),
    "weights are given": feed_forward(fixed=("W1",)),
    "a bias is given": feed_forward(fixed=("b2",)),
    "some tokens": feed_forward(last=m),
    "the width of a token": feed_forward(
        column + S2 @ a.relu(S1 @ column + s1) + b2, weights=(S1, S2, s1, b2)
    ),
    "four neurons": feed_forward(
        column + T2 @ a.relu(T1 @ column + t1) + b2, weights=(T1, T2, t1, b2)
    ),
    "a width that is tied": feed_forward(more=(a.Let(a.ArrayVariable("G", (m, L))),)),
    "a width of a kind": feed_forward(more=(a.PositiveInteger(m / 2),)),
    "a width that is bounded": feed_forward(where=(m <= d,)),
    "one token alone": feed_forward(at=F[a.ALL, 1]),
}


def test_feed_forward_in_other_letters() -> None:
    assert is_feed_forward(feed_forward())
    assert is_feed_forward(feed_forward_on(n, d))


@pytest.mark.parametrize("sides", [(d, 1), (d, 3), (1, L), (2, L), (d, d), (7, 3)])
def test_feed_forward_with_tied_sizes(sides: tuple[object, object]) -> None:
    assert not is_feed_forward(feed_forward_on(*sides))


@pytest.mark.parametrize("name", NO_FEED_FORWARD)
def test_no_feed_forward(name: str) -> None:
    assert not is_feed_forward(NO_FEED_FORWARD[name])


# ------------------------------------------------------------------------------ the others


def with_formula(layer: Layer, value: a.Array, *more: a.ArrayVariable) -> Layer:
    declared = (*layer.formula.declared, *map(a.Let, more))
    return replace(layer, formula=a.Formula(declared, (a.Defined(layer.result, value),)))


def sized(
    rows: e.Scalar,
    columns: e.Scalar,
    *,
    after: e.Scalar | None = None,
    more: tuple[a.Declaration, ...] = (),
) -> Layer:
    """Return X + E, or P X with `after` rows, for X of this shape."""
    tokens = a.ArrayVariable("X", (rows, columns))
    result = a.ArrayVariable("Y", (rows if after is None else after, columns))
    weight = a.ArrayVariable("E", tokens.shape if after is None else (after, rows))
    value = tokens + weight if after is None else weight @ tokens
    lets = map(a.Let, (tokens, result, weight))
    formula = a.Formula((a.Sides("n d m L"), *lets, *more), (a.Defined(result, value),))
    return Layer("L", formula, "X", "Y")


@pytest.mark.parametrize("sides", [(n, n), (7, 3), (n, 1), (1, d), (n, 2 * d), (n / 2, d)])
def test_encodings_with_tied_sizes(sides: tuple[object, object]) -> None:
    assert is_positional_encoding(sized(n, d))
    assert is_positional_encoding(sized(n * m, d))
    assert not is_positional_encoding(sized(*map(e.as_scalar, sides)))


@pytest.mark.parametrize("number", [1 / n, 1 / d, d / 2, n - 1, L / n])
def test_declarations_that_tie_sizes(number: e.Scalar) -> None:
    tied = a.PositiveInteger(number)
    assert is_positional_encoding(sized(n, d, more=(a.PositiveInteger(n),)))
    assert not is_positional_encoding(sized(n, d, more=(tied,)))
    assert is_linear_sampling(sized(n, d, after=m, more=(a.PositiveInteger(m),)))
    assert not is_linear_sampling(sized(n, d, after=m, more=(tied,)))
    assert is_feed_forward(feed_forward(more=(a.PositiveInteger(d),)))
    assert not is_feed_forward(feed_forward(more=(tied,)))
    formula = attention().formula
    for one_more, expected in ((a.PositiveInteger(n * d), True), (tied, False)):
        changed = replace(formula, declared=(*formula.declared, one_more))
        assert is_attention(replace(attention(), formula=changed)) is expected


B = a.ArrayVariable("B", (one, d))
G = a.ArrayVariable("G", (n, d), (k,))


@pytest.mark.parametrize(
    "layer",
    [
        replace(pack.encoding, fixed=("E",)),
        with_formula(pack.encoding, pack.X + pack.E + pack.E),
        with_formula(pack.encoding, pack.X - pack.E),
        with_formula(pack.encoding, pack.E + pack.E),
        with_formula(pack.encoding, pack.X),
        with_formula(pack.encoding, pack.X + pack.X),
        with_formula(pack.encoding, pack.X * pack.E),
        with_formula(pack.encoding, pack.X + B, B),
        with_formula(pack.encoding, pack.X + a.relu(pack.E)),
        with_formula(pack.encoding, pack.X + a.ArrayVariable("G", (n, d), (one,)), G),
    ],
)
def test_no_positional_encoding(layer: Layer) -> None:
    assert not is_positional_encoding(layer)


SAMPLED: dict[str, tuple[tuple[object, object], bool]] = {
    "any number": ((m, n), True),
    "any number as a product": ((m * L, n), True),
    "a multiple": ((m * n, n), True),
    "the same number": ((n, n), False),
    "as many as channels": ((d, n), False),
    "one token": ((1, n), False),
    "three tokens": ((3, n), False),
    "two tokens of one": ((2, 1), False),
    "of one token": ((m, 1), False),
    "of as many as channels": ((m, d), False),
}


@pytest.mark.parametrize("name", SAMPLED)
def test_sampling_with_other_sizes(name: str) -> None:
    (after, before), expected = SAMPLED[name]
    layer = sized(e.as_scalar(before), d, after=e.as_scalar(after))
    assert is_linear_sampling(layer) is expected


def test_no_linear_sampling() -> None:
    assert not is_linear_sampling(replace(pack.sampling, fixed=("Phi_up",)))
    assert not is_linear_sampling(replace(pack.sampling, tokens=(1,)))
    weight = a.ArrayVariable("R", (n, n))
    square = with_formula(pack.encoding, weight @ pack.X, weight)
    assert not is_linear_sampling(square)
    assert not is_linear_sampling(with_formula(pack.encoding, weight @ pack.X + pack.X, weight))
    shrunk = with_formula(pack.encoding, a.ArrayVariable("R", (d, d)) @ pack.X, weight)
    assert not is_linear_sampling(shrunk)
