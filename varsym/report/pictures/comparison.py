"""A proved bound beside what truly happens: the exact values, their ratio, and the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from varsym.errors import VarsymError
from varsym.exact import decimal_digits
from varsym.report.pictures.coordinates import linear_coordinate, log10_coordinate

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from varsym.report.pictures.canvas import Picture

__all__ = ["BrokenBoundError", "Compared", "Comparison", "draw_comparisons"]

_SHOWN = 12


class BrokenBoundError(VarsymError):
    """A certified value lies above a bound that was taken for proved; one of them is wrong."""


@dataclass(frozen=True)
class Compared:
    """A bound and a certified value that it must not be below.

    Attributes
    ----------
    at : Fraction
        Where: the radius, or the number of layers.
    bound : Fraction
        What was proved.
    truth : Fraction
        What is attained, or a certified number just below.

    Raises
    ------
    BrokenBoundError
        When the truth is above the bound.

    Examples
    --------
    >>> Compared(Fraction(1), Fraction(9, 4), Fraction(3, 2)).ratio
    Fraction(2, 3)
    >>> Compared(Fraction(1), Fraction(1), Fraction(2))
    Traceback (most recent call last):
        ...
    varsym.report.pictures.comparison.BrokenBoundError: ...
    """

    at: Fraction
    bound: Fraction
    truth: Fraction

    def __post_init__(self) -> None:
        if self.truth > self.bound:
            raise BrokenBoundError(
                f"At {decimal_digits(self.at, _SHOWN)} the certified value "
                f"{decimal_digits(self.truth, _SHOWN)}, above the proved bound "
                f"{decimal_digits(self.bound, _SHOWN)}.",
                "A value that is at most the bound.",
                "Report this: either the bound or the certificate of the value is wrong.",
            )

    @property
    def ratio(self) -> Fraction:
        """The truth over the bound, from 0 to 1; 1 where both are 0."""
        return self.truth / self.bound if self.bound else Fraction(1)


@dataclass(frozen=True)
class Comparison:
    """A curve of bounds beside a curve of truths.

    Attributes
    ----------
    label : str
    points : tuple of Compared
    """

    label: str
    points: tuple[Compared, ...]


def draw_comparisons(
    picture: Picture, comparisons: Sequence[Comparison], truth: str, logarithmic: bool = False
) -> tuple[Axes, Axes]:
    """Draw bounds and truths in the upper part of a picture, and their ratios in the lower.

    Bounds that all comparisons share are drawn once.

    Parameters
    ----------
    picture : Picture
    comparisons : sequence of Comparison
    truth : str
        What the certified values are, for the legend.
    logarithmic : bool
        Whether the places are on a logarithmic axis too.

    Returns
    -------
    tuple of Axes
        The upper and the lower part.
    """
    from varsym.report.pictures.canvas import PALE, line, power_axis

    upper, lower = picture.subplots(2, 1, sharex=True, height_ratios=(2.4, 1))
    place = log10_coordinate if logarithmic else linear_coordinate
    shared = len({tuple((p.at, p.bound) for p in one.points) for one in comparisons}) == 1
    places: list[float] = []
    heights: list[float] = []
    for k, one in enumerate(comparisons):
        look = line(k)
        bounds = [(place(p.at), log10_coordinate(p.bound)) for p in one.points]
        truths = [(place(p.at), log10_coordinate(p.truth)) for p in one.points if p.truth]
        ratios = [(place(p.at), linear_coordinate(p.ratio)) for p in one.points]
        places += [x for x, _ in bounds]
        heights += [y for _, y in [*bounds, *truths]]
        curve: dict[str, Any] = {
            "color": look.color, "linestyle": look.dashes, "linewidth": 1, "marker": look.marker,
        }  # fmt: skip
        if not (shared and k):  # wide, so that it shows beside a truth that attains it
            upper.plot(
                *_columns(bounds), color=PALE if shared else look.color, linewidth=4.5, alpha=0.4,
                linestyle="-" if shared else look.dashes, solid_capstyle="butt",
                dash_capstyle="butt", marker="_" if len(bounds) == 1 else "",
                markersize=16, markeredgewidth=4.5,
                label=_named("proved bound", "" if shared else one.label),
            )  # fmt: skip
        upper.plot(*_columns(truths), label=_named(truth, one.label), **curve)
        lower.plot(*_columns(ratios), **curve)
    power_axis(upper.yaxis, min(heights), max(heights))
    if logarithmic:
        power_axis(lower.xaxis, min(places), max(places))
    lower.set_ylim(0, 1.08)
    lower.axhline(1, color=PALE, linewidth=4.5, alpha=0.4, zorder=1)
    lower.set_yticks([0, 0.5, 1])
    lower.set_ylabel("truth / bound")
    for axes in (upper, lower):
        axes.grid(visible=True)
    upper.legend(loc="best")
    return upper, lower


def _columns(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]


def _named(what: str, label: str) -> str:
    return f"{what}, {label}" if label else what
