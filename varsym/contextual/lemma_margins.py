"""How far certified weights do better than the constants of Lemma 5.4."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from varsym.contextual.context_separations import context_mapping
from varsym.contextual.contextual_mapping import MappingVerdict
from varsym.contextual.separation import token_separation
from varsym.errors import InputError
from varsym.exact import Enclosure, RationalLike
from varsym.exact.magnitudes import Magnitude

__all__ = ["LemmaMargin", "lemma_margin"]


@dataclass(frozen=True, slots=True)
class LemmaMargin:
    """The γ and δ of Lemma 5.4 beside the norms and distances of the outputs of a head.

    Parameters
    ----------
    gamma : Fraction
        γ = γ_max + ε/4.
    delta : Magnitude
        δ = exp(-5 ε⁻¹ |V|⁴ d κ γ_max log L).
    norm : Enclosure
        The greatest norm that was certified.
    separation : Enclosure or None
        The smallest distance that was certified; None where no outputs have to be apart.
    within_gamma, above_delta : bool or None
        Whether the norms are below γ, and the distances above δ; None where the enclosures do not
        decide it.
    """

    gamma: Fraction
    delta: Magnitude
    norm: Enclosure
    separation: Enclosure | None
    within_gamma: bool | None
    above_delta: bool | None

    def exponent_lengths(self, digits: int = 6) -> tuple[str | None, str | None]:
        """Print log10 of -log10 for δ and for the separation: how long their exponents are.

        Returns
        -------
        tuple
            Texts with certain digits, None for a number that is 1 or above, or is not there. That
            of the separation is of the lower end of its enclosure.

        Raises
        ------
        InputError, PrecisionError
            As `Magnitude.log10_of_log10`.
        """
        achieved = None if self.separation is None else Magnitude.of(self.separation.lower)
        found = [
            None if number is None or number >= 1 else number.log10_of_log10(digits)
            for number in (self.delta, achieved)
        ]
        return found[0], found[1]


def lemma_margin(
    mapping: MappingVerdict,
    *,
    gamma_min: RationalLike,
    gamma_max: RationalLike,
    epsilon: RationalLike,
) -> LemmaMargin:
    """Compare a certified mapping with what Lemma 5.4 (lem:5.4) promises for its sequences.

    Parameters
    ----------
    mapping : MappingVerdict
        One that says how far the outputs are apart.
    gamma_min, gamma_max, epsilon : exact numbers
        The tokens have to be (γ_min, γ_max, ε)-separated, strictly.

    Raises
    ------
    InputError
        When the tokens are not so separated, a token is repeated within a sequence, or the mapping
        has outputs that are equal or not told apart.

    Examples
    --------
    >>> from varsym.contextual.low_rank_weights import separating_weights
    >>> from varsym.contextual.sequences import Sequences
    >>> found = separating_weights(Sequences([[[1], [4]], [[2], [3]]]), gamma="17/4")
    >>> margin = lemma_margin(found.mapping, gamma_min="1/2", gamma_max=5, epsilon="1/2")
    >>> margin.within_gamma, margin.above_delta
    (True, True)
    >>> margin.exponent_lengths(4)
    ('4.586', '0.01526')
    """
    sequences = mapping.sequences
    if mapping.norm is None or (mapping.separation is None and mapping.verdict != "certified"):
        raise InputError(
            f"A mapping whose outputs are not known to be apart: {mapping.verdict}.",
            "A mapping with a certified separation.",
            "Take other weights, or more bits.",
        )
    if sequences.repetition is not None:
        raise InputError(
            f"Sequence {sequences.repetition[0] + 1} repeats a token.",
            "Sequences without repeated tokens, as Lemma 5.4 asks for.",
            "Add a positional encoding, which makes tokens differ.",
        )
    broken = token_separation(sequences).broken(
        gamma_min=gamma_min, gamma_max=gamma_max, delta=epsilon
    )
    if broken:
        raise InputError(
            f"Tokens that are not separated as said: {broken[0]}.",
            "Constants for which all three conditions of Definition 5.2 hold.",
            "Lower gamma_min or epsilon, or raise gamma_max.",
        )
    promised = context_mapping(
        len(sequences.vocabulary),
        sequences.width,
        gamma_min,
        gamma_max,
        epsilon,
        sequences.length,
    )
    side = mapping.norm.compare(promised.radius)
    return LemmaMargin(
        promised.radius,
        promised.separation,
        mapping.norm,
        mapping.separation,
        None if side is None else side < 0,
        _is_above(mapping.separation, promised.separation),
    )


def _is_above(separation: Enclosure | None, delta: Magnitude) -> bool | None:
    if separation is None or Magnitude.of(separation.lower) > delta:
        return True
    return False if Magnitude.of(separation.upper) <= delta else None
