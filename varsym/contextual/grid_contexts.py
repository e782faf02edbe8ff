"""Context IDs of all sequences of grid cells under a head of rank one (Lemma C.1), and gaps."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from varsym.contextual.gaps import Gap, smallest_gap
from varsym.contextual.quantizer import Quantizer
from varsym.exact import PrecisionError
from varsym.maps.attention import Attention
from varsym.maps.fields import BALLS

if TYPE_CHECKING:
    from flint import arb

__all__ = ["GridContexts", "separate_contexts"]

#: Rates are 2^-t; the largest score is about 2^e for e in this range.
_SCORE_EXPONENTS = range(7)
#: Above so many IDs only one rate is tried, that whose largest score is about 4.
_MAX_SEARCHED = 20_000
_MAX_BITS = 2**14


class GridContexts:
    """The context IDs b = Σ_j ℓ_j e^{c ℓ_k ℓ_j} / Σ_j e^{c ℓ_k ℓ_j} of a grid's sequences.

    ℓ_j is the label of token j (`Quantizer.label`). The ID of token k (from 0) of sequence number n
    in the order of `Quantizer.sequences` has the index n L + k.

    Parameters
    ----------
    grid : Quantizer
    rate : Fraction
        c > 0.

    Notes
    -----
    For every rational c > 0, the IDs of two tokens in two sequences are equal only if both tokens
    and both sequences are the same. Multiplied out, b = b' is Σ (ℓ_i - ℓ'_j) e^{c (ℓ_k ℓ_i +
    ℓ'_k' ℓ'_j)} = 0, which by the theorem of Lindemann and Weierstrass needs the coefficients of
    every exponent to cancel. Labels are positive and grow with the position, so the pair (L, L) has
    an exponent of its own, and ℓ_L = ℓ'_L. Next are the pairs (L, L - 1) and (L - 1, L). Their
    coefficients have opposite signs: they must have one exponent and sizes that agree, whence
    ℓ_k = ℓ'_k'. Then let p < L be the last position where the sequences differ. Pairs beyond p
    cancel each other, and of the others, the one of L with the larger label at p has an
    exponent of its own and a coefficient that is not 0. So there is no such p.

    Examples
    --------
    >>> contexts = GridContexts(Quantizer(2, 1, 1), Fraction(1, 4))
    >>> contexts.enclose(0, 64).str(5, radius=False)
    '1.5622'
    """

    def __init__(self, grid: Quantizer, rate: Fraction) -> None:
        self.grid, self.rate = grid, rate
        cells = range(grid.token_cells)
        self.labels = [[grid.label(k, cell) for cell in cells] for k in range(grid.tokens)]
        self._weights: dict[tuple[int, int], arb] = {}

    @property
    def count(self) -> int:
        """The number of IDs, L m^{d L}."""
        return self.grid.tokens * self.grid.sequence_count

    def enclose(self, index: int, bits: int) -> arb:
        """Return a ball around the ID `index`, at the working precision, which is `bits`."""
        rest, token = divmod(index, self.grid.tokens)
        labels = []
        for row in reversed(self.labels):
            rest, cell = divmod(rest, len(row))
            labels.append(row[cell])
        query = labels[-1 - token]
        weights = [self._weight(query * (self.grid.largest_label - key), bits) for key in labels]
        top, bottom = weights[0] * labels[0], weights[0]
        for weight, label in zip(weights[1:], labels[1:], strict=True):
            top, bottom = top + weight * label, bottom + weight
        return top / bottom

    def _weight(self, product: int, bits: int) -> arb:
        """Return e^{-c product}, kept for the next sequence."""
        found = self._weights.get((product, bits))
        if found is None:
            found = BALLS.number(-self.rate * product).exp()
            self._weights[product, bits] = found
        return found

    def attention(self) -> Attention:
        """Return the attention layer: scores c ℓ_k ℓ_j of rank one, values ℓ_j e_1.

        Examples
        --------
        >>> layer = GridContexts(Quantizer(2, 1, 1), Fraction(1, 4)).attention()
        >>> layer.enclose([[1], [2]])[0, 0].decimal(5)
        '1.5622'
        """
        weights = self.grid.label_weights
        column = [[weight] for weight in weights]
        values = [[weight] + [0] * (len(weights) - 1) for weight in weights]
        return Attention([[self.rate * weight] for weight in weights], column, values)


def separate_contexts(grid: Quantizer, classes: Sequence[Hashable]) -> tuple[GridContexts, Gap]:
    """Choose the rate c, and certify the smallest distance between IDs of different classes.

    Several powers of two are tried, and the one with the widest gap is taken: a large c
    makes IDs of sequences with the same largest token crowd, a small one those with the same mean.

    Parameters
    ----------
    grid : Quantizer
    classes : sequence of hashable
        The class of each ID, by its index.

    Raises
    ------
    PrecisionError
        When balls of 16,384 bits do not tell the IDs apart. All of them are different (see the
        notes of `GridContexts`).

    Examples
    --------
    >>> contexts, gap = separate_contexts(Quantizer(2, 1, 2), range(8))
    >>> contexts.rate, gap.enclosure.decimal(3)
    (Fraction(1, 2), '0.0286')
    """
    size = grid.largest_label.bit_length() * 2
    exponents = _SCORE_EXPONENTS
    if len(classes) > _MAX_SEARCHED or len(set(classes)) == 1:
        exponents = range(2, 3)
    best: tuple[GridContexts, Gap] | None = None
    for exponent in exponents:
        contexts = GridContexts(grid, Fraction(2) ** (exponent - size))
        gap = smallest_gap(contexts.enclose, classes, max_bits=_MAX_BITS, digits=2)
        if not isinstance(gap, Gap):
            continue
        if best is None or _width(gap) > _width(best[1]):
            best = contexts, gap
    if best is None:
        raise PrecisionError(
            f"Context IDs of {len(classes)} tokens that {_MAX_BITS} bits do not tell apart.",
            "IDs further apart.",
            "Choose a coarser grid, by a larger eps.",
        )
    return best


def _width(gap: Gap) -> Fraction:
    return Fraction(0) if gap.enclosure is None else gap.enclosure.lower
