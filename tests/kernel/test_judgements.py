"""Judgements by example."""

from __future__ import annotations

from typing import Any

import pytest

from varsym.kernel import (
    METRICS,
    ONE,
    ZERO,
    Judgement,
    Space,
    Substitution,
    TermError,
    at_most,
    below,
    equal,
    every,
    growth,
    identity,
    index,
    linear,
    lipschitz,
    map_variable,
    norm_at_most,
    number,
    push_forward,
    real,
    same_map,
    summation,
    zero_map,
)

V, W = Space((real("v"),)), Space((real("w"),))
f = map_variable("f", (), V, V)
K, n, i, j = real("K"), index("n"), index("i"), index("j")
x_i, x_j = real("x", i), real("x", j)


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("judgement", "text"),
    [
        (norm_at_most("sup", f, K), "‖f‖_sup <= K"),
        (norm_at_most("L_alpha", f, K), "‖f‖_L_alpha <= K"),
        (lipschitz(f, K), "Lip(f) <= K"),
        (growth(f, K), "|(f)(x)| <= (K)*|x|"),
        (push_forward(f, K), "Push(f) <= K"),
        (linear(f), "linear(f)"),
        (same_map(f, identity(V)), "f = id"),
        (equal(K, ONE), "K = 1"),
        (at_most(K, ONE), "K <= 1"),
        (below(K, ONE), "K < 1"),
        (every("i", ONE, n, at_most(x_i, K)), "for all 1 <= @0 <= n: x[@0] <= K"),
    ],
)
def test_each_kind_is_shown_and_unlike_the_others(judgement: Judgement, text: str) -> None:
    assert str(judgement) == text
    assert judgement.substitute(Substitution(real={"z": ((), K)})) == judgement
    for other in (lipschitz(f, ZERO), at_most(ONE, K), linear(identity(V))):
        assert judgement != other


def test_metrics_differ() -> None:
    assert len({norm_at_most(metric, f, K) for metric in METRICS}) == 2


@pytest.mark.parametrize(
    "build",
    [
        lambda: norm_at_most("max", f, K),
        lambda: norm_at_most(Text("sup"), f, K),
        lambda: lipschitz(K, K),  # type: ignore[arg-type]
        lambda: lipschitz(f, 1),  # type: ignore[arg-type]
        lambda: at_most(0, K),  # type: ignore[arg-type]
        lambda: at_most(f, f),  # type: ignore[arg-type]
        lambda: same_map(f, zero_map(V, W)),
        lambda: same_map(f, zero_map(W, V)),
        lambda: every("i", K, n, at_most(x_i, K)),
        lambda: Judgement("every", ("@0", ONE, n, x_i)),
        lambda: Judgement("max", ("@0", ONE, n, at_most(K, K))),
        lambda: Judgement("<=", [ZERO, ONE]),  # type: ignore[arg-type]
        lambda: Judgement(Text("<="), (ZERO, ONE)),
        lambda: Judgement("<=", (ZERO,)),
        lambda: Judgement("<=", (ZERO, ONE, ONE)),
        lambda: Judgement(">=", (ONE, ZERO)),
        lambda: Judgement("every", ("i", ONE, n, at_most(x_i, K))),
        lambda: Judgement("every", ("@1", ONE, n, at_most(K, K))),
        lambda: Judgement("every", (Text("@0"), ONE, n, at_most(K, K))),
    ],
)
def test_malformed_judgements_cannot_be_built(build: Any) -> None:
    with pytest.raises(TermError):
        build()


def test_bound_indices_have_no_name() -> None:
    assert every("i", ONE, n, at_most(x_i, K)) == every("j", ONE, n, at_most(x_j, K))
    assert every("i", ONE, n, at_most(x_i, x_j)) != every("j", ONE, n, at_most(x_i, x_j))
    nested = every("i", ONE, n, every("i", ONE, i, at_most(x_i, K)))
    assert nested == every("j", ONE, n, every("i", ONE, j, at_most(x_i, K)))
    assert nested.free == {"n"}


def test_substitution_under_a_quantifier_captures_nothing() -> None:
    claim = every("i", ONE, n, at_most(x_i, real("a")))
    moved = claim.substitute(Substitution({"n": i}, {"a": ((), summation("j", ONE, i, x_j))}))
    assert moved == every("k", ONE, i, at_most(real("x", index("k")), summation("j", ONE, i, x_j)))
    assert moved.free == {"i"}
    assert claim.substitute(Substitution({"i": number(3)})) == claim


def test_judgements_do_not_change() -> None:
    judgement = at_most(ZERO, ONE)
    with pytest.raises(TermError):
        judgement.parts = (ONE, ZERO)
    with pytest.raises(TermError, match="second time"):
        judgement.__init__("<=", (ONE, ZERO))  # type: ignore[misc]
    assert judgement == at_most(ZERO, ONE)
    assert judgement.parts == (ZERO, ONE)
