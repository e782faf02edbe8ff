"""Notebooks run without a kernel: their cells in order, in one namespace, with what they print.

Run as a script with the path of a notebook, this writes the outputs of a fresh run into it.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell, which is a list of lines."""
    return "".join(cell["source"])


def executed(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a notebook with the outputs of a run of its own; cells speak by ``print`` alone."""
    namespace: dict[str, Any] = {"__name__": name}
    cells, count = [], 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            spoken = io.StringIO()
            with contextlib.redirect_stdout(spoken):
                exec(compile(source(cell), f"{name}[{count}]", "exec"), namespace)
            lines = spoken.getvalue().splitlines(keepends=True)
            output = {"name": "stdout", "output_type": "stream", "text": lines}
            cells.append(cell | {"execution_count": count, "outputs": [output] if lines else []})
        else:
            cells.append(cell)
    return notebook | {"cells": cells}


def written(notebook: dict[str, Any]) -> str:
    """Return a notebook as the text of its file."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(written(executed(json.loads(path.read_text("utf-8")), path.name)), "utf-8")
