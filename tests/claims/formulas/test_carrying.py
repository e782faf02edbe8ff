"""What rounds leave to the next and to the lines after a loop: shapes, roles and cells."""

from __future__ import annotations

from typing import Any

import pytest
from array_letters import i, j, k, m, n, number, one
from procedure_semantics import breaches

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.procedures import (
    Assign,
    Draw,
    Line,
    Loop,
    Procedure,
    Read,
    Return,
    Roles,
    While,
)

c = e.Real("c")
(K,) = e.index("K")
N, M = (n, c), (m, c)
X, Y = Read("X"), Read("Y")
x, y, z = Read("x"), Read("y"), Read("z")
LETS = (a.Let(a.ArrayVariable("X", N)), a.Let(a.ArrayVariable("Y", M)))
MAPS = (a.LetMap("f"), a.LetMap("g"))
ROLES = (Roles("f", ("an image",)), Roles("g", (None,), "a condition"))


def procedure(*lines: Line, declared: tuple[a.Declaration, ...] = ()) -> Procedure:
    return Procedure((a.Sides("n m c K"), *LETS, *MAPS, *declared), lines)


def roled(*lines: Line) -> Procedure:
    return procedure(*lines, declared=ROLES)


def f(shape: a.Shape, argument: a.Array, cod: a.Shape | None = None) -> a.Array:
    return a.Applied("f", (), shape, cod or shape, argument)


def g(argument: a.Array, cod: a.Shape = N) -> a.Array:
    return a.Applied("g", (), N, cod, argument)


def s(at: e.Scalar) -> Read:
    return Read("s", (at,))


def write(line: int, at: e.Scalar, value: a.Array = X) -> Assign:
    return Assign(line, "s", value, (at,))


DRAW = Draw(1, "x", "N")
USE = Assign(3, "y", f(N, x))
ALL_CELLS = Loop(1, i, 1, K, (write(2, i),))
CONDITIONED = Assign(4, "x", g(x))

