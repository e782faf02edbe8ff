from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from keys_matrices import SCHEDULES, keys_matrix

from varsym.errors import InputError, UnknownNameError
from varsym.maps.kernels import keys
from varsym.report.pictures import (
    interpolation_matrix,
    matrix_picture,
    picture_bytes,
    schedule_picture,
)
from varsym.report.pictures.interpolation import schedule_steps

STEPS = schedule_steps("var-256")


@pytest.mark.parametrize("sides", [(0, 1), (1, 0), (2.0, 3), (1, 129), (129, 1), ("x", 1)])
def test_sides_that_are_none_or_too_long_are_refused(sides: tuple[Any, Any]) -> None:
    with pytest.raises(InputError):
        matrix_picture("linear", *sides)


def test_unknown_kernels_models_and_options_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="bspline"):
        matrix_picture("lanczos", 2, 3)
    with pytest.raises(UnknownNameError, match="var-1024"):
        schedule_picture("linear", "var-128")
    with pytest.raises(InputError, match="border"):
        matrix_picture("linear", 2, 3, "wrap")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="20"):
        schedule_picture("linear", [])
    with pytest.raises(InputError, match="20"):
        schedule_picture("linear", [(1, 2)] * 21)


def test_a_single_cell_is_drawn_too() -> None:
    assert picture_bytes(matrix_picture("keys:-3/4", 1, 1), "svg")
    assert interpolation_matrix("area", 1, 1).rows == ((Fraction(1),),)


@pytest.mark.parametrize("step", STEPS)
def test_the_entries_are_those_of_the_rule_written_down(step: tuple[int, int]) -> None:
    assert STEPS == tuple(zip(SCHEDULES[256], SCHEDULES[256][1:], strict=False))
    assert interpolation_matrix(keys("-3/4"), *step) == keys_matrix(*step)


def test_the_picture_shows_the_matrix_row_by_row_from_the_top() -> None:
    picture = matrix_picture("keys:-3/4", 13, 16)
    axes, bar = picture.axes
    mesh = axes.collections[0]
    shown = np.asarray(mesh.get_array()).reshape(16, 13)
    expected = [[float(x) for x in row] for row in keys_matrix(13, 16).rows]
    assert shown.tolist() == expected
    bottom, top = axes.get_ylim()
    assert bottom > top
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("input cell", "output cell")
    marked = axes.collections[1].get_offsets()
    negative = [(j + 1.0, i + 1.0) for i, j in zip(*np.where(shown < 0), strict=True)]
    assert sorted(map(tuple, np.asarray(marked).tolist())) == sorted(negative)
    assert bar.get_ylabel() == "weight"


def test_zero_is_white_and_signs_have_colours_of_their_own() -> None:
    mesh = matrix_picture("keys:-3/4", 4, 5).axes[0].collections[0]
    red, green, blue, _ = mesh.to_rgba(0.0)  # type: ignore[arg-type]
    assert (red, green, blue) == (1, 1, 1)
    positive, negative = mesh.to_rgba(0.5), mesh.to_rgba(-0.5)  # type: ignore[arg-type]
    assert positive[2] > positive[0]
    assert negative[0] > negative[2]


def test_small_matrices_are_written_out_exactly() -> None:
    texts = {t.get_position(): t.get_text() for t in matrix_picture("linear", 2, 4).axes[0].texts}
    # By hand: positions -1/4, 1/4, 3/4, 5/4 between the cells 0 and 1, clamped.
    assert texts == {
        (1, 1): "1", (1, 2): "3/4", (2, 2): "1/4", (1, 3): "1/4", (2, 3): "3/4", (2, 4): "1",
    }  # fmt: skip


def test_norms_stand_below() -> None:
    picture = matrix_picture("keys:-3/4", 13, 16)
    words = picture.get_supxlabel()
    assert "2813/2048" in words
    assert "1.13204" in words  # the root of 1.2815038107…
    assert "$\\|A\\|_\\infty$ = 1" in matrix_picture("area", 16, 5).get_supxlabel()


def test_a_schedule_is_one_page_with_one_scale_of_colours() -> None:
    picture = schedule_picture("keys:-3/4", "var-256")
    *panels, _bar = picture.axes
    titles = [axes.get_title(loc="left").split("\n")[0] for axes in panels]
    assert titles == [f"{before} → {after}" for before, after in STEPS]
    reach = max(abs(x) for step in STEPS for row in keys_matrix(*step).rows for x in row)
    limits = {axes.collections[0].get_clim() for axes in panels}
    assert limits == {(-float(reach), float(reach))}
    assert reach > Fraction(1)


def test_a_large_schedule_is_no_large_file() -> None:
    assert len(picture_bytes(schedule_picture("bspline", [(48, 64)]), "svg")) < 300_000


@pytest.mark.parametrize(
    ("kernel", "n_in", "n_out", "ticks"),
    [
        ("area", 128, 1, ["0", "0.002"]),
        ("area", 64, 64, ["0", "0.05", "0.1", "0.2", "0.5", "1"]),
        # The second cell lies in the middle between two: -a/8 and 1/2 + a/8 are its entries.
        ("keys:1000", 8, 3, ["−100", "−50", "−20", "−10", "−5", "0", "5", "10", "20", "50", "100"]),
    ],
)
def test_the_colours_of_small_and_large_entries_are_labelled(
    kernel: str, n_in: int, n_out: int, ticks: list[str]
) -> None:
    bar = matrix_picture(kernel, n_in, n_out).axes[1]
    assert [text.get_text() for text in bar.get_yticklabels()] == ticks


def test_a_flat_matrix_fills_its_picture() -> None:
    assert matrix_picture("linear", 128, 3).axes[0].get_aspect() == "auto"
    assert matrix_picture("linear", 8, 3).axes[0].get_aspect() == 1


def test_a_decimal_that_is_exact_is_said_to_be_equal() -> None:
    shown = matrix_picture("area", 16, 4).get_supxlabel()
    assert "= 1/4 = 0.25\n" in shown
    assert "= 1/2 = 0.5\n" in shown


def test_a_long_name_of_a_kernel_is_cut() -> None:
    title = matrix_picture("keys:0.333333333333333333", 2, 3).axes[0].get_title(loc="left")
    assert "…: 2 → 3 cells" in title
    assert len(title) < 40
