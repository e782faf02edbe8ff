"""Constants that a statement defines, such as the δ of Lemma 5.4, at given parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from varsym.claims import expressions as e
from varsym.claims.functions.elementary import parts
from varsym.claims.functions.values import NoValueError, Point, Value, holds, scalar_value
from varsym.claims.render import latex, text
from varsym.errors import QueryError
from varsym.exact import Enclosure, decimal_digits, enclose_rational, exact_integer, exact_rational
from varsym.graph.bounds import missing_parameter
from varsym.graph.paper import unknown
from varsym.graph.statement import Statement
from varsym.notebook_faces import NotebookFace

if TYPE_CHECKING:
    from varsym.exact.log_forms import LogForm
    from varsym.exact.magnitudes import Magnitude

__all__ = ["ConstantValue", "StatedConstant"]


@dataclass(frozen=True)
class ConstantValue(NotebookFace):
    """The exact value of a constant.

    Attributes
    ----------
    exact : Fraction, Magnitude or LogForm
    statements : tuple of str
        The statement that defines it.
    conditions : tuple of str
        What the statement asks of the parameters; they were checked.
    constant : StatedConstant
    note : str
        The verdict of the statement, as a constant may be defined for a claim that is false.
    """

    exact: Fraction | Magnitude | LogForm
    statements: tuple[str, ...]
    conditions: tuple[str, ...]
    constant: StatedConstant
    note: str = ""

    @property
    def latex(self) -> str:
        """The definition as LaTeX."""
        return self.constant.latex

    @property
    def text(self) -> str:
        """The definition on one line."""
        return self.constant.text

    @property
    def claim_id(self) -> str:
        """The statement and the name of the constant."""
        return f"{self.constant.statement.id}/{self.constant.name}"

    @property
    def metric(self) -> str:
        """The reading, which makes no difference here."""
        return "sup"

    @property
    def tightness(self) -> None:
        """Nothing is bounded, so that there is nothing to be near to."""
        return

    def enclosure(self, digits: int = 50) -> Enclosure:
        """Return an interval that contains the value, narrow enough for `digits` digits."""
        if isinstance(self.exact, Fraction):
            return enclose_rational(self.exact, digits)
        return self.exact.enclosure(digits)

    def decimal(self, digits: int = 50) -> str:
        """Return the value rounded to `digits` significant digits, all of them certain."""
        if isinstance(self.exact, Fraction):
            return decimal_digits(self.exact, digits)
        return self.exact.decimal(digits)

    def __repr__(self) -> str:
        return f"ConstantValue({self.decimal(12)}, from {', '.join(self.statements)})"


class StatedConstant(NotebookFace):
    """A constant of a statement, ready to be evaluated.

    Parameters
    ----------
    statement : Statement
    name : str
        One of `statement.constants`.
    note : str
    """

    def __init__(self, statement: Statement, name: str, note: str = "") -> None:
        if name not in statement.constants:
            raise unknown("constant", name, statement.constants)
        self.statement, self.name, self.note = statement, name, note
        self.expression = statement.constants[name].value
        self._conditions: Sequence[e.Condition] = tuple(statement.constants[name].conditions)

    @property
    def latex(self) -> str:
        """The definition as LaTeX."""
        return f"{latex(e.Real(self.name))} = {latex(self.expression)}"

    @property
    def text(self) -> str:
        """The definition on one line."""
        return f"{text(e.Real(self.name))} = {text(self.expression)}"

    @property
    def conditions(self) -> list[str]:
        """What the statement asks of the parameters, one line each."""
        return [text(c) for c in self._conditions]

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of a query and what they mean."""
        known = self.statement.parameters
        return {name: known.get(name, "") for name in self._letters}

    @property
    def _letters(self) -> dict[str, bool]:
        """The letters that are asked for, and whether each is an integer."""
        found: dict[str, bool] = {}
        for item in (self.expression, *self._conditions):
            found |= {leaf.name: isinstance(leaf, e.Index) for leaf in _letters(item)}
        return found

    def value(self, **given: object) -> ConstantValue:
        """Return the constant at given parameters, exactly.

        Parameters
        ----------
        **given
            Exact numbers: ints, Fractions, SymPy rationals, strings such as "1/10" or "0.1".

        Raises
        ------
        QueryError
            If a parameter is missing, or breaks what the statement asks of it.
        InputError
            If a number is not exact.
        UnknownNameError
            If a parameter is not one of this constant.

        Examples
        --------
        >>> import varsym
        >>> delta = varsym.load("var-universality")["lem:5.4"].constant("delta")
        >>> found = delta.value(V=4, d=1, n=2, gamma_min=1, gamma_max=3, eps="1/2")
        >>> str(found.exact), found.decimal(10)
        ('exp(-23040·log 2)', '1.857376309e-6936')
        """
        letters = self._letters
        for name in given:
            if name not in letters:
                raise unknown("parameter", name, letters)
        indices: dict[str, int] = {}
        reals: dict[tuple[str, tuple[int, ...]], Value] = {}
        for name, is_index in letters.items():
            if name not in given:
                raise missing_parameter(name, self.parameters)
            if is_index:
                indices[name] = exact_integer(given[name], name=name)
            else:
                reals[name, ()] = exact_rational(given[name], name=name)
        point = Point(indices, reals)
        try:
            self._check(point)
            exact = scalar_value(self.expression, point)
        except NoValueError as error:
            raise QueryError(
                f"Parameters at which {text(self.expression)} has no value: {error}.",
                "Parameters for which the constant is defined.",
            ) from None
        return ConstantValue(exact, (self.statement.id,), tuple(self.conditions), self, self.note)

    def solve(self, name: str, target: object, **given: object) -> NoReturn:
        """Refuse, as a constant is evaluated and not solved for its parameters.

        Parameters
        ----------
        name : str
        target : exact number
        given
            Not read.

        Raises
        ------
        QueryError
        """
        raise QueryError(
            f"The target {target} for {self.name}, with {name} unknown and {len(given)} given.",
            f"A bound that the audit proved; {self.statement.id} defines {self.name}.",
            f"Ask for the value of {self.name} at given parameters.",
        )

    def _check(self, point: Point) -> None:
        for condition in self._conditions:
            if isinstance(condition, e.Compare) and not holds(condition, point):
                raise QueryError(
                    f"Parameters that break the condition {text(condition)} of "
                    f"{self.statement.id}.",
                    "Parameters that meet it.",
                    "Change them.",
                )


def _letters(item: object) -> Iterator[e.Index | e.Real]:
    if isinstance(item, e.Index | e.Real):
        yield item
    for part in parts(item):
        yield from _letters(part)
