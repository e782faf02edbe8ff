"""Spaces and maps by example; test_map_semantics.py has the general law."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from varsym.kernel import (
    ONE,
    POINT,
    ZERO,
    Composite,
    MapAtom,
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
from varsym.kernel.scalars import Frozen

V, W = Space((real("v"),)), Space((real("w"),))
f, g, h = (map_variable(name, (), V, V) for name in "fgh")
out = map_variable("out", (), V, W)
i, j, n = index("i"), index("j"), index("n")
f_i, g_i, f_j = (map_variable(name, (at,), V, V) for name, at in (("f", i), ("g", i), ("f", j)))
a = real("a")
TWO = number(2)
R2 = Space((TWO,), "2")


class Text(str):
    __slots__ = ()


class Maps(tuple[Any, ...]):
    __slots__ = ()


class Twice(dict[Any, Any]):
    def items(self) -> Any:
        return [*super().items(), *super().items()]


class Duck:
    """What a scalar looks like, with a key that lies."""

    free: frozenset[str] = frozenset()
    height, is_index, key = 0, True, ONE.key
    terms, constant = TWO.terms, Fraction(1)


def sided(n: Scalar) -> Space:
    return Space((real("h", n),))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((f + g) @ h, f @ h + g @ h),
        (f.scale(a) @ g, (f @ g).scale(a)),
        ((f @ g) @ h, f @ (g @ h)),
        (f @ (g @ h + f), (f @ (g @ h + f)) @ identity(V)),
        (identity(V) @ f, f),
        (f - f, zero_map(V, V)),
        (zero_map(V, W) @ f, zero_map(V, W)),
        (chain("i", ONE, n, f_i), chain("j", ONE, n, f_j)),
        (chain("i", n, n, f_i), map_variable("f", (n,), V, V)),
        (chain("i", n, n - ONE, f_i), identity(V)),
        (map_sum("i", n, n, f_i), map_variable("f", (n,), V, V)),
        (map_sum("i", n, n - ONE, f_i), zero_map(V, V)),
        (map_sum("i", ONE, number(-7), f_i), zero_map(V, V)),
        (chain("i", i, n, f_i), chain("j", i, n, f_j)),
    ],
)
def test_same_normal_form(left: MapTerm, right: MapTerm) -> None:
    assert left == right
    assert left.key == right.key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (f @ (g + h), f @ g + f @ h),
        (f @ g.scale(TWO), (f @ g).scale(TWO)),
        (f @ zero_map(V, V), zero_map(V, V)),
        (f @ g, g @ f),
        (map_variable("f", (), V, W), map_variable("f", (), W, V)),
        (identity(V), identity(Space((real("v"),), "2"))),
        (chain("i", ONE, n, f_i), map_sum("i", ONE, n, f_i)),
        (chain("i", ONE, n, f_i.scale(TWO)), chain("i", ONE, n, f_i)),
        (map_sum("i", ONE, n, f_i + g_i), map_sum("i", ONE, n, f_i)),
        (matrix((ONE,) * 4, R2, R2), matrix((ONE,) * 4, R2, Space((TWO,), "1"))),
        (map_variable("chain", (n,), V, V), chain("i", ONE, n, f_i)),
    ],
)
def test_different_normal_form(left: MapTerm, right: MapTerm) -> None:
    assert left != right
    assert left.key != right.key


def test_chain_runs_from_the_inside_out() -> None:
    family = map_variable("g", (i,), sided(i), sided(i + ONE))
    links = chain("i", ONE, n, family)
    assert (links.dom, links.cod) == (sided(ONE), sided(n + ONE))
    last = map_variable("g", (TWO,), sided(TWO), sided(number(3)))
    both = last @ chain("i", ONE, ONE, family)
    assert [str(atom) for atom in both.terms[0][0].factors] == ["g[2]", "g[1]"]


def test_nothing_is_captured_in_a_chain() -> None:
    template = map_variable("g", (i, j), V, V)
    moved = substitute_map(chain("i", ONE, n, f_i), Substitution(maps={"f": (("j",), template)}))
    assert moved == chain("k", ONE, n, map_variable("g", (i, index("k")), V, V))
    nested = chain("i", ONE, n, map_sum("j", ONE, i, map_variable("f", (i, j), V, V)))
    swap = Substitution(maps={"f": (("j", "i"), map_variable("g", (i, j), V, V))})
    assert substitute_map(nested, swap) == chain(
        "p",
        ONE,
        n,
        map_sum("q", ONE, index("p"), map_variable("g", (index("q"), index("p")), V, V)),
    )


def test_a_factor_can_become_a_sum_and_a_shape_another() -> None:
    put = Substitution(real={"v": ((), real("w"))}, maps={"f": ((), identity(W).scale(a))})
    assert substitute_map(f @ g + f, put) == (
        map_variable("g", (), W, W).scale(a) + identity(W).scale(a)
    )
    with pytest.raises(TermError, match="shape differs"):
        substitute_map(f, Substitution(maps={"f": ((), out)}))
    with pytest.raises(TermError, match="indices"):
        substitute_map(f_i, Substitution(maps={"f": ((), g)}))


ATOM = f.terms[0][0].factors[0]
CHAIN = chain("i", ONE, n, map_variable("f", (i,), W, W)).terms[0][0].factors[0]
MALFORMED: list[Callable[[], object]] = [
    lambda: compose(f, out),
    lambda: f + out,
    lambda: f @ a,  # type: ignore[operator]
    lambda: f.scale(2),  # type: ignore[arg-type]
    lambda: Space([real("v")]),  # type: ignore[arg-type]
    lambda: Space((2,)),  # type: ignore[arg-type]
    lambda: Space((TWO,), "3"),
    lambda: Space((TWO,), Text("2")),
    lambda: map_variable("f", (a,), V, V),
    lambda: map_variable("f g", (), V, V),
    lambda: map_variable("f", [n], V, V),  # type: ignore[arg-type]
    lambda: map_variable("f", (Duck(),), V, V),  # type: ignore[arg-type]
    lambda: map_variable("f", (), V, a),  # type: ignore[arg-type]
    lambda: matrix((ONE,) * 3, R2, R2),
    lambda: matrix((a,) * 4, R2, R2),
    lambda: matrix((Duck(),) * 4, R2, R2),  # type: ignore[arg-type]
    lambda: matrix((), POINT, POINT),
    lambda: matrix((ONE,), V, V),
    lambda: matrix((ONE,), Space((number(Fraction(1, 2)),)), Space((ONE,))),
    lambda: matrix((ONE,), Space((ONE, ONE)), Space((ONE,))),
    lambda: chain("i", a, n, f_i),
    lambda: chain("i", a, a - ONE, f_i),
    lambda: map_sum("i", a, a - ONE, f_i),
    lambda: chain("i", ONE, n, a),  # type: ignore[arg-type]
    lambda: chain("i", ONE, n, out),
    lambda: chain("i", ONE, ONE, out),
    lambda: chain("i", ONE, ZERO, out),
    lambda: chain("i", ONE, number(-1), f_i),
    lambda: chain("i", n, n - TWO, f_i),
    lambda: map_sum("i", ONE, n, map_variable("g", (i,), sided(i), V)),
    lambda: map_sum("i", ONE, ZERO, map_variable("g", (i,), V, sided(i))),
    lambda: MapAtom("chain", CHAIN.name, CHAIN.args, V, V, CHAIN.body),
    lambda: MapAtom("sum", CHAIN.name, CHAIN.args, V, W, CHAIN.body),
    lambda: MapAtom("chain", "@0", CHAIN.args, V, W, out),
    lambda: MapAtom("chain", "@1", CHAIN.args, W, W, CHAIN.body),
    lambda: MapAtom("chain", "@0", (ONE,), W, W, CHAIN.body),
    lambda: MapAtom("var", "f", (), V, V, f),
    lambda: MapAtom(Text("var"), "f", (), V, V),
    lambda: MapAtom("max", "f", (), V, V),
    lambda: Composite([ATOM]),  # type: ignore[arg-type]
    lambda: Composite(Maps((ATOM,))),
    lambda: Composite((f,)),  # type: ignore[arg-type]
    lambda: Composite((), f),
    lambda: MapTerm(V, W, {Composite((ATOM,)): ONE}),
    lambda: MapTerm(V, W, {Composite(()): ONE}),
    lambda: MapTerm(V, V, {Composite((ATOM,), out): ONE}),
    lambda: MapTerm(V, V, Twice({Composite((ATOM,)): ONE})),
    lambda: MapTerm(V, V, {Composite((ATOM,)): 1}),  # type: ignore[dict-item]
    lambda: MapTerm(V, V, {"f": ONE}),  # type: ignore[dict-item]
]


@pytest.mark.parametrize("build", MALFORMED)
def test_malformed_maps_cannot_be_built(build: Callable[[], object]) -> None:
    with pytest.raises(TermError):
        build()


def test_maps_are_fixed_and_final() -> None:
    for term in (f, ATOM, V, f.terms[0][0]):
        with pytest.raises(TermError):
            term.key = "x"
        with pytest.raises(TermError, match="final"):
            type("Sub", (type(term), Frozen), {})
    with pytest.raises(TermError, match="second time"):
        f.__init__(V, V, {})  # type: ignore[misc]
    with pytest.raises(TermError, match="second time"):
        V.__init__(())  # type: ignore[misc]
    assert f == map_variable("f", (), Space((real("v"),)), V)
