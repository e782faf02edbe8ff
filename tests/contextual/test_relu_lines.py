"""Lines of ReLUs: values, constant pieces and ranges, against the definition."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varsym.contextual.relu_lines import ReluLine
from varsym.errors import InputError

F = Fraction
NUMBERS = st.fractions(F(-4), F(4), max_denominator=4)
NEURONS = st.lists(st.tuples(NUMBERS, NUMBERS, st.tuples(NUMBERS, NUMBERS)), max_size=3)


def value(neurons, through, offset, t: Fraction) -> tuple[Fraction, ...]:
    found = [u * t + e for u, e in zip(through, offset, strict=True)]
    for w, b, c in neurons:
        for i in range(2):
            found[i] += c[i] * max(w * t + b, F(0))
    return tuple(found)


@settings(max_examples=60)
@given(
    neurons=NEURONS,
    through=st.tuples(NUMBERS, NUMBERS),
    offset=st.tuples(NUMBERS, NUMBERS),
    ends=st.tuples(st.fractions(0, 6, max_denominator=6), st.fractions(0, 2, max_denominator=6)),
)
def test_what_is_said_of_an_interval_is_true(neurons, through, offset, ends) -> None:
    w, b, c = ([n[i] for n in neurons] for i in range(3))
    line = ReluLine(w, b, c, through, offset)
    low, high = ends[0], ends[0] + ends[1]
    found = line.constant_on(low, high)
    met = {value(neurons, through, offset, low + (high - low) * F(i, 24)) for i in range(25)}
    if found is not None:
        assert met == {found}
    reached = line.ranges()
    if reached is not None:
        for row in met:
            assert all(a <= e <= b for e, (a, b) in zip(row, reached, strict=True))


@given(neurons=NEURONS, through=st.tuples(NUMBERS, NUMBERS), offset=st.tuples(NUMBERS, NUMBERS))
def test_ranges_are_attained_or_the_line_is_unbounded(neurons, through, offset) -> None:
    w, b, c = ([n[i] for n in neurons] for i in range(3))
    reached = ReluLine(w, b, c, through, offset).ranges()
    far = [value(neurons, through, offset, F(t)) for t in (1000, 1001)]
    assert (reached is None) == (far[0] != far[1])
    if reached is not None:
        turns = [-e[1] / e[0] for e in neurons if e[0]]
        met = [value(neurons, through, offset, t) for t in [F(0), *turns] if t >= 0]
        assert reached == [(min(column), max(column)) for column in zip(*met, strict=True)]


def test_a_flat_is_constant_up_to_its_ends() -> None:
    one = (F(1),)
    line = ReluLine([F(1)] * 2, [F(-1), F(-2)], [one, (F(-1),)], (F(0),), (F(5),))
    assert line.constant_on(F(0), F(1)) == (F(5),)
    assert line.constant_on(F(0), F(11, 10)) is None
    assert line.constant_on(F(2), F(9)) == (F(6),)
    assert line.constant_on(F(19, 10), F(9)) is None
    assert line.constant_on(F(-1), F(0)) is None


def test_equal_values_at_both_ends_are_not_enough() -> None:
    tent = ReluLine(
        [F(1)] * 3, [F(-1), F(-2), F(-3)], [(F(1),), (F(-2),), (F(1),)], (F(0),), (F(0),)
    )
    assert tent.constant_on(F(0), F(1)) == tent.constant_on(F(3), F(4)) == (F(0),)
    assert tent.constant_on(F(1), F(3)) is None
    assert tent.constant_on(F(0), F(4)) is None


def test_weights_that_are_too_fine() -> None:
    with pytest.raises(InputError, match="65536 bits"):
        ReluLine([F(1, 2**70000)], [F(1)], [(F(1),)], (F(0),), (F(0),))


def test_long_denominators_are_refused_before_their_multiple_is_known() -> None:
    count = 60
    biases = [F(1, 3**100_000 + 2 * i) for i in range(count)]
    with pytest.raises(InputError, match="common denominator"):
        ReluLine([F(1)] * count, biases, [(F(1),)] * count, (F(0),), (F(0),))
