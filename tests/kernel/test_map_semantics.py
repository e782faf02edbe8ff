"""Normal forms of maps keep the meaning: maps of the rational line, evaluated point by point."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from varsym.kernel import (
    MapTerm,
    Scalar,
    Space,
    Substitution,
    TermError,
    chain,
    compose,
    identity,
    index,
    map_sum,
    map_variable,
    matrix,
    number,
    real,
    substitute_map,
    zero_map,
)

Expr = tuple[Any, ...]
Map = Callable[[Fraction], Fraction]
Maps = Callable[[str, tuple[int, ...]], Map]
LINE = Space((number(1),), "2")
NAMES = ["i", "j", "k"]
ARITY = {"f": 0, "g": 1, "h": 2}
HALF = Fraction(1, 2)
# Not additive, not odd, not monotone, not invertible: nothing that a wrong rewriting could rely on.
PIECEWISE: list[Map] = [
    abs,
    lambda x: max(x - 1, Fraction(0)),
    lambda x: x + 1,
    lambda x: -x * HALF,
    lambda x: min(x, 2 - x),
    lambda x: Fraction(3) if x > HALF else x * 2,
    lambda x: Fraction(-2),
]


def maps_of(order: list[int]) -> Maps:
    def look_up(name: str, places: tuple[int, ...]) -> Map:
        at = ord(name[0]) + sum((3 + 2 * n) * p for n, p in enumerate(places))
        return PIECEWISE[order[at % len(PIECEWISE)]]

    return look_up


def linear(e: Expr, ints: dict[str, int]) -> int:
    total: int = e[0] + sum(a * ints[n] for a, n in e[1])
    return total


def linear_term(e: Expr) -> Scalar:
    total = number(e[0])
    for a, n in e[1]:
        total = total + number(a) * index(n)
    return total


def ordered(low: int, high: int) -> range:
    """Return the links of a chain; one that runs backwards has no meaning to compare."""
    assume(high >= low - 1)
    return range(low, high + 1)


def meaning(e: Expr, ints: dict[str, int], maps: Maps, x: Fraction) -> Fraction:
    match e:
        case ("id",):
            return x
        case ("zero",):
            return Fraction(0)
        case ("matrix", q):
            return Fraction(q) * x
        case ("var", name, places):
            return maps(name, tuple(linear(p, ints) for p in places))(x)
        case ("add", a, b):
            return meaning(a, ints, maps, x) + meaning(b, ints, maps, x)
        case ("scale", c, a):
            factor = c if isinstance(c, Fraction) else Fraction(linear(c, ints))
            return factor * meaning(a, ints, maps, x)
        case ("compose", a, b):
            return meaning(a, ints, maps, meaning(b, ints, maps, x))
        case ("chain", name, low, high, body):
            for n in ordered(linear(low, ints), linear(high, ints)):
                x = meaning(body, ints | {name: n}, maps, x)
            return x
        case ("map_sum", name, low, high, body):
            inside = range(linear(low, ints), linear(high, ints) + 1)
            values = (meaning(body, ints | {name: n}, maps, x) for n in inside)
            return sum(values, Fraction(0))
    raise ValueError(e)


def built(e: Expr) -> MapTerm:
    match e:
        case ("id",):
            return identity(LINE)
        case ("zero",):
            return zero_map(LINE, LINE)
        case ("matrix", q):
            return matrix((number(q),), LINE, LINE)
        case ("var", name, places):
            return map_variable(name, tuple(map(linear_term, places)), LINE, LINE)
        case ("add", a, b):
            return built(a) + built(b)
        case ("scale", c, a):
            return built(a).scale(number(c) if isinstance(c, Fraction) else linear_term(c))
        case ("compose", a, b):
            return compose(built(a), built(b))
        case ("chain" | "map_sum" as kind, name, low, high, body):
            link = chain if kind == "chain" else map_sum
            return link(name, linear_term(low), linear_term(high), built(body))
    raise ValueError(e)


def scalar_value(term: Scalar, ints: dict[str, int]) -> Fraction:
    total = Fraction(0)
    for mono, coeff in term.terms:
        part = coeff
        for atom, exponent in mono:
            assert atom.kind == "index"
            part *= Fraction(ints[atom.name]) ** exponent
        total += part
    return total


def image(term: MapTerm, ints: dict[str, int], maps: Maps, x: Fraction) -> Fraction:
    """Return the value at x of a normal form, read off its slots."""
    total = Fraction(0)
    for part, coeff in term.terms:
        y = x if part.tail is None else image(part.tail, ints, maps, x)
        for atom in reversed(part.factors):
            args = [scalar_value(a, ints) for a in atom.args]
            if atom.kind == "var":
                y = maps(atom.name, tuple(map(int, args)))(y)
            elif atom.kind == "matrix":
                y = args[0] * y
            else:
                assert atom.body is not None
                low, high = map(int, args)
                if atom.kind == "chain":
                    for n in ordered(low, high):
                        y = image(atom.body, ints | {atom.name: n}, maps, y)
                else:
                    inside = [ints | {atom.name: n} for n in range(low, high + 1)]
                    y = sum((image(atom.body, at, maps, y) for at in inside), Fraction(0))
        total += scalar_value(coeff, ints) * y
    return total


linears = st.tuples(
    st.integers(-2, 3),
    st.lists(st.tuples(st.sampled_from([-1, 1]), st.sampled_from(NAMES)), max_size=1),
)
rationals = st.sampled_from([Fraction(-1), Fraction(0), HALF, Fraction(1), Fraction(2)])
leaves = st.one_of(
    st.sampled_from([("id",), ("zero",)]),
    st.tuples(st.just("matrix"), rationals),
    st.sampled_from([*ARITY]).flatmap(
        lambda name: st.tuples(
            st.just("var"),
            st.just(name),
            st.lists(linears, min_size=ARITY[name], max_size=ARITY[name]),
        )
    ),
)


def grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    bigs = st.tuples(
        st.sampled_from(["chain", "map_sum"]), st.sampled_from(NAMES), linears, linears, inner
    )
    return st.one_of(
        bigs,
        bigs,
        st.tuples(st.sampled_from(["add", "compose"]), inner, inner),
        st.tuples(st.just("scale"), st.one_of(rationals, linears), inner),
    )


expressions = st.recursive(leaves, grow, max_leaves=6)
assignments = st.fixed_dictionaries({n: st.integers(-2, 3) for n in NAMES})
orders = st.permutations(range(len(PIECEWISE)))
points = st.fractions(min_value=-3, max_value=3, max_denominator=4)


def built_or_skipped(e: Expr) -> MapTerm:
    try:
        return built(e)
    except TermError as error:
        assume("backwards" not in str(error))
        raise


@given(expressions, assignments, orders, points)
def test_constructors_keep_the_map(
    e: Expr, ints: dict[str, int], order: list[int], x: Fraction
) -> None:
    term, maps = built_or_skipped(e), maps_of(order)
    assert image(term, ints, maps, x) == meaning(e, ints, maps, x)


@given(
    expressions,
    st.dictionaries(st.sampled_from(NAMES), linears),
    st.dictionaries(st.sampled_from([*ARITY]), expressions),
    st.permutations(NAMES),
    assignments,
    orders,
    points,
)
def test_substitution_is_evaluation_elsewhere(
    e: Expr,
    moves: dict[str, Expr],
    templates: dict[str, Expr],
    names: list[str],
    ints: dict[str, int],
    order: list[int],
    x: Fraction,
) -> None:
    maps = maps_of(order)
    params = {name: tuple(names[: ARITY[name]]) for name in templates}

    def moved(name: str, places: tuple[int, ...]) -> Map:
        if name not in templates:
            return maps(name, places)
        at = ints | dict(zip(params[name], places, strict=True))
        return lambda y: meaning(templates[name], at, maps, y)

    there = ints | {n: linear(v, ints) for n, v in moves.items()}
    wanted = meaning(e, there, moved, x)
    sub = Substitution(
        {n: linear_term(v) for n, v in moves.items()},
        {},
        {n: (params[n], built_or_skipped(v)) for n, v in templates.items()},
    )
    try:
        term = substitute_map(built_or_skipped(e), sub)
    except TermError as error:
        # A link that is never reached may still be a chain that runs backwards.
        assume("backwards" not in str(error))
        raise
    assert image(term, ints, maps, x) == wanted


@given(expressions, expressions, orders, points)
def test_composition_is_not_taken_for_additive(
    a: Expr, b: Expr, order: list[int], x: Fraction
) -> None:
    f = map_variable("f", (), LINE, LINE)
    one, two = built_or_skipped(a), built_or_skipped(b)
    ints, maps = dict.fromkeys(NAMES, 1), maps_of(order)
    inner = meaning(a, ints, maps, x) + meaning(b, ints, maps, x)
    assert image(f @ (one + two), ints, maps, x) == maps("f", ())(inner)


def test_a_counterexample_to_additivity_is_seen() -> None:
    f, g = (map_variable(name, (), LINE, LINE) for name in "fg")
    assert f @ (g + g) != f @ g + f @ g
    assert f.scale(number(2)) @ g == (f @ g).scale(number(2))
    assert f @ g.scale(number(2)) != (f @ g).scale(number(2))


def test_shapes_move_with_the_index() -> None:
    def space(n: Scalar) -> Space:
        return Space((real("h", n),))

    i, n = index("i"), index("n")
    links = chain("i", number(1), n, map_variable("g", (i,), space(i), space(i + number(1))))
    assert (links.dom, links.cod) == (space(number(1)), space(n + number(1)))
    two = substitute_map(links, Substitution({"n": number(2)}))
    assert (two.dom, two.cod) == (space(number(1)), space(number(3)))
    none = substitute_map(links, Substitution({"n": number(0)}))
    assert none == identity(space(number(1)))
    with pytest.raises(TermError, match="backwards"):
        substitute_map(links, Substitution({"n": number(-1)}))
