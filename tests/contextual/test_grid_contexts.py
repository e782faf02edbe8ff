"""Context IDs of grids: against mpmath, and their separation."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import mpmath
import pytest

from varsym.contextual import grid_contexts as module
from varsym.contextual.grid_contexts import GridContexts, separate_contexts
from varsym.contextual.quantizer import Quantizer
from varsym.errors import VarsymError
from varsym.exact import PrecisionError
from varsym.exact.ball_precision import ball_precision

F = Fraction
GRIDS = [Quantizer(1, 1, 3), Quantizer(2, 1, 3), Quantizer(2, 2, 2), Quantizer(3, 1, 3)]


def identifiers(grid: Quantizer, rate: Fraction, digits: int) -> list[mpmath.mpf]:
    """All IDs from the definition, in the order of their indices."""
    found = []
    with mpmath.workdps(digits):
        c = mpmath.mpf(rate.numerator) / rate.denominator
        for sequence in grid.sequences():
            labels = [grid.label(k, cell) for k, cell in enumerate(sequence)]
            for query in labels:
                weights = [mpmath.exp(c * query * key) for key in labels]
                top = mpmath.fsum(w * key for w, key in zip(weights, labels, strict=True))
                found.append(top / mpmath.fsum(weights))
    return found


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("rate", [F(1, 64), F(1), F(7, 3)])
def test_enclosures_hold_the_definition(grid: Quantizer, rate: Fraction) -> None:
    contexts, values = GridContexts(grid, rate), identifiers(grid, rate, 60)
    assert contexts.count == len(values)
    with ball_precision(128):
        for index, value in enumerate(values):
            box = contexts.enclose(index, 128)
            middle = mpmath.mpf(0)
            with mpmath.workdps(60):
                mantissa, exponent = box.mid().man_exp()
                middle = mpmath.mpf(int(mantissa)) * mpmath.mpf(2) ** int(exponent)
                assert abs(middle - value) < 1e-30


@pytest.mark.parametrize("grid", GRIDS)
def test_the_attention_layer_makes_the_ids(grid: Quantizer) -> None:
    contexts = GridContexts(grid, F(1, 16))
    layer = contexts.attention()
    for number, sequence in enumerate(grid.sequences()):
        rounded = [
            [k + F(digit + 1, grid.cells) for digit in grid.digits(cell)]
            for k, cell in enumerate(sequence)
        ]
        found = layer.enclose(rounded, digits=12)
        assert [box.upper == box.lower == 0 for box in found[:, 1:].flat] == [True] * (
            grid.tokens * (grid.channels - 1)
        )
        with ball_precision(96):
            for token in range(grid.tokens):
                ball = contexts.enclose(number * grid.tokens + token, 96)
                box = found[token, 0]
                assert float(box.lower) == pytest.approx(float(ball.mid()), rel=1e-11)


@pytest.mark.parametrize("grid", GRIDS[1:])
def test_the_gap_is_the_smallest_of_all_pairs(grid: Quantizer) -> None:
    contexts, gap = separate_contexts(grid, range(grid.tokens * grid.sequence_count))
    values = identifiers(grid, contexts.rate, 40)
    nearest = min(abs(a - b) for a, b in combinations(values, 2))
    assert gap.enclosure is not None
    assert float(gap.enclosure.lower) == pytest.approx(float(nearest), rel=0.02)
    assert gap.enclosure.lower <= F(str(nearest)) * (1 + F(1, 10**12))


def test_ids_of_one_class_may_be_as_near_as_they_like() -> None:
    grid = GRIDS[1]
    alone = separate_contexts(grid, [0] * 18)[1]
    assert alone.enclosure is None
    halves = [index % 2 for index in range(18)]
    found, every = (separate_contexts(grid, classes)[1] for classes in (halves, range(18)))
    assert found.enclosure is not None
    assert every.enclosure is not None
    assert found.enclosure.upper >= every.enclosure.lower


def test_another_rate_may_be_chosen_by_the_classes() -> None:
    """Every rate that is tried has a gap, and the chosen one is the widest."""
    grid = GRIDS[3]
    chosen, best = separate_contexts(grid, range(81))
    assert best.enclosure is not None
    for exponent in range(-8, 1):
        other = identifiers(grid, F(2) ** exponent, 40)
        gap = min(abs(a - b) for a, b in combinations(other, 2))
        tried = F(2) ** exponent in [
            F(2) ** (e - 2 * grid.largest_label.bit_length()) for e in range(7)
        ]
        if tried and F(2) ** exponent != chosen.rate:
            assert F(str(gap)) <= best.enclosure.upper * F(102, 100)


def test_too_little_precision_is_said(monkeypatch) -> None:
    monkeypatch.setattr(module, "_MAX_BITS", 64)
    monkeypatch.setattr(module, "_SCORE_EXPONENTS", range(12, 14))
    with pytest.raises(PrecisionError, match="do not tell apart"):
        separate_contexts(Quantizer(3, 1, 6), range(3 * 6**3))
    assert issubclass(PrecisionError, VarsymError)
