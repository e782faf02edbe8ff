"""Which classes the theorem on positional encodings is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs.var_universality.network_classes import (
    FFN,
    attention,
    encoding,
    flowar_class,
    hofar_class,
    sampling,
    up,
    var_class,
)
from varsym.claims import expressions as e
from varsym.claims.classes.coding import can_vanish, hands_on, is_coded
from varsym.claims.classes.networks import Branch, Layer, Network, Parallel, Repeat, Series
from varsym.claims.formulas import arrays as a

(r,) = e.index("r")
one, two = e.as_scalar(1), e.as_scalar(2)
PLAIN = Branch(one)


def with_residual(network: Network, coefficient: e.Scalar = one) -> Parallel:
    return Parallel((Branch(coefficient), Branch(one, network)))


CODED: dict[str, Network] = {
    "VAR": var_class(encoded=True),
    "FlowAR": flowar_class(encoded=True),
    "HOFAR": hofar_class(encoded=True),
    "VAR with a residual": var_class(encoded=True, residual=True),
    "two layers before": Series((up, FFN, encoding, FFN, attention, FFN)),
    "no attention": Series((up, encoding, FFN)),
    "attention before": Series((up, attention, encoding, attention, FFN)),
}
NOT_CODED: dict[str, Network] = {
    "nothing": Series(()),
    "one layer": up,
    "no encoding": var_class(),
    "no encoding with a layer before": var_class(before=True),
    "encoding after the last layer": Series((up, attention, FFN, encoding)),
    "encoding before the interpolation": Series((encoding, up, attention, FFN)),
    "no last layer": Series((up, encoding, attention)),
    "attention twice": Series((up, encoding, attention, attention, FFN)),
    "no interpolation": Series((encoding, attention, FFN)),
    "a residual twice": Series((up, encoding, with_residual(attention, two), FFN)),
    "a branch that stays": Series(
        (up, Parallel((Branch(one, Series((encoding, attention, FFN))), Branch(one, FFN))))
    ),
}


@pytest.mark.parametrize("name", CODED)
def test_classes_with_an_encoding(name: str) -> None:
    assert is_coded(CODED[name])
    assert is_coded(Repeat(r, CODED[name]))


@pytest.mark.parametrize("name", NOT_CODED)
def test_classes_that_are_not_recognised(name: str) -> None:
    assert not is_coded(NOT_CODED[name])
    assert not is_coded(Repeat(r, NOT_CODED[name]))


def test_one_round_may_do_what_many_rounds_cannot() -> None:
    doubled = Series((up, Parallel((Branch(two), Branch(one, Series((encoding, attention, FFN)))))))
    assert is_coded(doubled)
    assert not is_coded(Repeat(r, doubled))


def test_layers_that_hand_tokens_on() -> None:
    assert hands_on(up)
    assert hands_on(sampling)
    assert not hands_on(encoding)
    assert not hands_on(FFN)
    assert not hands_on(attention)
    assert not hands_on(Series((up,)))


n, d, m = e.reals("n d m")


def first_token(after: e.Scalar, before: e.Scalar, *more: a.Declaration, last: object) -> Layer:
    """Return Y_k = X_1, for each k up to `last`."""
    (k,) = e.index("k")
    X, Y = a.ArrayVariable("X", (before, d)), a.ArrayVariable("Y", (after, d))
    letters = (a.Sides("n d m"), a.Let(X), a.Let(Y), a.Ranging(k, 1, last), *more)
    return Layer("L", a.Formula(letters, (a.Defined(Y[k, a.ALL], X[1, a.ALL]),)), "X", "Y")


def test_tokens_are_handed_on_to_any_number_of_tokens() -> None:
    assert hands_on(first_token(m, n, last=m))
    assert is_coded(Series((first_token(m, n, last=m), encoding, attention, FFN)))
    some = e.as_scalar(4)
    for tied in (
        first_token(n, n, last=n),
        first_token(d, n, last=d),
        first_token(some, n, last=some),
        first_token(m, some, last=m),
        first_token(m, n, last=n),
        first_token(m, n, last=m - 1),
        first_token(m, n, a.PositiveInteger(1 / m), last=m),
        first_token(m, n, a.PositiveInteger(m / 2), last=m),
    ):
        assert not hands_on(tied)
        assert not is_coded(Series((tied, encoding, attention, FFN)))


def tied_encoding(more: a.Declaration) -> Layer:
    formula = encoding.formula
    return replace(encoding, formula=replace(formula, declared=(*formula.declared, more)))


def test_a_layer_with_tied_sizes_spoils_a_class() -> None:
    tied = replace(attention, formula=replace(attention.formula, where=(n <= 1,)))
    others = tied_encoding(a.PositiveInteger(1 / n)), tied_encoding(a.PositiveInteger(d / 2))
    assert is_coded(Series((up, tied_encoding(a.PositiveInteger(n)), attention, FFN)))
    for other in others:
        assert not is_coded(Series((up, other, attention, FFN)))
        assert not is_coded(Series((up, other, encoding, attention, FFN)))
    assert not is_coded(Series((up, encoding, tied, FFN)))
    assert not can_vanish(tied)
    one_branch = Branch(one, Series((encoding, attention, FFN)))
    assert is_coded(Series((up, Parallel((one_branch, Branch(one, attention))))))
    assert not is_coded(Series((up, Parallel((one_branch, Branch(one, tied))))))


def test_networks_that_can_vanish() -> None:
    assert can_vanish(attention)
    assert can_vanish(sampling)
    assert can_vanish(Series((FFN, attention)))
    assert can_vanish(Series((attention, FFN)))
    assert not can_vanish(FFN)
    assert not can_vanish(encoding)
    assert not can_vanish(up)
    assert not can_vanish(with_residual(attention))
