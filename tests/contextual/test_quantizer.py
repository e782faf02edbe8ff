"""The grid: rounding, bands, labels, cells."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from block_faces import check_batch, check_bound, check_exact, check_numeric, check_refusals

from varsym.contextual.quantizer import PositionalEncoding, Quantizer
from varsym.errors import InputError

F = Fraction
GRIDS = [Quantizer(1, 1, 1), Quantizer(2, 1, 3, 2), Quantizer(2, 2, 2, 3), Quantizer(3, 1, 4, 1)]


def rounded(grid: Quantizer, x: Fraction) -> Fraction:
    """Round one entry at position 0 to L, from the definition of the steps."""
    total = F(0)
    for t in range(grid.tokens * grid.cells):
        rise = (x - t * grid.step) / grid.theta
        total += grid.step * (max(rise, F(0)) - max(rise - 1, F(0)))
    return total


@pytest.mark.parametrize("grid", GRIDS)
def test_the_layer_is_the_sum_of_steps(grid: Quantizer) -> None:
    layer = grid.feed_forward()
    assert layer.neurons == grid.neurons
    for i in range(8 * grid.tokens * grid.cells * 4 + 1):
        x = F(i, 32 * grid.cells)
        assert layer.exact([[x] * grid.channels]).tolist() == [[rounded(grid, x)] * grid.channels]


@pytest.mark.parametrize("grid", GRIDS)
def test_off_the_bands_entries_are_rounded_up(grid: Quantizer) -> None:
    layer = grid.feed_forward()
    for t in range(grid.tokens * grid.cells):
        start, end = t * grid.step, (t + 1) * grid.step
        for x in (start + grid.theta, (start + grid.theta + end) / 2, end):
            assert layer.exact([[x] * grid.channels])[0, 0] == end
        assert layer.exact([[start + grid.theta / 3] * grid.channels])[0, 0] != end


@pytest.mark.parametrize("grid", GRIDS)
def test_labels_are_distinct_and_linear_in_the_rounded_token(grid: Quantizer) -> None:
    labels = []
    for position in range(grid.tokens):
        for cell in range(grid.token_cells):
            q = [position + F(digit + 1, grid.cells) for digit in grid.digits(cell)]
            label = grid.label(position, cell)
            assert label == sum(v * e for v, e in zip(grid.label_weights, q, strict=True))
            labels.append(label)
    assert labels[0] >= 1
    assert labels[-1] == grid.largest_label
    assert all(a < b for a, b in pairwise(labels))


def test_cells_and_centres() -> None:
    grid = Quantizer(2, 2, 3)
    assert len(list(grid.sequences())) == grid.sequence_count == 81
    assert {grid.digits(cell) for cell in range(9)} == {(i, j) for i in range(3) for j in range(3)}
    for sequence in grid.sequences():
        assert grid.sequence_of(grid.centre(sequence)) == sequence
    assert grid.centres()[7] == grid.centre((7, 0))[0] == (F(1, 2), F(5, 6))


def test_the_bands_have_the_measure_that_is_said() -> None:
    """Counted on a fine grid that is aligned with the bands."""
    grid = Quantizer(2, 1, 2, sharpness=2)
    points = [F(2 * i + 1, 32) for i in range(16)]
    good = sum(grid.sequence_of(((a,), (b,))) is not None for a in points for b in points)
    assert F(good, 256) == grid.good_measure == F(9, 16)


@pytest.mark.parametrize("entry", [F(-1, 9), F(10, 9)])
def test_inputs_outside_the_cube(entry: Fraction) -> None:
    with pytest.raises(InputError, match=r"outside \[0, 1\]"):
        Quantizer(1, 1, 2).sequence_of(((entry,),))


def test_ends_of_cells() -> None:
    grid = Quantizer(1, 1, 2, sharpness=2)
    found = [grid.sequence_of(((F(i, 16),),)) for i in range(17)]
    assert found == [None] * 2 + [(0,)] * 7 + [None] + [(1,)] * 7


def test_positional_encoding() -> None:
    block = Quantizer(3, 2, 1).positional_encoding()
    assert block.exact([[0, 0]] * 3).tolist() == [[0, 0], [1, 1], [2, 2]]
    check_numeric(block, (3, 2), 1)
    check_exact(block, (3, 2), 2)
    check_batch(block, (3, 2), 3)
    check_refusals(block, (3, 2), [(2, 2), (3, 1)])
    for norm in ("sup", "2"):
        check_bound(block, (3, 2), norm, F(1), random.Random(1).randint(0, 9))  # noqa: S311
    with pytest.raises(InputError, match="binary float"):
        PositionalEncoding([[0.5]])
