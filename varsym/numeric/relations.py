"""Claims that consist of relations between arithmetic formulas, evaluated in batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from varsym.maps.arrays import FloatArray
from varsym.numeric.falsifying import Coordinates, Mask
from varsym.numeric.sampling import heavy_tailed, within
from varsym.numeric.straight_line import StraightLineProgram

__all__ = ["Relation", "RelationalConjecture"]


class Relation(NamedTuple):
    """``left operator right`` between two operands of a program.

    Parameters
    ----------
    operator : {"=", "<=", "<"}
    left, right : int
        Indices of operands, see `StraightLineProgram`.

    Examples
    --------
    >>> Relation("<=", 0, 1).operator
    '<='
    """

    operator: Literal["=", "<=", "<"]
    left: int
    right: int


@dataclass(frozen=True)
class RelationalConjecture:
    """Wherever all hypotheses hold, all conclusions do.

    Attributes
    ----------
    program : StraightLineProgram
        Computes the sides from the coordinates, which are its inputs.
    hypotheses, conclusions : tuple of Relation
    bounds : tuple of (float or None, float or None)
        For each input the least and greatest value worth drawing; none where it is left out.

    Examples
    --------
    >>> from varsym.numeric.straight_line import ProgramBuilder
    >>> builder = ProgramBuilder(inputs=2)
    >>> product = builder.apply("*", 0, 1)
    >>> claim = RelationalConjecture(builder.program(), (), (Relation("<", product, 0),))
    >>> met, broken = claim.screen([np.array([1.0, 2.0]), np.array([0.5, 3.0])])
    >>> met, broken
    (array([ True,  True]), array([False,  True]))
    """

    program: StraightLineProgram
    hypotheses: tuple[Relation, ...]
    conclusions: tuple[Relation, ...]
    bounds: tuple[tuple[float | None, float | None], ...] = ()

    @property
    def dimension(self) -> int:
        """The number of inputs of the program."""
        return self.program.inputs

    def draw(self, generator: np.random.Generator, count: int) -> FloatArray:
        """Return values of all sizes within the bounds, (n, count), drawn from `generator`."""
        drawn = heavy_tailed(generator, self.program.inputs, count)
        for row, ends in enumerate(self.bounds):
            drawn[row] = within(drawn[row], *ends)
        return drawn

    def screen(self, points: Coordinates) -> tuple[Mask, Mask]:
        """Return where, among `points`, all hypotheses hold, and where some conclusion fails."""
        met = np.ones(points[0].shape, dtype=np.bool_)
        broken = np.zeros(points[0].shape, dtype=np.bool_)
        sides = self._sides(points)
        for relation, left, right in sides[: len(self.hypotheses)]:
            met &= _holds(relation.operator, left, right)
        for relation, left, right in sides[len(self.hypotheses) :]:
            broken |= _fails(relation.operator, left, right)
        return met, broken

    def robustness(self, points: Coordinates) -> FloatArray:
        """Return, one entry a point, the least of the slacks and the greatest excess.

        Slacks are what hypotheses leave, and the excess is what a conclusion lacks, at `points`.
        Both are relative to the numbers that are compared.
        """
        found = np.full(points[0].shape, -np.inf)
        sides = self._sides(points)
        for relation, left, right in sides[len(self.hypotheses) :]:
            excess = _excess(left, right)
            found = np.fmax(found, np.abs(excess) if relation.operator == "=" else excess)
        for relation, left, right in sides[: len(self.hypotheses)]:
            slack = -_excess(left, right)
            found = np.minimum(found, -np.abs(slack) if relation.operator == "=" else slack)
        return found

    def _sides(self, points: Coordinates) -> list[tuple[Relation, FloatArray, FloatArray]]:
        relations = [*self.hypotheses, *self.conclusions]
        wanted = [at for relation in relations for at in (relation.left, relation.right)]
        values = self.program.run(points, wanted)
        return list(zip(relations, values[::2], values[1::2], strict=True))


def _holds(operator: str, left: FloatArray, right: FloatArray) -> Mask:
    if operator == "=":
        return np.equal(left, right)
    return np.less_equal(left, right) if operator == "<=" else np.less(left, right)


def _fails(operator: str, left: FloatArray, right: FloatArray) -> Mask:
    """Return where the relation fails; NaN fails no order."""
    if operator == "=":
        return np.not_equal(left, right)
    return np.greater(left, right) if operator == "<=" else np.greater_equal(left, right)


def _excess(left: FloatArray, right: FloatArray) -> FloatArray:
    """Return by how much the left side is the greater one, between -1 and 1; 0 where both are 0."""
    with np.errstate(all="ignore"):
        size = np.abs(left) + np.abs(right)
        return np.asarray((left - right) / np.where(size == 0, 1.0, size))
