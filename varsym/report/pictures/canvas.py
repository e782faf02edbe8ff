"""The paper that pictures are drawn on: matplotlib, its style, logarithmic axes, and files."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from varsym.errors import OutputError, UnknownNameError

try:
    import matplotlib.style
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator
except ImportError:
    raise OutputError(
        "A picture, without matplotlib.",
        "The Python package matplotlib, 3.9 or later.",
        "Install it: pip install matplotlib.",
    ) from None

if TYPE_CHECKING:
    from matplotlib.axis import Axis

__all__ = [
    "INK", "LINES", "NEGATIVE", "PALE", "POSITIVE", "Line", "Picture", "Tick", "label_axis",
    "line", "new_picture", "nice_ticks", "picture_bytes", "picture_format", "picture_style",
    "power_axis", "titled", "whole_axis",
]  # fmt: skip

INK = "#24292f"
PALE = "#57606a"

#: Of Okabe and Ito, which the colour-blind tell apart: a blue and a vermilion.
POSITIVE = "#0072b2"
NEGATIVE = "#d55e00"

_STYLE: dict[str, Any] = {
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.size": 9.0,
    "axes.edgecolor": PALE,
    "axes.labelcolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#d8dee4",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "lines.linewidth": 1.5,
    "lines.markersize": 4.0,
    "text.color": INK,
    "xtick.color": PALE,
    "ytick.color": PALE,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "svg.fonttype": "path",  # a picture looks the same where a font is missing
    "svg.hashsalt": "varsym",
}
_METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None},
}
_DPI = 160
_FEW = 7  # about as many labels as an axis holds


class Line(NamedTuple):
    """How one curve looks: `color`, `dashes` and `marker` differ from curve to curve.

    So they can be told apart in print, in grey.
    """

    color: str
    dashes: Any
    marker: str


LINES = (
    Line("#0072b2", "-", "o"),
    Line("#d55e00", (0, (5, 1.5)), "s"),
    Line("#009e73", (0, (1.2, 1.2)), "^"),
    Line("#a0558c", (0, (5, 1.5, 1, 1.5)), "D"),
    Line("#8a6d00", (0, (3, 1, 1, 1, 1, 1)), "v"),
    Line("#24292f", (0, (8, 2)), "P"),
    Line("#009e73", (0, (8, 1.5, 1, 1.5)), "X"),
    Line("#a0558c", (0, (2.5, 2.5)), "*"),
    Line("#0072b2", (0, (1, 2.5)), "p"),
    Line("#24292f", (0, (5, 1, 5, 3)), "<"),
    Line("#d55e00", (0, (3, 1, 3, 1, 1, 1)), ">"),
    Line("#8a6d00", (0, (10, 3)), "h"),
)


def line(k: int) -> Line:
    """Return the look of the k-th curve, counted from 0; after the last comes the first."""
    return LINES[k % len(LINES)]


class Picture(Figure):
    """A figure of matplotlib that shows itself in a notebook, with no backend and no pyplot."""

    def _repr_svg_(self) -> str:
        return picture_bytes(self, "svg").decode()


@contextlib.contextmanager
def picture_style() -> Iterator[None]:
    """Draw in the style of these pictures, whatever style the process has, and leave that be."""
    with matplotlib.style.context(["default", _STYLE]):
        yield


def new_picture(width: float, height: float) -> Picture:
    """Return an empty picture of a width and a height in inches, in which nothing overlaps."""
    layout = ConstrainedLayoutEngine(h_pad=0.06, w_pad=0.06)
    figure = Picture(figsize=(width, height), layout=layout)
    FigureCanvasAgg(figure)
    return figure


def picture_bytes(figure: Figure, suffix: str) -> bytes:
    r"""Return a picture as the content of a file; the same picture gives the same bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    suffix : str
        ``svg``, ``png`` or ``pdf``, with or without a dot in front.

    Raises
    ------
    UnknownNameError
        For another suffix.

    Examples
    --------
    >>> picture_bytes(new_picture(2, 1), ".png")[:4]
    b'\x89PNG'
    """
    form = picture_format(suffix)
    stream = io.BytesIO()
    with picture_style():
        figure.savefig(stream, format=form, dpi=_DPI, metadata=_METADATA[form])
    return stream.getvalue()


def picture_format(suffix: str) -> str:
    """Return the format that a suffix names, so that another is refused before the work.

    Raises
    ------
    UnknownNameError
        For a suffix other than svg, png and pdf.

    Examples
    --------
    >>> picture_format(".SVG")
    'svg'
    """
    form = suffix.removeprefix(".").lower()
    if form not in _METADATA:
        raise UnknownNameError(
            f"The suffix {suffix[:20]!r} of a picture.",
            f"{', '.join(_METADATA)}.",
            "Choose one of them.",
        )
    return form


def power_axis(axis: Axis, low: float, high: float) -> None:
    """Label a linear axis of logarithms with the numbers, from 10^low to 10^high.

    The numbers may be beyond the range of floats, which a logarithmic scale does not bear.
    """
    margin = 0.05 * (high - low) or 0.5
    low, high = low - margin, high + margin
    ticks = nice_ticks(low, high)
    plain = all(-3 <= tick.place <= 3 for tick in ticks)
    label_axis(axis, (low, high), {tick.place: tick.label(plain) for tick in ticks})
    if all(tick.mantissa == 1 for tick in ticks) and high - low <= _FEW:
        minor = [tick.place for tick in _ticks(low, high, range(2, 10))]
        axis.set_minor_locator(FixedLocator(minor))


def label_axis(axis: Axis, ends: tuple[float, float], labels: Mapping[float, str]) -> None:
    """Let an axis run between two `ends`, with these labels at these places."""
    fit = axis.axes.set_xlim if axis is axis.axes.xaxis else axis.axes.set_ylim
    fit(*ends)
    axis.set_major_locator(FixedLocator(list(labels)))
    axis.set_major_formatter(FixedFormatter(list(labels.values())))


def whole_axis(axis: Axis, low: int, high: int) -> None:
    """Label an axis of whole numbers, from low to high, with whole numbers alone."""
    axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
    if low == high:
        label_axis(axis, (low - 0.5, high + 0.5), {low: f"${low}$"})


class Tick(NamedTuple):
    """The number mantissa · 10^exponent on an axis of logarithms."""

    mantissa: float
    exponent: int

    @property
    def place(self) -> float:
        """Its logarithm to base 10."""
        return self.exponent + math.log10(self.mantissa)

    def label(self, plain: bool = False) -> str:
        """Return how it is written: in plain digits, or as a power of ten.

        Examples
        --------
        >>> Tick(1, -3).label(), Tick(5, -2).label(plain=True)
        ('$10^{-3}$', '$0.05$')
        """
        if plain:
            return f"${self.mantissa * 10.0**self.exponent:.6g}$"
        if self.mantissa == 1 and not self.exponent:
            return "$1$"
        power = f"10^{{{self.exponent}}}"
        return f"${power}$" if self.mantissa == 1 else f"${self.mantissa:.6g}\\times {power}$"


def nice_ticks(low: float, high: float) -> list[Tick]:
    """Return what to label between 10^low and 10^high.

    These are whole powers of ten, or where there are few of them also 1, 2 and 5 times them, or
    1 to 9 times them, or round numbers.

    Examples
    --------
    >>> [tick.place for tick in nice_ticks(-4.2, 1.3)]
    [-4.0, -3.0, -2.0, -1.0, 0.0, 1.0]
    >>> [tick.label(plain=True) for tick in nice_ticks(-1.1, 0.1)]
    ['$0.1$', '$0.2$', '$0.5$', '$1$']
    """
    span = high - low
    if span >= 2.5:
        powers = max(1, round(_round_step(span)))
        whole = range(math.ceil(low / powers), math.floor(high / powers) + 1)
        return [Tick(1, powers * k) for k in whole]
    for mantissas in ((1, 2, 5), range(1, 10)):
        found = _ticks(low, high, mantissas)
        if len(found) >= 3:
            return found
    base = math.floor(low)
    least, most = 10 ** (low - base), 10 ** (high - base)
    step = _round_step(most - least)
    return [Tick(step * k, base) for k in range(math.ceil(least / step), int(most / step) + 1)]


def _round_step(span: float) -> float:
    """Return 1, 2 or 5 times a power of ten, so that it goes at most seven times into a span."""
    power = 10.0 ** math.floor(math.log10(span / _FEW))
    return next(power * m for m in (1, 2, 5, 10) if span / (power * m) <= _FEW)


def _ticks(low: float, high: float, mantissas: Iterable[int]) -> list[Tick]:
    whole = range(math.floor(low), math.ceil(high) + 1)
    found = [Tick(m, n) for n in whole for m in mantissas]
    return [tick for tick in found if low <= tick.place <= high]


def titled(picture: Picture, title: str, subtitle: str = "") -> None:
    """Write a title over the whole picture, and a subtitle in small print below it."""
    picture.suptitle(title, x=0.012, ha="left", fontsize=10.5, fontweight="bold")
    if subtitle:
        axes = picture.axes[0]
        axes.set_title(subtitle, fontsize=8.5, fontweight="normal", color=PALE)
