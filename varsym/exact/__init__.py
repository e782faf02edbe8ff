"""Exact numbers, piecewise maps, rational matrices, linear operators and their norms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from varsym.exact.affine_maps import AffineMap
from varsym.exact.enclosure import (
    Enclosure,
    PrecisionError,
    decimal_digits,
    enclose_rational,
    enclose_root,
)
from varsym.exact.extended import INFINITY, Extended, Infinity
from varsym.exact.matrices import RationalMatrix, ShapeError, SizeError
from varsym.exact.numbers import RationalLike, exact_integer, exact_rational, format_rational
from varsym.exact.piecewise import Piece, PiecewiseLinear
from varsym.lazy_names import lazy_names

if TYPE_CHECKING:
    from varsym.exact.algebraic import AlgebraicNumber
    from varsym.exact.log_forms import LogForm
    from varsym.exact.magnitudes import Magnitude
    from varsym.exact.operator_norms import OperatorNorm, norm_upper_bound, operator_norm
    from varsym.exact.operators import (
        DirectSum,
        Kronecker,
        LinearOperator,
        Product,
        SideBySide,
        Stack,
    )
    from varsym.exact.piecewise_polynomial import Extreme, PiecewisePolynomial
    from varsym.exact.polynomials import polynomial_value, real_roots

__all__ = [
    "INFINITY",
    "AffineMap",
    "AlgebraicNumber",
    "DirectSum",
    "Enclosure",
    "Extended",
    "Extreme",
    "Infinity",
    "Kronecker",
    "LinearOperator",
    "LogForm",
    "Magnitude",
    "OperatorNorm",
    "Piece",
    "PiecewiseLinear",
    "PiecewisePolynomial",
    "PrecisionError",
    "Product",
    "RationalLike",
    "RationalMatrix",
    "ShapeError",
    "SideBySide",
    "SizeError",
    "Stack",
    "decimal_digits",
    "enclose_rational",
    "enclose_root",
    "exact_integer",
    "exact_rational",
    "format_rational",
    "norm_upper_bound",
    "operator_norm",
    "polynomial_value",
    "real_roots",
]

# Imported when first asked for, so that whoever needs numbers alone starts fast.
_HOMES = {
    "AlgebraicNumber": "algebraic",
    "DirectSum": "operators",
    "Extreme": "piecewise_polynomial",
    "Kronecker": "operators",
    "LinearOperator": "operators",
    "LogForm": "log_forms",
    "Magnitude": "magnitudes",
    "OperatorNorm": "operator_norms",
    "PiecewisePolynomial": "piecewise_polynomial",
    "Product": "operators",
    "SideBySide": "operators",
    "Stack": "operators",
    "norm_upper_bound": "operator_norms",
    "operator_norm": "operator_norms",
    "polynomial_value": "polynomials",
    "real_roots": "polynomials",
}

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
