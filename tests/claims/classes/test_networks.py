"""Classes of networks as data: what is refused, what is chosen, how they are shown."""

from __future__ import annotations

import pytest
from latex_scripts import complaints

from proofs.var_universality import network_classes as pack
from proofs.var_universality.notation import K, r
from varsym.claims import expressions as e
from varsym.claims.classes.networks import (
    Branch,
    Layer,
    LipschitzChains,
    Network,
    Parallel,
    Repeat,
    Series,
    Universal,
    layers_of,
    letter_of,
)
from varsym.claims.classes.tameness import eventually_monotone, foreign_operation
from varsym.claims.formulas import arrays as a
from varsym.claims.render import latex, text
from varsym.errors import PackError

n, d = e.reals("n d")
(k,) = e.index("k")
X, Y, E = (a.ArrayVariable(name, (n, d)) for name in "XYE")
one = e.as_scalar(1)


def layer(value: a.Array) -> Layer:
    return Layer("L", a.Formula(tuple(map(a.Let, (X, Y, E))), (a.Defined(Y, value),)), "X", "Y")


@pytest.mark.parametrize("letters", [("X", "Z"), ("Z", "Y")])
def test_letters_that_a_formula_lacks(letters: tuple[str, str]) -> None:
    with pytest.raises(PackError, match="which its formula lacks"):
        Layer("L", layer(X).formula, *letters)


def test_a_family_is_no_argument() -> None:
    family = a.ArrayVariable("X", (n, d), (k,))
    formula = a.Formula((a.Let(family), a.Let(Y)), (a.Defined(Y, family),))
    with pytest.raises(PackError, match="family X"):
        Layer("L", formula, "X", "Y")


@pytest.mark.parametrize("tokens", [(), (2,), (-1,), (0, 2)])
def test_axes_that_number_no_tokens(tokens: tuple[int, ...]) -> None:
    with pytest.raises(PackError, match="axes"):
        Layer("L", layer(X).formula, "X", "Y", tokens)


def test_a_class_without_a_layer() -> None:
    with pytest.raises(PackError, match="without a layer"):
        Universal(Series(()), LipschitzChains(r, K))


@pytest.mark.parametrize("times", [one, r - 1, r + 1, e.Real("r", (k,))])
def test_numbers_that_are_no_letters(times: e.Scalar) -> None:
    with pytest.raises(PackError, match="A letter"):
        Repeat(times, pack.FFN)
    with pytest.raises(PackError, match="A letter"):
        LipschitzChains(times, K)
    with pytest.raises(PackError, match="A letter"):
        LipschitzChains(r, times)


@pytest.mark.parametrize("factor", [e.as_scalar(0), e.as_scalar(-1), n - d, one - n])
def test_branches_that_may_not_be_positive(factor: e.Scalar) -> None:
    with pytest.raises(PackError, match="coefficient"):
        Branch(factor)


@pytest.mark.parametrize("factor", [one, one / 2, n * d / 2, n + d, n**2])
def test_branches_that_are_positive(factor: e.Scalar) -> None:
    assert Branch(factor).coefficient == factor


def test_definitions_of_no_letter() -> None:
    with pytest.raises(PackError):
        letter_of(X + Y)


def test_weights_are_what_is_neither_given_nor_defined() -> None:
    assert [w.name for w in pack.attention.weights] == ["W_Q", "W_K", "W_V"]
    assert [w.name for w in pack.FFN.weights] == ["W1", "W2", "b1", "b2"]
    assert pack.up.weights == ()
    assert [w.name for w in pack.sampling.weights] == ["Phi_up"]


def test_layers_in_their_order() -> None:
    assert layers_of(Series(())) == ()
    both = Parallel((Branch(one), Branch(one, pack.attention), Branch(one, pack.FFN)))
    assert layers_of(Repeat(r, Series((pack.FFN, both)))) == (pack.FFN, pack.attention)


@pytest.mark.parametrize(
    "make", [pack.var_class, pack.flowar_class, pack.hofar_class], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize("bounded", [False, True])
def test_claims_are_well_formed_latex(make: object, encoded: bool, bounded: bool) -> None:
    goal = pack.universal(make(encoded=encoded), bounded=bounded)  # type: ignore[operator]
    assert complaints(latex(goal)) == []
    assert ("bounded" in text(goal)) is bounded


@pytest.mark.parametrize(
    ("network", "shown"),
    [
        (Series((pack.FFN, pack.attention)), "Attn∘FFN"),
        (Repeat(r, pack.FFN), "(FFN)^r"),
        (Parallel((Branch(one), Branch(one / 2, pack.FFN))), "id + (1 / 2)·(FFN)"),
    ],
)
def test_networks_in_text(network: Network, shown: str) -> None:
    found = text(Universal(network, LipschitzChains(r, K)))
    assert found.endswith(f"τ = {shown}")


def test_operations_that_lead_out_of_tame_functions() -> None:
    assert eventually_monotone(layer(a.exp(a.relu(X)) / a.norm_2(E[1, a.ALL]))) is False
    assert foreign_operation(layer(a.Applied("sin", (), (n, d), (n, d), X))) == "Applied"
    assert foreign_operation(layer(X + a.Applied("f", (), (n, d), (n, d), X))) == "Applied"
    assert eventually_monotone(layer(a.exp(a.relu(X)) * E))
    assert eventually_monotone(pack.hofar_class(encoded=True))
    assert not eventually_monotone(Series((pack.FFN, layer(a.Applied("f", (), (n, d), (n, d), X)))))
