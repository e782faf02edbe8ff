"""What every building block can do: its shape, and its symbolic, exact and numeric faces."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Any

import numpy as np

from varsym.errors import InputError
from varsym.exact import Enclosure, PrecisionError, ShapeError, exact_integer
from varsym.exact.ball_precision import ball_precision
from varsym.maps.arrays import ExactArray, FloatArray, exact_array, numeric_array
from varsym.maps.fields import BALLS, RATIONALS, SYMBOLS, Field
from varsym.maps.lipschitz import LipschitzBound, NormName

__all__ = ["Block", "Composition"]

# Ends of enclosures are `exact_rational`s, which have at most a million bits.
_MAX_BITS = 2**19
_TINY_BITS = 2**18
_TINY = Fraction(1, 2**_TINY_BITS)


class Block(ABC):
    """A map between arrays, given by one formula over any field and by a vectorised float form.

    Subclasses give `output_shape`, `formula` and `vectorised`; the two forms are written apart, so
    that each checks the other.

    Attributes
    ----------
    axes : int
        How many axes one input has; a numeric input may have more, in front, which are a batch.
    """

    axes: int = 2

    @abstractmethod
    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of the output for an input of the given shape.

        Raises
        ------
        ShapeError
            When the block does not take such an input.
        """

    @abstractmethod
    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Evaluate the formula on one input x, an object array whose entries belong to `field`.

        The shapes of x and of the value are those of `output_shape`.
        """

    @abstractmethod
    def vectorised(self, x: FloatArray) -> FloatArray:
        """Evaluate in float64 on a batch x of inputs: leading axes are the batch."""

    def exact(self, x: object) -> ExactArray:
        """Return the value at an array of rationals, as an array of `Fraction`.

        Parameters
        ----------
        x : array of exact numbers
            Its shape is one that `output_shape` takes.

        Raises
        ------
        InputError
            When an entry is not exact, or the value is not rational (see `enclose`).
        ShapeError
            When the shape does not fit.
        """
        given = self._given(x)
        return self.formula(RATIONALS, given)

    def enclose(self, x: object, digits: int = 30) -> ExactArray:
        """Return certified enclosures of the value at an array of rationals.

        Parameters
        ----------
        x : array of exact numbers
            Its shape is one that `output_shape` takes.
        digits : int
            Each entry is enclosed to a relative width of at most 10^-digits, or where it may be
            zero, to an absolute one.

        Raises
        ------
        PrecisionError
            When that takes balls of more than half a million bits.
        InputError
            When an entry is not exact, or `digits` is not from 1 to 10,000.
        ShapeError
            When the shape does not fit.
        """
        count = exact_integer(digits, "digits", 1, 10_000)
        given = self._given(x)
        bits = 64 + 4 * count
        while bits <= _MAX_BITS:
            with ball_precision(bits):
                balls = self.formula(BALLS, brought(BALLS, given))
                found = [_enclosure(ball) for ball in balls.flat]
            if all(e is not None and _is_narrow(e, count) for e in found):
                made = np.empty(len(found), dtype=object)
                made[:] = found
                return made.reshape(balls.shape)
            bits *= 2
        raise PrecisionError(
            f"A value to {count} digits.",
            "One that balls of half a million bits settle.",
            "Check that the map is defined there, or ask for fewer digits.",
        )

    def symbolic(self, x: Any) -> Any:
        """Return the value at a SymPy matrix or array as a SymPy array.

        Examples
        --------
        >>> import sympy
        >>> from varsym.maps.softmax import Softmax
        >>> Softmax().symbolic(sympy.Array(sympy.symbols("x y")))[0]
        exp(x)/(exp(x) + exp(y))
        """
        import sympy

        given = np.array(sympy.Array(x).tolist(), dtype=object)
        self.output_shape(given.shape)
        return sympy.Array(self.formula(SYMBOLS, given).tolist())

    def numeric(self, x: object) -> FloatArray:
        """Return the value in float64, for one input or a batch of them.

        Parameters
        ----------
        x : array
            The last `axes` axes are one input.

        Raises
        ------
        InputError
            When an entry is NaN or infinite, or the value is too large for float64.
        ShapeError
            When the shape does not fit.
        """
        given = numeric_array(x, "x", self.axes)
        self.output_shape(given.shape[given.ndim - self.axes :])
        with np.errstate(over="ignore", invalid="ignore"):
            made = self.vectorised(given)
        if not np.isfinite(made).all():
            raise InputError(
                "An input whose value, or a step on the way to it, is too large for float64.",
                "Numbers below 1.8e308 all the way.",
                "Scale the input down, or use enclose(x) on exact numbers.",
            )
        return made

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Return a Lipschitz bound in a norm, on the ball of a radius or everywhere.

        Raises
        ------
        InputError
            When no bound is known there; see `steep_pair` for the maps that have none.
        """
        where = "everywhere" if radius is None else f"on the ball of radius {radius}"
        raise InputError(
            f"A Lipschitz bound of {type(self).__name__} in the norm {norm!r}, {where}.",
            "A block that has one there.",
        )

    def __matmul__(self, inner: Block) -> Composition:
        """Return this block after another."""
        return Composition([self, inner])

    def _given(self, x: object) -> ExactArray:
        given = exact_array(x, "x", self.axes)
        self.output_shape(given.shape)
        return given


