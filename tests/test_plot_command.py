from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from varsym.front_door import FrontDoor
from varsym.plot_command import plot


def run(*arguments: str) -> Result:
    door = FrontDoor("varsym", commands={"plot": plot})
    return CliRunner().invoke(door, ["plot", *arguments], prog_name="varsym")


def refusal(result: Result) -> str:
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_a_picture_is_written_in_the_format_of_its_suffix(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"matrix.{suffix}"
    result = run("interpolation", "linear", "2", "3", "-o", str(target))
    assert (result.exit_code, result.output) == (0, "")
    starts = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
    assert target.read_bytes().startswith(starts[suffix])
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("output", ["x.gif", "x", "-", ".svg", ""])
def test_other_suffixes_are_refused_before_the_work(output: str) -> None:
    assert "svg, png, pdf" in refusal(run("depth", "no:such", "-o", output))


def test_a_folder_that_is_not_there_is_refused_before_the_work(tmp_path: Path) -> None:
    target = tmp_path / "none" / "x.svg"
    assert "folder that does not exist" in refusal(run("depth", "no:such", "-o", str(target)))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("depth no:such", "no:such"),
        ("depth thm:6.6 eps1=1 eps2=1", "No value for K"),
        ("depth thm:6.6 K=1 eps1=0 eps2=0", "logarithmic axis"),
        ("depth thm:6.6 K=1 eps1=1 eps2=1 --depth 0", "depth"),
        ("depth thm:6.6 K=1 eps1=1 eps2=1 --depth x", "depth"),
        ("depth thm:6.6 K=1 eps1=1 eps2=1 --vary K=1,2", "given and varied"),
        ("depth thm:6.6 --pack none", "none"),
        ("budget thm:6.6 var-128", "var-128"),
        ("budget thm:6.6 var-256 --eps 0", "eps"),
        ("truth lem:6.3", "lem:6.3"),
        ("truth --depth 0", "depth"),
        ("slope perceptron", "perceptron"),
        ("slope attention --radius 2,1", "Radii"),
        ("separation --vocabulary 3", "3"),
        ("separation --cells 0", "cells"),
        ("interpolation lanczos 2 3", "lanczos"),
        ("interpolation linear 2", "1 of the two sides and no model"),
        ("interpolation linear 2 --config var-256", "1 of the two sides and a model"),
        ("interpolation linear", "0 of the two sides and no model"),
        ("interpolation linear 0 3", "n_in"),
    ],
)
def test_what_cannot_be_drawn_is_told_and_the_old_file_stays(
    tmp_path: Path, arguments: str, words: str
) -> None:
    target = tmp_path / "x.svg"
    target.write_text("old")
    assert words in refusal(run(*arguments.split(), "-o", str(target)))
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_option_for_the_file_is_asked_for() -> None:
    assert "-o" in refusal(run("separation"))


def test_depths_and_values_layer_by_layer_are_read(tmp_path: Path) -> None:
    target = tmp_path / "x.svg"
    given = ["depth", "thm:6.6", "K=1,2,3", "eps1=1", "eps2=1", "--depth", "1,3"]
    assert run(*given, "-o", str(target)).exit_code == 0
    assert target.stat().st_size > 0
