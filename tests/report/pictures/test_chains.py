from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from drawn_lines import ys
from hypothesis import given
from hypothesis import strategies as st
from line_maps import bounded, steady

from varsym.claims.refuting.evaluate import Model, holds, value
from varsym.claims.refuting.universes import LINE
from varsym.errors import InputError, QueryError, UnknownNameError
from varsym.exact import PiecewiseLinear
from varsym.graph.paper import Paper
from varsym.report.pictures import (
    BrokenBoundError,
    Compared,
    Layer,
    chain_comparison,
    example_chain,
    truth_picture,
)
from varsym.report.pictures.chains import CHAINS
from varsym.report.pictures.coordinates import linear_coordinate, log10_coordinate

IDENTITY = PiecewiseLinear.identity()
GIVEN: dict[str, Any] = {"K": "3/2", "eps1": "1/7", "eps2": "1/5"}
K, EPS1, EPS2 = Fraction(3, 2), Fraction(1, 7), Fraction(1, 5)


def geometric(r: int, factor: Fraction) -> Fraction:
    return sum((factor**k for k in range(r)), Fraction(0))


def test_aligned_errors_attain_the_bound(paper: Paper) -> None:
    found = chain_comparison(paper["thm:6.6"], example_chain("aligned", 6, **GIVEN))
    expected = [(K * EPS1 + EPS2) * geometric(r, K * K) for r in range(1, 7)]
    assert [point.bound for point in found.points] == expected
    assert [point.truth for point in found.points] == expected


def test_alternating_errors_cancel_in_part(paper: Paper) -> None:
    found = chain_comparison(paper["cor:7.2"], example_chain("alternating", 6, **GIVEN))
    expected = [(K * EPS1 + EPS2) * abs(geometric(r, -K * K)) for r in range(1, 7)]
    assert [point.truth for point in found.points] == expected


def test_clipped_errors_stay_bounded(paper: Paper) -> None:
    found = chain_comparison(paper["thm:6.6"], example_chain("clipped", 12, **GIVEN))
    assert all(point.truth <= 2 * K + EPS2 for point in found.points)
    assert found.points[0].ratio == 1
    assert found.points[-1].ratio < Fraction(1, 100)


def test_an_exact_chain_errs_nowhere(paper: Paper) -> None:
    layers = example_chain("clipped", 2, K=2, eps1=0, eps2=0)
    found = chain_comparison(paper["thm:6.6"], layers)
    assert [(p.bound, p.truth, p.ratio) for p in found.points] == [
        (Fraction(0), Fraction(0), Fraction(1))
    ] * 2


@given(st.lists(st.tuples(steady(), bounded(), steady(), bounded()), min_size=1, max_size=3))
def test_the_chains_meet_the_hypotheses_and_the_sides_are_those_of_the_claim(
    paper: Paper, maps: list[tuple[PiecewiseLinear, ...]]
) -> None:
    layers = [Layer(f, g, f + more, g + other) for f, more, g, other in maps]
    bound = paper["thm:6.6"].formula()
    found = chain_comparison(paper["thm:6.6"], layers)
    for r, point in enumerate(found.points, 1):
        model = Model(LINE, "sup", {"r": r})
        target = built = IDENTITY
        for k, layer in enumerate(layers[:r], 1):
            target, built = layer.f @ layer.g @ target, layer.tau @ layer.phi @ built
            named = {"f": layer.f, "g": layer.g, "tau": layer.tau, "Phi_up": layer.phi}
            model.maps.update({(name, (k,)): made for name, made in named.items()})
            constants = {
                "K1": layer.f.lipschitz_constant(),
                "K": layer.g.lipschitz_constant(),
                "eps1": (layer.g - layer.phi).sup_norm(),
                "eps2": (layer.tau - layer.f).sup_norm(),
            }
            for name, constant in constants.items():
                assert isinstance(constant, Fraction)
                model.reals[name, (k,)] = constant
        model.maps["f_word2img", ()], model.maps["tau_VAR", ()] = target, built
        for condition in bound.claim.conditions:
            assert holds(condition, model, {"r": r})
        assert value(bound.left, model, {"r": r}) == point.truth
        assert value(bound.expression, model, {"r": r}) == point.bound