class Composition(Block):
    """Blocks one after another; the first in the list is applied last.

    Parameters
    ----------
    blocks : list of Block
        At least one.

    Raises
    ------
    InputError
        When there is no block.

    Examples
    --------
    >>> from varsym.maps.activation import ReLU
    >>> from varsym.maps.perceptron import Perceptron
    >>> Composition([ReLU(), Perceptron([[-1]], [0])]).exact([[3], [-3]]).tolist()
    [[Fraction(0, 1)], [Fraction(3, 1)]]
    """

    def __init__(self, blocks: list[Block]) -> None:
        if not blocks:
            raise InputError("A composition of no blocks.", "At least one block.")
        flat = [b.blocks if isinstance(b, Composition) else (b,) for b in blocks]
        self.blocks: tuple[Block, ...] = tuple(b for part in flat for b in part)
        self.axes = self.blocks[-1].axes

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape after all blocks.

        Raises
        ------
        ShapeError
            When a block does not take what the one before gives.
        """
        for block in reversed(self.blocks):
            if len(shape) != block.axes:
                raise ShapeError(
                    f"{type(block).__name__} met an array of the shape {shape}.",
                    f"{block.axes} axes.",
                    "Reshape between the two blocks.",
                )
            shape = block.output_shape(shape)
        return shape

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Evaluate block after block."""
        for block in reversed(self.blocks):
            x = block.formula(field, x)
        return x

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Evaluate block after block in float64."""
        for block in reversed(self.blocks):
            x = block.vectorised(x)
        return x

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Multiply the bounds of the blocks, each of which must hold everywhere.

        Raises
        ------
        InputError
            When a block has no bound that holds everywhere, or a radius is given.
        """
        if radius is not None:
            raise InputError(
                "A radius for a composition.",
                "Bounds that hold everywhere.",
                "Bound the blocks one by one, each on the ball that the one before maps into.",
            )
        constant = Fraction(1)
        for block in self.blocks:
            constant *= block.lipschitz(norm).constant
        return LipschitzBound(constant, norm, "everywhere", "product over the blocks")


def brought(field: Field, x: ExactArray) -> ExactArray:
    """Return an array of fractions with its entries brought into a field."""
    made = np.empty(x.size, dtype=object)
    made[:] = [field.number(entry) for entry in x.flat]
    return made.reshape(x.shape)


def _enclosure(ball: Any) -> Enclosure | None:
    if not ball.is_finite():
        return None
    middle, radius = _rational(ball.mid()), _rational(ball.rad())
    if middle is None or radius is None:
        # The exact ends would fill the memory; so close to each other they need not be exact.
        middle, radius = middle or Fraction(0), (radius or Fraction(0)) + 2 * _TINY
    return Enclosure(middle - radius, middle + radius)


def _rational(point: Any) -> Fraction | None:
    """Return an exact ball as a fraction, and None for one that is at most `_TINY` but not 0."""
    mantissa, exponent = map(int, point.man_exp())
    if not mantissa:
        return Fraction(0)
    size = mantissa.bit_length() + exponent
    if size > _MAX_BITS:
        raise PrecisionError(
            f"A value, or an error bound, of {size} bits.",
            f"Values and widths of at most {_MAX_BITS} bits.",
            "Scale the input down.",
        )
    if size < -_TINY_BITS:
        return None
    return Fraction(mantissa) * Fraction(2) ** exponent


def _is_narrow(found: Enclosure, digits: int) -> bool:
    least = min(abs(found.lower), abs(found.upper))
    straddles = found.lower <= 0 <= found.upper
    scale = Fraction(1) if straddles else least
    return bool(found.width * 10**digits <= scale)
