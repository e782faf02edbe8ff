"""Functions of real numbers as expressions: what is free in them, and how many ReLUs they take."""

from __future__ import annotations

from fractions import Fraction

import pytest

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import (
    Cases,
    Exp,
    Limit,
    Log,
    Piece,
    ReLU,
    free_indices,
    mentions_functions,
    neuron_count,
    rebuilt,
)
from varsym.claims.render import text
from varsym.errors import PackError

x, y, h = e.reals("x y h")
t, s, n = e.index("t s n")
(A,) = e.families("A")
SPACE = e.Space((n,))


def test_the_limit_of_a_member_of_a_family_is_refused() -> None:
    with pytest.raises(PackError, match="family"):
        Limit(A[1], x)


@pytest.mark.parametrize("number", [0.5, True, "1"])
def test_pieces_have_exact_values(number: object) -> None:
    with pytest.raises(PackError):
        Piece(number, [x < 0])  # type: ignore[arg-type]
    with pytest.raises(PackError):
        Piece(1, [x < 0], s, number, 2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "item",
    [ReLU(x), 1 + Exp(x) / 2, Log(x) <= 1, Cases(Piece(0, [x < 0])), Limit(h, x) ** 2,
     e.for_all(t, 1, n, 0 <= e.summation(s, 1, t, ReLU(A[s])))],
)  # fmt: skip
def test_functions_are_seen_wherever_they_are(item: object) -> None:
    assert mentions_functions(item)


def test_plain_scalars_have_none() -> None:
    assert not mentions_functions(e.for_all(t, 1, n, x / y <= e.summation(s, 1, t, A[s] ** 2)))


@pytest.mark.parametrize(
    ("item", "free"),
    [
        (x, []),
        (A[t], ["t"]),
        (e.summation(t, 1, n, A[t] + s), ["n", "s"]),
        (e.summation(t, t, t, A[t]), ["t"]),
        (e.for_all(t, 1, t + n, 0 <= e.summation(n, 1, n, A[t])), ["t", "n"]),
        (Cases(Piece(s, [s <= x], s, 0, n)), ["n"]),
        (Cases(Piece(s, [s <= x], s, s, n)), ["s", "n"]),
        (Cases(Piece(s, [s <= x])), ["s"]),
        (Limit(h, A[t] * h), ["t"]),
        (e.MapVariable("f", (s,), SPACE, SPACE) - e.MapVariable("g", (t,), SPACE, SPACE),
         ["s", "n", "t"]),
    ],
)  # fmt: skip
def test_free_indices(item: object, free: list[str]) -> None:
    assert list(free_indices(item)) == free


@pytest.mark.parametrize(
    ("item", "count"),
    [
        (x + 1, "0"),
        (ReLU(x), "1"),
        (ReLU(ReLU(x) - ReLU(y)), "3"),
        (2 * ReLU(x) - ReLU(x) / 3, "2"),
        (e.summation(t, 1, n, x), "0"),
        (e.summation(t, 1, n, ReLU(x - t)), "n·1"),
        (e.summation(t, 2, n, ReLU(x - t)), "(n-2+1)·1"),
        (e.summation(t, 1, n, e.summation(s, 1, t, ReLU(A[s]))), "Σ_{t=1}^{n} t·1"),
    ],
)
def test_neurons_are_counted(item: e.Scalar, count: str) -> None:
    assert text(neuron_count(item)) == count


def test_rebuilding_reaches_the_direct_parts() -> None:
    def change(item: e.Scalar) -> e.Scalar:
        return e.Number(Fraction(7)) if item == x else rebuilt(item, change)

    item = ReLU(x + A[t]) * Exp(e.summation(t, 1, n, x)) + Log(x) + Limit(h, x) ** 2
    assert "x" not in text(change(item)).replace("exp", "")
    pieces = Cases(Piece(x, [x < 0]))
    assert rebuilt(pieces, change) == pieces
