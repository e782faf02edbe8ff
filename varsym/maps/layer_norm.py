"""Layer-wise normalisation, Definition D.9."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from varsym.errors import InputError
from varsym.exact import ShapeError, enclose_root, exact_integer, exact_rational
from varsym.maps.arrays import ExactArray, FloatArray, side
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName, SteepPair
from varsym.maps.parameters import check_norm
from varsym.maps.slopes import certified_slope

__all__ = ["LayerNorm"]

_DIGITS = 30


class LayerNorm(Block):
    """Definition D.9 (def:D.9): each row x of c entries to (x - μ) / sqrt(σ²), mean and variance.

    As printed it is not defined on constant rows, and so nowhere for c = 1. The repaired reading
    adds a constant to the variance, as all implementations do.

    Parameters
    ----------
    epsilon : exact number, optional
        Added to σ², above 0; none as printed.
    width : int, optional
        c; any if none.

    Raises
    ------
    InputError
        When `epsilon` is not above 0, or a width of 1 is given without it.

    Examples
    --------
    >>> LayerNorm().exact([[1, 3]]).tolist()
    [[Fraction(-1, 1), Fraction(1, 1)]]
    >>> LayerNorm().exact([[2, 2]])
    Traceback (most recent call last):
        ...
    varsym.errors.InputError: A constant row, whose variance is 0. ...
    >>> LayerNorm("1e-6").numeric([[2.0, 2.0]])
    array([[0., 0.]])
    """

    def __init__(self, epsilon: object = None, width: int | None = None) -> None:
        self.epsilon: Fraction | None = None
        if epsilon is not None:
            self.epsilon = exact_rational(epsilon, name="epsilon", positive=True)
        self.width = None if width is None else side(width, "width")
        if self.width == 1:
            self._refuse_single()

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the same shape.

        Raises
        ------
        ShapeError
            When the input has not two axes, or rows of another width.
        InputError
            When rows have one entry and there is no `epsilon`.
        """
        if len(shape) != 2 or self.width not in {None, shape[1]}:
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"One of the shape (n, {self.width or 'c'}), a row for each token.",
                "Flatten token maps row by row, channels last.",
            )
        if shape[1] == 1:
            self._refuse_single()
        return shape

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Divide what is left of the mean by the root of the variance, row by row.

        Raises
        ------
        InputError
            On a constant row, as printed, or where the field cannot tell.
        """
        made = np.empty(x.shape, dtype=object)
        count = field.number(Fraction(x.shape[1]))
        for j, row in enumerate(x):
            centred = row - row.sum() / count
            variance = (centred * centred).sum() / count
            if self.epsilon is not None:
                variance = variance + field.number(self.epsilon)
            elif variance == 0:
                raise _constant_row()
            made[j] = centred / field.sqrt(variance)
        return made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Shift by the first entry, so that nearly constant rows keep their digits, and scale.

        Raises
        ------
        InputError
            On a constant row, as printed.
        """
        centred = x - x[..., :1]
        if self.epsilon is None and not centred.any(axis=-1).all():
            raise _constant_row()
        centred -= centred.mean(axis=-1, keepdims=True)
        scale = abs(centred).max(axis=-1, keepdims=True)
        epsilon = 0.0
        if self.epsilon is not None:
            epsilon = float(self.epsilon)
            np.maximum(scale, np.sqrt(epsilon), out=scale)
        # In units of the scale no square overflows or vanishes.
        centred /= scale
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        centred /= np.sqrt(variance + epsilon / scale / scale)
        return centred

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return a bound that holds everywhere, where there is an `epsilon`; on any ball.

        With z = x - μ, s² = |z|²/c + ε, and the centring C, which takes the mean from a row, the
        derivative is (1/s) (I - z zᵀ/(c s²)) C. It is symmetric, with the eigenvalues 1/s and ε/s³
        on rows of mean 0 and 0 on constant ones: in the 2-norm it is largest at z = 0, where it is
        1/√ε, the least constant for c >= 2.

        For the sup norm let w = z/(√c s) and θ = |w|² < 1, so that 1/s = √(1-θ)/√ε. Row i of the
        matrix has the entries δ_ij - 1/c - w_i w_j, and an absolute sum of at most
        2(1 - 1/c) + |w_i| √(c-1) √(θ - w_i²) <= 2(1 - 1/c) + √(c-1) θ/2. Times √(1-θ), with
        θ √(1-θ) <= 2/√27, this gives (2(1 - 1/c) + √((c-1)/27)) / √ε.

        Raises
        ------
        InputError
            When there is no `epsilon`, see `steep_pair`, or the sup norm is asked without `width`.

        Examples
        --------
        >>> LayerNorm("1/100").lipschitz("2").constant
        Fraction(10, 1)
        >>> round(float(LayerNorm("1/100", width=28).lipschitz("sup").constant), 2)
        29.29
        """
        check_norm(norm)
        if self.epsilon is None:
            raise InputError(
                "A Lipschitz bound of layer norm as printed, which has none.",
                "An epsilon above 0.",
                "Build the block with an epsilon; steep_pair(slope, norm) shows why.",
            )
        if self.width == 1:
            return LipschitzBound(Fraction(0), norm, "everywhere", "rows become 0", exact=True)
        root = enclose_root(1 / self.epsilon, 2, _DIGITS)
        if norm == "2":
            return LipschitzBound.least(root, norm, "the derivative at constant rows")
        if self.width is None:
            raise InputError(
                "A bound of layer norm in the sup norm, for rows of any width.",
                "A width, as the bound grows with it.",
                "Build the block with width=c.",
            )
        c = self.width
        factor = 2 - Fraction(2, c) + enclose_root(Fraction(c - 1, 27), 2, _DIGITS).upper
        source = "the absolute row sums of the derivative"
        return LipschitzBound(factor * root.upper, norm, "everywhere", source)

    def image_radius(self, norm: NormName, width: int, tokens: int) -> Fraction:
        """Return the radius of a ball that holds the values at all inputs of a shape.

        The c entries of a row have a variance of at most 1, so squares that add up to at most c
        and, their mean being 0, are at most c - 1 each.

        Parameters
        ----------
        norm : {"sup", "2"}
        width, tokens : int
            c and the number of rows.

        Raises
        ------
        InputError
            When the norm has another name, or a number is below 1.

        Examples
        --------
        >>> LayerNorm().image_radius("sup", 5, 3), LayerNorm().image_radius("2", 4, 9)
        (Fraction(2, 1), Fraction(6, 1))
        """
        check_norm(norm)
        c, n = side(width, "width"), side(tokens, "tokens")
        square = Fraction(c - 1 if norm == "sup" else n * c)
        return enclose_root(square, 2, _DIGITS).upper

    def steep_pair(self, slope: object, norm: NormName, width: int = 2) -> SteepPair:
        """Return two rows between which layer norm, as printed, is steeper than a given slope.

        The map sends t u and -t u to the same two points for all t > 0. With u = (1, -1, 1, -1, …),
        where a last entry of an odd width is 0, these are ±u times at least 1, while the rows are
        2 t u apart: the slope is at least 1/t in both norms.

        Parameters
        ----------
        slope : exact number
            To be exceeded, at least 0.
        norm : {"sup", "2"}
        width : int
            c, at least 2.

        Raises
        ------
        InputError
            When the block has an `epsilon`, and so a bound.

        Examples
        --------
        >>> LayerNorm().steep_pair(10**6, "sup").slope > 10**6
        True
        """
        check_norm(norm)
        wanted = exact_rational(slope, name="slope", nonnegative=True)
        count = exact_integer(self.width or width, "width", 2)
        if self.epsilon is not None:
            raise InputError(
                "Layer norm with an epsilon, which is no steeper than 1/√ε in the 2-norm.",
                "The map as printed, without epsilon.",
                "Take its bound, lipschitz(norm).",
            )
        # Twice as steep as asked, so that the width of the enclosures does not matter.
        t = 1 / (2 * wanted + 2)
        first = np.full((1, count), Fraction(0), dtype=object)
        first[0, : count - count % 2] = [t, -t] * (count // 2)
        return SteepPair(first, -first, certified_slope(self, first, -first, norm), norm)

    def _given(self, x: object) -> ExactArray:
        given = super()._given(x)
        # Decided here, as no enclosure of the variance can show that it is zero.
        if self.epsilon is None and any(len(set(row)) == 1 for row in given):
            raise _constant_row()
        return given

    def _refuse_single(self) -> None:
        if self.epsilon is None:
            raise InputError(
                "Layer norm of rows of one entry, which are constant.",
                "Rows of at least two entries, or an epsilon above 0.",
                'Build the block with an epsilon, such as LayerNorm("1e-6").',
            )


def _constant_row() -> InputError:
    return InputError(
        "A constant row, whose variance is 0.",
        "Rows that are not constant, as Definition D.9 divides by the root of the variance.",
        'Build the block with an epsilon, such as LayerNorm("1e-6").',
    )
