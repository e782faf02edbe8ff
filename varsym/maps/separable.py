"""Linear maps along one axis of a token map, and along both: Kronecker products, not multiplied."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

import numpy as np

from varsym.errors import InputError
from varsym.exact import AlgebraicNumber, RationalMatrix, ShapeError, SizeError, exact_integer
from varsym.exact.operator_norms import (
    NormIndex,
    OperatorNorm,
    norm_upper_bound,
    operator_norm,
)
from varsym.exact.operators import Kronecker, LinearOperator
from varsym.maps.arrays import MAX_ENTRIES, ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import check_norm

__all__ = [
    "MAX_SIDE",
    "AxisMap",
    "LinearBlock",
    "SeparableMap",
    "Size",
    "Taps",
    "axis_side",
    "map_size",
]

MAX_SIDE = 2**16

#: Height and width of a token map.
Size: TypeAlias = tuple[int, int]
#: One row of a sparse matrix: increasing columns from 0, each with its entry, which is not 0.
Taps: TypeAlias = tuple[tuple[int, Fraction], ...]

_ZERO = Fraction(0)
_BOUND_DIGITS = 30


def map_size(value: int | Sequence[int], name: str = "size") -> Size:
    """Return height and width of a token map; one number stands for a square.

    Parameters
    ----------
    value : int or pair of int
        Height and width in tokens; one number for a square.
    name : str
        What it is, for messages.

    Raises
    ------
    InputError
        When it is neither a side nor a pair of sides, or a side is not from 1 to 65,536.

    Examples
    --------
    >>> map_size(16), map_size((3, 5))
    ((16, 16), (3, 5))
    """
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise InputError(
                f"{name} has {len(value)} sides.",
                "Height and width.",
                "Write (height, width), or one number for a square map.",
            )
        return axis_side(value[0], f"{name}, height"), axis_side(value[1], f"{name}, width")
    both = axis_side(value, name)
    return both, both


def axis_side(value: object, name: str) -> int:
    """Return the side of a token map: an integer from 1 to 65,536.

    Parameters
    ----------
    value : int
        How many tokens.
    name : str
        What it is, for messages.

    Raises
    ------
    InputError
        Otherwise.

    Examples
    --------
    >>> axis_side(16, "n_in")
    16
    """
    return exact_integer(value, name, 1, MAX_SIDE)


class LinearBlock(Block):
    """A linear block: subclasses give its `operator`, and norms and Lipschitz bounds follow.

    On rows it maps (n_in, d) to (n_out, d), on token maps (h, w, d) to (h', w', d).

    Examples
    --------
    >>> AxisMap([[(0, Fraction(2))]], 1).norm(2).exact
    Fraction(2, 1)
    """

    @abstractmethod
    def operator(self) -> LinearOperator:
        """Return the exact operator on one channel; every channel goes through the same one."""

    def norm(self, p: NormIndex) -> OperatorNorm:
        """Return the exact operator norm of one channel, for p in {1, 2, "inf"}.

        For ``"inf"`` and 2 it is also the norm of all channels together, in the sup norm and the
        Frobenius norm of arrays.
        """
        return operator_norm(self.operator(), p)

    def rms_norm(self) -> OperatorNorm:
        """Return the exact operator norm where both sides measure by the root mean square.

        It is the 2-norm times the root of n_in / n_out, cells counted: what is left of the 2-norm
        when the growth of the map is taken out.

        Examples
        --------
        >>> copy = AxisMap([[(0, Fraction(1))]] * 9, 1)
        >>> copy.norm(2).exact, copy.rms_norm().exact
        (Fraction(3, 1), Fraction(1, 1))
        """
        operator = self.operator()
        n_out, n_in = operator.shape
        growth = AlgebraicNumber.from_rational(Fraction(n_in, n_out)).sqrt()
        found = growth * operator_norm(operator, 2).exact
        return OperatorNorm(2, found.as_fraction() if found.is_rational else found)

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return the least Lipschitz constant, which is the operator norm on any ball.

        Where the norm is irrational, `constant` is the upper end of `enclosure`, which settles
        30 digits; of operators too large for that (`SizeError`), it is a bound above the norm.

        Raises
        ------
        InputError
            When the norm is neither "sup" nor "2".
        """
        check_norm(norm)
        return _bound(self.operator(), norm)


