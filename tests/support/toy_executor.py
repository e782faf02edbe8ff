"""An executor of one's own: jobs run late, and the last of those that wait runs first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class ToyExecutor(Executor):
    """Runs waiting jobs, newest first, when a result is asked for."""

    def __init__(self) -> None:
        self.submitted: list[Future[Any]] = []
        self._waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Put a job on the pile."""
        future = _LateFuture(self._run_pile)
        self.submitted.append(future)
        self._waiting.append((future, lambda: function(*args, **kwargs)))
        return future

    def _run_pile(self) -> None:
        while self._waiting:
            future, job = self._waiting.pop()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except Exception as error:  # noqa: BLE001 - an executor hands on every exception
                future.set_exception(error)


class _LateFuture(Future[Any]):
    def __init__(self, run: Callable[[], None]) -> None:
        super().__init__()
        self._run = run

    def result(self, timeout: float | None = None) -> Any:
        """Run what waits, and return the result."""
        if not self.done():
            self._run()
        return super().result(timeout)
