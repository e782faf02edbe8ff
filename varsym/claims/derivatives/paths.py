"""Functions of a real variable that are not given by a formula, and derivatives, as printed.

They are scalars like those of `varsym.claims.expressions`.  What a derivative is, is said by
`rules`; how a claim with derivatives is decided, by `jets`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import parts
from varsym.errors import PackError

__all__ = [
    "SMOOTHNESS",
    "Derivative",
    "Path",
    "ValueAt",
    "derivative",
    "inside",
    "mentions_derivatives",
    "paths",
]

#: How often a path can be differentiated, and no more is known of it.
SMOOTHNESS = 2


@dataclass(frozen=True)
class ValueAt(e.Scalar):
    """The value of a twice differentiable function at a point, or of a derivative of it.

    Attributes
    ----------
    name : str
    argument : Scalar
    order : int
        0 for α(t), 1 for α'(t), 2 for α''(t).

    Raises
    ------
    PackError
        When the order is not from 0 to 2.
    """

    name: str
    argument: e.Scalar
    order: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.order <= SMOOTHNESS:
            raise PackError(
                f"The derivative of order {self.order} of {self.name}.",
                f"An order from 0 to {SMOOTHNESS}: {self.name} is twice differentiable.",
            )


@dataclass(frozen=True)
class Derivative(e.Scalar):
    """The derivative of `body` by `variable`, of some order; other letters are constants."""

    body: e.Scalar
    variable: e.Real
    order: int = 1


@dataclass(frozen=True)
class Path:
    """The name of a twice differentiable function; ``alpha(t)`` is its value.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (t,) = e.reals("t")
    >>> (alpha,) = paths("alpha")
    >>> text(alpha(t) + alpha.prime(t) + alpha.second(2 * t))
    "α(t)+α'(t) + α''(2·t)"
    """

    name: str

    def __call__(self, at: object) -> ValueAt:
        """Return the value at a point."""
        return ValueAt(self.name, e.as_scalar(at))

    def prime(self, at: object) -> ValueAt:
        """Return the value of the first derivative."""
        return ValueAt(self.name, e.as_scalar(at), 1)

    def second(self, at: object) -> ValueAt:
        """Return the value of the second derivative."""
        return ValueAt(self.name, e.as_scalar(at), 2)


def paths(names: str) -> tuple[Path, ...]:
    """Return twice differentiable functions, one for each of the space-separated `names`.

    Parameters
    ----------
    names : str
        Separated by spaces.

    Examples
    --------
    >>> (alpha,), (t,) = paths("alpha"), e.reals("t")
    >>> from varsym.claims.render import text
    >>> text(alpha(t)), text(alpha.prime(t))
    ('α(t)', "α'(t)")
    """
    return tuple(Path(name) for name in names.split())


def derivative(body: object, variable: object, order: object = 1) -> Derivative:
    """Return the derivative of `body` by `variable`.

    Parameters
    ----------
    body : Scalar or number
    variable : Real
        Not the member of a family.
    order : int
        1 for the first derivative.

    Raises
    ------
    PackError
        For a variable that is none, or an order that is no positive integer.

    Examples
    --------
    >>> (t,) = e.reals("t")
    >>> from varsym.claims.render import text
    >>> text(derivative(t * t, t))
    'd/dt (t·t)'
    """
    if not isinstance(variable, e.Real) or variable.indices:
        raise PackError(f"A derivative by {variable!r}.", "A real variable.")
    if isinstance(order, bool) or not isinstance(order, int) or order < 1:
        raise PackError(f"A derivative of order {order!r}.", "A positive integer.")
    return Derivative(e.as_scalar(body), variable, order)


def inside(item: object) -> Iterator[object]:
    """Yield an expression or condition and all that it is made of."""
    yield item
    for part in parts(item):
        yield from inside(part)


def mentions_derivatives(item: object) -> bool:
    """Return whether the value of a path, or a derivative, occurs in a condition or expression.

    Examples
    --------
    >>> (t,) = e.reals("t")
    >>> mentions_derivatives(0 <= derivative(t * t, t)), mentions_derivatives(0 <= t)
    (True, False)
    """
    return any(isinstance(part, ValueAt | Derivative) for part in inside(item))
