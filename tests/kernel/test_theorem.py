"""Roads to a forged theorem, each of them closed; and what a rule does with its premises."""

from __future__ import annotations

import copy
import copyreg
import dataclasses
import operator
import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from varsym.kernel import (
    ONE,
    ZERO,
    Judgement,
    KernelError,
    RuleError,
    Space,
    TermError,
    Theorem,
    at_most,
    below,
    certificate,
    equal,
    every,
    index,
    lipschitz,
    map_variable,
    number,
    real,
    replay,
    rules,
    same_map,
    zero_map,
)
from varsym.kernel import theorem as module
from varsym.kernel.scalars import index_atom
from varsym.kernel.theorem import RULES, Draft, close_rules, rule

FALSE = at_most(ONE, ZERO)
TRUE = at_most(ZERO, ONE)
SLOTS = ("judgement", "hypotheses", "citations", "oracles", "rule", "args", "_seal")
i, n, x_i = index("i"), index("n"), real("x", index("i"))
V = Space((real("v"),))
f = map_variable("f", (), V, V)


def proved() -> Theorem:
    return rules.order("<=", ZERO, ONE, ((Fraction(1), ONE, ()),))


def test_a_true_theorem_rests_on_nothing() -> None:
    theorem = proved()
    assert theorem.judgement == TRUE
    assert (theorem.hypotheses, theorem.citations, theorem.oracles) == (frozenset(),) * 3
    assert (theorem.rule, theorem.args[0]) == ("order", "<=")


def subclass() -> object:
    return type("Forged", (Theorem,), {"__slots__": ()})


def unpickled() -> object:
    return pickle.loads(pickle.dumps(proved()))


def through_the_dispatch_table() -> object:
    old = copyreg.dispatch_table.copy()
    copyreg.pickle(Theorem, lambda t: (copyreg.__newobj__, (Theorem,), None))  # type: ignore[attr-defined]
    try:
        return unpickled()
    finally:
        copyreg.dispatch_table.clear()
        copyreg.dispatch_table.update(old)


def with_state() -> object:
    bare = object.__new__(Theorem)
    for name in SLOTS:
        setattr(bare, name, getattr(proved(), name))
    return bare


ROADS: list[Callable[[], object]] = [
    Theorem,
    lambda: Theorem(FALSE, frozenset()),
    lambda: Theorem.__new__(Theorem, FALSE),
    subclass,
    unpickled,
    through_the_dispatch_table,
    with_state,
    lambda: proved().__reduce_ex__(2),
    lambda: proved().__reduce__(),
    lambda: dataclasses.replace(proved(), judgement=FALSE),  # type: ignore[type-var]
    lambda: setattr(proved(), "judgement", FALSE),
    lambda: setattr(proved(), "new", FALSE),
    lambda: setattr(proved(), "__class__", Draft),
    lambda: delattr(proved(), "judgement"),
    lambda: proved().__dict__,
    lambda: proved().judgement.__init__("<=", (ONE, ZERO)),  # type: ignore[misc]
    lambda: setattr(proved().judgement, "parts", (ONE, ZERO)),
    lambda: proved().hypotheses.add(FALSE),  # type: ignore[attr-defined]
    lambda: operator.setitem(RULES, "axiom", proved),  # type: ignore[call-overload]
    lambda: RULES.update(axiom=proved),  # type: ignore[attr-defined]
    lambda: rule(lambda: FALSE),
    lambda: rules.weaken(object.__new__(Theorem), TRUE),
    lambda: rules.weaken(Draft(FALSE), TRUE),  # type: ignore[arg-type]
    lambda: rules.norm_add((proved(),), proved()),  # type: ignore[arg-type]
    lambda: pickle.dumps(FALSE),
    lambda: pickle.dumps(ONE),
    lambda: pickle.dumps(f),
]


@pytest.mark.parametrize("road", ROADS)
def test_road_is_closed(road: Callable[[], object]) -> None:
    with pytest.raises((KernelError, AttributeError, TypeError)):
        road()
    assert proved().judgement == TRUE
    assert "axiom" not in RULES


def test_no_rule_comes_after_the_last() -> None:
    before = dict(RULES)
    with pytest.raises(KernelError, match="and no others"):

        @rule
        def axiom(judgement: Judgement) -> Judgement:
            return judgement

    close_rules()
    assert dict(RULES) == before
    assert set(RULES) <= set(dir(rules))


def test_copies_are_the_same_object() -> None:
    theorem = proved()
    assert copy.copy(theorem) is theorem
    assert copy.deepcopy(theorem) is theorem
    assert copy.deepcopy([theorem])[0] is theorem
    assert copy.copy(TRUE) is TRUE
    assert copy.deepcopy(f) is f


def test_what_a_rule_wraps_gives_no_theorem() -> None:
    inner = rules.assume.__wrapped__  # type: ignore[attr-defined]
    assert type(inner(FALSE)) is Draft
    with pytest.raises(RuleError, match="type Draft"):
        rules.cut(inner(FALSE), proved())


@pytest.mark.parametrize("name", ["judgement", "hypotheses"])
def test_a_theorem_changed_by_force_does_not_replay(name: str) -> None:
    """`object.__setattr__` and slot descriptors cannot be taken away; the certificate sees it."""
    theorem = rules.weaken(proved(), below(ZERO, ONE))
    value: object = FALSE if name == "judgement" else frozenset()
    getattr(Theorem, name).__set__(theorem, value)
    with pytest.raises(KernelError.__base__, match="not what the file says"):  # type: ignore[arg-type]
        replay(certificate([theorem]))


