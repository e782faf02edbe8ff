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
    """The last `count` places of an axis, as ``-count:``.

    Parameters
    ----------
    count : Scalar or int
        How many places.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> n, d = e.reals("n d")
    >>> X, Y = ArrayVariable("X", (n, d)), ArrayVariable("Y", (n, d))
    >>> text(X[Tail(2), ALL].same(Y[Tail(2), ALL]))
    'X_{-2:,*} = Y_{-2:,*}'
    """

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

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> n, d = e.reals("n d")
    >>> X, Y = ArrayVariable("X", (n, d)), ArrayVariable("Y", (n, d))
    >>> text((X @ Y.T)[1, ALL].same((X * Y)[1, ALL]))
    '(X·Yᵀ)_{1,*} = (X∘Y)_{1,*}'
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
        """Return the claim that this array and another, `other`, are equal, entry by entry."""
        return ArrayCompare("=", self, _array(other))

    def __bool__(self) -> bool:
        raise PackError("A formula used as a truth value.", "One relation at a time.")


@dataclass(frozen=True)
class ArrayVariable(Array):
    """An array, or the member of a family of arrays, with its printed shape.

    Parameters
    ----------
    name : str
    shape : tuple of Scalar
        Its sides; none for a number.
    indices : tuple of Scalar
        Which member of a family; none for a single array.

    Examples
    --------
    >>> n, d = e.reals("n d")
    >>> X, Y = ArrayVariable("X", (n, d)), ArrayVariable("Y", (n, d))
    >>> len(X.shape)
    2
    """

    name: str
    shape: Shape
    indices: tuple[e.Scalar, ...] = ()


@dataclass(frozen=True)
class Quantity(Array):
    """A number that is written with the scalars of `varsym.claims.expressions`.

    Parameters
    ----------
    scalar : Scalar

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text((Quantity(n) * u).same(v))
    'n·u = v'
    """

    scalar: e.Scalar


@dataclass(frozen=True)
class Ones(Array):
    """The array of ones, as 1_n.

    Parameters
    ----------
    shape : tuple of Scalar
        Its sides.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text(u.same(Ones((n,))))
    'u = 1_{n}'
    """

    shape: Shape


@dataclass(frozen=True)
class Entrywise(Array):
    """exp, relu or sqrt of every entry.

    Parameters
    ----------
    function : {"exp", "relu", "sqrt"}
    argument : Array
    """

    function: Literal["exp", "relu", "sqrt"]
    argument: Array


@dataclass(frozen=True)
class Function(Array):
    """The value of a declared function of one real variable, as W(s).

    Parameters
    ----------
    name : str
    argument : Scalar

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text((Function("W", n) * u).same(v))
    'W(n)·u = v'
    """

    name: str
    argument: e.Scalar


@dataclass(frozen=True)
class Hadamard(Array):
    """The entrywise product; a factor of shape () multiplies every entry.

    Parameters
    ----------
    left, right : Array
        Of one shape, or one of them of shape ().
    """

    left: Array
    right: Array


@dataclass(frozen=True)
class MatMul(Array):
    """The product of matrices; R^n is R^{n×1}.

    Parameters
    ----------
    left, right : Array
        Of the shapes (m, n) and (n, p).
    """

    left: Array
    right: Array


@dataclass(frozen=True)
class ArraySum(Array):
    """A sum with rational coefficients, in the printed order.

    Parameters
    ----------
    terms : tuple of (Fraction, Array)
    """

    terms: tuple[tuple[Fraction, Array], ...]


@dataclass(frozen=True)
class Quotient(Array):
    """Every entry divided by a number.

    Parameters
    ----------
    array : Array
    divisor : Array
        Of shape ().
    """

    array: Array
    divisor: Array


@dataclass(frozen=True)
class Transpose(Array):
    """The transpose of a matrix.

    Parameters
    ----------
    array : Array
    """

    array: Array


@dataclass(frozen=True)
class Diagonal(Array):
    """The diagonal matrix of a vector.

    Parameters
    ----------
    vector : Array
        Of the shape (n,).

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text((Diagonal(u) @ v).same(u * v))
    'diag(u)·v = u∘v'
    """

    vector: Array


