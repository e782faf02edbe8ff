"""Relations in batches: where they hold, where they fail, and by how much."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest

from varsym.numeric.relations import Relation, RelationalConjecture
from varsym.numeric.straight_line import ProgramBuilder

X = np.array([0.0, 1.0, 2.0, 3.0])
Y = np.array([0.0, 2.0, 2.0, 1.0])


def conjecture(hypotheses: str, conclusions: str) -> RelationalConjecture:
    """Read relations between x and y, such as "x<=y"."""
    builder = ProgramBuilder(2)
    operands = {
        "x": 0,
        "y": 1,
        "1": builder.constant(Fraction(1)),
        "0": builder.constant(Fraction(0)),
    }
    operands["1/x"] = builder.apply("/", operands["1"], 0)

    def read(text: str) -> tuple[Relation, ...]:
        found = []
        for part in text.split():
            sign = next(sign for sign in ("<=", "<", "=") if sign in part)
            left, right = part.split(sign)
            found.append(Relation(sign, operands[left], operands[right]))  # type: ignore[arg-type]
        return tuple(found)

    return RelationalConjecture(builder.program(), read(hypotheses), read(conclusions))


@pytest.mark.parametrize(
    ("relation", "holds"),
    [
        ("x<=y", [True, True, True, False]),
        ("x<y", [False, True, False, False]),
        ("x=y", [True, False, True, False]),
        ("x<=1", [True, True, False, False]),
    ],
)
def test_a_relation_is_a_hypothesis_where_it_holds_and_fails_elsewhere(
    relation: str, holds: list[bool]
) -> None:
    assert conjecture(relation, "x<=y").screen([X, Y])[0].tolist() == holds
    assert conjecture("", relation).screen([X, Y])[1].tolist() == [not held for held in holds]


def test_all_hypotheses_are_needed_and_one_conclusion_is_enough() -> None:
    met, broken = conjecture("x<=y 1<=x", "x<=1 y<=1").screen([X, Y])
    assert met.tolist() == [False, True, True, False]
    assert broken.tolist() == [False, True, True, True]


def test_robustness_has_the_sign_of_the_screen() -> None:
    drawn = list(np.random.default_rng(0).uniform(-2, 2, (2, 1000)))
    for hypotheses, conclusions in [("0<=x", "x<=y"), ("x<y", "x<1 y<0"), ("", "x<=y y<=x")]:
        claim = conjecture(hypotheses, conclusions)
        met, broken = claim.screen(drawn)
        assert ((claim.robustness(drawn) > 0) == (met & broken)).all()


def test_robustness_is_relative() -> None:
    claim = conjecture("", "x<=y")
    small, large = claim.robustness([np.array([3.0, 3e9]), np.array([1.0, 1e9])])
    assert small == large == 1 / 2
    assert claim.robustness([np.zeros(1), np.zeros(1)]).tolist() == [0]


def test_an_equation_is_broken_on_either_side_and_kept_by_little() -> None:
    assert conjecture("", "x=y").robustness([X, Y]).tolist() == [0, 1 / 3, 0, 1 / 2]
    assert conjecture("x=y", "1<=0").robustness([X, Y]).tolist() == [0, -1 / 3, 0, -1 / 2]


def test_what_is_undefined_breaks_no_order() -> None:
    undefined = conjecture("", "1/x<=0")
    zeros = [np.array([np.nan]), np.zeros(1)]
    assert undefined.screen(zeros)[1].tolist() == [False]
    assert not undefined.robustness(zeros)[0] > 0


def test_draws_keep_the_bounds() -> None:
    claim = conjecture("", "x<=y")
    bounded = RelationalConjecture(claim.program, (), claim.conclusions, ((0.0, 1.0), (None, -2.0)))
    drawn = bounded.draw(np.random.default_rng(0), 4096)
    assert (drawn[0].min(), drawn[0].max(), drawn[1].max()) == (0, 1, -2)
    assert claim.draw(np.random.default_rng(0), 8).shape == (2, 8)


def test_it_can_be_sent_to_another_process() -> None:
    claim = conjecture("0<=x", "x<=y")
    assert pickle.loads(pickle.dumps(claim)) == claim
