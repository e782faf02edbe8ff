"""The exact value of a bound's expression at given parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from varsym.claims import expressions as e
from varsym.claims.refuting.evaluate import integer
from varsym.claims.render import text
from varsym.errors import QueryError
from varsym.exact.accumulation import accumulate_errors

__all__ = ["MAX_BITS", "evaluate", "family_places", "occurs"]

MAX_BITS = 8_000_000
Reals = Callable[[str, tuple[int, ...]], Fraction]


def evaluate(item: e.Scalar, reals: Reals, env: Mapping[str, int]) -> Fraction:
    """Return the exact value of an expression without norms.

    A sum of errors that are carried through later layers is accumulated in a balanced tree; all
    else is computed as written.

    Parameters
    ----------
    item : Scalar
    reals : callable
        Returns the value of a real variable, from its name and the tuple of its indices.
    env : mapping of str to int
        The values of index variables.

    Raises
    ------
    QueryError
        For a division by zero, or a power that would not fit into `MAX_BITS`.

    Examples
    --------
    >>> from varsym.pack import reals
    >>> (a,) = reals("a")
    >>> evaluate(a * a + 1, lambda name, indices: Fraction(1, 2), {})
    Fraction(5, 4)
    """
    match item:
        case e.Number(value):
            return value
        case e.Index(name):
            return Fraction(env[name])
        case e.Real(name, indices):
            return reals(name, tuple(integer(i, env) for i in indices))
        case e.Binary("^", left, right):
            return _power(evaluate(left, reals, env), integer(right, env))
        case e.Binary(op, left, right):
            return _binary(op, evaluate(left, reals, env), evaluate(right, reals, env), item)
        case e.Iterated("sum", name, low, high, body):
            carried = _carried(item)
            if carried is not None:
                return _accumulated(item, *carried, reals, env)
            places = range(integer(low, env), integer(high, env) + 1)
            return sum((evaluate(body, reals, {**env, name: j}) for j in places), Fraction(0))
        case e.Iterated("prod", name, low, high, body):
            total = Fraction(1)
            for at in range(integer(low, env), integer(high, env) + 1):
                total *= evaluate(body, reals, {**env, name: at})
                _check_size(total)
            return total
    raise QueryError(f"{text(item)} in a bound.", "An expression without norms.")


def _check_size(value: Fraction) -> None:
    if value.numerator.bit_length() + value.denominator.bit_length() > MAX_BITS:
        raise QueryError(
            f"A value of more than {MAX_BITS} bits.", "Fewer layers or smaller constants."
        )


def _power(base: Fraction, exponent: int) -> Fraction:
    size = base.numerator.bit_length() + base.denominator.bit_length()
    if base not in (0, 1, -1) and size * abs(exponent) > MAX_BITS:
        raise QueryError(
            f"A power with the exponent {exponent}, of more than {MAX_BITS} bits.",
            "Fewer layers or smaller constants.",
        )
    if base == 0 and exponent < 0:
        raise QueryError("A negative power of zero.", "Parameters for which the bound is defined.")
    return base**exponent


def _binary(op: str, left: Fraction, right: Fraction, item: e.Scalar) -> Fraction:
    if op == "/" and right == 0:
        raise QueryError(
            f"A division by zero in {text(item)}.",
            "Parameters for which the bound is defined.",
            "Use the form of the bound for this case.",
        )
    found: Fraction = e.ARITHMETIC[op](left, right)
    return found


def occurs(name: str, item: object) -> bool:
    """Return whether an index or real variable occurs in an expression.

    Parameters
    ----------
    name : str
        Of the variable.
    item : Scalar, Condition or tuple of them

    Examples
    --------
    >>> from varsym.pack import reals
    >>> a, b = reals("a b")
    >>> occurs("a", a + b), occurs("c", a + b)
    (True, False)
    """
    if isinstance(item, (e.Index, e.Real)) and item.name == name:
        return True
    if isinstance(item, tuple):
        return any(occurs(name, part) for part in item)
    fields = getattr(item, "__dataclass_fields__", ())
    return any(occurs(name, getattr(item, field)) for field in fields)


def _factors(item: e.Scalar) -> Iterator[e.Scalar]:
    if isinstance(item, e.Binary) and item.op == "*":
        yield from _factors(item.left)
        yield from _factors(item.right)
    else:
        yield item


def _carried(item: e.Iterated) -> tuple[e.Iterated, list[e.Scalar]] | None:
    """Split ``Σ_j (Π_{i=j+1}^{high} a_i) · b_j`` into the product and the factors of b_j."""
    parts = list(_factors(item.body))
    after = e.Binary("+", e.Index(item.index), e.Number(Fraction(1)))
    for part in parts:
        if (
            isinstance(part, e.Iterated)
            and part.kind == "prod"
            and part.low == after
            and part.high == item.high
            and not occurs(item.index, part.body)
        ):
            return part, [p for p in parts if p is not part]
    return None


def _accumulated(
    item: e.Iterated,
    growth: e.Iterated,
    rest: list[e.Scalar],
    reals: Reals,
    env: Mapping[str, int],
) -> Fraction:
    low, high = integer(item.low, env), integer(item.high, env)
    factors, errors = [], []
    for at in range(low, high + 1):
        later = at > low
        factors.append(
            evaluate(growth.body, reals, {**env, growth.index: at}) if later else Fraction(0)
        )
        error = Fraction(1)
        for part in rest:
            error *= evaluate(part, reals, {**env, item.index: at})
        errors.append(error)
    return accumulate_errors(factors, errors)


def family_places(item: e.Scalar, env: Mapping[str, int]) -> dict[str, set[int]]:
    """Return at which integers each family of one index is used, for given index values.

    Parameters
    ----------
    item : Scalar
    env : mapping of str to int
        The values of index variables.

    Examples
    --------
    >>> from varsym.pack import families, index, summation
    >>> (a,), (j, n) = families("a"), index("j n")
    >>> family_places(summation(j, 1, n, a[j]), {"n": 3})
    {'a': {1, 2, 3}}
    """
    found: dict[str, set[int]] = {}

    def visit(part: e.Scalar, here: Mapping[str, int]) -> None:
        match part:
            case e.Real(name, indices):
                places = [integer(i, here) for i in indices]
                if len(places) == 1:
                    found.setdefault(name, set()).update(places)
            case e.Binary(_, left, right):
                visit(left, here)
                visit(right, here)
            case e.Iterated(_, name, low, high, body):
                ends = integer(low, here), integer(high, here)
                carried = _carried(part) if part.kind == "sum" else None
                if carried is not None:
                    growth, rest = carried
                    for at in range(ends[0] + 1, ends[1] + 1):
                        visit(growth.body, {**here, growth.index: at})
                    for at in range(ends[0], ends[1] + 1):
                        for other in rest:
                            visit(other, {**here, name: at})
                    return
                for at in range(ends[0], ends[1] + 1):
                    visit(body, {**here, name: at})

    visit(item, env)
    return found
