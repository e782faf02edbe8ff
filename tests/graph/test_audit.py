"""The audit: verdicts come from decisions, and from nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from varsym.claims.decisions import Evidence, decide
from varsym.errors import UnknownNameError, VarsymError
from varsym.graph.audit import STRENGTH, Audit, audit_paper
from varsym.kernel import rules
from varsym.pack import (
    Condition,
    Display,
    Identity,
    Lipschitz,
    MapVariable,
    Paper,
    Repair,
    Space,
    Statement,
    WellTyped,
    chain,
    index,
    norm,
    reals,
)

i, n = index("i n")
x, y, K, eps, delta = reals("x y K eps delta")
line, other = Space((K,)), Space((x,))
f, g, h = (MapVariable(name, (), line, line) for name in "fgh")
away = MapVariable("t", (), line, other)
#: True, and neither proved nor refuted, as norms are not multiplied: what "open" is for.
OPEN = norm(f, "sup") * norm(g, "sup") <= norm(g, "sup") * norm(f, "sup")

TOY = [
    Statement("def:1", "definition", "Fits", claims={"shape": WellTyped(away, line, other)}),
    Statement(
        "def:2", "definition", "Clashes", claims={"shape": WellTyped(away @ away, line, other)}
    ),
    Statement("def:3", "definition", "Says nothing"),
    Statement("lem:1", "lemma", "Proved", conclusion=x <= x + 1, depends_on=["def:1"]),
    Statement("lem:2", "lemma", "Cited", conclusion=y <= delta, reference="Knuth 1968"),
    Statement(
        "lem:3", "lemma", "Repaired", conclusion=x <= y, depends_on=["lem:1"],
        repairs=[Repair("no", x <= y, [y <= x]), Repair("yes", x <= y, [x <= y])],
    ),
    Statement(
        "lem:4", "lemma", "Refuted", conclusion=x + 1 <= x,
        repairs=[Repair("no", x + 1 <= x, [0 <= x])],
    ),
    Statement("lem:5", "lemma", "Open", conclusion=OPEN, conditions=[1 <= n]),
    Statement("lem:6", "lemma", "No conclusion"),
    Statement(
        "lem:7", "lemma", "Read twice", depends_on=["lem:2"],
        conclusion=norm(f @ h - g @ h) <= eps, conditions=[norm(f - g) <= eps],
        derivation=Display(norm(f @ h - g @ h), [("<=", norm(f - g)), ("<=", eps)]),
    ),
    Statement(
        "thm:1", "theorem", "A gap", depends_on=["lem:3", "lem:7"],
        conclusion=norm(f @ g - f @ h) <= K * delta,
        conditions=[Lipschitz(f, K), norm(g - h) <= delta],
        derivation=Display(
            norm(f @ g - f @ h), [("=", norm(f @ (g - h))), ("<=", K * norm(g - h))]
        ),
        bounds={
            "bound": Repair("as printed", norm(f @ g - f @ h) <= K * delta,
                            [Lipschitz(f, K), norm(g - h) <= delta]),
            "wrong": Repair("too good", norm(f @ g - f @ h) <= delta,
                            [Lipschitz(f, K), norm(g - h) <= delta]),
        },
    ),
    Statement("cor:1", "corollary", "On all", conclusion=0 <= x * 0, depends_on=["thm:1", "def:2"]),
]  # fmt: skip
VERDICTS = {
    "def:1": "well-formed", "def:2": "ill-formed", "def:3": "open", "lem:1": "proved",
    "lem:2": "cited", "lem:3": "repaired", "lem:4": "refuted", "lem:5": "open", "lem:6": "open",
    "lem:7": "proved", "thm:1": "proved", "cor:1": "proved",
}  # fmt: skip


@pytest.fixture(scope="module")
def toy() -> Paper:
    return Paper("toy", "Toy", TOY)


@pytest.fixture(scope="module")
def audit(toy: Paper) -> Audit:
    return audit_paper(toy)


def audited(*statements: Statement) -> Audit:
    return audit_paper(Paper("small", "Small", statements))


@pytest.mark.parametrize("name", VERDICTS)
def test_each_verdict_is_reached(audit: Audit, name: str) -> None:
    assert audit[name].verdict == VERDICTS[name]


def test_every_verdict_of_the_design_is_among_them(audit: Audit) -> None:
    assert {found.verdict for found in audit} == set(STRENGTH)


def test_a_verdict_is_derived_from_decisions_alone(audit: Audit) -> None:
    found = audit["lem:4"]
    told = replace(found, decisions=audit["lem:1"].decisions)
    assert told.verdict == "open"
    assert replace(found, decisions=()).verdict == "open"
    with pytest.raises(AttributeError):
        found.verdict = "proved"


def test_both_readings_are_reported_and_sup_counts(audit: Audit) -> None:
    assert audit["lem:7"].readings == {"sup": "proved", "L_alpha": "refuted"}
    assert audit["lem:1"].readings == {"sup": "proved"}


@pytest.mark.parametrize(
    ("name", "proof"), [("lem:1", "none"), ("lem:7", "valid"), ("thm:1", "gap")]
)
def test_the_printed_proof_is_judged_by_its_steps(audit: Audit, name: str, proof: str) -> None:
    assert audit[name].printed_proof == proof


def test_the_first_failing_step_is_named(audit: Audit) -> None:
    failure = audit["thm:1"].first_failure
    assert failure is not None
    assert failure.claim.id == "thm:1/step:1"
    assert audit["lem:7"].first_failure is None
    conclusion = audit["lem:4"].first_failure
    assert conclusion is not None
    assert conclusion.claim.id == "lem:4/conclusion"


def test_an_open_step_is_a_gap() -> None:
    display = Display(OPEN.left, [("<=", OPEN.right)])
    found = audited(replace(TOY[7], derivation=display, conclusion=x <= x + 1))["lem:5"]
    assert (found.verdict, found.printed_proof) == ("proved", "gap")


def test_the_first_repair_that_is_proved_counts(audit: Audit) -> None:
    found = audit["lem:3"].repair()
    assert found is not None
    assert found[0].name == "yes"
    assert audit["lem:4"].repair() is None
    assert audit["lem:3"].decision("lem:3/repair:1").verdict == "refuted"
    assert audit["lem:3"].decision("lem:3/conclusion").verdict == "refuted"


def test_only_proved_bounds_are_offered(audit: Audit) -> None:
    assert list(audit["thm:1"].bounds()) == ["bound"]
    assert audit["thm:1"].decision("thm:1/wrong").verdict == "refuted"


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("def:1", "well-formed"),
        ("lem:1", "well-formed"),
        ("lem:3", "repaired"),
        ("lem:7", "cited"),
        ("thm:1", "cited"),
        ("cor:1", "ill-formed"),
        ("lem:4", "refuted"),
    ],
)
def test_a_standing_is_the_weakest_link(audit: Audit, name: str, standing: str) -> None:
    found = audit.standing(name)
    assert found == standing or {found, standing} == {"proved", "well-formed"}


def test_what_a_statement_rests_on(audit: Audit) -> None:
    assert dict(audit.rests_on("cor:1")) == {
        "def:2": "ill-formed", "lem:2": "cited", "lem:3": "repaired"
    }  # fmt: skip
    assert audit.rests_on("lem:1") == []


def test_weaker_below_is_weaker_above() -> None:
    for below, verdict in VERDICTS.items():
        chosen = replace(next(s for s in TOY if s.id == below), depends_on=())
        found = audited(
            chosen, Statement("cor:9", "corollary", "x", conclusion=x <= x + 1, depends_on=[below])
        )
        assert STRENGTH.index(found.standing("cor:9")) >= STRENGTH.index("proved")
        if verdict not in ("proved", "well-formed"):
            assert found.standing("cor:9") == verdict


def test_a_reference_is_good_for_one_statement_alone() -> None:
    said = x + y <= K
    found = audited(
        Statement("lem:1", "lemma", "With a reference", conclusion=said, reference="Knuth 1968"),
        Statement("lem:2", "lemma", "Without", conclusion=said),
    )
    assert (found["lem:1"].verdict, found["lem:2"].verdict) == ("cited", "refuted")


def test_totals_count_everything_once(audit: Audit) -> None:
    totals = audit.totals()
    assert sum(totals["statements"].values()) == len(TOY) == len(audit)
    assert sum(totals["claims"].values()) == sum(len(found.decisions) for found in audit)
    assert totals["statements"]["open"] == 3
    assert "lem:5/conclusion" in audit.undecided
    assert {"def:2", "lem:4", "def:2/shape", "lem:4/conclusion", "thm:1/step:1"} <= set(
        audit.faults
    )
    assert "lem:3/repair:1" not in audit.faults


def test_an_unknown_statement_or_claim_is_named(audit: Audit, toy: Paper) -> None:
    with pytest.raises(UnknownNameError, match="lem:1"):
        audit["lem:11"]
    with pytest.raises(UnknownNameError, match="thm:1/step:1"):
        audit["thm:1"].decision("thm:1/step:9")
    with pytest.raises(UnknownNameError, match="thm:1"):
        audit_paper(toy, ["thm:2"])


@pytest.mark.parametrize(
    ("only", "ids"),
    [
        (["lem:1"], {"def:1", "lem:1"}),
        (["lem:7"], {"lem:2", "lem:7"}),
        (["lem:4", "def:2"], {"lem:4", "def:2"}),
    ],
)
def test_only_some_are_audited_with_what_they_rest_on(
    toy: Paper, only: list[str], ids: set[str]
) -> None:
    assert {found.statement.id for found in audit_paper(toy, only)} == ids


def test_progress_is_told_once_for_each_claim(toy: Paper) -> None:
    told: list[str] = []
    found = audit_paper(toy, ["lem:3", "lem:4"], told.append)
    assert told == [d.claim.id for one in found for d in one.decisions]
    assert len(set(told)) == len(told)


# ------------------------------------------------------------ other processes


def test_another_process_gives_the_same_verdicts(toy: Paper, audit: Audit) -> None:
    only = ["lem:7", "lem:3", "def:2", "lem:4"]
    with ProcessPoolExecutor(1) as pool:
        found = audit_paper(toy, only, executor=pool)
    for one in found:
        here = audit[one.statement.id]
        assert [d.verdict for d in one.decisions] == [d.verdict for d in here.decisions]
        assert [d.evidence.counterexample for d in one.decisions] == [
            d.evidence.counterexample for d in here.decisions
        ]
        for told, own in zip(one.decisions, here.decisions, strict=True):
            shown = [[t.judgement for t in d.evidence.theorems] for d in (told, own)]
            assert shown[0] == shown[1]


class Liar:
    """An executor whose workers claim whatever they like."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def submit(self, *_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(self.answer)
        return future


