"""The notebooks of docs/: every cell prints what the file says, and the format is as it must be."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from notebooks import executed, source, written

DOCS = Path(__file__).parents[2] / "docs"
NOTEBOOKS = sorted(DOCS.rglob("*.ipynb"))
MOST_LINES = 60

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)

LINES = {"type": "array", "items": {"type": "string"}}
CELL = {
    "type": "object",
    "required": ["cell_type", "id", "metadata", "source"],
    "properties": {
        "id": {"pattern": "^[a-zA-Z0-9_-]{1,64}$"},
        "cell_type": {"enum": ["markdown", "code"]},
        "metadata": {"type": "object"},
        "source": LINES,
    },
    "if": {"properties": {"cell_type": {"const": "code"}}},
    "then": {
        "required": ["execution_count", "outputs"],
        "properties": {
            "execution_count": {"type": "integer"},
            "outputs": {
                "type": "array",
                "items": {
                    "required": ["output_type", "name", "text"],
                    "properties": {"output_type": {"const": "stream"}, "text": LINES},
                },
            },
        },
    },
    "else": {"not": {"anyOf": [{"required": ["outputs"]}, {"required": ["execution_count"]}]}},
}
#: What nbformat 4.5 asks of the cells that are used here.
SCHEMA = {
    "type": "object",
    "required": ["metadata", "nbformat", "nbformat_minor", "cells"],
    "properties": {
        "nbformat": {"const": 4},
        "nbformat_minor": {"const": 5},
        "metadata": {"type": "object"},
        "cells": {"type": "array", "items": CELL},
    },
    "additionalProperties": False,
}


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@each_notebook
def test_the_format(path: Path) -> None:
    notebook = read(path)
    jsonschema.Draft202012Validator(SCHEMA).validate(notebook)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert path.read_text("utf-8") == written(notebook)


@each_notebook
def test_it_is_short_and_explained(path: Path) -> None:
    cells = read(path)["cells"]
    code = [line for c in cells if c["cell_type"] == "code" for line in source(c).splitlines()]
    assert len(code) < MOST_LINES
    assert max(map(len, code)) <= 100
    kinds = [cell["cell_type"] for cell in cells]
    assert all("markdown" in pair for pair in pairwise(kinds))


@each_notebook
def test_it_prints_what_the_file_says(path: Path) -> None:
    notebook = read(path)
    assert executed(notebook, path.name)["cells"] == notebook["cells"]


def test_a_changed_output_is_noticed() -> None:
    cell = {"cell_type": "code", "source": ["x = 1\n", "print(x)"], "outputs": []}
    (found,) = executed({"cells": [cell]}, "page")["cells"]
    assert found["outputs"][0]["text"] == ["1\n"]
    assert found != cell
