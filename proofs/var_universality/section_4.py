"""Section 4: the main results, claims about whole classes of networks and of targets."""

from __future__ import annotations

from proofs.var_universality.network_classes import (
    attention,
    class_repairs,
    flowar_class,
    printed_up,
    universal,
    var_class,
    var_layer,
)
from varsym.pack import Statement

theorem_4_1 = Statement(
    id="thm:4.1",
    kind="theorem",
    title="Universality of VAR Transformer, Informal",
    text=(
        "For any word-to-image function f_word2img under some mild assumptions (Assumption 6.2), "
        "there exists a VAR Transformer τ_VAR (Definition 3.14) which can approximate it."
    ),
    conclusion=universal(var_layer(printed_up, attention)),
    repairs=class_repairs(var_class, "conclusion"),
    depends_on=["def:3.14", "ass:6.2", "thm:6.6"],
)

corollary_4_2 = Statement(
    id="cor:4.2",
    kind="corollary",
    title="Universality of FlowAR, Informal",
    text=(
        "For any word-to-image function f_word2img under some mild assumptions (Assumption 6.2), "
        "there exists a FlowAR model τ_VAR which can approximate it."
    ),
    conclusion=universal(flowar_class()),
    repairs=class_repairs(flowar_class, "conclusion", bounded_in=["sup"]),
    depends_on=["def:D.3", "def:D.7", "ass:6.2", "cor:7.2"],
)

STATEMENTS = [theorem_4_1, corollary_4_2]
