"""The base of what notebooks show, and what IPython makes of it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest

from varsym.exact import Enclosure, LogForm, Magnitude
from varsym.notebook_faces import NotebookFace
from varsym.report import notebook

THIRD = Enclosure(Fraction("1/3"), Fraction("1/3"))


def test_a_bundle_has_what_a_notebook_asks_for() -> None:
    assert set(THIRD._repr_mimebundle_()) == {"text/html", "text/latex"}
    assert set(THIRD._repr_mimebundle_(include={"text/latex"})) == {"text/latex"}
    assert set(THIRD._repr_mimebundle_(exclude={"text/latex"})) == {"text/html"}
    assert THIRD._repr_mimebundle_(include={"image/png"}) == {}


def test_the_plain_text_stays_the_repr() -> None:
    assert repr(THIRD) == "Enclosure(lower=Fraction(1, 3), upper=Fraction(1, 3))"
    assert "text/plain" not in THIRD._repr_mimebundle_()


def test_what_no_display_knows_has_none() -> None:
    assert NotebookFace()._repr_mimebundle_() == {}
    assert NotebookFace()._repr_html_() is None


@pytest.mark.parametrize("item", [THIRD, LogForm(1, {2: 3}), Magnitude.exp(-3)])
def test_slots_pickles_and_immutability_stay(item: Any) -> None:
    assert not hasattr(item, "__dict__")
    assert pickle.loads(pickle.dumps(item)) == item
    with pytest.raises(AttributeError):
        item.lower = 1


def test_reports_are_imported_when_a_notebook_asks() -> None:
    code = (
        "import sys; from varsym.exact import LogForm; x = LogForm(1); "
        "assert 'varsym.report' not in sys.modules; x._repr_html_(); "
        "assert 'varsym.report.notebook' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_display_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(notebook, "_inside", broken)
    monkeypatch.setattr(notebook, "_tex", broken)
    assert THIRD._repr_mimebundle_() == {}
    assert THIRD._repr_html_() is None


def test_ipython_shows_both_and_the_text() -> None:
    formatters = pytest.importorskip("IPython.core.formatters")
    data, _ = formatters.DisplayFormatter().format(THIRD)
    assert set(data) == {"text/plain", "text/html", "text/latex"}
    assert data["text/plain"] == repr(THIRD)
    assert data["text/latex"] == r"$\displaystyle \frac{1}{3}$"
