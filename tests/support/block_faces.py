"""Checks that any block must pass: its faces agree, its bounds hold, its refusals are spoken."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import sympy

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.arrays import FloatArray
from varsym.maps.block import Block
from varsym.maps.lipschitz import NormName, SteepPair
from varsym.maps.slopes import certified_slope

EPS = 2.0**-52


def dyadic(shape: tuple[int, ...], seed: int, size: int = 2) -> npt.NDArray[Any]:
    """Return random sixteenths from -size to size, which floats hold exactly."""
    source = random.Random(seed)  # noqa: S311 - repeatable on purpose
    made = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        made[place] = Fraction(source.randint(-16 * size, 16 * size), 16)
    return made


def check_numeric(block: Block, shape: tuple[int, ...], seed: int, ulps: int = 32) -> None:
    """Hold the numeric face against the enclosures, in ulps of the largest entry."""
    x = dyadic(shape, seed)
    boxes = block.enclose(x, digits=25)
    assert boxes.shape == block.output_shape(shape)
    middles = np.array([float(box.lower) for box in boxes.flat]).reshape(boxes.shape)
    found = block.numeric(x)
    assert found.shape == boxes.shape
    assert abs(found - middles).max() <= ulps * EPS * max(abs(middles).max(), 2.0**-30)


def check_exact(block: Block, shape: tuple[int, ...], seed: int) -> None:
    """Hold the exact face, where values are rational, against the enclosures."""
    x = dyadic(shape, seed)
    for value, box in zip(block.exact(x).flat, block.enclose(x, digits=20).flat, strict=True):
        assert type(value) is Fraction
        assert box.lower <= value <= box.upper


def check_symbolic(block: Block, shape: tuple[int, ...], seed: int) -> None:
    """Put rationals into the symbolic face, and look whether the enclosures hold the values."""
    x = dyadic(shape, seed)
    symbols = sympy.symbols(f"x:{x.size}", real=True)
    known = {
        s: sympy.Rational(v.numerator, v.denominator) for s, v in zip(symbols, x.flat, strict=True)
    }
    expressions = sympy.flatten(block.symbolic(sympy.Array(symbols, shape)))
    for expression, box in zip(expressions, block.enclose(x, digits=20).flat, strict=True):
        value = Fraction(str(sympy.N(sympy.sympify(expression).subs(known), 40)))
        slack = Fraction(1, 10**30)
        assert box.lower - slack <= value <= box.upper + slack


def check_batch(block: Block, shape: tuple[int, ...], seed: int) -> None:
    """Hold a batch against its inputs one by one, and see that none of them is written to."""
    batch = np.random.default_rng(seed).standard_normal((2, 3, *shape))
    before = batch.copy()
    found = block.numeric(batch)
    assert found.shape == (2, 3, *block.output_shape(shape))
    for place in np.ndindex(2, 3):
        np.testing.assert_allclose(
            found[place], block.numeric(batch[place]), rtol=1e-13, atol=1e-14
        )
    assert (batch == before).all()


def check_refusals(block: Block, shape: tuple[int, ...], misfits: list[tuple[int, ...]]) -> None:
    """See that shapes that do not fit, NaN, infinities and floats as exact numbers are refused."""
    for misfit in misfits:
        with pytest.raises(ShapeError):
            block.exact(dyadic(misfit, 0))
        with pytest.raises(ShapeError):
            block.numeric(np.zeros(misfit))
    for bad in (np.nan, np.inf):
        with pytest.raises(InputError, match="NaN or an infinity"):
            block.numeric(np.full(shape, bad))
    with pytest.raises(InputError, match="binary float"):
        block.exact(np.full(shape, 0.5))


def check_only_numeric(block: Block, shape: tuple[int, ...]) -> None:
    """See that a block built from floats refuses its exact faces and its bounds."""
    x = dyadic(shape, 1)
    for face in (block.exact, block.enclose, block.symbolic):
        with pytest.raises(InputError, match="given in floats"):
            face(x)
    with pytest.raises(InputError, match="given in floats"):
        block.lipschitz("sup", 1)


def check_steep(block: Block, pair: SteepPair, slope: Fraction | int) -> None:
    """Enclose the slope between two points anew, with other digits."""
    again = certified_slope(block, pair.first, pair.second, pair.norm, digits=50)
    assert pair.slope > slope
    assert again > slope


def sampled_slope(
    block: Block,
    shape: tuple[int, ...],
    norm: NormName,
    radius: float,
    seed: int = 0,
    rounds: int = 20,
) -> float:
    """Return the norm of the steepest derivative that a climb from random points finds."""
    source = np.random.default_rng(seed)
    points = source.standard_normal((48, *shape))
    points[:16] = np.sign(points[:16])
    points[16:24] /= 10
    best: list[tuple[float, FloatArray]] = []
    for step in range(rounds):
        inside = [_on_ball(point * radius, norm, radius) / radius for point in points]
        best += [(_derivative_norm(block, point * radius, norm), point) for point in inside]
        best = sorted(best, key=lambda pair: -pair[0])[:8]
        width = 0.5 * 0.8**step
        points = np.stack(
            [p + width * source.standard_normal(shape) for _, p in best for _ in range(4)]
        )
    return best[0][0]


def _on_ball(point: FloatArray, norm: NormName, radius: float) -> FloatArray:
    if norm == "sup":
        return np.clip(point, -radius, radius)
    return point * min(1.0, radius / float(np.linalg.norm(point)))


def _derivative_norm(block: Block, point: FloatArray, norm: NormName) -> float:
    size, h = point.size, 1e-5
    shifts = h * np.eye(size).reshape(size, *point.shape)
    values = block.numeric(np.concatenate([point + shifts, point - shifts])).reshape(2 * size, -1)
    jacobian = (values[:size] - values[size:]).T / (2 * h)
    return float(np.linalg.norm(jacobian, np.inf if norm == "sup" else 2))


def check_bound(
    block: Block, shape: tuple[int, ...], norm: NormName, radius: Fraction, seed: int = 0
) -> float:
    """Hold a bound on a ball against the steepest slope found; return the ratio of the two."""
    constant = float(block.lipschitz(norm, radius).constant)
    found = sampled_slope(block, shape, norm, float(radius), seed)
    assert found <= constant * (1 + 1e-6)
    return constant / found
