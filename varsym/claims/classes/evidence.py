"""How a claim that a class of networks comes close to every target (Theorem 6.6) is decided."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.classes.coding import APPROXIMATION, is_coded
from varsym.claims.classes.example import SCALES, lipschitz_constant
from varsym.claims.classes.networks import Universal
from varsym.claims.classes.obstructions import Obstruction, obstructions
from varsym.claims.formulas.evidence import Found
from varsym.contextual.position_coding import position_code

__all__ = ["examine_classes"]

SHOWN_TOKENS = 4


def examine_classes(
    goal: Universal, metric: str = "sup", conditions: Sequence[e.Condition] = ()
) -> Found:
    """Decide whether a class of networks comes arbitrarily close to every target.

    Parameters
    ----------
    goal : Universal
    metric : {"sup", "L_alpha"}
        The reading of the distance.
    conditions : sequence of Condition
        Under what it is claimed.

    Returns
    -------
    Found
        Refuted by a target that no member comes near, with a K for which the conditions hold;
        proved where the class is recognised as one that the theorem of
        `varsym.claims.classes.coding` is about; neither otherwise.
    """
    constant = lipschitz_constant(goal.targets, conditions)
    for found in obstructions(goal) if constant is not None else ():
        if metric == "sup" or found.integral is not None:
            return Found(False, [_line(found, metric)], _data(found, goal, metric, constant))
    if goal.targets.bounded and is_coded(goal.networks):
        return Found(True, [_proof()])
    return Found(None, ["no property of all members stands against it, and no proof was found"])


def _line(found: Obstruction, metric: str) -> str:
    cited = f" ({found.citation})" if found.citation else ""
    target = ", ".join(f"{name} = {value}" for name, value in found.target)
    if metric == "L_alpha":
        distance = str(found.integral)
    else:
        distance = f"‖τ - f_1∘g_1‖ ≥ {found.distance} for every τ"
        distance += f", with equality for {found.member}" if found.member is not None else ""
    return f"{found.shared}{cited}; with r = 1, 2 × 2 tokens, d = 1, {target}: {distance}"


def _data(
    found: Obstruction, goal: Universal, metric: str, constant: Fraction | None
) -> dict[str, Any]:
    sizes = {"r": str(SCALES), "h_1": "2", "w_1": "2", "d": "1", "K": str(constant)}
    inputs = {"inputs": "[0, 1]" if goal.targets.bounded else "R"}
    sign = "=" if found.member is not None else "≥"
    left = f"inf ‖τ-f‖ {sign} {found.distance}"
    if metric == "L_alpha":
        # On all of R^d a function that is nowhere small has no finite integral.
        left = f"inf ‖τ-f‖_α ≥ {found.distance}" if goal.targets.bounded else "inf ‖τ-f‖_α = ∞"
    eps = found.distance / 2
    return {
        "world": "networks",
        "assignment": {**sizes, **inputs, **dict(found.target), "ε": str(eps)},
        "left": left,
        "relation": "≤",
        "right": f"ε = {eps}",
    }


def _proof() -> str:
    code = position_code(SHOWN_TOKENS)
    return (
        "all rounds but the last hand x on; there a positional encoding makes the tokens unlike, "
        f"attention keeps them so (for {code.tokens} tokens and x_1 in [0, 1]: "
        f"E_k = {code.scale} k e_1, W_Q W_K^⊤ = {code.score_weight} e_1 e_1^⊤, W_V = I), and a "
        f"wide FFN takes each to its value; citing {APPROXIMATION}"
    )