def forgeries() -> Iterator[Any]:
    yield Evidence("kernel", "trust me"), None
    yield Evidence("kernel", "trust me", ("a theorem",)), None  # type: ignore[arg-type]
    unrelated = decide_certificate()
    yield Evidence("kernel", "trust me"), unrelated


def decide_certificate() -> dict[str, Any]:
    from varsym import kernel as k

    return k.certificate([rules.order("<=", k.ZERO, k.ONE, ((Fraction(1), k.ONE, ()),))])


@pytest.mark.parametrize("answer", list(forgeries()), ids=["bare", "a word", "another theorem"])
def test_a_worker_that_lies_proves_nothing(answer: Any) -> None:
    false = Paper("small", "Small", [Statement("lem:1", "lemma", "t", conclusion=x + 1 <= x)])
    try:
        found = audit_paper(false, executor=Liar(answer))  # type: ignore[arg-type]
    except (VarsymError, TypeError):
        return
    assert found["lem:1"].verdict != "proved"


# ------------------------------------------------------------ packs that would like to judge


class Sure(Condition):
    """Not a condition that anybody knows."""


@pytest.mark.parametrize("claim", ["proved", True, Sure(), None, object()])
def test_what_is_no_claim_is_not_proved(claim: Any) -> None:
    statement = Statement("def:9", "definition", "t", claims={"shape": claim})
    try:
        found = audited(statement)
    except (VarsymError, TypeError):
        return
    assert found["def:9"].verdict not in ("well-formed", "proved")


