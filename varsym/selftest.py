"""The kernel's battery, as it ships: run where varsym is installed, it needs no checkout."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from varsym.errors import CertificateError
from varsym.kernel import KernelError, Theorem, at_most, certificate, dumps, real, replay, rules
from varsym.kernel.theorem import RULES
from varsym.selftest_cases import MISUSES, THEOREMS

__all__ = ["battery", "run"]

_ROOT = Path(__file__).resolve().parents[1]
#: Runs a module of varsym with the standard library alone, and says so if anything else came in.
_ALONE = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
code = 0
try:
    if sys.argv[1] == "--battery":
        from varsym.selftest import battery
        code = 1 if battery(lambda line: None) else 0
    else:
        runpy.run_module("varsym.kernel", run_name="__main__", alter_sys=True)
except SystemExit as end:
    code = end.code or 0
tops = {name.partition(".")[0] for name in sys.modules}
strangers = sorted(tops - set(sys.stdlib_module_names) - {"varsym", "__main__"})
if strangers:
    print("imported: " + ", ".join(strangers), file=sys.stderr)
    code = 3
sys.exit(code)
"""
_SECONDS = 120


def run(tell: Callable[[str], None]) -> int:
    """Run everything, here and under ``python -O``; return 0 if all is well, else 1.

    Parameters
    ----------
    tell : callable
        Called with each line of the report.
    """
    faults = battery(tell)
    replayed = _alone(["-"], stdin=dumps(certificate(_theorems())))
    if replayed:
        faults.append(f"A process of its own does not replay the certificate: {replayed}")
    tell(_line("certificates replayed in a process that has the standard library alone", replayed))
    optimised = _alone(["--battery"], "-O")
    if optimised:
        faults.append(f"Under python -O: {optimised}")
    tell(_line("all of the above again under python -O", optimised))
    if faults:
        tell("")
        for fault in faults:
            tell(f"  {fault}")
        tell(f"\nThe kernel of varsym does not work on this machine: {len(faults)} checks failed.")
        return 1
    tell(
        f"\nThe kernel of varsym works on this machine: its {len(RULES)} rules prove what they "
        f"must and refuse what they must, and no forged theorem or certificate passes."
    )
    return 0


def _line(what: str, fault: object) -> str:
    return f"{'FAILED' if fault else 'ok':<7} {what}"


def _alone(arguments: list[str], *flags: str, stdin: str = "") -> str:
    command = [sys.executable, "-I", "-S", *flags, "-X", "utf8", "-c", _ALONE, str(_ROOT)]
    try:
        done = subprocess.run(  # noqa: S603 - our own code by this very interpreter
            [*command, *arguments],
            input=stdin.encode("utf-8"),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}: {error}"[:400]
    told = done.stderr.decode("utf-8", "replace").strip()[-400:]
    return "" if done.returncode == 0 else told or f"exit code {done.returncode}"


def battery(tell: Callable[[str], None]) -> list[str]:
    """Return what goes wrong when every rule, certificate and way to forge is tried here.

    Afterwards each is told to `tell` in a line.

    Examples
    --------
    >>> battery(lambda line: None)
    []
    """
    faults: list[str] = []
    for what, part in (
        (f"{len(THEOREMS)} theorems, of every rule, proved", _proved),
        (f"{len(MISUSES)} misuses, of every rule, refused", _refused),
        ("certificates written and replayed", _replayed),
        ("certificates that were tampered with refused", _tampered),
        ("theorems made without a rule refused", _forged),
    ):
        found = list(part())
        faults += found
        tell(_line(what, found))
    return faults


def _theorems() -> list[Theorem]:
    return [RULES[name](*arguments) for name, arguments, _ in THEOREMS]


def _proved() -> Iterator[str]:
    for name in set(RULES) - {name for name, *_ in THEOREMS}:
        yield f"The rule {name} is not tried."
    for name, arguments, judgement in THEOREMS:
        try:
            theorem = RULES[name](*arguments)
        except KernelError as error:
            yield f"The rule {name} refuses what it must prove: {error}"
            continue
        if theorem.judgement != judgement:
            yield f"The rule {name} proves {theorem}, which is not what was expected."


