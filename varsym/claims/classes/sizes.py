"""The sizes that a layer exists for, by the letters of its shapes and by what is declared of them.

The letters of sizes are each layer's own: the n tokens of one layer and the L tokens of the next
are the same tokens.  A layer whose sides are all different letters, on which nothing is asked, thus
fits behind any other one and before it.  Where a number, a letter that comes twice or a declaration
ties sides together, it may not, and nothing is proved of such a layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, product

from varsym.claims import expressions as e
from varsym.claims.classes.networks import Layer, Network, Parallel, Repeat, Series
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.evidence import examine
from varsym.claims.formulas.names import declared_names, free_names

__all__ = ["adds_tokens", "has_member", "is_any_size", "runs_through"]

#: The sides that token maps of an example may have, and the values that letters are given for them.
_SIDES = (1, 2)
_VALUES = (1, 2, 4)
_MOST_LETTERS = 6


@cache
def is_any_size(layer: Layer) -> bool:
    """Return whether a layer exists for every number of tokens and channels of its argument.

    It has as many channels as its argument, and as many tokens, or else a number of tokens with a
    letter of its own in it, such as r in (rh)(rw).

    Parameters
    ----------
    layer : Layer

    Examples
    --------
    >>> n, d = e.reals("n d")
    >>> def shift(*shape):
    ...     X, Y, E = (a.ArrayVariable(name, shape) for name in "XYE")
    ...     letters = (a.Sides("n d"), *map(a.Let, (X, Y, E)))
    ...     return Layer("E", a.Formula(letters, (a.Defined(Y, X + E),)), "X", "Y")
    >>> is_any_size(shift(n, d)), is_any_size(shift(n, n)), is_any_size(shift(e.as_scalar(7), d))
    (True, False, False)
    """
    argument, result = layer.argument, layer.result
    if len(argument.shape) != len(result.shape) or not _asks_nothing(layer):
        return False
    channels = layer.channels(argument)
    before, after = _tokens(layer, argument), _tokens(layer, result)
    letters = [x for side in (*before, *channels) for x in _letters(side)]
    return (
        len(set(letters)) == len(letters)
        and layer.channels(result) == channels
        and (after == before or _are_new(after, before, channels))
        and _are_apart({*letters, *(x for side in after for x in _letters(side))})
        and examine(layer.formula, ()).holds is True
    )


def adds_tokens(layer: Layer) -> bool:
    """Return whether the number of tokens of the result has a letter that the argument lacks."""
    return is_any_size(layer) and _tokens(layer, layer.result) != _tokens(layer, layer.argument)


def runs_through(layer: Layer, index: str, count: e.Scalar) -> bool:
    """Return whether an index of a layer takes all values from one to `count`, and no others."""
    found = [d for d in layer.formula.declared if isinstance(d, a.Ranging)]
    return [(d.low, d.high) for d in found if d.index.name == index] == [(e.as_scalar(1), count)]


def has_member(network: Network) -> bool:
    """Return whether it is seen that a class has members from one token to 2 × 2, with d = 1.

    A network that is repeated is taken once.
    """
    return 2 in _reached(network, 1)


def _tokens(layer: Layer, array: a.ArrayVariable) -> tuple[e.Scalar, ...]:
    return tuple(side for axis, side in enumerate(array.shape) if axis in layer.tokens)


def _are_new(
    after: Sequence[e.Scalar], before: Sequence[e.Scalar], channels: Sequence[e.Scalar]
) -> bool:
    """Return whether each side has a letter of its own, and they are free but for these letters.

    A letter may come twice, as r does in (rh)(rw), where a multiple of h·w is made.
    """
    parts = [list(_letters(side)) for side in after]
    given, every = [x for s in before for x in _letters(s)], [x for part in parts for x in part]
    is_multiple = len(parts) == 1 and all(every.count(letter) == 1 for letter in given)
    return (
        all(set(part).difference(given) for part in parts)
        and (is_multiple or len(set(every)) == len(every))
        and not any(letter in every for side in channels for letter in _letters(side))
    )


# ------------------------------------------------------------------------------ declarations


def _asks_nothing(layer: Layer) -> bool:
    """Return whether a formula asks nothing of its letters, and none stands for two things."""
    declared = layer.formula.declared
    names = [name for one in declared for name in declared_names([one])]
    sides = {name for one in declared if isinstance(one, a.Sides) for name in one.names}
    running = {one.index.name for one in declared if isinstance(one, a.Ranging)}
    shapes = (layer.argument.shape, layer.result.shape)
    return (
        not layer.formula.where
        and len(names) == len(set(names))
        and all(_is_harmless(one, sides) for one in declared)
        and all(_is_product(side, sides) for shape in shapes for side in shape)
        and running.isdisjoint(name for shape in shapes for name in free_names(shape))
    )


def _is_harmless(declared: a.Declaration, sides: set[str]) -> bool:
    match declared:
        case a.Sides() | a.Symbol():
            return True
        case a.Let(array):
            return all(isinstance(s, e.Number) or _is_product(s, sides) for s in array.shape)
        case a.Ranging(_, low, high):
            return low == e.as_scalar(1) and _is_product(high, sides)
        case a.PositiveInteger(value):
            return _is_product(value, sides)
    return False


def _is_product(side: e.Scalar, sides: set[str]) -> bool:
    """Return whether a number is a letter of positive integers, or a product of such letters."""
    match side:
        case e.Binary("*", left, right):
            return _is_product(left, sides) and _is_product(right, sides)
        case e.Real(name):
            return name in sides
    return False


def _letters(side: e.Scalar) -> Iterator[e.Scalar]:
    """Yield the letters of an expression, each as often as it stands there; a family's whole."""
    match side:
        case e.Binary(_, left, right):
            yield from _letters(left)
            yield from _letters(right)
        case e.Real() | e.Index():
            yield side


