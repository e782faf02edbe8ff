"""The parameters of a block: exact rationals, or floats that only the numeric face reads."""

from __future__ import annotations

from functools import cached_property

from varsym.errors import InputError
from varsym.exact import Enclosure, RationalMatrix, ShapeError
from varsym.exact.operator_norms import operator_norm
from varsym.maps.arrays import ExactArray, FloatArray, exact_array, numeric_array
from varsym.maps.block import brought
from varsym.maps.fields import Field
from varsym.maps.lipschitz import NormName

__all__ = [
    "MAX_NORM_SIDE",
    "Parameter",
    "check_norm",
    "check_row_width",
    "row_map_norm",
    "same_sides",
]

#: The largest side of a matrix whose spectral norm is enclosed.
MAX_NORM_SIDE = 64

_DIGITS = 30


class Parameter:
    """A weight or a bias, made by `of_exact` or by `of_numeric`.

    Parameters
    ----------
    name : str
        What it is, for messages.
    exact : ExactArray or None
        Its entries as fractions, where they are known.
    numeric : FloatArray or None
        Its entries in float64; the rounded fractions if none.
    """

    def __init__(self, name: str, exact: ExactArray | None, numeric: FloatArray | None) -> None:
        self.name, self._exact = name, exact
        if numeric is not None:
            self.numeric = numeric
        self.shape: tuple[int, ...] = exact.shape if exact is not None else self.numeric.shape

    @classmethod
    def of_exact(cls, values: object, name: str, axes: int) -> Parameter:
        """Read exact numbers; what is a parameter already stays as it is.

        Parameters
        ----------
        values : array of exact numbers
            Of any shape with that number of axes.
        name : str
            What it is, for messages.
        axes : int
            How many axes it must have.

        Raises
        ------
        InputError
            When an entry is not exact.
        ShapeError
            When it has another number of axes.

        Examples
        --------
        >>> Parameter.of_exact([["1/2", 3]], "W", 2).numeric
        array([[0.5, 3. ]])
        """
        if isinstance(values, Parameter):
            return values
        return cls(name, exact_array(values, name, axes), None)

    @classmethod
    def of_numeric(cls, values: object, name: str, axes: int) -> Parameter:
        """Read finite floats, and copy them.

        Parameters
        ----------
        values : array of numbers
            Of any shape with that number of axes.
        name : str
            What it is, for messages.
        axes : int
            How many axes it must have.

        Raises
        ------
        InputError
            When an entry is NaN or infinite.
        ShapeError
            When it has another number of axes.

        Examples
        --------
        >>> Parameter.of_numeric([[0.5, 3]], "W", 2).shape
        (1, 2)
        """
        given = numeric_array(values, name, axes)
        if given.ndim != axes:
            raise ShapeError(
                f"{name} has the shape {given.shape}.",
                f"An array with {axes} axes.",
                "Build one block for each set of weights.",
            )
        return cls(name, None, given.copy())

    @property
    def exact(self) -> ExactArray:
        """The entries as fractions.

        Raises
        ------
        InputError
            When the block was built from floats.
        """
        if self._exact is None:
            raise InputError(
                f"The exact entries of {self.name}, which was given in floats.",
                "Exact weights.",
                "Build the block from rationals; from_numeric serves numeric(x) alone.",
            )
        return self._exact

    @cached_property
    def numeric(self) -> FloatArray:
        """The entries in float64, each rounded once."""
        return numeric_array(self._exact, self.name)

    def over(self, field: Field) -> ExactArray:
        """Return the entries brought into a field."""
        return brought(field, self.exact)


def row_map_norm(matrix: ExactArray, norm: NormName) -> Enclosure:
    """Enclose the norm of X to X W, where rows are multiplied by a matrix from the right.

    In the sup norm it is the largest absolute column sum, in the Frobenius norm the spectral norm.

    Parameters
    ----------
    matrix : ExactArray, (d, e)
    norm : {"sup", "2"}

    Returns
    -------
    Enclosure
        A single point where the norm is rational.

    Raises
    ------
    InputError
        When the norm has another name, or a spectral norm is asked of a side above 64.

    Examples
    --------
    >>> row_map_norm(exact_array([[1, 2], [-3, 0]], "W"), "sup").upper
    Fraction(4, 1)
    """
    check_norm(norm)
    if norm == "2" and max(matrix.shape) > MAX_NORM_SIDE:
        raise InputError(
            f"The spectral norm of a matrix of the shape {matrix.shape}.",
            f"Sides of at most {MAX_NORM_SIDE}.",
            "Ask for the sup norm, or for a smaller instance.",
        )
    transposed = RationalMatrix(matrix.T.tolist())
    return operator_norm(transposed, "inf" if norm == "sup" else 2).enclosure(_DIGITS)


def check_norm(norm: NormName) -> None:
    """Refuse names of norms other than "sup" and "2".

    Parameters
    ----------
    norm : {"sup", "2"}

    Raises
    ------
    InputError
        For another name.

    Examples
    --------
    >>> check_norm("sup")
    """
    if norm not in {"sup", "2"}:
        raise InputError(f"The norm {norm!r}.", "'sup' or '2'.", "Choose one of them.")


def check_row_width(shape: tuple[int, ...], width: int) -> None:
    """Refuse inputs that are not rows of a width.

    Parameters
    ----------
    shape : tuple of int
        Of the input.
    width : int
        How many entries a row must have.

    Raises
    ------
    ShapeError
        When the shape is not (n, width).

    Examples
    --------
    >>> check_row_width((680, 1024), 1024)
    """
    if len(shape) != 2 or shape[1] != width:
        raise ShapeError(
            f"An input of the shape {shape}.",
            f"One of the shape (n, {width}), a row for each token.",
            "Flatten token maps row by row, channels last.",
        )


def same_sides(sides: dict[str, int], meaning: str) -> int:
    """Return the one number that several sides of weights must be.

    Parameters
    ----------
    sides : dict
        What has the side, in words, and how long it is.
    meaning : str
        What the number is.

    Raises
    ------
    ShapeError
        When they differ.

    Examples
    --------
    >>> same_sides({"rows of W": 3, "entries of b": 3}, "the width")
    3
    """
    if len(set(sides.values())) > 1:
        raise ShapeError(
            ", ".join(f"{count} {what}" for what, count in sides.items()) + ".",
            f"Equal numbers, as each is {meaning}.",
            "Check which weight belongs to which block, and whether one is transposed.",
        )
    return next(iter(sides.values()))
