"""The pytest plugin: claims as tests, as a user of another project meets them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import toy_paper

from varsym import kernel as k
from varsym.errors import CertificateError
from varsym.graph.audit import Audit
from varsym.report import findings  # noqa: F401 - a run in this process must not load it anew

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]

#: Decided by hand, with the sign of toy_paper's docstring: what fails fails at x = 1, or for maps
#: on the line that are constant; ``lem:2`` is Knuth's.
TOY = {"proved": 6, "refuted": 9, "cited": 1}
PRINTED_AND_REFUTED = {
    "def:2::shape", "lem:3::step:1", "lem:3::step:2", "lem:3::step:1@L_alpha",
    "lem:3::step:2@L_alpha", "lem:4::conclusion", "lem:4::step:2", "thm:5::conclusion",
}  # fmt: skip

PACKS = {
    "exits": "import sys\nprint('a word from the pack')\nsys.exit(3)",
    "raises": r"raise ValueError('one\n\x1b[31mtwo')",
    "fractions_only": "from fractions import Fraction",
    "speaks": "print('a word from the pack')\n" + (GOOD := """
from varsym.pack import Paper, Statement, reals
(x,) = reals("x")
paper = Paper("speaks", "T", [
    Statement("lem:1", "lemma", "More", conclusion=x <= x + 1),
    Statement("lem:2", "lemma", "Two", conclusion=x + 1 <= x),
])
"""),
    "empty": "from varsym.pack import Paper\npaper = Paper('empty', 'T', [])",
    "odd": GOOD.replace('"More", ', '"More", claims={"a/b@c :: d [e]": x <= x + 1}, '),
    "signs": GOOD.replace("x <= x + 1", "x <= x - 1").replace("x + 1 <= x)", "x - 1 <= x)"),
    "late": "import os\nif 'PYTEST_XDIST_WORKER' in os.environ:\n    raise SystemExit\n" + GOOD,
}  # fmt: skip


@pytest.fixture(scope="module")
def audits() -> dict[str, Audit]:
    return {"toy": toy_paper.paper.audit(), "puzzle": toy_paper.puzzle.audit()}


@pytest.fixture
def run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, audits: dict[str, Audit]
) -> Run:
    """Run pytest in an empty folder, where the packs are installed."""
    site = pytester.mkdir("site")
    info = site / "packs-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: packs\nVersion: 1\n", "utf-8")
    points = {"toy": "toy_paper:paper", "puzzle": "toy_paper:puzzle", "none": "toy_paper:nothing"}
    for name, source in PACKS.items():
        (site / f"{name}_pack.py").write_text(source, "utf-8")
        points[name] = f"{name}_pack"
    lines = [f"{name} = {value}" for name, value in points.items()]
    (info / "entry_points.txt").write_text("\n".join(["[varsym.proofs]", *lines]), "utf-8")
    support = str(Path(toy_paper.__file__).parent)
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), support]))
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("CI", raising=False)
    home = pytester.mkdir("home")
    monkeypatch.chdir(home)

    def go(*arguments: str, process: bool = False) -> pytest.RunResult:
        how = pytester.runpytest_subprocess if process else pytester.runpytest_inprocess
        return how(*arguments, "-p", "no:benchmark")

    return go


def listed(result: pytest.RunResult) -> list[str]:
    """Return the node ids that ``--co -q`` lists."""
    return [line for line in result.outlines if "::" in line]


def ids(audit: Audit, pack: str, claims: list[str]) -> set[str]:
    return {f"{pack}::{name.replace('/', '::')}" for name in claims if "/" in name}


def failing(result: pytest.RunResult) -> set[str]:
    """Return the node ids of the short summary."""
    words = ("REFUTED ", "OPEN ", "FAILED ", "ERROR ")
    return {line.split(" ")[1] for line in result.outlines if line.startswith(words)}


def refused(result: pytest.RunResult) -> str:
    """Return the message of a usage error, after checking that it is one and nothing else."""
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    message = result.stderr.str()
    assert message.startswith("ERROR: ")
    assert "Traceback" not in message + result.stdout.str()
    assert "\x1b" not in message
    assert len(message) < 1000
    return message


# ------------------------------------------------------------------ what runs


def test_nothing_asked_for_is_nothing_done(run: Run, pytester: pytest.Pytester) -> None:
    result = run()
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.no_fnmatch_line("*varsym: *")


def test_the_module_imports_nothing_heavy() -> None:
    script = (
        "import sys, varsym.pytest_plugin;"
        "heavy = {'sympy', 'networkx', 'flint', 'rich', 'numpy', 'mpmath', 'click', 'jinja2'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_an_empty_pack_has_no_claims(run: Run) -> None:
    result = run("--varsym", "empty")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(["varsym: empty, 0 claims of 0 statements"])


def test_each_claim_is_an_item(run: Run, audits: dict[str, Audit]) -> None:
    found = listed(run("--varsym", "toy", "--co", "-q"))
    claims = [d.claim.id for s in audits["toy"] for d in s.decisions]
    assert found == [f"toy::{name.replace('/', '::')}" for name in claims]
    assert len(found) == sum(TOY.values())


def test_the_tree_of_a_pack(run: Run) -> None:
    result = run("--varsym", "toy", "--co", "toy::def:1")
    result.stdout.fnmatch_lines(["<Pack toy>", "  <Statement def:1>", "    <Claim shape>"])


def test_verdicts_are_shown_and_counted(run: Run) -> None:
    result = run("--varsym", "toy")
    assert result.ret == pytest.ExitCode.OK
    assert result.parseoutcomes() == TOY
    result.stdout.fnmatch_lines(
        [
            "varsym: toy, 16 claims of 7 statements",
            "toy .r.c.rr.rrr.rr.r *",
            "toy: 6 proved, 9 refuted, 1 cited",
        ]
    )


def test_verdicts_have_words_and_colours(run: Run) -> None:
    result = run("--varsym", "toy", "--varsym", "puzzle", "-v", "--color=yes")
    result.stdout.fnmatch_lines(
        [
            "toy::def:1::shape *[[]32mPROVED*",
            "toy::def:2::shape *[[]33mREFUTED*",
            "toy::lem:2::conclusion *[[]36mCITED*",
            "puzzle::lem:1::conclusion *[[]35m*OPEN*",
        ]
    )


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("pack", ["toy", "puzzle"])
def test_what_fails_is_what_fails_an_audit(
    run: Run, audits: dict[str, Audit], pack: str, strict: bool
) -> None:
    audit = audits[pack]
    options = ["--varsym-strict"] if strict else []
    result = run("--varsym", pack, "-rA", *options)
    wanted = ids(audit, pack, audit.undecided + (audit.faults if strict else []))
    assert failing(result) == wanted
    assert (result.ret == 0) == (not audit.undecided and not (strict and audit.faults))


def test_a_printed_claim_that_is_refuted_fails_if_strict(run: Run) -> None:
    result = run("--varsym", "toy", "--varsym-strict")
    assert failing(result) == {f"toy::{name}" for name in PRINTED_AND_REFUTED}
    # The repair that does not hold is nothing that is printed.
    assert result.parseoutcomes() == {"failed": 8, "proved": 6, "cited": 1, "refuted": 1}
    result.stdout.fnmatch_lines(["toy: 6 proved, 9 refuted, 1 cited"])


def test_the_verdict_follows_a_sign(run: Run) -> None:
    result = run("--varsym", "speaks", "--varsym", "signs", "-v")
    result.stdout.fnmatch_lines(
        [
            "speaks::lem:1::conclusion PROVED *",
            "speaks::lem:2::conclusion REFUTED *",
            "signs::lem:1::conclusion REFUTED *",
            "signs::lem:2::conclusion PROVED *",
        ]
    )


# ------------------------------------------------------------------ choosing


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["toy::lem:3::step:1"], ["toy::lem:3::step:1"]),
        (["toy::lem:4::step:2", "--varsym", "toy"], ["toy::lem:4::step:2"]),
        (["toy::lem:1", "toy::def:1"], ["toy::def:1::shape", "toy::lem:1::conclusion"]),
        (["toy::lem:1", "toy::lem:1::conclusion"], ["toy::lem:1::conclusion"]),
        (["puzzle"], ["puzzle::lem:1::conclusion"]),
        (["toy::lem:1", "--varsym", "puzzle"],
         ["puzzle::lem:1::conclusion", "toy::lem:1::conclusion"]),
        (["odd::lem:1::a/b@c :: d [e]"], ["odd::lem:1::a/b@c :: d [e]"]),
        (["--varsym", "toy", "--varsym", "toy", "-k", "lem:1"], ["toy::lem:1::conclusion"]),
        (["--varsym", "toy", "-k", "lem:3/step:1 and L_alpha"], ["toy::lem:3::step:1@L_alpha"]),
        (["--varsym", "toy", "-k", "theorem"], ["toy::thm:5::conclusion"]),
        (["--varsym", "toy", "--varsym-only", "lem:1"],
         ["toy::def:1::shape", "toy::lem:1::conclusion"]),
        (["--varsym", "toy", "--varsym", "puzzle", "--varsym-only", "def:1"],
         ["toy::def:1::shape"]),
        (["--varsym", "toy", "--deselect", "toy::lem", "--deselect", "toy::def:2"],
         ["toy::def:1::shape", "toy::thm:5::conclusion"]),
    ],
)  # fmt: skip
def test_claims_are_chosen(run: Run, arguments: list[str], found: list[str]) -> None:
    assert listed(run(*arguments, "--co", "-q")) == found


def test_claims_alone_unless_a_file_is_named(run: Run, pytester: pytest.Pytester) -> None:
    home = Path.cwd()
    (home / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", "utf-8")
    (home / "tests").mkdir()
    (home / "tests" / "test_own.py").write_text("def test_own():\n    pass\n", "utf-8")
    alone = run("--varsym", "toy")
    assert alone.parseoutcomes() == TOY
    alone.stdout.no_fnmatch_line("testpaths*")
    assert run("--varsym", "toy", "tests").parseoutcomes() == {"passed": 1, **TOY}
    assert run("toy::lem:2", "tests").parseoutcomes() == {"passed": 1, "cited": 1}
    assert run().parseoutcomes() == {"passed": 1}


def test_a_file_comes_before_a_pack_of_its_name(run: Run) -> None:
    Path("toy").mkdir()
    assert run("toy").ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert listed(run("toy::def:1", "--co", "-q")) == ["toy::def:1::shape"]


def test_a_node_id_as_it_is_shown_in_a_folder_below(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path.cwd()
    (home / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (home / "below").mkdir()
    monkeypatch.chdir(home / "below")
    (shown,) = listed(run("toy::def:1", "-v"))
    name = shown.split(" ")[0]
    assert name == "../toy::def:1::shape"
    assert run(name).parseoutcomes() == {"proved": 1}


def test_last_failed(run: Run) -> None:
    packs = ("--varsym", "toy", "--varsym", "puzzle")
    assert run(*packs).ret == pytest.ExitCode.TESTS_FAILED
    again = run(*packs, "--lf")
    assert again.parseoutcomes() == {"failed": 1, "deselected": 16}


def test_x_stops_at_the_first_failure(run: Run) -> None:
    result = run("--varsym", "toy", "--varsym-strict", "-x")
    assert result.parseoutcomes() == {"failed": 1, "proved": 1}


def test_without_the_plugin_there_is_no_option(run: Run) -> None:
    result = run("--varsym", "toy", "-p", "no:varsym")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*unrecognized arguments: --varsym*"])


# ------------------------------------------------------------------ reports


def test_a_failing_claim_is_told_with_its_values(run: Run) -> None:
    result = run("toy::lem:4::conclusion", "--varsym-strict")
    result.stdout.fnmatch_lines(
        [
            "*_ lem:4/conclusion _*",
            "Refuted: 2 > 1 at x=1, y=1.",
            "  claim    x + y ≤ x",
            "  example  Take x = 1; y = 1. *left side is 2 and the right side 1.",
            "  written  *toy_paper.py:*",
            "  more     varsym show lem:4 --pack toy",
            "REFUTED toy::lem:4::conclusion - Refuted: 2 > 1 at x=1, y=1.",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_failing_claim_is_told_with_its_conditions(run: Run) -> None:
    result = run("toy::lem:3::step:2@L_alpha", "--varsym-strict")
    result.stdout.fnmatch_lines(
        [
            "  claim    ‖f∘(g - h)‖ ≤ K·a",
            "  if       ‖g - h‖ ≤ a",
            "           f is K-Lipschitz",
            "  reading  L_α",
        ]
    )


def test_an_open_claim_is_told(run: Run) -> None:
    result = run("--varsym", "puzzle")
    result.stdout.fnmatch_lines(
        ["Open: neither a proof nor a counterexample was found.", "  claim *", "puzzle: 1 open"]
    )


def test_the_line_of_a_statement(run: Run) -> None:
    source = Path(toy_paper.__file__).read_text("utf-8").splitlines()
    (line,) = [n for n, text in enumerate(source, 1) if '"Crooked"' in text]
    result = run("toy::def:2", "--varsym-strict")
    # The call of Statement begins on the line before its title.
    assert any(row.endswith(f"toy_paper.py:{line - 1}") for row in result.outlines)


def test_a_statement_whose_place_is_unknown(run: Run) -> None:
    made = Path.cwd().parent / "site" / "speaks_pack.py"
    text = made.read_text("utf-8").replace("Statement(", "make(")
    made.write_text(text.replace("(x,)", "make = Statement\n(x,)"), "utf-8")
    result = run("--varsym", "speaks", "--varsym-strict", "-vv")
    result.stdout.fnmatch_lines(["speaks::lem:1::conclusion PROVED *"])
    result.stdout.no_fnmatch_line("*written*")


def test_a_summary_has_a_line_a_claim(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")  # where pytest cuts no line short
    result = run("toy::lem:4::conclusion", "--varsym-strict", "--tb=line")
    at = result.outlines.index("REFUTED toy::lem:4::conclusion - Refuted: 2 > 1 at x=1, y=1.")
    assert "1 failed" in result.outlines[at + 1]
    result.stdout.re_match_lines([r".*toy_paper\.py:\d+: Refuted: 2 > 1 at x=1, y=1\."])


def test_junit(run: Run) -> None:
    run("--varsym", "toy", "--varsym-strict", "--junitxml=out.xml")
    cases = {
        (case.get("classname"), case.get("name")): case
        for case in ET.parse("out.xml").getroot().iter("testcase")  # noqa: S314 - made here
    }
    assert len(cases) == sum(TOY.values())
    case = cases["toy.lem:4", "conclusion"]
    found = {p.get("name"): p.get("value") for p in case.iter("property")}
    assert found["varsym_verdict"] == "refuted"
    (failure,) = case.iter("failure")
    assert "varsym show lem:4 --pack toy" in (failure.text or "")


# ------------------------------------------------------------------ evidence


def test_a_certificate_that_does_not_replay_fails(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CertificateError("A step that is none.")

    monkeypatch.setattr("varsym.kernel.replay", refuse)
    result = run("--varsym", "toy", "toy::lem:1", "toy::lem:2")
    assert result.parseoutcomes() == {"failed": 1, "cited": 1}
    result.stdout.fnmatch_lines(["Its certificate does not replay. A step that is none."])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_certificate_of_something_else_fails(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    theorem = k.rules.assume(k.at_most(k.real("x"), k.real("x") + k.ONE))
    monkeypatch.setattr("varsym.kernel.replay", lambda _: [theorem])
    result = run("toy::lem:1")
    assert result.parseoutcomes() == {"failed": 1}
    result.stdout.fnmatch_lines(["It is proved, and by the certificate of its proof open."])


def test_a_defect_is_shown_with_its_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("varsym.claims.decisions.decide", broken)
    result = run("toy::lem:1")
    assert result.parseoutcomes() == {"failed": 1}
    result.stdout.fnmatch_lines(["*pytest_plugin.py:*", "E *ZeroDivisionError: a defect"])
    result.stdout.no_fnmatch_line("*_multicall*")  # a frame of pytest's own


def test_what_varsym_refuses_is_told_without_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CertificateError("A\x1bthing.", "Another.")

    monkeypatch.setattr("varsym.claims.decisions.decide", refuse)
    result = run("toy::lem:1")
    assert result.parseoutcomes() == {"failed": 1}
    result.stdout.fnmatch_lines(["It cannot be decided. A thing. Expected: Another."])
    result.stdout.no_fnmatch_line("*Traceback*")


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--varsym", "toi"], "Try toy"),
        (["--varsym", ""], "The pack ''"),
        (["--varsym", "x" * 10_000], "The pack"),
        (["--varsym", "toy", "--varsym", "none"], "raised AttributeError"),
        (["--varsym", "raises"], "raised ValueError: one [31mtwo"),
        (["--varsym", "fractions_only"], "holds no paper"),
        (["--varsym", "exits"], "raised SystemExit"),
        (["--varsym", "toy", "--varsym-only", "lem:33"], "Try lem:3"),
        (["--varsym-only", "lem:3"], "Add --varsym PACK"),
        (["--varsym-strict"], "Add --varsym PACK"),
        (["toy::lem:33"], "Try lem:3"),
        (["toy::lem:3::step:11"], "Try step:1"),
        (["--varsym", "toy", "toy::"], "The statement ''"),
        (["nothing::lem:3"], "file or directory not found"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_bad_input_is_a_usage_error(run: Run, arguments: list[str], words: str) -> None:
    assert words in refused(run(*arguments))


def test_a_pack_that_speaks_does_not_disturb(run: Run) -> None:
    assert run("--varsym", "speaks").parseoutcomes() == {"proved": 1, "refuted": 1}


def test_help_looks_at_no_pack(run: Run) -> None:
    result = run("--varsym", "raises", "--help")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*--varsym=PACK*", "*--varsym-only=ID*", "*--varsym-strict*"])


# ------------------------------------------------------------------ as processes


@pytest.mark.parametrize("mode", ["prepend", "importlib"])
def test_a_process_with_every_warning_an_error(run: Run, mode: str) -> None:
    result = run(
        "--varsym", "toy", "-W", "error", f"--import-mode={mode}", "-p", "no:cacheprovider",
        process=True,
    )  # fmt: skip
    assert result.parseoutcomes() == TOY


@pytest.mark.parametrize(
    "arguments", [["--varsym", "toy"], ["toy::lem:3", "toy::lem:4", "--dist", "loadgroup"]]
)
def test_workers_find_the_same(run: Run, arguments: list[str]) -> None:
    pytest.importorskip("xdist")
    alone = run(*arguments, "--varsym-strict")
    shared = run(*arguments, "--varsym-strict", "-n", "2", process=True)
    assert failing(shared) == failing(alone) != set()
    assert shared.parseoutcomes() == alone.parseoutcomes()
    shared.stdout.fnmatch_lines(["  claim    x + y ≤ x", "toy: * proved, * refuted*"])


def test_a_pack_that_fails_in_workers_alone_is_an_error(run: Run) -> None:
    pytest.importorskip("xdist")
    result = run("--varsym", "late", "-n", "2", process=True)
    assert "errors" in result.parseoutcomes()  # one, or that of the other worker as well
    result.stdout.fnmatch_lines(["The pack late raised SystemExit.*"])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
