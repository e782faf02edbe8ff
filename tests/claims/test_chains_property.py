"""For random chains of piecewise linear maps, the exact error never passes the proved bound.

The bound is read off the kernel theorem: its scalar, at the exact Lipschitz constants and errors.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_values import World, finite, scalar_value, truth
from line_maps import bounded, chained, steady

from proofs.var_universality import paper
from varsym.claims.proving.relations import prove_condition
from varsym.exact import PiecewiseLinear
from varsym.kernel import Theorem

LAYERS = st.integers(0, 4)
IDENTITY = PiecewiseLinear.identity()


@cache
def theorem(statement: str, form: str) -> Theorem:
    """Return the kernel theorem that proves a quantitative form in the sup reading."""
    for name, _, claim in paper.statements[statement].bound_claims("sup"):
        if name == form:
            proof = prove_condition(claim.conditions, claim.goal, claim.metric)
            assert proof is not None
            (found,) = [t for t in proof.theorems if t.judgement.kind == "norm"]
            return found
    raise KeyError(form)


def size(of: PiecewiseLinear) -> Fraction:
    return Fraction(finite(of.sup_norm()))


def slope(of: PiecewiseLinear) -> Fraction:
    return Fraction(finite(of.lipschitz_constant()))


def hypotheses_hold(found: Theorem, world: World) -> bool:
    return all(truth(h, world, world.ints) for h in found.hypotheses)


def bound(found: Theorem, world: World) -> Fraction:
    return scalar_value(found.judgement.parts[2], world, world.ints)


# ------------------------------------------------------------ chains that differ in every layer


def layered(targets: list[list[PiecewiseLinear]], network: str, phi: str) -> World:
    """Return the world of Theorem 6.6: rows of f_i, g_i, τ_i and Φ_i, with exact errors."""
    world = World(ints={"r": len(targets)})
    for at, (f, g, tau, inner) in enumerate(targets, 1):
        world.maps |= {
            ("f", (at,)): f,
            ("g", (at,)): g,
            ("tau", (at,)): tau,
            (phi, (at,)): inner,
        }
        world.reals |= {
            ("K1", (at,)): slope(f),
            ("K", (at,)): slope(g),
            ("eps1", (at,)): size(g - inner),
            ("eps2", (at,)): size(f - tau),
        }
    world.maps["f_word2img", ()] = chained([f @ g for f, g, _, _ in targets])
    world.maps[network, ()] = chained([tau @ inner for _, _, tau, inner in targets])
    return world


@st.composite
def layer(draw: st.DrawFn) -> list[PiecewiseLinear]:
    f, g = draw(steady()), draw(steady())
    return [f, g, f + draw(bounded()), g + draw(bounded())]


@pytest.mark.parametrize(
    ("statement", "network", "phi"),
    [("thm:6.6", "tau_VAR", "Phi_up"), ("cor:7.2", "tau_FlowAR", "Phi_down")],
)
@settings(max_examples=40)
@given(layers=st.lists(layer(), min_size=1, max_size=4))
def test_the_error_of_a_network_stays_below_its_bound(
    statement: str, network: str, phi: str, layers: list[list[PiecewiseLinear]]
) -> None:
    found, world = theorem(statement, "bound"), layered(layers, network, phi)
    assert hypotheses_hold(found, world)
    error = size(world.maps[network, ()] - world.maps["f_word2img", ()])
    assert error <= bound(found, world)
    assert truth(found.judgement, world, world.ints)


@pytest.mark.parametrize("layers", range(1, 5))
def test_the_bound_of_a_network_is_attained(layers: int) -> None:
    up = PiecewiseLinear.affine
    rows = [[up(2, 0), up(3, 0), up(2, Fraction(1, 5)), up(3, Fraction(1, 7))]] * layers
    found, world = theorem("thm:6.6", "bound"), layered(rows, "tau_VAR", "Phi_up")
    error = size(world.maps["tau_VAR", ()] - world.maps["f_word2img", ()])
    assert hypotheses_hold(found, world)
    assert error == bound(found, world) > 0


def test_the_bound_needs_lipschitz_targets_and_not_lipschitz_approximators() -> None:
    found = theorem("thm:6.6", "bound")
    used = {str(h) for h in found.hypotheses if "Lip" in str(h)}
    assert len(used) == 2
    assert not any("tau" in h or "Phi" in h for h in used)


# ------------------------------------------------------------ chains that differ in one layer


@st.composite
def perturbed(draw: st.DrawFn) -> World:
    """Return the world of Lemma 6.4 with the identities of its repairs."""
    n = draw(st.integers(1, 4))
    j = draw(st.integers(1, n))
    world = World(ints={"n": n, "j": j})
    for at in range(1, n + 1):
        v = draw(steady())
        world.maps["v", (at,)] = v
        world.maps["u", (at,)] = v + draw(bounded()) if at == j else draw(steady())
        world.reals["L", (at,)] = slope(v)
    world.maps["u", (0,)] = world.maps["v", (n + 1,)] = IDENTITY
    world.reals["eps", ()] = size(world.maps["u", (j,)] - world.maps["v", (j,)])
    return world


@settings(max_examples=60)
@given(perturbed())
def test_one_different_layer_stays_below_its_bound(world: World) -> None:
    found = theorem("lem:6.4", "bound")
    n, j = world.ints["n"], world.ints["j"]
    assert hypotheses_hold(found, world)
    before = [world.maps["u", (at,)] for at in range(1, j)]
    after = [world.maps["v", (at,)] for at in range(j + 1, n + 1)]
    one = chained([*before, world.maps["u", (j,)], *after])
    two = chained([*before, world.maps["v", (j,)], *after])
    assert size(one - two) <= bound(found, world)
    assert truth(found.judgement, world, world.ints)


@settings(max_examples=40)
@given(layers=st.lists(st.tuples(steady(), bounded()), min_size=1, max_size=4))
def test_the_errors_of_the_layers_add_up_to_no_less_than_the_error(
    layers: list[tuple[PiecewiseLinear, PiecewiseLinear]],
) -> None:
    found, n = theorem("lem:6.4", "bound"), len(layers)
    steadies = [v for v, _ in layers]
    moved = [v + w for v, w in layers]
    total = Fraction(0)
    for j in range(1, n + 1):
        world = World(ints={"n": n, "j": j})
        world.reals = {("L", (at,)): slope(v) for at, v in enumerate(steadies, 1)}
        world.reals["eps", ()] = size(layers[j - 1][1])
        total += bound(found, world)
    assert size(chained(moved) - chained(steadies)) <= total


# ------------------------------------------------------------ one constant for all layers


@pytest.mark.parametrize(
    ("form", "slopes"),
    [
        ("uniform", ("3/2", "2")),
        ("uniform-contracting", ("0", "1/2")),
        ("uniform-ratio-1", ("1", "1/2", "0")),
    ],
)
@settings(max_examples=25)
@given(data=st.data())
def test_the_uniform_bounds_hold_for_affine_layers(
    form: str, slopes: tuple[str, ...], data: st.DataObject
) -> None:
    found = theorem("thm:6.6", form)
    k, count = Fraction(data.draw(st.sampled_from(slopes))), data.draw(st.integers(1, 4))
    rows = []
    for _ in range(count):
        f, g = (PiecewiseLinear.affine(k * data.draw(st.sampled_from((1, -1))), 1) for _ in "fg")
        rows.append([f, g, f + data.draw(bounded()), g + data.draw(bounded())])
    world = layered(rows, "tau_VAR", "Phi_up")
    world.reals["K", ()] = k
    for name in ("eps1", "eps2"):
        world.reals[name, ()] = max(world.reals[name, (at,)] for at in range(1, count + 1))
    assert hypotheses_hold(found, world)
    assert truth(found.judgement, world, world.ints)
