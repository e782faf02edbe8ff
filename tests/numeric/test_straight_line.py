"""Straight-line programs: the value of the formula, on every point of a batch."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError
from varsym.numeric import straight_line
from varsym.numeric.straight_line import ProgramBuilder

Tree = int | Fraction | tuple

# A tree is the number of an input, a constant, or an operator with its operands.
leaves = st.integers(0, 2) | st.fractions(-4, 4, max_denominator=8)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.tuples(st.sampled_from("+-*/"), inner, inner)
        | st.tuples(st.just("^"), inner, st.integers(-3, 5))
    ),
    max_leaves=8,
)


def built(tree: Tree, builder: ProgramBuilder) -> int:
    match tree:
        case int():
            return tree
        case Fraction():
            return builder.constant(tree)
        case ("^", base, exponent):
            return builder.power(built(base, builder), exponent)
        case (operator, left, right):
            return builder.apply(operator, built(left, builder), built(right, builder))
    raise TypeError(tree)


def exact(tree: Tree, point: tuple[Fraction, ...]) -> Fraction:
    match tree:
        case int():
            return point[tree]
        case Fraction():
            return tree
        case ("^", base, exponent):
            return Fraction(exact(base, point) ** exponent)
        case ("+", left, right):
            return exact(left, point) + exact(right, point)
        case ("-", left, right):
            return exact(left, point) - exact(right, point)
        case ("*", left, right):
            return exact(left, point) * exact(right, point)
        case (_, left, right):
            return exact(left, point) / exact(right, point)
    raise TypeError(tree)


def size(tree: Tree, point: tuple[Fraction, ...]) -> Fraction:
    """Return the greatest magnitude of any part of a tree, or of its reciprocal."""
    parts = (
        [size(part, point) for part in tree[1:] if tree[0] != "^" or part is tree[1]]
        if isinstance(tree, tuple)
        else []
    )
    here = abs(exact(tree, point))
    return max([*parts, here, 1 / here if here else Fraction(1)])


points = st.tuples(*[st.fractions(-4, 4, max_denominator=16)] * 3)


@given(trees, st.lists(points, min_size=1, max_size=3))
def test_a_program_computes_what_the_formula_says(tree: Tree, batch: list) -> None:
    builder = ProgramBuilder(3)
    wanted = built(tree, builder)
    columns = [np.array([float(point[at]) for point in batch]) for at in range(3)]
    (found,) = builder.program().run(columns, [wanted])
    for number, point in zip(np.broadcast_to(found, len(batch)), batch, strict=True):
        try:
            value, scale = exact(tree, point), size(tree, point)
        except ZeroDivisionError:
            continue
        if scale < 10**3:
            assert abs(number - value) <= 1e-5


def test_what_is_known_is_not_computed_again() -> None:
    builder = ProgramBuilder(2)
    first = builder.apply("*", 0, 1)
    assert builder.apply("*", 0, 1) == first
    assert builder.power(0, 4) == builder.apply("*", builder.power(0, 2), builder.power(0, 2))
    assert len(builder.program().instructions) == 3


def test_every_operand_asked_for_is_kept() -> None:
    builder = ProgramBuilder(1)
    square = builder.power(0, 2)
    fourth = builder.apply("*", square, square)
    half = builder.constant(Fraction(1, 2))
    found = builder.program().run([np.array([3.0])], [0, square, fourth, half, square])
    assert [float(np.squeeze(values)) for values in found] == [3, 9, 81, 0.5, 9]


def test_division_by_zero_and_overflow_give_no_warning_and_no_number() -> None:
    builder = ProgramBuilder(2)
    quotient, huge = builder.apply("/", 0, 1), builder.power(0, 64)
    found = builder.program().run([np.array([1e300, 0.0]), np.zeros(2)], [quotient, huge])
    assert not np.isfinite(found[0]).any()
    assert np.isinf(found[1][0])


def test_powers() -> None:
    builder = ProgramBuilder(1)
    wanted = [builder.power(0, k) for k in (-2, 0, 1, 7)]
    found = builder.program().run([np.array([2.0])], wanted)
    assert [float(np.squeeze(values)) for values in found] == [0.25, 1, 2, 128]


def test_constants_beyond_float64_and_endless_formulas_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(InputError, match="float64"):
        ProgramBuilder(1).constant(Fraction(10) ** 400)
    monkeypatch.setattr(straight_line, "MAX_INSTRUCTIONS", 3)
    with pytest.raises(InputError, match="more than 3 operations"):
        ProgramBuilder(1).power(0, 32)


def test_a_program_can_be_sent_to_another_process() -> None:
    builder = ProgramBuilder(1)
    wanted = builder.power(0, 3)
    program = builder.program()
    program.run([np.array([2.0])], [wanted])
    sent = pickle.loads(pickle.dumps(program))
    assert sent == program
    assert sent.run([np.array([2.0])], [wanted])[0].tolist() == [8.0]
