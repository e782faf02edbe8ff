"""Statements say what is printed, and nothing of whether it holds."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from varsym.errors import PackError
from varsym.pack import (
    Display,
    MapVariable,
    Paper,
    Repair,
    Space,
    Statement,
    norm,
    reals,
)

x, y = reals("x y")
line = Space((x,))
f, g = (MapVariable(name, (), line, line) for name in "fg")


def lemma(**more: Any) -> Statement:
    return Statement(**({"id": "lem:1", "kind": "lemma", "title": "A lemma"} | more))


@pytest.mark.parametrize("word", ["verdict", "printed_proof", "standing", "evidence", "decisions"])
def test_a_verdict_cannot_be_written(word: str) -> None:
    with pytest.raises(TypeError, match=word):
        lemma(**{word: "proved"})
    statement = lemma(conclusion=x + 1 <= x)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(statement, word, "proved")
    with pytest.raises(TypeError):
        replace(statement, **{word: "proved"})  # type: ignore[arg-type]


def test_nothing_printed_can_be_changed_afterwards() -> None:
    statement = lemma(conclusion=x + 1 <= x)
    with pytest.raises(FrozenInstanceError):
        statement.conclusion = x <= x + 1  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del statement.conclusion


def test_a_statement_of_a_kind_of_its_own_is_refused() -> None:
    with pytest.raises(PackError):
        type("Certain", (Statement,), {"verdict": "proved"})


@pytest.mark.parametrize(
    "name", ["", "lem", "lem:", "6.3", "lem:6 3", "lem:6.3\n", "LEM:1", "lem:6/3"]
)
def test_a_malformed_id_is_refused(name: str) -> None:
    with pytest.raises(PackError, match="id"):
        lemma(id=name)


@pytest.mark.parametrize("kind", ["proved", "Lemma", "", "proof"])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(PackError, match="kind"):
        lemma(kind=kind)


@pytest.mark.parametrize("sign", ["==", ">=", "≤", ""])
def test_an_unknown_sign_is_refused(sign: str) -> None:
    with pytest.raises(PackError, match="sign"):
        lemma(derivation=Display(x, [(sign, y)]))


def test_steps_are_counted_by_relation_signs_from_the_first() -> None:
    statement = lemma(
        conclusion=x <= y,
        conditions=[0 <= x],
        derivation=Display(x, [("=", x + 0), ("<=", y)], [y <= 1]),
    )
    claims = {c.id: c for c in statement.printed_claims("sup")}
    assert list(claims) == ["lem:1/conclusion", "lem:1/step:1", "lem:1/step:2"]
    assert claims["lem:1/conclusion"].conditions == (0 <= x,)
    assert claims["lem:1/step:2"].conditions == (0 <= x, y <= 1)
    assert claims["lem:1/step:2"].goal == (x + 0 <= y)


def test_open_norms_are_read_twice_and_others_once() -> None:
    assert lemma(conclusion=x <= y).metrics == ("sup",)
    assert lemma(conclusion=norm(f, "sup") <= x).metrics == ("sup",)
    assert lemma(conclusion=norm(f) <= x).metrics == ("sup", "L_alpha")
    assert lemma(conclusion=x <= y, conditions=[norm(f) <= x]).metrics == ("sup", "L_alpha")
    ids = [c.id for c in lemma(conclusion=norm(f) <= x).printed_claims("L_alpha")]
    assert ids == ["lem:1/conclusion@L_alpha"]


def test_repairs_and_bounds_are_claims_of_their_own() -> None:
    statement = lemma(
        conclusion=norm(f) <= x,
        repairs=[Repair("one", norm(f) <= y, []), Repair("two", x <= y, [], metrics=("sup",))],
        bounds={"bound": Repair("b", x <= y, [x <= y], metrics=("L_alpha",))},
    )
    assert [c.id for _, c in statement.repair_claims("sup")] == ["lem:1/repair:1", "lem:1/repair:2"]
    assert [c.id for _, c in statement.repair_claims("L_alpha")] == ["lem:1/repair:1@L_alpha"]
    assert [c.id for *_, c in statement.bound_claims("sup")] == []
    assert [c.id for *_, c in statement.bound_claims("L_alpha")] == ["lem:1/bound@L_alpha"]


def test_a_look_alike_is_no_statement() -> None:
    class Alike:
        id, kind, title, depends_on, conditions = "lem:1", "lemma", "t", (), ()
        repairs, bounds = (), {}  # type: ignore[var-annotated]
        verdict = "proved"

    with pytest.raises(PackError, match="Alike"):
        Paper("toy", "Toy", [Alike()])  # type: ignore[list-item]


def test_a_statement_can_be_copied_and_sent() -> None:
    statement = lemma(conclusion=norm(f - g) <= x)
    assert pickle.loads(pickle.dumps(statement)) == statement == copy.deepcopy(statement)
