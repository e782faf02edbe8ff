"""The VAE tokenizer of FlowAR, Definition D.5 and Remark D.6."""

from __future__ import annotations

from collections.abc import Sequence

from varsym.exact import ShapeError, exact_integer
from varsym.exact.operators import LinearOperator, Stack
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.fields import Field
from varsym.maps.kernels import InterpolationKernel
from varsym.maps.pyramid import Pyramid
from varsym.maps.resampling import Border, Pixels
from varsym.maps.sampling import down_sample
from varsym.maps.separable import MAX_SIDE, LinearBlock, map_size

__all__ = ["FLOWAR_BASE", "Tokenizer"]

#: a in r_i = a^(K - i), as Remark D.6 (rem:D.6) quotes it from Ren et al., 2024.
FLOWAR_BASE = 2

_MAX_SCALES = 64


class Tokenizer(LinearBlock):
    """Definition D.5 (def:D.5): (h, w, c) to the merged maps Y^i = φ_down,i(X, a^(K - i)).

    Parameters
    ----------
    kernel : InterpolationKernel
        Of the linear down sample function, which the definition leaves open.
    size : int or pair of int
        Height and width of the latent, multiples of a^(K - 1).
    scales : int
        K, at least 1.
    base : int
        a, at least 1; by default that of Remark D.6.
    border, pixels
        As for `Resampling`.

    Attributes
    ----------
    maps : tuple of SeparableMap
        φ_down,i for i = 1, …, K.
    pyramid : Pyramid
        The sizes of the maps Y^1, …, Y^K; `pyramid.split` takes an output apart.

    Raises
    ------
    InputError
        When a^(K - 1) does not divide a side.

    Examples
    --------
    >>> from varsym.maps.kernels import area
    >>> tokenizer = Tokenizer(area(), 16, scales=5)
    >>> [height for height, _ in tokenizer.pyramid.sizes]
    [1, 2, 4, 8, 16]
    """

    axes = 3

    def __init__(
        self,
        kernel: InterpolationKernel,
        size: int | Sequence[int],
        scales: int,
        base: int = FLOWAR_BASE,
        border: Border = "clamp",
        pixels: Pixels = "half",
    ) -> None:
        self.size = map_size(size)
        count = exact_integer(scales, "scales", 1, _MAX_SCALES)
        a = exact_integer(base, "base", 1, MAX_SIDE)
        factors = [a ** (count - i) for i in range(1, count + 1)]
        self.maps = tuple(down_sample(kernel, self.size, r, border, pixels) for r in factors)
        self.pyramid = Pyramid([one.size_out for one in self.maps])

    def operator(self) -> LinearOperator:
        """Return the operators of all scales, one below the other."""
        return Stack([one.operator() for one in self.maps])

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n, c) for (h, w, c), n being the tokens of all scales.

        Raises
        ------
        ShapeError
            When the input has another size.
        """
        if len(shape) != 3 or shape[:2] != self.size:
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"One of the shape ({self.size[0]}, {self.size[1]}, c).",
                "Check the order of the axes: height, width, channels.",
            )
        return self.pyramid.tokens, shape[2]

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Shrink to every scale, and merge."""
        return self.pyramid.merge([one.formula(field, x) for one in self.maps])

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Shrink to every scale, and merge, on a batch of latents."""
        return self.pyramid.merge([one.vectorised(x) for one in self.maps])
