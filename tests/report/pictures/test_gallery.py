"""The pictures of the documentation, each made by the command that its page shows.

``pytest tests/report/pictures --write-pictures docs/images`` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from varsym.front_door import FrontDoor
from varsym.plot_command import plot

LARGEST = 150_000

PICTURES = {
    "picture-depth": "depth thm:6.6 eps1=1/1000 eps2=1/1000 --vary K=1,11/10,3/2,2",
    "picture-budget": "budget thm:6.6 var-256 --eps 1/10",
    "picture-truth": "truth thm:6.6 --depth 16",
    "picture-slope": "slope attention",
    "picture-separation": "separation",
    "picture-interpolation": "interpolation keys:-3/4 13 16",
    "picture-schedule": "interpolation keys:-3/4 --config var-256",
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_documentation_is_drawn_as_its_command_says(
    name: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    folder = pytestconfig.getoption("--write-pictures", None)
    target = Path(folder or tmp_path) / f"{name}.png"
    door = FrontDoor("varsym", commands={"plot": plot})
    result = CliRunner().invoke(door, ["plot", *PICTURES[name].split(), "-o", str(target)])
    assert (result.exit_code, result.output) == (0, "")
    assert target.read_bytes().startswith(b"\x89PNG")
    assert target.stat().st_size <= LARGEST
