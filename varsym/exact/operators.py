"""Kronecker products, direct sums and stacks of small matrices, kept apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from varsym.exact.composition import (
    CompositeOperator,
    LinearOperator,
    Product,
    multiply_parts,
    read_parts,
    to_matrix,
)
from varsym.exact.matrices import IntegerRows, RationalMatrix, ShapeError, Vector

__all__ = [
    "CompositeOperator",
    "DirectSum",
    "Kronecker",
    "LinearOperator",
    "Product",
    "SideBySide",
    "Stack",
    "to_matrix",
]


@dataclass(frozen=True, slots=True)
class Kronecker(CompositeOperator):
    """The Kronecker product of operators: each acts along one axis of an array.

    An array with the axes (n_1, …, n_k), read row by row as a vector, is mapped to one with the
    axes (m_1, …, m_k), where factor i is m_i x n_i.

    Parameters
    ----------
    factors : sequence of operators
        At least one; factors that are Kronecker products themselves are taken apart.

    Raises
    ------
    InputError
        When there is no factor, or one is not an operator.

    Examples
    --------
    >>> from varsym.exact.operators import Kronecker
    >>> from varsym.exact.matrices import RationalMatrix
    >>> mean = RationalMatrix([["1/2", "1/2"]])
    >>> pool = Kronecker([mean, mean])
    >>> pool.shape, str(pool.to_matrix())
    ((1, 4), '[[1/4, 1/4, 1/4, 1/4]]')
    """

    factors: Sequence[LinearOperator]

    def __post_init__(self) -> None:
        """Check the factors and take nested products apart."""
        object.__setattr__(self, "factors", read_parts(self.factors, Kronecker))

    @property
    def parts(self) -> tuple[LinearOperator, ...]:
        """The factors."""
        return tuple(self.factors)

    @property
    def shape(self) -> tuple[int, int]:
        """The products of the factors' heights and of their widths."""
        heights, widths = zip(*(factor.shape for factor in self.factors), strict=True)
        return math.prod(heights), math.prod(widths)

    @property
    def axes(self) -> tuple[int, ...]:
        """The factors' widths."""
        return tuple(factor.shape[1] for factor in self.factors)

    def _apply(self, vector: Vector) -> Vector:
        # Each pass maps the first axis and makes it the last, so k passes restore the order.
        for factor in self.factors:
            others = len(vector) // factor.shape[1]
            fibres = (vector[start::others] for start in range(others))
            vector = tuple(chain.from_iterable(map(factor.apply, fibres)))
        return vector

    def transpose(self) -> Kronecker:
        """Return the Kronecker product of the transposed factors."""
        return Kronecker([factor.transpose() for factor in self.factors])

    def merge(self, inner: LinearOperator) -> Kronecker | None:
        """Return the product with another Kronecker product part by part, where the parts fit."""
        fitting = isinstance(inner, Kronecker) and multiply_parts(self.parts, inner.parts)
        return Kronecker(fitting) if fitting else None

    def _matrix(self, limit: int) -> RationalMatrix:
        rows: IntegerRows = ((1,),)
        denominator = 1
        for factor in self.factors:
            numerators, below = to_matrix(factor, limit).integers
            denominator *= below
            rows = tuple(
                tuple(x * y for x in left for y in right) for left in rows for right in numerators
            )
        return RationalMatrix.from_integers(rows, denominator)


@dataclass(frozen=True, slots=True)
class _Blocks(CompositeOperator):
    """Operators that stand in one matrix as its blocks."""

    blocks: Sequence[LinearOperator]

    @property
    def parts(self) -> tuple[LinearOperator, ...]:
        """The blocks."""
        return tuple(self.blocks)


@dataclass(frozen=True, slots=True)
class DirectSum(_Blocks):
    """The block diagonal operator: each block maps its own part of the vector.

    Parameters
    ----------
    blocks : sequence of operators
        At least one, from the upper left on; direct sums among them are taken apart.

    Raises
    ------
    InputError
        When there is no block, or one is not an operator.

    Examples
    --------
    >>> from varsym.exact.operators import DirectSum
    >>> from varsym.exact.matrices import RationalMatrix
    >>> DirectSum([RationalMatrix([[2]]), RationalMatrix([[1, 1]])]).apply([5, 3, 4])
    (Fraction(10, 1), Fraction(7, 1))
    """

    def __post_init__(self) -> None:
        """Check the blocks and take nested sums apart."""
        object.__setattr__(self, "blocks", read_parts(self.blocks, DirectSum))

    @property
    def shape(self) -> tuple[int, int]:
        """The sums of the blocks' heights and of their widths."""
        heights, widths = zip(*(block.shape for block in self.blocks), strict=True)
        return sum(heights), sum(widths)

    def _apply(self, vector: Vector) -> Vector:
        image: list[Fraction] = []
        start = 0
        for block in self.blocks:
            end = start + block.shape[1]
            image += block.apply(vector[start:end])
            start = end
        return tuple(image)

    def transpose(self) -> DirectSum:
        """Return the direct sum of the transposed blocks."""
        return DirectSum([block.transpose() for block in self.blocks])

    def merge(self, inner: LinearOperator) -> DirectSum | None:
        """Return the product with another direct sum part by part, where the parts fit."""
        fitting = isinstance(inner, DirectSum) and multiply_parts(self.parts, inner.parts)
        return DirectSum(fitting) if fitting else None

    def _matrix(self, limit: int) -> RationalMatrix:
        numerators, denominator = _over_one_denominator(self.blocks, limit)
        width = self.shape[1]
        rows: list[tuple[int, ...]] = []
        start = 0
        for block in numerators:
            end = start + len(block[0])
            rows += [(0,) * start + row + (0,) * (width - end) for row in block]
            start = end
        return RationalMatrix.from_integers(rows, denominator)


