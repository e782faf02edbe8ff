"""Work that outgrows a machine: chunks through any executor, results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future
from typing import TypeVar

from varsym.errors import InputError

__all__ = ["in_order"]

Job = TypeVar("Job")
Result = TypeVar("Result")

MAX_PENDING = 64


def in_order(
    function: Callable[[Job], Result],
    jobs: Iterable[Job],
    executor: Executor | None = None,
    pending: int = MAX_PENDING,
) -> Generator[Result, None, None]:
    """Yield the results of a function on jobs, in the order of the jobs.

    The executor is anything with the interface of `concurrent.futures.Executor`: a thread or
    process pool, ``dask.distributed.Client.get_executor()``, ``mpi4py.futures.MPIPoolExecutor``.
    It stays the caller's, who shuts it down.

    Parameters
    ----------
    function : callable
        Of one job; where the executor has processes, both must be picklable.
    jobs : iterable
        Taken one by one, as results are asked for.
    executor : Executor, optional
        Where to run; in this process and thread if none.
    pending : int
        How many jobs, at most, may have been handed over without their result having been taken.

    Yields
    ------
    result
        Jobs that have not begun are cancelled when one raises, which raises here too, and when
        the iterator is closed.

    Raises
    ------
    InputError
        When the executor has no method ``submit``.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor() as pool:
    ...     list(in_order(abs, [-2, -1, 0], pool))
    [2, 1, 0]
    """
    if executor is None:
        return (function(job) for job in jobs)
    if not callable(getattr(executor, "submit", None)):
        raise InputError(
            f"An executor of the type {type(executor).__name__}, which has no method submit.",
            "An executor with the interface of concurrent.futures.Executor.",
            "Pass a ProcessPoolExecutor, or Client.get_executor() of Dask.",
        )
    return _submitted(function, jobs, executor, pending)


def _submitted(
    function: Callable[[Job], Result], jobs: Iterable[Job], executor: Executor, pending: int
) -> Generator[Result, None, None]:
    waiting: deque[Future[Result]] = deque()
    try:
        for job in jobs:
            waiting.append(executor.submit(function, job))
            if len(waiting) >= pending:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
