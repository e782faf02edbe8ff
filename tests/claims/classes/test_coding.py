"""Which classes the theorem on positional encodings is about."""

from __future__ import annotations

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
from varsym.claims.classes.networks import Branch, Network, Parallel, Repeat, Series

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


def test_networks_that_can_vanish() -> None:
    assert can_vanish(attention)
    assert can_vanish(sampling)
    assert can_vanish(Series((FFN, attention)))
    assert can_vanish(Series((attention, FFN)))
    assert not can_vanish(FFN)
    assert not can_vanish(encoding)
    assert not can_vanish(up)
    assert not can_vanish(with_residual(attention))
