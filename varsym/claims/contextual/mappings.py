"""The claim that attention is a contextual mapping, Definition 5.3."""

from __future__ import annotations

from dataclasses import dataclass

from varsym.claims import expressions as e
from varsym.errors import PackError

__all__ = ["ContextualMapping"]


@dataclass(frozen=True)
class ContextualMapping(e.Condition):
    """One attention layer can be a (γ, δ)-contextual mapping of any sequences as described.

    That is any N sequences of n tokens in R^d, those of one sequence distinct, that are tokenwise
    (γ_min, γ_max, ε)-separated (Definition 5.2) with a vocabulary of `vocabulary` tokens.

    Attributes
    ----------
    number, length, width, vocabulary : Index
        N, n, d and |V|.
    gamma_min, gamma_max, epsilon : Real
    gamma, delta : Scalar
        The constants of the mapping, in these letters.

    Raises
    ------
    PackError
        When a size or a constant of the tokens is no letter.

    Examples
    --------
    >>> N, n, d, V = e.index("N n d V")
    >>> low, high, eps = e.reals("low high eps")
    >>> ContextualMapping(N, n, d, V, low, high, eps, high + eps, 1 + 0 * eps).delta.op
    '+'
    """

    number: e.Index
    length: e.Index
    width: e.Index
    vocabulary: e.Index
    gamma_min: e.Real
    gamma_max: e.Real
    epsilon: e.Real
    gamma: e.Scalar
    delta: e.Scalar

    def __post_init__(self) -> None:
        letters = (self.gamma_min, self.gamma_max, self.epsilon)
        sides = (self.number, self.length, self.width, self.vocabulary)
        if any(type(x) is not e.Index for x in sides) or any(
            type(x) is not e.Real or x.indices for x in letters
        ):
            raise PackError(
                "A contextual mapping described by numbers or expressions.",
                "Index letters for N, n, d and |V|, and real letters for the rest but γ and δ.",
            )
