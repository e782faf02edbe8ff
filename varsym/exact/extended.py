"""Non-negative rationals extended by one point at infinity."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeAlias, final

from varsym.errors import InputError

__all__ = ["INFINITY", "Extended", "Infinity"]

_ZERO = Fraction(0)


def _is_rational(value: object) -> bool:
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def _refuse_negative(value: int | Fraction) -> None:
    if value < 0:
        raise InputError(
            "A negative number met INFINITY in a sum or product.",
            "Numbers that are at least 0: constants and norms.",
            "Take the absolute value first, or keep the signed part out of the bound.",
        )


@final
class Infinity:
    """The type of `INFINITY`, the only value above every rational.

    It is equal to itself alone, above every `int` and `Fraction`, and closed under sums and
    products with non-negative rationals, with ``0 * INFINITY == 0`` as in measure theory.

    Raises
    ------
    InputError
        When a negative number is added to it or multiplied by it.
    AttributeError
        When an attribute is set: the object is immutable.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.exact.extended import INFINITY, Infinity
    >>> Fraction(7) < INFINITY, INFINITY == INFINITY, Infinity() is INFINITY
    (True, True, True)
    >>> INFINITY + 1, 0 * INFINITY
    (INFINITY, Fraction(0, 1))
    """

    __slots__ = ()
    _only: ClassVar[Infinity | None] = None

    def __new__(cls) -> Infinity:
        """Return the one instance."""
        if cls._only is None:
            cls._only = object.__new__(cls)
        return cls._only

    def __reduce__(self) -> str:
        """Pickle and copy by name, so that the identity survives."""
        return "INFINITY"

    def __repr__(self) -> str:
        """Return the name under which the value is imported."""
        return "INFINITY"

    def __str__(self) -> str:
        """Return the usual sign."""
        return "∞"

    def __hash__(self) -> int:
        """Return a constant."""
        return 314159

    def __eq__(self, other: object) -> bool:
        """Tell whether the other value is INFINITY itself."""
        return other is self

    def __lt__(self, other: Extended | int) -> bool:
        """Nothing is above INFINITY."""
        return False if other is self or _is_rational(other) else NotImplemented

    def __le__(self, other: Extended | int) -> bool:
        """Only INFINITY is at least INFINITY."""
        return other is self if other is self or _is_rational(other) else NotImplemented

    def __gt__(self, other: Extended | int) -> bool:
        """Tell whether the other value is rational."""
        return other is not self if other is self or _is_rational(other) else NotImplemented

    def __ge__(self, other: Extended | int) -> bool:
        """Everything is at most INFINITY."""
        return True if other is self or _is_rational(other) else NotImplemented

    def __add__(self, other: Extended | int) -> Infinity:
        """Add a non-negative number."""
        if isinstance(other, Infinity):
            return self
        if not _is_rational(other):
            return NotImplemented
        _refuse_negative(other)
        return self

    __radd__ = __add__

    def __mul__(self, other: Extended | int) -> Extended:
        """Multiply by a non-negative number; zero wins."""
        if isinstance(other, Infinity):
            return self
        if not _is_rational(other):
            return NotImplemented
        _refuse_negative(other)
        return self if other else _ZERO

    __rmul__ = __mul__


INFINITY = Infinity()

Extended: TypeAlias = Fraction | Infinity