@dataclass(frozen=True)
class Inverse(Array):
    """The inverse of a diagonal matrix.

    Parameters
    ----------
    matrix : Array
        Diagonal, of the shape (n, n).

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text((Inverse(Diagonal(u)) @ u).same(v))
    'diag(u)⁻¹·u = v'
    """

    matrix: Array


@dataclass(frozen=True)
class Inner(Array):
    """The inner product of two vectors.

    Parameters
    ----------
    left, right : Array
        Of the shape (n,) both.
    """

    left: Array
    right: Array


@dataclass(frozen=True)
class Slice(Array):
    """An entry, row, column, plane or part of an array.

    ``"*"`` keeps an axis, a `Span` or `Tail` keeps a range of it, and an index expression picks
    one place.

    Parameters
    ----------
    array : Array
    places : tuple
        What is taken of each axis.
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
    """An expression with a shape printed under it, or behind it.

    Parameters
    ----------
    array : Array
    shape : tuple of Scalar
        Its printed sides.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> n, d = e.reals("n d")
    >>> X, Y = ArrayVariable("X", (n, d)), ArrayVariable("Y", (n, d))
    >>> text(Shaped(X @ Y.T, (n, n)).same(X @ Y.T))
    'X·Yᵀ ∈ ℝ^(n × n) = X·Yᵀ'
    """

    array: Array
    shape: Shape


@dataclass(frozen=True)
class Joined(Array):
    """Arrays one after another, `body` for `index` from `low` to `high`, after those in `first`.

    Parameters
    ----------
    first : tuple of Array
    index : str
        Its name, which is bound in `body`.
    low, high : Scalar
        Integers, both included.
    body : Array

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (i, n), (d,) = e.index("i n"), e.reals("d")
    >>> part, whole = ArrayVariable("x", (d,), (i,)), ArrayVariable("y", (n * d,))
    >>> joined = Joined((), "i", e.as_scalar(1), n, part)
    >>> text(Reshaped(joined, (n * d,)).same(whole))
    'reshape((x[i])_{i=1…n} → ℝ^(n·d)) = y'
    """

    first: tuple[Array, ...]
    index: str
    low: e.Scalar
    high: e.Scalar
    body: Array


@dataclass(frozen=True)
class Reshaped(Array):
    """The entries of an array, or of arrays that are `Joined`, put into another shape.

    Parameters
    ----------
    array : Array
    shape : tuple of Scalar
        The sides that it is given.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> n, d = e.reals("n d")
    >>> X, Y = ArrayVariable("X", (n, d)), ArrayVariable("Y", (n, d))
    >>> text(Reshaped(X, (n * d,)).same(Reshaped(Y, (n * d,))))
    'reshape(X → ℝ^(n·d)) = reshape(Y → ℝ^(n·d))'
    """

    array: Array
    shape: Shape


@dataclass(frozen=True)
class Applied(Array):
    """The value of a declared map, or of the member of a family of maps, at an array.

    Parameters
    ----------
    name : str
    indices : tuple of Scalar
        Which member of a family; none for a single map.
    dom, cod : tuple of Scalar
        The shapes that it takes and gives.
    argument : Array

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text(Applied("f", (), (n,), (n,), u).same(v))
    'f(u) = v'
    """

    name: str
    indices: tuple[e.Scalar, ...]
    dom: Shape
    cod: Shape
    argument: Array


@dataclass(frozen=True)
class ArrayNorm(Array):
    """The 2-norm of a vector, or the Frobenius or the spectral norm of a matrix.

    Parameters
    ----------
    kind : {"2", "F", "spectral"}
    array : Array
        A vector for "2", else a matrix.
    """

    kind: Literal["2", "F", "spectral"]
    array: Array


@dataclass(frozen=True)
class Clamp(e.Scalar):
    """The nearest integer to `value` from `low` to `high`.

    Parameters
    ----------
    value, low, high : Scalar

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> i, n = e.index("i n")
    >>> text(Clamp(i, e.as_scalar(1), n))
    'clamp(i, 1, n)'
    """

    value: e.Scalar
    low: e.Scalar
    high: e.Scalar


# ---------------------------------------------------------------- declarations


class Declaration:
    """A letter that the paper introduces before it uses it."""


@dataclass(frozen=True)
class Sides(Declaration):
    """Positive integers, such as side lengths: one letter, or a family under it.

    Parameters
    ----------
    names : str
        Letters, separated by spaces.

    Examples
    --------
    >>> Sides("n d").names
    ('n', 'd')
    """

    names: tuple[str, ...]

    def __init__(self, names: str) -> None:
        object.__setattr__(self, "names", tuple(names.split()))


@dataclass(frozen=True)
class Symbol(Declaration):
    """Letters of another kind: a number, a function, a name.

    Parameters
    ----------
    names : str
        Letters, separated by spaces.

    Examples
    --------
    >>> Symbol("W s").names
    ('W', 's')
    """

    names: tuple[str, ...]

    def __init__(self, names: str) -> None:
        object.__setattr__(self, "names", tuple(names.split()))


@dataclass(frozen=True)
class PositiveInteger(Declaration):
    """A number that has to be a positive integer, such as a factor of sampling.

    Parameters
    ----------
    value : Scalar

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (r,) = e.reals("r")
    >>> text(Formula((Sides("r"), PositiveInteger(r / 2)), ()))
    'r / 2 ∈ ℕ'
    """

    value: e.Scalar


@dataclass(frozen=True)
class Ranging(Declaration):
    """An index that runs through the integers from `low` to `high`.

    Parameters
    ----------
    index : Index
    low, high : Scalar or int
        Integers, both included.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> i, n = e.index("i n")
    >>> text(Formula((Ranging(i, 1, n),), ()))
    'i ∈ {1,…,n}'
    """

    index: e.Index
    low: e.Scalar
    high: e.Scalar

    def __init__(self, index: e.Index, low: object, high: object) -> None:
        object.__setattr__(self, "index", index)
        object.__setattr__(self, "low", e.as_scalar(low))
        object.__setattr__(self, "high", e.as_scalar(high))


@dataclass(frozen=True)
class Let(Declaration):
    """An array with its printed shape; of a family, the members in the range of its index.

    Parameters
    ----------
    array : ArrayVariable

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> n, d = e.reals("n d")
    >>> X, Y = ArrayVariable("X", (n, d)), ArrayVariable("Y", (n, d))
    >>> text(Formula((Sides("n d"), Let(X)), ()))
    'X ∈ ℝ^(n × d)'
    """

    array: ArrayVariable


@dataclass(frozen=True)
class LetMap(Declaration):
    """A family of maps; its member at `index` exists for `low` to `high`.

    Parameters
    ----------
    name : str
    index : Index, optional
        Which member; none for a single map.
    low, high : Scalar, optional
        Integers, both included.

    Examples
    --------
    >>> LetMap("f").index is None
    True
    """

    name: str
    index: e.Index | None = None
    low: e.Scalar | None = None
    high: e.Scalar | None = None


# ---------------------------------------------------------------- conditions


@dataclass(frozen=True)
class Defined:
    """``target := value``; the target is a variable, or a slice of one at declared indices.

    Parameters
    ----------
    target : Array
        A variable or a slice of one.
    value : Array

    Raises
    ------
    PackError
        When the target is neither a letter nor places of one.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> n, d = e.reals("n d")
    >>> X, Y = ArrayVariable("X", (n, d)), ArrayVariable("Y", (n, d))
    >>> text(Formula((Sides("n d"), Let(X), Let(Y)), (Defined(Y, X + X),)))
    'Y := X + X; X ∈ ℝ^(n × d); Y ∈ ℝ^(n × d)'
    """

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
    """A positive integer divides another.

    Parameters
    ----------
    divisor, multiple : Scalar

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> n, m = e.reals("n m")
    >>> text(Divides(n, n * m))
    'n | n·m'
    """

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

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> text(KernelWithin("linear", 1, Fraction(0), Fraction(1)))
    '0 ≤ W(x) ≤ 1, piecewise of degree 1, for W = linear'
    """

    kernel: str
    degree: int
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class ArrayCompare(e.Condition):
    """Two arrays are equal for all sizes and entries, or two numbers are in order.

    Parameters
    ----------
    op : {"=", "<="}
    left, right : Array
        Of one shape; numbers for "<=".
    ranging : tuple of Ranging
        For which indices.
    """

    op: Literal["=", "<="]
    left: Array
    right: Array
    ranging: tuple[Ranging, ...] = ()

    def where(self, *ranging: Ranging) -> ArrayCompare:
        """Return the claim for all indices in their ranges, `ranging`."""
        return ArrayCompare(self.op, self.left, self.right, ranging)


