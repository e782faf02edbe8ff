"""Verdicts are computed from evidence, and evidence is looked at."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from varsym import kernel as k
from varsym.claims.decisions import Claim, Decision, Evidence, decide
from varsym.errors import PackError
from varsym.pack import (
    Compare,
    Condition,
    Identity,
    Lipschitz,
    MapVariable,
    Norm,
    Space,
    WellTyped,
    families,
    for_all,
    index,
    norm,
    reals,
    summation,
)

i, n = index("i n")
x, y, K, eps = reals("x y K eps")
(a,) = families("a")
line, other = Space((x,)), Space((y,))
f, g, h = (MapVariable(name, (), line, line) for name in "fgh")
away = MapVariable("t", (), line, other)


@pytest.mark.parametrize(
    ("goal", "conditions", "reference", "verdict", "kind"),
    [
        (x <= x + 1, (), None, "proved", "kernel"),
        (x + 1 <= x, (), None, "refuted", "counterexample"),
        (x <= y, (), "Knuth", "cited", "citation"),
        (x <= x + 1, (), "Knuth", "proved", "kernel"),
        (WellTyped(away, line, other), (), None, "proved", "shapes"),
        (WellTyped(away @ away, line, other), (), None, "refuted", "shapes"),
        (norm(f @ away) <= x, (), None, "open", "none"),
        (for_all(i, 1, n, a[i] <= x), (for_all(i, 1, n, a[i] <= x),), None, "proved", "kernel"),
        (Lipschitz(f @ g, K * K), (Lipschitz(f, K), Lipschitz(g, K)), None, "proved", "kernel"),
    ],
)
def test_each_kind_of_evidence_gives_its_verdict(
    goal: Condition,
    conditions: tuple[Condition, ...],
    reference: str | None,
    verdict: str,
    kind: str,
) -> None:
    decision = decide(Claim("c", goal, conditions, "sup", reference))
    assert (decision.verdict, decision.evidence.kind) == (verdict, kind)
    assert decision.evidence.summary
    assert "\n" not in decision.evidence.summary


def test_a_proof_is_the_kernels_and_its_certificate_replays() -> None:
    decision = decide(
        Claim("c", norm(f @ g - f @ h) <= K * eps, (Lipschitz(f, K), norm(g - h) <= eps))
    )
    theorems = decision.evidence.theorems
    assert theorems
    assert all(type(t) is k.Theorem for t in theorems)
    again = k.replay(k.loads(k.dumps(k.certificate(theorems))))
    assert [t.judgement for t in again] == [t.judgement for t in theorems]


def test_names_of_norms_in_a_proof_are_explained() -> None:
    decision = decide(Claim("c", norm(f - h) <= norm(f - g) + norm(g - h), ()))
    assert decision.verdict == "proved"
    assert len(decision.evidence.names) == 2


@pytest.mark.parametrize("verdict", ["proved", "refuted", "cited", "open"])
def test_no_verdict_can_be_written(verdict: str) -> None:
    claim = Claim("c", x + 1 <= x, ())
    decision = decide(claim)
    with pytest.raises(AttributeError):
        decision.verdict = verdict  # type: ignore[assignment]
    with pytest.raises(FrozenInstanceError):
        decision.evidence = Evidence("kernel", "trust me")  # type: ignore[misc]
    with pytest.raises(AttributeError):
        claim.verdict = verdict  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        Claim("c", x <= y, (), verdict=verdict)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Decision(claim, decision.evidence, verdict)  # type: ignore[call-arg]
    assert decision.verdict == "refuted"


def test_a_kind_of_its_own_is_refused() -> None:
    with pytest.raises(PackError):
        type("Sure", (Claim,), {"text": "0 = 0"})
    with pytest.raises(Exception, match="Theorem"):
        type("Fake", (k.Theorem,), {})


class Pretender:
    """Looks like a theorem from afar."""

    rule, args, hypotheses = "order", (), frozenset[Any]()
    judgement = k.at_most(k.real("x") + k.ONE, k.real("x"))


@pytest.mark.parametrize("theorems", [(), (Pretender(),), ("proved",), (None,)])
def test_evidence_without_a_theorem_proves_nothing(theorems: tuple[Any, ...]) -> None:
    claim = Claim("c", x + 1 <= x, ())
    try:
        decision = Decision(claim, Evidence("kernel", "trust me", theorems))
    except (PackError, TypeError, k.KernelError):
        return
    assert decision.verdict != "proved"


class Nothing(Condition):
    """A condition that says nothing."""


class AlwaysEqual(Condition):
    """Agrees with everything."""

    def __eq__(self, _: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("goal", [Nothing(), AlwaysEqual(), "proved", True, None, 1])
def test_what_is_no_condition_is_not_proved(goal: Any) -> None:
    claim = Claim("c", goal, ())
    try:
        decision = decide(claim)
    except (PackError, TypeError):
        return
    assert decision.verdict not in ("proved", "cited")


def test_a_claim_is_decided_alone_and_twice_the_same() -> None:
    claim = Claim("c", summation(i, 1, n, a[i]) <= n * x, (for_all(i, 1, n, a[i] <= x), 1 <= n))
    first, second = decide(claim), decide(claim)
    assert first.verdict == second.verdict
    assert first.evidence.summary == second.evidence.summary
    assert decide(replace(claim, conditions=(1 <= n,))).verdict == "refuted"


def test_a_claim_travels_to_another_process() -> None:
    claim = Claim("c", norm(f - Identity(line)) <= x, (norm(f - Identity(line)) <= x,))
    assert pickle.loads(pickle.dumps(claim)) == claim == copy.deepcopy(claim)


def test_the_reading_decides() -> None:
    goal, given = norm(f @ h - g @ h) <= eps, (norm(f - g) <= eps,)
    assert decide(Claim("c", goal, given, "sup")).verdict == "proved"
    assert decide(Claim("c", goal, given, "L_alpha")).verdict == "refuted"


# ------------------------------------------------------------ names that the provers use themselves


@pytest.mark.parametrize("name", ["N1", "N2", "N1x", "c_x", "X", "q", "m", "t"])
def test_a_variable_may_have_any_name(name: str) -> None:
    own = reals(name)[0]
    assert decide(Claim("c", own <= norm(f), ())).verdict == "refuted"
    assert decide(Claim("c", norm(f) + own <= norm(f) + norm(g) + norm(f), ())).verdict == "refuted"
    assert decide(Claim("c", norm(f) <= own, (norm(f) <= own,))).verdict == "proved"


@pytest.mark.parametrize("name", ["c_x", "c_eps", "c_y", "N1"])
def test_no_variable_is_the_constant_of_a_symbol_o(name: str) -> None:
    from varsym.pack import BigOh

    own = reals(name)[0]
    given = (0 < eps, BigOh(x, eps))
    assert decide(Claim("c", x <= own * eps, given)).verdict == "refuted"
    assert decide(Claim("c", x <= 0, (*given, own <= 0))).verdict != "proved"


@pytest.mark.parametrize("name", ["q", "t", "m", "s", "j", "j1", "X"])
def test_an_index_may_have_any_name(name: str) -> None:
    (own,) = index(name)
    (F,) = families("F")
    term = MapVariable("F", (own,), line, line)
    inside = summation(own, 1, n, norm(term))
    assert decide(
        Claim("c", inside <= n * x, (for_all(own, 1, n, norm(term) <= x), 1 <= n))
    ).verdict
    assert F[own] is not None
    outside = summation(i, own, n, norm(MapVariable("F", (i,), line, line)))
    goal = Compare("<=", outside, summation(i, own, n, a[i]))
    near = for_all(i, own, n, norm(MapVariable("F", (i,), line, line)) <= a[i])
    assert decide(Claim("c", goal, (near, 1 <= own, own <= n))).verdict == "proved"


# ------------------------------------------------------------ O(ε), and norms of the other metric


def test_what_is_small_of_second_order_is_not_refuted() -> None:
    from varsym.pack import BigO

    for bound in (eps, eps * eps, 2 * eps):
        given = (0 < eps, norm(f - g) <= bound)
        verdict = decide(Claim("c", Compare("<=", norm(f - g), BigO(eps)), given)).verdict
        assert verdict in ("proved", "open"), bound


def test_a_printed_metric_is_measured_where_there_is_a_measure() -> None:
    from varsym.claims.refuting.search import find_counterexample

    goal = Norm(f @ h - g @ h, "L_alpha") <= norm(f - g, "sup")
    assert find_counterexample((), goal, "sup", 300) is None
    assert decide(Claim("c", goal, ())).verdict == "proved"