def test_a_truth_above_its_bound_is_a_defect_and_not_cut_off() -> None:
    with pytest.raises(BrokenBoundError, match="Report this"):
        Compared(Fraction(3), Fraction(1), Fraction(1) + Fraction(1, 10**30))


def test_a_bound_that_is_too_small_is_found_out(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    import varsym.report.pictures.chains as module

    real = module._bound
    monkeypatch.setattr(module, "_bound", lambda *rest: real(*rest) * Fraction(99, 100))
    with pytest.raises(BrokenBoundError):
        truth_picture(paper["thm:6.6"], 3)


@pytest.mark.parametrize("layers", [[], [Layer(IDENTITY, IDENTITY, IDENTITY, IDENTITY)] * 41])
def test_chains_of_no_layer_or_too_many_are_refused(paper: Paper, layers: list[Layer]) -> None:
    with pytest.raises(InputError, match="40"):
        chain_comparison(paper["thm:6.6"], layers)


def test_maps_that_run_away_from_each_other_are_refused(paper: Paper) -> None:
    away = Layer(IDENTITY, IDENTITY, IDENTITY, PiecewiseLinear.affine(2, 0))
    with pytest.raises(InputError, match="distance of g and Φ in layer 1"):
        chain_comparison(paper["thm:6.6"], [away])


def test_a_statement_with_other_parameters_is_refused(paper: Paper) -> None:
    with pytest.raises(QueryError, match=r"thm:6\.6"):
        chain_comparison(paper["lem:6.3"], example_chain("aligned", 1, **GIVEN))


def test_unknown_chains_and_bad_numbers_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="aligned"):
        example_chain("circular", 1, **GIVEN)
    with pytest.raises(InputError, match="float"):
        example_chain("aligned", 1, K=1.5, eps1=0, eps2=0)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        example_chain("aligned", 0, **GIVEN)
    with pytest.raises(InputError):
        example_chain("aligned", 1, K=1, eps1=-1, eps2=0)


def test_the_picture_has_the_bound_the_errors_and_their_ratios(paper: Paper) -> None:
    picture = truth_picture(paper["thm:6.6"], 5, **GIVEN)
    upper, lower = picture.axes
    lines = {str(line.get_label()): line for line in upper.lines}
    assert list(lines) == ["proved bound", *(f"exact error, {name}" for name in CHAINS)]
    for name, ratios in zip(CHAINS, lower.lines, strict=False):
        points = chain_comparison(paper["thm:6.6"], example_chain(name, 5, **GIVEN)).points
        drawn = lines[f"exact error, {name}"]
        assert ys(drawn) == [log10_coordinate(point.truth) for point in points]
        assert ys(ratios) == [linear_coordinate(point.ratio) for point in points]
    assert lower.get_xlabel() == "number of layers $r$"


def test_one_layer_shows_its_bound_and_a_whole_number(paper: Paper) -> None:
    picture = truth_picture(paper["thm:6.6"], 1)
    upper, lower = picture.axes
    assert upper.lines[0].get_label() == "proved bound"
    assert upper.lines[0].get_marker() == "_"
    assert [text.get_text() for text in lower.get_xticklabels()] == ["$1$"]


def test_long_numbers_are_told_in_a_few_digits(paper: Paper) -> None:
    picture = truth_picture(paper["thm:6.6"], 2, K=10**50, eps1=Fraction(1, 10**300))
    shown = picture.axes[0].get_title(loc="left")
    assert "≈ 1.0000e+50" in shown
    assert "≈ 1.0000e-300" in shown
    assert len(shown) < 120
