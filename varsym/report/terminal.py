"""The terminal that reports are printed on."""

from __future__ import annotations

from rich.console import Console

__all__ = ["Terminal"]


class Terminal(Console):
    """A console that leaves a reader who goes away to the command line, as for any output."""

    def on_broken_pipe(self) -> None:
        """Raise an error, where rich would end the process as if something were open.

        Raises
        ------
        BrokenPipeError
            Always.
        """
        raise BrokenPipeError