# ---------------------------------------------------------------- short forms


def exp(argument: Array) -> Array:
    """Return exp of every entry.

    Parameters
    ----------
    argument : Array
        Of any shape.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text(exp(u).same(v))
    'exp(u) = v'
    """
    return Entrywise("exp", argument)


def relu(argument: Array) -> Array:
    """Return max(·, 0) of every entry.

    Parameters
    ----------
    argument : Array
        Of any shape.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text(relu(u).same(v))
    'ReLU(u) = v'
    """
    return Entrywise("relu", argument)


def sqrt(argument: Array) -> Array:
    """Return the root of every entry.

    Parameters
    ----------
    argument : Array
        Of any shape.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text(sqrt(u).same(v))
    'sqrt(u) = v'
    """
    return Entrywise("sqrt", argument)


def inner(left: Array, right: Array) -> Array:
    """Return the inner product of two vectors.

    Parameters
    ----------
    left, right : Array
        Of the shape (n,) both.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text(inner(u, v).same(inner(v, u)))
    '⟨u, v⟩ = ⟨v, u⟩'
    """
    return Inner(left, right)


def array_sum(at: e.Index, low: object, high: object, body: Array) -> Array:
    """Return ``Σ_{at=low}^{high} body``.

    Parameters
    ----------
    at : Index
        Bound in `body`.
    low, high : Scalar or int
        Integers, both included.
    body : Array
        Of any shape.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (i,), (n, d) = e.index("i"), e.reals("n d")
    >>> x, y = ArrayVariable("x", (d,), (i,)), ArrayVariable("y", (d,))
    >>> text(array_sum(i, 1, n, x).same(y))
    'Σ_{i=1}^{n} x[i] = y'
    """
    return IteratedArray(at.name, e.as_scalar(low), e.as_scalar(high), body)


