"""Whether one condition is an instance of another: how a citation is held to what is cited."""

from __future__ import annotations

from typing import Any

from varsym.claims import expressions as e

__all__ = ["is_instance"]


def is_instance(pattern: e.Condition, condition: e.Condition) -> bool:
    """Return whether `condition` is `pattern` with its variables replaced, for all indices too.

    Parameters
    ----------
    pattern, condition : Condition

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> a, b, c = e.reals("a b c")
    >>> is_instance(a <= b, c + 1 <= a), is_instance(a <= b, a < b), is_instance(a <= a, a <= b)
    (True, False, False)
    """
    while isinstance(condition, e.ForAll):
        condition = condition.body
    while isinstance(pattern, e.ForAll):
        pattern = pattern.body
    return _match(pattern, condition, {})


def _match(pattern: Any, item: Any, bound: dict[Any, Any]) -> bool:
    if isinstance(pattern, (e.MapVariable, e.Real)):
        wanted = e.Map if isinstance(pattern, e.MapVariable) else e.Scalar
        if not isinstance(item, wanted):
            return False
        key = (type(pattern), pattern.name)
        return bool(bound.setdefault(key, item) == item)
    if isinstance(pattern, tuple):
        return (
            isinstance(item, tuple)
            and len(item) == len(pattern)
            and all(_match(p, i, bound) for p, i in zip(pattern, item, strict=True))
        )
    fields = getattr(pattern, "__dataclass_fields__", None)
    if fields is None:
        return bool(pattern == item)
    return type(pattern) is type(item) and all(
        _match(getattr(pattern, name), getattr(item, name), bound) for name in fields
    )
