"""The concrete worlds in which a claim is tested: the real line, and the plane with affine maps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

from varsym.exact import INFINITY, AffineMap, Extended, PiecewiseLinear, RationalMatrix

__all__ = ["LINE", "PLANE", "Universe"]


class Universe(Protocol):
    """What the evaluator needs to know of the maps of one world."""

    name: str
    metrics: tuple[str, ...]

    def identity(self) -> Any:
        """Return the identity."""

    def zero(self) -> Any:
        """Return the zero map."""

    def norm(self, of: Any, metric: str) -> Extended:
        """Return the exact norm of a map in the reading `metric`."""

    def is_linear(self, of: Any) -> bool:
        """Decide whether a map is additive and homogeneous."""

    def push(self, of: Any) -> Extended:
        """Return the least constant of composition with a map in L_alpha, for alpha = 1."""

    def candidates(self, point: bool) -> Sequence[tuple[int, Any]]:
        """Return maps to try with their cost; constants only where the domain is a point."""

    def describe(self, of: Any) -> str:
        """Return a map as a formula in x."""


class Line:
    """Piecewise linear rational maps on the line; L_alpha is over [0, 1] with alpha = 1."""

    name = "maps on the line"
    metrics: tuple[str, ...] = ("sup", "L_alpha")

    def __init__(self) -> None:
        p = PiecewiseLinear
        half = Fraction(1, 2)
        constants = [(1, p.constant(0)), (1, p.constant(1)), (2, p.constant(2))]
        constants += [(2, p.constant(-1)), (2, p.constant(half)), (3, p.constant(3))]
        others = [
            (0, p.identity()),
            (1, p.affine(2, 0)),
            (1, p.relu(0)),
            (2, p.relu(1)),
            (2, p.affine(1, 1)),
            (2, p.affine(-1, 0)),
            (2, p.affine(1, half)),
            (2, p.hat(0, Fraction(1, 4), 1)),
            (2, p.affine(half, 0)),
            (3, p.interpolate([(0, 0), (1, 1)])),
            (3, p.interpolate([(0, 0)], -1, 1)),
            (3, p.hat(1, Fraction(1, 4), 1)),
            (3, p.affine(3, 0)),
            (2, p.step(1, 0, 1)),
            (2, p.spike(0, 1)),
        ]
        self._constants = [(cost - 1, c) for cost, c in sorted(constants, key=lambda t: t[0])]
        self._all = sorted([*others, *constants], key=lambda t: t[0])

    def identity(self) -> PiecewiseLinear:
        """Return x."""
        return PiecewiseLinear.identity()

    def zero(self) -> PiecewiseLinear:
        """Return 0."""
        return PiecewiseLinear.constant(0)

    def norm(self, of: PiecewiseLinear, metric: str) -> Extended:
        """Return the supremum over the line, or the integral of |f| over [0, 1]."""
        return of.sup_norm() if metric == "sup" else of.l_alpha_power(1)

    def is_linear(self, of: PiecewiseLinear) -> bool:
        """Decide whether f(x) = c x."""
        return of.is_additive()

    def push(self, of: PiecewiseLinear) -> Extended:
        """Return the greatest density of the image of [0, 1]."""
        return of.pushforward_density()

    def candidates(self, point: bool) -> Sequence[tuple[int, Any]]:
        """Return a few piecewise linear maps, small ones first."""
        return self._constants if point else self._all

    def describe(self, of: PiecewiseLinear) -> str:
        """Return the map as a formula in x."""
        return str(of)


class Plane:
    """Affine maps of the plane with the max norm."""

    name = "affine maps of the plane"
    metrics: tuple[str, ...] = ("sup",)

    def __init__(self) -> None:
        def affine(a: int, b: int, c: int, d: int, x: int = 0, y: int = 0) -> AffineMap:
            rows = ((Fraction(a), Fraction(b)), (Fraction(c), Fraction(d)))
            return AffineMap(RationalMatrix(rows), (Fraction(x), Fraction(y)))

        self._constants = [
            (0, affine(0, 0, 0, 0)),
            (1, affine(0, 0, 0, 0, 1, 0)),
            (2, affine(0, 0, 0, 0, 0, 1)),
            (2, affine(0, 0, 0, 0, 1, 2)),
        ]
        self._all = [
            (0, affine(1, 0, 0, 1)),
            *((cost + 1, c) for cost, c in self._constants),
            (1, affine(0, 1, 1, 0)),
            (1, affine(1, 1, 0, 1)),
            (2, affine(1, 0, 0, 0)),
            (2, affine(1, 0, 1, 1)),
            (2, affine(1, 0, 0, 1, 1, 0)),
            (2, affine(2, 0, 0, 2)),
            (3, affine(0, -1, 1, 0)),
        ]
        self._all.sort(key=lambda t: t[0])

    def identity(self) -> AffineMap:
        """Return x."""
        return AffineMap.identity(2)

    def zero(self) -> AffineMap:
        """Return 0."""
        return AffineMap(RationalMatrix.zero(2, 2))

    def norm(self, of: AffineMap, metric: str) -> Extended:
        """Return the supremum over the plane."""
        return of.sup_norm() if metric == "sup" else INFINITY

    def is_linear(self, of: AffineMap) -> bool:
        """Decide whether the offset vanishes."""
        return of.is_linear()

    def push(self, of: AffineMap) -> Extended:  # noqa: ARG002 - the protocol has it
        """Return infinity: this world has no measure."""
        return INFINITY

    def candidates(self, point: bool) -> Sequence[tuple[int, Any]]:
        """Return a few affine maps, small ones first."""
        return self._constants if point else self._all

    def describe(self, of: AffineMap) -> str:
        """Return the map as a formula in x."""
        return str(of)


LINE: Universe = Line()
PLANE: Universe = Plane()
