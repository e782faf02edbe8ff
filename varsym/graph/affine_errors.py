"""A bound as a constant and a sum of multiples of errors, found from its exact values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from varsym.errors import QueryError
from varsym.graph.bounds import Bound

__all__ = ["AffineErrors", "Place", "affine_errors"]

#: A member of a family of errors: the family and the layer, from 1.
Place = tuple[str, int]


@dataclass(frozen=True)
class AffineErrors:
    """A bound as c + Σ a_p ε_p.

    Attributes
    ----------
    fixed : Fraction
        c, the bound where all these errors are 0.
    amplification : mapping of (str, int) to Fraction
        a_p for each family and layer.
    """

    fixed: Fraction
    amplification: Mapping[Place, Fraction]


def affine_errors(
    bound: Bound, families: Sequence[str], layers: int, known: Mapping[str, object]
) -> AffineErrors:
    """Return the affine form of a bound in the members of families of errors.

    The bound is evaluated at zero and at unit vectors; the form is held against one more value.
    That does not prove it affine, so whoever splits an error by it evaluates the bound again.

    Parameters
    ----------
    bound : Bound
    families : sequence of str
        Of errors, with one member a layer.
    layers : int
    known : mapping of str to object
        The other parameters of the bound.

    Raises
    ------
    QueryError
        If the further value is another one, or a factor is negative.

    Examples
    --------
    >>> import varsym
    >>> bound = varsym.load("var-universality")["thm:6.6"].formula()
    >>> found = affine_errors(bound, ["eps2"], 2, {"r": 2, "K1": 3, "K": 5, "eps1": 1})
    >>> found.fixed, [int(a) for a in found.amplification.values()]
    (Fraction(48, 1), [15, 1])
    """
    places = [(name, j) for name in families for j in range(1, layers + 1)]

    def at(errors: Mapping[Place, Fraction]) -> Fraction:
        given = {
            name: [errors.get((name, j), Fraction(0)) for j in range(1, layers + 1)]
            for name in families
        }
        return bound.value(**known, **given).exact

    fixed = at({})
    found = {place: at({place: Fraction(1)}) - fixed for place in places}
    # Different in every place, so that products of two errors show.
    probe = {place: Fraction(k + 1, k + 2) for k, place in enumerate(places)}
    expected = fixed + sum((found[p] * x for p, x in probe.items()), Fraction(0))
    if at(probe) != expected or any(a < 0 for a in found.values()):
        raise QueryError(
            f"The bound {bound.claim.id}, which is not affine in {', '.join(families)}.",
            "A constant and a sum of multiples of these errors, with no negative factor.",
            "Leave the configuration out and give the errors themselves.",
        )
    return AffineErrors(fixed, found)
