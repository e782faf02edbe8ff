"""The MLP layer of FlowAR, Definition D.8."""

from __future__ import annotations

from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import Parameter, check_row_width, row_map_norm, same_sides

__all__ = ["Perceptron"]


class Perceptron(Block):
    """Definition D.8 (def:D.8): each row x to x W + b.

    It is affine: the definition has neither a hidden layer nor an activation. A numeric token map
    of the shape (h, w, c) is taken as a batch of its h rows of tokens.

    Parameters
    ----------
    W : array of exact numbers, (c, d)
    b : array of exact numbers, (d,)

    Raises
    ------
    ShapeError
        When b has not one entry for each column of W.

    Examples
    --------
    >>> Perceptron([[1], [2]], ["1/2"]).exact([[3, 4]]).tolist()
    [[Fraction(23, 2)]]
    """

    def __init__(self, W: object, b: object) -> None:
        self.W, self.b = Parameter.of_exact(W, "W", 2), Parameter.of_exact(b, "b", 1)
        sides = {"columns of W": self.W.shape[1], "entries of b": self.b.shape[0]}
        same_sides(sides, "the output width d")

    @classmethod
    def from_numeric(cls, W: object, b: object) -> Perceptron:
        """Build it from floats, for real sizes; only the numeric face works then."""
        return cls(Parameter.of_numeric(W, "W", 2), Parameter.of_numeric(b, "b", 1))

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n, d) for (n, c).

        Raises
        ------
        ShapeError
            When the input is no array of rows of c entries.
        """
        check_row_width(shape, self.W.shape[0])
        return shape[0], self.W.shape[1]

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Multiply and add."""
        made: ExactArray = x @ self.W.over(field) + self.b.over(field)
        return made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Multiply all rows of the batch at once, and add."""
        made = x.reshape(-1, x.shape[-1]) @ self.W.numeric
        made += self.b.numeric
        return made.reshape(*x.shape[:-1], -1)

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return the least constant, on any ball: the norm of W.

        In the sup norm it is the largest absolute column sum; in the 2-norm the spectral norm,
        of which `constant` is an upper bound to 30 digits and `enclosure` both sides.

        Raises
        ------
        InputError
            When W is in floats, or too large for a spectral norm.

        Examples
        --------
        >>> Perceptron([[1, 2], [-3, 0]], [0, 0]).lipschitz("sup").constant
        Fraction(4, 1)
        """
        known = row_map_norm(self.W.exact, norm)
        return LipschitzBound.least(known, norm, "the operator norm of W")
