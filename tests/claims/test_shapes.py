"""Shape claims: whether maps fit as printed, and the smallest place where they do not."""

from __future__ import annotations

import pytest

from proofs.var_universality import paper
from varsym.claims.decisions import Claim, decide
from varsym.claims.shapes import mismatches, smallest_instance
from varsym.pack import (
    Identity,
    MapVariable,
    Space,
    WellTyped,
    chain,
    families,
    index,
    map_sum,
    maps,
    reals,
)

i, m, n = index("i m n")
(d,) = reals("d")
(h,) = families("h")
flat, tall = Space((n,)), Space((m,))
f = MapVariable("f", (), flat, tall)
g = MapVariable("g", (), tall, flat)
(step,) = maps("s", lambda at: (Space((h[at - 1],)), Space((h[at],))))
(still,) = maps("t", lambda at: (Space((h[at],)), Space((h[at],))))

FITS = {
    "a map": WellTyped(f, flat, tall),
    "there and back": WellTyped(g @ f, flat, flat),
    "an identity": WellTyped(g @ Identity(tall) @ f, flat, flat),
    "a sum": WellTyped(f + f - f, flat, tall),
    "a chain of steps": WellTyped(chain(i, 1, n, step[i]), Space((h[0],)), Space((h[n],))),
    "two runs": WellTyped(
        chain(i, m + 1, n, step[i]) @ chain(i, 1, m, step[i]), Space((h[0],)), Space((h[n],))
    ),
    "sides that are equal polynomials": WellTyped(
        Identity(Space((d * 2, d))), Space((d + d, d)), Space((2 * d, d * 1))
    ),
}
CLASHES = {
    "composition": (WellTyped(f @ f, flat, tall), "f after f"),
    "domain": (WellTyped(f, tall, tall), "the domain of the whole"),
    "codomain": (WellTyped(f, flat, flat), "the codomain of the whole"),
    "a sum": (WellTyped(f + g, flat, tall), "g in a sum"),
    "a chain whose links do not meet": (
        WellTyped(chain(i, 1, n, still[i]), Space((h[1],)), Space((h[n],))), "each link of"),
    "a chain that starts late": (
        WellTyped(chain(i, 2, n, step[i]), Space((h[0],)), Space((h[n],))), "the domain"),
    "inside a sum of maps": (
        WellTyped(map_sum(i, 1, n, f @ f), flat, tall), "f after f"),
    "one side more": (WellTyped(f, Space((n, d)), tall), "the domain"),
}  # fmt: skip


@pytest.mark.parametrize("name", FITS)
def test_what_fits_has_no_mismatch(name: str) -> None:
    goal = FITS[name]
    assert list(mismatches(goal)) == []
    assert decide(Claim("c", goal, ())).verdict == "proved"


@pytest.mark.parametrize("name", CLASHES)
def test_what_does_not_fit_is_refuted_at_a_place(name: str) -> None:
    goal, where = CLASHES[name]
    found = list(mismatches(goal))
    assert found
    assert where in found[0].where
    decision = decide(Claim("c", goal, ()))
    assert decision.verdict == "refuted"
    assert decision.evidence.kind == "shapes"
    assert decision.evidence.counterexample is not None
    left, right = (decision.evidence.counterexample[side] for side in ("left", "right"))
    assert left != right


def test_the_smallest_instance_is_small_and_differs() -> None:
    (first, *_) = mismatches(CLASHES["composition"][0])
    values = smallest_instance(first, ())
    assert values is not None
    assert {values["m"], values["n"]} == {"0", "1"} or values["m"] != values["n"]
    assert values["found"] != values["wanted"]


def test_the_instance_meets_the_conditions() -> None:
    (first, *_) = mismatches(CLASHES["composition"][0])
    values = smallest_instance(first, (2 <= n, n <= m))
    assert values is not None
    assert 2 <= int(values["n"]) < int(values["m"])


def test_spaces_that_the_conditions_make_equal_are_no_counterexample() -> None:
    (first, *_) = mismatches(CLASHES["composition"][0])
    assert smallest_instance(first, (n <= m, m <= n)) is None
    decision = decide(Claim("c", CLASHES["composition"][0], (n <= m, m <= n)))
    assert decision.verdict != "refuted"


def test_the_composition_of_the_paper() -> None:
    (claim,) = paper.statements["ass:6.2"].printed_claims("sup")
    decision = decide(claim)
    assert decision.verdict == "refuted"
    assert decision.evidence.counterexample is not None
    assert decision.evidence.counterexample["assignment"]["r"] == "2"
    assert "f[i] after g[i]" in decision.evidence.summary
