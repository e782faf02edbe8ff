"""Weights of a rank that make a head a contextual mapping (Lemma 5.4), found and certified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor

import numpy as np

from varsym.contextual.attention_head import AttentionHead
from varsym.contextual.contextual_mapping import MappingVerdict, certify_contextual_mapping
from varsym.contextual.separation import token_separation
from varsym.contextual.sequences import Sequences, check_sequences, integer_vectors
from varsym.errors import InputError
from varsym.exact import (
    PrecisionError,
    RationalLike,
    enclose_root,
    exact_integer,
    exact_rational,
)

__all__ = ["SeparatingWeights", "separating_weights"]

#: The largest score is about 2^e for e in this range.
_SCORE_EXPONENTS = range(-2, 5)
_OBLIQUE = 40
_SEED = 20_250_507
#: What further components of weights of a higher rank are multiplied by.
_MINOR = Fraction(1, 16)
_SIGNIFICANT = 20


@dataclass(frozen=True, slots=True)
class SeparatingWeights:
    """Weights whose head is certified to be a contextual mapping, and how they were made.

    Parameters
    ----------
    head : AttentionHead
    mapping : MappingVerdict
        The certificate; its `separation` is the smallest distance of two context IDs.
    direction : tuple of int
        v; the labels v·x of all tokens of the vocabulary differ.
    rate : Fraction
        c; the scores of rank one are c (v·x_k)(v·x_j).
    scale : Fraction
        η; the values of rank one are η (v·x_j) e_1.
    tried : tuple of (Fraction, Fraction)
        The rates that were tried at η = 1 without residual, and the separations certified for them,
        0 where there was none.
    """

    head: AttentionHead
    mapping: MappingVerdict
    direction: tuple[int, ...]
    rate: Fraction
    scale: Fraction
    tried: tuple[tuple[Fraction, Fraction], ...]


def separating_weights(
    sequences: Sequences,
    *,
    rank: int = 1,
    residual: bool = False,
    gamma: RationalLike | None = None,
    max_bits: int = 2**14,
) -> SeparatingWeights:
    """Construct weights of a rank that give all contexts of some sequences different outputs.

    Of several directions, one is taken whose labels v·x are well apart, and of several rates the
    one with the largest certified separation. The context ID of a token with label a is then the
    average of the labels of its sequence under weights e^{c a b}, the Boltzmann operator of
    Kajitsuka and Sato (arXiv 2307.14023). For a higher rank, small multiples of coordinates are
    added to the scores and values as further components.

    Parameters
    ----------
    sequences : Sequences
        No token may be repeated within a sequence.
    rank : int
        The rank s of all four matrices, from 1 to d.
    residual : bool
        Whether tokens are added to the outputs. The values are then so small that outputs
        of different tokens keep at least half of the distance of those.
    gamma : exact number, optional
        All outputs are to have norms below it; η is then nearly as large as that lets it be.
        Without it η is 1, or with a residual connection as large as said there.
    max_bits : int
        The largest precision of the certificate.

    Raises
    ------
    InputError
        When a token is repeated within a sequence; when γ is not positive, or with a residual
        connection not above all norms of tokens; or when no head can tell two of the sequences
        apart, as those of different vocabularies but of equal means that share the token 0.
    PrecisionError
        When no weights that were tried could be certified.

    Examples
    --------
    >>> data = Sequences([[[1], [4]], [[2], [3]]])
    >>> found = separating_weights(data, gamma=4)
    >>> found.mapping.verdict, found.head.W_K.shape, found.mapping.norm.upper < 4
    ('certified', (1, 1), True)
    """
    check_sequences(sequences)
    size = exact_integer(rank, "rank", 1, sequences.width)
    bound = None if gamma is None else exact_rational(gamma, name="gamma")
    _check_contexts(sequences)
    room = _room(sequences, bound, residual)
    direction, labels = _direction(sequences)
    widest = max(abs(label) for label in labels)
    tried: list[tuple[Fraction, Fraction]] = []
    best: tuple[Fraction, Fraction, MappingVerdict] | None = None
    for rate in _rates(widest):
        plain = _head(direction, rate, Fraction(1), size, residual=False)
        found = certify_contextual_mapping(sequences, plain, max_bits=max_bits)
        apart = Fraction(0)
        if found:
            # Without two contexts, any weights will do.
            apart = Fraction(1) if found.separation is None else found.separation.lower
        tried.append((rate, apart))
        if found and (best is None or apart > best[1]):
            best = rate, apart, found
        if found and found.separation is None:
            break
    if best is None:
        raise PrecisionError(
            f"Weights of rank {size} for {sequences!r}: {len(tried)} rates, none certified.",
            "Contexts that some rate separates.",
            "Raise max_bits, or the rank, or scale the tokens to be farther apart.",
        )
    rate, _, plain_mapping = best
    scale = Fraction(1)
    norm = plain_mapping.norm
    if room is not None and norm is not None and norm.upper:
        scale = _rounded_down(room / norm.upper)
    head = _head(direction, rate, scale, size, residual=residual)
    mapping = certify_contextual_mapping(sequences, head, gamma=bound, max_bits=max_bits)
    if not mapping:
        raise PrecisionError(
            f"Weights at rate {rate}, scaled by {scale}: {mapping.verdict} at {mapping.at}.",
            "A certificate for the scaled weights too.",
            "Raise max_bits, or give another gamma.",
        )
    return SeparatingWeights(head, mapping, direction, rate, scale, tuple(tried))


def _check_contexts(sequences: Sequences) -> None:
    """Refuse what no head, or no head of Lemma 5.4, tells apart."""
    repeated = sequences.repetition
    if repeated is not None:
        i, k, other = repeated
        raise InputError(
            f"Sequence {i + 1} has the same token at places {k + 1} and {other + 1}.",
            "Sequences without repeated tokens, as Lemma 5.4 asks for.",
            "Add a positional encoding, which makes tokens differ.",
        )
    zero = (Fraction(0),) * sequences.width
    sums: dict[tuple[Fraction, ...], int] = {}
    for i, vocabulary in enumerate(sequences.vocabularies):
        if zero not in vocabulary:
            continue
        total = tuple(sum(column, Fraction(0)) for column in zip(*vocabulary, strict=True))
        other = sums.setdefault(total, i)
        if sequences.vocabularies[other] != vocabulary:
            raise InputError(
                f"Sequences {other + 1} and {i + 1} have the token 0 and the same mean.",
                "Sequences that a head can tell apart; all scores of the token 0 are 0, so that "
                "its output is the mean of the values.",
                "Shift the tokens, so that none of them is 0.",
            )


def _room(sequences: Sequences, gamma: Fraction | None, residual: bool) -> Fraction | None:
    """Return what the norm of the values' averages must stay below, None for no limit."""
    if not residual:
        if gamma is not None and gamma <= 0:
            raise InputError(f"gamma = {gamma}.", "A positive bound.", "Raise gamma.")
        return gamma
    tokens = token_separation(sequences)
    room = Fraction(1)
    if tokens.distance is not None:
        # Outputs of different tokens move by at most half of the distance towards each other.
        room = enclose_root(tokens.distance, 2, 10).lower / 4
    if gamma is None:
        return room
    largest = enclose_root(tokens.greatest, 2, 30).upper
    if gamma <= largest:
        raise InputError(
            f"gamma = {gamma}, with a token of norm {float(largest):.6g}.",
            "A bound above all norms of tokens, as the residual connection adds them.",
            "Raise gamma, such as to γ_max + ε/4.",
        )
    return min(room, gamma - largest)


