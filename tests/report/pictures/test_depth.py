from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from drawn_lines import xs, ys
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import InputError, QueryError, UnknownNameError
from varsym.graph.paper import Paper
from varsym.report.pictures import depth_curves, depth_picture
from varsym.report.pictures.coordinates import log10_coordinate

SMALL = st.fractions(min_value=0, max_value=3, max_denominator=12)


def chain(depth: int, factor: Fraction, added: Fraction) -> list[Fraction]:
    """Return e_1, …, e_r of e_r = factor e_(r-1) + added, which starts at 0."""
    errors = [Fraction(0)]
    for _ in range(depth):
        errors.append(factor * errors[-1] + added)
    return errors[1:]


@pytest.mark.parametrize("depth", [0, -1, 10**9, [], [2, 1], [1, 1], "x"])
def test_depths_that_are_none_are_refused(paper: Paper, depth: Any) -> None:
    with pytest.raises(InputError):
        depth_curves(paper["thm:6.6"], depth, K=2, eps1=1, eps2=1)


@pytest.mark.parametrize("given", [{"K": 1.5}, {"K": 2, "eps1": 0.1}])
def test_floats_are_refused(paper: Paper, given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="float"):
        depth_curves(paper["thm:6.6"], 2, **{"eps1": 1, "eps2": 1, **given})


def test_one_layer_errs_by_its_own_errors(paper: Paper) -> None:
    [curve] = depth_curves(paper["thm:6.6"], 1, K=7, eps1="1/2", eps2="1/3")
    assert (curve.depths, curve.bounds) == ((1,), (Fraction(7, 2) + Fraction(1, 3),))


@given(K=SMALL, eps1=SMALL, eps2=SMALL)
def test_the_theorem_is_a_recursion(
    paper: Paper, K: Fraction, eps1: Fraction, eps2: Fraction
) -> None:
    for name in ("thm:6.6", "cor:7.2"):
        [curve] = depth_curves(paper[name], 6, K=K, eps1=eps1, eps2=eps2)
        assert list(curve.bounds) == chain(6, K * K, K * eps1 + eps2)


@given(dt=st.fractions(Fraction(1, 9), 2, max_denominator=9), K=SMALL, v=SMALL, a=SMALL)
def test_the_corollary_on_hofar_is_one_too(
    paper: Paper, dt: Fraction, K: Fraction, v: Fraction, a: Fraction
) -> None:
    given: dict[str, Any] = {"Delta_t": dt, "K": K, "K_v": v, "K_a": a, "eps1": 1, "eps2": "1/2"}
    [curve] = depth_curves(paper["cor:7.3"], 5, **given)
    factor = K * (1 + dt * v + dt * dt / 2 * a)
    assert list(curve.bounds) == chain(5, factor, K * (dt + dt * dt / 4))


def test_the_lemma_on_one_layer_multiplies_the_later_constants(paper: Paper) -> None:
    [curve] = depth_curves(paper["lem:6.4"], [3, 5], j=2, L="1/2", eps="1/3")
    assert curve.bounds == (Fraction(1, 6), Fraction(1, 24))


@pytest.mark.parametrize(("last", "points"), [(100, 100), (101, 51), (1000, 101)])
def test_a_long_chain_is_asked_at_some_depths(paper: Paper, last: int, points: int) -> None:
    [curve] = depth_curves(paper["lem:6.4"], last, j=1, L=1, eps=1)
    assert (curve.depths[0], curve.depths[-1], len(curve.depths)) == (1, last, points)


def test_a_number_for_each_layer_is_cut_to_the_layers_that_are_there(paper: Paper) -> None:
    slopes = [Fraction(1), Fraction(2), Fraction(3)]
    [curve] = depth_curves(paper["thm:6.6"], 3, K=slopes, eps1=0, eps2=1)
    assert curve.bounds == tuple(map(Fraction, (1, 1 + 4, 1 + 9 + 9 * 4)))


