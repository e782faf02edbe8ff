"""While an audit runs: a progress bar, and the worker processes."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import networkx as nx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from varsym.errors import VarsymError
from varsym.graph.paper import Paper

__all__ = ["claim_progress", "worker_pool"]


@contextlib.contextmanager
def claim_progress(
    paper: Paper, only: Sequence[str] = ()
) -> Iterator[Callable[[str], None] | None]:
    """Show how many claims of a paper are decided, on stderr and only if that is a terminal.

    `only` are the statements that are asked for, as for `Paper.audit`.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    wanted = set(only or paper.statements).union(*(nx.ancestors(paper.graph, n) for n in only))
    total = sum(1 for name in wanted for _ in paper.statement(name).all_claims())
    columns = (
        TextColumn("Deciding"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def step(claim: str) -> None:
            bar.update(task, advance=1, description=claim)

        yield step


@contextlib.contextmanager
def worker_pool(workers: int) -> Iterator[ProcessPoolExecutor | None]:
    """Give that many worker processes, or None for one: the work is then done here.

    Raises
    ------
    VarsymError
        When a worker process ends before its work is done.
    """
    if workers == 1:
        yield None
        return
    # Started afresh: a process forked beside the threads of a progress bar can hang.
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        yield pool
    except BrokenProcessPool:
        raise VarsymError(
            "A worker process that ended before its work was done.",
            "Workers that live until the audit ends.",
            "Use fewer workers; memory may be short.",
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
