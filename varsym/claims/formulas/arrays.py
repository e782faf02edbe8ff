"""Formulas on arrays as they are printed, with the letters that the paper declares for them.

Nothing is evaluated or simplified here.  What a formula means is said by `layout` (shapes and
indices), `entries` (each entry as a polynomial) and `concrete` (on arrays of rationals).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from varsym.claims import expressions as e
from varsym.errors import PackError

__all__ = [
    "ALL",
    "Applied",
    "Array",
    "ArrayCompare",
    "ArrayNorm",
    "ArraySum",
    "ArrayVariable",
    "Clamp",
    "Declaration",
    "Defined",
    "Diagonal",
    "Divides",
    "Entrywise",
    "Formula",
    "Function",
    "Hadamard",
    "Inner",
    "Inverse",
    "IteratedArray",
    "Joined",
    "KernelWithin",
    "Let",
    "LetMap",
    "MatMul",
    "Ones",
    "PositiveInteger",
    "Quantity",
    "Quotient",
    "Ranging",
    "Reshaped",
    "Shape",
    "Shaped",
    "Sides",
    "Slice",
    "Span",
    "Symbol",
    "Tail",
    "Transpose",
    "Whole",
    "array_sum",
    "exp",
    "inner",
    "norm_2",
    "norm_frobenius",
    "norm_spectral",
    "relu",
    "sqrt",
]

Shape: TypeAlias = tuple[e.Scalar, ...]
Whole: TypeAlias = Literal["*"]
ALL: Whole = "*"


@dataclass(frozen=True)
class Span:
    """The places after the first `start`, up to `stop`, as ``start:stop`` counts them from 0."""

    start: e.Scalar
    stop: e.Scalar


@dataclass(frozen=True)
class Tail:
    """The last `count` places of an axis, as ``-count:``."""

    count: e.Scalar

    def __init__(self, count: object) -> None:
        object.__setattr__(self, "count", e.as_scalar(count))


#: What a slice takes of an axis: all, a range of places, or one.
Picked: TypeAlias = e.Scalar | Whole | Span | Tail


def _array(value: object) -> Array:
    return value if isinstance(value, Array) else Quantity(e.as_scalar(value))


def _picked(place: object) -> Picked:
    match place:
        case slice(start=first, stop=last, step=None) if last is not None:
            return Span(e.as_scalar(0 if first is None else first), e.as_scalar(last))
        case slice():
            raise PackError(f"The places {place!r}.", "As A[n:m], A[:m], or A[Tail(n)].")
        case Span() | Tail():
            return place
    return ALL if place == ALL else e.as_scalar(place)


class Array:
    """An expression whose value is an array; one of shape () is a number.

    ``A @ B`` is the matrix product, ``u * v`` the entrywise product or a multiple by a number,
    ``A / s`` the quotient by a number, ``A.T`` the transpose, ``A[i, ALL]`` a row, ``A[i, j]`` an
    entry, ``A[n:m, ALL]`` the rows after the first n up to the m-th.
    """

    def __matmul__(self, other: object) -> Array:
        return MatMul(self, _array(other))

    def __add__(self, other: object) -> Array:
        return ArraySum(((Fraction(1), self), (Fraction(1), _array(other))))

    def __sub__(self, other: object) -> Array:
        return ArraySum(((Fraction(1), self), (Fraction(-1), _array(other))))

    def __mul__(self, other: object) -> Array:
        return Hadamard(self, _array(other))

    def __rmul__(self, other: object) -> Array:
        return Hadamard(_array(other), self)

    def __truediv__(self, divisor: object) -> Array:
        return Quotient(self, _array(divisor))

    def __pow__(self, exponent: int) -> Array:
        if exponent != 2:
            raise PackError(f"The power {exponent!r} of an array.", "The square.")
        return Hadamard(self, self)

    @property
    def T(self) -> Array:  # noqa: N802 - as NumPy writes it
        """The transpose."""
        return Transpose(self)

    def __getitem__(self, places: object) -> Array:
        given = places if isinstance(places, tuple) else (places,)
        return Slice(self, tuple(map(_picked, given)))

    def __le__(self, other: object) -> ArrayCompare:
        return ArrayCompare("<=", self, _array(other))

    def __ge__(self, other: object) -> ArrayCompare:
        return ArrayCompare("<=", _array(other), self)

    def same(self, other: object) -> ArrayCompare:
        """Return the claim that two arrays are equal, entry by entry."""
        return ArrayCompare("=", self, _array(other))

    def __bool__(self) -> bool:
        raise PackError("A formula used as a truth value.", "One relation at a time.")


@dataclass(frozen=True)
class ArrayVariable(Array):
    """An array, or the member of a family of arrays, with its printed shape."""

    name: str
    shape: Shape
    indices: tuple[e.Scalar, ...] = ()


@dataclass(frozen=True)
class Quantity(Array):
    """A number that is written with the scalars of `varsym.claims.expressions`."""

    scalar: e.Scalar


@dataclass(frozen=True)
class Ones(Array):
    """The array of ones, as 1_n."""

    shape: Shape


@dataclass(frozen=True)
class Entrywise(Array):
    """exp, relu or sqrt of every entry."""

    function: Literal["exp", "relu", "sqrt"]
    argument: Array


@dataclass(frozen=True)
class Function(Array):
    """The value of a declared function of one real variable, as W(s)."""

    name: str
    argument: e.Scalar


@dataclass(frozen=True)
class Hadamard(Array):
    """The entrywise product; a factor of shape () multiplies every entry."""

    left: Array
    right: Array


@dataclass(frozen=True)
class MatMul(Array):
    """The product of matrices; R^n is R^{n×1}."""

    left: Array
    right: Array


@dataclass(frozen=True)
class ArraySum(Array):
    """A sum with rational coefficients, in the printed order."""

    terms: tuple[tuple[Fraction, Array], ...]


@dataclass(frozen=True)
class Quotient(Array):
    """Every entry divided by a number."""

    array: Array
    divisor: Array


@dataclass(frozen=True)
class Transpose(Array):
    """The transpose of a matrix."""

    array: Array


@dataclass(frozen=True)
class Diagonal(Array):
    """The diagonal matrix of a vector."""

    vector: Array


@dataclass(frozen=True)
class Inverse(Array):
    """The inverse of a diagonal matrix."""

    matrix: Array


@dataclass(frozen=True)
class Inner(Array):
    """The inner product of two vectors."""

    left: Array
    right: Array


@dataclass(frozen=True)
class Slice(Array):
    """An entry, row, column, plane or part of an array.

    ``"*"`` keeps an axis, a `Span` or `Tail` keeps a range of it, and an index expression picks
    one place.
    """

    array: Array
    places: tuple[Picked, ...]


@dataclass(frozen=True)
class IteratedArray(Array):
    """The sum of `body` for `index` from `low` to `high`."""

    index: str
    low: e.Scalar
    high: e.Scalar
    body: Array


@dataclass(frozen=True)
class Shaped(Array):
    """An expression with a shape printed under it, or behind it."""

    array: Array
    shape: Shape


@dataclass(frozen=True)
class Joined(Array):
    """Arrays one after another, `body` for `index` from `low` to `high`, after those in `first`."""

    first: tuple[Array, ...]
    index: str
    low: e.Scalar
    high: e.Scalar
    body: Array


@dataclass(frozen=True)
class Reshaped(Array):
    """The entries of an array, or of arrays that are `Joined`, put into another shape."""

    array: Array
    shape: Shape


@dataclass(frozen=True)
class Applied(Array):
    """The value of a declared map, or of the member of a family of maps, at an array."""

    name: str
    indices: tuple[e.Scalar, ...]
    dom: Shape
    cod: Shape
    argument: Array


@dataclass(frozen=True)
class ArrayNorm(Array):
    """The 2-norm of a vector, or the Frobenius or the spectral norm of a matrix."""

    kind: Literal["2", "F", "spectral"]
    array: Array


@dataclass(frozen=True)
class Clamp(e.Scalar):
    """The nearest integer to `value` from `low` to `high`."""

    value: e.Scalar
    low: e.Scalar
    high: e.Scalar


# ---------------------------------------------------------------- declarations


class Declaration:
    """A letter that the paper introduces before it uses it."""


@dataclass(frozen=True)
class Sides(Declaration):
    """Positive integers, such as side lengths: one letter, or a family under it."""

    names: tuple[str, ...]

    def __init__(self, names: str) -> None:
        object.__setattr__(self, "names", tuple(names.split()))


@dataclass(frozen=True)
class Symbol(Declaration):
    """Letters of another kind: a number, a function, a name."""

    names: tuple[str, ...]

    def __init__(self, names: str) -> None:
        object.__setattr__(self, "names", tuple(names.split()))


@dataclass(frozen=True)
class PositiveInteger(Declaration):
    """A number that has to be a positive integer, such as a factor of sampling."""

    value: e.Scalar


@dataclass(frozen=True)
class Ranging(Declaration):
    """An index that runs through the integers from `low` to `high`."""

    index: e.Index
    low: e.Scalar
    high: e.Scalar

    def __init__(self, index: e.Index, low: object, high: object) -> None:
        object.__setattr__(self, "index", index)
        object.__setattr__(self, "low", e.as_scalar(low))
        object.__setattr__(self, "high", e.as_scalar(high))


@dataclass(frozen=True)
class Let(Declaration):
    """An array with its printed shape; of a family, the members in the range of its index."""

    array: ArrayVariable


@dataclass(frozen=True)
class LetMap(Declaration):
    """A family of maps; its member at `index` exists for `low` to `high`."""

    name: str
    index: e.Index | None = None
    low: e.Scalar | None = None
    high: e.Scalar | None = None


# ---------------------------------------------------------------- conditions


@dataclass(frozen=True)
class Defined:
    """``target := value``; the target is a variable, or a slice of one at declared indices."""

    target: Array
    value: Array

    def __post_init__(self) -> None:
        whole = self.target.array if isinstance(self.target, Slice) else self.target
        places = self.target.places if isinstance(self.target, Slice) else ()
        is_part = any(isinstance(place, Span | Tail) for place in places)
        if is_part or not isinstance(whole, ArrayVariable | Shaped):
            raise PackError(f"A definition of {whole!r}.", "A letter, or places of one letter.")


@dataclass(frozen=True)
class Formula(e.Condition):
    """Displayed definitions agree with themselves and with what is declared.

    Every letter is declared, shapes fit, every index is an integer in range, side lengths are
    positive integers, nothing is divided by zero: for all values of the parameters.  A definition
    reads what is given, or what an earlier one defines, or members of its own family at smaller
    indices; a member of a family lies in the family's range; no place is defined twice.

    Attributes
    ----------
    declared : tuple of Declaration
    defined : tuple of Defined
    where : tuple of Condition
        What is assumed for these definitions alone, as "for i in [K] without 1" assumes K >= 2.
    """

    declared: tuple[Declaration, ...]
    defined: tuple[Defined, ...] = ()
    where: tuple[e.Condition, ...] = ()


@dataclass(frozen=True)
class Divides(e.Condition):
    """A positive integer divides another."""

    divisor: e.Scalar
    multiple: e.Scalar

    def __init__(self, divisor: object, multiple: object) -> None:
        object.__setattr__(self, "divisor", e.as_scalar(divisor))
        object.__setattr__(self, "multiple", e.as_scalar(multiple))


@dataclass(frozen=True)
class KernelWithin(e.Condition):
    """A named interpolation kernel is piecewise polynomial with values in an interval.

    Attributes
    ----------
    kernel : str
        As ``"keys:-3/4"``, see `varsym.maps.kernels.parse_kernel`.
    degree : int
        The largest degree of a piece.
    low, high : Fraction
    """

    kernel: str
    degree: int
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class ArrayCompare(e.Condition):
    """Two arrays are equal for all sizes and entries, or two numbers are in order."""

    op: Literal["=", "<="]
    left: Array
    right: Array
    ranging: tuple[Ranging, ...] = ()

    def where(self, *ranging: Ranging) -> ArrayCompare:
        """Return the claim for all indices in their ranges."""
        return ArrayCompare(self.op, self.left, self.right, ranging)


# ---------------------------------------------------------------- short forms


def exp(argument: Array) -> Array:
    """Return exp of every entry."""
    return Entrywise("exp", argument)


def relu(argument: Array) -> Array:
    """Return max(·, 0) of every entry."""
    return Entrywise("relu", argument)


def sqrt(argument: Array) -> Array:
    """Return the root of every entry."""
    return Entrywise("sqrt", argument)


def inner(left: Array, right: Array) -> Array:
    """Return the inner product of two vectors."""
    return Inner(left, right)


def array_sum(at: e.Index, low: object, high: object, body: Array) -> Array:
    """Return ``Σ_{at=low}^{high} body``."""
    return IteratedArray(at.name, e.as_scalar(low), e.as_scalar(high), body)


def norm_2(vector: Array) -> Array:
    """Return the 2-norm of a vector."""
    return ArrayNorm("2", vector)


def norm_frobenius(matrix: Array) -> Array:
    """Return the Frobenius norm of a matrix."""
    return ArrayNorm("F", matrix)


def norm_spectral(matrix: Array) -> Array:
    """Return the spectral norm of a matrix: the largest ‖Ax‖₂ / ‖x‖₂."""
    return ArrayNorm("spectral", matrix)