def norm_2(vector: Array) -> Array:
    """Return the 2-norm of a vector.

    Parameters
    ----------
    vector : Array
        Of the shape (n,).

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (n,) = e.reals("n")
    >>> u, v = ArrayVariable("u", (n,)), ArrayVariable("v", (n,))
    >>> text(norm_2(u) <= norm_2(v))
    '‖u‖₂ ≤ ‖v‖₂'
    """
    return ArrayNorm("2", vector)


def norm_frobenius(matrix: Array) -> Array:
    """Return the Frobenius norm of a matrix.

    Parameters
    ----------
    matrix : Array
        Of the shape (m, n).

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> n, d = e.reals("n d")
    >>> X, Y = ArrayVariable("X", (n, d)), ArrayVariable("Y", (n, d))
    >>> text(norm_frobenius(X) <= norm_frobenius(Y))
    '‖X‖_F ≤ ‖Y‖_F'
    """
    return ArrayNorm("F", matrix)


def norm_spectral(matrix: Array) -> Array:
    """Return the spectral norm of a matrix: the largest ‖Ax‖₂ / ‖x‖₂.

    Parameters
    ----------
    matrix : Array
        Of the shape (m, n).

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> n, d = e.reals("n d")
    >>> X, Y = ArrayVariable("X", (n, d)), ArrayVariable("Y", (n, d))
    >>> text(norm_spectral(X) <= norm_frobenius(X))
    '‖X‖ ≤ ‖X‖_F'
    """
    return ArrayNorm("spectral", matrix)
