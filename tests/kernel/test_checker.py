"""``python -m varsym.kernel``, run as its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from certificates import specimen, specimens

import varsym
from varsym.kernel import ONE, ZERO, at_most, certificate, dumps, rules
from varsym.kernel.__main__ import main

HOME = str(Path(varsym.__file__).parents[1])
OPTIMISED = ["-O"] * sys.flags.optimize
# -S: no site-packages and no start-up files, so that what is imported is what the checker wants.
PYTHON = [sys.executable, "-S", *OPTIMISED]
WATCH = """
import runpy, sys
sys.argv = ["varsym.kernel", *sys.argv[1:]]
code = 0
try:
    runpy.run_module("varsym.kernel", run_name="__main__", alter_sys=True)
except SystemExit as stop:
    code = stop.code
print(*sorted(sys.modules), sep="\\n", file=sys.stderr)
sys.exit(code)
"""


def run(*command: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    environment |= {"PYTHONPATH": HOME} | more
    return subprocess.run(command, capture_output=True, env=environment, check=False)


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.json"
    path.write_text(dumps(specimen()), "utf-8")
    return str(path)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "bad.json"
    path.write_text(dumps(specimen()).replace('"-3/2"', '"-5/2"', 1), "utf-8")
    return str(path)


def test_it_imports_the_standard_library_alone(good: str) -> None:
    done = run(*PYTHON, "-c", WATCH, good)
    assert done.returncode == 0
    modules = set(done.stderr.decode().split())
    strangers = {
        name
        for name in modules
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "__main__", "__mp_main__"}
    }
    assert {"varsym", "varsym.errors", "varsym.kernel.rules"} <= strangers
    allowed = {"varsym", "varsym.errors", "varsym.kernel"}
    assert {n for n in strangers - allowed if not n.startswith("varsym.kernel.")} == set()


def test_it_shows_what_it_proved(good: str) -> None:
    done = run(*PYTHON, "-m", "varsym.kernel", good)
    assert done.returncode == 0
    lines = done.stdout.decode("utf-8").splitlines()
    assert lines[:-1] == [str(theorem) for theorem in specimens()]
    assert lines[-1].endswith(f"{len(specimen()['steps'])} steps replayed, theorems that hold: 5.")
    assert done.stderr == b""


def test_it_refuses_with_1(good: str, bad: str) -> None:
    done = run(*PYTHON, "-m", "varsym.kernel", good, bad)
    assert done.returncode == 1
    assert b"refused" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"theorems that hold: 5" in done.stdout
    assert b"bad.json" not in done.stdout


@pytest.mark.parametrize("flags", [[], ["-O"], ["-OO"]])
def test_it_refuses_without_assertions_too(bad: str, flags: list[str]) -> None:
    done = run(sys.executable, "-S", *flags, "-m", "varsym.kernel", bad)
    assert (done.returncode, done.stdout) == (1, b"")


def test_it_cannot_read_with_2(good: str, bad: str, tmp_path: Path) -> None:
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'{"\xff": 1}')
    for name in (str(tmp_path / "none.json"), str(tmp_path), str(latin)):
        done = run(*PYTHON, "-m", "varsym.kernel", good, name, bad)
        assert done.returncode == 2
        assert b"cannot be read" in done.stderr
        assert b"Traceback" not in done.stderr
    assert run(*PYTHON, "-m", "varsym.kernel").returncode == 2


def test_it_can_speak_ascii(good: str, tmp_path: Path) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text(dumps(certificate([rules.cite("\ud800 ‖", at_most(ZERO, ONE))])).encode(
        "ascii", "backslashreplace").decode(), "ascii")  # fmt: skip
    for name in (good, str(odd)):
        done = run(*PYTHON, "-m", "varsym.kernel", name, PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (0, b"")
        assert rb"\u22a2" in done.stdout


def test_a_source_cannot_fake_a_line(tmp_path: Path) -> None:
    path = tmp_path / "fake.json"
    path.write_text(dumps(certificate([rules.cite("S\n ⊢ 1 <= 0", at_most(ZERO, ONE))])), "utf-8")
    done = run(*PYTHON, "-m", "varsym.kernel", str(path))
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2


def test_main_reads_files_in_process(
    good: str, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([good]) == 0
    assert main([good, bad]) == 1
    assert main([bad, good, good + "x"]) == 2
    assert "theorems that hold: 5" in capsys.readouterr().out


def test_it_reads_standard_input(good: str) -> None:
    with Path(good).open("rb") as stream:
        environment = {"PYTHONPATH": HOME, "PATH": os.environ.get("PATH", "")}
        done = subprocess.run(
            [*PYTHON, "-m", "varsym.kernel", "-"],
            stdin=stream, capture_output=True, env=environment, check=False,
        )  # fmt: skip
    assert done.returncode == 0