HOLDING: dict[str, Procedure] = {
    "a shape asked for in a loop, and returned": procedure(
        DRAW, Loop(2, i, 1, K, (USE,)), Return(4, x, N)
    ),
    "a shape asked for in a while loop": procedure(DRAW, While(2, "go", (USE,)), Return(4, x, N)),
    "a draw in each round": procedure(DRAW, Loop(2, i, 1, K, (USE, Draw(4, "x", "N")))),
    "the last cell": procedure(ALL_CELLS, Return(3, s(K), N)),
    "each cell, in a second loop": procedure(
        ALL_CELLS, Loop(3, j, 1, K, (Assign(4, "z", s(j) + X),))
    ),
    "each cell from the one before": procedure(
        write(1, one), Loop(2, i, 2, K, (write(3, i, f(N, s(i - 1))),)), Return(4, s(K), N)
    ),
    "cells shifted and turned": procedure(
        Loop(1, i, 1, K, (write(2, K - i),)), Return(3, s(K - 1), N)
    ),
    "cells of two loops": procedure(
        Loop(1, i, 1, K, (Loop(2, j, 1, i, (write(3, j),)),)), Return(4, s(K), N)
    ),
    "cells of two indices": procedure(
        Loop(1, i, 1, K, (Loop(2, j, 1, n, (Assign(3, "s", X, (i, j)),)),)),
        Return(4, Read("s", (K, n)), N),
    ),
    "earlier cells": procedure(
        Loop(1, i, 1, K, (write(2, i), Loop(3, j, 1, i, (Assign(4, "z", s(j) + X),))))
    ),
    "cells that grow": procedure(
        Loop(1, i, 1, K, (Draw(2, "s", "N", (i, c), (i,)),)), Return(3, s(K), (K, c))
    ),
    "a name from three rounds": procedure(Loop(1, i, 1, 3, (Assign(2, "y", X),)), Return(3, y, N)),
    "a name of another shape that no round reads": procedure(
        Assign(1, "y", X), Loop(2, i, 1, K, (Assign(3, "y", Y), Assign(4, "z", y + Y)))
    ),
    "one round that changes a shape": procedure(
        Assign(1, "x", X), Loop(2, i, 1, 1, (Assign(3, "x", g(x, M)),)), Return(4, x, M)
    ),
    "a size in a loop that starts at 2": procedure(
        Loop(1, i, 2, K, (Draw(2, "z", "N", (K - 1, c)),))
    ),
    "an image in every round": roled(
        Draw(1, "x", "N", N, role="an image"),
        While(2, "go", (USE, Assign(4, "x", x + number(2) * X))),
    ),
    "a condition that nothing takes": roled(Assign(1, "x", X), While(2, "go", (CONDITIONED,))),
}
REFUTED: dict[str, tuple[Procedure, str]] = {
    "another shape in the second round": (
        procedure(DRAW, Loop(2, i, 1, K, (USE, Assign(4, "x", g(x, M))))),
        "line 2, for the next round: x: ",
    ),
    "another shape in the next round of a while loop": (
        procedure(DRAW, While(2, "go", (USE, Assign(4, "x", g(x, M))))),
        "line 2, for the next round: x: ",
    ),
    "another shape after the loop": (
        procedure(DRAW, Loop(2, i, 1, K, (USE,)), Assign(4, "z", f(M, x))),
        "line 4: f(x): ",
    ),
    "another shape in a second loop": (
        procedure(DRAW, Loop(2, i, 1, K, (USE,)), Loop(4, j, 1, K, (Assign(5, "z", f(M, x)),))),
        "line 5: f(x): ",
    ),
    "another shape in a second inner loop": (
        procedure(
            DRAW,
            Loop(
                7,
                k,
                1,
                K,
                (Loop(2, i, 1, K, (USE,)), Loop(4, j, 1, K, (Assign(5, "z", f(M, x)),))),
            ),
        ),
        "line 5: f(x): ",
    ),
    "a cell too far": (
        procedure(ALL_CELLS, Return(3, s(K + 1))),
        "line 3: s[K+1] is read, and nothing defines it",
    ),
    "a cell too far in a second loop": (
        procedure(ALL_CELLS, Loop(3, j, 1, K, (Assign(4, "z", s(j + 1)),))),
        "line 4: s[j+1] is read, and nothing defines it at K = 1, j = 1",
    ),
    "a cell that only some sizes have": (
        procedure(Loop(1, i, 2, K, (write(2, i),)), Return(3, s(K))),
        "line 3: s[K] is read, and nothing defines it at K = 1",
    ),
    "a cell of another size": (
        procedure(Loop(1, i, 1, K, (Draw(2, "s", "N", (i, c), (i,)),)), Return(3, s(one), (K, c))),
        "line 3: s[1]: ",
    ),
    "a size that is none": (procedure(Draw(1, "x", "N", (n - 1, c))), "line 1: n - 1 in x: 0 is"),
    "a condition in the second round": (
        roled(Assign(1, "x", X), While(2, "go", (USE, CONDITIONED))),
        "line 3: argument 1 of f is a condition, where it takes an image",
    ),
    "a condition in the third round": (
        roled(
            Assign(1, "x", X),
            Assign(1, "w", X),
            While(2, "go", (USE, Assign(4, "x", Read("w")), Assign(5, "w", g(X)))),
        ),
        "line 3: argument 1 of f is a condition, where it takes an image",
    ),
    "a condition after the loop": (
        roled(Assign(1, "x", X), Loop(2, i, 1, K, (CONDITIONED,)), USE),
        "line 3: argument 1 of f is a condition, where it takes an image",
    ),
}
IMAGE = Draw(1, "p", "P", N, role="an image")
OPEN: dict[str, Procedure] = {
    "a condition in a second round that never comes": roled(
        Assign(1, "x", X), Loop(2, i, 1, 1, (USE, CONDITIONED))
    ),
    "a condition where there is a round": roled(
        Assign(1, "x", X), Loop(2, i, 1, K - 1, (CONDITIONED,)), USE
    ),
    "a sum of an image and a condition": roled(IMAGE, Assign(2, "w", f(N, Read("p") + g(X)))),
    "a sum of both under a name": roled(
        IMAGE, Assign(2, "x", Read("p") + g(X)), Assign(3, "w", f(N, x))
    ),
    "a cell that the loop writes again": procedure(
        write(1, one), Loop(2, i, 1, K, (Assign(3, "z", f(N, s(one))), write(4, i, Y)))
    ),
    "cells that two writes share": procedure(
        Loop(1, i, 1, K, (write(2, i), write(3, i + 1, Y))), Return(4, s(K), N)
    ),
    "a cell that may be another": procedure(write(1, one), write(2, K, Y), Return(3, s(one), N)),
    "every second cell": procedure(Loop(1, i, 1, K, (write(2, 2 * i),)), Return(3, s(2 * K), N)),
    "a cell before the first": procedure(
        write(1, one), Loop(2, i, 1, K, (write(3, i, f(N, s(i - 1))),))
    ),
    "another shape from the cell before": procedure(
        write(1, one), Loop(2, i, 2, K, (write(3, i, f(N, s(i - 1), M)),))
    ),
    "two shapes after a loop": procedure(
        Assign(1, "y", X), Loop(2, i, 1, K - 1, (Assign(3, "y", Y),)), Return(4, y, M)
    ),
    "a while loop that may never begin": procedure(
        While(1, "go", (Assign(2, "y", X),)), Return(3, y)
    ),
    "a fault in a loop without rounds": procedure(Loop(1, i, 1, 0, (Assign(2, "z", y),))),
    "a side that is assigned": procedure(Assign(1, "n", number(2)), Return(2, X, N)),
}


