"""The pytest plugin: each claim of a paper is a test, ``pytest --varsym var-universality``.

A claim has the node id ``PACK::STATEMENT::CLAIM``, as ``var-universality::lem:6.3::step:3``.  It
passes when it is decided: proved, its certificate replayed; refuted, with exact values; or cited.
pytest imports this module whenever it starts, so that everything heavy is imported inside.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from varsym.errors import VarsymError

if TYPE_CHECKING:
    from varsym.claims import decisions
    from varsym.graph import paper as papers
    from varsym.graph import statement as statements

__all__ = ["Claim", "ClaimFailure", "Pack", "Statement"]

_VERDICT = "varsym_verdict"
_EVIDENCE = "varsym_evidence"
#: How a claim that passes is shown: a letter, and its colour.
_PASSED = {"proved": (".", "green"), "refuted": ("r", "yellow"), "cited": ("c", "cyan")}
#: How one that fails is shown.
_FAILED = {"refuted": ("R", "red"), "open": ("O", "purple")}
_COLOURS = {"proved": "green", "refuted": "red", "cited": "cyan", "open": "purple"}

Address = tuple[str, ...]


class ClaimFailure(Exception):  # noqa: N818 - as AssertionError, it tells of what is tested
    """A claim does not pass; the message is its report."""


@dataclass(frozen=True)
class _Asked:
    """What the command line asks for."""

    packs: tuple[str, ...]
    only: tuple[str, ...]
    addresses: tuple[Address, ...]
    files: tuple[str, ...]

    def claims(self, paper: papers.Paper, pack: str) -> Iterator[_Chosen]:
        """Yield the statements of a pack with those of their claims that are asked for."""
        from networkx import ancestors

        within = [name for name in self.only if name in paper.statements]
        wanted = {*within}.union(*(ancestors(paper.graph, name) for name in within))
        addresses = [address[1:] for address in self.addresses if address[0] == pack]
        for statement in paper:
            if self.only and statement.id not in wanted:
                continue
            claims = [
                claim
                for claim in statement.all_claims()
                if not addresses or any(_leads(a, claim.id) for a in addresses)
            ]
            if claims:
                yield statement, claims

    def check(self, known: dict[str, papers.Paper]) -> None:
        """Raise `UnknownNameError` for a statement or claim that no pack has."""
        from varsym.graph.paper import unknown

        for name in self.only:
            if not any(name in paper.statements for paper in known.values()):
                raise unknown("statement", name, {s for p in known.values() for s in p.statements})
        for pack, *rest in self.addresses:
            if rest:
                statement = known[pack].statement(rest[0])
                names = [claim.id.partition("/")[2] for claim in statement.all_claims()]
                if len(rest) > 1 and rest[1] not in names:
                    raise unknown("claim", rest[1], names)


if TYPE_CHECKING:
    _Chosen = tuple[statements.Statement, list[decisions.Claim]]

_ASKED = pytest.StashKey[_Asked]()
_HEADER = pytest.StashKey[list[str]]()


def _leads(address: Address, claim: str) -> bool:
    """Return whether an address within a pack is that of a claim or of its statement."""
    statement, _, name = claim.partition("/")
    return (statement, name)[: len(address)] == address


# ------------------------------------------------------------------ options


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("varsym", "papers, claim by claim")
    group.addoption(
        "--varsym",
        action="append",
        default=[],
        dest="varsym_packs",
        metavar="PACK",
        help="Test each claim of this pack; files are tested only where they are named as well.",
    )
    group.addoption(
        "--varsym-only",
        action="append",
        default=[],
        dest="varsym_only",
        metavar="ID",
        help="Of the packs, only this statement and what it rests on.",
    )
    group.addoption(
        "--varsym-strict",
        action="store_true",
        dest="varsym_strict",
        help="Fail a printed claim that is refuted.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Find out what is asked for, and refuse what there is not."""
    asked = _asked(config)
    if asked is None or config.getoption("help", default=False):
        return
    config.stash[_ASKED] = asked
    if not asked.files:
        config.args_source = pytest.Config.ArgsSource.ARGS  # no header speaks of testpaths
    if hasattr(config, "workerinput"):
        return  # the process that started this worker has looked
    from varsym.graph.paper import load

    try:
        known = {name: load(name) for name in asked.packs}
        asked.check(known)
    except VarsymError as error:
        raise pytest.UsageError(_plain(error)) from None
    config.stash[_HEADER] = [_counted(name, asked, paper) for name, paper in known.items()]


