"""Positions and quantisation: the first two parts of the network of Lemma C.1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

from varsym.contextual.target_expressions import Matrix
from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.feed_forward import FeedForward
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import Parameter, check_norm

__all__ = ["PositionalEncoding", "Quantizer", "Sequence"]

#: The cell of each token, see `Quantizer.digits`.
Sequence = tuple[int, ...]


class PositionalEncoding(Block):
    """X to X + E.

    Parameters
    ----------
    E : array of exact numbers, (L, d)

    Examples
    --------
    >>> PositionalEncoding([[0], [1]]).exact([["1/2"], ["1/3"]]).tolist()
    [[Fraction(1, 2)], [Fraction(4, 3)]]
    """

    def __init__(self, E: object) -> None:
        self.E = Parameter.of_exact(E, "E", 2)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the same shape.

        Raises
        ------
        ShapeError
            When it is not that of E.
        """
        if shape != self.E.shape:
            raise ShapeError(f"An input of the shape {shape}.", f"The shape {self.E.shape} of E.")
        return shape

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Add E."""
        made: ExactArray = x + self.E.over(field)
        return made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Add E to every input of the batch."""
        made: FloatArray = x + self.E.numeric
        return made

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return 1, as distances stay.

        Raises
        ------
        InputError
            When the norm is neither "sup" nor "2".
        """
        check_norm(norm)
        return LipschitzBound(Fraction(1), norm, "everywhere", "a translation")


@dataclass(frozen=True)
class Quantizer:
    """The grid of [0, 1]^{L x d} with cells of the side δ = 1/m, and the map that rounds up to it.

    With E added, an entry of token k lies in [k - 1, k]. Its rise over t δ takes the band
    [t δ, t δ + θ]; on the rest of a cell, [t δ + θ, (t + 1) δ], it is rounded to (t + 1) δ.

    Parameters
    ----------
    tokens, channels, cells : int
        L, d and m.
    sharpness : int
        The exponent s >= 1 in θ = δ / 2^s.

    Examples
    --------
    >>> grid = Quantizer(tokens=2, channels=1, cells=4, sharpness=3)
    >>> grid.step, grid.theta, grid.good_measure
    (Fraction(1, 4), Fraction(1, 32), Fraction(49, 64))
    >>> grid.feed_forward().exact([[Fraction(3, 10)], [Fraction(19, 10)]]).tolist()
    [[Fraction(1, 2)], [Fraction(2, 1)]]
    """

    tokens: int
    channels: int
    cells: int
    sharpness: int = 1

    @property
    def step(self) -> Fraction:
        """δ."""
        return Fraction(1, self.cells)

    @property
    def theta(self) -> Fraction:
        """θ, the width of a band."""
        return self.step * Fraction(1, 2**self.sharpness)

    @property
    def good_measure(self) -> Fraction:
        """The measure of the inputs none of whose entries lies in a band: (1 - m θ)^{d L}."""
        return (1 - Fraction(1, 2**self.sharpness)) ** (self.tokens * self.channels)

    @property
    def token_cells(self) -> int:
        """m^d, the number of cells of one token."""
        return int(self.cells**self.channels)

    @property
    def sequence_count(self) -> int:
        """m^{d L}, the number of cells of the inputs."""
        return int(self.token_cells**self.tokens)

    @property
    def neurons(self) -> int:
        """Two for each of the L m steps, in each channel."""
        return 2 * self.tokens * self.cells * self.channels

    def sequences(self) -> Iterator[Sequence]:
        """Yield all cells of the inputs, the last token's fastest."""
        return product(range(self.token_cells), repeat=self.tokens)

    def digits(self, cell: int) -> tuple[int, ...]:
        """Return the cell of each channel, from 0 to m - 1: the digits of a token's cell.

        Examples
        --------
        >>> Quantizer(2, 2, 10).digits(37)
        (7, 3)
        """
        found = []
        for _ in range(self.channels):
            cell, digit = divmod(cell, self.cells)
            found.append(digit)
        return tuple(found)

    def centres(self) -> list[tuple[Fraction, ...]]:
        """Return the centre of each cell of a token, one row of d fractions a cell."""
        half = Fraction(1, 2 * self.cells)
        return [
            tuple((2 * digit + 1) * half for digit in self.digits(cell))
            for cell in range(self.token_cells)
        ]

    def centre(self, sequence: Sequence) -> Matrix:
        """Return the centre of the cell of inputs that a `sequence` names: L rows of d fractions.

        Examples
        --------
        >>> Quantizer(2, 1, 2).centre((0, 1))
        ((Fraction(1, 4),), (Fraction(3, 4),))
        """
        half = Fraction(1, 2 * self.cells)
        return tuple(
            tuple((2 * digit + 1) * half for digit in self.digits(cell)) for cell in sequence
        )

    @property
    def label_weights(self) -> tuple[int, ...]:
        """The vector v with entries m^1, …, m^d, by which a rounded token q has the label v·q."""
        return tuple(self.cells ** (channel + 1) for channel in range(self.channels))

    def label(self, position: int, cell: int) -> int:
        """Return v·q for the rounded token at a position from 0, an integer that is at least 1.

        With i_j the digits, q_j = position + (i_j + 1) / m, so v·q = Σ m^j (position m + i_j + 1)
        over j = 0, …, d - 1. It is `cell` plus what depends on the position alone, and that grows
        by m + … + m^d >= m^d from one position to the next: labels of all tokens differ, and those
        of later positions are larger.

        Examples
        --------
        >>> [Quantizer(2, 1, 3).label(k, cell) for k in range(2) for cell in range(3)]
        [1, 2, 3, 4, 5, 6]
        """
        ones = sum(int(self.cells**channel) for channel in range(self.channels))
        return cell + (position * self.cells + 1) * ones

    @property
    def largest_label(self) -> int:
        """Λ, the label of the last token in its last cell."""
        return self.label(self.tokens - 1, self.token_cells - 1)

    def positional_encoding(self) -> PositionalEncoding:
        """Return E, row k of which is k - 1."""
        return PositionalEncoding([[k] * self.channels for k in range(self.tokens)])

    def feed_forward(self) -> FeedForward:
        """Return FFN_1, which rounds every entry of the input, each at least 0.

        In each channel it is Σ_t δ (ReLU(x/θ - t δ/θ) - ReLU(x/θ - 1 - t δ/θ)) for
        t = 0, …, L m - 1. The layer adds x, which the step t = 0 takes back: ReLU(x/θ) has
        the weight δ - θ instead of δ, and θ ReLU(x/θ) = x where x >= 0.
        """
        d, steps = self.channels, self.tokens * self.cells
        rise, steep = 2**self.sharpness, int(1 / self.theta)
        W1 = np.full((self.neurons, d), Fraction(0), dtype=object)
        W2 = np.full((d, self.neurons), Fraction(0), dtype=object)
        b1 = np.full(self.neurons, Fraction(0), dtype=object)
        for channel in range(d):
            for t in range(steps):
                up = 2 * (channel * steps + t)
                W1[up, channel] = W1[up + 1, channel] = Fraction(steep)
                b1[up], b1[up + 1] = Fraction(-t * rise), Fraction(-t * rise - 1)
                W2[channel, up], W2[channel, up + 1] = self.step, -self.step
            W2[channel, 2 * channel * steps] -= self.theta
        return FeedForward(W1, b1, W2, [0] * d, tokens="rows")

    def sequence_of(self, x: Matrix) -> Sequence | None:
        """Return the cell of an input x, L rows of d fractions; None where an entry lies in a band.

        Raises
        ------
        InputError
            When an entry is not between 0 and 1.

        Examples
        --------
        >>> grid = Quantizer(2, 1, 2)
        >>> grid.sequence_of(((Fraction(1, 3),), (Fraction(1),)))
        (0, 1)
        >>> grid.sequence_of(((Fraction(1, 3),), (Fraction(3, 5),))) is None
        True
        """
        found = []
        for row in x:
            cell = 0
            for channel, entry in enumerate(row):
                if not 0 <= entry <= 1:
                    raise InputError(
                        "An input with an entry outside [0, 1].", "Entries from 0 to 1."
                    )
                # Rounded up, so that the right end of a cell belongs to it.
                digit = max(0, -int(-entry * self.cells // 1) - 1)
                if entry - digit * self.step < self.theta:
                    return None
                cell += digit * self.cells**channel
            found.append(cell)
        return tuple(found)
