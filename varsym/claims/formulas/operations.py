"""Operations on several arrays at once, and means: what `arrays` has no sign for.

They are arrays like those of `varsym.claims.formulas.arrays`, and stand wherever these do.
"""

from __future__ import annotations

from dataclasses import dataclass

from varsym.claims import expressions as e
from varsym.claims.formulas.arrays import Array, Shape
from varsym.errors import PackError

__all__ = ["AppliedTo", "Expectation", "Stacked"]


@dataclass(frozen=True)
class AppliedTo(Array):
    """The value of a declared map of several arguments, as NN_i(F, Y, t).

    Attributes
    ----------
    name : str
    indices : tuple of Scalar
        Which member of a family of maps.
    doms : tuple of Shape
        The shape of each argument.
    cod : Shape
    arguments : tuple of Array

    Examples
    --------
    >>> from varsym.pack import ArrayVariable, reals
    >>> from varsym.claims.render import text
    >>> (n,) = reals("n")
    >>> u, v = (ArrayVariable(name, (n,)) for name in "uv")
    >>> text(AppliedTo("f", (), ((n,), (n,)), (n,), (u, v)).same(u))
    'f(u, v) = u'
    """

    name: str
    indices: tuple[e.Scalar, ...]
    doms: tuple[Shape, ...]
    cod: Shape
    arguments: tuple[Array, ...]


@dataclass(frozen=True)
class Expectation(Array):
    """The mean of a number over a variable that is uniform on [`low`, `high`].

    Parameters
    ----------
    variable : Real
    low, high : Scalar or int
        The ends of its interval.
    body : Array
        Of shape ().

    Raises
    ------
    PackError
        When the variable is none, or the member of a family.

    Examples
    --------
    >>> from varsym.pack import Quantity, reals
    >>> from varsym.claims.render import text
    >>> (t,) = reals("t")
    >>> text(Expectation(t, 0, 1, Quantity(t * t)).same(Quantity(t)))
    'E_{t~Unif[0,1]} t·t = t'
    """

    variable: e.Real
    low: e.Scalar
    high: e.Scalar
    body: Array

    def __init__(self, variable: object, low: object, high: object, body: Array) -> None:
        if not isinstance(variable, e.Real) or variable.indices:
            raise PackError(f"A mean over {variable!r}.", "A real variable.")
        object.__setattr__(self, "variable", variable)
        object.__setattr__(self, "low", e.as_scalar(low))
        object.__setattr__(self, "high", e.as_scalar(high))
        object.__setattr__(self, "body", body)


@dataclass(frozen=True)
class Stacked(Array):
    """Arrays put together along their first axis, as Concat(x, y).

    Parameters
    ----------
    parts : Array
        Of shapes that agree but for the first axis.

    Raises
    ------
    PackError
        When there is none.

    Examples
    --------
    >>> from varsym.pack import ArrayVariable, reals
    >>> from varsym.claims.render import text
    >>> (n,) = reals("n")
    >>> u, v = (ArrayVariable(name, (n,)) for name in "uv")
    >>> text(Stacked(u, v).same(Stacked(v, u)))
    'Concat(u, v) = Concat(v, u)'
    """

    parts: tuple[Array, ...]

    def __init__(self, *parts: Array) -> None:
        if not parts:
            raise PackError("Nothing to put together.", "At least one array.")
        object.__setattr__(self, "parts", parts)