def _are_apart(letters: Iterable[e.Scalar]) -> bool:
    """Return whether different letters are different numbers to choose, such as h_r and h_{r-1}."""
    return all(_differ(one, other) for one, other in combinations(letters, 2))


def _differ(one: e.Scalar, other: e.Scalar) -> bool:
    if not (isinstance(one, e.Real) and isinstance(other, e.Real)):
        return False
    if one.name != other.name:
        return True
    if len(one.indices) != len(other.indices):
        return False
    places = [(_place(x), _place(y)) for x, y in zip(one.indices, other.indices, strict=True)]
    return any(x and y and x[0] == y[0] and x[1] != y[1] for x, y in places)


def _place(item: e.Scalar) -> tuple[str, Fraction] | None:
    """Return the index and the number in expressions such as r, r + 1 and r - 1."""
    match item:
        case e.Index(name):
            return name, Fraction(0)
        case e.Binary("+", e.Index(name), e.Number(step)):
            return name, step
        case e.Binary("-", e.Index(name), e.Number(step)):
            return name, -step
    return None


# ------------------------------------------------------------------------------ the example


def _reached(network: Network, side: int) -> frozenset[int]:
    """Return sides of square token maps that a class leads to from maps with one side."""
    match network:
        case Layer():
            return frozenset(after for before, after in _steps(network) if before == side)
        case Series(parts):
            found = frozenset({side})
            for part in parts:
                found = frozenset(after for s in found for after in _reached(part, s))
            return found
        case Repeat(_, body):
            return _reached(body, side)
        case Parallel(branches):
            ends = [
                frozenset({side}) if b.network is None else _reached(b.network, side)
                for b in branches
            ]
            return frozenset.intersection(*ends) if ends else frozenset()
    return frozenset()


@cache
def _steps(layer: Layer) -> frozenset[tuple[int, int]]:
    """Return the sides of square token maps before and after a layer, as far as they are found."""
    declared = layer.formula.declared
    lets = [side for one in declared if isinstance(one, a.Let) for side in one.array.shape]
    lets += [one.value for one in declared if isinstance(one, a.PositiveInteger)]
    ends = (layer.argument, layer.result)
    letters = list(dict.fromkeys(x for side in lets for x in _letters(side)))
    if layer.formula.where or len(letters) > _MOST_LETTERS or not _are_apart(letters):
        return frozenset()
    found = set()
    for values in product(_VALUES, repeat=len(letters)):
        given = dict(zip(letters, values, strict=True))
        if all(_is_positive_integer(side, given) for side in lets):
            before, after = (_square(layer, array, given) for array in ends)
            if before and after:
                found.add((before, after))
    return frozenset(found)


def _square(layer: Layer, array: a.ArrayVariable, given: Mapping[e.Scalar, int]) -> int | None:
    """Return the side of a square map of tokens with one channel that an array is, if it is one."""
    tokens = [_value(side, given) for side in _tokens(layer, array)]
    if any(_value(side, given) != 1 for side in layer.channels(array)):
        return None
    shapes = {1: lambda s: [s * s], 2: lambda s: [s, s]}
    fitting = (s for s in _SIDES if len(tokens) in shapes and tokens == shapes[len(tokens)](s))
    return next(fitting, None)


def _is_positive_integer(side: e.Scalar, given: Mapping[e.Scalar, int]) -> bool:
    value = _value(side, given)
    return value is not None and value > 0 and value.denominator == 1


def _value(side: e.Scalar, given: Mapping[e.Scalar, int]) -> Fraction | None:
    """Return the value of a number, or None where it is not one of the four operations."""
    match side:
        case e.Number(value):
            return value
        case e.Binary(op, left, right) if op in e.ARITHMETIC:
            one, other = _value(left, given), _value(right, given)
            if one is None or other is None or (op == "/" and other == 0):
                return None
            found: Fraction = e.ARITHMETIC[op](one, other)
            return found
    return Fraction(given[side]) if side in given else None
