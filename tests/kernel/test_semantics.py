"""Normal forms and substitution keep the meaning: an evaluator of our own says so.

Expressions are drawn as plain tuples with named binders, given a meaning here in a few lines of
`Fraction` arithmetic, and built with the kernel's constructors.  What the constructors and
`Substitution` made of them must have the same meaning.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from varsym.kernel import judgements as say
from varsym.kernel import scalars as sc
from varsym.kernel.scalars import Scalar, Substitution

Expr = tuple[Any, ...]
Reals = Callable[[str, tuple[int, ...]], Fraction]
NAMES = ["i", "j", "k"]
ARITY = {"x": 0, "y": 1, "z": 2}
MAX_BITS = 3000


# ---------------------------------------------------------------- what is meant, by names


def big(kind: str, values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) if kind == "sum" else math.prod(values, start=Fraction(1))


def raised(base: Fraction, exponent: int) -> Fraction:
    if base == 0:
        return Fraction(exponent == 0)
    value = base**exponent
    assume(max(abs(value.numerator), value.denominator).bit_length() < MAX_BITS)
    return value


def meaning(e: Expr, ints: dict[str, int], reals: Reals) -> Fraction:
    match e:
        case ("num", q):
            return Fraction(q)
        case ("lin", c, terms):
            return Fraction(c + sum(a * ints[n] for a, n in terms))
        case ("real", name, places):
            return reals(name, tuple(int(meaning(p, ints, reals)) for p in places))
        case ("add", a, b):
            return meaning(a, ints, reals) + meaning(b, ints, reals)
        case ("mul", a, b):
            return meaning(a, ints, reals) * meaning(b, ints, reals)
        case ("pow", a, n):
            return raised(meaning(a, ints, reals), int(meaning(n, ints, reals)))
        case ("inv", a):
            return raised(meaning(a, ints, reals), -1)
        case ("sum" | "prod" as kind, name, low, high, body):
            ends = [int(meaning(end, ints, reals)) for end in (low, high)]
            inside = range(ends[0], ends[1] + 1)
            return big(kind, [meaning(body, ints | {name: n}, reals) for n in inside])
    raise ValueError(e)


def built(e: Expr) -> Scalar:
    match e:
        case ("num", q):
            return sc.number(q)
        case ("lin", c, terms):
            total = sc.number(c)
            for a, n in terms:
                total = total + sc.number(a) * sc.index(n)
            return total
        case ("real", name, places):
            return sc.real(name, *map(built, places))
        case ("add", a, b):
            return built(a) + built(b)
        case ("mul", a, b):
            return built(a) * built(b)
        case ("pow", a, n):
            return sc.power(built(a), built(n))
        case ("inv", a):
            return sc.inverse(built(a))
        case ("sum", name, low, high, body):
            return sc.summation(name, built(low), built(high), built(body))
        case ("prod", name, low, high, body):
            return sc.product(name, built(low), built(high), built(body))
    raise ValueError(e)


# ---------------------------------------------------------------- what the kernel's terms mean


def value(term: Scalar, ints: dict[str, int], reals: Reals) -> Fraction:
    total = Fraction(0)
    for mono, coeff in term.terms:
        part = coeff
        for atom, exponent in mono:
            part *= atom_value(atom, ints, reals) ** exponent
        total += part
    assume(max(abs(total.numerator), total.denominator).bit_length() < MAX_BITS)
    return total


def atom_value(atom: sc.Atom, ints: dict[str, int], reals: Reals) -> Fraction:
    if atom.kind == "index":
        return Fraction(ints[atom.name])
    if atom.kind in ("sum", "prod"):
        low, high = (int(value(end, ints, reals)) for end in atom.args[:2])
        inside = [ints | {atom.name: n} for n in range(low, high + 1)]
        return big(atom.kind, [value(atom.args[2], at, reals) for at in inside])
    args = [value(a, ints, reals) for a in atom.args]
    if atom.kind == "inv":
        return raised(args[0], -1)
    if atom.kind == "pow":
        return raised(args[0], int(args[1]))
    assert atom.kind == "real"
    assert all(a.denominator == 1 for a in args)
    return reals(atom.name, tuple(map(int, args)))


# ---------------------------------------------------------------- strategies

linears = st.tuples(
    st.just("lin"),
    st.integers(-3, 3),
    st.lists(st.tuples(st.sampled_from([-1, 1, 2]), st.sampled_from(NAMES)), max_size=2),
)
rationals = st.sampled_from([Fraction(p, q) for p in (-2, -1, 0, 1, 3) for q in (1, 2)])
leaves = st.one_of(
    st.tuples(st.just("num"), rationals),
    linears,
    st.sampled_from([*ARITY]).flatmap(
        lambda name: st.tuples(
            st.just("real"),
            st.just(name),
            st.lists(linears, min_size=ARITY[name], max_size=ARITY[name]),
        )
    ),
)


def grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    bigs = st.tuples(
        st.sampled_from(["sum", "prod"]), st.sampled_from(NAMES), linears, linears, inner
    )
    return st.one_of(
        bigs,
        bigs,
        st.tuples(st.sampled_from(["add", "mul"]), inner, inner),
        st.tuples(st.just("pow"), inner, linears),
        st.tuples(st.just("inv"), inner),
    )


plain = st.sampled_from(NAMES).map(lambda name: ("lin", 0, [(1, name)]))
# Two binders and a member that reads both of their indices: what a clumsy renaming confuses.
twofold = st.tuples(
    st.just("sum"), st.sampled_from(NAMES), linears, linears,
    st.tuples(
        st.sampled_from(["sum", "prod"]), st.sampled_from(NAMES), linears, linears,
        st.tuples(st.just("real"), st.just("z"), st.lists(plain, min_size=2, max_size=2)),
    ),
)  # fmt: skip
scalars = st.one_of(st.recursive(leaves, grow, max_leaves=6), twofold)
assignments = st.fixed_dictionaries({n: st.integers(-2, 3) for n in NAMES})
tables = st.lists(rationals, min_size=7, max_size=7)


def reals_of(table: list[Fraction]) -> Reals:
    def look_up(name: str, places: tuple[int, ...]) -> Fraction:
        return table[(ord(name[0]) + sum((3 + 2 * n) * p for n, p in enumerate(places))) % 7]

    return look_up


@given(scalars, assignments, tables)
def test_constructors_keep_the_value(e: Expr, ints: dict[str, int], table: list[Fraction]) -> None:
    reals = reals_of(table)
    assert value(built(e), ints, reals) == meaning(e, ints, reals)


@given(scalars, assignments, tables)
def test_is_index_is_said_of_integers_only(
    e: Expr, ints: dict[str, int], table: list[Fraction]
) -> None:
    term = built(e)
    if term.is_index:
        assert value(term, ints, reals_of(table)).denominator == 1
    if term.constant is not None:
        assert value(term, ints, reals_of(table)) == term.constant


@given(
    scalars,
    st.dictionaries(st.sampled_from(NAMES), linears),
    st.dictionaries(st.sampled_from([*ARITY]), scalars),
    assignments,
    tables,
    st.permutations(NAMES),
)
def test_substitution_is_evaluation_elsewhere(
    e: Expr,
    index: dict[str, Expr],
    real: dict[str, Expr],
    ints: dict[str, int],
    table: list[Fraction],
    names: list[str],
) -> None:
    reals = reals_of(table)
    params = {name: tuple(names[: ARITY[name]]) for name in real}
    sub = Substitution(
        {n: built(v) for n, v in index.items()},
        {n: (params[n], built(v)) for n, v in real.items()},
    )

    def moved(name: str, places: tuple[int, ...]) -> Fraction:
        if name not in real:
            return reals(name, places)
        return meaning(real[name], ints | dict(zip(params[name], places, strict=True)), reals)

    there = ints | {n: int(meaning(v, ints, reals)) for n, v in index.items()}
    wanted = meaning(e, there, moved)
    assert value(sub.scalar(built(e)), ints, reals) == wanted


@given(scalars, st.sampled_from(NAMES), st.sampled_from(NAMES), linears, linears)
def test_the_name_of_a_bound_index_does_not_matter(
    e: Expr, old: str, new: str, low: Expr, high: Expr
) -> None:
    body = built(e)
    assume(old == new or new not in body.free)
    renamed = Substitution({old: sc.index(new)}).scalar(body)
    ends = built(low), built(high)
    for make in (sc.summation, sc.product):
        assert make(old, *ends, body) == make(new, *ends, renamed)


# ---------------------------------------------------------------- judgements about scalars

RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": Fraction.__eq__,
    "<=": Fraction.__le__,
    "<": Fraction.__lt__,
}
relations = st.tuples(st.sampled_from([*RELATIONS]), scalars, scalars)
statements = st.recursive(
    relations,
    lambda inner: st.tuples(st.just("every"), st.sampled_from(NAMES), linears, linears, inner),
    max_leaves=2,
)


def said(s: Expr) -> say.Judgement:
    if s[0] == "every":
        return say.every(s[1], built(s[2]), built(s[3]), said(s[4]))
    return say.Judgement(s[0], (built(s[1]), built(s[2])))


def is_meant(s: Expr, ints: dict[str, int], reals: Reals) -> bool:
    if s[0] == "every":
        low, high = (int(meaning(end, ints, reals)) for end in s[2:4])
        return all(is_meant(s[4], ints | {s[1]: n}, reals) for n in range(low, high + 1))
    return RELATIONS[s[0]](*(meaning(side, ints, reals) for side in s[1:]))


def holds(j: say.Judgement, ints: dict[str, int], reals: Reals) -> bool:
    if j.kind == "every":
        name, low, high, body = j.parts
        ends = range(int(value(low, ints, reals)), int(value(high, ints, reals)) + 1)
        return all(holds(body, ints | {name: n}, reals) for n in ends)
    return RELATIONS[j.kind](*(value(side, ints, reals) for side in j.parts))


@given(statements, st.dictionaries(st.sampled_from(NAMES), linears), assignments, tables)
def test_judgements_keep_their_truth_under_substitution(
    s: Expr, index: dict[str, Expr], ints: dict[str, int], table: list[Fraction]
) -> None:
    reals = reals_of(table)
    assert holds(said(s), ints, reals) == is_meant(s, ints, reals)
    there = ints | {n: int(meaning(v, ints, reals)) for n, v in index.items()}
    sub = Substitution({n: built(v) for n, v in index.items()})
    assert holds(said(s).substitute(sub), ints, reals) == is_meant(s, there, reals)


@given(scalars, scalars, assignments, tables)
def test_equal_keys_have_equal_values(
    a: Expr, b: Expr, ints: dict[str, int], table: list[Fraction]
) -> None:
    one, two, reals = built(a), built(b), reals_of(table)
    if one.key == two.key:
        assert meaning(a, ints, reals) == meaning(b, ints, reals)
    assert (one == two) == (one - two == sc.ZERO)
