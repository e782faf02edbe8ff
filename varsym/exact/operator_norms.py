"""Exact operator norms of rational matrices, Kronecker products and direct sums.

The norms are those induced by the vector norms of index 1, 2 and infinity. The first and the last
are rational: the largest absolute column sum and row sum. The 2-norm is algebraic: the square root
of the largest eigenvalue of the Gram matrix.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from operator import add, matmul, mul, sub
from typing import TYPE_CHECKING, Literal, TypeAlias

from varsym.errors import InputError
from varsym.exact.algebraic import AlgebraicNumber
from varsym.exact.enclosure import Enclosure
from varsym.exact.extended import INFINITY, Infinity
from varsym.exact.matrices import IntegerRows, RationalMatrix, SizeError
from varsym.exact.operators import (
    CompositeOperator,
    DirectSum,
    Kronecker,
    LinearOperator,
    Product,
    SideBySide,
    Stack,
)
from varsym.exact.root_isolation import RealRoot, largest_root

if TYPE_CHECKING:
    from flint import fmpz_mat

__all__ = ["NormIndex", "OperatorNorm", "PName", "norm_upper_bound", "operator_norm"]

#: The index of a norm, as this library writes it.
PName: TypeAlias = Literal[1, 2, "inf"]
#: The index of a norm, as it is read.
NormIndex: TypeAlias = PName | Literal["1", "2"] | Infinity

_Number: TypeAlias = Fraction | AlgebraicNumber

# Characteristic polynomials beyond this order take minutes.
_MAX_ORDER = 256
# Larger Gram matrices are not even formed to see whether they are diagonal.
_MAX_GRAM = 1024
_MAX_ENTRIES = 10**6


@dataclass(frozen=True, slots=True)
class OperatorNorm:
    """The operator norm of a rational operator, exactly.

    Attributes
    ----------
    p : {1, 2, "inf"}
        The index of the vector norm on both sides.
    exact : Fraction or AlgebraicNumber
        The norm; a `Fraction` exactly when it is rational.

    Examples
    --------
    >>> from varsym.exact.matrices import RationalMatrix
    >>> from varsym.exact.operator_norms import operator_norm
    >>> shear = operator_norm(RationalMatrix([[1, 1], [0, 1]]), 2)
    >>> shear.decimal(10), shear.minimal_polynomial, shear.squared
    ('1.618033989', (-1, -1, 1), <AlgebraicNumber 2.618033989…>)
    """

    p: PName
    exact: Fraction | AlgebraicNumber

    @property
    def squared(self) -> Fraction | AlgebraicNumber:
        """The square of the norm: for p = 2 the largest eigenvalue of the Gram matrix.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> from varsym.exact.operator_norms import operator_norm
        >>> operator_norm(RationalMatrix([[1, 1]]), 2).squared
        Fraction(2, 1)
        """
        return _simplest(self.exact**2)

    @property
    def minimal_polynomial(self) -> tuple[int, ...]:
        """The minimal polynomial of the norm over the integers, see `AlgebraicNumber`.

        Raises
        ------
        SizeError
            For a Kronecker product whose factors' degrees multiply to more than 250.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> from varsym.exact.operator_norms import operator_norm
        >>> operator_norm(RationalMatrix([[1, 1]]), 2).minimal_polynomial
        (-2, 0, 1)
        """
        return _algebraic(self.exact).minimal_polynomial

    def enclosure(self, digits: int) -> Enclosure:
        """Enclose the norm so tightly that a number of digits is certain.

        Parameters
        ----------
        digits : int
            The number of significant digits, from 1 to 10,000.

        Returns
        -------
        Enclosure
            A single point exactly when the norm is rational.

        Raises
        ------
        InputError
            When `digits` is out of range.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> from varsym.exact.operator_norms import operator_norm
        >>> operator_norm(RationalMatrix([[3, 4]]), 2).enclosure(9)
        Enclosure(lower=Fraction(5, 1), upper=Fraction(5, 1))
        """
        return _algebraic(self.exact).enclosure(digits)

    def decimal(self, digits: int) -> str:
        """Write the norm, rounded half to even, to a number of significant digits.

        Raises
        ------
        InputError
            When `digits` is not from 1 to 10,000.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> from varsym.exact.operator_norms import operator_norm
        >>> operator_norm(RationalMatrix([[1, 1]]), 2).decimal(12)
        '1.41421356237'
        """
        return self.enclosure(digits).decimal(digits)


def operator_norm(operator: LinearOperator, p: NormIndex) -> OperatorNorm:
    """Return the exact operator norm.

    A Kronecker product has the product of its factors' norms, a direct sum the largest of its
    blocks' norms, for every p; nothing is multiplied out for them. A product or stack is
    multiplied out when its parts do not fit together and it is small.

    Parameters
    ----------
    operator : RationalMatrix, Kronecker, DirectSum, Stack, SideBySide or Product
        The operator.
    p : {1, 2, "inf"}
        The index of the vector norm on both sides; "1", "2" and `INFINITY` are read too.

    Raises
    ------
    InputError
        When `p` is another index, or `operator` is no operator.
    SizeError
        When a product or stack has more than a million entries, or, for p = 2, a matrix to be
        diagonalised has an order above 256.

    Examples
    --------
    >>> from varsym.exact.matrices import RationalMatrix
    >>> from varsym.exact.operator_norms import operator_norm
    >>> from varsym.exact.operators import Kronecker
    >>> a = RationalMatrix([[1, "1/2"], [0, 1]])
    >>> operator_norm(Kronecker([a, a]), "inf").exact
    Fraction(9, 4)
    >>> operator_norm(Kronecker([a, a]), 2).decimal(20)
    '1.6403882032022075687'
    """
    index = _read_index(p)
    if not isinstance(operator, LinearOperator):
        raise InputError(
            f"The norm of an object of type {type(operator).__name__}.",
            "A RationalMatrix, Kronecker, DirectSum, Stack, SideBySide or Product.",
            "Write rows as RationalMatrix(rows).",
        )
    return OperatorNorm(index, _simplest(_norm(operator, index)))


def norm_upper_bound(operator: LinearOperator, p: NormIndex) -> AlgebraicNumber:
    """Return the norm where `operator_norm` can, and otherwise a bound above it.

    A product is bounded by the product of its factors' bounds, operators on top of each other
    or side by side by the sum or the maximum of theirs, and any 2-norm by the geometric mean
    of the bounds for 1 and infinity.

    Parameters
    ----------
    operator : LinearOperator
        Height × width, with rational entries.
    p : {1, 2, "inf"}
        The index of the vector norm on both sides, as for `operator_norm`.

    Raises
    ------
    InputError
        When `p` is not 1, 2 or "inf", or `operator` is no operator.

    Examples
    --------
    >>> from varsym.exact.matrices import RationalMatrix
    >>> from varsym.exact.operator_norms import norm_upper_bound
    >>> from varsym.exact.operators import DirectSum, Kronecker, Product
    >>> a = RationalMatrix([[1, 1], [0, 1]])
    >>> unlike_parts = Product([Kronecker([a] * 11), DirectSum([Kronecker([a] * 10)] * 2)])
    >>> norm_upper_bound(unlike_parts, 1)
    <AlgebraicNumber 2097152>
    """
    index = _read_index(p)
    try:
        return _algebraic(operator_norm(operator, index).exact)
    except SizeError:
        if isinstance(operator, RationalMatrix):
            return _geometric_mean_bound(operator)
    if index == 2 and isinstance(operator, Stack | SideBySide):
        return _geometric_mean_bound(operator)
    bounds = [norm_upper_bound(part, index) for part in operator.parts]
    if isinstance(operator, Kronecker | Product):
        return math.prod(bounds, start=_algebraic(Fraction(1)))
    if _has_largest_norm_of_parts(operator, index):
        return max(bounds)
    return _algebraic(sum((bound.as_fraction() for bound in bounds), Fraction(0)))


def _geometric_mean_bound(operator: LinearOperator) -> AlgebraicNumber:
    return (norm_upper_bound(operator, 1) * norm_upper_bound(operator, "inf")).sqrt()


def _has_largest_norm_of_parts(operator: LinearOperator, p: PName) -> bool:
    return (
        isinstance(operator, DirectSum)
        or (isinstance(operator, Stack) and p == "inf")
        or (isinstance(operator, SideBySide) and p == 1)
    )


def _norm(operator: LinearOperator, p: PName) -> _Number:
    if isinstance(operator, RationalMatrix):
        if p == 2:
            root = AlgebraicNumber.from_root(_largest_gram_eigenvalue(operator))
            return root.sqrt() * Fraction(1, operator.integers[1])
        return operator.norm_1() if p == 1 else operator.norm_inf()
    if isinstance(operator, Kronecker):
        norms: Iterable[_Number] = (_norm(part, p) ** n for part, n in _counted(operator.parts))
        return functools.reduce(mul, norms)
    if _has_largest_norm_of_parts(operator, p):
        return max(_norm(part, p) for part, _ in _counted(operator.parts))
    if isinstance(operator, Product):
        simplified = functools.reduce(matmul, operator.factors)
        if not isinstance(simplified, Product):
            return _norm(simplified, p)
    return _norm(_multiplied_out(operator), p)


def _counted(parts: Iterable[LinearOperator]) -> list[tuple[LinearOperator, int]]:
    """Count equal parts; comparing a few is cheaper than hashing them all."""
    counts: list[tuple[LinearOperator, int]] = []
    for part in parts:
        for place, (known, count) in enumerate(counts):
            if known == part:
                counts[place] = known, count + 1
                break
        else:
            counts.append((part, 1))
    return counts


def _multiplied_out(operator: CompositeOperator) -> RationalMatrix:
    try:
        return operator.to_matrix(_MAX_ENTRIES)
    except SizeError as error:
        raise SizeError(
            f"The norm of an operator of the shape {operator.shape} that must be multiplied out.",
            error.expected,
            "Use norm_upper_bound, or take the norms of its parts.",
        ) from error


def _largest_gram_eigenvalue(matrix: RationalMatrix) -> Fraction | RealRoot:
    """Return the largest eigenvalue of the smaller Gram matrix, times the squared denominator."""
    if min(matrix.shape) > _MAX_GRAM:
        raise _too_large(matrix, min(matrix.shape))
    rows = matrix.integers[0]
    if len(rows) < len(rows[0]):
        rows = tuple(zip(*rows, strict=True))
    blocks = _gram_blocks(rows)
    if all(block.is_diagonal() for block in blocks):
        return Fraction(max(int(entry) for block in blocks for entry in block.entries()))
    order = max(block.nrows() for block in blocks)
    if order > _MAX_ORDER:
        raise _too_large(matrix, order)
    # No eigenvalue exceeds the largest absolute row sum.
    upper = max(sum(abs(int(entry)) for entry in row) for block in blocks for row in block.tolist())
    return largest_root([block.charpoly() for block in blocks], upper)


def _too_large(matrix: RationalMatrix, order: int) -> SizeError:
    return SizeError(
        f"The 2-norm of a matrix of the shape {matrix.shape}, "
        f"by a characteristic polynomial of degree {order}.",
        f"A degree of at most {_MAX_ORDER}.",
        "Use norm_upper_bound, or write the operator as a Kronecker product or direct sum.",
    )


def _gram_blocks(rows: IntegerRows) -> list[fmpz_mat]:
    """Return matrices whose eigenvalues together are those of the Gram matrix A^T A.

    Where that commutes with reversal, it keeps symmetric and antisymmetric vectors apart, with the
    bases e_j + e_(n-1-j) (and the middle one) and e_j - e_(n-1-j).
    """
    from flint import fmpz_mat

    whole = fmpz_mat(rows)
    gram = whole.transpose() * whole
    entries = gram.entries()
    size = gram.nrows()
    if size == 1 or entries != entries[::-1]:
        return [gram]
    half = size // 2
    upper = gram.tolist()[: size - half]
    mirrored = [(row[:half], row[half : size - half], row[: -half - 1 : -1]) for row in upper]
    even = [[*map(add, start, end), *middle] for start, middle, end in mirrored]
    odd = [list(map(sub, start, end)) for start, _, end in mirrored[:half]]
    return [fmpz_mat(even), fmpz_mat(odd)]


def _read_index(p: NormIndex) -> PName:
    given: object = p
    if given == "inf" or given is INFINITY:
        return "inf"
    if given == "1" or (type(given) is int and given == 1):
        return 1
    if given == "2" or (type(given) is int and given == 2):
        return 2
    raise InputError(
        f"A norm of the index {given!r}.",
        'One of 1, 2 and "inf".',
        'Write infinity as the text "inf"; a float is no exact index.',
    )


def _algebraic(number: _Number) -> AlgebraicNumber:
    if isinstance(number, AlgebraicNumber):
        return number
    return AlgebraicNumber.from_rational(number)


def _simplest(number: _Number) -> _Number:
    if isinstance(number, AlgebraicNumber) and number.is_rational:
        return number.as_fraction()
    return number
