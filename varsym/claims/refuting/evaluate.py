"""The exact value of an expression, and the exact truth of a condition, in a concrete model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.refuting.universes import Universe
from varsym.exact import INFINITY, Extended, Infinity

__all__ = ["Model", "UndefinedError", "holds", "instances", "integer", "map_value", "value"]

MAX_EXPONENT = 64
Place = tuple[str, tuple[int, ...]]


class UndefinedError(Exception):
    """A term without a value: a division by zero, ∞ - ∞, 0·∞, a chain that runs backwards."""


@dataclass
class Model:
    """Concrete objects for the variables of a claim.

    Attributes
    ----------
    universe : Universe
    metric : {"sup", "L_alpha"}
        The reading of a norm without a printed metric.
    indices : mapping of str to int
    reals : dict of (name, indices) to Fraction
    maps : dict of (name, indices) to map
    """

    universe: Universe
    metric: str
    indices: Mapping[str, int]
    reals: dict[Place, Fraction] = field(default_factory=dict)
    maps: dict[Place, Any] = field(default_factory=dict)


def _places(indices: tuple[e.Scalar, ...], env: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(integer(i, env) for i in indices)


def integer(item: e.Scalar, env: Mapping[str, int]) -> int:
    """Return the value of the integer expression `item` at the indices in `env`.

    Raises
    ------
    UndefinedError
        When it is no integer.
    """
    match item:
        case e.Number(number) if number.denominator == 1:
            return number.numerator
        case e.Index(name):
            return env[name]
        case e.Binary("+", left, right):
            return integer(left, env) + integer(right, env)
        case e.Binary("-", left, right):
            return integer(left, env) - integer(right, env)
        case e.Binary("*", left, right):
            return integer(left, env) * integer(right, env)
    raise UndefinedError(f"{item} is not an integer")


def _range(low: e.Scalar, high: e.Scalar, env: Mapping[str, int]) -> range:
    return range(integer(low, env), integer(high, env) + 1)


def value(item: e.Scalar, model: Model, env: Mapping[str, int]) -> Extended:
    """Return the exact value of a scalar in a model, at the indices in `env`; maybe infinite.

    Raises
    ------
    UndefinedError
        If it has none.
    """
    match item:
        case e.Number(number):
            return number
        case e.Index(name):
            return Fraction(env[name])
        case e.Real(name, indices):
            return model.reals[name, _places(indices, env)]
        case e.Norm(of, metric):
            if (metric or model.metric) not in model.universe.metrics:
                raise UndefinedError(f"no {metric} norm in this world")
            return model.universe.norm(map_value(of, model, env), metric or model.metric)
        case e.Binary("^", left, right):
            return _power(value(left, model, env), integer(right, env))
        case e.Binary(op, left, right):
            return _binary(op, value(left, model, env), value(right, model, env))
        case e.Iterated(kind, name, low, high, body):
            total: Extended = Fraction(0 if kind == "sum" else 1)
            for at in _range(low, high, env):
                part = value(body, model, {**env, name: at})
                total = _binary("+" if kind == "sum" else "*", total, part)
            return total
    raise UndefinedError(f"{item} has no value")


def _power(base: Extended, exponent: int) -> Extended:
    if isinstance(base, Infinity) or abs(exponent) > MAX_EXPONENT:
        raise UndefinedError("an infinite base, or a huge exponent")
    if base == 0 and exponent < 0:
        raise UndefinedError("a negative power of zero")
    return base**exponent


def _binary(op: str, left: Extended, right: Extended) -> Extended:
    if not isinstance(left, Infinity) and not isinstance(right, Infinity):
        if op == "/" and right == 0:
            raise UndefinedError("a division by zero")
        found: Fraction = e.ARITHMETIC[op](left, right)
        return found
    if op == "+" and min(left, right) >= 0:
        return INFINITY
    if op == "*" and min(left, right) > 0:
        return INFINITY
    raise UndefinedError(f"infinity {op} something")


def map_value(item: e.Map, model: Model, env: Mapping[str, int]) -> Any:
    """Return the map that an expression denotes in a model, at the indices in `env`.

    Raises
    ------
    UndefinedError
        When a chain runs backwards, or it is no map.
    """
    match item:
        case e.MapVariable(name, indices, _, _):
            return model.maps[name, _places(indices, env)]
        case e.Identity():
            return model.universe.identity()
        case e.Compose(outer, inner):
            return map_value(outer, model, env).compose(map_value(inner, model, env))
        case e.MapCombination(terms):
            total = None
            for factor, part in terms:
                scaled = map_value(part, model, env)
                scaled = scaled if factor == 1 else scaled.scale(factor)
                total = scaled if total is None else total + scaled
            return total
        case e.Chain(name, low, high, body):
            places = _range(low, high, env)
            if len(places) == 0 and integer(high, env) != integer(low, env) - 1:
                raise UndefinedError("a chain that runs backwards")
            result = model.universe.identity()
            for at in places:
                result = map_value(body, model, {**env, name: at}).compose(result)
            return result
        case e.MapSum(name, low, high, body):
            result = model.universe.zero()
            for at in _range(low, high, env):
                result = result + map_value(body, model, {**env, name: at})
            return result
    raise UndefinedError(f"{item} has no value")


def instances(
    condition: e.Condition, env: Mapping[str, int]
) -> Iterator[tuple[e.Condition, dict[str, int]]]:
    """Yield the conditions that a quantified one stands for, with indices added to `env`."""
    if isinstance(condition, e.Cited):
        yield from instances(condition.body, env)
    elif isinstance(condition, e.ForAll):
        for at in _range(condition.low, condition.high, env):
            yield from instances(condition.body, {**env, condition.index: at})
    else:
        yield condition, dict(env)


def holds(
    condition: e.Condition, model: Model, env: Mapping[str, int], vanishing: bool = False
) -> bool:
    """Decide a condition exactly in a model, at the indices in `env`.

    With `vanishing`, ``q = O(ε)`` asks that q is 0: then one instance refutes a bound by O(ε) with
    any constant, since its maps stay within every ε at once.  Without, some constant does for any
    positive ε.

    Raises
    ------
    UndefinedError
        When a side has no value, or the condition is of another class.
    """
    match condition:
        case e.Compare(op, left, right):
            return compare(op, value(left, model, env), value(right, model, env))
        case e.Lipschitz(of, constant):
            found = map_value(of, model, env).lipschitz_constant()
            return bool(found <= value(constant, model, env))
        case e.Growth(of, constant):
            found = map_value(of, model, env).growth_constant()
            return bool(found <= value(constant, model, env))
        case e.PushForward(of, constant):
            found = model.universe.push(map_value(of, model, env))
            return bool(found <= value(constant, model, env))
        case e.Linear(of):
            return model.universe.is_linear(map_value(of, model, env))
        case e.SameMap(left, right):
            return bool(map_value(left, model, env) == map_value(right, model, env))
        case e.BigOh(quantity, scale):
            positive = value(scale, model, env) > 0 and not vanishing
            return positive or value(quantity, model, env) == 0
        case e.ForAll() | e.Cited():
            return all(holds(c, model, at, vanishing) for c, at in instances(condition, env))
    raise UndefinedError(f"{condition} cannot be decided")


def compare(op: str, left: Extended, right: Extended) -> bool:
    """Decide ``left op right`` between extended rationals."""
    if op == "=":
        return left == right
    if op == "<" and isinstance(right, Infinity):
        return True  # a relation speaks of finite norms on its greater side
    return bool(left <= right) if op == "<=" else bool(left < right)
