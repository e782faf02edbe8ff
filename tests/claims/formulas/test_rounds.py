"""Procedures: what every line needs, in every round, and what is told about it."""

from __future__ import annotations

from typing import Any

import pytest
from array_letters import base, h, i, j, m, n, number, one, two
from latex_scripts import complaints
from procedure_semantics import breaches

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, decide
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o
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
from varsym.claims.render import latex, text
from varsym.errors import PackError

x, y = Read("x"), Read("y")
c = e.Real("c")
(K,) = e.index("K")
zero = e.Number(one.value * 0)
X = a.ArrayVariable("x", (n,))
SIDES = a.Sides("n m c K a h")


def procedure(*lines: Line, declared: tuple[a.Declaration, ...] = (a.Let(X),)) -> Procedure:
    return Procedure((SIDES, *declared), lines)


def wide(at: e.Scalar) -> a.Shape:
    """Return a vector of length h·a^at."""
    return (h * base**at,)


def enlarged(item: a.Array, before: e.Scalar, after: e.Scalar) -> a.Array:
    return a.Applied("grow", (), wide(before), wide(after), item)


GROW = (a.LetMap("grow"), a.Let(a.ArrayVariable("x", (h,))))


def growing(*, last: bool, size: a.Shape, start: a.Array = x) -> Procedure:
    """Return a loop in which y grows by the factor a, and a line that returns it."""
    growth = (Assign(4, "y", enlarged(y, i - 1, i)),)
    body = (Assign(3, "z", y + y), *(growth if last else ()))
    between = () if last else growth
    loop = Loop(2, i, 1, K, body, {"y": wide(i - 1)}, between)
    return procedure(Assign(1, "y", start), loop, Return(5, y, size), declared=GROW)


def pictures(order: str) -> Procedure:
    """Return a procedure with maps that take a picture and a word."""
    maps = (a.LetMap("read"), a.LetMap("draw"))
    roles = (Roles("read", ("a picture",), "a word"), Roles("draw", ("a picture", "a word")))
    names = {"p": Read("p"), "w": Read("w")}
    value = o.AppliedTo("draw", (), ((n,), (n,)), (n,), tuple(names[k] for k in order))
    return procedure(
        Draw(1, "p", "P", (n,), role="a picture"),
        Assign(2, "w", a.Applied("read", (), (n,), (n,), 2 * number(1) * Read("p") + x)),
        Assign(3, "p", value),
        declared=(a.Let(X), *maps, *roles),
    )


