from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from drawn_lines import xs, ys

from varsym.contextual.lemma_margins import lemma_margin
from varsym.contextual.low_rank_weights import separating_weights
from varsym.contextual.sequences import Sequences
from varsym.errors import InputError
from varsym.exact.magnitudes import Magnitude
from varsym.report.pictures import (
    BrokenBoundError,
    grid_separations,
    promised_and_certified,
    separation_picture,
)
from varsym.report.pictures.coordinates import log10_coordinate, log10_exponent_coordinate
from varsym.report.pictures.separations import tower_label


@pytest.mark.parametrize("sizes", [[], [0], [1], [3], [2.0], [130], ["x"]])
def test_vocabularies_that_are_none_are_refused(sizes: list[Any]) -> None:
    with pytest.raises(InputError):
        promised_and_certified(sizes)


@pytest.mark.parametrize("cells", [0, -1, 1.5])
def test_grids_without_cells_are_refused(cells: Any) -> None:
    with pytest.raises(InputError):
        grid_separations(cells)


def test_what_is_promised_is_the_formula() -> None:
    # δ = exp(-5 |V|⁴ d γ_max² log L / (ε γ_min)) with d = 1, L = 2, ε = γ_min = 1/2.
    for point in promised_and_certified([2, 6]):
        V = point.vocabulary
        exponent = -5 * V**4 * (V + 1) ** 2 * 4
        assert point.promised == Magnitude.power(2, exponent)


def test_what_is_certified_is_the_distance_of_the_outputs_in_mpmath() -> None:
    size = 6
    pairs = [(k, size + 1 - k) for k in range(1, size // 2 + 1)]
    made = separating_weights(
        Sequences([[[a], [b]] for a, b in pairs]), gamma=size + Fraction(1, 4)
    )
    weights = [w.rows[0][0] for w in (made.head.W_O, made.head.W_V, made.head.W_K, made.head.W_Q)]
    with mpmath.workdps(40):
        w_o, w_v, w_k, w_q = (mpmath.mpf(w.numerator) / w.denominator for w in weights)
        outputs = []
        for pair in pairs:
            for token in pair:
                scores = [mpmath.exp(w_k * other * w_q * token) for other in pair]
                average = sum(s * x for s, x in zip(scores, pair, strict=True)) / sum(scores)
                outputs.append(w_o * w_v * average)
        smallest = min(abs(a - b) for i, a in enumerate(outputs) for b in outputs[:i])
        [point] = promised_and_certified([size])
        assert smallest * (1 - mpmath.mpf(10) ** -9) <= float(point.certified) * (1 + 1e-12)
        assert float(point.certified) <= smallest * (1 + 1e-12)


def test_grids_are_those_of_the_construction() -> None:
    # |V| = L m^d; the exponent of L is -5 |V|⁴ d · 4 ⌈√d⌉ (L + 1/m)² m².
    found = grid_separations(10)
    assert len(found) == 34 - 3
    last = found[-1]
    tokens, channels, cells = 64**2, 32, 10
    assert (last.side, last.vocabulary) == (64, Magnitude.of(tokens * cells**channels))
    product = 4 * 6 * Fraction(tokens * cells + 1, cells) ** 2 * cells**2
    exponent = -5 * (tokens * cells**channels) ** 4 * channels * product
    assert last.promised == Magnitude.power(tokens, exponent)


def test_weights_that_do_not_reach_the_promise_are_a_defect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    real = lemma_margin

    def broken(*given: Any, **more: Any) -> Any:
        return replace(real(*given, **more), above_delta=False)

    monkeypatch.setattr("varsym.report.pictures.separations.lemma_margin", broken)
    with pytest.raises(BrokenBoundError, match="Report this"):
        separation_picture([2])


def test_labels_are_numbers_that_a_reader_knows() -> None:
    assert tower_label(-1) == "$10^{-10^{-1}}$"
    assert tower_label(1) == "$10^{-10}$"
    assert tower_label(155) == "$10^{-10^{155}}$"


def test_the_picture_has_exponents_of_exponents_with_smaller_numbers_lower() -> None:
    picture = separation_picture([2, 4], cells=3)
    left, right = picture.axes
    points = promised_and_certified([2, 4])
    promised, certified, smallest_float = left.lines
    assert xs(promised) == [log10_coordinate(2), log10_coordinate(4)]
    assert ys(promised) == [log10_exponent_coordinate(p.promised) for p in points]
    assert ys(certified) == [log10_exponent_coordinate(p.certified) for p in points]
    limit = math.log10(1074 * math.log10(2))
    assert ys(smallest_float)[0] == pytest.approx(limit, rel=1e-14)
    for axes in (left, right):
        bottom, top = axes.get_ylim()
        assert bottom > top
        assert "vocabulary" in axes.get_xlabel()
    assert [line.get_label() for line in right.lines] == ["var-256", "var-512", "var-1024"]
    lengths = [len(xs(line)) for line in right.lines]
    assert sum(lengths) == len(grid_separations(3))
