"""The command line.  Each command imports what it needs, so that help comes at once."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

import click

from varsym.command_options import PACK, border_option, pack_option, pixels_option
from varsym.errors import InputError
from varsym.front_door import FrontDoor
from varsym.plot_command import plot

if TYPE_CHECKING:
    from varsym.graph.audit import Audit
    from varsym.graph.paper import Paper
    from varsym.report.proof_graph import Direction

__all__ = ["cli", "main"]

_ON_STDOUT = "-"
_WORTH_WORKERS = 40  # claims; fewer are decided sooner than workers start
WORKERS = "Worker processes; by default one a core, up to 4, where there are many claims."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; the console script ``varsym``."""
    for stream in (sys.stdout, sys.stderr):
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            reconfigure(errors="replace")
    cli.main(args=arguments, prog_name="varsym")


@click.group(cls=FrontDoor, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="varsym")
def cli() -> None:
    """Check a mathematics paper, relation by relation, and ask its theorems for numbers."""


cli.add_command(plot)


@cli.command()
@click.argument("pack", default=PACK)
@click.option("--only", multiple=True, metavar="ID", help="This statement and what it rests on.")
@click.option("--json", "json_file", metavar="FILE", help="Write the report as JSON; - is stdout.")
@click.option("--html", "html_file", metavar="FILE", help="Write the graph as a page to open.")
@click.option("-j", "workers", default=None, type=click.IntRange(1, 256), help=WORKERS)
@click.option("--strict", is_flag=True, help="Also end with 1 when something printed is wrong.")
def audit(
    pack: str,
    only: tuple[str, ...],
    json_file: str | None,
    html_file: str | None,
    workers: int | None,
    strict: bool,
) -> int:
    """Decide every claim of PACK and show the verdicts.

    Ends with 0 when every printed claim was decided, 1 when one is open, 2 on bad input.
    """
    if json_file == html_file == _ON_STDOUT:
        raise InputError("Two results on stdout.", "One.", "Give --html or --json a file.")
    json_target, html_target = _target(json_file), _target(html_file)
    found = _audit(_paper(pack), only, workers)
    if json_file is not None:
        from varsym.report.json_report import audit_json, dumps

        _deliver(dumps(audit_json(found)), json_target)
    if html_file is not None:
        from varsym.report.page.writing import page_html

        _deliver(page_html(found), html_target)
    if _ON_STDOUT not in (json_file, html_file):
        from varsym.report.table import print_audit
        from varsym.report.terminal import Terminal

        print_audit(found, Terminal())
    return 1 if found.undecided or (strict and found.faults) else 0


@cli.command()
@click.argument("pack", default=PACK)
@click.option(
    "--format",
    "form",
    default="markdown",
    show_default=True,
    type=click.Choice(["markdown", "latex", "html"]),
)
@click.option("-o", "output", metavar="FILE", help="Where to; stdout if not given.")
@click.option("--only", multiple=True, metavar="ID", help="This statement and what it rests on.")
@click.option("-j", "workers", default=None, type=click.IntRange(1, 256), help=WORKERS)
@click.option("--strict", is_flag=True, help="Also end with 1 when something printed is wrong.")
def report(
    pack: str,
    form: str,
    output: str | None,
    only: tuple[str, ...],
    workers: int | None,
    strict: bool,
) -> int:
    """Write the audit of PACK as one document, as a referee would.

    Ends with 0 when every printed claim was decided, 1 when one is open, 2 on bad input.
    """
    target = _target(output)
    found = _audit(_paper(pack), only, workers)
    from varsym.report.document import document_text, referee_document

    typed = ["varsym", "report", pack, "--format", form, *(x for n in only for x in ("--only", n))]
    _deliver(document_text(referee_document(found, shlex.join(typed)), form), target)
    return 1 if found.undecided or (strict and found.faults) else 0


@cli.command()
@click.argument("name", metavar="ID")
@pack_option
def show(name: str, pack: str) -> None:
    """Report on the statement ID as a referee would."""
    from varsym.report.referee import print_report
    from varsym.report.terminal import Terminal

    print_report(_audit(_paper(pack), (name,)), name, Terminal())


