"""One check for every linear block: its faces agree with each other and with its operator."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy

from varsym.exact import Enclosure
from varsym.maps.block import Block
from varsym.maps.separable import LinearBlock


def random_rationals(shape: tuple[int, ...], seed: int = 0) -> npt.NDArray[Any]:
    """Return fractions with numerators and denominators of one digit."""
    source = random.Random(seed)  # noqa: S311 - no secrets
    made = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        made[place] = Fraction(source.randint(-9, 9), source.randint(1, 9))
    return made


def check_faces(block: Block, shape: tuple[int, ...], seed: int = 0) -> None:
    """Hold the exact face of a rational block against the numeric, symbolic and enclosing ones."""
    x = random_rationals(shape, seed)
    value = block.exact(x)
    assert value.shape == block.output_shape(shape)
    assert all(type(entry) is Fraction for entry in value.flat)
    expected = value.astype(float)
    floats = x.astype(float)
    np.testing.assert_allclose(block.numeric(floats), expected, rtol=1e-12, atol=1e-12)
    batch = np.stack([[floats, 2 * floats], [-floats, 0 * floats]])
    np.testing.assert_allclose(block.numeric(batch)[0, 1], 2 * expected, rtol=1e-12, atol=1e-12)
    found = block.enclose(x, digits=20)
    assert all(
        isinstance(box, Enclosure) and box.lower <= entry <= box.upper
        for box, entry in zip(found.flat, value.flat, strict=True)
    )
    symbols = sympy.Array(sympy.symbols(f"x:{x.size}"), shape)
    numbers = [sympy.Rational(e.numerator, e.denominator) for e in x.flat]
    known = dict(zip(sympy.flatten(symbols), numbers, strict=True))
    plugged = [sympy.sympify(e).subs(known) for e in sympy.flatten(block.symbolic(symbols))]
    assert plugged == [sympy.Rational(e.numerator, e.denominator) for e in value.flat]


def check_linear(block: LinearBlock, shape: tuple[int, ...], seed: int = 0) -> None:
    """Do the same, and hold the exact face against the operator, channel by channel."""
    check_faces(block, shape, seed)
    x = random_rationals(shape, seed)
    value = block.exact(x)
    operator = block.operator()
    for channel in range(shape[-1]):
        image = operator.apply(x[..., channel].ravel().tolist())
        assert list(image) == value[..., channel].ravel().tolist()
