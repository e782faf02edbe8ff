"""Exact numbers, piecewise affine maps and rational matrices."""

from __future__ import annotations

from varsym.exact.affine_maps import AffineMap
from varsym.exact.enclosure import (
    Enclosure,
    PrecisionError,
    decimal_digits,
    enclose_rational,
    enclose_root,
)
from varsym.exact.extended import INFINITY, Extended, Infinity
from varsym.exact.matrices import RationalMatrix, ShapeError
from varsym.exact.numbers import RationalLike, exact_integer, exact_rational, format_rational
from varsym.exact.piecewise import Piece, PiecewiseLinear

__all__ = [
    "INFINITY",
    "AffineMap",
    "Enclosure",
    "Extended",
    "Infinity",
    "Piece",
    "PiecewiseLinear",
    "PrecisionError",
    "RationalLike",
    "RationalMatrix",
    "ShapeError",
    "decimal_digits",
    "enclose_rational",
    "enclose_root",
    "exact_integer",
    "exact_rational",
    "format_rational",
]
