"""Maps on sequences of tokens, given as text: piecewise linear expressions in the entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from varsym.errors import InputError
from varsym.exact import enclose_root, exact_integer, exact_rational

__all__ = ["Expression", "Extremum", "Matrix", "TargetMap", "parse_target"]

#: L rows of d entries.
Matrix: TypeAlias = tuple[tuple[Fraction, ...], ...]
#: The index of an entry: token and channel, both from 0.
Entry: TypeAlias = tuple[int, int]
Kind: TypeAlias = Literal["min", "max", "abs"]

_MAX_TEXT = 10_000
_MAX_DEPTH = 50
_MAX_SIDE = 64
_ROOT_DIGITS = 30
_FUNCTIONS = ("min", "max", "abs", "mean")
_TOKEN = re.compile(r"[ \t\r\n]*([0-9]+(?:\.[0-9]+)?|[a-z]+|[-+*/()\[\],;])")
_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Extremum:
    """The least or the largest of some expressions, or the absolute value of one.

    Parameters
    ----------
    kind : {"min", "max", "abs"}
    arguments : tuple of Expression
        One for the absolute value.

    Examples
    --------
    >>> (expression,) = parse_target("abs(x[1,1])").rows[0]
    >>> expression.extrema[0][1].kind
    'abs'
    """

    kind: Kind
    arguments: tuple[Expression, ...]

    def value(self, x: Matrix) -> Fraction:
        """Return the value at a matrix x, L rows of d fractions."""
        values = [argument.value(x) for argument in self.arguments]
        if self.kind == "abs":
            return abs(values[0])
        return min(values) if self.kind == "min" else max(values)


@dataclass(frozen=True, slots=True)
class Expression:
    """A constant, plus multiples of entries, plus multiples of extrema.

    Attributes
    ----------
    constant : Fraction
    linear : dict
        The coefficient, not 0, of each entry that occurs.
    extrema : tuple of pairs
        Coefficients and extrema.

    Examples
    --------
    >>> (expression,) = parse_target("abs(x[1,1] - 1/3)").rows[0]
    >>> expression.value(((Fraction(1, 2),),))
    Fraction(1, 6)
    """

    constant: Fraction = Fraction(0)
    linear: dict[Entry, Fraction] = field(default_factory=dict)
    extrema: tuple[tuple[Fraction, Extremum], ...] = ()

    @property
    def is_constant(self) -> bool:
        """Whether no entry occurs."""
        return not self.linear and not self.extrema

    def plus(self, other: Expression, factor: Fraction) -> Expression:
        """Return this expression plus a `factor` times another, `other`."""
        linear = dict(self.linear)
        for entry, coefficient in other.linear.items():
            linear[entry] = linear.get(entry, Fraction(0)) + factor * coefficient
        extrema = self.extrema
        if factor:
            extrema += tuple((factor * weight, part) for weight, part in other.extrema)
        kept = {entry: coefficient for entry, coefficient in linear.items() if coefficient}
        return Expression(self.constant + factor * other.constant, kept, extrema)

    def value(self, x: Matrix) -> Fraction:
        """Return the value at a matrix x, L rows of d fractions."""
        total = self.constant
        for (token, channel), coefficient in self.linear.items():
            total += coefficient * x[token][channel]
        for weight, part in self.extrema:
            total += weight * part.value(x)
        return total

    def slopes(self) -> dict[Entry, Fraction]:
        """Return s >= 0 with |e(X) - e(Y)| <= sum of s_ij |X_ij - Y_ij| for all X and Y.

        Linear parts give the sizes of their coefficients; an extremum moves by no more than the
        argument that moves most; multiples and sums follow by the triangle inequality.

        Examples
        --------
        >>> (expression,) = parse_target("max(x[1,1]/2, 1 - x[1,1])").rows[0]
        >>> expression.slopes()
        {(0, 0): Fraction(1, 1)}
        """
        total = {entry: abs(coefficient) for entry, coefficient in self.linear.items()}
        for weight, part in self.extrema:
            largest: dict[Entry, Fraction] = {}
            for argument in part.arguments:
                for entry, slope in argument.slopes().items():
                    largest[entry] = max(largest.get(entry, Fraction(0)), slope)
            for entry, slope in largest.items():
                total[entry] = total.get(entry, Fraction(0)) + abs(weight) * slope
        return total


@dataclass(frozen=True, slots=True)
class TargetMap:
    """A map from L tokens of d channels to as many, one expression an entry.

    Attributes
    ----------
    text : str
        As it was given.
    rows : tuple of tuples of Expression
        L rows of d expressions.

    Examples
    --------
    >>> rotation = parse_target("x[2,1]; x[1,1]")
    >>> rotation.shape, rotation(((Fraction(0),), (Fraction(1, 2),)))
    ((2, 1), ((Fraction(1, 2),), (Fraction(0, 1),)))
    """

    text: str
    rows: tuple[tuple[Expression, ...], ...]

    @property
    def shape(self) -> tuple[int, int]:
        """L and d."""
        return len(self.rows), len(self.rows[0])

    def __call__(self, x: Matrix) -> Matrix:
        """Return the value at a matrix of fractions of this shape."""
        return tuple(tuple(entry.value(x) for entry in row) for row in self.rows)

    def lipschitz_power(self, alpha: int) -> Fraction:
        """Return a bound above C^α, where C is the least Lipschitz constant in the ℓ_α norm.

        With S the matrix of all `Expression.slopes`, |f(X) - f(Y)| <= S |X - Y| entry by entry, and
        the ℓ_α norm of S is at most c^(1/α) r^(1 - 1/α) with c its largest column sum and r its
        largest row sum (Schur's test). So C^α <= c r^(α - 1).

        Parameters
        ----------
        alpha : int
            The exponent α, at least 1.

        Raises
        ------
        InputError
            When α is no integer, or below 1.

        Examples
        --------
        >>> parse_target("x[1,1] + x[2,1]; 0").lipschitz_power(2)
        Fraction(2, 1)
        """
        power = exact_integer(alpha, "alpha", 1)
        columns: dict[Entry, Fraction] = {}
        largest_row = Fraction(0)
        for entry in (expression for row in self.rows for expression in row):
            slopes = entry.slopes()
            largest_row = max(largest_row, sum(slopes.values(), start=Fraction(0)))
            for index, slope in slopes.items():
                columns[index] = columns.get(index, Fraction(0)) + slope
        return max(columns.values(), default=Fraction(0)) * largest_row ** (power - 1)

    def lipschitz(self, alpha: int) -> Fraction:
        """Return a Lipschitz constant in the ℓ_α norm: a rational above the root of the power.

        Parameters
        ----------
        alpha : int
            The exponent α, at least 1.

        Examples
        --------
        >>> parse_target("x[2,1]; x[1,1]").lipschitz(3)
        Fraction(1, 1)
        """
        power = self.lipschitz_power(alpha)
        return enclose_root(power, alpha, _ROOT_DIGITS).upper


def parse_target(text: object) -> TargetMap:
    """Read a map from its text; nothing of the text is run.

    Parameters
    ----------
    text : str
        Rows, one a token, separated by ``;``, and in each row expressions, one a channel,
        separated by ``,``. An expression is built of numbers (``2``, ``0.5``), entries ``x[i,j]``
        (token i and channel j, both from 1), ``+``, ``-``, ``*`` with a constant side, ``/`` by a
        constant, parentheses, and ``min``, ``max``, ``abs`` and ``mean`` of expressions.

    Returns
    -------
    TargetMap
        Its shape is that of the rows.

    Raises
    ------
    InputError
        When the text does not follow the grammar, with the column of the fault; when it is longer
        than 10,000 characters or nested more than 50 deep; when the rows differ in length, or
        there are more than 64 tokens or channels.

    Examples
    --------
    >>> parse_target("mean(x[1,1], x[2,1]); max(x[1,1], 2*x[2,1] - 1/3)").shape
    (2, 1)
    >>> parse_target("x[1,1] + ")
    Traceback (most recent call last):
        ...
    varsym.errors.InputError: The text of the map ends where an expression is due, column 10. ...
    """
    if not isinstance(text, str) or len(text) > _MAX_TEXT:
        given = f"of {len(text)} characters" if isinstance(text, str) else type(text).__name__
        raise InputError(
            f"The text of a map, {given}.",
            f"A text of at most {_MAX_TEXT} characters, such as 'x[2,1]; x[1,1]'.",
            "Write the map more shortly, or pass a function.",
        )
    rows, reader = [], _Reader(text)
    while True:
        rows.append(reader.list_of(";"))
        if reader.next is None:
            break
        reader.take(";")
    widths = {len(row) for row in rows}
    if len(widths) > 1 or max(len(rows), *widths) > _MAX_SIDE:
        raise InputError(
            f"A map with rows of {', '.join(str(len(row)) for row in rows[:_MAX_SIDE])} entries.",
            f"Rows of one common length, and at most {_MAX_SIDE} tokens and channels.",
            "Separate tokens by ; and channels by a comma.",
        )
    made = TargetMap(text, tuple(rows))
    reader.check_entries(made.shape)
    return made


class _Reader:
    """Recursive descent, one method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.text, self.place, self.depth = text, 0, 0
        self.seen: dict[Entry, int] = {}
        self.next: str | None = None
        self._advance()

    def _advance(self) -> None:
        found = _TOKEN.match(self.text, self.place)
        if found:
            self.start, self.place, self.next = found.start(1), found.end(), found[1]
            return
        self.start = _BLANK.match(self.text, self.place).end()  # type: ignore[union-attr]
        self.next = None
        if self.start < len(self.text):
            raise self._fault(f"has {self.text[self.start]!r}", "A sign of the grammar.")

    def _fault(self, what: str, expected: str, column: int | None = None) -> InputError:
        place = self.start if column is None else column
        return InputError(
            f"The text of the map {what}, column {place + 1}.",
            expected,
            "The grammar: numbers, x[i,j], + - * /, parentheses, min, max, abs, mean.",
        )

    def _due(self, expected: str) -> InputError:
        what = "ends" if self.next is None else f"has {self.next!r}"
        return self._fault(f"{what} where {expected} is due", f"Here: {expected}.")

    def take(self, sign: str) -> None:
        """Read one sign."""
        if self.next != sign:
            raise self._due(repr(sign))
        self._advance()

    def list_of(self, end: str) -> tuple[Expression, ...]:
        """Read expressions separated by commas, up to a sign or the end of the text."""
        found = [self.sum()]
        while self.next == ",":
            self._advance()
            found.append(self.sum())
        if self.next not in {end, None}:
            raise self._due(f"an operator, ',' or {end!r}")
        return tuple(found)

    def sum(self) -> Expression:
        """Read terms joined by + and -."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self._fault("is nested too deep", f"At most {_MAX_DEPTH} levels.")
        total = self.term()
        while self.next in {"+", "-"}:
            sign = Fraction(1 if self.next == "+" else -1)
            self._advance()
            total = total.plus(self.term(), sign)
        self.depth -= 1
        return total

    def term(self) -> Expression:
        """Read factors joined by * and /."""
        total = self.factor()
        while self.next in {"*", "/"}:
            column, sign = self.start, self.next
            self._advance()
            total = self._scaled(total, sign, self.factor(), column)
        return total

    def _scaled(self, left: Expression, sign: str, right: Expression, column: int) -> Expression:
        if sign == "/" and (not right.is_constant or not right.constant):
            raise self._fault("divides", "A divisor that is a constant and not 0.", column)
        if not left.is_constant and not right.is_constant:
            raise self._fault("multiplies two entries", "A constant on one side of *.", column)
        if sign == "/":
            return Expression().plus(left, 1 / right.constant)
        varying, fixed = (left, right) if right.is_constant else (right, left)
        return Expression().plus(varying, fixed.constant)

    def factor(self) -> Expression:
        """Read a signed number, entry, function or parenthesis."""
        sign = Fraction(1)
        while self.next in {"+", "-"}:
            sign = -sign if self.next == "-" else sign
            self._advance()
        return Expression().plus(self._atom(), sign)

    def _atom(self) -> Expression:
        word = self.next
        if word is None:
            raise self._due("an expression")
        if word[0].isdigit():
            self._advance()
            return Expression(exact_rational(word))
        if word == "(":
            self._advance()
            inner = self.sum()
            self.take(")")
            return inner
        if word == "x":
            return self._entry()
        if word in _FUNCTIONS:
            return self._call(word)
        raise self._due("an expression")

    def _entry(self) -> Expression:
        column = self.start
        self._advance()
        self.take("[")
        token = self._index()
        self.take(",")
        channel = self._index()
        self.take("]")
        self.seen.setdefault((token, channel), column)
        return Expression(linear={(token, channel): Fraction(1)})

    def _index(self) -> int:
        word = self.next or ""
        if not word.isdigit() or len(word) > 2 or not int(word):
            raise self._due(f"an index from 1 to {_MAX_SIDE}")
        self._advance()
        return int(word) - 1

    def _call(self, name: str) -> Expression:
        column = self.start
        self._advance()
        self.take("(")
        arguments = self.list_of(")")
        self.take(")")
        if name == "mean":
            share = Fraction(1, len(arguments))
            total = Expression()
            for argument in arguments:
                total = total.plus(argument, share)
            return total
        if name == "abs" and len(arguments) != 1:
            raise self._fault(f"gives abs {len(arguments)} arguments", "One argument.", column)
        kind: Kind = "abs" if name == "abs" else "min" if name == "min" else "max"
        made = Extremum(kind, arguments)
        if all(argument.is_constant for argument in arguments):
            return Expression(made.value(()))
        return Expression(extrema=((Fraction(1), made),))

    def check_entries(self, shape: Sequence[int]) -> None:
        """Refuse entries beyond the shape."""
        for (token, channel), column in self.seen.items():
            if token >= shape[0] or channel >= shape[1]:
                raise self._fault(
                    f"reads x[{token + 1},{channel + 1}]",
                    f"Entries of {shape[0]} tokens with {shape[1]} channels, as there are rows.",
                    column,
                )