def _direction(sequences: Sequences) -> tuple[tuple[int, ...], list[Fraction]]:
    """Return a direction that gives all tokens different labels, and no token but 0 the label 0."""
    rows, below = integer_vectors(sequences.tokens)
    best: tuple[Fraction, tuple[int, ...], list[int]] | None = None
    for vector in _vectors(rows):
        if best is not None and max(map(abs, vector)) > 4:
            break
        labels = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in rows]
        ranked = sorted({*labels, 0})
        lost = any(not label and any(row) for label, row in zip(labels, rows, strict=True))
        if lost or len(set(labels)) < len(rows):
            continue
        gaps = [high - low for low, high in pairwise(ranked)]
        quality = Fraction(min(gaps, default=1), max(1, *map(abs, ranked)))
        if best is None or quality > best[0]:
            best = quality, vector, labels
    if best is None:
        raise InputError(
            "A vocabulary that no direction separates.", "Rational tokens.", "Report it."
        )
    return best[1], [Fraction(label, below) for label in best[2]]


def _vectors(rows: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Yield axes, some small oblique directions, and one that works for sure."""
    width = len(rows[0])
    for axis in range(width):
        yield tuple(int(axis == other) for other in range(width))
    if width > 1:
        drawn = np.random.default_rng(_SEED).integers(-4, 5, size=(_OBLIQUE, width))
        yield from (tuple(row) for row in drawn.tolist() if any(row))
    # Differences of entries, and entries, are digits in this base, each at most base - 1 in size.
    largest = max(abs(entry) for row in rows for entry in row)
    base = 4 * largest + 1
    yield tuple(base**power for power in range(width))


def _rates(widest: Fraction) -> list[Fraction]:
    """Return powers of two, times 3 over 2 too, near 2^e over the square of the largest label."""
    if not widest:
        return [Fraction(1)]
    square = widest * widest
    size = square.numerator.bit_length() - square.denominator.bit_length()
    return [Fraction(2) ** (exponent - size) for exponent in _SCORE_EXPONENTS]


def _rounded_down(number: Fraction) -> Fraction:
    """Return a positive rational of about 20 bits, below the number by one millionth or so."""
    size = number.numerator.bit_length() - number.denominator.bit_length()
    unit = Fraction(2) ** (size - _SIGNIFICANT)
    return (floor(number / unit) - 1) * unit


def _head(
    direction: tuple[int, ...], rate: Fraction, scale: Fraction, rank: int, *, residual: bool
) -> AttentionHead:
    """Build the weights: the direction first, then axes that are independent of it."""
    width = len(direction)
    pivot = next(axis for axis, entry in enumerate(direction) if entry)
    axes = [axis for axis in range(width) if axis != pivot][: rank - 1]
    first = [Fraction(entry) for entry in direction]
    others = [[Fraction(int(axis == other)) for other in range(width)] for axis in axes]
    minor = [[_MINOR * entry for entry in row] for row in others]
    return AttentionHead(
        [[Fraction(int(row == column)) for column in range(rank)] for row in range(width)],
        [[scale * entry for entry in row] for row in [first, *minor]],
        [[rate * entry for entry in row] for row in [first, *minor]],
        [first, *others],
        residual=residual,
    )
