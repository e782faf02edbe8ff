"""Algorithms as they are printed: numbered lines that assign, draw, repeat and return.

Nothing is run here.  Whether every name is there when it is read, and whether shapes fit in every
round of a loop, is said by `rounds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from varsym.claims import expressions as e
from varsym.claims.formulas.arrays import Array, Declaration, Shape
from varsym.errors import PackError

__all__ = [
    "Assign",
    "Draw",
    "Line",
    "Loop",
    "Procedure",
    "Read",
    "Return",
    "Roles",
    "While",
]


@dataclass(frozen=True)
class Read(Array):
    """What a name holds at this point of a procedure.

    Parameters
    ----------
    name : str
    indices : tuple of Scalar
        Which place of a name that has some.

    Examples
    --------
    >>> Read("y").indices
    ()
    """

    name: str
    indices: tuple[e.Scalar, ...] = ()


@dataclass(frozen=True)
class Roles(Declaration):
    """What a map takes and gives: words such as "image", or None for anything.

    Sums, multiples and parts of arrays keep the role that these have; a sum of two roles is no
    argument of a map that takes one of them.

    Parameters
    ----------
    name : str
        Of the map.
    takes : tuple of (str or None)
        The role of each argument.
    gives : str, optional

    Examples
    --------
    >>> Roles("encode", ("image",), "latent").gives
    'latent'
    """

    name: str
    takes: tuple[str | None, ...]
    gives: str | None = None


@dataclass(frozen=True)
class Line:
    """A numbered line of a procedure."""

    number: int


@dataclass(frozen=True)
class Assign(Line):
    """``name ← value``.

    Parameters
    ----------
    name : str
    value : Array
    indices : tuple of Scalar
        Which place of a name that has some.

    Examples
    --------
    >>> from varsym.pack import ArrayVariable, reals
    >>> from varsym.claims.render import text
    >>> (n,) = reals("n")
    >>> x = ArrayVariable("x", (n,))
    >>> text(Procedure((), (Assign(1, "y", x), Return(2, Read("y")))))
    '1: y ← x; 2: return y'
    """

    name: str
    value: Array
    indices: tuple[e.Scalar, ...] = ()


@dataclass(frozen=True)
class Draw(Line):
    """``name ~ source``; without a printed shape it has the one that is asked for first.

    Attributes
    ----------
    name, source : str
    shape : Shape or None
    indices : tuple of Scalar
    role : str or None
        As in `Roles`.

    Examples
    --------
    >>> from varsym.pack import ArrayVariable, reals
    >>> from varsym.claims.render import text
    >>> (n,) = reals("n")
    >>> x = ArrayVariable("x", (n,))
    >>> text(Procedure((), (Draw(1, "z", "Unif", (n,)), Return(2, Read("z")))))
    '1: z ~ Unif ∈ ℝ^(n); 2: return z'
    """

    name: str
    source: str
    shape: Shape | None = None
    indices: tuple[e.Scalar, ...] = ()
    role: str | None = None


@dataclass(frozen=True)
class Loop(Line):
    """``for index = low → high``.

    Attributes
    ----------
    index : Index
    low, high : Scalar
    body : tuple of Line
    carried : tuple of (str, Shape)
        The shape, in the index, that a name has when a round begins.  A name that is not listed
        keeps the shape that it starts with, where a round reads what an earlier one has left.
    between : tuple of Line
        What is done after every round but the last.
    number : int
        That of the line.

    Raises
    ------
    PackError
        When `index` is no index.

    Examples
    --------
    >>> from varsym.pack import ArrayVariable, index, reals
    >>> from varsym.claims.render import text
    >>> (n,) = reals("n")
    >>> x = ArrayVariable("x", (n,))
    >>> (i,) = index("i")
    >>> text(Procedure((), (Loop(1, i, 1, n, (Assign(2, "y", x),)),)))
    '1: for i = 1,…,n: {2: y ← x}'
    """

    index: e.Index
    low: e.Scalar
    high: e.Scalar
    body: tuple[Line, ...]
    carried: tuple[tuple[str, Shape], ...]
    between: tuple[Line, ...]

    def __init__(
        self,
        number: int,
        index: e.Index,
        low: object,
        high: object,
        body: tuple[Line, ...],
        carried: Mapping[str, Shape] | None = None,
        between: tuple[Line, ...] = (),
    ) -> None:
        if not isinstance(index, e.Index):
            raise PackError(f"A loop over {index!r}.", "An index.")
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "index", index)
        object.__setattr__(self, "low", e.as_scalar(low))
        object.__setattr__(self, "high", e.as_scalar(high))
        object.__setattr__(self, "body", tuple(body))
        object.__setattr__(self, "carried", tuple((carried or {}).items()))
        object.__setattr__(self, "between", tuple(between))


@dataclass(frozen=True)
class While(Line):
    """``while condition``, as often as it takes, maybe never.

    A name keeps its shape from round to round, where a round reads what an earlier one has left.

    Parameters
    ----------
    condition : str
        As it is printed.
    body : tuple of Line

    Examples
    --------
    >>> from varsym.pack import ArrayVariable, reals
    >>> from varsym.claims.render import text
    >>> (n,) = reals("n")
    >>> x = ArrayVariable("x", (n,))
    >>> text(Procedure((), (While(1, "not converged", (Assign(2, "y", x),)),)))
    '1: while not converged: {2: y ← x}'
    """

    condition: str
    body: tuple[Line, ...]


@dataclass(frozen=True)
class Return(Line):
    """``return value``, of a stated shape or of any.

    Parameters
    ----------
    value : Array
    shape : tuple of Scalar, optional
        The sides that are stated.

    Examples
    --------
    >>> from varsym.pack import ArrayVariable, reals
    >>> from varsym.claims.render import text
    >>> (n,) = reals("n")
    >>> x = ArrayVariable("x", (n,))
    >>> text(Procedure((), (Return(1, x, (n,)),)))
    '1: return x ∈ ℝ^(n)'
    """

    value: Array
    shape: Shape | None = None


@dataclass(frozen=True)
class Procedure(e.Condition):
    """An algorithm agrees with itself, for all values of the parameters.

    Every name is defined before it is read, shapes fit in every line of every round, a loop
    carries on what the next round begins with, and maps are given what they take.

    Attributes
    ----------
    declared : tuple of Declaration
        What is there at the start: sizes, input arrays (`Let`), maps (`LetMap`) and their `Roles`.
    lines : tuple of Line

    Examples
    --------
    >>> from varsym.pack import ArrayVariable, Let, Sides, reals
    >>> from varsym.claims.render import text
    >>> (n,) = reals("n")
    >>> x = ArrayVariable("x", (n,))
    >>> text(Procedure((Sides("n"), Let(x)), (Return(1, x),)))
    '1: return x; x ∈ ℝ^(n)'
    """

    declared: tuple[Declaration, ...]
    lines: tuple[Line, ...]
