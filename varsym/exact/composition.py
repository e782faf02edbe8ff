"""Composition of linear operators whose matrices are never built unless asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from typing import TypeAlias, TypeGuard

from varsym.errors import InputError
from varsym.exact.matrices import RationalMatrix, ShapeError, SizeError, Vector
from varsym.exact.numbers import RationalLike, exact_integer, exact_rational

__all__ = [
    "CompositeOperator",
    "LinearOperator",
    "NestedVector",
    "Product",
    "multiply_parts",
    "read_parts",
    "to_matrix",
]

_DEFAULT_LIMIT = 10**6

#: A vector, flat or as an array of several axes in nested sequences.
NestedVector: TypeAlias = Sequence["RationalLike | NestedVector"]


class CompositeOperator(ABC):
    """A linear operator put together from parts, see `varsym.exact.operators` for the kinds."""

    __slots__ = ()

    @property
    @abstractmethod
    def parts(self) -> tuple[LinearOperator, ...]:
        """The operators that this one is put together from."""

    @property
    @abstractmethod
    def shape(self) -> tuple[int, int]:
        """The number of rows and the number of columns of the matrix that this stands for."""

    @property
    def axes(self) -> tuple[int, ...]:
        """The axes that a nested argument must have."""
        return (self.shape[1],)

    @abstractmethod
    def transpose(self) -> CompositeOperator:
        """Return the operator of the transposed matrix, again not multiplied out."""

    @abstractmethod
    def _apply(self, vector: Vector) -> Vector:
        """Apply to a vector of the right length."""

    @abstractmethod
    def _matrix(self, limit: int) -> RationalMatrix:
        """Build the matrix, whose size has been checked; parts are held to the limit too."""

    def merge(self, inner: LinearOperator) -> LinearOperator | None:  # noqa: ARG002
        """Return the product with an inner operator part by part, or None where none fits.

        Examples
        --------
        >>> from varsym.exact.operators import DirectSum
        >>> from varsym.exact.matrices import RationalMatrix
        >>> twice = RationalMatrix([[2]])
        >>> DirectSum([twice, twice]).merge(DirectSum([twice, twice])).blocks
        (<RationalMatrix [[4]]>, <RationalMatrix [[4]]>)
        """
        return None

    def apply(self, vector: NestedVector) -> Vector:
        """Apply the operator to a vector without building its matrix.

        Parameters
        ----------
        vector : sequence
            As many rationals as the operator has columns: flat, or for a Kronecker product
            also as an array with one axis a factor.

        Returns
        -------
        tuple of Fraction
            The image, flat.

        Raises
        ------
        ShapeError
            When the vector is not as long as the operator is wide, or its axes do not fit.
        InputError
            When an entry is not exact.

        Examples
        --------
        >>> from varsym.exact.operators import Kronecker
        >>> from varsym.exact.matrices import RationalMatrix
        >>> mean = RationalMatrix([["1/2", "1/2"]])
        >>> Kronecker([mean, mean]).apply([[1, 2], [3, 4]])
        (Fraction(5, 2),)
        """
        entries = tuple(_entries(vector, self.axes))
        if len(entries) != self.shape[1]:
            raise _misfit(self.shape, len(entries), "an operator applied to a vector")
        return self._apply(entries)

    def to_matrix(self, limit: int = _DEFAULT_LIMIT) -> RationalMatrix:
        """Multiply the operator out.

        Parameters
        ----------
        limit : int, optional
            The most entries that the matrix, or one on the way to it, may have.

        Raises
        ------
        SizeError
            When there would be more entries.

        Examples
        --------
        >>> from varsym.exact.operators import DirectSum
        >>> from varsym.exact.matrices import RationalMatrix
        >>> print(DirectSum([RationalMatrix([[2]]), RationalMatrix([[3]])]).to_matrix())
        [[2, 0], [0, 3]]
        """
        _check_size(self.shape, limit)
        return self._matrix(limit)

    def __matmul__(self, other: object) -> LinearOperator:
        """Compose: first the other, then this."""
        return _compose(self, other) if isinstance(other, LinearOperator) else NotImplemented

    def __rmatmul__(self, other: object) -> LinearOperator:
        """Compose: first this, then the other."""
        return _compose(other, self) if isinstance(other, LinearOperator) else NotImplemented


LinearOperator: TypeAlias = RationalMatrix | CompositeOperator


def to_matrix(operator: LinearOperator, limit: int = _DEFAULT_LIMIT) -> RationalMatrix:
    """Multiply an operator out, or return the matrix that it is.

    Parameters
    ----------
    operator : LinearOperator
        Height × width, factors and parts of any kind.
    limit : int
        How many entries the matrix may have.

    Raises
    ------
    SizeError
        When the matrix would have more than `limit` entries.

    Examples
    --------
    >>> from varsym.exact.operators import to_matrix
    >>> from varsym.exact.matrices import RationalMatrix
    >>> print(to_matrix(RationalMatrix([[2]])))
    [[2]]
    """
    if isinstance(operator, RationalMatrix):
        _check_size(operator.shape, limit)
        return operator
    return operator.to_matrix(limit)


@dataclass(frozen=True, slots=True)
class Product(CompositeOperator):
    """The composition of operators, the last of which acts first.

    ``a @ b`` gives the same composition, simplified: Kronecker products and direct sums whose
    parts fit are multiplied part by part.

    Parameters
    ----------
    factors : sequence of operators
        At least one; products among them are taken apart.

    Raises
    ------
    InputError
        When there is no factor, or one is not an operator.
    ShapeError
        When a factor is not as wide as the next one is high.

    Examples
    --------
    >>> from varsym.exact.operators import Kronecker, Product
    >>> from varsym.exact.matrices import RationalMatrix
    >>> twice, a = RationalMatrix([[2]]), RationalMatrix([[1, 3]])
    >>> Product([twice, a]).apply([1, 1])
    (Fraction(8, 1),)
    >>> print(Kronecker([twice, twice]) @ Kronecker([a, twice]))
    Kronecker(factors=(<RationalMatrix [[2, 6]]>, <RationalMatrix [[4]]>))
    """

    factors: Sequence[LinearOperator]

    def __post_init__(self) -> None:
        """Check the factors and take nested products apart."""
        factors = read_parts(self.factors, Product)
        for outer, inner in pairwise(factors):
            if outer.shape[1] != inner.shape[0]:
                raise _misfit(outer.shape, inner.shape, "a product of operators")
        object.__setattr__(self, "factors", factors)

    @property
    def parts(self) -> tuple[LinearOperator, ...]:
        """The factors."""
        return tuple(self.factors)

    @property
    def shape(self) -> tuple[int, int]:
        """The height of the first factor and the width of the last."""
        return self.factors[0].shape[0], self.factors[-1].shape[1]

    def _apply(self, vector: Vector) -> Vector:
        for factor in reversed(self.factors):
            vector = factor.apply(vector)
        return vector

    def transpose(self) -> Product:
        """Return the product of the transposed factors in reverse order.

        Examples
        --------
        >>> from varsym.exact.operators import Product
        >>> from varsym.exact.matrices import RationalMatrix
        >>> Product([RationalMatrix([[1, 2]])]).transpose().shape
        (2, 1)
        """
        return Product([factor.transpose() for factor in reversed(self.factors)])

    def _matrix(self, limit: int) -> RationalMatrix:
        result, *others = (to_matrix(factor, limit) for factor in self.factors)
        for other in others:
            _check_size((result.shape[0], other.shape[1]), limit)
            result @= other
        return result


def multiply_parts(
    outer: Sequence[LinearOperator], inner: Sequence[LinearOperator]
) -> list[LinearOperator] | None:
    """Multiply operators pair by pair, or return None when some pair does not fit.

    Parameters
    ----------
    outer, inner : sequence of LinearOperator
        As many of the one as of the other, or else None is returned; an outer part is as wide as
        the inner part at its place is high.

    Examples
    --------
    >>> from varsym.exact.composition import multiply_parts
    >>> from varsym.exact.matrices import RationalMatrix
    >>> row, column = RationalMatrix([[1, 2]]), RationalMatrix([[3], [4]])
    >>> multiply_parts([row], [column]), multiply_parts([row], [row])
    ([<RationalMatrix [[11]]>], None)
    """
    if [part.shape[1] for part in outer] != [part.shape[0] for part in inner]:
        return None
    return [left @ right for left, right in zip(outer, inner, strict=True)]


def read_parts(
    given: Iterable[LinearOperator], kind: type[CompositeOperator]
) -> tuple[LinearOperator, ...]:
    """Check the parts of a composite operator, and take parts of the same kind apart.

    Parameters
    ----------
    given : iterable of LinearOperator
        The parts; those that are of `kind` are replaced by their own parts.
    kind : type
        The class of composite operators that is being made.

    Raises
    ------
    InputError
        When there is no part, or one is not an operator.

    Examples
    --------
    >>> from varsym.exact.composition import Product, read_parts
    >>> from varsym.exact.matrices import RationalMatrix
    >>> one = RationalMatrix([[1]])
    >>> len(read_parts([one, Product([one, one])], Product))
    3
    """
    parts: list[LinearOperator] = []
    for part in given:
        if not isinstance(part, LinearOperator):
            raise InputError(
                f"A {kind.__name__} was given a part of type {type(part).__name__}.",
                "A RationalMatrix, Kronecker, DirectSum, Stack or Product.",
                "Write rows as RationalMatrix(rows).",
            )
        parts += part.parts if isinstance(part, kind) else [part]
    if not parts:
        raise InputError(f"A {kind.__name__} was given no part.", "At least one.", "Leave it out.")
    return tuple(parts)


def _compose(outer: LinearOperator, inner: LinearOperator) -> LinearOperator:
    *before, last = outer.factors if isinstance(outer, Product) else (outer,)
    first, *after = inner.factors if isinstance(inner, Product) else (inner,)
    merged = _merge(last, first)
    if merged is None:
        return Product([*before, last, first, *after])
    return Product([*before, merged, *after]) if before or after else merged


def _merge(outer: LinearOperator, inner: LinearOperator) -> LinearOperator | None:
    if isinstance(outer, CompositeOperator):
        return outer.merge(inner)
    return outer @ inner if isinstance(inner, RationalMatrix) else None


def _entries(vector: NestedVector, axes: Sequence[int]) -> Iterator[Fraction]:
    """Read a flat vector, or nested sequences with the given axes, row by row."""
    nested = [part for part in vector if _is_nested(part)]
    if not nested:
        return (exact_rational(part, name="vector entry") for part in vector)
    if len(vector) != axes[0] or len(nested) != axes[0] or len(axes) == 1:
        raise _misfit(f"{len(vector)} x …", " x ".join(map(str, axes)), "the axes of an array")
    return chain.from_iterable(_entries(part, axes[1:]) for part in nested)


def _is_nested(part: RationalLike | NestedVector) -> TypeGuard[NestedVector]:
    return isinstance(part, Sequence) and not isinstance(part, str)


def _check_size(shape: tuple[int, int], limit: int) -> None:
    if shape[0] * shape[1] > exact_integer(limit, "limit", 1):
        raise SizeError(
            f"An operator with {shape[0]} rows and {shape[1]} columns was to be multiplied out.",
            f"At most {limit} entries.",
            "Use apply, which never builds the matrix, or raise the limit.",
        )


def _misfit(first: object, second: object, doing: str) -> ShapeError:
    return ShapeError(
        f"Sizes {first} and {second} do not fit for {doing}.",
        "Sizes that agree where the operation needs it.",
        "Check the order of the operators and their dimensions.",
    )
