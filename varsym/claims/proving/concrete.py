"""Theorems about chains of many concrete layers, each with constants of its own."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from varsym import kernel as k
from varsym.claims.collection import collection_paused
from varsym.errors import InputError
from varsym.kernel import rules

__all__ = ["chain_theorem"]


def chain_theorem(lipschitz: Sequence[Fraction], errors: Sequence[Fraction]) -> k.Theorem:
    """Prove the exact bound of the distance of two chains of concrete layers, in the sup metric.

    Layer j of the one chain, v_j, has the Lipschitz constant ``lipschitz[j]``; layer j of the
    other, u_j, is within ``errors[j]`` of it.  These 2n facts are the theorem's hypotheses, and it
    bounds ``‖u_n∘…∘u_1 − v_n∘…∘v_1‖`` by the exact ``Σ_j (Π_{i>j} lipschitz[i]) · errors[j]``.  The
    numbers are joined in a balanced tree, so the time grows little faster than the layers.

    Raises
    ------
    InputError
        If there is no layer, or not as many constants as errors.

    Examples
    --------
    >>> theorem = chain_theorem([Fraction(5), Fraction(2)], [Fraction(1), Fraction(3)])
    >>> print(theorem.judgement)
    ‖u[2]∘u[1] - v[2]∘v[1]‖_sup <= 5
    """
    if not lipschitz or len(lipschitz) != len(errors):
        raise InputError(
            f"{len(lipschitz)} Lipschitz constants and {len(errors)} errors.",
            "One of each for every layer, and at least one layer.",
        )
    pairs = zip(lipschitz, errors, strict=True)
    with collection_paused():
        return rules.perturb_layers(tuple(_layer(j, *pair) for j, pair in enumerate(pairs, 1)))


def _layer(
    j: int, constant: Fraction, error: Fraction
) -> tuple[k.Theorem, k.Theorem, k.MapTerm, k.MapTerm]:
    space, place = k.Space((k.real("d"),)), (k.number(j),)
    steady, moved = (k.map_variable(name, place, space, space) for name in "vu")
    lip = rules.assume(k.lipschitz(steady, k.number(constant)))
    near = rules.assume(k.norm_at_most("sup", moved - steady, k.number(error)))
    return lip, near, moved, steady
