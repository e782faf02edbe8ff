from __future__ import annotations

import math
import subprocess
import sys
from fractions import Fraction
from xml.etree import ElementTree as ET

import matplotlib as mpl
import matplotlib.style
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.errors import OutputError, UnknownNameError
from varsym.graph.paper import Paper
from varsym.report.pictures import depth_curves, depth_picture, matrix_picture, picture_bytes
from varsym.report.pictures.canvas import LINES, Tick, nice_ticks


@given(st.floats(-5000, 5000), st.floats(0.001, 9000))
def test_ticks_lie_on_the_axis_and_grow(low: float, span: float) -> None:
    places = [tick.place for tick in nice_ticks(low, low + span)]
    assert 2 <= len(places) <= 19
    assert places == sorted(set(places))
    assert low - 1e-9 <= places[0] <= places[-1] <= low + span + 1e-9


def test_labels_say_where_a_tick_is() -> None:
    assert Tick(1, 0).label() == "$1$"
    assert Tick(2, -7).label() == r"$2\times 10^{-7}$"
    assert Tick(2, 2).label(plain=True) == "$200$"
    assert Tick(5, -3).place == pytest.approx(math.log10(0.005))


def test_curves_differ_in_grey_too() -> None:
    assert len({look.marker for look in LINES}) == len(LINES)
    assert len({str(look.dashes) for look in LINES}) == len(LINES)


@pytest.mark.parametrize(
    ("suffix", "start"), [("svg", b"<?xml"), (".PNG", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_files_have_the_format_of_their_suffix_and_no_date(suffix: str, start: bytes) -> None:
    data = picture_bytes(matrix_picture("linear", 2, 3), suffix)
    assert data.startswith(start)
    assert not any(word in data for word in (b"dc:date", b"CreationDate", b"tIME"))
    assert data == picture_bytes(matrix_picture("linear", 2, 3), suffix)


@pytest.mark.parametrize("suffix", ["", "gif", ".jpg", "svg.gz", "x" * 300])
def test_other_suffixes_are_refused_with_a_list(suffix: str) -> None:
    with pytest.raises(UnknownNameError, match="svg, png, pdf") as caught:
        picture_bytes(matrix_picture("linear", 2, 3), suffix)
    assert len(str(caught.value)) < 200


def test_the_style_of_the_process_matters_not_and_stays(paper: Paper) -> None:
    def drawn() -> bytes:
        made = depth_picture(paper["thm:6.6"], 4, K=2, eps1=1, eps2=1)
        return picture_bytes(made, "svg")

    expected = drawn()
    with matplotlib.style.context("dark_background"):
        before = dict(mpl.rcParams)
        assert drawn() == expected
        assert dict(mpl.rcParams) == before


def test_a_picture_shows_itself_in_a_notebook() -> None:
    picture = matrix_picture("linear", 2, 3)
    root = ET.fromstring(picture._repr_svg_())  # noqa: S314 - what we drew ourselves
    assert root.tag.endswith("svg")


def test_the_paper_is_white_so_that_dark_pages_bear_it() -> None:
    import io

    from matplotlib.image import imread

    data = imread(io.BytesIO(picture_bytes(matrix_picture("linear", 2, 3), "png")))
    assert data[0, 0].tolist() == [1, 1, 1, 1]


def test_drawing_leaves_pyplot_alone() -> None:
    program = (
        "import sys; from varsym.report.pictures import matrix_picture, picture_bytes; "
        "picture_bytes(matrix_picture('linear', 2, 3), 'svg'); "
        "print('matplotlib.pyplot' in sys.modules)"
    )
    assert _run(program) == "False"


def test_numbers_are_to_be_had_without_matplotlib() -> None:
    program = (
        "import sys; sys.modules['matplotlib'] = None; import varsym; "
        "from varsym.report.pictures import depth_curves; "
        "node = varsym.load('var-universality')['thm:6.6']; "
        "print(depth_curves(node, 2, K=2, eps1=0, eps2=1)[0].bounds[1])"
    )
    assert _run(program) == "5"


def test_without_matplotlib_a_picture_says_what_to_install(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "varsym.report.pictures.canvas")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(OutputError, match="pip install matplotlib"):
        depth_picture(paper["thm:6.6"], 2, K=2, eps1=1, eps2=1)
    assert depth_curves(paper["thm:6.6"], 1, K=2, eps1=1, eps2=1)[0].bounds == (Fraction(3),)


def _run(program: str) -> str:
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return found.stdout.strip()
