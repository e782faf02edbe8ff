"""The outputs of one softmax attention head on sequences of tokens, to any precision.

They are called context IDs where different contexts have different outputs, Definition 5.3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import mul
from typing import TYPE_CHECKING, TypeAlias

from varsym.contextual.attention_head import AttentionHead
from varsym.contextual.ball_ends import outer_enclosure
from varsym.contextual.exponential_sums import (
    ExponentialSum,
    collected,
    product,
    subtracted,
    sum_of_squares_is,
)
from varsym.contextual.output_axes import OutputAxes, line_of_outputs, output_axes
from varsym.contextual.sequences import Sequences, check_sequences, integer_vectors
from varsym.errors import InputError
from varsym.exact import (
    Enclosure,
    PrecisionError,
    RationalLike,
    RationalMatrix,
    ShapeError,
    SizeError,
    exact_integer,
    exact_rational,
)
from varsym.exact.ball_precision import ball_precision

if TYPE_CHECKING:
    from flint import arb, arb_mat, fmpq

__all__ = ["ContextIDs", "Position"]

#: A sequence and a place in it, from 0.
Position: TypeAlias = tuple[int, int]

_FIRST_BITS = 64
_MOST_BITS = 2**18


class ContextIDs:
    """The outputs q(X)_k of an attention head for all tokens of all sequences.

    The output of a token depends on the token and on how often each token is in its sequence, not
    on their order; outputs that agree in both are computed once, as one *point*.

    Parameters
    ----------
    sequences : Sequences
    head : AttentionHead

    Attributes
    ----------
    positions : list of (int, int)
        For each point, the first sequence and place, from 0, where it occurs.
    classes : list of tuple
        For each point its token and the vocabulary of its sequence, as places in
        ``sequences.tokens``. Definition 5.3 asks points of different classes to be apart.

    Raises
    ------
    InputError
        When an argument is of another type.
    ShapeError
        When the tokens are not as wide as the weights.

    Examples
    --------
    >>> from varsym.contextual.attention_head import AttentionHead
    >>> data = Sequences([[[0], [1]], [[1], [0]], [[1], [2]]])
    >>> ids = ContextIDs(data, AttentionHead([[1]], [[1]], [[1]], [[1]]))
    >>> ids.positions
    [(0, 0), (0, 1), (2, 0), (2, 1)]
    >>> [number.decimal(10) for number in ids.enclose(0, 1, digits=10)]
    ['0.7310585786']
    >>> ids.distance(0, 1, digits=10).decimal(10)
    '0.2310585786'
    """

    def __init__(self, sequences: Sequences, head: AttentionHead) -> None:
        check_sequences(sequences)
        if not isinstance(head, AttentionHead):
            raise InputError(
                f"A head of the type {type(head).__name__}.",
                "An AttentionHead.",
                "Write AttentionHead(W_O, W_V, W_K, W_Q).",
            )
        if sequences.width != head.width:
            raise ShapeError(
                f"Tokens in R^{sequences.width} and weights for tokens in R^{head.width}.",
                "Tokens as wide as the weights.",
                "Use weights with W_O of d rows.",
            )
        self.sequences, self.head = sequences, head
        self.positions: list[Position] = []
        self.classes: list[tuple[int, frozenset[int]]] = []
        self._points: list[tuple[int, tuple[tuple[int, int], ...]]] = []
        self._place: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
        self._collect()
        tokens = integer_vectors(sequences.tokens)
        self._keys, below_keys = _applied(head.W_K, tokens)
        self._queries, below_queries = _applied(head.W_Q, tokens)
        self._below = below_keys * below_queries
        values = _applied(head.W_O @ head.W_V, tokens)
        self._space = output_axes(values, tokens if head.residual else None)
        self._first: dict[int, list[arb]] = {}
        self._last: tuple[object, dict[int, arb_mat]] = (None, {})
        self._line = line_of_outputs(self._space)

    def _collect(self) -> None:
        for i, row in enumerate(self.sequences.indices):
            members = tuple(sorted(Counter(row).items()))
            vocabulary = frozenset(row)
            for k, token in enumerate(row):
                if (token, members) not in self._place:
                    self._place[token, members] = len(self._points)
                    self._points.append((token, members))
                    self.positions.append((i, k))
                    self.classes.append((token, vocabulary))

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self._points)

    def point(self, i: int, k: int) -> int:
        """Return the point of a place k in a sequence i, both from 0."""
        row = self.sequences.indices[i]
        return self._place[row[k], tuple(sorted(Counter(row).items()))]

    @property
    def line_square(self) -> Fraction | None:
        """The squared length of one unit of `place_on_line`; None where there is no line.

        All outputs lie on a line for d = 1, and without residual for W_O W_V of rank one.
        """
        return None if self._line is None else self._line.square

    def place_on_line(self, point: int, bits: int) -> arb:
        """Return a ball around the place of a point on the line, computed with so many bits.

        Distances of outputs are those of places times the root of `line_square`.

        Raises
        ------
        InputError
            When the outputs are not on a line.
        """
        if self._line is None:
            raise InputError(
                "Places on a line of outputs that are on none.", "Outputs on a line.", "Use balls."
            )
        return self._coordinates(point, bits)[0]

    def balls(self, point: int, bits: int) -> list[arb]:
        """Return balls around the d coordinates of a point, computed with so many bits.

        Every output is computed as its deviation from the value of the highest score.
        """
        found = self._coordinates(point, bits)
        if self._line is None:
            return found
        [place] = found
        line = zip(self._line.origin, self._line.direction, strict=True)
        with ball_precision(bits):
            return [_fmpq(start) + place * _fmpq(step) for start, step in line]

    def _coordinates(self, point: int, bits: int) -> list[arb]:
        """Return coordinates, on the line if there is one; the first precision's are kept."""
        if bits == _FIRST_BITS and point in self._first:
            return self._first[point]
        with ball_precision(bits):
            found = self._evaluated(point)
        if bits == _FIRST_BITS:
            self._first[point] = found
        return found

    @property
    def _axes(self) -> OutputAxes:
        return self._space if self._line is None else self._line.axes

    def _evaluated(self, point: int) -> list[arb]:
        from flint import arb, arb_mat

        axes = self._axes
        token, members = self._points[point]
        scores = self._scores(token, members)
        highest = max(scores)
        heavy = members[scores.index(highest)][0]
        scale = 1 / arb(self._below)
        weights = [((score - highest) * scale).exp() for score in scores]
        sums = arb_mat(1, len(members), weights) * self._deviations(members, heavy)
        total, base, offset = sums[0, 0], axes.rows[heavy], axes.offsets[token]
        return [
            (sums[0, axis + 1] / total + (base[axis] + offset[axis])) / axes.unit
            for axis in range(len(base))
        ]

    def _deviations(self, members: tuple[tuple[int, int], ...], heavy: int) -> arb_mat:
        """Return how often each token is there, and that times its deviation from the heavy one.

        Those of the last sequence are kept, as its points come one after another.
        """
        from flint import arb_mat, fmpz_mat

        last = self._last
        if last[0] is not members:
            last = self._last = members, {}
        held = last[1]
        if heavy not in held:
            rows, entries = self._axes.rows, []
            for other, count in members:
                entries.append(count)
                pairs = zip(rows[other], rows[heavy], strict=True)
                entries += [count * (x - y) for x, y in pairs]
            shape = len(members), 1 + len(rows[heavy])
            held[heavy] = arb_mat(fmpz_mat(*shape, entries))
        return held[heavy]

    def _scores(self, token: int, members: Sequence[tuple[int, int]]) -> list[int]:
        query, keys = self._queries[token], self._keys
        if len(query) == 1:
            return [keys[other][0] * query[0] for other, _ in members]
        return [sum(map(mul, keys[other], query)) for other, _ in members]

    def enclose(self, i: int, k: int, digits: int = 30) -> tuple[Enclosure, ...]:
        """Enclose the coordinates of q(X^(i))_k, both from 0, to a width of at most 10^-digits.

        Parameters
        ----------
        i, k : int
            The indices of the sequence and of the token in it, from 0.
        digits : int
            Digits after the point.

        Raises
        ------
        PrecisionError
            When that takes more than 2^18 bits.
        InputError
            When `digits` is out of range.
        """
        count = exact_integer(digits, "digits", 1, 10_000)
        point, bits = self.point(i, k), _FIRST_BITS + 4 * count
        while True:
            with ball_precision(bits):
                boxes = tuple(_box(ball) for ball in self.balls(point, bits))
            if all(_is_narrow(box, count) for box in boxes):
                return boxes
            bits = _more(bits)

    def distance_square(self, first: int, second: int, bits: int) -> arb:
        """Return a ball around the squared distance of two points, computed with so many bits.

        Parameters
        ----------
        first, second : int
            Indices of points.
        bits : int
            The working precision.
        """
        from flint import arb

        with ball_precision(bits):
            left, right = self._coordinates(first, bits), self._coordinates(second, bits)
            pairs = zip(left, right, strict=True)
            square = sum(((a - b) * (a - b) for a, b in pairs), arb(0))
            return square if self._line is None else square * _fmpq(self._line.square)

    def norm_square(self, point: int, bits: int) -> arb:
        """Return a ball around the squared norm of a point, computed with so many bits."""
        from flint import arb

        with ball_precision(bits):
            return sum((x * x for x in self.balls(point, bits)), arb(0))

    def distance(self, first: int, second: int, digits: int = 30) -> Enclosure:
        """Enclose the distance of two points so that its digits are settled.

        Parameters
        ----------
        first, second : int
            Indices of points.
        digits : int
            Significant digits.

        Raises
        ------
        PrecisionError
            When that takes more than 2^18 bits.
        InputError
            When `digits` is out of range.
        """
        count = exact_integer(digits, "digits", 1, 10_000)
        if self.equal(first, second):
            return Enclosure(Fraction(0), Fraction(0))
        bits = _FIRST_BITS + 4 * count
        while True:
            with ball_precision(bits):
                box = _box(self.distance_square(first, second, bits).nonnegative_part().sqrt())
            if box.lower > 0 and box.width * 10**count <= box.lower:
                return box
            bits = _more(bits)

    def equal(self, first: int, second: int) -> bool | None:
        """Decide exactly whether two points are equal, by Lindemann and Weierstrass.

        Parameters
        ----------
        first, second : int
            Indices of points.

        Returns
        -------
        bool or None
            None when the sums are too long, see `exponential_sums.product`.

        Examples
        --------
        >>> from varsym.contextual.attention_head import AttentionHead
        >>> data = Sequences([[[0], [1], [2]], [[0], [1], [3]]])
        >>> flat = ContextIDs(data, AttentionHead([[1]], [[1]], [[0]], [[0]]))
        >>> flat.equal(0, 2), flat.equal(0, 3)
        (True, False)
        """
        if first == second:
            return True
        try:
            numerators, _ = self._difference(first, second, self._axes)
        except SizeError:
            return None
        return not any(numerators)

    def compare_distance(self, first: int, second: int, delta: RationalLike) -> int:
        """Compare the distance of two points with a rational: -1, 0 or 1 for <, = or >.

        Parameters
        ----------
        first, second : int
            Indices of points.
        delta : exact number

        Raises
        ------
        InputError
            When `delta` is not exact.
        PrecisionError
            When 2^18 bits do not decide it and an exact decision takes too long.
        """
        bound = exact_rational(delta, name="delta")
        if bound < 0:
            return 1

        def is_equal() -> bool:
            numerators, denominator = self._difference(first, second, self._space)
            return sum_of_squares_is(numerators, denominator, (bound * self._space.unit) ** 2)

        return _compared(lambda b: self.distance_square(first, second, b), bound**2, is_equal)

    def compare_norm(self, point: int, gamma: RationalLike) -> int:
        """Compare the norm of a point with a rational: -1, 0 or 1 for <, = or >.

        Parameters
        ----------
        point : int
            Its index.
        gamma : exact number

        Raises
        ------
        InputError
            When `gamma` is not exact.
        PrecisionError
            As `compare_distance`.
        """
        bound = exact_rational(gamma, name="gamma")
        if bound < 0:
            return 1

        def is_equal() -> bool:
            numerators, denominator = self._sums(point, self._space)
            return sum_of_squares_is(numerators, denominator, (bound * self._space.unit) ** 2)

        return _compared(lambda b: self.norm_square(point, b), bound**2, is_equal)

    def _sums(self, point: int, axes: OutputAxes) -> tuple[list[ExponentialSum], ExponentialSum]:
        """Write a point, times the unit of the axes, as a vector of sums over one sum."""
        token, members = self._points[point]
        scores = self._scores(token, members)
        lowest = min(scores)
        powers = [score - lowest for score in scores]
        counts = [count for _, count in members]
        numerators = []
        for axis, shift in enumerate(axes.offsets[token]):
            values = [axes.rows[other][axis] + shift for other, _ in members]
            terms = zip(powers, counts, values, strict=True)
            numerators.append(collected((a, count * value) for a, count, value in terms))
        return numerators, collected(zip(powers, counts, strict=True))

    def _difference(
        self, first: int, second: int, axes: OutputAxes
    ) -> tuple[list[ExponentialSum], ExponentialSum]:
        """Write the difference of two points as `_sums` does."""
        left, below_left = self._sums(first, axes)
        right, below_right = self._sums(second, axes)
        numerators = [
            subtracted(product(a, below_right), product(b, below_left))
            for a, b in zip(left, right, strict=True)
        ]
        return numerators, product(below_left, below_right)


