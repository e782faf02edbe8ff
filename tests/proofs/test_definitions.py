"""What the audit finds in Section 3 and in Appendices A, B, D and E of the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import pytest

from proofs.var_universality import paper
from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.claims.formulas import arrays as a
from varsym.graph.audit import Audit, audit_paper

#: Every numbered item there, and its verdict.
VERDICTS = {
    "def:3.1": "well-formed",
    "def:3.2": "well-formed",
    "def:3.3": "well-formed",
    "def:3.4": "ill-formed",
    "def:3.5": "ill-formed",
    "def:3.6": "well-formed",
    "def:3.7": "ill-formed",
    "def:3.8": "well-formed",
    "def:3.9": "ill-formed",
    "rem:3.10": "well-formed",
    "def:3.11": "ill-formed",
    "rem:3.12": "well-formed",
    "def:3.13": "ill-formed",
    "def:3.14": "ill-formed",
    "fact:A.1": "proved",
    "fact:A.2": "proved",
    "fact:A.3": "proved",
    "def:B.1": "ill-formed",
    "rem:B.2": "well-formed",
    "def:D.1": "well-formed",
    "def:D.2": "ill-formed",
    "def:D.3": "ill-formed",
    "def:D.4": "ill-formed",
    "def:D.5": "ill-formed",
    "rem:D.6": "ill-formed",
    "def:D.7": "ill-formed",
    "def:D.8": "well-formed",
    "def:D.9": "ill-formed",
    "def:D.10": "ill-formed",
    "def:D.11": "ill-formed",
    "def:D.12": "ill-formed",
    "def:D.13": "ill-formed",
    "def:E.1": "ill-formed",
}
#: What has to be among the faults of an ill-formed statement: a claim and a part of its line.
FAULTS = {
    "def:3.4": ("formula", "n is nowhere declared"),
    "def:3.5": ("formula", "2 is above 1 at n = 2, L = 1, k = 2"),
    "def:3.7": ("formula", "is not an integer at r = 2, h[1] = 1, h[2] = 2, i = 2"),
    "def:3.9": ("recursion", "i-1 in φ_up[i-1](Y[i-1]): 1 is below 2 at r = 2, i = 2"),
    "def:B.1": ("formula", "i+m-1 in X_{i+m-1,j+n-1,c}: 2 is above 1 at h = 1, i = 1, m = 2"),
    "def:D.2": ("sizes", "h / r in Down: 1/2 is not an integer at h = 1, r = 2"),
    "def:D.3": ("product", "Φ_up·X: 1 × 1 is not 4 × 1 at h = 1, w = 1, c = 1, r = 2"),
    "def:D.4": ("product", "is not an integer"),
    "def:D.5": ("scales", "1/2 is not an integer at K = 2, h = 1, a = 2, i = 1"),
    "rem:D.6": ("factors", "n is nowhere declared"),
    "def:D.7": ("formula", "n is nowhere declared"),
    "def:D.9": ("formula", "a division by 0 at h = 1, w = 1, j = 1, X = [[0]]"),
    "def:D.10": ("reshape", "2 is not 4 at K = 2, h = 1, a = 1, w = 1, c = 1, i = 2"),
    "def:D.11": ("scales", "h / a^{K-i} in Y[i]: 1/2 is not an integer"),
    "def:D.12": ("scales", "h / a^{K-i} in Y[i]: 1/2 is not an integer"),
    "def:D.13": ("formula", "2 is above 1 at n = 2, K = 1, j = 2"),
    "def:E.1": ("reshape", "2 is not 4 at a = 1, K = 2, h = 1, w = 1, c = 1, i = 2"),
}


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audit_paper(paper, list(VERDICTS))


def test_every_numbered_item_is_there() -> None:
    numbers = {name.partition(":")[2] for name in VERDICTS}
    counts = {"3": 14, "A": 3, "B": 2, "D": 13, "E": 1}
    assert numbers == {f"{part}.{n}" for part, top in counts.items() for n in range(1, top + 1)}
    assert set(VERDICTS) <= set(paper.statements)


@pytest.mark.parametrize("name", VERDICTS)
def test_the_verdict(audit: Audit, name: str) -> None:
    assert audit[name].verdict == VERDICTS[name]


def test_nothing_there_is_open(audit: Audit) -> None:
    for name in VERDICTS:
        for decision in audit[name].decisions:
            assert decision.verdict != "open", decision.claim.id


@pytest.mark.parametrize("name", [n for n, v in VERDICTS.items() if v == "ill-formed"])
def test_what_is_ill_formed_has_a_repaired_reading(audit: Audit, name: str) -> None:
    repair = audit[name].repair()
    assert repair is not None
    assert repair[1].verdict == "proved"


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_found(audit: Audit, name: str) -> None:
    claim, line = FAULTS[name]
    evidence = audit[name].decision(f"{name}/{claim}").evidence
    assert any(line in fault for fault in evidence.details.values()), evidence.details


@pytest.mark.parametrize(
    "name", ["def:D.11/formula", "def:D.11/velocity", "def:D.12/steps", "def:E.1/layer"]
)
def test_what_is_printed_of_the_flow_fits_at_every_scale(audit: Audit, name: str) -> None:
    assert audit[name.partition("/")[0]].decision(name).verdict == "proved"


@pytest.mark.parametrize("letter", ["n", "t", "Y_hat_t"])
def test_the_loss_has_letters_that_nothing_declares(audit: Audit, letter: str) -> None:
    details = audit["def:D.13"].decision("def:D.13/formula").evidence.details
    assert any(f"{letter} is nowhere declared" in line for line in details.values())


def test_an_attention_layer_on_all_rows_does_not_follow_the_first_scales(audit: Audit) -> None:
    found = audit["def:3.11"].decision("def:3.11/composition").evidence.counterexample
    assert found is not None
    assert (found["left"], found["right"]) == ("1 × 1", "2 × 1")


# ---------------------------------------------------------------- the verdict follows the pack


def changed(item: Any) -> Iterator[Any]:
    """Yield an expression with one sign, index or size in it changed."""
    match item:
        case e.Binary("+", left, right):
            yield e.Binary("-", left, right)
        case e.Binary("-", left, right):
            yield e.Binary("+", left, right)
        case a.Hadamard(left, right) if left != right:
            yield a.ArraySum(((Fraction(1), left), (Fraction(1), right)))
    if isinstance(item, tuple):
        for n, part in enumerate(item):
            for new in changed(part):
                yield (*item[:n], new, *item[n + 1 :])
    elif is_dataclass(item) and not isinstance(item, type):
        for field in fields(item):
            for new in changed(getattr(item, field.name)):
                try:
                    yield replace(item, **{field.name: new})
                except TypeError:  # declarations whose parameters are shorter forms
                    continue


SHARP = ["def:B.1/repair:1", "def:D.9/repair:1", "def:D.10/repair:1", "def:E.1/repair:1"]


def _claim(name: str) -> Claim:
    statement = paper.statement(name.partition("/")[0])
    return next(c for c in statement.all_claims() if c.id == name)


@pytest.mark.parametrize("name", SHARP)
def test_a_sign_changed_in_the_pack_changes_verdicts(name: str) -> None:
    claim = _claim(name)
    assert decide(claim).verdict == "proved"
    verdicts = [
        decide(replace(claim, goal=new)).verdict for new in changed(claim.goal) if new != claim.goal
    ]
    assert verdicts.count("refuted") * 2 >= len(verdicts)


def replaced(item: Any, old: object, new: object) -> Any:
    """Return an expression with one part written otherwise wherever it stands."""
    if item == old:
        return new
    if isinstance(item, tuple):
        return tuple(replaced(part, old, new) for part in item)
    if not is_dataclass(item) or isinstance(item, type):
        return item
    made = object.__new__(type(item))
    for field in fields(item):
        object.__setattr__(made, field.name, replaced(getattr(item, field.name), old, new))
    return made


(i,) = e.index("i")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("def:D.12/steps", e.Real("t", (i,)), e.Real("t", (i + 1,))),
        ("def:E.1/layer", e.Real("t", (i,)), e.Real("t", (i + 1,))),
        ("def:3.9/codomain", e.Index("k"), e.Index("k") - 1),
    ],
)
def test_a_member_that_is_not_there_is_refuted(name: str, old: object, new: object) -> None:
    claim = _claim(name)
    assert isinstance(claim.goal, a.Formula)
    changed_ = replace(claim.goal, defined=replaced(claim.goal.defined, old, new))
    assert decide(claim).verdict == "proved"
    assert decide(replace(claim, goal=changed_)).verdict == "refuted"


def test_a_layer_that_reads_what_it_makes_is_not_proved() -> None:
    claim = _claim("def:D.12/steps")
    assert isinstance(claim.goal, a.Formula)
    *rest, middle, last = claim.goal.defined
    own = replace(middle, value=replaced(middle.value, middle_input(claim.goal), last.target))
    goal = replace(claim.goal, defined=(*rest, own, last))
    assert goal != claim.goal
    assert decide(replace(claim, goal=goal)).verdict == "open"


def middle_input(goal: a.Formula) -> a.Array:
    """Return F_t, as it is declared."""
    lets = (one.array for one in goal.declared if isinstance(one, a.Let))
    return next(array for array in lets if array.name == "F_t")


def test_the_six_parts_need_all_of_the_channels() -> None:
    claim = _claim("def:D.12/steps")
    (channels,) = e.reals("c")
    five, six = (e.Number(Fraction(count)) * channels for count in (5, 6))
    assert isinstance(claim.goal, a.Formula)
    first = replaced(claim.goal.defined[0], six, five)
    declared = replaced(claim.goal.declared, six, five)
    narrow = tuple(
        replace(part, value=a.Slice(first.target, part.value.places))
        for part in claim.goal.defined[1:-2]
        if isinstance(part.value, a.Slice)
    )
    assert len(narrow) == 6
    goal = a.Formula(declared, (first, *narrow, *claim.goal.defined[-2:]))
    assert decide(replace(claim, goal=goal)).verdict == "refuted"


@pytest.mark.parametrize(
    "name", [c.id for n in ("fact:A.2", "fact:A.3") for c in paper.statement(n).all_claims()]
)
def test_a_product_turned_into_a_sum_is_refuted(name: str) -> None:
    claim = _claim(name)
    for new in changed(claim.goal):
        assert decide(replace(claim, goal=new)).verdict == "refuted", new


def test_a_norm_inequality_the_other_way_round_is_refuted() -> None:
    for claim in paper.statement("fact:A.1").all_claims():
        goal = claim.goal
        assert isinstance(goal, a.ArrayCompare)
        turned = replace(goal, left=goal.right, right=goal.left)
        assert decide(replace(claim, goal=turned)).verdict == "refuted"


def test_a_kernel_with_negative_lobes_does_not_satisfy_definition_3_6() -> None:
    claim = _claim("def:3.6/satisfiable")
    assert isinstance(claim.goal, a.KernelWithin)
    keys = decide(replace(claim, goal=replace(claim.goal, kernel="keys:-3/4")))
    assert keys.verdict == "refuted"
    assert keys.evidence.counterexample is not None
