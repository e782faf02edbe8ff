"""The bound on a chain of layers beside the exact error of chains on the line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from varsym.errors import InputError, QueryError, UnknownNameError
from varsym.exact import (
    Infinity,
    PiecewiseLinear,
    RationalLike,
    exact_integer,
    exact_rational,
)
from varsym.graph.bounds import Bound
from varsym.report.pictures.comparison import Compared, Comparison, draw_comparisons
from varsym.report.pictures.formulas import formula_text, letter_text, value_text

if TYPE_CHECKING:
    from varsym.graph.node import Node
    from varsym.report.pictures.canvas import Picture

__all__ = ["CHAINS", "Layer", "chain_comparison", "example_chain", "truth_picture"]

MAX_LAYERS = 40
_PARAMETERS = {"r", "K1", "K", "eps1", "eps2"}


@dataclass(frozen=True)
class Layer:
    """One layer of a chain on the line, as it should be and as it is.

    Attributes
    ----------
    f, g : PiecewiseLinear
        The target f ∘ g.
    tau, phi : PiecewiseLinear
        What is built in their place, τ ∘ Φ.
    """

    f: PiecewiseLinear
    g: PiecewiseLinear
    tau: PiecewiseLinear
    phi: PiecewiseLinear


def chain_comparison(node: Node, layers: Sequence[Layer], label: str = "") -> Comparison:
    """Compare the proved bound with the exact sup error of the first 1, 2, … layers.

    The constants that the bound wants, K1, K, eps1 and eps2 of each layer, are those of the maps,
    computed from them, so that each chain meets the hypotheses.

    Parameters
    ----------
    node : Node
        A statement with the parameters of Theorem 6.6, such as thm:6.6 or cor:7.2.
    layers : sequence of Layer
        The first applied first; at most 40.
    label : str
        For the legend.

    Raises
    ------
    QueryError
        When the bound has other parameters.
    InputError
        When there is no layer, a map of the target has no Lipschitz constant, or one built is
        infinitely far from it.
    BrokenBoundError
        When an error is above the bound, which would be a defect.

    Examples
    --------
    >>> import varsym
    >>> node = varsym.load("var-universality")["thm:6.6"]
    >>> found = chain_comparison(node, example_chain("aligned", 3, K=2, eps1=1, eps2=1))
    >>> [(str(point.bound), str(point.truth)) for point in found.points]
    [('3', '3'), ('15', '15'), ('63', '63')]
    """
    bound = node.formula()
    if set(bound.parameters) != _PARAMETERS:
        raise QueryError(
            f"The bound of {bound.statement.id}, with the parameters "
            f"{', '.join(bound.parameters)}.",
            "A bound of a chain, with r, K1, K, eps1 and eps2.",
            "Take thm:6.6 or cor:7.2.",
        )
    if not 1 <= len(layers) <= MAX_LAYERS:
        raise InputError(
            f"A chain of {len(layers)} layers.", f"From 1 to {MAX_LAYERS}.", "Give other layers."
        )
    constants = [_constants(layer, k) for k, layer in enumerate(layers, 1)]
    points = []
    target = built = PiecewiseLinear.identity()
    for r, layer in enumerate(layers, 1):
        target, built = layer.f @ layer.g @ target, layer.tau @ layer.phi @ built
        error = _finite((target - built).sup_norm(), f"The error after layer {r}")
        points.append(Compared(Fraction(r), _bound(bound, constants[:r]), error))
    return Comparison(label, tuple(points))


def example_chain(
    name: str, depth: int, *, K: RationalLike, eps1: RationalLike, eps2: RationalLike
) -> list[Layer]:
    """Return a chain whose layers have these constants; Φ is x ↦ K x, which is linear.

    Parameters
    ----------
    name : str
        ``aligned``: all errors add up, so that the bound is attained.  ``alternating``: their
        signs alternate.  ``clipped``: f is K x cut off at ±1 before it is scaled, so that late
        errors are cut off too.
    depth : int
        The number of layers, at most 40.
    K, eps1, eps2 : exact numbers
        The Lipschitz constant of f and g, above 0, and the errors of Φ and τ.

    Raises
    ------
    UnknownNameError
        When there is no such chain.
    InputError
        When a number is not exact or out of range.

    Examples
    --------
    >>> [layer] = example_chain("alternating", 1, K=2, eps1="1/2", eps2=0)
    >>> layer.g(Fraction(1)), layer.phi(Fraction(1))
    (Fraction(5, 2), Fraction(2, 1))
    """
    if name not in CHAINS:
        raise UnknownNameError(
            f"The chain {str(name)[:40]!r}.", f"{', '.join(CHAINS)}.", "Choose one of them."
        )
    count = exact_integer(depth, "depth", 1, MAX_LAYERS)
    slope = exact_rational(K, name="K", positive=True)
    errors = [
        exact_rational(value, name=label, nonnegative=True)
        for label, value in (("eps1", eps1), ("eps2", eps2))
    ]
    return [CHAINS[name](k, slope, *errors) for k in range(count)]


def truth_picture(
    node: Node,
    depth: int,
    *,
    K: RationalLike = "3/2",
    eps1: RationalLike = "1/1000",
    eps2: RationalLike = "1/1000",
) -> Picture:
    """Draw the proved bound of a chain beside the exact errors of the example chains.

    Parameters
    ----------
    node, depth, K, eps1, eps2
        As in `chain_comparison` and `example_chain`.

    Raises
    ------
    QueryError, InputError, BrokenBoundError
        As `chain_comparison`.
    OutputError
        When matplotlib is not installed.

    Examples
    --------
    >>> import varsym
    >>> picture = truth_picture(varsym.load("var-universality")["thm:6.6"], 4)
    >>> len(picture.axes)
    2
    """
    from varsym.report.pictures.canvas import picture_style

    comparisons = [
        chain_comparison(node, example_chain(name, depth, K=K, eps1=eps1, eps2=eps2), name)
        for name in CHAINS
    ]
    values = (("K", K), ("eps1", eps1), ("eps2", eps2))
    with picture_style():
        return _drawn(node.formula(), comparisons, values)


def _drawn(
    bound: Bound, comparisons: Sequence[Comparison], values: Sequence[tuple[str, RationalLike]]
) -> Picture:
    from varsym.report.pictures.canvas import new_picture, titled, whole_axis

    picture = new_picture(6.4, 5.0)
    upper, lower = draw_comparisons(picture, comparisons, "exact error")
    upper.set_ylabel("error in the sup norm")
    lower.set_xlabel("number of layers $r$")
    whole_axis(lower.xaxis, 1, len(comparisons[0].points))
    told = f"{letter_text('K1')} = " + ", ".join(
        f"{letter_text(name)} {value_text(value)}" for name, value in values
    )
    titled(
        picture,
        f"{bound.statement.id}: the bound and the exact errors of chains on the line",
        told,
    )
    picture.supxlabel(f"error ≤ {formula_text(bound.expression)}", fontsize=9)
    return picture


def _constants(layer: Layer, k: int) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    return (
        _finite(layer.f.lipschitz_constant(), f"The slope of f in layer {k}"),
        _finite(layer.g.lipschitz_constant(), f"The slope of g in layer {k}"),
        _finite((layer.g - layer.phi).sup_norm(), f"The distance of g and Φ in layer {k}"),
        _finite((layer.tau - layer.f).sup_norm(), f"The distance of τ and f in layer {k}"),
    )


def _bound(bound: Bound, constants: Sequence[tuple[Fraction, ...]]) -> Fraction:
    K1, K, eps1, eps2 = (list(column) for column in zip(*constants, strict=True))
    return bound.value(r=len(constants), K1=K1, K=K, eps1=eps1, eps2=eps2).exact


def _finite(value: Fraction | Infinity, what: str) -> Fraction:
    if isinstance(value, Infinity):
        raise InputError(
            f"{what}, which is infinite.",
            "Lipschitz maps, and layers that stay within a bounded distance of them.",
            "Give maps whose outer slopes agree.",
        )
    return value


# ------------------------------------------------------------------ the example chains


def _shifted(K: Fraction, shift: Fraction) -> PiecewiseLinear:
    return PiecewiseLinear.affine(K, shift)


def _aligned(k: int, K: Fraction, eps1: Fraction, eps2: Fraction) -> Layer:  # noqa: ARG001
    line = PiecewiseLinear.affine(K, 0)
    return Layer(line, _shifted(K, eps1), _shifted(K, -eps2), line)


def _alternating(k: int, K: Fraction, eps1: Fraction, eps2: Fraction) -> Layer:
    sign = (-1) ** k
    return _aligned(k, K, sign * eps1, sign * eps2)


def _clipped(k: int, K: Fraction, eps1: Fraction, eps2: Fraction) -> Layer:  # noqa: ARG001
    cut = PiecewiseLinear.interpolate([(-1, -K), (1, K)])
    built = cut + PiecewiseLinear.constant(-eps2)
    return Layer(cut, _shifted(K, eps1), built, PiecewiseLinear.affine(K, 0))


#: The example chains, from the one that attains the bound to the one that stays below it.
CHAINS: dict[str, Callable[[int, Fraction, Fraction, Fraction], Layer]] = {
    "aligned": _aligned,
    "alternating": _alternating,
    "clipped": _clipped,
}
