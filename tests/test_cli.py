from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import Run, installed, told

from varsym.cli import cli
from varsym.command_options import PACK
from varsym.graph.paper import DEFAULT_PACK
from varsym.kernel import loads, replay
from varsym.report.json_report import schema


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the toy papers, which are installed packs here."""
    return installed(
        monkeypatch,
        toy="toy_paper:paper",
        puzzle="toy_paper:puzzle",
        broken="toy_paper:nothing",
        tiny="toy_paper:tiny",
        numbers="fractions",
    )


# ------------------------------------------------------------------ audit


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["toy"], 0),
        (["toy", "--strict"], 1),
        (["toy", "--strict", "--only", "lem:1"], 0),
        (["puzzle"], 1),
    ],
)
def test_the_exit_code_of_an_audit(run: Run, arguments: list[str], code: int) -> None:
    result = run("audit", *arguments)
    assert result.exit_code == code
    assert "Verdict" in result.stdout
    assert result.stderr == ""


def test_json_on_stdout_is_json_alone(run: Run) -> None:
    result = run("audit", "toy", "--json", "-")
    data = json.loads(result.stdout)
    jsonschema.Draft202012Validator(schema()).validate(data)
    assert data["pack"] == "toy"


def test_json_in_a_file_leaves_the_table_on_stdout(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "audit.json"
    result = run("audit", "toy", "--only", "lem:3", "--json", str(target))
    assert "lem:3" in result.stdout
    ids = [s["id"] for s in json.loads(target.read_text("utf-8"))["statements"]]
    assert ids == ["def:1", "def:2", "lem:1", "lem:3"]


def test_workers_find_the_same(run: Run) -> None:
    alone, shared = (run("audit", "toy", "--json", "-", "-j", n) for n in ("1", "2"))
    assert alone.stdout == shared.stdout


# ------------------------------------------------------------------ the other commands


def test_show_tells_about_one_statement(run: Run) -> None:
    result = run("show", "lem:3", "--pack", "toy")
    assert result.exit_code == 0
    assert "Steps that fail" in result.stdout


def test_bound_gives_an_exact_number(run: Run) -> None:
    result = run("bound", "lem:3", "K=3/2", "a=0.1", "--pack", "toy")
    assert result.exit_code == 0
    assert "3/20" in result.stdout
    assert "lem:3/conclusion" in result.stdout


def test_bound_as_json_has_as_many_digits_as_asked_for(run: Run) -> None:
    result = run("bound", "lem:3", "K=1", "a=1/3", "--digits", "50", "--json", "--pack", "toy")
    data = json.loads(result.stdout)
    assert (data["exact"], data["decimal"]) == ("1/3", "0." + "3" * 50)


def test_bound_runs_backwards(run: Run) -> None:
    result = run(
        "bound", "lem:3", "K=3/2", "--solve", "a", "--target", "1/10", "--json", "--pack", "toy"
    )
    assert json.loads(result.stdout)["exact"] == "1/15"


def test_bound_gives_a_constant(run: Run) -> None:
    shown = run("bound", "lem:1", "--form", "c", "n=2", "x=1e30", "--pack", "tiny")
    assert shown.exit_code == 0
    assert "exp(-1000000000000000000000000000000·log 2)" in shown.stdout
    options = ("--form", "c", "--pack", "tiny", "--json", "--digits", "30")
    data = json.loads(run("bound", "lem:1", "n=10", "x=1e30", *options).stdout)
    assert data["quantity"] == "c"
    assert data["decimal"] == "1." + "0" * 29 + "e-1" + "0" * 30


def test_construct_writes_what_check_accepts(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "network.json"
    made = run("construct", "x[2,1]; x[1,1]", "--eps", "1/2", "--certificate", str(target))
    assert made.exit_code == 0
    assert "d_1(τ, f) <=" in made.stdout
    checked = run("check", str(target))
    assert checked.exit_code == 0
    assert "d_1(τ, f) <= ε = 1/2" in checked.stdout


def test_check_refuses_what_was_changed(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "network.json"
    run("construct", "rotation", "--eps", "1/2", "--certificate", str(target))
    data = json.loads(target.read_text("utf-8"))
    data["network"]["attention"]["W_Q"][0][0] = "7"
    target.write_text(json.dumps(data), "utf-8")
    assert run("check", str(target)).exit_code == 2


def test_construct_as_json(run: Run) -> None:
    data = json.loads(run("construct", "kink", "--eps", "1/2", "--alpha", "2", "--json").stdout)
    assert data["schema"] == "varsym.construction/1"


@pytest.mark.parametrize("form", ["json", "dot", "svg", "mermaid", "latex"])
def test_graph_goes_to_stdout_or_to_a_file(run: Run, tmp_path: Path, form: str) -> None:
    target = tmp_path / "graph"
    arguments = ["graph", "toy", "--format", form, "--focus", "lem:3", "--depth", "1"]
    direct = run(*arguments)
    assert direct.exit_code == 0
    assert run(*arguments, "-o", str(target)).stdout == ""
    assert target.read_text("utf-8") == direct.stdout
    assert "lem:3" in direct.stdout
    assert "thm:5" not in direct.stdout


def test_a_certificate_replays(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "certificate"
    result = run("certificate", "lem:3/conclusion@L_alpha", "-o", str(target), "--pack", "toy")
    assert result.exit_code == 0
    assert "‖f∘g - f∘h‖_L_alpha" in str(replay(loads(target.read_text("utf-8")))[0]).replace(
        "-f∘h + f∘g", "f∘g - f∘h"
    )


def test_the_usual_pack_has_one_name() -> None:
    assert PACK == DEFAULT_PACK


def test_a_hint_leads_back_to_the_pack(run: Run) -> None:
    assert "varsym show lem:3 --pack toy" in " ".join(run("audit", "toy").stdout.split())
    assert "lem:3/conclusion --pack toy -o FILE" in " ".join(
        run("show", "lem:3", "--pack", "toy").stdout.split()
    )


def test_selftest_ends_well(run: Run) -> None:
    result = run("selftest")
    assert result.exit_code == 0
    assert "works on this machine" in result.stdout


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit", "tow"], "toy"),
        (["audit", "toy", "--only", "lem:33"], "lem:3"),
        (["audit", "broken"], "raised AttributeError"),
        (["audit", "numbers"], "holds no paper"),
        (["audit", "toy", "-j", "0"], "-j"),
        (["audit", "toy", "-j", "9" * 5000], "-j"),
        (["audit", "toy", "--json", "/no/such/folder/file"], "folder"),
        (["show", "lem:33", "--pack", "toy"], "lem:3"),
        (["show", "x" * 100_000, "--pack", "toy"], "statement"),
        (["show", "\x1b[31mred\x00\n", "--pack", "toy"], "statement"),
        (["bound", "lem:3", "K=1", "a", "--pack", "toy"], "sign ="),
        (["bound", "lem:3", "K=0x1p-3", "a=1", "--pack", "toy"], "not a number"),
        (["bound", "lem:3", "K=1e999999999", "a=1", "--pack", "toy"], "power of ten"),
        (["bound", "lem:3", "K=" + "9" * 20_000, "a=1", "--pack", "toy"], "characters"),
        (["bound", "lem:3", "K=-1", "a=1", "--pack", "toy"], "0"),
        (["bound", "lem:3", "K=1", "--pack", "toy"], "a"),
        (["bound", "lem:3", "K=1", "b=1", "a=1", "--pack", "toy"], "parameter 'b'"),
        (["bound", "lem:3", "K=1", "--solve", "a", "--pack", "toy"], "--target"),
        (["bound", "def:1", "--pack", "toy"], "none that is proved"),
        (["bound", "lem:3", "--digits", "0", "--pack", "toy"], "--digits"),
        (["bound", "lem:1", "--form", "c", "n=2", "--pack", "tiny"], "x"),
        (["bound", "lem:1", "--form", "d", "n=2", "--pack", "tiny"], "form"),
        (["bound", "lem:1", "--form", "c", "n=0", "x=1", "--pack", "tiny"], "1 ≤ n"),
        (["construct", "x[1,1] +"], "column"),
        (["construct", "rotation", "--eps", "0"], "above 0"),
        (["construct", "rotation", "--eps", "0.1.2"], "not a number"),
        (["construct", "rotation", "--alpha", "0"], "alpha"),
        (["construct", "rotation", "--lipschitz", "1/2"], "moves by"),
        (["construct", "blur", "--eps", "1/1000"], "context IDs"),
        (["construct", "rotation", "--certificate", "/no/such/folder/file"], "folder"),
        (["check", "/dev/null"], "no JSON"),
        (["check", "/no/such/file"], "exist"),
        (["graph", "toy", "--depth", "1"], "--focus"),
        (["graph", "toy", "--format", "png"], "mermaid"),
        (["graph", "toy", "--focus", "lem:33"], "lem:3"),
        (["graph", "toy", "-o", "."], "folder"),
        (["certificate", "lem:3/conclusoin", "--pack", "toy"], "lem:3/conclusion"),
        (["certificate", "lem:3/step:1", "--pack", "toy"], "refuted by counterexample"),
        (["certificate", "", "--pack", "toy"], "statement"),
        (["--bogus" + "s" * 10_000], "No such option"),
        (["bogus"], "bogus"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_is_told_on_one_screen(run: Run, arguments: list[str], words: str) -> None:
    message = told(run(*arguments))
    assert words in message
    assert "\x1b" not in message
    assert "\x00" not in message


def test_a_place_is_checked_before_the_work(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def work(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("varsym.graph.audit.audit_paper", work)
    told(run("audit", "toy", "--json", str(tmp_path / "no" / "file")))
    told(run("graph", "toy", "-o", str(tmp_path)))


def test_an_interrupt_ends_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("varsym.graph.audit.audit_paper", interrupted)
    result = run("audit", "toy")
    assert (result.exit_code, result.stderr) == (130, "Stopped.\n")


# ------------------------------------------------------------------ as a process


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "varsym", *arguments],
        stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE,
        text=True, encoding="utf-8", check=False, **more,
    )  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from varsym.cli import cli; cli(['--help'], standalone_mode=False);"
        "heavy = {'sympy', 'networkx', 'flint', 'rich', 'numpy', 'mpmath'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]"
    for command in cli.commands:
        assert command in done.stdout


@pytest.mark.parametrize("command", list(cli.commands))
def test_every_command_has_help(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage: varsym" in result.stdout


def test_the_version_is_told(run: Run) -> None:
    assert "varsym, version" in run("--version").stdout


def test_a_process_ends_with_2_on_bad_input() -> None:
    done = process("show", "lem:99.9")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Try lem:" in done.stderr


def test_text_goes_through_a_narrow_encoding() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = process("show", "lem:6.1", env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "cited" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = process("show", "lem:6.1", stdout=full)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise there")
def test_a_reader_that_goes_away_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        done = process("show", "lem:6.1", stdout=pipe)
    assert done.stderr == ""
    assert done.returncode == 141
