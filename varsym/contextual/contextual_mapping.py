"""Proof or refutation that a head of attention is a contextual mapping, Definition 5.3."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from varsym.contextual.attention_head import AttentionHead
from varsym.contextual.ball_ends import outer_enclosure
from varsym.contextual.context_ids import ContextIDs, Position
from varsym.contextual.gaps import Collision, Gap, Undecided, smallest_gap
from varsym.contextual.nearest_points import Distance, smallest_distance
from varsym.contextual.sequences import Sequences
from varsym.exact import (
    Enclosure,
    PrecisionError,
    RationalLike,
    enclose_root,
    exact_integer,
    exact_rational,
)
from varsym.exact.ball_precision import ball_precision

if TYPE_CHECKING:
    from flint import arb

__all__ = ["MappingVerdict", "certify_contextual_mapping", "smallest_separation"]

_FIRST_BITS = 64
_NORM_DIGITS = 12
_NORM_BITS = 2**12
_MOST_DIGITS = 400


@dataclass(frozen=True, slots=True)
class MappingVerdict:
    """What was proved about the outputs of a head on some sequences (def:5.3).

    Positions are pairs (sequence, token), counted from 0.

    Parameters
    ----------
    verdict : {"certified", "refuted", "undecided"}
        Certified: all norms are below γ and all distances that the definition asks for are above δ;
        without γ or δ, for some γ and some δ > 0, such as any above `norm` and any below
        `separation`. Refuted: `at` names what breaks it.
    condition : {"", "gamma", "delta"}
        What is broken, or was not decided.
    at : tuple of positions
        One token for γ, two for δ; empty when certified.
    norm : Enclosure or None
        The greatest norm.
    norm_at : position or None
        A token whose norm lies in that enclosure.
    separation : Enclosure or None
        The smallest distance over all pairs that the definition asks to be apart; None where there
        is no such pair, or it is not known to be positive.
    pair : tuple of two positions or None
        Tokens whose outputs have a distance in that enclosure.
    rivals : int
        The number of other pairs of outputs whose distance may be the smallest one too.
    points : int
        The number of outputs that were told apart.
    bits : int
        The precision that was needed; 0 where two outputs are equal, which is decided exactly.
    gamma, delta : Fraction or None
        As given.
    sequences : Sequences
    head : AttentionHead
    """

    verdict: str
    condition: str
    at: tuple[Position, ...]
    norm: Enclosure | None
    norm_at: Position | None
    separation: Enclosure | None
    pair: tuple[Position, Position] | None
    rivals: int
    points: int
    bits: int
    gamma: Fraction | None
    delta: Fraction | None
    sequences: Sequences
    head: AttentionHead

    def __bool__(self) -> bool:
        """Whether the mapping is certified."""
        return self.verdict == "certified"

    def certificate(self) -> dict[str, Any]:
        """Return plain data from which others can recompute the verdict; numbers are texts.

        Examples
        --------
        >>> head = AttentionHead([[1]], [[1]], [[1]], [[1]])
        >>> found = certify_contextual_mapping(Sequences([[[0], [1]]]), head)
        >>> sorted(found.certificate()["weights"]), found.certificate()["pair"]
        (['W_K', 'W_O', 'W_Q', 'W_V'], [[0, 0], [0, 1]])
        """
        head = self.head
        weights = {"W_O": head.W_O, "W_V": head.W_V, "W_K": head.W_K, "W_Q": head.W_Q}
        return {
            "schema": "varsym.contextual-mapping/1",
            "verdict": self.verdict,
            "condition": self.condition,
            "at": [list(position) for position in self.at],
            "gamma": _text(self.gamma),
            "delta": _text(self.delta),
            "norm": _ends(self.norm),
            "norm_at": None if self.norm_at is None else list(self.norm_at),
            "separation": _ends(self.separation),
            "pair": None if self.pair is None else [list(position) for position in self.pair],
            "rivals": self.rivals,
            "points": self.points,
            "bits": self.bits,
            "residual": head.residual,
            "weights": {
                name: [list(map(str, row)) for row in matrix.rows]
                for name, matrix in weights.items()
            },
            "sequences": [
                [list(map(str, token)) for token in sequence]
                for sequence in self.sequences.sequences
            ],
        }


def certify_contextual_mapping(
    sequences: Sequences,
    head: AttentionHead,
    *,
    gamma: RationalLike | None = None,
    delta: RationalLike | None = None,
    digits: int = 6,
    max_bits: int = 2**14,
) -> MappingVerdict:
    """Prove or refute that a head is a (γ, δ)-contextual mapping for some sequences (def:5.3).

    Outputs are compared of tokens k of X^(i) and l of X^(j), i = j included, whenever V^(i) ≠ V^(j)
    or X_k^(i) ≠ X_l^(j). All other pairs are exempt, and may be equal. Both conditions are strict.

    Parameters
    ----------
    sequences : Sequences
    head : AttentionHead
    gamma, delta : exact numbers, optional
        Without γ, the greatest norm is enclosed; without δ, every positive separation will do. δ
        may be an upper bound of a number that is too small to be written as a fraction.
    digits : int
        To what relative width the separation is enclosed.
    max_bits : int
        The largest precision; what it leaves open is undecided.

    Returns
    -------
    MappingVerdict
        Its truth value says whether the mapping is certified.

    Raises
    ------
    ShapeError
        When the weights do not fit the tokens.
    InputError
        When a number is not exact, or an argument of another type.

    Examples
    --------
    >>> data = Sequences([[[0], [1]], [[1], [2]]])
    >>> head = AttentionHead([[1]], [[1]], [[1]], [[1]])
    >>> found = certify_contextual_mapping(data, head, gamma=2, delta="1/10")
    >>> found.verdict, found.pair, found.separation.decimal(6), found.norm.decimal(6)
    ('certified', ((1, 0), (1, 1)), '0.149738', '1.88080')
    >>> certify_contextual_mapping(data, head, delta="1/4").condition
    'delta'
    """
    given_gamma = None if gamma is None else exact_rational(gamma, name="gamma")
    given_delta = None if delta is None else exact_rational(delta, name="delta")
    exact_integer(digits, "digits", 1, _MOST_DIGITS)
    ids = ContextIDs(sequences, head)
    norm, norm_at, large = _norms(ids, given_gamma)
    found = smallest_separation(ids, digits=digits, max_bits=max_bits)
    verdict, at, found = _against(ids, found, given_delta, digits, max_bits)
    condition = "" if verdict == "certified" else "delta"
    if large is not None and (large[0] == "refuted" or not condition):
        (verdict, at), condition = large, "gamma"
    gap = found if isinstance(found, Distance) else None
    return MappingVerdict(
        verdict=verdict,
        condition=condition,
        at=tuple(ids.positions[point] for point in at),
        norm=norm,
        norm_at=ids.positions[norm_at],
        separation=None if gap is None else gap.enclosure,
        pair=None if gap is None or gap.pair is None else _positions(ids, gap.pair),
        rivals=0 if gap is None else gap.rivals,
        points=len(ids),
        bits=0 if isinstance(found, Collision) else found.bits,
        gamma=given_gamma,
        delta=given_delta,
        sequences=sequences,
        head=head,
    )


def smallest_separation(
    ids: ContextIDs, *, digits: int = 6, max_bits: int = 2**14
) -> Distance | Collision | Undecided:
    """Enclose the smallest distance over the pairs of outputs that Definition 5.3 asks for.

    Indices are those of the points of `ids`.

    Parameters
    ----------
    ids : ContextIDs
    digits : int
        The distance is enclosed to a relative width of 10^-digits, as far as `max_bits` lets it.
    max_bits : int
        The largest precision.

    Raises
    ------
    InputError
        When a precision is no integer, or out of range.

    Examples
    --------
    >>> head = AttentionHead([[1]], [[1]], [[0]], [[0]])
    >>> smallest_separation(ContextIDs(Sequences([[[0], [1]], [[1], [0]]]), head))
    Collision(pair=(0, 1))
    """
    last = max(_FIRST_BITS, exact_integer(max_bits, "max_bits", 1))
    square = ids.line_square
    if square is None:
        return smallest_distance(
            ids.balls, ids.classes, max_bits=last, digits=digits, equal=ids.equal
        )
    # One digit more, as the root of the line's direction is not exact.
    found = smallest_gap(
        ids.place_on_line, ids.classes, max_bits=last, digits=digits + 1, equal=ids.equal
    )
    if not isinstance(found, Gap):
        return found
    if found.enclosure is None:
        return Distance(None, None, 0, found.bits)
    unit = enclose_root(square, 2, digits + 4)
    box = Enclosure(found.enclosure.lower * unit.lower, found.enclosure.upper * unit.upper)
    return Distance(found.pair, box, found.rivals, found.bits)


def _norms(
    ids: ContextIDs, gamma: Fraction | None
) -> tuple[Enclosure, int, tuple[str, tuple[int, ...]] | None]:
    """Enclose the greatest norm; name a point whose norm is not, or may not be, below γ."""
    bits, active = _FIRST_BITS, list(range(len(ids)))
    large: tuple[str, tuple[int, ...]] | None = None
    while True:
        with ball_precision(bits):
            bounds = [_ends_of(ids.norm_square(point, bits)) for point in active]
            least = max(low for low, _ in bounds)
            kept = [n for n, (_, high) in enumerate(bounds) if high >= least]
            most = max(bounds[n][1] for n in kept)
            box = outer_enclosure(least.sqrt().lower(), most.sqrt().upper())
        at = active[max(kept, key=lambda n: bounds[n][0])]
        if gamma is not None and bits == _FIRST_BITS:
            large = _not_below(ids, [top for _, top in bounds], gamma)
        if box.width * 10**_NORM_DIGITS <= box.lower or bits >= _NORM_BITS:
            return box, at, large
        active = [active[n] for n in kept]
        bits *= 2


def _not_below(
    ids: ContextIDs, tops: list[arb], gamma: Fraction
) -> tuple[str, tuple[int, ...]] | None:
    """Name a point whose norm is not, or may not be, below γ; `tops` bound the squared norms."""
    points = [
        n for n, top in enumerate(tops) if gamma <= 0 or outer_enclosure(top, top).upper >= gamma**2
    ]
    unknown = None
    for point in sorted(points, key=tops.__getitem__, reverse=True):
        try:
            if ids.compare_norm(point, gamma) >= 0:
                return "refuted", (point,)
        except PrecisionError:
            unknown = "undecided", (point,)
    return unknown


def _is_below(top: arb, square: Fraction) -> bool:
    return outer_enclosure(top, top).upper < square


def _against(
    ids: ContextIDs,
    found: Distance | Collision | Undecided,
    delta: Fraction | None,
    digits: int,
    max_bits: int,
) -> tuple[str, tuple[int, ...], Distance | Collision | Undecided]:
    """Judge the smallest separation, enclosing it again where δ is inside its enclosure."""
    while True:
        if delta is not None and delta < 0:
            # Every distance is above δ, also between outputs that are equal or not told apart.
            return "certified", (), found
        if isinstance(found, Collision):
            return "refuted", found.pair, found
        if isinstance(found, Undecided):
            return "undecided", found.pair, found
        if found.pair is None or found.enclosure is None or delta is None:
            return "certified", (), found
        if found.enclosure.lower > delta:
            return "certified", (), found
        if found.enclosure.upper <= delta:
            return "refuted", found.pair, found
        try:
            if ids.compare_distance(*found.pair, delta) <= 0:
                return "refuted", found.pair, found
            if not found.rivals:
                return "certified", (), found
        except PrecisionError:
            return "undecided", found.pair, found
        if digits >= _MOST_DIGITS:
            return "undecided", found.pair, found
        digits = min(4 * digits, _MOST_DIGITS)
        found = smallest_separation(ids, digits=digits, max_bits=max_bits)


def _positions(ids: ContextIDs, pair: tuple[int, int]) -> tuple[Position, Position]:
    first, second = sorted(ids.positions[point] for point in pair)
    return first, second


def _ends_of(ball: arb) -> tuple[arb, arb]:
    from flint import arb

    return ball.lower().max(arb(0)), ball.upper()


def _text(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _ends(box: Enclosure | None) -> list[str] | None:
    return None if box is None else [str(box.lower), str(box.upper)]
