"""Claims about classes follow their formulas: each change of a layer changes what is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proofs.var_universality import network_classes as pack
from proofs.var_universality import paper
from varsym.claims.classes.evidence import examine_classes
from varsym.claims.classes.networks import Layer
from varsym.claims.formulas import arrays as a
from varsym.graph.paper import Paper
from varsym.pack import Formula, Index, Network, Series, Statement, Universal, as_scalar

k = Index("k")


def with_values(layer: Layer, *values: a.Array | None, more: tuple[a.Array, ...] = ()) -> Layer:
    """Return a layer whose definitions have other values; None leaves one as it is."""
    lines = tuple(
        line if value is None else a.Defined(line.target, value)
        for line, value in zip(layer.definitions, values, strict=True)
    )
    declared = (*layer.formula.declared, *(a.Let(x) for x in more))  # type: ignore[arg-type]
    return replace(layer, formula=Formula(declared, lines))


def holds(network: Network, metric: str = "sup", *, bounded: bool = False) -> bool | None:
    return examine_classes(pack.universal(network, bounded=bounded), metric).holds


def is_like_tokens(network: Network) -> bool:
    """Return whether the class is refuted because all tokens of its members are equal."""
    found = examine_classes(pack.universal(network, bounded=True))
    return found.holds is False and "all tokens of τ(x) are equal" in found.summary


scores, sums, value = pack.attention.definitions
X, A, D = (pack.attention._arrays[name] for name in "XAD")
exponent = scores.value.argument  # type: ignore[attr-defined]
C, F = pack.FFN.argument, pack.FFN.result
printed = pack.FFN.definitions[0].value
by_token = a.ArrayVariable("B", C.shape)
i, j = Index("i"), Index("j")
between = a.ArrayVariable("T", A.shape)
weights_by_place = with_values(
    pack.attention, scores.value * between[i, j], None, None, more=(between,)
)
KEEPING = {
    "as printed": pack.attention,
    "scores with the other sign": with_values(
        pack.attention, a.exp(a.Quantity(as_scalar(-1)) * exponent), None, None
    ),
    "no exp": with_values(pack.attention, exponent, None, None),
    "multiplied by the sums": with_values(pack.attention, None, None, D @ A @ X),
    "no sums": with_values(pack.attention, None, None, A @ X),
}


@pytest.mark.parametrize("name", KEEPING)
def test_attention_that_keeps_equal_tokens(name: str) -> None:
    layer = KEEPING[name]
    assert is_like_tokens(pack.var_layer(pack.up, layer))
    assert is_like_tokens(pack.var_layer(pack.up, layer, residual=True))
    assert is_like_tokens(pack.var_layer(pack.up, layer, before=True))
    coded = holds(pack.var_layer(pack.up, layer, encoded=True), bounded=True)
    assert coded is (True if name == "as printed" else None)


def test_attention_with_weights_by_place() -> None:
    network = pack.var_layer(pack.up, weights_by_place)
    assert not is_like_tokens(network)
    found = examine_classes(pack.universal(network, bounded=True))
    assert found.holds is False
    assert "all tokens of τ(0) are equal" in found.summary
    assert holds(network, "L_alpha", bounded=True) is None
    assert holds(network, "L_alpha") is False
    # The wave alone is left, where the attention adds something at 0.
    coded = pack.var_layer(pack.up, weights_by_place, encoded=True)
    assert holds(coded, bounded=True) is None
    assert "eventually monotone" in examine_classes(pack.universal(coded)).summary


@pytest.mark.parametrize(
    ("added", "like", "like_at_zero"),
    [
        (by_token[a.ALL, k], False, False),
        (by_token[a.ALL, 1], True, True),
        (a.Quantity(k) * C[a.ALL, k], False, True),
        (a.Quantity(k) * by_token[a.ALL, 1], False, False),
        (C[a.ALL, 1], True, True),
    ],
)
def test_a_feed_forward_layer_with_another_term(
    added: a.Array, like: bool, like_at_zero: bool
) -> None:
    layer = with_values(pack.FFN, printed + added, more=(by_token,))
    network = Series((pack.up, pack.attention, layer))
    assert is_like_tokens(network) is like
    assert holds(network, bounded=True) is (False if like_at_zero else None)


@pytest.mark.parametrize("flipped", [1, 2])
def test_a_feed_forward_layer_with_another_sign(flipped: int) -> None:
    (line,) = pack.FFN.definitions
    first, last = line.value.terms  # type: ignore[attr-defined]
    changed = a.ArraySum((first, (-last[0], last[1]))) if flipped == 2 else a.ArraySum(
        ((-first[0], first[1]), last)
    )  # fmt: skip
    network = Series((pack.up, pack.encoding, pack.attention, with_values(pack.FFN, changed)))
    assert holds(network, bounded=True) is None


@pytest.mark.parametrize("metric", ["sup", "L_alpha"])
def test_a_positional_encoding_alone_and_with_bounded_inputs(metric: str) -> None:
    for make in (pack.var_class, pack.hofar_class):
        assert holds(make(encoded=True), metric) is False
        assert holds(make(), metric, bounded=True) is False
        assert holds(make(encoded=True), metric, bounded=True) is True
    assert holds(pack.flowar_class(encoded=True), metric, bounded=True) is True


def test_an_interpolation_whose_weights_do_not_add_up_is_not_known() -> None:
    plain = replace(pack.up, normalised=())
    assert not is_like_tokens(pack.var_layer(plain, pack.attention))
    assert holds(pack.var_layer(plain, pack.attention, encoded=True), bounded=True) is None


def test_a_map_that_is_not_known() -> None:
    sine = with_values(pack.encoding, a.Applied("sin", (), X.shape, X.shape, pack.X))
    network = Series((pack.up, sine, pack.encoding, pack.attention, pack.FFN))
    assert holds(network) is None
    assert holds(network, bounded=True) is None


# ------------------------------------------------------------------------------ statements


def verdict(statement: Statement) -> str:
    """Return the verdict on a statement, with what it cites and no more of the paper."""
    cited = replace(paper.statements["lem:6.1"], depends_on=[])
    alone = replace(statement, depends_on=[cited.id], composition=None)
    return Paper("one", "One", [cited, alone]).audit([statement.id])[statement.id].verdict


def without(statement: Statement, *, proved: bool) -> Statement:
    """Return a statement without the repairs of its class that are, or are not, proved."""
    kept = [
        r
        for r in statement.repairs
        if not isinstance(r.conclusion, Universal)
        or (examine_classes(r.conclusion).holds is True) is not proved
    ]
    return replace(statement, repairs=kept)


@pytest.mark.parametrize("name", ["thm:4.1", "cor:4.2", "thm:6.6", "cor:7.2", "cor:7.3"])
def test_a_class_that_nothing_mends_is_refuted(name: str) -> None:
    statement = paper.statements[name]
    assert verdict(without(statement, proved=True)) == "refuted"
    assert verdict(without(statement, proved=False)) == "repaired"


def test_a_repair_of_another_claim_does_not_mend_a_class() -> None:
    statement = paper.statements["thm:6.6"]
    others = [replace(r, mends="step:2") for r in statement.repairs]
    assert verdict(replace(statement, repairs=others)) == "refuted"
