"""The separation of context IDs that Lemma 5.4 promises, beside the one that weights achieve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from varsym.contextual.lemma_margins import lemma_margin
from varsym.contextual.low_rank_weights import separating_weights
from varsym.contextual.resources import var_resources
from varsym.contextual.sequences import Sequences
from varsym.errors import InputError
from varsym.exact import exact_integer
from varsym.exact.magnitudes import Magnitude
from varsym.report.pictures.comparison import BrokenBoundError
from varsym.report.pictures.coordinates import log10_coordinate, log10_exponent_coordinate
from varsym.report.pictures.formulas import value_text

if TYPE_CHECKING:
    from matplotlib.axis import Axis

    from varsym.report.pictures.canvas import Picture

__all__ = [
    "GridPoint",
    "SeparationPoint",
    "grid_separations",
    "promised_and_certified",
    "separation_picture",
]

VOCABULARIES = (2, 4, 6, 8, 12, 16, 24, 32)
MAX_VOCABULARY = 128
CELLS = 10
SMALLEST_FLOAT = Magnitude.power(2, -1074)


@dataclass(frozen=True)
class SeparationPoint:
    """What Lemma 5.4 promises for a vocabulary, and what certified weights achieve.

    Attributes
    ----------
    vocabulary : int
        ``|V|``.
    promised : Magnitude
        δ of the lemma (lem:5.4).
    certified : Fraction
        A number that the distance of any two context IDs of one head is proved to reach.
    """

    vocabulary: int
    promised: Magnitude
    certified: Fraction


@dataclass(frozen=True)
class GridPoint:
    """What Lemma 5.4 promises for the grid of Lemma C.1 at one scale of a published model.

    Attributes
    ----------
    configuration : str
    side : int
        Of the token map.
    vocabulary : Magnitude
        ``|V|``, the tokens of the grid.
    promised : Magnitude
        Δ of the grid (lem:C.1).
    """

    configuration: str
    side: int
    vocabulary: Magnitude
    promised: Magnitude


def promised_and_certified(vocabularies: Sequence[int] = VOCABULARIES) -> list[SeparationPoint]:
    """Compare δ with what weights achieve on pairs of tokens, for vocabularies of even size.

    The sequences are (1, 2s), (2, 2s - 1), …, (s, s + 1): s contexts of two tokens of one channel.
    They are (1/2, 2s + 1, 1/2)-separated, and have equal means, so that their context IDs differ by
    attention alone.

    Parameters
    ----------
    vocabularies : sequence of int
        Even numbers 2s, from 2 to 128.

    Raises
    ------
    InputError
        When a number is not even or out of range.
    BrokenBoundError
        When weights do not reach δ, which would be a defect.

    Examples
    --------
    >>> [point] = promised_and_certified([4])
    >>> point.promised.power_of_ten(4), point.certified > Fraction(9, 100)
    ('10^(-3.853e+4)', True)
    """
    found = []
    for given in vocabularies:
        size = exact_integer(given, "vocabulary", 2, MAX_VOCABULARY)
        if size % 2:
            raise InputError(
                f"A vocabulary of {size} tokens for pairs of tokens.",
                "An even number.",
                "Leave one token out.",
            )
        found.append(_pairs(size))
    if not found:
        raise InputError("No vocabulary.", "At least one.", "Give some sizes.")
    return found


def grid_separations(cells: int = CELLS) -> list[GridPoint]:
    """Return Δ for the grids of Lemma C.1 at all scales of the published VAR models.

    Scales of a single token are left out: there Δ is 1, as nothing has to be told apart.

    Parameters
    ----------
    cells : int
        The cells per unit of the grid, at least 1.

    Raises
    ------
    InputError
        When it is not whole, or below 1.

    Examples
    --------
    >>> last = grid_separations(10)[-1]
    >>> last.configuration, last.side, last.promised.power_of_ten(4)
    ('var-1024', 64, '10^(-6.551e+155)')
    """
    return [
        GridPoint(
            row.configuration,
            row.side,
            row.resources.vocabulary.magnitude,
            row.resources.separation,
        )
        for row in var_resources(cells)
        if row.side > 1
    ]


def separation_picture(vocabularies: Sequence[int] = VOCABULARIES, cells: int = CELLS) -> Picture:
    """Draw the separation that is promised against the size of the vocabulary.

    On the left small vocabularies, with what certified weights achieve; on the right the grids of
    the published VAR models.  The axis holds log10(-log10 δ), and is labelled with δ itself.

    Parameters
    ----------
    vocabularies : sequence of int
        As in `promised_and_certified`.
    cells : int
        As in `grid_separations`.

    Raises
    ------
    InputError, BrokenBoundError
        As `promised_and_certified` and `grid_separations`.
    OutputError
        When matplotlib is not installed.

    Examples
    --------
    >>> len(separation_picture([2, 4]).axes)
    2
    """
    from varsym.report.pictures.canvas import picture_style

    small, grids = promised_and_certified(vocabularies), grid_separations(cells)
    with picture_style():
        return _drawn(small, grids, cells)


def _pairs(size: int) -> SeparationPoint:
    above = size + 1
    sequences = Sequences([[[k], [above - k]] for k in range(1, size // 2 + 1)])
    made = separating_weights(sequences, gamma=size + Fraction(1, 4))
    margin = lemma_margin(made.mapping, gamma_min="1/2", gamma_max=above, epsilon="1/2")
    if margin.separation is None or not margin.above_delta:
        raise BrokenBoundError(
            f"Weights for {size} tokens whose outputs are not proved to be δ apart.",
            "A separation of at least δ.",
            "Report this: the certificate or the constant is wrong.",
        )
    return SeparationPoint(size, margin.delta, margin.separation.lower)


def _drawn(small: list[SeparationPoint], grids: list[GridPoint], cells: int) -> Picture:
    from varsym.report.pictures.canvas import PALE, line, new_picture, power_axis, titled

    picture = new_picture(8.2, 4.2)
    left, right = picture.subplots(1, 2)
    xs = [log10_coordinate(point.vocabulary) for point in small]
    promised = [log10_exponent_coordinate(point.promised) for point in small]
    certified = [log10_exponent_coordinate(point.certified) for point in small]
    for k, (heights, label) in enumerate(
        ((promised, "δ of lem:5.4, promised"), (certified, "certified for weights found"))
    ):
        look = line(k)
        left.plot(
            xs, heights, color=look.color, linestyle=look.dashes, marker=look.marker, label=label
        )
    limit = log10_exponent_coordinate(SMALLEST_FLOAT)
    left.axhline(limit, color=PALE, linewidth=0.8, label="smallest float64, $2^{-1074}$")
    power_axis(left.xaxis, min(xs), max(xs))
    tower_axis(left.yaxis, min(*certified, *promised, limit), max(*promised, limit))
    small_print = {"fontsize": 8.5, "fontweight": "normal", "color": PALE}
    left.set_title("pairs of tokens, one channel", fontdict=small_print)
    for k, name in enumerate(dict.fromkeys(point.configuration for point in grids)):
        look = line(k)
        rows = [point for point in grids if point.configuration == name]
        right.plot(
            [log10_coordinate(point.vocabulary) for point in rows],
            [log10_exponent_coordinate(point.promised) for point in rows],
            color=look.color, linestyle=look.dashes, linewidth=0.8, marker=look.marker, label=name,
        )  # fmt: skip
    xs = [log10_coordinate(point.vocabulary) for point in grids]
    ys = [log10_exponent_coordinate(point.promised) for point in grids]
    power_axis(right.xaxis, min(xs), max(xs))
    tower_axis(right.yaxis, min(ys), max(ys))
    right.set_title(f"grids of lem:C.1, {_many(cells)} cells per unit", fontdict=small_print)
    for axes in (left, right):
        axes.set_xlabel("size of the vocabulary $|V|$")
        axes.grid(visible=True)
        axes.legend(loc="best")
    left.set_ylabel("distance of context IDs, smaller is lower")
    titled(picture, "How far apart context IDs are: promised by lem:5.4, and achieved")
    return picture


def _many(cells: int) -> str:
    return value_text(cells).removeprefix("= ")


def tower_axis(axis: Axis, low: float, high: float) -> None:
    """Label a linear axis of log10(-log10 x) with the numbers x, the small ones below."""
    from varsym.report.pictures.canvas import label_axis, nice_ticks

    margin = 0.05 * (high - low) or 0.5
    ends = high + margin, low - margin
    ticks = [tick for tick in nice_ticks(ends[1], ends[0]) if tick.mantissa == 1]
    label_axis(axis, ends, {tick.place: tower_label(tick.exponent) for tick in ticks})


def tower_label(tick: int) -> str:
    """Return the label of the number 10^(-10^tick).

    Examples
    --------
    >>> tower_label(0), tower_label(2), tower_label(40)
    ('$10^{-1}$', '$10^{-100}$', '$10^{-10^{40}}$')
    """
    return f"$10^{{-{10**tick}}}$" if 0 <= tick < 3 else f"$10^{{-10^{{{tick}}}}}$"