def _refused() -> Iterator[str]:
    for name in set(RULES) - {name for name, _ in MISUSES}:
        yield f"No misuse of the rule {name} is tried."
    for name, arguments in MISUSES:
        try:
            theorem = RULES[name](*arguments)
        except KernelError:
            continue
        yield f"The rule {name} was misused and proved {theorem}."


def _replayed() -> Iterator[str]:
    for theorem in _theorems():
        again = replay(certificate([theorem]))[0]
        if again.judgement != theorem.judgement or again.hypotheses != theorem.hypotheses:
            yield f"A certificate by {theorem.rule} replays as {again}."


def _tampered() -> Iterator[str]:
    for what, data in (*_mutants(certificate(_theorems())), *_altered_steps()):
        for signed in (data, _signed(data)):
            try:
                replay(signed)
            except CertificateError:
                continue
            yield f"A certificate was tampered with ({what}) and replays."


def _signed(data: dict[str, Any]) -> dict[str, Any]:
    """Give a forger's digest, so that the steps themselves have to be what refuses it."""
    body = {key: value for key, value in data.items() if key != "digest"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return body | {"digest": hashlib.sha256(text.encode("ascii")).hexdigest()}


def _mutants(honest: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        data = copy.deepcopy(honest)
        change(data)
        return data

    assumed = next(k for k, row in enumerate(honest["conclusions"]) if row["hypotheses"])
    cited = next(k for k, row in enumerate(honest["conclusions"]) if row["citations"])
    judged = honest["conclusions"][0]["judgement"]
    other = honest["conclusions"][-1]["judgement"]
    rows = honest["conclusions"]
    yield "hypothesis dropped", changed(lambda d: d["conclusions"][assumed]["hypotheses"].pop())
    yield "citation dropped", changed(lambda d: d["conclusions"][cited]["citations"].clear())
    yield "conclusion exchanged", changed(lambda d: d["conclusions"][0].update(judgement=other))
    yield "text changed", changed(lambda d: d["conclusions"][-1].update(text=rows[0]["text"]))
    yield "reference changed", changed(lambda d: d["conclusions"][-1].update(step=0))
    yield "step dropped", changed(lambda d: d["steps"].pop())
    yield "format changed", changed(lambda d: d.update(format="varsym.certificate/2"))
    yield "judgement's kind changed", changed(lambda d: d["terms"][judged].__setitem__(1, "<"))


def _altered_steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for theorem in _theorems():
        honest, name = certificate([theorem]), theorem.rule
        other = "cite" if name != "cite" else "oracle"
        rows: list[list[Any]] = [[other, honest["steps"][-1][1]], [name, []]]
        for what, row in zip(("exchanged", "left without arguments"), rows, strict=True):
            steps = [*honest["steps"][:-1], row]
            yield f"rule {name} {what}", copy.deepcopy(honest) | {"steps": steps}


def _forged() -> Iterator[str]:
    honest = rules.assume(at_most(real("a"), real("b")))
    false = at_most(real("b"), real("a"))
    empty = object.__new__(cast(Any, Theorem))
    roads: dict[str, Callable[[], object]] = {
        "its constructor": lambda: cast(Any, Theorem)(false),
        "a subclass": lambda: type("Forged", (Theorem,), {}),
        "pickle": lambda: pickle.dumps(honest),
        "setting its judgement": lambda: setattr(honest, "judgement", false),
        "dropping its hypotheses": lambda: delattr(honest, "hypotheses"),
        "an empty object": lambda: rules.weaken(empty, false),
        "a rule of one's own": lambda: cast(Any, RULES).__setitem__("forged", lambda: honest),
    }
    for road, go in roads.items():
        try:
            go()
        except (KernelError, AttributeError, TypeError):
            continue
        yield f"A theorem was forged by {road}."
    if copy.deepcopy(honest) is not honest or copy.copy(honest) is not honest:
        yield "A theorem was forged by copying."
