"""Group normalisation of token maps, as the VQ-VAE decoder uses it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from varsym.errors import InputError
from varsym.exact import ShapeError, enclose_root, exact_rational
from varsym.maps.arrays import ExactArray, FloatArray, side
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import Parameter, check_norm, same_sides
from varsym.maps.separable import map_size

__all__ = ["GroupNorm"]

_DIGITS = 30
#: The square of anything between this and its inverse is a normal float.
_LARGE = 1e150


class GroupNorm(Block):
    """Groups of channels to mean 0 and variance 1 over all pixels, then γ_l x + β_l by channel.

    The c channels are cut into `groups` groups of c / groups neighbours. With the mean μ and the
    variance σ² of the h w c / groups entries of a group, its entries go to
    γ_l (x - μ) / sqrt(σ² + ε) + β_l, where l is the channel.

    Parameters
    ----------
    groups : int
        Of channels; it divides c.
    scale, shift : array of exact numbers, (c,)
        γ and β.
    epsilon : exact number
        ε, above 0.
    size : int or pair of int, optional
        Height and width; any if none. The bound in the sup norm needs it.

    Raises
    ------
    InputError
        When the groups do not divide the channels, or `epsilon` is not above 0.
    ShapeError
        When scale and shift differ in length.

    References
    ----------
    .. [1] Y. Wu, K. He, Group Normalization, ECCV 2018.

    Examples
    --------
    >>> GroupNorm(1, [1, 2], [0, 1], epsilon=3).exact([[[0, 2]]]).tolist()
    [[[Fraction(-1, 2), Fraction(2, 1)]]]
    """

    axes = 3

    def __init__(
        self,
        groups: int,
        scale: object,
        shift: object,
        epsilon: object = "1e-6",
        size: int | Sequence[int] | None = None,
    ) -> None:
        self.scale = Parameter.of_exact(scale, "scale", 1)
        self.shift = Parameter.of_exact(shift, "shift", 1)
        sides = {
            "entries of the scale": self.scale.shape[0],
            "entries of the shift": self.shift.shape[0],
        }
        self.channels = same_sides(sides, "the number of channels c")
        self.groups = side(groups, "groups")
        if self.channels % self.groups:
            raise InputError(
                f"{self.groups} groups of {self.channels} channels.",
                "A number of groups that divides the number of channels.",
                "Take fewer groups, or other channels.",
            )
        self.epsilon: Fraction = exact_rational(epsilon, name="epsilon", positive=True)
        self.size = None if size is None else map_size(size)

    @classmethod
    def from_numeric(
        cls,
        groups: int,
        scale: object,
        shift: object,
        epsilon: object = "1e-6",
        size: int | Sequence[int] | None = None,
    ) -> GroupNorm:
        """Build it from floats, for real sizes; only the numeric face works then."""
        floats = Parameter.of_numeric
        return cls(groups, floats(scale, "scale", 1), floats(shift, "shift", 1), epsilon, size)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the same shape.

        Raises
        ------
        ShapeError
            When the input is no map of c channels, or of another size.
        """
        fits = len(shape) == 3 and shape[2] == self.channels
        if not fits or self.size not in {None, shape[:2]}:
            height, width = self.size or ("h", "w")
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"One of the shape ({height}, {width}, {self.channels}).",
                "Check the order of the axes: height, width, channels.",
            )
        return shape

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Normalise group after group, then scale and shift."""
        scale, shift = self.scale.over(field), self.shift.over(field)
        made = np.empty(x.shape, dtype=object)
        epsilon = field.number(self.epsilon)
        each = self.channels // self.groups
        for start in range(0, self.channels, each):
            group = x[:, :, start : start + each]
            count = field.number(Fraction(group.size))
            centred = group - group.sum() / count
            variance = (centred * centred).sum() / count
            made[:, :, start : start + each] = centred / field.sqrt(variance + epsilon)
        scaled: ExactArray = made * scale + shift
        return scaled

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Normalise all groups of a batch of maps at once, with one factor for each channel."""
        each, epsilon = self.channels // self.groups, float(self.epsilon)
        # Shifted by the first entry, so that nearly constant groups keep their digits.
        made = x - np.repeat(x[..., :1, :1, ::each], each, axis=-1)
        made -= self._by_group(made.mean(axis=(-3, -2)), np.mean)
        largest = self._by_group(made.max(axis=(-3, -2)), np.max)
        size = np.maximum(largest, -self._by_group(made.min(axis=(-3, -2)), np.min))
        np.maximum(size, np.sqrt(epsilon), out=size)
        # Squares that would overflow or vanish are taken in units of the largest entry.
        unit = np.where((size > _LARGE) | (size < 1 / _LARGE), size, 1.0)
        if (unit != 1).any():
            made /= unit
        squares = np.einsum("...hwc,...hwc->...c", made, made) / (x.shape[-3] * x.shape[-2])
        variance = self._by_group(squares, np.mean)
        made *= self.scale.numeric / np.sqrt(variance + epsilon / unit / unit)
        made += self.shift.numeric
        return made

    def _by_group(self, channels: FloatArray, reduce: Callable[..., FloatArray]) -> FloatArray:
        """Reduce what is known of each channel to its group, and give it to all channels of it."""
        grouped = channels.reshape(*channels.shape[:-1], self.groups, -1)
        found = np.repeat(reduce(grouped, axis=-1), grouped.shape[-1], axis=-1)
        return found[..., None, None, :]

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return a bound that holds everywhere: that of layer norm times the largest ``|γ_l|``.

        Before the scaling, each group is a row of h w c / groups entries to which `LayerNorm` is
        applied: in the 2-norm its bound is 1/√ε, in the sup norm it grows with the row.

        Raises
        ------
        InputError
            When the sup norm is asked without `size`, or the weights are floats.

        Examples
        --------
        >>> GroupNorm(2, [1, -3], [0, 0], "1/100").lipschitz("2").constant
        Fraction(30, 1)
        """
        check_norm(norm)
        largest: Fraction = max(abs(self.scale.exact))
        width = None if norm == "2" and self.size is None else self._entries() // self.groups
        constant = largest * LayerNorm(self.epsilon, width).lipschitz(norm).constant
        return LipschitzBound(constant, norm, "everywhere", "layer norm of each group, scaled")

    def image_radius(self, norm: NormName) -> Fraction:
        """Return the radius of a ball that holds all values.

        The N entries of a group have variance below 1, so squares that add up to at most N and,
        their mean being 0, are at most N - 1 each.

        Parameters
        ----------
        norm : {"sup", "2"}

        Raises
        ------
        InputError
            When the block was built without `size`.

        Examples
        --------
        >>> GroupNorm(1, [1, 1], [0, "1/2"], size=(1, 5)).image_radius("sup")
        Fraction(7, 2)
        """
        check_norm(norm)
        entries = self._entries()
        gamma, beta = abs(self.scale.exact), abs(self.shift.exact)
        if norm == "sup":
            reach = enclose_root(Fraction(entries // self.groups - 1), 2, _DIGITS).upper
            return Fraction(max(gamma) * reach + max(beta))
        pixels = entries // self.channels
        scaled: Fraction = enclose_root(Fraction(entries), 2, _DIGITS).upper * max(gamma)
        return scaled + enclose_root((beta * beta).sum() * pixels, 2, _DIGITS).upper

    def _entries(self) -> int:
        if self.size is None:
            raise InputError(
                "A bound of group norm for maps of any size.",
                "A height and a width, as the bound grows with them.",
                "Build the block with size=(h, w).",
            )
        return self.size[0] * self.size[1] * self.channels
