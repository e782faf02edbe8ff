"""The rules of differentiation, on expressions: sum, product, quotient, power and chain rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import SMOOTHNESS, Derivative, ValueAt, inside
from varsym.claims.functions.elementary import Exp, free_indices, parts
from varsym.claims.render import text
from varsym.errors import PackError

__all__ = ["Definitions", "differentiated", "performed"]

#: What a path is defined to be, and the variable in which that is written.
Definitions = Mapping[str, tuple[e.Real, e.Scalar]]
ZERO, ONE = e.Number(Fraction(0)), e.Number(Fraction(1))


def performed(
    item: e.Scalar, known: Definitions | None = None, bound: frozenset[e.Scalar] = frozenset()
) -> e.Scalar:
    """Return an expression with all derivatives performed, and defined paths written out.

    What is left of paths are their values and those of their first two derivatives.

    Parameters
    ----------
    item : Scalar
    known : Definitions, optional
        Letters in a definition, other than its variable, are constants.
    bound : frozenset of Index, optional
        The indices over which the expression ranges where it stands.

    Raises
    ------
    PackError
        For a function without a rule, a third derivative of a path, a path that is defined by
        itself, and a definition with a letter that something else binds where the path stands:
        the index of a sum, the variable of a derivative or of another definition.

    Examples
    --------
    >>> from varsym.claims.derivatives.paths import derivative, paths
    >>> from varsym.claims.render import text
    >>> (t,) = e.reals("t")
    >>> (alpha,) = paths("alpha")
    >>> text(performed(derivative(alpha(t) * alpha(t), t)))
    "α'(t)·α(t) + α(t)·α'(t)"
    """
    return _performed(item, known or {}, frozenset(), bound)


def _performed(
    item: e.Scalar, known: Definitions, opened: frozenset[str], bound: frozenset[e.Scalar]
) -> e.Scalar:
    match item:
        case Derivative(body, variable, order):
            found = _performed(body, known, opened, bound | {variable})
            for _ in range(order):
                found = differentiated(found, variable)
            return found
        case ValueAt(name, argument, order):
            at = _performed(argument, known, opened, bound)
            if name not in known:
                return replace(item, argument=at)
            if name in opened:
                raise PackError(f"{name} is defined by itself.", "A definition by other letters.")
            variable, body = known[name]
            _refuse_capture(name, known[name], bound)
            found = _performed(body, known, opened | {name}, bound | {variable})
            for _ in range(order):
                found = differentiated(found, variable)
            return _put(found, variable, at)
        case e.Binary(op, left, right):
            return e.Binary(op, *(_performed(part, known, opened, bound) for part in (left, right)))
        case e.Iterated(_, name, low, high, body):
            _refuse_paths((low, high), item)
            return replace(item, body=_performed(body, known, opened, bound | {e.Index(name)}))
        case Exp(argument):
            return Exp(_performed(argument, known, opened, bound))
    _refuse_paths((item,), item)
    return item


def _refuse_paths(places: tuple[e.Scalar, ...], item: e.Scalar) -> None:
    if any(isinstance(part, ValueAt | Derivative) for part in inside(places)):
        raise _no_rule(item)


def _refuse_capture(
    name: str, definition: tuple[e.Real, e.Scalar], bound: frozenset[e.Scalar]
) -> None:
    """Refuse a definition whose constants would be something else where it is written out."""
    variable, body = definition
    constants = {part for part in inside(body) if isinstance(part, e.Real)} - {variable}
    caught = bound & (constants | {e.Index(found) for found in free_indices(body)})
    if caught:
        letters = ", ".join(sorted(text(letter) for letter in caught))
        raise PackError(
            f"{letters}: in the definition of {name}, and bound around it.",
            "A letter that means one thing.",
            "Bind another letter.",
        )


def differentiated(item: e.Scalar, variable: e.Real) -> e.Scalar:  # noqa: C901 - one case a kind
    """Return the derivative of the expression `item` by a variable.

    Nothing is cancelled, so that what divides in the expression divides in the derivative too.

    Raises
    ------
    PackError
        For a function without a rule, a third derivative of a path, an exponent or an end of a
        sum that varies.

    Examples
    --------
    >>> from varsym.claims.render import text
    >>> t, x = e.reals("t x")
    >>> text(differentiated(t**3 * x, t))
    '3·t^{2}·x + t^{3}·0'
    >>> text(differentiated(x / t, t))
    '(0·t-x·1) / t^{2}'
    """
    match item:
        case e.Real() if item == variable:
            return ONE
        case e.Number() | e.Index() | e.Real():
            return ZERO
        case e.Binary("+" | "-" as op, left, right):
            return e.Binary(op, differentiated(left, variable), differentiated(right, variable))
        case e.Binary("*", left, right):
            one, two = differentiated(left, variable), differentiated(right, variable)
            return one * right + left * two
        case e.Binary("/", left, right):
            one, two = differentiated(left, variable), differentiated(right, variable)
            return (one * right - left * two) / right**2
        case e.Binary("^", base, exponent):
            return _power(base, exponent, variable)
        case e.Iterated("sum", _, low, high, body):
            _refuse_varying((low, high), variable, item)
            return replace(item, body=differentiated(body, variable))
        case ValueAt(name, argument, order):
            inner = differentiated(argument, variable)
            if not _varies(argument, variable):
                return ZERO * argument
            if order == SMOOTHNESS:
                raise PackError(
                    f"A derivative of order {order + 1} of {name}.",
                    f"At most {SMOOTHNESS}: nothing more is known of {name}.",
                )
            return _chained(replace(item, order=order + 1), inner)
        case Exp(argument):
            return _chained(item, differentiated(argument, variable))
    if not _varies(item, variable):
        return ZERO * item
    raise _no_rule(item)


def _power(base: e.Scalar, exponent: e.Scalar, variable: e.Real) -> e.Scalar:
    _refuse_varying((exponent,), variable, e.Binary("^", base, exponent))
    inner = differentiated(base, variable)
    match exponent:
        case e.Number(value) if value == 0:
            return ZERO * base
        case e.Number(value) if value == 1:
            return inner
        case e.Number(value):
            outer = exponent * (base if value == 2 else base ** e.Number(value - 1))
        case _:
            outer = exponent * base ** (exponent - 1)
    return _chained(outer, inner)


def _chained(outer: e.Scalar, inner: e.Scalar) -> e.Scalar:
    return outer if inner == ONE else outer * inner


def _varies(item: object, variable: e.Real) -> bool:
    return any(part == variable for part in inside(item))


def _refuse_varying(places: tuple[e.Scalar, ...], variable: e.Real, item: e.Scalar) -> None:
    if _varies(places, variable):
        raise _no_rule(item)


def _no_rule(item: e.Scalar) -> PackError:
    return PackError(
        f"A derivative of {type(item).__name__} with something that varies in it.",
        "Sums, products, quotients, whole powers, exp, and paths such as α(t).",
    )


def _put(item: e.Scalar, variable: e.Real, value: e.Scalar) -> e.Scalar:
    """Return an expression with a variable replaced by what it takes as its value."""
    if item == variable:
        return value
    match item:
        case ValueAt(_, argument, _):
            return replace(item, argument=_put(argument, variable, value))
        case e.Binary(op, left, right):
            return e.Binary(op, _put(left, variable, value), _put(right, variable, value))
        case e.Iterated(_, name, low, high, body):
            _refuse_varying((low, high), variable, item)
            if any(part == e.Index(name) for part in inside(value)):
                raise PackError(f"{name} stands inside a sum and outside.", "Two letters.")
            return replace(item, body=_put(body, variable, value))
        case Exp(argument):
            return Exp(_put(argument, variable, value))
    if any(part == variable for part in _all_parts(item)):
        raise _no_rule(item)
    return item


def _all_parts(item: object) -> list[object]:
    return [found for part in parts(item) for found in inside(part)]