HOLDING: dict[str, Procedure] = {
    "no line": procedure(),
    "a value": procedure(Assign(1, "y", x + x), Return(2, y, (n,))),
    "a shape that is drawn": procedure(Draw(1, "y", "N", (n,)), Return(2, x + y, (n,))),
    "a shape that is asked for by a sum": procedure(
        Draw(1, "y", "N"), Assign(2, "z", x - number(2) * y), Return(3, y, (n,))
    ),
    "a shape that is asked for by a map": procedure(
        Draw(1, "y", "N"),
        Assign(2, "z", a.Applied("f", (), (m, n), (m,), y)),
        declared=(a.LetMap("f"),),
    ),
    "a while loop": procedure(While(1, "x is large", (Assign(2, "x", x + x),)), Return(3, x, (n,))),
    "a number that is drawn": procedure(
        Draw(1, "t", "[0, 1]", ()), Assign(2, "y", number(e.Real("t")) * x)
    ),
    "a loop that grows": growing(last=True, size=wide(K)),
    "a loop that grows between rounds": growing(last=False, size=wide(K - 1)),
    "a sum over rounds": procedure(
        Assign(1, "s", number(0)),
        Loop(2, i, 1, K, (Assign(3, "s", Read("s") + a.inner(x, x)),)),
        Return(4, Read("s"), ()),
    ),
    "defined in a loop that has a round": procedure(
        Loop(1, i, 1, K, (Assign(2, "y", x),)), Return(3, y, (n,))
    ),
    "loops in loops": procedure(
        Loop(1, i, 1, K, (Loop(2, j, 1, i, (Assign(3, "x", x + x),)),)), Return(4, x, (n,))
    ),
    "rows that are appended": Procedure(
        (SIDES, a.Let(a.ArrayVariable("x", (one, c)))),
        (
            Loop(1, i, 1, K, (Assign(2, "x", o.Stacked(x, a.Ones((one, c)))),), {"x": (i, c)}),
            Return(3, x, (K + 1, c)),
        ),
    ),
    "roles": pictures("pw"),
}
BROKEN: dict[str, tuple[Procedure, str]] = {
    "never defined": (procedure(Return(1, y)), "line 1: y is read, and nothing defines it"),
    "defined later": (
        procedure(Assign(1, "z", y), Assign(2, "y", x)),
        "line 1: y is read, and nothing defines it",
    ),
    "defined with an index": (
        procedure(Loop(1, i, 1, K, (Assign(2, "y", x, (i,)), Assign(3, "z", y)))),
        "line 3: y is read, and nothing defines it (y[i] is, in line 2)",
    ),
    "defined with a hat": (
        procedure(Assign(1, "y_hat", x), Return(2, y)),
        "line 2: y is read, and nothing defines it (y_hat is, in line 1)",
    ),
    "defined later in the round": (
        procedure(Loop(1, i, 1, K, (Assign(2, "z", y), Assign(3, "y", x)))),
        "line 2: y is read, and nothing defines it",
    ),
    "defined in a loop that may have no rounds": (
        procedure(Loop(1, i, 1, K - 1, (Assign(2, "y", x),)), Return(3, y)),
        "line 3: y is read, and nothing defines it at K = 1",
    ),
    "a letter": (
        procedure(Assign(1, "y", number(e.Real("q")) * x)),
        "line 1: q is nowhere declared",
    ),
    "a map": (
        procedure(Assign(1, "y", a.Applied("f", (), (n,), (n,), x))),
        "line 1: f is nowhere declared",
    ),
    "shapes": (
        procedure(Draw(1, "y", "N", (m,)), Assign(2, "z", x + y)),
        "line 2: x + y: 1 is not 2 at m = 1, n = 2",
    ),
    "another shape in the next round": (
        procedure(
            Assign(1, "y", x),
            Loop(2, i, 1, K, (Assign(3, "y", enlarged(y, zero, one)),)),
            declared=GROW,
        ),
        "line 2, for the next round: y: 2 is not 1 at h = 1, a = 2",
    ),
    "another shape in the first round": (
        growing(last=True, size=wide(K), start=a.Reshaped(o.Stacked(x, x), (2 * h,))),
        "line 2, before the first round: y: 2 is not 1 at h = 1",
    ),
    "a round too many": (
        growing(last=True, size=wide(K - 1)),
        "line 5: y: 2 is not 1 at h = 1, a = 2, K = 1",
    ),
    "a round too few": (
        growing(last=False, size=wide(K)),
        "line 5: y: 1 is not 2 at h = 1, a = 2, K = 1",
    ),
    "a stated shape that is none": (
        procedure(Assign(1, "y", x), Loop(2, i, 1, K, (Assign(3, "z", y),), {"y": (n - i + 1,)})),
        "line 2: n-i + 1 in y: 0 is below 1 at K = 2, n = 1, i = 2",
    ),
    "arguments in another order": (
        pictures("wp"),
        "line 3: argument 1 of draw is a word, where it takes a picture",
    ),
    "an index that is a side": (
        procedure(Loop(1, e.Index("n"), 1, K, ())),
        "line 1: n is the index of the loop, and something else",
    ),
    "an index of two loops": (
        procedure(Loop(1, i, 1, K, (Loop(2, i, 1, 2, ()),))),
        "line 2: i is the index of the loop, and something else",
    ),
    "no round, and a last one": (
        procedure(Loop(1, i, 1, K - 1, (Assign(2, "x", x + x),), between=(Assign(3, "x", x),))),
        "line 1: K-1: 0 is below 1 at K = 1",
    ),
    "fewer rounds than none": (
        procedure(
            Assign(1, "y", x),
            Loop(2, i, 1, K - 2, (Assign(3, "y", o.Stacked(y, x)),), {"y": (i * n,)}),
            Return(4, y, ((K - 1) * n,)),
        ),
        "line 2: K-2: -1 is below 0 at K = 1",
    ),
    "half a round": (
        procedure(Loop(1, i, 1, e.Real("K") / 2, ())),
        "line 1: K / 2: 1/2 is not an integer at K = 1",
    ),
    "an end that is nowhere declared": (
        procedure(Loop(1, i, 1, e.Index("q"), ())),
        "line 1: q is nowhere declared",
    ),
    "a carried name that nothing defines": (
        procedure(Loop(1, i, 1, K, (), {"y": (n,)})),
        "line 1: y is read, and nothing defines it",
    ),
    "a shape that is drawn with an undeclared letter": (
        procedure(Draw(1, "y", "N", (e.Real("q"),))),
        "line 1: q is nowhere declared",
    ),
    "an array for a number": (
        procedure(Assign(1, "y", number(e.Real("x")) * x)),
        "line 1: x is an array, where a number stands",
    ),
    "a declared shape": (
        procedure(declared=(a.Let(a.ArrayVariable("z", (n / 2,))),)),
        "at the start: n / 2 in z: 1/2 is not an integer at n = 1",
    ),
}
OPEN = {
    "a shape that nothing asks for": procedure(Draw(1, "y", "N"), Return(2, y)),
    "a shape that is asked for too late": procedure(
        Draw(1, "y", "N"), Assign(2, "z", y), Assign(3, "w", x + y)
    ),
}