def test_several_curves_tell_what_differs(paper: Paper) -> None:
    curves = depth_curves(paper["thm:6.6"], 2, vary={"K": [1, "3/2"], "eps1": [0, 1]}, eps2=1)
    assert [curve.bounds[0] for curve in curves] == [1, Fraction(5, 2)]
    assert [curve.label for curve in curves] == [
        r"$K$ = 1, $\epsilon_{1}$ = 0", r"$K$ = 3/2, $\epsilon_{1}$ = 1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("vary", "error"),
    [
        ({"K": []}, InputError),
        ({"K": 2}, InputError),
        ({"K": "12"}, InputError),
        ({"K": [1, 2], "K1": [1]}, InputError),
        ({"K": [1] * 13}, InputError),
        ({"r": [1, 2]}, QueryError),
        ({"eps1": [1, 2]}, QueryError),
        ({"K": [1], "Q": [1]}, UnknownNameError),
    ],
)
def test_what_cannot_vary_is_refused(paper: Paper, vary: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        depth_curves(paper["thm:6.6"], 2, vary=vary, eps1=1, eps2=1)


def test_a_bound_without_layers_is_refused(paper: Paper) -> None:
    with pytest.raises(QueryError, match="number of layers"):
        depth_curves(paper["lem:6.3"], 2, K1=1, eps1=1, eps2=1)


def test_a_curve_lies_where_its_logarithms_lie(paper: Paper) -> None:
    given = {"eps1": "1e-4000", "eps2": "1e-4000"}
    picture = depth_picture(paper["thm:6.6"], 12, vary={"K": [1, 2]}, **given)
    [axes] = picture.axes
    curves = depth_curves(paper["thm:6.6"], 12, vary={"K": [1, 2]}, **given)
    drawn = {line.get_label(): line for line in axes.lines}
    assert len(drawn) == len(axes.lines) == 2
    for curve in curves:
        line = drawn[curve.label]
        assert xs(line) == list(range(1, 13))
        assert ys(line) == [log10_coordinate(value) for value in curve.bounds]
    assert axes.get_xlabel() == "number of layers $r$"
    assert "bound" in axes.get_ylabel()
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert len(labels) >= 3
    assert all(label.startswith("$10^{-39") or label == "$10^{-4000}$" for label in labels)


def test_a_bound_of_zero_has_no_place_on_the_axis(paper: Paper) -> None:
    with pytest.raises(InputError, match="logarithmic axis"):
        depth_picture(paper["thm:6.6"], 2, K=1, eps1=0, eps2=0)


def test_one_depth_has_one_label_and_that_is_whole(paper: Paper) -> None:
    picture = depth_picture(paper["thm:6.6"], 1, K=2, eps1=1, eps2=1)
    assert [text.get_text() for text in picture.axes[0].get_xticklabels()] == ["$1$"]


def test_as_many_curves_as_there_may_be_differ_in_their_looks(paper: Paper) -> None:
    picture = depth_picture(paper["thm:6.6"], 3, vary={"K": list(range(1, 13))}, eps1=1, eps2=1)
    curves = picture.axes[0].lines
    assert len(curves) == 12
    assert len({curve.get_marker() for curve in curves}) == 12


def test_a_long_number_keeps_its_size(paper: Paper) -> None:
    picture = depth_picture(paper["thm:6.6"], 2, K=10**20, K1=[1, 2], eps1="1e-300", eps2=1)
    shown = picture.axes[0].get_title(loc="left")
    assert "$K$ ≈ 1.0000e+20" in shown
    assert "$K_{1}$: one for each layer" in shown
    assert "= 1e-300" in shown


def test_the_title_tells_which_bound_it_is(paper: Paper) -> None:
    asked: dict[str, Any] = {"K": 2, "eps1": 1, "eps2": 1}
    first = depth_picture(paper["thm:6.6"], 2, **asked)
    other = depth_picture(paper["thm:6.6"], 2, metric="L_alpha", **asked)
    assert first.get_suptitle() == "thm:6.6: the proved bound against depth"
    assert other.get_suptitle() == "thm:6.6, L_α: the proved bound against depth"
