"""Sequences of tokens and their vocabularies, Definition 5.1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any, TypeAlias

from varsym.errors import InputError
from varsym.exact import RationalLike, ShapeError, exact_rational

__all__ = ["Sequences", "Token", "check_sequences", "integer_vectors"]

Token: TypeAlias = tuple[Fraction, ...]


class Sequences:
    """N sequences of n tokens in R^d, exact, with their vocabularies (def:5.1).

    Parameters
    ----------
    sequences : sequence of N sequences of n tokens of d exact numbers
        N, n and d are at least 1.

    Raises
    ------
    ShapeError
        When sequences differ in length, tokens in width, or one of them is empty.
    InputError
        When an entry is not exact.

    Examples
    --------
    >>> pair = Sequences([[[0], ["1/2"]], [[0], [1]]])
    >>> pair.count, pair.length, pair.width
    (2, 2, 1)
    >>> sorted(pair.vocabularies[0]) == [(0,), (Fraction(1, 2),)]
    True
    >>> len(pair.vocabulary)
    3
    """

    def __init__(self, sequences: Sequence[Sequence[Sequence[RationalLike]]]) -> None:
        read: dict[object, Fraction] = {}
        known: dict[Token, Token] = {}
        rows: list[tuple[Token, ...]] = []
        for i, sequence in enumerate(_items(sequences, "The embeddings")):
            row = []
            for k, token in enumerate(_items(sequence, f"Sequence {i + 1}")):
                name = f"token {k + 1} of sequence {i + 1}"
                entries = _items(token, name.capitalize())
                exact = tuple(_read(entry, name, read) for entry in entries)
                row.append(known.setdefault(exact, exact))
            rows.append(tuple(row))
        self.sequences: tuple[tuple[Token, ...], ...] = tuple(rows)
        self.count, self.length, self.width = len(rows), len(rows[0]), len(rows[0][0])
        for i, members in enumerate(self.sequences):
            if len(members) != self.length:
                given = f"Sequence {i + 1} has {len(members)} tokens"
                raise _ragged(given, f"{self.length} tokens")
            for k, token in enumerate(members):
                if len(token) != self.width:
                    given = f"Token {k + 1} of sequence {i + 1} has {len(token)} entries"
                    raise _ragged(given, f"{self.width} entries")

    @cached_property
    def vocabularies(self) -> tuple[frozenset[Token], ...]:
        """The vocabulary V^(i) of each sequence."""
        return tuple(frozenset(sequence) for sequence in self.sequences)

    @cached_property
    def vocabulary(self) -> frozenset[Token]:
        """The whole vocabulary V, the union of all V^(i)."""
        return frozenset().union(*self.vocabularies)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The whole vocabulary in lexicographic order."""
        found = list(self.vocabulary)
        # Integers compare faster than fractions.
        rows, _ = integer_vectors(found)
        return tuple(found[place] for place in sorted(range(len(found)), key=rows.__getitem__))

    @cached_property
    def indices(self) -> tuple[tuple[int, ...], ...]:
        """The sequences again, one row each: a token is its place, from 0, in `tokens`."""
        place = {token: index for index, token in enumerate(self.tokens)}
        return tuple(tuple(place[token] for token in row) for row in self.sequences)

    @cached_property
    def repetition(self) -> tuple[int, int, int] | None:
        """The first (i, k, l), from 0, with k < l and X_k^(i) = X_l^(i), or None.

        Lemma 5.4 wants none.

        Examples
        --------
        >>> Sequences([[[0], [1]], [[2], [2]]]).repetition
        (1, 0, 1)
        """
        for i, row in enumerate(self.indices):
            if len(self.vocabularies[i]) < self.length:
                later = next(place for place, x in enumerate(row) if row.index(x) < place)
                return i, row.index(row[later]), later
        return None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequences):
            return NotImplemented
        return self.sequences == other.sequences

    def __hash__(self) -> int:
        return hash(self.sequences)

    def __repr__(self) -> str:
        return f"<{self.count} sequences of {self.length} tokens in R^{self.width}>"


def check_sequences(given: object) -> None:
    """Refuse what is no `Sequences`, such as the lists that one is made of.

    Parameters
    ----------
    given : object

    Raises
    ------
    InputError
        When it is none.

    Examples
    --------
    >>> check_sequences([[[1], [2]]])
    Traceback (most recent call last):
        ...
    varsym.errors.InputError: Embeddings of the type list. ...
    """
    if not isinstance(given, Sequences):
        raise InputError(
            f"Embeddings of the type {type(given).__name__}.",
            "A Sequences object.",
            "Write Sequences([…]) around N sequences of n tokens of d numbers.",
        )


def _items(given: object, what: str) -> Sequence[object]:
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise InputError(
            f"{what}: {str(given)[:40]!r}.",
            "Sequences of tokens, each of which is a sequence of exact numbers.",
            "Put a number in brackets where tokens are one wide.",
        )
    items = list(given)
    if not items:
        raise _ragged(f"{what} has no members", "at least one sequence, token and entry")
    return items


def _read(entry: Any, name: str, known: dict[object, Fraction]) -> Fraction:
    # 1.0 == 1 would let a float through, so that only texts, integers and fractions are kept.
    if type(entry) is Fraction:
        return entry
    if type(entry) is not int and type(entry) is not str:
        return exact_rational(entry, name=name)
    value = known.get(entry)
    if value is None:
        value = known[entry] = exact_rational(entry, name=name)
    return value


def _ragged(given: str, expected: str) -> ShapeError:
    return ShapeError(
        f"{given}.", f"Embeddings in R^(n x d) throughout, here {expected}.", "Complete the data."
    )


def integer_vectors(vectors: Iterable[Sequence[Fraction]]) -> tuple[list[tuple[int, ...]], int]:
    """Write vectors of rationals as integers over their common denominator.

    Parameters
    ----------
    vectors : iterable of sequence of Fraction
        Of any lengths.

    Examples
    --------
    >>> integer_vectors([(Fraction(1, 2), Fraction(1)), (Fraction(0), Fraction(1, 3))])
    ([(3, 6), (0, 2)], 6)
    """
    rows = [tuple(vector) for vector in vectors]
    below = lcm(*{entry.denominator for row in rows for entry in row})
    return [tuple(x.numerator * (below // x.denominator) for x in row) for row in rows], below