def decided(goal: Procedure) -> Any:
    return decide(Claim("demo", goal, ()))


def first_shape(name: str, machine: Any) -> tuple[int, ...]:
    given = {"y": ("n",)}[name]
    return tuple(int(machine.world.numbers[side, ()]) for side in given)


@pytest.mark.parametrize("name", HOLDING)
def test_what_holds_in_every_round_is_proved(name: str) -> None:
    assert decided(HOLDING[name]).verdict == "proved"


@pytest.mark.parametrize("name", [k for k in HOLDING if "asked for by a map" not in k])
def test_what_is_proved_runs(name: str) -> None:
    sizes = {**dict.fromkeys(("n", "m", "a", "h"), (1, 2)), "c": (2,), "K": (1, 3)}
    assert breaches(HOLDING[name], sizes, first_shape) == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_does_not_hold_is_told_with_its_line(name: str) -> None:
    made, line = BROKEN[name]
    found = decided(made)
    assert found.verdict == "refuted"
    assert any(line in fault for fault in found.evidence.details.values()), found.evidence.details
    assert found.evidence.counterexample is not None


@pytest.mark.parametrize("name", OPEN)
def test_a_shape_that_cannot_be_told_is_left_open(name: str) -> None:
    found = decided(OPEN[name])
    assert found.verdict == "open"
    assert "not settled: line 2: y" in found.evidence.summary


def test_what_follows_from_a_fault_is_not_told_again() -> None:
    wrong = (Assign(3, "y", enlarged(y, two, two)),)
    loop = Loop(2, i, 1, K, wrong, {"y": wide(i - 1)})
    found = decided(procedure(Assign(1, "y", x), loop, declared=GROW))
    assert [line.partition(":")[0] for line in found.evidence.details.values()] == ["line 3"]


def test_the_summary_tells_which_shapes_are_not_printed() -> None:
    found = decided(HOLDING["a shape that is asked for by a sum"])
    assert found.evidence.summary == (
        "3 reads, each of a name that is defined before; for all sizes and rounds: 1 integer, "
        "1 range, 1 shape; shapes taken from their use: line 1"
    )


# ---------------------------------------------------------------- how they are written


def test_a_procedure_is_shown_line_by_line() -> None:
    made = procedure(
        Draw(1, "y", "N", (n,)),
        Loop(2, i, 1, K, (Assign(3, "x", x + y),), between=(Assign(4, "z", x, (i,)),)),
        While(5, "not small", (Draw(6, "y", "M"),)),
        Return(7, x, (n,)),
    )
    assert text(made) == (
        "1: y ~ N ∈ ℝ^(n); 2: for i = 1,…,K: {3: x ← x + y}, after every round but the last: "
        "{4: z[i] ← x}; 5: while not small: {6: y ~ M}; 7: return x ∈ ℝ^(n); x ∈ ℝ^(n)"
    )
    assert complaints(latex(made)) == []


def test_a_loop_over_a_real_is_refused() -> None:
    with pytest.raises(PackError, match="A loop over"):
        Loop(1, n, 1, K, ())  # type: ignore[arg-type]
