"""Section 7.1: the universality of FlowAR."""

from __future__ import annotations

from proofs.var_universality.notation import Phi_down, Phi_up
from proofs.var_universality.section_6 import two_layers, universality

corollary_7_1 = two_layers(
    "cor:7.1",
    "corollary",
    "Two Layers Perturbation of FlowAR",
    "If ‖g_i − Φ_down,i‖ ≤ ε_{1,i}, ‖f_i − τ_i‖ ≤ ε_{2,i} and f_i is K_{1,i}-Lipschitz, then "
    "‖f_i∘g_i − τ_i∘Φ_down,i‖ ≤ K_{1,i} ε_{1,i} + ε_{2,i}.",
    Phi_down,
    "def:D.2",
)

corollary_7_2 = universality(
    "cor:7.2",
    "corollary",
    "Universality of FlowAR",
    "For a target that satisfies Assumption 6.2 there is a FlowAR model τ_FlowAR, built of layers "
    "τ_i∘Φ_down,i, with ‖τ_FlowAR − f_word2img‖ ≤ O(ε). (The display has Φ_up.)",
    "tau_FlowAR",
    Phi_down,
    Phi_up,
    ["ass:6.2", "lem:6.1", "cor:7.1", "lem:6.4", "lem:6.5", "thm:6.6"],
)

STATEMENTS = [corollary_7_1, corollary_7_2]
