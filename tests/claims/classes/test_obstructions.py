"""Random members really stay away from the targets, and the named one as far as is said."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from proofs.var_universality import network_classes as pack
from proofs.var_universality.notation import K, r
from varsym.claims import expressions as e
from varsym.claims.classes.evidence import examine_classes
from varsym.claims.classes.networks import (
    Branch,
    Layer,
    LipschitzChains,
    Network,
    Parallel,
    Repeat,
    Series,
    Universal,
)
from varsym.claims.classes.obstructions import Obstruction, obstructions
from varsym.claims.decisions import Claim, decide
from varsym.claims.formulas import arrays as a
from varsym.maps.attention import Attention

UNLIKE = np.array([[1.0], [-1.0], [-1.0], [1.0]])


OPPOSED = "τ = 0 (W_V takes the residual away, all other weights 0)"
PLAIN = Branch(e.as_scalar(1))


def doubled(layer: Network) -> Network:
    """Return 2 id + layer."""
    return Parallel((Branch(e.as_scalar(2)), Branch(e.as_scalar(1), layer)))


class Weights:
    """A member with one channel and four tokens, its weights drawn at random."""

    def __init__(self, seed: int) -> None:
        self.draw = np.random.default_rng(seed)
        self.scale = 10 ** self.draw.uniform(-2, 1)

    def some(self, *shape: int) -> np.ndarray:
        return np.asarray(self.scale * self.draw.standard_normal(shape))

    def attention(self, x: np.ndarray) -> np.ndarray:
        scores = self.some(1)[0] * x @ x.T
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        attended = weights / weights.sum(axis=1, keepdims=True) @ x
        return np.asarray(attended * self.some(1)[0])

    def feed_forward(self, x: np.ndarray) -> np.ndarray:
        width = int(self.draw.integers(1, 9))
        W1, W2, b1 = self.some(1, width), self.some(width, 1), self.some(width)
        added = np.maximum(x @ W1 + b1, 0) @ W2
        return np.asarray(x + added + self.some(1))


def var_member(seed: int, x: float, *, encoded: bool = False) -> np.ndarray:
    weights = Weights(seed)
    tokens = np.full((4, 1), x) + (weights.some(4, 1) if encoded else 0)
    return weights.feed_forward(weights.attention(tokens))


def flowar_member(seed: int, x: float) -> np.ndarray:
    weights = Weights(seed)
    return weights.feed_forward(weights.attention(weights.some(4, 1) * x))


def found(network: Network, *, bounded: bool = False) -> list[Obstruction]:
    return list(obstructions(Universal(Repeat(r, network), LipschitzChains(r, K, bounded))))


@pytest.mark.parametrize("seed", range(40))
def test_members_of_the_printed_class_keep_away_at_every_input(seed: int) -> None:
    first = found(pack.var_class())[0]
    for x in (-3.0, 0.0, 0.4, 20.0):
        assert abs(var_member(seed, x) - UNLIKE).max() >= first.distance


@pytest.mark.parametrize("seed", range(40))
def test_members_with_free_sampling_keep_away_at_zero(seed: int) -> None:
    first, *_ = found(pack.flowar_class())
    assert "τ(0)" in first.shared
    assert first.integral is None
    assert abs(flowar_member(seed, 0.0) - UNLIKE).max() >= first.distance


def test_members_with_free_sampling_come_nearer_elsewhere() -> None:
    member = Weights(0)
    member.some = lambda *shape: np.full(shape, 9.0)  # type: ignore[method-assign]
    assert abs(member.attention(UNLIKE) / 9 - UNLIKE).max() < 1e-6


@pytest.mark.parametrize("seed", range(20))
def test_members_with_an_encoding_keep_away_from_a_wave(seed: int) -> None:
    (wave,) = found(pack.var_class(encoded=True))
    inputs = np.arange(1_000_000.0, 1_000_040.0)
    values = [var_member(seed, x, encoded=True)[0, 0] for x in inputs]
    distance = max(abs(y - x % 2) for x, y in zip(inputs, values, strict=True))
    assert distance >= float(wave.distance) - 1e-6


def test_the_wave_is_no_obstruction_on_a_bounded_set() -> None:
    assert found(pack.var_class(encoded=True), bounded=True) == []


@pytest.mark.parametrize(
    ("network", "member"),
    [
        (pack.var_class(), "τ = 0 (all weights 0)"),
        (pack.var_class(encoded=True), "τ = 1/2 (all weights 0 but b2 = 1/2)"),
        (pack.flowar_class(), "τ = 0 (all weights 0)"),
        (pack.var_class(residual=True), OPPOSED),
        (pack.hofar_class(), OPPOSED),
        (pack.hofar_class(residual=True), None),
        (Series((pack.up, doubled(pack.attention), pack.FFN)), None),
        (Series((pack.up, Parallel((PLAIN, PLAIN, Branch(e.as_scalar(1), pack.attention))))), None),
        (Series((pack.up, Parallel((PLAIN, Branch(e.as_scalar(1), pack.FFN))))), None),
    ],
)
def test_the_nearest_member(network: Network, member: str | None) -> None:
    assert found(network)[0].member == member


@pytest.mark.parametrize("step", [Fraction(1), Fraction(1, 3), Fraction(7, 2)])
@pytest.mark.parametrize("x", [Fraction(0), Fraction(5), Fraction(-2, 7)])
def test_a_residual_is_taken_away_by_opposite_values(step: Fraction, x: Fraction) -> None:
    tokens = [[x]] * 4
    attended = Attention([[0]], [[0]], [[-1 / step]]).exact(tokens)
    assert (np.array(tokens, dtype=object) + step * attended == 0).all()


def test_a_constant_is_at_just_the_distance() -> None:
    assert abs(0 - UNLIKE).max() == found(pack.var_class())[0].distance
    wave = np.array([min(x % 2, 2 - x % 2) for x in np.linspace(0, 8, 801)])
    assert abs(wave - 0.5).max() == found(pack.var_class(encoded=True))[0].distance


def test_a_round_that_is_repeated_freely_may_spread_tokens_at_zero() -> None:
    (n,) = e.reals("n")
    free = Universal(Repeat(n, pack.flowar_class()), LipschitzChains(r, K))
    assert all("τ(0)" not in o.shared for o in obstructions(free))
    twice = Universal(Series((pack.flowar_class(),) * 2), LipschitzChains(r, K, bounded=True))
    assert list(obstructions(twice)) == []


@pytest.mark.parametrize("metric", ["sup", "L_alpha"])
@pytest.mark.parametrize("bounded", [False, True])
def test_what_is_told(metric: str, bounded: bool) -> None:
    goal = Universal(Repeat(r, pack.var_class()), LipschitzChains(r, K, bounded))
    told = examine_classes(goal, metric)
    assert told.holds is False
    assert len(told.faults) == 1
    data = told.counterexample
    assert data is not None
    assert data["assignment"]["inputs"] == ("[0, 1]" if bounded else "R")
    assert ("∞" in data["left"]) is (metric == "L_alpha" and not bounded)
    assert "Attn and FFN keep equal tokens" in told.summary


def test_no_member_is_named_where_sizes_may_not_fit() -> None:
    n, d = e.reals("n d")
    one = e.as_scalar(1)
    for sides, named in (((n, d), True), ((one, d), False), ((n, one + 1), False)):
        letters = [a.ArrayVariable(name, sides) for name in "XY"]
        formula = a.Formula((a.Sides("n d"), *map(a.Let, letters)), (a.Defined(*letters[::-1]),))
        network = Series((pack.up, Layer("L", formula, "X", "Y"), pack.attention, pack.FFN))
        assert (found(network)[0].member is not None) is named
    formula = replace(pack.attention.formula, where=(n <= 1,))
    bounded = replace(pack.attention, formula=formula)
    assert found(Series((pack.up, bounded, pack.FFN)))[0].member is None


CLASSES = {"VAR": pack.var_class(), "with an encoding": pack.var_class(encoded=True)}


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("metric", ["sup", "L_alpha"])
def test_a_refutation_holds_under_the_conditions(name: str, metric: str) -> None:
    goal = Universal(Repeat(r, CLASSES[name]), LipschitzChains(r, K))
    for conditions, constant in (
        ((), "4"),
        ((K > 0,), "4"),
        ((K >= 1, e.equals(r, 1)), "4"),
        ((K > 10,), "11"),
        ((K > 4, K < 5), "9/2"),
    ):
        told = examine_classes(goal, metric, conditions)
        assert told.holds is False
        assert told.counterexample is not None
        assert told.counterexample["assignment"]["K"] == constant
        assert decide(Claim("demo", goal, conditions, metric)).verdict == "refuted"


@pytest.mark.parametrize(
    "conditions",
    [
        (K < 0,),
        (e.as_scalar(1) < 0,),
        (K <= Fraction(1, 8),),
        (r >= 2,),
        (K > 0, r >= 2),
        (e.Real("d") >= 2,),
        (e.norm(e.Identity(e.Space((e.Real("d"),)))) <= K,),
    ],
)
def test_nothing_is_refuted_beyond_the_conditions(conditions: tuple[e.Condition, ...]) -> None:
    for network, bounded in ((pack.var_class(), True), (pack.var_class(encoded=True), False)):
        goal = Universal(Repeat(r, network), LipschitzChains(r, K, bounded))
        assert examine_classes(goal, "sup", conditions).holds is None
        assert decide(Claim("demo", goal, conditions)).verdict == "open"
    coded = Universal(Repeat(r, pack.var_class(encoded=True)), LipschitzChains(r, K, bounded=True))
    assert decide(Claim("demo", coded, conditions)).verdict == "proved"


def test_nothing_is_told_of_what_is_not_decided() -> None:
    goal = Universal(
        Series((pack.up, pack.encoding, pack.attention)), LipschitzChains(r, K, bounded=True)
    )
    assert examine_classes(goal).holds is None
    on_all = Universal(Repeat(r, pack.flowar_class()), LipschitzChains(r, K, bounded=True))
    assert examine_classes(on_all, "L_alpha").holds is None
    assert examine_classes(on_all).holds is False


def test_a_class_that_is_proved_names_its_code() -> None:
    goal = Universal(Repeat(r, pack.var_class(encoded=True)), LipschitzChains(r, K, bounded=True))
    told = examine_classes(goal)
    assert told.holds is True
    scale = re.search(r"E_k = (\d+) k e_1, W_Q W_K\^⊤ = 1/(\d+)", told.summary)
    assert scale is not None
    assert Fraction(scale[1]) ** 2 == int(scale[2])
    assert "Leshno" in told.summary
