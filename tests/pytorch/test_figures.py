"""The figures that tests/maps/test_pytorch_figures.py reads, which PyTorch computes here."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytorch_peer as peer
import torch
from keys_matrices import SCHEDULES

from varsym.maps.arrays import FloatArray

FILE = Path(__file__).parents[1] / "data" / "pytorch_figures.json"

#: Each makes a figure of what is given by name.
OPERATIONS: dict[str, Callable[..., FloatArray]] = {
    "axis_matrix": peer.axis_matrix,
    "resized": peer.resized,
    "softmax": peer.softmax,
    "attention": peer.attention,
    "layer_norm": peer.layer_norm,
    "convolution": peer.convolution,
    "linear": peer.linear,
    "feed_forward": peer.feed_forward,
}


def sixteenths(*shape: int, seed: int) -> Any:
    """Return nested lists of numbers that floats and short decimals hold exactly."""
    source = random.Random(seed)  # noqa: S311 - repeatable on purpose
    made = [source.randint(-32, 32) / 16 for _ in range(prod(shape))]
    return np.reshape(made, shape).tolist()


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield operations and what is given to them."""
    steps = [*pairwise(SCHEDULES[256]), (16, 13), (48, 64)]
    pairs = [(1, 3), (3, 5), (5, 3), (16, 13)]
    for mode, aligned, sizes in [
        ("bicubic", False, steps),
        ("bicubic", True, pairs),
        ("bilinear", False, pairs),
        ("bilinear", True, pairs),
        ("nearest", None, [*pairs, (16, 32)]),
        ("area", None, [*pairs[:3], *((16, side) for side in SCHEDULES[256])]),
    ]:
        for n_in, n_out in sizes:
            yield (
                "axis_matrix",
                {"mode": mode, "n_in": n_in, "n_out": n_out, "align_corners": aligned},
            )
    x = sixteenths(3, 5, 2, seed=0)
    for mode, aligned in [
        ("bicubic", False),
        ("bilinear", True),
        ("nearest", None),
        ("area", None),
    ]:
        yield "resized", {"x": x, "mode": mode, "size": [4, 2], "align_corners": aligned}
    yield "softmax", {"x": sixteenths(6, seed=1)}
    projections = {
        name: sixteenths(3, 3, seed=k) for k, name in enumerate(("W_Q", "W_K", "W_V"), 2)
    }
    yield "attention", {"x": sixteenths(5, 3, seed=5), **projections}
    yield "layer_norm", {"x": sixteenths(3, 8, seed=6), "epsilon": 1e-5}
    kernels, bias = sixteenths(3, 3, 3, 2, seed=7), sixteenths(3, seed=8)
    yield "convolution", {"x": sixteenths(4, 3, 2, seed=9), "kernels": kernels, "bias": bias}
    W, b = sixteenths(3, 4, seed=10), sixteenths(4, seed=11)
    yield "linear", {"x": sixteenths(2, 3, seed=12), "W": W, "b": b}
    first = {"W1": sixteenths(5, 3, seed=13), "b1": sixteenths(5, seed=14)}
    second = {"W2": sixteenths(3, 5, seed=15), "b2": sixteenths(3, seed=16)}
    yield "feed_forward", {"x": sixteenths(4, 3, seed=17), **first, **second}


def computed() -> dict[str, Any]:
    """Return the whole document; the version is without the name of the build."""
    figures = [
        {"operation": name, "given": given, "output": OPERATIONS[name](**given).tolist()}
        for name, given in cases()
    ]
    return {"torch": torch.__version__.partition("+")[0], "figures": figures}


def text(document: dict[str, Any]) -> str:
    """Return JSON with one line a row of numbers, each with the digits that bring it back."""
    indented = json.dumps(document, indent=1, allow_nan=False)
    return re.sub(r"\[[^][{}]*\]", lambda row: "".join(row[0].split()), indented) + "\n"


def test_the_figures_in_the_repository_are_what_pytorch_computes(
    request: pytest.FixtureRequest,
) -> None:
    expected = computed()
    if request.config.getoption("--write-figures"):
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(text(expected), "utf-8")
    found = json.loads(FILE.read_text("utf-8"))
    assert found["torch"] == expected["torch"]
    for ours, theirs in zip(found["figures"], expected["figures"], strict=True):
        assert (ours["operation"], ours["given"]) == (theirs["operation"], theirs["given"])
        peer.assert_close(np.array(ours["output"]), np.array(theirs["output"]))


def test_numbers_survive_the_writing() -> None:
    document = {"figures": [{"output": [[0.1, 1 / 3], [5e-324, -0.0]], "name": "two words"}]}
    assert json.loads(text(document)) == document
    assert "[\n    [0.1,0.3333333333333333],\n    [5e-324,-0.0]\n   ]" in text(document)
