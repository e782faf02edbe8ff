"""Affine maps x -> Ax + b between spaces of rational vectors with the max-norm."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NoReturn

from varsym.exact.extended import INFINITY, Extended
from varsym.exact.matrices import RationalMatrix, ShapeError, Vector
from varsym.exact.numbers import RationalLike, exact_rational, format_rational

__all__ = ["AffineMap"]


class AffineMap:
    """The immutable map x -> Ax + b, with the max-norm on both sides.

    Parameters
    ----------
    matrix : RationalMatrix
        The matrix A; it need not be square.
    offset : sequence, optional
        The vector b, as long as A is high; zero when it is left out.

    Raises
    ------
    ShapeError
        When the offset does not fit the matrix.
    InputError
        When an entry is not exact.

    Examples
    --------
    >>> from varsym.exact.affine_maps import AffineMap
    >>> from varsym.exact.matrices import RationalMatrix
    >>> f = AffineMap(RationalMatrix([[2]]), [1])
    >>> f([3]), f.compose(f)([0])
    ((Fraction(7, 1),), (Fraction(3, 1),))
    """

    __slots__ = ("_matrix", "_offset")
    _matrix: RationalMatrix
    _offset: Vector

    def __init__(
        self, matrix: RationalMatrix, offset: Sequence[RationalLike] | None = None
    ) -> None:
        height = matrix.shape[0]
        given = (0,) * height if offset is None else offset
        vector = tuple(exact_rational(entry, name="offset entry") for entry in given)
        if len(vector) != height:
            raise ShapeError(
                f"An offset of length {len(vector)} was given with {height} matrix rows.",
                "As many offset entries as matrix rows.",
                "Lengthen or shorten the offset.",
            )
        object.__setattr__(self, "_matrix", matrix)
        object.__setattr__(self, "_offset", vector)

    @classmethod
    def identity(cls, size: int) -> AffineMap:
        """Return the identity on vectors of a length, `size`, that is at least 1.

        Examples
        --------
        >>> from varsym.exact.affine_maps import AffineMap
        >>> AffineMap.identity(1)([5])
        (Fraction(5, 1),)
        """
        return cls(RationalMatrix.identity(size))

    @property
    def matrix(self) -> RationalMatrix:
        """The matrix A.

        Examples
        --------
        >>> from varsym.exact.affine_maps import AffineMap
        >>> print(AffineMap.identity(1).matrix)
        [[1]]
        """
        return self._matrix

    @property
    def offset(self) -> Vector:
        """The vector b.

        Examples
        --------
        >>> from varsym.exact.affine_maps import AffineMap
        >>> AffineMap.identity(1).offset
        (Fraction(0, 1),)
        """
        return self._offset

    def __call__(self, vector: Sequence[RationalLike]) -> Vector:
        """Evaluate the map at a vector."""
        return tuple(map(Fraction.__add__, self._matrix.apply(vector), self._offset))

    def compose(self, inner: AffineMap) -> AffineMap:
        """Return the map x -> self(inner(x)), also written ``self @ inner``.

        Raises
        ------
        ShapeError
            When the inner values are not arguments of the outer map.

        Examples
        --------
        >>> from varsym.exact.affine_maps import AffineMap
        >>> f = AffineMap.identity(1).scale(3)
        >>> (f @ f)([1])
        (Fraction(9, 1),)
        """
        return AffineMap(self._matrix @ inner._matrix, self(inner._offset))

    def scale(self, factor: RationalLike) -> AffineMap:
        """Multiply the map by a rational `factor`.

        Raises
        ------
        InputError
            When it is not exact.

        Examples
        --------
        >>> from varsym.exact.affine_maps import AffineMap
        >>> AffineMap.identity(1).scale("1/2")([1])
        (Fraction(1, 2),)
        """
        c = exact_rational(factor, name="factor")
        return AffineMap(self._matrix.scale(c), tuple(c * x for x in self._offset))

    def lipschitz_constant(self) -> Fraction:
        """Return the smallest L with |f(x) - f(y)| <= L |x - y| for all x and y.

        Examples
        --------
        >>> from varsym.exact.affine_maps import AffineMap
        >>> from varsym.exact.matrices import RationalMatrix
        >>> AffineMap(RationalMatrix([[1, -2]]), [7]).lipschitz_constant()
        Fraction(3, 1)
        """
        return self._matrix.norm_inf()

    def is_linear(self) -> bool:
        """Tell whether the offset is zero.

        Examples
        --------
        >>> from varsym.exact.affine_maps import AffineMap
        >>> AffineMap.identity(2).is_linear()
        True
        """
        return not any(self._offset)

    def growth_constant(self) -> Extended:
        """Return the smallest K with |f(x)| <= K |x| for all x.

        Returns
        -------
        Fraction or Infinity
            The operator norm when the map is linear, otherwise INFINITY, as x = 0 shows.

        Examples
        --------
        >>> from varsym.exact.affine_maps import AffineMap
        >>> from varsym.exact.matrices import RationalMatrix
        >>> AffineMap(RationalMatrix([[1, -2]]), [7]).growth_constant()
        INFINITY
        """
        return self._matrix.norm_inf() if self.is_linear() else INFINITY

    def sup_norm(self) -> Extended:
        """Return the supremum of |f(x)| over all x.

        Returns
        -------
        Fraction or Infinity
            The norm of the offset when the matrix is zero, otherwise INFINITY.

        Examples
        --------
        >>> from varsym.exact.affine_maps import AffineMap
        >>> from varsym.exact.matrices import RationalMatrix
        >>> AffineMap(RationalMatrix([[0], [0]]), [2, -7]).sup_norm()
        Fraction(7, 1)
        """
        return INFINITY if self._matrix.norm_inf() else max(map(abs, self._offset))

    def __add__(self, other: AffineMap) -> AffineMap:
        """Add the values of two maps."""
        if not isinstance(other, AffineMap):
            return NotImplemented
        total = self._matrix + other._matrix
        return AffineMap(total, tuple(map(Fraction.__add__, self._offset, other._offset)))

    def __neg__(self) -> AffineMap:
        """Negate the values."""
        return AffineMap(-self._matrix, tuple(-x for x in self._offset))

    def __sub__(self, other: AffineMap) -> AffineMap:
        """Subtract the values of another map."""
        if not isinstance(other, AffineMap):
            return NotImplemented
        return self + -other

    def __mul__(self, factor: Fraction | int) -> AffineMap:
        """Multiply the map by a rational."""
        if isinstance(factor, bool) or not isinstance(factor, (int, Fraction)):
            return NotImplemented
        return self.scale(factor)

    __rmul__ = __mul__

    def __matmul__(self, inner: AffineMap) -> AffineMap:
        """Compose with an inner map."""
        if not isinstance(inner, AffineMap):
            return NotImplemented
        return self.compose(inner)

    def __eq__(self, other: object) -> bool:
        """Tell whether the maps are equal everywhere, which fixes A and b."""
        if not isinstance(other, AffineMap):
            return NotImplemented
        return self._matrix == other._matrix and self._offset == other._offset

    def __hash__(self) -> int:
        """Hash the matrix and the offset."""
        return hash((self._matrix, self._offset))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: the map is immutable."""
        raise AttributeError(f"An AffineMap is immutable; {name!r} cannot be set.")

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: the map is immutable."""
        raise AttributeError(f"An AffineMap is immutable; {name!r} cannot be deleted.")

    def __reduce__(self) -> tuple[type[AffineMap], tuple[RationalMatrix, Vector]]:
        """Pickle and copy through the constructor."""
        return AffineMap, (self._matrix, self._offset)

    def __str__(self) -> str:
        """Write the matrix and the offset, long numbers shortened."""
        offset = ", ".join(map(format_rational, self._offset))
        return f"x -> {self._matrix} x + [{offset}]"

    def __repr__(self) -> str:
        """Write the class and the map."""
        return f"<AffineMap {self}>"
