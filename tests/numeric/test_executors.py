"""Chunks through executors: in order, bounded, cancelled on errors, the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from typing import Any

import pytest
from sent_work import halved
from toy_executor import ToyExecutor

from varsym.errors import InputError
from varsym.numeric.executors import in_order


def test_one_process_thread_process_and_toy_give_the_same() -> None:
    jobs = range(0, 40, 2)
    expected = list(range(20))
    assert list(in_order(halved, jobs)) == expected
    assert list(in_order(halved, jobs, ToyExecutor())) == expected
    with ThreadPoolExecutor(3) as threads:
        assert list(in_order(halved, jobs, threads, pending=5)) == expected
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        assert list(in_order(halved, jobs, processes)) == expected
        with pytest.raises(InputError, match=r"The number 3\. Expected: An even number\."):
            list(in_order(halved, [2, 3], processes))


def test_no_more_jobs_wait_than_are_allowed() -> None:
    toy = ToyExecutor()
    with closing(in_order(halved, range(0, 100, 2), toy, pending=4)) as results:
        for number in range(20):
            assert next(results) == number
            assert len(toy.submitted) <= number + 4
    assert len(toy.submitted) <= 20 + 4


def test_jobs_are_taken_as_results_are_asked_for() -> None:
    taken = []

    def jobs() -> Iterator[int]:
        for job in range(0, 100, 2):
            taken.append(job)
            yield job

    results = in_order(halved, jobs())
    assert next(results) == 0
    assert taken == [0]


@pytest.mark.parametrize("executor", [None, ToyExecutor()], ids=["none", "toy"])
def test_an_exception_comes_through_after_the_results_before_it(executor: Executor | None) -> None:
    results = in_order(halved, [0, 2, 5, 6], executor)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(InputError):
        next(results)
    with pytest.raises(StopIteration):
        next(results)


class Stuck(Executor):
    """An executor that never begins anything but its first job."""

    def __init__(self) -> None:
        self.futures: list[Future] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        future: Future = Future()
        if not self.futures:
            try:
                future.set_result(function(*args, **kwargs))
            except InputError as error:
                future.set_exception(error)
        self.futures.append(future)
        return future


def test_an_exception_cancels_what_has_not_begun() -> None:
    stuck = Stuck()
    with pytest.raises(InputError):
        list(in_order(halved, [1, 2, 4, 6], stuck))
    assert [future.cancelled() for future in stuck.futures] == [False, True, True, True]


def test_closing_cancels_what_has_not_begun() -> None:
    stuck = Stuck()
    results = in_order(halved, [0, 2, 4, 6], stuck, pending=3)
    assert next(results) == 0
    results.close()
    assert [future.cancelled() for future in stuck.futures] == [False, True, True]


def test_the_executor_stays_open() -> None:
    with ThreadPoolExecutor(1) as threads:
        assert list(in_order(halved, [2], threads)) == [1]
        assert threads.submit(halved, 4).result() == 2


@pytest.mark.parametrize("stranger", [4, "threads", [1]])
def test_what_cannot_submit_is_refused_before_anything_runs(stranger: object) -> None:
    with pytest.raises(InputError, match="no method submit"):
        in_order(halved, [1], stranger)  # type: ignore[arg-type]