def test_a_theorem_without_the_seal_is_no_premise() -> None:
    fake = object.__new__(Theorem)
    for name in SLOTS[:-1]:
        object.__setattr__(fake, name, getattr(proved(), name))
    object.__setattr__(fake, "judgement", FALSE)
    for seal in (None, object(), "_SEAL"):
        object.__setattr__(fake, "_seal", seal)
        with pytest.raises(RuleError, match="not a theorem that a rule made"):
            rules.weaken(fake, TRUE)
    assert not hasattr(rules, "_SEAL")
    assert "_SEAL" not in module.__all__


class Text(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class Whole(int):
    pass


class Ratio(Fraction):
    pass


class Many(tuple[Any, ...]):
    __slots__ = ()


@pytest.mark.parametrize(
    "args",
    [
        (Text("<="), ZERO, ONE, ()),
        ("<=", ZERO, ONE, Many(((Fraction(1), ONE, ()),))),
        ("<=", ZERO, ONE, [(Fraction(1), ONE, ())]),
        ("<=", ZERO, ONE, ((Ratio(1), ONE, ()),)),
        ("<=", ZERO, ONE, ((1.0, ONE, ()),)),
        ("<=", ZERO, ONE, ((True, ONE, ()),)),
        ("<=", ZERO, ONE, ((Whole(1), ONE, ()),)),
        ("<=", 0, ONE, ((1, ONE, ()),)),
        ("<=", ZERO, ONE, iter(())),
        ("<=", ZERO, ONE, None),
    ],
)
def test_arguments_are_of_the_exact_types(args: tuple[Any, ...]) -> None:
    with pytest.raises(RuleError):
        rules.order(*args)
    with pytest.raises(RuleError, match="positional"):
        rules.order(op="<=", left=ZERO, right=ONE, summands=())


@pytest.mark.parametrize("name", ["@0", "@1", "!0", "!7"])
def test_bound_indices_stay_bound(name: str) -> None:
    loose = equal(real("x", index_atom(name)), ZERO)
    attempts: list[Callable[[], object]] = [
        lambda: rules.assume(loose),
        lambda: rules.cite("S", loose),
        lambda: rules.weaken(proved(), loose),
        lambda: rules.instantiate(
            rules.assume(equal(real("a"), ZERO)), (("real", "a", (), loose.parts[0]),)
        ),
        lambda: rules.instantiate(
            rules.assume(equal(x_i, ZERO)), (("index", "i", index_atom(name)),)
        ),
        lambda: rules.split("sum", "i", ZERO, n, n, loose.parts[0], proved(), proved()),
    ]
    for attempt in attempts:
        with pytest.raises(RuleError, match="not bound"):
            attempt()


@pytest.mark.parametrize("name", ["@0", "!0", "", "i j", "x["])
def test_strange_names_bind_nothing(name: str) -> None:
    claim = every("i", ONE, n, at_most(x_i, real("y")))
    theorem = rules.assume(claim)
    moved = rules.instantiate(
        theorem, (("real", name, (), ZERO), ("map", name, (), zero_map(V, V)))
    )
    assert moved.judgement == claim
    if name[:1] in ("@", "!"):
        moved = rules.instantiate(theorem, (("index", name, n), ("real", "y", (), real("z", i))))
        assert moved.judgement == every("k", ONE, n, at_most(real("x", index("k")), real("z", i)))


def test_an_index_of_a_hypothesis_is_not_generalised_after_renaming() -> None:
    theorem = rules.assume(equal(real("x", index("j")), ZERO))
    renamed = rules.instantiate(theorem, (("index", "j", i),))
    assert renamed.hypotheses == {equal(x_i, ZERO)}
    with pytest.raises(RuleError, match="i is free"):
        rules.generalise(renamed, "i", ONE, n)


def test_replace_under_a_binder_keeps_the_index_of_the_equation() -> None:
    """From x[i] = 0 for one i, nothing follows for the x[k] under a binder."""
    equation = rules.assume(equal(x_i, ZERO))
    claim = every("k", ONE, n, at_most(real("x", index("k")), ONE))
    template = every("i", ONE, n, at_most(real("u"), ONE))
    with pytest.raises(RuleError, match="needed"):
        rules.replace(rules.assume(claim), template, "u", equation)


def test_symbolic_ranges_run_backwards_without_harm() -> None:
    """A sum from 1 to n of non-negative terms is non-negative for n = -5 too: it is empty."""
    theorem = rules.monotone("sum", rules.assume(every("i", ONE, n, at_most(ZERO, x_i))))
    there = rules.instantiate(theorem, (("index", "n", number(-5)),))
    assert there.judgement == at_most(ZERO, ZERO)


def test_rules_say_which_they_are() -> None:
    with pytest.raises(RuleError, match="Rule follow") as caught:
        rules.follow(proved(), proved())
    assert caught.value.rule == "follow"
    with pytest.raises(TermError):
        rules.follow(
            rules.assume(lipschitz(f, ONE)), rules.assume(lipschitz(zero_map(V, Space(())), ONE))
        )


def test_shown_sources_cannot_write_lines_of_their_own() -> None:
    theorem = rules.cite("S\n ⊢ 1 <= 0", same_map(f, f))
    assert "\n" not in str(theorem)
    assert str(rules.oracle("\ud800", TRUE)).isprintable()
