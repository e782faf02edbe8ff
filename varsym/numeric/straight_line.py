"""Straight-line programs: one arithmetic formula, evaluated on many points at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from varsym.errors import InputError
from varsym.maps.arrays import FloatArray

__all__ = ["ProgramBuilder", "StraightLineProgram"]

MAX_INSTRUCTIONS = 20_000

_UFUNCS = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}


@dataclass(frozen=True)
class StraightLineProgram:
    """Instructions one after another, each of which fills the next register.

    Attributes
    ----------
    inputs : int
        How many; they are the registers ``0 … inputs - 1``.
    constants : tuple of float
        An operand ``-1 - k`` means constant k.
    instructions : tuple of (str, int, int)
        An operator out of + - * / and its operands.

    Examples
    --------
    >>> square = StraightLineProgram(1, (), (("*", 0, 0),))
    >>> square.run([np.array([2.0, 3.0])], [1])
    [array([4., 9.])]
    """

    inputs: int
    constants: tuple[float, ...]
    instructions: tuple[tuple[str, int, int], ...]

    def run(self, points: list[FloatArray], wanted: list[int]) -> list[FloatArray]:
        """Evaluate on a batch of points, in float64.

        A division by zero or an overflow leaves NaN or an infinity behind, and no warning.

        Parameters
        ----------
        points : list of arrays
            One array an input: its values over the batch, all of one length.
        wanted : list of int
            The operands whose values are returned.

        Returns
        -------
        list of arrays
            Constants have no axis.
        """
        constants = {~k: np.asarray(constant) for k, constant in enumerate(self.constants)}
        operands = constants | dict(enumerate(points))
        kept = {*operands, *wanted}
        with np.errstate(all="ignore"):
            for number, (operator, left, right) in enumerate(self.instructions):
                first, second = operands[left], operands[right]
                free = [operands.pop(at) for at in self._last_used[number] if at not in kept]
                # The result overwrites an operand that nobody needs any more: it is in the cache.
                out = next((array for array in free if array.ndim), None)
                operands[self.inputs + number] = _UFUNCS[operator](first, second, out)
        return [operands[at] for at in wanted]

    @cached_property
    def _last_used(self) -> list[list[int]]:
        """For each instruction the operands that it is the last one to use."""
        last = {at: k for k, (_, *pair) in enumerate(self.instructions) for at in pair}
        found: list[list[int]] = [[] for _ in self.instructions]
        for at, number in last.items():
            found[number].append(at)
        return found


@dataclass
class ProgramBuilder:
    """Collects instructions; what has been computed once is not computed again.

    Parameters
    ----------
    inputs : int
        How many inputs there are; their operands are ``0 … inputs - 1``.

    Examples
    --------
    >>> builder = ProgramBuilder(inputs=1)
    >>> raised = builder.apply("+", builder.power(0, 2), builder.constant(Fraction(1, 2)))
    >>> builder.program().run([np.array([2.0, 3.0])], [raised])
    [array([4.5, 9.5])]
    """

    inputs: int
    _constants: dict[Fraction, int] = field(default_factory=dict)
    _registers: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def constant(self, value: Fraction) -> int:
        """Return the operand of a constant `value`, which is rounded to float64.

        Raises
        ------
        InputError
            When it is beyond the range of float64.
        """
        try:
            float(value)
        except OverflowError:
            raise InputError(
                "A constant beyond the range of float64.",
                "Constants up to 10^308.",
                "Rescale the variables.",
            ) from None
        return self._constants.setdefault(value, ~len(self._constants))

    def apply(self, operator: str, left: int, right: int) -> int:
        """Return the operand ``left operator right``, for one of + - * /.

        Raises
        ------
        InputError
            When the program grows too long.
        """
        if len(self._registers) >= MAX_INSTRUCTIONS:
            raise InputError(
                f"A formula of more than {MAX_INSTRUCTIONS} operations.",
                "A shorter one.",
                "Take smaller ranges for its sums and products.",
            )
        at = self.inputs + len(self._registers)
        return self._registers.setdefault((operator, left, right), at)

    def power(self, base: int, exponent: int) -> int:
        """Return the operand of the integer power `exponent` of an operand `base`, by squaring."""
        if exponent < 0:
            return self.apply("/", self.constant(Fraction(1)), self.power(base, -exponent))
        if exponent == 0:
            return self.constant(Fraction(1))
        if exponent == 1:
            return base
        half = self.power(base, exponent // 2)
        square = self.apply("*", half, half)
        return self.apply("*", square, base) if exponent % 2 else square

    def program(self) -> StraightLineProgram:
        """Return what has been collected."""
        constants = tuple(map(float, self._constants))
        return StraightLineProgram(self.inputs, constants, tuple(self._registers))
