"""The network of Lemma C.1, constructed with exact weights for a given map and error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, TypeAlias

from varsym.contextual.ball_ends import rational_point
from varsym.contextual.error_budget import (
    ErrorBudget,
    grid_cells,
    rounding_sharpness,
)
from varsym.contextual.flat_bumps import FlatBumps
from varsym.contextual.grid_contexts import GridContexts, separate_contexts
from varsym.contextual.quantizer import PositionalEncoding, Quantizer
from varsym.contextual.resources import cells_for_error
from varsym.contextual.target_expressions import Matrix, TargetMap, parse_target
from varsym.contextual.target_table import TargetTable, check_lipschitz, tabulate
from varsym.errors import InputError
from varsym.exact import (
    Enclosure,
    RationalLike,
    ShapeError,
    SizeError,
    exact_integer,
    exact_rational,
    format_rational,
)
from varsym.exact.ball_precision import ball_precision
from varsym.maps.arrays import FloatArray, exact_array
from varsym.maps.attention import Attention
from varsym.maps.block import Composition, brought
from varsym.maps.feed_forward import FeedForward
from varsym.maps.fields import BALLS

__all__ = ["MAX_CONTEXTS", "ConstructedApproximator", "NetworkSize", "construct_approximator"]

#: How many context IDs, L m^{d L}, a network may have.
MAX_CONTEXTS = 200_000

LipschitzSource: TypeAlias = Literal["expression", "assumed"]

_MAX_ALPHA = 64
_MAX_SIDE = 64
_MAX_VALUE_BITS = 2**12
#: Rounding errors are kept below this share of a ramp.
_NUMERIC_SHARE = Fraction(1, 16)


@dataclass(frozen=True)
class NetworkSize:
    """How large the network is, as built and as the printed proof counts.

    Attributes
    ----------
    sequences, contexts : int
        m^{d L} and L m^{d L}.
    bumps : int
        As built: one for each run of neighbouring context IDs with one target that is not 0.
    ffn_1_neurons, ffn_2_neurons : int
        As built. Neurons of FFN_2 serve all channels at once.
    printed_neurons : int
        3 d L m^{d L}, the printed count of FFN_2, with the m of this network.
    printed_cells : int
        The least m with the printed C δ (d L)^(1/α) <= ε/2.
    printed_neurons_at_printed_cells : int
        3 d L m^{d L} with that m.

    Examples
    --------
    >>> construct_approximator("x[2,1]; x[1,1]", eps="1/4").resources.sequences
    9
    """

    sequences: int
    contexts: int
    bumps: int
    ffn_1_neurons: int
    ffn_2_neurons: int
    printed_neurons: int
    printed_cells: int
    printed_neurons_at_printed_cells: int


@dataclass(frozen=True)
class ConstructedApproximator:
    """A network τ = FFN_2 ∘ attention ∘ FFN_1 ∘ (X + E) with d_α(τ, f) <= ε (lem:C.1).

    Attributes
    ----------
    eps : Fraction
    budget : ErrorBudget
        The grid, the rounding, and the error, bound by bound.
    target : TargetMap or None
        f, where it was given as text.
    table : TargetTable
        The values of f at the centres.
    contexts : GridContexts
    gap : Enclosure or None
        The smallest distance between context IDs with different targets; None for one target.
    bumps : FlatBumps
    lipschitz_source : {"expression", "assumed"}
        Whether the Lipschitz constant is proved from the text of f, or is the caller's word.
    """

    eps: Fraction
    budget: ErrorBudget
    target: TargetMap | None
    table: TargetTable
    contexts: GridContexts
    gap: Enclosure | None
    bumps: FlatBumps
    lipschitz_source: LipschitzSource

    @property
    def grid(self) -> Quantizer:
        """The grid and its rounding."""
        return self.budget.grid

    @property
    def shape(self) -> tuple[int, int]:
        """L and d."""
        return self.grid.tokens, self.grid.channels

    @cached_property
    def positional_encoding(self) -> PositionalEncoding:
        """X to X + E."""
        return self.grid.positional_encoding()

    @cached_property
    def ffn_1(self) -> FeedForward:
        """The first feed-forward layer, which rounds to the grid."""
        return self.grid.feed_forward()

    @cached_property
    def attention(self) -> Attention:
        """The single head of rank one, which makes context IDs."""
        return self.contexts.attention()

    @cached_property
    def ffn_2(self) -> FeedForward:
        """The second feed-forward layer, which gives IDs their targets."""
        return self.bumps.feed_forward()

    @cached_property
    def network(self) -> Composition:
        """All four parts, in blocks of `varsym.maps`."""
        return Composition([self.ffn_2, self.attention, self.ffn_1, self.positional_encoding])

    @property
    def resources(self) -> NetworkSize:
        """The size of the network."""
        grid, alpha = self.grid, self.budget.alpha
        L, d = self.shape
        printed = cells_for_error(L, d, self.eps, self.budget.lipschitz, alpha)
        return NetworkSize(
            sequences=grid.sequence_count,
            contexts=self.contexts.count,
            bumps=len(self.bumps.bumps),
            ffn_1_neurons=grid.neurons,
            ffn_2_neurons=self.bumps.neurons,
            printed_neurons=3 * d * L * grid.sequence_count,
            printed_cells=printed,
            printed_neurons_at_printed_cells=3 * d * L * printed ** (d * L),
        )

    def value(self, x: object, bits: int = 128) -> tuple[tuple[Fraction | Enclosure, ...], ...]:
        """Return the output at an input in [0, 1]^{L x d}.

        Parameters
        ----------
        x : array of exact numbers, (L, d)
        bits : int
            The first precision for the context IDs; it is doubled, up to 4096, for tokens whose
            ID may lie on a ramp.

        Returns
        -------
        tuple of tuples
            Fractions for tokens whose ID certainly lies on a flat or beside all bumps, as it does
            for every token of an input off the bands; enclosures for the others.

        Raises
        ------
        InputError
            When an entry is not exact, or not between 0 and 1.
        ShapeError
            When the shape is another.
        """
        first = exact_integer(bits, "bits", 32, _MAX_VALUE_BITS)
        given = exact_array(x, "x", 2)
        if any(not 0 <= entry <= 1 for entry in given.flat):
            raise InputError("An input with an entry outside [0, 1].", "Entries from 0 to 1.")
        rounded = self.ffn_1.exact(self.positional_encoding.exact(given))
        rows: list[tuple[Fraction | Enclosure, ...]] = []
        for token in range(self.grid.tokens):
            working = first
            while True:
                with ball_precision(working):
                    found = self.attention.formula(BALLS, brought(BALLS, rounded))[token, 0]
                    low, high = found.lower(), found.upper()
                row = self.bumps.over(Enclosure(rational_point(low), rational_point(high)))
                if working >= _MAX_VALUE_BITS or not isinstance(row[0], Enclosure):
                    rows.append(row)
                    break
                working *= 2
        return tuple(rows)

    def numeric(self, x: object) -> FloatArray:
        """Return the output in float64, for one input or a batch of them.

        Parameters
        ----------
        x : array, (..., L, d)
            Entries from 0 to 1; axes in front are a batch.

        Returns
        -------
        FloatArray, (..., L, d)

        Raises
        ------
        InputError
            When context IDs are so close that the rounding errors may move them off their flats.
        """
        grid = self.grid
        # FFN_1 adds up 2 L m terms of at most δ (L m 2^s), which become labels by Σ m^j; a
        # change of labels moves an ID by about as much times the largest score.
        rounded = 2 * grid.tokens**2 * grid.cells * 2**grid.sharpness
        score = self.contexts.rate * grid.largest_label**2
        moved = rounded * sum(grid.label_weights) * max(score, Fraction(1)) / 2**52
        if moved * self.bumps.slope > _NUMERIC_SHARE:
            raise InputError(
                f"A network whose bumps have ramps of the slope {self.bumps.slope}.",
                "Ramps that the rounding errors of float64 do not reach.",
                "Use value(x), which is exact.",
            )
        return self.network.numeric(x)

    def certificate(self) -> dict[str, Any]:
        """Return the construction as plain data, for `check_approximator`; numbers are texts."""
        from varsym.contextual.approximator_data import approximator_data

        return approximator_data(self)


def construct_approximator(
    f: Callable[[Matrix], Any] | TargetMap | str,
    lipschitz: RationalLike | None = None,
    eps: RationalLike = Fraction(1, 4),
    alpha: int = 1,
    shape: Sequence[int] | None = None,
) -> ConstructedApproximator:
    """Construct the network of Lemma C.1 (lem:C.1) for a Lipschitz map on [0, 1]^{L x d}.

    The parts are those of the printed proof: positions, a rounding FFN_1, one softmax attention
    head, and bumps in FFN_2. Two of them are repaired: FFN_1 has all L/δ steps, and bumps are flat
    around the context IDs, which are irrational. Off bands of a known measure, the output is
    the value of f at the centre of the input's cell, exactly. For the error, the distance
    d_α(τ, f) = (∫ |τ(X) - f(X)|_α^α dX)^(1/α) is bounded in exact rationals.

    Parameters
    ----------
    f : text, TargetMap or callable
        Text is read by `parse_target`. A callable takes L tuples of d fractions and returns
        L rows of d exact numbers.
    lipschitz : exact number, optional
        C >= 0 with |f(X) - f(Y)|_α <= C |X - Y|_α, entry by entry. Derived where f is a text.
        A constant that is not proved so is checked at pairs of centres, and assumed.
    eps : exact number
        ε > 0.
    alpha : int
        The exponent α, from 1 to 64.
    shape : pair of int, optional
        The L tokens and d channels; a text has its own.

    Returns
    -------
    ConstructedApproximator

    Raises
    ------
    InputError
        When an argument is out of range or not exact, or f breaks its Lipschitz constant.
    ShapeError
        When f returns other shapes.
    SizeError
        Before any work, when the network would have more than 200,000 context IDs; also when eps
        is so small beside the values of f that no rounding is sharp enough.

    Notes
    -----
    Time and memory grow with the L m^{d L} context IDs: for 200,000 about half a minute and 1 GB.

    Examples
    --------
    >>> made = construct_approximator("x[2,1]; x[1,1]", eps="1/4")
    >>> made.grid.step, made.grid.theta, made.resources.ffn_2_neurons
    (Fraction(1, 3), Fraction(1, 192), 53)
    >>> made.value([["1/10"], ["4/5"]])
    ((Fraction(5, 6),), (Fraction(1, 6),))
    >>> made.budget.total_power <= Fraction(1, 4)
    True
    """
    target = _read_target(f)
    error = exact_rational(eps, name="eps", positive=True)
    power = exact_integer(alpha, "alpha", 1, _MAX_ALPHA)
    L, d = _checked_shape(shape, target)
    constant, source = _lipschitz(lipschitz, target, power)
    cells = grid_cells(constant, error, power, L, d)
    _refuse_large(L, d, cells)
    grid = Quantizer(L, d, cells)
    table = tabulate(f if callable(f) else parse_target(f), grid)
    if source == "assumed":
        check_lipschitz(table, grid, constant, power)
    budget = rounding_sharpness(grid, power, constant, error, _output_distances(table))
    contexts, gap = separate_contexts(budget.grid, table.classes)
    heights = [table.rows[number] for number in table.classes]
    bumps = FlatBumps.around(gap.order, gap.ball, heights)
    return ConstructedApproximator(
        error, budget, target, table, contexts, gap.enclosure, bumps, source
    )


def _read_target(f: object) -> TargetMap | None:
    if isinstance(f, TargetMap):
        return f
    if isinstance(f, str):
        return parse_target(f)
    if not callable(f):
        raise InputError(
            f"A map of the type {type(f).__name__}.",
            "A text, or a function of L tuples of d fractions.",
            "Write it as 'x[2,1]; x[1,1]', or as a Python function.",
        )
    return None


def _checked_shape(shape: Sequence[int] | None, target: TargetMap | None) -> tuple[int, int]:
    if shape is None:
        if target is None:
            raise InputError(
                "A function without a shape.", "shape=(L, d): tokens and channels.", "Pass it."
            )
        return target.shape
    sides = tuple(shape) if isinstance(shape, (tuple, list)) else ()
    if len(sides) != 2:
        raise ShapeError(f"The shape {shape!r}.", "A pair (L, d): tokens and channels.")
    L = exact_integer(sides[0], "tokens L", 1, _MAX_SIDE)
    d = exact_integer(sides[1], "channels d", 1, _MAX_SIDE)
    if target is not None and target.shape != (L, d):
        raise ShapeError(
            f"The shape ({L}, {d}) for a map of the shape {target.shape}.", "The same shape."
        )
    return L, d


def _lipschitz(
    given: RationalLike | None, target: TargetMap | None, alpha: int
) -> tuple[Fraction, LipschitzSource]:
    if given is None:
        if target is None:
            raise InputError(
                "A function without a Lipschitz constant.",
                "lipschitz=C; it is derived for maps given as text alone.",
                "Pass it.",
            )
        return target.lipschitz(alpha), "expression"
    constant = exact_rational(given, name="lipschitz", nonnegative=True)
    proved = target is not None and target.lipschitz_power(alpha) <= constant**alpha
    return constant, "expression" if proved else "assumed"


def _refuse_large(tokens: int, channels: int, cells: int) -> None:
    exponent = tokens * channels
    # Compared by logarithms first, as the count itself may not fit in memory.
    if exponent * (cells.bit_length() - 1) > 64 or tokens * cells**exponent > MAX_CONTEXTS:
        m = format_rational(cells)
        m = f"({m})" if " " in m else m
        raise SizeError(
            f"A network with {tokens} · {m}^{exponent} context IDs, which are L m^(d L) for "
            f"L = {tokens} tokens, d = {channels} channels and the grid step 1/m.",
            f"At most {MAX_CONTEXTS} context IDs.",
            "Raise eps, lower the Lipschitz constant, or take fewer tokens or channels.",
        )


def _output_distances(table: TargetTable) -> list[Fraction]:
    """Bound, entry by entry, how far any output of the bumps is from any value at a centre."""
    of_entries = table.ranges()
    distances = []
    for channel, column in enumerate(zip(*table.rows, strict=True)):
        low, high = min(Fraction(0), *column), max(Fraction(0), *column)
        for row in of_entries:
            least, most = row[channel]
            distances.append(max(high - least, most - low))
    return distances