@cli.command()
@click.argument("name", metavar="ID")
@click.argument("values", metavar="NAME=VALUE...", nargs=-1)
@click.option("--digits", default=20, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--solve", "unknown", metavar="NAME", help="Find this parameter, not the bound.")
@click.option("--target", metavar="VALUE", help="With --solve: what the bound may be.")
@click.option(
    "--form",
    metavar="FORM",
    help="Another proved form, or a constant; see varsym show.",
)
@click.option("--reading", type=click.Choice(["sup", "L_alpha"]), default="sup", show_default=True)
@click.option("--config", "model", metavar="MODEL", help="The bound for a published model.")
@click.option(
    "--objective",
    type=click.Choice(["product", "total"]),
    help="With --config: of the neurons of the layers, what is to be least; product if not given.",
)
@pack_option
def bound(
    name: str,
    values: tuple[str, ...],
    digits: int,
    as_json: bool,
    unknown: str | None,
    target: str | None,
    form: str | None,
    reading: str,
    model: str | None,
    objective: Literal["product", "total"] | None,
    pack: str,
) -> None:
    """Give the exact bound of the statement ID, or a constant of it, at the values given.

    Values are exact: 3, 3/2, 0.1 or 1e-3; with commas, one for each layer. With --config the norms
    are those of the interpolations of MODEL (var-256, var-512, var-1024 or flowar), and eps=… is
    the error that is allowed, which is split among the layers at the least cost in neurons.
    """
    from varsym.report.answers import answer_json, answer_text, parameters
    from varsym.report.terminal import Terminal

    given = parameters(values)
    if model is not None:
        if (unknown, target, form, reading) != (None, None, None, "sup"):
            raise InputError(
                "A configuration with --solve, --target, --form or --reading.",
                "The configuration alone: it asks for the proved bound in the sup norm.",
                "Drop the other options.",
            )
        _configured(_paper(pack), name, model, objective or "product", given, digits, as_json)
        return
    if objective is not None:
        raise InputError("An objective without a configuration.", "Both.", "Add --config MODEL.")
    if (unknown is None) != (target is None):
        raise InputError("One of --solve and --target.", "Both or none.", "Add the other one.")
    asked = _paper(pack)[name].question(form, reading)
    value = asked.value(**given) if unknown is None else asked.solve(unknown, target, **given)
    if as_json:
        _deliver(answer_json(value, digits, unknown), None)
    else:
        Terminal().print(answer_text(value, digits, unknown))


@cli.command()
@click.argument("kernel")
@click.argument("n_in", metavar="N_IN", type=click.IntRange(1, 2**16))
@click.argument("n_out", metavar="N_OUT", type=click.IntRange(1, 2**16))
@click.option(
    "--p", type=click.Choice(["1", "2", "inf"]), help="This norm; all three if not given."
)
@click.option("--digits", default=20, show_default=True, type=click.IntRange(1, 10_000))
@border_option
@pixels_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def norm(
    kernel: str,
    n_in: int,
    n_out: int,
    p: Literal["1", "2", "inf"] | None,
    digits: int,
    border: Literal["clamp", "zero", "reflect"],
    pixels: Literal["half", "align-corners"],
    as_json: bool,
) -> None:
    """Give the exact operator norms of an interpolation from N_IN to N_OUT cells.

    KERNEL is keys:A with an exact A, linear, nearest, bspline or area; PyTorch's bicubic is
    keys:-3/4. The norms are those along one axis, and in 2-D those on square maps.
    """
    from varsym.maps.kernels import parse_kernel
    from varsym.maps.resampling import Resampling
    from varsym.report.norms import interpolation_norms, norms_json, norms_text
    from varsym.report.terminal import Terminal

    asked = Resampling(parse_kernel(kernel), n_in, n_out, border, pixels)
    norms = interpolation_norms(asked, p)
    if as_json:
        _deliver(norms_json(asked, norms, digits), None)
    else:
        Terminal().print(norms_text(asked, norms, digits))


@cli.command()
@click.argument("target", metavar="MAP")
@click.option("--eps", default="1/4", show_default=True, help="The error that is allowed.")
@click.option("--alpha", default=1, show_default=True, help="The error is that of L_alpha.")
@click.option("--lipschitz", metavar="C", help="A constant of MAP; proved from MAP if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--certificate", "output", metavar="FILE", help="Write the network with its proof.")
def construct(
    target: str,
    eps: str,
    alpha: int,
    lipschitz: str | None,
    as_json: bool,
    output: str | None,
) -> None:
    """Build the network of Lemma C.1 for MAP, with a certificate of its error.

    MAP is rotation, rotation-2, blur, max or kink, or a text such as "x[2,1]; x[1,1]": one row a
    token, separated by semicolons, one expression a channel, separated by commas, made of numbers,
    entries x[token,channel], + - * /, parentheses, min, max, abs and mean.
    """
    file = _target(output)
    from varsym.contextual import construct_approximator, named_or_written
    from varsym.report.construction import construction_json, construction_text
    from varsym.report.json_report import dumps
    from varsym.report.terminal import Terminal

    made = construct_approximator(named_or_written(target), lipschitz, eps, alpha)
    if file is not None:
        _deliver(dumps(made.certificate()), file)
    if as_json:
        _deliver(construction_json(made), None)
    else:
        Terminal().print(construction_text(made))


@cli.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_network(file: Path) -> None:
    """Check a certificate that construct wrote, from its weights alone."""
    from varsym.contextual import check_approximator
    from varsym.report.construction import checked_text
    from varsym.report.files import read_json
    from varsym.report.terminal import Terminal

    Terminal().print(checked_text(check_approximator(read_json(file))))


@cli.command()
@click.argument("pack", default=PACK)
@click.option(
    "--format",
    "form",
    default="json",
    show_default=True,
    type=click.Choice(["json", "dot", "svg", "mermaid", "latex", "html"]),
)
@click.option("-o", "output", metavar="FILE", help="Where to; stdout if not given.")
@click.option("--focus", metavar="ID", help="Only this statement and what it rests on.")
@click.option("--depth", type=click.IntRange(0), help="With --focus: how many steps away.")
@click.option(
    "--direction",
    type=click.Choice(["ancestors", "descendants", "both"]),
    help="With --focus: what it rests on, what rests on it, or both; ancestors if not given.",
)
def graph(
    pack: str,
    form: str,
    output: str | None,
    focus: str | None,
    depth: int | None,
    direction: Direction | None,
) -> None:
    """Draw the proof graph of PACK with its verdicts.

    With --focus, the format html is the whole page, opened at that part of the graph.
    """
    if focus is None and (depth is not None or direction is not None):
        what = "depth" if depth is not None else "direction"
        raise InputError(f"A {what} without a focus.", "Both or none.", "Add --focus ID.")
    target = _target(output)
    paper, way = _paper(pack), direction or "ancestors"
    if focus is not None:
        paper.statement(focus)
    if form == "html":
        from varsym.report.page.writing import page_html

        view = {"focus": focus, "dir": way, "depth": depth} if focus is not None else {}
        shown = urlencode({name: value for name, value in view.items() if value is not None})
        _deliver(page_html(_audit(paper, (), None), shown), target)
        return
    from varsym.report.formats import graph_text
    from varsym.report.proof_graph import proof_graph

    below = (focus,) if focus is not None and way == "ancestors" else ()
    found = _audit(paper, below, 1 if below else None)
    _deliver(graph_text(proof_graph(found, focus, depth, way), form), target)


@cli.command()
@click.argument("claim", metavar="CLAIM_ID")
@click.option("-o", "output", metavar="FILE", default=_ON_STDOUT, help="Where to; stdout if not.")
@pack_option
def certificate(claim: str, output: str, pack: str) -> None:
    """Write the kernel's certificate of a proved claim, such as lem:6.3/conclusion.

    Anyone can replay it: python -m varsym.kernel FILE
    """
    target = _target(output)
    from varsym.report.evidence import certificate_text

    _deliver(certificate_text(_paper(pack), claim), target)


@cli.command()
def selftest() -> int:
    """Try the kernel on this machine: what it must prove, and what it must refuse."""
    from varsym.selftest import run

    return run(click.echo)


def _configured(
    paper: Paper,
    name: str,
    model: str,
    objective: Literal["product", "total"],
    given: dict[str, Any],
    digits: int,
    as_json: bool,
) -> None:
    from varsym.graph.configured import configured_bound
    from varsym.report.configured import configured_json, print_configured
    from varsym.report.terminal import Terminal

    if "eps" not in given:
        raise InputError("No value for eps.", "The error that is allowed.", "Add eps=1/10.")
    eps = given.pop("eps")
    found = configured_bound(paper[name], model, eps, objective, given)
    if as_json:
        _deliver(configured_json(found, digits), None)
    else:
        print_configured(found, Terminal(), digits)


def _paper(pack: str) -> Paper:
    from varsym.graph.paper import load

    return load(pack)


def _target(name: str | None) -> Path | None:
    if name is None or name == _ON_STDOUT:
        return None
    from varsym.report.files import check_writable

    target = Path(name)
    check_writable(target)
    return target


def _deliver(text: str, target: Path | None) -> None:
    if target is None:
        click.echo(text.encode("utf-8", errors="backslashreplace"), nl=False)
        return
    from varsym.report.files import write_text

    write_text(target, text)


def _audit(paper: Paper, only: tuple[str, ...], workers: int | None = 1) -> Audit:
    from varsym.graph.audit import audit_paper
    from varsym.report.progress import claim_progress, worker_pool

    for name in only:
        paper.statement(name)
    if workers is None:
        claims = 0 if only else sum(1 for s in paper for _ in s.all_claims())
        workers = min(os.cpu_count() or 1, 4) if claims >= _WORTH_WORKERS else 1
    with worker_pool(workers) as executor, claim_progress(paper, only) as progress:
        step: Callable[[str], None] | None = progress
        return audit_paper(paper, only, step, executor)