@pytest.mark.parametrize("conclusion", ["proved", True, Sure()])
def test_what_is_no_conclusion_is_not_proved(conclusion: Any) -> None:
    statement = Statement("lem:9", "lemma", "t", conclusion=conclusion)
    try:
        found = audited(statement)
    except (VarsymError, TypeError):
        return
    assert found["lem:9"].verdict not in ("proved", "repaired", "cited")


def test_a_reference_does_not_prove() -> None:
    found = audited(Statement("lem:9", "lemma", "t", conclusion=x + 1 <= x, reference="me"))
    assert found["lem:9"].verdict in ("cited", "refuted")
    assert found.standing("lem:9") != "proved"


def test_a_repair_named_proved_is_no_proof() -> None:
    statement = replace(TOY[6], repairs=[Repair("proved", x + 1 <= x, [])])
    assert audited(statement)["lem:4"].verdict == "refuted"


def test_a_chain_that_cannot_be_stated_is_open_and_not_proved() -> None:
    crooked = chain(i, 1, n, away)
    found = audited(Statement("lem:9", "lemma", "t", conclusion=norm(crooked - crooked) <= 0 * x))
    assert found["lem:9"].verdict == "open"


def test_deciding_twice_gives_the_same(audit: Audit) -> None:
    for found in audit:
        for decision in found.decisions[:1]:
            assert decide(decision.claim).verdict == decision.verdict


def test_an_identity_is_no_gap() -> None:
    display = Display(norm(f @ Identity(line)), [("=", norm(f))])
    found = audited(Statement("lem:9", "lemma", "t", conclusion=x <= x + 1, derivation=display))
    assert found["lem:9"].printed_proof == "valid"
