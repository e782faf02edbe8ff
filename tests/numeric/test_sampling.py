"""Random draws: repeatable, exactly representable, of all sizes, within bounds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_blocks import LinearMap, ReluLayer

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.arrays import MAX_ENTRIES
from varsym.numeric.sampling import Chunk, chunks, dyadic, heavy_tailed, input_shape, within


@given(st.integers(1, 500), st.integers(1, 100))
def test_chunks_make_up_the_samples(samples: int, size: int) -> None:
    found = list(chunks(samples, size, seed=7))
    assert sum(chunk.size for chunk in found) == samples
    assert max(chunk.size for chunk in found) <= size
    assert [chunk.number for chunk in found] == list(range(len(found)))


def test_a_chunk_has_a_stream_of_its_own_that_spawning_would_give_it_too() -> None:
    streams = [Chunk(3, number, 8).generator().random(4).tolist() for number in range(4)]
    spawned = [
        np.random.default_rng(s).random(4).tolist() for s in np.random.SeedSequence(3).spawn(4)
    ]
    assert streams == spawned
    assert Chunk(4, 0, 8).generator().random(4).tolist() not in streams


def test_dyadic_draws_are_short_dyadic_rationals_with_zeros_and_both_signs() -> None:
    drawn = dyadic(np.random.default_rng(0), 200, (2, 3))
    exact = [Fraction(float(entry)) for entry in drawn.flat]
    assert drawn.shape == (200, 2, 3)
    assert all(abs(q) <= 1 and q.denominator <= 2**28 for q in exact)
    assert all(q.numerator.bit_length() <= 21 for q in exact)
    assert {np.sign(float(q)) for q in exact} == {-1, 0, 1}


def test_heavy_tailed_draws_have_all_sizes_and_small_fractions() -> None:
    drawn = heavy_tailed(np.random.default_rng(0), 2, 4000)
    assert drawn.shape == (2, 4000)
    for row in drawn:
        assert {0.0, 1.0, -1.0, 0.5, -6.0} <= set(row)
        assert np.abs(row).max() > 1000
        assert np.count_nonzero((row != 0) & (np.abs(row) < 0.01)) > 10
        assert 0.4 < np.mean(row > 0) < 0.6


@pytest.mark.parametrize(
    ("lower", "upper"), [(None, None), (0.0, None), (None, -3.0), (2.0, 2.5), (1.0, 1.0)]
)
def test_bounds_are_kept_and_reached(lower: float | None, upper: float | None) -> None:
    drawn = within(heavy_tailed(np.random.default_rng(0), 1, 4000), lower, upper)
    assert np.isfinite(drawn).all()
    if lower is not None:
        assert drawn.min() == lower
    if upper is not None:
        assert drawn.max() == upper


def test_the_shape_of_an_input_is_checked_before_anything_is_drawn() -> None:
    assert input_shape(ReluLayer(), [3]) == (3,)
    with pytest.raises(ShapeError):
        input_shape(LinearMap([[1, 2]]), (3,))
    with pytest.raises(InputError, match="at least 1"):
        input_shape(ReluLayer(), (0,))
    with pytest.raises(InputError, match="entries"):
        input_shape(ReluLayer(), (MAX_ENTRIES + 1,))
    with pytest.raises(InputError):
        input_shape(ReluLayer(), (2.0,))  # type: ignore[arg-type]
