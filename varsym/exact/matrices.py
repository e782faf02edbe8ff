"""Small dense rational matrices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NoReturn

from varsym.errors import VarsymError
from varsym.exact.numbers import RationalLike, exact_integer, exact_rational, format_rational

__all__ = ["RationalMatrix", "ShapeError", "Vector"]

Vector = tuple[Fraction, ...]

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


def _mismatch(first: object, second: object, doing: str) -> NoReturn:
    raise ShapeError(
        f"Sizes {first} and {second} do not fit for {doing}.",
        "Sizes that agree where the operation needs it.",
        "Check the order of the factors and the dimensions.",
    )


def _dot(row: Vector, column: Vector) -> Fraction:
    return sum((x * y for x, y in zip(row, column, strict=True) if x and y), _ZERO)


def _vector(entries: Sequence[RationalLike], name: str) -> Vector:
    return tuple(exact_rational(entry, name=name) for entry in entries)


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

    __slots__ = ("_rows",)
    _rows: tuple[Vector, ...]

    def __init__(self, rows: Sequence[Sequence[RationalLike]]) -> None:
        built = tuple(_vector(row, "matrix entry") for row in rows)
        lengths = sorted({len(row) for row in built})
        if not built or lengths[0] == 0 or len(lengths) > 1:
            raise ShapeError(
                f"A matrix was given with {len(built)} rows of lengths {lengths}.",
                "At least one row, and rows of one common length that is at least 1.",
                "Fill the missing entries.",
            )
        object.__setattr__(self, "_rows", built)

    @classmethod
    def _of(cls, rows: tuple[Vector, ...]) -> RationalMatrix:
        made = object.__new__(cls)
        object.__setattr__(made, "_rows", rows)
        return made

    @classmethod
    def identity(cls, size: int) -> RationalMatrix:
        """Return the identity matrix of a size that is at least 1.

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
        """Return the zero matrix of the given shape, both sides at least 1.

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
        return self._rows

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and the number of columns.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> RationalMatrix([[1, 2]]).shape
        (1, 2)
        """
        return len(self._rows), len(self._rows[0])

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
        return tuple(_dot(row, column) for row in self._rows)

    def scale(self, factor: RationalLike) -> RationalMatrix:
        """Multiply every entry by a rational.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> print(RationalMatrix([[1, 2]]).scale("1/2"))
        [[1/2, 1]]
        """
        c = exact_rational(factor, name="factor")
        return self._of(tuple(tuple(c * x for x in row) for row in self._rows))

    def norm_inf(self) -> Fraction:
        """Return the operator norm for the max-norm: the largest absolute row sum.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> RationalMatrix([[1, -2], [0, 1]]).norm_inf()
        Fraction(3, 1)
        """
        return max(sum(map(abs, row), _ZERO) for row in self._rows)

    def norm_1(self) -> Fraction:
        """Return the operator norm for the sum-norm: the largest absolute column sum.

        Examples
        --------
        >>> from varsym.exact.matrices import RationalMatrix
        >>> RationalMatrix([[1, -2], [1, 0]]).norm_1()
        Fraction(2, 1)
        """
        return max(sum(map(abs, column), _ZERO) for column in zip(*self._rows, strict=True))

    def _combine(
        self, other: RationalMatrix, rule: Callable[[Fraction, Fraction], Fraction]
    ) -> RationalMatrix:
        if self.shape != other.shape:
            _mismatch(self.shape, other.shape, "a sum of matrices")
        return self._of(
            tuple(
                tuple(map(rule, mine, theirs))
                for mine, theirs in zip(self._rows, other._rows, strict=True)
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
        return self._of(tuple(tuple(-x for x in row) for row in self._rows))

    def __matmul__(self, other: RationalMatrix) -> RationalMatrix:
        """Multiply two matrices."""
        if not isinstance(other, RationalMatrix):
            return NotImplemented
        if self.shape[1] != other.shape[0]:
            _mismatch(self.shape, other.shape, "a product of matrices")
        columns = tuple(zip(*other._rows, strict=True))
        return self._of(tuple(tuple(_dot(row, column) for column in columns) for row in self._rows))

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
        return self._rows == other._rows

    def __hash__(self) -> int:
        """Hash the entries."""
        return hash(self._rows)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: the matrix is immutable."""
        raise AttributeError(f"A RationalMatrix is immutable; {name!r} cannot be set.")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: the matrix is immutable."""
        raise AttributeError(f"A RationalMatrix is immutable; {name!r} cannot be deleted.")

    def __reduce__(self) -> tuple[type[RationalMatrix], tuple[tuple[Vector, ...]]]:
        """Pickle and copy through the constructor."""
        return RationalMatrix, (self._rows,)

    def __str__(self) -> str:
        """Write the rows, long numbers shortened."""
        rows = (", ".join(map(format_rational, row)) for row in self._rows)
        return "[" + ", ".join(f"[{row}]" for row in rows) + "]"

    def __repr__(self) -> str:
        """Write the class and the rows."""
        return f"<RationalMatrix {self}>"