def _compared(
    square_at: Callable[[int], arb], square: Fraction, is_equal: Callable[[], bool]
) -> int:
    """Compare a square that can be enclosed with a rational one; balls first, then exactly."""
    bits = _FIRST_BITS
    exact: bool | None = None
    while True:
        with ball_precision(bits):
            found = square_at(bits)
            box = outer_enclosure(found.lower(), found.upper()) if found.is_finite() else None
        if box is not None and box.compare(square):
            return -1 if box.upper < square else 1
        if exact is None and bits > _FIRST_BITS:
            try:
                exact = is_equal()
            except SizeError:
                exact = False
            if exact:
                return 0
        bits = _more(bits)


def _more(bits: int) -> int:
    if bits >= _MOST_BITS:
        raise PrecisionError(
            "A quantity of an attention head.",
            f"One that balls of {_MOST_BITS} bits settle.",
            "Use weights with smaller scores, or ask for fewer digits.",
        )
    return min(2 * bits, _MOST_BITS)


def _applied(
    matrix: RationalMatrix, tokens: tuple[list[tuple[int, ...]], int]
) -> tuple[list[tuple[int, ...]], int]:
    """Multiply integer vectors over a denominator by a matrix."""
    rows, below = matrix.integers
    vectors, unit = tokens
    made = [tuple(sum(map(mul, row, vector)) for row in rows) for vector in vectors]
    return made, below * unit


def _fmpq(number: Fraction) -> fmpq:
    from flint import fmpq

    return fmpq(number.numerator, number.denominator)


def _box(ball: arb) -> Enclosure:
    """Enclose a ball; its ends are rounded to the precision that is set."""
    return outer_enclosure(ball.lower(), ball.upper())


def _is_narrow(box: Enclosure, digits: int) -> bool:
    return bool(box.width * 10**digits <= 1)
