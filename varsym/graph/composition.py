"""Where the parameters of a bound come from, when a real model is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from varsym.errors import PackError

__all__ = ["Composition", "Given", "GridError", "NetworkError"]


@dataclass(frozen=True)
class Given:
    """A value that a query may override.

    Parameters
    ----------
    value : int or Fraction
    source : str
        The statement that it comes from.
    per_layer : bool
        Whether it is that of every member of a family, and not of one parameter.

    Raises
    ------
    PackError
        When the value is neither an int nor a Fraction.

    Examples
    --------
    >>> Given(2, "thm:6.6").per_layer
    True
    """

    value: int | Fraction
    source: str
    per_layer: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.value, bool) or not isinstance(self.value, int | Fraction):
            raise PackError(f"The given value {self.value!r}.", "An int or a Fraction.")


@dataclass(frozen=True)
class NetworkError:
    """A family of errors to which networks are built, one in each layer.

    Parameters
    ----------
    source : str
        The statement that promises the networks.
    lipschitz : str
        The family of Lipschitz constants of what they approximate.
    before : bool
        Whether they act on what reaches the interpolation of their layer, a map of the scale below,
        and not on what it gives.

    Examples
    --------
    >>> NetworkError("lem:6.1", "L", before=False).source
    'lem:6.1'
    """

    source: str
    lipschitz: str
    before: bool = False


@dataclass(frozen=True)
class GridError:
    """The claim that says how much rounding to a grid of step δ costs a C-Lipschitz function.

    The claim is an inequality whose right side is a multiple of δ.  Where it is refuted as printed,
    the repair that mends it counts.

    Parameters
    ----------
    statement, claim : str
        The statement and the name of the claim in it.
    step, lipschitz : str
        The names of δ and C in the claim.

    Examples
    --------
    >>> GridError("lem:6.1", "step:1", "delta", "C").step
    'delta'
    """

    statement: str
    claim: str
    step: str
    lipschitz: str


@dataclass(frozen=True)
class Composition:
    """Where the parameters of the bound of a statement come from, for a model of several scales.

    Layer j of the statement ends at scale j of the model; layer 0 is a map of one token.

    Parameters
    ----------
    layers : str
        The parameter that is the number of layers.
    norms : mapping of str to str
        Families whose j-th member is the norm of the interpolation from scale j - 1 to scale j,
        each with the statement that defines the interpolation.
    errors : mapping of str to NetworkError
        Families of errors to which networks are built.
    rounding : GridError
    network : str
        The statement whose construction is counted.  Its conclusion says which part of an error
        the network takes; rounding has the rest.
    separation : str
        The statement that says how far apart the contexts of the network are.
    given : mapping of str to Given
        Parameters that a query may set, with what they are where it does not.
    notes : sequence of str
        What a reader of the answer has to know besides.

    Raises
    ------
    PackError
        If a family has two sources, or there is no family of errors.

    Examples
    --------
    >>> grid = GridError("lem:1", "conclusion", "delta", "C")
    >>> found = Composition(
    ...     "r",
    ...     {"K": "def:1"},
    ...     {"eps": NetworkError("lem:1", "K1")},
    ...     grid,
    ...     "lem:2",
    ...     "lem:3",
    ...     {"K1": Given(1, "def:2")},
    ... )
    >>> found.source("K1")
    'def:2'
    """

    layers: str
    norms: Mapping[str, str]
    errors: Mapping[str, NetworkError]
    rounding: GridError
    network: str
    separation: str
    given: Mapping[str, Given] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        names = [self.layers, *self.norms, *self.errors, *self.given]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise PackError(f"Two sources for {', '.join(twice)}.", "One for each parameter.")
        if not self.errors:
            raise PackError("A composition without errors.", "At least one family of errors.")
        known = {*self.norms, *(name for name, value in self.given.items() if value.per_layer)}
        strangers = sorted({error.lipschitz for error in self.errors.values()} - known)
        if strangers:
            raise PackError(
                f"The Lipschitz constants {', '.join(strangers)}, which come from nowhere.",
                "A family among those that are given, or among the norms.",
            )

    def source(self, name: str) -> str:
        """Return the statement that a parameter, called `name`, comes from."""
        if name in self.given:
            return self.given[name].source
        return self.errors[name].source if name in self.errors else self.norms[name]

    @property
    def sources(self) -> set[str]:
        """The statements that it names."""
        names = [*self.norms, *self.errors, *self.given]
        return {
            *map(self.source, names), self.rounding.statement, self.network, self.separation,
        }  # fmt: skip