def decided(goal: Procedure, *conditions: e.Condition) -> Any:
    return decide(Claim("demo", goal, conditions))


@pytest.mark.parametrize("name", HOLDING)
def test_what_rounds_leave_is_found_by_the_next(name: str) -> None:
    found = decided(HOLDING[name])
    assert found.verdict == "proved", found.evidence.summary


@pytest.mark.parametrize("name", HOLDING)
def test_what_is_proved_runs(name: str) -> None:
    sizes = {"n": (1, 2), "m": (1, 3), "c": (2,), "K": (1, 2, 3)}
    shape = lambda _, machine: machine.held["X", ()].shape  # noqa: E731
    assert breaches(HOLDING[name], sizes, shape) == []


@pytest.mark.parametrize("name", REFUTED)
def test_what_a_later_round_does_not_find_is_refuted(name: str) -> None:
    made, line = REFUTED[name]
    found = decided(made)
    assert found.verdict == "refuted", found.evidence.summary
    assert any(fault.startswith(line) for fault in found.evidence.details.values())


SHAPES = [name for name in REFUTED if "condition" not in name]


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_refuted_does_not_run(name: str) -> None:
    sizes = {"n": (1, 2), "m": (1, 3), "c": (2,), "K": (1, 2, 3)}
    shape = lambda _, machine: machine.held["X", ()].shape  # noqa: E731
    assert breaches(REFUTED[name][0], sizes, shape)


@pytest.mark.parametrize("name", OPEN)
def test_what_cannot_be_told_is_left_open(name: str) -> None:
    assert decided(OPEN[name]).verdict == "open"


def test_a_condition_on_the_number_of_rounds_is_used() -> None:
    made = procedure(Loop(1, i, 1, K - 1, (Assign(2, "y", X),)), Return(3, y, N))
    assert decided(made).verdict == "refuted"
    assert decided(made, e.Compare("<=", e.Number(one.value * 2), K)).verdict == "proved"


def test_a_condition_on_the_index_of_a_loop_is_of_another_letter() -> None:
    row = Assign(2, "y", a.Slice(X, (i, a.ALL)))
    made = procedure(Loop(1, i, 1, K, (row,)))
    assert decided(made).verdict == "refuted"
    assert decided(made, e.Compare("<=", i, one)).verdict == "open"


def test_a_sum_over_cells_reads_those_between_its_ends() -> None:
    def total(high: e.Scalar) -> Procedure:
        return procedure(ALL_CELLS, Return(3, a.array_sum(j, 1, high, s(j)), N))

    assert decided(total(K)).verdict == "proved"
    assert decided(total(K + 1)).verdict == "refuted"


def test_a_declared_family_is_read_at_each_of_its_indices() -> None:
    family = (a.Ranging(i, 1, K), a.Let(a.ArrayVariable("F", N, (i,))))

    def read(at: e.Scalar) -> Procedure:
        return procedure(Return(1, Read("F", (at,)), N), declared=family)

    assert [decided(read(at)).verdict for at in (i, K, i + 1)] == ["proved", "proved", "refuted"]
