"""A proved bound against the number of layers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeGuard

from varsym.claims import expressions as e
from varsym.errors import InputError, QueryError
from varsym.exact import exact_integer
from varsym.graph.bounds import Bound
from varsym.report.palette import READINGS
from varsym.report.pictures.coordinates import log10_coordinate
from varsym.report.pictures.formulas import formula_text, letter_text, value_text

if TYPE_CHECKING:
    from varsym.graph.node import Node
    from varsym.report.pictures.canvas import Picture

__all__ = ["DepthCurve", "depth_curves", "depth_parameter", "depth_picture"]

MAX_DEPTH = 1_000
_MAX_CURVES = 12
_MOST_POINTS = 100


@dataclass(frozen=True)
class DepthCurve:
    """A bound at several numbers of layers.

    Attributes
    ----------
    label : str
        What tells this curve from the others, such as ``$K$ = 3/2``; empty for a single one.
    depths : tuple of int
        The numbers of layers.
    bounds : tuple of Fraction
        The bound at each, exactly.
    """

    label: str
    depths: tuple[int, ...]
    bounds: tuple[Fraction, ...]


def depth_parameter(bound: Bound) -> str:
    """Return the parameter of a bound that counts layers: where its sums and products end.

    Raises
    ------
    QueryError
        When there is none, or more than one.

    Examples
    --------
    >>> import varsym
    >>> paper = varsym.load("var-universality")
    >>> [depth_parameter(paper[name].formula()) for name in ("thm:6.6", "lem:6.4")]
    ['r', 'n']
    """
    ends = sorted(_ends(bound.expression))
    if len(ends) != 1:
        raise QueryError(
            f"The bound of {bound.statement.id} against the number of layers"
            + (f", which may be {' or '.join(ends)}." if ends else ", of which it has none."),
            "A bound with one number that its sums and products run to.",
            "Take the theorem on all layers, such as thm:6.6.",
        )
    return ends[0]


def depth_curves(
    node: Node,
    depths: int | Sequence[int],
    /,
    *,
    vary: Mapping[str, Sequence[object]] | None = None,
    form: str | None = None,
    metric: str = "sup",
    **given: object,
) -> list[DepthCurve]:
    """Evaluate the proved bound of a statement at several numbers of layers, exactly.

    Parameters
    ----------
    node : Node
        The statement, ``paper["thm:6.6"]``.
    depths : int or sequence of int
        All from 1 to this number, at most 1,000, or just these.  Beyond 100, every second, third,
        … of them.
    vary : mapping of str to sequence, optional
        The values of a parameter, one a curve; several parameters change together.
    form, metric : str, optional
        As in `varsym.graph.node.Node.bound`.
    **given
        The other parameters.  A family takes one number for all layers, or a sequence with one
        for each layer, of which the first r count at the depth r.

    Raises
    ------
    QueryError
        When the statement has no proved bound over layers, or a parameter is missing.
    InputError
        When a number is not exact or out of range.

    Examples
    --------
    >>> import varsym
    >>> node = varsym.load("var-universality")["thm:6.6"]
    >>> [curve] = depth_curves(node, 3, K=2, eps1=0, eps2=1)
    >>> [str(bound) for bound in curve.bounds]
    ['1', '5', '21']
    """
    bound = node.formula(form, metric)
    name = depth_parameter(bound)
    layers = _depths(depths)
    _refuse_twice(name, given, vary or {})
    curves = []
    for label, values in _varied(vary or {}):
        asked = {**given, **values}
        bounds = (bound.value(**{name: r}, **_cut(asked, r)).exact for r in layers)
        curves.append(DepthCurve(label, layers, tuple(bounds)))
    return curves


def depth_picture(
    node: Node,
    depths: int | Sequence[int],
    /,
    *,
    vary: Mapping[str, Sequence[object]] | None = None,
    form: str | None = None,
    metric: str = "sup",
    **given: object,
) -> Picture:
    """Draw the proved bound of a statement against the number of layers.

    The axis of the error is logarithmic, and holds numbers of any size.

    Parameters
    ----------
    node, depths, vary, form, metric, **given
        As in `depth_curves`.

    Raises
    ------
    QueryError, InputError
        As `depth_curves`; also when a bound is 0, which has no logarithm.
    OutputError
        When matplotlib is not installed.

    Examples
    --------
    >>> import varsym
    >>> node = varsym.load("var-universality")["thm:6.6"]
    >>> picture = depth_picture(node, 20, vary={"K": [1, "3/2"]}, eps1="1/1000", eps2="1/1000")
    >>> [len(curve.get_xdata()) for curve in picture.axes[0].lines]
    [20, 20]
    """
    from varsym.report.pictures.canvas import picture_style

    curves = depth_curves(node, depths, vary=vary, form=form, metric=metric, **given)
    bound = node.formula(form, metric)
    known = {**dict.fromkeys(vary or {}), **given}
    defaults = [
        f"{letter_text(name)} = {letter_text(other)}"
        for name, other in bound.statement.defaults.items()
        if name in bound.parameters and name not in known and other in known
    ]
    told = ", ".join([*([_told(given)] if given else []), *defaults])
    with picture_style():
        return _drawn(bound, curves, told, _asked(form, metric))


def _drawn(bound: Bound, curves: Sequence[DepthCurve], given: str, asked: str) -> Picture:
    from varsym.report.pictures.canvas import (
        line,
        new_picture,
        power_axis,
        titled,
        whole_axis,
    )

    picture = new_picture(6.4, 4.2)
    axes = picture.add_subplot()
    heights = [[log10_coordinate(value) for value in curve.bounds] for curve in curves]
    # A legend reads best in the order in which the curves end.
    for k in sorted(range(len(curves)), key=lambda k: -heights[k][-1]):
        look, curve = line(k), curves[k]
        axes.plot(
            curve.depths, heights[k], color=look.color, linestyle=look.dashes, marker=look.marker,
            markevery=max(1, len(curve.depths) // 20), label=curve.label,
        )  # fmt: skip
    flat = [y for height in heights for y in height]
    power_axis(axes.yaxis, min(flat), max(flat))
    whole_axis(axes.xaxis, curves[0].depths[0], curves[0].depths[-1])
    axes.grid(visible=True)
    name = depth_parameter(bound)
    meaning = bound.parameters.get(name) or "number of layers"
    axes.set_xlabel(f"{meaning} ${name}$")
    axes.set_ylabel("proved bound on the error")
    if len(curves) > 1:
        axes.legend(loc="best")
    shown = formula_text(bound.expression)
    titled(picture, f"{bound.statement.id}{asked}: the proved bound against depth", given)
    picture.supxlabel(f"error ≤ {shown}", fontsize=9)
    return picture


def _asked(form: str | None, metric: str) -> str:
    """Return which bound of a statement it is, where it is not the one that comes first."""
    reading = "" if metric == "sup" else f", {READINGS.get(metric, metric)}"
    return f"{'' if form is None else f', {form}'}{reading}"


def _ends(item: object) -> set[str]:
    match item:
        case e.Iterated(_, index, _, high, body):
            own = {high.name} if isinstance(high, e.Index) else set()
            return own | {name for name in _ends(body) if name != index}
        case e.Binary(_, left, right):
            return _ends(left) | _ends(right)
    return set()


def _depths(depths: int | Sequence[int]) -> tuple[int, ...]:
    if _is_list(depths):
        found = tuple(exact_integer(r, "depth", 1, MAX_DEPTH) for r in depths)
        if not found or list(found) != sorted(set(found)):
            raise InputError(
                "Depths that do not grow, or none.", "Growing numbers of layers.", "Sort them."
            )
        return found
    last = exact_integer(depths, "depth", 1, MAX_DEPTH)
    return tuple(sorted({1, *range(last, 0, -math.ceil(last / _MOST_POINTS))}))


def _refuse_twice(depth: str, given: Mapping[str, object], vary: Mapping[str, object]) -> None:
    if depth in given or depth in vary:
        raise QueryError(
            f"The parameter {depth}, in a picture against {depth}.",
            "The other parameters.",
            "Say how far it runs by the depths.",
        )
    for name in vary:
        if name in given:
            raise QueryError(
                f"The parameter {name}, given and varied.", "One of the two.", "Drop one of them."
            )


def _varied(vary: Mapping[str, Sequence[object]]) -> list[tuple[str, dict[str, object]]]:
    lists = {name: list(values) if _is_list(values) else [] for name, values in vary.items()}
    lengths = {len(values) for values in lists.values()} or {1}
    if len(lengths) > 1 or not 1 <= min(lengths) <= _MAX_CURVES:
        shown = ", ".join(f"{len(values)} of {name}" for name, values in lists.items())
        raise InputError(
            f"Values that vary from curve to curve: {shown}.",
            f"From 1 to {_MAX_CURVES} values, and as many of each parameter.",
            "Give a list with one value a curve.",
        )
    rows = [{name: lists[name][k] for name in lists} for k in range(lengths.pop())]
    return [(_told(row), row) for row in rows]


def _cut(asked: Mapping[str, object], depth: int) -> dict[str, object]:
    """Return the parameters for the first layers, where one is given for each of more."""
    return {name: list(v)[:depth] if _is_list(v) else v for name, v in asked.items()}


def _told(given: Mapping[str, object]) -> str:
    return ", ".join(f"{letter_text(name)}{_short(value)}" for name, value in given.items())


def _short(value: Any) -> str:
    return ": one for each layer" if _is_list(value) else f" {value_text(value)}"


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str)
