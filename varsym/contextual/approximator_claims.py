"""The plain data of an approximator's certificate (Lemma C.1), read as numbers and matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, NoReturn

from varsym.contextual.relu_lines import Row
from varsym.errors import CertificateError
from varsym.exact.digits import parse_digits

__all__ = ["Claims", "LayerClaims", "Matrix", "Token", "power", "refuse"]

_SCHEMA = "varsym.approximator/1"
_MAX_CONTEXTS = 1_000_000
_MAX_ALPHA = 64
_MAX_TEXT = 200_000
_MAX_POWER_BITS = 2**20
_RATIONAL = re.compile(r"(-?)([0-9]+)(?:/([0-9]+))?")

Matrix = list[Row]
#: A token of the grid: position and cell, both from 0.
Token = tuple[int, int]


class Claims:
    """The parts of a certificate, read and of the right shapes; nothing else is checked yet.

    Parameters
    ----------
    certificate : dict
        With the schema "varsym.approximator/1".

    Attributes
    ----------
    L, d, m, alpha : int
    eps, C, theta : Fraction
    source, expression : object
        Where C comes from, and f; as they stand.
    values : list of Matrix
        The targets, sequence by sequence, the last token's cell fastest.
    positions, W_Q, W_K, W_V : Matrix
    ffn_1, ffn_2 : LayerClaims
    separation : Fraction or None
    error : dict
        Measures and errors by their names.

    Raises
    ------
    CertificateError
        When a field is missing or of another form, or there are more than a million context IDs.

    Examples
    --------
    >>> from varsym.contextual.approximator import construct_approximator
    >>> Claims(construct_approximator("1/2", eps=1).certificate()).theta
    Fraction(1, 2)
    """

    def __init__(self, certificate: object) -> None:
        top = _fields(
            certificate,
            "schema shape alpha epsilon lipschitz grid target network separation error",
        )
        if top["schema"] != _SCHEMA:
            refuse("another schema", f"the schema {_SCHEMA}")
        shape = top["shape"]
        if not isinstance(shape, list) or len(shape) != 2:
            refuse("a shape that is no pair", "[L, d]")
        self.L, self.d = _count(shape[0], 64), _count(shape[1], 64)
        self.alpha = _count(top["alpha"], _MAX_ALPHA)
        self.eps = _number(top["epsilon"])
        modulus = _fields(top["lipschitz"], "constant source")
        self.C, self.source = _number(modulus["constant"]), modulus["source"]
        grid = _fields(top["grid"], "cells theta")
        self.m, self.theta = _count(grid["cells"], _MAX_CONTEXTS), _number(grid["theta"])
        size = self.L * self.d * (self.m.bit_length() - 1)
        if size > 64 or self.L * self.m ** (self.L * self.d) > _MAX_CONTEXTS:
            refuse("too many context IDs", f"at most {_MAX_CONTEXTS}")
        if self.eps <= 0 or self.C < 0 or not 0 < self.theta < Fraction(1, self.m):
            refuse("a number out of range", "numbers with ε > 0, C >= 0 and 0 < θ < δ")
        target = _fields(top["target"], "expression values")
        self.expression = target["expression"]
        values = _list(target["values"], self.m ** (self.L * self.d))
        self.values = [_matrix(value, self.L, self.d) for value in values]
        parts = _fields(top["network"], "positional_encoding ffn_1 attention ffn_2")
        self.positions = _matrix(parts["positional_encoding"], self.L, self.d)
        self.ffn_1, self.ffn_2 = (
            LayerClaims(parts["ffn_1"], self.d),
            LayerClaims(parts["ffn_2"], self.d),
        )
        head = _fields(parts["attention"], "W_Q W_K W_V")
        self.W_Q, self.W_K = _matrix(head["W_Q"], self.d), _matrix(head["W_K"], self.d)
        self.W_V = _matrix(head["W_V"], self.d, self.d)
        if len(self.W_Q[0]) != len(self.W_K[0]):
            refuse("W_Q and W_K of different widths", "one head size")
        separation = top["separation"]
        self.separation = None if separation is None else _number(separation)
        error = _fields(top["error"], "good_measure reach off_bands_power bands_power total_power")
        self.error = {name: _number(text) for name, text in error.items()}

    def tokens(self) -> Iterator[tuple[Token, tuple[int, ...]]]:
        """Yield all tokens of the grid, with the cell of each channel; the first varies fastest."""
        for position in range(self.L):
            for cell, digits in enumerate(product(range(self.m), repeat=self.d)):
                yield (position, cell), digits[::-1]


class LayerClaims:
    """The weights of a feed-forward layer on rows.

    Parameters
    ----------
    data : dict
        W1, b1, W2 and b2.
    width : int
        d, the entries of a token.

    Raises
    ------
    CertificateError
        When a part is missing, or the sides do not fit.

    Examples
    --------
    >>> layer = {"W1": [["1"]], "b1": ["0"], "W2": [["2"]], "b2": ["0"]}
    >>> LayerClaims(layer, 1).outputs()
    [(Fraction(2, 1),)]
    """

    def __init__(self, data: object, width: int) -> None:
        parts = _fields(data, "W1 b1 W2 b2")
        if not isinstance(parts["W1"], list):
            refuse("a layer without neurons", "W1 of at least one row")
        self.W1 = _matrix(parts["W1"], len(parts["W1"]), width)
        self.b1 = list(_row(_list(parts["b1"], len(self.W1)), {}))
        self.W2 = _matrix(parts["W2"], width, len(self.W1))
        self.b2 = _row(_list(parts["b2"], width), {})

    def outputs(self) -> list[Row]:
        """Return the columns of W2, one a neuron."""
        return list(zip(*self.W2, strict=True))


def _fields(data: object, names: str) -> Mapping[str, Any]:
    if not isinstance(data, dict) or set(data) != set(names.split()):
        refuse("other fields than expected", f"the fields {names}")
    return data


def _list(data: object, length: int) -> Sequence[Any]:
    if not isinstance(data, list) or len(data) != length:
        refuse("a list of another length", f"a list of {length} entries")
    return data


def _matrix(data: object, rows: int, columns: int | None = None) -> Matrix:
    found = _list(data, rows)
    first = found[0] if found else None
    width = columns if columns is not None else len(first) if isinstance(first, list) else 0
    if not width:
        refuse("an empty matrix", "at least one entry")
    known: dict[str, Fraction] = {}
    return [_row(_list(row, width), known) for row in found]


def _row(entries: Sequence[Any], known: dict[str, Fraction]) -> Row:
    """Read numbers; what was read before is looked up."""
    made = []
    for text in entries:
        number = known.get(text) if isinstance(text, str) else None
        if number is None:
            number = _number(text)
            known[text] = number
        made.append(number)
    return tuple(made)


def _count(data: object, most: int) -> int:
    if type(data) is not int or not 1 <= data <= most:
        refuse("a count that is no integer, or out of range", f"an integer from 1 to {most}")
    return data


def _number(data: object) -> Fraction:
    found = _RATIONAL.fullmatch(data) if isinstance(data, str) and len(data) <= _MAX_TEXT else None
    if found is None:
        refuse("a number that is no rational, or too long", 'a text such as "1/10"')
    sign, top, bottom = found.groups()
    above, below = parse_digits(top), parse_digits(bottom or "1")
    if not below:
        refuse("a division by zero", "a denominator from 1 on")
    return Fraction(-above if sign else above, below)


def power(number: Fraction, exponent: int) -> Fraction:
    """Return a power of a number from a certificate.

    Parameters
    ----------
    number : Fraction
    exponent : int
        At least 0.

    Raises
    ------
    CertificateError
        When it may have more than a million bits, before it is computed.

    Examples
    --------
    >>> power(Fraction(2, 3), 3)
    Fraction(8, 27)
    """
    longest = max(number.numerator.bit_length(), number.denominator.bit_length())
    if longest * exponent > _MAX_POWER_BITS:
        refuse("a number too long for its power", f"powers of at most {_MAX_POWER_BITS} bits")
    return number**exponent


def refuse(what: str, expected: str) -> NoReturn:
    """Refuse a certificate.

    Parameters
    ----------
    what : str
        What the certificate has.
    expected : str
        What it should have.

    Raises
    ------
    CertificateError
        Always.

    Examples
    --------
    >>> refuse("another schema", "the schema varsym.approximator/1")
    Traceback (most recent call last):
        ...
    varsym.errors.CertificateError: The certificate: another schema. ...
    """
    raise CertificateError(
        f"The certificate: {what}.",
        f"{expected[0].upper()}{expected[1:]}.",
        "Construct the network anew, and do not change the certificate.",
    )