def _asked(config: pytest.Config) -> _Asked | None:
    named: list[str] = config.getoption("varsym_packs")
    only: list[str] = config.getoption("varsym_only")
    files, addresses = [], []
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        for argument in config.args:
            address = _address(config, argument, named)
            if address is None:
                files.append(argument)
            else:
                addresses.append(address)
    packs = tuple(dict.fromkeys([*named, *(address[0] for address in addresses)]))
    alone = "--varsym-only" if only else "--varsym-strict"
    if not packs and (only or config.getoption("varsym_strict")):
        raise pytest.UsageError(f"{alone} without a pack. To do: Add --varsym PACK.")
    return _Asked(packs, tuple(only), tuple(addresses), tuple(files)) if packs else None


def _address(config: pytest.Config, argument: str, named: Sequence[str]) -> Address | None:
    """Return the address of claims that an argument is, or None for that of a file."""
    head, *rest = argument.split("::", 2)
    place = config.invocation_params.dir / head
    if place.is_file() or (place.is_dir() and not rest):
        return None
    # Below its root directory, pytest shows node ids as if they were paths: ../PACK::STATEMENT.
    names = (head, Path(os.path.relpath(place, config.rootpath)).as_posix())
    found = next((name for name in names if name in named), None)
    if found is None and not config.getoption("pyargs"):
        from varsym.graph.paper import packs

        found = next((name for name in names if name in packs()), None)
    return None if found is None else (found, *rest)


def _plain(error: VarsymError) -> str:
    """Return an error on one line that any terminal shows; a pack's own words may be in it."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())


def _counted(pack: str, asked: _Asked, paper: papers.Paper) -> str:
    chosen = list(asked.claims(paper, pack))
    claims = sum(len(claims) for _, claims in chosen)
    statements = f"{len(chosen)} statement{'s' if len(chosen) != 1 else ''}"
    return f"{pack}, {claims} claim{'s' if claims != 1 else ''} of {statements}"


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Tell how many claims are asked for."""
    return [f"varsym: {line}" for line in config.stash.get(_HEADER, [])]


# ------------------------------------------------------------------ collection


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Leave the addresses of claims out of those that pytest looks for among files."""
    config = session.config
    asked = config.stash.get(_ASKED, None)
    if asked is None:
        return (yield)
    given = config.args
    config.args = list(asked.files)
    try:
        return (yield)
    finally:
        config.args = given


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Put the packs after the files of a session."""
    report = yield
    asked = collector.config.stash.get(_ASKED, None)
    if asked is not None and isinstance(collector, pytest.Session) and report.passed:
        made = (Pack.from_parent(collector, name=name, nodeid=name) for name in asked.packs)
        report.result = [*report.result, *made]
    return report


class Pack(pytest.Collector):
    """The statements of one pack."""

    def collect(self) -> Iterator[Statement]:
        """Yield those statements that are asked for."""
        from varsym.graph.paper import load, packs
        from varsym.report.statement_places import statement_places

        try:
            paper = load(self.name)
        except VarsymError as error:
            raise self.CollectError(_plain(error)) from None
        places = statement_places(paper, packs()[self.name].module)
        for statement, claims in self.config.stash[_ASKED].claims(paper, self.name):
            yield Statement.from_parent(
                self,
                name=statement.id,
                statement=statement,
                claims=claims,
                printed_at=places.get(statement.id),
            )


