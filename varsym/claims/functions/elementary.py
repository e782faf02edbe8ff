"""Functions of real numbers as they are printed: ReLU, a list of cases, a limit, exp and log.

They are scalars like those of `varsym.claims.expressions`, and stand wherever these do.  What they
mean is said twice, independently: by `values` and `limits` on exact numbers, and by `splitting` in
proofs, one for each case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from varsym.claims import expressions as e
from varsym.errors import PackError

__all__ = [
    "Cases",
    "Exp",
    "Limit",
    "Log",
    "Piece",
    "ReLU",
    "free_indices",
    "mentions_functions",
    "neuron_count",
    "parts",
    "rebuilt",
]


@dataclass(frozen=True)
class ReLU(e.Scalar):
    """max(argument, 0).

    Parameters
    ----------
    argument : Scalar

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (x,) = e.reals("x")
    >>> text(ReLU(x - 1))
    'ReLU(x - 1)'
    """

    argument: e.Scalar


@dataclass(frozen=True)
class Exp(e.Scalar):
    """The number e to the power of the argument.

    Parameters
    ----------
    argument : Scalar

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (x,) = e.reals("x")
    >>> text(Exp(2 * x))
    'exp(2·x)'
    """

    argument: e.Scalar


@dataclass(frozen=True)
class Log(e.Scalar):
    """The natural logarithm of a positive argument.

    Parameters
    ----------
    argument : Scalar

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (x,) = e.reals("x")
    >>> text(Log(x))
    'log x'
    """

    argument: e.Scalar


@dataclass(frozen=True)
class Piece:
    """A value and the conditions, all of them, under which a function has it.

    Attributes
    ----------
    value : Scalar
    conditions : tuple of Compare
    index, low, high : Index and Scalars, optional
        One piece for every integer `index` from `low` to `high`, where dots are printed.
    """

    value: e.Scalar
    conditions: tuple[e.Compare, ...]
    index: e.Index | None = None
    low: e.Scalar | None = None
    high: e.Scalar | None = None

    def __init__(
        self,
        value: e.Scalar | int,
        conditions: Iterable[e.Compare],
        index: e.Index | None = None,
        low: e.Scalar | int | None = None,
        high: e.Scalar | int | None = None,
    ) -> None:
        object.__setattr__(self, "value", e.as_scalar(value))
        object.__setattr__(self, "conditions", tuple(conditions))
        object.__setattr__(self, "index", index)
        object.__setattr__(self, "low", None if low is None else e.as_scalar(low))
        object.__setattr__(self, "high", None if high is None else e.as_scalar(high))


@dataclass(frozen=True)
class Cases(e.Scalar):
    """A function given by pieces; it has no value where none applies, or two that differ.

    Parameters
    ----------
    pieces : Piece

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (x,) = e.reals("x")
    >>> text(Cases(Piece(x, [0 <= x]), Piece(0, [x < 0])))
    '{x if 0 ≤ x; 0 if x < 0}'
    """

    pieces: tuple[Piece, ...]

    def __init__(self, *pieces: Piece) -> None:
        object.__setattr__(self, "pieces", pieces)


@dataclass(frozen=True)
class Limit(e.Scalar):
    """The limit of `body` as `variable` tends to 0 through positive numbers.

    Parameters
    ----------
    variable : Real
    body : Scalar

    Raises
    ------
    PackError
        When the variable is the member of a family.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> (h,) = e.reals("h")
    >>> text(Limit(h, (h * h + h) / h))
    'lim_{h→0} (h·h+h) / h'
    """

    variable: e.Real
    body: e.Scalar

    def __post_init__(self) -> None:
        if self.variable.indices:
            raise PackError("A limit in the member of a family.", "A real variable.")


ZERO, ONE = e.Number(Fraction(0)), e.Number(Fraction(1))
_FUNCTIONS = (ReLU, Cases, Limit, Exp, Log)


def parts(item: object) -> Iterator[object]:
    """Yield what an expression or condition is made of, one level down."""
    if isinstance(item, tuple):
        yield from item
    for name in getattr(item, "__dataclass_fields__", ()):
        child = getattr(item, name)
        yield from child if isinstance(child, tuple) else (child,)


def mentions_functions(item: object) -> bool:
    """Return whether ReLU, cases, a limit, exp or log occurs in a condition or expression.

    Examples
    --------
    >>> (x,) = e.reals("x")
    >>> mentions_functions(0 <= ReLU(x)), mentions_functions(0 <= x)
    (True, False)
    """
    return isinstance(item, _FUNCTIONS) or any(mentions_functions(part) for part in parts(item))


def neuron_count(item: e.Scalar) -> e.Scalar:
    """Return how many ReLUs an expression takes, those under a sum once for each of its terms.

    Parameters
    ----------
    item : Scalar

    Examples
    --------
    >>> (x,) = e.reals("x")
    >>> t, n = e.index("t n")
    >>> from varsym.claims.render import text
    >>> text(neuron_count(e.summation(t, 1, n, ReLU(x) - ReLU(x - t))))
    'n·2'
    """
    match item:
        case ReLU(argument):
            return _sum(ONE, neuron_count(argument))
        case e.Iterated(_, name, low, high, body):
            one_term = neuron_count(body)
            if one_term == ZERO:
                return ZERO
            if name in free_indices(one_term):
                return e.Iterated("sum", name, low, high, one_term)
            return (high if low == ONE else high - low + 1) * one_term
    counts = [neuron_count(part) for part in parts(item) if isinstance(part, e.Scalar)]
    start: e.Scalar = ZERO
    return reduce(_sum, counts, start)


def _sum(left: e.Scalar, right: e.Scalar) -> e.Scalar:
    if isinstance(left, e.Number) and isinstance(right, e.Number):
        return e.Number(left.value + right.value)
    return right if left == ZERO else left if right == ZERO else left + right


def free_indices(item: object) -> dict[str, None]:
    """Return the names of the indices that are free in an expression or condition, in order.

    Examples
    --------
    >>> n, t = e.index("n t")
    >>> list(free_indices(e.summation(t, 1, n, n + t)))
    ['n']
    """
    if isinstance(item, e.Index):
        return {item.name: None}
    bound = getattr(item, "index", None)
    name = bound.name if isinstance(bound, e.Index) else bound
    found: dict[str, None] = {}
    if isinstance(item, tuple):
        for part in item:
            found |= free_indices(part)
    for field in getattr(item, "__dataclass_fields__", ()):
        child = getattr(item, field)
        if field == "index":
            continue
        for part in child if isinstance(child, tuple) else (child,):
            inner = free_indices(part)
            if field not in ("low", "high"):
                inner.pop(name, None)  # type: ignore[arg-type]
            found |= inner
    return found


def rebuilt(item: e.Scalar, change: Callable[[e.Scalar], e.Scalar]) -> e.Scalar:
    """Return the expression `item` with `change` made of its direct parts, but for pieces."""
    match item:
        case e.Binary(op, left, right):
            return e.Binary(op, change(left), change(right))
        case e.Iterated(kind, name, low, high, body):
            return e.Iterated(kind, name, change(low), change(high), change(body))
        case ReLU(inner) | Exp(inner) | Log(inner):
            return type(item)(change(inner))
        case Limit(variable, body):
            return Limit(variable, change(body))
        case e.Real(name, indices):
            return e.Real(name, tuple(map(change, indices)))
    return item
