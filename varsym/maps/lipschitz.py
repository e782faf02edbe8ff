"""Lipschitz bounds of maps, and pairs of points that show that there is none."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from varsym.exact import Enclosure
from varsym.maps.arrays import ExactArray

__all__ = ["LipschitzBound", "NormName", "SteepPair"]

#: The sup norm is the largest absolute entry of an array, the 2-norm its Frobenius norm.
NormName: TypeAlias = Literal["sup", "2"]


@dataclass(frozen=True)
class LipschitzBound:
    """``|f(x) - f(y)| <= constant |x - y|`` on a domain.

    Attributes
    ----------
    constant : Fraction
        A rational that is at least the true constant; equal to it where `exact`.
    norm : {"sup", "2"}
        The norm on both sides, see `NormName`.
    domain : str
        Where it holds, in words and letters: ``"everywhere"``, ``"max |x_ij| <= 3"``.
    source : str
        How it is known: a derivation in one line, or a citation.
    enclosure : Enclosure or None
        Of the least constant, where that is known more sharply than by one rational.
    exact : bool
        Whether no smaller constant holds.
    """

    constant: Fraction
    norm: NormName
    domain: str
    source: str
    enclosure: Enclosure | None = None
    exact: bool = False

    @classmethod
    def least(cls, known: Enclosure, norm: NormName, source: str) -> LipschitzBound:
        """Return the bound of a map whose least constant everywhere is enclosed.

        Parameters
        ----------
        known : Enclosure
            Of the least constant.
        norm : {"sup", "2"}
        source : str
            How it is known.
        """
        exact = known.lower == known.upper
        return cls(known.upper, norm, "everywhere", source, None if exact else known, exact)


@dataclass(frozen=True)
class SteepPair:
    """Two points between which a map is steeper than a given slope.

    Attributes
    ----------
    first, second : ExactArray
        The points, arrays of fractions of one shape that the map takes.
    slope : Fraction
        A certified lower bound of ``|f(first) - f(second)| / |first - second|``.
    norm : {"sup", "2"}
    """

    first: ExactArray
    second: ExactArray
    slope: Fraction
    norm: NormName
