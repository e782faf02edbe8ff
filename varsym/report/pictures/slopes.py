"""The Lipschitz bound of a block beside the steepest slope that is certified, over the radius."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from varsym.errors import InputError, UnknownNameError
from varsym.exact import RationalLike, exact_rational
from varsym.maps.attention import Attention
from varsym.maps.block import Block
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.lipschitz import NormName
from varsym.maps.softmax import Softmax
from varsym.numeric.slopes import estimate_slope
from varsym.report.pictures.comparison import Compared, Comparison, draw_comparisons

if TYPE_CHECKING:
    from varsym.report.pictures.canvas import Picture

__all__ = ["BLOCKS", "RADII", "example_block", "slope_comparison", "slope_picture"]

#: Radii from 1/8 to 8, two to an octave where that is rational enough.
RADII = tuple(Fraction(n, 8) for n in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64))

_NORMS: dict[NormName, str] = {"sup": "sup norm", "2": "2-norm"}
_UNIT = ((1, 0), (0, 1))

#: Small blocks with exact weights, and the shape of an input.
BLOCKS: dict[str, tuple[Callable[[], Block], tuple[int, ...], str]] = {
    "attention": (
        lambda: Attention([[1]], [[1]], [[1]]),
        (2, 1),
        "attention with all weights 1, on 2 tokens of 1 channel",
    ),
    "attention-2": (
        lambda: Attention(_UNIT, _UNIT, _UNIT),
        (3, 2),
        "attention with unit weights, on 3 tokens of 2 channels",
    ),
    "layer-norm": (
        lambda: LayerNorm("1/4", 2),
        (1, 2),
        "layer norm with ε = 1/4, on a token of 2 channels",
    ),
    "softmax": (Softmax, (4,), "softmax of 4 scores"),
}


def example_block(name: str) -> tuple[Block, tuple[int, ...], str]:
    """Return a small block, the shape of its input, and what it is in words.

    Raises
    ------
    UnknownNameError
        When there is no such block.

    Examples
    --------
    >>> example_block("attention")[1:]
    ((2, 1), 'attention with all weights 1, on 2 tokens of 1 channel')
    """
    if name not in BLOCKS:
        raise UnknownNameError(
            f"The block {str(name)[:40]!r}.", f"{', '.join(BLOCKS)}.", "Choose one of them."
        )
    make, shape, words = BLOCKS[name]
    return make(), shape, words


def slope_comparison(
    block: Block,
    shape: tuple[int, ...],
    norm: NormName,
    radii: Sequence[RationalLike] = RADII,
    *,
    samples: int = 256,
    seed: int = 0,
    label: str = "",
) -> Comparison:
    """Compare the bound of a block on balls with the steepest slope that is certified there.

    A pair of points found in one ball lies in all larger ones, so the certified slope never falls
    with the radius.

    Parameters
    ----------
    block : Block
        One with exact weights.
    shape : tuple of int
        Of one input.
    norm : {"sup", "2"}
        On both sides and for the ball.
    radii : sequence of exact numbers
        Above 0 and growing.
    samples, seed : int
        As in `varsym.numeric.slopes.estimate_slope`.
    label : str
        For the legend.

    Raises
    ------
    InputError
        When a radius is not exact or out of order, or the block has float weights alone.
    BrokenBoundError
        When a slope is above the bound, which would be a defect.

    Examples
    --------
    >>> block, shape, _ = example_block("attention")
    >>> [point] = slope_comparison(block, shape, "sup", [1], samples=64).points
    >>> point.bound, point.truth > Fraction(3, 2)
    (Fraction(9, 4), True)
    """
    sizes = [exact_rational(radius, name="radius", positive=True) for radius in radii]
    if not sizes or sizes != sorted(set(sizes)):
        raise InputError("Radii that do not grow, or none.", "Growing radii.", "Sort them.")
    points = []
    steepest = Fraction(0)
    for radius in sizes:
        found = estimate_slope(block, shape, norm, radius, samples, seed)
        if found.certified is None:
            raise InputError(
                f"A {type(block).__name__} with float weights, whose slopes are seen but not "
                "certified.",
                "A block with exact weights.",
                "Build it from rationals.",
            )
        steepest = max(steepest, found.certified)
        points.append(Compared(radius, _bound(block, shape, norm, radius), steepest))
    return Comparison(label, tuple(points))


def slope_picture(
    block: Block | str,
    shape: tuple[int, ...] | None = None,
    norms: Sequence[NormName] = ("sup", "2"),
    radii: Sequence[RationalLike] = RADII,
    *,
    samples: int = 256,
    seed: int = 0,
) -> Picture:
    """Draw the Lipschitz bounds of a block beside its steepest certified slopes.

    Parameters
    ----------
    block : Block or str
        A block with exact weights, or the name of one of `BLOCKS`.
    shape : tuple of int, optional
        Of one input; that of `BLOCKS` if not given.
    norms : sequence of {"sup", "2"}
    radii, samples, seed
        As in `slope_comparison`.

    Raises
    ------
    UnknownNameError
        When no block has the name.
    InputError, BrokenBoundError
        As `slope_comparison`.
    OutputError
        When matplotlib is not installed.

    Examples
    --------
    >>> picture = slope_picture("softmax", norms=["2"], radii=["1/2", 1], samples=32)
    >>> len(picture.axes)
    2
    """
    from varsym.report.pictures.canvas import new_picture, picture_style, titled

    if isinstance(block, str):
        made, known, words = example_block(block)
        shape = known if shape is None else shape
    else:
        made, words = block, f"{type(block).__name__} on inputs of the shape {shape}"
    if shape is None:
        raise InputError("A block without a shape.", "The shape of one input.", "Give it.")
    comparisons = [
        slope_comparison(
            made, shape, norm, radii, samples=samples, seed=seed, label=_NORMS.get(norm, norm)
        )
        for norm in norms
    ]
    with picture_style():
        picture = new_picture(6.4, 4.8)
        upper, lower = draw_comparisons(picture, comparisons, "certified slope", logarithmic=True)
        upper.set_ylabel("Lipschitz constant on the ball")
        lower.set_xlabel("radius of the ball")
        titled(picture, "How steep a block is, and how steep it may be", words)
    return picture


def _bound(block: Block, shape: tuple[int, ...], norm: NormName, radius: Fraction) -> Fraction:
    if isinstance(block, Attention):
        return block.lipschitz(norm, radius, shape[0]).constant
    return block.lipschitz(norm, radius).constant
