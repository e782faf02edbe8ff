"""The letters of formulas: free, bound, declared, and replaced without capture."""

from __future__ import annotations

import pytest
from array_letters import A, S, i, j, k, m, n, number, one, u, v

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.names import all_names, atoms, declared_names, free_names, substituted

(h_,) = e.families("h")
Y = a.ArrayVariable("Y", (h_[i],), (i,))


@pytest.mark.parametrize(
    ("item", "free", "every"),
    [
        (A[i, j], {"A", "i", "j"}, {"A", "i", "j", "n", "m"}),
        (a.array_sum(i, 1, n, u[i]), {"u", "n"}, {"u", "n", "i"}),
        (a.array_sum(i, 1, i, u[i]), {"u", "i"}, {"u", "n", "i"}),
        (number(e.summation(k, 1, n, h_[k + i])), {"n", "h", "i"}, {"k", "n", "h", "i"}),
        (a.Joined((u,), "k", one, n, S[k, a.ALL]), {"u", "n", "S"}, {"u", "n", "S", "k"}),
        (a.Applied("f", (j,), (n,), (m,), v), {"f", "j", "v"}, {"f", "j", "v", "n", "m"}),
        (a.Function("W", i / n), {"W", "i", "n"}, {"W", "i", "n"}),
        (Y, {"Y", "i"}, {"Y", "i", "h"}),
        (a.Ones((n,)), {"n"}, {"n"}),
        (number(a.Clamp(i, one, n)), {"i", "n"}, {"i", "n"}),
    ],
)
def test_letters(item: a.Array, free: set[str], every: set[str]) -> None:
    assert set(free_names(item)) == free
    assert set(all_names(item)) == every


def test_declared_letters() -> None:
    declared = (
        *(a.Sides("n m"), a.Symbol("eps W"), a.Ranging(i, 1, n), a.Let(Y), a.LetMap("f")),
        a.PositiveInteger(n * m),
    )
    assert declared_names(declared) == {"n", "m", "eps", "W", "i", "Y", "f"}


def test_atoms_leave_out_what_a_sum_binds() -> None:
    found = set(atoms(e.summation(k, i, n, h_[k] * h_[j] + k)))
    assert found == {i, n, h_[j], j}


def test_indices_are_replaced() -> None:
    assert substituted((h_[i], n * i), {"i": j + 1}) == (h_[j + 1], n * (j + 1))
    assert substituted(a.Clamp(i, one, n), {"i": k}) == a.Clamp(k, one, n)


def test_a_bound_index_is_not_replaced_and_captures_nothing() -> None:
    inside = e.summation(k, 1, i, h_[k])
    assert substituted(inside, {"k": j}) == inside
    moved = substituted(e.summation(k, 1, i, h_[k] * h_[i]), {"i": k})
    assert set(free_names(moved)) == {"k", "h"}
    assert moved.index != "k"
    assert moved.body == h_[e.Index(moved.index)] * h_[k]