@dataclass(frozen=True, slots=True)
class Stack(_Blocks):
    """Operators on one domain, their values one below the other.

    Parameters
    ----------
    blocks : sequence of operators
        At least one, all of one width; stacks among them are taken apart.

    Raises
    ------
    InputError
        When there is no block, or one is not an operator.
    ShapeError
        When the widths differ.

    Examples
    --------
    >>> from varsym.exact.operators import Stack
    >>> from varsym.exact.matrices import RationalMatrix
    >>> Stack([RationalMatrix([[1, 1]]), RationalMatrix([[1, -1]])]).apply([5, 3])
    (Fraction(8, 1), Fraction(2, 1))
    """

    def __post_init__(self) -> None:
        """Check the blocks and take nested stacks apart."""
        blocks = read_parts(self.blocks, Stack)
        _check_one_size({block.shape[1] for block in blocks}, "widths", "on top of each other")
        object.__setattr__(self, "blocks", blocks)

    @property
    def shape(self) -> tuple[int, int]:
        """The sum of the blocks' heights, and their common width."""
        return sum(block.shape[0] for block in self.blocks), self.blocks[0].shape[1]

    def _apply(self, vector: Vector) -> Vector:
        return tuple(chain.from_iterable(block.apply(vector) for block in self.blocks))

    def transpose(self) -> SideBySide:
        """Return the transposed blocks side by side."""
        return SideBySide([block.transpose() for block in self.blocks])

    def _matrix(self, limit: int) -> RationalMatrix:
        numerators, denominator = _over_one_denominator(self.blocks, limit)
        return RationalMatrix.from_integers(tuple(chain.from_iterable(numerators)), denominator)


@dataclass(frozen=True, slots=True)
class SideBySide(_Blocks):
    """Operators on parts of a vector, their values added up: the transpose of a `Stack`.

    Parameters
    ----------
    blocks : sequence of operators
        At least one, all of one height.

    Raises
    ------
    InputError
        When there is no block, or one is not an operator.
    ShapeError
        When the heights differ.

    Examples
    --------
    >>> from varsym.exact.operators import SideBySide
    >>> from varsym.exact.matrices import RationalMatrix
    >>> SideBySide([RationalMatrix([[2]]), RationalMatrix([[1, 1]])]).apply([5, 3, 4])
    (Fraction(17, 1),)
    """

    def __post_init__(self) -> None:
        """Check the blocks and take nested ones apart."""
        blocks = read_parts(self.blocks, SideBySide)
        _check_one_size({block.shape[0] for block in blocks}, "heights", "side by side")
        object.__setattr__(self, "blocks", blocks)

    @property
    def shape(self) -> tuple[int, int]:
        """The blocks' common height, and the sum of their widths."""
        return self.blocks[0].shape[0], sum(block.shape[1] for block in self.blocks)

    def _apply(self, vector: Vector) -> Vector:
        values = DirectSum(self.blocks).apply(vector)
        height = self.shape[0]
        return tuple(sum(values[row::height], Fraction(0)) for row in range(height))

    def transpose(self) -> Stack:
        """Return the stack of the transposed blocks."""
        return Stack([block.transpose() for block in self.blocks])

    def _matrix(self, limit: int) -> RationalMatrix:
        return self.transpose().to_matrix(limit).transpose()


def _over_one_denominator(
    blocks: Sequence[LinearOperator], limit: int
) -> tuple[list[IntegerRows], int]:
    parts = [to_matrix(block, limit).integers for block in blocks]
    common = math.lcm(*(denominator for _, denominator in parts))
    scaled = [
        tuple(tuple(entry * (common // denominator) for entry in row) for row in rows)
        for rows, denominator in parts
    ]
    return scaled, common


def _check_one_size(sizes: set[int], name: str, arrangement: str) -> None:
    if len(sizes) > 1:
        raise ShapeError(
            f"Operators of the {name} {sorted(sizes)} were put {arrangement}.",
            f"Operators whose {name} agree.",
            "Use DirectSum where neither domain nor values are shared.",
        )
