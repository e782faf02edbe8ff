"""Appendix A: facts about norms, inner products and diagonal matrices."""

from __future__ import annotations

from proofs.var_universality.notation import i, j
from varsym.pack import (
    ALL,
    ArrayVariable,
    Diagonal,
    Ones,
    Ranging,
    Statement,
    inner,
    norm_2,
    norm_frobenius,
    norm_spectral,
    reals,
)

n, m = reals("n m")
A = ArrayVariable("A", (n, m))
u, v, w = (ArrayVariable(name, (n,)) for name in "uvw")
ones = Ones((n,))

norms = Statement(
    id="fact:A.1",
    kind="fact",
    title="The spectral norm and the norms of rows and columns",
    text="‖A‖ ≤ ‖A‖_F; ‖A‖ ≥ ‖A_{i,*}‖_2 for each row; ‖A‖ ≥ ‖A_{*,j}‖_2 for each column.",
    claims={
        "frobenius": norm_spectral(A) <= norm_frobenius(A),
        "row": (norm_2(A[i, ALL]) <= norm_spectral(A)).where(Ranging(i, 1, n)),
        "column": (norm_2(A[ALL, j]) <= norm_spectral(A)).where(Ranging(j, 1, m)),
    },
)

inner_products = Statement(
    id="fact:A.2",
    kind="fact",
    title="Inner products",
    text=(
        "⟨u,v⟩ = ⟨u∘v, 1_n⟩; ⟨u∘v, w⟩ = ⟨u∘v∘w, 1_n⟩; ⟨u,v⟩ = ⟨v,u⟩; ⟨u,v⟩ = u^⊤v = v^⊤u, for "
        "u, v, w in R^n."
    ),
    claims={
        "1": inner(u, v).same(inner(u * v, ones)),
        "2": inner(u * v, w).same(inner(u * v * w, ones)),
        "3": inner(u, v).same(inner(v, u)),
        "4a": inner(u, v).same(u.T @ v),
        "4b": (u.T @ v).same(v.T @ u),
    },
)

diagonals = Statement(
    id="fact:A.3",
    kind="fact",
    title="Entrywise products and diagonal matrices",
    text=(
        "u∘v = v∘u = diag(u)v = diag(v)u; u^⊤(v∘w) = u^⊤diag(v)w; "
        "u^⊤(v∘w) = v^⊤(u∘w) = w^⊤(u∘v); u^⊤diag(v)w = v^⊤diag(u)w = u^⊤diag(w)v; "
        "diag(u)diag(v)1_n = diag(u)v; diag(u∘v) = diag(u)diag(v); "
        "diag(u) + diag(v) = diag(u+v), for u, v, w in R^n."
    ),
    claims={
        "1a": (u * v).same(v * u),
        "1b": (v * u).same(Diagonal(u) @ v),
        "1c": (Diagonal(u) @ v).same(Diagonal(v) @ u),
        "2": (u.T @ (v * w)).same(u.T @ Diagonal(v) @ w),
        "3a": (u.T @ (v * w)).same(v.T @ (u * w)),
        "3b": (v.T @ (u * w)).same(w.T @ (u * v)),
        "4a": (u.T @ Diagonal(v) @ w).same(v.T @ Diagonal(u) @ w),
        "4b": (v.T @ Diagonal(u) @ w).same(u.T @ Diagonal(w) @ v),
        "5": (Diagonal(u) @ Diagonal(v) @ ones).same(Diagonal(u) @ v),
        "6": Diagonal(u * v).same(Diagonal(u) @ Diagonal(v)),
        "7": (Diagonal(u) + Diagonal(v)).same(Diagonal(u + v)),
    },
)

STATEMENTS = [norms, inner_products, diagonals]