class AxisMap(LinearBlock):
    """A linear map along one axis: (n_in, d) to (n_out, d), the same for every channel.

    Parameters
    ----------
    rows : sequence of sequences of pairs
        One row an output: pairs (column from 0, weight); weights of one column are added up.
    n_in : int
        How many cells there are to read.

    Raises
    ------
    InputError
        When there is no row, or a column is not below `n_in`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> mean = AxisMap([[(0, Fraction(1, 2)), (1, Fraction(1, 2))]], n_in=2)
    >>> mean.exact([[1], [2]])
    array([[Fraction(3, 2)]], dtype=object)
    >>> print(mean.matrix())
    [[1/2, 1/2]]
    """

    def __init__(self, rows: Sequence[Sequence[tuple[int, Fraction]]], n_in: int) -> None:
        self.n_in = axis_side(n_in, "n_in")
        self.n_out = axis_side(len(rows), "the number of rows")
        self.rows: tuple[Taps, ...] = tuple(_merged(row) for row in rows)
        if any(row and not 0 <= row[0][0] <= row[-1][0] < self.n_in for row in self.rows):
            raise InputError(
                f"A row that reads a cell outside 0 … {self.n_in - 1}.",
                "Columns of the matrix.",
                "Apply a border rule first.",
            )

    @classmethod
    def identity(cls, size: int) -> AxisMap:
        """Return the identity on `size` cells.

        Raises
        ------
        InputError
            When it is not from 1 to 65,536.

        Examples
        --------
        >>> print(AxisMap.identity(2).matrix())
        [[1, 0], [0, 1]]
        """
        return AxisMap([((i, Fraction(1)),) for i in range(axis_side(size, "size"))], size)

    def after(self, first: AxisMap) -> AxisMap:
        """Return this map after another one, `first`, multiplied out along the axis.

        Raises
        ------
        ShapeError
            When the other one's output is not as long as this one's input.

        Examples
        --------
        >>> twice = AxisMap([[(0, Fraction(2))]], 1)
        >>> print(twice.after(twice).matrix())
        [[4]]
        """
        if first.n_out != self.n_in:
            raise ShapeError(
                f"A map of {self.n_in} cells after one that gives {first.n_out}.",
                "Equal numbers.",
                "Check the order of the two.",
            )
        rows = [[(k, w * v) for j, w in row for k, v in first.rows[j]] for row in self.rows]
        return AxisMap(rows, first.n_in)

    def matrix(self) -> RationalMatrix:
        """Return the n_out x n_in matrix.

        Raises
        ------
        InputError
            When it would have more than 2^24 entries.
        """
        self._check_dense()
        dense = []
        for row in self.rows:
            line = [_ZERO] * self.n_in
            for column, weight in row:
                line[column] = weight
            dense.append(line)
        return RationalMatrix(dense)

    def operator(self) -> LinearOperator:
        """Return `matrix`, which is a linear operator."""
        return self.matrix()

    def numeric_matrix(self) -> FloatArray:
        """Return the matrix in float64, each entry rounded once.

        Raises
        ------
        InputError
            When it would have more than 2^24 entries.

        Examples
        --------
        >>> AxisMap.identity(2).numeric_matrix()
        array([[1., 0.],
               [0., 1.]])
        """
        return self._float_matrix.copy()

    @property
    def is_reversal_symmetric(self) -> bool:
        """Whether reversing the input reverses the output.

        Examples
        --------
        >>> AxisMap.identity(3).is_reversal_symmetric
        True
        """
        last = self.n_in - 1
        mirrored = (tuple((last - k, w) for k, w in reversed(r)) for r in reversed(self.rows))
        return self.rows == tuple(mirrored)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n_out, d) for (n_in, d).

        Raises
        ------
        ShapeError
            When the input has not two axes, or not `n_in` cells.
        """
        if len(shape) != 2 or shape[0] != self.n_in:
            raise _misfit(shape, f"({self.n_in}, d)")
        return self.n_out, shape[1]

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Add up the taps of each row; `x` may have any axes after the first."""
        made = np.full((self.n_out, *x.shape[1:]), field.number(_ZERO), dtype=object)
        for i, row in enumerate(self.rows):
            for column, weight in row:
                made[i] = made[i] + x[column] * field.number(weight)
        return made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Multiply by `numeric_matrix`."""
        made: FloatArray = np.matmul(self._float_matrix, x)
        return made

    @cached_property
    def _float_matrix(self) -> FloatArray:
        self._check_dense()
        dense = np.zeros((self.n_out, self.n_in))
        for i, row in enumerate(self.rows):
            for column, weight in row:
                dense[i, column] = float(weight)
        return dense

    def _check_dense(self) -> None:
        if self.n_in * self.n_out > MAX_ENTRIES:
            raise InputError(
                f"The full matrix of a map from {self.n_in} to {self.n_out} cells.",
                f"At most {MAX_ENTRIES} entries.",
                "Apply the map instead: its rows are sparse.",
            )


class SeparableMap(LinearBlock):
    """A linear map of token maps, (h, w, d) to (h', w', d), that acts along each axis by itself.

    On maps flattened row by row its matrix is the Kronecker product of the two axes' matrices,
    which is never multiplied out: see `operator`.

    Parameters
    ----------
    vertical, horizontal : AxisMap
        What is done along the height and along the width.

    Raises
    ------
    InputError
        When the output has too many tokens for memory.

    Examples
    --------
    >>> double = AxisMap([[(0, Fraction(1))], [(0, Fraction(1))]], 1)
    >>> SeparableMap(double, AxisMap.identity(1)).exact([[[7]]]).tolist()
    [[[Fraction(7, 1)]], [[Fraction(7, 1)]]]
    """

    axes = 3

    def __init__(self, vertical: AxisMap, horizontal: AxisMap) -> None:
        self.vertical, self.horizontal = vertical, horizontal
        if self.size_out[0] * self.size_out[1] > MAX_ENTRIES:
            raise InputError(
                f"A map of {self.size_out[0]} x {self.size_out[1]} tokens.",
                f"At most {MAX_ENTRIES} tokens.",
                "Take smaller sides.",
            )

    @property
    def size_in(self) -> Size:
        """Height and width of the input."""
        return self.vertical.n_in, self.horizontal.n_in

    @property
    def size_out(self) -> Size:
        """Height and width of the output."""
        return self.vertical.n_out, self.horizontal.n_out

    def after(self, first: SeparableMap) -> SeparableMap:
        """Return this map after another one, `first`, multiplied out along each axis.

        Raises
        ------
        ShapeError
            When the sizes do not fit.
        """
        vertical = self.vertical.after(first.vertical)
        if self.horizontal is self.vertical and first.horizontal is first.vertical:
            return SeparableMap(vertical, vertical)
        return SeparableMap(vertical, self.horizontal.after(first.horizontal))

    def operator(self) -> LinearOperator:
        """Return the Kronecker operator, (h' w') x (h w), of one channel."""
        return Kronecker([self.vertical.matrix(), self.horizontal.matrix()])

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (h', w', d) for (h, w, d).

        Raises
        ------
        ShapeError
            When the input has not three axes, or another height or width.
        """
        if len(shape) != 3 or shape[:2] != self.size_in:
            raise _misfit(shape, f"({self.size_in[0]}, {self.size_in[1]}, d)")
        return (*self.size_out, shape[2])

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Apply the one axis, then the other."""
        along_height = self.vertical.formula(field, x)
        along_width = self.horizontal.formula(field, along_height.swapaxes(0, 1))
        return along_width.swapaxes(0, 1)

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Apply the one axis, then the other, each by one product of matrices."""
        *batch, height, width, channels = x.shape
        rows = x.reshape(*batch, height, width * channels)
        maps = self.vertical.vectorised(rows)
        return self.horizontal.vectorised(maps.reshape(*batch, -1, width, channels))


def _merged(row: Sequence[tuple[int, Fraction]]) -> Taps:
    weights: dict[int, Fraction] = {}
    for column, weight in row:
        weights[column] = weights.get(column, _ZERO) + weight
    return tuple((column, weights[column]) for column in sorted(weights) if weights[column])


def _misfit(shape: tuple[int, ...], wanted: str) -> ShapeError:
    return ShapeError(
        f"An input of the shape {shape}.",
        f"One of the shape {wanted}.",
        "Check the order of the axes: height, width, channels.",
    )


def _bound(operator: LinearOperator, norm: NormName) -> LipschitzBound:
    p: NormIndex = "inf" if norm == "sup" else 2
    try:
        found = operator_norm(operator, p)
    except SizeError:
        box = norm_upper_bound(operator, p).enclosure(_BOUND_DIGITS)
        return LipschitzBound(box.upper, norm, "everywhere", "bound of the operator norm")
    return LipschitzBound.least(found.enclosure(_BOUND_DIGITS), norm, "operator norm")
