"""Every face against figures of PyTorch, which tests/pytorch writes and keeps true."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from keys_matrices import SCHEDULES
from pytorch_kernels import Mode

from varsym.maps.arrays import exact_array
from varsym.maps.attention import Attention
from varsym.maps.block import Block
from varsym.maps.convolution import Convolution
from varsym.maps.feed_forward import FeedForward
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.perceptron import Perceptron
from varsym.maps.softmax import Softmax

FILE = Path(__file__).parents[1] / "data" / "pytorch_figures.json"
# What is given are short decimals, so that reading them as fractions is exact.
FIGURES = json.loads(FILE.read_text("utf-8"), parse_float=Fraction)["figures"]

TOLERANCE = Fraction(1, 10**12)
IRRATIONAL = {"softmax", "attention", "layer_norm"}
RATIONAL = {"axis_matrix", "resized", "convolution", "linear", "feed_forward"}


def name_of(figure: dict[str, Any]) -> str:
    given = figure["given"]
    options = (str(value) for value in given.values() if isinstance(value, (str, int)))
    return "-".join([figure["operation"], *options])


def block_and_input(operation: str, given: dict[str, Any]) -> tuple[Block, Any]:
    """Return the block of an operation, and the array to put in."""
    match operation, given:
        case "axis_matrix", {"n_in": n_in, "n_out": n_out}:
            mode = Mode(given["mode"], given["align_corners"])
            return mode.along_axis(n_in, n_out), np.eye(n_in, dtype=int).tolist()
        case "resized", {"x": x, "size": size}:
            mode = Mode(given["mode"], given["align_corners"])
            return mode.on_maps((len(x), len(x[0])), size), x
    parameters = dict(given)
    x = parameters.pop("x")
    match operation:
        case "softmax":
            return Softmax(), x
        case "attention":
            return Attention(**parameters), x
        case "layer_norm":
            return LayerNorm(**parameters), x
        case "convolution":
            return Convolution(**parameters), x
        case "linear":
            return Perceptron(**parameters), x
        case "feed_forward":
            return FeedForward(**parameters, tokens="rows"), x
    raise ValueError(operation)


@pytest.mark.parametrize("figure", FIGURES, ids=name_of)
def test_every_face_agrees_with_pytorch(figure: dict[str, Any]) -> None:
    block, x = block_and_input(figure["operation"], figure["given"])
    expected = exact_array(figure["output"], "output")
    slack = TOLERANCE * abs(expected).max()
    boxes = block.enclose(x, digits=20)
    assert boxes.shape == expected.shape
    for box, value in zip(boxes.flat, expected.flat, strict=True):
        assert value - slack <= box.lower <= box.upper <= value + slack
    if figure["operation"] in RATIONAL:
        assert abs(block.exact(x) - expected).max() <= slack
    floats = block.numeric(np.array(x, dtype=np.float64))
    assert abs(floats - expected.astype(np.float64)).max() <= slack


def test_the_figures_are_of_all_that_is_compared() -> None:
    assert {figure["operation"] for figure in FIGURES} == RATIONAL | IRRATIONAL
    modes = {figure["given"]["mode"] for figure in FIGURES if "mode" in figure["given"]}
    assert modes == {"bicubic", "bilinear", "nearest", "area"}


def test_the_figures_have_the_enlargements_of_the_published_model() -> None:
    bicubic = {
        (figure["given"]["n_in"], figure["given"]["n_out"])
        for figure in FIGURES
        if figure["operation"] == "axis_matrix" and figure["given"]["mode"] == "bicubic"
    }
    assert {*pairwise(SCHEDULES[256]), (16, 13)} <= bicubic
