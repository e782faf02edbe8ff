"""The code with the largest logit, in every face."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from block_faces import check_batch, check_exact, check_numeric, check_refusals, dyadic
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.exact.ball_precision import ball_precision
from varsym.maps.fields import BALLS
from varsym.models.var_codes import GreedyCodes

BOOK = [[1, 2], ["1/3", 0], [-1, 5]]


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=4))
def test_the_first_of_the_largest_logits_counts(logits: list[list[int]]) -> None:
    block = GreedyCodes(BOOK)
    expected = [block.codebook.exact[row.index(max(row))].tolist() for row in logits]
    assert block.exact(logits).tolist() == expected
    assert (block.numeric(logits) == np.array(expected, dtype=float)).all()


def test_faces_agree() -> None:
    block = GreedyCodes(BOOK)
    # Sixteenths whose rows have one largest entry, as enclosures cannot tell equal ones apart.
    check_exact(block, (4, 3), 2)
    check_numeric(block, (4, 3), 2)
    check_batch(block, (4, 3), 2)
    check_refusals(block, (4, 3), [(4, 2), (3,)])


def test_balls_that_overlap_give_all_codes_that_may_win() -> None:
    import flint

    block = GreedyCodes(BOOK)
    with ball_precision(64):
        row = [flint.arb(1, 0.5), flint.arb(1.25, 0.5), flint.arb(-3, 0.5)]
        first, second = block.formula(BALLS, np.array([row], dtype=object))[0]
        assert first.contains(1)
        assert first.contains(flint.arb(1) / 3)
        assert not first.contains(-1)
        assert second.contains(2)
        assert second.contains(0)
        assert not second.contains(5)
        apart = np.array([[flint.arb(1, 0.1), flint.arb(2, 0.1), flint.arb(0)]], dtype=object)
        assert block.formula(BALLS, apart)[0][1] == 0


def test_a_certain_code_is_enclosed_exactly() -> None:
    found = GreedyCodes(BOOK).enclose([[0, 0, 1]])
    assert [(box.lower, box.upper) for box in found.flat] == [(-1, -1), (5, 5)]


def test_logits_that_overflowed_are_no_codes() -> None:
    with pytest.raises(InputError, match="Logits"):
        GreedyCodes(BOOK).vectorised(np.array([[np.nan, 0.0, 1.0]]))


def test_expressions_have_no_order() -> None:
    with pytest.raises(InputError, match="expressions"):
        GreedyCodes(BOOK).symbolic(dyadic((1, 3), 1))


def test_from_floats() -> None:
    block = GreedyCodes.from_numeric([[0.5], [1.5]])
    assert block.numeric([[0, 1]]).tolist() == [[1.5]]
    with pytest.raises(InputError, match="given in floats"):
        block.exact([[0, 1]])
    with pytest.raises(InputError):
        block.lipschitz("sup", Fraction(1))
