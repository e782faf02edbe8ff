"""Heat maps of interpolation matrices: exact entries, zero white, signs told by colour and mark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from varsym.errors import InputError
from varsym.exact import RationalMatrix
from varsym.maps.kernels import InterpolationKernel, parse_kernel
from varsym.maps.resampling import Border, Pixels, Resampling
from varsym.models.configurations import Configuration, configuration
from varsym.report.norms import Norm, interpolation_norms
from varsym.report.pictures.coordinates import linear_coordinate

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from varsym.report.pictures.canvas import Picture

__all__ = ["interpolation_matrix", "matrix_picture", "schedule_picture", "schedule_steps"]

MAX_SIDE = 128
_MAX_STEPS = 20
_WRITTEN = 8  # entries are written out up to this side
_LONGEST = 9
_MARKED = 40
_FLAT = 8  # a matrix that is this many times longer than high is not drawn in squares
_SHOWN = 14
_LONGEST_NAME = 20
_LOW = 3.0  # inches; a bar in a lower picture has room for few labels
_DIGITS = 6
_PANEL = 2.3


def interpolation_matrix(
    kernel: InterpolationKernel | str,
    n_in: int,
    n_out: int,
    border: Border = "clamp",
    pixels: Pixels = "half",
) -> RationalMatrix:
    """Return the exact matrix of an interpolation along one axis, one row an output cell.

    Parameters
    ----------
    kernel : InterpolationKernel or str
        A text is read as by `varsym.maps.kernels.parse_kernel`.
    n_in, n_out : int
        From 1 to 128, as more cells than that cannot be seen.
    border, pixels
        As in `varsym.maps.resampling.Resampling`.

    Raises
    ------
    UnknownNameError
        When there is no such kernel.
    InputError
        When a side is not whole or out of range, or the options do not go together.

    Examples
    --------
    >>> print(interpolation_matrix("keys:-3/4", 2, 3))
    [[313/288, -25/288], [1/2, 1/2], [-25/288, 313/288]]
    """
    return _resampling(kernel, n_in, n_out, border, pixels).matrix()


def schedule_steps(model: Configuration | str) -> tuple[tuple[int, int], ...]:
    """Return the sides of consecutive scales of a published model.

    Raises
    ------
    UnknownNameError
        When there is no such model.

    Examples
    --------
    >>> schedule_steps("var-256")[-2:]
    ((10, 13), (13, 16))
    """
    return (configuration(model) if isinstance(model, str) else model).steps


def matrix_picture(
    kernel: InterpolationKernel | str,
    n_in: int,
    n_out: int,
    border: Border = "clamp",
    pixels: Pixels = "half",
) -> Picture:
    """Draw the matrix of an interpolation, with its norms below.

    Zero is white; positive entries are blue, negative ones are vermilion and carry a bar.  Entries
    of small matrices are written out.

    Parameters
    ----------
    kernel, n_in, n_out, border, pixels
        As in `interpolation_matrix`.

    Raises
    ------
    UnknownNameError, InputError
        As `interpolation_matrix`.
    OutputError
        When matplotlib is not installed.

    Examples
    --------
    >>> picture = matrix_picture("keys:-3/4", 13, 16)
    >>> picture.axes[0].get_xlabel()
    'input cell'
    """
    from varsym.report.pictures.canvas import new_picture, picture_style

    asked = _resampling(kernel, n_in, n_out, border, pixels)
    norms = [_norm_text(norm) for norm in interpolation_norms(asked)]
    with picture_style():
        width = 5.4 if n_in <= n_out else 6.4
        picture = new_picture(width, max(2.4, min(6.0, 1.5 + 4.0 * n_out / n_in)))
        axes = picture.add_subplot()
        mesh = _draw(axes, asked.matrix(), _reach([asked.matrix()]), written=True)
        axes.set_xlabel("input cell")
        axes.set_ylabel("output cell")
        axes.set_title(f"{_kernel_text(asked.kernel)}: {n_in} → {n_out} cells")
        _colour_bar(picture, mesh, [axes], [asked.matrix()])
        picture.supxlabel("\n".join(norms), fontsize=8.5)
    return picture


def schedule_picture(
    kernel: InterpolationKernel | str,
    steps: Configuration | str | Sequence[tuple[int, int]],
    border: Border = "clamp",
    pixels: Pixels = "half",
) -> Picture:
    """Draw the matrices of a whole schedule on one page, in one scale of colours.

    Parameters
    ----------
    kernel : InterpolationKernel or str
    steps : Configuration, str or sequence of pairs
        A published model such as ``var-256``, or the sides before and after each step.
    border, pixels
        As in `interpolation_matrix`.

    Raises
    ------
    UnknownNameError, InputError
        As `interpolation_matrix` and `schedule_steps`; also for no steps, or more than 20.
    OutputError
        When matplotlib is not installed.

    Examples
    --------
    >>> len(schedule_picture("linear", [(2, 3), (3, 4)]).axes)
    3
    """
    from varsym.report.pictures.canvas import new_picture, picture_style, titled

    name = steps if isinstance(steps, str) else getattr(steps, "name", "a schedule")
    pairs = schedule_steps(steps) if isinstance(steps, Configuration | str) else tuple(steps)
    if not 1 <= len(pairs) <= _MAX_STEPS:
        raise InputError(
            f"A schedule of {len(pairs)} steps.", f"From 1 to {_MAX_STEPS}.", "Draw a part of it."
        )
    maps = [_resampling(kernel, *pair, border, pixels) for pair in pairs]
    matrices = [one.matrix() for one in maps]
    columns = math.ceil(math.sqrt(len(maps)))
    rows = math.ceil(len(maps) / columns)
    with picture_style():
        picture = new_picture(_PANEL * columns + 0.6, (_PANEL + 0.15) * rows + 0.5)
        panels = picture.subplots(rows, columns, squeeze=False).ravel()
        for axes in panels[len(maps) :]:
            axes.remove()
        used = list(panels[: len(maps)])
        for axes, one, matrix in zip(used, maps, matrices, strict=True):
            mesh = _draw(axes, matrix, _reach(matrices), written=False)
            norm = _norm_text(interpolation_norms(one, "inf")[0], short=True)
            axes.set_title(f"{one.n_in} → {one.n_out}\n{norm}", fontsize=8.5, fontweight="normal")
        _colour_bar(picture, mesh, used, matrices)
        shown = _kernel_text(maps[0].kernel)
        titled(picture, f"{shown} interpolation between the scales of {name}")
    return picture


# ------------------------------------------------------------------ what is drawn


def _resampling(
    kernel: InterpolationKernel | str, n_in: int, n_out: int, border: Border, pixels: Pixels
) -> Resampling:
    chosen = parse_kernel(kernel) if isinstance(kernel, str) else kernel
    made = Resampling(chosen, n_in, n_out, border, pixels)
    if max(made.n_in, made.n_out) > MAX_SIDE:
        raise InputError(
            f"A heat map of {made.n_out} by {made.n_in} entries.",
            f"At most {MAX_SIDE} by {MAX_SIDE}, as smaller cells cannot be seen.",
            "Ask for a smaller step; varsym norm takes larger ones.",
        )
    return made


def _reach(matrices: Sequence[RationalMatrix]) -> Fraction:
    return max(abs(x) for matrix in matrices for row in matrix.rows for x in row)


def _draw(axes: Axes, matrix: RationalMatrix, reach: Fraction, *, written: bool) -> Any:
    from matplotlib.ticker import MaxNLocator

    from varsym.report.pictures.canvas import INK

    n_out, n_in = matrix.shape
    cells = {(j, i): x for i, row in enumerate(matrix.rows, 1) for j, x in enumerate(row, 1) if x}
    mesh = axes.pcolormesh(
        [k + 0.5 for k in range(n_in + 1)],
        [k + 0.5 for k in range(n_out + 1)],
        [[linear_coordinate(x) for x in row] for row in matrix.rows],
        cmap=_colours(), norm=_scale(reach), edgecolors="#eaeef2", linewidth=0.3,
        rasterized=max(n_in, n_out) > _MARKED,  # a drawing of thousands of cells is slow to open
    )  # fmt: skip
    texts = {place: str(x).replace("-", "−") for place, x in cells.items()}
    if written and max(n_in, n_out) <= _WRITTEN and max(map(len, texts.values())) <= _LONGEST:
        for place, shown in texts.items():
            ink = "white" if abs(cells[place]) > reach * 2 / 3 else INK
            axes.text(*place, shown, ha="center", va="center", fontsize=7, color=ink)
    elif max(n_in, n_out) <= _MARKED and (below := [place for place, x in cells.items() if x < 0]):
        size = ((150 if written else 70) / max(n_in, n_out)) ** 1.25
        xs, ys = [j for j, _ in below], [i for _, i in below]
        axes.scatter(xs, ys, marker="_", s=size, linewidths=0.7, color=INK)
    axes.set_aspect("equal" if max(n_in, n_out) <= _FLAT * min(n_in, n_out) else "auto")
    axes.invert_yaxis()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=6, integer=True, min_n_ticks=1))
    for spine in axes.spines.values():
        spine.set_visible(True)
    return mesh


def _colours() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    from varsym.report.pictures.canvas import NEGATIVE, POSITIVE

    return LinearSegmentedColormap.from_list("signs", [NEGATIVE, "#ffffff", POSITIVE], N=513)


def _scale(reach: Fraction) -> Any:
    """Return the scale of colours: the root of the size, so that small entries show."""
    import numpy as np
    from matplotlib.colors import FuncNorm

    limit = linear_coordinate(reach)
    return FuncNorm(
        (lambda x: np.sign(x) * np.sqrt(np.abs(x)), lambda y: np.sign(y) * y**2), -limit, limit
    )


def _colour_bar(
    picture: Picture, mesh: Any, panels: list[Axes], matrices: Sequence[RationalMatrix]
) -> None:
    flat = [Fraction(0), *(x for matrix in matrices for row in matrix.rows for x in row)]
    low, high = linear_coordinate(min(flat)), linear_coordinate(max(flat))
    bar = picture.colorbar(mesh, ax=panels, shrink=0.8, aspect=30, label="weight")
    unit = 10.0 ** math.ceil(math.log10(max(high, -low)) - 0.1)
    shares = (0.2, 1.0) if picture.get_figheight() < _LOW else (0.05, 0.1, 0.2, 0.5, 1.0)
    sizes = [share * unit for share in shares]
    ticks = [x for x in (*(-x for x in reversed(sizes)), 0.0, *sizes) if low <= x <= high]
    bar.set_ticks(ticks, labels=[f"{x:g}".replace("-", "−") for x in ticks])
    bar.minorticks_off()
    bar.ax.set_ylim(low, high)


def _norm_text(norm: Norm, short: bool = False) -> str:
    index = "\\infty" if norm.p == "inf" else norm.p
    name = f"$\\|A\\|_{index}$"
    decimal = norm.along_one.decimal(_DIGITS)
    value = norm.along_one.as_fraction() if norm.along_one.is_rational else None
    if norm.is_bound:
        return f"{name} ≤ {decimal}, rounded"
    if value is None or len(str(value)) > _SHOWN:
        return f"{name} ≈ {decimal}"
    sign = "=" if Fraction(decimal) == value else "≈"
    more = "" if short or value.denominator == 1 else f" {sign} {_bare(decimal)}"
    return f"{name} = {value}{more}"


def _bare(decimal: str) -> str:
    """Return digits without zeros at the end that say nothing."""
    return decimal if "e" in decimal else decimal.rstrip("0").rstrip(".")


def _kernel_text(kernel: InterpolationKernel) -> str:
    name = kernel.name
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
