"""What the analysis of random layers calls equal, zero or a copy is so at random values."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import numpy as np
from array_semantics import Breach, Key, World, given_world, run
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_drawing import drawn_layer

from varsym.claims.classes.dependence import Entries, Tokens, layer_entries
from varsym.claims.classes.networks import Layer

CLOSE = 1e-9


def filled(draw: Random, shape: tuple[int, ...], varies: tuple[bool, ...]) -> Any:
    """Return small integers that are equal along the axes that do not vary."""
    smaller = [side if along else 1 for side, along in zip(shape, varies, strict=True)]
    entries = np.empty(math.prod(smaller), dtype=object)
    entries[:] = [Fraction(draw.randint(-2, 2)) for _ in entries]
    return np.broadcast_to(entries.reshape(smaller), shape).copy()


def evaluated(draw: Random, layer: Layer, tokens: Tokens, zeroed: frozenset[str]) -> World | None:
    """Return the arrays of a layer at random values, or None where it makes no sense there."""
    sizes = {name: draw.randint(1, 3) for name in "nmdhw"}
    numbers: dict[Key, Fraction] = {(name, ()): Fraction(size) for name, size in sizes.items()}
    world = replace(given_world(layer.formula, seed=draw.randint(2, 999)), numbers=numbers)
    for array in (layer.argument, *layer.weights):
        shape = tuple(sizes[side.name] for side in array.shape)  # type: ignore[attr-defined]
        is_argument = array == layer.argument
        varies = [
            not (is_argument and tokens.equal and k in layer.tokens) for k in range(len(shape))
        ]
        made = filled(draw, shape, tuple(varies))
        is_zero = tokens.zero if is_argument else array.name in zeroed
        world.arrays[array.name, ()] = made * 0 if is_zero else made
    try:
        run(layer.formula, world)
    except (Breach, OverflowError, ZeroDivisionError):
        return None
    finite = all(math.isfinite(x) and abs(x) < 1e12 for g in world.arrays.values() for x in g.flat)
    return world if finite else None


def is_so(known: Entries, world: World, layer: Layer, indices: tuple[int, ...]) -> bool:
    """Return whether the entries of the result, or of a step, are as they are said to be."""
    found = world.arrays[layer.result.name, indices].astype(float)
    scale = 1 + float(abs(found).max())
    if known.zero:
        return bool(abs(found).max() <= CLOSE)
    kept = tuple(
        slice(None) if axis < len(known.varies) and known.varies[axis] else slice(0, 1)
        for axis in range(found.ndim)
    )
    smaller = np.broadcast_to(found[kept], found.shape)
    if abs(found - smaller).max() > CLOSE * scale:
        return False
    if known.diagonal and abs(found - found[0, 0] * np.eye(len(found))).max() > CLOSE * scale:
        return False
    if known.equals is None or (known.equals, ()) not in world.arrays:
        return True
    source = world.arrays[known.equals, ()].astype(float)
    axes = layer.tokens if known.equals == layer.argument.name else ()
    some = tuple(
        slice(0, 1) if k in axes and known.taken else slice(None) for k in range(source.ndim)
    )
    if source.size == found[kept].size:
        some = tuple(slice(None) for _ in some)
    one, two = source[some].squeeze(), found[kept].squeeze()
    return bool(one.shape == two.shape and abs(one - two).max() <= CLOSE * scale)


def steps(layer: Layer) -> Iterator[Layer]:
    """Yield the layer, and the layers that end with one of its steps before the result."""
    for array in layer._arrays.values():
        if array.name in layer.defined and not array.indices:
            yield replace(layer, gives=array.name)


def wrong(seed: int) -> tuple[int, str | None]:
    """Return how many things were found to be known, and one that is not so."""
    draw = Random(seed)  # noqa: S311 - repeatable on purpose
    layer = drawn_layer(draw)
    names = [weight.name for weight in layer.weights]
    told = 0
    for equal, zero in ((True, False), (False, False), (True, True)):
        zeroed = frozenset(name for name in names if draw.random() < 0.3)
        tokens = Tokens(equal, zero)
        worlds = [evaluated(draw, layer, tokens, zeroed) for _ in range(4)]
        for part, world in product(steps(layer), worlds):
            known = layer_entries(part, tokens, zeroed)
            told += known.zero or known.equals is not None or not all(known.varies)
            if world is not None and not is_so(known, world, part, ()):
                return told, f"{seed}: {part.result} {known} of {part.definitions}"
    return told, None


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9))
def test_what_is_known_is_so(seed: int) -> None:
    _, fault = wrong(seed)
    assert fault is None


def test_something_is_known_of_many_layers() -> None:
    assert sum(wrong(seed)[0] > 0 for seed in range(20)) > 10