class Statement(pytest.Collector):
    """The claims of one statement.

    Parameters
    ----------
    statement : Statement
    claims : sequence of Claim
        Those that are asked for.
    printed_at : (Path, int), optional
        Where the pack writes it, and in which line.
    more
        What a `pytest.Collector` takes.
    """

    def __init__(
        self,
        *,
        statement: statements.Statement,
        claims: Sequence[decisions.Claim],
        printed_at: tuple[Path, int] | None,
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self.statement, self.claims, self.printed_at = statement, claims, printed_at
        self.extra_keyword_matches.add(statement.kind)

    def collect(self) -> Iterator[Claim]:
        """Yield those claims that are asked for."""
        statement = self.statement
        printed = {c.id for m in statement.metrics for c in statement.printed_claims(m)}
        for claim in self.claims:
            yield Claim.from_parent(
                self,
                name=claim.id.partition("/")[2],
                claim=claim,
                printed_at=self.printed_at,
                is_printed=claim.id in printed,
            )


# ------------------------------------------------------------------ one claim


class Claim(pytest.Item):
    """One claim, decided by itself.

    Parameters
    ----------
    claim : Claim
    printed_at : (Path, int), optional
        Where the pack writes its statement, and in which line.
    is_printed : bool
        Whether the paper prints it; if not, a repair proposes it.
    more
        What a `pytest.Item` takes.
    """

    def __init__(
        self,
        *,
        claim: decisions.Claim,
        printed_at: tuple[Path, int] | None,
        is_printed: bool,
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self.claim, self.printed_at, self.is_printed = claim, printed_at, is_printed
        self.extra_keyword_matches.add(claim.id)

    def runtest(self) -> None:
        """Decide the claim, and replay what proves it.

        Raises
        ------
        ClaimFailure
            If it is open, refuted though printed under ``--varsym-strict``, or cannot be decided;
            or if the certificate of its proof does not replay.
        """
        from varsym.claims.collection import collection_paused
        from varsym.claims.decisions import decide

        try:
            with collection_paused():
                decision = decide(self.claim)
                verdict = decision.verdict
        except VarsymError as error:
            raise ClaimFailure(f"It cannot be decided. {_plain(error)}") from None
        self.user_properties += [(_VERDICT, verdict), (_EVIDENCE, decision.evidence.summary)]
        strict = self.config.getoption("varsym_strict") and self.is_printed
        if verdict == "open" or (verdict == "refuted" and strict):
            from varsym.report.claim_text import claim_text

            pack = self.nodeid.partition("::")[0]
            raise ClaimFailure(claim_text(decision, pack, self.printed_at))
        if decision.evidence.theorems:
            with collection_paused():
                self._replay(decision)

    def _replay(self, decision: decisions.Decision) -> None:
        """Prove the claim once more, from the certificate alone."""
        from dataclasses import replace

        from varsym.claims.decisions import Decision
        from varsym.kernel import certificate, dumps, loads, replay

        try:
            again = tuple(replay(loads(dumps(certificate(decision.evidence.theorems)))))
        except VarsymError as error:
            raise ClaimFailure(f"Its certificate does not replay. {_plain(error)}") from None
        replayed = Decision(self.claim, replace(decision.evidence, theorems=again))
        if replayed.verdict != decision.verdict:
            raise ClaimFailure(
                f"It is {decision.verdict}, and by the certificate of its proof {replayed.verdict}."
            )

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], *more: Any, **options: Any
    ) -> Any:
        """Return the report on the claim, or the traceback of what went wrong here."""
        if not isinstance(excinfo.value, ClaimFailure):
            excinfo.traceback = excinfo.traceback.cut(path=__file__)
            return super().repr_failure(excinfo, *more, **options)
        # What pytest makes of an exception, so that it goes through workers and into summaries.
        shown = excinfo.getrepr(style="value")
        lines = str(excinfo.value).split("\n")
        shown.reprtraceback.reprentries[-1].lines = lines
        if shown.reprcrash is not None:
            path, line, _ = self.location
            shown.reprcrash.path, shown.reprcrash.message = path, lines[0]
            shown.reprcrash.lineno = 0 if line is None else line + 1
        return shown

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the statement is written, else the pack's name; and the claim's id."""
        if self.printed_at is None:
            return Path(self.nodeid.partition("::")[0]), None, self.claim.id
        path, line = self.printed_at
        return path, line - 1, self.claim.id


# ------------------------------------------------------------------ reports


def _verdict(report: object) -> str | None:
    """Return the verdict that a report is about, if it is about one."""
    if not isinstance(report, pytest.TestReport) or report.when != "call":
        return None
    found = dict(report.user_properties).get(_VERDICT)
    return found if isinstance(found, str) else None


def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport,
) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """Show verdicts, where pytest knows passed and failed."""
    verdict = _verdict(report)
    looks = _PASSED if report.passed else _FAILED if report.failed else {}
    if verdict not in looks:
        return None
    letter, colour = looks[verdict]
    category = verdict if report.passed else "failed"
    return category, letter, (verdict.upper(), {colour: True, "bold": report.failed})


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Count the verdicts of each pack, those of claims that fail among them."""
    asked = config.stash.get(_ASKED, None)
    reports = [report for some in terminalreporter.stats.values() for report in some]
    verdicts = {r.nodeid: verdict for r in reports if (verdict := _verdict(r)) is not None}
    if asked is None or not verdicts:
        return
    terminalreporter.section("verdicts")
    for pack in asked.packs:
        found = [v for name, v in verdicts.items() if name.partition("::")[0] == pack]
        terminalreporter.write(f"{pack}:")
        sign = " "
        for verdict, colour in _COLOURS.items():
            if count := found.count(verdict):
                terminalreporter.write(sign)
                terminalreporter.write(f"{count} {verdict}", **{colour: True})
                sign = ", "
        terminalreporter.line("")
