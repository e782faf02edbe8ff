"""Every rule, by example: what it concludes, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from rule_cases import ACCEPT, REJECT

from varsym.kernel import ONE, KernelError, RuleError, Theorem, equal, rules
from varsym.kernel.theorem import RULES

TRUE = equal(ONE, ONE)
PREMISE = rules.assume(TRUE)


def label(case: Any) -> str:
    return str(case[0])


@pytest.mark.parametrize("case", ACCEPT, ids=label)
def test_rule_concludes(case: tuple[Any, ...]) -> None:
    name, args, conclusion, *given = case
    theorem = RULES[name](*args)
    assert theorem.judgement == conclusion
    premises = [t.hypotheses for t in flattened(args) if isinstance(t, Theorem)]
    expected = given[0] if given else frozenset[Any]().union(*premises)
    assert theorem.hypotheses == frozenset(expected)
    assert type(theorem.hypotheses) is frozenset


@pytest.mark.parametrize("case", REJECT, ids=label)
def test_rule_refuses(case: tuple[str, tuple[Any, ...], str]) -> None:
    name, args, words = case
    with pytest.raises(KernelError) as caught:
        RULES[name](*args)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_cases_of_both_kinds(name: str) -> None:
    assert name in {case[0] for case in ACCEPT}
    assert name in {case[0] for case in REJECT}


@pytest.mark.parametrize("name", RULES)
def test_every_rule_refuses_junk(name: str) -> None:
    count = RULES[name].__wrapped__.__code__.co_argcount  # type: ignore[attr-defined]
    for junk in (1.5, None, True, [], object(), b"x", {}):
        with pytest.raises(RuleError):
            RULES[name](*[junk] * count)
    with pytest.raises(RuleError):
        RULES[name](*[PREMISE] * (count + 1))
    with pytest.raises(RuleError, match="positional"):
        RULES[name](judgement=TRUE)


def flattened(args: Any) -> list[Any]:
    return [y for x in args for y in flattened(x)] if isinstance(args, tuple) else [args]


def rests_on_premises(case: Any) -> bool:
    return any(isinstance(t, Theorem) for t in flattened(case[1]))


def backed(arg: Any) -> Any:
    """Return `arg` with every theorem in it resting on a citation and an oracle as well."""
    if isinstance(arg, tuple):
        return tuple(map(backed, arg))
    if not isinstance(arg, Theorem):
        return arg
    for backing in (rules.cite("S", TRUE), rules.oracle("P", TRUE)):
        arg = rules.cut(backing, rules.weaken(arg, TRUE))
    return arg


@pytest.mark.parametrize("case", [*filter(rests_on_premises, ACCEPT)], ids=label)
def test_rule_keeps_citations_and_oracles(case: tuple[Any, ...]) -> None:
    name, args, conclusion = case[:3]
    theorem = RULES[name](*backed(args))
    assert theorem.judgement == conclusion
    assert theorem.hypotheses == RULES[name](*args).hypotheses
    assert theorem.citations == {("S", TRUE)}
    assert theorem.oracles == {("P", TRUE)}
