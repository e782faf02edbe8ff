"""HOFAR's inference, Algorithm 2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from varsym.errors import InputError
from varsym.exact import RationalLike, exact_integer, exact_rational
from varsym.maps.block import Block
from varsym.maps.kernels import InterpolationKernel
from varsym.maps.pyramid import Pyramid
from varsym.maps.sampling import up_sample
from varsym.maps.separable import MAX_SIDE, map_size
from varsym.maps.tokenizer import FLOWAR_BASE
from varsym.models.assembled import AssembledBlock
from varsym.models.flow_rows import AnyArray, check_rows, map_rows
from varsym.models.hofar import HOFAR
from varsym.models.kinds import of_kind
from varsym.models.scale_step import BICUBIC

__all__ = ["HOFARInference", "agreeing_scales"]

_MAX_SCALES = 64


class HOFARInference(AssembledBlock):
    """Algorithm 2 (alg:2): at each scale a step of second order in Δt, then a larger map.

    In the repaired reading: line 12 takes the last h_i w_i tokens of Ŷ, those of the scale, where
    the last i · i of Y are printed, see `agreeing_scales`; lines 14 and 16 call the flow networks
    with the flow first and the condition second, as Algorithm 1 and Definition D.12 do; and the
    map is enlarged after every scale but the last. There is one step of the length Δt at each
    scale, as printed.

    The input has the rows of c_input, which has as many tokens as the smallest map, and of the
    noise, see `join`; the output those of the final x_img, on maps of `size_out`.

    Parameters
    ----------
    model : HOFAR
    size : int or pair of int
        Height and width of the smallest map, where x_img begins.
    scales : int
        K, at least 1.
    step : rational
        Δt, above 0 and at most 1.
    base : int
        a, by which line 20 enlarges.
    kernel : InterpolationKernel, optional
        Of φ_up, which the paper leaves open; bicubic if not given.
    last_enlargement : bool
        Whether line 20 also enlarges the result of the last scale, as printed. By default it does
        not, and the output has the size of scale K, as that of Definition E.1 has.

    Raises
    ------
    InputError
        When the model is no HOFAR, the step is not exact or out of range, or a side grows too
        large.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> HOFARInference(HOFAR.drawn(FloatWeights(0), 2), 1, 3, "1/2").output_shape((2, 2))
    (16, 2)
    """

    def __init__(
        self,
        model: HOFAR,
        size: int | Sequence[int],
        scales: int,
        step: RationalLike,
        base: int = FLOWAR_BASE,
        kernel: InterpolationKernel | None = None,
        last_enlargement: bool = False,
    ) -> None:
        self.model = of_kind(model, HOFAR, "model")
        self.step = exact_rational(step, name="step", positive=True)
        if self.step > 1:
            raise InputError(
                f"The step {step}.", "A step Δt of at most 1.", "Time goes from 0 to 1."
            )
        count = exact_integer(scales, "scales", 1, _MAX_SCALES)
        a = exact_integer(base, "base", 1, MAX_SIDE)
        sizes, ups = [map_size(size)], []
        drawn_by = BICUBIC if kernel is None else of_kind(kernel, InterpolationKernel, "kernel")
        for _ in range(count - 1 + bool(last_enlargement)):
            ups.append(up_sample(drawn_by, sizes[-1], a))
            sizes.append(ups[-1].size_out)
        self.ups, self.scales, self.size_out = tuple(ups), count, sizes[-1]
        self.pyramid_in = Pyramid([sizes[0], sizes[0]])

    def join(self, condition: AnyArray, noise: AnyArray) -> AnyArray:
        """Merge c_input and the noise, two maps of the smallest size, into an input.

        Parameters
        ----------
        condition, noise : array, (..., h_1, w_1, c)

        Raises
        ------
        ShapeError
            When a size does not fit.
        """
        return self.pyramid_in.merge([condition, noise])

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of the rows of the final image.

        Raises
        ------
        ShapeError
            When the input has another number of rows, or rows of another width.
        """
        check_rows(shape, self.pyramid_in.tokens, self.model.width)
        return self.size_out[0] * self.size_out[1], self.model.width

    def assembled(
        self, x: Any, number: Callable[[Fraction], Any], applied: Callable[[Block, Any], Any]
    ) -> AnyArray:
        """Take a step at every scale, and enlarge."""
        condition, image = self.pyramid_in.split(x)
        model, seen = self.model, map_rows(condition)
        once, twice = number(self.step), number(self.step**2 / 2)
        for i in range(self.scales):
            rows = map_rows(image)
            predicted = applied(model.transformer, seen)[..., -rows.shape[-2] :, :]
            joined = model.first.join(rows, predicted)
            moved = rows + applied(model.first, joined) * once
            image = (moved + applied(model.second, joined) * twice).reshape(image.shape)
            if i < len(self.ups):
                image = applied(self.ups[i], image)
                seen = np.concatenate([seen, map_rows(image)], axis=-2)
        return map_rows(image)


def agreeing_scales(scales: int, base: int = FLOWAR_BASE) -> tuple[int, ...]:
    """Return the scales i from 1 to K whose a^(i-1) x a^(i-1) tokens are the printed i · i.

    Line 12 of Algorithm 2 (alg:2) takes the last i · i tokens as the condition of a map with the
    sides of scale i.

    Parameters
    ----------
    scales : int
        K, the number of scales.
    base : int
        a, by which the sides grow from scale to scale.

    Raises
    ------
    InputError
        When K or a is below 1.

    Examples
    --------
    >>> agreeing_scales(5)
    (1, 2)
    >>> agreeing_scales(5, base=3)
    (1,)
    """
    count = exact_integer(scales, "scales", 1, _MAX_SCALES)
    a = exact_integer(base, "base", 1, MAX_SIDE)
    return tuple(i for i in range(1, count + 1) if a ** (i - 1) == i)
