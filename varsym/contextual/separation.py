"""How far tokens are from zero and from each other, Definition 5.2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from varsym.contextual.close_pairs import integer_points, nearest_pairs
from varsym.contextual.sequences import Sequences, Token, integer_vectors
from varsym.errors import InputError
from varsym.exact import AlgebraicNumber, RationalLike, exact_integer, exact_rational

__all__ = [
    "BrokenCondition",
    "TokenSeparation",
    "grid_separation",
    "grid_separation_formulas",
    "token_separation",
]

Constant = RationalLike | AlgebraicNumber


@dataclass(frozen=True, slots=True)
class BrokenCondition:
    """A condition of Definition 5.2 that does not hold, and the tokens that break it.

    Parameters
    ----------
    condition : {"i", "ii", "iii"}
        (i) every norm is above γ_min, (ii) below γ_max, (iii) distances are above δ.
    tokens : tuple of Token
        One token, or for (iii) two.
    square : Fraction
        The square of the token's norm, or of the distance.
    constant : AlgebraicNumber
        γ_min, γ_max or δ.

    Examples
    --------
    >>> (broken,) = token_separation(Sequences([[[1], [5]]])).broken(gamma_max=3)
    >>> broken.condition, broken.square
    ('ii', Fraction(25, 1))
    """

    condition: str
    tokens: tuple[Token, ...]
    square: Fraction
    constant: AlgebraicNumber

    def __str__(self) -> str:
        shown = " and ".join(f"({', '.join(map(str, token))})" for token in self.tokens)
        what = "distance" if self.condition == "iii" else "norm"
        relation = "<" if self.condition == "ii" else ">"
        return (
            f"({self.condition}) the {what} of {shown}, the root of {self.square}, "
            f"is not {relation} {self.constant}"
        )


@dataclass(frozen=True, slots=True)
class TokenSeparation:
    """The extreme norms and the least distance of a set of tokens, squared, and where they are.

    Parameters
    ----------
    least, greatest : Fraction
        The least and the greatest ‖x‖₂².
    least_token, greatest_token : Token
        Tokens with these.
    distance : Fraction or None
        The least ‖x - y‖₂² of different tokens, None when there is one token only.
    nearest : tuple of two Tokens or None
        Tokens at that distance.

    Examples
    --------
    >>> from varsym.contextual.sequences import Sequences
    >>> found = token_separation(Sequences([[[3, 4], [0, 1]], [[0, 1], [0, 3]]]))
    >>> found.least, found.greatest, found.distance
    (Fraction(1, 1), Fraction(25, 1), Fraction(4, 1))
    >>> found.is_separated(gamma_min="1/2", gamma_max=6, delta="1.9")
    True
    >>> [broken] = found.broken(gamma_min=1, gamma_max=6, delta="1.9")
    >>> print(broken)
    (i) the norm of (0, 1), the root of 1, is not > 1
    """

    least: Fraction
    least_token: Token
    greatest: Fraction
    greatest_token: Token
    distance: Fraction | None
    nearest: tuple[Token, Token] | None

    def broken(
        self,
        *,
        gamma_min: Constant | None = None,
        gamma_max: Constant | None = None,
        delta: Constant | None = None,
    ) -> tuple[BrokenCondition, ...]:
        """Return the conditions that fail, of those whose constant is given.

        All three constants are asked for in Part 1 of the definition, γ_max and δ in Part 2, δ
        alone in Part 3. Every inequality is strict. Squares are compared, exactly.

        Parameters
        ----------
        gamma_min, gamma_max, delta : exact number or AlgebraicNumber, optional

        Raises
        ------
        InputError
            When a constant is not exact.
        """
        return tuple(self._broken(gamma_min, gamma_max, delta))

    def is_separated(
        self,
        *,
        delta: Constant,
        gamma_max: Constant | None = None,
        gamma_min: Constant | None = None,
    ) -> bool:
        """Tell whether the tokens are separated: Part 1, 2 or 3, by the constants that are given.

        Parameters
        ----------
        delta, gamma_max, gamma_min : exact number or AlgebraicNumber
            δ of (iii), γ_max of (ii) and γ_min of (i).

        Raises
        ------
        InputError
            When a constant is not exact, or γ_min is given without γ_max.
        """
        if gamma_min is not None and gamma_max is None:
            raise InputError(
                "gamma_min and delta without gamma_max.",
                "All three constants, or gamma_max and delta, or delta.",
                "Give gamma_max, or ask `broken` for the conditions one by one.",
            )
        return not self.broken(gamma_min=gamma_min, gamma_max=gamma_max, delta=delta)

    def _broken(
        self, gamma_min: Constant | None, gamma_max: Constant | None, delta: Constant | None
    ) -> Iterator[BrokenCondition]:
        if gamma_min is not None:
            low = _constant(gamma_min, "gamma_min")
            if not _is_above(self.least, low):
                yield BrokenCondition("i", (self.least_token,), self.least, low)
        if gamma_max is not None:
            high = _constant(gamma_max, "gamma_max")
            if not (high > 0 and high * high > self.greatest):
                yield BrokenCondition("ii", (self.greatest_token,), self.greatest, high)
        apart = None if delta is None else _constant(delta, "delta")
        if apart is None or self.distance is None or self.nearest is None:
            return
        if not _is_above(self.distance, apart):
            yield BrokenCondition("iii", self.nearest, self.distance, apart)


def _constant(given: Any, name: str) -> AlgebraicNumber:
    if isinstance(given, AlgebraicNumber):
        return given
    return AlgebraicNumber.from_rational(exact_rational(given, name=name))


def _is_above(square: Fraction, constant: AlgebraicNumber) -> bool:
    return constant < 0 or constant * constant < square


def token_separation(tokens: Sequences | Iterable[Token]) -> TokenSeparation:
    """Measure a vocabulary exactly.

    Parameters
    ----------
    tokens : Sequences, or tokens of one width
        Equal tokens count once.

    Returns
    -------
    TokenSeparation
        The closest pair is found through cells of its size, in about linear time for tokens
        that are well spread.

    Raises
    ------
    InputError, ShapeError
        As `Sequences`, when there is no token, or tokens differ in width.

    Examples
    --------
    >>> token_separation([(1, 0), (1, 2)]).distance
    Fraction(4, 1)
    """
    given = tokens if isinstance(tokens, Sequences) else Sequences([list(tokens)])
    vocabulary = given.tokens
    rows, below = integer_vectors(vocabulary)
    norms = [sum(x * x for x in row) for row in rows]
    least, greatest = norms.index(min(norms)), norms.index(max(norms))
    found = nearest_pairs(integer_points(rows), np.arange(len(rows)), 0)
    unit = below * below
    return TokenSeparation(
        Fraction(norms[least], unit),
        vocabulary[least],
        Fraction(norms[greatest], unit),
        vocabulary[greatest],
        None if found is None else Fraction(found[0], unit),
        None if found is None else (vocabulary[found[1][0][0]], vocabulary[found[1][0][1]]),
    )


def grid_separation(length: int, width: int, cells: int) -> TokenSeparation:
    """Return the separation of the grid of Lemma C.1 by closed forms.

    Token k = 1 … L has its d coordinates in {k - 1 + δ, k - 1 + 2δ, …, k}, where δ = 1/m. The
    least norm is that of (δ, …, δ), the greatest that of (L, …, L). From two cells on, the first
    token and its neighbour along one axis are δ apart, and no distance is smaller, as a
    coordinate in which tokens differ does so by at least δ. For m = 1 the tokens
    (k, …, k) alone are there, √d apart.

    Parameters
    ----------
    length, width, cells : int
        L, d and m, each at least 1.

    Raises
    ------
    InputError
        When one of them is not.

    Examples
    --------
    >>> found = grid_separation(3, 2, 10)
    >>> found.least, found.greatest, found.distance
    (Fraction(1, 50), Fraction(18, 1), Fraction(1, 100))
    """
    L = exact_integer(length, "length", 1)
    d = exact_integer(width, "width", 1)
    m = exact_integer(cells, "cells", 1)
    step = Fraction(1, m)
    first, last = (step,) * d, (Fraction(L),) * d
    distance, nearest = None, None
    if m > 1:
        distance, nearest = step**2, (first, (2 * step, *first[1:]))
    elif L > 1:
        distance, nearest = Fraction(d), (first, (Fraction(2),) * d)
    return TokenSeparation(d * step**2, first, Fraction(d * L**2), last, distance, nearest)


def grid_separation_formulas() -> dict[str, Any]:
    """Return the closed forms of `grid_separation` as SymPy expressions.

    Returns
    -------
    dict
        ``least_norm``, ``greatest_norm`` and ``least_distance`` in the positive symbols d, L
        and delta; the distance is that of two cells or more, delta < 1.

    Examples
    --------
    >>> grid_separation_formulas()
    {'least_norm': sqrt(d)*delta, 'greatest_norm': L*sqrt(d), 'least_distance': delta}
    """
    import sympy

    d, L = sympy.symbols("d L", integer=True, positive=True)
    delta = sympy.Symbol("delta", positive=True)
    root = sympy.sqrt(d)
    return {"least_norm": root * delta, "greatest_norm": root * L, "least_distance": delta}
