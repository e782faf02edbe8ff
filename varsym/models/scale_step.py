"""How VAR makes its next input: enlarge to the last scale, add up, shrink to the next scale."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from varsym.errors import InputError
from varsym.exact import RationalLike, ShapeError, enclose_root, exact_integer, exact_rational
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block, Composition
from varsym.maps.fields import Field
from varsym.maps.kernels import InterpolationKernel, area, keys
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.pyramid import Pyramid
from varsym.maps.resampling import resize
from varsym.maps.separable import SeparableMap
from varsym.models.configurations import Configuration
from varsym.models.kinds import listed, of_kind

__all__ = ["BICUBIC", "FeatureMap", "NextScaleInput", "ResidualBlend", "ScaleStep"]

#: The kernel of PyTorch's bicubic interpolation.
BICUBIC: InterpolationKernel = keys(Fraction(-3, 4))

_BOUND_DIGITS = 30


class ScaleStep:
    """The interpolations between scale k and scale k + 1 of a configuration (Tian et al. 2024).

    Parameters
    ----------
    configuration : Configuration
    scale : int
        k, from 1; the last scale has no next one.

    Attributes
    ----------
    enlarge : SeparableMap
        Bicubic, from scale k to the last scale; there is no antialiasing.
    shrink : SeparableMap
        Area, from the last scale to scale k + 1.
    through : SeparableMap
        Both, multiplied out along each axis: what scale k alone adds to the next input when the
        residual convolution is left out. Its `operator` is a Kronecker product.

    Raises
    ------
    InputError
        When there is no such scale.

    Examples
    --------
    >>> from varsym.models.configurations import configuration
    >>> step = ScaleStep(configuration("var-256"), 9)
    >>> step.enlarge.size_in, step.enlarge.size_out, step.shrink.size_out
    ((13, 13), (16, 16), (16, 16))
    >>> step.enlarge.norm("inf").exact == Fraction(2813, 2048) ** 2
    True
    """

    def __init__(self, configuration: Configuration, scale: int) -> None:
        sides = of_kind(configuration, Configuration, "configuration").sides
        if len(sides) < 2:
            raise InputError(
                f"The configuration {configuration.name}, of one scale.",
                "At least two scales.",
                "Nothing is interpolated in it.",
            )
        self.scale = exact_integer(scale, "scale", 1, len(sides) - 1)
        self.enlarge = resize(BICUBIC, sides[self.scale - 1], sides[-1])
        self.shrink = resize(area(), sides[-1], sides[self.scale])

    @cached_property
    def through(self) -> SeparableMap:
        """Enlarge, then shrink, as one separable map."""
        return self.shrink.after(self.enlarge)


class ResidualBlend(Block):
    """φ(h) = (1 - q) h + q conv(h), applied to every enlarged map (Tian et al. 2024).

    VAR has q = 1/2.

    Parameters
    ----------
    convolution : Block
        On maps (h, w, d); in VAR a 3 x 3 convolution with stride 1 and zero padding.
    ratio : rational
        q, from 0 to 1.

    Raises
    ------
    InputError
        When the ratio is not exact or out of range, or what is given is no block on maps.

    Examples
    --------
    >>> from varsym.maps.separable import AxisMap, SeparableMap
    >>> double = AxisMap([[(0, Fraction(2))]], 1)
    >>> ResidualBlend(SeparableMap(double, double)).exact([[[1]]]).tolist()
    [[[Fraction(5, 2)]]]
    """

    axes = 3

    def __init__(self, convolution: Block, ratio: RationalLike = "1/2") -> None:
        self.convolution = of_kind(convolution, Block, "convolution")  # type: ignore[type-abstract]
        self.ratio = exact_rational(ratio, name="ratio", nonnegative=True)
        if self.ratio > 1 or convolution.axes != 3:
            raise InputError(
                f"A blend of the ratio {ratio} with a block on {convolution.axes} axes.",
                "A ratio from 0 to 1, and a block on maps (h, w, d).",
                "Check both.",
            )

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the same shape.

        Raises
        ------
        ShapeError
            When the convolution does not keep it.
        """
        found = self.convolution.output_shape(shape)
        if found != shape:
            raise ShapeError(
                f"A convolution from {shape} to {found}.",
                "One that keeps the shape, as it is added to its input.",
                "Pad so that the size stays, and keep the channels.",
            )
        return shape

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Blend the input with its convolution."""
        kept, new = field.number(1 - self.ratio), field.number(self.ratio)
        blended: ExactArray = x * kept + self.convolution.formula(field, x) * new
        return blended

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Blend the input with its convolution."""
        return float(1 - self.ratio) * x + float(self.ratio) * self.convolution.vectorised(x)

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Return (1 - q) + q K, where K bounds the convolution."""
        inner = self.convolution.lipschitz(norm, radius)
        constant = 1 - self.ratio + self.ratio * inner.constant
        return LipschitzBound(constant, norm, inner.domain, "triangle inequality")


class FeatureMap(Block):
    """Phase 2 (Appendix B.1): the merged maps of k scales to one map, (n, d) to (H, H, d).

    The maps of scales 1, …, k are enlarged to the last scale, go each through its φ, and are added
    up. Without k these are all scales.

    Parameters
    ----------
    configuration : Configuration
    residuals : sequence of Block, optional
        φ for each of the k scales, as `ResidualBlend`; the identity if not given, which leaves
        the interpolations alone.
    scales : int, optional
        k; all scales if none.

    Raises
    ------
    InputError
        When there are no such scales, or not one φ for each.

    Examples
    --------
    >>> from varsym.models.configurations import configuration
    >>> FeatureMap(configuration("var-256")).output_shape((680, 32))
    (16, 16, 32)
    """

    def __init__(
        self,
        configuration: Configuration,
        residuals: Sequence[Block] | None = None,
        scales: int | None = None,
    ) -> None:
        sides = of_kind(configuration, Configuration, "configuration").sides
        count = exact_integer(len(sides) if scales is None else scales, "scales", 1, len(sides))
        self.pyramid = Pyramid(sides[:count])
        enlarged: list[Block] = [resize(BICUBIC, one, sides[-1]) for one in sides[:count]]
        if residuals is not None:
            given = [
                of_kind(one, Block, "residuals")  # type: ignore[type-abstract]
                for one in listed(residuals, "residuals")
            ]
            if len(given) != count:
                raise InputError(
                    f"{len(given)} residual blocks.",
                    f"{count}, one for each scale.",
                    "Where scales share a block, give it several times.",
                )
            enlarged = [residual @ block for residual, block in zip(given, enlarged, strict=True)]
        self.branches = tuple(enlarged)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (H, H, d) for (n, d).

        Raises
        ------
        ShapeError
            When the input has not n rows, or a φ does not take its maps.
        """
        if len(shape) != 2 or shape[0] != self.pyramid.tokens:
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"One of the shape ({self.pyramid.tokens}, d).",
                "Merge the maps of the scales first.",
            )
        inner = {
            branch.output_shape((*size, shape[1]))
            for branch, size in zip(self.branches, self.pyramid.sizes, strict=True)
        }
        if len(inner) > 1:
            raise ShapeError(f"Maps of the shapes {inner} to add up.", "Equal shapes.")
        return inner.pop()

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Enlarge, and add up."""
        parts = zip(self.branches, self.pyramid.split(x), strict=True)
        first, *others = (branch.formula(field, part) for branch, part in parts)
        made: ExactArray = sum(others, start=first)
        return made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Enlarge, and add up, on a batch of pyramids."""
        parts = zip(self.branches, self.pyramid.split(x), strict=True)
        first, *others = (branch.vectorised(part) for branch, part in parts)
        made: FloatArray = sum(others, start=first)
        return made

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Return a bound: those of the branches, added up.

        In the sup norm they add up by the triangle inequality, in the 2-norm by the
        Cauchy-Schwarz inequality, to the root of the sum of their squares.

        Raises
        ------
        InputError
            When a φ has no bound that holds everywhere, or a radius is given.
        """
        if radius is not None:
            raise InputError("A radius.", "Bounds that hold everywhere.", "Leave it out.")
        bounds = [branch.lipschitz(norm).constant for branch in self.branches]
        if norm == "sup":
            total = sum(bounds, start=Fraction(0))
            return LipschitzBound(total, norm, "everywhere", "triangle inequality")
        squares = sum((b * b for b in bounds), start=Fraction(0))
        total = enclose_root(squares, 2, _BOUND_DIGITS).upper
        return LipschitzBound(total, norm, "everywhere", "Cauchy-Schwarz inequality")


class NextScaleInput(Composition):
    """The input of scale k + 1 from the merged maps of scales 1, …, k (Tian et al. 2024).

    Every map is enlarged to the last scale, goes through its φ, and is added up, see `FeatureMap`;
    the sum is shrunk to scale k + 1: (n, d) to (h, h, d).

    Parameters
    ----------
    configuration : Configuration
    scale : int
        k, from 1; the last scale has no next one.
    residuals : sequence of Block, optional
        φ for each of the k scales, as for `FeatureMap`.

    Raises
    ------
    InputError
        When there is no such scale, or not one φ for each scale.

    Examples
    --------
    >>> from varsym.models.configurations import configuration
    >>> NextScaleInput(configuration("var-256"), 2).output_shape((5, 32))
    (3, 3, 32)
    """

    def __init__(
        self, configuration: Configuration, scale: int, residuals: Sequence[Block] | None = None
    ) -> None:
        last = ScaleStep(configuration, scale)
        self.sum = FeatureMap(configuration, residuals, last.scale)
        self.pyramid, self.shrink = self.sum.pyramid, last.shrink
        super().__init__([self.shrink, self.sum])
