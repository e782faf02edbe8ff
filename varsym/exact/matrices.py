"""Small dense rational matrices."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NoReturn, TypeAlias

from varsym.errors import VarsymError
from varsym.exact.numbers import RationalLike, exact_integer, exact_rational, format_rational

__all__ = ["IntegerRows", "RationalMatrix", "ShapeError", "SizeError", "Vector"]

Vector: TypeAlias = tuple[Fraction, ...]
IntegerRows: TypeAlias = tuple[tuple[int, ...], ...]

_ZERO = Fraction(0)
_ONE = Fraction(1)


class ShapeError(VarsymError):
    """Matrices, vectors or maps whose sizes do not fit together.

    Examples
    --------
    >>> from varsym.exact.matrices import ShapeError
    >>> print(ShapeError("A 2 x 3 matrix met a vector of length 2."))
    A 2 x 3 matrix met a vector of length 2.
    """


class SizeError(VarsymError):
    """A result that would be too large to build, or to compute exactly.

    Examples
    --------
    >>> from varsym.exact.matrices import SizeError
    >>> print(SizeError("A matrix of 10^12 entries.", advice="Apply the operator instead."))
    A matrix of 10^12 entries. To do: Apply the operator instead.
    """


def _mismatch(first: object, second: object, doing: str) -> NoReturn:
    raise ShapeError(
        f"Sizes {first} and {second} do not fit for {doing}.",
        "Sizes that agree where the operation needs it.",
        "Check the order of the factors and the dimensions.",
    )


def _dot(row: Sequence[int], column: Sequence[int]) -> int:
    return sum(map(operator.mul, row, column))


def _vector(entries: Sequence[RationalLike], name: str) -> Vector:
    return tuple(exact_rational(entry, name=name) for entry in entries)


def _over_common_denominator(rows: Sequence[Vector]) -> tuple[IntegerRows, int]:
    common = math.lcm(*{entry.denominator for row in rows for entry in row})
    return tuple(
        tuple(entry.numerator * (common // entry.denominator) for entry in row) for row in rows
    ), common


def _check_rectangle(rows: Sequence[Sequence[object]]) -> None:
    lengths = sorted({len(row) for row in rows})
    if not lengths or lengths[0] == 0 or len(lengths) > 1:
        raise ShapeError(
            f"A matrix was given with {len(rows)} rows of lengths {lengths}.",
            "At least one row, and rows of one common length that is at least 1.",
            "Fill the missing entries.",
        )


class RationalMatrix:
    """An immutable matrix of rationals with at least one row and one column.

    Parameters
    ----------
    rows : sequence of sequences
        The rows; each entry is whatever `exact_rational` takes.

    Raises
    ------
    ShapeError
        When there is no row, no column, or the rows differ in length.
    InputError
        When an entry is not exact.

    Examples
    --------
    >>> from varsym.exact.matrices import RationalMatrix
    >>> a = RationalMatrix([[1, 2], ["1/2", 0]])
    >>> print(a @ a)
    [[2, 2], [1/2, 1]]
    """

    # Two forms of the same entries; one may be None until it is asked for.
    __slots__ = ("_integers", "_rows")
    _integers: tuple[IntegerRows, int] | None
    _rows: tuple[Vector, ...] | None

    def __init__(self, rows: Sequence[Sequence[RationalLike]]) -> None:
        built = tuple(_vector(row, "matrix entry") for row in rows)
        _check_rectangle(built)
        object.__setattr__(self, "_integers", None)
        object.__setattr__(self, "_rows", built)

    @classmethod
    def _of(cls, rows: tuple[Vector, ...]) -> RationalMatrix:
        made = object.__new__(cls)
        object.__setattr__(made, "_integers", None)
        object.__setattr__(made, "_rows", rows)
        return made

    @classmethod
    def _of_integers(cls, rows: IntegerRows, denominator: int) -> RationalMatrix:
        common = math.gcd(denominator, *(entry for row in rows for entry in row))
        if common > 1:
            rows = tuple(tuple(entry // common for entry in row) for row in rows)
        made = object.__new__(cls)
        object.__setattr__(made, "_integers", (rows, denominator // common))
        object.__setattr__(made, "_rows", None)
        return made

    @classmethod
    def from_integers(cls, rows: Sequence[Sequence[int]], denominator: int = 1) -> RationalMatrix:
        """Return the matrix of the entries ``rows[i][j] / denominator``.

        This is the fast way in: no entry is made a `Fraction` until `rows` is asked for.

        Parameters
        ----------
        rows : sequence of sequences of int
            The numerators, one row after the other, all of one length.
        denominator : int, optional
            What they all are divided by, at least 1; common factors are allowed.

        Raises
        ------
        ShapeError
            When there is no row, no column, or the rows differ in length.
        InputError
            When a number is not an integer, or the denominator is below 1.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> print(RationalMatrix.from_integers([[3, 2], [0, 4]], 4))
        [[3/4, 1/2], [0, 1]]
        """
        built = tuple(
            tuple(
                entry if type(entry) is int else exact_integer(entry, "matrix entry")
                for entry in row
            )
            for row in rows
        )
        _check_rectangle(built)
        return cls._of_integers(built, exact_integer(denominator, "denominator", 1))

    @classmethod
    def identity(cls, size: int) -> RationalMatrix:
        """Return the identity matrix of a size that is at least 1.

        Raises
        ------
        InputError
            When the size is no integer, or below 1.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> print(RationalMatrix.identity(2))
        [[1, 0], [0, 1]]
        """
        n = exact_integer(size, "size", 1)
        return cls._of(tuple(tuple(_ONE if i == j else _ZERO for j in range(n)) for i in range(n)))

    @classmethod
    def zero(cls, height: int, width: int) -> RationalMatrix:
        """Return the zero matrix of a `height` and a `width`, both at least 1.

        Raises
        ------
        InputError
            When a side is no integer, or below 1.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> print(RationalMatrix.zero(1, 2))
        [[0, 0]]
        """
        row = (_ZERO,) * exact_integer(width, "width", 1)
        return cls._of((row,) * exact_integer(height, "height", 1))

    @property
    def rows(self) -> tuple[Vector, ...]:
        """The rows, as tuples of `Fraction`.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> RationalMatrix([[1]]).rows
        ((Fraction(1, 1),),)
        """
        if self._rows is None:
            numerators, denominator = self.integers
            made = tuple(tuple(Fraction(x, denominator) for x in row) for row in numerators)
            object.__setattr__(self, "_rows", made)
            return made
        return self._rows

    @property
    def integers(self) -> tuple[IntegerRows, int]:
        """The rows of numerators over the least common denominator, and that denominator.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> RationalMatrix([["1/2", "1/3"]]).integers
        (((3, 2),), 6)
        """
        if self._integers is None:
            made = _over_common_denominator(self.rows)
            object.__setattr__(self, "_integers", made)
            return made
        return self._integers

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and the number of columns.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> RationalMatrix([[1, 2]]).shape
        (1, 2)
        """
        rows = self._rows or self.integers[0]
        return len(rows), len(rows[0])

    def transpose(self) -> RationalMatrix:
        """Return the matrix with rows and columns exchanged.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> print(RationalMatrix([[1, 2]]).transpose())
        [[1], [2]]
        """
        if self._rows is not None:
            return self._of(tuple(zip(*self._rows, strict=True)))
        numerators, denominator = self.integers
        return self._of_integers(tuple(zip(*numerators, strict=True)), denominator)

    def apply(self, vector: Sequence[RationalLike]) -> Vector:
        """Multiply a column vector from the left.

        Raises
        ------
        ShapeError
            When the vector is not as long as the matrix is wide.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> RationalMatrix([[1, 2]]).apply([3, "1/2"])
        (Fraction(4, 1),)
        """
        column = _vector(vector, "vector entry")
        if len(column) != self.shape[1]:
            _mismatch(self.shape, len(column), "a matrix times a vector")
        (scaled,), common = _over_common_denominator([column])
        numerators, denominator = self.integers
        return tuple(Fraction(_dot(row, scaled), denominator * common) for row in numerators)

    def scale(self, factor: RationalLike) -> RationalMatrix:
        """Multiply every entry by a rational `factor`.

        Raises
        ------
        InputError
            When it is not exact.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> print(RationalMatrix([[1, 2]]).scale("1/2"))
        [[1/2, 1]]
        """
        c = exact_rational(factor, name="factor")
        return self._of(tuple(tuple(c * x for x in row) for row in self.rows))

    def norm_inf(self) -> Fraction:
        """Return the operator norm for the max-norm: the largest absolute row sum.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> RationalMatrix([[1, -2], [0, 1]]).norm_inf()
        Fraction(3, 1)
        """
        numerators, denominator = self.integers
        return Fraction(max(sum(map(abs, row)) for row in numerators), denominator)

    def norm_1(self) -> Fraction:
        """Return the operator norm for the sum-norm: the largest absolute column sum.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> RationalMatrix([[1, -2], [1, 0]]).norm_1()
        Fraction(2, 1)
        """
        numerators, denominator = self.integers
        columns = zip(*numerators, strict=True)
        return Fraction(max(sum(map(abs, column)) for column in columns), denominator)

    def _combine(
        self, other: RationalMatrix, rule: Callable[[Fraction, Fraction], Fraction]
    ) -> RationalMatrix:
        if self.shape != other.shape:
            _mismatch(self.shape, other.shape, "a sum of matrices")
        return self._of(
            tuple(
                tuple(map(rule, mine, theirs))
                for mine, theirs in zip(self.rows, other.rows, strict=True)
            )
        )

    def __add__(self, other: RationalMatrix) -> RationalMatrix:
        """Add entry by entry."""
        if not isinstance(other, RationalMatrix):
            return NotImplemented
        return self._combine(other, Fraction.__add__)

    def __sub__(self, other: RationalMatrix) -> RationalMatrix:
        """Subtract entry by entry."""
        if not isinstance(other, RationalMatrix):
            return NotImplemented
        return self._combine(other, Fraction.__sub__)

    def __neg__(self) -> RationalMatrix:
        """Negate every entry."""
        return self._of(tuple(tuple(-x for x in row) for row in self.rows))

    def __matmul__(self, other: RationalMatrix) -> RationalMatrix:
        """Multiply two matrices."""
        if not isinstance(other, RationalMatrix):
            return NotImplemented
        if self.shape[1] != other.shape[0]:
            _mismatch(self.shape, other.shape, "a product of matrices")
        (left, below), (right, beneath) = self.integers, other.integers
        columns = tuple(zip(*right, strict=True))
        product = tuple(tuple(_dot(row, column) for column in columns) for row in left)
        return self._of_integers(product, below * beneath)

    def __mul__(self, factor: Fraction | int) -> RationalMatrix:
        """Multiply every entry by a rational."""
        if isinstance(factor, bool) or not isinstance(factor, (int, Fraction)):
            return NotImplemented
        return self.scale(factor)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        """Tell whether shape and entries agree."""
        if not isinstance(other, RationalMatrix):
            return NotImplemented
        return self is other or self.integers == other.integers

    def __hash__(self) -> int:
        """Hash the entries."""
        return hash(self.integers)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: the matrix is immutable."""
        raise AttributeError(f"A RationalMatrix is immutable; {name!r} cannot be set.")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: the matrix is immutable."""
        raise AttributeError(f"A RationalMatrix is immutable; {name!r} cannot be deleted.")

    def __reduce__(self) -> tuple[type[RationalMatrix], tuple[tuple[Vector, ...]]]:
        """Pickle and copy through the constructor."""
        return RationalMatrix, (self.rows,)

    def __str__(self) -> str:
        """Write the rows, long numbers shortened."""
        rows = (", ".join(map(format_rational, row)) for row in self.rows)
        return "[" + ", ".join(f"[{row}]" for row in rows) + "]"

    def __repr__(self) -> str:
        """Write the class and the rows."""
        return f"<RationalMatrix {self}>"
