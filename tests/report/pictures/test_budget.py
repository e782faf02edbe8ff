from __future__ import annotations

from fractions import Fraction

import pytest
from drawn_lines import ys
from matplotlib.patches import Rectangle

from varsym.errors import InputError, UnknownNameError
from varsym.graph.paper import Paper
from varsym.report.pictures import budget_picture, scale_shares
from varsym.report.pictures.coordinates import log10_coordinate


def test_unknown_models_and_floats_are_refused_before_anything_is_drawn(paper: Paper) -> None:
    with pytest.raises(UnknownNameError, match="var-256"):
        paper["thm:6.6"].configured("var-128", eps="1/10")
    with pytest.raises(InputError, match="float"):
        paper["thm:6.6"].configured("var-256", eps=0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "model"), [("thm:6.6", "var-256"), ("cor:7.2", "flowar"), ("cor:7.3", "flowar")]
)
def test_shares_add_up_to_the_bound(paper: Paper, name: str, model: str) -> None:
    found = paper[name].configured(model, eps="1/10")
    shares = scale_shares(found)
    whole = sum(share.share for share in shares) + found.fixed / found.target
    assert whole == found.error / found.target
    assert Fraction(9, 10) < whole <= 1


def test_an_early_error_is_amplified_by_all_later_norms(paper: Paper) -> None:
    found = paper["thm:6.6"].configured("var-256", eps="1/10")
    norms = found.parameters["K"]
    amplified = Fraction(1)
    for share, norm in reversed(list(zip(scale_shares(found), norms, strict=True))):
        assert share.share == share.allowed * amplified * 10
        amplified *= norm


def test_the_picture_shows_errors_shares_and_neurons(paper: Paper) -> None:
    found = paper["cor:7.3"].configured("flowar", eps="1/10")
    allowed, part, cost = budget_picture(found).axes
    shares = scale_shares(found)
    drawn = [y for line in allowed.lines for y in ys(line)]
    assert drawn == [log10_coordinate(share.allowed) for share in shares]
    drawn = [y for line in cost.lines for y in ys(line)]
    assert drawn == [log10_coordinate(share.neurons) for share in shares]
    bars = [bar.get_height() for bar in part.patches if isinstance(bar, Rectangle)]
    assert bars == pytest.approx([float(100 * share.share) for share in shares])
    labels = [label.get_text() for label in cost.get_xticklabels()]
    assert labels == ["1 → 1", "1 → 2", "2 → 4", "4 → 8", "8 → 16"]
