"""The last look: theorems of the kernel that do not say what a claim says prove nothing."""

from __future__ import annotations

from fractions import Fraction

from varsym import kernel as k
from varsym.claims.proving.checking import establishes
from varsym.claims.proving.relations import prove_condition
from varsym.claims.translate import map_term, norm_bound, scalar_term
from varsym.kernel import rules
from varsym.pack import Lipschitz, Space, equals, families, for_all, index, maps, norm, reals

(i, n) = index("i n")
K, a = reals("K a")
(b,) = families("b")
(f, g) = maps("f g", lambda _: (Space(reals("d")), Space(reals("d"))))


def trivial(of: object) -> k.Theorem:
    """Return ``‖m‖ <= Norm1 ⊢ ‖m‖ <= Norm1``, which says nothing."""
    return rules.assume(k.norm_at_most("sup", map_term(of), norm_bound(1)))  # type: ignore[arg-type]


def test_what_a_tactic_proves_is_established() -> None:
    goal = norm(f[1] @ g[1] - f[1] @ g[2]) <= K * norm(g[1] - g[2])
    given = [Lipschitz(f[1], K)]
    proof = prove_condition(given, goal, "sup")
    assert proof is not None
    assert establishes(given, goal, "sup", proof.theorems)
    assert not establishes([], goal, "sup", proof.theorems)
    assert not establishes(given, goal, "L_alpha", proof.theorems)


def test_an_equation_is_not_proved_by_naming_each_side_itself() -> None:
    goal = equals(norm(f[1]), norm(g[1]))
    assert not establishes([], goal, "sup", [trivial(f[1]), trivial(g[1])])
    assert establishes([], equals(norm(f[1]), norm(f[1])), "sup", [trivial(f[1])])


def test_an_inequality_is_not_proved_by_naming_its_smaller_side() -> None:
    assert not establishes([], norm(f[1]) <= norm(g[1]), "sup", [trivial(f[1])])


def test_a_quotient_needs_its_divisor_away_from_zero() -> None:
    goal = a / K <= a / K
    side = scalar_term(a / K)
    theorem = rules.order("<=", side, side, ())
    assert not establishes([], goal, "sup", [theorem])
    assert establishes([0 < K], goal, "sup", [theorem])


def test_an_oracle_or_a_foreign_hypothesis_does_not_count() -> None:
    said = k.at_most(scalar_term(a), scalar_term(K))
    for theorem in (rules.oracle("me", said), rules.cite("me", said), rules.assume(said)):
        assert not establishes([], a <= K, "sup", [theorem])
    assert establishes([a <= K], a <= K, "sup", [rules.assume(said)])


def test_for_all_is_not_proved_at_one_index() -> None:
    goal = for_all(i, 1, n, b[i] <= b[i] + 1)
    here = rules.order("<=", scalar_term(b[i]), scalar_term(b[i] + 1), ((Fraction(1), k.ONE, ()),))
    every = rules.generalise(here, "i", k.ONE, k.index("n"))
    assert establishes([], goal, "sup", [every])
    assert not establishes([], goal, "sup", [here])
    assert not establishes([b[i] <= 1], for_all(i, 1, n, b[i] <= 1), "sup", [every])
